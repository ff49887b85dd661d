//! Accepted values, a page at a time, as JSON or CSV.

use super::{
    ApiProblem,
    caller::Caller,
    forms::Form,
    paging::{self, Listed, Page, Row, cell, json, led, most, place, table},
    past::as_of,
    reports::PartsBody,
    sdmx::{self, Observation, Prepared, Told},
};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    amount::Amount,
    calendar::Period,
    derived::Working,
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    plan::Plan,
    sheet::harmless,
    status::Status,
    text::Language,
    trust::TrustGrade,
};
use serde::{Deserialize, Serialize};
use service::{
    Actor, ServiceResult, Services,
    values::{Value, ValueFilter, reading_in_force},
};
use std::{collections::BTreeMap, sync::Arc};
use utoipa::{IntoParams, ToSchema};

/// Which values are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    #[param(inline)]
    round: Option<RoundCode>,
    #[param(inline)]
    organisation: Option<OrganisationCode>,
    #[param(inline)]
    indicator: Option<IndicatorCode>,
    /// At least so much stands behind them.
    #[param(inline)]
    trust: Option<TrustGrade>,
    #[param(inline)]
    language: Option<Language>,
    #[serde(rename = "asOf", alias = "as_of")]
    as_of: Option<String>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

impl Asked {
    fn filter(&self) -> Result<ValueFilter, ApiProblem> {
        Ok(ValueFilter {
            round: self.round.clone(),
            organisation: self.organisation.clone(),
            indicator: self.indicator.clone(),
            least: self.trust,
            after: place(self.after.as_deref())?,
            most: most(self.limit)?,
        })
    }

    /// The query without the place where a page begins.
    fn pairs(&self) -> [(&'static str, Option<String>); 7] {
        [
            ("round", self.round.as_ref().map(ToString::to_string)),
            ("organisation", self.organisation.as_ref().map(ToString::to_string)),
            ("indicator", self.indicator.as_ref().map(ToString::to_string)),
            ("trust", self.trust.map(|grade| grade.as_ref().to_owned())),
            ("language", self.language.map(|language| language.as_ref().to_owned())),
            ("asOf", self.as_of.clone()),
            ("limit", self.limit.map(|limit| limit.to_string())),
        ]
    }
}

/// An accepted value in force.
#[derive(Serialize, ToSchema)]
pub(super) struct ValueItem {
    round: RoundCode,
    agency: OrganisationCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    indicator: IndicatorCode,
    revision: i32,
    applicability: Applicability,
    in_force: Option<PartsBody>,
    reported: Option<PartsBody>,
    verified: Option<PartsBody>,
    /// Why it is right although it looked wrong, as the agency explained.
    explanation: Option<String>,
    trust: TrustGrade,
    accepted_at: DateTime<Utc>,
    /// Whether it was worked out from other indicators, and reported by nobody; the formula stands with the indicator.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    derived: bool,
    /// Why it is not measured, of one that was worked out: a stable code, such as `figure_missing`, `division_by_zero` or that of
    /// the rule of typed values that it breaks (`negative`, `not_whole`, `out_of_range`).
    #[serde(skip_serializing_if = "Option::is_none")]
    not_measured: Option<&'static str>,
}

impl ValueItem {
    fn of(value: Value, name: Option<String>) -> Self {
        let applies = value.applicability == Applicability::Applies;
        Self {
            in_force: value.in_force().filter(|_| applies).map(PartsBody::from),
            reported: value.reported.map(PartsBody::from),
            verified: value.verified.map(PartsBody::from),
            round: value.round,
            agency: value.agency,
            name,
            indicator: value.indicator,
            revision: value.revision,
            applicability: value.applicability,
            explanation: Some(value.explanation).filter(|said| !said.is_empty()),
            trust: value.trust,
            accepted_at: value.accepted_at,
            derived: value.working.is_some(),
            not_measured: value.working.as_ref().and_then(Working::not_measured),
        }
    }
}

/// No cell can be a formula to a spreadsheet: codes begin with a letter or digit, names are made harmless, the rest is numbers and
/// instants.
impl Row for ValueItem {
    const HEADING: &'static [&'static str] = &[
        "round",
        "agency",
        "indicator",
        "revision",
        "applicability",
        "value",
        "base",
        "reported_value",
        "reported_base",
        "verified_value",
        "verified_base",
        "accepted_at",
        "derived",
        "name",
        "trust",
    ];

    fn cells(&self) -> Vec<String> {
        let parts = |parts: &Option<PartsBody>| {
            let parts = parts.as_ref();
            [cell(parts.map(|parts| parts.value)), cell(parts.and_then(|parts| parts.base))]
        };
        let mut row = vec![
            self.round.to_string(),
            self.agency.to_string(),
            self.indicator.to_string(),
            self.revision.to_string(),
            self.applicability.as_ref().to_owned(),
        ];
        row.extend([&self.in_force, &self.reported, &self.verified].into_iter().flat_map(parts));
        row.push(self.accepted_at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        row.push(self.derived.to_string());
        row.push(harmless(self.name.as_deref().unwrap_or_default()));
        row.push(self.trust.as_ref().to_owned());
        row
    }
}

/// A page of accepted values in force.
#[utoipa::path(
    get,
    path = "/values",
    operation_id = "list_values",
    tag = "figures",
    params(Asked),
    responses((
        status = 200,
        content(
            (Page<ValueItem> = "application/json"),
            (String = "text/csv"),
            (String = "application/vnd.sdmx.data+csv; version=2.0.0"),
            (String = "application/vnd.sdmx.data+csv; version=1.0.0"),
            (Object = "application/vnd.sdmx.data+json; version=2.0.0")
        ),
        headers(("Link" = String))
    ))
)]
pub(super) async fn list(
    caller: Caller,
    State(services): State<Services>,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let Query(asked) = asked?;
    let form = Form::accepted(&headers)?;
    let filter = asked.filter()?;
    let services = as_of(&services, asked.as_of.as_deref()).await?;
    let page = services.values().list(&caller.0, &filter).await.map_err(paging::told)?;
    let next = page.next.as_ref().map(|cursor| paging::next("/api/v1/values", &asked.pairs(), &cursor.to_string()));
    let named = match asked.language {
        Some(language) => Some((services.organisations().tree(&caller.0).await?, language)),
        None => None,
    };
    let item = |value: Value| {
        let body = named.as_ref().and_then(|(tree, language)| Some((tree.get(&value.agency)?, *language)));
        let name = body.map(|(body, language)| body.name.in_language(language).to_owned());
        ValueItem::of(value, name)
    };
    let items = |values: Vec<Value>| values.into_iter().map(item).collect::<Vec<_>>();
    match form {
        Form::Listed(Listed::Json) => Ok(json(items(page.values), next)),
        Form::Listed(Listed::Table) => table(&items(page.values), next.as_deref()),
        Form::Sdmx(kind) => {
            let newest = page.values.iter().map(|value| value.accepted_at).max();
            let observations = observations(&services, &caller.0, page.values).await?;
            // Of the values and not of the clock: the same page has the same tag.
            let at = newest.unwrap_or(DateTime::<Utc>::UNIX_EPOCH);
            let prepared = Prepared { at, is_test: services.is_demonstration() };
            Ok(led(sdmx::page(kind, Told::All, &observations, prepared).await?, next.as_deref()))
        }
    }
}

/// The values as observations of the plans that their rounds are of.
async fn observations(services: &Services, actor: &Actor, values: Vec<Value>) -> ServiceResult<Vec<Observation>> {
    let mut rounds: BTreeMap<RoundCode, (Period, Arc<Plan>)> = BTreeMap::new();
    let mut observations = Vec::with_capacity(values.len());
    for value in values {
        if !rounds.contains_key(&value.round) {
            let round = services.rounds().get(actor, &value.round).await?.round;
            let plan = services.plans().version(actor, &round.plan, Some(round.plan_version)).await?.plan;
            rounds.insert(value.round.clone(), (round.period, plan));
        }
        let (period, plan) = &rounds[&value.round];
        let day = period.last_day();
        let indicator = plan.indicator(&value.indicator);
        let reading = indicator.and_then(|indicator| reading_in_force(indicator, &value));
        let of =
            |parts: Option<(Amount, Option<Amount>)>| parts.map_or((None, None), |(value, base)| (Some(value), base));
        observations.push(Observation {
            plan: plan.plan.code.clone(),
            plan_version: plan.plan.version,
            period: *period,
            figure: indicator.and_then(|indicator| reading?.figure(indicator)),
            parts: Some([of(value.reported), of(value.verified)]),
            is_derived: value.working.is_some(),
            expected: indicator.and_then(|indicator| indicator.expected_of_one(day)),
            status: indicator
                .map_or(Status::NoData, |indicator| Status::of_answer(value.applicability, reading, indicator, day)),
            organisation: value.agency,
            indicator: value.indicator,
            applicability: value.applicability,
        });
    }
    Ok(observations)
}
