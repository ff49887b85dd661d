//! Everything that is published as one catalogue of open data, and what descriptions say came before.

use crate::{
    exports::{CODE, makes_files, with_files},
    publications::publish,
};
use http::StatusCode;
use tests::{Engine, TestApp};

const TURTLE: &str = "/public/catalogue.ttl";
const LINKED: &str = "/public/catalogue.jsonld";
const SECOND: &str = "2570-q1.final.2";
const KEPT: &str = "public, max-age=60, must-revalidate";

/// The first thing that a property of a description in Turtle leads to.
fn leads_to<'a>(description: &'a str, property: &str) -> Option<&'a str> {
    let (_, rest) = description.split_once(&format!("{property} <"))?;
    rest.split('>').next()
}

#[tokio::test]
async fn the_catalogue_holds_what_everybody_may_read_and_is_whole_or_asked_for_again() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let empty = app.nobody().opens(TURTLE).await;
        assert_eq!((empty.status, empty.header("content-type")), (StatusCode::OK, "text/turtle; charset=utf-8"));
        empty.shows("a dcat:Catalog").hides("dcat:dataset");
        let mut admin = with_files(&app).await;
        app.nobody().opens(TURTLE).await.hides(CODE);
        admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
        let one = app.nobody().opens(TURTLE).await;
        one.shows(&format!("/snapshots/{CODE}>")).shows("a dcat:Distribution").hides("dcat:previousVersion");
        assert_eq!(one.header("cache-control"), KEPT);
        let again = app.nobody().with("if-none-match", one.header("etag")).opens(TURTLE).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        // What was just published lacks its description: one without it would say that it was withdrawn.
        app.advance(chrono::Duration::minutes(1));
        publish(&app, &mut admin, 2, "แก้ค่า", "").await;
        let meanwhile = app.nobody().opens(TURTLE).await;
        assert_eq!((meanwhile.status, meanwhile.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "300"));
        assert_eq!(meanwhile.header("cache-control"), "private, no-store");
        meanwhile.hides("dcat:dataset");
        app.nobody().with("accept", "application/json").opens(LINKED).await.shows("files_under_way");
        makes_files(app.services()).await;
        for (address, kind) in [(TURTLE, "text/turtle; charset=utf-8"), (LINKED, "application/ld+json")] {
            let both = app.nobody().opens(address).await;
            assert_eq!((both.header("content-type"), both.header("cache-control")), (kind, KEPT), "{address}");
            both.shows(&format!("/snapshots/{CODE}/file")).shows(&format!("/snapshots/{SECOND}/file"));
            assert_eq!(admin.opens(address).await.bytes, both.bytes, "the same for everybody");
        }
        let both = app.nobody().opens(TURTLE).await;
        let paged = app.nobody().opens(&format!("{TURTLE}?page=2&sort=name")).await;
        assert_eq!((paged.header("etag"), &paged.bytes), (both.header("etag"), &both.bytes));
        for asked in ["as_of=2026-01-01", "asOf=2026-01-01"] {
            let refused = app.nobody().with("accept", "application/json").opens(&format!("{TURTLE}?{asked}")).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
            refused.shows("as_of_not_here");
        }
        let before = leads_to(&both.body, "dcat:previousVersion").expect("what it replaces");
        assert!(before.ends_with(&format!("/snapshots/{CODE}")), "{before}");
        app.nobody().opens("/public/th").await.shows(&format!("href=\"{TURTLE}\"")).shows("DCAT-AP");
        // Who publishes is told at the address by which the publisher is named, without an account.
        let publisher = leads_to(&both.body, "dct:publisher").expect("a publisher");
        let (page, place) = publisher.split_once('#').expect("a place on a page");
        assert!(page.ends_with("/public"), "{publisher}");
        let newest = app.nobody().opens("/public").await.location().to_owned();
        app.nobody().opens(&newest).await.shows(&format!("id=\"{place}\""));
    }
}

#[tokio::test]
async fn no_dataset_is_left_out_while_its_description_is_damaged() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = with_files(&app).await;
        admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
        app.advance(chrono::Duration::minutes(1));
        publish(&app, &mut admin, 2, "แก้ค่า", "").await;
        makes_files(app.services()).await;
        let whole = app.nobody().opens(&format!("/snapshots/{CODE}/files/{CODE}.dcat.ttl")).await;
        let digest = whole.header("etag").trim_matches('"').to_owned();
        let path = app.test.settings.files.join("snapshot-files").join(&digest[..2]).join(&digest);
        std::fs::remove_file(&path).expect("removed");
        for address in [TURTLE, LINKED] {
            let refused = app.nobody().opens(address).await;
            assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "300"));
            refused.hides("dcat:dataset");
        }
        std::fs::write(&path, &whole.bytes).expect("put back");
        // However many ask, files are read once in a minute.
        assert_eq!(app.nobody().opens(TURTLE).await.status, StatusCode::SERVICE_UNAVAILABLE);
        app.advance(chrono::Duration::minutes(1));
        let again = app.nobody().opens(TURTLE).await;
        again.shows(&format!("/snapshots/{CODE}/file")).shows(&format!("/snapshots/{SECOND}/file"));
    }
}

#[tokio::test]
async fn a_description_leads_to_what_it_replaces_and_to_the_period_before() {
    const NAME: &str = "the catalogue of datasets read by rdflib and held against the shapes of DCAT-AP";
    const NEXT: &str = "2570-q2.final.1";
    let app = TestApp::new().await;
    let mut admin = with_files(&app).await;
    admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
    app.advance(chrono::Duration::minutes(1));
    publish(&app, &mut admin, 2, "แก้ค่า", "").await;
    // One that nobody published is named nowhere.
    app.advance(chrono::Duration::minutes(1));
    let taking = [("round", "2570-q1"), ("stage", "final"), ("note", "แก้อีก")];
    admin.posts("/do/snapshots/take", &taking).await;
    app.services().snapshots().settled().await;
    app.opens_next_round().await;
    app.advance(chrono::Duration::days(91));
    let mut admin = app.administrator().await;
    admin.posts("/do/snapshots/take", &[("round", "2570-q2"), ("stage", "final"), ("note", "")]).await;
    app.services().snapshots().settled().await;
    admin.posts("/do/snapshots/publish", &[("code", NEXT), ("embargo_until", "")]).await;
    makes_files(app.services()).await;
    for (code, replaces, prev) in [(CODE, None, None), (SECOND, Some(CODE), None), (NEXT, None, Some(SECOND))] {
        let told = app.nobody().opens(&format!("/snapshots/{code}/files/{code}.dcat.ttl")).await;
        assert_eq!(told.status, StatusCode::OK, "{code}");
        for (property, expected) in [("dcat:previousVersion", replaces), ("dcat:prev", prev)] {
            let found = leads_to(&told.body, property).and_then(|address| address.rsplit('/').next());
            assert_eq!(found, expected, "{code} {property}");
        }
    }
    let Ok(python) = std::env::var("TIDTAM_TEST_READERS") else {
        return tests::skip_part(NAME, "TIDTAM_TEST_READERS names no Python with rdflib and pyshacl");
    };
    let folder = tempfile::tempdir().expect("a folder");
    for address in [TURTLE, LINKED] {
        let name = address.rsplit('/').next().expect("a name");
        std::fs::write(folder.path().join(name), &app.nobody().opens(address).await.bytes).expect("written");
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/http/catalogue_reader.py");
    let run = std::process::Command::new(python).arg(script).arg(folder.path()).args([CODE, SECOND, NEXT]).output();
    let run = run.expect("a run");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}
