//! Moving a report on: handing it in, signing it off, sending it back, accepting it.

use super::{
    ApiProblem,
    caller::Caller,
    condition::Condition,
    reports::{ChangeHeaders, NumberOrText, OfReport, ReportBody, ReportPath, answer, key_of, tag},
};
use axum::{
    Json,
    extract::{FromRequest, FromRequestParts as _, Path, Request},
    http::HeaderMap,
    response::Response,
};
use domain::{
    ids::IndicatorCode,
    submission::{ReportKey, ReturnReason},
};
use serde::Deserialize;
use service::{
    ServiceError, Services,
    submissions::{Seen, Verified},
};
use utoipa::ToSchema;

/// The version of the report that the caller saw; without one, whatever it is now.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Move {
    version: Option<i64>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    reasons: Vec<ReturnReason>,
    #[serde(default)]
    verified: Vec<VerifiedBody>,
    /// Indicators whose figures were held against their evidence.
    #[serde(default)]
    checked: Vec<IndicatorCode>,
}

/// A figure of DGA's in the place of the reported one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VerifiedBody {
    indicator: IndicatorCode,
    value: NumberOrText,
    base: Option<NumberOrText>,
}

/// A step that is asked for: by whom, of which report, what is wanted, and what the caller saw.
pub(super) struct Asked {
    services: Services,
    caller: Caller,
    key: ReportKey,
    wanted: Move,
    seen: Seen,
    condition: Condition,
}

impl FromRequest<Services> for Asked {
    type Rejection = ApiProblem;

    /// Reads it and holds its condition against the report as it is. Without a version of its own the report may not move
    /// between this and the step.
    async fn from_request(request: Request, services: &Services) -> Result<Self, ApiProblem> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, services).await?;
        let path: ReportPath = Path::from_request_parts(&mut parts, services).await;
        let headers = parts.headers.clone();
        let request = Request::from_parts(parts, body);
        let body = <Option<Json<Move>> as FromRequest<Services>>::from_request(request, services).await;
        let key = key_of(path)?;
        let wanted = body?.map(|Json(wanted)| wanted).unwrap_or_default();
        let (seen, condition) = seen(&caller, services, &key, &headers, wanted.version).await?;
        Ok(Self { services: services.clone(), caller, key, wanted, seen, condition })
    }
}

impl Asked {
    /// The report after the step.
    async fn answer(self, done: Result<(), ServiceError>) -> Result<Response, ApiProblem> {
        done.map_err(|error| self.condition.told(error))?;
        Ok(answer(&self.services.reports().get(&self.caller.0, &self.key).await?))
    }
}

/// What a step saw, by its version or by its condition, held against the report as it is.
pub(super) async fn seen(
    caller: &Caller,
    services: &Services,
    key: &ReportKey,
    headers: &HeaderMap,
    version: Option<i64>,
) -> Result<(Seen, Condition), ApiProblem> {
    let condition = Condition::of(headers);
    let report = services.reports().get(&caller.0, key).await?;
    condition.require(&tag(&report), || version.is_some())?;
    let seen = match (version, &condition) {
        (Some(version), _) => Seen::Version(version),
        (None, Condition::Tags(_)) => Seen::Version(report.submission.version),
        (None, Condition::Any | Condition::Unsaid) => Seen::Any,
    };
    Ok((seen, condition))
}

/// Hands the report to the approver.
#[utoipa::path(
    post,
    path = "/submit",
    operation_id = "submit_report",
    tag = "reports",
    params(OfReport, ChangeHeaders),
    request_body = Option<Move>,
    responses((status = 200, body = ReportBody, headers(("ETag" = String))))
)]
pub(super) async fn submit(asked: Asked) -> Result<Response, ApiProblem> {
    let done = asked.services.submissions().submit(&asked.caller.0, &asked.key, asked.seen).await;
    asked.answer(done).await
}

/// Takes the report back before anybody approved it.
#[utoipa::path(
    post,
    path = "/withdraw",
    operation_id = "withdraw_report",
    tag = "reports",
    params(OfReport, ChangeHeaders),
    request_body = Option<Move>,
    responses((status = 200, body = ReportBody, headers(("ETag" = String))))
)]
pub(super) async fn withdraw(asked: Asked) -> Result<Response, ApiProblem> {
    let done = asked.services.submissions().withdraw(&asked.caller.0, &asked.key, asked.seen).await;
    asked.answer(done).await
}

/// Signs off for the agency.
#[utoipa::path(
    post,
    path = "/approve",
    operation_id = "approve_report",
    tag = "reports",
    params(OfReport, ChangeHeaders),
    request_body = Option<Move>,
    responses((status = 200, body = ReportBody, headers(("ETag" = String))))
)]
pub(super) async fn approve(asked: Asked) -> Result<Response, ApiProblem> {
    let done = asked.services.submissions().approve(&asked.caller.0, &asked.key, asked.seen).await;
    asked.answer(done).await
}

/// Endorses as the coordinator above the agency.
#[utoipa::path(
    post,
    path = "/endorse",
    operation_id = "endorse_report",
    tag = "reports",
    params(OfReport, ChangeHeaders),
    request_body = Option<Move>,
    responses((status = 200, body = ReportBody, headers(("ETag" = String))))
)]
pub(super) async fn endorse(asked: Asked) -> Result<Response, ApiProblem> {
    let done = asked.services.submissions().endorse(&asked.caller.0, &asked.key, asked.seen).await;
    asked.answer(done).await
}

/// Sends the report back with reasons.
#[utoipa::path(
    post,
    path = "/return",
    operation_id = "return_report",
    tag = "reports",
    params(OfReport, ChangeHeaders),
    request_body = Option<Move>,
    responses((status = 200, body = ReportBody, headers(("ETag" = String))))
)]
pub(super) async fn return_for_change(asked: Asked) -> Result<Response, ApiProblem> {
    let Asked { services, caller, key, seen, wanted, .. } = &asked;
    let done = services.submissions().return_for_change(&caller.0, key, *seen, &wanted.reasons, &wanted.note).await;
    asked.answer(done).await
}

/// Accepts the report for DGA.
#[utoipa::path(
    post,
    path = "/accept",
    operation_id = "accept_report",
    tag = "reports",
    params(OfReport, ChangeHeaders),
    request_body = Option<Move>,
    responses((status = 200, body = ReportBody, headers(("ETag" = String))))
)]
pub(super) async fn accept(asked: Asked) -> Result<Response, ApiProblem> {
    let Asked { services, caller, key, seen, wanted, .. } = &asked;
    let text = |typed: &NumberOrText| typed.to_string();
    let verified = wanted.verified.iter().map(|verified| Verified {
        indicator: verified.indicator.clone(),
        value: text(&verified.value),
        base: verified.base.as_ref().map(text).unwrap_or_default(),
    });
    let verified: Vec<Verified> = verified.collect();
    let done = services.submissions().accept_checked(&caller.0, key, *seen, &verified, &wanted.checked).await;
    asked.answer(done).await
}
