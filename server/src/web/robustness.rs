//! How firm the places of a round are, as a file.

use super::{download::download, errors::Failed, past, site::Site};
use crate::export::robustness_csv;
use app::context::SignedIn;
use axum::{
    Extension,
    extract::{Path, State},
    http::Uri,
    response::Response,
};
use domain::ids::{RoundCode, SchemeCode};
use service::{ServiceError, scores::Firmness};

/// Every body that has a place, a row each.
pub(crate) async fn csv(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Extension<SignedIn>,
    Path((scheme, round)): Path<(String, String)>,
    uri: Uri,
) -> Result<Response, Failed> {
    let scheme: SchemeCode = scheme.parse().map_err(|_| ServiceError::NotFound("scheme"))?;
    let round: RoundCode = round.parse().map_err(|_| ServiceError::NotFound("round"))?;
    let found = past::services(&site, &uri).await?.scores().robustness(&actor, &scheme, &round).await?;
    match found.firmness {
        // Whoever asks again in a while gets it.
        Firmness::UnderWay(_) => return Err(Failed(ServiceError::Busy)),
        Firmness::NoPlaces | Firmness::Known(_) => {}
    }
    download(&format!("robustness-{scheme}-{round}.csv"), "text/csv; charset=utf-8; header=present", move || {
        robustness_csv::csv(&found).map_err(|error| ServiceError::fault("places as CSV", error))
    })
    .await
}
