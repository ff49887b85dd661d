//! Everything that is published as one catalogue of open data (DCAT-AP 3), where a harvester begins. It is the same for everybody, so
//! that it is kept like every published page.

use super::{errors::Failed, site::Site};
use crate::export::snapshot::{self, Syntax};
use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::snapshot::{Catalogue, Export};
use futures::TryStreamExt as _;
use service::{
    ServiceError, ServiceResult, Services,
    snapshots::{ByteRange, MadeFile},
};

/// In Turtle.
pub(crate) async fn turtle(State(site): State<Site>) -> Result<Response, Failed> {
    written(&site, Syntax::Turtle, Catalogue::Turtle).await
}

/// As JSON-LD.
pub(crate) async fn linked(State(site): State<Site>) -> Result<Response, Failed> {
    written(&site, Syntax::JsonLd, Catalogue::JsonLd).await
}

/// The whole of it. A harvester takes what is no longer there for withdrawn, so that nothing that is published is ever left out: as long
/// as one description is not made, or is damaged, whoever asks is told to come again.
async fn written(site: &Site, syntax: Syntax, form: Catalogue) -> Result<Response, Failed> {
    let publications = site.services.publications();
    let listed = publications.listed().await?;
    let mut descriptions = Vec::new();
    for file in publications.descriptions(&listed).await? {
        match content(&site.services, &file).await {
            Ok(description) => descriptions.push(description),
            Err(error @ (ServiceError::FileLost(_) | ServiceError::NotAsPublished(_))) => {
                tracing::warn!(snapshot = %file.snapshot, cause = error.with_causes(), "a description could not be read");
                return Err(ServiceError::UnderWay(file.snapshot).into());
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
    Ok(([kind, anywhere], text).into_response())
}

/// What a snapshot says of itself.
async fn content(services: &Services, file: &MadeFile) -> ServiceResult<Vec<u8>> {
    let mut bytes = services.snapshots().file_bytes(file, ByteRange::All).await?;
    let mut description = Vec::new();
    while let Some(piece) = bytes.try_next().await? {
        description.extend_from_slice(&piece);
    }
    Ok(description)
}
