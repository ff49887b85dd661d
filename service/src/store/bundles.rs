//! Files with the answers of many agencies that wait to be applied.

use super::{Tx, stored, unreadable};
use crate::{ServiceError, ServiceResult, sheets::Bundle};
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, BundleId};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    account: Uuid,
    round: String,
    kind: String,
    file_name: String,
    size_bytes: i64,
    sha256: String,
    agencies: i64,
    refusals: String,
    uploaded_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    applied_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Bundle {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            id: BundleId::new(row.id),
            account: AccountId::new(row.account),
            round: stored("round", &row.round)?,
            kind: stored("kind of file", &row.kind)?,
            file_name: row.file_name,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            agencies: row.agencies,
            refusals: serde_json::from_str(&row.refusals).map_err(|error| unreadable("bundle", error))?,
            uploaded_at: row.uploaded_at,
            expires_at: row.expires_at,
            applied_at: row.applied_at,
        })
    }
}

/// Lets a file wait; its sheets follow.
pub(crate) async fn insert(tx: &mut Tx, bundle: &Bundle) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO bundle
            (id, account, round, file_name, size_bytes, sha256, agencies, refusals, uploaded_at, expires_at, kind)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let refusals = serde_json::to_string(&bundle.refusals).map_err(|error| unreadable("bundle", error))?;
    on!(tx, conn => sqlx::query(SQL)
        .bind(bundle.id.uuid())
        .bind(bundle.account.uuid())
        .bind(bundle.round.as_str())
        .bind(&bundle.file_name)
        .bind(bundle.size_bytes)
        .bind(&bundle.sha256)
        .bind(bundle.agencies)
        .bind(&refusals)
        .bind(bundle.uploaded_at)
        .bind(bundle.expires_at)
        .bind(bundle.kind.as_ref())
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// A file that waits, or was applied a while ago.
pub(crate) async fn get(tx: &mut Tx, id: BundleId) -> ServiceResult<Option<Bundle>> {
    const SQL: &str = "
        SELECT id, account, round, kind, file_name, size_bytes, sha256, agencies, refusals, uploaded_at, expires_at,
               applied_at
        FROM bundle
        WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Bundle::try_from).transpose()
}

/// Notes that a file was applied.
///
/// # Errors
/// [`ServiceError::Conflict`] when it was applied meanwhile.
pub(crate) async fn mark_applied(tx: &mut Tx, id: BundleId, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE bundle SET applied_at = $2 WHERE id = $1 AND applied_at IS NULL";
    let marked = on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(at).execute(conn).await.map(|done| done.rows_affected()))?;
    if marked == 1 { Ok(()) } else { Err(ServiceError::Conflict) }
}

/// Forgets everybody's files whose time is over, with their sheets.
pub(crate) async fn forget(tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "DELETE FROM bundle WHERE expires_at <= $1";
    on!(tx, conn => sqlx::query(SQL).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}
