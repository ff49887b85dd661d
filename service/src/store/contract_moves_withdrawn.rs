//! What was told of a body and did not happen, or not so, is told otherwise or withdrawn, on `SQLite` and `PostgreSQL` alike: rounds are
//! counted as if it had never been told, and instants before that stay as they were told.

use super::{
    contract::{on_both_databases, operator},
    contract_moves::{FIRST, SECOND, THIRD, both, goes, is_right, moved, stands, sum, three_quarters},
    contract_past::bodies,
};
use crate::{
    ServiceError, Services,
    organisations::{ImportDiff, ImportMode, Told, Withdrawal},
    testing::{Engine, TestServices},
};
use chrono::{DateTime, Duration, Utc};
use domain::organisation::OrganisationEvent;

on_both_databases!(
    a_move_that_is_withdrawn_brings_rounds_back_to_where_the_body_stands,
    a_wrong_day_is_withdrawn_and_the_right_one_told,
    a_withdrawal_is_tried_made_and_safe_to_repeat,
    what_was_never_told_is_not_withdrawn,
    an_instant_between_has_what_was_told_until_then,
    words_of_an_event_that_change_make_no_round_anew,
);

fn withdrawn(event: OrganisationEvent) -> Told {
    Told { withdrawn: vec![Withdrawal { line: 2, event }], ..Told::default() }
}

/// The quarters as they were before anybody moved.
async fn is_as_before(services: &Services) {
    for (round, left) in [(FIRST, 60), (SECOND, 65), (THIRD, 70)] {
        assert_eq!(both(services, round).await, [sum(left, 2, 0), sum(70, 1, 1)], "{round}");
    }
}

async fn a_move_that_is_withdrawn_brings_rounds_back_to_where_the_body_stands(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    is_as_before(&test.services).await;
    goes(&test).await;
    test.clock.advance(Duration::hours(1));
    stands(&test, "mdes", withdrawn(moved("2027-02-01", "mdes"))).await.expect("withdrawn");
    is_right(&test).await;
    is_as_before(&test.services).await;
    assert_eq!(test.services.organisations().events(&operator()).await.expect("events"), []);

    // Where it stays, it has always stood there.
    goes(&test).await;
    test.clock.advance(Duration::hours(1));
    stands(&test, "moph", withdrawn(moved("2027-02-01", "mdes"))).await.expect("withdrawn");
    is_right(&test).await;
    assert_eq!(both(&test.services, FIRST).await, [sum(80, 1, 0), sum(55, 2, 1)]);
    test.services.audit().verify(&operator()).await.expect("a whole chain");
}

async fn a_wrong_day_is_withdrawn_and_the_right_one_told(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    goes(&test).await;
    assert_eq!(both(&test.services, SECOND).await, [sum(80, 1, 0), sum(60, 2, 1)]);
    test.clock.advance(Duration::hours(1));
    let told = Told { events: vec![moved("2027-04-01", "mdes")], ..withdrawn(moved("2027-02-01", "mdes")) };
    stands(&test, "moph", told).await.expect("corrected");
    is_right(&test).await;
    assert_eq!(both(&test.services, FIRST).await, [sum(60, 2, 0), sum(70, 1, 1)]);
    assert_eq!(both(&test.services, SECOND).await, [sum(65, 2, 0), sum(70, 1, 1)]);
    assert_eq!(both(&test.services, THIRD).await, [sum(80, 1, 0), sum(65, 2, 1)]);
}

async fn a_withdrawal_is_tried_made_and_safe_to_repeat(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    goes(&test).await;
    test.clock.advance(Duration::hours(1));
    let organisations = test.services.organisations();
    let why = OrganisationEvent { source: "a letter of the ministry".to_owned(), ..moved("2027-02-01", "mdes") };
    let tries = async |mode| organisations.import(&operator(), bodies(4), withdrawn(why.clone()), mode).await;
    let told = |diff: ImportDiff| (diff.withdrawn, diff.changed.len());
    let expected = (vec!["2027-02-01 d001 moved: a letter of the ministry".to_owned()], 1);
    assert_eq!(told(tries(ImportMode::DryRun).await.expect("tried")), expected);
    assert_eq!(organisations.events(&operator()).await.expect("events").len(), 1, "tried only");
    assert_eq!(both(&test.services, SECOND).await, [sum(80, 1, 0), sum(60, 2, 1)]);
    assert_eq!(told(tries(ImportMode::Apply).await.expect("withdrawn")), expected);
    is_as_before(&test.services).await;
    assert_eq!(told(tries(ImportMode::Apply).await.expect("withdrawn before")), (vec![], 0));
    // It may be told again.
    goes(&test).await;
    assert_eq!(both(&test.services, SECOND).await, [sum(80, 1, 0), sum(60, 2, 1)]);
}

async fn what_was_never_told_is_not_withdrawn(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    goes(&test).await;
    let refused = stands(&test, "mdes", withdrawn(moved("2027-02-02", "mdes"))).await;
    let Err(ServiceError::Invalid { code, place }) = refused else { panic!("{refused:?}") };
    assert_eq!((code, place.as_str()), ("event_never_told", "2: 2027-02-02 d001 moved"));
    assert_eq!(both(&test.services, SECOND).await, [sum(80, 1, 0), sum(60, 2, 1)], "nothing was changed");
}

async fn an_instant_between_has_what_was_told_until_then(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    let later = || {
        test.clock.advance(Duration::hours(1));
        test.services.now()
    };
    later();
    let event = |from| moved("2027-02-01", from);
    stands(&test, "moph", vec![event("mdes")]).await.expect("told");
    let told = later();
    later();
    let diff = stands(&test, "moph", vec![event("provinces")]).await.expect("corrected");
    assert_eq!(diff.changed, ["2027-02-01 d001 moved: other_code \"mdes\" → \"provinces\""]);
    is_right(&test).await;
    let corrected = later();
    later();
    stands(&test, "moph", withdrawn(event("provinces"))).await.expect("withdrawn");
    is_right(&test).await;
    let withdrawn = later();
    later();
    let expected = [
        (told, Some(event("mdes")), [sum(60, 2, 0), sum(70, 1, 1)]),
        (corrected, Some(event("provinces")), [sum(80, 1, 0), sum(70, 1, 1)]),
        (withdrawn, None, [sum(80, 1, 0), sum(55, 2, 1)]),
    ];
    for (at, event, of_first) in expected {
        is_told(&test, at, event).await;
        let then = test.services.as_of(at).await.expect("a past");
        assert_eq!(both(&then, FIRST).await, of_first, "{at}");
        assert_eq!(both(&then, SECOND).await, [sum(80, 1, 0), sum(60, 2, 1)], "{at}");
        assert_eq!(then.rollups().check(&operator()).await.expect("checked"), [], "{at}");
    }
}

/// That this is all that was told at an instant.
async fn is_told(test: &TestServices, at: DateTime<Utc>, event: Option<OrganisationEvent>) {
    let then = test.services.as_of(at).await.expect("a past");
    let events = then.organisations().events(&operator()).await.expect("events");
    assert_eq!(events, event.into_iter().collect::<Vec<_>>(), "{at}");
}

async fn words_of_an_event_that_change_make_no_round_anew(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    goes(&test).await;
    test.clock.advance(Duration::hours(1));
    let before = test.services.now();
    test.clock.advance(Duration::hours(1));
    let noted = OrganisationEvent { note: "by decree".to_owned(), ..moved("2027-02-01", "mdes") };
    stands(&test, "moph", vec![noted.clone()]).await.expect("told otherwise");
    test.clock.advance(Duration::hours(1));
    let now = test.services.now();
    is_told(&test, before, Some(moved("2027-02-01", "mdes"))).await;
    is_told(&test, now, Some(noted)).await;
    let mut tx = test.services.as_of(before).await.expect("a past").db().read().await.expect("a transaction");
    let touched = super::past::touched(&mut tx, before).await.expect("rounds");
    assert!(touched.is_empty(), "{touched:?}");
}
