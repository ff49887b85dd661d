//! What the public pages of snapshots show, as it was extracted.

use super::{Tx, stored};
use crate::ServiceResult;
use domain::{
    ids::SnapshotCode,
    publication::{EDITION, Part},
};
use sqlx::QueryBuilder;
use std::collections::BTreeSet;

/// One piece as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// What it is about.
    pub(crate) part: Part,
    /// Of which body or indicator.
    pub(crate) code: String,
    /// Which page of it.
    pub(crate) number: i64,
    /// What the page shows.
    pub(crate) content: String,
}

/// Keeps pieces of a snapshot; those that another server has kept already follow from the same lines.
pub(crate) async fn insert(tx: &mut Tx, snapshot: &SnapshotCode, pieces: &[Piece]) -> ServiceResult<()> {
    const INSERT: &str = "INSERT INTO publication (snapshot, edition, part, code, number, content) ";
    const ONCE: &str = " ON CONFLICT (snapshot, edition, part, code, number) DO NOTHING";
    if pieces.is_empty() {
        return Ok(());
    }
    on!(tx, conn => QueryBuilder::new(INSERT)
        .push_values(pieces, |mut row, piece| {
            row.push_bind(snapshot.as_str())
                .push_bind(EDITION)
                .push_bind(piece.part.as_ref())
                .push_bind(&piece.code)
                .push_bind(piece.number)
                .push_bind(&piece.content);
        })
        .push(ONCE).build().execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// One piece.
pub(crate) async fn get(
    tx: &mut Tx,
    snapshot: &SnapshotCode,
    part: Part,
    code: &str,
    number: i64,
) -> ServiceResult<Option<String>> {
    const SQL: &str = "
        SELECT content
        FROM publication
        WHERE snapshot = $1 AND edition = $2 AND part = $3 AND code = $4 AND number = $5";
    let row: Option<(String,)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(snapshot.as_str())
        .bind(EDITION)
        .bind(part.as_ref())
        .bind(code)
        .bind(number)
        .fetch_optional(conn).await)?;
    Ok(row.map(|(content,)| content))
}

/// Pieces of one kind, the first of each body or indicator, in the order of codes: from a code on, at most so many.
pub(crate) async fn from_code(
    tx: &mut Tx,
    snapshot: &SnapshotCode,
    part: Part,
    from: &str,
    most: i64,
) -> ServiceResult<Vec<String>> {
    const SQL: &str = "
        SELECT content
        FROM publication
        WHERE snapshot = $1 AND edition = $2 AND part = $3 AND code >= $4 AND number = 0
        ORDER BY code
        LIMIT $5";
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(snapshot.as_str())
        .bind(EDITION)
        .bind(part.as_ref())
        .bind(from)
        .bind(most)
        .fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(content,)| content).collect())
}

/// The snapshots whose pieces are all there in the present form.
pub(crate) async fn prepared(tx: &mut Tx) -> ServiceResult<BTreeSet<SnapshotCode>> {
    const SQL: &str = "SELECT snapshot FROM publication WHERE edition = $1 AND part = $2 AND code = '' AND number = 0";
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(EDITION).bind(Part::Setting.as_ref()).fetch_all(conn).await)?;
    rows.into_iter().map(|(code,)| stored("snapshot", &code)).collect()
}

/// Forgets the pieces of a snapshot in forms of earlier releases; gives how many.
pub(crate) async fn forget_older(tx: &mut Tx, snapshot: &SnapshotCode) -> ServiceResult<u64> {
    const SQL: &str = "DELETE FROM publication WHERE snapshot = $1 AND edition < $2";
    Ok(on!(tx, conn => sqlx::query(SQL)
        .bind(snapshot.as_str()).bind(EDITION).execute(conn).await.map(|done| done.rows_affected()))?)
}
