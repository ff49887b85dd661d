//! What is registered: organisations, plans, indicators, rounds.

/// Rounds.
pub(super) mod rounds;

use super::{
    ApiProblem,
    caller::Caller,
    paging::{self, Page, Row, answered, behind, most, place, whole},
    past::as_of,
    scores::AskedThen,
};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use chrono::NaiveDate;
use domain::{
    ids::{CodeError, IndicatorCode, OrganisationCode, PlanCode, StrategyCode},
    indicator::Indicator,
    organisation::{Duty, Organisation, OrganisationKind},
    plan::Plan,
    sheet::harmless,
    size::Size,
    text::{Bilingual, Language},
};
use serde::{Deserialize, Serialize};
use service::Services;
use std::{fmt, str::FromStr};
use utoipa::{IntoParams, ToSchema};

/// Which bodies are asked for: so many of them from a place on. Their names stand in both languages, whichever is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    #[param(inline)]
    language: Option<Language>,
    #[serde(rename = "asOf", alias = "as_of")]
    as_of: Option<String>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
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
    params(Asked),
    responses((
        status = 200,
        content((Page<OrganisationItem> = "application/json"), (String = "text/csv")),
        headers(("Link" = String))
    ))
)]
pub(super) async fn organisations(
    caller: Caller,
    State(services): State<Services>,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let Query(asked) = asked?;
    let (most, after) = (most(asked.limit)?, place::<OrganisationCode>(asked.after.as_deref())?);
    let services = as_of(&services, asked.as_of.as_deref()).await?;
    let tree = services.organisations().tree(&caller.0).await?;
    let bodies: Vec<&Organisation> = tree.bodies().collect();
    let (page, next) = behind(bodies, |body| &body.code, after.as_ref(), most)?;
    let pairs = [
        ("language", asked.language.map(|language| language.as_ref().to_owned())),
        ("asOf", asked.as_of.clone()),
        ("limit", asked.limit.map(|limit| limit.to_string())),
    ];
    let next = next.map(|after| paging::next("/api/v1/organisations", &pairs, &after));
    answered(&headers, page.into_iter().map(OrganisationItem::from).collect(), next)
}

/// The latest version of every plan, complete.
#[utoipa::path(
    get,
    path = "/plans",
    tag = "registers",
    params(AskedThen),
    responses((status = 200, body = Page<Plan>))
)]
pub(super) async fn plans(
    caller: Caller,
    State(services): State<Services>,
    headers: HeaderMap,
    asked: Result<Query<AskedThen>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let Query(asked) = asked?;
    let services = as_of(&services, asked.as_of.as_deref()).await?;
    let plans = services.plans().latest(&caller.0).await?;
    whole(&headers, plans.iter().map(|plan| Plan::clone(plan)).collect())
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
    #[param(inline)]
    language: Option<Language>,
    #[serde(rename = "asOf", alias = "as_of")]
    as_of: Option<String>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// After which indicator of which plan a page begins; written `dgp-2566/svc-e2e`.
#[derive(PartialEq, Eq)]
struct IndicatorPlace {
    plan: PlanCode,
    indicator: IndicatorCode,
}

impl fmt::Display for IndicatorPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.plan, self.indicator)
    }
}

impl FromStr for IndicatorPlace {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (plan, indicator) = text.split_once('/').unwrap_or((text, ""));
        Ok(Self { plan: plan.parse()?, indicator: indicator.parse()? })
    }
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

    /// Its code, the same through all plans.
    pub(super) fn code(&self) -> &IndicatorCode {
        &self.indicator.code
    }
}

/// The columns are those of the table of indicators of a snapshot; targets, evidence and formulas stand in JSON alone.
impl Row for IndicatorItem {
    const HEADING: &'static [&'static str] = &[
        "plan",
        "plan_version",
        "code",
        "strategy",
        "name_th",
        "name_en",
        "definition_th",
        "definition_en",
        "unit_th",
        "unit_en",
        "measure",
        "polarity",
        "frequency",
        "scope",
        "weight",
        "source",
        "source_status",
    ];

    fn cells(&self) -> Vec<String> {
        let of = &self.indicator;
        vec![
            self.plan.to_string(),
            self.plan_version.to_string(),
            of.code.to_string(),
            of.strategy.to_string(),
            harmless(&of.name.th),
            harmless(&of.name.en),
            harmless(&of.definition.th),
            harmless(&of.definition.en),
            harmless(&of.unit.th),
            harmless(&of.unit.en),
            of.measure.as_ref().to_owned(),
            of.polarity.as_ref().to_owned(),
            of.frequency.as_ref().to_owned(),
            of.scope.as_ref().to_owned(),
            of.weight.to_string(),
            harmless(&of.provenance.source),
            of.provenance.status.as_ref().to_owned(),
        ]
    }
}

/// The indicators of the latest plan versions.
#[utoipa::path(
    get,
    path = "/indicators",
    tag = "registers",
    params(IndicatorFilter),
    responses((
        status = 200,
        content((Page<IndicatorItem> = "application/json"), (String = "text/csv")),
        headers(("Link" = String))
    ))
)]
pub(super) async fn indicators(
    caller: Caller,
    State(services): State<Services>,
    headers: HeaderMap,
    filter: Result<Query<IndicatorFilter>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let Query(filter) = filter?;
    let (most, after) = (most(filter.limit)?, place::<IndicatorPlace>(filter.after.as_deref())?);
    let services = as_of(&services, filter.as_of.as_deref()).await?;
    let plans = services.plans().latest(&caller.0).await?;
    let wanted_plan = |plan: &Plan| filter.plan.as_ref().is_none_or(|code| *code == plan.plan.code);
    let wanted = |indicator: &Indicator| {
        filter.strategy.as_ref().is_none_or(|code| *code == indicator.strategy)
            && filter.indicator.as_ref().is_none_or(|code| *code == indicator.code)
    };
    let found = plans.iter().filter(|plan| wanted_plan(plan)).flat_map(|plan| {
        let of_plan = plan.indicators.iter().filter(|indicator| wanted(indicator));
        of_plan.map(move |indicator| {
            let place = IndicatorPlace { plan: plan.plan.code.clone(), indicator: indicator.code.clone() };
            (place, IndicatorItem::one(plan, indicator))
        })
    });
    let found: Vec<(IndicatorPlace, IndicatorItem)> = found.collect();
    let (page, next) = behind(found, |(place, _)| place, after.as_ref(), most)?;
    let pairs = [
        ("plan", filter.plan.as_ref().map(ToString::to_string)),
        ("strategy", filter.strategy.as_ref().map(ToString::to_string)),
        ("indicator", filter.indicator.as_ref().map(ToString::to_string)),
        ("language", filter.language.map(|language| language.as_ref().to_owned())),
        ("asOf", filter.as_of.clone()),
        ("limit", filter.limit.map(|limit| limit.to_string())),
    ];
    let next = next.map(|after| paging::next("/api/v1/indicators", &pairs, &after));
    answered(&headers, page.into_iter().map(|(_, item)| item).collect(), next)
}
