//! The main journey: a quarter's report from an open window to acceptance, told with and without scripts, on
//! both databases.

use domain::access::Role;
use tests::{
    Browser, Engine, Scripts, TestApp,
    country::{Person, ROUND, person},
};

macro_rules! four_ways {
    ($($name:ident: $engine:ident, $scripts:ident;)*) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            a_quarter(Engine::$engine, Scripts::$scripts).await;
        }
    )*};
}

four_ways! {
    a_quarter_is_carried_to_acceptance_with_scripts_on_sqlite: Sqlite, On;
    a_quarter_is_carried_to_acceptance_without_scripts_on_sqlite: Sqlite, Off;
    a_quarter_is_carried_to_acceptance_with_scripts_on_postgresql: Postgres, On;
    a_quarter_is_carried_to_acceptance_without_scripts_on_postgresql: Postgres, Off;
}

/// The people of one agency, and DGA's reviewer.
struct People {
    reporter: Person,
    approver: Person,
    reviewer: Person,
}

async fn a_quarter(engine: Engine, scripts: Scripts) {
    let Some(app) = TestApp::start(engine).await else { return };
    let people = People {
        reporter: person(&app.test, "reporter", Role::Reporter, "one").await,
        approver: person(&app.test, "approver", Role::Approver, "one").await,
        reviewer: person(&app.test, "reviewer", Role::Reviewer, "th").await,
    };
    let Some(browser) = Browser::start(&app, scripts).await else { return };

    browser.signs_in(&people.reporter.email).await;
    fills_and_is_stopped(&browser).await;
    corrects_and_submits(&browser).await;

    changes_to(&browser, &people.approver).await;
    returns_one_field(&browser).await;

    changes_to(&browser, &people.reporter).await;
    sees_the_reason_and_resubmits(&browser).await;

    changes_to(&browser, &people.approver).await;
    opens_from_work(&browser).await;
    browser.sees("main", "ตัวชี้วัดที่เปลี่ยนจากฉบับก่อน").await;
    decides(&browser, "approve").await;

    changes_to(&browser, &people.reviewer).await;
    the_country_waits(&browser).await;
    accepts_with_one_verified_value(&browser).await;
    the_country_has_changed(&browser).await;

    assert_eq!(app.services().rollups().check(&tests::app::operator()).await.expect("checked"), []);
    browser.closes().await;
}

/// Opens the report of the agency from the inbox.
async fn opens_from_work(browser: &Browser) {
    browser.opens("/").await;
    browser.goes(&format!("a[href^='/reports/{ROUND}/one']")).await;
}

/// Presses a button of the report.
async fn decides(browser: &Browser, intent: &str) {
    browser.goes(&format!("#action-bar button[name=intent][value={intent}]")).await;
}

async fn fills_and_is_stopped(browser: &Browser) {
    opens_from_work(browser).await;
    browser.types("#svc-e2e-value", "๔๑๐").await;
    browser.types("#svc-e2e-base", "100").await;
    browser.presses("label[for=digital-plan-value]").await;
    browser.types("#open-datasets-value", "1,2๐๐").await;
    browser.presses("details:has(#open-datasets-evidence) > summary").await;
    let file = tempfile::Builder::new().prefix("ชุดข้อมูล").suffix(".pdf").tempfile().expect("a file");
    std::fs::write(file.path(), "%PDF-1.7").expect("written");
    browser.types_into_file("#open-datasets-evidence", file.path()).await;
    decides(browser, "submit").await;
    let beside = browser.text_of("#svc-e2e-value-problems").await;
    assert!(!beside.is_empty());
    browser.sees("#problems", &beside).await;
    let lines = browser.driver.find_all(thirtyfour::By::Css("#problems li")).await.expect("an answer");
    assert_eq!(lines.len(), 1, "only the wrong number stops it: {}", browser.text_of("#problems").await);
    assert_eq!(browser.value("#svc-e2e-value").await, "๔๑๐", "what was typed is still there");
    browser.presses("#problems li a").await;
    let focused = browser.driver.active_element().await.expect("a focused field");
    let is_there = focused.attr("id").await.expect("an answer");
    assert!(is_there.as_deref() == Some("svc-e2e-value") || browser.path().await.ends_with("#svc-e2e-value"));
}

async fn corrects_and_submits(browser: &Browser) {
    browser.types("#svc-e2e-value", "๔๐").await;
    decides(browser, "submit").await;
    browser.sees("main", "รายงานอยู่ที่ผู้อนุมัติ").await;
    assert!(!browser.has("#problems").await);
}

async fn returns_one_field(browser: &Browser) {
    opens_from_work(browser).await;
    browser.presses("details:has(#svc-e2e-reason) > summary").await;
    browser.types("#svc-e2e-reason", "ตัวตั้งไม่ตรงกับบัญชีบริการ").await;
    decides(browser, "return_for_change").await;
    browser.sees("main", "ตัวตั้งไม่ตรงกับบัญชีบริการ").await;
}

async fn sees_the_reason_and_resubmits(browser: &Browser) {
    opens_from_work(browser).await;
    browser.sees("article:has(#svc-e2e-value), .entry:has(#svc-e2e-value)", "ตัวตั้งไม่ตรงกับบัญชีบริการ").await;
    browser.types("#svc-e2e-value", "41").await;
    decides(browser, "submit").await;
    browser.sees("main", "รายงานอยู่ที่ผู้อนุมัติ").await;
}

/// Which row of the national dashboard is of the indicator with a verified value.
const OF_COUNTRY: &str = "tr:has(a[href='/indicators/svc-e2e'])";

async fn the_country_waits(browser: &Browser) {
    browser.opens("/national").await;
    browser.sees(".headline", "รับรองรายงานแล้ว 0 จาก 4 หน่วยงาน").await;
    browser.sees(OF_COUNTRY, "จาก 0/4 หน่วยงาน").await;
    browser.sees(".figures", "0 จาก 4 หน่วยงาน").await;
    browser.sees(".figures", "1 จาก 4 หน่วยงาน").await;
}

/// At once: the very next page has the figure, how many agencies it is made of, and one report more.
async fn the_country_has_changed(browser: &Browser) {
    browser.opens("/national").await;
    browser.sees(OF_COUNTRY, "39%").await;
    browser.sees(OF_COUNTRY, "จาก 1/4 หน่วยงาน").await;
    // One report of four does not speak for the country, and says so.
    browser.sees(".headline", "รับรองรายงานแล้ว 1 จาก 4 หน่วยงาน").await;
    let figures = browser.text_of(".figures").await;
    assert!(!figures.contains("0 จาก 4 หน่วยงาน"), "handed in, on time and accepted: {figures}");
    browser.goes(&format!("{OF_COUNTRY} a[href='/indicators/svc-e2e#parts']")).await;
    browser.sees("tr:has(a[href='/organisations/mdes'])", "39%").await;
    browser.opens("/organisations/one").await;
    browser.sees(OF_COUNTRY, "39%").await;
    browser.sees(OF_COUNTRY, "สพร. ตรวจแล้ว 39%").await;
}

async fn accepts_with_one_verified_value(browser: &Browser) {
    opens_from_work(browser).await;
    browser.presses("details:has(#svc-e2e-verified-value) > summary").await;
    browser.types("#svc-e2e-verified-value", "39").await;
    browser.types("#svc-e2e-verified-base", "100").await;
    decides(browser, "accept").await;
    browser.sees("main", "สพร. รับรองรายงานแล้ว").await;
    browser.sees("main", "39").await;
}

/// Somebody else sits down at the same browser.
async fn changes_to(browser: &Browser, person: &Person) {
    browser.signs_out().await;
    browser.signs_in(&person.email).await;
}
