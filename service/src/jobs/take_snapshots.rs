//! Takes the snapshots that rounds call for: a draft once a round has closed, a final one once what was handed in has been
//! reviewed and nothing can come in any more. What is due is derived from rounds, reports and snapshots, so a server that was
//! down takes it later.

use super::{Job, Told, Work};
use crate::{Actor, ServiceError, ServiceResult, Services, store};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Under which name its runs are kept.
const NAME: &str = "take_snapshots";
/// Under which name the rounds stand that need a note, in what is told.
const NEED_NOTES: &str = "need_notes";

/// The job.
pub const TAKE_SNAPSHOTS: Job = Job {
    name: NAME,
    work: Work::Outside { lease: TimeDelta::hours(1), work: |services, _| Box::pin(take_snapshots(services)) },
};

async fn take_snapshots(services: Services) -> ServiceResult<Told> {
    if services.organisations().is_empty().await? {
        return Ok(Told::done(json!({ "taken": 0 })));
    }
    let actor = Actor::timetable(&services.root().await?);
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    let due = services.snapshots().due().await?;
    for due in due.takings {
        match services.snapshots().take(&actor, &due).await {
            Ok(snapshot) => taken.push(snapshot.code),
            // Somebody took it, or renewed the key, at the same moment: the next look sees what is due then.
            Err(
                ServiceError::Conflict
                | ServiceError::Invalid { code: "snapshot_being_taken" | "snapshot_key_renewed", .. },
            ) => {}
            // One round that cannot be taken keeps no other one waiting.
            Err(error) => {
                let (round, stage, cause) = (&due.round, due.stage.as_ref(), error.with_causes());
                tracing::error!(%round, stage, cause, "a snapshot could not be taken");
                refused.push(format!("{round} {stage} {}", error.code()));
            }
        }
    }
    // Only a person can put it right, and they are told once; it stands on the page of snapshots until they have.
    let told_before = told_before(&services).await?;
    let is_news = due.need_notes.iter().any(|round| !told_before.contains(round.as_str()));
    let details = json!({ "taken": taken, "refused": refused, NEED_NOTES: due.need_notes });
    Ok(if refused.is_empty() && !is_news { Told::done(details) } else { Told::alarm(details) })
}

/// The rounds that the run before told to need a note.
async fn told_before(services: &Services) -> ServiceResult<BTreeSet<String>> {
    let mut tx = services.db().read().await?;
    let last = store::job_runs::last_done(&mut tx, NAME).await?;
    let details: Value = last.and_then(|run| serde_json::from_str(&run.details).ok()).unwrap_or_default();
    let rounds = details[NEED_NOTES].as_array().into_iter().flatten();
    Ok(rounds.filter_map(Value::as_str).map(str::to_owned).collect())
}
