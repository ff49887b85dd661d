//! The answer to a form that could not be taken: the page it came from, with what was typed.

use super::site::Site;
use app::{
    error::{AppError, status_of},
    report_form::{Answer, Refused},
    shell::shell,
};
use axum::{
    body::Body,
    extract::{Path, Request},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    submission::ReportKey,
};
use leptos::prelude::provide_context;
use service::ServiceError;

/// The page of a report, with what was refused and what was typed, as if the page had been asked for.
pub(crate) async fn page(site: &Site, mut parts: Parts, key: &ReportKey, answer: Answer) -> Response {
    let status = answer.status;
    parts.uri = page_of(key).parse().unwrap_or_default();
    rendered(site, parts, status, answer).await
}

/// A page as if it had been asked for, with what was refused and what was typed.
pub(crate) async fn rendered<Told: Clone + Send + Sync + 'static>(
    site: &Site,
    mut parts: Parts,
    status: StatusCode,
    answer: Told,
) -> Response {
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        parts.headers.remove(name);
    }
    let provide = {
        let provide = site.provide();
        move || {
            provide();
            provide_context(answer.clone());
        }
    };
    let options = site.options.clone();
    let render = leptos_axum::render_app_async_with_context(provide, move || shell(options.clone()));
    let mut response = render(Request::from_parts(parts, Body::empty())).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// On to the page of a report, which says what was done or why not.
pub(crate) fn back(key: &ReportKey, said: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, format!("{}?{said}", page_of(key)))]).into_response()
}

/// Whoever asks again for an address that takes a form gets the page that has the form.
pub(crate) async fn to_page(Path((round, agency)): Path<(RoundCode, OrganisationCode)>) -> Redirect {
    Redirect::to(&page_of(&ReportKey { round, agency }))
}

/// The address of a report.
fn page_of(key: &ReportKey) -> String {
    format!("/reports/{}/{}", key.round, key.agency)
}

/// What a refusal is told as, logged once when it is a fault of ours.
pub(crate) fn refused(error: ServiceError, file: Option<(IndicatorCode, String)>) -> (StatusCode, Refused) {
    let is_too_large = matches!(error, ServiceError::Invalid { code: FILE_TOO_LARGE | TOO_MUCH, .. });
    let status = if is_too_large { StatusCode::PAYLOAD_TOO_LARGE } else { status_of(&error) };
    let error = AppError::from(error);
    (status, Refused { code: error.code, incident: error.incident, place: error.place, file })
}

/// The code of a file that is larger than any that is taken.
pub(crate) const FILE_TOO_LARGE: &str = "file_too_large";
/// The code of files that are together larger than what one form may bring.
pub(crate) const TOO_MUCH: &str = "upload_too_large";
