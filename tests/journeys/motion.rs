//! Nothing moves by itself, and for those who ask for less motion nothing moves at all.

use domain::access::Role;
use serde_json::json;
use tests::{
    Browser, Scripts, TestApp,
    country::{ROUND, person},
};

/// What moves on the page: transitions that take time, animations, and scrolling that glides, as sentences.
const MOVING: &str = "
    const lasts = text => text.split(',').some(time => parseFloat(time) > 0);
    const moving = new Set();
    for (const element of document.querySelectorAll('*')) {
        for (const part of [null, '::before', '::after', '::marker', '::backdrop']) {
            const style = getComputedStyle(element, part);
            const name = element.tagName.toLowerCase() + (part ?? '');
            if (lasts(style.transitionDuration) || lasts(style.transitionDelay)) moving.add(`transition: ${name}`);
            if (style.animationName !== 'none') moving.add(`animation: ${name}`);
            if (style.scrollBehavior === 'smooth') moving.add(`scrolling: ${name}`);
        }
    }
    for (const element of document.querySelectorAll('animate, animateMotion, animateTransform, set, marquee, blink')) {
        moving.add(`element: ${element.tagName}`);
    }
    for (const animation of document.getAnimations()) {
        // Transitions are told by how long they take.
        if (!(animation instanceof CSSTransition)) moving.add(`running: ${animation.constructor.name}`);
    }
    return [...moving];";

async fn moving(browser: &Browser, wish: &str) -> Vec<String> {
    let media = json!({ "features": [{ "name": "prefers-reduced-motion", "value": wish }] });
    browser.says("Emulation.setEmulatedMedia", media).await;
    browser.driver.execute(MOVING, []).await.expect("an answer").convert().expect("a list")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_for_those_who_ask_for_less_motion() {
    let app = TestApp::new().await;
    app.accept("one", &[("svc-e2e", "41", "100")]).await;
    app.accept("two", &[]).await;
    let executive = person(&app.test, "executive", Role::Executive, "th").await;
    let reporter = person(&app.test, "reporter", Role::Reporter, "three").await;
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    for (email, pages) in [
        (
            &executive.email,
            vec![
                "/national".to_owned(),
                "/indicators/svc-e2e".to_owned(),
                "/organisations/one/indicators/svc-e2e".to_owned(),
                "/organisations/mdes".to_owned(),
                "/organisations/th/heat-map".to_owned(),
                format!("/scores/small/{ROUND}/one"),
                format!("/maps/small/{ROUND}"),
                "/alerts".to_owned(),
            ],
        ),
        (&reporter.email, vec!["/".to_owned(), format!("/reports/{ROUND}/three")]),
    ] {
        browser.signs_in(email).await;
        for page in pages {
            browser.opens(&page).await;
            let some = moving(&browser, "no-preference").await;
            assert!(some.iter().any(|what| what == "transition: a"), "{page}: links change colour softly: {some:?}");
            let is_soft = |what: &String| what.starts_with("transition: ");
            assert!(some.iter().all(is_soft), "{page}: nothing moves by itself: {some:?}");
            assert_eq!(moving(&browser, "reduce").await, [""; 0], "{page}");
        }
        browser.signs_out().await;
    }
    browser.closes().await;
}
