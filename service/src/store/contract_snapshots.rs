//! Snapshots, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{accept, country, fill, key, on_both_databases, operator, person},
    contract_accounts::joins,
    contract_past::code,
};
use crate::{
    Actor, ServiceError, imports,
    jobs::{Cadence, CatchUp, Line, take_snapshots::TAKE_SNAPSHOTS},
    organisations::ImportMode,
    snapshots::{ByteRange, READERS, Snapshot, Taking},
    submissions::{Seen, Verified},
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{
    access::Role,
    ids::SnapshotCode,
    snapshot::{Broken, Cause, Damage, Hash, Stage, TakenBy, ValueReason, Verifier},
};
use futures::TryStreamExt as _;

on_both_databases!(
    the_same_round_gives_the_same_bytes,
    a_snapshot_is_of_one_state_while_saves_go_on,
    a_final_one_waits_for_closing_and_review,
    nobody_changes_or_removes_a_snapshot_not_even_the_databases_own_role,
    drafts_and_embargoed_ones_are_for_those_who_are_let,
    a_published_one_is_replaced_with_a_note_and_told_what_changed,
    a_renewed_key_is_vouched_for_and_the_old_one_still_verifies,
    a_damaged_file_is_never_published,
    few_are_worked_through_at_once,
    nobody_else_takes_publishes_or_renews,
    the_timetable_takes_a_draft_at_closing_and_a_final_one_after_review,
);

/// What one round gives, byte for byte, on both databases: another hash here is another format, or other shipped files.
const GOLDEN: &str = "abd7cff1b3c681708e984989a7e37bc33bfc75c8049243c0937a68314acbe1a9";
const SCHEME: &str = include_str!("../../../reference/schemes/plan-achievement-opdc.toml");

/// The country with a scheme in force and a key that is always the same.
pub(super) async fn land(engine: Engine) -> Option<TestServices> {
    let test = country(engine).await?;
    std::fs::write(&test.settings.signing_key, "07".repeat(32)).expect("a key");
    let scheme = imports::schemes::read(SCHEME.as_bytes()).expect("a scheme");
    let plan = code("dgp-2566");
    test.services.schemes().import(&operator(), scheme, Some(&plan), ImportMode::Apply).await.expect("imported");
    Some(test)
}

pub(super) fn taking(stage: Stage, note: &str) -> Taking {
    Taking { round: code("2570-q1"), stage, note: note.to_owned() }
}

pub(super) async fn take(test: &TestServices, stage: Stage, note: &str) -> Snapshot {
    test.services.snapshots().take(&operator(), &taking(stage, note)).await.expect("taken")
}

pub(super) async fn content(test: &TestServices, code: &SnapshotCode) -> Vec<u8> {
    let content = test.services.snapshots().content(Some(&operator()), code, ByteRange::All).await.expect("content");
    let pieces: Vec<bytes::Bytes> = content.bytes.try_collect().await.expect("read");
    pieces.concat()
}

pub(super) async fn is_whole(test: &TestServices, code: &SnapshotCode) -> Result<u64, Broken> {
    let verified = test.services.snapshots().verify(Some(&operator()), code).await.expect("read");
    verified.map(|verified| verified.scores)
}

/// Both reports are accepted, and the window has closed.
pub(super) async fn reviewed(engine: Engine) -> Option<TestServices> {
    let test = land(engine).await?;
    accept(&test, "one", "40", &[]).await;
    accept(&test, "two", "60", &[]).await;
    test.clock.advance(Duration::days(60));
    Some(test)
}

async fn the_same_round_gives_the_same_bytes(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let verified = Verified { indicator: code("svc-e2e"), value: "20".to_owned(), base: "100".to_owned() };
    accept(&test, "one", "40", &[verified]).await;
    let snapshot = take(&test, Stage::Draft, "").await;
    assert_eq!((snapshot.code.as_str(), snapshot.taken_by), ("2570-q1.draft.1", TakenBy::CommandLine));
    let file = content(&test, &snapshot.code).await;
    assert_eq!((Hash::of(&file), file.len() as u64), (snapshot.sha256, snapshot.size_bytes));
    assert_eq!(snapshot.sha256.to_string(), GOLDEN, "{engine:?}");
    // What somebody else needs is the file and the public key.
    let mut check = Verifier::new(test.services.snapshots().keys().await.expect("keys"));
    check.push(&file).expect("whole");
    let verified = check.finish().expect("whole");
    assert_eq!((verified.values, verified.scores), (snapshot.values, snapshot.scores));
    assert_eq!(snapshot.scores, 1);
    let words = String::from_utf8(file.clone()).expect("text");
    assert!(!words.contains("Reviewer th") && !words.contains("Reporter one"), "names of people are no part of it");
    // A part is what it is a part of.
    let part = test.services.snapshots().content(Some(&operator()), &snapshot.code, ByteRange::Between(10, 19)).await;
    let pieces: Vec<bytes::Bytes> = part.expect("content").bytes.try_collect().await.expect("read");
    assert_eq!(pieces.concat(), file[10..20]);
    assert_eq!(test.services.snapshots().list(Some(&operator()), None).await.expect("listed"), [snapshot]);
}

async fn a_snapshot_is_of_one_state_while_saves_go_on(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let snapshots = test.services.snapshots();
    let (operator, taking) = (operator(), taking(Stage::Draft, ""));
    let busy = async {
        accept(&test, "one", "40", &[]).await;
        accept(&test, "two", "60", &[]).await;
    };
    let watching = async {
        for _ in 0..6 {
            let snapshot = snapshots.take(&operator, &taking).await.expect("taken");
            // Counters, values, scores and places of one instant agree; of two they would not.
            assert!(is_whole(&test, &snapshot.code).await.is_ok(), "{}", snapshot.code);
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(busy, watching);
    assert_eq!(is_whole(&test, &take(&test, Stage::Draft, "").await.code).await, Ok(2));
}

async fn a_final_one_waits_for_closing_and_review(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let snapshots = test.services.snapshots();
    let refused = async || snapshots.take(&operator(), &taking(Stage::Final, "")).await.expect_err("too early");
    assert_eq!(refused().await.code(), "snapshot_round_open");
    accept(&test, "one", "40", &[]).await;
    let (reporter, approver) = (person(1, Role::Reporter, "two"), person(2, Role::Approver, "two"));
    fill(&test, &reporter, "two", "60").await;
    test.services.submissions().submit(&reporter, &key("two"), Seen::Any).await.expect("submitted");
    test.services.submissions().approve(&approver, &key("two"), Seen::Any).await.expect("approved");
    test.clock.advance(Duration::days(60));
    assert_eq!(refused().await.code(), "snapshot_in_review");
    let reviewer = person(3, Role::Reviewer, "th");
    test.services.submissions().accept(&reviewer, &key("two"), Seen::Any, &[]).await.expect("accepted");
    let snapshot = take(&test, Stage::Final, "").await;
    assert_eq!(snapshot.code.as_str(), "2570-q1.final.1");
    assert_eq!(is_whole(&test, &snapshot.code).await, Ok(2));
    let draft = take(&test, Stage::Draft, "").await;
    let never = snapshots.publish(&operator(), &draft.code, None).await.expect_err("a draft");
    assert_eq!(never.code(), "snapshot_is_draft");
}

/// Runs a statement as the role that owns the database.
pub(super) async fn raw(test: &TestServices, sql: &'static str) -> Result<(), String> {
    let mut tx = test.services.db().write().await.expect("a transaction");
    let done = on!(&mut tx, conn => sqlx::query(sql).execute(conn).await.map(|_| ()));
    match done {
        Ok(()) => tx.commit().await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

async fn nobody_changes_or_removes_a_snapshot_not_even_the_databases_own_role(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshot = take(&test, Stage::Final, "").await;
    let content = [
        "UPDATE snapshot SET root = 'x'",
        "UPDATE snapshot SET sha256 = 'x'",
        "UPDATE snapshot SET note = 'x', published_at = published_at",
        "UPDATE snapshot SET code = 'x'",
        "UPDATE snapshot SET value_count = 0",
        "DELETE FROM snapshot",
        "UPDATE signing_key SET public_key = 'x'",
        "DELETE FROM signing_key",
    ];
    for sql in content {
        assert!(raw(&test, sql).await.is_err_and(|error| error.contains("never")), "{sql}");
    }
    test.services.snapshots().publish(&operator(), &snapshot.code, None).await.expect("published");
    let published = [
        "UPDATE snapshot SET published_at = NULL",
        "UPDATE snapshot SET embargo_until = published_at",
        "UPDATE snapshot SET published_by = NULL",
        "DELETE FROM snapshot WHERE code = '2570-q1.final.1'",
    ];
    for sql in published.into_iter().chain(content) {
        assert!(raw(&test, sql).await.is_err_and(|error| error.contains("never")), "{sql}");
    }
    let dialect: &[&str] = match engine {
        Engine::Sqlite => &[
            "INSERT OR REPLACE INTO snapshot SELECT * FROM snapshot",
            "REPLACE INTO signing_key SELECT * FROM signing_key",
            "UPDATE OR REPLACE snapshot SET code = '2570-q1.final.1'",
        ],
        Engine::Postgres => &["TRUNCATE snapshot CASCADE", "TRUNCATE signing_key CASCADE"],
    };
    for sql in dialect {
        assert!(raw(&test, sql).await.is_err_and(|error| error.contains("never")), "{sql}");
    }
    let again = test.services.snapshots().publish(&operator(), &snapshot.code, None).await.expect_err("once");
    assert_eq!(again.code(), "snapshot_published");
    let kept = test.services.snapshots().get(None, &snapshot.code).await.expect("public");
    assert_eq!((kept.root, kept.sha256), (snapshot.root, snapshot.sha256));
}

async fn drafts_and_embargoed_ones_are_for_those_who_are_let(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshots = test.services.snapshots();
    let (draft, last) = (take(&test, Stage::Draft, "").await, take(&test, Stage::Final, "").await);
    let reviewer = person(3, Role::Reviewer, "th");
    let mut guest = person(9, Role::Reporter, "one");
    guest.account = joins(&test, "guest@example.go.th", Role::Reporter, "one").await;
    let codes = async |reader: Option<&Actor>| {
        let seen = snapshots.list(reader, None).await.expect("listed");
        seen.into_iter().map(|snapshot| snapshot.code.to_string()).collect::<Vec<_>>()
    };
    let both = ["2570-q1.final.1", "2570-q1.draft.1"];
    assert_eq!(codes(Some(&reviewer)).await, both);
    assert!(codes(None).await.is_empty() && codes(Some(&guest)).await.is_empty());
    let day = Duration::days(1);
    let past = snapshots.publish(&operator(), &last.code, Some(test.clock.now() - day)).await.expect_err("too late");
    assert_eq!(past.code(), "embargo_in_the_past");
    snapshots.publish(&operator(), &last.code, Some(test.clock.now() + day)).await.expect("published");
    assert!(codes(None).await.is_empty() && codes(Some(&guest)).await.is_empty());
    let hidden = snapshots.content(Some(&guest), &last.code, ByteRange::All).await.err().expect("hidden");
    assert_eq!(hidden.code(), "not_found");
    snapshots.let_read(&operator(), &last.code, "guest@example.go.th").await.expect("let");
    assert_eq!(codes(Some(&guest)).await, ["2570-q1.final.1"]);
    let around = snapshots.around(Some(&operator()), &last.code).await.expect("around");
    assert_eq!((around.readers, around.siblings.len(), around.is_public), (vec![guest.account], 2, false));
    let told = snapshots.around(Some(&guest), &last.code).await.expect("around");
    assert!(told.readers.is_empty() && told.names.is_empty() && told.siblings.len() == 1 && !told.may_manage);
    snapshots.stop_reading(&operator(), &last.code, guest.account).await.expect("stopped");
    snapshots.stop_reading(&operator(), &last.code, guest.account).await.expect("nothing more to take off");
    assert!(codes(Some(&guest)).await.is_empty());
    let nobody = snapshots.let_read(&operator(), &last.code, "nobody@example.go.th").await;
    assert_eq!(nobody.expect_err("unknown").code(), "account_unknown");
    test.clock.advance(day);
    assert_eq!(codes(None).await, ["2570-q1.final.1"], "the embargo ends by itself");
    assert_eq!(snapshots.get(None, &draft.code).await.expect_err("a draft").code(), "not_found");
}

async fn a_published_one_is_replaced_with_a_note_and_told_what_changed(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshots = test.services.snapshots();
    let first = take(&test, Stage::Final, "").await;
    snapshots.publish(&operator(), &first.code, None).await.expect("published");
    let reviewer = person(3, Role::Reviewer, "th");
    test.services.submissions().correct(&reviewer, &key("one"), Seen::Any, "นับใหม่").await.expect("reopened");
    accept(&test, "one", "90", &[]).await;
    for nothing in [" ", "\0", "\u{200b}"] {
        let silent = snapshots.take(&operator(), &taking(Stage::Final, nothing)).await.expect_err("no word");
        assert_eq!(silent.code(), "snapshot_note_missing");
    }
    let second = take(&test, Stage::Final, "หน่วยงานแก้ไขค่า").await;
    assert_eq!(second.replaces.as_ref(), Some(&first.code));
    let found = snapshots.diff(Some(&operator()), &first.code, &second.code).await.expect("compared");
    assert_eq!(found.diff.after.replaces.as_ref().map(|before| before.root), Some(first.root));
    assert!(found.diff.values.total > 0);
    for change in &found.diff.values.shown {
        assert_eq!((change.body.as_str(), change.reason), ("one", ValueReason::Corrected));
        let steps: Vec<_> = change.steps.iter().map(|step| (step.step.as_str(), step.role)).collect();
        let expected =
            [("submit", Some(Role::Reporter)), ("approve", Some(Role::Approver)), ("accept", Some(Role::Reviewer))];
        assert_eq!(steps, expected);
    }
    let own = found.diff.scores.shown.iter().find(|change| change.body.as_str() == "one").expect("its score moves");
    assert!(matches!(own.causes[..], [Cause::Values(_)]), "{:?}", own.causes);
    let hidden = snapshots.diff(None, &first.code, &second.code).await.expect_err("not published");
    assert_eq!(hidden.code(), "not_found");
}

async fn a_renewed_key_is_vouched_for_and_the_old_one_still_verifies(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshots = test.services.snapshots();
    let first = take(&test, Stage::Final, "").await;
    test.clock.advance(Duration::days(1));
    let new = snapshots.renew_key(&operator()).await.expect("renewed").key;
    let second = take(&test, Stage::Draft, "").await;
    assert_eq!(second.key, new.id);
    let keys = snapshots.keys().await.expect("keys");
    assert_eq!(keys.iter().map(|key| key.id).collect::<Vec<_>>(), [first.key, second.key]);
    assert!(keys[1].is_vouched_by(&keys[0]));
    assert_eq!(keys[0].until, Some(new.since));
    for snapshot in [&first, &second] {
        assert!(is_whole(&test, &snapshot.code).await.is_ok(), "{}", snapshot.code);
    }
    // A server without the secret signs nothing, and makes no key of its own.
    std::fs::remove_file(&test.settings.signing_key).expect("removed");
    let elsewhere = snapshots.take(&operator(), &taking(Stage::Draft, "")).await.expect_err("no key");
    assert_eq!(elsewhere.code(), "signing_key_elsewhere");
    // Once the lost one is ended by hand, the next one begins, for which nobody vouches.
    raw(&test, "UPDATE signing_key SET until = since WHERE until IS NULL").await.expect("ended");
    let third = take(&test, Stage::Draft, "").await;
    let keys = snapshots.keys().await.expect("keys");
    let new = keys.iter().find(|key| key.id == third.key).expect("the new key");
    assert!(new.vouched.is_none() && !new.is_vouched_by(&keys[1]));
    std::fs::write(&test.settings.signing_key, "secret").expect("written");
    let unreadable = snapshots.renew_key(&operator()).await.expect_err("no key");
    assert_eq!(unreadable.code(), "signing_key_unreadable");
}

async fn a_damaged_file_is_never_published(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshot = take(&test, Stage::Final, "").await;
    let digest = snapshot.sha256.to_string();
    let path = test.settings.files.join("snapshots").join(&digest[..2]).join(&digest);
    let whole = std::fs::read_to_string(&path).expect("the file");
    std::fs::write(&path, whole.replacen("\"value\":\"40\"", "\"value\":\"41\"", 1)).expect("written");
    let broken = is_whole(&test, &snapshot.code).await.expect_err("damaged");
    assert_eq!(broken.damage, Damage::Root, "a target of the plan follows from nothing else");
    let snapshots = test.services.snapshots();
    assert_eq!(snapshots.publish(&operator(), &snapshot.code, None).await.expect_err("damaged").code(), "file_lost");
    // Another snapshot of ours in its place is whole, and still not this one.
    let other = take(&test, Stage::Draft, "").await;
    std::fs::write(&path, content(&test, &other.code).await).expect("written");
    let swapped = snapshots.verify(Some(&operator()), &snapshot.code).await.expect_err("another one");
    assert_eq!(swapped.code(), "file_lost");
}

async fn few_are_worked_through_at_once(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let (one, two) = (take(&test, Stage::Draft, "").await.code, take(&test, Stage::Draft, "").await.code);
    let snapshots = test.services.snapshots();
    let readers = u32::try_from(READERS).expect("few");
    let places = test.services.snapshot_readers().acquire_many_owned(readers).await.expect("all places");
    let busy = snapshots.diff(Some(&operator()), &one, &two).await;
    assert!(matches!(busy, Err(ServiceError::Busy)), "{busy:?}");
    drop(places);
    snapshots.diff(Some(&operator()), &one, &two).await.expect("compared");
}

async fn nobody_else_takes_publishes_or_renews(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshot = take(&test, Stage::Final, "").await;
    let snapshots = test.services.snapshots();
    let others = [
        person(1, Role::Reporter, "one"),
        person(2, Role::Approver, "one"),
        person(3, Role::Reviewer, "th"),
        person(4, Role::Executive, "th"),
        person(5, Role::Administrator, "mdes"),
    ];
    for other in others {
        let refused = [
            snapshots.take(&other, &taking(Stage::Draft, "")).await.err(),
            snapshots.publish(&other, &snapshot.code, None).await.err(),
            snapshots.let_read(&other, &snapshot.code, "a@example.go.th").await.err(),
            snapshots.renew_key(&other).await.err(),
        ];
        for error in refused {
            assert_eq!(error.expect("refused").code(), "forbidden", "{}", other.name);
        }
    }
}

async fn the_timetable_takes_a_draft_at_closing_and_a_final_one_after_review(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let line = Line {
        job: TAKE_SNAPSHOTS,
        cadence: Cadence::Cron("30 */15 * * * *"),
        catch_up: CatchUp::Latest,
        silent_after: Duration::minutes(45),
    };
    let taken = async || {
        test.services.jobs().look(&line, "first").await.expect("looked");
        let list = test.services.snapshots().list(Some(&operator()), None).await.expect("listed");
        list.into_iter().map(|it| format!("{} {}", it.code, it.taken_by.as_ref())).collect::<Vec<_>>()
    };
    accept(&test, "one", "40", &[]).await;
    let (reporter, approver) = (person(1, Role::Reporter, "two"), person(2, Role::Approver, "two"));
    fill(&test, &reporter, "two", "60").await;
    test.services.submissions().submit(&reporter, &key("two"), Seen::Any).await.expect("submitted");
    test.services.submissions().approve(&approver, &key("two"), Seen::Any).await.expect("approved");
    assert!(taken().await.is_empty(), "the window is open");
    // One second after the window has closed, at the slot before which nothing was due.
    test.clock.advance(Duration::days(45) + Duration::minutes(15));
    let draft = "2570-q1.draft.1 timetable".to_owned();
    assert_eq!(taken().await, [draft.as_str()]);
    test.clock.advance(Duration::minutes(15));
    assert_eq!(taken().await, [draft.as_str()], "a report waits for review");
    let reviewer = person(3, Role::Reviewer, "th");
    test.services.submissions().accept(&reviewer, &key("two"), Seen::Any, &[]).await.expect("accepted");
    test.clock.advance(Duration::minutes(15));
    let both = ["2570-q1.final.1 timetable", draft.as_str()];
    assert_eq!(taken().await, both);
    test.clock.advance(Duration::minutes(15));
    assert_eq!(taken().await, both, "once");
    let events =
        test.services.audit().page(&operator(), Some("snapshot/2570-q1.final.1"), None, 9).await.expect("a log");
    assert_eq!(events.links.len(), 1);
}
