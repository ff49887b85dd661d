//! HTTP API v1: the same service methods and the same rules as the screens. Documented in `docs/api.md`.

mod caller;
mod condition;
mod idempotency;
mod letters;
mod problem;
mod registers;
mod reports;
mod steps;
mod values;

pub(crate) use caller::Caller;
pub use problem::ApiProblem;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{get, post},
};
use service::Services;

/// The largest body taken: a report of a hundred indicators with long texts.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// Where a report is filed by a letter.
const FILE: &str = "/api/v1/rounds/{round}/agencies/{agency}/file";

/// Every address of the API, for the router and for the access matrix.
pub const ROUTES: [(&str, &str); 12] = [
    ("GET", "/api/v1/organisations"),
    ("GET", "/api/v1/plans"),
    ("GET", "/api/v1/indicators"),
    ("GET", "/api/v1/rounds"),
    ("GET", "/api/v1/values"),
    ("GET", "/api/v1/rounds/{round}/agencies/{agency}/values"),
    ("PUT", "/api/v1/rounds/{round}/agencies/{agency}/values"),
    ("POST", "/api/v1/rounds/{round}/agencies/{agency}/submit"),
    ("POST", FILE),
    ("POST", "/api/v1/rounds/{round}/agencies/{agency}/approve"),
    ("POST", "/api/v1/rounds/{round}/agencies/{agency}/return"),
    ("POST", "/api/v1/rounds/{round}/agencies/{agency}/accept"),
];

/// The most bytes of a body that an address takes.
pub(crate) fn largest_body(path: &str) -> usize {
    if path == FILE { letters::LARGEST_FORM } else { LARGEST_BODY }
}

/// The API, to be nested at `/api/v1`.
pub fn router<State: Clone + Send + Sync + 'static>(services: Services) -> Router<State> {
    let report = Router::new()
        .route("/values", get(reports::get).put(reports::put))
        .route("/submit", post(steps::submit))
        .route("/file", post(letters::file))
        .route("/approve", post(steps::approve))
        .route("/return", post(steps::return_for_change))
        .route("/accept", post(steps::accept))
        .route_layer(from_fn_with_state(services.clone(), idempotency::once));
    Router::new()
        .route("/organisations", get(registers::organisations))
        .route("/plans", get(registers::plans))
        .route("/indicators", get(registers::indicators))
        .route("/rounds", get(registers::rounds))
        .route("/values", get(values::list))
        .nest("/rounds/{round}/agencies/{agency}", report)
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .with_state(services)
}
