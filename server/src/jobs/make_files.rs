//! Makes the files of snapshots that lack some: each once, one after another, each kept as soon as it is whole. Those that
//! describe the others are made when all others are there.

use crate::export::snapshot::{Copy, Described, write};
use chrono::TimeDelta;
use domain::{
    calendar::Period,
    ids::SnapshotCode,
    snapshot::{Export, Stage},
};
use serde_json::json;
use service::{
    Actor, ServiceError, ServiceResult, Services,
    jobs::{Job, Told, Work},
    snapshots::{MAKES_FILES, Snapshot},
};
use std::{collections::BTreeSet, path::Path};

/// The job.
pub(crate) const MAKE_FILES: Job = Job {
    name: MAKES_FILES,
    work: Work::Outside { lease: TimeDelta::hours(2), work: |services, _| Box::pin(make_files(services)) },
};

async fn make_files(services: Services) -> ServiceResult<Told> {
    if services.organisations().is_empty().await? {
        return Ok(Told::done(json!({ "made": 0 })));
    }
    let actor = services.timetable().await?;
    let (mut made, mut failed) = (0, Vec::new());
    let mut begun = BTreeSet::new();
    // Looked for anew after each: one that was published meanwhile goes before those that nobody waits for.
    while let Some((snapshot, lacking)) = next(&services, &actor, &begun).await? {
        begun.insert(snapshot.code.clone());
        let folder = tempfile::tempdir().map_err(|error| ServiceError::fault("a folder for files", error))?;
        let copy = Copy { path: folder.path().join("snapshot"), sha256: snapshot.sha256 };
        // One snapshot that cannot be read keeps no other one waiting.
        if let Err(error) = services.snapshots().copy_to(&actor, &snapshot.code, &copy.path).await {
            tracing::warn!(snapshot = %snapshot.code, cause = error.with_causes(), "a snapshot could not be read");
            failed.push(format!("{} {}", snapshot.code, error.code()));
            continue;
        }
        let (describing, telling): (Vec<Export>, Vec<Export>) =
            lacking.into_iter().partition(|export| export.describes_others());
        let unmade = failed.len();
        let each = Each { services: &services, actor: &actor, code: &snapshot.code, copy, folder: folder.path() };
        let replaces = services.snapshots().stood_in_for(&snapshot, services.now()).await?;
        // A draft is published by nobody, so nobody is told how to use it.
        let license = services.publication().license.clone().filter(|_| snapshot.stage == Stage::Final);
        let standing = Described { license, replaces, ..Described::default() };
        for export in telling {
            each.make(export, &standing, &mut made, &mut failed).await;
        }
        if !describing.is_empty() && failed.len() == unmade {
            match described(&services, &actor, &snapshot, standing).await {
                Ok(described) => {
                    for export in describing {
                        each.make(export, &described, &mut made, &mut failed).await;
                    }
                }
                Err(error) => {
                    let cause = error.with_causes();
                    tracing::warn!(snapshot = %snapshot.code, cause, "what there is to describe could not be read");
                    failed.push(format!("{} {}", snapshot.code, error.code()));
                }
            }
        }
    }
    // What was made is made, whatever becomes of this.
    if made > 0
        && let Err(error) = services.snapshots().read_ahead().await
    {
        tracing::warn!(cause = error.with_causes(), "files of snapshots could not be read ahead");
    }
    let details = json!({ "made": made, "failed": failed });
    Ok(if failed.is_empty() { Told::done(details) } else { Told::alarm(details) })
}

/// The first snapshot that lacks files and was not begun with.
async fn next(
    services: &Services,
    actor: &Actor,
    begun: &BTreeSet<SnapshotCode>,
) -> ServiceResult<Option<(Snapshot, Vec<Export>)>> {
    let lacking = services.snapshots().lacking_files(actor).await?;
    Ok(lacking.into_iter().find(|(snapshot, _)| !begun.contains(&snapshot.code)))
}

/// What the descriptions of a snapshot tell besides what stands in it.
async fn described(
    services: &Services,
    actor: &Actor,
    snapshot: &Snapshot,
    standing: Described,
) -> ServiceResult<Described> {
    let snapshots = services.snapshots();
    let publication = services.publication().clone();
    Ok(Described {
        origin: publication.origin,
        contact: publication.contact,
        size_bytes: snapshot.size_bytes,
        files: snapshots.files(Some(actor), &snapshot.code).await?,
        // What everybody may read may name only what everybody may read.
        before: before(snapshot, snapshots.list(None, None).await?),
        ..standing
    })
}

/// The latest final snapshot of the latest period before, among those that were taken earlier.
fn before(snapshot: &Snapshot, all: Vec<Snapshot>) -> Option<SnapshotCode> {
    let ends = |of: &Snapshot| of.round.as_str().parse::<Period>().ok().map(Period::last_day);
    let end = ends(snapshot)?;
    let earlier = all.into_iter().filter(|other| {
        let is_before = ends(other).is_some_and(|its_end| its_end < end);
        is_before && other.stage == Stage::Final && other.taken_at < snapshot.taken_at
    });
    earlier.max_by_key(|other| (ends(other), other.taken_at)).map(|other| other.code)
}

/// One snapshot whose files are made.
struct Each<'a> {
    services: &'a Services,
    actor: &'a Actor,
    code: &'a SnapshotCode,
    copy: Copy,
    folder: &'a Path,
}

impl Each<'_> {
    /// Makes a file, and tells whether it was made or why not.
    async fn make(&self, export: Export, described: &Described, made: &mut u64, failed: &mut Vec<String>) {
        match self.keep(export, described).await {
            Ok(()) => *made += 1,
            // Another server made it at the same moment.
            Err(ServiceError::Conflict) => {}
            Err(error) => {
                let name = export.file_name(self.code);
                tracing::warn!(%name, cause = error.with_causes(), "a file could not be made");
                failed.push(format!("{name} {}", error.code()));
            }
        }
    }

    async fn keep(&self, export: Export, described: &Described) -> ServiceResult<()> {
        let name = export.file_name(self.code);
        let unmade = |error: anyhow::Error| ServiceError::fault(format!("making {name}"), format!("{error:#}"));
        let (path, copy, described) = (self.folder.join("made"), self.copy.clone(), described.clone());
        let to = std::fs::File::create(&path).map_err(|error| unmade(error.into()))?;
        let writing = tokio::task::spawn_blocking(move || write(export, &copy, &described, to));
        let rows = writing.await.map_err(|error| unmade(error.into()))?.map_err(unmade)?;
        self.services.snapshots().keep_file(self.actor, self.code, export, &path, rows).await?;
        Ok(())
    }
}
