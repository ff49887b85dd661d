//! What dashboards show to whoever names no round, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{indicator, on_both_databases, operator, person},
    contract_past::{accept_all, code, country_with_rounds, percent},
};
use crate::{Actor, ServiceError, organisations::ImportMode, plans::Fact, testing::Engine};
use domain::{
    access::Role,
    amount::Amount,
    ids::RoundCode,
    indicator::{Frequency, Indicator},
    organisation::OrganisationKind,
    ranking::Coverage,
    status::Status,
};

on_both_databases!(
    a_round_with_too_few_accepted_reports_is_passed_over,
    few_figures_make_no_verdict,
    a_ministry_with_one_answer_is_not_put_on_top,
    definitions_and_sourced_figures_are_there_before_any_round,
);

fn executive() -> Actor {
    person(9, Role::Executive, "th")
}

const SIX: [&str; 6] = ["d001", "d002", "d003", "d004", "d005", "d006"];

async fn a_round_with_too_few_accepted_reports_is_passed_over(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 6, &["2569-q4", "2570-q1", "2570-q2"]).await else { return };
    let (dashboards, reader) = (test.services.dashboards(), executive());
    let shown = || async {
        let national = dashboards.national(&reader, None).await.expect("a dashboard");
        let ministry = dashboards.organisation(&reader, &code("mdes"), None, 1).await.expect("a dashboard");
        let page = dashboards.indicator(&reader, &indicator("svc-e2e"), None, 1).await.expect("a page");
        assert_eq!((&ministry.round, &page.round), (&national.round, &national.round), "one round on every page");
        assert_eq!(
            (&ministry.passed_over, &page.passed_over),
            (&national.passed_over, &national.passed_over),
            "and the same round named as passed over"
        );
        let passed_over = national.passed_over.map(|over| (over.round.round.code.to_string(), over.accepted));
        (national.round.round.code.to_string(), passed_over)
    };
    assert_eq!(shown().await, ("2570-q2".to_owned(), None), "where none has enough, the latest that has opened");
    let values = |agencies: &[&'static str]| -> Vec<_> {
        agencies.iter().map(|agency| (*agency, "svc-e2e", percent(40), None)).collect()
    };
    accept_all(&test.services, "2569-q4", &values(&SIX)).await;
    accept_all(&test.services, "2570-q1", &values(&SIX[..4])).await;
    accept_all(&test.services, "2570-q2", &values(&SIX[..3])).await;
    let three_of_seven = Coverage { contributors: 3, expected: 7 };
    assert_eq!(shown().await, ("2570-q1".to_owned(), Some(("2570-q2".to_owned(), three_of_seven))));
    let open: RoundCode = code("2570-q2");
    let asked = dashboards.national(&reader, Some(&open)).await.expect("a dashboard");
    assert_eq!((asked.round.round.code, asked.passed_over), (open, None), "who names a round gets it");
    accept_all(&test.services, "2570-q2", &values(&SIX[3..4])).await;
    assert_eq!(shown().await, ("2570-q2".to_owned(), None));
}

async fn few_figures_make_no_verdict(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 6, &["2570-q1"]).await else { return };
    let (dashboards, reader) = (test.services.dashboards(), executive());
    let round: RoundCode = code("2570-q1");
    let plan = dashboards.national(&reader, Some(&round)).await.expect("a dashboard").plan;
    let is_asked = |known: &&Indicator| {
        known.is_asked_of(OrganisationKind::Department) && known.frequency == Frequency::Quarterly && known.asks_base()
    };
    let ratios = plan.indicators.iter().filter(is_asked);
    let ratios: Vec<String> = ratios.map(|known| known.code.to_string()).collect();
    let all = |agencies: &[&'static str]| {
        let mut values = Vec::new();
        for agency in agencies {
            values.extend(ratios.iter().map(|code| (*agency, code.as_str(), percent(100), None)));
        }
        values
    };
    let verdicts = || async {
        let national = dashboards.national(&reader, Some(&round)).await.expect("a dashboard");
        let ministry = dashboards.organisation(&reader, &code("mdes"), Some(&round), 1).await.expect("a dashboard");
        let agency = dashboards.organisation(&reader, &code("d001"), Some(&round), 1).await.expect("a dashboard");
        assert!(agency.counts.judged() * 2 > agency.counts.total(), "the agency alone has figures enough");
        (national.verdict, ministry.verdict, agency.verdict)
    };
    accept_all(&test.services, "2570-q1", &all(&SIX[..2])).await;
    // Two of seven reports in the country, one of three in the ministry, and the one of the agency itself.
    assert_eq!(verdicts().await, (Status::NoData, Status::NoData, Status::OnCourse));
    accept_all(&test.services, "2570-q1", &all(&SIX[2..4])).await;
    assert_eq!(verdicts().await, (Status::OnCourse, Status::OnCourse, Status::OnCourse));
}

async fn a_ministry_with_one_answer_is_not_put_on_top(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 6, &["2570-q1"]).await else { return };
    // The best figure of all is the only one of three agencies of its ministry.
    let values = [
        ("d001", "svc-e2e", percent(20), None),
        ("d003", "svc-e2e", percent(30), None),
        ("d002", "svc-e2e", percent(90), None),
    ];
    accept_all(&test.services, "2570-q1", &values).await;
    let page = test.services.dashboards().indicator(&executive(), &indicator("svc-e2e"), None, 1).await;
    let by_ministry = page.expect("a page").parts;
    let order: Vec<_> =
        by_ministry.iter().map(|row| (row.organisation.code.as_str(), row.coverage.allows_ranks())).collect();
    assert_eq!(order[..2], [("mdes", true), ("moph", false)]);
}

async fn definitions_and_sourced_figures_are_there_before_any_round(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &[]).await else { return };
    let (dashboards, reader) = (test.services.dashboards(), executive());
    let fact = Fact {
        indicator: "egdi-rank".to_owned(),
        scope: "th".to_owned(),
        period_kind: "survey_year".to_owned(),
        period: "2024".to_owned(),
        organisation: Some("th".to_owned()),
        value: Amount::whole(52),
        unit: "rank".to_owned(),
        name_th: "อันดับ".to_owned(),
        name_en: "rank".to_owned(),
        source: "UN DESA".to_owned(),
        confidence: "high".to_owned(),
    };
    test.services.plans().import_facts(&operator(), &[fact], ImportMode::Apply).await.expect("imported");
    let facts = dashboards.facts(&reader).await.expect("facts");
    let latest = |facts: &[crate::dashboards::NationalFact]| {
        let rank = facts.iter().find(|fact| fact.indicator.code == indicator("egdi-rank"));
        rank.and_then(|rank| rank.latest().map(|point| point.figure))
    };
    assert_eq!(latest(&facts), Some(Amount::whole(52)));
    let rank = dashboards.definition(&reader, &indicator("egdi-rank")).await.expect("a definition");
    assert_eq!((rank.plan.plan.code.to_string(), rank.fact.is_some()), ("dgp-2566".to_owned(), true));
    let ratio = dashboards.definition(&reader, &indicator("svc-e2e")).await.expect("a definition");
    let plans: Vec<_> = ratio.plans.iter().map(|head| head.code.to_string()).collect();
    assert_eq!((plans, ratio.milestones.len()), (vec!["dgp-2566".to_owned(), "dgp-2563".to_owned()], 6));
    let nothing = dashboards.definition(&reader, &indicator("nothing")).await;
    assert!(matches!(nothing, Err(ServiceError::NotFound("indicator"))));
    let mut stranger = executive();
    stranger.grants.clear();
    assert!(matches!(dashboards.facts(&stranger).await, Err(ServiceError::Forbidden)));
    assert!(matches!(dashboards.definition(&stranger, &indicator("svc-e2e")).await, Err(ServiceError::Forbidden)));
}
