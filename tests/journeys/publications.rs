//! What is published, and what is shared by a link, as everybody meets it: in both languages, on a telephone, in the dark, and
//! read aloud.

use domain::{access::Role, share::Lasts, snapshot::Stage};
use service::snapshots::Taking;
use tests::{Browser, Scripts, TestApp, app::operator, country::ROUND};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_or_shared_can_be_read_by_everybody() {
    let app = TestApp::new().await;
    app.accept("one", &[("svc-e2e", "40", "100")]).await;
    app.accept("two", &[("svc-e2e", "60", "100")]).await;
    let (_, account) = app.somebody_with_account(Role::Executive, "th").await;
    let owner = app.actor(account.uuid().as_u128(), Role::Executive, "th");
    app.advance(chrono::Duration::days(90));
    let snapshots = app.services().snapshots();
    let taking = Taking { round: ROUND.parse().expect("a code"), stage: Stage::Final, note: String::new() };
    let code = snapshots.take(&operator(), &taking).await.expect("taken").code;
    snapshots.publish(&operator(), &code, None).await.expect("published");
    let Some(browser) = Browser::start(&app, Scripts::On).await else { return };
    for language in ["th", "en"] {
        let country = format!("/public/{language}/{code}");
        for page in [
            format!("/public/{language}"),
            country.clone(),
            format!("{country}/organisations/mdes"),
            format!("{country}/organisations/one"),
            format!("{country}/indicators/svc-e2e"),
        ] {
            browser.opens(&page).await;
            assert_eq!(browser.path().await, page);
            let title = browser.driver.title().await.expect("a title");
            let heading = browser.text_of("h1").await;
            assert!(title.starts_with(heading.trim()), "{page}: the title {title:?} and the heading {heading:?}");
        }
        // On other people's pages no word of a picture is cut off or stands on another.
        for page in [format!("{country}/figure"), format!("{country}/indicators/svc-e2e/figure")] {
            browser.fits(&page).await;
            let small = "return [...document.querySelectorAll('svg text')]
                .filter(word => word.getBoundingClientRect().height < 12).map(word => word.textContent)";
            let small = browser.on_a_telephone(small).await;
            assert!(small.is_empty(), "{page}: too small to read on a telephone: {small:?}");
        }
    }
    let page = format!("/national?round={ROUND}").parse().expect("a page");
    let (_, secret) = app.services().shares().create(&owner, page, Lasts::Month).await.expect("made");
    browser.opens(&format!("/shared?secret={secret}")).await;
    browser.sees(".shared-banner", "แชร์หน้านี้ให้อ่าน").await;
    browser.closes().await;
}
