//! `Idempotency-Key`: what a program asks twice with one key is done once, and answered alike both times.

use super::{
    ApiProblem,
    caller::{self, Caller},
    reports::{OfReport, key_of},
};
use axum::{
    RequestPartsExt as _,
    body::{Body, Bytes, to_bytes},
    extract::{FromRequestParts as _, MatchedPath, Path, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::audit::sha256;
use service::{
    ServiceError, Services,
    idempotent_replies::{Asking, Begun, KeptReply},
};
use std::borrow::Cow;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Lets through what has no key or changes nothing; what has one is done once for each token and key.
pub(super) async fn once(State(services): State<Services>, request: Request, next: Next) -> Response {
    let Some(key) = request.headers().get(KEY).filter(|_| !request.method().is_safe()).cloned() else {
        return next.run(request).await;
    };
    match answered(services, &key, request, next).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn answered(services: Services, key: &HeaderValue, request: Request, next: Next) -> Result<Response, ApiProblem> {
    let token = caller::token(&services, request.headers()).await?;
    let key = key.to_str().unwrap_or_default().to_owned();
    let (mut parts, body) = request.into_parts();
    // Roles change while answers are kept: whoever may change nothing here is told nothing, and nothing is kept for them.
    let Caller(actor) = Caller::from_request_parts(&mut parts, &services).await?;
    let report = parts.extract::<Path<OfReport>>().await;
    services.idempotent_replies().admits(&actor, &key_of(report)?.agency).await?;
    let too_large = |_| ApiProblem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large");
    let largest = parts
        .extensions
        .get::<MatchedPath>()
        .map_or(super::LARGEST_BODY, |matched| super::largest_body(matched.as_str()));
    let body = to_bytes(body, largest).await.map_err(too_large)?;
    let fingerprint = fingerprint(parts.method.as_str(), &parts.uri.to_string(), &parts.headers, &body);
    let replies = services.idempotent_replies();
    match replies.begin(token, &key, &fingerprint).await? {
        Begun::Now(asking) => {
            let request = Request::from_parts(parts, Body::from(body));
            // A caller who hangs up does not leave it half told: it goes on to its end by itself.
            let work = tokio::spawn(done(services.clone(), asking.clone(), request, next));
            match work.await {
                Ok(response) => response,
                Err(broken) => {
                    services.idempotent_replies().give_up(&asking).await?;
                    Err(ServiceError::fault("an asking with an idempotency key", broken).into())
                }
            }
        }
        Begun::Before(kept) => again(kept),
        Begun::UnderWay => Err(ApiProblem::new(StatusCode::CONFLICT, "idempotency_under_way")),
        Begun::OfSomethingElse => {
            Err(ApiProblem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_of_something_else"))
        }
    }
}

/// Everything that was asked: another body, address or condition is another asking.
fn fingerprint(method: &str, address: &str, headers: &HeaderMap, body: &Bytes) -> String {
    let conditions = headers.get_all(header::IF_MATCH).iter().map(HeaderValue::as_bytes);
    let conditions: Vec<u8> = conditions.flat_map(|condition| [condition, b"\n"].concat()).collect();
    let content = without_boundaries(headers, body);
    sha256(&[method.as_bytes(), b" ", address.as_bytes(), b"\n", &conditions, b"\n", &content].concat())
}

/// A form without the lines between its parts: what stands on them is made up anew each time that it is sent.
fn without_boundaries<'a>(headers: &HeaderMap, body: &'a [u8]) -> Cow<'a, [u8]> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let boundary = kind.split(';').find_map(|part| part.trim().strip_prefix("boundary="));
    let Some(boundary) = boundary.filter(|_| kind.starts_with("multipart/")) else { return Cow::Borrowed(body) };
    let between = format!("--{}", boundary.trim_matches('"'));
    let lines = body.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.starts_with(between.as_bytes()));
    Cow::Owned(lines.collect::<Vec<_>>().concat())
}

/// Does it and keeps the answer; what failed through no fault of the caller may be asked again.
async fn done(services: Services, asking: Asking, request: Request, next: Next) -> Result<Response, ApiProblem> {
    let (parts, body) = next.run(request).await.into_parts();
    let failed = |error: axum::Error| ServiceError::fault("the answer to an asking with an idempotency key", error);
    let content = to_bytes(body, usize::MAX).await.map_err(failed)?;
    let replies = services.idempotent_replies();
    if parts.status.is_server_error() || parts.status == StatusCode::UNAUTHORIZED {
        replies.give_up(&asking).await?;
    } else {
        let text = |name: HeaderName| {
            parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        let reply = KeptReply {
            status: parts.status.as_u16(),
            media_type: text(header::CONTENT_TYPE),
            tag: text(header::ETAG),
            content: content.to_vec(),
        };
        replies.keep(&asking, reply).await?;
    }
    Ok(Response::from_parts(parts, Body::from(content)))
}

/// The first answer once more, marked as such.
fn again(kept: KeptReply) -> Result<Response, ApiProblem> {
    let fault = |error| ApiProblem::from(ServiceError::fault("a kept answer", error));
    let status = StatusCode::from_u16(kept.status).map_err(|error| fault(error.to_string()))?;
    let mut response = (status, kept.content).into_response();
    let headers = response.headers_mut();
    for (name, text) in [(header::CONTENT_TYPE, kept.media_type), (header::ETAG, kept.tag)] {
        if !text.is_empty() {
            headers.insert(name, HeaderValue::from_str(&text).map_err(|error| fault(error.to_string()))?);
        }
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(boundary: &str, quote: &str, content: &str) -> (HeaderMap, Vec<u8>) {
        let kind = format!("multipart/form-data; boundary={quote}{boundary}{quote}");
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().expect("a header"))]);
        let body = format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"letter\"\r\n\r\n{content}\r\n--{boundary}--\r\n"
        );
        (headers, body.into_bytes())
    }

    fn mark((headers, body): (HeaderMap, Vec<u8>)) -> String {
        fingerprint("POST", "/file", &headers, &body.into())
    }

    #[test]
    fn a_form_that_is_sent_again_with_another_boundary_is_the_same_asking() {
        let first = mark(form("abc", "", "signed"));
        assert_eq!(mark(form("xyz-9", "\"", "signed")), first);
        assert_ne!(mark(form("abc", "", "forged")), first);
        let (_, body) = form("abc", "", "signed");
        assert_ne!(mark((HeaderMap::new(), body)), first, "only a form has boundaries");
    }
}
