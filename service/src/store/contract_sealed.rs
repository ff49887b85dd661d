//! What was published against somebody who owns the database or the folder of files, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{on_both_databases, operator, person},
    contract_past::code,
    contract_snapshots::{raw, reviewed, take},
    publications::Piece,
};
use crate::{
    Chance, ServiceError, Services,
    jobs::{JobOutcome, Told, Work, verify_publications::VERIFY_PUBLICATIONS},
    snapshots::{ByteRange, MadeFile, Snapshot},
    testing::{Engine, TestServices, skip_part},
};
use domain::{
    access::Role,
    publication::Part,
    snapshot::{Export, Hash, Stage},
};
use futures::TryStreamExt as _;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

on_both_databases!(
    nobody_changes_removes_or_replaces_what_was_made_not_even_the_databases_own_role,
    a_changed_piece_is_not_shown_and_found_at_night,
    a_piece_that_was_sealed_anew_or_put_elsewhere_is_found_too,
    a_changed_file_is_not_given_out_and_found_at_night,
    nobody_else_looks_for_changes,
);

const MADE: &str = "made of the snapshot";

/// A published snapshot and a file that was made of it.
pub(super) async fn published(engine: Engine) -> Option<(TestServices, Snapshot, MadeFile)> {
    let test = reviewed(engine).await?;
    let snapshot = take(&test, Stage::Final, "").await;
    let snapshot = test.services.snapshots().publish(&operator(), &snapshot.code, None).await.expect("published");
    let made = test.folder.path().join("made");
    std::fs::write(&made, MADE).expect("written");
    let file = test.services.snapshots().keep_file(&operator(), &snapshot.code, Export::Json, &made, 1).await;
    Some((test, snapshot, file.expect("kept")))
}

/// Another server, which has nothing in memory.
pub(super) async fn elsewhere(test: &TestServices) -> Services {
    Services::open(&test.settings, test.clock.clone(), Chance::seeded(9)).await.expect("services")
}

/// What the public is told instead of each kind of page.
async fn told_of(services: &Services, snapshot: &Snapshot) -> Vec<String> {
    let (publications, of) = (services.publications(), &snapshot.code);
    let answers = [
        publications.country(of, 1).await.err(),
        publications.body(of, &code("one"), 1).await.err(),
        publications.indicator(of, &code("svc-e2e")).await.err(),
        publications.bodies(None, of, None, None, 10).await.err(),
    ];
    answers.into_iter().map(|error| error.map_or("shown".to_owned(), |error| error.code().to_owned())).collect()
}

pub(super) async fn at_night(test: &TestServices) -> Told {
    let Work::Outside { work, .. } = VERIFY_PUBLICATIONS.work else { panic!("it works outside") };
    work(test.services.clone(), test.clock.now()).await.expect("looked")
}

async fn nobody_changes_removes_or_replaces_what_was_made_not_even_the_databases_own_role(engine: Engine) {
    const OTHER: &str = "SELECT COUNT(*) FROM publication WHERE content = 'x'";
    const OTHER_FILES: &str = "SELECT COUNT(*) FROM snapshot_file WHERE sha256 = 'x'";
    let Some((test, snapshot, file)) = published(engine).await else { return };
    for sql in [
        "UPDATE publication SET content = 'x'",
        "UPDATE publication SET sha256 = 'x', content = content",
        "UPDATE publication SET edition = 0",
        "UPDATE publication SET code = 'two' WHERE code = 'one'",
        "DELETE FROM publication",
        "DELETE FROM publication WHERE part = 'setting'",
        "UPDATE snapshot_file SET sha256 = 'x'",
        "UPDATE snapshot_file SET export = 'csv'",
        "DELETE FROM snapshot_file",
    ] {
        assert!(raw(&test, sql).await.is_err_and(|error| error.contains("never")), "{sql}");
    }
    match engine {
        // What would replace a row is passed over, so that two servers may make the same at once.
        Engine::Sqlite => {
            for sql in [
                "INSERT OR REPLACE INTO publication (snapshot, edition, part, code, number, content, sha256)
                    SELECT snapshot, edition, part, code, number, 'x', sha256 FROM publication",
                "REPLACE INTO snapshot_file (snapshot, export, sha256, size_bytes, rows_held, made_at)
                    SELECT snapshot, export, 'x', size_bytes, rows_held, made_at FROM snapshot_file",
            ] {
                raw(&test, sql).await.expect("passed over");
            }
        }
        Engine::Postgres => {
            for sql in ["TRUNCATE publication", "TRUNCATE snapshot_file"] {
                assert!(raw(&test, sql).await.is_err_and(|error| error.contains("never")), "{sql}");
            }
        }
    }
    let mut tx = test.services.db().read().await.expect("a transaction");
    for sql in [OTHER, OTHER_FILES] {
        let (other,): (i64,) = on!(&mut tx, conn => sqlx::query_as(sql).fetch_one(conn).await).expect("counted");
        assert_eq!(other, 0, "{sql}");
    }
    drop(tx);
    assert_eq!(told_of(&elsewhere(&test).await, &snapshot).await, ["shown"; 4]);
    let files = test.services.snapshots().files(None, &snapshot.code).await.expect("listed");
    assert_eq!(files, [file]);
    let told = at_night(&test).await;
    assert_eq!(told.outcome, JobOutcome::Done, "{}", told.details);
    assert_eq!((told.details["snapshots"].as_u64(), told.details["changed"].as_u64()), (Some(1), Some(0)));
}

/// `SQLite` has no such sessions.
#[tokio::test]
async fn what_is_written_once_stays_where_a_session_passes_over_triggers() {
    const NAME: &str = "sessions of PostgreSQL that pass over triggers";
    let Some((test, ..)) = published(Engine::Postgres).await else { return };
    for sql in [
        "UPDATE snapshot SET root = 'x'",
        "UPDATE snapshot SET published_at = NULL",
        "DELETE FROM snapshot",
        "TRUNCATE snapshot CASCADE",
        "UPDATE publication SET content = 'x'",
        "DELETE FROM publication",
        "TRUNCATE publication",
        "UPDATE snapshot_file SET sha256 = 'x'",
        "DELETE FROM snapshot_file",
        "TRUNCATE snapshot_file",
        "TRUNCATE snapshot_paper",
        "UPDATE signing_key SET public_key = 'x'",
        "DELETE FROM signing_key",
        "TRUNCATE signing_key CASCADE",
        "UPDATE audit_event SET action = 'x'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
    ] {
        const PASSES_OVER: &str = "SET LOCAL session_replication_role = replica";
        let mut tx = test.services.db().write().await.expect("a transaction");
        let may = on!(&mut tx, conn => sqlx::query(PASSES_OVER).execute(conn).await.map(|_| ()));
        if may.is_err() {
            return skip_part(NAME, "the role of the test database may not begin one");
        }
        let done = on!(&mut tx, conn => sqlx::query(sql).execute(conn).await.map(|_| ()));
        assert!(done.is_err_and(|error| error.to_string().contains("never")), "{sql}");
    }
}

async fn a_changed_piece_is_not_shown_and_found_at_night(engine: Engine) {
    let Some((test, snapshot, _)) = published(engine).await else { return };
    test.unseal().await;
    // The same to whoever reads JSON, so nothing but the digest tells.
    raw(&test, "UPDATE publication SET content = content || ' ' WHERE part = 'body'").await.expect("changed");
    let told = told_of(&elsewhere(&test).await, &snapshot).await;
    assert_eq!(told, ["shown", "not_as_published", "shown", "not_as_published"]);
    raw(&test, "UPDATE publication SET content = content || ' ' WHERE part <> 'body'").await.expect("changed");
    assert_eq!(told_of(&elsewhere(&test).await, &snapshot).await, ["not_as_published"; 4]);
    let changed = test.services.publications().changed(&operator(), &snapshot.code).await.expect("looked");
    for piece in ["body one 0", "setting  0", "facts  0", "indicator svc-e2e 0"] {
        assert!(changed.iter().any(|found| found == piece), "{piece}: {changed:?}");
    }
    let told = at_night(&test).await;
    assert_eq!(told.outcome, JobOutcome::Alarm, "{}", told.details);
    assert_eq!(told.details["changed"], changed.len());
}

async fn a_piece_that_was_sealed_anew_or_put_elsewhere_is_found_too(engine: Engine) {
    const ONE: &str = "SELECT content FROM publication WHERE part = 'body' AND code = 'one'";
    const SEALED: &str = "UPDATE publication SET content = $1, sha256 = $2 WHERE part = 'body' AND code = 'one'";
    let Some((test, snapshot, _)) = published(engine).await else { return };
    test.unseal().await;
    let publications = test.services.publications();
    assert_eq!(publications.changed(&operator(), &snapshot.code).await.expect("looked"), Vec::<String>::new());
    // With its own digest in another place.
    raw(
        &test,
        "UPDATE publication SET (content, sha256) = (
            SELECT content, sha256 FROM publication AS other WHERE other.part = 'body' AND other.code = 'one')
        WHERE part = 'body' AND code = 'two'",
    )
    .await
    .expect("changed");
    let two = elsewhere(&test).await.publications().body(&snapshot.code, &code("two"), 1).await.expect_err("moved");
    assert_eq!(two.code(), "not_as_published");
    // Sealed anew by somebody who knows how.
    let mut tx = test.services.db().write().await.expect("a transaction");
    let (content,): (String,) = on!(&mut tx, conn => sqlx::query_as(ONE).fetch_one(conn).await).expect("read");
    let piece = Piece { part: Part::Body, code: "one".to_owned(), number: 0, content: format!("{content} ") };
    let seal = piece.seal(&snapshot.code);
    on!(&mut tx, conn => sqlx::query(SEALED).bind(&piece.content).bind(&seal).execute(conn).await.map(|_| ()))
        .expect("changed");
    tx.commit().await.expect("committed");
    raw(&test, "DELETE FROM publication WHERE part = 'indicator' AND code = 'svc-e2e'").await.expect("removed");
    let changed = publications.changed(&operator(), &snapshot.code).await.expect("looked");
    assert_eq!(changed, ["body one 0", "body two 0", "indicator svc-e2e 0"]);
    assert_eq!(at_night(&test).await.outcome, JobOutcome::Alarm);
}

pub(super) fn place(test: &TestServices, folder: &str, sha256: &Hash) -> PathBuf {
    let digest = sha256.to_string();
    test.settings.files.join(folder).join(&digest[..2]).join(&digest)
}

/// Puts another text into a file, however soon after the one before: clocks of disks are coarse.
pub(super) fn change(path: &Path, text: &str) {
    let before = std::fs::metadata(path).and_then(|known| known.modified()).expect("a file");
    std::fs::write(path, text).expect("written");
    let file = std::fs::File::options().write(true).open(path).expect("opened");
    file.set_modified(before + Duration::from_secs(1)).expect("dated");
}

async fn given(services: &Services, file: &MadeFile, range: ByteRange) -> Result<String, ServiceError> {
    let pieces: Vec<bytes::Bytes> = services.snapshots().file_bytes(file, range).await?.try_collect().await?;
    Ok(String::from_utf8(pieces.concat()).expect("a text"))
}

async fn a_changed_file_is_not_given_out_and_found_at_night(engine: Engine) {
    let Some((test, snapshot, file)) = published(engine).await else { return };
    let (services, part) = (&test.services, ByteRange::Between(0, 3));
    let code_of = |answer: Result<String, ServiceError>| answer.expect_err("refused").code().to_owned();
    let path = place(&test, "snapshot-files", &file.sha256);
    assert_eq!(given(services, &file, ByteRange::All).await.expect("given"), MADE);
    assert_eq!(given(services, &file, part).await.expect("given"), "made");
    // As long as it was, shorter, and nothing: known to this process or not.
    for changed in [MADE.replace("made", "MADE"), "made".to_owned(), String::new()] {
        change(&path, &changed);
        for services in [services, &elsewhere(&test).await] {
            assert_eq!(code_of(given(services, &file, part).await), "not_as_published");
            assert_eq!(code_of(given(services, &file, ByteRange::All).await), "not_as_published");
        }
    }
    let told = at_night(&test).await;
    assert_eq!(told.outcome, JobOutcome::Alarm, "{}", told.details);
    assert_eq!(told.details["named"][0], Export::Json.file_name(&snapshot.code));
    std::fs::remove_file(&path).expect("removed");
    assert_eq!(code_of(given(services, &file, part).await), "file_lost");
    assert_eq!(at_night(&test).await.outcome, JobOutcome::Alarm);
    // Put back from a backup.
    std::fs::write(&path, MADE).expect("written");
    assert_eq!(given(services, &file, ByteRange::All).await.expect("given"), MADE);
    let told = at_night(&test).await;
    assert_eq!(told.outcome, JobOutcome::Done, "{}", told.details);
    // The signed file itself.
    let path = place(&test, "snapshots", &snapshot.sha256);
    let whole = std::fs::read_to_string(&path).expect("the file");
    change(&path, &whole.replacen("\"value\":\"40\"", "\"value\":\"41\"", 1));
    for services in [services, &elsewhere(&test).await] {
        let refused = services.snapshots().content(None, &snapshot.code, ByteRange::All).await.err();
        assert_eq!(refused.expect("refused").code(), "not_as_published");
    }
    let told = at_night(&test).await;
    assert_eq!(told.details["named"][0], format!("{}.tidtam", snapshot.code), "{}", told.details);
}

async fn nobody_else_looks_for_changes(engine: Engine) {
    let Some((test, snapshot, _)) = published(engine).await else { return };
    for other in [person(3, Role::Reviewer, "th"), person(5, Role::Administrator, "mdes")] {
        let pages = test.services.publications().changed(&other, &snapshot.code).await.expect_err("refused");
        let files = test.services.snapshots().changed_files(&other, &snapshot.code).await.expect_err("refused");
        assert_eq!((pages.code(), files.code()), ("forbidden", "forbidden"));
    }
}
