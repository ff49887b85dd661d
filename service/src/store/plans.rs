//! Plans, each version whole.

use super::{Tx, unreadable};
use crate::ServiceResult;
use chrono::{DateTime, Utc};
use domain::{ids::PlanCode, plan::Plan};

/// One version of a plan.
pub(crate) async fn get(tx: &mut Tx, code: &PlanCode, version: i32) -> ServiceResult<Option<Plan>> {
    const SQL: &str = "SELECT document FROM plan WHERE code = $1 AND version = $2";
    let row: Option<(String,)> =
        on!(tx, conn => sqlx::query_as(SQL).bind(code.as_str()).bind(version).fetch_optional(conn).await)?;
    row.map(|(document,)| serde_json::from_str(&document).map_err(|error| unreadable("plan", error))).transpose()
}

/// The codes and versions of all plans, in order.
pub(crate) async fn versions(tx: &mut Tx) -> ServiceResult<Vec<(String, i32)>> {
    const SQL: &str = "SELECT code, version FROM plan ORDER BY code, version";
    Ok(on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?)
}

/// Keeps a new version for good.
pub(crate) async fn insert(tx: &mut Tx, plan: &Plan, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "INSERT INTO plan (code, version, document, imported_at) VALUES ($1, $2, $3, $4)";
    let document = serde_json::to_string(plan).map_err(|error| unreadable("plan", error))?;
    on!(tx, conn => sqlx::query(SQL)
        .bind(plan.plan.code.as_str())
        .bind(plan.plan.version)
        .bind(document)
        .bind(at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}
