//! What is registered: organisations, plans, indicators, rounds.

use super::{ApiProblem, caller::Caller};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use chrono::NaiveDate;
use domain::{
    ids::{IndicatorCode, OrganisationCode, PlanCode, RoundCode, StrategyCode},
    indicator::Indicator,
    organisation::{Duty, Organisation, OrganisationKind},
    plan::Plan,
    text::Bilingual,
    window::{Window, WindowState},
};
use serde::{Deserialize, Serialize};
use service::Services;

/// A list, ready to grow other members beside its items.
#[derive(Serialize)]
pub(super) struct Items<Item> {
    items: Vec<Item>,
}

type Answer<Item> = Result<Json<Items<Item>>, ApiProblem>;

fn items<Item>(items: impl IntoIterator<Item = Item>) -> Json<Items<Item>> {
    Json(Items { items: items.into_iter().collect() })
}

#[derive(Serialize)]
pub(super) struct OrganisationItem {
    code: OrganisationCode,
    parent: Option<OrganisationCode>,
    kind: OrganisationKind,
    name: Bilingual,
    abbreviation: Bilingual,
    province: Option<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    reports: bool,
}

impl From<&Organisation> for OrganisationItem {
    fn from(body: &Organisation) -> Self {
        Self {
            code: body.code.clone(),
            parent: body.parent.clone(),
            kind: body.kind,
            name: body.name.clone(),
            abbreviation: body.abbreviation.clone(),
            province: body.province.clone(),
            valid_from: body.valid_from,
            valid_to: body.valid_to,
            reports: body.duty == Duty::Reports,
        }
    }
}

/// Every body of the register, in the order of codes.
pub(super) async fn organisations(caller: Caller, State(services): State<Services>) -> Answer<OrganisationItem> {
    let tree = services.organisations().tree(&caller.0).await?;
    Ok(items(tree.bodies().map(OrganisationItem::from)))
}

/// The latest version of every plan, complete.
pub(super) async fn plans(caller: Caller, State(services): State<Services>) -> Answer<Plan> {
    let plans = services.plans().latest(&caller.0).await?;
    Ok(items(plans.iter().map(|plan| Plan::clone(plan))))
}

/// Which indicators are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IndicatorFilter {
    plan: Option<PlanCode>,
    strategy: Option<StrategyCode>,
    indicator: Option<IndicatorCode>,
}

#[derive(Serialize)]
pub(super) struct IndicatorItem {
    plan: PlanCode,
    plan_version: i32,
    #[serde(flatten)]
    indicator: Indicator,
}

/// The indicators of the latest plan versions.
pub(super) async fn indicators(
    caller: Caller,
    State(services): State<Services>,
    filter: Result<Query<IndicatorFilter>, QueryRejection>,
) -> Answer<IndicatorItem> {
    let Query(filter) = filter?;
    let plans = services.plans().latest(&caller.0).await?;
    let wanted_plan = |plan: &Plan| filter.plan.as_ref().is_none_or(|code| *code == plan.plan.code);
    let wanted = |indicator: &Indicator| {
        filter.strategy.as_ref().is_none_or(|code| *code == indicator.strategy)
            && filter.indicator.as_ref().is_none_or(|code| *code == indicator.code)
    };
    let found = plans.iter().filter(|plan| wanted_plan(plan)).flat_map(|plan| {
        plan.indicators.iter().filter(|indicator| wanted(indicator)).map(|indicator| IndicatorItem {
            plan: plan.plan.code.clone(),
            plan_version: plan.plan.version,
            indicator: indicator.clone(),
        })
    });
    Ok(items(found))
}

#[derive(Serialize)]
pub(super) struct RoundItem {
    code: RoundCode,
    plan: PlanCode,
    plan_version: i32,
    period: String,
    period_start: NaiveDate,
    period_end: NaiveDate,
    window: Window,
    state: &'static str,
}

/// The name of a window's state.
fn state_name(state: WindowState) -> &'static str {
    match state {
        WindowState::Upcoming { .. } => "upcoming",
        WindowState::Open { .. } => "open",
        WindowState::Grace { .. } => "grace",
        WindowState::Closed { .. } => "closed",
    }
}

/// All rounds, newest period first.
pub(super) async fn rounds(caller: Caller, State(services): State<Services>) -> Answer<RoundItem> {
    let rounds = services.rounds().latest(&caller.0, i64::MAX).await?;
    Ok(items(rounds.into_iter().map(|now| RoundItem {
        code: now.round.code,
        plan: now.round.plan,
        plan_version: now.round.plan_version,
        period: now.round.period.to_string(),
        period_start: now.round.period.first_day(),
        period_end: now.round.period.last_day(),
        window: now.round.window,
        state: state_name(now.state),
    })))
}
