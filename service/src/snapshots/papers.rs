//! The reports of single bodies, set for printing when somebody asks for one: there are thousands of bodies, and most of their
//! reports nobody asks for. What was set is kept under its SHA-256 like every other file of a snapshot, so it is set once.

use super::{
    ByteRange, Snapshot, Snapshots,
    content::{self, unread},
    take::unstored,
    whole::whole_bytes_at,
};
use crate::{
    Actor, ServiceError, ServiceResult,
    error::Fault,
    store::{self, Tx},
};
use bytes::Bytes;
use domain::{
    ids::{OrganisationCode, SnapshotCode},
    snapshot::Hash,
    text::Language,
};
use futures::{
    StreamExt as _,
    stream::{self, BoxStream},
};
use object_store::{ObjectStoreExt as _, path::Path};

pub use crate::store::snapshot_papers::SetPaper;

/// The form in which reports of single bodies are set. Raised with every change of what stands on them or how they look: what was
/// set in another form is set anew.
pub(super) const EDITION: u32 = 7;

/// The texts of a snapshot's lines, one after another.
pub type Texts<'a> = &'a mut dyn Iterator<Item = ServiceResult<Vec<u8>>>;

/// What stands on a report besides what the lines say.
#[derive(Debug, Clone)]
pub struct Beside {
    /// The SHA-256 of the snapshot's file.
    pub sha256: Hash,
    /// The snapshot that it stands in for, as everybody found it when the report was set, or finds it at the end of an embargo.
    pub replaces: Option<SnapshotCode>,
}

/// Which report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Paper {
    /// Of which body.
    pub body: OrganisationCode,
    /// In which language.
    pub language: Language,
}

/// A report as it is given out.
#[derive(Debug, Clone)]
pub struct GivenPaper {
    /// What is known of it.
    pub paper: SetPaper,
    /// Its content, where that is kept nowhere.
    unkept: Option<Bytes>,
}

/// Where the content lies.
pub(super) fn place(sha256: &Hash) -> Path {
    let digest = sha256.to_string();
    Path::from(format!("snapshot-papers/{}/{digest}", &digest[..2]))
}

/// What is known of a report, where it was set.
pub(crate) async fn set_in(tx: &mut Tx, code: &SnapshotCode, paper: &Paper) -> ServiceResult<Option<SetPaper>> {
    store::snapshot_papers::get(tx, code, &paper.body, paper.language, EDITION).await
}

/// Some bytes of a content, as far as there are any.
fn part_of(content: &Bytes, range: ByteRange) -> Bytes {
    let ByteRange::Between(first, last) = range else { return content.clone() };
    let end = usize::try_from(last).map_or(content.len(), |last| last.saturating_add(1).min(content.len()));
    let begin = usize::try_from(first).map_or(end, |first| first.min(end));
    content.slice(begin..end)
}

impl Paper {
    /// The name under which it is given out.
    pub fn file_name(&self, of: &SnapshotCode) -> String {
        format!("{of}.{}.{}.pdf", self.body, self.language.as_ref())
    }

    /// The report of a snapshot with a name; none has another name.
    pub fn named(name: &str, of: &SnapshotCode) -> Option<Self> {
        let rest = name.strip_prefix(of.as_str())?.strip_prefix('.')?.strip_suffix(".pdf")?;
        let (body, language) = rest.rsplit_once('.')?;
        Some(Self { body: body.parse().ok()?, language: language.parse().ok()? })
    }
}

impl Snapshots<'_> {
    /// The reports of single bodies that were set of a snapshot so far, from one body to another in the order of their codes.
    ///
    /// # Errors
    /// There is no snapshot that this reader may see.
    pub async fn papers_between(
        &self,
        reader: Option<&Actor>,
        code: &SnapshotCode,
        (first, last): (&OrganisationCode, &OrganisationCode),
    ) -> ServiceResult<Vec<SetPaper>> {
        let mut tx = self.0.db().read().await?;
        self.get_in(&mut tx, reader, code).await?;
        store::snapshot_papers::between(&mut tx, code, EDITION, (first, last)).await
    }

    /// The reports of single bodies that were set of a snapshot so far, in the order of bodies; at most so many.
    ///
    /// # Errors
    /// There is no snapshot that this reader may see.
    pub async fn papers(&self, reader: Option<&Actor>, code: &SnapshotCode, most: i64) -> ServiceResult<Vec<SetPaper>> {
        let mut tx = self.0.db().read().await?;
        self.get_in(&mut tx, reader, code).await?;
        store::snapshot_papers::list(&mut tx, code, EDITION, most).await
    }

    /// The report of one body in a snapshot: as it was kept, or as `set` makes it of the lines. `set` works on a thread of its
    /// own, where it may wait for lines, and gives nothing where the body owed no report. While only its publication decides what
    /// the snapshot stands in for, it is set for whoever asks, kept nowhere and known to nobody after.
    ///
    /// # Errors
    /// There is no snapshot that this reader may see, or the body owed no report in it; too many files are read already;
    /// storage does not answer; one that was lost comes out as another one.
    pub async fn paper<Set>(
        &self,
        reader: Option<&Actor>,
        code: &SnapshotCode,
        paper: &Paper,
        set: Set,
    ) -> ServiceResult<(Snapshot, GivenPaper)>
    where
        Set: FnOnce(Texts<'_>, &Beside) -> ServiceResult<Option<Vec<u8>>> + Send + 'static,
    {
        let snapshot = self.get(reader, code).await?;
        let kept = self.kept_paper(code, paper).await?;
        if let Some(kept) = &kept
            && self.lies_there(kept).await?
        {
            return Ok((snapshot, GivenPaper { paper: kept.clone(), unkept: None }));
        }
        // One that was lost is set as it was, whatever was published since.
        let set_at = self.0.now();
        let (replaces, waits) = self.decided(&snapshot, kept.as_ref().map_or(set_at, |kept| kept.set_at)).await?;
        let made = self.set_paper(&snapshot, paper, Beside { sha256: snapshot.sha256, replaces }, set).await?;
        let sha256 = Hash::of(&made);
        if kept.as_ref().is_some_and(|kept| kept.sha256 != sha256) {
            let doing = format!("setting the report of {} in {code} again", paper.body);
            return Err(ServiceError::NotAsPublished(Fault::new(doing, "it comes out as another one")));
        }
        let size_bytes = made.len() as u64;
        let (body, language) = (paper.body.clone(), paper.language);
        let known = SetPaper { snapshot: code.clone(), body, language, sha256, size_bytes, set_at };
        if kept.is_none() && waits {
            return Ok((snapshot, GivenPaper { paper: known, unkept: Some(made) }));
        }
        self.0.files().put(&place(&sha256), made.into()).await.map_err(unstored)?;
        let mut tx = self.0.db().write().await?;
        store::snapshot_papers::insert(&mut tx, &known, EDITION).await?;
        // Another server may have been first.
        let kept = set_in(&mut tx, code, paper).await?;
        tx.commit().await?;
        Ok((snapshot, GivenPaper { paper: kept.unwrap_or(known), unkept: None }))
    }

    /// The content of a report, or a part of it; whoever asks has been given the report by [`Self::paper`].
    ///
    /// # Errors
    /// It is gone, or is not what was set.
    pub async fn given_bytes(
        &self,
        given: &GivenPaper,
        range: ByteRange,
    ) -> ServiceResult<BoxStream<'static, ServiceResult<Bytes>>> {
        match &given.unkept {
            Some(content) => Ok(stream::iter([Ok(part_of(content, range))]).boxed()),
            None => self.paper_bytes(&given.paper, range).await,
        }
    }

    /// The content of a report that is kept, or a part of it.
    ///
    /// # Errors
    /// It is gone, or is not what was set.
    pub async fn paper_bytes(
        &self,
        paper: &SetPaper,
        range: ByteRange,
    ) -> ServiceResult<BoxStream<'static, ServiceResult<Bytes>>> {
        whole_bytes_at(self.0, &place(&paper.sha256), &paper.sha256, range).await
    }

    async fn kept_paper(&self, code: &SnapshotCode, paper: &Paper) -> ServiceResult<Option<SetPaper>> {
        set_in(&mut self.0.db().read().await?, code, paper).await
    }

    async fn lies_there(&self, paper: &SetPaper) -> ServiceResult<bool> {
        match self.0.files().head(&place(&paper.sha256)).await.map_err(unread) {
            Ok(_) => Ok(true),
            Err(ServiceError::FileLost(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn set_paper<Set>(&self, snapshot: &Snapshot, paper: &Paper, beside: Beside, set: Set) -> ServiceResult<Bytes>
    where
        Set: FnOnce(Texts<'_>, &Beside) -> ServiceResult<Option<Vec<u8>>> + Send + 'static,
    {
        self.0
            .tree_in(&mut self.0.db().read().await?)
            .await?
            .get(&paper.body)
            .ok_or(ServiceError::NotFound("report"))?;
        // Anybody may ask, and each reads the whole file.
        let place = self.0.snapshot_readers().try_acquire_owned().map_err(|_| ServiceError::Busy)?;
        let mut texts = content::Texts::of(self.pieces(snapshot).await?);
        let setting = tokio::task::spawn_blocking(move || {
            let _place = place;
            set(&mut texts, &beside)
        });
        let made = setting.await.map_err(|error| ServiceError::fault("setting a report", error))??;
        Ok(made.ok_or(ServiceError::NotFound("report"))?.into())
    }
}
