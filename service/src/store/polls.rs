//! What collectors asked and what came of it, and the figures that came into drafts by it.

use super::{Tx, stored, unreadable};
use crate::{
    ServiceError, ServiceResult,
    collectors::{Collected, Poll, PollOutcome},
};
use chrono::{DateTime, Utc};
use domain::{
    ids::{AccountId, CollectorId, IndicatorCode, PollId, RoundCode},
    submission::{ReportKey, Stamp},
};
use sqlx::FromRow;
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    collector: Uuid,
    rule_version: i64,
    round: String,
    asked_by: Option<Uuid>,
    started_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    outcome: String,
    url: String,
    request: String,
    address: Option<String>,
    status: Option<i32>,
    response: String,
    size_bytes: Option<i64>,
    sha256: Option<String>,
    etag: Option<String>,
    last_modified: Option<String>,
    timing: String,
    details: String,
}

impl TryFrom<Row> for Poll {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let json = |error| unreadable("poll", error);
        Ok(Self {
            id: PollId::new(row.id),
            collector: CollectorId::new(row.collector),
            rule_version: row.rule_version,
            round: stored("round", &row.round)?,
            asked_by: row.asked_by.map(AccountId::new),
            started_at: row.started_at,
            finished_at: row.finished_at,
            outcome: stored("outcome", &row.outcome)?,
            url: row.url,
            request: serde_json::from_str(&row.request).map_err(json)?,
            address: row.address,
            status: row.status,
            response: serde_json::from_str(&row.response).map_err(json)?,
            size_bytes: row.size_bytes,
            sha256: row.sha256,
            etag: row.etag,
            last_modified: row.last_modified,
            timing: serde_json::from_str(&row.timing).map_err(json)?,
            details: serde_json::from_str(&row.details).map_err(json)?,
        })
    }
}

/// Writes down that an endpoint is being asked.
pub(crate) async fn begin(tx: &mut Tx, poll: &Poll) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO poll
            (id, collector, rule_version, round, asked_by, started_at, outcome, url, request, response, timing, details)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '[]', '[]', '{}', '{}')";
    on!(tx, conn => sqlx::query(SQL)
        .bind(poll.id.uuid())
        .bind(poll.collector.uuid())
        .bind(poll.rule_version)
        .bind(poll.round.as_str())
        .bind(poll.asked_by.map(AccountId::uuid))
        .bind(poll.started_at)
        .bind(poll.outcome.as_ref())
        .bind(&poll.url)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Writes down what is known of a poll that has not ended. Gives whether it had not: one that was given up stays so.
pub(crate) async fn update(tx: &mut Tx, poll: &Poll) -> ServiceResult<bool> {
    const SQL: &str = "
        UPDATE poll
        SET finished_at = $2, outcome = $3, request = $4, address = $5, status = $6, response = $7, size_bytes = $8,
            sha256 = $9, etag = $10, last_modified = $11, timing = $12, details = $13
        WHERE id = $1 AND finished_at IS NULL";
    let json = |error| unreadable("poll", error);
    let request = serde_json::to_string(&poll.request).map_err(json)?;
    let response = serde_json::to_string(&poll.response).map_err(json)?;
    let timing = serde_json::to_string(&poll.timing).map_err(json)?;
    let details = serde_json::to_string(&poll.details).map_err(json)?;
    let updated = on!(tx, conn => sqlx::query(SQL)
        .bind(poll.id.uuid())
        .bind(poll.finished_at)
        .bind(poll.outcome.as_ref())
        .bind(request)
        .bind(&poll.address)
        .bind(poll.status)
        .bind(response)
        .bind(poll.size_bytes)
        .bind(&poll.sha256)
        .bind(&poll.etag)
        .bind(&poll.last_modified)
        .bind(timing)
        .bind(details)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(updated == 1)
}

/// A poll that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LostPoll {
    pub(crate) collector: CollectorId,
    pub(crate) round: RoundCode,
    /// Who asked; none for the timetable.
    pub(crate) asked_by: Option<AccountId>,
}

/// Gives up polls that began before an instant and never ended: their server is gone. Gives which.
pub(crate) async fn give_up(tx: &mut Tx, before: DateTime<Utc>, at: DateTime<Utc>) -> ServiceResult<Vec<LostPoll>> {
    const SQL: &str = "
        UPDATE poll SET finished_at = $2, outcome = $3
        WHERE finished_at IS NULL AND started_at < $1
        RETURNING collector, round, asked_by";
    let rows: Vec<(Uuid, String, Option<Uuid>)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(before).bind(at).bind(PollOutcome::Lost.as_ref())
        .fetch_all(conn).await)?;
    let read = |(collector, round, asked_by): (Uuid, String, Option<Uuid>)| {
        Ok(LostPoll {
            collector: CollectorId::new(collector),
            round: stored("round", &round)?,
            asked_by: asked_by.map(AccountId::new),
        })
    };
    rows.into_iter().map(read).collect()
}

/// How many polls of a collector for a round, asked by the timetable, were lost since one came to an end.
pub(crate) async fn lost_in_a_row(tx: &mut Tx, collector: CollectorId, round: &RoundCode) -> ServiceResult<i64> {
    const SQL: &str = "
        SELECT count(*)
        FROM poll
        WHERE collector = $1 AND round = $2 AND outcome = $3 AND asked_by IS NULL
          AND NOT EXISTS (
                SELECT 1
                FROM poll AS later
                WHERE later.collector = poll.collector AND later.round = poll.round
                  AND later.started_at > poll.started_at AND later.outcome NOT IN ($3, $4)
            )";
    let (count,): (i64,) = on!(tx, conn => sqlx::query_as(SQL)
        .bind(collector.uuid()).bind(round.as_str())
        .bind(PollOutcome::Lost.as_ref()).bind(PollOutcome::Running.as_ref())
        .fetch_one(conn).await)?;
    Ok(count)
}

/// One poll.
pub(crate) async fn get(tx: &mut Tx, id: PollId) -> ServiceResult<Option<Poll>> {
    const SQL: &str = "
        SELECT id, collector, rule_version, round, asked_by, started_at, finished_at, outcome, url, request, address,
               status, response, size_bytes, sha256, etag, last_modified, timing, details
        FROM poll
        WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Poll::try_from).transpose()
}

/// The polls of a collector, the latest first.
pub(crate) async fn of_collector(tx: &mut Tx, collector: CollectorId, most: i64) -> ServiceResult<Vec<Poll>> {
    const SQL: &str = "
        SELECT id, collector, rule_version, round, asked_by, started_at, finished_at, outcome, url, request, address,
               status, response, size_bytes, sha256, etag, last_modified, timing, details
        FROM poll
        WHERE collector = $1
        ORDER BY started_at DESC, id
        LIMIT $2";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(collector.uuid()).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Poll::try_from).collect()
}

/// What an endpoint said of its last answer that was read by the same rule for the same round.
pub(crate) async fn validators(
    tx: &mut Tx,
    collector: CollectorId,
    rule_version: i64,
    round: &RoundCode,
) -> ServiceResult<(Option<String>, Option<String>)> {
    const SQL: &str = "
        SELECT etag, last_modified
        FROM poll
        WHERE collector = $1 AND rule_version = $2 AND round = $3 AND outcome IN ('taken', 'submitted', 'same')
        ORDER BY started_at DESC
        LIMIT 1";
    let row: Option<(Option<String>, Option<String>)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(collector.uuid()).bind(rule_version).bind(round.as_str())
        .fetch_optional(conn).await)?;
    Ok(row.unwrap_or_default())
}

/// Forgets polls of long ago from which no figure comes; gives how many.
pub(crate) async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "
        DELETE FROM poll
        WHERE started_at < $1 AND NOT EXISTS (SELECT 1 FROM collected WHERE collected.poll = poll.id)";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(before).execute(conn).await.map(|done| done.rows_affected()))?)
}

/// Forgets the older polls of collectors that have more than so many, but none from which a figure comes and none that is
/// under way; gives how many.
pub(crate) async fn forget_beyond(tx: &mut Tx, kept: i64) -> ServiceResult<u64> {
    const SQL: &str = "
        DELETE FROM poll
        WHERE id IN (
                SELECT ranked.id
                FROM (
                    SELECT id, row_number() OVER (PARTITION BY collector ORDER BY started_at DESC, id) AS place
                    FROM poll
                ) AS ranked
                WHERE ranked.place > $1
            )
          AND finished_at IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM collected WHERE collected.poll = poll.id)";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(kept).execute(conn).await.map(|done| done.rows_affected()))?)
}

#[derive(FromRow)]
struct CollectedRow {
    indicator: String,
    poll: Uuid,
    collector: Uuid,
    collector_name: String,
    value_text: String,
    base_text: String,
    collected_at: DateTime<Utc>,
    confirmed_by: Option<Uuid>,
    confirmed_at: Option<DateTime<Utc>>,
}

/// The figures of a report that collectors put there, whether or not they still stand.
pub(crate) async fn collected(tx: &mut Tx, key: &ReportKey) -> ServiceResult<BTreeMap<IndicatorCode, Collected>> {
    const SQL: &str = "
        SELECT collected.indicator, collected.poll, poll.collector, collector.name AS collector_name,
               collected.value_text, collected.base_text, collected.collected_at,
               collected.confirmed_by, collected.confirmed_at
        FROM collected
        JOIN poll ON poll.id = collected.poll
        JOIN collector ON collector.id = poll.collector
        WHERE collected.round = $1 AND collected.agency = $2";
    let rows: Vec<CollectedRow> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).fetch_all(conn).await)?;
    let read = |row: CollectedRow| {
        let confirmed = row.confirmed_by.zip(row.confirmed_at);
        let collected = Collected {
            poll: PollId::new(row.poll),
            collector: CollectorId::new(row.collector),
            collector_name: row.collector_name,
            value: row.value_text,
            base: row.base_text,
            at: row.collected_at,
            confirmed: confirmed.map(|(by, at)| Stamp { by: AccountId::new(by), at }),
        };
        Ok((stored("indicator", &row.indicator)?, collected))
    };
    rows.into_iter().map(read).collect()
}

/// Marks a figure as collected and not confirmed.
pub(crate) async fn mark(
    tx: &mut Tx,
    key: &ReportKey,
    indicator: &IndicatorCode,
    poll: PollId,
    (value, base): (&str, &str),
    at: DateTime<Utc>,
) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO collected (round, agency, indicator, poll, value_text, base_text, collected_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (round, agency, indicator) DO UPDATE SET
            poll = excluded.poll, value_text = excluded.value_text, base_text = excluded.base_text,
            collected_at = excluded.collected_at, confirmed_by = NULL, confirmed_at = NULL";
    on!(tx, conn => sqlx::query(SQL)
        .bind(key.round.as_str())
        .bind(key.agency.as_str())
        .bind(indicator.as_str())
        .bind(poll.uuid())
        .bind(value)
        .bind(base)
        .bind(at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Notes that somebody confirmed a figure.
pub(crate) async fn confirm(
    tx: &mut Tx,
    key: &ReportKey,
    indicator: &IndicatorCode,
    stamp: Stamp,
) -> ServiceResult<()> {
    const SQL: &str = "
        UPDATE collected SET confirmed_by = $4, confirmed_at = $5
        WHERE round = $1 AND agency = $2 AND indicator = $3 AND confirmed_at IS NULL";
    on!(tx, conn => sqlx::query(SQL)
        .bind(key.round.as_str())
        .bind(key.agency.as_str())
        .bind(indicator.as_str())
        .bind(stamp.by.uuid())
        .bind(stamp.at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}
