//! Two administrators press the button at the same moment: one publishes, the other is told, and what follows is there once.

use crate::{
    exports::{CODE, makes_files},
    publications::reviewed,
};
use domain::{ids::SnapshotCode, snapshot::Export};
use http::StatusCode;
use service::{Chance, Services};
use std::collections::BTreeSet;
use tests::{Answer, Engine, TestApp, Visitor};

const FEED: &str = "/public/th/feed.atom";

async fn presses(admin: &mut Visitor) -> Answer {
    admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await
}

#[tokio::test]
async fn of_two_who_press_publish_at_once_one_publishes_and_the_other_is_told() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut one = reviewed(&app).await;
        let mut other = app.administrator().await;
        let taking = [("round", "2570-q1"), ("stage", "final"), ("note", "")];
        one.posts("/do/snapshots/take", &taking).await;
        app.services().snapshots().settled().await;
        let (first, second) = tokio::join!(presses(&mut one), presses(&mut other));
        let is_done = |answer: &&Answer| answer.status == StatusCode::SEE_OTHER;
        let (done, told): (Vec<_>, Vec<_>) = [&first, &second].into_iter().partition(is_done);
        let ([done], [told]) = (&done[..], &told[..]) else { panic!("{} {}", first.status, second.status) };
        assert_eq!(done.location(), format!("/snapshots/{CODE}?done=snapshot_published"));
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        told.shows("ชุดนี้เผยแพร่แล้ว");
        assert_eq!(app.nobody().opens(FEED).await.body.matches("<entry>").count(), 1);
        // Two servers whose timetables come to its files at the same moment.
        let elsewhere = Services::open(&app.test.settings, app.test.clock.clone(), Chance::seeded(9)).await;
        let elsewhere = elsewhere.expect("services");
        tokio::join!(makes_files(app.services()), makes_files(&elsewhere));
        let (snapshots, code) = (app.services().snapshots(), CODE.parse::<SnapshotCode>().expect("a code"));
        let files: Vec<Export> =
            snapshots.files(None, &code).await.expect("files").iter().map(|it| it.export).collect();
        let every: BTreeSet<Export> = Export::all().into_iter().collect();
        assert_eq!((files.len(), files.into_iter().collect()), (every.len(), every));
        let changed = snapshots.changed_files(&tests::app::operator(), &code).await.expect("read");
        assert!(changed.is_empty(), "{changed:?}");
    }
}
