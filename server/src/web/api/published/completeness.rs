//! How complete the reports of a snapshot were.

use super::{Asked, SELF, harmless, name_of};
use crate::web::api::{
    ApiProblem,
    caller::Reader,
    paging::{Page, Row, answered},
    snapshots::{OfSnapshot, SnapshotPath},
};
use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    ids::{OrganisationCode, RoundCode},
    publication::BodyExtract,
    snapshot::Counts,
    submission::StateName,
};
use serde::Serialize;
use service::{Services, publications::BodyPage};
use utoipa::ToSchema;

/// How complete the reports at and below a body were.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct SignedCompletenessItem {
    round: RoundCode,
    organisation: OrganisationCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Where its own report was on its way; nothing where it owed none.
    state: Option<StateName>,
    first_submitted_at: Option<DateTime<Utc>>,
    /// Of all at and below it, where there are others below.
    counts: Option<Counts>,
}

impl Row for SignedCompletenessItem {
    const HEADING: &'static [&'static str] = &[
        "round",
        "organisation",
        "name",
        "state",
        "first_submitted_at",
        "expected",
        "draft",
        "returned",
        "submitted",
        "approved",
        "accepted",
        "handed_in",
        "on_time",
    ];

    fn cells(&self) -> Vec<String> {
        let at = self.first_submitted_at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        let mut row = vec![
            self.round.to_string(),
            self.organisation.to_string(),
            harmless(self.name.as_ref()),
            self.state.map(|state| state.as_ref().to_owned()).unwrap_or_default(),
            at.unwrap_or_default(),
        ];
        let counts = self.counts.map(|counts| {
            let Counts { expected, draft, returned, submitted, approved, accepted, handed_in, on_time } = counts;
            [expected, draft, returned, submitted, approved, accepted, handed_in, on_time]
        });
        row.extend((0..8).map(|place| counts.map(|counts| counts[place].to_string()).unwrap_or_default()));
        row
    }
}

/// Completeness of a snapshot.
#[utoipa::path(
    get,
    path = "/snapshots/{snapshot}/completeness",
    operation_id = "list_snapshot_completeness",
    tag = "snapshots",
    params(OfSnapshot, Asked),
    responses((
        status = 200,
        content((Page<SignedCompletenessItem> = "application/json"), (String = "text/csv")),
        headers(("Link" = String))
    ))
)]
pub(in crate::web::api) async fn list(
    reader: Reader,
    State(services): State<Services>,
    headers: HeaderMap,
    path: SnapshotPath,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let (Path(OfSnapshot { snapshot }), Query(asked)) = (path?, asked?);
    let of = |bodies: &BodyPage, extract: &BodyExtract| {
        let item = SignedCompletenessItem {
            round: bodies.published.snapshot.round.clone(),
            organisation: extract.body.code.clone(),
            name: name_of(extract, asked.language),
            state: extract.own.as_ref().map(|own| own.state),
            first_submitted_at: extract.own.as_ref().and_then(|own| own.first_submitted_at),
            counts: extract.together.as_ref().map(|together| together.completeness),
        };
        vec![(SELF.to_owned(), item)]
    };
    let (page, next) = asked.wanted(snapshot, "completeness").page(&services, &reader, of).await?;
    answered(&headers, page, next)
}
