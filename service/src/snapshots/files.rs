//! The files that are made of snapshots for other people's programs, once for each snapshot. Who may read the snapshot may
//! read them.

use super::{
    ByteRange, Snapshot, Snapshots,
    replaced::is_undecided,
    take::{Upload, unstored},
    whole::whole_bytes_at,
};
use crate::{Actor, ServiceError, ServiceResult, error::Fault, store};
use bytes::Bytes;
use domain::{
    access::Action,
    ids::SnapshotCode,
    snapshot::{Export, Hash},
};
use futures::{TryStreamExt as _, stream::BoxStream};
use object_store::{ObjectStoreExt as _, path::Path};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

pub use crate::store::snapshot_files::MadeFile;

/// How much of a file is read at once.
const PIECE: usize = 1 << 18;

/// Where the content lies.
pub(super) fn place(sha256: &Hash) -> Path {
    let digest = sha256.to_string();
    Path::from(format!("snapshot-files/{}/{digest}", &digest[..2]))
}

impl Snapshots<'_> {
    /// The files that were made of a snapshot, in the order in which they are offered.
    ///
    /// # Errors
    /// There is no snapshot that this reader may see.
    pub async fn files(&self, reader: Option<&Actor>, code: &SnapshotCode) -> ServiceResult<Vec<MadeFile>> {
        let mut tx = self.0.db().read().await?;
        self.get_in(&mut tx, reader, code).await?;
        let mut files = store::snapshot_files::list(&mut tx, Some(code)).await?;
        files.sort_by_key(|file| file.export);
        Ok(files)
    }

    /// One file of a snapshot.
    ///
    /// # Errors
    /// There is no snapshot that this reader may see, or the file was not made yet.
    pub async fn file(
        &self,
        reader: Option<&Actor>,
        code: &SnapshotCode,
        export: Export,
    ) -> ServiceResult<(Snapshot, MadeFile)> {
        let snapshot = self.get(reader, code).await?;
        let files = self.files(reader, code).await?;
        let file = files.into_iter().find(|file| file.export == export);
        Ok((snapshot, file.ok_or(ServiceError::NotFound("file"))?))
    }

    /// The content of a file, or a part of it; whoever asks has been given the file by [`Self::file`].
    ///
    /// # Errors
    /// It is gone, or is not what was made.
    pub async fn file_bytes(
        &self,
        file: &MadeFile,
        range: ByteRange,
    ) -> ServiceResult<BoxStream<'static, ServiceResult<Bytes>>> {
        whole_bytes_at(self.0, &place(&file.sha256), &file.sha256, range).await
    }

    /// The snapshots that still lack files, with those files: those that were published first, the earliest published before all
    /// others, since readers wait for them; then the rest, newest first. Those that tell which one a snapshot stands in for are not
    /// lacking while only its publication decides that.
    ///
    /// # Errors
    /// Storage does not answer; the actor may not.
    pub async fn lacking_files(&self, actor: &Actor) -> ServiceResult<Vec<(Snapshot, Vec<Export>)>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(tree.root()))?;
        let made = store::snapshot_files::list(&mut tx, None).await?;
        let made: BTreeSet<_> = made.into_iter().map(|file| (file.snapshot, file.export)).collect();
        let (all, at) = (store::snapshots::list(&mut tx, None).await?, self.0.now());
        let lacking = |snapshot: &Snapshot| {
            let waits = is_undecided(snapshot, &all, at);
            let is_made = |export: &Export| made.contains(&(snapshot.code.clone(), *export));
            let is_due = |export: &Export| !waits || !export.tells_replaced();
            let every = Export::all().into_iter();
            let lacking: Vec<Export> = every.filter(|export| is_due(export) && !is_made(export)).collect();
            (!lacking.is_empty()).then(|| (snapshot.clone(), lacking))
        };
        let mut lacking: Vec<_> = all.iter().filter_map(lacking).collect();
        lacking.sort_by_key(|(snapshot, _)| (snapshot.published_at.is_none(), snapshot.published_at));
        Ok(lacking)
    }

    /// Writes the snapshot itself to a file of the local disk, for those who make other files of it.
    ///
    /// # Errors
    /// There is none that this actor may see; its file is gone; the disk is full.
    pub async fn copy_to(&self, actor: &Actor, code: &SnapshotCode, to: &std::path::Path) -> ServiceResult<()> {
        let mut content = self.content(Some(actor), code, ByteRange::All).await?.bytes;
        let unwritten = |error| ServiceError::Unavailable(Fault::new("copying a snapshot", error));
        let mut file = tokio::fs::File::create(to).await.map_err(unwritten)?;
        while let Some(piece) = content.try_next().await? {
            file.write_all(&piece).await.map_err(unwritten)?;
        }
        file.flush().await.map_err(unwritten)
    }

    /// Keeps a file that was made of a snapshot, with the number of its rows.
    ///
    /// # Errors
    /// There is no such snapshot; storage does not answer; the actor may not.
    pub async fn keep_file(
        &self,
        actor: &Actor,
        code: &SnapshotCode,
        export: Export,
        made: &std::path::Path,
        rows: u64,
    ) -> ServiceResult<MadeFile> {
        let root = self.0.root().await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(&root))?;
        let waiting = Path::from(format!("snapshot-files/making/{}", self.0.chance().uuid()));
        let (sha256, size_bytes) = match self.put(made, &waiting).await {
            Ok(put) => put,
            Err(error) => {
                // Nobody will ever ask for it; what cannot be removed now is only room on the disk.
                let _ = self.0.files().delete(&waiting).await;
                return Err(error);
            }
        };
        self.0.files().rename(&waiting, &place(&sha256)).await.map_err(unstored)?;
        let file = MadeFile { snapshot: code.clone(), export, sha256, size_bytes, rows, made_at: self.0.now() };
        let mut tx = self.0.db().write().await?;
        if !store::snapshot_files::insert(&mut tx, &file).await? {
            return Err(ServiceError::Conflict);
        }
        tx.commit().await?;
        Ok(file)
    }

    async fn put(&self, made: &std::path::Path, waiting: &Path) -> ServiceResult<(Hash, u64)> {
        let unread = |error| ServiceError::fault("reading a file that was made", error);
        let mut source = tokio::fs::File::open(made).await.map_err(unread)?;
        let mut upload = Upload::begin(self.0.files(), waiting).await?;
        let (mut whole, mut size) = (Sha256::new(), 0);
        let mut piece = vec![0; PIECE];
        loop {
            let read = source.read(&mut piece).await.map_err(unread)?;
            if read == 0 {
                break;
            }
            whole.update(&piece[..read]);
            upload.put(&piece[..read]).await?;
            size += read as u64;
        }
        upload.finish().await?;
        Ok((Hash::new(whole.finalize().into()), size))
    }
}
