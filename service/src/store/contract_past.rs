//! A country with a past, for stories about figures: rounds long closed, and reports accepted many at a time by the
//! domain's own moves, which is much quicker than a request for each.

use super::{
    contract::{PLAN, body, operator, start},
    values::Value,
};
use crate::{
    Clock, Services,
    organisations::ImportMode,
    plans::read_plan,
    rollups,
    rounds::NewRound,
    scores,
    testing::{Engine, TestServices, fresh},
    values::reading_in_force,
};
use chrono::{Duration, TimeDelta};
use domain::{
    amount::Amount,
    calendar::Period,
    entry::Applicability,
    ids::{AccountId, OrganisationCode, RoundCode},
    organisation::{Duty, Organisation, OrganisationKind},
    submission::{Remaining, ReportKey, Stamp},
    window::{Window, WindowState},
};

pub(super) const OLD_PLAN: &str = include_str!("../../../reference/plans/dgp-2563.toml");

/// A number with its base, where it has one.
pub(super) type Parts = (Amount, Option<Amount>);

/// A part of a hundred.
pub(super) fn percent(part: i64) -> Parts {
    (Amount::whole(part), Some(Amount::HUNDRED))
}

/// A plain number.
pub(super) fn number(number: i64) -> Parts {
    (Amount::whole(number), None)
}

pub(super) fn code<Code: std::str::FromStr>(text: &str) -> Code
where
    Code::Err: std::fmt::Debug,
{
    text.parse().expect("a code")
}

/// Departments `d001`, `d002` … of two ministries, `mdes` with the odd ones and `moph` with the even ones, and one
/// province.
pub(super) fn bodies(departments: usize) -> Vec<Organisation> {
    let mut bodies = vec![
        body("th", None, OrganisationKind::Root, Duty::None),
        body("mdes", Some("th"), OrganisationKind::Ministry, Duty::None),
        body("moph", Some("th"), OrganisationKind::Ministry, Duty::None),
        body("provinces", Some("th"), OrganisationKind::Group, Duty::None),
        body("courts", Some("th"), OrganisationKind::Group, Duty::None),
        body("th-50", Some("provinces"), OrganisationKind::Province, Duty::Reports),
    ];
    for number in 1..=departments {
        let ministry = if number % 2 == 1 { "mdes" } else { "moph" };
        bodies.push(body(&format!("d{number:03}"), Some(ministry), OrganisationKind::Department, Duty::Reports));
    }
    bodies
}

/// A country of departments with both plans, and rounds of the periods named; the last one is open.
pub(super) async fn country_with_rounds(engine: Engine, departments: usize, periods: &[&str]) -> Option<TestServices> {
    country_with_plans(engine, departments, periods, [OLD_PLAN, PLAN]).await
}

/// The same with other plans: the one until fiscal year 2565, and the one from 2566 on.
pub(super) async fn country_with_plans(
    engine: Engine,
    departments: usize,
    periods: &[&str],
    plans: [&str; 2],
) -> Option<TestServices> {
    let test = fresh(engine, Clock::set(start())).await?;
    let services = &test.services;
    let imported = services.organisations().import(&operator(), bodies(departments), vec![], ImportMode::Apply).await;
    imported.expect("imported");
    for plan in plans {
        let plan = read_plan(plan).expect("a plan");
        services.plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
    }
    for (age, period) in periods.iter().rev().enumerate() {
        let period: Period = code(period);
        let plan = if period.fiscal_year().number() < 2566 { "dgp-2563" } else { "dgp-2566" };
        let opened = start() - Duration::days(1 + 90 * i64::try_from(age).expect("small"));
        let days = |days| opened + Duration::days(days);
        let window = Window::new(days(0), days(30), days(45)).expect("in order");
        services.rounds().open(&operator(), NewRound { plan: code(plan), period, window }).await.expect("opened");
    }
    Some(test)
}

/// One accepted value: of whom, of what, as reported and as verified.
pub(super) type Accepted<'a> = (&'a str, &'a str, Parts, Option<Parts>);

/// Reports on the way to acceptance, in one transaction.
pub(super) async fn accept_all(services: &Services, round: &str, values: &[Accepted<'_>]) {
    let mut tx = services.db().write().await.expect("a transaction");
    let round = services.round_in(&mut tx, &code::<RoundCode>(round)).await.expect("a round");
    let plan = services.plan_of(&mut tx, &round).await.expect("a plan");
    let opens_at = round.window.opens_at();
    let open = WindowState::Open { due_at: round.window.due_at() };
    let stamp = |by| Stamp { by: AccountId::new(uuid::Uuid::from_u128(by)), at: opens_at + TimeDelta::hours(1) };
    let mut agencies: Vec<OrganisationCode> = values.iter().map(|(agency, ..)| code(agency)).collect();
    agencies.sort();
    agencies.dedup();
    for agency in agencies {
        let key = ReportKey { round: round.code.clone(), agency };
        let expected = super::submissions::get(&mut tx, &key).await.expect("read").expect("a report");
        let draft = expected.edit(stamp(1), open).expect("typed");
        let submitted = draft.clone().submit(stamp(1), open, Remaining::None).expect("submitted");
        let approved = submitted.clone().approve(stamp(2)).expect("approved");
        let accepted = approved.clone().accept(stamp(3)).expect("accepted");
        for moved in [draft, submitted, approved, accepted] {
            super::submissions::save(&mut tx, &moved).await.expect("saved");
        }
    }
    let mut rows = Vec::new();
    for (agency, indicator, reported, verified) in values {
        let value = Value {
            round: round.code.clone(),
            agency: code(agency),
            indicator: code(indicator),
            revision: 1,
            applicability: Applicability::Applies,
            reported: Some(*reported),
            verified: *verified,
            explanation: String::new(),
            trust: domain::trust::TrustGrade::default(),
            accepted_at: opens_at + TimeDelta::hours(1),
            working: None,
        };
        let asked = plan.indicator(&value.indicator).expect("an indicator of the plan");
        let figure = reading_in_force(asked, &value).and_then(|reading| reading.figure(asked)).expect("a figure");
        rows.push((value, Some(figure)));
    }
    super::values::insert(&mut tx, &rows).await.expect("inserted");
    let tree = services.tree_of(&mut tx, &round).await.expect("a register");
    rollups::rebuild_round(services, &mut tx, &round, &tree).await.expect("rebuilt");
    scores::rebuild::rebuild_round(services, &mut tx, &round).await.expect("scored");
    scores::follow(services, &mut tx, &round, None).await.expect("followed");
    tx.commit().await.expect("kept");
}
