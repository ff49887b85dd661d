//! Computes all kept sums and counters afresh and compares, and looks for moves of bodies that cannot have happened. It reads for long
//! and changes nothing.

use super::{Job, Told, Work};
use crate::{Actor, ServiceResult, Services};
use chrono::TimeDelta;
use serde_json::json;

/// The job.
pub const CHECK_ROLLUPS: Job = Job {
    name: "check_rollups",
    work: Work::Outside { lease: TimeDelta::hours(1), work: |services, _| Box::pin(check_rollups(services)) },
};

/// How many disagreements are named.
const NAMED: usize = 5;

async fn check_rollups(services: Services) -> ServiceResult<Told> {
    if services.organisations().is_empty().await? {
        return Ok(Told::done(json!({ "disagreements": 0 })));
    }
    let actor = Actor::timetable(&services.root().await?);
    let found = services.rollups().check(&actor).await?;
    let impossible = services.organisations().impossible_moves(&actor).await?;
    if found.is_empty() && impossible.is_empty() {
        return Ok(Told::done(json!({ "disagreements": 0 })));
    }
    let places: Vec<String> = found.iter().take(NAMED).map(|at| format!("{} {}", at.round, at.place)).collect();
    let impossible: Vec<String> = impossible.iter().take(NAMED).map(ToString::to_string).collect();
    Ok(Told::alarm(json!({ "disagreements": found.len(), "places": places, "impossible_moves": impossible })))
}
