//! Without a mouse.

use domain::access::Role;
use tests::{
    Browser, Scripts, TestApp,
    country::{PASSWORD, ROUND, person},
};
use thirtyfour::Key;

#[tokio::test(flavor = "multi_thread")]
async fn with_keys_alone_somebody_signs_in_and_types_a_value() {
    let app = TestApp::new().await;
    let reporter = person(&app.test, "reporter", Role::Reporter, "one").await;
    for (scripts, part) in [(Scripts::Off, "12"), (Scripts::On, "13")] {
        let Some(browser) = Browser::start(&app, scripts).await else { return };
        browser.opens("/sign-in").await;
        tabs_to(&browser, "#email").await;
        keys(&browser, reporter.email.as_str()).await;
        tabs_to(&browser, "#password").await;
        keys(&browser, PASSWORD).await;
        browser.enters().await;
        tabs_to(&browser, &format!("main a[href^='/reports/{ROUND}/one']")).await;
        browser.enters().await;
        tabs_to(&browser, ".skip-link").await;
        keys(&browser, Key::Enter).await;
        tabs_to(&browser, "#svc-e2e-value").await;
        keys(&browser, part).await;
        tabs_to(&browser, "#svc-e2e-base").await;
        keys(&browser, "40").await;
        tabs_to(&browser, "button[name=intent][value=save]").await;
        browser.enters().await;
        browser.sees("main", "บันทึกแล้ว").await;
        browser.opens(&format!("/reports/{ROUND}/one")).await;
        assert_eq!(browser.value("#svc-e2e-value").await, part);
        browser.closes().await;
    }
}

/// Presses keys on whatever has the focus.
async fn keys(browser: &Browser, keys: impl Into<thirtyfour::TypingData>) {
    let focused = browser.driver.active_element().await.expect("a focus");
    focused.send_keys(keys).await.expect("pressed");
}

/// Presses Tab until an element has the focus, which must be seen.
async fn tabs_to(browser: &Browser, selector: &str) {
    browser.finds(selector).await;
    let is_there = "const at = document.activeElement; return at !== null && at.matches(arguments[0])";
    for _ in 0..200 {
        keys(browser, Key::Tab).await;
        let answer = browser.driver.execute(is_there, vec![selector.into()]).await.expect("an answer");
        if answer.json() == &serde_json::json!(true) {
            let look = "const style = getComputedStyle(document.activeElement);
                return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none'";
            let ring = browser.driver.execute(look, []).await.expect("an answer");
            assert_eq!(ring.json(), &serde_json::json!(true), "{selector} shows that it has the focus");
            return;
        }
    }
    panic!("Tab never reaches {selector} on {}", browser.path().await);
}
