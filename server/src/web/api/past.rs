//! `asOf`: what was known at an earlier instant, answered by the same services as the present. It and the filters of dashboards are
//! refused wherever the document does not name them, so that nobody takes the present for the past, or everything for a part.

use super::{ApiProblem, operations};
use crate::web::narrowed::asked;
use axum::{
    extract::{MatchedPath, Request},
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use chrono::{DateTime, Utc};
use domain::filter::Filter;
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

/// That nothing was there yet at the instant that is asked for.
pub(super) fn before_records() -> ApiProblem {
    told(ServiceError::invalid("as_of_before_records", NAME))
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

/// The name by which the document calls a filter that is refused where it does not; nothing for those that each address reads or
/// refuses itself.
fn refused_as(filter: Filter) -> Option<&'static str> {
    match filter {
        Filter::Instant => Some(NAME),
        Filter::Kind | Filter::Strategy | Filter::Grade => Some(filter.name()),
        Filter::Round | Filter::Organisation => None,
    }
}

/// Lets nobody ask for an instant, or for a part, of what tells the present, or everything, alone.
pub(super) async fn only_where_told(request: Request, next: Next) -> Response {
    let Some((filter, name)) = not_told(&request) else { return next.run(request).await };
    ApiProblem::new(StatusCode::BAD_REQUEST, filter.not_here()).with_detail(name).into_response()
}

/// The first filter that is asked for and that the document does not name there.
fn not_told(request: &Request) -> Option<(Filter, &'static str)> {
    let mut asked = asked(request.uri()).filter_map(|(filter, _)| Some((filter, refused_as(filter)?)));
    asked.find(|(_, name)| !is_told(request, name))
}

/// Whether the document names a parameter for what is asked.
fn is_told(request: &Request, name: &str) -> bool {
    static TOLD: LazyLock<BTreeSet<(&'static str, String, String)>> = LazyLock::new(|| {
        let name = |told: &RefOr<Parameter>| match told {
            RefOr::T(parameter) => Some(parameter.name.clone()),
            RefOr::Ref(_) => None,
        };
        let told = operations().flat_map(|(method, path, told)| {
            let names: Vec<String> = told.parameters.iter().flatten().filter_map(name).collect();
            names.into_iter().map(move |name| (method, path.clone(), name))
        });
        told.collect()
    });
    let method = if request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
    let Some(path) = request.extensions().get::<MatchedPath>() else { return false };
    TOLD.iter().any(|(of, at, told)| method.as_str() == *of && path.as_str() == at && name == told)
}
