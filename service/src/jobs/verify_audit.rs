//! Follows the whole audit chain. It reads for long and changes nothing.

use super::{Job, Told, Work};
use crate::{Actor, ServiceError, ServiceResult, Services};
use chrono::TimeDelta;
use serde_json::json;

/// The job.
pub const VERIFY_AUDIT: Job = Job {
    name: "verify_audit",
    work: Work::Outside { lease: TimeDelta::hours(1), work: |services, _| Box::pin(verify_audit(services)) },
};

async fn verify_audit(services: Services) -> ServiceResult<Told> {
    if services.organisations().is_empty().await? {
        return Ok(Told::done(json!({ "events": 0 })));
    }
    let actor = Actor::timetable(&services.root().await?);
    match services.audit().verify(&actor).await {
        Ok(verified) => Ok(Told::done(json!({ "events": verified.events, "digest": verified.digest }))),
        Err(ServiceError::Invalid { code: "audit_broken", place }) => Ok(Told::alarm(json!({ "broken": place }))),
        Err(error) => Err(error),
    }
}
