//! Forgets large files whose time is over, applied or not, and what is left of uploads that broke off.

use super::{Job, Told, Work};
use crate::{ServiceResult, Services};
use chrono::TimeDelta;
use serde_json::json;

/// The job.
pub const FORGET_DELIVERIES: Job = Job {
    name: "forget_deliveries",
    work: Work::Outside { lease: TimeDelta::hours(1), work: |services, _| Box::pin(forget_deliveries(services)) },
};

async fn forget_deliveries(services: Services) -> ServiceResult<Told> {
    let forgotten = services.deliveries().clean().await?;
    let details = json!({
        "outlived": forgotten.outlived, "broken_off": forgotten.broken_off, "faults": forgotten.faults,
    });
    Ok(if forgotten.faults == 0 { Told::done(details) } else { Told::alarm(details) })
}
