//! Keeps anew what is usual among bodies of one kind in the latest rounds.

use super::{Job, Told, Work};
use crate::{ServiceResult, Services, usuals};
use chrono::TimeDelta;
use serde_json::json;

/// The job.
pub const KEEP_USUALS: Job = Job {
    name: "keep_usuals",
    work: Work::Outside { lease: TimeDelta::hours(1), work: |services, _| Box::pin(keep_usuals(services)) },
};

async fn keep_usuals(services: Services) -> ServiceResult<Told> {
    if services.organisations().is_empty().await? {
        return Ok(Told::done(json!({ "rounds": 0, "figures": 0 })));
    }
    let (rounds, figures) = usuals::rebuild_latest(&services).await?;
    Ok(Told::done(json!({ "rounds": rounds, "figures": figures })))
}
