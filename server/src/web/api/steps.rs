//! Moving a report on: handing it in, signing it off, sending it back, accepting it.

use super::{
    ApiProblem,
    caller::Caller,
    condition::Condition,
    reports::{ChangeHeaders, NumberOrText, OfReport, ReportBody, ReportPath, answer, key_of, tag},
};
use axum::{
    Json,
    extract::{State, rejection::JsonRejection},
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

type MoveBody = Result<Option<Json<Move>>, JsonRejection>;

/// A step that is asked for: what is wanted, and what the caller saw.
struct Asked {
    key: ReportKey,
    wanted: Move,
    seen: Seen,
    condition: Condition,
}

impl Asked {
    /// Reads it and holds its condition against the report as it is. Without a version of its own the report may not move
    /// between this and the step.
    async fn of(
        caller: &Caller,
        services: &Services,
        path: ReportPath,
        headers: &HeaderMap,
        body: MoveBody,
    ) -> Result<Self, ApiProblem> {
        let key = key_of(path)?;
        let wanted = body?.map(|Json(wanted)| wanted).unwrap_or_default();
        let (seen, condition) = seen(caller, services, &key, headers, wanted.version).await?;
        Ok(Self { key, wanted, seen, condition })
    }

    /// The report after the step.
    async fn answer(
        &self,
        caller: &Caller,
        services: &Services,
        done: Result<(), ServiceError>,
    ) -> Result<Response, ApiProblem> {
        done.map_err(|error| self.condition.told(error))?;
        Ok(answer(&services.reports().get(&caller.0, &self.key).await?))
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
pub(super) async fn submit(
    caller: Caller,
    State(services): State<Services>,
    path: ReportPath,
    headers: HeaderMap,
    body: MoveBody,
) -> Result<Response, ApiProblem> {
    let asked = Asked::of(&caller, &services, path, &headers, body).await?;
    let done = services.submissions().submit(&caller.0, &asked.key, asked.seen).await;
    asked.answer(&caller, &services, done).await
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
pub(super) async fn withdraw(
    caller: Caller,
    State(services): State<Services>,
    path: ReportPath,
    headers: HeaderMap,
    body: MoveBody,
) -> Result<Response, ApiProblem> {
    let asked = Asked::of(&caller, &services, path, &headers, body).await?;
    let done = services.submissions().withdraw(&caller.0, &asked.key, asked.seen).await;
    asked.answer(&caller, &services, done).await
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
pub(super) async fn approve(
    caller: Caller,
    State(services): State<Services>,
    path: ReportPath,
    headers: HeaderMap,
    body: MoveBody,
) -> Result<Response, ApiProblem> {
    let asked = Asked::of(&caller, &services, path, &headers, body).await?;
    let done = services.submissions().approve(&caller.0, &asked.key, asked.seen).await;
    asked.answer(&caller, &services, done).await
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
pub(super) async fn endorse(
    caller: Caller,
    State(services): State<Services>,
    path: ReportPath,
    headers: HeaderMap,
    body: MoveBody,
) -> Result<Response, ApiProblem> {
    let asked = Asked::of(&caller, &services, path, &headers, body).await?;
    let done = services.submissions().endorse(&caller.0, &asked.key, asked.seen).await;
    asked.answer(&caller, &services, done).await
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
pub(super) async fn return_for_change(
    caller: Caller,
    State(services): State<Services>,
    path: ReportPath,
    headers: HeaderMap,
    body: MoveBody,
) -> Result<Response, ApiProblem> {
    let asked = Asked::of(&caller, &services, path, &headers, body).await?;
    let done = services
        .submissions()
        .return_for_change(&caller.0, &asked.key, asked.seen, &asked.wanted.reasons, &asked.wanted.note)
        .await;
    asked.answer(&caller, &services, done).await
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
pub(super) async fn accept(
    caller: Caller,
    State(services): State<Services>,
    path: ReportPath,
    headers: HeaderMap,
    body: MoveBody,
) -> Result<Response, ApiProblem> {
    let asked = Asked::of(&caller, &services, path, &headers, body).await?;
    let text = |typed: &NumberOrText| typed.to_string();
    let verified: Vec<Verified> = asked
        .wanted
        .verified
        .iter()
        .map(|verified| Verified {
            indicator: verified.indicator.clone(),
            value: text(&verified.value),
            base: verified.base.as_ref().map(text).unwrap_or_default(),
        })
        .collect();
    let done = services
        .submissions()
        .accept_checked(&caller.0, &asked.key, asked.seen, &verified, &asked.wanted.checked)
        .await;
    asked.answer(&caller, &services, done).await
}
