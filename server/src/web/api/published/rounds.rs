//! The rounds that something is published of.

use crate::web::api::{
    ApiProblem,
    caller::Reader,
    paging::{self, Page, Row, answered, behind, most, place},
    past,
};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::{
    ids::{PlanCode, RoundCode, SnapshotCode},
    window::Window,
};
use serde::{Deserialize, Serialize};
use service::{Services, publications::Flow};
use utoipa::{IntoParams, ToSchema};

/// Which rounds are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web::api) struct AskedRounds {
    #[param(inline)]
    plan: Option<PlanCode>,
    #[serde(rename = "asOf", alias = "as_of")]
    as_of: Option<String>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// A round as it was signed, with the snapshot that stands for it; while the pages of that one are made anew, the window is the
/// one that the round has now.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct SignedRoundItem {
    code: RoundCode,
    plan: PlanCode,
    plan_version: i32,
    period: String,
    period_start: NaiveDate,
    period_end: NaiveDate,
    window: Window,
    /// The newest snapshot of it.
    snapshot: SnapshotCode,
}

impl From<Flow> for SignedRoundItem {
    fn from(flow: Flow) -> Self {
        Self {
            code: flow.snapshot.round,
            plan: flow.plan,
            plan_version: flow.plan_version,
            period: flow.period.to_string(),
            period_start: flow.period.first_day(),
            period_end: flow.period.last_day(),
            window: flow.window,
            snapshot: flow.snapshot.code,
        }
    }
}

impl Row for SignedRoundItem {
    const HEADING: &'static [&'static str] =
        &["code", "plan", "plan_version", "period", "period_start", "period_end", "opens", "due", "closes", "snapshot"];

    fn cells(&self) -> Vec<String> {
        let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        vec![
            self.code.to_string(),
            self.plan.to_string(),
            self.plan_version.to_string(),
            self.period.clone(),
            self.period_start.to_string(),
            self.period_end.to_string(),
            instant(self.window.opens_at()),
            instant(self.window.due_at()),
            instant(self.window.closes_at()),
            self.snapshot.to_string(),
        ]
    }
}

/// The rounds that something is published of, the latest period first.
#[utoipa::path(
    get,
    path = "/snapshots/rounds",
    operation_id = "list_published_rounds",
    tag = "snapshots",
    params(AskedRounds),
    responses((
        status = 200,
        content((Page<SignedRoundItem> = "application/json"), (String = "text/csv")),
        headers(("Link" = String))
    ))
)]
pub(in crate::web::api) async fn list(
    reader: Reader,
    State(services): State<Services>,
    headers: HeaderMap,
    asked: Result<Query<AskedRounds>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let Query(asked) = asked?;
    let (most, after) = (most(asked.limit)?, place::<RoundCode>(asked.after.as_deref())?);
    let then = past::instant(&services, asked.as_of.as_deref())?;
    let mut found = services.publications().rounds(reader.0.as_ref(), then).await?;
    found.retain(|flow| asked.plan.as_ref().is_none_or(|code| *code == flow.plan));
    let (page, next) = behind(found, |flow| &flow.snapshot.round, after.as_ref(), most)?;
    let pairs = [
        ("plan", asked.plan.as_ref().map(ToString::to_string)),
        ("asOf", asked.as_of.clone()),
        ("limit", asked.limit.map(|limit| limit.to_string())),
    ];
    let next = next.map(|after| paging::next("/api/v1/snapshots/rounds", &pairs, &after));
    answered(&headers, page.into_iter().map(SignedRoundItem::from).collect(), next)
}
