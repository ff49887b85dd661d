//! Holds what is published against what it follows from: the signed files of published snapshots and the files that were made of
//! them against their hashes, what public pages show against the signed files. It reads for long and changes nothing.

use super::{Job, Told, Work};
use crate::{Actor, ServiceError, ServiceResult, Services};
use chrono::TimeDelta;
use domain::ids::SnapshotCode;
use serde_json::json;

/// How many things that are changed are named; all are counted.
const MOST_NAMED: usize = 20;

/// The job.
pub const VERIFY_PUBLICATIONS: Job = Job {
    name: "verify_publications",
    work: Work::Outside { lease: TimeDelta::hours(3), work: |services, _| Box::pin(verify_publications(services)) },
};

async fn verify_publications(services: Services) -> ServiceResult<Told> {
    if services.organisations().is_empty().await? {
        return Ok(Told::done(json!({ "snapshots": 0 })));
    }
    let actor = Actor::timetable(&services.root().await?);
    let (snapshots, publications) = (services.snapshots(), services.publications());
    let mut published = snapshots.list(Some(&actor), None).await?;
    published.retain(|snapshot| snapshot.published_at.is_some());
    let (mut changed, mut failed) = (Vec::new(), Vec::new());
    let unread = |code: &SnapshotCode, error: &ServiceError| {
        tracing::error!(snapshot = %code, cause = error.with_causes(), "what is published could not be looked at");
        format!("{code} {}", error.code())
    };
    for snapshot in &published {
        let code = &snapshot.code;
        // One snapshot that cannot be read keeps no other one from being looked at.
        match snapshots.changed_files(&actor, code).await {
            Ok(files) => changed.extend(files),
            Err(error) => failed.push(unread(code, &error)),
        }
        match publications.changed(&actor, code).await {
            Ok(pages) => changed.extend(pages.into_iter().map(|page| format!("{code} {page}"))),
            Err(error) => failed.push(unread(code, &error)),
        }
    }
    let count = changed.len();
    changed.truncate(MOST_NAMED);
    let details = json!({ "snapshots": published.len(), "changed": count, "named": changed, "failed": failed });
    Ok(if count == 0 && failed.is_empty() { Told::done(details) } else { Told::alarm(details) })
}
