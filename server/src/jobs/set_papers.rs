//! Sets the reports of single bodies that somebody gets by mail and nobody has asked for yet, one after another. Where none is
//! to be had for a body, it is not among those that are wanted.

use crate::export::snapshot::paper::body;
use chrono::TimeDelta;
use serde_json::json;
use service::{
    ServiceError, ServiceResult, Services,
    jobs::{Job, Told, Work},
};

/// The job.
pub(crate) const SET_PAPERS: Job = Job {
    name: "set_papers",
    work: Work::Outside { lease: TimeDelta::hours(2), work: |services, _| Box::pin(set_papers(services)) },
};

async fn set_papers(services: Services) -> ServiceResult<Told> {
    if services.organisations().is_empty().await? {
        return Ok(Told::done(json!({ "set": 0 })));
    }
    let actor = services.timetable().await?;
    let (mut set, mut failed) = (0_u64, Vec::new());
    for (snapshot, paper) in services.subscribers().unset(&actor).await? {
        match services.snapshots().paper(None, &snapshot, &paper, body::setter(&paper)).await {
            Ok(_) => set += 1,
            // People who read files come first; the rest is set in the next slot.
            Err(ServiceError::Busy) => break,
            Err(error) => {
                let name = paper.file_name(&snapshot);
                tracing::warn!(%name, cause = error.with_causes(), "a report could not be set");
                failed.push(format!("{name} {}", error.code()));
            }
        }
    }
    let details = json!({ "set": set, "failed": failed });
    Ok(if failed.is_empty() { Told::done(details) } else { Told::alarm(details) })
}
