//! The reports of single bodies, set for printing when somebody asks for one: there are thousands of bodies, and most of their
//! reports nobody asks for. What was set is kept in the object store under all that it was made of, so it is set once.

use super::{ByteRange, Snapshot, Snapshots, content, content::bytes_at, take::unstored};
use crate::{Actor, ServiceError, ServiceResult};
use bytes::Bytes;
use domain::{
    ids::{OrganisationCode, SnapshotCode},
    snapshot::Hash,
    text::Language,
};
use futures::TryStreamExt as _;
use object_store::{ObjectStoreExt as _, path::Path};
use sha2::{Digest as _, Sha256};

/// The texts of a snapshot's lines, one after another.
pub type Texts<'a> = &'a mut dyn Iterator<Item = ServiceResult<Vec<u8>>>;

/// Which report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Of which body.
    pub body: OrganisationCode,
    /// In which language.
    pub language: Language,
    /// By which edition of whoever sets it: another one sets it anew.
    pub edition: u32,
}

impl Paper {
    /// Where it lies when it was set of a snapshot.
    fn place(&self, snapshot: &Snapshot) -> Path {
        let of = format!("{}\n{}\n{}\n{}", snapshot.sha256, self.body, self.language.as_ref(), self.edition);
        let digest = Hash::new(Sha256::digest(of.as_bytes()).into()).to_string();
        Path::from(format!("snapshot-papers/{}/{digest}", &digest[..2]))
    }
}

impl Snapshots<'_> {
    /// The report of one body in a snapshot: as it was kept, or as `set` makes it of the lines. `set` works on a thread of its
    /// own, where it may wait for lines, and gives nothing where the body owed no report.
    ///
    /// # Errors
    /// There is no snapshot that this reader may see, or the body owed no report in it; too many files are read already;
    /// storage does not answer.
    pub async fn paper<Set>(
        &self,
        reader: Option<&Actor>,
        code: &SnapshotCode,
        paper: &Paper,
        set: Set,
    ) -> ServiceResult<(Snapshot, Bytes)>
    where
        Set: FnOnce(Texts<'_>, &Hash) -> ServiceResult<Option<Vec<u8>>> + Send + 'static,
    {
        let snapshot = self.get(reader, code).await?;
        let lies_at = paper.place(&snapshot);
        match bytes_at(self.0, &lies_at, ByteRange::All).await {
            Ok(kept) => {
                let pieces: Vec<Bytes> = kept.try_collect().await?;
                return Ok((snapshot, pieces.concat().into()));
            }
            Err(ServiceError::FileLost(_)) => {}
            Err(error) => return Err(error),
        }
        self.0
            .tree_in(&mut self.0.db().read().await?)
            .await?
            .get(&paper.body)
            .ok_or(ServiceError::NotFound("report"))?;
        // Anybody may ask, and each reads the whole file.
        let place = self.0.snapshot_readers().try_acquire_owned().map_err(|_| ServiceError::Busy)?;
        let (mut texts, sha256) = (content::Texts::of(self.pieces(&snapshot).await?), snapshot.sha256);
        let setting = tokio::task::spawn_blocking(move || {
            let _place = place;
            set(&mut texts, &sha256)
        });
        let made = setting.await.map_err(|error| ServiceError::fault("setting a report", error))??;
        let made: Bytes = made.ok_or(ServiceError::NotFound("report"))?.into();
        self.0.files().put(&lies_at, made.clone().into()).await.map_err(unstored)?;
        Ok((snapshot, made))
    }
}
