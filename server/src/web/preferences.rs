//! In which language, era and digits somebody reads: kept with their account, and in cookies, which pages go by.

use super::{errors::Failed, site::Site};
use app::context::{DIGITS_COOKIE, ERA_COOKIE, LANGUAGE_COOKIE, SignedIn};
use axum::{
    Extension, Form,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    manner::{Digits, Era, Preferences},
    text::Language,
};
use serde::Deserialize;
use service::ServiceError;

/// How long a browser keeps a choice, in seconds: a year.
const KEPT_SECONDS: u32 = 31_536_000;

/// A choice as it is sent.
#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    language: Language,
    era: Era,
    digits: Digits,
}

/// Keeps what somebody chose.
pub(crate) async fn set(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Extension<SignedIn>,
    choice: Result<Form<Choice>, axum::extract::rejection::FormRejection>,
) -> Result<Response, Failed> {
    let Form(Choice { language, era, digits }) =
        choice.map_err(|_| ServiceError::invalid("bad_request", "preferences"))?;
    let chosen = Preferences { language, era, digits };
    site.services.set_preferences(&actor, chosen).await?;
    let response = (StatusCode::SEE_OTHER, [(header::LOCATION, "/account?done=preferences_set")]).into_response();
    Ok(with_cookies(response, Some(chosen)))
}

/// An answer with the cookies of what somebody chose; those of a visitor stay where nothing was chosen.
pub(crate) fn with_cookies(mut response: Response, chosen: Option<Preferences>) -> Response {
    let Some(chosen) = chosen else { return response };
    let cookies = [
        cookie(LANGUAGE_COOKIE, chosen.language.as_ref()),
        cookie(ERA_COOKIE, chosen.era.as_ref()),
        cookie(DIGITS_COOKIE, chosen.digits.as_ref()),
    ];
    for cookie in cookies {
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

/// A cookie that keeps a choice for a year.
pub(crate) fn cookie(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age={KEPT_SECONDS}; SameSite=Lax; HttpOnly")
}
