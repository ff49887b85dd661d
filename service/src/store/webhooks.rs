//! Webhooks and their messages.

use super::{Tx, stored, unreadable};
use crate::{
    ServiceError, ServiceResult,
    collectors::{FetchProblem, Sealed},
};
use chrono::{DateTime, Utc};
use domain::{
    collector::Endpoint,
    ids::{SnapshotCode, WebhookId, WebhookMessageId},
    webhook::{MessageState, Tried},
};
use sqlx::FromRow;
use uuid::Uuid;

/// An address of another program that is told of every release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Which.
    pub id: WebhookId,
    /// What it is called.
    pub name: String,
    /// Where messages go.
    pub address: Endpoint,
    /// When it was added; what was public before is not told.
    pub created_at: DateTime<Utc>,
    /// When nothing more was to be told to it.
    pub stopped_at: Option<DateTime<Utc>>,
    /// With what its messages are signed; none once it is stopped.
    pub(crate) secret: Option<Sealed>,
}

/// One message about one release, or one that tries the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Which; the same at every attempt.
    pub id: WebhookMessageId,
    /// To whom.
    pub webhook: WebhookId,
    /// About what; nothing where somebody only tries the address.
    pub snapshot: Option<SnapshotCode>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it is tried next, where it waits.
    pub next_at: DateTime<Utc>,
    /// Until when a server has it in hand.
    pub lease_until: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i32,
    /// What became of it.
    pub state: MessageState,
    /// When it was over.
    pub settled_at: Option<DateTime<Utc>>,
    /// With which status the last attempt was answered.
    pub status: Option<u16>,
    /// Why the last attempt was not answered.
    pub problem: Option<FetchProblem>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    address: String,
    secret_key: Option<String>,
    secret: Option<Vec<u8>>,
    created_at: DateTime<Utc>,
    stopped_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Webhook {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            id: WebhookId::new(row.id),
            name: row.name,
            address: stored("address", &row.address)?,
            created_at: row.created_at,
            stopped_at: row.stopped_at,
            secret: row.secret_key.zip(row.secret).map(|(key, bytes)| Sealed { key, bytes }),
        })
    }
}

#[derive(FromRow)]
struct MessageRow {
    id: Uuid,
    webhook: Uuid,
    snapshot: Option<String>,
    created_at: DateTime<Utc>,
    next_at: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    attempts: i32,
    state: String,
    settled_at: Option<DateTime<Utc>>,
    status: Option<i32>,
    problem: Option<String>,
}

impl TryFrom<MessageRow> for Message {
    type Error = ServiceError;
    fn try_from(row: MessageRow) -> ServiceResult<Self> {
        let problem = row.problem.as_deref().map(serde_json::from_str).transpose();
        Ok(Self {
            id: WebhookMessageId::new(row.id),
            webhook: WebhookId::new(row.webhook),
            snapshot: row.snapshot.as_deref().map(|code| stored("snapshot", code)).transpose()?,
            created_at: row.created_at,
            next_at: row.next_at,
            lease_until: row.lease_until,
            attempts: row.attempts,
            state: stored("state", &row.state)?,
            settled_at: row.settled_at,
            status: row.status.and_then(|status| u16::try_from(status).ok()),
            problem: problem.map_err(|error| unreadable("problem", error))?,
        })
    }
}

/// Puts a webhook in.
pub(crate) async fn insert(tx: &mut Tx, webhook: &Webhook) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO webhook (id, name, address, secret_key, secret, created_at, stopped_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(webhook.id.uuid())
        .bind(&webhook.name)
        .bind(webhook.address.as_str())
        .bind(webhook.secret.as_ref().map(|secret| secret.key.as_str()))
        .bind(webhook.secret.as_ref().map(|secret| secret.bytes.as_slice()))
        .bind(webhook.created_at)
        .bind(webhook.stopped_at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The webhooks that were not stopped, the oldest first.
pub(crate) async fn active(tx: &mut Tx) -> ServiceResult<Vec<Webhook>> {
    const SQL: &str = "
        SELECT id, name, address, secret_key, secret, created_at, stopped_at
        FROM webhook
        WHERE stopped_at IS NULL
        ORDER BY created_at, id";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(Webhook::try_from).collect()
}

/// Those that were stopped, the last one first: at most so many.
pub(crate) async fn stopped(tx: &mut Tx, most: i64) -> ServiceResult<Vec<Webhook>> {
    const SQL: &str = "
        SELECT id, name, address, secret_key, secret, created_at, stopped_at
        FROM webhook
        WHERE stopped_at IS NOT NULL
        ORDER BY stopped_at DESC, id
        LIMIT $1";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Webhook::try_from).collect()
}

/// Stops a webhook, forgets its secret and gives up what waits for it; false where there is none that counts.
pub(crate) async fn stop(tx: &mut Tx, id: WebhookId, at: DateTime<Utc>) -> ServiceResult<bool> {
    const STOP: &str = "
        UPDATE webhook
        SET stopped_at = $2, secret_key = NULL, secret = NULL
        WHERE id = $1 AND stopped_at IS NULL";
    const GIVE_UP: &str = "
        UPDATE webhook_message
        SET state = 'given_up', settled_at = $2
        WHERE webhook = $1 AND state = 'waiting'";
    let done = on!(tx, conn => sqlx::query(STOP)
        .bind(id.uuid()).bind(at).execute(conn).await.map(|done| done.rows_affected()))?;
    on!(tx, conn => sqlx::query(GIVE_UP).bind(id.uuid()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(done == 1)
}

/// Keeps a secret sealed anew, if it is still the one that was opened.
pub(crate) async fn reseal(tx: &mut Tx, id: WebhookId, old: &Sealed, new: &Sealed) -> ServiceResult<()> {
    const SQL: &str = "UPDATE webhook SET secret_key = $3, secret = $4 WHERE id = $1 AND secret = $2";
    on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(old.bytes.as_slice())
        .bind(&new.key)
        .bind(new.bytes.as_slice())
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Which webhooks have a message about which snapshots.
pub(crate) async fn told(tx: &mut Tx) -> ServiceResult<Vec<(WebhookId, SnapshotCode)>> {
    const SQL: &str = "SELECT webhook, snapshot FROM webhook_message WHERE snapshot IS NOT NULL";
    let rows: Vec<(Uuid, String)> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(|(webhook, code)| Ok((WebhookId::new(webhook), stored("snapshot", &code)?))).collect()
}

/// Puts a new message in; nothing where another server has put in the one about this snapshot.
pub(crate) async fn add(tx: &mut Tx, message: &Message) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO webhook_message
            (id, webhook, snapshot, created_at, next_at, lease_until, attempts, state)
        VALUES ($1, $2, $3, $4, $5, $6, 0, 'waiting')
        ON CONFLICT (webhook, snapshot) DO NOTHING";
    on!(tx, conn => sqlx::query(SQL)
        .bind(message.id.uuid())
        .bind(message.webhook.uuid())
        .bind(message.snapshot.as_ref().map(SnapshotCode::as_str))
        .bind(message.created_at)
        .bind(message.next_at)
        .bind(message.lease_until)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Takes some messages that are due and in nobody's hands, until an instant: at most so many, the longest due first.
pub(crate) async fn claim(
    tx: &mut Tx,
    at: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    most: i64,
) -> ServiceResult<Vec<Message>> {
    const SQLITE: &str = "
        UPDATE webhook_message
        SET lease_until = $2
        WHERE id IN (SELECT id FROM webhook_message
                     WHERE state = 'waiting' AND next_at <= $1 AND lease_until <= $1
                         AND webhook IN (SELECT id FROM webhook WHERE stopped_at IS NULL)
                     ORDER BY next_at, id
                     LIMIT $3)
        RETURNING id, webhook, snapshot, created_at, next_at, lease_until, attempts, state, settled_at, status, problem";
    // Rows that another server takes at this moment are passed over, not waited for.
    const POSTGRES: &str = "
        UPDATE webhook_message
        SET lease_until = $2
        WHERE id IN (SELECT id FROM webhook_message
                     WHERE state = 'waiting' AND next_at <= $1 AND lease_until <= $1
                         AND webhook IN (SELECT id FROM webhook WHERE stopped_at IS NULL)
                     ORDER BY next_at, id
                     LIMIT $3
                     FOR UPDATE SKIP LOCKED)
        RETURNING id, webhook, snapshot, created_at, next_at, lease_until, attempts, state, settled_at, status, problem";
    let sql = match tx {
        Tx::Sqlite(_) => SQLITE,
        Tx::Postgres(_) => POSTGRES,
    };
    let rows: Vec<MessageRow> =
        on!(tx, conn => sqlx::query_as(sql).bind(at).bind(lease_until).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Message::try_from).collect()
}

/// Writes down what came of an attempt, where the message is still in the hands of whoever tried; false where it is not.
pub(crate) async fn settle(
    tx: &mut Tx,
    message: &Message,
    after: Tried,
    answered: &Result<u16, FetchProblem>,
    at: DateTime<Utc>,
) -> ServiceResult<bool> {
    const SQL: &str = "
        UPDATE webhook_message
        SET attempts = attempts + 1, state = $3, next_at = $4, lease_until = $5, status = $6, problem = $7, settled_at = $8
        WHERE id = $1 AND lease_until = $2 AND state = 'waiting'";
    let settled_at = (after.state != MessageState::Waiting).then_some(at);
    let problem = answered.as_ref().err().map(serde_json::to_string).transpose();
    let done = on!(tx, conn => sqlx::query(SQL)
        .bind(message.id.uuid())
        .bind(message.lease_until)
        .bind(after.state.as_ref())
        .bind(after.next_at)
        .bind(at)
        .bind(answered.as_ref().ok().map(|status| i32::from(*status)))
        .bind(problem.map_err(|error| unreadable("problem", error))?)
        .bind(settled_at)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Gives a message up that waits.
pub(crate) async fn give_up(tx: &mut Tx, id: WebhookMessageId, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "
        UPDATE webhook_message
        SET state = 'given_up', settled_at = $2, lease_until = $2
        WHERE id = $1 AND state = 'waiting'";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Of which snapshot a message tells; none where there is no such message, or it only tries the address.
pub(crate) async fn told_of(tx: &mut Tx, id: WebhookMessageId) -> ServiceResult<Option<SnapshotCode>> {
    const SQL: &str = "SELECT snapshot FROM webhook_message WHERE id = $1";
    let row: Option<(Option<String>,)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(id.uuid()).fetch_optional(conn).await)?;
    row.and_then(|(code,)| code).as_deref().map(|code| stored("snapshot", code)).transpose()
}

/// Lets a message that was given up wait again, as if it were new; false where it is none, or its webhook was stopped.
pub(crate) async fn retry(tx: &mut Tx, id: WebhookMessageId, at: DateTime<Utc>) -> ServiceResult<bool> {
    const SQL: &str = "
        UPDATE webhook_message
        SET state = 'waiting', attempts = 0, next_at = $2, lease_until = $2, settled_at = NULL
        WHERE id = $1 AND state = 'given_up' AND snapshot IS NOT NULL
            AND webhook IN (SELECT id FROM webhook WHERE stopped_at IS NULL)";
    let done = on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(at).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// The latest messages of every webhook, the latest first: at most so many of each.
pub(crate) async fn latest(tx: &mut Tx, most_of_each: i64) -> ServiceResult<Vec<Message>> {
    const SQL: &str = "
        SELECT id, webhook, snapshot, created_at, next_at, lease_until, attempts, state, settled_at, status, problem
        FROM (SELECT id, webhook, snapshot, created_at, next_at, lease_until, attempts, state, settled_at, status, problem,
                     ROW_NUMBER() OVER (PARTITION BY webhook ORDER BY created_at DESC, id) AS place
              FROM webhook_message) AS placed
        WHERE place <= $1
        ORDER BY webhook, place";
    let rows: Vec<MessageRow> = on!(tx, conn => sqlx::query_as(SQL).bind(most_of_each).fetch_all(conn).await)?;
    rows.into_iter().map(Message::try_from).collect()
}

/// Forgets messages that only tried an address and were over before an instant; gives how many. Those about releases stay,
/// since by them nobody is told twice.
pub(crate) async fn forget_tests(tx: &mut Tx, before: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "DELETE FROM webhook_message WHERE snapshot IS NULL AND settled_at < $1";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(before).execute(conn).await.map(|done| done.rows_affected()))?)
}
