//! The derivation of a score as JSON, which `docs/recompute_score.py` computes again.

use super::{errors::Failed, past, site::Site};
use app::context::SignedIn;
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use domain::{ids::OrganisationCode, ids::RoundCode, ids::SchemeCode, submission::ReportKey};
use service::ServiceError;

/// One derivation.
pub(crate) async fn derivation(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Extension<SignedIn>,
    Path((scheme, round, organisation)): Path<(String, String, String)>,
    uri: Uri,
) -> Result<Response, Failed> {
    let scheme: SchemeCode = scheme.parse().map_err(|_| ServiceError::NotFound("scheme"))?;
    let round: RoundCode = round.parse().map_err(|_| ServiceError::NotFound("round"))?;
    let agency: OrganisationCode = organisation.parse().map_err(|_| ServiceError::NotFound("organisation"))?;
    let key = ReportKey { round, agency };
    let score = past::services(&site, &uri).await?.scores().of_body(&actor, &scheme, &key).await?;
    let file = score.into_file().map_err(|error| ServiceError::invalid("scheme_does_not_fit", error.to_string()))?;
    let mut response = axum::Json(file).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let name = format!("attachment; filename=\"{scheme}.{}.{}.json\"", key.round, key.agency);
    if let Ok(disposition) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}
