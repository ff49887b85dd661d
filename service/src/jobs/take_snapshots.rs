//! Takes the snapshots that rounds call for: a draft once a round has closed, a final one once what was handed in has been
//! reviewed. What is due is derived from rounds and snapshots, so a server that was down takes it later.

use super::{Job, Told, Work};
use crate::{Actor, ServiceError, ServiceResult, Services};
use chrono::TimeDelta;
use serde_json::json;

/// The job.
pub const TAKE_SNAPSHOTS: Job = Job {
    name: "take_snapshots",
    work: Work::Outside { lease: TimeDelta::hours(1), work: |services, _| Box::pin(take_snapshots(services)) },
};

async fn take_snapshots(services: Services) -> ServiceResult<Told> {
    if services.organisations().is_empty().await? {
        return Ok(Told::done(json!({ "taken": 0 })));
    }
    let actor = Actor::timetable(&services.root().await?);
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for due in services.snapshots().due().await? {
        match services.snapshots().take(&actor, &due).await {
            Ok(snapshot) => taken.push(snapshot.code),
            // Somebody took it at the same moment.
            Err(ServiceError::Conflict | ServiceError::Invalid { code: "snapshot_being_taken", .. }) => {}
            // One round that cannot be taken keeps no other one waiting.
            Err(error) => {
                let (round, stage, cause) = (&due.round, due.stage.as_ref(), error.with_causes());
                tracing::error!(%round, stage, cause, "a snapshot could not be taken");
                refused.push(format!("{round} {stage} {}", error.code()));
            }
        }
    }
    let details = json!({ "taken": taken, "refused": refused });
    Ok(if refused.is_empty() { Told::done(details) } else { Told::alarm(details) })
}
