//! What was defined otherwise is not compared, in trends, movers and scores alike; what was made alike is.

use super::{
    contract::{PLAN, indicator, on_both_databases, operator, person},
    contract_past::{OLD_PLAN, accept_all, code, country_with_plans, country_with_rounds, percent},
    contract_scores::{accept_percents, import, reader, scheme},
};
use crate::{
    Actor,
    organisations::ImportMode,
    scores::{Before, Since},
    testing::{Engine, TestServices},
};
use domain::{
    access::Role,
    amount::Amount,
    definition::DefinitionChange,
    ids::{RoundCode, SchemeCode},
    peers::Breadth,
    score::EditionChange,
    submission::ReportKey,
};

on_both_databases!(
    what_was_defined_otherwise_is_neither_in_one_line_nor_a_mover,
    a_score_is_not_compared_with_one_of_other_definitions,
    whose_score_rose_and_fell_most_is_told_where_rounds_are_scored_alike,
);

fn executive() -> Actor {
    person(9, Role::Executive, "th")
}

/// A country whose first plan counted services otherwise.
async fn redefined(engine: Engine, periods: &[&str]) -> Option<TestServices> {
    let words = " บริการที่ยังต้องมาติดต่อด้วยตนเองแม้ขั้นเดียวไม่นับเป็นตัวตั้ง";
    let old = OLD_PLAN.replacen(words, "", 1);
    assert_ne!(old, OLD_PLAN);
    country_with_plans(engine, 3, periods, [&old, PLAN]).await
}

async fn what_was_defined_otherwise_is_neither_in_one_line_nor_a_mover(engine: Engine) {
    let Some(test) = redefined(engine, &["2565-q3", "2565-q4", "2566-q1"]).await else { return };
    for (round, part) in [("2565-q3", 26), ("2565-q4", 29), ("2566-q1", 33)] {
        accept_all(&test.services, round, &[("d001", "svc-e2e", percent(part), None)]).await;
        accept_all(&test.services, round, &[("d003", "data-catalog", percent(part), None)]).await;
    }
    let (dashboards, round) = (test.services.dashboards(), code::<RoundCode>("2566-q1"));
    let national = dashboards.national(&executive(), Some(&round)).await.expect("a dashboard");
    let [not_compared] = &national.movers.not_compared[..] else { panic!("{:?}", national.movers) };
    assert_eq!(not_compared.indicator.code, indicator("svc-e2e"));
    assert_eq!(not_compared.redefined.until, code("2565-q4"));
    assert_eq!(not_compared.redefined.changes, [DefinitionChange::Definition]);
    assert!(national.movers.moved.iter().all(|mover| mover.indicator.code != indicator("svc-e2e")));
    let page = dashboards.indicator(&executive(), &indicator("svc-e2e"), Some(&round), 1).await.expect("a page");
    let figures = |series: &[(_, Option<Amount>)]| series.iter().map(|(_, figure)| *figure).collect::<Vec<_>>();
    assert_eq!(figures(&page.national.series), [None, None, Some(Amount::whole(33))]);
    assert_eq!(page.national.redefined.as_ref(), Some(&not_compared.redefined));
    let own =
        dashboards.own_indicator(&executive(), &code("d001"), &indicator("svc-e2e"), Some(&round), Breadth::Size).await;
    let own = own.expect("a page").own;
    assert_eq!(figures(&own.series), [None, None, Some(Amount::whole(33))]);
    assert_eq!(own.redefined.as_ref(), Some(&not_compared.redefined));
    let page = dashboards.indicator(&executive(), &indicator("data-catalog"), Some(&round), 1).await.expect("a page");
    assert_eq!(page.national.redefined, None, "what stayed as it was stands in one line");
    assert_eq!(figures(&page.national.series), [26, 29, 33].map(|part| Some(Amount::whole(part))));
    // Looked at in the round of the old plan, its own figures are compared.
    let old = code::<RoundCode>("2565-q4");
    let page = dashboards.indicator(&executive(), &indicator("svc-e2e"), Some(&old), 1).await.expect("a page");
    assert_eq!(page.national.redefined, None);
}

async fn scored(test: &TestServices) {
    for plan in ["dgp-2563", "dgp-2566"] {
        let plan = code(plan);
        let imported =
            test.services.schemes().import(&operator(), scheme(1, "3", ""), Some(&plan), ImportMode::Apply).await;
        imported.expect("imported");
    }
}

async fn a_score_is_not_compared_with_one_of_other_definitions(engine: Engine) {
    let Some(test) = redefined(engine, &["2565-q1", "2565-q4", "2566-q1"]).await else { return };
    scored(&test).await;
    for (round, part) in [("2565-q1", 20), ("2565-q4", 29), ("2566-q1", 33)] {
        accept_percents(&test, round, &[("d001", part)]).await;
    }
    let (scores, mean) = (test.services.scores(), code::<SchemeCode>("mean"));
    let key = ReportKey { round: code("2566-q1"), agency: code("d001") };
    let before = scores.of_body(&reader(), &mean, &key).await.expect("a score").peers.before;
    let Before::MadeOtherwise { round, edition, changes } = before else { panic!("{before:?}") };
    assert_eq!((round.code, edition), (code("2565-q1"), 1));
    assert_eq!(changes, [EditionChange::Definition { indicator: indicator("svc-e2e") }]);
    let since = scores.movers(&reader(), &mean, &code("2566-q1")).await.expect("movers").since;
    assert!(matches!(&since, Since::MadeOtherwise { round, .. } if round.code == code("2565-q4")), "{since:?}");
    let key = ReportKey { round: code("2565-q4"), agency: code("d001") };
    let before = scores.of_body(&reader(), &mean, &key).await.expect("a score").peers.before;
    assert!(matches!(before, Before::Nothing), "{before:?}");
    let since = scores.movers(&reader(), &mean, &code("2565-q1")).await.expect("movers").since;
    assert!(matches!(since, Since::Nothing), "{since:?}");
}

async fn whose_score_rose_and_fell_most_is_told_where_rounds_are_scored_alike(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 5, &["2570-q1", "2570-q2"]).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    let before = [("d001", 30), ("d002", 70), ("d003", 50), ("d004", 10)];
    accept_percents(&test, "2570-q1", &before).await;
    accept_percents(&test, "2570-q2", &[("d001", 50), ("d002", 60), ("d003", 50), ("d004", 40), ("d005", 90)]).await;
    let found = test.services.scores().movers(&reader(), &code("mean"), &code("2570-q2")).await.expect("movers");
    let Since::Compared { round, rises, falls, both, moved } = found.since else { panic!("{:?}", found.since) };
    assert_eq!((round.code, both, moved), (code("2570-q1"), 4, (2, 1)), "who has no score before is not compared");
    let told = |movers: &[crate::scores::ScoreMover]| {
        let told = movers.iter().map(|mover| (mover.organisation.code.to_string(), mover.change.to_string()));
        told.collect::<Vec<_>>()
    };
    assert_eq!(told(&rises), [("d004".to_owned(), "30".to_owned()), ("d001".to_owned(), "20".to_owned())]);
    assert_eq!(told(&falls), [("d002".to_owned(), "-10".to_owned())]);
}
