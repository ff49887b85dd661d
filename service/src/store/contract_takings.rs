//! Snapshots that are being taken, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{key, on_both_databases, operator, person},
    contract_past::code,
    contract_snapshots::{reviewed, take, taking},
};
use crate::{
    jobs::{Cadence, CatchUp, Line, clean_up::CLEAN_UP},
    snapshots::Progress,
    submissions::Seen,
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{access::Role, ids::OrganisationCode, snapshot::Stage};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

on_both_databases!(
    whoever_asks_does_not_wait_and_sees_how_far_it_is,
    nobody_takes_one_that_is_being_taken,
    one_whose_process_is_gone_is_told_so_and_asked_for_again,
    one_that_is_not_kept_leaves_no_file,
    what_cannot_be_taken_is_refused_at_once_and_what_fails_later_says_why,
    extensions_and_delays_are_counted_from_the_file_alone,
    what_is_read_some_bodies_at_a_time_is_what_is_read_at_once,
);

/// How each is, the latest first.
async fn how(test: &TestServices) -> Vec<Progress> {
    let found = test.services.snapshots().under_way(&operator()).await.expect("told");
    found.into_iter().map(|(_, progress)| progress).collect()
}

async fn whoever_asks_does_not_wait_and_sees_how_far_it_is(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshots = test.services.snapshots();
    snapshots.ask(&operator(), &taking(Stage::Final, "")).await.expect("asked");
    snapshots.settled().await;
    let [Progress::Taken(code)] = &how(&test).await[..] else { panic!("{:?}", how(&test).await) };
    assert_eq!(code.as_str(), "2570-q1.final.1");
    let (taken, _) = snapshots.under_way(&operator()).await.expect("told").remove(0);
    assert_eq!((taken.reports_done, taken.reports_all, taken.account), (2, 2, None));
    assert!(snapshots.verify(Some(&operator()), code).await.expect("read").is_ok());
    let reviewer = person(3, Role::Reviewer, "th");
    assert_eq!(snapshots.under_way(&reviewer).await.expect("told"), [], "for those who take snapshots");
    let refused = snapshots.ask(&reviewer, &taking(Stage::Draft, "")).await.expect_err("may not");
    assert_eq!(refused.code(), "forbidden");
    // After a day the list of snapshots tells enough, and after a quarter of a year the row goes.
    test.clock.advance(Duration::days(2));
    assert_eq!(how(&test).await, []);
    test.clock.advance(Duration::days(100));
    let line = Line {
        job: CLEAN_UP,
        cadence: Cadence::Every(Duration::hours(1)),
        catch_up: CatchUp::Latest,
        silent_after: Duration::hours(3),
    };
    test.services.jobs().look(&line, "test").await.expect("looked");
    let mut tx = test.services.db().read().await.expect("a transaction");
    let rows = super::takings::since(&mut tx, chrono::DateTime::UNIX_EPOCH, 9).await.expect("rows");
    assert_eq!(rows, []);
}

async fn nobody_takes_one_that_is_being_taken(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshots = test.services.snapshots();
    let id = snapshots.begin_taking(&operator(), &taking(Stage::Final, "")).await.expect("begun");
    assert_eq!(how(&test).await, [Progress::Taking { done: 0, of: 2 }]);
    for again in [
        snapshots.ask(&operator(), &taking(Stage::Final, "")).await.err(),
        snapshots.take(&operator(), &taking(Stage::Final, "")).await.err(),
    ] {
        assert_eq!(again.expect("refused").code(), "snapshot_being_taken");
    }
    // Another stage is another snapshot.
    take(&test, Stage::Draft, "").await;
    // How far it is keeps it alive, however long it takes.
    for done in [1, 2] {
        test.clock.advance(Duration::minutes(4));
        let mut tx = test.services.db().write().await.expect("a transaction");
        assert!(super::takings::beat(&mut tx, id, test.clock.now(), done).await.expect("noted"));
        tx.commit().await.expect("kept");
        assert!(how(&test).await.contains(&Progress::Taking { done, of: 2 }));
    }
    // Two who ask at the same moment: one of them is told.
    let both = [taking(Stage::Draft, ""), taking(Stage::Draft, "")];
    let operator = operator();
    let (one, other) =
        tokio::join!(snapshots.begin_taking(&operator, &both[0]), snapshots.begin_taking(&operator, &both[1]));
    assert_eq!([one.is_ok(), other.is_ok()].into_iter().filter(|begun| *begun).count(), 1);
}

async fn one_whose_process_is_gone_is_told_so_and_asked_for_again(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshots = test.services.snapshots();
    let id = snapshots.begin_taking(&operator(), &taking(Stage::Final, "")).await.expect("begun");
    test.clock.advance(Duration::minutes(5));
    let broken_off = Progress::Refused("snapshot_broken_off".to_owned());
    assert_eq!(how(&test).await, std::slice::from_ref(&broken_off));
    let snapshot = take(&test, Stage::Final, "").await;
    assert_eq!(how(&test).await, [Progress::Taken(snapshot.code.clone()), broken_off]);
    // Should the silent one come back, it keeps nothing: it no longer counts.
    let mut tx = test.services.db().write().await.expect("a transaction");
    assert!(!super::takings::beat(&mut tx, id, test.clock.now(), 1).await.expect("asked"));
    assert!(!super::takings::end(&mut tx, id, test.clock.now(), Ok(&snapshot.code)).await.expect("asked"));
}

/// How many files of snapshots lie in the object store.
fn files(test: &TestServices) -> usize {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
    };
    entries(&test.settings.files.join("snapshots")).iter().map(|folder| entries(folder).len()).sum()
}

async fn one_that_is_not_kept_leaves_no_file(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshots = test.services.snapshots();
    let silent = snapshots.begin_taking(&operator(), &taking(Stage::Final, "")).await.expect("begun");
    test.clock.advance(Duration::minutes(5));
    let snapshot = take(&test, Stage::Final, "").await;
    assert_eq!(files(&test), 1);
    // The silent one comes back, with a file of its own.
    test.clock.advance(Duration::seconds(1));
    let late = snapshots.complete(&operator(), &taking(Stage::Final, ""), silent).await.expect_err("given up");
    assert_eq!((late.code(), files(&test)), ("conflict", 1));
    assert!(snapshots.verify(Some(&operator()), &snapshot.code).await.expect("read").is_ok());
}

async fn what_cannot_be_taken_is_refused_at_once_and_what_fails_later_says_why(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let snapshots = test.services.snapshots();
    let long = "x".repeat(5_001);
    let refused = snapshots.ask(&operator(), &taking(Stage::Draft, &long)).await.expect_err("too long");
    assert_eq!((refused.code(), how(&test).await.len()), ("snapshot_note_too_long", 0));
    for unprintable in ["x\u{1}y", "\u{1b}[31m", "a\u{7f}b", "a\u{85}b", "a\u{fffe}b", "a\u{1ffff}b"] {
        let refused = snapshots.ask(&operator(), &taking(Stage::Draft, unprintable)).await.expect_err("no plain text");
        assert_eq!((refused.code(), how(&test).await.len()), ("snapshot_note_character", 0), "{unprintable:?}");
    }
    let lines = snapshots.take(&operator(), &taking(Stage::Draft, " ก\r\n\tข <b>\u{fffd}\n")).await.expect("taken");
    assert_eq!(lines.note, "ก\r\n\tข <b>\u{fffd}");
    test.clock.advance(Duration::minutes(1));
    test.block_files();
    snapshots.ask(&operator(), &taking(Stage::Draft, "")).await.expect("asked");
    snapshots.settled().await;
    let refused = Progress::Refused("unavailable".to_owned());
    assert_eq!(how(&test).await, [refused, Progress::Taken(lines.code)]);
}

async fn extensions_and_delays_are_counted_from_the_file_alone(engine: Engine) {
    let Some(test) = super::contract::country(engine).await else { return };
    let snapshots = test.services.snapshots();
    // Two has more time, and hands in after everybody else was due; one hands in at the same moment, late.
    let ends_at = test.clock.now() + Duration::days(40);
    let two = "two".parse().expect("a code");
    test.services.rounds().extend(&operator(), &key("two").round, &two, ends_at, "น้ำท่วม").await.expect("extended");
    test.clock.advance(Duration::days(35));
    for agency in ["one", "two"] {
        let reporter = person(1, Role::Reporter, agency);
        super::contract::fill(&test, &reporter, agency, "40").await;
        test.services.submissions().submit(&reporter, &key(agency), Seen::Any).await.expect("submitted");
    }
    let snapshot = take(&test, Stage::Draft, "").await;
    // Verifying counts them again from what each report says; a count of another instant would not go through.
    assert!(snapshots.verify(Some(&operator()), &snapshot.code).await.expect("read").is_ok());
    let mut tx = test.services.db().read().await.expect("a transaction");
    let counts = super::rollups::completeness_of_round(&mut tx, &key("one").round).await.expect("counts");
    let of_root = counts[&"th".parse().expect("a code")];
    assert_eq!((of_root.handed_in, of_root.on_time), (2, 1));
}

async fn what_is_read_some_bodies_at_a_time_is_what_is_read_at_once(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let round = key("one").round;
    let mut tx = test.services.db().read().await.expect("a transaction");
    let whole = super::rollups::completeness_of_round(&mut tx, &round).await.expect("counters");
    assert!(whole.len() > 2 && whole.values().any(|counts| counts.accepted == 2), "{whole:?}");
    let mut told = Vec::new();
    loop {
        let after = told.last().map(|(body, _): &(OrganisationCode, _)| body);
        let some = super::rollups::completeness_after(&mut tx, &round, after, 2).await.expect("counters");
        assert!(some.len() <= 2);
        if some.is_empty() {
            break;
        }
        told.extend(some);
    }
    assert_eq!(told, whole.into_iter().collect::<Vec<_>>());
    let [body, other] = ["one", "two"].map(|body| key(body).agency);
    let scheme = code("plan-achievement-opdc");
    let kept = super::scores::of_round(&mut tx, &round, &scheme).await.expect("scores");
    let kept = kept.into_iter().map(|score| ((score.scheme, score.organisation), score.outcome.ok().map(|it| it.full)));
    let kept: BTreeMap<_, _> = kept.collect();
    assert!(kept.len() == 2 && kept.values().all(Option::is_some), "{kept:?}");
    let of = [&scheme, &code("unknown")];
    assert_eq!(super::scores::full_between(&mut tx, &round, &of, (&body, &other)).await.expect("scores"), kept);
    let first = super::scores::full_between(&mut tx, &round, &of, (&body, &body)).await.expect("scores");
    assert!(first.into_keys().eq([(scheme.clone(), body.clone())]));
    let none = super::scores::full_between(&mut tx, &round, &[], (&body, &other)).await.expect("scores");
    assert!(none.is_empty());
}
