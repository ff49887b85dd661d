//! Giving out files that are named by their SHA-256 only while they are what their name says. Each is read whole once in a
//! process, and again when it is another than it was, so that a part of a large file costs no more than that part. Whole files
//! for somebody far away are read on their way, by the module `sending`.

use super::{
    ByteRange, Snapshots,
    content::{opened, unread},
    files, papers, place,
};
use crate::{Actor, ServiceError, ServiceResult, Services, error::Fault};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::{access::Action, ids::SnapshotCode, snapshot::Hash};
use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use object_store::{ObjectMeta, ObjectStoreExt as _, path::Path};
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};

/// Of how many files it is known whether they are whole; another one is read again.
const KNOWN: usize = 4_096;
/// The files of so many snapshots are read before anybody asks for them.
const READ_AHEAD: usize = 8;
/// The largest file that is read whole in no time, in bytes.
const SMALL: u64 = 4 * 1024 * 1024;
/// So often a file may become another one while it is looked at.
const TRIES: usize = 3;

/// What tells, without reading, that a file is still the one that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) size_bytes: u64,
    modified_at: DateTime<Utc>,
    tag: Option<String>,
}

impl Mark {
    pub(super) fn of(meta: &ObjectMeta) -> Self {
        Self { size_bytes: meta.size, modified_at: meta.last_modified, tag: meta.e_tag.clone() }
    }

    /// Whether it is read whole in no time.
    pub(super) fn is_small(&self) -> bool {
        self.size_bytes <= SMALL
    }
}

/// Which files this process has read whole, and whether each was what its name says.
pub(crate) struct ReadWhole {
    known: Cache<Path, (Mark, bool)>,
    /// One large file is read at a time: many may ask at once for one that nobody has read yet.
    turn: tokio::sync::Mutex<()>,
    /// How many files turned out on their way not to be what their names say.
    broken_off: AtomicU64,
}

impl Default for ReadWhole {
    fn default() -> Self {
        Self { known: Cache::new(KNOWN), turn: tokio::sync::Mutex::default(), broken_off: AtomicU64::new(0) }
    }
}

impl ReadWhole {
    /// Whether a file with this mark is what its name says; nothing where it was not read.
    pub(super) fn of(&self, place: &Path, mark: &Mark) -> Option<bool> {
        self.known.get(place).filter(|(of, _)| of == mark).map(|(_, is_whole)| is_whole)
    }

    pub(super) fn note(&self, place: &Path, mark: Mark, is_whole: bool) {
        self.known.insert(place.clone(), (mark, is_whole));
    }

    pub(super) fn count_broken_off(&self) {
        self.broken_off.fetch_add(1, Ordering::Relaxed);
    }

    /// How many downloads this process broke off, since what was sent was not what its name says.
    pub(crate) fn broken_off(&self) -> u64 {
        self.broken_off.load(Ordering::Relaxed)
    }
}

/// A file: its name, where it lies, and what it has to be.
type Kept = (String, Path, Hash);

pub(super) fn changed(place: &Path) -> ServiceError {
    ServiceError::NotAsPublished(Fault::new(format!("reading {place}"), "the file is another one than its name says"))
}

/// Reads a file whole, whatever is known of it, and notes whether it is what its name says.
async fn read_whole(services: &Services, place: &Path, sha256: &Hash) -> ServiceResult<bool> {
    let found = opened(services, place, ByteRange::All).await?;
    let mark = Mark::of(&found.meta);
    let (mut pieces, mut whole) = (found.into_stream(), Sha256::new());
    while let Some(piece) = pieces.try_next().await.map_err(unread)? {
        whole.update(&piece);
    }
    let is_whole = Hash::new(whole.finalize().into()) == *sha256;
    services.read_whole().note(place, mark, is_whole);
    Ok(is_whole)
}

/// Whether a file with this mark is what its name says, as far as this process knows or by reading it.
async fn is_whole(services: &Services, place: &Path, sha256: &Hash, mark: &Mark) -> ServiceResult<bool> {
    if let Some(known) = services.read_whole().of(place, mark) {
        return Ok(known);
    }
    // Nobody waits for a large file who asks for a small one.
    let _turn = if mark.is_small() { None } else { Some(services.read_whole().turn.lock().await) };
    match services.read_whole().of(place, mark) {
        Some(known) => Ok(known),
        None => read_whole(services, place, sha256).await,
    }
}

/// Bytes of a file that is what its name says.
pub(super) async fn whole_bytes_at(
    services: &Services,
    place: &Path,
    sha256: &Hash,
    range: ByteRange,
) -> ServiceResult<BoxStream<'static, ServiceResult<Bytes>>> {
    for _ in 0..TRIES {
        let mark = Mark::of(&services.files().head(place).await.map_err(unread)?);
        if !is_whole(services, place, sha256, &mark).await? {
            return Err(changed(place));
        }
        let found = opened(services, place, range).await?;
        // What is sent is what was read, and no other file that was put there meanwhile.
        let now = Mark::of(&found.meta);
        if services.read_whole().of(place, &now) == Some(true) {
            return Ok(found.into_stream().map(|piece| piece.map_err(unread)).boxed());
        }
    }
    Err(changed(place))
}

impl Snapshots<'_> {
    /// The files of a snapshot, the signed one and those that were made of it, reports of single bodies too, that are gone or are
    /// not what was kept. Each is read whole, whatever this process knows of it.
    ///
    /// # Errors
    /// There is no such snapshot; storage does not answer; the actor may not.
    pub async fn changed_files(&self, actor: &Actor, code: &SnapshotCode) -> ServiceResult<Vec<String>> {
        let root = self.0.root().await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(&root))?;
        let mut changed = Vec::new();
        for (name, place, sha256) in self.kept_files(Some(actor), code).await? {
            match read_whole(self.0, &place, &sha256).await {
                Ok(true) => {}
                Ok(false) | Err(ServiceError::FileLost(_)) => changed.push(name),
                Err(error) => return Err(error),
            }
        }
        Ok(changed)
    }

    /// Reads the files of the newest published snapshots whole where this process has not yet, so that nobody who asks for one
    /// has to wait for that. Reports of single bodies are read in no time by whoever asks.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn read_ahead(&self) -> ServiceResult<()> {
        for snapshot in self.list(None, None).await?.iter().take(READ_AHEAD) {
            for (name, place, sha256) in self.large_files(None, &snapshot.code).await? {
                let read = async {
                    let meta = self.0.files().head(&place).await.map_err(unread)?;
                    is_whole(self.0, &place, &sha256, &Mark::of(&meta)).await
                };
                // Whoever asks for it is told the same.
                if let Err(error) = read.await {
                    tracing::warn!(%name, cause = error.with_causes(), "a file could not be read ahead");
                }
            }
        }
        Ok(())
    }

    /// Of each file of a snapshot whether it is what its name says, as far as this process knows without reading it.
    #[cfg(test)]
    pub(crate) async fn known_whole(
        &self,
        reader: &Actor,
        code: &SnapshotCode,
    ) -> ServiceResult<std::collections::BTreeMap<String, Option<bool>>> {
        let mut known = std::collections::BTreeMap::new();
        for (name, place, _) in self.kept_files(Some(reader), code).await? {
            let mark = self.0.files().head(&place).await.ok().map(|meta| Mark::of(&meta));
            known.insert(name, mark.and_then(|mark| self.0.read_whole().of(&place, &mark)));
        }
        Ok(known)
    }

    /// The files of a snapshot, reports of single bodies too.
    async fn kept_files(&self, reader: Option<&Actor>, code: &SnapshotCode) -> ServiceResult<Vec<Kept>> {
        let set = self.papers(reader, code, i64::MAX).await?.into_iter();
        let set = set.map(|paper| (paper.file_name(), papers::place(&paper.sha256), paper.sha256));
        Ok(self.large_files(reader, code).await?.into_iter().chain(set).collect())
    }

    /// The signed file of a snapshot and those that were made of it.
    async fn large_files(&self, reader: Option<&Actor>, code: &SnapshotCode) -> ServiceResult<Vec<Kept>> {
        let snapshot = self.get(reader, code).await?;
        let signed = (format!("{code}.tidtam"), place(&snapshot.sha256), snapshot.sha256);
        let made = self.files(reader, code).await?.into_iter();
        let made = made.map(|file| (file.export.file_name(code), files::place(&file.sha256), file.sha256));
        Ok(std::iter::once(signed).chain(made).collect())
    }
}
