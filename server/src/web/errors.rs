//! What an answer without words becomes: a page in the reader's language for a person, a problem document (RFC 9457) for
//! a program. Causes stay in the log, under the number that both are given.

use super::{api::ApiProblem, document, site::Site};
use app::{
    context::SignedIn,
    error::{AppError, retry_after, status_of},
    standalone::{Failure, Standalone},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use service::ServiceError;
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

/// A failed use case as the answer of a handler.
#[derive(Debug)]
pub(crate) struct Failed(pub(crate) ServiceError);

impl From<ServiceError> for Failed {
    fn from(error: ServiceError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let (status, wait) = (status_of(&self.0), retry_after(&self.0));
        let error = AppError::from(self.0);
        let failure = Failure { status, code: Some(error.code), incident: error.incident };
        let mut response = status.into_response();
        response.extensions_mut().insert(failure);
        if let Some(wait) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs()));
        }
        response
    }
}

/// The longest path of a file for browsers: ours have fifty letters, and no system takes a name of more than 255 bytes, with the
/// ending of its packed form, or a path of more than 4,096.
const LONGEST_PATH: usize = 200;

/// A file for browsers. A path that no file can have is nothing there, and no fault.
pub(crate) async fn file(files: ServeDir, request: Request) -> Response {
    if request.uri().path().len() > LONGEST_PATH {
        return StatusCode::NOT_FOUND.into_response();
    }
    match files.oneshot(request).await {
        Ok(found) => found.into_response(),
        Err(never) => match never {},
    }
}

/// Gives words to every refusal and fault that has none.
pub(crate) async fn explain(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let headers = spoken(request.headers());
    let response = next.run(request).await;
    if !lacks_words(&response) {
        return response;
    }
    let (mut told, _) = response.into_parts();
    let bare = Failure { status: told.status, code: None, incident: None };
    let failure = told.extensions.remove::<Failure>().unwrap_or(bare);
    let mut explained = if document::accepts_html(&headers) {
        let mut parts = Request::new(()).into_parts().0;
        (parts.method, parts.uri, parts.headers) = (method, uri, headers);
        if let Some(signed_in) = told.extensions.remove::<SignedIn>() {
            parts.extensions.insert(signed_in);
        }
        document::answer(&site, parts, told.status, Standalone::Failure(failure)).await
    } else {
        problem(failure).into_response()
    };
    for (name, value) in &told.headers {
        if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH) {
            explained.headers_mut().append(name, value.clone());
        }
    }
    explained
}

/// The headers that decide how to tell.
fn spoken(headers: &HeaderMap) -> HeaderMap {
    let decisive = [header::ACCEPT, header::COOKIE];
    headers
        .iter()
        .filter(|(name, _)| decisive.contains(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn lacks_words(response: &Response) -> bool {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    failed && !kind.starts_with("text/html") && !kind.contains("json")
}

fn problem(failure: Failure) -> ApiProblem {
    let code = failure.code.unwrap_or_else(|| code_of(failure.status).to_owned());
    ApiProblem::new(failure.status, code).with_incident(failure.incident)
}

/// The code of a status that came without one.
fn code_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "signed_out",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::REQUEST_TIMEOUT => "too_slow",
        // Only files come without words of their own: nobody changed them.
        StatusCode::PRECONDITION_FAILED => "another_file",
        StatusCode::PAYLOAD_TOO_LARGE => "body_too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "media_type",
        StatusCode::RANGE_NOT_SATISFIABLE => "range_not_satisfiable",
        StatusCode::TOO_MANY_REQUESTS => "too_many_requests",
        StatusCode::SERVICE_UNAVAILABLE => "unavailable",
        status if status.is_client_error() => "bad_request",
        _ => "fault",
    }
}
