//! How complete reports are now, or were.

use super::{
    ApiProblem,
    caller::Caller,
    paging::{self, Page, Row, answered, behind, most, place},
    past::as_of,
};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use domain::{
    ids::{OrganisationCode, RoundCode},
    organisation::{Organisation, OrganisationKind},
    sheet::harmless,
    text::Language,
};
use serde::{Deserialize, Serialize};
use service::{Services, completeness::Completeness};
use utoipa::{IntoParams, ToSchema};

/// Whose completeness is asked for, of bodies of one kind or of all; without a round, in the latest that has opened.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    #[param(inline)]
    round: Option<RoundCode>,
    #[param(inline)]
    organisation: Option<OrganisationCode>,
    /// Those alone are counted that are of the kind.
    #[param(inline)]
    kind: Option<OrganisationKind>,
    #[param(inline)]
    language: Option<Language>,
    #[serde(rename = "asOf", alias = "as_of")]
    as_of: Option<String>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// How many reports at and below a body are where on their way.
#[derive(Serialize, ToSchema)]
pub(super) struct CompletenessItem {
    round: RoundCode,
    organisation: OrganisationCode,
    parent: Option<OrganisationCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Owed.
    expected: i64,
    not_started: i64,
    draft: i64,
    returned: i64,
    submitted: i64,
    approved: i64,
    accepted: i64,
    /// Submitted at least once.
    handed_in: i64,
    /// Submitted at least once before they were due.
    on_time: i64,
    /// Owed and never submitted.
    missing: i64,
}

impl CompletenessItem {
    fn of(round: &RoundCode, body: Organisation, counts: Completeness, language: Option<Language>) -> Self {
        Self {
            round: round.clone(),
            name: language.map(|language| body.name.in_language(language).to_owned()),
            organisation: body.code,
            parent: body.parent,
            expected: counts.expected,
            not_started: counts.not_started(),
            draft: counts.draft,
            returned: counts.returned,
            submitted: counts.submitted,
            approved: counts.approved,
            accepted: counts.accepted,
            handed_in: counts.handed_in,
            on_time: counts.on_time,
            missing: counts.missing(),
        }
    }
}

impl Row for CompletenessItem {
    const HEADING: &'static [&'static str] = &[
        "round",
        "organisation",
        "parent",
        "name",
        "expected",
        "not_started",
        "draft",
        "returned",
        "submitted",
        "approved",
        "accepted",
        "handed_in",
        "on_time",
        "missing",
    ];

    fn cells(&self) -> Vec<String> {
        let mut row = vec![
            self.round.to_string(),
            self.organisation.to_string(),
            self.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
            harmless(self.name.as_deref().unwrap_or_default()),
        ];
        let counts = [
            self.expected,
            self.not_started,
            self.draft,
            self.returned,
            self.submitted,
            self.approved,
            self.accepted,
            self.handed_in,
            self.on_time,
            self.missing,
        ];
        row.extend(counts.map(|count| count.to_string()));
        row
    }
}

/// Every body at and below one where somebody owes a report, in the order of codes.
#[utoipa::path(
    get,
    path = "/completeness",
    operation_id = "list_completeness",
    tag = "figures",
    params(Asked),
    responses((
        status = 200,
        content((Page<CompletenessItem> = "application/json"), (String = "text/csv")),
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
    let (most, after) = (most(asked.limit)?, place::<OrganisationCode>(asked.after.as_deref())?);
    let services = as_of(&services, asked.as_of.as_deref()).await?;
    let completeness = services.completeness();
    let (node, round) = (asked.organisation.as_ref(), asked.round.as_ref());
    let found = completeness.every_body_of_kind(&caller.0, node, round, asked.kind);
    let (round, mut rows) = found.await?;
    rows.sort_by(|(one, _), (other, _)| one.code.cmp(&other.code));
    let (page, next) = behind(rows, |(body, _)| &body.code, after.as_ref(), most)?;
    let pairs = [
        // The same round on every page, although another one opens meanwhile.
        ("round", Some(round.code.to_string())),
        ("organisation", asked.organisation.as_ref().map(ToString::to_string)),
        ("kind", asked.kind.map(|kind| kind.as_ref().to_owned())),
        ("language", asked.language.map(|language| language.as_ref().to_owned())),
        ("asOf", asked.as_of.clone()),
        ("limit", asked.limit.map(|limit| limit.to_string())),
    ];
    let next = next.map(|after| paging::next("/api/v1/completeness", &pairs, &after));
    let item = |(body, counts)| CompletenessItem::of(&round.code, body, counts, asked.language);
    answered(&headers, page.into_iter().map(item).collect(), next)
}
