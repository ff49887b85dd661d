//! Commands of the application, which work as plain forms. Leptos sends whoever posted something unreadable back to the
//! page they came from, with the error's text in the address; here that becomes a path of ours with a code.

use super::{document::accepts_html, own_path::own_path, site::Site};
use app::error::AppError;
use axum::{
    body::to_bytes,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use leptos_axum::handle_server_fns_with_context;

/// The most that is read of an error.
const LARGEST_ERROR: usize = 4_096;

/// Runs a command.
pub(crate) async fn run(State(site): State<Site>, request: Request) -> Response {
    let is_known = leptos::server_fn::axum::server_fn_paths()
        .any(|(path, method)| path == request.uri().path() && method == *request.method());
    if !is_known {
        return StatusCode::NOT_FOUND.into_response();
    }
    let is_form = accepts_html(request.headers());
    let mut response = handle_server_fns_with_context(site.provide(), request).await.into_response();
    if is_form {
        onward(&mut response);
        return response;
    }
    response.headers_mut().remove(header::LOCATION);
    with_status(response).await
}

/// After a form, the browser asks for a page of ours.
fn onward(response: &mut Response) {
    let Some(to) = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()) else { return };
    let path = if to.starts_with('/') { own_path(to) } else { back(to, response.headers()) };
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(path) = HeaderValue::try_from(path) {
        response.headers_mut().insert(header::LOCATION, path);
    }
}

/// The page that the browser came from, with why nothing was done.
fn back(referer: &str, headers: &HeaderMap) -> String {
    let Ok(uri) = referer.parse::<Uri>() else { return "/".to_owned() };
    let ours = |key: &str| !matches!(key, "__path" | "__err" | "done" | "refused" | "incident");
    let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).filter(|(key, _)| ours(key));
    let mut kept = form_urlencoded::Serializer::new(String::new());
    kept.extend_pairs(query);
    if headers.contains_key(SERVER_FN_ERROR_HEADER) {
        kept.append_pair("refused", "bad_request");
    }
    let query = kept.finish();
    let path = own_path(uri.path());
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// The status of an error that came back to a program, after its code.
async fn with_status(response: Response) -> Response {
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER)
        || response.status() != StatusCode::INTERNAL_SERVER_ERROR
    {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_ERROR).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let error = serde_json::from_slice::<AppError>(&body).ok();
    if error.is_some_and(|error| error.code == "bad_request") {
        parts.status = StatusCode::BAD_REQUEST;
    }
    Response::from_parts(parts, body.into())
}
