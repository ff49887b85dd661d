//! Typing without a connection: kept on the device with what it was typed over, checked by the same rules, merged when the
//! server answers again, and nobody else's business.

use domain::access::Role;
use tests::{
    Browser, Form, Network, Scripts, TestApp,
    app::key,
    country::{ROUND, person},
};

const VALUE: &str = "#open-datasets-value";

fn page() -> String {
    format!("/reports/{ROUND}/one")
}

/// What is stored of an entry.
async fn stored(app: &TestApp, code: &str) -> domain::entry::Entry {
    let report = app.services().reports().get(&app.actor(9, Role::Executive, "th"), &key("one")).await;
    report.expect("a report").entry(&code.parse().expect("a code")).expect("an entry").entry.clone()
}

/// Waits until the bar shows how saving went.
async fn is(browser: &Browser, state: &str) {
    browser.finds(&format!("#action-bar[data-state={state}]")).await;
}

/// How many texts the browser keeps.
async fn kept(browser: &Browser) -> u64 {
    let count = browser.driver.execute("return window.localStorage.length", []).await.expect("an answer");
    count.json().as_u64().expect("a number")
}

/// Leaves the page whatever it asks.
async fn leaves(browser: &Browser) {
    if browser.driver.goto("about:blank").await.is_err() {
        browser.driver.accept_alert().await.expect("it asked");
        browser.driver.goto("about:blank").await.expect("left");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_without_a_connection_merges_and_what_both_changed_is_chosen() {
    let app = TestApp::new().await;
    let reporter = person(&app.test, "reporter", Role::Reporter, "one").await;
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.signs_in(&reporter.email).await;
    browser.opens(&page()).await;
    browser.is_online(Network::Off).await;
    browser.types(VALUE, "12").await;
    browser.types("#svc-e2e-value", "101").await;
    browser.types("#svc-e2e-base", "100").await;
    is(&browser, "failed").await;
    browser.sees("#saved", "ยังไม่ได้ส่ง 3 ช่อง ข้อความเก็บไว้ในเครื่องนี้").await;
    browser.sees("#svc-e2e-value-problems", "ตัวตั้ง (101) มากกว่าตัวหาร (100)").await;
    browser.types("#svc-e2e-value", "99").await;
    let mut faults = browser.faults().await;
    faults.retain(|fault| !fault.contains("ERR_INTERNET_DISCONNECTED"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!((kept(&browser).await, stored(&app, "open-datasets").await.value.as_str()), (3, ""));
    // The window is closed; somebody else changes one of the two meanwhile.
    leaves(&browser).await;
    let mut other = app.reporter("one").await;
    let theirs = Form::on(&other.opens(&page()).await, "report").with("entry.open-datasets.value", "11");
    theirs.press(&mut other, "save").await;
    browser.is_online(Network::On).await;
    browser.complaints().await;
    browser.opens(&page()).await;
    browser.sees("#open-datasets .merge", "11 ชุด").await;
    browser.sees("#open-datasets .merge", "12 ชุด").await;
    browser.sees("#open-datasets .merge", "ก่อนการแก้ไขทั้งสอง").await;
    let untouched = stored(&app, "svc-e2e").await;
    assert_eq!((untouched.value.as_str(), untouched.base.as_str()), ("99", "100"), "saved by itself");
    assert_eq!(stored(&app, "open-datasets").await.value, "11", "nobody overwrote anybody");
    assert_eq!((browser.value(VALUE).await.as_str(), kept(&browser).await), ("12", 0));
    browser.looks().await;
    let mine = browser.finds("[name='choice.open-datasets.figure'][value=mine]").await;
    mine.send_keys(" ").await.expect("chosen with the keyboard");
    let decide = browser.finds("button[value='decide.open-datasets']").await;
    decide.focus().await.expect("the focus");
    browser.enters().await;
    assert!(!browser.has(".merge").await);
    assert_eq!((browser.value(VALUE).await.as_str(), stored(&app, "open-datasets").await.value.as_str()), ("12", "12"));
    browser.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_online_again_sends_by_itself_and_merges_on_the_page() {
    let app = TestApp::new().await;
    let reporter = person(&app.test, "reporter", Role::Reporter, "one").await;
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.signs_in(&reporter.email).await;
    browser.opens(&page()).await;
    browser.is_online(Network::Off).await;
    browser.presses("details:has(#open-datasets-obstacles) > summary").await;
    browser.types("#open-datasets-obstacles", "น้ำท่วม").await;
    is(&browser, "failed").await;
    let mut other = app.reporter("one").await;
    let theirs = Form::on(&other.opens(&page()).await, "report").with("entry.open-datasets.value", "11");
    theirs.press(&mut other, "save").await;
    browser.is_online(Network::On).await;
    is(&browser, "saved").await;
    let merged = stored(&app, "open-datasets").await;
    assert_eq!((merged.value.as_str(), merged.obstacles.as_str()), ("11", "น้ำท่วม"));
    assert_eq!((browser.value(VALUE).await.as_str(), kept(&browser).await), ("11", 0), "theirs stands in the field");
    browser.closes().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_asks_about_unsent_texts_and_nobody_else_sees_them() {
    let app = TestApp::new().await;
    let reporter = person(&app.test, "reporter", Role::Reporter, "one").await;
    let other = person(&app.test, "other", Role::Reporter, "one").await;
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    browser.signs_in(&reporter.email).await;
    browser.opens(&page()).await;
    // The session ends, and what is typed stays on the device.
    browser.signs_out().await;
    browser.types(VALUE, "12").await;
    is(&browser, "failed").await;
    browser.complaints().await;
    leaves(&browser).await;
    browser.signs_in(&reporter.email).await;
    // Another page of theirs tells of it.
    browser.opens("/calendar").await;
    browser.sees("#unsent", &format!("{ROUND} · one (1)")).await;
    browser.presses(".site-header__who").await;
    browser.presses("form[action='/do/sessions/sign_out'] button").await;
    browser.sees("#unsent-question", "ยังมีข้อความที่ไม่ได้ส่ง 1 ช่อง").await;
    browser.looks().await;
    browser.goes("#unsent-leave").await;
    assert_eq!(kept(&browser).await, 1);
    browser.signs_in(&other.email).await;
    browser.opens(&page()).await;
    assert_eq!(browser.value(VALUE).await, "");
    assert!(!browser.finds("#unsent").await.is_displayed().await.expect("an answer"), "another's texts are not told");
    browser.presses(".site-header__who").await;
    browser.goes("form[action='/do/sessions/sign_out'] button").await;
    browser.signs_in(&reporter.email).await;
    browser.opens("/calendar").await;
    browser.presses(".site-header__who").await;
    browser.presses("form[action='/do/sessions/sign_out'] button").await;
    browser.goes("#unsent-forget").await;
    assert_eq!((kept(&browser).await, stored(&app, "open-datasets").await.value.as_str()), (0, ""));
    browser.closes().await;
}
