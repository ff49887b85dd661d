//! Places outside that published snapshots are handed to: folders, buckets behind the S3 protocol, and catalogues of open data.
//! Each file is handed over once, and everything that was tried is written down.

mod bucket;
mod ckan;
mod content;
mod failure;
mod folder;
mod outcome;
mod package;
mod possible;
mod wire;

pub use crate::store::destinations::Handover;
pub use failure::NotHanded;
pub use outcome::{Handed, Set, Unmade};

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    snapshots::{ByteRange, MadeFile, Snapshot},
    store::{self, destinations::Kept},
};
use bucket::Bucket;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use ckan::Ckan;
use content::{whole, whole_as};
use domain::{
    access::Action,
    collector::is_secret_text,
    destination::Destination,
    ids::{DestinationCode, SnapshotCode},
    snapshot::{Catalogue, Export, Hash},
};
use failure::Failure;
use futures::stream::BoxStream;
use possible::possible;
use wire::Wire;

/// The wait after the first failure; it doubles with each.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(10);
/// The longest wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(1);

/// Places that published snapshots are handed to.
pub struct Destinations<'a>(pub(crate) &'a Services);

impl Services {
    /// Places that published snapshots are handed to.
    pub fn destinations(&self) -> Destinations<'_> {
        Destinations(self)
    }
}

/// A destination without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub code: DestinationCode,
    /// Where it is.
    pub destination: Destination,
    /// When it was set.
    pub set_at: DateTime<Utc>,
    /// When nothing more was to be handed to it.
    pub stopped_at: Option<DateTime<Utc>>,
}

/// Whether what failed a short while ago is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// When its wait is over.
    Due,
    /// At once.
    Now,
}

/// Something that is handed over.
struct Item {
    snapshot: SnapshotCode,
    name: String,
    media_type: &'static str,
    sha256: Hash,
    size_bytes: u64,
    /// The file that was made; none for the signed snapshot itself.
    file: Option<MadeFile>,
}

/// What a secret is sealed together with.
pub(crate) fn bound(code: &DestinationCode, origin: &str) -> String {
    format!("tidtam destination {code} {origin}")
}

/// When something that failed so often is tried again.
fn again_at(handover: &Handover) -> DateTime<Utc> {
    let doubled = u32::try_from(handover.attempts - 1).unwrap_or_default().min(20);
    let wait = FIRST_WAIT.checked_mul(1_i32 << doubled).unwrap_or(LONGEST_WAIT);
    handover.tried_at + wait.min(LONGEST_WAIT)
}

impl Destinations<'_> {
    async fn require(&self, actor: &Actor) -> ServiceResult<()> {
        let root = self.0.root().await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(&root))
    }

    /// Every destination by name, also those that were stopped.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn list(&self, actor: &Actor) -> ServiceResult<Vec<Named>> {
        self.require(actor).await?;
        let mut tx = self.0.db().read().await?;
        let named =
            |Kept { code, destination, set_at, stopped_at, .. }| Named { code, destination, set_at, stopped_at };
        Ok(store::destinations::all(&mut tx).await?.into_iter().map(named).collect())
    }

    /// Sets a destination, or changes the one of this name. A secret stays where none is given and it goes to the same origin.
    ///
    /// # Errors
    /// It cannot be one; it is a folder that is not there, or an address that is never connected to; its secret is missing or cannot
    /// be one, or there is no key to seal it with; the actor may not.
    pub async fn set(
        &self,
        actor: &Actor,
        code: &DestinationCode,
        destination: Destination,
        secret: Option<&str>,
    ) -> ServiceResult<Set> {
        self.require(actor).await?;
        let settings = self.0.fetcher().settings();
        let destination = possible(destination, &settings.allowed, self.0.publication()).await?;
        let keys = &settings.keys;
        let mut tx = self.0.db().write().await?;
        let known = store::destinations::all(&mut tx).await?.into_iter().find(|known| known.code == *code);
        let set = if known.is_some() { Set::Changed } else { Set::New };
        let sealed = match (destination.origin(), secret.filter(|secret| !secret.is_empty())) {
            (None, _) => None,
            (Some(_), Some(secret)) if !is_secret_text(secret) => {
                return Err(ServiceError::invalid("secret_text", code.to_string()));
            }
            (Some(origin), Some(secret)) => Some(keys.seal_for(self.0.chance(), &bound(code, &origin), secret)?),
            (Some(origin), None) => {
                let same = known.filter(|known| known.destination.origin().as_ref() == Some(&origin));
                let kept = same.and_then(|known| known.secret);
                Some(kept.ok_or_else(|| ServiceError::invalid("destination_secret_missing", code.to_string()))?)
            }
        };
        let details = serde_json::json!({ "kind": destination.as_ref(), "place": destination.place() });
        let kept = Kept { code: code.clone(), destination, secret: sealed, set_at: self.0.now(), stopped_at: None };
        store::destinations::set(&mut tx, &kept).await?;
        audit::record(self.0, &mut tx, actor, "destinations.set", format!("destination/{code}"), &details).await?;
        tx.commit().await?;
        Ok(set)
    }

    /// Hands nothing more to a destination; what was handed over stays written down, and its secret goes.
    ///
    /// # Errors
    /// There is no such destination; the actor may not.
    pub async fn stop(&self, actor: &Actor, code: &DestinationCode) -> ServiceResult<()> {
        self.require(actor).await?;
        let mut tx = self.0.db().write().await?;
        let known = store::destinations::all(&mut tx).await?.into_iter().find(|known| known.code == *code);
        let known = known.ok_or(ServiceError::NotFound("destination"))?;
        if known.stopped_at.is_some() {
            return Ok(());
        }
        let stopped = Kept { secret: None, stopped_at: Some(self.0.now()), ..known };
        store::destinations::set(&mut tx, &stopped).await?;
        let object = format!("destination/{code}");
        audit::record(self.0, &mut tx, actor, "destinations.stop", object, &serde_json::json!({})).await?;
        tx.commit().await
    }

    /// What was handed over of a snapshot, by destination and name; nothing for those who may not manage snapshots.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn handovers(&self, actor: &Actor, of: &SnapshotCode) -> ServiceResult<Vec<Handover>> {
        if !self.0.snapshots().may_manage(actor).await? {
            return Ok(Vec::new());
        }
        let mut tx = self.0.db().read().await?;
        store::destinations::handovers(&mut tx, of).await
    }

    /// Hands everything that is public and whole to every destination, or to one, that has not got it yet. A destination
    /// at which something fails is left alone until it is due again.
    ///
    /// # Errors
    /// Storage does not answer; there is no such destination, or it was stopped; the actor may not. That a destination fails is told and written down.
    pub async fn hand_over(&self, actor: &Actor, only: Option<&DestinationCode>, when: When) -> ServiceResult<Handed> {
        self.require(actor).await?;
        let mut tx = self.0.db().read().await?;
        let mut kept = store::destinations::all(&mut tx).await?;
        drop(tx);
        if let Some(only) = only {
            let known = kept.iter().find(|kept| kept.code == *only).ok_or(ServiceError::NotFound("destination"))?;
            if known.stopped_at.is_some() {
                return Err(ServiceError::invalid("destination_stopped", only.to_string()));
            }
        }
        kept.retain(|kept| kept.stopped_at.is_none() && only.is_none_or(|only| kept.code == *only));
        let mut handed = Handed::default();
        if kept.is_empty() {
            return Ok(handed);
        }
        let (whole, unmade) = self.whole().await?;
        handed.unmade = unmade;
        for destination in &kept {
            if when == When::Due && self.rests(destination).await? {
                continue;
            }
            for (snapshot, files) in &whole {
                let failed_before = handed.failed.len();
                self.hand_one(actor, destination, snapshot, files, when, &mut handed).await?;
                if handed.failed.len() > failed_before {
                    break;
                }
            }
        }
        Ok(handed)
    }

    /// Whether a destination itself failed lately, whatever it was to be handed, and is left alone.
    async fn rests(&self, destination: &Kept) -> ServiceResult<bool> {
        let mut tx = self.0.db().read().await?;
        let failed = store::destinations::failed(&mut tx, &destination.code).await?;
        let is_its_own =
            |known: &Handover| known.failure.as_deref().is_some_and(|failure| Failure::OF_ANY.contains(&failure));
        let now = self.0.now();
        Ok(failed
            .iter()
            .any(|known| is_its_own(known) && lies_at(known, &destination.destination) && now < again_at(known)))
    }

    /// The snapshots that everybody may read, with all their files, and those whose files are not all made yet; the oldest first.
    async fn whole(&self) -> ServiceResult<(Vec<(Snapshot, Vec<MadeFile>)>, Vec<Unmade>)> {
        let all = Export::all().len();
        let (mut whole, mut unmade) = (Vec::new(), Vec::new());
        for snapshot in self.0.snapshots().list(None, None).await?.into_iter().rev() {
            let files = self.0.snapshots().files(None, &snapshot.code).await?;
            if files.len() == all {
                whole.push((snapshot, files));
            } else {
                let failed = self.0.snapshots().unmakeable(None, &snapshot.code).await?;
                unmade.push(Unmade { snapshot: snapshot.code, failed });
            }
        }
        Ok((whole, unmade))
    }

    async fn hand_one(
        &self,
        actor: &Actor,
        to: &Kept,
        snapshot: &Snapshot,
        files: &[MadeFile],
        when: When,
        handed: &mut Handed,
    ) -> ServiceResult<()> {
        let mut tx = self.0.db().read().await?;
        let known = store::destinations::handovers(&mut tx, &snapshot.code).await?;
        drop(tx);
        let before = handed.handed;
        for item in items(&to.destination, snapshot, files) {
            let known = known.iter().find(|known| known.destination == to.code && known.name == item.name);
            let is_there = known.is_some_and(|known| {
                known.handed_at.is_some() && known.sha256 == item.sha256 && lies_at(known, &to.destination)
            });
            let waits = known.is_some_and(|known| known.failure.is_some() && self.0.now() < again_at(known));
            if is_there || (waits && when == When::Due) {
                continue;
            }
            let outcome = self.hand(to, &item).await;
            let at = self.0.now();
            let mut handover = Handover {
                destination: to.code.clone(),
                snapshot: item.snapshot.clone(),
                name: item.name.clone(),
                sha256: item.sha256,
                size_bytes: item.size_bytes,
                place: to.destination.place(),
                attempts: 1,
                tried_at: at,
                handed_at: None,
                failure: None,
            };
            match &outcome {
                Ok(place) => (handover.place, handover.handed_at) = (place.clone(), Some(at)),
                Err(failure) => {
                    handover.failure = Some(failure.code().to_owned());
                    let (destination, name, why) = (&to.code, &item.name, failure.told());
                    tracing::warn!(%destination, %name, code = failure.code(), why, "a file could not be handed over");
                }
            }
            let mut tx = self.0.db().write().await?;
            store::destinations::note(&mut tx, &handover).await?;
            tx.commit().await?;
            match outcome {
                Ok(_) => handed.handed += 1,
                Err(failure) => {
                    let (place, why, told) = (to.destination.place(), failure.code().to_owned(), failure.told());
                    handed.failed.push(NotHanded { destination: to.code.clone(), place, name: item.name, why, told });
                    break;
                }
            }
        }
        if handed.handed > before {
            let details = serde_json::json!({ "destination": to.code, "handed": handed.handed - before });
            let mut tx = self.0.db().write().await?;
            let object = format!("snapshot/{}", snapshot.code);
            audit::record(self.0, &mut tx, actor, "destinations.hand_over", object, &details).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Hands one thing over; gives where it lies.
    async fn hand(&self, to: &Kept, item: &Item) -> Result<String, Failure> {
        let content = whole_as(self.content(item).await.map_err(Failure::Ours)?, item.sha256);
        let wire = Wire(self.0.fetcher().clone());
        match &to.destination {
            Destination::Folder { path } => folder::put(path, item, content).await,
            Destination::Bucket { endpoint, bucket, region, prefix, key_id } => {
                let secret = self.secret(to).ok_or(Failure::SecretLost)?;
                let bucket = Bucket { endpoint, name: bucket, region, prefix, key_id, secret: &secret };
                bucket.put(wire, item, content).await
            }
            Destination::Ckan { address, organisation } => {
                let token = self.secret(to).ok_or(Failure::SecretLost)?;
                let package = whole(content).await.map_err(Failure::Ours)?;
                let contact = self.0.publication().contact.as_ref();
                Ckan { wire, address, organisation, token: &token, contact }.publish(&package).await
            }
        }
    }

    fn secret(&self, of: &Kept) -> Option<String> {
        let bound = bound(&of.code, &of.destination.origin()?);
        self.0.fetcher().settings().keys.open_for(&bound, of.secret.as_ref()?)
    }

    async fn content(&self, item: &Item) -> ServiceResult<BoxStream<'static, ServiceResult<Bytes>>> {
        let snapshots = self.0.snapshots();
        match &item.file {
            Some(file) => snapshots.file_bytes(file, ByteRange::All).await,
            None => Ok(snapshots.content(None, &item.snapshot, ByteRange::All).await?.bytes),
        }
    }
}

/// Whether what was handed over lies where a destination is now: its place may have been set anew.
fn lies_at(known: &Handover, destination: &Destination) -> bool {
    let place = destination.place();
    let rest = known.place.strip_prefix(place.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What a destination is handed of a snapshot.
fn items(to: &Destination, snapshot: &Snapshot, files: &[MadeFile]) -> Vec<Item> {
    let made = |file: &MadeFile| Item {
        snapshot: snapshot.code.clone(),
        name: file.export.file_name(&snapshot.code),
        media_type: file.export.media_type(),
        sha256: file.sha256,
        size_bytes: file.size_bytes,
        file: Some(file.clone()),
    };
    let package = Export::Description(Catalogue::Ckan);
    match to {
        Destination::Ckan { .. } => files.iter().filter(|file| file.export == package).map(made).collect(),
        Destination::Folder { .. } | Destination::Bucket { .. } => {
            let signed = Item {
                snapshot: snapshot.code.clone(),
                name: format!("{}.tidtam", snapshot.code),
                media_type: "application/vnd.tidtam.snapshot",
                sha256: snapshot.sha256,
                size_bytes: snapshot.size_bytes,
                file: None,
            };
            std::iter::once(signed).chain(files.iter().map(made)).collect()
        }
    }
}
