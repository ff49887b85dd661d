//! What was defined otherwise is not compared, in trends, movers and scores alike; what was made alike is.

use super::{
    contract::{PLAN, indicator, on_both_databases, operator, person},
    contract_maturity::classed,
    contract_past::{OLD_PLAN, accept_all, code, country_with_plans, country_with_rounds, percent},
    contract_scores::{accept_percents, import, reader, scheme, scheme_text},
};
use crate::{
    Actor,
    dashboards::Then,
    imports,
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
    score::{Bound, ClassRule, EditionChange, SchemeFile},
    submission::ReportKey,
};

on_both_databases!(
    what_was_defined_otherwise_is_neither_in_one_line_nor_a_mover,
    a_score_is_not_compared_with_one_of_other_definitions,
    whose_score_rose_and_fell_most_is_told_where_rounds_are_scored_alike,
    scores_that_were_rounded_otherwise_are_not_compared,
    scores_that_were_made_among_others_are_not_compared,
    levels_that_are_set_otherwise_are_not_compared_and_scores_are,
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
    let Since::Compared { round, scheme, rises, falls, both, moved, levels } = found.since else {
        panic!("{:?}", found.since)
    };
    assert_eq!(scheme.head().edition, 1);
    assert_eq!(levels, []);
    assert_eq!((round.code, both, moved), (code("2570-q1"), 4, (2, 1)), "who has no score before is not compared");
    let told = |movers: &[crate::scores::ScoreMover]| {
        let told = movers.iter().map(|mover| (mover.organisation.code.to_string(), mover.change.to_string()));
        told.collect::<Vec<_>>()
    };
    assert_eq!(told(&rises), [("d004".to_owned(), "30".to_owned()), ("d001".to_owned(), "20".to_owned())]);
    assert_eq!(told(&falls), [("d002".to_owned(), "-10".to_owned())]);
}

/// Whose score moved between the last two of these rounds, the first of which is a year before the last.
async fn since(test: &TestServices) -> Since {
    test.services.scores().movers(&reader(), &code("mean"), &code("2569-q4")).await.expect("movers").since
}

/// By which edition, and among whom, the scores of a round were made, as they count for the country.
async fn brief(test: &TestServices, round: &str) -> Vec<(i32, Option<String>)> {
    let mut tx = test.services.db().read().await.expect("storage");
    let scores = super::scores::brief(&mut tx, &[code(round)]).await.expect("scores");
    scores.into_iter().map(|score| (score.edition, score.population)).collect()
}

const ROUNDS: [&str; 3] = ["2568-q4", "2569-q3", "2569-q4"];

async fn scores_that_were_rounded_otherwise_are_not_compared(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &ROUNDS).await else { return };
    import(&test, scheme(1, "3", ""), ImportMode::Apply).await;
    for round in ROUNDS {
        accept_percents(&test, round, &[("d001", 30), ("d002", 70), ("d003", 50)]).await;
    }
    assert!(matches!(since(&test).await, Since::Compared { moved: (0, 0), .. }));
    let otherwise = scheme_text(2, "3", "").replacen("decimals = 1", "decimals = 0", 1);
    let second = imports::schemes::read(otherwise.as_bytes()).expect("a scheme");
    import(&test, second, ImportMode::Apply).await;
    let Since::MadeOtherwise { round, edition, changes } = since(&test).await else { panic!("another rounding") };
    assert_eq!((round.code, edition, changes), (code("2569-q3"), 1, vec![EditionChange::Rounding]));
    assert_eq!(brief(&test, "2569-q4").await, [(2, None::<String>), (2, None), (2, None)]);
    // Values below the root are not rounded.
    let key = ReportKey { round: code("2569-q4"), agency: code("d001") };
    let body = test.services.scores().of_body(&reader(), &code("mean"), &key).await.expect("a score");
    assert!(matches!(body.peers.before, Before::Comparable { .. }), "{:?}", body.peers.before);
}

async fn scores_that_were_made_among_others_are_not_compared(engine: Engine) {
    let compared = |edition| scheme(edition, "1", "normalise = { by = \"min_max\", scale = \"100\" }");
    for (now, is_alike) in [([60, 20, 40], true), ([80, 20, 40], false)] {
        let Some(test) = country_with_rounds(engine, 4, &ROUNDS).await else { return };
        for round in ["2568-q4", "2569-q3"] {
            accept_percents(&test, round, &[("d001", 20), ("d002", 60), ("d003", 40)]).await;
        }
        let first = import(&test, compared(1), ImportMode::Apply).await;
        assert_eq!(first.population, Some(("2569-q3".to_owned(), 3)));
        let [one, two, three] = now;
        accept_percents(&test, "2569-q4", &[("d001", one), ("d002", two), ("d003", three)]).await;
        let Since::Compared { moved, .. } = since(&test).await else { panic!("the same edition") };
        assert_eq!(moved, (1, 1));
        let second = import(&test, compared(2), ImportMode::Apply).await;
        assert_eq!(second.population, Some(("2569-q4".to_owned(), 3)));
        let made = |edition: i32, population: &str| vec![(edition, Some(population.to_owned())); 3];
        assert_eq!(brief(&test, "2569-q3").await, made(1, "2569-q3"));
        assert_eq!(brief(&test, "2569-q4").await, made(2, "2569-q4"));
        let key = ReportKey { round: code("2569-q4"), agency: code("d001") };
        let before =
            test.services.scores().of_body(&reader(), &code("mean"), &key).await.expect("a score").peers.before;
        match (since(&test).await, before) {
            (Since::Compared { moved, .. }, Before::Comparable { .. }) if is_alike => assert_eq!(moved, (1, 1)),
            (Since::MadeOtherwise { changes, .. }, Before::MadeOtherwise { changes: of_before, .. }) if !is_alike => {
                assert_eq!(changes, [EditionChange::Population]);
                assert_eq!(of_before, changes);
            }
            other => panic!("{now:?}: {other:?}"),
        }
    }
}

async fn levels_that_are_set_otherwise_are_not_compared_and_scores_are(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &ROUNDS).await else { return };
    import(&test, classed(1, "3"), ImportMode::Apply).await;
    accept_percents(&test, "2569-q3", &[("d001", 30), ("d002", 70), ("d003", 50)]).await;
    accept_percents(&test, "2569-q4", &[("d001", 40), ("d002", 70), ("d003", 50)]).await;
    // The same classes from other cut-offs on.
    let mut second = SchemeFile::from(classed(1, "3"));
    second.scheme.edition = 2;
    let classing = second.scheme.classing.as_mut().expect("classes");
    if let ClassRule::Thresholds { classes } = &mut classing.rule {
        classes[1].from = Some(Bound::AtLeast(Amount::whole(35)));
    }
    import(&test, second.checked().expect("a scheme"), ImportMode::Apply).await;
    let Since::Compared { rises, levels, moved, .. } = since(&test).await else { panic!("scores are made alike") };
    assert_eq!((levels, moved), (vec![EditionChange::Classes], (1, 0)));
    assert_eq!(rises[0].change, Amount::whole(10));
    let round = code::<RoundCode>("2569-q4");
    let page = test.services.dashboards().national(&reader(), Some(&round)).await.expect("a page");
    let before = page.maturity.into_iter().next().expect("a scheme with levels").before;
    assert!(matches!(before, Then::Comparable { change, .. } if change == Amount::ZERO), "{before:?}");
    // With another number of decimals the country's median is not compared either.
    let mut third = SchemeFile::from(classed(3, "3"));
    third.scheme.rounding.decimals = 0;
    import(&test, third.checked().expect("a scheme"), ImportMode::Apply).await;
    let page = test.services.dashboards().national(&reader(), Some(&round)).await.expect("a page");
    let before = page.maturity.into_iter().next().expect("a scheme with levels").before;
    let Then::MadeOtherwise { changes, .. } = before else { panic!("{before:?}") };
    assert_eq!(changes, [EditionChange::Rounding]);
}
