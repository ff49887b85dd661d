//! Documents that answer a form or tell of an error, rendered like every page.

use super::site::Site;
use app::standalone::{Standalone, standalone};
use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, Uri, header, request::Parts},
    response::Response,
};

/// Whether a person's browser asks, who is to get a page.
pub(crate) fn accepts_html(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.into_iter().any(|accepted| accepted.contains("text/html"))
}

/// An answer that has no address of its own, for whoever sent a request.
pub(crate) async fn answer(site: &Site, mut parts: Parts, status: StatusCode, answer: Standalone) -> Response {
    if parts.uri.path_and_query().is_none() {
        parts.uri = Uri::from_static("/");
    }
    let options = site.options.clone();
    let view = move || standalone(options.clone(), answer.clone());
    let render = leptos_axum::render_app_async_with_context(site.provide(), view);
    let mut response = render(Request::from_parts(parts, Body::empty())).await;
    *response.status_mut() = status;
    response
}
