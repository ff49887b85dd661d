//! What programs that collect pages for searches are asked to leave alone: all but what is published as pages, and what those are
//! shown with.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

/// Of two rules the longer one counts (RFC 9309, 2.2.2).
const RULES: &str = "User-agent: *\nAllow: /public\nAllow: /pkg/\nAllow: /fonts/\nDisallow: /\n";
/// It changes with the program alone.
const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// The rules.
pub(crate) async fn rules() -> Response {
    ([(header::CACHE_CONTROL, FRESH)], RULES).into_response()
}
