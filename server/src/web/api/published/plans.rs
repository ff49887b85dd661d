//! The editions of plans that published figures are about.

use crate::web::api::{
    ApiProblem,
    caller::Reader,
    paging::{Page, whole},
    past,
};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use domain::{ids::PlanCode, plan::Plan};
use serde::Deserialize;
use service::Services;
use utoipa::IntoParams;

/// Which editions are asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::web::api) struct AskedPlans {
    #[param(inline)]
    plan: Option<PlanCode>,
    #[serde(rename = "asOf", alias = "as_of")]
    as_of: Option<String>,
}

/// The editions of plans that published rounds are of, complete, the one of the latest period first.
#[utoipa::path(
    get,
    path = "/snapshots/plans",
    operation_id = "list_published_plans",
    tag = "snapshots",
    params(AskedPlans),
    responses((status = 200, body = Page<Plan>))
)]
pub(in crate::web::api) async fn list(
    reader: Reader,
    State(services): State<Services>,
    headers: HeaderMap,
    asked: Result<Query<AskedPlans>, QueryRejection>,
) -> Result<Response, ApiProblem> {
    let Query(asked) = asked?;
    let then = past::instant(&services, asked.as_of.as_deref())?;
    let plans = services.publications().plans(reader.0.as_ref(), asked.plan.as_ref(), then).await?;
    whole(&headers, plans.iter().map(|plan| Plan::clone(plan)).collect())
}
