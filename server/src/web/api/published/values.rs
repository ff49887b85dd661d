//! Accepted values of a snapshot.

use super::{Wanted, harmless, name_of};
use crate::web::api::{
    ApiProblem,
    caller::Reader,
    forms::Form,
    paging::{Listed, Page, Row, cell, json, led, table},
    sdmx::{self, Observation, Prepared, Told},
    snapshots::{OfSnapshot, SnapshotPath},
};
use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    publication::{BodyExtract, OwnAnswer},
    status::Status,
    text::Language,
};
use serde::{Deserialize, Serialize};
use service::{Services, publications::BodyPage};
use utoipa::{IntoParams, ToSchema};

/// Which values are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web::api) struct AskedValues {
    #[param(inline)]
    organisation: Option<OrganisationCode>,
    #[param(inline)]
    indicator: Option<IndicatorCode>,
    #[param(inline)]
    language: Option<Language>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// A figure as it was signed.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct FigureItem {
    round: RoundCode,
    organisation: OrganisationCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    indicator: IndicatorCode,
    applicability: Applicability,
    figure: Option<Amount>,
    reported: Option<Amount>,
    verified: Option<Amount>,
    status: Status,
    /// Whether it was worked out from others, and reported by nobody.
    derived: bool,
}

impl Row for FigureItem {
    const HEADING: &'static [&'static str] = &[
        "round",
        "organisation",
        "name",
        "indicator",
        "applicability",
        "figure",
        "reported",
        "verified",
        "status",
        "derived",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.round.to_string(),
            self.organisation.to_string(),
            harmless(self.name.as_ref()),
            self.indicator.to_string(),
            self.applicability.as_ref().to_owned(),
            cell(self.figure),
            cell(self.reported),
            cell(self.verified),
            self.status.as_ref().to_owned(),
            self.derived.to_string(),
        ]
    }
}

/// Accepted values of a snapshot.
#[utoipa::path(
    get,
    path = "/snapshots/{snapshot}/values",
    operation_id = "list_snapshot_values",
    tag = "snapshots",
    params(OfSnapshot, AskedValues),
    responses((
        status = 200,
        content(
            (Page<FigureItem> = "application/json"),
            (String = "text/csv"),
            (String = "application/vnd.sdmx.data+csv; version=2.0.0"),
            (String = "application/vnd.sdmx.data+csv; version=1.0.0"),
            (Object = "application/vnd.sdmx.data+json; version=2.0.0")
        ),
        headers(("Link" = String))
    ))
)]
pub(in crate::web::api) async fn list(
    reader: Reader,
    State(services): State<Services>,
    headers: HeaderMap,
    path: SnapshotPath,
    asked: Result<Query<AskedValues>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let (Path(OfSnapshot { snapshot }), Query(asked)) = (path?, asked?);
    let form = Form::accepted(&headers)?;
    let wanted = Wanted {
        snapshot,
        organisation: asked.organisation.as_ref(),
        only: ("indicator", asked.indicator.as_ref().map(ToString::to_string)),
        language: asked.language,
        limit: asked.limit,
        after: asked.after.as_deref(),
        list: "values",
    };
    let of = |bodies: &BodyPage, extract: &BodyExtract| {
        let answers = extract.own.iter().flat_map(|own| &own.answers);
        let answers = answers.filter(|answer| asked.indicator.as_ref().is_none_or(|code| *code == answer.indicator));
        let item = |answer: &OwnAnswer| {
            // Without one nothing was accepted.
            let applicability = answer.applicability?;
            let head = &bodies.published.setting.head;
            let indicator = bodies.published.plan.indicator(&answer.indicator);
            let is_derived = indicator.is_some_and(|indicator| indicator.derived.is_some());
            let observation = Observation {
                plan: head.round.plan.clone(),
                plan_version: head.round.plan_version,
                period: head.round.period,
                organisation: extract.body.code.clone(),
                indicator: answer.indicator.clone(),
                applicability,
                figure: answer.figure,
                parts: None,
                is_derived,
                expected: indicator.and_then(|indicator| indicator.expected_of_one(head.round.period.last_day())),
                status: answer.status,
            };
            let item = FigureItem {
                round: bodies.published.snapshot.round.clone(),
                organisation: extract.body.code.clone(),
                name: name_of(extract, asked.language),
                indicator: answer.indicator.clone(),
                applicability,
                figure: answer.figure,
                reported: answer.reported,
                verified: answer.verified,
                status: answer.status,
                derived: is_derived,
            };
            let prepared = Prepared { at: head.taken_at, is_test: head.is_demonstration };
            Some((answer.indicator.to_string(), (item, observation, prepared)))
        };
        answers.filter_map(item).collect()
    };
    let (page, next) = wanted.page(&services, &reader, of).await?;
    match form {
        Form::Listed(Listed::Json) => Ok(json(items(page), next)),
        Form::Listed(Listed::Table) => table(&items(page), next.as_deref()),
        Form::Sdmx(kind) => {
            let nothing = Prepared { at: DateTime::<Utc>::UNIX_EPOCH, is_test: services.is_demonstration() };
            let prepared = page.first().map_or(nothing, |(_, _, prepared)| *prepared);
            let observations: Vec<_> = page.into_iter().map(|(_, observation, _)| observation).collect();
            Ok(led(sdmx::page(kind, Told::Figures, &observations, prepared).await?, next.as_deref()))
        }
    }
}

fn items(page: Vec<(FigureItem, Observation, Prepared)>) -> Vec<FigureItem> {
    page.into_iter().map(|(item, _, _)| item).collect()
}
