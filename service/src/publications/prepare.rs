//! Extracting what public pages show from the file of a snapshot, piece by piece, in as little memory as the file is read in.

use super::Publications;
use crate::{
    Actor, ServiceError, ServiceResult,
    snapshots::Snapshot,
    store::{self, publications::Piece},
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    ids::SnapshotCode,
    indicator::Scope,
    publication::{Extract, Extractor, NotExtracted, Part, Places, Setting},
    snapshot::Line,
};
use std::collections::BTreeSet;
use tokio::{sync::mpsc, task::JoinHandle};

/// Somebody who reads a file on a thread of their own.
pub(super) type Reading = JoinHandle<ServiceResult<()>>;

/// How many pieces are kept in one transaction.
const AT_ONCE: usize = 50;
/// How many wait for whoever keeps them.
const WAITING: usize = 8;

fn not_extracted(error: NotExtracted) -> ServiceError {
    ServiceError::fault("extracting the pages of a snapshot", error)
}

/// A piece as it is kept.
pub(super) fn kept(extract: &Extract) -> ServiceResult<Piece> {
    let content = extract.content().map_err(|error| ServiceError::fault("writing a page of a snapshot", error))?;
    let (code, number) = extract.key();
    Ok(Piece { part: extract.part(), code: code.to_owned(), number, content })
}

/// Reads the lines twice: once for the places at their end, once for everything.
fn extract(
    first: impl Iterator<Item = ServiceResult<Line>>,
    second: impl Iterator<Item = ServiceResult<Line>>,
    mut give: impl FnMut(Extract) -> ServiceResult<()>,
) -> ServiceResult<()> {
    let mut places = Places::default();
    for line in first {
        places.add(line?);
    }
    let mut extractor = Extractor::new(places);
    for line in second {
        if let Some(extract) = extractor.add(line?).map_err(not_extracted)? {
            give(extract)?;
        }
    }
    extractor.finish().map_err(not_extracted)?.extracts().try_for_each(give)
}

impl Publications<'_> {
    /// The published snapshots whose pages are not made yet in the present form.
    ///
    /// # Errors
    /// Storage does not answer; the actor may not.
    pub async fn unprepared(&self, actor: &Actor) -> ServiceResult<Vec<Snapshot>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(tree.root()))?;
        let prepared = store::publications::prepared(&mut tx).await?;
        let mut snapshots = store::snapshots::list(&mut tx, None).await?;
        snapshots.retain(|snapshot| snapshot.published_at.is_some() && !prepared.contains(&snapshot.code));
        Ok(snapshots)
    }

    /// Makes the pages of a final snapshot; nothing where they are there. They can be read once it is published.
    ///
    /// # Errors
    /// There is no such snapshot; its file is gone or another one; the actor may not.
    pub async fn prepare(&self, actor: &Actor, code: &SnapshotCode) -> ServiceResult<()> {
        let root = self.0.root().await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(&root))?;
        let mut tx = self.0.db().read().await?;
        let is_there = store::publications::prepared(&mut tx).await?.contains(code);
        drop(tx);
        if is_there {
            return Ok(());
        }
        let snapshot = self.0.snapshots().get(Some(actor), code).await?;
        let (mut extracts, reading) = self.extracts(&snapshot).await?;
        let mut pieces = Vec::new();
        while let Some(extract) = extracts.recv().await {
            if let Extract::Setting(setting) = &extract {
                pieces.push(self.facts(setting, root.as_str(), snapshot.taken_at).await?);
            }
            pieces.push(kept(&extract)?);
            if pieces.len() >= AT_ONCE {
                self.keep(code, &std::mem::take(&mut pieces)).await?;
            }
        }
        // Only what was read whole is finished: the setting is its last piece.
        reading.await.map_err(|error| ServiceError::fault("extracting the pages of a snapshot", error))??;
        self.keep(code, &pieces).await?;
        self.forget_listed();
        Ok(())
    }

    /// What follows from the signed file of a snapshot, piece by piece; whoever takes them asks the reading at the end whether
    /// the file was read whole.
    pub(super) async fn extracts(&self, snapshot: &Snapshot) -> ServiceResult<(mpsc::Receiver<Extract>, Reading)> {
        let place = self.0.snapshot_readers().acquire_owned().await;
        let place = place.map_err(|error| ServiceError::fault("a place to read a snapshot", error))?;
        let snapshots = self.0.snapshots();
        let (first, second) = (snapshots.lines(snapshot).await?, snapshots.lines(snapshot).await?);
        let (give, extracts) = mpsc::channel(WAITING);
        let reading = tokio::task::spawn_blocking(move || {
            let _place = place;
            extract(first, second, |extract| {
                let gone = |_| ServiceError::fault("extracting the pages of a snapshot", "nobody takes them");
                give.blocking_send(extract).map_err(gone)
            })
        });
        Ok((extracts, reading))
    }

    async fn keep(&self, code: &SnapshotCode, pieces: &[Piece]) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        store::publications::insert(&mut tx, code, pieces).await?;
        tx.commit().await
    }

    /// The sourced figures of the plan's national indicators as they stood when the snapshot was taken, whenever its pages
    /// are made: no part of the snapshot, since they were published by others.
    async fn facts(&self, setting: &Setting, root: &str, taken_at: DateTime<Utc>) -> ServiceResult<Piece> {
        let national = setting.plan.indicators.iter().filter(|it| matches!(it.scope, Scope::National | Scope::Both));
        let national: BTreeSet<&str> = national.map(|indicator| indicator.code.as_str()).collect();
        let mut tx = self.0.db().read().await?;
        let mut facts = store::facts::of_scope_at(&mut tx, root, taken_at).await?;
        facts.retain(|fact| national.contains(fact.indicator.as_str()));
        let content = serde_json::to_string(&facts);
        let content = content.map_err(|error| ServiceError::fault("writing a page of a snapshot", error))?;
        Ok(Piece { part: Part::Facts, code: String::new(), number: 0, content })
    }
}
