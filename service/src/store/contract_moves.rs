//! A body goes to another ministry in the middle of a year, told to `SQLite` and `PostgreSQL` alike: every round is counted where the
//! body stood when what it reports on ended, and so is all that its sums are made of.

use super::{
    contract::{accept, on_both_databases, operator, person},
    contract_kinds::add_up,
    contract_maturity::three_pillars,
    contract_past::{accept_all, bodies, code, country_with_rounds, percent},
    contract_scores::{import, reader},
    contract_snapshots::{content, is_whole},
};
use crate::{
    Services,
    dashboards::{HeatFilter, IndicatorFilter, Narrowing, OrganisationDashboard},
    organisations::{ImportDiff, ImportMode, Told, Withdrawal},
    scores::Compared,
    snapshots::Taking,
    submissions::Seen,
    testing::{Engine, TestServices},
    values::ValueFilter,
};
use chrono::Duration;
use domain::{
    access::Role,
    amount::Amount,
    ids::{OrganisationCode, RoundCode},
    organisation::{OrganisationEvent, OrganisationEventKind},
    register::Passage,
    snapshot::Stage,
    submission::ReportKey,
    text::Bilingual,
};
use std::collections::{BTreeMap, BTreeSet};

on_both_databases!(
    a_round_counts_a_body_where_it_stood_when_its_period_ended,
    what_a_sum_is_made_of_stood_there_in_its_round,
    a_correction_moves_the_sums_of_where_the_body_stood,
    a_move_is_told_in_the_trends_of_both_ministries,
    a_snapshot_carries_the_tree_of_its_round,
    a_day_that_is_told_later_brings_rounds_back_and_the_past_stays,
    sums_of_an_earlier_release_come_back_to_where_bodies_stood,
    moves_that_cannot_have_happened_are_refused,
    days_that_cannot_have_happened_are_left_out_and_told,
);

pub(super) const FIRST: &str = "2570-q1";
pub(super) const SECOND: &str = "2570-q2";
pub(super) const THIRD: &str = "2570-q3";

/// A quarter of departments, two of each ministry, in three rounds with figures of all but the last.
pub(super) async fn three_quarters(engine: Engine) -> Option<TestServices> {
    let test = country_with_rounds(engine, 4, &[FIRST, SECOND, THIRD]).await?;
    import(&test, three_pillars(), ImportMode::Apply).await;
    for (round, first) in [(FIRST, 40), (SECOND, 50), (THIRD, 60)] {
        let values = [
            ("d001", "svc-e2e", percent(first), None),
            ("d002", "svc-e2e", percent(70), None),
            ("d003", "svc-e2e", percent(80), None),
        ];
        accept_all(&test.services, round, &values).await;
    }
    Some(test)
}

pub(super) fn moved(on: &str, from: &str) -> OrganisationEvent {
    OrganisationEvent {
        effective_on: on.parse().expect("a day"),
        kind: OrganisationEventKind::Moved,
        organisation: code("d001"),
        other: Some(code(from)),
        name_before: Bilingual::default(),
        note: String::new(),
        source: "test".to_owned(),
    }
}

/// The first department stands below a ministry from now on.
pub(super) async fn stands(
    test: &TestServices,
    below: &str,
    told: impl Into<Told>,
) -> crate::ServiceResult<ImportDiff> {
    let mut register = bodies(4);
    for body in register.iter_mut().filter(|body| body.code.as_str() == "d001") {
        body.parent = Some(code(below));
    }
    test.services.organisations().import(&operator(), register, told, ImportMode::Apply).await
}

/// It goes from the one ministry to the other in the second quarter.
pub(super) async fn goes(test: &TestServices) {
    stands(test, "moph", vec![moved("2027-02-01", "mdes")]).await.expect("moved");
}

/// That all that is kept is what it should be.
pub(super) async fn is_right(test: &TestServices) {
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
    assert_eq!(test.services.scores().check(&operator()).await.expect("checked"), []);
    add_up(&test.services).await;
}

pub(super) async fn page(services: &Services, body: &str, round: &str) -> OrganisationDashboard {
    let found = services.dashboards().organisation(&reader(), &code(body), Some(&code(round)), 1).await;
    found.expect("a page")
}

/// The figure of a ministry in a round, how many agencies are in it of how many, and how many reports are owed there.
pub(super) async fn told(services: &Services, body: &str, round: &str) -> (Option<Amount>, i64, i64, i64) {
    let page = page(services, body, round).await;
    let indicators = page.strategies.iter().flat_map(|strategy| &strategy.indicators);
    let of = indicators.into_iter().find(|of| of.indicator.code.as_str() == "svc-e2e").expect("an indicator");
    (of.figure, of.contributors, of.expected_contributors, page.completeness.expected)
}

/// Both ministries.
pub(super) async fn both(services: &Services, round: &str) -> [(Option<Amount>, i64, i64, i64); 2] {
    [told(services, "mdes", round).await, told(services, "moph", round).await]
}

/// A figure of so many agencies, all with a figure but for those that are silent.
pub(super) fn sum(figure: i64, agencies: i64, silent: i64) -> (Option<Amount>, i64, i64, i64) {
    (Some(Amount::whole(figure)), agencies, agencies + silent, agencies + silent)
}

async fn a_round_counts_a_body_where_it_stood_when_its_period_ended(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    let services = &test.services;
    let stamps = async || {
        let mut tx = services.db().read().await.expect("a transaction");
        super::rounds::every_stamp(&mut tx).await.expect("stamps")
    };
    let before = both(services, FIRST).await;
    assert_eq!(before, [sum(60, 2, 0), sum(70, 1, 1)]);
    let (first, second): (RoundCode, RoundCode) = (code(FIRST), code(SECOND));
    let stood = stamps().await;

    goes(&test).await;
    is_right(&test).await;
    assert_eq!(both(services, FIRST).await, before, "history stays where it was");
    assert_eq!(both(services, SECOND).await, [sum(80, 1, 0), sum(60, 2, 1)]);
    assert_eq!(both(services, THIRD).await, [sum(80, 1, 0), sum(65, 2, 1)]);
    let stands_now = stamps().await;
    assert_eq!(stands_now[&first], stood[&first], "nothing of the round before is made anew");
    assert_ne!(stands_now[&second], stood[&second]);
    services.rollups().rebuild(&operator()).await.expect("rebuilt");
    assert_eq!(both(services, FIRST).await, before, "nor does making all anew move it");

    // And it comes back.
    stands(&test, "mdes", vec![moved("2027-05-01", "moph")]).await.expect("moved");
    is_right(&test).await;
    assert_eq!(both(services, FIRST).await, before);
    assert_eq!(both(services, SECOND).await, [sum(80, 1, 0), sum(60, 2, 1)]);
    assert_eq!(both(services, THIRD).await, [sum(70, 2, 0), sum(70, 1, 1)]);
}

pub(super) fn names<'a>(bodies: impl IntoIterator<Item = &'a OrganisationCode>) -> BTreeSet<String> {
    bodies.into_iter().map(ToString::to_string).collect()
}

pub(super) fn set<const N: usize>(codes: [&str; N]) -> BTreeSet<String> {
    codes.into_iter().map(str::to_owned).collect()
}

async fn what_a_sum_is_made_of_stood_there_in_its_round(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    goes(&test).await;
    let (services, reader) = (&test.services, reader());
    let expected = [
        ("mdes", FIRST, set(["d001", "d003"])),
        ("moph", FIRST, set(["d002", "d004"])),
        ("mdes", SECOND, set(["d003"])),
        ("moph", SECOND, set(["d001", "d002", "d004"])),
    ];
    for (ministry, round, below) in expected {
        let (node, round_code): (OrganisationCode, RoundCode) = (code(ministry), code(round));
        let place = format!("{ministry} in {round}");
        let shown = page(services, ministry, round).await;
        assert_eq!(names(shown.children.iter().map(|child| &child.organisation.code)), below, "{place}");
        let filter = IndicatorFilter { page: 1, under: Some(node.clone()), ..IndicatorFilter::default() };
        let dashboards = services.dashboards();
        let found = dashboards.indicator_of(&reader, &code("svc-e2e"), Some(&round_code), &filter).await;
        let found = found.expect("a page");
        assert_eq!(names(found.parts.iter().map(|part| &part.organisation.code)), below, "{place}");
        let whole = found.whole.expect("a sum").coverage;
        let parts = found.parts.iter().map(|part| (part.coverage.contributors, part.coverage.expected));
        let together = parts.fold((0, 0), |(some, all), (one, of)| (some + one, all + of));
        assert_eq!(together, (whole.contributors, whole.expected), "{place}");
        let filter = HeatFilter { page: 1, ..HeatFilter::default() };
        let heat_map = dashboards.heat_map(&reader, &node, Some(&round_code), &filter).await.expect("a heat map");
        assert_eq!(names(heat_map.rows.iter().map(|row| &row.organisation.code)), below, "{place}");
        let filter =
            ValueFilter { round: Some(round_code.clone()), organisation: Some(node.clone()), ..ValueFilter::default() };
        let listed = services.values().list(&reader, &filter).await.expect("values").values;
        let with_figure: BTreeSet<String> = below.iter().filter(|body| *body != "d004").cloned().collect();
        assert_eq!(names(listed.iter().map(|value| &value.agency)), with_figure, "{place}");
        let complete = services.completeness().of(&reader, Some(&node), Some(&round_code)).await.expect("a page");
        assert_eq!(names(complete.children.iter().map(|(child, _)| &child.code)), below, "{place}");
        let (_, rows) =
            services.completeness().every_body(&reader, Some(&node), Some(&round_code)).await.expect("rows");
        assert_eq!(i64::try_from(rows.len()).expect("few"), complete.counts.expected + 1, "{place}");
        let scores = services.scores().of_round(&reader, &code("mean"), &round_code).await.expect("scores");
        let of_node = scores.bodies.iter().map(|(kept, _)| &kept.organisation);
        let of_node = of_node.filter(|body| scores.tree.path(body).contains(&node));
        assert_eq!(names(of_node), with_figure, "{place}");
        let found = dashboards.organisation_page(&reader, &node, Some(&round_code), 1, &Narrowing::default()).await;
        let profile = found.expect("a page").profiles.into_iter().next().expect("a profile");
        let Compared::WithCountry { below: covered } = profile.compared else { panic!("{:?}", profile.compared) };
        assert_eq!((covered.contributors, covered.expected), (whole.contributors, whole.expected), "{place}");
    }
    // All rounds at once are each listed as bodies stood in it.
    let filter = ValueFilter { organisation: Some(code("mdes")), ..ValueFilter::default() };
    let mut by_round: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for value in services.values().list(&reader, &filter).await.expect("values").values {
        by_round.entry(value.round.to_string()).or_default().push(value.agency.to_string());
    }
    assert_eq!(by_round.get(FIRST).map(Vec::len), Some(2), "{by_round:?}");
}

async fn a_correction_moves_the_sums_of_where_the_body_stood(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    goes(&test).await;
    let key = ReportKey { round: code(FIRST), agency: code("d001") };
    let reviewer = person(4, Role::Reviewer, "th");
    test.services.submissions().correct(&reviewer, &key, Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    assert_eq!(page(&test.services, "mdes", FIRST).await.completeness.draft, 1);
    is_right(&test).await;
    accept(&test, "d001", "20", &[]).await;
    is_right(&test).await;
    assert_eq!(both(&test.services, FIRST).await, [sum(50, 2, 0), sum(70, 1, 1)]);
    assert_eq!(both(&test.services, SECOND).await, [sum(80, 1, 0), sum(60, 2, 1)]);
}

async fn a_move_is_told_in_the_trends_of_both_ministries(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    goes(&test).await;
    let told = async |body: &str, round: &str| -> Vec<Vec<Passage>> {
        let trend = page(&test.services, body, round).await.trend;
        trend.into_iter().map(|point| point.moves.iter().map(|told| told.passage).collect()).collect()
    };
    assert_eq!(told("mdes", THIRD).await, [vec![], vec![Passage::Left], vec![]]);
    assert_eq!(told("moph", THIRD).await, [vec![], vec![Passage::Came], vec![]]);
    assert_eq!(told("d001", THIRD).await, [vec![], vec![Passage::Own], vec![]]);
    assert_eq!(told("d003", THIRD).await, [vec![], vec![], vec![]]);
    assert_eq!(told("mdes", FIRST).await, [vec![]], "it had not happened");
    let page = test.services.dashboards().national(&reader(), Some(&code(THIRD))).await.expect("a page");
    assert!(page.trend.iter().all(|point| point.moves.is_empty()), "the country lost nobody");
}

async fn a_snapshot_carries_the_tree_of_its_round(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    goes(&test).await;
    std::fs::write(&test.settings.signing_key, "07".repeat(32)).expect("a key");
    for (round, ministry) in [(FIRST, "mdes"), (SECOND, "moph")] {
        let taking = Taking { round: code(round), stage: Stage::Draft, note: String::new() };
        let snapshot = test.services.snapshots().take(&operator(), &taking).await.expect("taken");
        assert!(is_whole(&test, &snapshot.code).await.is_ok(), "{round}");
        let file = String::from_utf8(content(&test, &snapshot.code).await).expect("text");
        let line = file.lines().find(|line| line.contains("\"d001\"") && line.contains("\"parent\"")).expect("a body");
        assert!(line.contains(&format!("\"parent\":\"{ministry}\"")), "{round}: {line}");
    }
}

async fn a_day_that_is_told_later_brings_rounds_back_and_the_past_stays(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    let services = &test.services;
    let later = || {
        test.clock.advance(Duration::hours(1));
        services.now()
    };
    let before = later();
    later();
    // The day is not known: the register of now counts.
    stands(&test, "moph", vec![]).await.expect("moved");
    is_right(&test).await;
    assert_eq!(both(services, FIRST).await, [sum(80, 1, 0), sum(55, 2, 1)]);
    let undated = later();
    later();
    stands(&test, "moph", vec![moved("2027-02-01", "mdes")]).await.expect("told");
    is_right(&test).await;
    assert_eq!(both(services, FIRST).await, [sum(60, 2, 0), sum(70, 1, 1)]);
    later();
    for (at, of_first, of_second) in [
        (before, [sum(60, 2, 0), sum(70, 1, 1)], [sum(65, 2, 0), sum(70, 1, 1)]),
        (undated, [sum(80, 1, 0), sum(55, 2, 1)], [sum(80, 1, 0), sum(60, 2, 1)]),
    ] {
        let then = services.as_of(at).await.expect("a past");
        assert_eq!(both(&then, FIRST).await, of_first, "{at}");
        assert_eq!(both(&then, SECOND).await, of_second, "{at}");
        assert_eq!(then.rollups().check(&operator()).await.expect("checked"), [], "{at}");
    }
}

async fn sums_of_an_earlier_release_come_back_to_where_bodies_stood(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    stands(&test, "moph", vec![]).await.expect("moved");
    let mut tx = test.services.db().write().await.expect("a transaction");
    let event = moved("2027-02-01", "mdes");
    super::organisations::save_events(&mut tx, &[event], test.services.now()).await.expect("told");
    super::organisations::advance_stamp(&mut tx).await.expect("told");
    let sql = "UPDATE installation SET sums_rule = 2";
    on!(&mut tx, conn => sqlx::query(sql).execute(conn).await.map(|_| ())).expect("an earlier release");
    tx.commit().await.expect("kept");
    assert_ne!(test.services.rollups().check(&operator()).await.expect("checked"), [], "a check tells");
    test.services.renew_sums().await.expect("renewed");
    is_right(&test).await;
    assert_eq!(both(&test.services, FIRST).await, [sum(60, 2, 0), sum(70, 1, 1)]);
    test.services.audit().verify(&operator()).await.expect("a whole chain");
}

async fn moves_that_cannot_have_happened_are_refused(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    let refused = stands(&test, "moph", vec![moved("2027-02-01", "d001")]).await;
    assert!(
        matches!(&refused, Err(crate::ServiceError::Invalid { code, .. }) if *code == "moves_make_no_tree"),
        "{refused:?}"
    );
    assert_eq!(both(&test.services, SECOND).await, [sum(65, 2, 0), sum(70, 1, 1)]);
}

async fn days_that_cannot_have_happened_are_left_out_and_told(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    let services = &test.services;
    stands(&test, "moph", vec![]).await.expect("moved");
    let below_itself = OrganisationEvent { organisation: code("d002"), ..moved("2027-04-01", "d002") };
    let mut tx = services.db().write().await.expect("a transaction");
    let events = [moved("2027-02-01", "mdes"), below_itself.clone()];
    super::organisations::save_events(&mut tx, &events, services.now()).await.expect("told");
    super::organisations::advance_stamp(&mut tx).await.expect("told");
    let sql = "UPDATE installation SET sums_rule = 3";
    on!(&mut tx, conn => sqlx::query(sql).execute(conn).await.map(|_| ())).expect("an earlier release");
    tx.commit().await.expect("kept");
    let impossible = async || -> Vec<String> {
        let found = services.organisations().impossible_moves(&operator()).await.expect("looked for");
        found.iter().map(|refused| refused.on.to_string()).collect()
    };
    assert_eq!(impossible().await, ["2027-04-01"]);
    services.renew_sums().await.expect("renewed");
    is_right(&test).await;
    assert_eq!(both(services, FIRST).await, [sum(60, 2, 0), sum(70, 1, 1)]);
    assert_eq!(both(services, SECOND).await, [sum(80, 1, 0), sum(60, 2, 1)]);
    // They keep nobody from bringing the rest up to date, but no other one is taken.
    stands(&test, "moph", vec![]).await.expect("nothing new");
    let another = stands(&test, "moph", vec![moved("2027-03-01", "d001")]).await;
    assert!(another.is_err_and(|refused| refused.code() == "moves_make_no_tree"));
    let told = Told { withdrawn: vec![Withdrawal { line: 2, event: below_itself }], ..Told::default() };
    stands(&test, "moph", told).await.expect("withdrawn");
    assert_eq!(impossible().await, Vec::<String>::new());
    is_right(&test).await;
}
