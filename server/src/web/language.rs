//! Choosing a language: a cookie, and back to where one was.

use super::{own_path::own_path, preferences};
use app::context::LANGUAGE_COOKIE;
use axum::{
    extract::Query,
    http::header::{LOCATION, SET_COOKIE},
    response::{IntoResponse, Response},
};
use domain::text::Language;
use http::StatusCode;
use serde::Deserialize;

/// What was chosen, and where to go back.
#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    to: Language,
    #[serde(default)]
    back: String,
}

/// Keeps the choice for a year and goes back.
pub(crate) async fn choose(Query(choice): Query<Choice>) -> Response {
    let cookie = preferences::cookie(LANGUAGE_COOKIE, choice.to.as_ref());
    (StatusCode::SEE_OTHER, [(SET_COOKIE, cookie), (LOCATION, own_path(&choice.back))]).into_response()
}
