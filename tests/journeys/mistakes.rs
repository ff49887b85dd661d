//! What people do to a browser: going back, pressing twice, leaving.

use domain::access::Role;
use serde_json::json;
use tests::{
    Browser, Scripts, TestApp,
    country::{ROUND, person},
};
use thirtyfour::prelude::*;

const VALUE: &str = "#svc-e2e-value";

#[tokio::test(flavor = "multi_thread")]
async fn going_back_loses_nothing_and_changes_nothing_twice() {
    let page = format!("/reports/{ROUND}/one");
    for scripts in [Scripts::Off, Scripts::On] {
        let app = TestApp::new().await;
        app.fill("one").await;
        let reporter = person(&app.test, "reporter", Role::Reporter, "one").await;
        let Some(browser) = Browser::start(&app, scripts).await else { return };
        browser.signs_in(&reporter.email).await;
        browser.opens(&page).await;
        assert_eq!(browser.value(VALUE).await, "3");
        browser.types(VALUE, "41").await;
        browser.goes("#action-bar button[value=save]").await;
        browser.sees("main", "บันทึกแล้ว").await;
        // The page before the press, which the browser asks for anew.
        browser.goes_back().await;
        assert_eq!(browser.value(VALUE).await, "41", "{scripts:?}");
        browser.types(VALUE, "42").await;
        browser.goes("#action-bar button[value=submit]").await;
        browser.sees("main", "รายงานอยู่ที่ผู้อนุมัติ").await;
        // Browsers keep the page before as it was, with its form. Pressing again is pressing twice.
        browser.goes_back().await;
        if browser.has(VALUE).await {
            browser.goes("#action-bar button[value=submit]").await;
        }
        browser.sees("main", "รายงานอยู่ที่ผู้อนุมัติ").await;
        browser.sees("#svc-e2e", "42").await;
        browser.goes_back().await;
        if browser.has(VALUE).await {
            browser.types(VALUE, "43").await;
            browser.presses("#action-bar button[value=save]").await;
            browser.sees("main", "รายงานอยู่ระหว่างการพิจารณา").await;
            assert_eq!(browser.value(VALUE).await, "43", "refused and kept");
            browser.complaints().await;
        }
        let report = app.services().reports().get(&app.actor(9, Role::Executive, "th"), &tests::app::key("one")).await;
        assert_eq!(report.expect("a report").submission.revision, 1, "submitted once");
        browser.closes().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn going_back_after_signing_out_shows_nothing() {
    for scripts in [Scripts::Off, Scripts::On] {
        let app = TestApp::new().await;
        let reporter = person(&app.test, "reporter", Role::Reporter, "one").await;
        let Some(browser) = Browser::start(&app, scripts).await else { return };
        browser.signs_in(&reporter.email).await;
        browser.opens(&format!("/reports/{ROUND}/one")).await;
        browser.presses(".site-header__who").await;
        browser.goes("form[action='/do/sessions/sign_out'] button").await;
        browser.goes_back().await;
        assert!(browser.path().await.starts_with("/sign-in"), "{}", browser.path().await);
        assert!(!browser.has(VALUE).await);
        browser.closes().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stops_a_report_is_seen_at_once_on_a_telephone() {
    let app = TestApp::new().await;
    let reporter = person(&app.test, "reporter", Role::Reporter, "one").await;
    for scripts in [Scripts::Off, Scripts::On] {
        let Some(browser) = Browser::start(&app, scripts).await else { return };
        browser.signs_in(&reporter.email).await;
        browser.opens(&format!("/reports/{ROUND}/one")).await;
        let narrow = json!({ "width": 360, "height": 640, "deviceScaleFactor": 1, "mobile": false });
        browser.says("Emulation.setDeviceMetricsOverride", narrow).await;
        let page = browser.finds("html").await;
        browser.presses("#action-bar button[value=submit]").await;
        page.wait_until().stale().await.expect("another page");
        browser.finds("#problems-title:focus").await;
        let is_in_view = "const title = document.querySelector('#problems-title').getBoundingClientRect();
            const bar = document.querySelector('#action-bar').getBoundingClientRect();
            return title.top >= 0 && title.bottom <= bar.top";
        let answer = browser.driver.execute(is_in_view, []).await.expect("an answer");
        assert_eq!(answer.json(), &json!(true), "{scripts:?}");
        browser.closes().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pressing_twice_submits_once() {
    for scripts in [Scripts::Off, Scripts::On] {
        let app = TestApp::new().await;
        app.fill("one").await;
        let reporter = person(&app.test, "reporter", Role::Reporter, "one").await;
        let Some(browser) = Browser::start(&app, scripts).await else { return };
        browser.signs_in(&reporter.email).await;
        browser.opens(&format!("/reports/{ROUND}/one")).await;
        browser.types(VALUE, "41").await;
        let button = browser.finds("#action-bar button[value=submit]").await;
        browser.driver.action_chain().double_click_element(&button).perform().await.expect("pressed twice");
        browser.sees("main", "รายงานอยู่ที่ผู้อนุมัติ").await;
        browser.looks().await;
        assert!(!browser.text().await.contains("มีผู้อื่นแก้ไข"), "nobody else was there");
        let report = app.services().reports().get(&app.actor(9, Role::Executive, "th"), &tests::app::key("one")).await;
        let report = report.expect("a report");
        assert_eq!(report.submission.revision, 1);
        assert_eq!(report.entry(&"svc-e2e".parse().expect("a code")).expect("an entry").entry.value, "41");
        browser.closes().await;
    }
}
