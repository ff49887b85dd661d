//! Commands of the application, which work as plain forms. Leptos answers a form that was refused by leading back to
//! the page it came from with the error in the address; here that page is shown again with what was typed.

use super::{document::accepts_html, own_path::own_path, site::Site};
use app::{context::Sent, error::AppError, shell::shell};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest as _, Request, State},
    http::{HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;
use leptos_axum::{handle_server_fns_with_context, render_app_async_with_context};

/// The most that is read of a refusal.
const LARGEST_REFUSAL: usize = 16 * 1024;

/// Whoever asks again for the address of a form that was refused gets a page that leads to the form.
pub(crate) async fn lead_back(uri: Uri) -> Response {
    let is_known = leptos::server_fn::axum::server_fn_paths().any(|(path, _)| path == uri.path());
    let noun = uri.path().trim_start_matches("/do/").split('/').next().unwrap_or_default();
    let page = match noun {
        _ if !is_known => return StatusCode::NOT_FOUND.into_response(),
        "accounts" => "/accounts",
        "collectors" => "/organisations",
        "rounds" | "deliveries" => "/calendar",
        "round_rules" => "/calendar/rules",
        "holidays" => "/calendar/holidays",
        "shares" => "/shares",
        "subscribers" => "/subscribers",
        "webhooks" => "/webhooks",
        "tokens" | "feeds" => "/account",
        _ => "/",
    };
    Redirect::to(page).into_response()
}

/// Runs a command.
pub(crate) async fn run(State(site): State<Site>, request: Request) -> Response {
    let is_known = leptos::server_fn::axum::server_fn_paths()
        .any(|(path, method)| path == request.uri().path() && method == *request.method());
    if !is_known {
        return StatusCode::NOT_FOUND.into_response();
    }
    let (parts, body) = request.into_parts();
    let sent = match Bytes::from_request(Request::from_parts(parts.clone(), body), &()).await {
        Ok(sent) => sent,
        Err(refused) => return refused.into_response(),
    };
    let request = Request::from_parts(parts.clone(), Body::from(sent.clone()));
    let response = handle_server_fns_with_context(site.provide(), request).await.into_response();
    let is_form = accepts_html(&parts.headers);
    match (is_form, response.headers().contains_key(SERVER_FN_ERROR_HEADER)) {
        (true, true) => show_again(&site, parts, &sent, response).await,
        (true, false) => onward(response),
        (false, is_refused) => plain(response, is_refused).await,
    }
}

/// After a form that was taken, the browser asks for a page of ours.
fn onward(mut response: Response) -> Response {
    let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).map(own_page);
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(to) = HeaderValue::try_from(to.unwrap_or_else(|| "/".to_owned())) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// The page of a form that was refused, with what was typed.
async fn show_again(site: &Site, mut parts: Parts, sent: &Bytes, response: Response) -> Response {
    let page = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).map(own_page);
    parts.uri = page.unwrap_or_default().parse().unwrap_or_else(|_| Uri::from_static("/"));
    let told = response.status();
    let refused = refusal(response).await.unwrap_or_else(|| AppError::new("fault"));
    let status = if told.is_redirection() { status_of_reading(&refused) } else { told };
    let fields = form_urlencoded::parse(sent).into_owned().filter(|(name, _)| !name.contains("password")).collect();
    parts.extensions.insert(Sent { fields, refused });
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        parts.headers.remove(name);
    }
    let options = site.options.clone();
    let render = render_app_async_with_context(site.provide(), move || shell(options.clone()));
    let mut response = render(Request::from_parts(parts, Body::empty())).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// The path of an address of ours, without what a page was told before.
fn own_page(address: &str) -> String {
    let Ok(uri) = address.parse::<Uri>() else { return "/".to_owned() };
    let path = own_path(uri.path());
    if uri.authority().is_none() {
        return uri.query().map_or(path.clone(), |query| format!("{path}?{query}"));
    }
    let told = |key: &str| matches!(key, "__path" | "__err" | "done" | "refused" | "incident");
    let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).filter(|(key, _)| !told(key));
    match form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish() {
        nothing if nothing.is_empty() => path,
        query => format!("{path}?{query}"),
    }
}

/// What a program gets: the refusal, and nowhere to go.
async fn plain(response: Response, is_refused: bool) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(header::LOCATION);
    if !is_refused || parts.status != StatusCode::INTERNAL_SERVER_ERROR {
        return Response::from_parts(parts, body);
    }
    let Ok(body) = to_bytes(body, LARGEST_REFUSAL).await else { return parts.status.into_response() };
    if let Ok(refused) = serde_json::from_slice(&body) {
        parts.status = status_of_reading(&refused);
    }
    Response::from_parts(parts, body.into())
}

async fn refusal(response: Response) -> Option<AppError> {
    let body = to_bytes(response.into_body(), LARGEST_REFUSAL).await.ok()?;
    serde_json::from_slice(&body).ok()
}

/// The status of what was refused before any use case began.
fn status_of_reading(refused: &AppError) -> StatusCode {
    if refused.code == "bad_request" { StatusCode::BAD_REQUEST } else { StatusCode::INTERNAL_SERVER_ERROR }
}

#[cfg(test)]
mod tests {
    use super::own_page;

    #[test]
    fn a_referer_is_only_the_path_of_a_page_of_ours() {
        assert_eq!(own_page("https://evil.example/x?y=1&done=saved&__err=abc"), "/x?y=1");
        assert_eq!(own_page("https://evil.example//other.example"), "/");
        assert_eq!(own_page("/accounts/new"), "/accounts/new");
        assert_eq!(own_page("/calendar?done=extended"), "/calendar?done=extended");
        assert_eq!(own_page("//evil.example/x"), "/");
        assert_eq!(own_page("javascript:alert(1)"), "/");
    }
}
