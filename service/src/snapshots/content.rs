//! The content of snapshots: given out in parts, verified, and held against each other, always as a stream.

use super::{Snapshot, Snapshots, place, whole::whole_bytes_at};
use crate::{Actor, ServiceError, ServiceResult, Services, error::Fault};
use bytes::Bytes;
use domain::{
    ids::SnapshotCode,
    snapshot::{Broken, Diff, DiffError, LONGEST_LINE, Line, Verified, Verifier, diff},
};
use futures::{StreamExt as _, stream::BoxStream};
use object_store::{GetOptions, GetRange, GetResult, path::Path};
use tokio::sync::mpsc;

/// Which bytes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteRange {
    /// All.
    All,
    /// From one on, to another, both included.
    Between(u64, u64),
}

/// Bytes of a snapshot's file.
pub struct Content {
    /// What they are of.
    pub snapshot: Snapshot,
    /// The bytes, as they come.
    pub bytes: BoxStream<'static, ServiceResult<Bytes>>,
}

/// What two snapshots differ in, with what is known of each.
#[derive(Debug, Clone)]
pub struct Differing {
    /// The earlier one.
    pub before: Snapshot,
    /// The later one.
    pub after: Snapshot,
    /// What differs.
    pub diff: Diff,
}

/// How many files are worked through at once: each holds a thread, and needs others to be read.
pub(crate) const READERS: usize = 3;
/// How many pieces of a file wait for whoever works through them.
const PIECES: usize = 4;

pub(super) fn unread(error: object_store::Error) -> ServiceError {
    if matches!(error, object_store::Error::NotFound { .. }) {
        return ServiceError::FileLost(Fault::new("reading a snapshot", error));
    }
    ServiceError::Unavailable(Fault::new("reading a snapshot", error))
}

/// What lies at a place of the object store.
pub(super) async fn opened(services: &Services, place: &Path, range: ByteRange) -> ServiceResult<GetResult> {
    let range = match range {
        ByteRange::All => None,
        ByteRange::Between(first, last) => Some(GetRange::Bounded(first..last.saturating_add(1))),
    };
    let options = GetOptions { range, ..GetOptions::default() };
    services.files().get_opts(place, options).await.map_err(unread)
}

/// Bytes of what lies at a place of the object store, whatever it is.
pub(super) async fn bytes_at(
    services: &Services,
    place: &Path,
    range: ByteRange,
) -> ServiceResult<BoxStream<'static, ServiceResult<Bytes>>> {
    let found = opened(services, place, range).await?;
    Ok(found.into_stream().map(|piece| piece.map_err(unread)).boxed())
}

impl Snapshots<'_> {
    /// The content of a snapshot, or a part of it.
    ///
    /// # Errors
    /// There is none that this reader may see; its file is gone, or is not the one that was taken.
    pub async fn content(
        &self,
        reader: Option<&Actor>,
        code: &SnapshotCode,
        range: ByteRange,
    ) -> ServiceResult<Content> {
        let snapshot = self.get(reader, code).await?;
        let bytes = whole_bytes_at(self.0, &place(&snapshot.sha256), &snapshot.sha256, range).await?;
        Ok(Content { snapshot, bytes })
    }

    /// Gives the pieces of a file to somebody who works through them on a thread of their own.
    pub(super) async fn pieces(&self, snapshot: &Snapshot) -> ServiceResult<mpsc::Receiver<ServiceResult<Bytes>>> {
        let mut bytes = bytes_at(self.0, &place(&snapshot.sha256), ByteRange::All).await?;
        let (give, pieces) = mpsc::channel(PIECES);
        tokio::spawn(async move {
            while let Some(piece) = bytes.next().await {
                if give.send(piece).await.is_err() {
                    break;
                }
            }
        });
        Ok(pieces)
    }

    /// The lines of a snapshot, for somebody who reads them on a thread of their own.
    pub(crate) async fn lines(&self, snapshot: &Snapshot) -> ServiceResult<Lines> {
        Ok(Lines::of(self.pieces(snapshot).await?))
    }

    /// Verifies a snapshot as it is kept, against the keys that are known here: what stands in the file, and that it is the
    /// file that the database speaks of.
    ///
    /// # Errors
    /// There is none that this reader may see; its file is gone. That it is broken is an answer.
    pub async fn verify(&self, reader: Option<&Actor>, code: &SnapshotCode) -> ServiceResult<Result<Verified, Broken>> {
        let snapshot = self.get(reader, code).await?;
        let place = self.0.snapshot_readers().acquire_owned().await;
        let place = place.map_err(|error| ServiceError::fault("a place to verify a snapshot", error))?;
        let (keys, mut pieces) = (self.keys().await?, self.pieces(&snapshot).await?);
        let verified = tokio::task::spawn_blocking(move || {
            let _place = place;
            let mut verifier = Verifier::new(keys);
            while let Some(piece) = pieces.blocking_recv() {
                if let Err(broken) = verifier.push(&piece?) {
                    return Ok(Err(broken));
                }
            }
            ServiceResult::Ok(verifier.finish())
        });
        let verified = verified.await.map_err(|error| ServiceError::fault("verifying a snapshot", error))??;
        if let Ok(verified) = &verified
            && (verified.sha256, verified.manifest.root, &verified.head.code)
                != (snapshot.sha256, snapshot.root, &snapshot.code)
        {
            let fault = Fault::new(format!("verifying {code}"), "the file is another snapshot than the database names");
            return Err(ServiceError::FileLost(fault));
        }
        Ok(verified)
    }

    /// What changed from one snapshot of a round to another.
    ///
    /// # Errors
    /// There are none that this reader may see; they are of different rounds, or the later one is named first; a file is gone or
    /// broken.
    pub async fn diff(
        &self,
        reader: Option<&Actor>,
        before: &SnapshotCode,
        after: &SnapshotCode,
    ) -> ServiceResult<Differing> {
        let (before, after) = (self.get(reader, before).await?, self.get(reader, after).await?);
        if before.round != after.round {
            return Err(ServiceError::invalid("snapshots_of_other_rounds", format!("{} {}", before.code, after.code)));
        }
        // Reasons are told of what came later: backwards, a correction would be told as one of what it corrected.
        if before.taken_at > after.taken_at {
            return Err(ServiceError::invalid("snapshots_backwards", format!("{} {}", before.code, after.code)));
        }
        // Anybody may ask, and files are read on the same threads as this waits on.
        let place = self.0.snapshot_readers().try_acquire_owned().map_err(|_| ServiceError::Busy)?;
        let (old, new) = (self.lines(&before).await?, self.lines(&after).await?);
        let found = tokio::task::spawn_blocking(move || {
            let _place = place;
            diff(old, new)
        });
        let found = found.await.map_err(|error| ServiceError::fault("comparing snapshots", error))?;
        let diff = found.map_err(|error| match error {
            DiffError::Unreadable(error) => error,
            DiffError::NoSnapshot | DiffError::OtherRound => {
                ServiceError::FileLost(Fault::new("comparing snapshots", "a file is not the snapshot that was taken"))
            }
        })?;
        Ok(Differing { before, after, diff })
    }
}

fn broken(error: impl std::fmt::Display) -> ServiceError {
    ServiceError::FileLost(Fault::new("reading a snapshot", error.to_string()))
}

/// The lines of a file that comes in pieces.
pub(crate) struct Lines(Texts);

impl Lines {
    fn of(pieces: mpsc::Receiver<ServiceResult<Bytes>>) -> Self {
        Self(Texts::of(pieces))
    }
}

impl Iterator for Lines {
    type Item = ServiceResult<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.0.next()?;
        Some(line.and_then(|text| serde_json::from_slice(&text).map_err(broken)))
    }
}

/// The texts of the lines of a file that comes in pieces, unread.
pub(super) struct Texts {
    pieces: mpsc::Receiver<ServiceResult<Bytes>>,
    buffer: Vec<u8>,
    read: usize,
}

impl Texts {
    pub(super) fn of(pieces: mpsc::Receiver<ServiceResult<Bytes>>) -> Self {
        Self { pieces, buffer: Vec::new(), read: 0 }
    }
}

impl Iterator for Texts {
    type Item = ServiceResult<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        // What was looked through without finding the end of a line is not looked through again.
        let mut seen = 0;
        loop {
            let rest = self.buffer.get(self.read..).unwrap_or_default();
            let end = rest[seen..].iter().position(|byte| *byte == b'\n');
            if let Some(end) = end.map(|end| end + seen) {
                let text = rest[..end].to_vec();
                self.read += end + 1;
                return Some(Ok(text));
            }
            seen = rest.len();
            if rest.len() > LONGEST_LINE {
                return Some(Err(broken("a line is too long")));
            }
            self.buffer.drain(..self.read);
            self.read = 0;
            match self.pieces.blocking_recv() {
                Some(Ok(piece)) => self.buffer.extend_from_slice(&piece),
                Some(Err(error)) => return Some(Err(error)),
                None => return None,
            }
        }
    }
}
