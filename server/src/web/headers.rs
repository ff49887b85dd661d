//! What browsers are told about every answer: how little it may do.

use super::site::Site;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

/// For everything that is no page: nothing in it runs, loads or is framed. Pages bring their own policy with a nonce.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
/// A year on https alone.
const TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");
/// In how many seconds whoever met a busy server, or storage that did not answer, should come back.
const SOON: HeaderValue = HeaderValue::from_static("2");
/// What is told of every answer that does not say otherwise itself.
const DEFAULTS: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
];

/// Puts the headers on an answer, whatever it is.
pub(crate) async fn harden(State(site): State<Site>, request: Request, next: Next) -> Response {
    let kept = kept_by_browsers(request.uri().path());
    let mut response = next.run(request).await;
    let status = response.status();
    let is_found = status.is_success() || status.is_redirection();
    let headers = response.headers_mut();
    if let Some(kept) = kept.filter(|_| is_found) {
        default(headers, &header::CACHE_CONTROL, &kept);
    }
    for (name, value) in &DEFAULTS {
        default(headers, name, value);
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        default(headers, &header::RETRY_AFTER, &SOON);
    }
    if site.settings.is_https {
        default(headers, &header::STRICT_TRANSPORT_SECURITY, &TRANSPORT);
    }
    response
}

fn default(headers: &mut HeaderMap, name: &HeaderName, value: &HeaderValue) {
    if !headers.contains_key(name) {
        headers.insert(name, value.clone());
    }
}

/// How browsers keep our files: fonts for good, since a changed one gets another name; the others are asked for again,
/// which costs no bytes while they stay the same.
fn kept_by_browsers(path: &str) -> Option<HeaderValue> {
    if path.starts_with("/fonts/") {
        Some(HeaderValue::from_static("public, max-age=31536000, immutable"))
    } else if path.starts_with("/pkg/") {
        Some(HeaderValue::from_static("public, no-cache"))
    } else {
        None
    }
}
