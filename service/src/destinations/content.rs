//! The content of a file on its way out.

use crate::{ServiceError, ServiceResult, error::Fault};
use bytes::Bytes;
use domain::snapshot::Hash;
use futures::{
    StreamExt as _, TryStreamExt as _,
    stream::{self, BoxStream},
};
use sha2::{Digest as _, Sha256};

/// The largest package of a catalogue, in bytes.
const LARGEST_PACKAGE: usize = 4 * 1024 * 1024;

/// A content that fails at its end where it is not what its digest says, so that nothing damaged is handed on as whole.
pub(super) fn whole_as(
    content: BoxStream<'static, ServiceResult<Bytes>>,
    sha256: Hash,
) -> BoxStream<'static, ServiceResult<Bytes>> {
    let hashed = stream::unfold((content, Some(Sha256::new())), move |(mut content, hashing)| async move {
        let mut hashing = hashing?;
        match content.next().await {
            Some(Ok(piece)) => {
                hashing.update(&piece);
                Some((Ok(piece), (content, Some(hashing))))
            }
            Some(Err(error)) => Some((Err(error), (content, None))),
            None if Hash::new(hashing.finalize().into()) == sha256 => None,
            None => {
                let fault = Fault::new("handing a file over", "its content is not what was made");
                Some((Err(ServiceError::FileLost(fault)), (content, None)))
            }
        }
    });
    hashed.boxed()
}

/// A package for a catalogue, all of it.
pub(super) async fn whole(mut content: BoxStream<'static, ServiceResult<Bytes>>) -> ServiceResult<Vec<u8>> {
    let mut read = Vec::new();
    while let Some(piece) = content.try_next().await? {
        read.extend_from_slice(&piece);
        if read.len() > LARGEST_PACKAGE {
            return Err(ServiceError::fault("reading a package", "it is larger than any package of ours"));
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(pieces: &[&'static str], sha256: Hash) -> ServiceResult<Vec<u8>> {
        let pieces: Vec<_> = pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes()))).collect();
        whole(whole_as(stream::iter(pieces).boxed(), sha256)).await
    }

    #[tokio::test]
    async fn what_is_not_what_was_made_is_never_whole() {
        let made = Hash::new(Sha256::digest("one file").into());
        assert_eq!(read(&["one ", "file"], made).await.expect("whole"), b"one file");
        for damaged in [&["one "][..], &["one ", "fi1e"], &["one ", "file", "s"], &[]] {
            let refused = read(damaged, made).await;
            assert!(matches!(refused, Err(ServiceError::FileLost(_))), "{damaged:?}");
        }
    }
}
