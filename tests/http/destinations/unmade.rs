//! What waits for its files: those that are being made, and those that could not be made.

use super::{folder, hand, set, settings};
use crate::{
    exports::{CODE, with_files},
    publications::publish,
};
use domain::ids::SnapshotCode;
use server::schedule::TIMETABLE;
use service::destinations::Unmade;
use tests::{Engine, TestApp, app::operator};

#[tokio::test]
async fn files_that_could_not_be_made_are_told_apart_from_those_that_are_being_made() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start_with_collectors(engine, settings()).await else { continue };
        let ours = tempfile::tempdir().expect("a folder");
        let mut admin = with_files(&app).await;
        admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
        app.advance(chrono::Duration::minutes(1));
        publish(&app, &mut admin, 2, "นับใหม่", "").await;
        set(&app, "archive", folder(ours.path()), "").await;
        let second: SnapshotCode = "2570-q1.final.2".parse().expect("a code");
        let waits = |failed: &[&str]| {
            let failed = failed.iter().map(|told| (*told).to_owned()).collect();
            vec![Unmade { snapshot: second.clone(), failed }]
        };
        let page = format!("/snapshots/{second}");
        assert_eq!(hand(&app, "archive").await.unmade, waits(&[]));
        admin.opens(&page).await.shows("กำลังทำไฟล์").hides("ทำไฟล์บางไฟล์ไม่สำเร็จ");
        // The signed file is gone, so that nothing can be made of it.
        let snapshot = app.services().snapshots().get(Some(&operator()), &second).await.expect("a snapshot");
        let digest = snapshot.sha256.to_string();
        let place = app.test.settings.files.join(format!("snapshots/{}/{digest}", &digest[..2]));
        std::fs::remove_file(place).expect("removed");
        let line = TIMETABLE.iter().find(|line| line.job.name == "make_files").expect("a line");
        assert_eq!(app.services().jobs().look(line, "one").await.expect("looked").done, 1);
        assert_eq!(hand(&app, "archive").await.unmade, waits(&["2570-q1.final.2 file_lost"]));
        admin.opens(&page).await.shows("ทำไฟล์บางไฟล์ไม่สำเร็จ").shows("ดูสาเหตุ").hides("กำลังทำไฟล์");
        let mut english = app.nobody().in_english();
        english.opens(&page).await.shows("Some files could not be made").hides("See the cause");
        // What was made of the one before is not said to have failed.
        admin.opens(&format!("/snapshots/{CODE}")).await.hides("ทำไฟล์บางไฟล์ไม่สำเร็จ");
    }
}
