//! The feed of releases.

use crate::publications::{publish, reviewed};
use chrono::Datelike as _;
use http::StatusCode;
use tests::{Engine, TestApp};

const THAI: &str = "/public/th/feed.atom";

#[tokio::test]
async fn a_release_is_told_once_it_is_public_and_not_before() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = reviewed(&app).await;
        let empty = app.nobody().opens(THAI).await;
        assert_eq!(
            (empty.status, empty.header("content-type")),
            (StatusCode::OK, "application/atom+xml; charset=utf-8")
        );
        empty.shows("<updated>20").hides("<entry>");
        app.advance(chrono::Duration::minutes(5));
        assert_eq!(app.nobody().opens(THAI).await.body, empty.body, "{engine:?}: nothing is newer");
        publish(&app, &mut admin, 1, "", "1/1/2572").await;
        app.nobody().opens(THAI).await.hides("<entry>").hides("2570-q1");
        app.advance(chrono::Duration::days(900));
        let told = app.nobody().opens(THAI).await;
        told.shows("<id>urn:tidtam:release:th:2570-q1.final.1</id>").shows("/public/th/2570-q1.final.1");
        // When everybody could read it, and not when it was decided on.
        told.shows("<published>2028-12-31T17:00:00Z</published>");
        app.nobody().opens("/public/en/feed.atom").await.shows("Results of").shows("xml:lang=\"en\"");
        assert_eq!(app.nobody().opens("/public/xx/feed.atom").await.status, StatusCode::NOT_FOUND);
        let again = app.nobody().with("if-none-match", told.header("etag")).opens(THAI).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        for page in ["/public/th", "/public/th/2570-q1.final.1"] {
            let page = app.nobody().opens(page).await;
            page.shows("type=\"application/atom+xml\"").shows(&format!("href=\"{THAI}\""));
        }
    }
}

/// What the feed tells of a release.
async fn entry(app: &TestApp, number: u32) -> String {
    let id = format!("<id>urn:tidtam:release:th:2570-q1.final.{number}</id>");
    let feed = app.nobody().opens(THAI).await.body;
    feed.split("<entry>").find(|entry| entry.contains(&id)).expect("an entry").to_owned()
}

/// What stands in an element of it.
fn element<'a>(entry: &'a str, name: &str) -> &'a str {
    let (_, rest) = entry.split_once(&format!("<{name}>")).expect("the element");
    rest.split('<').next().unwrap_or_default()
}

#[tokio::test]
async fn a_release_that_was_replaced_says_so() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    let until = domain::buddhist::bangkok_day(app.services().now() + chrono::Duration::days(2));
    let until = format!("{}/{}/{}", until.day(), until.month(), until.year() + 543);
    publish(&app, &mut admin, 1, "", &until).await;
    app.advance(chrono::Duration::minutes(1));
    publish(&app, &mut admin, 2, "แก้ค่า", "").await;
    app.advance(chrono::Duration::days(3));
    // It became public last, and was replaced by then.
    let (first, second) = (entry(&app, 1).await, entry(&app, 2).await);
    // A feed is no page whose figures stay.
    let replaced = "มีชุดข้อมูล 2570-q1.final.2 ของรอบเดียวกันเผยแพร่แทนแล้ว · ";
    assert!(element(&first, "summary").starts_with(replaced), "{first}");
    assert_eq!(element(&first, "updated"), element(&first, "published"));
    assert!(element(&second, "summary").starts_with("แก้ค่า · "), "{second}");
    let mut admin = app.administrator().await;
    publish(&app, &mut admin, 3, "แก้อีก", "").await;
    app.advance(chrono::Duration::minutes(1));
    let (second, third) = (entry(&app, 2).await, entry(&app, 3).await);
    assert!(element(&second, "summary").starts_with("มีชุดข้อมูล 2570-q1.final.3 "), "{second}");
    assert_eq!(element(&second, "updated"), element(&third, "published"), "readers of feeds look again");
    assert_ne!(element(&second, "updated"), element(&second, "published"));
}

#[tokio::test]
async fn a_release_of_a_demonstration_says_so() {
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    app.nobody().opens(THAI).await.shows("<entry>").hides("สาธิต");
    app.test.become_demonstration().await;
    app.advance(chrono::Duration::minutes(1));
    publish(&app, &mut admin, 2, "แก้ค่า", "").await;
    app.advance(chrono::Duration::minutes(1));
    let told = entry(&app, 2).await;
    assert!(element(&told, "title").ends_with(" · ข้อมูลสาธิต"), "{told}");
    assert!(element(&told, "summary").starts_with("ตัวเลขทุกตัวสร้างขึ้นเพื่อการสาธิต · แก้ค่า · "), "{told}");
    let english = app.nobody().opens("/public/en/feed.atom").await;
    english.shows(" · Demonstration data</title>").shows("<summary>Every figure was made up for demonstration · ");
}

#[tokio::test]
async fn another_reader_of_feeds_reads_it() {
    const NAME: &str = "the feed of releases read by feedparser";
    let Ok(python) = std::env::var("TIDTAM_TEST_CALLERS") else {
        return tests::skip(NAME, "TIDTAM_TEST_CALLERS names no Python with feedparser");
    };
    let app = TestApp::new().await;
    let mut admin = reviewed(&app).await;
    publish(&app, &mut admin, 1, "", "").await;
    app.advance(chrono::Duration::minutes(5));
    let mut admin = app.administrator().await;
    publish(&app, &mut admin, 2, "แก้ <ค่า> & หน่วยงาน", "").await;
    app.advance(chrono::Duration::minutes(1));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("feed.atom");
    std::fs::write(&file, &app.nobody().opens(THAI).await.bytes).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/http/releases_reader.py");
    let run = std::process::Command::new(python).arg(script).arg(&file).output().expect("a run");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}
