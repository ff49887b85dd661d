//! What is registered: organisations, plans, indicators, rounds.

use super::{ApiProblem, caller::Caller, paging::Row, past::as_of, scores::AskedThen};
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
    sheet::harmless,
    size::Size,
    text::Bilingual,
    window::{Window, WindowState},
};
use serde::{Deserialize, Serialize};
use service::Services;
use utoipa::{IntoParams, ToSchema};

/// A list, ready to grow other members beside its items.
#[derive(Serialize, ToSchema)]
pub(super) struct Items<Item> {
    items: Vec<Item>,
}

type Answer<Item> = Result<Json<Items<Item>>, ApiProblem>;

pub(super) fn items<Item>(items: impl IntoIterator<Item = Item>) -> Json<Items<Item>> {
    Json(Items { items: items.into_iter().collect() })
}

/// A body of the state.
#[derive(Serialize, ToSchema)]
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
    /// How large it is, with its source; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<Size>,
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
            size: body.size.clone(),
        }
    }
}

impl Row for OrganisationItem {
    const HEADING: &'static [&'static str] = &[
        "code",
        "parent",
        "kind",
        "name_th",
        "name_en",
        "abbreviation_th",
        "abbreviation_en",
        "province",
        "valid_from",
        "valid_to",
        "reports",
        "size_measure",
        "size",
        "size_counted_on",
        "size_status",
        "size_source",
    ];

    fn cells(&self) -> Vec<String> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let size = |of: fn(&Size) -> String| self.size.as_ref().map(of).unwrap_or_default();
        vec![
            self.code.to_string(),
            self.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
            self.kind.as_ref().to_owned(),
            harmless(&self.name.th),
            harmless(&self.name.en),
            harmless(&self.abbreviation.th),
            harmless(&self.abbreviation.en),
            harmless(self.province.as_deref().unwrap_or_default()),
            day(self.valid_from),
            day(self.valid_to),
            self.reports.to_string(),
            size(|size| size.measure.as_ref().to_owned()),
            size(|size| size.number.to_string()),
            size(|size| size.counted_on.to_string()),
            size(|size| size.provenance.status.as_ref().to_owned()),
            size(|size| harmless(&size.provenance.source)),
        ]
    }
}

/// Every body of the register, in the order of codes.
#[utoipa::path(
    get,
    path = "/organisations",
    tag = "registers",
    params(AskedThen),
    responses((status = 200, body = Items<OrganisationItem>))
)]
pub(super) async fn organisations(
    caller: Caller,
    State(services): State<Services>,
    asked: Result<Query<AskedThen>, QueryRejection>,
) -> Answer<OrganisationItem> {
    let services = as_of(&services, asked?.as_of.as_deref()).await?;
    let tree = services.organisations().tree(&caller.0).await?;
    Ok(items(tree.bodies().map(OrganisationItem::from)))
}

/// The latest version of every plan, complete.
#[utoipa::path(
    get,
    path = "/plans",
    tag = "registers",
    params(AskedThen),
    responses((status = 200, body = Items<Plan>))
)]
pub(super) async fn plans(
    caller: Caller,
    State(services): State<Services>,
    asked: Result<Query<AskedThen>, QueryRejection>,
) -> Answer<Plan> {
    let services = as_of(&services, asked?.as_of.as_deref()).await?;
    let plans = services.plans().latest(&caller.0).await?;
    Ok(items(plans.iter().map(|plan| Plan::clone(plan))))
}

/// Which indicators are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct IndicatorFilter {
    #[param(inline)]
    plan: Option<PlanCode>,
    #[param(inline)]
    strategy: Option<StrategyCode>,
    #[param(inline)]
    indicator: Option<IndicatorCode>,
    #[serde(rename = "asOf", alias = "as_of")]
    as_of: Option<String>,
}

/// An indicator with the plan that defines it.
#[derive(Serialize, ToSchema)]
pub(super) struct IndicatorItem {
    plan: PlanCode,
    plan_version: i32,
    #[serde(flatten)]
    indicator: Indicator,
}

impl IndicatorItem {
    fn one(plan: &Plan, indicator: &Indicator) -> Self {
        Self { plan: plan.plan.code.clone(), plan_version: plan.plan.version, indicator: indicator.clone() }
    }

    /// The indicators of a plan, in its order.
    pub(super) fn of(plan: &Plan) -> Vec<Self> {
        plan.indicators.iter().map(|indicator| Self::one(plan, indicator)).collect()
    }
}

/// The indicators of the latest plan versions.
#[utoipa::path(
    get,
    path = "/indicators",
    tag = "registers",
    params(IndicatorFilter),
    responses((status = 200, body = Items<IndicatorItem>))
)]
pub(super) async fn indicators(
    caller: Caller,
    State(services): State<Services>,
    filter: Result<Query<IndicatorFilter>, QueryRejection>,
) -> Answer<IndicatorItem> {
    let Query(filter) = filter?;
    let services = as_of(&services, filter.as_of.as_deref()).await?;
    let plans = services.plans().latest(&caller.0).await?;
    let wanted_plan = |plan: &Plan| filter.plan.as_ref().is_none_or(|code| *code == plan.plan.code);
    let wanted = |indicator: &Indicator| {
        filter.strategy.as_ref().is_none_or(|code| *code == indicator.strategy)
            && filter.indicator.as_ref().is_none_or(|code| *code == indicator.code)
    };
    let found = plans.iter().filter(|plan| wanted_plan(plan)).flat_map(|plan| {
        let of_plan = plan.indicators.iter().filter(|indicator| wanted(indicator));
        of_plan.map(|indicator| IndicatorItem::one(plan, indicator))
    });
    Ok(items(found))
}

/// A round of reporting.
#[derive(Serialize, ToSchema)]
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
#[utoipa::path(
    get,
    path = "/rounds",
    tag = "registers",
    params(AskedThen),
    responses((status = 200, body = Items<RoundItem>))
)]
pub(super) async fn rounds(
    caller: Caller,
    State(services): State<Services>,
    asked: Result<Query<AskedThen>, QueryRejection>,
) -> Answer<RoundItem> {
    let services = as_of(&services, asked?.as_of.as_deref()).await?;
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
