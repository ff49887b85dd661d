//! That the reports of all bodies of a snapshot be set: who asked when, and whether all are.

use super::{Tx, stored};
use crate::ServiceResult;
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, SnapshotCode};
use sqlx::FromRow;
use uuid::Uuid;

/// One snapshot of which they were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRequest {
    /// Of which snapshot.
    pub snapshot: SnapshotCode,
    /// How many reports that are, in all languages.
    pub papers: u64,
    /// Who asked.
    pub asked_by: AccountId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When all were there.
    pub done_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    snapshot: String,
    papers: i64,
    asked_by: Uuid,
    asked_at: DateTime<Utc>,
    done_at: Option<DateTime<Utc>>,
}

impl Row {
    fn read(self) -> ServiceResult<PaperRequest> {
        Ok(PaperRequest {
            snapshot: stored("snapshot", &self.snapshot)?,
            papers: self.papers.unsigned_abs(),
            asked_by: AccountId::new(self.asked_by),
            asked_at: self.asked_at,
            done_at: self.done_at,
        })
    }
}

/// Asks for them, in place of an earlier request that was done.
pub(crate) async fn ask(tx: &mut Tx, request: &PaperRequest) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO snapshot_paper_request (snapshot, papers, asked_by, asked_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (snapshot) DO UPDATE
        SET papers = excluded.papers, asked_by = excluded.asked_by, asked_at = excluded.asked_at, done_at = NULL";
    on!(tx, conn => sqlx::query(SQL)
        .bind(request.snapshot.as_str())
        .bind(i64::try_from(request.papers).unwrap_or(i64::MAX))
        .bind(request.asked_by.uuid())
        .bind(request.asked_at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The request of a snapshot.
pub(crate) async fn get(tx: &mut Tx, snapshot: &SnapshotCode) -> ServiceResult<Option<PaperRequest>> {
    const SQL: &str = "
        SELECT snapshot, papers, asked_by, asked_at, done_at
        FROM snapshot_paper_request
        WHERE snapshot = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(snapshot.as_str()).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The snapshots whose requests are not done, whoever asked first before the others.
pub(crate) async fn open(tx: &mut Tx) -> ServiceResult<Vec<SnapshotCode>> {
    const SQL: &str = "
        SELECT snapshot
        FROM snapshot_paper_request
        WHERE done_at IS NULL
        ORDER BY asked_at, snapshot";
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(|(code,)| stored("snapshot", &code)).collect()
}

/// Notes that all are there.
pub(crate) async fn done(tx: &mut Tx, snapshot: &SnapshotCode, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE snapshot_paper_request SET done_at = $2 WHERE snapshot = $1 AND done_at IS NULL";
    on!(tx, conn => sqlx::query(SQL).bind(snapshot.as_str()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Takes back a request that is not done; tells whether there was one.
pub(crate) async fn take_back(tx: &mut Tx, snapshot: &SnapshotCode) -> ServiceResult<bool> {
    const SQL: &str = "DELETE FROM snapshot_paper_request WHERE snapshot = $1 AND done_at IS NULL";
    let gone = on!(tx, conn => sqlx::query(SQL)
        .bind(snapshot.as_str()).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(gone > 0)
}
