//! The reports of single bodies that were set of snapshots: what is known of each.

use super::{Tx, stored};
use crate::{ServiceResult, snapshots::Paper};
use chrono::{DateTime, Utc};
use domain::{
    ids::{OrganisationCode, SnapshotCode},
    snapshot::Hash,
    text::Language,
};
use sqlx::FromRow;

/// A report of one body that was set of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetPaper {
    /// The snapshot.
    pub snapshot: SnapshotCode,
    /// The body.
    pub body: OrganisationCode,
    /// In which language.
    pub language: Language,
    /// The SHA-256 of its content.
    pub sha256: Hash,
    /// Its size.
    pub size_bytes: u64,
    /// When it was set.
    pub set_at: DateTime<Utc>,
}

impl SetPaper {
    /// Which report it is.
    pub fn paper(&self) -> Paper {
        Paper { body: self.body.clone(), language: self.language }
    }

    /// The name under which it is given out.
    pub fn file_name(&self) -> String {
        self.paper().file_name(&self.snapshot)
    }
}

#[derive(FromRow)]
struct Row {
    snapshot: String,
    organisation: String,
    language: String,
    sha256: String,
    size_bytes: i64,
    set_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> ServiceResult<SetPaper> {
        Ok(SetPaper {
            snapshot: stored("snapshot", &self.snapshot)?,
            body: stored("organisation", &self.organisation)?,
            language: stored("language", &self.language)?,
            sha256: stored("hash", &self.sha256)?,
            size_bytes: self.size_bytes.unsigned_abs(),
            set_at: self.set_at,
        })
    }
}

/// Keeps what is known of a report in the form of an edition; one that another server has set already stays.
pub(crate) async fn insert(tx: &mut Tx, paper: &SetPaper, edition: u32) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO snapshot_paper (snapshot, organisation, language, edition, sha256, size_bytes, set_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (snapshot, organisation, language, edition) DO NOTHING";
    on!(tx, conn => sqlx::query(SQL)
        .bind(paper.snapshot.as_str())
        .bind(paper.body.as_str())
        .bind(paper.language.as_ref())
        .bind(i64::from(edition))
        .bind(paper.sha256.to_string())
        .bind(i64::try_from(paper.size_bytes).unwrap_or(i64::MAX))
        .bind(paper.set_at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The report of a body in a language, in the form of an edition.
pub(crate) async fn get(
    tx: &mut Tx,
    snapshot: &SnapshotCode,
    body: &OrganisationCode,
    language: Language,
    edition: u32,
) -> ServiceResult<Option<SetPaper>> {
    const SQL: &str = "
        SELECT snapshot, organisation, language, sha256, size_bytes, set_at
        FROM snapshot_paper
        WHERE snapshot = $1 AND organisation = $2 AND language = $3 AND edition = $4";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(snapshot.as_str())
        .bind(body.as_str())
        .bind(language.as_ref())
        .bind(i64::from(edition))
        .fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The reports of a snapshot in the form of an edition, in the order of bodies; at most so many.
pub(crate) async fn list(
    tx: &mut Tx,
    snapshot: &SnapshotCode,
    edition: u32,
    most: i64,
) -> ServiceResult<Vec<SetPaper>> {
    const SQL: &str = "
        SELECT snapshot, organisation, language, sha256, size_bytes, set_at
        FROM snapshot_paper
        WHERE snapshot = $1 AND edition = $2
        ORDER BY organisation, language
        LIMIT $3";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(snapshot.as_str())
        .bind(i64::from(edition))
        .bind(most)
        .fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// How many those are.
pub(crate) async fn count(tx: &mut Tx, snapshot: &SnapshotCode, edition: u32) -> ServiceResult<u64> {
    const SQL: &str = "SELECT count(*) FROM snapshot_paper WHERE snapshot = $1 AND edition = $2";
    let (papers,): (i64,) = on!(tx, conn => sqlx::query_as(SQL)
        .bind(snapshot.as_str()).bind(i64::from(edition)).fetch_one(conn).await)?;
    Ok(papers.unsigned_abs())
}

/// The same of bodies from one to another, both with them.
pub(crate) async fn between(
    tx: &mut Tx,
    snapshot: &SnapshotCode,
    edition: u32,
    (first, last): (&OrganisationCode, &OrganisationCode),
) -> ServiceResult<Vec<SetPaper>> {
    const SQL: &str = "
        SELECT snapshot, organisation, language, sha256, size_bytes, set_at
        FROM snapshot_paper
        WHERE snapshot = $1 AND edition = $2 AND organisation >= $3 AND organisation <= $4
        ORDER BY organisation, language";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(snapshot.as_str())
        .bind(i64::from(edition))
        .bind(first.as_str())
        .bind(last.as_str())
        .fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}
