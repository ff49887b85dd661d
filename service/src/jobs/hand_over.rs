//! Hands published snapshots to the places outside that were named. What has to be handed over is derived from what is public
//! and what is written down, so running late, or twice, is right.

use super::{Job, Told, Work};
use crate::{Actor, ServiceResult, Services, destinations::When};
use chrono::TimeDelta;
use serde_json::json;

/// The job.
pub const HAND_OVER: Job = Job {
    name: "hand_over",
    work: Work::Outside { lease: TimeDelta::hours(2), work: |services, _| Box::pin(hand_over(services)) },
};

async fn hand_over(services: Services) -> ServiceResult<Told> {
    if services.organisations().is_empty().await? {
        return Ok(Told::done(json!({ "handed": 0 })));
    }
    let actor = Actor::timetable(&services.root().await?);
    let handed = services.destinations().hand_over(&actor, None, When::Due).await?;
    let failed: Vec<String> = handed.failed.iter().map(ToString::to_string).collect();
    let details = json!({ "handed": handed.handed, "failed": failed });
    Ok(if failed.is_empty() { Told::done(details) } else { Told::alarm(details) })
}
