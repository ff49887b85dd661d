//! Derived values in a snapshot, told to `SQLite` and `PostgreSQL` alike: they verify, what would not is never signed, and while kept
//! ones are wrong nothing is published.

use super::{
    contract::{on_both_databases, operator},
    contract_past::code,
    contract_workings::{accept, country, key, values},
};
use crate::{
    ServiceError, ServiceResult, backups,
    snapshots::{Snapshot, Taking},
    testing::{Engine, TestServices},
    values::Value,
};
use chrono::Duration;
use domain::{amount::Amount, derived::Working, expression::Used, snapshot::Stage};
use std::error::Error as _;

on_both_databases!(
    a_snapshot_holds_what_was_worked_out_and_verifies,
    what_took_another_sum_than_those_below_make_is_not_signed,
    what_an_earlier_release_kept_against_the_rules_is_worked_out_anew_once,
    nothing_is_published_while_a_kept_derived_value_is_not_what_its_formula_makes,
);

async fn take(test: &TestServices) -> ServiceResult<Snapshot> {
    take_as(test, Stage::Draft).await
}

async fn take_as(test: &TestServices, stage: Stage) -> ServiceResult<Snapshot> {
    let taking = Taking { round: code("2570-q1"), stage, note: String::new() };
    test.services.snapshots().take(&operator(), &taking).await
}

async fn a_snapshot_holds_what_was_worked_out_and_verifies(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    std::fs::write(&test.settings.signing_key, "07".repeat(32)).expect("a key");
    accept(&test, "2569-q4", "one", ["1", "10"]).await;
    accept(&test, "2570-q1", "one-a", ["2", "10"]).await;
    accept(&test, "2570-q1", "one", ["5", "10"]).await;
    let snapshot = take(&test).await.expect("taken");
    assert_eq!(snapshot.values, 14, "two typed and five derived values of each of two reports");
    let verified = test.services.snapshots().verify(Some(&operator()), &snapshot.code).await.expect("read");
    assert_eq!(verified.expect("it verifies").values, 14);
}

/// The value with a sum that is one more, and all that the report itself makes of it.
fn with_more_below(mut value: Value) -> Value {
    if !["below", "with-below"].contains(&value.indicator.as_str()) {
        return value;
    }
    let Some(Working::Worked { value: worked, .. }) = &mut value.working else { panic!("{value:?}") };
    let more = |amount: &mut Amount| *amount = amount.checked_add(Amount::ONE).expect("small");
    more(&mut worked.value);
    for used in &mut worked.used {
        match used {
            Used::Sum { value, .. } => more(value),
            Used::Figure { indicator, value, .. } if indicator.as_str() == "below" => more(value),
            Used::Figure { .. } => {}
        }
    }
    value.reported = value.working.as_ref().and_then(Working::parts);
    value
}

/// Behind our back the value of `one` is another, and still what its own formula comes to.
async fn more_is_below(test: &TestServices) {
    let kept = values(test, "2570-q1").await.into_iter();
    let kept = kept.filter(|value| value.agency.as_str() == "one" && value.working.is_some());
    let changed: Vec<_> =
        kept.map(with_more_below).map(|value| (value.clone(), value.reported.map(|it| it.0))).collect();
    assert_eq!(changed.len(), 5);
    let mut tx = test.services.db().write().await.expect("a transaction");
    super::workings::remove(&mut tx, &key("2570-q1", "one")).await.expect("removed");
    super::values::insert(&mut tx, &changed).await.expect("changed");
    tx.commit().await.expect("kept");
}

async fn what_took_another_sum_than_those_below_make_is_not_signed(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    std::fs::write(&test.settings.signing_key, "07".repeat(32)).expect("a key");
    accept(&test, "2570-q1", "one-a", ["2", "10"]).await;
    accept(&test, "2570-q1", "one", ["5", "10"]).await;
    more_is_below(&test).await;
    let refused = take(&test).await.expect_err("it would not verify");
    let ServiceError::Fault(fault) = &refused else { panic!("{refused:?}") };
    let cause = fault.source().expect("a cause").to_string();
    assert_eq!(cause, "below of one took another sum of online than the bodies right below it make");
    assert_eq!(test.services.snapshots().list(Some(&operator()), None).await.expect("listed"), [], "nothing is signed");
    test.services.rollups().rebuild(&operator()).await.expect("rebuilt");
    let snapshot = take(&test).await.expect("taken");
    let verified = test.services.snapshots().verify(Some(&operator()), &snapshot.code).await.expect("read");
    assert!(verified.is_ok(), "{verified:?}");
}

/// Behind our back `one` has a figure below zero of its growth, as earlier releases kept it.
async fn shrinks_as_before(test: &TestServices) {
    let as_before = |mut value: Value| {
        if let Some(Working::Unfit { value: worked, base, .. }) = value.working.clone() {
            value.working = Some(Working::Worked { value: worked, base });
            value.reported = value.working.as_ref().and_then(Working::parts);
        }
        (value.clone(), value.reported.map(|parts| parts.0))
    };
    let kept = values(test, "2570-q1").await.into_iter();
    let kept = kept.filter(|value| value.agency.as_str() == "one" && value.working.is_some());
    let changed: Vec<_> = kept.map(as_before).collect();
    assert!(changed.iter().any(|(_, figure)| *figure == Some(Amount::whole(-4))), "{changed:?}");
    let mut tx = test.services.db().write().await.expect("a transaction");
    super::workings::remove(&mut tx, &key("2570-q1", "one")).await.expect("removed");
    super::values::insert(&mut tx, &changed).await.expect("changed");
    tx.commit().await.expect("kept");
}

async fn what_an_earlier_release_kept_against_the_rules_is_worked_out_anew_once(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    std::fs::write(&test.settings.signing_key, "07".repeat(32)).expect("a key");
    accept(&test, "2569-q4", "one", ["9", "10"]).await;
    accept(&test, "2570-q1", "one", ["5", "10"]).await;
    let right = values(&test, "2570-q1").await;
    shrinks_as_before(&test).await;
    test.services.renew_sums().await.expect("nothing to do");
    assert_ne!(test.services.rollups().check(&operator()).await.expect("checked"), [], "a check tells");
    take(&test).await.expect_err("it would say otherwise than the rules");
    let mut tx = test.services.db().write().await.expect("a transaction");
    let sql = "UPDATE installation SET sums_rule = 4";
    on!(&mut tx, conn => sqlx::query(sql).execute(conn).await.map(|_| ())).expect("an earlier release");
    tx.commit().await.expect("kept");
    let backup = test.folder.path().join("of-the-earlier-release.tidtam");
    test.services.backups().make(&operator(), &backup).await.expect("made");
    let drill = backups::restore_for_trial(&backup).await.expect("restored");
    assert_eq!(drill.disagreements, 0, "a restored database is renewed as one that is opened");
    test.services.renew_sums().await.expect("renewed");
    assert_eq!(values(&test, "2570-q1").await, right);
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
    let snapshot = take(&test).await.expect("taken");
    let verified = test.services.snapshots().verify(Some(&operator()), &snapshot.code).await.expect("read");
    assert!(verified.is_ok(), "{verified:?}");
    test.services.audit().verify(&operator()).await.expect("a whole chain");
}

async fn nothing_is_published_while_a_kept_derived_value_is_not_what_its_formula_makes(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    std::fs::write(&test.settings.signing_key, "07".repeat(32)).expect("a key");
    accept(&test, "2570-q1", "one-a", ["2", "10"]).await;
    accept(&test, "2570-q1", "one", ["5", "10"]).await;
    test.clock.advance(Duration::days(60));
    let taken = take_as(&test, Stage::Final).await.expect("taken");
    more_is_below(&test).await;
    let refused = test.services.snapshots().publish(&operator(), &taken.code, None).await.expect_err("another figure");
    let ServiceError::Invalid { code: "rollups_differ", place } = &refused else { panic!("{refused:?}") };
    // Of what rests on them the first is named, and the rest is counted.
    assert!(place.starts_with("one below, one with-below, ") && place.contains(" +"), "{place}");
    test.services.rollups().rebuild(&operator()).await.expect("rebuilt");
    test.services.snapshots().publish(&operator(), &taken.code, None).await.expect("published");
}
