//! Letters by which approvers let reports be filed; their content is in the object store.

use super::{Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    authority_letter::{Authority, AuthorityLetter},
    ids::{AccountId, AuthorityLetterId},
    submission::ReportKey,
};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    round: String,
    agency: String,
    revision: i32,
    name: String,
    number: String,
    dated: NaiveDate,
    file_name: String,
    media_type: String,
    size_bytes: i64,
    sha256: String,
    filed_by: Uuid,
    filed_at: DateTime<Utc>,
}

impl TryFrom<Row> for (ReportKey, AuthorityLetter) {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let key = ReportKey { round: stored("round", &row.round)?, agency: stored("organisation", &row.agency)? };
        let letter = AuthorityLetter {
            id: AuthorityLetterId::new(row.id),
            revision: row.revision,
            authority: Authority::kept(row.name, row.number, row.dated),
            file_name: row.file_name,
            media_type: row.media_type,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            filed_by: AccountId::new(row.filed_by),
            filed_at: row.filed_at,
        };
        Ok((key, letter))
    }
}

/// Puts a new one in.
pub(crate) async fn insert(tx: &mut Tx, key: &ReportKey, letter: &AuthorityLetter) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO authority_letter
            (id, round, agency, revision, name, number, dated, file_name, media_type, size_bytes, sha256, filed_by,
             filed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(letter.id.uuid())
        .bind(key.round.as_str())
        .bind(key.agency.as_str())
        .bind(letter.revision)
        .bind(letter.authority.name())
        .bind(letter.authority.number())
        .bind(letter.authority.dated())
        .bind(&letter.file_name)
        .bind(&letter.media_type)
        .bind(letter.size_bytes)
        .bind(&letter.sha256)
        .bind(letter.filed_by.uuid())
        .bind(letter.filed_at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The letters of a report, one for each revision that was filed by one.
pub(crate) async fn of_report(tx: &mut Tx, key: &ReportKey) -> ServiceResult<Vec<AuthorityLetter>> {
    const SQL: &str = "
        SELECT id, round, agency, revision, name, number, dated, file_name, media_type, size_bytes, sha256, filed_by,
               filed_at
        FROM authority_letter
        WHERE round = $1 AND agency = $2
        ORDER BY revision";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(|row| row.try_into().map(|(_, letter): (ReportKey, AuthorityLetter)| letter)).collect()
}

/// One letter with the report it belongs to.
pub(crate) async fn get(tx: &mut Tx, id: AuthorityLetterId) -> ServiceResult<Option<(ReportKey, AuthorityLetter)>> {
    const SQL: &str = "
        SELECT id, round, agency, revision, name, number, dated, file_name, media_type, size_bytes, sha256, filed_by,
               filed_at
        FROM authority_letter
        WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(TryInto::try_into).transpose()
}
