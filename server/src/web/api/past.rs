//! `asOf`: what was known at an earlier instant, answered by the same services as the present.

use super::ApiProblem;
use axum::http::StatusCode;
use service::{ServiceError, Services};

/// The services of the instant that is asked for; the present, where none is.
pub(super) async fn as_of(services: &Services, asked: Option<&str>) -> Result<Services, ApiProblem> {
    services.as_asked(asked).await.map_err(told)
}

/// A refusal of an instant.
pub(super) fn told(error: ServiceError) -> ApiProblem {
    let ServiceError::Invalid { code, .. } = &error else { return error.into() };
    let status = match *code {
        "as_of_future" | "as_of_unreadable" => StatusCode::BAD_REQUEST,
        "as_of_before_records" => StatusCode::NOT_FOUND,
        _ => return error.into(),
    };
    ApiProblem::new(status, *code).with_detail("asOf")
}
