//! What is listed and added up of a round at a body that went elsewhere since, told to `SQLite` and `PostgreSQL` alike: who is late, figures
//! of a grade, and figures that still hold from an earlier round. Each differs from what the register of now would give.

use super::{
    contract::{on_both_databases, operator},
    contract_moves::{FIRST, SECOND, goes, is_right, moved, names, page, set, stands, three_quarters, told},
    contract_past::{accept_all, bodies, code, country_with_rounds, percent},
    contract_scores::reader,
};
use crate::{
    Services,
    dashboards::{HeatFilter, IndicatorFilter, LateAmong, Narrowing, OrganisationDashboard},
    organisations::ImportMode,
    testing::{Engine, TestServices},
};
use domain::{
    amount::Amount,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    organisation::{OrganisationEvent, OrganisationKind},
    trust::TrustGrade,
};

on_both_databases!(
    who_is_late_is_listed_below_the_ministry_of_the_round,
    figures_of_a_grade_are_added_up_where_bodies_stood_in_the_round,
    a_figure_that_still_holds_is_of_those_who_stood_there_when_it_was_given,
);

const YEAR_END: &str = "2569-q4";
const YEARLY: &str = "svc-accessibility";

async fn who_is_late_is_listed_below_the_ministry_of_the_round(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    let mut register = bodies(4);
    for body in register.iter_mut().filter(|body| body.code.as_str() == "d004") {
        body.parent = Some(code("mdes"));
    }
    let event = OrganisationEvent { organisation: code("d004"), ..moved("2027-02-01", "moph") };
    let organisations = test.services.organisations();
    organisations.import(&operator(), register, vec![event], ImportMode::Apply).await.expect("moved");
    for (round, ministry, other) in [(FIRST, "moph", "mdes"), (SECOND, "mdes", "moph")] {
        let round: RoundCode = code(round);
        let dashboards = test.services.dashboards();
        let late = dashboards.late(&reader(), &round, None, 50).await.expect("late").agencies;
        let above =
            late.iter().find(|late| late.organisation.code.as_str() == "d004").expect("it is late").above.clone();
        assert_eq!(above.map(|above| above.code), Some(code(ministry)), "{round}");
        for (ministry, silent) in [(ministry, set(["d004"])), (other, set([]))] {
            let among = LateAmong { under: Some(code(ministry)), ..LateAmong::default() };
            let late = dashboards.late_of(&reader(), &round, &among, None, 50).await.expect("late").agencies;
            assert_eq!(names(late.iter().map(|late| &late.organisation.code)), silent, "{ministry} in {round}");
            let late = page(&test.services, ministry, round.as_str()).await.late.agencies;
            assert_eq!(names(late.iter().map(|late| &late.organisation.code)), silent, "{ministry} in {round}");
        }
    }
}

/// The figures of an indicator at both ministries in the heat map of a round, of those alone that have a grade.
async fn graded(services: &Services, round: &str, indicator: &str) -> [Option<Amount>; 2] {
    let filter = HeatFilter { page: 1, least: TrustGrade::EvidenceAttached, ..HeatFilter::default() };
    let shown = services.dashboards().heat_map(&reader(), &code("th"), Some(&code(round)), &filter).await;
    let shown = shown.expect("a heat map");
    assert_eq!(shown.least, TrustGrade::EvidenceAttached, "they are few enough to be added up");
    let mut columns = shown.columns.iter().flat_map(|(_, indicators)| indicators);
    let place = columns.position(|column| column.code.as_str() == indicator).expect("a column");
    ["mdes", "moph"].map(|ministry| {
        let row = shown.rows.iter().find(|row| row.organisation.code.as_str() == ministry).expect("a row");
        row.cells[place].and_then(|cell| cell.figure)
    })
}

/// A file lies beside every figure but those of one agency.
async fn attach_to_all_but(test: &TestServices, agency: &str, rounds: &[&str]) {
    let mut tx = test.services.db().write().await.expect("a transaction");
    for round in rounds {
        super::rounds::lock(&mut tx, &code(round)).await.expect("locked");
    }
    let sql = "UPDATE value SET trust = $1 WHERE agency <> $2";
    on!(&mut tx, conn => sqlx::query(sql)
        .bind(TrustGrade::EvidenceAttached.as_ref()).bind(agency)
        .execute(conn).await.map(|_| ()))
    .expect("graded");
    tx.commit().await.expect("kept");
}

async fn figures_of_a_grade_are_added_up_where_bodies_stood_in_the_round(engine: Engine) {
    let Some(test) = three_quarters(engine).await else { return };
    goes(&test).await;
    attach_to_all_but(&test, "d003", &[FIRST, SECOND]).await;
    let of_grade = test.services.of_grade(TrustGrade::EvidenceAttached).await.expect("figures of a grade");
    let whole = |figure| Some(Amount::whole(figure));
    for (round, expected) in [(FIRST, [whole(40), whole(70)]), (SECOND, [None, whole(60)])] {
        assert_eq!(graded(&test.services, round, "svc-e2e").await, expected, "{round}");
        let figures = [told(&of_grade, "mdes", round).await.0, told(&of_grade, "moph", round).await.0];
        assert_eq!(figures, expected, "{round}");
    }
}

/// The figure of an indicator on the page of a body, with how many agencies are in it of how many.
fn held(page: &OrganisationDashboard, indicator: &str) -> (Option<Amount>, i64, i64) {
    let mut indicators = page.strategies.iter().flat_map(|strategy| &strategy.indicators);
    let found = indicators.find(|of| of.indicator.code.as_str() == indicator).expect("an indicator");
    (found.figure, found.contributors, found.expected_contributors)
}

async fn a_figure_that_still_holds_is_of_those_who_stood_there_when_it_was_given(engine: Engine) {
    let Some(test) = country_with_rounds(engine, 4, &[YEAR_END, FIRST]).await else { return };
    let values =
        [("d001", YEARLY, percent(40), None), ("d002", YEARLY, percent(70), None), ("d003", YEARLY, percent(80), None)];
    accept_all(&test.services, YEAR_END, &values).await;
    // In the quarter in which it is not asked for.
    stands(&test, "moph", vec![moved("2026-11-01", "mdes")]).await.expect("moved");
    is_right(&test).await;
    attach_to_all_but(&test, "d004", &[YEAR_END]).await;
    let (services, first, yearly): (_, RoundCode, IndicatorCode) = (&test.services, code(FIRST), code(YEARLY));
    let whole = |figure| Some(Amount::whole(figure));
    assert_eq!(graded(services, FIRST, YEARLY).await, [whole(60), whole(70)]);
    let departments = Narrowing { kind: Some(OrganisationKind::Department), ..Narrowing::default() };
    for (ministry, figure, contributors, below) in
        [("mdes", 60, 2, set(["d001", "d003"])), ("moph", 70, 1, set(["d002", "d004"]))]
    {
        let node: OrganisationCode = code(ministry);
        let expected = (whole(figure), contributors, 2);
        assert_eq!(held(&page(services, ministry, FIRST).await, YEARLY), expected, "{ministry}");
        let dashboards = services.dashboards();
        let narrowed = dashboards.organisation_page(&reader(), &node, Some(&first), 1, &departments).await;
        let narrowed = narrowed.expect("a page").dashboard.expect("a round");
        assert_eq!(held(&narrowed, YEARLY), expected, "{ministry}");
        let filter = IndicatorFilter { page: 1, under: Some(node), ..IndicatorFilter::default() };
        let found = dashboards.indicator_of(&reader(), &yearly, Some(&first), &filter).await.expect("a page");
        assert_eq!(names(found.parts.iter().map(|part| &part.organisation.code)), below, "{ministry}");
        let together = found.whole.expect("a sum");
        assert_eq!((together.figure, together.coverage.contributors), (whole(figure), contributors), "{ministry}");
    }
    // What is asked anew is of those who stand there by then.
    assert_eq!(
        names(page(services, "mdes", FIRST).await.children.iter().map(|child| &child.organisation.code)),
        set(["d003"])
    );
}
