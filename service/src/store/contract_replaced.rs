//! Which snapshot stands in for which: what readers saw before, whatever was taken in between. Told to `SQLite` and `PostgreSQL`
//! alike.

use super::{
    contract::{on_both_databases, operator, person},
    contract_accounts::joins,
    contract_snapshots::{reviewed, take},
};
use crate::{
    Actor,
    snapshots::{Around, Snapshot},
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{access::Role, ids::SnapshotCode, snapshot::Stage};

on_both_databases!(
    a_new_one_stands_in_for_what_readers_saw_last,
    one_that_is_published_after_its_successor_was_signed_leads_to_it,
);

/// The next final one, taken a day after the one before.
async fn next(test: &TestServices) -> Snapshot {
    test.clock.advance(Duration::days(1));
    take(test, Stage::Final, "นับใหม่").await
}

async fn publish(test: &TestServices, snapshot: &Snapshot) {
    test.services.snapshots().publish(&operator(), &snapshot.code, None).await.expect("published");
}

/// What a reader finds before and after a snapshot.
async fn beside(
    test: &TestServices,
    reader: Option<&Actor>,
    of: &Snapshot,
) -> (Option<SnapshotCode>, Option<SnapshotCode>) {
    let around: Around = test.services.snapshots().around(reader, &of.code).await.expect("around");
    let code = |snapshot: &Snapshot| snapshot.code.clone();
    (around.before().map(code), around.newer().map(code))
}

async fn a_new_one_stands_in_for_what_readers_saw_last(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let (first, second) = (next(&test).await, next(&test).await);
    assert_eq!(second.replaces.as_ref(), Some(&first.code), "readers saw none yet");
    publish(&test, &second).await;
    let (third, fourth) = (next(&test).await, next(&test).await);
    assert_eq!(third.replaces.as_ref(), Some(&second.code));
    assert_eq!(fourth.replaces.as_ref(), Some(&second.code), "nobody saw the third");
    publish(&test, &fourth).await;
    let (old, new) = (Some(second.code.clone()), Some(fourth.code.clone()));
    assert_eq!(beside(&test, None, &fourth).await, (old.clone(), None));
    assert_eq!(beside(&test, None, &second).await, (None, new.clone()), "the first is nobody's to see");
    let operator = operator();
    assert_eq!(beside(&test, Some(&operator), &first).await, (None, new.clone()));
    assert_eq!(beside(&test, Some(&operator), &third).await, (old, new));
    let snapshots = test.services.snapshots();
    let found = snapshots.diff(None, &second.code, &fourth.code).await.expect("compared");
    assert_eq!(found.diff.after.replaces.map(|before| before.root), Some(second.root));
    // Drafts and final ones stand in for nothing of one another.
    let draft = take(&test, Stage::Draft, "").await;
    assert_eq!(draft.replaces, None);
    assert_eq!(beside(&test, Some(&operator), &draft).await, (None, None));
}

async fn one_that_is_published_after_its_successor_was_signed_leads_to_it(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let (first, second, third) = (next(&test).await, next(&test).await, next(&test).await);
    assert_eq!(third.replaces.as_ref(), Some(&second.code), "as it was signed");
    publish(&test, &first).await;
    publish(&test, &third).await;
    assert_eq!(beside(&test, None, &third).await, (Some(first.code.clone()), None));
    assert_eq!(beside(&test, None, &first).await, (None, Some(third.code.clone())));
    // Until an embargo ends, those on the list alone are shown the way.
    let mut guest = person(9, Role::Reporter, "one");
    guest.account = joins(&test, "guest@example.go.th", Role::Reporter, "one").await;
    let fourth = next(&test).await;
    let until = test.clock.now() + Duration::days(1);
    let snapshots = test.services.snapshots();
    snapshots.publish(&operator(), &fourth.code, Some(until)).await.expect("published");
    snapshots.let_read(&operator(), &fourth.code, "guest@example.go.th").await.expect("let");
    assert_eq!(beside(&test, Some(&guest), &fourth).await, (Some(third.code.clone()), None));
    assert_eq!(beside(&test, Some(&guest), &third).await.1, Some(fourth.code.clone()));
    assert_eq!(beside(&test, None, &third).await.1, None);
    test.clock.advance(Duration::days(1));
    assert_eq!(beside(&test, None, &first).await.1, Some(fourth.code));
}
