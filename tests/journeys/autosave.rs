//! Texts that are saved while somebody types: by themselves, over a broken connection, and beside somebody else.

use domain::access::Role;
use tests::{
    Browser, Network, Scripts, TestApp,
    app::key,
    country::{ROUND, person},
};

const VALUE: &str = "#open-datasets-value";

fn page() -> String {
    format!("/reports/{ROUND}/one")
}

/// What is stored of the entry.
async fn stored(app: &TestApp) -> (String, String) {
    let report = app.services().reports().get(&app.actor(9, Role::Executive, "th"), &key("one")).await;
    let report = report.expect("a report");
    let entry = &report.entry(&"open-datasets".parse().expect("a code")).expect("an entry").entry;
    (entry.value.clone(), entry.obstacles.clone())
}

/// Waits until the bar shows how saving went.
async fn is(browser: &Browser, state: &str) {
    browser.finds(&format!("#action-bar[data-state={state}]")).await;
}

/// Types at the end of a field, as a person does: without leaving it.
async fn types(browser: &Browser, selector: &str, text: &str) {
    browser.types(selector, text).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_saved_by_itself_and_survives_a_reload() {
    let app = TestApp::new().await;
    let reporter = person(&app.test, "reporter", Role::Reporter, "one").await;
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.signs_in(&reporter.email).await;
    browser.opens(&page()).await;
    types(&browser, VALUE, "๑๒").await;
    is(&browser, "saved").await;
    browser.sees("#saved", "บันทึกแล้ว").await;
    assert_eq!(stored(&app).await.0, "๑๒");
    browser.looks().await;
    types(&browser, "#svc-e2e-value", "101").await;
    types(&browser, "#svc-e2e-base", "100").await;
    browser.sees("#svc-e2e-value-problems", "ตัวตั้ง (101) มากกว่าตัวหาร (100)").await;
    is(&browser, "saved").await;
    browser.looks().await;
    browser.reloads().await;
    assert_eq!(
        (browser.value(VALUE).await, browser.value("#svc-e2e-value").await),
        ("๑๒".to_owned(), "101".to_owned())
    );
    // Whatever was saved by itself is no obstacle to a button.
    types(&browser, "#svc-e2e-value", "99").await;
    browser.goes("#action-bar button[value=save]").await;
    assert_eq!(browser.value("#svc-e2e-value").await, "99");
    assert!(!browser.has("[data-conflict]").await);
    browser.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_at_one_entry_see_both_texts_and_lose_none() {
    let app = TestApp::new().await;
    let (one, other) = (
        person(&app.test, "one", Role::Reporter, "one").await,
        person(&app.test, "other", Role::Reporter, "one").await,
    );
    let Some(mine) = Browser::start(&app, Scripts::On).await else { return };
    let Some(theirs) = Browser::start(&app, Scripts::On).await else { return };
    for (browser, person) in [(&mine, &one), (&theirs, &other)] {
        browser.signs_in(&person.email).await;
        browser.opens(&page()).await;
    }
    types(&theirs, VALUE, "11").await;
    is(&theirs, "saved").await;
    types(&mine, VALUE, "12").await;
    mine.sees("#open-datasets", "มีผู้อื่นแก้ไขตัวชี้วัดนี้พร้อมกับท่าน").await;
    is(&mine, "failed").await;
    mine.sees("#open-datasets", "11 ชุด").await;
    mine.sees("#open-datasets", "12 ชุด").await;
    assert_eq!(
        (mine.value(VALUE).await.as_str(), stored(&app).await.0.as_str()),
        ("12", "11"),
        "nobody overwrote anybody"
    );
    mine.looks().await;
    mine.goes("#open-datasets button[value='mine.open-datasets']").await;
    assert_eq!((mine.value(VALUE).await.as_str(), stored(&app).await.0.as_str()), ("12", "12"));
    // The other one has the old text on the screen, and types on.
    theirs.presses("details:has(#open-datasets-obstacles) > summary").await;
    types(&theirs, "#open-datasets-obstacles", "น้ำท่วม").await;
    // Nobody else touched that one: both changes are stored, and the other's shows.
    is(&theirs, "saved").await;
    assert_eq!(stored(&app).await, ("12".to_owned(), "น้ำท่วม".to_owned()));
    assert_eq!(theirs.value(VALUE).await, "12");
    assert!(!theirs.has("#open-datasets .merge").await);
    // Both change the same again, key by key, and one press decides.
    types(&theirs, VALUE, "13").await;
    is(&theirs, "saved").await;
    types(&mine, VALUE, "14").await;
    mine.sees("#open-datasets", "มีผู้อื่นแก้ไขตัวชี้วัดนี้พร้อมกับท่าน").await;
    mine.goes("#open-datasets button[value='theirs.open-datasets']").await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!((mine.value(VALUE).await.as_str(), stored(&app).await.0.as_str()), ("13", "13"));
    assert!(!mine.has("#open-datasets .merge").await, "what was decided stays decided");
    mine.closes().await;
    theirs.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_connection_and_an_ended_session_cost_no_keystroke() {
    let app = TestApp::new().await;
    let reporter = person(&app.test, "reporter", Role::Reporter, "one").await;
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.signs_in(&reporter.email).await;
    browser.opens(&page()).await;
    browser.is_online(Network::Off).await;
    types(&browser, VALUE, "12").await;
    is(&browser, "failed").await;
    browser.sees("#saved", "ข้อความเก็บไว้ในเครื่องนี้").await;
    assert_eq!(stored(&app).await.0, "");
    browser.is_online(Network::On).await;
    browser.complaints().await;
    // The window is closed without a question asked, and opened again.
    leaves(&browser).await;
    browser.opens(&page()).await;
    assert_eq!(browser.value(VALUE).await, "12");
    is(&browser, "saved").await;
    assert_eq!(stored(&app).await.0, "12");
    browser.signs_out().await;
    types(&browser, VALUE, "13").await;
    is(&browser, "failed").await;
    browser.sees("#saved", "หมดเวลาใช้งาน").await;
    browser.complaints().await;
    leaves(&browser).await;
    browser.signs_in(&reporter.email).await;
    browser.opens(&page()).await;
    assert_eq!(browser.value(VALUE).await, "13");
    is(&browser, "saved").await;
    assert_eq!(stored(&app).await.0, "13");
    browser.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_taken_any_more_is_kept_and_it_is_said_why() {
    let app = TestApp::new().await;
    app.fill("one").await;
    let reporter = person(&app.test, "reporter", Role::Reporter, "one").await;
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.signs_in(&reporter.email).await;
    browser.opens(&page()).await;
    let version = app.version("one").await;
    app.reporter("one").await.submits("one", version).await;
    types(&browser, VALUE, "12").await;
    is(&browser, "failed").await;
    browser.sees("#saved", "รายงานอยู่ระหว่างการพิจารณา").await;
    browser.sees("#saved", "ข้อความเก็บไว้ในเครื่องนี้").await;
    assert_ne!(stored(&app).await.0, "12");
    browser.complaints().await;
    leaves(&browser).await;
    browser.closes().await;
}

/// Leaves the page whatever it asks: an alert that the texts are not saved is taken.
async fn leaves(browser: &Browser) {
    let gone = browser.driver.goto("about:blank").await;
    if gone.is_err() {
        browser.driver.accept_alert().await.expect("it asked");
        browser.driver.goto("about:blank").await.expect("left");
    }
}
