//! How firm places are: worked out once for the scores that are there, and anew when one of them changes.

use super::{
    contract::{on_both_databases, person},
    contract_past::{Accepted, accept_all, code, country_with_rounds, percent},
    contract_scores::{accept_percents, import, reader, scheme},
    contract_sealed::elsewhere,
    contract_snapshots::raw,
};
use crate::{
    ServiceError, Services,
    organisations::ImportMode,
    scores::{Firmness, RoundFirmness},
    testing::{Engine, TestServices},
};
use domain::{
    access::Role,
    ids::{RoundCode, SchemeCode},
    score::Robustness,
    trust::TrustGrade,
};
use std::sync::Arc;

on_both_databases!(
    places_are_tested_once_half_of_the_agencies_have_a_score,
    what_was_worked_out_is_kept_until_a_score_changes,
    many_who_ask_at_once_get_one_run,
    whoever_waits_is_told_whether_it_has_begun,
    what_broke_off_is_not_tried_again_by_everybody_who_asks,
    what_was_worked_out_of_a_grade_is_kept_under_the_stamp_its_scores_were_made_of,
);

async fn asked(test: &TestServices) -> RoundFirmness {
    let (scheme, round) = (code::<SchemeCode>("mean"), code::<RoundCode>("2570-q1"));
    test.services.scores().robustness(&reader(), &scheme, &round).await.expect("robustness")
}

async fn known(test: &TestServices) -> Arc<Robustness> {
    match asked(test).await.firmness {
        Firmness::Known(known) => known,
        other @ (Firmness::NoPlaces | Firmness::UnderWay(_)) => panic!("{other:?}"),
    }
}

/// Seven departments and one province owe a report; four of them have a score.
async fn scored_country(engine: Engine) -> Option<TestServices> {
    let test = country_with_rounds(engine, 7, &["2570-q1"]).await?;
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    // The second is better in the first node, the third in the second one: which stands first is a matter of weights.
    let values: Vec<Accepted<'_>> = vec![
        ("d002", "svc-e2e", percent(70), None),
        ("d002", "data-catalog", percent(40), None),
        ("d003", "svc-e2e", percent(60), None),
        ("d003", "data-catalog", percent(71), None),
    ];
    accept_all(&test.services, "2570-q1", &values).await;
    accept_percents(&test, "2570-q1", &[("d001", 10), ("d004", 10)]).await;
    Some(test)
}

async fn places_are_tested_once_half_of_the_agencies_have_a_score(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 7, &["2570-q1"]).await else { return };
    let round = code::<RoundCode>("2570-q1");
    let absent = test.services.scores().robustness(&reader(), &code("mean"), &round).await;
    assert!(matches!(absent, Err(ServiceError::NotFound("scheme"))), "{absent:?}");
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    accept_percents(&test, "2570-q1", &[("d001", 50)]).await;
    assert!(matches!(asked(&test).await.firmness, Firmness::NoPlaces));
    let Some(test) = scored_country(engine).await else { return };
    let found = known(&test).await;
    let bodies: Vec<_> = found.intervals.iter().map(|interval| (interval.body.as_str(), interval.place)).collect();
    assert_eq!(bodies, [("d003", Some(1)), ("d002", Some(2)), ("d001", Some(3)), ("d004", Some(3))]);
    let of = |place: usize| (found.intervals[place].best, found.intervals[place].worst);
    assert_eq!((of(0), of(1)), ((Some(1), Some(2)), (Some(1), Some(2))), "which is first hangs on the weights");
    assert_eq!((of(2), of(3)), ((Some(3), Some(3)), (Some(3), Some(3))), "the last are the last in any case");
    assert_eq!((found.plan.draws, found.plan.seed), (1_000, 2008));
    let nodes: Vec<_> = found.left_out.iter().map(|left| (left.node.as_str(), left.places[0])).collect();
    assert_eq!(nodes, [("svc-e2e", Some(1)), ("data-catalog", Some(2))]);
    let nobody = person(5, Role::Executive, "one");
    assert!(test.services.scores().robustness(&nobody, &code("mean"), &code("2570-q1")).await.is_ok());
}

async fn what_was_worked_out_is_kept_until_a_score_changes(engine: Engine) {
    let Some(test) = scored_country(engine).await else { return };
    let first = known(&test).await;
    assert!(Arc::ptr_eq(&first, &known(&test).await), "it is not worked out twice");
    accept_percents(&test, "2570-q1", &[("d005", 90)]).await;
    let after = known(&test).await;
    assert_eq!((first.intervals.len(), after.intervals.len()), (4, 5));
    assert_eq!(after.intervals[0].body, code("d005"));
}

async fn what_was_worked_out_of_a_grade_is_kept_under_the_stamp_its_scores_were_made_of(engine: Engine) {
    let Some(test) = scored_country(engine).await else { return };
    let (scheme, round) = (code::<SchemeCode>("mean"), code::<RoundCode>("2570-q1"));
    let mut tx = test.services.db().write().await.expect("storage");
    super::rounds::lock(&mut tx, &round).await.expect("locked");
    let sql = "UPDATE value SET trust = $1";
    let verified = TrustGrade::EvidenceVerified;
    on!(&mut tx, conn => sqlx::query(sql).bind(verified.as_ref()).execute(conn).await.map(|_| ())).expect("graded");
    tx.commit().await.expect("kept");
    let kept = test.services.of_grade(verified).await.expect("figures of a grade");
    let stamp = async || test.services.stamp_of_scores(&round).await.expect("read").expect("a stamp");
    let firmness = async |services: &Services| {
        let found = services.scores().robustness(&reader(), &scheme, &round).await.expect("robustness");
        match found.firmness {
            Firmness::Known(known) => known.intervals.len(),
            other @ (Firmness::NoPlaces | Firmness::UnderWay(_)) => panic!("{other:?}"),
        }
    };
    let known = |services: &Services, stamp| services.kept_robustness().known(&scheme, &round, stamp).is_some();
    let before = stamp().await;
    assert_eq!((firmness(&kept).await, known(&kept, before)), (4, true));
    // Nothing stands behind the next one, so it moves the round and nothing of the grade, which still is of before.
    accept_percents(&test, "2570-q1", &[("d005", 90)]).await;
    let now = stamp().await;
    assert_ne!(before, now);
    assert_eq!(firmness(&kept).await, 4);
    assert!(!known(&kept, now), "scores that were made before are not those of now");
    let followed = test.services.of_grade(verified).await.expect("figures of a grade");
    assert!(!known(&followed, now));
    assert_eq!((firmness(&followed).await, known(&followed, now)), (4, true));
}

async fn what_broke_off_is_not_tried_again_by_everybody_who_asks(engine: Engine) {
    let Some(test) = scored_country(engine).await else { return };
    let asks = async |services: &Services| {
        let round = code::<RoundCode>("2570-q1");
        services.scores().robustness(&reader(), &code("mean"), &round).await.map(|found| found.firmness)
    };
    // Scores are kept and can be read; what they are made of is read for the run alone.
    raw(&test, "UPDATE value SET reported_value = 'x' || reported_value").await.expect("spoilt");
    assert!(matches!(asks(&test.services).await, Err(ServiceError::Fault(_))));
    // It would go well by now.
    raw(&test, "UPDATE value SET reported_value = substr(reported_value, 2)").await.expect("mended");
    for _ in 0..3 {
        assert!(matches!(asks(&test.services).await, Err(ServiceError::Fault(_))), "it rests");
    }
    assert!(matches!(asks(&elsewhere(&test).await).await, Ok(Firmness::Known(_))));
}

async fn whoever_waits_is_told_whether_it_has_begun(engine: Engine) {
    let Some(test) = scored_country(engine).await else { return };
    let held = test.hold_worker().await;
    let (scheme, round) = (code("mean"), code("2570-q1"));
    let found = test.services.scores().robustness(&reader(), &scheme, &round).await.expect("robustness");
    assert!(matches!(found.firmness, Firmness::UnderWay(None)), "{:?}", found.firmness);
    held.release();
    known(&test).await;
}

async fn many_who_ask_at_once_get_one_run(engine: Engine) {
    let Some(test) = scored_country(engine).await else { return };
    let all = futures::future::join_all((0..8).map(|_| known(&test))).await;
    assert!(all.iter().all(|one| Arc::ptr_eq(one, &all[0])));
}
