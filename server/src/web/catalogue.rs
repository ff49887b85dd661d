//! Everything that is published as one catalogue of open data (DCAT-AP 3), where a harvester begins. It is the same for everybody, so
//! that it is kept like every published page.

use super::{errors::Failed, narrowed, site::Site};
use crate::export::snapshot::{self, Syntax};
use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    ids::SnapshotCode,
    snapshot::{Catalogue, Export},
};
use futures::TryStreamExt as _;
use service::{
    ServiceError, ServiceResult, Services,
    snapshots::{ByteRange, MadeFile, Snapshot},
};
use std::sync::{Mutex, PoisonError};

/// Its address in Turtle.
pub(crate) const TURTLE: &str = "/public/catalogue.ttl";
/// Its address as JSON-LD.
pub(crate) const LINKED: &str = "/public/catalogue.jsonld";

/// How long nothing is read again after a description could not be: many may ask meanwhile, and none is helped by another try.
const ASIDE: TimeDelta = TimeDelta::minutes(1);

/// A description that could not be read.
struct Missed {
    snapshot: SnapshotCode,
    /// What was published then.
    version: String,
    at: DateTime<Utc>,
}

/// The one that could not be read last, and whose turn it is to write the catalogue: it takes memory, and many may ask at once.
#[derive(Default)]
pub(crate) struct Unread {
    last: Mutex<Option<Missed>>,
    turn: tokio::sync::Mutex<()>,
}

impl Unread {
    /// Whose description could not be read a moment ago, where the same is published still.
    fn lately(&self, version: &str, at: DateTime<Utc>) -> Option<SnapshotCode> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |missed: &&Missed| missed.version == version && missed.at <= at && at < missed.at + ASIDE;
        last.as_ref().filter(is_it).map(|missed| missed.snapshot.clone())
    }

    /// Notes one; tells whether it is another one than the last.
    fn note(&self, missed: Missed) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_another = last.as_ref().is_none_or(|known| known.snapshot != missed.snapshot);
        *last = Some(missed);
        is_another
    }

    /// All can be read.
    fn forget(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// In Turtle.
pub(crate) async fn turtle(State(site): State<Site>, uri: Uri) -> Result<Response, Failed> {
    written(&site, &uri, Syntax::Turtle, Catalogue::Turtle).await
}

/// As JSON-LD.
pub(crate) async fn linked(State(site): State<Site>, uri: Uri) -> Result<Response, Failed> {
    written(&site, &uri, Syntax::JsonLd, Catalogue::JsonLd).await
}

/// The whole of it. A harvester takes what is no longer there for withdrawn, so that nothing that is published is ever left out: as long
/// as one description is not made, or is damaged, whoever asks is told to come again.
async fn written(site: &Site, uri: &Uri, syntax: Syntax, form: Catalogue) -> Result<Response, Failed> {
    narrowed::only_what_is_known(uri)?;
    let publications = site.services.publications();
    let listed = publications.listed().await?;
    let _turn = site.unread.turn.lock().await;
    let at = site.services.now();
    if let Some(snapshot) = site.unread.lately(&listed.version, at) {
        return Err(ServiceError::UnderWay(snapshot).into());
    }
    let mut descriptions = Vec::new();
    for file in publications.descriptions(&listed).await? {
        match content(&site.services, &file).await {
            Ok(description) => {
                let snapshot = listed.snapshots.iter().find(|snapshot| snapshot.code == file.snapshot);
                descriptions.push((description, snapshot.and_then(Snapshot::public_since)));
            }
            Err(error @ (ServiceError::FileLost(_) | ServiceError::NotAsPublished(_))) => {
                let missed = Missed { snapshot: file.snapshot.clone(), version: listed.version.clone(), at };
                if site.unread.note(missed) {
                    let cause = error.with_causes();
                    tracing::warn!(snapshot = %file.snapshot, cause, "a description could not be read");
                }
                return Err(ServiceError::UnderWay(file.snapshot).into());
            }
            Err(error) => return Err(error.into()),
        }
    }
    site.unread.forget();
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
