//! Handing a file to a folder of this machine: whole under its name, or not there at all.

use super::{Failure, Item};
use bytes::Bytes;
use domain::snapshot::Hash;
use futures::{TryStreamExt as _, stream::BoxStream};
use sha2::{Digest as _, Sha256};
use std::path::Path;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// How the name of one ends that is not whole yet.
const BEGUN: &str = "part";
/// How much of a file is read at once.
const PIECE: usize = 1 << 18;

/// Puts an item where it belongs; gives where that is.
pub(super) async fn put(
    folder: &str,
    item: &Item,
    mut content: BoxStream<'static, crate::ServiceResult<Bytes>>,
) -> Result<String, Failure> {
    let failed = |error: std::io::Error| Failure::Unreachable(error.to_string());
    // A disk that is not mounted is not replaced by a folder of the same name.
    if !tokio::fs::metadata(folder).await.map_err(failed)?.is_dir() {
        return Err(Failure::Refused("it is no folder".to_owned()));
    }
    let of_snapshot = Path::new(folder).join(item.snapshot.as_str());
    tokio::fs::create_dir_all(&of_snapshot).await.map_err(failed)?;
    let path = of_snapshot.join(&item.name);
    if tokio::fs::try_exists(&path).await.map_err(failed)? {
        let there = digest(&path).await.map_err(failed)?;
        return if there == item.sha256 { Ok(path.display().to_string()) } else { Err(Failure::OtherContent) };
    }
    // Two programs that hand over at the same moment do not write into one another's, nor through a link that lies there.
    let begun = of_snapshot.join(format!("{}.{}.{BEGUN}", item.name, std::process::id()));
    let written = write(&begun, &mut content).await;
    if written.is_err() {
        // What stays behind bears no name that anybody looks for.
        let _ = tokio::fs::remove_file(&begun).await;
    }
    written?;
    tokio::fs::rename(&begun, &path).await.map_err(failed)?;
    Ok(path.display().to_string())
}

async fn write(to: &Path, content: &mut BoxStream<'static, crate::ServiceResult<Bytes>>) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::Unreachable(error.to_string());
    let mut file = tokio::fs::File::create_new(to).await.map_err(failed)?;
    while let Some(piece) = content.try_next().await.map_err(Failure::Ours)? {
        file.write_all(&piece).await.map_err(failed)?;
    }
    file.sync_all().await.map_err(failed)
}

async fn digest(path: &Path) -> std::io::Result<Hash> {
    let (mut file, mut whole, mut piece) = (tokio::fs::File::open(path).await?, Sha256::new(), vec![0; PIECE]);
    loop {
        let read = file.read(&mut piece).await?;
        if read == 0 {
            return Ok(Hash::new(whole.finalize().into()));
        }
        whole.update(&piece[..read]);
    }
}
