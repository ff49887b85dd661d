//! What dashboards read, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{accept, country, fill, indicator, key, on_both_databases, operator, person},
    contract_past::{accept_all, code, country_with_rounds, number, percent},
    statements,
};
use crate::{
    Actor, ServiceError,
    dashboards::{AgencyIndicator, IndicatorStatus, National},
    organisations::ImportMode,
    submissions::Seen,
    testing::Engine,
    values::ValueFilter,
};
use chrono::Duration;
use domain::{
    access::Role,
    amount::Amount,
    calendar::Period,
    ids::{OrganisationCode, RoundCode},
    plan::ProvenanceStatus,
    status::{Status, StatusCounts},
    submission::{ReportKey, StateName},
};

on_both_databases!(
    an_accepted_report_shows_at_once_and_no_other_does,
    a_sum_is_held_against_the_target_of_each_contributor,
    an_annual_answer_stands_until_it_is_asked_anew,
    each_round_is_read_with_its_own_plan,
    rounds_of_another_kind_stand_in_another_line,
    a_province_is_held_against_what_it_is_asked_and_a_department_is_not,
    a_level_of_one_agency_is_held_against_the_goal,
    sourced_figures_stand_beside_the_plan,
    the_number_of_statements_does_not_depend_on_the_agencies,
    what_is_not_there_is_not_found,
    nobody_without_a_role_reads_figures,
);

fn executive() -> Actor {
    person(9, Role::Executive, "th")
}

fn status<'a>(national: &'a National, code: &str) -> &'a IndicatorStatus {
    let mut indicators = national.strategies.iter().flat_map(|strategy| &strategy.indicators);
    indicators.find(|status| status.indicator.code == indicator(code)).expect("an indicator")
}

async fn an_accepted_report_shows_at_once_and_no_other_does(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (reader, ministry): (Actor, OrganisationCode) = (executive(), code("mdes"));
    let figure = || async {
        let dashboards = test.services.dashboards();
        let national = dashboards.national(&reader, None).await.expect("a dashboard");
        let of_ministry = dashboards.organisation(&reader, &ministry, None, 1).await.expect("a dashboard");
        let of_agency = dashboards.organisation(&reader, &key("one").agency, None, 1).await.expect("a dashboard");
        let agencies = of_agency
            .report
            .expect("a report")
            .standing
            .strategies
            .clone()
            .into_iter()
            .flat_map(|strategy| strategy.indicators);
        let own = agencies.filter(|own| own.indicator.code == indicator("svc-e2e")).find_map(|own| own.figure);
        let page = dashboards.indicator(&reader, &indicator("svc-e2e"), None, 1).await.expect("a page");
        let status = status(&national, "svc-e2e");
        assert_eq!((page.national.figure, page.national.status), (status.figure, status.status));
        assert_eq!(page.parts[0].figure, status.figure);
        assert_eq!(of_ministry.counts, national.counts);
        (status.figure, own, status.contributors, status.expected_contributors, national.completeness.accepted)
    };
    let forty = Some(Amount::whole(40));
    assert_eq!(figure().await, (None, None, 0, 2, 0));
    let submissions = test.services.submissions();
    fill(&test, &person(1, Role::Reporter, "one"), "one", "40").await;
    submissions.submit(&person(1, Role::Reporter, "one"), &key("one"), Seen::Any).await.expect("submitted");
    submissions.approve(&person(2, Role::Approver, "one"), &key("one"), Seen::Any).await.expect("approved");
    assert_eq!(figure().await, (None, None, 0, 2, 0));
    let reviewer = person(3, Role::Reviewer, "th");
    submissions.accept(&reviewer, &key("one"), Seen::Any, &[]).await.expect("accepted");
    assert_eq!(figure().await, (forty, forty, 1, 2, 1));
    submissions.correct(&reviewer, &key("one"), Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    assert_eq!(figure().await, (forty, forty, 1, 2, 0));
    accept(&test, "one", "45", &[]).await;
    assert_eq!(figure().await, (Some(Amount::whole(45)), Some(Amount::whole(45)), 1, 2, 1));
}

async fn a_sum_is_held_against_the_target_of_each_contributor(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &["2570-q4"]).await else { return };
    let values = [("d001", "open-datasets", number(60), None), ("d002", "open-datasets", number(40), Some(number(35)))];
    accept_all(&test.services, "2570-q4", &values).await;
    let national = test.services.dashboards().national(&executive(), None).await.expect("a dashboard");
    let together = status(&national, "open-datasets");
    // 45 datasets are the target of one agency at the end of 2570.
    assert_eq!((together.figure, together.expected), (Some(Amount::whole(95)), Some(Amount::whole(90))));
    assert_eq!((together.status, together.contributors, together.expected_contributors), (Status::OnCourse, 2, 5));
    assert_eq!(together.target_provenance, Some(ProvenanceStatus::Demonstration));
    assert!(together.rests_on_demonstration());
    let page = test.services.dashboards().indicator(&executive(), &indicator("open-datasets"), None, 1).await;
    let by_ministry = page.expect("a page").parts;
    let rows: Vec<_> =
        by_ministry.iter().map(|row| (row.organisation.code.as_str(), row.expected, row.status)).collect();
    let one = Some(Amount::whole(45));
    assert_eq!(
        rows,
        [("mdes", one, Status::OnCourse), ("moph", one, Status::OffCourse), ("provinces", None, Status::NoData)]
    );
}

async fn an_annual_answer_stands_until_it_is_asked_anew(engine: Engine) {
    let periods = ["2569-q4", "2570-q1", "2570-q2", "2570-q3", "2570-q4"];
    let Some(test) = country_with_rounds(engine, 2, &periods).await else { return };
    let at_year_end =
        [("d001", "org-digital-plan", number(1), None), ("d001", "data-governance-level", number(4), None)];
    accept_all(&test.services, "2569-q4", &at_year_end).await;
    accept_all(&test.services, "2570-q2", &[("d001", "data-governance-level", number(2), None)]).await;
    let mut seen = Vec::new();
    for round in periods {
        let round: RoundCode = code(round);
        let national = test.services.dashboards().national(&executive(), Some(&round)).await.expect("a dashboard");
        let brief = |code: &str| {
            let status = status(&national, code);
            (status.as_of.map(|period| period.to_string()).unwrap_or_default(), status.figure.map(|it| it.to_string()))
        };
        assert_eq!(status(&national, "svc-e2e").as_of.map(|period| period.to_string()), Some(round.to_string()));
        seen.push((brief("org-digital-plan"), brief("data-governance-level")));
        let annual = status(&national, "org-digital-plan");
        let known = |series: &[(Period, Option<Amount>)]| {
            let known = series.iter().filter(|(_, figure)| figure.is_some());
            known.map(|(period, _)| period.to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(annual.series.last().map(|(period, _)| period.to_string()), Some(round.to_string()));
        assert_eq!(known(&annual.series), "2569-q4");
        let asked = if round.as_str() == "2570-q4" { "2569-q4 2570-q4" } else { "2569-q4" };
        assert_eq!(known(&annual.expected_series), asked);
    }
    let stands = |period: &str, figure: Option<&str>| (period.to_owned(), figure.map(ToOwned::to_owned));
    assert_eq!(
        seen,
        [
            (stands("2569-q4", Some("100")), stands("2569-q4", Some("100"))),
            (stands("2569-q4", Some("100")), stands("2569-q4", Some("100"))),
            (stands("2569-q4", Some("100")), stands("2570-q2", Some("0"))),
            (stands("2569-q4", Some("100")), stands("2570-q2", Some("0"))),
            (stands("2570-q4", None), stands("2570-q4", None)),
        ]
    );
}

async fn each_round_is_read_with_its_own_plan(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &["2565-q3", "2565-q4", "2566-q1"]).await else { return };
    for (round, part) in [("2565-q3", 26), ("2565-q4", 29), ("2566-q1", 33)] {
        accept_all(&test.services, round, &[("d001", "svc-e2e", percent(part), None)]).await;
    }
    let seen = |round: &'static str| {
        let services = &test.services;
        async move {
            let round: RoundCode = code(round);
            let national = services.dashboards().national(&executive(), Some(&round)).await.expect("a dashboard");
            let now = status(&national, "svc-e2e");
            let rounded =
                |figure: Option<Amount>| figure.map(|figure| figure.rounded(1).to_string()).unwrap_or_default();
            let series: Vec<_> = now.series.iter().map(|(_, figure)| rounded(*figure)).collect();
            let expected: Vec<_> = now.expected_series.iter().map(|(_, figure)| rounded(*figure)).collect();
            let strategy = national.strategies[0].strategy.code.to_string();
            let trend: Vec<_> = national.trend.iter().map(|point| point.counts.judged()).collect();
            (strategy, now.status, series, expected, trend)
        }
    };
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    // The old plan wants 30 percent at the end of 2565, the new one 40 at the end of 2566.
    let (strategy, now, series, expected, trend) = seen("2566-q1").await;
    assert_eq!((strategy.as_str(), now), ("B1", Status::OnCourse));
    assert_eq!((series, expected), (texts(&["26", "29", "33"]), texts(&["28", "30", "32.5"])));
    assert_eq!(trend, [1, 1, 1]);
    let (strategy, now, series, ..) = seen("2565-q4").await;
    assert_eq!((strategy.as_str(), now, series), ("A1", Status::AtRisk, texts(&["26", "29"])));
    let page =
        test.services.dashboards().indicator(&executive(), &indicator("svc-e2e"), None, 1).await.expect("a page");
    let plans: Vec<_> = page.definition.plans.iter().map(|head| head.code.to_string()).collect();
    assert_eq!(plans, ["dgp-2566", "dgp-2563"]);
    assert_eq!(page.definition.milestones.len(), 6);
    // An indicator of the new plan alone, looked at in a round of the old one.
    let old: RoundCode = code("2565-q4");
    let page = test.services.dashboards().indicator(&executive(), &indicator("svc-accessibility"), Some(&old), 1).await;
    let page = page.expect("a page");
    assert_eq!(
        (page.definition.plan.plan.code.to_string(), page.national.status),
        ("dgp-2566".to_owned(), Status::NoData)
    );
}

async fn rounds_of_another_kind_stand_in_another_line(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &["2569-q4", "2570-q1", "2570-q2", "2570-m6"]).await else {
        return;
    };
    let periods = |round: &'static str| {
        let services = &test.services;
        async move {
            let national = services.dashboards().national(&executive(), Some(&code(round))).await.expect("a dashboard");
            assert_eq!(national.rounds.len(), 4, "all are there to choose from");
            let periods: Vec<_> = national.trend.iter().map(|point| point.period.to_string()).collect();
            periods.join(" ")
        }
    };
    assert_eq!(periods("2570-q2").await, "2569-q4 2570-q1 2570-q2");
    assert_eq!(periods("2570-m6").await, "2570-m6");
}

async fn a_province_is_held_against_what_it_is_asked_and_a_department_is_not(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &["2570-q1"]).await else { return };
    let national = test.services.dashboards().national(&executive(), None).await.expect("a dashboard");
    let of_provinces = status(&national, "lao-shared-services");
    assert_eq!((of_provinces.expected_contributors, status(&national, "svc-e2e").expected_contributors), (1, 3));
    let total = |node: &str| {
        let row = national.ministries.iter().find(|row| row.organisation.code == code(node)).expect("a row");
        (row.counts.total(), row.completeness.expected)
    };
    assert_eq!((total("provinces"), total("mdes")), ((28, 1), (27, 1)));
    let nodes: Vec<_> = national.ministries.iter().map(|row| row.organisation.code.as_str()).collect();
    assert_eq!(nodes, ["mdes", "moph", "provinces"], "nobody owes a report below the courts");
    assert_eq!(national.counts, StatusCounts { no_data: 28, ..StatusCounts::default() });
}

async fn a_level_of_one_agency_is_held_against_the_goal(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &["2570-q2"]).await else { return };
    let values = [
        ("d001", "data-governance-level", number(3), None),
        ("d001", "svc-e2e", percent(90), Some(percent(10))),
        ("d002", "data-governance-level", number(2), None),
    ];
    accept_all(&test.services, "2570-q2", &values).await;
    let own = |agency: &'static str| {
        let services = &test.services;
        async move {
            let page =
                services.dashboards().organisation(&executive(), &code(agency), None, 1).await.expect("a dashboard");
            assert_eq!(page.breadcrumbs.iter().map(|above| above.code.to_string()).next().as_deref(), Some("th"));
            assert_eq!(page.trend.last().map(|point| point.counts), Some(page.counts));
            let report = page.report.expect("a report");
            assert_eq!(
                (report.state, report.is_late(page.as_of), report.is_readable),
                (StateName::Accepted, false, true)
            );
            report.standing.strategies.iter().flat_map(|strategy| strategy.indicators.clone()).collect::<Vec<_>>()
        }
    };
    let find = |code: &str, all: &[AgencyIndicator]| {
        all.iter().find(|own| own.indicator.code == indicator(code)).cloned().expect("an indicator")
    };
    let first = own("d001").await;
    let level = find("data-governance-level", &first);
    assert_eq!(
        (level.figure, level.expected, level.status),
        (Some(Amount::whole(3)), Some(Amount::whole(3)), Status::OnCourse)
    );
    let key = ReportKey { round: code("2570-q2"), agency: code("d001") };
    let report = test.services.reports().get(&executive(), &key).await.expect("a report");
    assert_eq!(
        report.entry(&level.indicator.code).and_then(|entry| entry.expected),
        level.expected,
        "beside the field too"
    );
    let ratio = find("svc-e2e", &first);
    let (ninety, ten) = (Some(Amount::whole(90)), Some(Amount::whole(10)));
    assert_eq!((ratio.reported, ratio.verified, ratio.figure, ratio.status), (ninety, ten, ten, Status::OffCourse));
    assert_eq!(ratio.series.last().map(|(_, figure)| *figure), Some(ten));
    assert_eq!(find("data-governance-level", &own("d002").await).status, Status::OffCourse);
}

async fn sourced_figures_stand_beside_the_plan(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &["2567-q3", "2567-q4"]).await else { return };
    let fact = |year: &str, rank: i64| crate::plans::Fact {
        indicator: "egdi-rank".to_owned(),
        scope: "th".to_owned(),
        period_kind: "survey_year".to_owned(),
        period: year.to_owned(),
        organisation: Some("th".to_owned()),
        value: Amount::whole(rank),
        unit: "rank".to_owned(),
        name_th: "อันดับ".to_owned(),
        name_en: "rank".to_owned(),
        source: "UN DESA".to_owned(),
        confidence: "high".to_owned(),
    };
    let facts = [fact("2022", 55), fact("2024", 52)];
    test.services.plans().import_facts(&operator(), &facts, ImportMode::Apply).await.expect("imported");
    for (round, rank) in [("2567-q3", 55), ("2567-q4", 52)] {
        let round: RoundCode = code(round);
        let national = test.services.dashboards().national(&executive(), Some(&round)).await.expect("a dashboard");
        let fact = national.facts.iter().find(|fact| fact.indicator.code == indicator("egdi-rank")).expect("a fact");
        // The edition of 2024 counts from the end of fiscal year 2567 on.
        assert_eq!(fact.latest().map(|point| point.figure), Some(Amount::whole(rank)));
        // No target is due before 2570, so nothing is expected yet; the target itself is not met.
        assert_eq!((fact.expected, fact.status, fact.is_target_met), (None, Status::NoData, false));
        let page = test.services.dashboards().indicator(&executive(), &indicator("egdi-rank"), Some(&round), 1).await;
        let of_page = page.expect("a page").definition.fact.expect("a fact");
        assert_eq!((of_page.status, of_page.is_target_met), (fact.status, fact.is_target_met), "one thing, one status");
        assert_eq!(fact.target.as_ref().map(|target| target.value), Some(Amount::whole(40)));
        let in_strategies = national.strategies.iter().any(|strategy| strategy.strategy.code == code("B0"));
        assert!(!in_strategies, "national indicators are no strategy of the plan");
    }
}

async fn the_number_of_statements_does_not_depend_on_the_agencies(engine: Engine) {
    let mut seen = Vec::new();
    for departments in [3, 60] {
        let Some(test) = country_with_rounds(engine, departments, &["2569-q4", "2570-q1"]).await else { return };
        let names: Vec<String> = (1..=departments).map(|number| format!("d{number:03}")).collect();
        let of = |name: &String| usize::from(name.ends_with('3'));
        for round in ["2569-q4", "2570-q1"] {
            let values: Vec<_> = names
                .iter()
                .filter(|name| of(name) == 0)
                .flat_map(|name| ["svc-e2e", "data-catalog"].map(|code| (name.as_str(), code, percent(50), None)))
                .collect();
            accept_all(&test.services, round, &values).await;
        }
        test.clock.advance(Duration::days(31));
        let round: RoundCode = code("2570-q1");
        let ends_at = test.clock.now() + Duration::days(3);
        test.services.rounds().extend(&operator(), &round, &code("th-50"), ends_at, "น้ำท่วม").await.expect("extended");
        let (dashboards, reader) = (test.services.dashboards(), executive());
        let mut counts = Vec::new();
        // The first time the register and the plans are read, and kept from then on.
        for _ in 0..2 {
            counts.clear();
            statements::taken();
            dashboards.national(&reader, None).await.expect("a dashboard");
            counts.push(("national", statements::taken()));
            dashboards.organisation(&reader, &code("mdes"), None, 1).await.expect("a dashboard");
            counts.push(("ministry", statements::taken()));
            dashboards.organisation(&reader, &code("d001"), None, 1).await.expect("a dashboard");
            counts.push(("agency", statements::taken()));
            dashboards.indicator(&reader, &indicator("svc-e2e"), None, 1).await.expect("a page");
            counts.push(("indicator", statements::taken()));
            dashboards.late(&reader, &round, None, 20).await.expect("a page");
            counts.push(("late", statements::taken()));
            let filter = ValueFilter { indicator: Some(indicator("svc-e2e")), ..ValueFilter::default() };
            test.services.values().list(&reader, &filter).await.expect("a page");
            counts.push(("values", statements::taken()));
        }
        seen.push(counts);
    }
    assert_eq!(seen[0], seen[1]);
    assert!(seen[0].iter().all(|(_, count)| (1..=16).contains(count)), "{:?}", seen[0]);
}

async fn what_is_not_there_is_not_found(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &[]).await else { return };
    let (dashboards, reader) = (test.services.dashboards(), executive());
    assert!(matches!(dashboards.national(&reader, None).await, Err(ServiceError::NotFound("round"))));
    let Some(test) = country_with_rounds(engine, 2, &["2570-q1"]).await else { return };
    let dashboards = test.services.dashboards();
    let round: RoundCode = code("2599-q1");
    assert!(matches!(dashboards.national(&reader, Some(&round)).await, Err(ServiceError::NotFound("round"))));
    assert!(matches!(dashboards.late(&reader, &round, None, 1).await, Err(ServiceError::NotFound("round"))));
    let organisation = dashboards.organisation(&reader, &code("nobody"), None, 1).await;
    assert!(matches!(organisation, Err(ServiceError::NotFound("organisation"))));
    let page = dashboards.indicator(&reader, &indicator("nothing"), None, 1).await;
    assert!(matches!(page, Err(ServiceError::NotFound("indicator"))));
}

async fn nobody_without_a_role_reads_figures(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &["2570-q1"]).await else { return };
    let mut stranger = executive();
    stranger.grants.clear();
    let (dashboards, values) = (test.services.dashboards(), test.services.values());
    let filter = ValueFilter::default();
    let refusals = [
        dashboards.national(&stranger, None).await.err(),
        dashboards.organisation(&stranger, &code("d001"), None, 1).await.err(),
        dashboards.indicator(&stranger, &indicator("svc-e2e"), None, 1).await.err(),
        dashboards.late(&stranger, &code("2570-q1"), None, 1).await.err(),
        values.list(&stranger, &filter).await.err(),
        values.for_each(&stranger, &filter, |_| std::future::ready(Ok(()))).await.err(),
    ];
    for refusal in refusals {
        assert!(matches!(refusal, Some(ServiceError::Forbidden)), "{refusal:?}");
    }
}
