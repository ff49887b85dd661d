//! The description of the API itself.

use super::document::document;
use crate::web::entity_tags;
use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::audit::sha256;
use std::sync::LazyLock;

/// How long others may keep it before they ask again: it changes with the program alone.
const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=300, must-revalidate");

/// The document as it is sent, with its tag.
static SENT: LazyLock<(String, String)> = LazyLock::new(|| {
    let text = format!("{:#}", document());
    let tag = format!("\"{}\"", &sha256(text.as_bytes())[..32]);
    (text, tag)
});

/// The document of `OpenAPI` 3.1.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "get_openapi",
    tag = "about",
    responses((status = 200, body = Object, content_type = "application/json"))
)]
pub(super) async fn openapi(asked: HeaderMap) -> Response {
    let (text, tag) = &*SENT;
    let mut response = if entity_tags::is_known(&asked, tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        text.as_str().into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, FRESH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // Weak: it is the same text in every encoding.
    if let Ok(tag) = HeaderValue::from_str(&format!("W/{tag}")) {
        headers.insert(header::ETAG, tag);
    }
    response
}
