//! Who calls: a bearer token and nothing else. Cookies are ignored, so that no other site can call in somebody's name.

use super::ApiProblem;
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use domain::ids::TokenId;
use service::{Actor, Services};

/// Whoever holds the token of the request, with what they and the token may do.
pub(crate) struct Caller(pub(crate) Actor);

impl FromRequestParts<Services> for Caller {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, ApiProblem> {
        let secret = secret(&parts.headers)?;
        let (actor, _) = services.actor_for_token(secret).await?.ok_or_else(refused)?;
        Ok(Self(actor))
    }
}

/// Whoever asks: with a token what they may do, without one what everybody may. A token that does not count is refused.
pub(super) struct Reader(pub(super) Option<Actor>);

impl FromRequestParts<Services> for Reader {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, ApiProblem> {
        if !parts.headers.contains_key(header::AUTHORIZATION) {
            return Ok(Self(None));
        }
        let Caller(actor) = Caller::from_request_parts(parts, services).await?;
        Ok(Self(Some(actor)))
    }
}

fn refused() -> ApiProblem {
    ApiProblem::new(StatusCode::UNAUTHORIZED, "token_refused")
}

/// The secret that a request brings.
fn secret(headers: &HeaderMap) -> Result<&str, ApiProblem> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, secret) = authorization.and_then(|value| value.split_once(' ')).ok_or_else(refused)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(secret.trim()) } else { Err(refused()) }
}

/// Which token a request brings.
pub(super) async fn token(services: &Services, headers: &HeaderMap) -> Result<TokenId, ApiProblem> {
    services.token_of(secret(headers)?).await?.ok_or_else(refused)
}
