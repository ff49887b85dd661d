//! The rounds that are registered.

use crate::web::api::{
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
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use domain::{
    ids::{PlanCode, RoundCode},
    window::{Window, WindowState},
};
use serde::{Deserialize, Serialize};
use service::Services;
use utoipa::{IntoParams, ToSchema};

/// Which rounds are asked for: so many of them from a place on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web::api) struct Asked {
    #[serde(rename = "asOf", alias = "as_of")]
    as_of: Option<String>,
    after: Option<String>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<i64>,
}

/// A round of reporting.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct RoundItem {
    code: RoundCode,
    plan: PlanCode,
    plan_version: i32,
    period: String,
    period_start: NaiveDate,
    period_end: NaiveDate,
    window: Window,
    state: &'static str,
}

impl Row for RoundItem {
    const HEADING: &'static [&'static str] =
        &["code", "plan", "plan_version", "period", "period_start", "period_end", "opens", "due", "closes", "state"];

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
            self.state.to_owned(),
        ]
    }
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
    operation_id = "rounds",
    tag = "registers",
    params(Asked),
    responses((
        status = 200,
        content((Page<RoundItem> = "application/json"), (String = "text/csv")),
        headers(("Link" = String))
    ))
)]
pub(in crate::web::api) async fn list(
    caller: Caller,
    State(services): State<Services>,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let Query(asked) = asked?;
    let (most, after) = (most(asked.limit)?, place::<RoundCode>(asked.after.as_deref())?);
    let services = as_of(&services, asked.as_of.as_deref()).await?;
    let rounds = services.rounds().latest(&caller.0, i64::MAX).await?;
    let (page, next) = behind(rounds, |now| &now.round.code, after.as_ref(), most)?;
    let pairs = [("asOf", asked.as_of.clone()), ("limit", asked.limit.map(|limit| limit.to_string()))];
    let next = next.map(|after| paging::next("/api/v1/rounds", &pairs, &after));
    let items = page.into_iter().map(|now| RoundItem {
        code: now.round.code,
        plan: now.round.plan,
        plan_version: now.round.plan_version,
        period: now.round.period.to_string(),
        period_start: now.round.period.first_day(),
        period_end: now.round.period.last_day(),
        window: now.round.window,
        state: state_name(now.state),
    });
    answered(&headers, items.collect(), next)
}
