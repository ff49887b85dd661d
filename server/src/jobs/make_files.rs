//! Makes the files of snapshots that lack some: each once, one after another, each kept as soon as it is whole.

use crate::export::snapshot::{Copy, write};
use chrono::TimeDelta;
use domain::{ids::SnapshotCode, snapshot::Export};
use serde_json::json;
use service::{
    Actor, ServiceError, ServiceResult, Services,
    jobs::{Job, Told, Work},
};
use std::path::Path;

/// The job.
pub(crate) const MAKE_FILES: Job = Job {
    name: "make_files",
    work: Work::Outside { lease: TimeDelta::hours(2), work: |services, _| Box::pin(make_files(services)) },
};

async fn make_files(services: Services) -> ServiceResult<Told> {
    if services.organisations().is_empty().await? {
        return Ok(Told::done(json!({ "made": 0 })));
    }
    let actor = services.timetable().await?;
    let (mut made, mut failed) = (0, Vec::new());
    for (snapshot, lacking) in services.snapshots().lacking_files(&actor).await? {
        let folder = tempfile::tempdir().map_err(|error| ServiceError::fault("a folder for files", error))?;
        let copy = Copy { path: folder.path().join("snapshot") };
        // One snapshot that cannot be read keeps no other one waiting.
        if let Err(error) = services.snapshots().copy_to(&actor, &snapshot.code, &copy.path).await {
            failed.push(format!("{} {}", snapshot.code, error.code()));
            continue;
        }
        for export in lacking {
            match make(&services, &actor, &snapshot.code, export, &copy, folder.path()).await {
                Ok(()) => made += 1,
                // Another server made it at the same moment.
                Err(ServiceError::Conflict) => {}
                Err(error) => {
                    let name = export.file_name(&snapshot.code);
                    tracing::warn!(%name, %error, "a file could not be made");
                    failed.push(format!("{name} {}", error.code()));
                }
            }
        }
    }
    let details = json!({ "made": made, "failed": failed });
    Ok(if failed.is_empty() { Told::done(details) } else { Told::alarm(details) })
}

async fn make(
    services: &Services,
    actor: &Actor,
    code: &SnapshotCode,
    export: Export,
    copy: &Copy,
    folder: &Path,
) -> ServiceResult<()> {
    let name = export.file_name(code);
    let unmade = |error: anyhow::Error| ServiceError::fault(format!("making {name}"), format!("{error:#}"));
    let (path, copy) = (folder.join("made"), copy.clone());
    let to = std::fs::File::create(&path).map_err(|error| unmade(error.into()))?;
    let writing = tokio::task::spawn_blocking(move || write(export, &copy, to));
    let rows = writing.await.map_err(|error| unmade(error.into()))?.map_err(unmade)?;
    services.snapshots().keep_file(actor, code, export, &path, rows).await?;
    Ok(())
}
