//! A number for every request: in the log beside everything it caused, and in its answer.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use service::Chance;
use std::time::Instant;
use tracing::Instrument as _;

/// The header that tells it. What a client sends under this name is not believed.
const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Numbers a request, and logs how it was answered. Queries are not logged: they hold what people search for.
pub(crate) async fn number(request: Request, next: Next) -> Response {
    let number = format!("{:016x}", u64::from_ne_bytes(Chance::System.bytes()));
    let span = tracing::info_span!("request", id = number, method = %request.method(), path = request.uri().path());
    let begin = Instant::now();
    let answered = async {
        let response = next.run(request).await;
        let took_ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status = response.status().as_u16(), took_ms, "answered");
        response
    };
    let mut response = answered.instrument(span).await;
    if let Ok(number) = HeaderValue::try_from(number) {
        response.headers_mut().insert(HEADER, number);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware::from_fn, routing::get};
    use tower::ServiceExt as _;

    #[tokio::test]
    async fn every_answer_has_a_number_of_its_own() {
        let router: Router = Router::new().route("/", get(async || "")).layer(from_fn(number));
        let mut numbers = Vec::new();
        for _ in 0..2 {
            let request = Request::builder().header(HEADER, "forged").body(Body::empty()).expect("a request");
            let response = router.clone().oneshot(request).await.expect("an answer");
            numbers.push(response.headers()[HEADER].to_str().expect("text").to_owned());
        }
        assert_eq!(numbers[0].len(), 16);
        assert!(numbers[0] != numbers[1] && numbers[0] != "forged");
    }
}
