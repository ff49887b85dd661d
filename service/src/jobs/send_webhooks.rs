//! Tells other people's programs of releases, and again those that did not take it. What has to be told is derived from what is
//! public and what is written down, so running late, or twice, is right.

use super::{Job, Told, Work};
use crate::{ServiceResult, Services, webhooks};
use chrono::TimeDelta;
use serde_json::json;

/// The job.
pub const SEND_WEBHOOKS: Job = Job {
    name: "send_webhooks",
    work: Work::Outside { lease: TimeDelta::minutes(10), work: |services, _| Box::pin(send(services)) },
};

async fn send(services: Services) -> ServiceResult<Told> {
    let sent = webhooks::send_due(&services).await?;
    let details = json!({
        "made": sent.made, "delivered": sent.delivered, "refused": sent.refused, "given_up": sent.given_up,
        "replaced": sent.replaced, "faults": sent.faults,
    });
    Ok(if sent.given_up == 0 && sent.faults == 0 { Told::done(details) } else { Told::alarm(details) })
}
