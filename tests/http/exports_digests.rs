//! The same inputs give the same bytes: the SHA-256 of every file of one fixed snapshot, on both databases and after a restore.

use crate::exports::{CODE, makes_files, with_files};
use domain::snapshot::{Export, Hash, Stage};
use service::{
    Chance, Services,
    backups::{self, Backup},
    snapshots::Taking,
    testing::{TestServices, fresh},
};
use std::{collections::BTreeMap, path::Path};
use tests::{Engine, TestApp, country::operator};

/// What the files of the snapshot are. Another digest here is another format, another plan of the tests, or another release of
/// what writes a format. `TIDTAM_TEST_DIGESTS=write cargo test --package tests --test http -- digests` writes it anew, and
/// the difference shows which files are other ones.
const DIGESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/http/exports_digests.txt");

/// Signs with a key that is always the same.
pub(crate) fn signs_alike(test: &TestServices) {
    std::fs::write(&test.settings.signing_key, "07".repeat(32)).expect("a key");
}

/// The files that were made of a snapshot, with the signed one and reports of a body and a ministry.
async fn digests(services: &Services, code: &str) -> BTreeMap<String, Hash> {
    let (snapshots, code) = (services.snapshots(), code.parse().expect("a code"));
    let signed = snapshots.get(Some(&operator()), &code).await.expect("a snapshot");
    let files = snapshots.files(Some(&operator()), &code).await.expect("files");
    assert_eq!(files.len(), Export::all().len(), "every file was made");
    let files = files.into_iter().map(|file| (file.export.to_string(), file.sha256));
    files.chain([("tidtam".to_owned(), signed.sha256)]).collect()
}

fn told(digests: &BTreeMap<String, Hash>) -> Vec<String> {
    digests.iter().map(|(file, sha256)| format!("{sha256}  {file}")).collect()
}

#[tokio::test]
async fn the_same_snapshot_gives_the_same_files_everywhere() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        signs_alike(&app.test);
        let mut admin = with_files(&app).await;
        let mut found = digests(app.services(), CODE).await;
        for body in ["one", "mdes"] {
            for language in ["th", "en"] {
                let paper = format!("/snapshots/{CODE}/paper?organisation={body}&language={language}");
                let given = admin.opens(&paper).await;
                assert!(given.bytes.starts_with(b"%PDF"), "{paper}");
                found.insert(format!("{body}.{language}.pdf"), Hash::of(&given.bytes));
            }
        }
        let found = told(&found);
        if engine == Engine::Sqlite && std::env::var("TIDTAM_TEST_DIGESTS").is_ok_and(|how| how == "write") {
            std::fs::write(DIGESTS, found.join("\n") + "\n").expect("written");
        }
        let golden = std::fs::read_to_string(DIGESTS).expect("digests");
        assert_eq!(found, golden.lines().collect::<Vec<_>>(), "{engine:?}");
    }
}

async fn restored(path: &Path, into: &TestServices) -> (Services, Backup) {
    backups::restore(path, &into.settings, into.clock.clone(), Chance::seeded(9)).await.expect("restored")
}

#[tokio::test]
async fn a_restored_installation_makes_the_same_files_of_the_same_snapshot() {
    for (engine, other) in [(Engine::Sqlite, Engine::Postgres), (Engine::Postgres, Engine::Sqlite)] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let Some(empty) = fresh(other, app.test.clock.clone()).await else { continue };
        signs_alike(&app.test);
        signs_alike(&empty);
        app.accept("one", &[]).await;
        app.accept("two", &[]).await;
        app.advance(chrono::Duration::days(90));
        let backup = app.test.folder.path().join("before.zip");
        app.services().backups().make(&operator(), &backup).await.expect("made");
        let (services, _) = restored(&backup, &empty).await;
        let mut all = Vec::new();
        for services in [app.services(), &services] {
            let round = "2570-q1".parse().expect("a code");
            let taking = Taking { round, stage: Stage::Final, note: String::new() };
            let taken = services.snapshots().take(&operator(), &taking).await.expect("taken");
            makes_files(services).await;
            all.push((taken.root, told(&digests(services, CODE).await)));
        }
        assert_eq!(all[0].1, all[1].1, "{engine:?}");
        assert_eq!(all[0].0, all[1].0, "{engine:?}");
    }
}
