//! Forms of other sites: whatever changes something must come from a page of ours, as the browser itself tells in
//! `Sec-Fetch-Site` or `Origin`. The API needs no such check: it looks at no cookie, so that another site that calls it
//! has nothing of the visitor to use.

use app::standalone::Failure;
use axum::{
    http::{Method, StatusCode, Uri},
    response::{IntoResponse as _, Response},
};
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// The layer, for an application that people reach under an origin.
pub(crate) fn layer(origin: &str) -> CsrfLayer<fn(ProtectionError) -> Response> {
    let layer = CsrfLayer::new().with_insecure_bypass(is_api);
    // Behind a proxy that names another host to us, the browser's origin is the public one.
    let layer = layer.clone().add_trusted_origin(origin).unwrap_or(layer);
    layer.with_rejection_response(refuse)
}

fn is_api(_: &Method, uri: &Uri) -> bool {
    uri.path().starts_with("/api/v1/")
}

fn refuse(_: ProtectionError) -> Response {
    let status = StatusCode::FORBIDDEN;
    let mut response = status.into_response();
    response.extensions_mut().insert(Failure { status, code: Some("other_site".to_owned()), incident: None });
    response
}
