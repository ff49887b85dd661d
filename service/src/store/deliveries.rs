//! Large files with the answers of many agencies: where they are on their way, and what stands ready for the drafts.

use super::{ROWS_AT_ONCE, Tx, stored, unreadable};
use crate::{
    ServiceError, ServiceResult,
    deliveries::{Delivery, PartOf, Tally},
    drafts::Edit,
};
use chrono::{DateTime, Utc};
use domain::{
    delivery::{Progress, Stage},
    ids::{AccountId, DeliveryId, OrganisationCode, RoundCode},
    submission::Stamp,
};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    account: Uuid,
    round: String,
    file_name: String,
    size_bytes: i64,
    sha256: String,
    stage: String,
    run: i64,
    beat_at: DateTime<Utc>,
    bytes_read: i64,
    rows_read: i64,
    agencies: i64,
    changes: i64,
    refused: i64,
    refusals: String,
    stopped: Option<String>,
    uploaded_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    applied_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Delivery {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            id: DeliveryId::new(row.id),
            account: AccountId::new(row.account),
            round: stored("round", &row.round)?,
            file_name: row.file_name,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            progress: Progress { stage: stored("stage", &row.stage)?, run: row.run, beat_at: row.beat_at },
            tally: Tally {
                bytes_read: row.bytes_read,
                rows: row.rows_read,
                agencies: row.agencies,
                changes: row.changes,
                refused: row.refused,
                refusals: serde_json::from_str(&row.refusals).map_err(|error| unreadable("delivery", error))?,
            },
            stopped: row.stopped,
            uploaded_at: row.uploaded_at,
            expires_at: row.expires_at,
            applied_at: row.applied_at,
        })
    }
}

/// Writes down a file of which all has come.
pub(crate) async fn insert(tx: &mut Tx, delivery: &Delivery) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO delivery
            (id, account, round, file_name, size_bytes, sha256, stage, run, beat_at, bytes_read, rows_read, agencies,
             changes, refused, refusals, uploaded_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, 0, 0, '[]', $10, $11)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(delivery.id.uuid())
        .bind(delivery.account.uuid())
        .bind(delivery.round.as_str())
        .bind(&delivery.file_name)
        .bind(delivery.size_bytes)
        .bind(&delivery.sha256)
        .bind(delivery.progress.stage.as_ref())
        .bind(delivery.progress.run)
        .bind(delivery.progress.beat_at)
        .bind(delivery.uploaded_at)
        .bind(delivery.expires_at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// A file that waits, or was applied a while ago.
pub(crate) async fn get(tx: &mut Tx, id: DeliveryId) -> ServiceResult<Option<Delivery>> {
    const SQL: &str = "
        SELECT id, account, round, file_name, size_bytes, sha256, stage, run, beat_at, bytes_read, rows_read, agencies,
               changes, refused, refusals, stopped, uploaded_at, expires_at, applied_at
        FROM delivery
        WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Delivery::try_from).transpose()
}

/// The files of an account for a round.
pub(crate) async fn of_account(tx: &mut Tx, account: AccountId, round: &RoundCode) -> ServiceResult<Vec<Delivery>> {
    const SQL: &str = "
        SELECT id, account, round, file_name, size_bytes, sha256, stage, run, beat_at, bytes_read, rows_read, agencies,
               changes, refused, refusals, stopped, uploaded_at, expires_at, applied_at
        FROM delivery
        WHERE account = $1 AND round = $2";
    let rows: Vec<Row> =
        on!(tx, conn => sqlx::query_as(SQL).bind(account.uuid()).bind(round.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Delivery::try_from).collect()
}

/// Everybody's files whose time is over.
pub(crate) async fn expired(tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<Vec<Delivery>> {
    const SQL: &str = "
        SELECT id, account, round, file_name, size_bytes, sha256, stage, run, beat_at, bytes_read, rows_read, agencies,
               changes, refused, refusals, stopped, uploaded_at, expires_at, applied_at
        FROM delivery
        WHERE expires_at <= $1";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(at).fetch_all(conn).await)?;
    rows.into_iter().map(Delivery::try_from).collect()
}

/// Every file there is a record of.
pub(crate) async fn ids(tx: &mut Tx) -> ServiceResult<Vec<DeliveryId>> {
    const SQL: &str = "SELECT id FROM delivery";
    let rows: Vec<(Uuid,)> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(id,)| DeliveryId::new(id)).collect())
}

/// Moves a file on from a run, and gives whether it was still there.
pub(crate) async fn begin(tx: &mut Tx, id: DeliveryId, run: i64, to: Progress) -> ServiceResult<bool> {
    const SQL: &str =
        "UPDATE delivery SET stage = $3, run = $4, beat_at = $5, stopped = NULL WHERE id = $1 AND run = $2";
    let begun = on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(run).bind(to.stage.as_ref()).bind(to.run).bind(to.beat_at)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(begun == 1)
}

/// A sign of life.
pub(crate) async fn beat(tx: &mut Tx, id: DeliveryId, run: i64, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE delivery SET beat_at = $3 WHERE id = $1 AND run = $2";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(run).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Notes how far a run has come.
///
/// # Errors
/// [`ServiceError::Conflict`] when the run was given up and another one began.
pub(crate) async fn note(tx: &mut Tx, id: DeliveryId, to: Progress, tally: &Tally) -> ServiceResult<()> {
    const SQL: &str = "
        UPDATE delivery
        SET stage = $3, beat_at = $4, bytes_read = $5, rows_read = $6, agencies = $7, changes = $8, refused = $9,
            refusals = $10
        WHERE id = $1 AND run = $2";
    let refusals = serde_json::to_string(&tally.refusals).map_err(|error| unreadable("delivery", error))?;
    let noted = on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(to.run)
        .bind(to.stage.as_ref())
        .bind(to.beat_at)
        .bind(tally.bytes_read)
        .bind(tally.rows)
        .bind(tally.agencies)
        .bind(tally.changes)
        .bind(tally.refused)
        .bind(refusals)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    if noted == 1 { Ok(()) } else { Err(ServiceError::Conflict) }
}

/// Notes that a run stopped, and why, as a code.
pub(crate) async fn stop(tx: &mut Tx, id: DeliveryId, run: i64, code: &str) -> ServiceResult<()> {
    const SQL: &str = "UPDATE delivery SET stage = $3, stopped = $4 WHERE id = $1 AND run = $2";
    on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(run).bind(Stage::Stopped.as_ref()).bind(code)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Notes that all of a file is in the drafts.
///
/// # Errors
/// [`ServiceError::Conflict`] when the run was given up and another one began.
pub(crate) async fn mark_applied(tx: &mut Tx, id: DeliveryId, run: i64, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE delivery SET stage = $3, applied_at = $4 WHERE id = $1 AND run = $2";
    let marked = on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(run).bind(Stage::Applied.as_ref()).bind(at)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    if marked == 1 { Ok(()) } else { Err(ServiceError::Conflict) }
}

/// Writes down what a file has of agencies.
pub(crate) async fn add_parts(tx: &mut Tx, id: DeliveryId, parts: &[PartOf]) -> ServiceResult<()> {
    const INSERT: &str = "INSERT INTO delivery_part (delivery, agency, row_count, changes) ";
    for chunk in parts.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, part| {
                row.push_bind(id.uuid())
                    .push_bind(part.agency.as_str())
                    .push_bind(part.rows)
                    .push_bind(part.changes);
            })
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// What a file has of agencies, in the order of their codes.
pub(crate) async fn parts(tx: &mut Tx, id: DeliveryId, skip: i64, most: i64) -> ServiceResult<Vec<PartOf>> {
    const SQL: &str = "
        SELECT agency, row_count, changes
        FROM delivery_part
        WHERE delivery = $1
        ORDER BY agency
        LIMIT $3 OFFSET $2";
    let rows: Vec<(String, i64, i64)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid()).bind(skip).bind(most).fetch_all(conn).await)?;
    let part = |(agency, rows, changes): (String, i64, i64)| {
        Ok(PartOf { agency: stored("organisation", &agency)?, rows, changes })
    };
    rows.into_iter().map(part).collect()
}

/// Puts edits ready for the drafts.
pub(crate) async fn add_edits(tx: &mut Tx, id: DeliveryId, edits: &[(OrganisationCode, Edit)]) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO delivery_edit
            (delivery, agency, indicator, base_version, value_text, base_text, narrative, obstacles, help_needed,
             explanation, applicability, not_applicable_reason) ";
    for chunk in edits.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, (agency, Edit { indicator, entry, base_version })| {
                row.push_bind(id.uuid())
                    .push_bind(agency.as_str())
                    .push_bind(indicator.as_str())
                    .push_bind(*base_version)
                    .push_bind(&entry.value)
                    .push_bind(&entry.base)
                    .push_bind(&entry.narrative)
                    .push_bind(&entry.obstacles)
                    .push_bind(&entry.help_needed)
                    .push_bind(&entry.explanation)
                    .push_bind(entry.applicability.as_ref())
                    .push_bind(&entry.not_applicable_reason);
            })
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Holds the reports that a file changes until the end of the transaction, so that nobody else changes them; gives how many.
pub(crate) async fn hold_reports(
    tx: &mut Tx,
    id: DeliveryId,
    round: &RoundCode,
    at: DateTime<Utc>,
) -> ServiceResult<u64> {
    const SQL: &str = "
        UPDATE submission SET edited_at = $3
        WHERE round = $2 AND agency IN (SELECT agency FROM delivery_part WHERE delivery = $1 AND changes > 0)";
    Ok(on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(round.as_str()).bind(at)
        .execute(conn).await.map(|done| done.rows_affected()))?)
}

/// How many edits are no longer over the version that the draft has.
pub(crate) async fn overtaken(tx: &mut Tx, id: DeliveryId, round: &RoundCode) -> ServiceResult<i64> {
    const SQL: &str = "
        SELECT count(*)
        FROM delivery_edit
        LEFT JOIN draft_entry
            ON draft_entry.round = $2
            AND draft_entry.agency = delivery_edit.agency
            AND draft_entry.indicator = delivery_edit.indicator
        WHERE delivery_edit.delivery = $1 AND coalesce(draft_entry.version, 0) <> delivery_edit.base_version";
    let (count,): (i64,) =
        on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).bind(round.as_str()).fetch_one(conn).await)?;
    Ok(count)
}

/// Puts the edits of some agencies into their drafts, by the order of their codes; gives how many.
pub(crate) async fn put(
    tx: &mut Tx,
    id: DeliveryId,
    round: &RoundCode,
    stamp: Stamp,
    (skip, most): (i64, i64),
) -> ServiceResult<u64> {
    const SQL: &str = "
        INSERT INTO draft_entry
            (round, agency, indicator, version, value_text, base_text, narrative, obstacles, help_needed,
             explanation, applicability, not_applicable_reason, edited_by, edited_at)
        SELECT $2, agency, indicator, base_version + 1, value_text, base_text, narrative, obstacles, help_needed,
               explanation, applicability, not_applicable_reason, $3, $4
        FROM delivery_edit
        WHERE delivery = $1
          AND agency IN (SELECT agency FROM delivery_part WHERE delivery = $1 ORDER BY agency LIMIT $5 OFFSET $6)
        ORDER BY agency, indicator
        ON CONFLICT (round, agency, indicator) DO UPDATE SET
            version = excluded.version,
            value_text = excluded.value_text, base_text = excluded.base_text,
            narrative = excluded.narrative, obstacles = excluded.obstacles, help_needed = excluded.help_needed,
            explanation = excluded.explanation, applicability = excluded.applicability,
            not_applicable_reason = excluded.not_applicable_reason,
            edited_by = excluded.edited_by, edited_at = excluded.edited_at, edited_on = NULL";
    Ok(on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(round.as_str())
        .bind(stamp.by.uuid())
        .bind(stamp.at)
        .bind(most)
        .bind(skip)
        .execute(conn).await.map(|done| done.rows_affected()))?)
}

/// Removes what stands ready for some agencies, so that no writer waits long; gives how many edits.
pub(crate) async fn clear_edits(tx: &mut Tx, id: DeliveryId, agencies: i64) -> ServiceResult<u64> {
    const SQL: &str = "
        DELETE FROM delivery_edit
        WHERE delivery = $1
          AND agency IN (
                SELECT DISTINCT agency FROM delivery_edit WHERE delivery = $1 ORDER BY agency LIMIT $2
            )";
    Ok(on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(agencies).execute(conn).await.map(|done| done.rows_affected()))?)
}

/// Removes what was written down of agencies.
pub(crate) async fn clear_parts(tx: &mut Tx, id: DeliveryId) -> ServiceResult<()> {
    const SQL: &str = "DELETE FROM delivery_part WHERE delivery = $1";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Forgets a file of which nothing stands ready any more.
pub(crate) async fn remove(tx: &mut Tx, id: DeliveryId) -> ServiceResult<()> {
    const SQL: &str = "DELETE FROM delivery WHERE id = $1";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).execute(conn).await.map(|_| ()))?;
    Ok(())
}
