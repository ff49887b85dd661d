//! Pages of a ministry, of an indicator and of completeness narrowed to one kind of bodies or to one strategy, told to `SQLite` and
//! `PostgreSQL` alike: what they show is of those alone, and all kinds together are the whole.

use super::{
    contract::{on_both_databases, operator},
    contract_past::{accept_all, bodies, code, country_with_rounds, number, percent},
    contract_scores, statements,
};
use crate::{
    ServiceError, Services,
    completeness::CompletenessPage,
    dashboards::{
        HeatFilter, IndicatorFilter, IndicatorPage, IndicatorStatus, Narrowing, OrganisationDashboard, Ranking,
    },
    organisations::ImportMode,
    rollups::Completeness,
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{
    amount::Amount,
    forecast::NoForecast,
    ids::{OrganisationCode, RoundCode},
    organisation::OrganisationKind,
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use std::collections::BTreeMap;

on_both_databases!(
    a_ministry_of_a_kind_is_made_of_those_of_it,
    a_ministry_and_an_agency_are_narrowed_to_a_strategy,
    all_kinds_add_up_to_a_ministry,
    all_kinds_add_up_to_an_indicator,
    all_kinds_add_up_to_completeness,
    places_are_among_those_of_the_kind,
    where_a_figure_goes_is_told_of_a_kind_of_which_enough_are_in,
    what_cannot_be_narrowed_to_is_no_filter,
    a_narrowed_page_takes_no_more_statements,
);

const ROUND: &str = "2570-q1";
/// The one indicator of the plan that is asked of provinces alone.
const OF_PROVINCES: &str = "lao-shared-services";

use OrganisationKind::{Court, Department, Province, PublicOrganisation, StateAgency};

/// Two ministries with departments, a public organisation each, and one with an agency of another kind.
async fn mixed(engine: Engine) -> Option<TestServices> {
    let test = country_with_rounds(engine, 8, &["2569-q4", ROUND]).await?;
    let mut register = bodies(8);
    for body in &mut register {
        body.kind = match body.code.as_str() {
            "d003" | "d004" => PublicOrganisation,
            "d005" => StateAgency,
            _ => body.kind,
        };
    }
    let imported = test.services.organisations().import(&operator(), register, vec![], ImportMode::Apply).await;
    imported.expect("imported");
    Some(test)
}

/// The same with figures by chance, of some.
async fn by_chance(engine: Engine) -> Option<TestServices> {
    let test = mixed(engine).await?;
    let mut chance = StdRng::seed_from_u64(2_572);
    for round in ["2569-q4", ROUND] {
        let mut values = Vec::new();
        for agency in ["d001", "d002", "d003", "d004", "d005", "d006", "d007", "d008", "th-50"] {
            if agency != "d001" && chance.random_bool(0.25) {
                continue;
            }
            values.push((agency, "svc-e2e", percent(chance.random_range(0..=100)), None));
            values.push((agency, "open-datasets", number(chance.random_range(1..500)), None));
        }
        accept_all(&test.services, round, &values).await;
    }
    test.clock.advance(Duration::days(31));
    Some(test)
}

async fn ministry(services: &Services, body: &str, filter: Narrowing) -> OrganisationDashboard {
    let (reader, round): (_, RoundCode) = (contract_scores::reader(), code(ROUND));
    let page = services.dashboards().organisation_of(&reader, &code(body), Some(&round), 1, &filter).await;
    page.expect("a page")
}

async fn indicator(services: &Services, of: &str, filter: IndicatorFilter) -> IndicatorPage {
    let (reader, round): (_, RoundCode) = (contract_scores::reader(), code(ROUND));
    services.dashboards().indicator_of(&reader, &code(of), Some(&round), &filter).await.expect("a page")
}

async fn completeness(services: &Services, node: Option<&str>, kind: Option<OrganisationKind>) -> CompletenessPage {
    let (node, round): (Option<OrganisationCode>, RoundCode) = (node.map(code), code(ROUND));
    let (reader, narrowed) = (contract_scores::reader(), (kind, domain::text::Language::Th));
    services.completeness().of_kind(&reader, node.as_ref(), Some(&round), narrowed).await.expect("a page")
}

fn of_kind(kind: OrganisationKind) -> Narrowing {
    Narrowing { kind: Some(kind), ..Narrowing::default() }
}

fn indicators(page: &OrganisationDashboard) -> BTreeMap<String, &IndicatorStatus> {
    let all = page.strategies.iter().flat_map(|strategy| &strategy.indicators);
    all.map(|of| (of.indicator.code.to_string(), of)).collect()
}

fn codes(page: &OrganisationDashboard) -> Vec<&str> {
    page.children.iter().map(|row| row.organisation.code.as_str()).collect()
}

async fn a_ministry_of_a_kind_is_made_of_those_of_it(engine: Engine) {
    let Some(test) = mixed(engine).await else { return };
    accept_all(&test.services, "2569-q4", &[("d001", "svc-e2e", percent(10), None)]).await;
    let values = [
        ("d001", "svc-e2e", percent(20), None),
        ("d001", "open-datasets", number(7), None),
        ("d002", "svc-e2e", percent(100), None),
        ("d003", "svc-e2e", percent(90), None),
        ("d003", "open-datasets", number(100), None),
        ("d007", "svc-e2e", percent(40), None),
    ];
    accept_all(&test.services, ROUND, &values).await;
    test.clock.advance(Duration::days(31));
    let page = ministry(&test.services, "mdes", of_kind(Department)).await;
    assert_eq!(
        (page.kind, page.kinds.as_slice()),
        (Some(Department), [Department, PublicOrganisation, StateAgency].as_slice())
    );
    let of = indicators(&page);
    let told = |of: &IndicatorStatus| (of.figure, of.contributors, of.expected_contributors);
    assert_eq!(told(of["svc-e2e"]), (Some(Amount::whole(30)), 2, 2));
    assert_eq!(told(of["open-datasets"]), (Some(Amount::whole(7)), 1, 2));
    let series: Vec<_> = of["svc-e2e"].series.iter().map(|(_, figure)| *figure).collect();
    assert_eq!(series, [Some(Amount::whole(10)), Some(Amount::whole(30))]);
    assert_eq!(codes(&page), ["d001", "d007"]);
    assert_eq!((page.completeness.expected, page.completeness.accepted, page.late.count), (2, 2, 0));
    let accepted: Vec<_> = page.trend.iter().map(|point| point.completeness.accepted).collect();
    assert_eq!(accepted, [1, 2]);
    let others = ministry(&test.services, "mdes", of_kind(StateAgency)).await;
    assert_eq!((codes(&others), others.late.count), (vec!["d005"], 1));
    assert_eq!(indicators(&others)["svc-e2e"].figure, None, "it is silent");
    let whole = ministry(&test.services, "mdes", Narrowing::default()).await;
    assert_eq!((whole.kind, whole.completeness.expected, codes(&whole).len()), (None, 4, 4));
    assert_eq!(told(indicators(&whole)["svc-e2e"]), (Some(Amount::whole(50)), 3, 4));
    // So it is one level up, where those below have others below them.
    let country = ministry(&test.services, "th", of_kind(PublicOrganisation)).await;
    assert_eq!(codes(&country), ["mdes", "moph"]);
    assert_eq!(indicators(&country)["open-datasets"].figure, Some(Amount::whole(100)));
}

async fn a_ministry_and_an_agency_are_narrowed_to_a_strategy(engine: Engine) {
    let Some(test) = by_chance(engine).await else { return };
    let strategy =
        indicators(&ministry(&test.services, "mdes", Narrowing::default()).await)["svc-e2e"].indicator.strategy.clone();
    for (body, kind) in [("mdes", None), ("mdes", Some(Department)), ("d001", None)] {
        let whole = ministry(&test.services, body, Narrowing { kind, ..Narrowing::default() }).await;
        let narrowing = Narrowing { strategy: Some(strategy.clone()), kind, ..Narrowing::default() };
        let page = ministry(&test.services, body, narrowing).await;
        assert_eq!((page.strategy.as_ref(), page.kind), (Some(&strategy), kind), "{body}");
        assert!(page.counts.total() > 0 && page.counts.total() < whole.counts.total(), "{body}: {:?}", page.counts);
        assert_eq!(page.completeness, whole.completeness, "reports are of the whole plan");
        let mut sum = 0;
        for strategy in &whole.plan.strategies {
            let narrowing = Narrowing { strategy: Some(strategy.code.clone()), kind, ..Narrowing::default() };
            sum += ministry(&test.services, body, narrowing).await.counts.total();
        }
        assert_eq!(sum, whole.counts.total(), "{body}: all strategies together are the plan");
        assert_eq!(page.trend.last().expect("a round").counts.total(), page.counts.total(), "{body}: so is the trend");
    }
}

async fn all_kinds_add_up_to_a_ministry(engine: Engine) {
    let Some(test) = by_chance(engine).await else { return };
    for body in ["th", "mdes", "moph"] {
        let whole = ministry(&test.services, body, Narrowing::default()).await;
        let mut parts = Vec::new();
        for kind in whole.kinds.clone() {
            let page = ministry(&test.services, body, of_kind(kind)).await;
            assert_eq!(page.kind, Some(kind), "{body}");
            parts.push(page);
        }
        let together = parts.iter().map(|page| page.completeness).fold(Completeness::default(), Completeness::plus);
        assert_eq!(together, whole.completeness, "{body}");
        assert_eq!(parts.iter().map(|page| page.late.count).sum::<i64>(), whole.late.count, "{body}");
        for (code, of) in indicators(&whole) {
            let sum = |count: fn(&IndicatorStatus) -> i64| -> i64 {
                parts.iter().map(|page| indicators(page).get(&code).map_or(0, |of| count(of))).sum()
            };
            assert_eq!(sum(|of| of.contributors), of.contributors, "{body} {code}");
            assert_eq!(sum(|of| of.expected_contributors), of.expected_contributors, "{body} {code}");
        }
        let datasets = |page: &OrganisationDashboard| indicators(page)["open-datasets"].figure.unwrap_or(Amount::ZERO);
        let sum = parts.iter().map(datasets).fold(Amount::ZERO, |sum, part| sum.checked_add(part).expect("small"));
        assert_eq!(sum, datasets(&whole), "{body}");
        assert!(sum > Amount::ZERO, "{body}");
        for child in &whole.children {
            let of_child = |page: &OrganisationDashboard| {
                let row = page.children.iter().find(|row| row.organisation.code == child.organisation.code);
                row.map_or(0, |row| row.completeness.accepted)
            };
            assert_eq!(parts.iter().map(of_child).sum::<i64>(), child.completeness.accepted, "{body}");
        }
    }
}

async fn all_kinds_add_up_to_an_indicator(engine: Engine) {
    let Some(test) = by_chance(engine).await else { return };
    for under in [None, Some("mdes")] {
        let filter = |kind| IndicatorFilter { kind, under: under.map(code), page: 1, ..IndicatorFilter::default() };
        let whole = indicator(&test.services, "open-datasets", filter(None)).await;
        assert_eq!(whole.kinds, [Department, PublicOrganisation, StateAgency, Province]);
        let mut pages = Vec::new();
        for kind in whole.kinds.clone() {
            pages.push(indicator(&test.services, "open-datasets", filter(Some(kind))).await);
        }
        let sum = |count: &dyn Fn(&IndicatorPage) -> i64| pages.iter().map(count).sum::<i64>();
        assert_eq!(sum(&|page| page.national.contributors), whole.national.contributors);
        assert_eq!(sum(&|page| page.national.expected_contributors), whole.national.expected_contributors);
        assert_eq!(sum(&|page| page.by_trust.values().sum()), whole.by_trust.values().sum::<i64>());
        for part in whole.parts.iter().chain(&whole.whole) {
            let of = |page: &IndicatorPage| {
                let found = page.parts.iter().chain(&page.whole);
                found
                    .filter(|of| of.organisation.code == part.organisation.code)
                    .map(|of| of.coverage)
                    .collect::<Vec<_>>()
            };
            let found: Vec<_> = pages.iter().flat_map(of).collect();
            let contributors: i64 = found.iter().map(|coverage| coverage.contributors).sum();
            let expected: i64 = found.iter().map(|coverage| coverage.expected).sum();
            assert_eq!((contributors, expected), (part.coverage.contributors, part.coverage.expected));
        }
        let figure = |page: &IndicatorPage| page.national.figure.unwrap_or(Amount::ZERO);
        let together = pages.iter().map(figure).fold(Amount::ZERO, |sum, part| sum.checked_add(part).expect("small"));
        assert_eq!(together, figure(&whole));
        let series = |page: &IndicatorPage| page.national.series.first().and_then(|(_, figure)| *figure);
        let before =
            pages.iter().filter_map(series).fold(Amount::ZERO, |sum, part| sum.checked_add(part).expect("small"));
        assert_eq!(Some(before), series(&whole), "the round before adds up, too");
    }
}

async fn all_kinds_add_up_to_completeness(engine: Engine) {
    let Some(test) = by_chance(engine).await else { return };
    test.clock.advance(Duration::days(60));
    for node in [None, Some("mdes")] {
        let whole = completeness(&test.services, node, None).await;
        let mut pages = Vec::new();
        for kind in whole.kinds.clone() {
            let page = completeness(&test.services, node, Some(kind)).await;
            assert_eq!(page.kind, Some(kind));
            assert!(page.children.iter().all(|(_, counts)| counts.expected > 0), "others are not listed");
            pages.push(page);
        }
        assert!(pages.len() > 1);
        let plus = |of: &dyn Fn(&CompletenessPage) -> Completeness| {
            pages.iter().map(of).fold(Completeness::default(), Completeness::plus)
        };
        assert_eq!(plus(&|page| page.counts), whole.counts);
        for (body, counts) in &whole.children {
            let of = |page: &CompletenessPage| {
                page.children.iter().find(|(of, _)| of.code == body.code).map(|(_, counts)| *counts).unwrap_or_default()
            };
            assert_eq!(plus(&of), *counts, "{}", body.code);
        }
        for line in &whole.indicators {
            let of = |page: &CompletenessPage| {
                page.indicators.iter().find(|of| of.indicator.code == line.indicator.code).cloned()
            };
            assert_eq!(plus(&|page| of(page).map(|of| of.counts).unwrap_or_default()), line.counts);
            let figures: i64 = pages.iter().filter_map(of).filter_map(|of| of.with_figure).sum();
            assert_eq!(figures, line.with_figure.unwrap_or_default(), "{}", line.indicator.code);
        }
        for standing in &whole.league {
            let of = |page: &CompletenessPage| {
                let found = page.league.iter().find(|of| of.body.code == standing.body.code);
                found.map_or((0, 0), |of| (of.timeliness.owed, of.timeliness.on_time))
            };
            let sum = pages.iter().map(of).fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
            assert_eq!(sum, (standing.timeliness.owed, standing.timeliness.on_time), "{}", standing.body.code);
        }
        // The file is of the same.
        let (node, round): (Option<OrganisationCode>, RoundCode) = (node.map(code), code(ROUND));
        let (reader, services) = (contract_scores::reader(), test.services.completeness());
        let (_, rows) = services.every_body(&reader, node.as_ref(), Some(&round)).await.expect("rows");
        let mut of_kinds: BTreeMap<OrganisationCode, Completeness> = BTreeMap::new();
        for kind in whole.kinds.clone() {
            let found = services.every_body_of_kind(&reader, node.as_ref(), Some(&round), Some(kind)).await;
            for (body, counts) in found.expect("rows").1 {
                let sum = of_kinds.entry(body.code).or_default();
                *sum = sum.plus(counts);
            }
        }
        let rows: BTreeMap<_, _> = rows.into_iter().map(|(body, counts)| (body.code, counts)).collect();
        assert_eq!(of_kinds, rows);
    }
}

async fn places_are_among_those_of_the_kind(engine: Engine) {
    let Some(test) = mixed(engine).await else { return };
    let values: Vec<_> = [("d001", 50), ("d002", 90), ("d003", 95), ("d004", 70), ("d006", 90), ("d007", 20)]
        .map(|(agency, part)| (agency, "svc-e2e", percent(part), None))
        .into();
    accept_all(&test.services, ROUND, &values).await;
    let ranked = async |kind| {
        let filter = IndicatorFilter { kind, page: 1, ..IndicatorFilter::default() };
        let page = indicator(&test.services, "svc-e2e", filter).await;
        let Ranking::Page { rows, coverage, .. } = page.ranking else { panic!("{:?}", page.ranking) };
        let rows: Vec<_> = rows.iter().map(|row| format!("{} {}", row.place.number, row.organisation.code)).collect();
        (rows.join(", "), coverage.contributors, coverage.expected)
    };
    assert_eq!(ranked(Some(PublicOrganisation)).await, ("1 d003, 2 d004".to_owned(), 2, 2));
    assert_eq!(ranked(Some(Department)).await, ("1 d002, 1 d006, 3 d001, 4 d007".to_owned(), 4, 5));
    assert_eq!(ranked(None).await.1, 6);
    let silent = IndicatorFilter { kind: Some(StateAgency), ..IndicatorFilter::default() };
    let silent = indicator(&test.services, "svc-e2e", silent).await;
    assert!(matches!(silent.ranking, Ranking::TooFewForRanks { .. }), "{:?}", silent.ranking);
    assert_eq!(silent.national.figure, None);
}

async fn where_a_figure_goes_is_told_of_a_kind_of_which_enough_are_in(engine: Engine) {
    const LINE: [&str; 6] = ["2568-q4", "2569-q1", "2569-q2", "2569-q3", "2569-q4", ROUND];
    let Some(test) = country_with_rounds(engine, 8, &LINE).await else { return };
    let mut register = bodies(8);
    for body in register.iter_mut().filter(|body| ["d003", "d004"].contains(&body.code.as_str())) {
        body.kind = PublicOrganisation;
    }
    let imported = test.services.organisations().import(&operator(), register, vec![], ImportMode::Apply).await;
    imported.expect("imported");
    for (round, part) in LINE.into_iter().zip([10, 22, 29, 41, 52, 58]) {
        let values = ["d003", "d004"].map(|agency| (agency, "svc-e2e", percent(part), None));
        accept_all(&test.services, round, &values).await;
    }
    test.clock.advance(Duration::days(31));
    let outlook = async |kind| {
        let filter = IndicatorFilter { kind, page: 1, ..IndicatorFilter::default() };
        indicator(&test.services, "svc-e2e", filter).await.outlook
    };
    let of_kind = outlook(Some(PublicOrganisation)).await.expect("all of the kind are in");
    assert_eq!((of_kind.points, of_kind.latest.figure), (6, Amount::whole(58)));
    let whole = outlook(None).await;
    assert!(matches!(whole, Err(NoForecast::TooFew { known: 0, .. })), "two of nine are in: {whole:?}");
}

async fn what_cannot_be_narrowed_to_is_no_filter(engine: Engine) {
    let Some(test) = mixed(engine).await else { return };
    accept_all(&test.services, ROUND, &[("d001", "svc-e2e", percent(20), None)]).await;
    let page = ministry(&test.services, "mdes", of_kind(Court)).await;
    assert_eq!((page.kind, page.completeness.expected), (None, 4));
    let page = ministry(&test.services, "mdes", of_kind(Province)).await;
    assert_eq!((page.kind, page.completeness.expected), (None, 4), "provinces are elsewhere");
    let nothing = Narrowing { strategy: Some(code("S99")), ..Narrowing::default() };
    assert_eq!(ministry(&test.services, "mdes", nothing).await.strategy, None);
    let not_asked = IndicatorFilter { kind: Some(Department), ..IndicatorFilter::default() };
    let page = indicator(&test.services, OF_PROVINCES, not_asked).await;
    assert_eq!((page.kind, page.kinds.as_slice()), (None, [Province].as_slice()), "it is asked of provinces alone");
    assert_eq!(completeness(&test.services, Some("mdes"), Some(Province)).await.kind, None);
    let own = completeness(&test.services, Some("d001"), Some(Department)).await;
    assert_eq!((own.kind, own.kinds.len(), own.counts.expected), (Some(Department), 0, 1), "it is of one kind itself");
    let reader = contract_scores::reader();
    let nowhere = IndicatorFilter { under: Some(code("nobody")), ..IndicatorFilter::default() };
    let refused = test.services.dashboards().indicator_of(&reader, &code("svc-e2e"), None, &nowhere).await;
    assert!(matches!(refused, Err(ServiceError::NotFound("organisation"))), "{refused:?}");
    // The heat map shows all columns, and those directly below.
    let heat_map = async |filter: HeatFilter| {
        let page = test.services.dashboards().heat_map(&reader, &code("th"), Some(&code(ROUND)), &filter).await;
        let page = page.expect("a page");
        (page.strategy, page.kind, page.columns.len(), page.bodies)
    };
    let whole = heat_map(HeatFilter::default()).await;
    assert!(whole.2 > 1, "{whole:?}");
    let unknown = HeatFilter { strategy: Some(code("S99")), kind: Some(Court), ..HeatFilter::default() };
    assert_eq!(heat_map(unknown).await, whole);
    let known = HeatFilter { kind: Some(PublicOrganisation), ..HeatFilter::default() };
    assert_eq!(heat_map(known).await.3, 2);
}

async fn a_narrowed_page_takes_no_more_statements(engine: Engine) {
    let Some(test) = by_chance(engine).await else { return };
    let services = &test.services;
    for kind in [None, Some(Department)] {
        // What is kept in memory is read once.
        ministry(services, "mdes", Narrowing { kind, ..Narrowing::default() }).await;
    }
    let mut counts = Vec::new();
    for kind in [None, Some(Department)] {
        statements::taken();
        ministry(services, "mdes", Narrowing { kind, ..Narrowing::default() }).await;
        let of_ministry = statements::taken();
        indicator(services, "svc-e2e", IndicatorFilter { kind, page: 1, ..IndicatorFilter::default() }).await;
        let of_indicator = statements::taken();
        completeness(services, Some("mdes"), kind).await;
        counts.push([of_ministry, of_indicator, statements::taken()]);
    }
    // Of fewer bodies fewer are late, and fewer are in order.
    let [whole, of_kind] = counts[..] else { panic!("{counts:?}") };
    assert!(whole.iter().zip(of_kind).all(|(whole, of_kind)| of_kind <= *whole), "{counts:?}");
}
