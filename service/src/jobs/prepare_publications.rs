//! Makes the public pages of published snapshots that lack them: of those that were published before there were any, or by a
//! release that made them in another form. Whoever publishes makes the pages first, so there is usually nothing to do.

use super::{Job, Told, Work};
use crate::{Actor, ServiceResult, Services};
use chrono::TimeDelta;
use serde_json::json;

/// The job.
pub const PREPARE_PUBLICATIONS: Job = Job {
    name: "prepare_publications",
    work: Work::Outside { lease: TimeDelta::hours(1), work: |services, _| Box::pin(prepare_publications(services)) },
};

async fn prepare_publications(services: Services) -> ServiceResult<Told> {
    if services.organisations().is_empty().await? {
        return Ok(Told::done(json!({ "prepared": 0 })));
    }
    let actor = Actor::timetable(&services.root().await?);
    let (mut prepared, mut failed) = (Vec::new(), Vec::new());
    for snapshot in services.publications().unprepared(&actor).await? {
        // One snapshot that cannot be read keeps no other one waiting.
        match services.publications().prepare(&actor, &snapshot.code).await {
            Ok(()) => prepared.push(snapshot.code),
            Err(error) => {
                tracing::error!(snapshot = %snapshot.code, cause = error.with_causes(), "public pages could not be made");
                failed.push(format!("{} {}", snapshot.code, error.code()));
            }
        }
    }
    let details = json!({ "prepared": prepared, "failed": failed });
    Ok(if failed.is_empty() { Told::done(details) } else { Told::alarm(details) })
}
