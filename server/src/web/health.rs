//! Whether the process lives, and whether the database answers: for load balancers and monitors.

use super::errors::Failed;
use axum::extract::State;
use service::Services;

/// The process lives.
pub(crate) async fn alive() -> &'static str {
    "ok"
}

/// The database answers.
pub(crate) async fn ready(State(services): State<Services>) -> Result<&'static str, Failed> {
    services.ready().await?;
    Ok("ok")
}
