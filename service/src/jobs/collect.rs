//! Asks the endpoints of collectors that are due. Each collector's time is claimed by itself, so that a server that goes
//! away in the middle leaves the others' times as they are, and no endpoint waits for another. The times that it had in hand
//! are found first, and asked for again.

use super::{Job, Told, Work};
use crate::{ServiceResult, Services, collectors, secrets};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

/// The job.
pub const COLLECT: Job = Job {
    name: "collect",
    work: Work::Outside { lease: TimeDelta::minutes(5), work: |services, slot| Box::pin(collect(services, slot)) },
};

async fn collect(services: Services, _: DateTime<Utc>) -> ServiceResult<Told> {
    let mut tx = services.db().write().await?;
    let at = services.shared_now(&mut tx).await?;
    let given_up = collectors::give_up_lost(&mut tx, at).await?;
    tx.commit().await?;
    let looked = collectors::collect_due(&services).await?;
    let mut tx = services.db().write().await?;
    let resealed = secrets::reseal_in(&services, &mut tx).await?.all();
    tx.commit().await?;
    let details = json!({
        "due": looked.due, "polls": looked.polls, "lost": given_up.polls, "again": given_up.again, "resealed": resealed,
        "faults": looked.faults,
    });
    Ok(if looked.faults == 0 { Told::done(details) } else { Told::alarm(details) })
}
