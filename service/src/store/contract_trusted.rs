//! Figures of a grade, told to `SQLite` and `PostgreSQL` alike: sums, counts and scores are those of the values that have it.

use super::{
    contract::{accept, country, key, on_both_databases, operator, person},
    contract_kinds::add_up,
    contract_maturity::classed,
    contract_past::{Accepted, accept_all, code, country_with_rounds, percent},
    contract_scores::{import, reader},
    kind_rollups::KindIndicator,
    rollups::NodeIndicator,
    values::Value,
};
use crate::{
    ServiceError, Services,
    organisations::ImportMode,
    submissions::{Seen, Verified},
    testing::{Engine, TestServices},
    values::reading_in_force,
};
use chrono::Duration;
use domain::{
    access::Role,
    amount::Amount,
    ids::{OrganisationCode, RoundCode},
    rollup::Rollup,
    trust::TrustGrade,
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use std::collections::BTreeMap;
use strum::IntoEnumIterator as _;

on_both_databases!(
    sums_and_scores_are_those_of_the_values_that_have_the_grade,
    what_is_accepted_later_is_in_them_and_the_present_is_not_touched,
    an_instant_and_a_grade_hold_together,
    what_was_added_up_of_earlier_scores_is_added_up_anew,
);

const ROUNDS: [&str; 2] = ["2569-q4", "2570-q1"];
const DEPARTMENTS: usize = 12;

/// Some grades for the values of a round, as chance has them.
async fn grade(test: &TestServices, round: &str, chance: &mut StdRng) {
    let mut tx = test.services.db().write().await.expect("storage");
    let round: RoundCode = code(round);
    super::rounds::lock(&mut tx, &round).await.expect("locked");
    for number in 1..=DEPARTMENTS {
        let grades: Vec<TrustGrade> = TrustGrade::iter().collect();
        let grade = grades[chance.random_range(0..grades.len())];
        let sql = "UPDATE value SET trust = $1 WHERE round = $2 AND agency = $3";
        on!(&mut tx, conn => sqlx::query(sql)
            .bind(grade.as_ref()).bind(round.as_str()).bind(format!("d{number:03}"))
            .execute(conn).await.map(|_| ()))
        .expect("graded");
    }
    tx.commit().await.expect("kept");
}

async fn values(services: &Services, round: &RoundCode) -> Vec<Value> {
    let mut tx = services.db().read().await.expect("storage");
    super::values::after_place(&mut tx, round, None, 10_000).await.expect("values")
}

async fn sums(services: &Services, round: &RoundCode) -> BTreeMap<NodeIndicator, Rollup> {
    let mut tx = services.db().read().await.expect("storage");
    super::rollups::of_round(&mut tx, round).await.expect("sums")
}

async fn sums_of_kinds(services: &Services, round: &RoundCode) -> BTreeMap<KindIndicator, Rollup> {
    let mut tx = services.db().read().await.expect("storage");
    super::kind_rollups::of_round(&mut tx, round).await.expect("sums")
}

async fn sums_and_scores_are_those_of_the_values_that_have_the_grade(engine: Engine) {
    let Some(test) = country_with_rounds(engine, DEPARTMENTS, &ROUNDS).await else { return };
    import(&test, classed(1, "3"), ImportMode::Apply).await;
    let mut chance = StdRng::seed_from_u64(2_570);
    let names: Vec<String> = (1..=DEPARTMENTS).map(|number| format!("d{number:03}")).collect();
    for round in ROUNDS {
        let mut given: Vec<Accepted<'_>> = Vec::new();
        for name in &names {
            given.push((name, "svc-e2e", percent(chance.random_range(0..=100)), None));
            given.push((name, "data-catalog", percent(chance.random_range(0..=100)), None));
        }
        accept_all(&test.services, round, &given).await;
        grade(&test, round, &mut chance).await;
    }
    let tree = test.services.organisations().tree(&reader()).await.expect("a register");
    for least in TrustGrade::iter() {
        let narrowed = test.services.of_grade(least).await.expect("figures of a grade");
        for round in ROUNDS.map(code::<RoundCode>) {
            let all = values(&test.services, &round).await;
            let with_grade: Vec<Value> = all.into_iter().filter(|value| value.trust >= least).collect();
            assert_eq!(values(&narrowed, &round).await, with_grade, "{least:?}");
            let plan = test.services.plans().get(&reader(), &code("dgp-2566")).await.expect("a plan");
            let mut expected: BTreeMap<NodeIndicator, Rollup> = BTreeMap::new();
            let mut of_kinds: BTreeMap<KindIndicator, Rollup> = BTreeMap::new();
            for value in &with_grade {
                let indicator = plan.indicator(&value.indicator).expect("an indicator");
                let reading = reading_in_force(indicator, value).expect("a reading");
                let one = Rollup::of(&indicator.measure, reading).expect("a sum");
                for node in tree.path(&value.agency) {
                    let sum = expected.entry((node, value.indicator.clone())).or_insert(Rollup::empty(one.rule));
                    *sum = sum.plus(one).expect("small");
                }
                let kind = tree.kind(&value.agency).expect("a body");
                for node in tree.path(&value.agency).into_iter().filter(|node| !tree.children(node).is_empty()) {
                    let sum =
                        of_kinds.entry(((node, kind), value.indicator.clone())).or_insert(Rollup::empty(one.rule));
                    *sum = sum.plus(one).expect("small");
                }
            }
            assert_eq!(sums(&narrowed, &round).await, expected, "{least:?} {round}");
            assert_eq!(sums_of_kinds(&narrowed, &round).await, of_kinds, "{least:?} {round}");
            add_up(&narrowed).await;
            // Places and scores: of those alone who have a figure, and each with its derivation.
            let scores = narrowed.scores().of_round(&reader(), &code("mean"), &round).await.expect("scores");
            let mut with_score: Vec<OrganisationCode> =
                scores.bodies.iter().map(|(kept, _)| kept.organisation.clone()).collect();
            with_score.sort();
            let mut agencies: Vec<OrganisationCode> = with_grade.iter().map(|value| value.agency.clone()).collect();
            agencies.dedup();
            assert_eq!(with_score, agencies, "{least:?}");
            for agency in with_score {
                let of = domain::submission::ReportKey { round: round.clone(), agency };
                narrowed.scores().of_body(&reader(), &code("mean"), &of).await.expect("a score that is derived alike");
            }
            // Its page adds up: the sum of the country is that of the dashboard.
            let page = narrowed.dashboards().national(&reader(), Some(&round)).await.expect("a page");
            let of_page = page.strategies.iter().flat_map(|strategy| &strategy.indicators);
            let of_page = of_page.filter(|of| of.indicator.code == code("svc-e2e")).find_map(|of| of.figure);
            let root = (tree.root().clone(), code("svc-e2e"));
            let of_values = expected
                .get(&root)
                .and_then(|sum| sum.figure(&plan.indicator(&code("svc-e2e")).expect("an indicator").measure));
            assert_eq!(of_page, of_values, "{least:?}");
            // Reports are counted whatever stands behind their figures.
            assert_eq!(page.completeness.accepted, i64::try_from(DEPARTMENTS).expect("small"));
        }
    }
}

/// The sum of a number in the country, and how many gave one.
async fn together(services: &Services) -> (Option<Amount>, i64) {
    let page = services.dashboards().indicator(&reader(), &code("svc-e2e"), None, 1).await.expect("a page");
    (page.national.figure, page.national.contributors)
}

fn verified(value: &str) -> [Verified; 1] {
    [Verified { indicator: code("svc-e2e"), value: value.to_owned(), base: "100".to_owned() }]
}

async fn what_is_accepted_later_is_in_them_and_the_present_is_not_touched(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let narrowed = async || test.services.of_grade(TrustGrade::EvidenceVerified).await.expect("figures of a grade");
    assert_eq!(together(&narrowed().await).await, (None, 0));
    accept(&test, "one", "40", &verified("20")).await;
    accept(&test, "two", "60", &[]).await;
    assert_eq!(together(&test.services).await, (Some(Amount::whole(40)), 2));
    assert_eq!(together(&narrowed().await).await, (Some(Amount::whole(20)), 1), "DGA stands behind one of them");
    let kept = narrowed().await;
    // What is made of it anew is only its own, and whoever holds it sees it too.
    let reviewer = person(3, Role::Reviewer, "th");
    test.services.submissions().correct(&reviewer, &key("two"), Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    accept(&test, "two", "60", &verified("80")).await;
    assert_eq!(together(&narrowed().await).await, (Some(Amount::whole(50)), 2));
    assert_eq!(together(&kept).await, (Some(Amount::whole(50)), 2), "it is the same one");
    assert_eq!(together(&test.services).await, (Some(Amount::whole(50)), 2));
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
    assert_eq!(test.services.scores().check(&operator()).await.expect("checked"), []);
    let every = test.services.of_grade(TrustGrade::SelfReported).await.expect("all figures");
    assert_eq!(together(&every).await, together(&test.services).await);
    // Nothing can be changed through it.
    let refused = kept.organisations().import(&operator(), vec![], vec![], ImportMode::Apply).await;
    assert!(refused.is_err(), "{refused:?}");
}

async fn an_instant_and_a_grade_hold_together(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    accept(&test, "one", "40", &verified("20")).await;
    test.clock.advance(Duration::hours(1));
    let between = test.clock.now();
    test.clock.advance(Duration::hours(1));
    accept(&test, "two", "60", &verified("80")).await;
    test.clock.advance(Duration::hours(1));
    let told = async |at, least| together(&test.services.seen(at, least).await.expect("figures")).await;
    let (all, least) = (TrustGrade::SelfReported, TrustGrade::EvidenceVerified);
    assert_eq!(told(None, least).await, (Some(Amount::whole(50)), 2));
    assert_eq!(told(Some(between), least).await, (Some(Amount::whole(20)), 1));
    assert_eq!(told(Some(between), all).await, (Some(Amount::whole(20)), 1));
    assert_eq!(told(None, all).await, (Some(Amount::whole(50)), 2));
    // Of other indicators nothing was verified.
    let datasets = async |at, least| {
        let services: Services = test.services.seen(at, least).await.expect("figures");
        let page = services.dashboards().indicator(&reader(), &code("open-datasets"), None, 1).await.expect("a page");
        page.national.contributors
    };
    assert_eq!([datasets(Some(between), all).await, datasets(Some(between), least).await], [1, 0]);
    assert_eq!([datasets(None, all).await, datasets(None, least).await], [2, 0]);
}

async fn what_was_added_up_of_earlier_scores_is_added_up_anew(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    import(&test, classed(1, "3"), ImportMode::Apply).await;
    let narrowed = async || test.services.of_grade(TrustGrade::EvidenceVerified).await.expect("figures of a grade");
    let levels = async |services: &Services| -> Vec<i64> {
        let page = services.dashboards().national(&reader(), Some(&key("one").round)).await.expect("a page");
        let found = page.maturity.into_iter().next().expect("a scheme with levels");
        found.levels.into_iter().map(|(_, bodies)| bodies).collect()
    };
    accept(&test, "one", "40", &verified("20")).await;
    let kept = narrowed().await;
    assert_eq!(levels(&kept).await, [1, 0, 0]);
    let reviewer = person(3, Role::Reviewer, "th");
    test.services.submissions().correct(&reviewer, &key("one"), Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    accept(&test, "one", "60", &verified("80")).await;
    // Whoever holds it reads values of now and scores of before, and is told of no fault.
    assert_eq!(levels(&kept).await, [1, 0, 0]);
    let refused = kept.scores().of_body(&reader(), &code("mean"), &key("one")).await;
    assert!(matches!(refused, Err(ServiceError::Busy)), "{refused:?}");
    assert_eq!(levels(&narrowed().await).await, [0, 0, 1]);
    kept.scores().of_body(&reader(), &code("mean"), &key("one")).await.expect("a score that is derived alike");
}
