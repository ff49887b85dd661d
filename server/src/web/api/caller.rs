//! Who calls: a bearer token and nothing else. Cookies are ignored, so that no other site can call in somebody's name.

use super::ApiProblem;
use axum::{
    extract::FromRequestParts,
    http::{StatusCode, header, request::Parts},
};
use service::{Actor, Services};

/// Whoever holds the token of the request, with what they and the token may do.
pub(crate) struct Caller(pub(crate) Actor);

impl FromRequestParts<Services> for Caller {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, ApiProblem> {
        let refused = || ApiProblem::new(StatusCode::UNAUTHORIZED, "token_refused");
        let authorization = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, secret) = authorization.and_then(|value| value.split_once(' ')).ok_or_else(refused)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(refused());
        }
        let (actor, _) = services.actor_for_token(secret.trim()).await?.ok_or_else(refused)?;
        Ok(Self(actor))
    }
}
