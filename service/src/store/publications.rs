//! What the public pages of snapshots show, as it was extracted.

use super::{Tx, stored};
use crate::{ServiceError, ServiceResult, error::Fault};
use domain::{
    ids::SnapshotCode,
    publication::{EDITION, Part},
    snapshot::Hash,
};
use sqlx::{FromRow, QueryBuilder};
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

/// Where a piece stands among those of its snapshot: what it is about, of which body or indicator, which page of it.
pub(crate) type Place = (String, String, i64);

/// A piece as it is held against its digest.
pub(crate) struct Sealed {
    /// Where it stands.
    pub(crate) place: Place,
    /// The digest of what is kept now.
    pub(crate) now: String,
    /// Whether that is the digest that was kept with it.
    pub(crate) fits: bool,
}

#[derive(FromRow)]
struct Row {
    part: String,
    code: String,
    number: i64,
    content: String,
    sha256: String,
}

impl Row {
    fn sealed(self, snapshot: &SnapshotCode) -> Sealed {
        let now = seal(snapshot, &self.part, &self.code, self.number, &self.content);
        let fits = now == self.sha256;
        Sealed { place: (self.part, self.code, self.number), now, fits }
    }

    /// What it shows, where that is what was kept.
    fn shown(self, snapshot: &SnapshotCode) -> ServiceResult<String> {
        if seal(snapshot, &self.part, &self.code, self.number, &self.content) == self.sha256 {
            return Ok(self.content);
        }
        let place = format!("reading the page {} {} {} of {snapshot}", self.part, self.code, self.number);
        Err(ServiceError::NotAsPublished(Fault::new(place, "its digest is another")))
    }
}

/// The digest of a piece: of where it stands and of what it shows, so that none can stand in for another one.
fn seal(snapshot: &SnapshotCode, part: &str, code: &str, number: i64, content: &str) -> String {
    Hash::of(format!("{snapshot}\n{EDITION}\n{part}\n{code}\n{number}\n{content}").as_bytes()).to_string()
}

impl Piece {
    /// Where it stands.
    pub(crate) fn place(&self) -> Place {
        (self.part.as_ref().to_owned(), self.code.clone(), self.number)
    }

    /// Its digest among the pieces of a snapshot.
    pub(crate) fn seal(&self, snapshot: &SnapshotCode) -> String {
        seal(snapshot, self.part.as_ref(), &self.code, self.number, &self.content)
    }
}

/// Keeps pieces of a snapshot; those that another server has kept already follow from the same lines.
pub(crate) async fn insert(tx: &mut Tx, snapshot: &SnapshotCode, pieces: &[Piece]) -> ServiceResult<()> {
    const INSERT: &str = "INSERT INTO publication (snapshot, edition, part, code, number, content, sha256) ";
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
                .push_bind(&piece.content)
                .push_bind(piece.seal(snapshot));
        })
        .push(ONCE).build().execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// One piece, where it is what was kept.
pub(crate) async fn get(
    tx: &mut Tx,
    snapshot: &SnapshotCode,
    part: Part,
    code: &str,
    number: i64,
) -> ServiceResult<Option<String>> {
    const SQL: &str = "
        SELECT part, code, number, content, sha256
        FROM publication
        WHERE snapshot = $1 AND edition = $2 AND part = $3 AND code = $4 AND number = $5";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(snapshot.as_str())
        .bind(EDITION)
        .bind(part.as_ref())
        .bind(code)
        .bind(number)
        .fetch_optional(conn).await)?;
    row.map(|row| row.shown(snapshot)).transpose()
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
        SELECT part, code, number, content, sha256
        FROM publication
        WHERE snapshot = $1 AND edition = $2 AND part = $3 AND code >= $4 AND number = 0
        ORDER BY code
        LIMIT $5";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(snapshot.as_str())
        .bind(EDITION)
        .bind(part.as_ref())
        .bind(from)
        .bind(most)
        .fetch_all(conn).await)?;
    rows.into_iter().map(|row| row.shown(snapshot)).collect()
}

/// The snapshots whose pieces are all there in the present form.
pub(crate) async fn prepared(tx: &mut Tx) -> ServiceResult<BTreeSet<SnapshotCode>> {
    const SQL: &str = "SELECT snapshot FROM publication WHERE edition = $1 AND part = $2 AND code = '' AND number = 0";
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(EDITION).bind(Part::Setting.as_ref()).fetch_all(conn).await)?;
    rows.into_iter().map(|(code,)| stored("snapshot", &code)).collect()
}

/// The pieces of a snapshot held against their digests, in the order of where they stand: behind a place, at most so many.
pub(crate) async fn sealed(
    tx: &mut Tx,
    snapshot: &SnapshotCode,
    (part, code, number): &Place,
    most: i64,
) -> ServiceResult<Vec<Sealed>> {
    const SQL: &str = "
        SELECT part, code, number, content, sha256
        FROM publication
        WHERE snapshot = $1 AND edition = $2 AND (part, code, number) > ($3, $4, $5)
        ORDER BY part, code, number
        LIMIT $6";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(snapshot.as_str())
        .bind(EDITION)
        .bind(part)
        .bind(code)
        .bind(number)
        .bind(most)
        .fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|row| row.sealed(snapshot)).collect())
}
