//! The files that were made of snapshots: what is known of each.

use super::{Tx, stored};
use crate::ServiceResult;
use chrono::{DateTime, Utc};
use domain::{
    ids::SnapshotCode,
    snapshot::{Export, Hash},
};
use sqlx::FromRow;

/// A file that was made of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeFile {
    /// The snapshot.
    pub snapshot: SnapshotCode,
    /// Which file.
    pub export: Export,
    /// The SHA-256 of its content.
    pub sha256: Hash,
    /// Its size.
    pub size_bytes: u64,
    /// How many rows it holds.
    pub rows: u64,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    snapshot: String,
    export: String,
    sha256: String,
    size_bytes: i64,
    rows_held: i64,
    made_at: DateTime<Utc>,
}

impl Row {
    /// None for a file that an older or newer release made and this one does not know.
    fn read(self) -> ServiceResult<Option<MadeFile>> {
        let Ok(export) = self.export.parse() else { return Ok(None) };
        Ok(Some(MadeFile {
            snapshot: stored("snapshot", &self.snapshot)?,
            export,
            sha256: stored("hash", &self.sha256)?,
            size_bytes: self.size_bytes.unsigned_abs(),
            rows: self.rows_held.unsigned_abs(),
            made_at: self.made_at,
        }))
    }
}

/// Keeps what is known of a file; another server that made the same one was first where it tells that nothing was kept.
pub(crate) async fn insert(tx: &mut Tx, file: &MadeFile) -> ServiceResult<bool> {
    const SQL: &str = "
        INSERT INTO snapshot_file (snapshot, export, sha256, size_bytes, rows_held, made_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (snapshot, export) DO NOTHING";
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let kept = on!(tx, conn => sqlx::query(SQL)
        .bind(file.snapshot.as_str())
        .bind(file.export.to_string())
        .bind(file.sha256.to_string())
        .bind(count(file.size_bytes))
        .bind(count(file.rows))
        .bind(file.made_at)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(kept > 0)
}

/// The files of one snapshot, or of all.
pub(crate) async fn list(tx: &mut Tx, of: Option<&SnapshotCode>) -> ServiceResult<Vec<MadeFile>> {
    const SQL: &str = "
        SELECT snapshot, export, sha256, size_bytes, rows_held, made_at
        FROM snapshot_file
        WHERE $1 = '' OR snapshot = $1
        ORDER BY snapshot, export";
    let of = of.map_or("", SnapshotCode::as_str);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(of).fetch_all(conn).await)?;
    rows.into_iter().filter_map(|row| row.read().transpose()).collect()
}
