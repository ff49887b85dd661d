//! What was published and is changed where it is kept: nobody is given it.

use super::{
    exports::makes_files,
    publications::{publish, reviewed},
};
use domain::snapshot::Export;
use http::StatusCode;
use std::time::Duration;
use tests::{Engine, TestApp, app::operator};

const FINAL: &str = "/public/th/2570-q1.final.1";
const E2E: &str = "/public/th/2570-q1.final.1/indicators/svc-e2e";
const API: &str = "/api/v1/snapshots/2570-q1.final.1/organisations";
const SIGNED: [&str; 2] = ["/snapshots/2570-q1.final.1/file", "/api/v1/snapshots/2570-q1.final.1/file"];
const FILE: &str = "/snapshots/2570-q1.final.1/files/2570-q1.final.1.json";

#[tokio::test]
async fn figures_that_are_not_what_was_published_are_not_shown() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = reviewed(&app).await;
        publish(&app, &mut admin, 1, "", "").await;
        let shown = app.nobody().opens(FINAL).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        app.test.respell_publications().await;
        let page = app.nobody().opens(E2E).await;
        assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
        page.shows("ตัวเลขที่เก็บไว้ไม่ตรงกับที่เผยแพร่").shows("หมายเลขเหตุการณ์").hides("จาก 2/");
        let english = app.nobody().opens(&E2E.replace("/th/", "/en/")).await;
        english.shows("are not what was published, so they are not shown").shows("Incident number");
        let api = app.nobody().with("accept", "application/json").opens(API).await;
        assert_eq!(api.status, StatusCode::INTERNAL_SERVER_ERROR);
        api.shows("not_as_published").shows("\"incident\"").hides("items");
        // A page that was sent before is what was published.
        assert_eq!(app.nobody().opens(FINAL).await.bytes, shown.bytes);
    }
}

#[tokio::test]
async fn a_file_that_is_not_what_was_made_is_not_given_out_whole_or_in_part() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = reviewed(&app).await;
        publish(&app, &mut admin, 1, "", "").await;
        makes_files(app.services()).await;
        let whole = app.nobody().opens(FILE).await;
        assert_eq!(whole.status, StatusCode::OK, "{}", whole.body);
        let part = app.nobody().with("range", "bytes=0-3").opens(FILE).await;
        assert_eq!((part.status, &part.bytes[..]), (StatusCode::PARTIAL_CONTENT, &whole.bytes[..4]));
        let digest = whole.header("etag").trim_matches('"').to_owned();
        let path = app.test.settings.files.join("snapshot-files").join(&digest[..2]).join(&digest);
        let before = std::fs::metadata(&path).and_then(|known| known.modified()).expect("a file");
        std::fs::write(&path, whole.body.replace('4', "9")).expect("changed");
        let file = std::fs::File::options().write(true).open(&path).expect("opened");
        // However soon it came: clocks of disks are coarse.
        file.set_modified(before + Duration::from_secs(1)).expect("dated");
        for range in ["", "bytes=0-3"] {
            let refused = app.nobody().with("range", range).opens(FILE).await;
            assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR, "{range}");
            assert_eq!(refused.header("etag"), "", "{range}");
            refused.shows("หมายเลขเหตุการณ์");
        }
        std::fs::write(&path, &whole.bytes).expect("put back");
        file.set_modified(before + Duration::from_secs(2)).expect("dated");
        assert_eq!(app.nobody().opens(FILE).await.bytes, whole.bytes);
    }
}

#[tokio::test]
async fn a_large_file_that_turns_out_to_be_another_breaks_off_and_is_refused_from_then_on() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = reviewed(&app).await;
        publish(&app, &mut admin, 1, "", "").await;
        let content = "a row of a large table\n".repeat(300_000);
        let made = app.test.folder.path().join("made");
        std::fs::write(&made, &content).expect("written");
        let code = "2570-q1.final.1".parse().expect("a code");
        let kept = app.services().snapshots().keep_file(&operator(), &code, Export::Json, &made, 1).await;
        let digest = kept.expect("kept").sha256.to_string();
        let path = app.test.settings.files.join("snapshot-files").join(&digest[..2]).join(&digest);
        let before = std::fs::metadata(&path).and_then(|known| known.modified()).expect("a file");
        let address = format!("http://{}{FILE}", app.listen().await);
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_mins(1)).build().expect("a client");
        let (length, last) = (content.len(), content.len() - 1);
        // A range that is the whole file is checked on its way like the file, however it is written.
        let whole = [String::new(), "bytes=0-".to_owned(), format!("bytes=0-{last}"), format!("bytes=-{length}")];
        for (seconds, whole) in (1..).zip(&whole) {
            std::fs::write(&path, format!("{}!", &content[..last])).expect("changed");
            // Another file than the one before, of which it is known by now.
            let file = std::fs::File::options().write(true).open(&path).expect("opened");
            file.set_modified(before + Duration::from_secs(seconds)).expect("dated");
            let begun = client.get(&address).header("range", whole).send().await.expect("an answer");
            let told = begun.headers().get("content-range").and_then(|told| told.to_str().ok()).map(str::to_owned);
            let expected = if whole.is_empty() {
                (StatusCode::OK, None)
            } else {
                (StatusCode::PARTIAL_CONTENT, Some(format!("bytes 0-{last}/{length}")))
            };
            assert_eq!((begun.status(), told), expected, "{whole}");
            assert_eq!(begun.content_length(), Some(length as u64), "{whole}");
            assert!(begun.bytes().await.is_err(), "it never ends whole, {whole}");
            for range in ["", "bytes=0-", "bytes=0-3"] {
                let refused = app.nobody().with("range", range).opens(FILE).await;
                assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR, "{whole} {range}");
                refused.shows("หมายเลขเหตุการณ์");
            }
        }
    }
}

#[tokio::test]
async fn a_signed_file_that_was_changed_where_it_is_kept_is_given_out_by_no_address() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = reviewed(&app).await;
        publish(&app, &mut admin, 1, "", "").await;
        let whole = app.nobody().opens(SIGNED[0]).await;
        assert_eq!(whole.status, StatusCode::OK, "{}", whole.body);
        let digest = whole.header("etag").trim_matches('"').to_owned();
        let path = app.test.settings.files.join("snapshots").join(&digest[..2]).join(&digest);
        let before = std::fs::metadata(&path).and_then(|known| known.modified()).expect("a file");
        std::fs::write(&path, whole.body.replacen("\"value\":\"40\"", "\"value\":\"41\"", 1)).expect("changed");
        let file = std::fs::File::options().write(true).open(&path).expect("opened");
        file.set_modified(before + Duration::from_secs(1)).expect("dated");
        for (address, range) in SIGNED.iter().flat_map(|address| [(address, ""), (address, "bytes=0-3")]) {
            let refused = app.nobody().with("range", range).opens(address).await;
            assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR, "{address} {range}");
            assert_eq!(refused.header("etag"), "", "{address} {range}");
            refused.hides("tidtam-snapshot/1");
        }
        let told = app.nobody().opens(SIGNED[1]).await;
        assert_eq!(told.header("content-type"), "application/problem+json");
        told.shows("not_as_published").shows("\"title_th\"").shows("\"incident\"");
        app.nobody().opens(SIGNED[0]).await.shows("หมายเลขเหตุการณ์");
    }
}
