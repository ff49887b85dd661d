//! The reports of all bodies of a snapshot: asked for by whoever manages snapshots, and set one after another while everybody
//! goes on. Without being asked for, each is set when somebody first wants it.

use super::{Paper, SetPaper, Snapshot, Snapshots, making, papers::EDITION};
use crate::{
    Actor, ServiceError, ServiceResult, audit,
    publications::with_papers,
    store::{self, Tx},
};
use domain::{
    access::Action,
    ids::{OrganisationCode, SnapshotCode},
    text::Language,
};
use std::collections::BTreeSet;
use strum::IntoEnumIterator as _;

pub use crate::store::paper_requests::PaperRequest;

/// How far the reports of all bodies are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllPapers {
    /// That they were asked for.
    pub asked: PaperRequest,
    /// How many are set.
    pub set: u64,
    /// Those that could not be set at the last try, each with the code why.
    pub failed: Vec<String>,
}

impl AllPapers {
    /// Whether they are being set.
    pub fn are_under_way(&self) -> bool {
        self.asked.done_at.is_none()
    }

    /// Whether all are there, in the form in which reports are set today.
    pub fn are_there(&self) -> bool {
        self.set >= self.asked.papers
    }
}

fn in_each_language(body: OrganisationCode) -> impl Iterator<Item = Paper> {
    Language::iter().map(move |language| Paper { body: body.clone(), language })
}

impl Snapshots<'_> {
    /// Asks that the reports of all bodies be set; nothing where that is being done, or there are none.
    ///
    /// # Errors
    /// There is no such snapshot; not everybody may read it yet, or its pages are still being made; the actor may not.
    pub async fn ask_for_papers(&self, actor: &Actor, code: &SnapshotCode) -> ServiceResult<()> {
        let asked_at = self.0.now();
        let mut tx = self.0.db().read().await?;
        if !self.managed(&mut tx, actor, code).await?.is_public(asked_at) {
            return Err(ServiceError::invalid("papers_not_public", code.to_string()));
        }
        let papers = with_papers(&mut tx, code).await?.into_iter().flat_map(in_each_language).count() as u64;
        drop(tx);
        let mut tx = self.0.db().write().await?;
        self.managed(&mut tx, actor, code).await?;
        let asked = store::paper_requests::get(&mut tx, code).await?;
        if papers == 0 || asked.is_some_and(|request| request.done_at.is_none()) {
            return Ok(());
        }
        let request = PaperRequest { snapshot: code.clone(), papers, asked_by: actor.account, asked_at, done_at: None };
        store::paper_requests::ask(&mut tx, &request).await?;
        let (object, details) = (format!("snapshot/{code}"), serde_json::json!({ "papers": papers }));
        audit::record(self.0, &mut tx, actor, "snapshots.set_papers", object, &details).await?;
        tx.commit().await
    }

    /// Takes that back; what was set stays. Nothing where they are not being set.
    ///
    /// # Errors
    /// There is no such snapshot; the actor may not.
    pub async fn stop_papers(&self, actor: &Actor, code: &SnapshotCode) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        self.managed(&mut tx, actor, code).await?;
        if !store::paper_requests::take_back(&mut tx, code).await? {
            return Ok(());
        }
        let (object, details) = (format!("snapshot/{code}"), serde_json::json!({}));
        audit::record(self.0, &mut tx, actor, "snapshots.stop_papers", object, &details).await?;
        tx.commit().await
    }

    /// How far the reports of all bodies are, where they were asked for.
    ///
    /// # Errors
    /// There is no snapshot that this reader may see.
    pub async fn all_papers(&self, reader: Option<&Actor>, code: &SnapshotCode) -> ServiceResult<Option<AllPapers>> {
        let mut tx = self.0.db().read().await?;
        self.get_in(&mut tx, reader, code).await?;
        let Some(asked) = store::paper_requests::get(&mut tx, code).await? else { return Ok(None) };
        let set = store::snapshot_papers::count(&mut tx, code, EDITION).await?;
        let failed = making::failed_papers(&mut tx, code).await?;
        Ok(Some(AllPapers { asked, set, failed }))
    }

    /// The snapshots whose reports of all bodies are to be set, whoever asked first before the others.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn with_asked_papers(&self, actor: &Actor) -> ServiceResult<Vec<SnapshotCode>> {
        let mut tx = self.0.db().read().await?;
        self.require_of_papers(&mut tx, actor).await?;
        store::paper_requests::open(&mut tx).await
    }

    /// The reports of bodies that are not set yet, in the order of bodies; those that could not be set at the last try stand behind
    /// all others.
    ///
    /// # Errors
    /// The pages of the snapshot are still being made, or one is not what was published; the actor may not.
    pub async fn unset_papers(&self, actor: &Actor, code: &SnapshotCode) -> ServiceResult<Vec<Paper>> {
        let mut tx = self.0.db().read().await?;
        self.require_of_papers(&mut tx, actor).await?;
        let set = store::snapshot_papers::list(&mut tx, code, EDITION, i64::MAX).await?;
        let set: BTreeSet<Paper> = set.iter().map(SetPaper::paper).collect();
        let all = with_papers(&mut tx, code).await?.into_iter().flat_map(in_each_language);
        let mut unset: Vec<Paper> = all.filter(|paper| !set.contains(paper)).collect();
        let failed: BTreeSet<Paper> = making::failed_papers(&mut tx, code)
            .await?
            .iter()
            .filter_map(|told| Paper::named(told.split(' ').next()?, code))
            .collect();
        unset.sort_by_key(|paper| failed.contains(paper));
        Ok(unset)
    }

    /// Whether somebody asks for the reports of all bodies, and not all are there.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn are_papers_asked(&self, code: &SnapshotCode) -> ServiceResult<bool> {
        let request = store::paper_requests::get(&mut self.0.db().read().await?, code).await?;
        Ok(request.is_some_and(|request| request.done_at.is_none()))
    }

    /// Notes that all are there.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn papers_are_set(&self, actor: &Actor, code: &SnapshotCode) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        self.require_of_papers(&mut tx, actor).await?;
        store::paper_requests::done(&mut tx, code, self.0.now()).await?;
        tx.commit().await
    }

    async fn require_of_papers(&self, tx: &mut Tx, actor: &Actor) -> ServiceResult<()> {
        let tree = self.0.tree_in(tx).await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(tree.root()))
    }

    async fn managed(&self, tx: &mut Tx, actor: &Actor, code: &SnapshotCode) -> ServiceResult<Snapshot> {
        self.require_of_papers(tx, actor).await?;
        store::snapshots::get(tx, code).await?.ok_or(ServiceError::NotFound("snapshot"))
    }
}
