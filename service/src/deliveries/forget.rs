//! Large files that go away: those whose time is over, those that another one takes the place of, and what is left of uploads
//! that broke off. What was applied is in the drafts, and the audit log tells which file it was.

use super::{Deliveries, Delivery, place};
use crate::{Actor, ServiceError, ServiceResult, store};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    delivery::{Progress, Stage},
    ids::{DeliveryId, RoundCode},
};
use object_store::ObjectStoreExt as _;
use std::{collections::BTreeSet, io, path::Path};

/// How many agencies' rows are removed in one transaction.
const CLEARED_AT_ONCE: i64 = 100;
/// How long a file may come before what has come of it is taken for broken off.
const LONGEST_UPLOAD: TimeDelta = TimeDelta::hours(24);

/// What was cleared away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Forgotten {
    /// How many files whose time was over.
    pub(crate) outlived: usize,
    /// How many pieces of uploads that broke off.
    pub(crate) broken_off: usize,
    /// How many files could not be forgotten.
    pub(crate) faults: usize,
}

impl Deliveries<'_> {
    /// Forgets every file whose time is over, and what is left of uploads that broke off. Nobody's work is cut off.
    pub(crate) async fn clean(&self) -> ServiceResult<Forgotten> {
        let at = self.0.now();
        let mut tx = self.0.db().read().await?;
        let shared_at = self.0.shared_now(&mut tx).await?;
        let expired = store::deliveries::expired(&mut tx, at).await?;
        drop(tx);
        let mut forgotten = Forgotten::default();
        for delivery in expired.into_iter().filter(|delivery| !delivery.progress.is_under_way(shared_at)) {
            // One that cannot be forgotten keeps no other one, and comes up again.
            match self.forget(&delivery).await {
                Ok(is_gone) => forgotten.outlived += usize::from(is_gone),
                Err(error) => {
                    forgotten.faults += 1;
                    let (id, cause) = (delivery.id, error.with_causes());
                    tracing::error!(delivery = %id, cause, "a large file could not be forgotten");
                }
            }
        }
        forgotten.broken_off = self.remove_strays(at).await?;
        Ok(forgotten)
    }

    /// Forgets the files that an account uploaded for a round before, and everybody's whose time is over.
    pub(super) async fn forget_older(&self, actor: &Actor, round: &RoundCode) -> ServiceResult<()> {
        let mut tx = self.0.db().read().await?;
        let mut outlived = store::deliveries::expired(&mut tx, self.0.now()).await?;
        outlived.extend(store::deliveries::of_account(&mut tx, actor.account, round).await?);
        drop(tx);
        for delivery in outlived {
            self.forget(&delivery).await?;
        }
        Ok(())
    }

    /// Forgets a file, unless somebody has moved it on or forgotten it meanwhile. Whoever works on it is given up.
    async fn forget(&self, delivery: &Delivery) -> ServiceResult<bool> {
        let (id, run) = (delivery.id, delivery.progress.run);
        let mut tx = self.0.db().write().await?;
        let beat_at = self.0.shared_now(&mut tx).await?;
        let gone = Progress { stage: Stage::Stopped, run: run + 1, beat_at };
        if !store::deliveries::begin(&mut tx, id, run, gone).await? {
            return Ok(false);
        }
        tx.commit().await?;
        self.clear(id).await?;
        let mut tx = self.0.db().write().await?;
        store::deliveries::remove(&mut tx, id).await?;
        tx.commit().await?;
        self.remove_file(id).await;
        Ok(true)
    }

    /// Removes what stands ready for a file, a little at a time, so that no writer waits long.
    pub(super) async fn clear_edits(&self, id: DeliveryId) -> ServiceResult<()> {
        loop {
            let mut tx = self.0.db().write().await?;
            let cleared = store::deliveries::clear_edits(&mut tx, id, CLEARED_AT_ONCE).await?;
            tx.commit().await?;
            if cleared == 0 {
                return Ok(());
            }
        }
    }

    /// The same with what is known of its agencies.
    pub(super) async fn clear(&self, id: DeliveryId) -> ServiceResult<()> {
        self.clear_edits(id).await?;
        let mut tx = self.0.db().write().await?;
        store::deliveries::clear_parts(&mut tx, id).await?;
        tx.commit().await
    }

    /// What cannot be removed now is only room on the disk, and the timetable comes back to it.
    pub(super) async fn remove_file(&self, id: DeliveryId) {
        match self.0.files().delete(&place(id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => tracing::warn!(delivery = %id, %error, "a large file could not be removed"),
        }
    }

    /// Removes pieces and whole files that no record speaks of and nobody has written to for long: their server went away
    /// in the middle. The store of objects does not tell of pieces, the folder does.
    async fn remove_strays(&self, at: DateTime<Utc>) -> ServiceResult<usize> {
        let folder = self.0.inner.settings.files.join("deliveries");
        let looking = tokio::task::spawn_blocking(move || strays(&folder, at - LONGEST_UPLOAD));
        let looked = looking.await.map_err(|error| ServiceError::fault("looking through large files", error))?;
        let strays = looked.map_err(|error| ServiceError::fault("looking through large files", error))?;
        if strays.is_empty() {
            return Ok(0);
        }
        // Asked after the folder was looked at: who has a record by now is known.
        let mut tx = self.0.db().read().await?;
        let known: BTreeSet<String> =
            store::deliveries::ids(&mut tx).await?.into_iter().map(|id| id.to_string()).collect();
        drop(tx);
        let mut removed = 0;
        for stray in strays.into_iter().filter(|stray| !known.contains(&stray.delivery)) {
            match tokio::fs::remove_file(&stray.path).await {
                Ok(()) => removed += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => tracing::warn!(%error, "what is left of a large file could not be removed"),
            }
        }
        Ok(removed)
    }
}

/// A file that nobody has written to for long.
struct Stray {
    path: std::path::PathBuf,
    /// Of which delivery, as its name says; a piece has a number after it.
    delivery: String,
}

/// The files of a folder that nobody has written to since an instant.
fn strays(folder: &Path, since: DateTime<Utc>) -> io::Result<Vec<Stray>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut strays = Vec::new();
    for entry in entries {
        let entry = entry?;
        let about = match entry.metadata() {
            Ok(about) => about,
            // It came whole, or somebody removed it, at this moment.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        if about.is_file() && DateTime::<Utc>::from(about.modified()?) < since {
            let name = entry.file_name().to_string_lossy().into_owned();
            let delivery = name.split('#').next().unwrap_or_default().to_owned();
            strays.push(Stray { path: entry.path(), delivery });
        }
    }
    Ok(strays)
}
