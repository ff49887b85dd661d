//! The audit chain.

use super::{ROWS_AT_ONCE, Tx};
use crate::ServiceResult;
use chrono::{DateTime, Utc};
use domain::{
    audit::{AuditEvent, AuditLink},
    ids::AccountId,
};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    sequence: i64,
    at: DateTime<Utc>,
    account: Option<Uuid>,
    channel: String,
    action: String,
    object: String,
    details: String,
    previous: String,
    digest: String,
}

impl From<Row> for AuditLink {
    fn from(row: Row) -> Self {
        Self {
            event: AuditEvent {
                sequence: row.sequence,
                at: row.at,
                account: row.account.map(AccountId::new),
                channel: row.channel,
                action: row.action,
                object: row.object,
                details: row.details,
            },
            previous: row.previous,
            digest: row.digest,
        }
    }
}

/// Takes the next place in the chain; other writers wait until this transaction ends. Gives the place and the digest
/// before it.
pub(crate) async fn take_place(tx: &mut Tx) -> ServiceResult<(i64, String)> {
    const SQL: &str = "
        UPDATE audit_head
        SET sequence = sequence + 1
        WHERE id = 1
        RETURNING sequence, digest";
    Ok(on!(tx, conn => sqlx::query_as(SQL).fetch_one(conn).await)?)
}

/// Puts a link at its place.
pub(crate) async fn append(tx: &mut Tx, link: &AuditLink) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO audit_event (sequence, at, account, channel, action, object, details, previous, digest)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    const MOVE_HEAD: &str = "UPDATE audit_head SET digest = $1 WHERE id = 1";
    let event = &link.event;
    on!(tx, conn => sqlx::query(INSERT)
        .bind(event.sequence)
        .bind(event.at)
        .bind(event.account.map(AccountId::uuid))
        .bind(&event.channel)
        .bind(&event.action)
        .bind(&event.object)
        .bind(&event.details)
        .bind(&link.previous)
        .bind(&link.digest)
        .execute(conn).await.map(|_| ()))?;
    on!(tx, conn => sqlx::query(MOVE_HEAD).bind(&link.digest).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The end of the chain as the head has it.
pub(crate) async fn head(tx: &mut Tx) -> ServiceResult<(i64, String)> {
    const SQL: &str = "SELECT sequence, digest FROM audit_head WHERE id = 1";
    Ok(on!(tx, conn => sqlx::query_as(SQL).fetch_one(conn).await)?)
}

/// When the first thing was done; none where nothing was.
pub(crate) async fn first(tx: &mut Tx) -> ServiceResult<Option<DateTime<Utc>>> {
    const SQL: &str = "SELECT at FROM audit_event ORDER BY sequence LIMIT 1";
    let first: Option<(DateTime<Utc>,)> = on!(tx, conn => sqlx::query_as(SQL).fetch_optional(conn).await)?;
    Ok(first.map(|(at,)| at))
}

/// A part of the chain in order, after a place.
pub(crate) async fn after(tx: &mut Tx, sequence: i64) -> ServiceResult<Vec<AuditLink>> {
    const SQL: &str = "
        SELECT sequence, at, account, channel, action, object, details, previous, digest
        FROM audit_event
        WHERE sequence > $1
        ORDER BY sequence
        LIMIT $2";
    let most = i64::try_from(ROWS_AT_ONCE).unwrap_or(i64::MAX);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(sequence).bind(most).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(AuditLink::from).collect())
}

/// Which events of the log are wanted; all where nothing is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Of one object.
    pub object: Option<String>,
    /// Of one who acted.
    pub account: Option<AccountId>,
    /// Of one action.
    pub action: Option<String>,
    /// From an instant on.
    pub from: Option<DateTime<Utc>>,
    /// Until an instant.
    pub until: Option<DateTime<Utc>>,
}

/// The latest events before a place that a filter lets through, newest first.
pub(crate) async fn before(
    tx: &mut Tx,
    sequence: i64,
    filter: &AuditFilter,
    most: i64,
) -> ServiceResult<Vec<AuditLink>> {
    const SQL: &str = "
        SELECT sequence, at, account, channel, action, object, details, previous, digest
        FROM audit_event
        WHERE sequence < ";
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        query.push_bind(sequence);
        if let Some(object) = &filter.object {
            query.push(" AND object = ").push_bind(object);
        }
        if let Some(account) = filter.account {
            query.push(" AND account = ").push_bind(account.uuid());
        }
        if let Some(action) = &filter.action {
            query.push(" AND action = ").push_bind(action);
        }
        if let Some(from) = filter.from {
            query.push(" AND at >= ").push_bind(from);
        }
        if let Some(until) = filter.until {
            query.push(" AND at <= ").push_bind(until);
        }
        query.push(" ORDER BY sequence DESC LIMIT ").push_bind(most).build_query_as().fetch_all(conn).await
    })?;
    Ok(rows.into_iter().map(AuditLink::from).collect())
}
