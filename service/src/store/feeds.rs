//! Secret addresses of calendars.

use super::{Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::ids::{AccountId, FeedId, OrganisationCode};
use sqlx::FromRow;
use uuid::Uuid;

/// An address under which a calendar program reads the deadlines of a body; its secret is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its identifier.
    pub id: FeedId,
    /// Whose it is: it counts as long as they may read.
    pub account: AccountId,
    /// Whose deadlines it tells.
    pub organisation: OrganisationCode,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When somebody took it back.
    pub revoked_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    account: Uuid,
    organisation: String,
    created_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Feed {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            id: FeedId::new(row.id),
            account: AccountId::new(row.account),
            organisation: stored("organisation", &row.organisation)?,
            created_at: row.created_at,
            revoked_at: row.revoked_at,
        })
    }
}

/// Puts a new feed in under the digest of its secret.
pub(crate) async fn insert(tx: &mut Tx, feed: &Feed, digest: &str) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO feed (id, digest, account, organisation, created_at, revoked_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(feed.id.uuid())
        .bind(digest)
        .bind(feed.account.uuid())
        .bind(feed.organisation.as_str())
        .bind(feed.created_at)
        .bind(feed.revoked_at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// One feed.
pub(crate) async fn get(tx: &mut Tx, id: FeedId) -> ServiceResult<Option<Feed>> {
    const SQL: &str = "SELECT id, account, organisation, created_at, revoked_at FROM feed WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Feed::try_from).transpose()
}

/// The feeds of an account that still count, newest first.
pub(crate) async fn of_account(tx: &mut Tx, account: AccountId) -> ServiceResult<Vec<Feed>> {
    const SQL: &str = "
        SELECT id, account, organisation, created_at, revoked_at
        FROM feed
        WHERE account = $1 AND revoked_at IS NULL
        ORDER BY created_at DESC, id";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(account.uuid()).fetch_all(conn).await)?;
    rows.into_iter().map(Feed::try_from).collect()
}

/// The feed of a digest that still counts: not taken back, its owner not disabled and with some role.
pub(crate) async fn find(tx: &mut Tx, digest: &str) -> ServiceResult<Option<Feed>> {
    const SQL: &str = "
        SELECT feed.id, feed.account, feed.organisation, feed.created_at, feed.revoked_at
        FROM feed
        JOIN account ON account.id = feed.account
        WHERE feed.digest = $1 AND feed.revoked_at IS NULL AND account.disabled_at IS NULL
            AND EXISTS (SELECT 1 FROM account_grant WHERE account_grant.account = feed.account)";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(digest).fetch_optional(conn).await)?;
    row.map(Feed::try_from).transpose()
}

/// Takes a feed back; the first time counts.
pub(crate) async fn revoke(tx: &mut Tx, id: FeedId, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE feed SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Takes all feeds of an account back that still count; gives how many.
pub(crate) async fn revoke_all(tx: &mut Tx, account: AccountId, at: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "UPDATE feed SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL";
    Ok(on!(tx, conn => sqlx::query(SQL)
        .bind(account.uuid()).bind(at).execute(conn).await.map(|done| done.rows_affected()))?)
}

/// Forgets feeds that were taken back before an instant; gives how many.
pub(crate) async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "DELETE FROM feed WHERE revoked_at < $1";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(before).execute(conn).await.map(|done| done.rows_affected()))?)
}
