//! Backups of whole installations, told to `SQLite` and `PostgreSQL` alike.

use super::{
    Db,
    contract::{accept, country, indicator, key, on_both_databases, operator, person},
};
use crate::{
    Chance, Clock, ServiceError, Services,
    backups::{self, Backup},
    drafts::Edit,
    evidence::Upload,
    jobs::{JobOutcome, Told, Work, back_up},
    snapshots::{ByteRange, Taking},
    submissions::{Seen, Verified},
    testing::{Engine, TestServices, fresh},
};
use domain::{access::Role, entry::Entry, snapshot::Stage};
use futures::TryStreamExt as _;
use std::path::{Path, PathBuf};

on_both_databases!(
    what_is_backed_up_is_restored_on_the_other_database,
    a_database_is_copied_into_the_other_kind_and_back,
    a_text_that_the_other_kind_cannot_store_is_named,
    a_backup_made_while_people_work_is_of_one_state,
    a_damaged_backup_restores_nothing,
    a_backup_goes_into_nothing_that_is_in_use,
    a_restored_installation_takes_the_same_snapshot_again,
    a_night_keeps_what_can_be_restored_and_tells_of_what_cannot,
    a_night_tells_of_values_that_are_not_what_was_signed,
    what_cannot_be_removed_keeps_no_backup_from_being_made,
    only_administrators_make_and_try_backups,
);

/// A country in which something of everything has happened.
pub(super) async fn land(engine: Engine) -> Option<TestServices> {
    let test = country(engine).await?;
    let scheme = crate::imports::schemes::read(SCHEME.as_bytes()).expect("a scheme");
    let plan = "dgp-2566".parse().expect("a code");
    let apply = crate::organisations::ImportMode::Apply;
    test.services.schemes().import(&operator(), scheme, Some(&plan), apply).await.expect("imported");
    // A figure that no decimal fraction of seventeen digits is, unless it is read with care.
    let verified = Verified { indicator: indicator("svc-e2e"), value: "28".to_owned(), base: "30".to_owned() };
    accept(&test, "one", "40", &[verified]).await;
    let reporter = person(2, Role::Reporter, "two");
    let file = Upload {
        file_name: "หลักฐาน.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        content: "บรรทัดหนึ่ง\nบรรทัดสอง\r\n".into(),
    };
    test.services.evidence().add(&reporter, &key("two"), &indicator("svc-e2e"), file).await.expect("added");
    let entry = Entry { narrative: NARRATIVE.to_owned(), ..Entry::default() };
    let edit = Edit { indicator: indicator("svc-e2e"), entry, base_version: 0 };
    test.services.drafts().save(&reporter, &key("two"), vec![edit]).await.expect("saved");
    let taking = Taking { round: "2570-q1".parse().expect("a code"), stage: Stage::Draft, note: String::new() };
    test.services.snapshots().take(&operator(), &taking).await.expect("taken");
    Some(test)
}

/// What a database or a file might take for something else.
const NARRATIVE: &str = "ก\tข\\N \"ค\" \\.\n\r\u{a0}ง";
const SCHEME: &str = include_str!("../../../reference/schemes/plan-achievement-opdc.toml");

pub(super) fn other(engine: Engine) -> Engine {
    match engine {
        Engine::Sqlite => Engine::Postgres,
        Engine::Postgres => Engine::Sqlite,
    }
}

/// An installation of the other kind with which nobody has done anything.
pub(super) async fn empty(engine: Engine) -> Option<TestServices> {
    fresh(other(engine), Clock::System).await
}

pub(super) async fn made(test: &TestServices, name: &str) -> (PathBuf, Backup) {
    let path = test.folder.path().join(name);
    let backup = test.services.backups().make(&operator(), &path).await.expect("made");
    (path, backup)
}

pub(super) async fn restored(path: &Path, into: &TestServices) -> Result<(Services, Backup), ServiceError> {
    backups::restore(path, &into.settings, into.clock.clone(), Chance::seeded(9)).await
}

/// What everybody can see of an installation.
async fn seen(services: &Services) -> String {
    let accepted = services.reports().get(&operator(), &key("one")).await.expect("a report");
    let open = services.reports().get(&operator(), &key("two")).await.expect("a report");
    let rows = services.audit().page(&operator(), None, None, 100).await.expect("the log");
    let dashboards = services.scores().check(&operator()).await.expect("checked");
    let files: Vec<_> = open.entries.iter().flat_map(|entry| entry.evidence.clone()).collect();
    format!("{:?} {:?} {:?} {rows:?} {dashboards:?}", accepted.entries, accepted.thread, files)
}

/// How many of the foreign keys of PostgreSQL are looked at late, as its migrations have them.
async fn deferred(services: &Services) -> Option<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM pg_constraint
        WHERE contype = 'f' AND condeferrable AND connamespace = current_schema()::regnamespace";
    let Db::Postgres(pool) = services.db() else { return None };
    Some(sqlx::query_scalar(SQL).fetch_one(pool).await.expect("counted"))
}

fn code(error: &ServiceError) -> &str {
    if let ServiceError::Invalid { code, .. } = error { code } else { error.code() }
}

async fn what_is_backed_up_is_restored_on_the_other_database(engine: Engine) {
    let (Some(test), Some(other)) = (land(engine).await, empty(engine).await) else { return };
    let (path, backup) = made(&test, "first").await;
    assert_eq!(backups::check(&path).await.expect("whole"), backup);
    assert!(backup.files >= 2 && backup.rows > 50, "{backup:?}");
    let other = TestServices { clock: test.clock.clone(), ..other };
    let (services, of) = restored(&path, &other).await.expect("restored");
    assert_eq!(of, backup);
    // The making itself was told after what it holds was read.
    let log = services.audit().page(&operator(), None, None, 1).await.expect("the log").links;
    assert!(log.iter().all(|link| link.event.action != "backups.make"), "{log:?}");
    let (events, last) = (services.audit().verify(&operator()).await, log.last().map(|link| link.event.sequence));
    assert_eq!(Some(events.expect("whole").events), last);
    assert_eq!(services.rollups().check(&operator()).await.expect("checked"), []);
    let open = services.reports().get(&operator(), &key("two")).await.expect("a report");
    assert!(open.entries.iter().any(|entry| entry.entry.narrative == NARRATIVE));
    let file = open.entries.iter().flat_map(|entry| &entry.evidence).next().expect("a file").clone();
    let content = services.evidence().get(&operator(), file.id).await.expect("its content");
    assert_eq!(content.1, "บรรทัดหนึ่ง\nบรรทัดสอง\r\n");
    // A snapshot is the same bytes, and verifies.
    let snapshots = services.snapshots().list(Some(&operator()), None).await.expect("listed");
    let snapshot = snapshots.first().expect("a snapshot");
    let scores = services.snapshots().verify(Some(&operator()), &snapshot.code).await.expect("read").expect("whole");
    assert_eq!(scores.sha256, snapshot.sha256);
    let bytes = async |services: &Services| -> Vec<bytes::Bytes> {
        let content = services.snapshots().content(Some(&operator()), &snapshot.code, ByteRange::All).await;
        content.expect("content").bytes.try_collect().await.expect("read")
    };
    assert_eq!(bytes(&services).await.concat(), bytes(&test.services).await.concat());
    // A restored installation works on.
    let reporter = person(2, Role::Reporter, "two");
    let edit = Edit { indicator: indicator("svc-e2e"), entry: Entry::default(), base_version: 1 };
    let saved = services.drafts().save(&reporter, &key("two"), vec![edit]).await.expect("saved");
    assert_eq!(saved.changed, [indicator("svc-e2e")]);
    services.audit().verify(&operator()).await.expect("an unbroken chain");
}

async fn a_database_is_copied_into_the_other_kind_and_back(engine: Engine) {
    let (Some(test), Some(there)) = (land(engine).await, empty(engine).await) else { return };
    let back = fresh(engine, Clock::System).await.expect("another");
    let (first, second) = (&test.settings.database_url, &there.settings.database_url);
    let now = test.services.now();
    let copied = backups::copy(first, second, now).await.expect("copied");
    let again = backups::copy(second, &back.settings.database_url, now).await.expect("copied back");
    // The manifest holds the digest of every table: all three are the same to the byte.
    assert_eq!(copied, again);
    assert_eq!(copied.files, 0);
    assert_eq!(
        deferred(&there.services).await,
        deferred(&fresh(other(engine), Clock::System).await.expect("one").services).await
    );
    let nowhere = format!("sqlite://{}", test.folder.path().join("nowhere.db").display());
    assert_eq!(code(&backups::copy(&nowhere, second, now).await.expect_err("nothing there")), "copy_of_nothing");
    assert!(!test.folder.path().join("nowhere.db").exists());
    assert_eq!(code(&backups::copy(first, second, now).await.expect_err("in use")), "backup_into_use");
}

async fn a_text_that_the_other_kind_cannot_store_is_named(engine: Engine) {
    let (Some(test), Some(there)) = (land(engine).await, empty(engine).await) else { return };
    // PostgreSQL takes none, so that nothing of the kind comes from it.
    let holds = match engine {
        Engine::Sqlite => "UPDATE organisation SET name_en = 'a' || char(0) || 'b' WHERE code = 'one'",
        Engine::Postgres => "UPDATE organisation SET name_en = 'ab' WHERE code = 'one'",
    };
    assert_eq!(change(&test, holds).await, 1);
    let (from, to) = (&test.settings.database_url, &there.settings.database_url);
    let copied = backups::copy(from, to, test.services.now()).await;
    match engine {
        Engine::Sqlite => {
            let refused = copied.expect_err("refused");
            assert_eq!(refused.to_string(), "copy_with_nul at organisation, name_en");
            change(&test, "UPDATE organisation SET name_en = 'ab' WHERE code = 'one'").await;
            backups::copy(from, to, test.services.now()).await.expect("nothing of the first one is there");
        }
        Engine::Postgres => assert_eq!(copied.expect("copied").files, 0),
    }
}

async fn a_backup_made_while_people_work_is_of_one_state(engine: Engine) {
    let (Some(test), Some(other)) = (country(engine).await, empty(engine).await) else { return };
    let path = test.folder.path().join("busy");
    let operator = operator();
    let work = async {
        accept(&test, "one", "40", &[]).await;
        accept(&test, "two", "60", &[]).await;
    };
    let backups = test.services.backups();
    let ((), backup) = tokio::join!(work, backups.make(&operator, &path));
    backup.expect("made");
    let (services, _) = restored(&path, &other).await.expect("restored");
    services.audit().verify(&operator).await.expect("an unbroken chain");
    assert_eq!(services.rollups().check(&operator).await.expect("checked"), []);
}

async fn a_damaged_backup_restores_nothing(engine: Engine) {
    let (Some(test), Some(other)) = (land(engine).await, empty(engine).await) else { return };
    let (path, backup) = made(&test, "whole").await;
    let whole = std::fs::read(&path).expect("read");
    let damaged = test.folder.path().join("damaged");
    let mut found = 0;
    for step in 0..400 {
        let mut bytes = whole.clone();
        let place = (step * 7_919 + 13) % bytes.len();
        match step % 4 {
            0 => bytes.truncate(place),
            1 => {
                bytes.remove(place);
            }
            _ => bytes[place] ^= 1 << (step % 8),
        }
        std::fs::write(&damaged, &bytes).expect("written");
        match backups::check(&damaged).await {
            Err(error) => {
                found += 1;
                assert!(code(&error).starts_with("backup_"), "{error:?}");
            }
            // A time stamp or another remark of the container, which says nothing about what is in it.
            Ok(unharmed) => assert_eq!(unharmed, backup, "step {step}"),
        }
    }
    assert!(found > 300, "{found} of 400 were found");
    std::fs::write(&damaged, &whole[..whole.len() / 2]).expect("written");
    let error = restored(&damaged, &other).await.map(|_| ()).expect_err("half of it");
    assert_eq!(code(&error), "backup_not_one");
    assert!(other.services.organisations().is_empty().await.expect("read"), "nothing was restored");
    assert_eq!(code(&backups::check(Path::new("nowhere")).await.expect_err("none")), "backup_unreadable");
}

async fn a_backup_goes_into_nothing_that_is_in_use(engine: Engine) {
    let (Some(test), Some(other)) = (land(engine).await, country(other(engine)).await) else { return };
    let (path, _) = made(&test, "first").await;
    let before = seen(&other.services).await;
    let error = restored(&path, &other).await.map(|_| ()).expect_err("it is in use");
    assert_eq!(code(&error), "backup_into_use");
    assert_eq!(seen(&other.services).await, before);
    let again = test.services.backups().make(&operator(), &path).await.expect_err("it is there");
    assert_eq!(code(&again), "backup_exists");
    assert!(backups::check(&path).await.is_ok(), "what was there is left alone");
}

async fn a_restored_installation_takes_the_same_snapshot_again(engine: Engine) {
    let (Some(test), Some(other)) = (land(engine).await, empty(engine).await) else { return };
    let (path, _) = made(&test, "before").await;
    let other = TestServices { clock: test.clock.clone(), ..other };
    let (services, _) = restored(&path, &other).await.expect("restored");
    // The key is not in a backup: whoever restores lays it there.
    std::fs::copy(&test.settings.signing_key, &other.settings.signing_key).expect("the key");
    test.clock.advance(chrono::Duration::days(60));
    let taken = async |services: &Services| {
        let taking =
            Taking {
                round: "2570-q1".parse().expect("a code"), stage: Stage::Draft, note: "อีกครั้ง".to_owned()
            };
        let snapshot = services.snapshots().take(&operator(), &taking).await.expect("taken");
        let content = services.snapshots().content(Some(&operator()), &snapshot.code, ByteRange::All).await;
        let pieces: Vec<bytes::Bytes> = content.expect("content").bytes.try_collect().await.expect("read");
        (snapshot, pieces.concat())
    };
    let ((here, file), (there, restored)) = (taken(&test.services).await, taken(&services).await);
    assert_eq!(here.code.as_str(), "2570-q1.draft.2");
    assert_eq!((there.root, there.sha256), (here.root, here.sha256));
    assert!(restored == file, "every byte");
}

/// Changes something as somebody does who gets at the database itself.
pub(super) async fn change(test: &TestServices, sql: &'static str) -> u64 {
    let changed = match test.services.db() {
        Db::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(|done| done.rows_affected()),
        Db::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|done| done.rows_affected()),
    };
    changed.expect("changed")
}

async fn a_night_tells_of_values_that_are_not_what_was_signed(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    test.clock.advance(chrono::Duration::hours(1));
    let taking = Taking { round: "2570-q1".parse().expect("a code"), stage: Stage::Draft, note: String::new() };
    let signed = test.services.snapshots().take(&operator(), &taking).await.expect("taken").values;
    test.clock.advance(chrono::Duration::hours(1));
    // What takes the place of a value later is none of that snapshot's.
    test.services.submissions().correct(&operator(), &key("one"), Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    accept(&test, "one", "50", &[]).await;
    let told = night(&test).await;
    let of = |told: &Told| (told.outcome, told.details["values"].clone(), told.details["other_values"].clone());
    assert_eq!(of(&told), (JobOutcome::Done, signed.into(), 0.into()), "{told:?}");
    // What was reported does not count where something else was verified: no sum and no score is another one.
    let sql = "UPDATE value SET reported_value = '41'
        WHERE agency = 'one' AND indicator = 'svc-e2e' AND verified_value IS NOT NULL";
    assert_eq!(change(&test, sql).await, 1);
    let told = night(&test).await;
    assert_eq!(of(&told), (JobOutcome::Alarm, signed.into(), 1.into()), "{told:?}");
    assert_eq!((&told.details["disagreements"], &told.details["broken"]), (&0.into(), &serde_json::Value::Null));
    assert_eq!(told.details["first_other_values"], serde_json::json!(["one/svc-e2e"]), "{told:?}");
    let sql = "UPDATE value SET reported_value = '40'
        WHERE agency = 'one' AND indicator = 'svc-e2e' AND verified_value IS NOT NULL";
    assert_eq!(change(&test, sql).await, 1);
    assert_eq!(night(&test).await.outcome, JobOutcome::Done);
    // One that is gone, and one that was not there.
    let sql = "UPDATE value SET agency = 'two', indicator = 'nowhere'
        WHERE agency = 'one' AND indicator = 'svc-e2e' AND verified_value IS NOT NULL";
    assert_eq!(change(&test, sql).await, 1);
    let told = night(&test).await;
    assert_eq!((told.outcome, &told.details["other_values"]), (JobOutcome::Alarm, &2.into()), "{told:?}");
    assert_eq!(told.details["first_other_values"], serde_json::json!(["one/svc-e2e", "two/nowhere"]), "{told:?}");
}

pub(super) async fn night(test: &TestServices) -> Told {
    let Work::Outside { work, .. } = back_up::BACK_UP.work else { unreachable!("it works outside") };
    work(test.services.clone(), test.services.now()).await.expect("done")
}

async fn a_night_keeps_what_can_be_restored_and_tells_of_what_cannot(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let folder = test.settings.backups.clone().expect("a folder");
    let kept = || std::fs::read_dir(&folder).expect("a folder").count();
    for count in 1..=back_up::KEPT + 2 {
        let told = night(&test).await;
        assert_eq!(told.outcome, JobOutcome::Done, "{told:?}");
        assert_eq!((&told.details["disagreements"], &told.details["scores"]), (&0.into(), &1.into()), "{told:?}");
        assert_eq!(kept(), count.min(back_up::KEPT), "and nothing of the trial is left");
        // The same night again, as after a server that went away, takes the place of the first.
        night(&test).await;
        assert_eq!(kept(), count.min(back_up::KEPT));
        test.clock.advance(chrono::Duration::days(1));
    }
    // A kept sum that is wrong is restored as it is, and found.
    let sql = "UPDATE rollup SET contributors = contributors + 1";
    match test.services.db() {
        Db::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(|_| ()),
        Db::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|_| ()),
    }
    .expect("changed");
    let told = night(&test).await;
    assert_eq!(told.outcome, JobOutcome::Alarm);
    assert!(told.details["disagreements"].as_u64() > Some(0), "{told:?}");
    assert_eq!(kept(), back_up::KEPT + 1, "older ones stay: they may be all there is");
    assert!(folder.join("cannot-be-restored.zip").is_file());
    // A file that is gone is found too.
    std::fs::remove_dir_all(test.settings.files.join("evidence")).expect("removed");
    let told = night(&test).await;
    assert_eq!((told.outcome, &told.details["missing"]), (JobOutcome::Alarm, &2.into()), "{told:?}");
}

async fn what_cannot_be_removed_keeps_no_backup_from_being_made(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let folder = test.settings.backups.clone().expect("a folder");
    // Folders with the names of files: nobody removes them as files.
    let left = "tidtam-2026-01-01.backup.part".to_owned();
    let old: Vec<String> = (1..=back_up::KEPT).map(|day| format!("tidtam-2026-02-0{day}.backup.zip")).collect();
    for name in old.iter().chain([&left]) {
        std::fs::create_dir_all(folder.join(name)).expect("a folder");
    }
    let modified = std::fs::File::open(folder.join(&left)).expect("a folder");
    modified.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("long ago");
    let told = night(&test).await;
    assert_eq!(told.outcome, JobOutcome::Alarm, "{told:?}");
    assert_eq!(told.details["stuck"], serde_json::json!([left, old[0]]), "{told:?}");
    assert_eq!(told.details["disagreements"], 0, "it was tried: {told:?}");
    let tonight = domain::buddhist::bangkok(test.clock.now()).format("tidtam-%Y-%m-%d.backup.zip").to_string();
    assert!(backups::check(&folder.join(tonight)).await.is_ok(), "and is there");
}

async fn only_administrators_make_and_try_backups(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let path = test.folder.path().join("theirs");
    let (kept, _) = made(&test, "kept").await;
    let backups = test.services.backups();
    for role in [Role::Reporter, Role::Approver, Role::Coordinator, Role::Reviewer, Role::Executive] {
        let somebody = person(7, role, "th");
        assert!(matches!(backups.make(&somebody, &path).await, Err(ServiceError::Forbidden)), "{role:?}");
        assert!(matches!(backups.drill(&somebody, &kept).await, Err(ServiceError::Forbidden)), "{role:?}");
    }
    let elsewhere = person(8, Role::Administrator, "one");
    assert!(matches!(backups.make(&elsewhere, &path).await, Err(ServiceError::Forbidden)));
    assert!(!path.exists());
    let tried = backups.drill(&person(9, Role::Administrator, "th"), &kept).await.expect("tried");
    assert!(tried.is_whole() && tried.snapshot.is_some_and(|(_, scores)| scores == 1));
}
