//! A mistake of ours that would tear down the connection becomes an error page with the number of its incident.

use app::{error::log_incident, standalone::Failure};
use axum::{
    body::Body,
    http::{Response, StatusCode, header},
    response::IntoResponse as _,
};
use std::{any::Any, fmt};
use tower_http::catch_panic::CatchPanicLayer;

type Thrown = Box<dyn Any + Send>;

/// What a panic said, for the log.
#[derive(Debug)]
struct Panicked(String);

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "panicked: {}", self.0)
    }
}

impl std::error::Error for Panicked {}

/// Around the handlers: the answer gets its words further out.
pub(crate) fn layer() -> CatchPanicLayer<fn(Thrown) -> Response<Body>> {
    CatchPanicLayer::custom(answer)
}

/// Around what gives answers their words: said plainly in both languages.
pub(crate) fn last_layer() -> CatchPanicLayer<fn(Thrown) -> Response<Body>> {
    CatchPanicLayer::custom(last_answer)
}

fn answer(thrown: Thrown) -> Response<Body> {
    let incident = log(thrown);
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    let mut response = status.into_response();
    response.extensions_mut().insert(Failure { status, code: None, incident: Some(incident) });
    response
}

fn last_answer(thrown: Thrown) -> Response<Body> {
    let incident = log(thrown);
    let words = format!("ระบบขัดข้อง ยังไม่มีการบันทึก · Something went wrong; nothing was saved ({incident})");
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (StatusCode::INTERNAL_SERVER_ERROR, kind, words).into_response()
}

fn log(thrown: Thrown) -> String {
    let said = match thrown.downcast::<String>() {
        Ok(said) => *said,
        Err(thrown) => thrown.downcast_ref::<&str>().map_or_else(String::new, |said| (*said).to_owned()),
    };
    log_incident(&Panicked(said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::to_bytes, http::Request, routing::get};
    use tower::ServiceExt as _;

    async fn handler() -> &'static str {
        panic!("a secret of ours")
    }

    #[tokio::test]
    async fn a_panic_becomes_an_answer_with_an_incident() {
        let router: Router = Router::new().route("/", get(handler)).layer(layer());
        let response = router.oneshot(Request::new(Body::empty())).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let failure = response.extensions().get::<Failure>().expect("a failure");
        assert_eq!(failure.incident.as_ref().map(String::len), Some(9));
    }

    #[tokio::test]
    async fn the_last_answer_tells_nothing_but_the_incident() {
        let router: Router = Router::new().route("/", get(handler)).layer(last_layer());
        let response = router.oneshot(Request::new(Body::empty())).await.expect("an answer");
        let body = to_bytes(response.into_body(), 1_000).await.expect("a body");
        let text = String::from_utf8_lossy(&body);
        assert!(text.starts_with("ระบบขัดข้อง ยังไม่มีการบันทึก") && !text.contains("secret"), "{text}");
    }
}
