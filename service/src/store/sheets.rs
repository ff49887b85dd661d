//! Filled spreadsheets that wait between being looked at and being applied.

use super::{Tx, stored, unreadable};
use crate::{ServiceError, ServiceResult, sheets::Sheet};
use chrono::{DateTime, Utc};
use domain::{
    ids::{AccountId, BundleId, SheetId},
    submission::ReportKey,
};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    account: Uuid,
    round: String,
    agency: String,
    kind: String,
    file_name: String,
    size_bytes: i64,
    sha256: String,
    is_older: bool,
    filled: String,
    refusals: String,
    uploaded_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    applied_at: Option<DateTime<Utc>>,
    bundle: Option<Uuid>,
}

impl TryFrom<Row> for Sheet {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let key = ReportKey { round: stored("round", &row.round)?, agency: stored("organisation", &row.agency)? };
        Ok(Self {
            id: SheetId::new(row.id),
            account: AccountId::new(row.account),
            key,
            kind: stored("kind of file", &row.kind)?,
            file_name: row.file_name,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            is_older: row.is_older,
            rows: serde_json::from_str(&row.filled).map_err(|error| unreadable("sheet", error))?,
            refusals: serde_json::from_str(&row.refusals).map_err(|error| unreadable("sheet", error))?,
            uploaded_at: row.uploaded_at,
            expires_at: row.expires_at,
            applied_at: row.applied_at,
            bundle: row.bundle.map(BundleId::new),
        })
    }
}

/// Lets a file wait.
pub(crate) async fn insert(tx: &mut Tx, sheet: &Sheet) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO sheet
            (id, account, round, agency, kind, file_name, size_bytes, sha256, is_older, filled, refusals,
             uploaded_at, expires_at, bundle)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    let text = |value: serde_json::Result<String>| value.map_err(|error| unreadable("sheet", error));
    let rows = text(serde_json::to_string(&sheet.rows))?;
    let refusals = text(serde_json::to_string(&sheet.refusals))?;
    on!(tx, conn => sqlx::query(SQL)
        .bind(sheet.id.uuid())
        .bind(sheet.account.uuid())
        .bind(sheet.key.round.as_str())
        .bind(sheet.key.agency.as_str())
        .bind(sheet.kind.as_ref())
        .bind(&sheet.file_name)
        .bind(sheet.size_bytes)
        .bind(&sheet.sha256)
        .bind(sheet.is_older)
        .bind(&rows)
        .bind(&refusals)
        .bind(sheet.uploaded_at)
        .bind(sheet.expires_at)
        .bind(sheet.bundle.map(BundleId::uuid))
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// A file that waits, or was applied a while ago.
pub(crate) async fn get(tx: &mut Tx, id: SheetId) -> ServiceResult<Option<Sheet>> {
    const SQL: &str = "
        SELECT id, account, round, agency, kind, file_name, size_bytes, sha256, is_older, filled, refusals,
               uploaded_at, expires_at, applied_at, bundle
        FROM sheet
        WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Sheet::try_from).transpose()
}

/// The sheets of a file of many agencies, in the order of their codes.
pub(crate) async fn of_bundle(tx: &mut Tx, bundle: BundleId) -> ServiceResult<Vec<Sheet>> {
    const SQL: &str = "
        SELECT id, account, round, agency, kind, file_name, size_bytes, sha256, is_older, filled, refusals,
               uploaded_at, expires_at, applied_at, bundle
        FROM sheet
        WHERE bundle = $1
        ORDER BY agency";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(bundle.uuid()).fetch_all(conn).await)?;
    rows.into_iter().map(Sheet::try_from).collect()
}

/// Notes that a file was applied; what stood in it is forgotten, since it is in the draft now.
///
/// # Errors
/// [`ServiceError::Conflict`] when it was applied meanwhile.
pub(crate) async fn mark_applied(tx: &mut Tx, id: SheetId, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE sheet SET applied_at = $2, filled = '[]' WHERE id = $1 AND applied_at IS NULL";
    let marked = on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(at).execute(conn).await.map(|done| done.rows_affected()))?;
    if marked == 1 { Ok(()) } else { Err(ServiceError::Conflict) }
}

/// Forgets the files that an account uploaded for a report before, and everybody's whose time is over.
pub(crate) async fn forget(tx: &mut Tx, account: AccountId, key: &ReportKey, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "DELETE FROM sheet WHERE expires_at <= $4 OR (account = $1 AND round = $2 AND agency = $3)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(account.uuid())
        .bind(key.round.as_str())
        .bind(key.agency.as_str())
        .bind(at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}
