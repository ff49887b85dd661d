//! The one character that stands in no page (U+0000, which HTML has no way to write): whoever sends it where what was asked or typed is
//! shown again gets a question mark in its place.

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use futures::StreamExt as _;

/// Around whatever makes pages.
pub(crate) async fn keep_out(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let is_html = |kind: &HeaderValue| kind.as_bytes().starts_with(b"text/html");
    if !response.headers().get(header::CONTENT_TYPE).is_some_and(is_html) {
        return response;
    }
    // As many bytes as before: what was said of their number still holds.
    response.map(|body| Body::from_stream(body.into_data_stream().map(|piece| piece.map(without))))
}

/// No part of another character is this byte, wherever pieces begin and end.
fn without(piece: Bytes) -> Bytes {
    if !piece.contains(&0) {
        return piece;
    }
    piece.iter().map(|byte| if *byte == 0 { b'?' } else { *byte }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::to_bytes, middleware::from_fn, response::Html, routing::get};
    use tower::ServiceExt as _;

    async fn body(path: &str) -> Bytes {
        let router: Router = Router::new()
            .route("/page", get(async || Html("<p title=\"\0\">ก\0ข</p>\0")))
            .route("/file", get(async || "ก\0ข"))
            .layer(from_fn(keep_out));
        let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
        let response = router.oneshot(request).await.expect("an answer");
        to_bytes(response.into_body(), 1_000).await.expect("a body")
    }

    #[tokio::test]
    async fn a_page_has_no_nul_and_a_file_has_what_it_has() {
        assert_eq!(body("/page").await, "<p title=\"?\">ก?ข</p>?");
        assert_eq!(body("/file").await, "ก\0ข");
    }
}
