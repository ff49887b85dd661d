//! The ledger of reminders, as far as it speaks of objections: of those that wait, and of what was decided.

use super::{ROWS_AT_ONCE, Tx, stored, unreadable};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    ids::{AccountId, ObjectionId, ReminderId, RoundCode},
    objection_reminder::ObjectionDue,
    reminder::About,
};
use sqlx::{FromRow, QueryBuilder};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// One reminder of objections, or the news that one was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectionEntry {
    /// Its identifier; that of the mail as well.
    pub id: ReminderId,
    /// Whether they wait or were decided.
    pub about: About,
    /// About reports of which round.
    pub round: RoundCode,
    /// The instant at which it was due.
    pub slot_at: DateTime<Utc>,
    /// How many days from the day on which the answers are due; negative: before it. Nought of what was decided.
    pub days: i32,
    /// To whom.
    pub account: AccountId,
    /// When it was told.
    pub told_at: DateTime<Utc>,
    /// The objections, the most urgent first.
    pub objections: Vec<ObjectionDue>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    about: String,
    round: String,
    slot_at: DateTime<Utc>,
    days: i32,
    account: Uuid,
    told_at: DateTime<Utc>,
    reports: String,
}

impl TryFrom<Row> for ObjectionEntry {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            id: ReminderId::new(row.id),
            about: stored("subject", &row.about)?,
            round: stored("round", &row.round)?,
            slot_at: row.slot_at,
            days: row.days,
            account: AccountId::new(row.account),
            told_at: row.told_at,
            objections: serde_json::from_str(&row.reports).map_err(|error| unreadable("reminder", error))?,
        })
    }
}

/// Puts reminders into the ledger; gives those that were not there.
pub(crate) async fn insert(tx: &mut Tx, entries: &[ObjectionEntry]) -> ServiceResult<HashSet<ReminderId>> {
    const INSERT: &str = "
        INSERT INTO reminder
            (id, about, round, slot_at, days, account, told_at, not_started, draft, returned, awaiting_approval,
             reports) ";
    let mut inserted = HashSet::new();
    for chunk in entries.chunks(ROWS_AT_ONCE) {
        let mut texts = Vec::with_capacity(chunk.len());
        for entry in chunk {
            let text = serde_json::to_string(&entry.objections);
            texts.push(text.map_err(|error| ServiceError::fault("writing a reminder", error))?);
        }
        let rows: Vec<(Uuid,)> = on!(tx, conn => {
            let mut query = QueryBuilder::new(INSERT);
            query.push_values(chunk.iter().zip(&texts), |mut row, (entry, objections)| {
                row.push_bind(entry.id.uuid())
                    .push_bind(entry.about.as_ref())
                    .push_bind(entry.round.as_str())
                    .push_bind(entry.slot_at)
                    .push_bind(entry.days)
                    .push_bind(entry.account.uuid())
                    .push_bind(entry.told_at)
                    .push_bind(0_i64)
                    .push_bind(0_i64)
                    .push_bind(0_i64)
                    .push_bind(0_i64)
                    .push_bind(objections);
            });
            query.push(" ON CONFLICT (round, about, slot_at, days, account) DO NOTHING RETURNING id");
            query.build_query_as().fetch_all(conn).await
        })?;
        inserted.extend(rows.into_iter().map(|(id,)| ReminderId::new(id)));
    }
    Ok(inserted)
}

/// The reminders of somebody since an instant that they have not put away, newest first.
pub(crate) async fn notices(
    tx: &mut Tx,
    account: AccountId,
    since: DateTime<Utc>,
    most: i64,
) -> ServiceResult<Vec<ObjectionEntry>> {
    const SQL: &str = "
        SELECT id, about, round, slot_at, days, account, told_at, reports
        FROM reminder
        WHERE account = $1 AND told_at >= $2 AND dismissed_at IS NULL AND about IN ('objections', 'decisions')
        ORDER BY told_at DESC, id
        LIMIT $3";
    let rows: Vec<Row> =
        on!(tx, conn => sqlx::query_as(SQL).bind(account.uuid()).bind(since).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(ObjectionEntry::try_from).collect()
}

/// An objection at a slot: the days and instant of that.
pub(crate) type AtSlot = (i32, DateTime<Utc>, ObjectionId);

/// Which objections of a round were told of at the slots since an instant, and to whom.
pub(crate) async fn told_since(
    tx: &mut Tx,
    round: &RoundCode,
    since: DateTime<Utc>,
) -> ServiceResult<HashMap<AtSlot, Vec<AccountId>>> {
    const SQL: &str = "
        SELECT id, about, round, slot_at, days, account, told_at, reports
        FROM reminder
        WHERE round = $1 AND about = 'objections' AND slot_at >= $2";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).bind(since).fetch_all(conn).await)?;
    let mut told: HashMap<AtSlot, Vec<AccountId>> = HashMap::new();
    for row in rows {
        let ObjectionEntry { days, slot_at, account, objections, .. } = row.try_into()?;
        for due in objections {
            told.entry((days, slot_at, due.objection)).or_default().push(account);
        }
    }
    Ok(told)
}

/// One reminder of objections.
pub(crate) async fn get(tx: &mut Tx, id: ReminderId) -> ServiceResult<Option<ObjectionEntry>> {
    const SQL: &str = "
        SELECT id, about, round, slot_at, days, account, told_at, reports
        FROM reminder
        WHERE id = $1 AND about IN ('objections', 'decisions')";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(ObjectionEntry::try_from).transpose()
}
