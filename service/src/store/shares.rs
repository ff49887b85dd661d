//! Links by which somebody lets others read a page.

use super::{Tx, one_of::push_one_of, stored};
use crate::ServiceResult;
use chrono::{DateTime, Utc};
use domain::{
    ids::{AccountId, OrganisationCode, ShareId},
    share::SharedPage,
};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

/// A link to a page; its secret is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Its identifier.
    pub id: ShareId,
    /// Whose it is: it shows what they may see, as long as they may.
    pub account: AccountId,
    /// The page with its filters.
    pub page: SharedPage,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when it counts.
    pub expires_at: DateTime<Utc>,
    /// When it was last opened, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When somebody took it back.
    pub revoked_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    seal: String,
    account: Uuid,
    page: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl Row {
    fn read(self) -> ServiceResult<(Share, String)> {
        let share = Share {
            id: ShareId::new(self.id),
            account: AccountId::new(self.account),
            page: stored("page", &self.page)?,
            created_at: self.created_at,
            expires_at: self.expires_at,
            last_used_at: self.last_used_at,
            revoked_at: self.revoked_at,
        };
        Ok((share, self.seal))
    }
}

/// Puts a new link in under the digest of its secret, with its seal.
pub(crate) async fn insert(tx: &mut Tx, share: &Share, digest: &str, seal: &str) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO share (id, digest, seal, account, page, created_at, expires_at, last_used_at, revoked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(share.id.uuid())
        .bind(digest)
        .bind(seal)
        .bind(share.account.uuid())
        .bind(share.page.as_str())
        .bind(share.created_at)
        .bind(share.expires_at)
        .bind(share.last_used_at)
        .bind(share.revoked_at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// One link.
pub(crate) async fn get(tx: &mut Tx, id: ShareId) -> ServiceResult<Option<Share>> {
    const SQL: &str = "
        SELECT id, seal, account, page, created_at, expires_at, last_used_at, revoked_at
        FROM share
        WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(|row| row.read().map(|(share, _)| share)).transpose()
}

/// The link of a digest, with its seal; also one that has ended.
pub(crate) async fn find(tx: &mut Tx, digest: &str) -> ServiceResult<Option<(Share, String)>> {
    const SQL: &str = "
        SELECT id, seal, account, page, created_at, expires_at, last_used_at, revoked_at
        FROM share
        WHERE digest = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(digest).fetch_optional(conn).await)?;
    row.map(Row::read).transpose()
}

/// The links of an account that were not taken back and count after an instant, newest first.
pub(crate) async fn counting(
    tx: &mut Tx,
    at: DateTime<Utc>,
    account: AccountId,
    most: i64,
) -> ServiceResult<Vec<Share>> {
    const SQL: &str = "
        SELECT id, seal, account, page, created_at, expires_at, last_used_at, revoked_at
        FROM share
        WHERE revoked_at IS NULL AND expires_at > $1 AND account = $2
        ORDER BY created_at DESC, id
        LIMIT $3";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(at).bind(account.uuid()).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(|row| row.read().map(|(share, _)| share)).collect()
}

/// Whose links.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Owners<'a> {
    /// Everybody's.
    All,
    /// Those of people with a role at one of some organisations or below it.
    Below(&'a [OrganisationCode]),
}

#[derive(FromRow)]
struct NamedRow {
    #[sqlx(flatten)]
    share: Row,
    name: String,
}

/// The links of others that were not taken back and count after an instant, newest first, with the names of whose they are.
pub(crate) async fn counting_of_others(
    tx: &mut Tx,
    at: DateTime<Utc>,
    account: AccountId,
    owners: Owners<'_>,
    most: i64,
) -> ServiceResult<Vec<(Share, String)>> {
    const BELOW: &str = "
        WITH RECURSIVE below (code) AS (
            SELECT code FROM organisation WHERE code";
    const AND_FURTHER: &str = "
            UNION
            SELECT organisation.code FROM organisation JOIN below ON organisation.parent = below.code
        )";
    const SQL: &str = "
        SELECT share.id, share.seal, share.account, share.page, share.created_at, share.expires_at, share.last_used_at,
               share.revoked_at, account.name
        FROM share
        JOIN account ON account.id = share.account
        WHERE share.revoked_at IS NULL AND share.expires_at > ";
    const HAS_A_ROLE: &str = "
            AND EXISTS (
                SELECT 1
                FROM account_grant
                JOIN below ON below.code = account_grant.organisation
                WHERE account_grant.account = share.account
            )";
    if matches!(owners, Owners::Below([])) {
        return Ok(Vec::new());
    }
    let rows: Vec<NamedRow> = on!(tx, conn => {
        let mut query = QueryBuilder::new("");
        if let Owners::Below(organisations) = owners {
            query.push(BELOW);
            push_one_of(&mut query, organisations.iter().map(OrganisationCode::as_str));
            query.push(AND_FURTHER);
        }
        query.push(SQL).push_bind(at).push(" AND share.account <> ").push_bind(account.uuid());
        if matches!(owners, Owners::Below(_)) {
            query.push(HAS_A_ROLE);
        }
        query.push(" ORDER BY share.created_at DESC, share.id LIMIT ").push_bind(most);
        query.build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(|row| Ok((row.share.read()?.0, row.name))).collect()
}

/// Notes that a link was opened.
pub(crate) async fn note_use(tx: &mut Tx, id: ShareId, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE share SET last_used_at = $2 WHERE id = $1";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Takes a link back; the first time counts.
pub(crate) async fn revoke(tx: &mut Tx, id: ShareId, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE share SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Takes all links of an account back that still count; gives how many.
pub(crate) async fn revoke_all(tx: &mut Tx, account: AccountId, at: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "
        UPDATE share
        SET revoked_at = $2
        WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2";
    Ok(on!(tx, conn => sqlx::query(SQL)
        .bind(account.uuid()).bind(at).execute(conn).await.map(|done| done.rows_affected()))?)
}

/// Forgets links that were taken back or ended before an instant; gives how many.
pub(crate) async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "DELETE FROM share WHERE revoked_at < $1 OR expires_at < $1";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(before).execute(conn).await.map(|done| done.rows_affected()))?)
}
