//! Reminders: when who is reminded, which slots are done, and the ledger of everything that was told.

use super::{ROWS_AT_ONCE, Tx, stored, unreadable};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    ids::{AccountId, ReminderId, RoundCode},
    reminder::{About, Policy, Reminded, Stage},
    submission::ReportKey,
};
use sqlx::{FromRow, QueryBuilder};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// The scope of the policy that holds for every round without one of its own.
const EVERY_ROUND: &str = "";
/// The columns of the ledger, in the order of [`Row`].
const COLUMNS: &str = "id, round, slot_at, days, account, told_at, not_started, draft, returned, awaiting_approval, \
                       reports, dismissed_at";

/// A slot that was done: of so many days, at an instant.
pub(crate) type SlotKey = (i32, DateTime<Utc>);

/// What one slot came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct SlotDone {
    /// How many days from the due day.
    pub days: i32,
    /// When it was due.
    pub slot_at: DateTime<Utc>,
    /// When it was done.
    pub done_at: DateTime<Utc>,
    /// How many people were reminded.
    pub people: i64,
    /// How many of them by mail.
    pub mails: i64,
    /// How many reports were told of, each once.
    pub reports: i64,
}

/// One reminder of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Its identifier; that of the mail as well.
    pub id: ReminderId,
    /// About which round.
    pub round: RoundCode,
    /// The instant at which it was due.
    pub slot_at: DateTime<Utc>,
    /// How many days from the due day; negative: before it.
    pub days: i32,
    /// To whom.
    pub account: AccountId,
    /// When it was told.
    pub told_at: DateTime<Utc>,
    /// How many reports were at each stage.
    pub counts: StageCounts,
    /// The reports, the first of them where there were many.
    pub reports: Vec<Reminded>,
    /// When the person put it away.
    pub dismissed_at: Option<DateTime<Utc>>,
}

/// How many reports are at each stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StageCounts {
    /// Nothing is typed.
    pub not_started: i64,
    /// Being filled.
    pub draft: i64,
    /// Sent back.
    pub returned: i64,
    /// Waiting for the agency's approver.
    pub awaiting_approval: i64,
}

impl StageCounts {
    /// Counts reports.
    pub fn of<'a>(reports: impl IntoIterator<Item = &'a Reminded>) -> Self {
        let mut counts = Self::default();
        for report in reports {
            *match report.stage {
                Stage::NotStarted => &mut counts.not_started,
                Stage::Draft => &mut counts.draft,
                Stage::Returned => &mut counts.returned,
                Stage::AwaitingApproval => &mut counts.awaiting_approval,
            } += 1;
        }
        counts
    }

    /// How many there are at a stage.
    pub fn at(&self, stage: Stage) -> i64 {
        match stage {
            Stage::NotStarted => self.not_started,
            Stage::Draft => self.draft,
            Stage::Returned => self.returned,
            Stage::AwaitingApproval => self.awaiting_approval,
        }
    }

    /// How many are left without some of them.
    #[must_use]
    pub fn without(self, some: Self) -> Self {
        Self {
            not_started: self.not_started - some.not_started,
            draft: self.draft - some.draft,
            returned: self.returned - some.returned,
            awaiting_approval: self.awaiting_approval - some.awaiting_approval,
        }
    }

    /// How many there are together.
    pub fn all(&self) -> i64 {
        self.not_started + self.draft + self.returned + self.awaiting_approval
    }
}

#[derive(FromRow)]
pub(super) struct Row {
    id: Uuid,
    round: String,
    slot_at: DateTime<Utc>,
    days: i32,
    account: Uuid,
    told_at: DateTime<Utc>,
    not_started: i64,
    draft: i64,
    returned: i64,
    awaiting_approval: i64,
    reports: String,
    dismissed_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for LedgerEntry {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let Row { not_started, draft, returned, awaiting_approval, .. } = row;
        Ok(Self {
            id: ReminderId::new(row.id),
            round: stored("round", &row.round)?,
            slot_at: row.slot_at,
            days: row.days,
            account: AccountId::new(row.account),
            told_at: row.told_at,
            counts: StageCounts { not_started, draft, returned, awaiting_approval },
            reports: serde_json::from_str(&row.reports).map_err(|error| unreadable("reminder", error))?,
            dismissed_at: row.dismissed_at,
        })
    }
}

fn scope(round: Option<&RoundCode>) -> &str {
    round.map_or(EVERY_ROUND, RoundCode::as_str)
}

/// The policy that was set for a round, or for every round.
pub(crate) async fn policy(tx: &mut Tx, round: Option<&RoundCode>) -> ServiceResult<Option<Policy>> {
    const SQL: &str = "SELECT document FROM reminder_policy WHERE scope = $1";
    let row: Option<(String,)> = on!(tx, conn => sqlx::query_as(SQL).bind(scope(round)).fetch_optional(conn).await)?;
    let read = |(document,): (String,)| serde_json::from_str(&document).map_err(|error| unreadable("policy", error));
    row.map(read).transpose()
}

/// Sets the policy of a round, or of every round.
pub(crate) async fn set_policy(
    tx: &mut Tx,
    round: Option<&RoundCode>,
    policy: &Policy,
    at: DateTime<Utc>,
) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO reminder_policy (scope, document, set_at)
        VALUES ($1, $2, $3)
        ON CONFLICT (scope) DO UPDATE SET document = excluded.document, set_at = excluded.set_at";
    let document = serde_json::to_string(policy).map_err(|error| ServiceError::fault("writing a policy", error))?;
    on!(tx, conn => sqlx::query(SQL).bind(scope(round)).bind(&document).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Removes the policy of a round, or of every round; false when there was none.
pub(crate) async fn remove_policy(tx: &mut Tx, round: Option<&RoundCode>) -> ServiceResult<bool> {
    const SQL: &str = "DELETE FROM reminder_policy WHERE scope = $1";
    let removed =
        on!(tx, conn => sqlx::query(SQL).bind(scope(round)).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(removed == 1)
}

/// The slots of a round, from an instant on, that are done.
pub(crate) async fn slots_done(
    tx: &mut Tx,
    round: &RoundCode,
    from: DateTime<Utc>,
) -> ServiceResult<BTreeSet<SlotKey>> {
    const SQL: &str = "SELECT days, slot_at FROM reminder_slot WHERE round = $1 AND slot_at >= $2";
    let rows: Vec<SlotKey> =
        on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).bind(from).fetch_all(conn).await)?;
    Ok(rows.into_iter().collect())
}

/// All slots of a round that are done, in order.
pub(crate) async fn slots(tx: &mut Tx, round: &RoundCode) -> ServiceResult<Vec<SlotDone>> {
    const SQL: &str = "
        SELECT days, slot_at, done_at, people, mails, reports
        FROM reminder_slot
        WHERE round = $1
        ORDER BY slot_at, days";
    Ok(on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).fetch_all(conn).await)?)
}

/// Writes down that a slot is done; false when somebody else did it.
pub(crate) async fn insert_slot(tx: &mut Tx, round: &RoundCode, done: &SlotDone) -> ServiceResult<bool> {
    const SQL: &str = "
        INSERT INTO reminder_slot (round, slot_at, days, done_at, people, mails, reports)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (round, slot_at, days) DO NOTHING";
    let inserted = on!(tx, conn => sqlx::query(SQL)
        .bind(round.as_str())
        .bind(done.slot_at)
        .bind(done.days)
        .bind(done.done_at)
        .bind(done.people)
        .bind(done.mails)
        .bind(done.reports)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(inserted == 1)
}

/// Puts reminders into the ledger; gives those that were not there.
pub(crate) async fn insert(tx: &mut Tx, entries: &[LedgerEntry]) -> ServiceResult<HashSet<ReminderId>> {
    let mut inserted = HashSet::new();
    for chunk in entries.chunks(ROWS_AT_ONCE) {
        let mut texts = Vec::with_capacity(chunk.len());
        for entry in chunk {
            let text = serde_json::to_string(&entry.reports);
            texts.push(text.map_err(|error| ServiceError::fault("writing a reminder", error))?);
        }
        let rows: Vec<(Uuid,)> = on!(tx, conn => {
            let mut query = QueryBuilder::new(format!("INSERT INTO reminder ({COLUMNS}) "));
            query.push_values(chunk.iter().zip(&texts), |mut row, (entry, reports)| {
                row.push_bind(entry.id.uuid())
                    .push_bind(entry.round.as_str())
                    .push_bind(entry.slot_at)
                    .push_bind(entry.days)
                    .push_bind(entry.account.uuid())
                    .push_bind(entry.told_at)
                    .push_bind(entry.counts.not_started)
                    .push_bind(entry.counts.draft)
                    .push_bind(entry.counts.returned)
                    .push_bind(entry.counts.awaiting_approval)
                    .push_bind(reports)
                    .push_bind(entry.dismissed_at);
            });
            query.push(" ON CONFLICT (round, about, slot_at, days, account) DO NOTHING RETURNING id");
            query.build_query_as().fetch_all(conn).await
        })?;
        inserted.extend(rows.into_iter().map(|(id,)| ReminderId::new(id)));
    }
    Ok(inserted)
}

/// The reminders of reports to somebody since an instant that they have not put away, newest first.
pub(crate) async fn notices(
    tx: &mut Tx,
    account: AccountId,
    since: DateTime<Utc>,
    most: i64,
) -> ServiceResult<Vec<LedgerEntry>> {
    const SQL: &str = "
        SELECT id, round, slot_at, days, account, told_at, not_started, draft, returned, awaiting_approval, reports,
               dismissed_at
        FROM reminder
        WHERE account = $1 AND told_at >= $2 AND dismissed_at IS NULL AND about = 'reports'
        ORDER BY told_at DESC, id
        LIMIT $3";
    let rows: Vec<Row> =
        on!(tx, conn => sqlx::query_as(SQL).bind(account.uuid()).bind(since).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(LedgerEntry::try_from).collect()
}

/// Puts a reminder of somebody away; false when it is not theirs.
pub(crate) async fn dismiss(tx: &mut Tx, account: AccountId, id: ReminderId, at: DateTime<Utc>) -> ServiceResult<bool> {
    const SQL: &str = "
        UPDATE reminder
        SET dismissed_at = COALESCE(dismissed_at, $3)
        WHERE id = $1 AND account = $2";
    let done = on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(account.uuid()).bind(at).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// What a reminder is about, at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) id: ReminderId,
    pub(crate) round: RoundCode,
    pub(crate) days: i32,
    pub(crate) about: About,
}

/// What some reminders are about.
pub(crate) async fn heads(tx: &mut Tx, ids: &[ReminderId]) -> ServiceResult<Vec<Head>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(ROWS_AT_ONCE) {
        let rows: Vec<(Uuid, String, i32, String)> = on!(tx, conn => {
            let mut query = QueryBuilder::new("SELECT id, round, days, about FROM reminder WHERE id IN (");
            let mut list = query.separated(", ");
            for id in chunk {
                list.push_bind(id.uuid());
            }
            query.push(")").build_query_as().fetch_all(conn).await
        })?;
        for (id, round, days, about) in rows {
            let (round, about) = (stored("round", &round)?, stored("subject", &about)?);
            found.push(Head { id: ReminderId::new(id), round, days, about });
        }
    }
    Ok(found)
}

/// Some reminders of the ledger that speak of reports.
pub(crate) async fn get(tx: &mut Tx, ids: &[ReminderId]) -> ServiceResult<Vec<LedgerEntry>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(ROWS_AT_ONCE) {
        let rows: Vec<Row> = on!(tx, conn => {
            let mut query = QueryBuilder::new(format!("SELECT {COLUMNS} FROM reminder WHERE about = 'reports' AND id IN ("));
            let mut list = query.separated(", ");
            for id in chunk {
                list.push_bind(id.uuid());
            }
            query.push(")").build_query_as().fetch_all(conn).await
        })?;
        for row in rows {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// At how many instants people were reminded of a report by name.
pub(crate) async fn count(tx: &mut Tx, key: &ReportKey) -> ServiceResult<i64> {
    const SQL: &str = "
        SELECT COUNT(*)
        FROM (
            SELECT DISTINCT slot_at, days
            FROM reminder
            WHERE round = $1 AND about = 'reports' AND reports LIKE $2
        ) AS told";
    let agency = format!("%\"agency\":\"{}\"%", key.agency);
    let (count,): (i64,) =
        on!(tx, conn => sqlx::query_as(SQL).bind(key.round.as_str()).bind(&agency).fetch_one(conn).await)?;
    Ok(count)
}
