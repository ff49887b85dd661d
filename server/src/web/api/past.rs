//! `asOf`: what was known at an earlier instant, answered by the same services as the present; refused wherever the document does
//! not name it, so that nobody takes the present for the past.

use super::{ApiProblem, operations};
use crate::web::past::asked;
use axum::{
    extract::{MatchedPath, Request},
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use chrono::{DateTime, Utc};
use service::{ServiceError, Services};
use std::{collections::BTreeSet, sync::LazyLock};
use utoipa::openapi::{RefOr, path::Parameter};

/// What the parameter is called.
pub(super) const NAME: &str = "asOf";

/// The services of the instant that is asked for; the present, where none is.
pub(super) async fn as_of(services: &Services, asked: Option<&str>) -> Result<Services, ApiProblem> {
    services.as_asked(asked).await.map_err(told)
}

/// The instant of the past that is asked for, of what is kept with its instants and needs no services of the past.
pub(super) fn instant(services: &Services, asked: Option<&str>) -> Result<Option<DateTime<Utc>>, ApiProblem> {
    Ok(asked.map(|text| services.read_past(text)).transpose().map_err(told)?.flatten())
}

/// A refusal of an instant.
pub(super) fn told(error: ServiceError) -> ApiProblem {
    let ServiceError::Invalid { code, .. } = &error else { return error.into() };
    let status = match *code {
        "as_of_future" | "as_of_unreadable" => StatusCode::BAD_REQUEST,
        "as_of_before_records" => StatusCode::NOT_FOUND,
        _ => return error.into(),
    };
    ApiProblem::new(status, *code).with_detail(NAME)
}

/// Lets nobody ask for an instant of what tells the present alone.
pub(super) async fn only_where_told(request: Request, next: Next) -> Response {
    if asked(request.uri()).is_none() || tells_the_past(&request) {
        return next.run(request).await;
    }
    ApiProblem::new(StatusCode::BAD_REQUEST, "as_of_not_here").with_detail(NAME).into_response()
}

/// Whether the document names the parameter for what is asked.
fn tells_the_past(request: &Request) -> bool {
    static TELLING: LazyLock<BTreeSet<(&'static str, String)>> = LazyLock::new(|| {
        let is_it = |told: &RefOr<Parameter>| matches!(told, RefOr::T(parameter) if parameter.name == NAME);
        let telling = operations().filter(|(_, _, told)| told.parameters.iter().flatten().any(is_it));
        telling.map(|(method, path, _)| (method, path)).collect()
    });
    let method = if request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
    let Some(path) = request.extensions().get::<MatchedPath>() else { return false };
    TELLING.iter().any(|(told, telling)| method.as_str() == *told && path.as_str() == telling)
}
