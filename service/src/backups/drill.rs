//! A backup that was never restored is a hope: this one is, beside the installation, and looked through.

use super::{Backup, Backups, Held, held, restore};
use crate::{Actor, Chance, Clock, ServiceError, ServiceResult, Services, Settings};
use domain::{access::Action, ids::SnapshotCode, snapshot::Verified};
use std::path::Path;

/// What became of a backup that was restored for trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// What was restored.
    pub backup: Backup,
    /// How many events the audit chain has, from its beginning to its end.
    pub events: i64,
    /// How many kept sums and scores differ from what they are made of.
    pub disagreements: usize,
    /// The last snapshot, and how many of its scores were computed anew; `None` where there is no snapshot.
    pub snapshot: Option<(SnapshotCode, u64)>,
    /// The restored values of that snapshot's round as of its instant against those that stand in it.
    pub held: Held,
    /// The last snapshot, where it is not what was signed: its scores were not computed anew, and no value was held against it.
    pub broken: Option<SnapshotCode>,
    /// Whether that is because its file came into the backup damaged, or is not in it.
    pub is_broken_by_its_file: bool,
}

impl Drill {
    /// Whether everything is as it was.
    pub fn is_whole(&self) -> bool {
        self.backup.has_all_files() && self.broken.is_none() && self.is_whole_but_for_files()
    }

    /// Whether everything is as it was but for files that are damaged or missing, which the installation lacks as well.
    pub fn is_whole_but_for_files(&self) -> bool {
        let is_broken = self.broken.is_some() && !self.is_broken_by_its_file;
        self.disagreements == 0 && self.held.others == 0 && !is_broken
    }
}

impl Backups<'_> {
    /// Restores a backup for trial, see [`restore_for_trial`].
    ///
    /// # Errors
    /// As there; the actor may not.
    pub async fn drill(&self, actor: &Actor, path: &Path) -> ServiceResult<Drill> {
        let root = self.0.root().await?;
        actor.require(Action::ManageBackups, std::slice::from_ref(&root))?;
        restore_for_trial(path).await
    }
}

/// Restores a backup into an embedded database beside it, follows its audit chain, computes all its sums and scores anew,
/// verifies its last snapshot and holds the restored values against those that it signed, and removes all of that again. It
/// needs no installation but the file.
///
/// # Errors
/// The backup is damaged or of another version; there is no room.
pub async fn restore_for_trial(path: &Path) -> ServiceResult<Drill> {
    let beside = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = tempfile::Builder::new().prefix("drill-").tempdir_in(beside);
    let folder = folder.map_err(|error| ServiceError::fault("a folder for the drill", error))?;
    let url = format!("sqlite://{}", folder.path().join("tidtam.db").display());
    let settings = Settings::below(folder.path(), url);
    let (restored, backup) = restore(path, &settings, Clock::System, Chance::System).await?;
    let drill = look_through(&restored, backup).await;
    restored.db().close().await;
    drill
}

async fn look_through(restored: &Services, backup: Backup) -> ServiceResult<Drill> {
    let actor = Actor::timetable(&restored.root().await?);
    let events = restored.audit().verify(&actor).await?.events;
    let sums = restored.rollups().check(&actor).await?.len();
    let scores = restored.scores().check(&actor).await?.len();
    let (disagreements, held) = (sums + scores, Held::default());
    let (snapshot, broken, is_broken_by_its_file) = (None, None, false);
    let mut drill = Drill { backup, events, disagreements, snapshot, held, broken, is_broken_by_its_file };
    let Some(last) = restored.snapshots().list(Some(&actor), None).await?.into_iter().next() else { return Ok(drill) };
    match restored.snapshots().verify(Some(&actor), &last.code).await {
        Ok(Ok(Verified { scores, .. })) => {
            drill.held = held::against(restored, &last).await?;
            drill.snapshot = Some((last.code, scores));
        }
        // Another file lies in its place, a part of it, or none.
        Ok(Err(_)) | Err(ServiceError::FileLost(_)) => {
            let digest = last.sha256.to_string();
            let mut lacking = drill.backup.damaged.iter().chain(&drill.backup.missing);
            drill.is_broken_by_its_file = lacking.any(|place| place.ends_with(&digest));
            drill.broken = Some(last.code);
        }
        Err(error) => return Err(error),
    }
    Ok(drill)
}
