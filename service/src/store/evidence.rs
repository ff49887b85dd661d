//! Files that prove a value; their content is in the object store.

use super::{Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    evidence::{Evidence, Taken},
    ids::{AccountId, EvidenceId, IndicatorCode, ObjectionId},
    submission::ReportKey,
};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    round: String,
    agency: String,
    indicator: String,
    file_name: String,
    media_type: String,
    size_bytes: i64,
    sha256: String,
    uploaded_by: Uuid,
    uploaded_at: DateTime<Utc>,
}

impl TryFrom<Row> for (ReportKey, Evidence) {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let key = ReportKey { round: stored("round", &row.round)?, agency: stored("organisation", &row.agency)? };
        let evidence = Evidence {
            id: EvidenceId::new(row.id),
            indicator: some(&row.indicator)?,
            file_name: row.file_name,
            media_type: row.media_type,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            uploaded_by: AccountId::new(row.uploaded_by),
            uploaded_at: row.uploaded_at,
        };
        Ok((key, evidence))
    }
}

/// Of which indicator a file is; empty where it proves an objection to a score.
fn some(indicator: &str) -> ServiceResult<Option<IndicatorCode>> {
    Some(indicator).filter(|code| !code.is_empty()).map(|code| stored("indicator", code)).transpose()
}

/// The indicator of a file, as it is kept.
pub(super) fn indicator_of(evidence: &Evidence) -> &str {
    evidence.indicator.as_ref().map_or("", IndicatorCode::as_str)
}

/// A file with the step of the objection that it came with.
#[derive(FromRow)]
struct StepRow {
    objection_step: i64,
    #[sqlx(flatten)]
    file: Row,
}

/// Adds a file to a report.
pub(crate) async fn insert(tx: &mut Tx, key: &ReportKey, evidence: &Evidence) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO evidence
            (id, round, agency, indicator, file_name, media_type, size_bytes, sha256, uploaded_by, uploaded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(evidence.id.uuid())
        .bind(key.round.as_str())
        .bind(key.agency.as_str())
        .bind(indicator_of(evidence))
        .bind(&evidence.file_name)
        .bind(&evidence.media_type)
        .bind(evidence.size_bytes)
        .bind(&evidence.sha256)
        .bind(evidence.uploaded_by.uuid())
        .bind(evidence.uploaded_at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The files of a report, without those that prove an objection.
pub(crate) async fn of_report(tx: &mut Tx, key: &ReportKey) -> ServiceResult<Vec<Evidence>> {
    const SQL: &str = "
        SELECT id, round, agency, indicator, file_name, media_type, size_bytes, sha256, uploaded_by, uploaded_at
        FROM evidence
        WHERE round = $1 AND agency = $2 AND removed_at IS NULL AND objection IS NULL
        ORDER BY indicator, uploaded_at, id";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(|row| row.try_into().map(|(_, evidence): (ReportKey, Evidence)| evidence)).collect()
}

/// How much a report has taken in, what was removed and what proves objections included.
pub(crate) async fn taken(tx: &mut Tx, key: &ReportKey) -> ServiceResult<Taken> {
    const SQL: &str = "
        SELECT count(*), CAST(coalesce(sum(size_bytes), 0) AS BIGINT)
        FROM evidence
        WHERE round = $1 AND agency = $2";
    let (files, bytes): (i64, i64) = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).fetch_one(conn).await)?;
    Ok(Taken { files: files.unsigned_abs(), bytes: bytes.unsigned_abs() })
}

/// One file with the report it belongs to.
pub(crate) async fn get(tx: &mut Tx, id: EvidenceId) -> ServiceResult<Option<(ReportKey, Evidence)>> {
    const SQL: &str = "
        SELECT id, round, agency, indicator, file_name, media_type, size_bytes, sha256, uploaded_by, uploaded_at
        FROM evidence
        WHERE id = $1 AND removed_at IS NULL";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(TryInto::try_into).transpose()
}

/// Adds a file that came with a step of an objection.
pub(crate) async fn insert_for_objection(
    tx: &mut Tx,
    key: &ReportKey,
    evidence: &Evidence,
    (objection, step): (ObjectionId, i64),
) -> ServiceResult<()> {
    const SQL: &str = "UPDATE evidence SET objection = $2, objection_step = $3 WHERE id = $1";
    insert(tx, key, evidence).await?;
    on!(tx, conn => sqlx::query(SQL)
        .bind(evidence.id.uuid()).bind(objection.uuid()).bind(step).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The files of an objection, each with the step that it came with.
pub(crate) async fn of_objection(tx: &mut Tx, objection: ObjectionId) -> ServiceResult<Vec<(i64, Evidence)>> {
    const SQL: &str = "
        SELECT objection_step, id, round, agency, indicator, file_name, media_type, size_bytes, sha256, uploaded_by,
               uploaded_at
        FROM evidence
        WHERE objection = $1 AND removed_at IS NULL
        ORDER BY objection_step, file_name, id";
    let rows: Vec<StepRow> = on!(tx, conn => sqlx::query_as(SQL).bind(objection.uuid()).fetch_all(conn).await)?;
    let read = |row: StepRow| {
        let (_, evidence): (ReportKey, Evidence) = row.file.try_into()?;
        Ok((row.objection_step, evidence))
    };
    rows.into_iter().map(read).collect()
}

/// Takes a file out of a report; the record stays.
pub(crate) async fn remove(tx: &mut Tx, id: EvidenceId, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE evidence SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}
