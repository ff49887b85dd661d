//! Files of the object store on their way into a backup and out of one.

use super::{
    PIECES,
    archive::{Archive, CopiedFile, Piece, Tally, damaged},
    blocking, unwanted,
};
use crate::{ServiceError, ServiceResult, error::Fault};
use bytes::Bytes;
use futures::TryStreamExt as _;
use object_store::{ObjectStore, ObjectStoreExt as _, WriteMultipart, path::Path as Place};
use tokio::{
    sync::mpsc::{self, Receiver, Sender},
    task::JoinHandle,
};

/// Where files lie that are on their way in: they are nothing yet, and are not copied.
const NOT_COPIED: [&str; 3] = ["deliveries/", "snapshots/taking/", "snapshot-files/making/"];

/// Hands on every file that is copied, in the order of their places.
pub(super) async fn give_all(files: &dyn ObjectStore, to: &Sender<Piece>) -> ServiceResult<()> {
    let unread = |error: object_store::Error| ServiceError::Unavailable(Fault::new("reading files", error));
    let mut found: Vec<Place> = files.list(None).map_ok(|file| file.location).try_collect().await.map_err(unread)?;
    found.retain(|place| !NOT_COPIED.iter().any(|folder| place.as_ref().starts_with(folder)));
    found.sort();
    for place in found {
        let content = match files.get(&place).await {
            Ok(content) => content,
            // Removed since: nothing speaks of it, or whoever tries the backup is told that it is missing.
            Err(object_store::Error::NotFound { .. }) => continue,
            Err(error) => return Err(unread(error)),
        };
        to.send(Piece::File(place.to_string())).await.map_err(unwanted)?;
        let mut content = content.into_stream();
        while let Some(bytes) = content.try_next().await.map_err(unread)? {
            to.send(Piece::Bytes(bytes)).await.map_err(unwanted)?;
        }
    }
    Ok(())
}

/// Puts a file of a backup into the object store and reads it again. What lies there already stays where it is the same, and
/// where it is what its name says while that of the backup is not; anything else gives way.
pub(super) async fn put(files: &dyn ObjectStore, mut archive: Archive, told: &CopiedFile) -> ServiceResult<Archive> {
    let unstored = |error: object_store::Error| ServiceError::Unavailable(Fault::new("storing a file", error));
    let at = Place::parse(&told.place).map_err(|_| damaged(format!("files/{}", told.place)))?;
    // What cannot be read is nothing that could stay.
    let may_stay = |there: CopiedFile| there == *told || there.is_whole() == Some(true);
    if lying(files, told, &at).await.is_ok_and(may_stay) {
        return Ok(archive);
    }
    let (give, mut pieces) = mpsc::channel::<Bytes>(PIECES);
    let wanted = told.clone();
    let reading = tokio::spawn(blocking(move || {
        archive.file(&wanted, &give)?;
        Ok(archive)
    }));
    let mut upload = WriteMultipart::new(files.put_multipart(&at).await.map_err(unstored)?);
    while let Some(piece) = pieces.recv().await {
        upload.wait_for_capacity(1).await.map_err(unstored)?;
        upload.put(piece);
    }
    let archive = match reading.await.map_err(|error| ServiceError::fault("reading a backup", error)).flatten() {
        Ok(archive) => archive,
        Err(error) => {
            // A part of it never lies where all of it should; what cannot be removed now is only room on the disk.
            let _ = upload.abort().await;
            return Err(error);
        }
    };
    upload.finish().await.map_err(unstored)?;
    if lying(files, told, &at).await? != *told {
        return Err(ServiceError::invalid("backup_not_the_same", format!("files/{}", told.place)));
    }
    Ok(archive)
}

/// What lies at a place of the object store, as a backup would tell it.
async fn lying(files: &dyn ObjectStore, told: &CopiedFile, at: &Place) -> ServiceResult<CopiedFile> {
    let unread = |error: object_store::Error| ServiceError::Unavailable(Fault::new("reading a file", error));
    let mut content = files.get(at).await.map_err(unread)?.into_stream();
    let (give, pieces) = mpsc::channel::<Bytes>(PIECES);
    let hashing = tallied(pieces);
    while let Some(piece) = content.try_next().await.map_err(unread)? {
        // Whoever hashes takes all that comes.
        let _ = give.send(piece).await;
    }
    drop(give);
    let tally = hashing.await.map_err(|error| ServiceError::fault("hashing a file", error))?;
    Ok(tally.of_file(told.place.clone()))
}

/// Counts and hashes pieces as they come, on a thread of its own.
pub(super) fn tallied<T: AsRef<[u8]> + Send + 'static>(mut pieces: Receiver<T>) -> JoinHandle<Tally> {
    tokio::task::spawn_blocking(move || {
        let mut tally = Tally::default();
        while let Some(piece) = pieces.blocking_recv() {
            tally.take(piece.as_ref());
        }
        tally
    })
}
