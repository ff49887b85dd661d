//! Everything that is published as one catalogue of open data (DCAT-AP 3), where a harvester begins. It is the same for everybody, so
//! that it is kept like every published page.

use super::{errors::Failed, published::ForNow, site::Site};
use crate::export::snapshot::{self, Syntax};
use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    ids::SnapshotCode,
    snapshot::{Catalogue, Export},
};
use futures::TryStreamExt as _;
use service::{ServiceError, ServiceResult, Services, snapshots::ByteRange};

/// The most snapshots that it holds, the newest first; the last of them leads on to those before.
const MOST: usize = 100;

/// In Turtle.
pub(crate) async fn turtle(State(site): State<Site>) -> Result<Response, Failed> {
    written(&site, Syntax::Turtle, Catalogue::Turtle).await
}

/// As JSON-LD.
pub(crate) async fn linked(State(site): State<Site>) -> Result<Response, Failed> {
    written(&site, Syntax::JsonLd, Catalogue::JsonLd).await
}

async fn written(site: &Site, syntax: Syntax, form: Catalogue) -> Result<Response, Failed> {
    let listed = site.services.publications().listed().await?;
    let (mut descriptions, mut is_whole) = (Vec::new(), true);
    for published in listed.snapshots.iter().take(MOST) {
        match description(&site.services, &published.code).await {
            Ok(description) => descriptions.push(description),
            // It was just published, and its files are being made.
            Err(ServiceError::NotFound(_)) => is_whole = false,
            // One that is damaged keeps the others from nobody.
            Err(error @ (ServiceError::FileLost(_) | ServiceError::NotAsPublished(_))) => {
                is_whole = false;
                tracing::warn!(snapshot = %published.code, cause = error.with_causes(), "a description could not be read");
            }
            Err(error) => return Err(error.into()),
        }
    }
    let origin = site.services.publication().origin.clone();
    let writing = tokio::task::spawn_blocking(move || snapshot::catalogue(syntax, &origin, &descriptions));
    let fault = |error: String| ServiceError::fault("writing the catalogue", error);
    let text = writing.await.map_err(|error| fault(error.to_string()))?.map_err(|error| fault(format!("{error:#}")))?;
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static(Export::Description(form).media_type()));
    let anywhere = (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    let mut response = ([kind, anywhere], text).into_response();
    if !is_whole {
        response.extensions_mut().insert(ForNow);
    }
    Ok(response)
}

/// What a snapshot says of itself.
async fn description(services: &Services, code: &SnapshotCode) -> ServiceResult<Vec<u8>> {
    let snapshots = services.snapshots();
    let (_, file) = snapshots.file(None, code, Export::Description(Catalogue::Turtle)).await?;
    let mut bytes = snapshots.file_bytes(&file, ByteRange::All).await?;
    let mut description = Vec::new();
    while let Some(piece) = bytes.try_next().await? {
        description.extend_from_slice(&piece);
    }
    Ok(description)
}
