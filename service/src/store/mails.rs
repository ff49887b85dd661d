//! The outbox: mail that waits to be sent, and what became of it.

use super::{ROWS_AT_ONCE, Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    account::EmailAddress,
    ids::{AccountId, ReminderId},
    mail::{MailState, Outcome},
    quiet::QuietHours,
    recurrence::OnRestDays,
};
use sqlx::{FromRow, QueryBuilder};
use std::collections::HashSet;
use uuid::Uuid;

/// A mail of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its identifier: that of the reminder, or of the report, that it brings.
    pub id: ReminderId,
    /// To which account; none where it goes to somebody without one.
    pub account: Option<AccountId>,
    /// To which address: that of the person when it was written.
    pub address: EmailAddress,
    /// When it is not sent.
    pub quiet: QuietHours,
    /// Whether it waits for a working day.
    pub on_rest_days: OnRestDays,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// Until when it means something.
    pub expires_at: DateTime<Utc>,
    /// When it is tried next, where it waits.
    pub next_at: DateTime<Utc>,
    /// Until when a server has it in hand.
    pub lease_until: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i32,
    /// What became of it.
    pub state: MailState,
    /// When it was over.
    pub settled_at: Option<DateTime<Utc>>,
    /// What the mail server said last, where it did not take it.
    pub answer: String,
}

/// How many mails there are of each state, and since when the oldest one waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MailCounts {
    /// Not sent yet.
    pub waiting: i64,
    /// Taken by the mail server.
    pub sent: i64,
    /// Refused for good.
    pub bounced: i64,
    /// Not sent while it meant something.
    pub expired: i64,
    /// Since when the oldest one waits.
    pub waiting_since: Option<DateTime<Utc>>,
}

impl MailCounts {
    /// How many there are of a state.
    pub fn of(&self, state: MailState) -> i64 {
        match state {
            MailState::Waiting => self.waiting,
            MailState::Sent => self.sent,
            MailState::Bounced => self.bounced,
            MailState::Expired => self.expired,
        }
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    account: Option<Uuid>,
    address: String,
    quiet_from: String,
    quiet_until: String,
    on_rest_days: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    next_at: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    attempts: i32,
    state: String,
    settled_at: Option<DateTime<Utc>>,
    answer: String,
}

impl TryFrom<Row> for Mail {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let time = |text: &str| stored("time of day", text);
        Ok(Self {
            id: ReminderId::new(row.id),
            account: row.account.map(AccountId::new),
            address: stored("e-mail address", &row.address)?,
            quiet: QuietHours { from: time(&row.quiet_from)?, until: time(&row.quiet_until)? },
            on_rest_days: stored("what becomes of a day of rest", &row.on_rest_days)?,
            created_at: row.created_at,
            expires_at: row.expires_at,
            next_at: row.next_at,
            lease_until: row.lease_until,
            attempts: row.attempts,
            state: stored("state", &row.state)?,
            settled_at: row.settled_at,
            answer: row.answer,
        })
    }
}

/// Puts new mail in.
pub(crate) async fn insert(tx: &mut Tx, mails: &[Mail]) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO mail
            (id, account, address, quiet_from, quiet_until, on_rest_days, created_at, expires_at, next_at, lease_until, attempts,
             state, settled_at, answer) ";
    for chunk in mails.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, mail| {
                row.push_bind(mail.id.uuid())
                    .push_bind(mail.account.map(AccountId::uuid))
                    .push_bind(mail.address.as_str())
                    .push_bind(mail.quiet.from.to_string())
                    .push_bind(mail.quiet.until.to_string())
                    .push_bind(mail.on_rest_days.as_ref())
                    .push_bind(mail.created_at)
                    .push_bind(mail.expires_at)
                    .push_bind(mail.next_at)
                    .push_bind(mail.lease_until)
                    .push_bind(mail.attempts)
                    .push_bind(mail.state.as_ref())
                    .push_bind(mail.settled_at)
                    .push_bind(&mail.answer);
            })
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Takes some mail that is due and in nobody's hands, until an instant: at most so many, the longest due first.
pub(crate) async fn claim(
    tx: &mut Tx,
    at: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    most: i64,
) -> ServiceResult<Vec<Mail>> {
    const SQLITE: &str = "
        UPDATE mail
        SET lease_until = $2
        WHERE id IN (SELECT id FROM mail
                     WHERE state = 'waiting' AND next_at <= $1 AND lease_until <= $1
                     ORDER BY next_at, id
                     LIMIT $3)
        RETURNING id, account, address, quiet_from, quiet_until, on_rest_days, created_at, expires_at, next_at, lease_until,
                  attempts, state, settled_at, answer";
    // Rows that another server takes at this moment are passed over, not waited for.
    const POSTGRES: &str = "
        UPDATE mail
        SET lease_until = $2
        WHERE id IN (SELECT id FROM mail
                     WHERE state = 'waiting' AND next_at <= $1 AND lease_until <= $1
                     ORDER BY next_at, id
                     LIMIT $3
                     FOR UPDATE SKIP LOCKED)
        RETURNING id, account, address, quiet_from, quiet_until, on_rest_days, created_at, expires_at, next_at, lease_until,
                  attempts, state, settled_at, answer";
    let sql = match tx {
        Tx::Sqlite(_) => SQLITE,
        Tx::Postgres(_) => POSTGRES,
    };
    let rows: Vec<Row> =
        on!(tx, conn => sqlx::query_as(sql).bind(at).bind(lease_until).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Mail::try_from).collect()
}

/// Writes down what came of an attempt; false when the mail was no longer in the hands of whoever tried.
pub(crate) async fn settle(tx: &mut Tx, mail: &Mail, outcome: &Outcome, at: DateTime<Utc>) -> ServiceResult<bool> {
    const SQL: &str = "
        UPDATE mail
        SET attempts = attempts + 1, state = $3, next_at = $4, lease_until = $5, answer = $6, settled_at = $7
        WHERE id = $1 AND lease_until = $2 AND state = 'waiting'";
    let settled_at = (outcome.state != MailState::Waiting).then_some(at);
    let done = on!(tx, conn => sqlx::query(SQL)
        .bind(mail.id.uuid())
        .bind(mail.lease_until)
        .bind(outcome.state.as_ref())
        .bind(outcome.next_at)
        .bind(at)
        .bind(&outcome.answer)
        .bind(settled_at)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Gives mail back that was taken and not tried; it is tried again from an instant on.
pub(crate) async fn give_back(
    tx: &mut Tx,
    mail: &Mail,
    (next_at, means_until): (DateTime<Utc>, DateTime<Utc>),
    answer: &str,
) -> ServiceResult<()> {
    const SQL: &str = "
        UPDATE mail
        SET next_at = $3, lease_until = created_at, answer = $4, expires_at = $5
        WHERE id = $1 AND lease_until = $2 AND state = 'waiting'";
    on!(tx, conn => sqlx::query(SQL)
        .bind(mail.id.uuid())
        .bind(mail.lease_until)
        .bind(next_at)
        .bind(answer)
        .bind(means_until)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Gives up what waited for longer than it meant something and is in nobody's hands; gives how many.
pub(crate) async fn expire(tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "
        UPDATE mail
        SET state = 'expired', settled_at = $1
        WHERE state = 'waiting' AND expires_at <= $1 AND lease_until <= $1";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(at).execute(conn).await.map(|done| done.rows_affected()))?)
}

/// Forgets mail that was over before an instant, but for what came back; gives how many. The ledger stays.
pub(crate) async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "DELETE FROM mail WHERE state IN ('sent', 'expired') AND settled_at < $1";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(before).execute(conn).await.map(|done| done.rows_affected()))?)
}

/// How many mails wait.
pub(crate) async fn count_waiting(tx: &mut Tx) -> ServiceResult<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM mail WHERE state = 'waiting'";
    let (count,): (i64,) = on!(tx, conn => sqlx::query_as(SQL).fetch_one(conn).await)?;
    Ok(count)
}

/// Lets mail that was refused or given up wait again, as if it were new; false when it is not such.
pub(crate) async fn retry(
    tx: &mut Tx,
    id: ReminderId,
    address: &EmailAddress,
    at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> ServiceResult<bool> {
    const SQL: &str = "
        UPDATE mail
        SET state = 'waiting', address = $2, attempts = 0, next_at = $3, lease_until = $3, expires_at = $4,
            settled_at = NULL
        WHERE id = $1 AND state IN ('bounced', 'expired')";
    let done = on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(address.as_str()).bind(at).bind(expires_at)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Marks mail that was sent as returned; false when it is not such.
pub(crate) async fn bounce(tx: &mut Tx, id: ReminderId, answer: &str, at: DateTime<Utc>) -> ServiceResult<bool> {
    const SQL: &str = "
        UPDATE mail
        SET state = 'bounced', answer = $2, settled_at = $3
        WHERE id = $1 AND state = 'sent'";
    let done = on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(answer).bind(at).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// The latest mail that came back from an address of somebody.
pub(crate) async fn returned(tx: &mut Tx, account: AccountId, address: &EmailAddress) -> ServiceResult<Option<Mail>> {
    const SQL: &str = "
        SELECT id, account, address, quiet_from, quiet_until, on_rest_days, created_at, expires_at, next_at, lease_until, attempts,
               state, settled_at, answer
        FROM mail
        WHERE account = $1 AND address = $2 AND state = 'bounced'
        ORDER BY settled_at DESC
        LIMIT 1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(account.uuid()).bind(address.as_str()).fetch_optional(conn).await)?;
    row.map(Mail::try_from).transpose()
}

/// One mail.
pub(crate) async fn get(tx: &mut Tx, id: ReminderId) -> ServiceResult<Option<Mail>> {
    const SQL: &str = "
        SELECT id, account, address, quiet_from, quiet_until, on_rest_days, created_at, expires_at, next_at, lease_until, attempts,
               state, settled_at, answer
        FROM mail
        WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Mail::try_from).transpose()
}

/// A page of the mail of a state, the newest first: so many after so many.
pub(crate) async fn page(tx: &mut Tx, state: MailState, skip: i64, most: i64) -> ServiceResult<Vec<Mail>> {
    const SQL: &str = "
        SELECT id, account, address, quiet_from, quiet_until, on_rest_days, created_at, expires_at, next_at, lease_until, attempts,
               state, settled_at, answer
        FROM mail
        WHERE state = $1
        ORDER BY created_at DESC, id
        LIMIT $2 OFFSET $3";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(state.as_ref()).bind(most).bind(skip).fetch_all(conn).await)?;
    rows.into_iter().map(Mail::try_from).collect()
}

/// How many mails there are.
pub(crate) async fn counts(tx: &mut Tx) -> ServiceResult<MailCounts> {
    const COUNTS: &str = "SELECT state, COUNT(*) FROM mail GROUP BY state";
    const OLDEST: &str = "SELECT created_at FROM mail WHERE state = 'waiting' ORDER BY created_at LIMIT 1";
    let rows: Vec<(String, i64)> = on!(tx, conn => sqlx::query_as(COUNTS).fetch_all(conn).await)?;
    let oldest: Option<(DateTime<Utc>,)> = on!(tx, conn => sqlx::query_as(OLDEST).fetch_optional(conn).await)?;
    let mut counts = MailCounts { waiting_since: oldest.map(|(at,)| at), ..MailCounts::default() };
    for (state, count) in rows {
        *match stored("state", &state)? {
            MailState::Waiting => &mut counts.waiting,
            MailState::Sent => &mut counts.sent,
            MailState::Bounced => &mut counts.bounced,
            MailState::Expired => &mut counts.expired,
        } = count;
    }
    Ok(counts)
}

/// The addresses from which mail came back: nothing more goes there until somebody looks.
pub(crate) async fn bounced_addresses(tx: &mut Tx) -> ServiceResult<HashSet<String>> {
    const SQL: &str = "SELECT DISTINCT address FROM mail WHERE state = 'bounced'";
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(address,)| address).collect())
}
