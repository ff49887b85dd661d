//! The key that signs snapshots, while it is renewed, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{on_both_databases, operator},
    contract_past::code,
    contract_snapshots::{is_whole, land, take, taking},
};
use crate::{
    snapshots::Snapshot,
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::snapshot::{Hash, KeyId, Stage};
use std::{pin::pin, task::Poll};

on_both_databases!(
    a_renewal_that_is_killed_anywhere_loses_no_secret,
    a_secret_that_lies_beside_its_place_is_put_there,
    a_secret_that_cannot_be_put_in_its_place_is_told_and_goes_with_its_key,
    a_snapshot_of_a_key_that_had_ended_is_not_kept,
);

/// No renewal goes on so often.
const MOST_STEPS: usize = 5_000;

/// Renews the key, and drops that after so many steps as when the process is killed; whether it came to its end before.
async fn renew_for(test: &TestServices, steps: usize) -> bool {
    let (snapshots, operator) = (test.services.snapshots(), operator());
    let mut renewing = pin!(snapshots.renew_key(&operator));
    let mut left = steps;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        renewing.as_mut().poll(context).map(|renewed| renewed.is_ok())
    })
    .await
}

async fn a_renewal_that_is_killed_anywhere_loses_no_secret(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    take(&test, Stage::Draft, "").await;
    let mut is_done = false;
    for steps in 1..MOST_STEPS {
        test.clock.advance(Duration::seconds(1));
        is_done = renew_for(&test, steps).await;
        // What the disk and the database were at comes to its end, as it does after a process.
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        let signs = test.services.snapshots().would_sign_with(&operator()).await;
        signs.unwrap_or_else(|error| panic!("after {steps} steps: {error}"));
        if is_done {
            break;
        }
    }
    assert!(is_done, "it never came to its end");
    let keys = test.services.snapshots().keys().await.expect("keys");
    assert!(keys.len() > 1 && keys.windows(2).all(|pair| pair[1].is_vouched_by(&pair[0])), "{keys:?}");
    test.clock.advance(Duration::seconds(1));
    let taken = take(&test, Stage::Draft, "").await;
    assert_eq!(Some(taken.key), keys.last().map(|key| key.id));
    assert!(is_whole(&test, &taken.code).await.is_ok());
}

async fn a_secret_that_lies_beside_its_place_is_put_there(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    take(&test, Stage::Draft, "").await;
    let file = &test.settings.signing_key;
    let read = || std::fs::read_to_string(file).expect("a secret");
    let old = read();
    test.clock.advance(Duration::seconds(1));
    let renewed = test.services.snapshots().renew_key(&operator()).await.expect("renewed");
    let key = renewed.key;
    assert_eq!(renewed.secret, *file);
    let (new, beside) = (read(), file.with_extension(format!("{}.new", key.id)));
    assert!(old.trim() != new.trim() && !beside.exists());
    // As it was a moment before.
    std::fs::write(&beside, &new).expect("written");
    std::fs::write(file, &old).expect("written");
    let taken = take(&test, Stage::Draft, "").await;
    assert_eq!((taken.key, read(), beside.exists()), (key.id, new, false));
    // What lies there of a key that never counted is nothing.
    let other = file.with_extension("0123456789abcdef.new");
    std::fs::write(&other, &old).expect("written");
    assert_eq!(take(&test, Stage::Draft, "").await.key, key.id);
    assert!(other.exists());
}

async fn a_secret_that_cannot_be_put_in_its_place_is_told_and_goes_with_its_key(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let first = take(&test, Stage::Draft, "").await.key;
    let file = &test.settings.signing_key;
    let beside = |key: KeyId| file.with_extension(format!("{key}.new"));
    // A folder in its place is never replaced by a file.
    std::fs::rename(file, beside(first)).expect("moved");
    std::fs::create_dir(file).expect("a folder");
    let mut before = first;
    for _ in 0..2 {
        test.clock.advance(Duration::seconds(1));
        let renewed = test.services.snapshots().renew_key(&operator()).await.expect("renewed");
        assert_eq!(renewed.secret, beside(renewed.key.id));
        assert!(renewed.secret.is_file() && !beside(before).exists(), "the one before is gone for good");
        before = renewed.key.id;
    }
    std::fs::remove_dir(file).expect("removed");
    test.clock.advance(Duration::seconds(1));
    assert_eq!(take(&test, Stage::Draft, "").await.key, before);
    assert!(file.is_file() && !beside(before).exists());
}

async fn a_snapshot_of_a_key_that_had_ended_is_not_kept(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let first = take(&test, Stage::Draft, "").await;
    test.clock.advance(Duration::hours(1));
    let ended_at = test.services.snapshots().renew_key(&operator()).await.expect("renewed").key.since;
    test.clock.advance(Duration::seconds(1));
    // One whose secret was read before, and whose instant is after.
    let id = test.services.snapshots().begin_taking(&operator(), &taking(Stage::Draft, "")).await.expect("begun");
    let late = Snapshot {
        code: code("2570-q1.draft.2"),
        root: Hash::of(b"lines"),
        sha256: Hash::of(b"a file"),
        taken_at: test.clock.now(),
        ..first
    };
    let refused = test.services.snapshots().keep(&operator(), &late, id).await.expect_err("its key had ended");
    assert_eq!(refused.code(), "snapshot_key_renewed");
    let kept = async || test.services.snapshots().list(Some(&operator()), None).await.expect("listed").len();
    assert_eq!(kept().await, 1);
    // One that only took long is as good as any.
    let slow = Snapshot { taken_at: ended_at, ..late };
    test.services.snapshots().keep(&operator(), &slow, id).await.expect("kept");
    assert_eq!(kept().await, 2);
}
