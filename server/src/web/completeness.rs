//! How complete reports are, as a file.

use super::{errors::Failed, site::Site};
use crate::export::completeness_csv;
use app::context::SignedIn;
use axum::{
    Extension,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::ids::{OrganisationCode, RoundCode};
use serde::Deserialize;
use service::ServiceError;

/// What is asked for; blank is the same as not named.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    round: String,
    #[serde(default)]
    organisation: String,
}

/// Every body at and below one, a row each.
pub(crate) async fn csv(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Extension<SignedIn>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failed> {
    let Query(asked) = asked.map_err(|_| ServiceError::NotFound("round"))?;
    let round = Some(asked.round).filter(|text| !text.is_empty()).map(|text| text.parse::<RoundCode>());
    let round = round.transpose().map_err(|_| ServiceError::NotFound("round"))?;
    let node = Some(asked.organisation).filter(|text| !text.is_empty()).map(|text| text.parse::<OrganisationCode>());
    let node = node.transpose().map_err(|_| ServiceError::NotFound("organisation"))?;
    let (round, rows) = site.services.completeness().every_body(&actor, node.as_ref(), round.as_ref()).await?;
    let name = format!("attachment; filename=\"completeness-{}.csv\"", round.code);
    let writing = move || completeness_csv::csv(round.code.as_str(), round.period, &rows);
    let written = tokio::task::spawn_blocking(writing).await;
    let failed = |error: csv::Error| ServiceError::fault("completeness as CSV", error);
    let content = written.map_err(|error| ServiceError::fault("completeness as CSV", error))?.map_err(failed)?;
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(disposition) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}
