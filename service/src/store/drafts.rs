//! What is being typed into reports, and what two people typed over one another.

use super::{ROWS_AT_ONCE, Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    entry::{Applicability, Entry},
    ids::{AccountId, IndicatorCode},
    submission::{ReportKey, Stamp},
};
use sqlx::{FromRow, QueryBuilder};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is typed for one indicator, with who typed it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftEntry {
    pub(crate) entry: Entry,
    pub(crate) version: i64,
    pub(crate) edited_by: AccountId,
    pub(crate) edited_at: DateTime<Utc>,
    /// On which page, as [`crate::drafts::Screen`] says.
    pub(crate) edited_on: Option<Uuid>,
}

/// The texts of one entry, typed or submitted.
#[derive(FromRow)]
pub(super) struct EntryRow {
    indicator: String,
    value_text: String,
    base_text: String,
    narrative: String,
    obstacles: String,
    help_needed: String,
    explanation: String,
    applicability: String,
    not_applicable_reason: String,
}

impl TryFrom<EntryRow> for (IndicatorCode, Entry) {
    type Error = ServiceError;
    fn try_from(row: EntryRow) -> ServiceResult<Self> {
        let entry = Entry {
            value: row.value_text,
            base: row.base_text,
            narrative: row.narrative,
            obstacles: row.obstacles,
            help_needed: row.help_needed,
            explanation: row.explanation,
            applicability: stored::<Applicability>("applicability", &row.applicability)?,
            not_applicable_reason: row.not_applicable_reason,
        };
        Ok((stored("indicator", &row.indicator)?, entry))
    }
}

#[derive(FromRow)]
struct DraftRow {
    #[sqlx(flatten)]
    entry: EntryRow,
    version: i64,
    edited_by: Uuid,
    edited_at: DateTime<Utc>,
    edited_on: Option<Uuid>,
}

impl DraftRow {
    fn typed(self) -> ServiceResult<(IndicatorCode, DraftEntry)> {
        let (indicator, entry) = self.entry.try_into()?;
        let Self { version, edited_at, edited_on, .. } = self;
        Ok((indicator, DraftEntry { entry, version, edited_by: AccountId::new(self.edited_by), edited_at, edited_on }))
    }
}

/// Everything typed into a report, by indicator.
pub(crate) async fn draft(tx: &mut Tx, key: &ReportKey) -> ServiceResult<BTreeMap<IndicatorCode, DraftEntry>> {
    const SQL: &str = "
        SELECT indicator, value_text, base_text, narrative, obstacles, help_needed, explanation,
               applicability, not_applicable_reason, version, edited_by, edited_at, edited_on
        FROM draft_entry
        WHERE round = $1 AND agency = $2";
    let rows: Vec<DraftRow> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(DraftRow::typed).collect()
}

/// What is typed into a report for the indicators from one to another, in the order of their codes.
pub(crate) async fn between(
    tx: &mut Tx,
    key: &ReportKey,
    (first, last): (&IndicatorCode, &IndicatorCode),
) -> ServiceResult<BTreeMap<IndicatorCode, DraftEntry>> {
    const SQL: &str = "
        SELECT indicator, value_text, base_text, narrative, obstacles, help_needed, explanation,
               applicability, not_applicable_reason, version, edited_by, edited_at, edited_on
        FROM draft_entry
        WHERE round = $1 AND agency = $2 AND indicator BETWEEN $3 AND $4";
    let rows: Vec<DraftRow> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str())
        .bind(key.agency.as_str())
        .bind(first.as_str())
        .bind(last.as_str())
        .fetch_all(conn).await)?;
    rows.into_iter().map(DraftRow::typed).collect()
}

/// Puts typed entries in, or over what was typed before, counting their versions up.
pub(crate) async fn save_draft(
    tx: &mut Tx,
    key: &ReportKey,
    entries: &[(IndicatorCode, Entry)],
    stamp: Stamp,
    page: Option<Uuid>,
) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO draft_entry
            (round, agency, indicator, version, value_text, base_text, narrative, obstacles, help_needed,
             explanation, applicability, not_applicable_reason, edited_by, edited_at, edited_on) ";
    const UPDATE: &str = "
        ON CONFLICT (round, agency, indicator) DO UPDATE SET
            version = draft_entry.version + 1,
            value_text = excluded.value_text, base_text = excluded.base_text,
            narrative = excluded.narrative, obstacles = excluded.obstacles, help_needed = excluded.help_needed,
            explanation = excluded.explanation, applicability = excluded.applicability,
            not_applicable_reason = excluded.not_applicable_reason,
            edited_by = excluded.edited_by, edited_at = excluded.edited_at, edited_on = excluded.edited_on";
    for chunk in entries.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, (indicator, entry)| {
                row.push_bind(key.round.as_str())
                    .push_bind(key.agency.as_str())
                    .push_bind(indicator.as_str())
                    .push_bind(1_i64)
                    .push_bind(&entry.value)
                    .push_bind(&entry.base)
                    .push_bind(&entry.narrative)
                    .push_bind(&entry.obstacles)
                    .push_bind(&entry.help_needed)
                    .push_bind(&entry.explanation)
                    .push_bind(entry.applicability.as_ref())
                    .push_bind(&entry.not_applicable_reason)
                    .push_bind(stamp.by.uuid())
                    .push_bind(stamp.at)
                    .push_bind(page);
            })
            .push(UPDATE)
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Empties the draft after acceptance: its texts are kept in the submitted revision.
pub(crate) async fn clear_draft(tx: &mut Tx, key: &ReportKey) -> ServiceResult<()> {
    const SQL: &str = "DELETE FROM draft_entry WHERE round = $1 AND agency = $2";
    on!(tx, conn => sqlx::query(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Forgets a decided conflict.
pub(crate) async fn drop_conflict(
    tx: &mut Tx,
    key: &ReportKey,
    indicator: &IndicatorCode,
    account: AccountId,
) -> ServiceResult<()> {
    const SQL: &str = "
        DELETE FROM entry_conflict
        WHERE round = $1 AND agency = $2 AND indicator = $3 AND account = $4";
    on!(tx, conn => sqlx::query(SQL)
        .bind(key.round.as_str())
        .bind(key.agency.as_str())
        .bind(indicator.as_str())
        .bind(account.uuid())
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}
