//! The country narrowed to one kind of bodies, told to `SQLite` and `PostgreSQL` alike: sums of kinds are kept beside those of all,
//! add up to them whatever happens, and are all that a page of a kind is made of.

use super::{
    contract::{accept, body, key, on_both_databases, operator, person},
    contract_maturity::classed,
    contract_past::{accept_all, bodies, code, country_with_rounds, number, percent},
    contract_scores,
    rollups::NodeIndicator,
};
use crate::{
    Services,
    dashboards::{IndicatorStatus, Narrowing, National},
    imports,
    organisations::ImportMode,
    rollups,
    snapshots::Taking,
    submissions::{Seen, Verified},
    testing::{Engine, TestServices},
};
use chrono::{Duration, NaiveDate};
use domain::{
    access::Role,
    amount::Amount,
    ids::{RoundCode, SchemeCode},
    organisation::{Duty, OrganisationKind},
    ranking::{Coverage, Place},
    rollup::Rollup,
    snapshot::Stage,
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use std::collections::BTreeMap;

on_both_databases!(
    a_page_of_a_kind_is_made_of_bodies_of_that_kind_alone,
    the_pages_of_all_kinds_add_up_to_that_of_the_country,
    a_kind_of_which_nobody_reports_is_no_filter,
    what_is_corrected_and_imported_is_in_the_sums_of_its_kind,
    sums_of_an_earlier_release_are_kept_by_kind_once,
    a_body_that_first_has_others_below_is_in_the_sums_of_its_kind,
    a_body_that_changes_its_kind_takes_its_figures_along,
    levels_of_a_kind_are_those_of_its_bodies,
    who_is_never_asked_is_not_missed_among_scores,
);

const ROUND: &str = "2570-q1";
/// The one indicator of the plan that is asked of provinces alone.
const OF_PROVINCES: &str = "lao-shared-services";

/// Two levels of what is asked of provinces alone.
const LEVELS_OF_PROVINCES: &str = r#"
format = "tidtam-scheme/1"

[scheme]
code = "provinces"
edition = 1
title = { th = "จังหวัด", en = "Provinces" }
description = { th = "จังหวัด", en = "Provinces" }
rounding = { decimals = 1 }
provenance = { status = "demonstration", source = "test" }

[scheme.classing]
provenance = { status = "demonstration", source = "test" }
[scheme.classing.rule]
by = "thresholds"
classes = [
    { code = "low", title = { th = "ต่ำ", en = "Low" } },
    { code = "high", title = { th = "สูง", en = "High" }, from = { at_least = "5" } },
]

[[node]]
code = "whole"
title = { th = "ทั้งหมด", en = "Whole" }
combines = { by = "arithmetic" }
provenance = { status = "demonstration", source = "test" }

[[node]]
code = "shared"
parent = "whole"
title = { th = "ระบบกลาง", en = "Shared" }
reads = { indicator = "lao-shared-services" }
missing = "exclude"
provenance = { status = "demonstration", source = "test" }
"#;

/// At every node with others below it the sums of kinds are together those of all.
pub(super) async fn add_up(services: &Services) {
    let mut tx = services.db().read().await.expect("storage");
    let filled = |sums: BTreeMap<NodeIndicator, Rollup>| -> BTreeMap<NodeIndicator, Rollup> {
        sums.into_iter().filter(|(_, sum)| sum.contributors != 0).collect()
    };
    for round in super::rounds::latest(&mut tx, NaiveDate::MAX, i64::MAX).await.expect("rounds") {
        let tree = services.tree_of(&mut tx, &round).await.expect("a register");
        let mut of_kinds = BTreeMap::new();
        for (((node, _), indicator), sum) in
            super::kind_rollups::of_round(&mut tx, &round.code).await.expect("sums of kinds")
        {
            if sum.contributors != 0 {
                rollups::add(&mut of_kinds, (node, indicator), sum).expect("small");
            }
        }
        let mut together = super::rollups::of_round(&mut tx, &round.code).await.expect("sums");
        together.retain(|(node, _), _| !tree.children(node).is_empty());
        assert_eq!(filled(of_kinds), filled(together), "{}", round.code);
    }
}

async fn of_kind(services: &Services, kind: Option<OrganisationKind>) -> National {
    let filter = Narrowing { kind, ..Narrowing::default() };
    let page = services.dashboards().national_of(&contract_scores::reader(), Some(&code(ROUND)), &filter).await;
    page.expect("a page")
}

fn indicators(page: &National) -> BTreeMap<String, &IndicatorStatus> {
    let all = page.strategies.iter().flat_map(|strategy| &strategy.indicators);
    all.map(|of| (of.indicator.code.to_string(), of)).collect()
}

async fn is_right(test: &TestServices) {
    add_up(&test.services).await;
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn a_page_of_a_kind_is_made_of_bodies_of_that_kind_alone(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &["2569-q4", ROUND]).await else { return };
    let values = [("d001", "svc-e2e", percent(40), None), ("th-50", "svc-e2e", percent(90), None)];
    accept_all(&test.services, "2569-q4", &values).await;
    let values = [
        ("d001", "svc-e2e", percent(20), None),
        ("d002", "svc-e2e", percent(40), None),
        ("d002", "open-datasets", number(7), None),
        ("th-50", "svc-e2e", percent(90), None),
        ("th-50", "open-datasets", number(100), None),
        ("th-50", OF_PROVINCES, number(10), None),
    ];
    accept_all(&test.services, ROUND, &values).await;
    is_right(&test).await;
    let departments = of_kind(&test.services, Some(OrganisationKind::Department)).await;
    let of = indicators(&departments);
    let told = |of: &IndicatorStatus| (of.figure, of.contributors, of.expected_contributors);
    assert_eq!(told(of["svc-e2e"]), (Some(Amount::whole(30)), 2, 4));
    assert_eq!(told(of["open-datasets"]), (Some(Amount::whole(7)), 1, 4));
    assert!(!of.contains_key(OF_PROVINCES), "it is asked of provinces alone");
    let series: Vec<_> = of["svc-e2e"].series.iter().map(|(_, figure)| *figure).collect();
    assert_eq!(series, [Some(Amount::whole(40)), Some(Amount::whole(30))]);
    let counts = departments.completeness;
    assert_eq!((counts.expected, counts.accepted), (4, 2));
    let ministries: Vec<_> = departments
        .ministries
        .iter()
        .map(|row| (row.organisation.code.as_str(), row.completeness.expected, row.counts.total()))
        .collect();
    let asked = departments.counts.total();
    assert_eq!(ministries, [("mdes", 2, asked), ("moph", 2, asked)]);
    assert_eq!(departments.kinds, [OrganisationKind::Department, OrganisationKind::Province]);
    let trend: Vec<_> = departments.trend.iter().map(|point| point.completeness.accepted).collect();
    assert_eq!(trend, [1, 2]);

    let provinces = of_kind(&test.services, Some(OrganisationKind::Province)).await;
    let of = indicators(&provinces);
    assert_eq!(told(of["svc-e2e"]), (Some(Amount::whole(90)), 1, 1));
    assert_eq!(told(of[OF_PROVINCES]), (Some(Amount::whole(10)), 1, 1));
    let ministries: Vec<_> = provinces.ministries.iter().map(|row| row.organisation.code.as_str()).collect();
    assert_eq!(ministries, ["provinces"], "the others have nobody of the kind");
    assert_eq!((provinces.completeness.expected, provinces.completeness.accepted), (1, 1));
    assert_eq!(of_kind(&test.services, None).await.completeness.expected, 5);
    // Who is late is of the kind, too.
    test.clock.advance(Duration::days(31));
    let late = async |kind| {
        let page = of_kind(&test.services, kind).await.late;
        let names: Vec<_> = page.agencies.iter().map(|late| late.organisation.code.to_string()).collect();
        (page.count, names.join(" "))
    };
    assert_eq!(late(Some(OrganisationKind::Department)).await, (2, "d003 d004".to_owned()));
    assert_eq!(late(Some(OrganisationKind::Province)).await, (0, String::new()));
}

async fn the_pages_of_all_kinds_add_up_to_that_of_the_country(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 9, &["2569-q4", ROUND]).await else { return };
    contract_scores::import(&test, classed(1, "3"), ImportMode::Apply).await;
    let mut chance = StdRng::seed_from_u64(2_571);
    for round in ["2569-q4", ROUND] {
        let mut values = Vec::new();
        let agencies = ["d001", "d002", "d003", "d004", "d005", "d006", "d007", "d008", "d009", "th-50"];
        for agency in agencies {
            if chance.random_bool(0.3) {
                continue;
            }
            let (part, whole) = (chance.random_range(0..=100), chance.random_range(0..500));
            values.push((agency, "svc-e2e", percent(part), None));
            values.push((agency, "open-datasets", number(whole), None));
        }
        accept_all(&test.services, round, &values).await;
    }
    test.clock.advance(Duration::days(31));
    is_right(&test).await;
    let country = of_kind(&test.services, None).await;
    let mut kinds = Vec::new();
    for kind in country.kinds.clone() {
        kinds.push(of_kind(&test.services, Some(kind)).await);
    }
    let sum = |of: &dyn Fn(&National) -> i64| kinds.iter().map(of).sum::<i64>();
    let counters: [fn(&National) -> i64; 5] = [
        |page| page.completeness.expected,
        |page| page.completeness.accepted,
        |page| page.completeness.handed_in,
        |page| page.late.count,
        |page| page.maturity[0].coverage.contributors,
    ];
    for (number, counter) in counters.iter().enumerate() {
        assert_eq!(sum(counter), counter(&country), "counter {number}");
    }
    for (place, (level, bodies)) in country.maturity[0].levels.iter().enumerate() {
        assert_eq!(sum(&|page| page.maturity[0].levels[place].1), *bodies, "{level}");
    }
    for (code, of) in indicators(&country) {
        let part =
            |page: &National, of: fn(&IndicatorStatus) -> i64| indicators(page).get(&code).map_or(0, |it| of(it));
        assert_eq!(sum(&|page| part(page, |it| it.contributors)), of.contributors, "{code}");
        assert_eq!(sum(&|page| part(page, |it| it.expected_contributors)), of.expected_contributors, "{code}");
    }
    let whole = |page: &National| indicators(page)["open-datasets"].figure.unwrap_or(Amount::ZERO);
    let parts = kinds.iter().map(whole).fold(Amount::ZERO, |sum, part| sum.checked_add(part).expect("small"));
    assert_eq!(parts, whole(&country));
    assert!(whole(&country) > Amount::ZERO);
}

async fn a_kind_of_which_nobody_reports_is_no_filter(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &[ROUND]).await else { return };
    accept_all(&test.services, ROUND, &[("d001", "svc-e2e", percent(40), None)]).await;
    let courts = of_kind(&test.services, Some(OrganisationKind::Court)).await;
    assert_eq!((courts.kind, courts.completeness.expected), (None, 3));
    let departments = of_kind(&test.services, Some(OrganisationKind::Department)).await;
    assert_eq!((departments.kind, departments.completeness.expected), (Some(OrganisationKind::Department), 2));
    // Both at once: a strategy of which the kind is asked nothing leaves nothing, and says no more than that.
    let strategy = indicators(&of_kind(&test.services, Some(OrganisationKind::Province)).await)
        .get(OF_PROVINCES)
        .map(|of| of.indicator.strategy.clone());
    let kind = Some(OrganisationKind::Department);
    let filter = Narrowing { strategy: strategy.clone(), kind, ..Narrowing::default() };
    let reader = contract_scores::reader();
    let both = test.services.dashboards().national_of(&reader, Some(&code(ROUND)), &filter).await.expect("a page");
    assert_eq!((both.strategy, both.kind), (strategy, Some(OrganisationKind::Department)));
    assert!(!indicators(&of_kind(&test.services, None).await).is_empty());
    let asked_of_both: Vec<_> =
        both.strategies.iter().flat_map(|strategy| &strategy.indicators).map(|of| of.expected_contributors).collect();
    assert!(asked_of_both.iter().all(|asked| *asked == 2), "{asked_of_both:?}");
}

async fn what_is_corrected_and_imported_is_in_the_sums_of_its_kind(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &[ROUND]).await else { return };
    let verified =
        |value: &str| [Verified { indicator: code("svc-e2e"), value: value.to_owned(), base: "100".to_owned() }];
    accept(&test, "d001", "40", &verified("20")).await;
    accept(&test, "th-50", "60", &[]).await;
    is_right(&test).await;
    let figure = async |kind| indicators(&of_kind(&test.services, Some(kind)).await)["svc-e2e"].figure;
    let (department, province) = (OrganisationKind::Department, OrganisationKind::Province);
    assert_eq!((figure(department).await, figure(province).await), (Some(Amount::whole(20)), Some(Amount::whole(60))));
    let reviewer = person(3, Role::Reviewer, "th");
    test.services.submissions().correct(&reviewer, &key("d001"), Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    accept(&test, "d001", "50", &[]).await;
    is_right(&test).await;
    assert_eq!((figure(department).await, figure(province).await), (Some(Amount::whole(50)), Some(Amount::whole(60))));
    let rows = "round,agency,indicator,value,base\n2570-q1,d002,svc-e2e,10,100\n2570-q1,d003,svc-e2e,30,100\n";
    let file = std::io::Cursor::new(rows.as_bytes().to_vec());
    let done = test.services.values().import(&operator(), file, "values.csv", ImportMode::Apply).await;
    done.expect("storage answers").expect("nothing is refused");
    is_right(&test).await;
    assert_eq!((figure(department).await, figure(province).await), (Some(Amount::whole(30)), Some(Amount::whole(60))));
    // So it is with figures of a grade alone.
    let least = domain::trust::TrustGrade::EvidenceVerified;
    let narrowed = test.services.of_grade(least).await.expect("figures of a grade");
    add_up(&narrowed).await;
    test.services.rollups().rebuild(&operator()).await.expect("rebuilt");
    is_right(&test).await;
}

async fn sums_of_an_earlier_release_are_kept_by_kind_once(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &["2569-q4", ROUND]).await else { return };
    for round in ["2569-q4", ROUND] {
        let values = [("d001", "svc-e2e", percent(40), None), ("th-50", "svc-e2e", percent(90), None)];
        accept_all(&test.services, round, &values).await;
    }
    let forget = async |rule: i32| {
        let mut tx = test.services.db().write().await.expect("a transaction");
        on!(&mut tx, conn => sqlx::query("DELETE FROM kind_rollup").execute(conn).await.map(|_| ())).expect("cleared");
        let sql = "UPDATE installation SET sums_rule = $1";
        on!(&mut tx, conn => sqlx::query(sql).bind(rule).execute(conn).await.map(|_| ())).expect("an earlier release");
        tx.commit().await.expect("kept");
    };
    let wrong = async || test.services.rollups().check(&operator()).await.expect("checked").len();
    forget(1).await;
    assert!(wrong().await > 0, "a check tells what is missing");
    test.services.renew_sums().await.expect("renewed");
    is_right(&test).await;
    test.services.audit().verify(&operator()).await.expect("a whole chain");
    forget(2).await;
    test.services.renew_sums().await.expect("nothing to do");
    assert!(wrong().await > 0, "sums of this release are left as they are");
}

async fn a_body_that_first_has_others_below_is_in_the_sums_of_its_kind(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &[ROUND]).await else { return };
    accept_all(&test.services, ROUND, &[("th-50", "svc-e2e", percent(90), None)]).await;
    let mut register = bodies(2);
    register.push(body("town", Some("th-50"), OrganisationKind::LocalAdministration, Duty::Reports));
    let imported = test.services.organisations().import(&operator(), register, vec![], ImportMode::Apply).await;
    imported.expect("imported");
    is_right(&test).await;
    let provinces = of_kind(&test.services, Some(OrganisationKind::Province)).await;
    assert_eq!(indicators(&provinces)["svc-e2e"].figure, Some(Amount::whole(90)));
}

async fn a_body_that_changes_its_kind_takes_its_figures_along(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 2, &[ROUND]).await else { return };
    contract_scores::import(&test, classed(1, "3"), ImportMode::Apply).await;
    let values = [("d001", "svc-e2e", percent(40), None), ("d002", "svc-e2e", percent(60), None)];
    accept_all(&test.services, ROUND, &values).await;
    let told = async |kind| {
        let page = of_kind(&test.services, Some(kind)).await;
        (page.kind, indicators(&page)["svc-e2e"].figure, page.maturity[0].coverage.contributors)
    };
    let (department, university) = (OrganisationKind::Department, OrganisationKind::University);
    assert_eq!(told(department).await, (Some(department), Some(Amount::whole(50)), 2));
    let mut register = bodies(2);
    for body in register.iter_mut().filter(|body| body.code.as_str() == "d002") {
        body.kind = university;
    }
    let imported = test.services.organisations().import(&operator(), register, vec![], ImportMode::Apply).await;
    imported.expect("imported");
    is_right(&test).await;
    assert_eq!(told(department).await, (Some(department), Some(Amount::whole(40)), 1));
    assert_eq!(told(university).await, (Some(university), Some(Amount::whole(60)), 1));
}

async fn levels_of_a_kind_are_those_of_its_bodies(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 3, &["2569-q4", ROUND]).await else { return };
    contract_scores::import(&test, classed(1, "3"), ImportMode::Apply).await;
    contract_scores::accept_percents(&test, "2569-q4", &[("d001", 40), ("d002", 60), ("th-50", 10)]).await;
    contract_scores::accept_percents(&test, ROUND, &[("d001", 50), ("d002", 80), ("th-50", 20)]).await;
    let told = async |kind| {
        let found = of_kind(&test.services, kind).await.maturity.into_iter().next().expect("a scheme with levels");
        let levels: Vec<i64> = found.levels.iter().map(|(_, bodies)| *bodies).chain([found.without()]).collect();
        (levels, found.median, found.reached.map(|(level, bodies)| (level.to_string(), bodies)), found.before)
    };
    let (levels, median, reached, before) = told(Some(OrganisationKind::Department)).await;
    assert_eq!((levels, median), (vec![0, 1, 1, 1], Some(Amount::whole(65))), "a third has none yet");
    assert_eq!(reached, Some(("high".to_owned(), 1)));
    let crate::dashboards::Then::Comparable { median, change, .. } = before else { panic!("{before:?}") };
    assert_eq!((median, change), (Amount::whole(50), Amount::whole(15)), "beside the same kind before");
    let (levels, median, reached, _) = told(Some(OrganisationKind::Province)).await;
    assert_eq!((levels, median, reached), (vec![1, 0, 0, 0], Some(Amount::whole(20)), Some(("low".to_owned(), 1))));
    let (levels, median, ..) = told(None).await;
    assert_eq!((levels, median), (vec![1, 1, 1, 1], Some(Amount::whole(50))));
    // How far places move is asked of all together, and is not told of a kind.
    let round: RoundCode = code(ROUND);
    let reader = contract_scores::reader();
    test.services.scores().robustness(&reader, &code("mean"), &round).await.expect("drawn");
    let firmness = async |kind| of_kind(&test.services, kind).await.maturity[0].firmness;
    assert!(firmness(None).await.is_some());
    assert_eq!(firmness(Some(OrganisationKind::Department)).await, None);
}

async fn who_is_never_asked_is_not_missed_among_scores(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &[ROUND]).await else { return };
    std::fs::write(&test.settings.signing_key, "07".repeat(32)).expect("a key");
    let services = &test.services;
    let values = [("th-50", OF_PROVINCES, number(10), None), ("d001", "svc-e2e", percent(40), None)];
    accept_all(services, ROUND, &values).await;
    let scheme = imports::schemes::read(LEVELS_OF_PROVINCES.as_bytes()).expect("a scheme");
    // Of the five who owe a report one is asked, and it answered.
    let one_of_one = Coverage { contributors: 1, expected: 1 };
    for mode in [ImportMode::DryRun, ImportMode::Apply] {
        assert_eq!(contract_scores::import(&test, scheme.clone(), mode).await.coverage, one_of_one);
    }
    let (reader, scheme, round) =
        (contract_scores::reader(), code::<SchemeCode>("provinces"), code::<RoundCode>(ROUND));
    let scores = services.scores().of_round(&reader, &scheme, &round).await.expect("scores");
    assert_eq!(scores.coverage, one_of_one);
    let places: Vec<_> = scores.bodies.iter().map(|(kept, place)| (kept.organisation.as_str(), *place)).collect();
    assert_eq!(places, [("th-50", Some(Place { number: 1, is_shared: false })), ("d001", None)]);
    assert_eq!(services.scores().without_level(&reader, &scores).await.expect("read").len(), 0);
    for kind in [None, Some(OrganisationKind::Province)] {
        let found = of_kind(services, kind).await.maturity.into_iter().next().expect("a scheme with levels");
        let told = (found.coverage, found.median, found.without());
        assert_eq!(told, (one_of_one, Some(Amount::whole(10)), 0), "{kind:?}");
    }
    let of_departments = of_kind(services, Some(OrganisationKind::Department)).await;
    assert_eq!(of_departments.maturity.len(), 0, "nothing is asked of them");
    let taking = Taking { round, stage: Stage::Draft, note: String::new() };
    let snapshot = services.snapshots().take(&operator(), &taking).await.expect("taken");
    let verified = services.snapshots().verify(Some(&operator()), &snapshot.code).await.expect("read");
    assert!(!verified.expect("it verifies").is_earlier);
}
