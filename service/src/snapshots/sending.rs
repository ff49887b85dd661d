//! Files of snapshots on their way to somebody who reads them as they come. A large one that this process has not read yet is
//! read while it is sent, so that nobody waits for its first byte, and never ends whole where it is not what its name says.

use super::{
    ByteRange, Content, MadeFile, Snapshots,
    content::{opened, unread},
    files, place,
    whole::{Mark, changed, whole_bytes_at},
};
use crate::{Actor, ServiceResult, Services};
use bytes::Bytes;
use domain::{ids::SnapshotCode, snapshot::Hash};
use futures::{
    StreamExt as _, TryStreamExt as _,
    stream::{self, BoxStream},
};
use object_store::path::Path;
use sha2::{Digest as _, Sha256};

/// A file that is read while it is sent.
struct Sending {
    services: Services,
    place: Path,
    sha256: Hash,
    mark: Mark,
    pieces: BoxStream<'static, object_store::Result<Bytes>>,
    whole: Sha256,
    /// The piece that was read last: kept back until there is another one, or the file is known to be whole.
    held: Option<Bytes>,
}

impl Sending {
    /// The next piece, with what comes after it.
    async fn next(mut self) -> ServiceResult<Option<(Bytes, Option<Self>)>> {
        while let Some(piece) = self.pieces.try_next().await.map_err(unread)? {
            if piece.is_empty() {
                continue;
            }
            self.whole.update(&piece);
            if let Some(held) = self.held.replace(piece) {
                return Ok(Some((held, Some(self))));
            }
        }
        let is_whole = Hash::new(self.whole.finalize().into()) == self.sha256;
        self.services.read_whole().note(&self.place, self.mark, is_whole);
        if is_whole {
            return Ok(self.held.map(|last| (last, None)));
        }
        let error = changed(&self.place);
        // Its head is gone out, so no answer can say it.
        tracing::error!(place = %self.place, cause = error.with_causes(), "a download was broken off");
        self.services.read_whole().count_broken_off();
        Err(error)
    }
}

/// Bytes of a file of so many bytes for somebody who reads them as they come: all of them of one that this process has not read
/// yet are checked on their way, and end with an error before the last ones where they are others; a part is given only of a
/// file that was read whole.
async fn sent_bytes_at(
    services: &Services,
    place: &Path,
    (sha256, size_bytes): (&Hash, u64),
    range: ByteRange,
) -> ServiceResult<BoxStream<'static, ServiceResult<Bytes>>> {
    if range == ByteRange::All {
        let found = opened(services, place, range).await?;
        let mark = Mark::of(&found.meta);
        // One of another size would be whole to whoever counts bytes before its last piece is held back.
        let is_as_large = mark.size_bytes == size_bytes;
        if is_as_large && !mark.is_small() && services.read_whole().of(place, &mark).is_none() {
            let sending = Sending {
                services: services.clone(),
                place: place.clone(),
                sha256: *sha256,
                mark,
                pieces: found.into_stream(),
                whole: Sha256::new(),
                held: None,
            };
            let pieces = stream::try_unfold(Some(sending), |sending| async move {
                match sending {
                    Some(sending) => sending.next().await,
                    None => Ok(None),
                }
            });
            return Ok(pieces.boxed());
        }
    }
    whole_bytes_at(services, place, sha256, range).await
}

impl Snapshots<'_> {
    /// The content of a snapshot, or a part of it, for somebody who reads it as it comes.
    ///
    /// # Errors
    /// There is none that this reader may see; its file is gone, or is not the one that was taken: where that was not known the
    /// content says so at its end.
    pub async fn sent_content(
        &self,
        reader: Option<&Actor>,
        code: &SnapshotCode,
        range: ByteRange,
    ) -> ServiceResult<Content> {
        let snapshot = self.get(reader, code).await?;
        let expected = (&snapshot.sha256, snapshot.size_bytes);
        let bytes = sent_bytes_at(self.0, &place(&snapshot.sha256), expected, range).await?;
        Ok(Content { snapshot, bytes })
    }

    /// The content of a file, or a part of it, for somebody who reads it as it comes and has been given the file by [`Self::file`].
    ///
    /// # Errors
    /// It is gone, or is not what was made: where that was not known the content says so at its end.
    pub async fn sent_file(
        &self,
        file: &MadeFile,
        range: ByteRange,
    ) -> ServiceResult<BoxStream<'static, ServiceResult<Bytes>>> {
        sent_bytes_at(self.0, &files::place(&file.sha256), (&file.sha256, file.size_bytes), range).await
    }
}
