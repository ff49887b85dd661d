//! The list of objections, as a file.

use super::{download::download, errors::Failed, narrowed, site::Site};
use crate::export::objections_csv;
use app::context::SignedIn;
use axum::{Extension, extract::State, http::Uri, response::Response};
use service::ServiceError;

/// Those that wait and those that are over, of the reports that the reader may open.
pub(crate) async fn csv(
    State(site): State<Site>,
    Extension(SignedIn(actor)): Extension<SignedIn>,
    uri: Uri,
) -> Result<Response, Failed> {
    narrowed::only_what_is_known(&uri)?;
    let listing = site.services.objections().for_file(&actor).await?;
    let bytes = objections_csv::csv(&listing.listed);
    let bytes = bytes.map_err(|error| ServiceError::fault("objections as CSV", error));
    download("objections.csv", "text/csv; charset=utf-8; header=present", move || bytes).await
}
