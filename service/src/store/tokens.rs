//! Bearer tokens.

use super::{Tx, accounts, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    access::{Grant, TokenScope},
    ids::{AccountId, TokenId},
};
use sqlx::FromRow;
use uuid::Uuid;

/// A bearer token; its secret is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its identifier.
    pub id: TokenId,
    /// As whom it acts.
    pub account: AccountId,
    /// What it is for, in the words of whoever made it.
    pub label: String,
    /// How much it lets through.
    pub scope: TokenScope,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it no longer counts.
    pub expires_at: DateTime<Utc>,
    /// When somebody took it back.
    pub revoked_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    account: Uuid,
    label: String,
    scope: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Token {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            id: TokenId::new(row.id),
            account: AccountId::new(row.account),
            label: row.label,
            scope: stored("scope", &row.scope)?,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
        })
    }
}

/// Puts a new token in under the digest of its secret.
pub(crate) async fn insert(tx: &mut Tx, token: &Token, digest: &str) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO token (id, digest, account, label, scope, created_at, expires_at, revoked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(token.id.uuid())
        .bind(digest)
        .bind(token.account.uuid())
        .bind(&token.label)
        .bind(token.scope.as_ref())
        .bind(token.created_at)
        .bind(token.expires_at)
        .bind(token.revoked_at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// One token.
pub(crate) async fn get(tx: &mut Tx, id: TokenId) -> ServiceResult<Option<Token>> {
    const SQL: &str = "
        SELECT id, account, label, scope, created_at, expires_at, revoked_at
        FROM token
        WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Token::try_from).transpose()
}

/// The tokens of an account, newest first.
pub(crate) async fn of_account(tx: &mut Tx, account: AccountId) -> ServiceResult<Vec<Token>> {
    const SQL: &str = "
        SELECT id, account, label, scope, created_at, expires_at, revoked_at
        FROM token
        WHERE account = $1
        ORDER BY created_at DESC, id";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(account.uuid()).fetch_all(conn).await)?;
    rows.into_iter().map(Token::try_from).collect()
}

/// Takes a token back; the first time counts.
pub(crate) async fn revoke(tx: &mut Tx, id: TokenId, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Takes all tokens of an account back that still count; gives how many.
pub(crate) async fn revoke_all(tx: &mut Tx, account: AccountId, at: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "
        UPDATE token
        SET revoked_at = $2
        WHERE account = $1 AND revoked_at IS NULL AND expires_at > $2";
    Ok(on!(tx, conn => sqlx::query(SQL)
        .bind(account.uuid()).bind(at).execute(conn).await.map(|done| done.rows_affected()))?)
}

/// Forgets tokens that have not counted since before an instant; gives how many.
pub(crate) async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "DELETE FROM token WHERE expires_at < $1 OR revoked_at < $1";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(before).execute(conn).await.map(|done| done.rows_affected()))?)
}

/// Who acts by a token: name and grants beside the token.
#[derive(Debug, Clone)]
pub(crate) struct Bearer {
    pub(crate) token: Token,
    pub(crate) name: String,
    pub(crate) grants: Vec<Grant>,
}

/// The token of a digest with its person and what they may do, in one statement; none when they are disabled.
pub(crate) async fn bearer(tx: &mut Tx, digest: &str) -> ServiceResult<Option<Bearer>> {
    const SQL: &str = "
        SELECT token.id, token.account, token.label, token.scope, token.created_at, token.expires_at,
               token.revoked_at, account.name, account_grant.role, account_grant.organisation
        FROM token
        JOIN account ON account.id = token.account
        LEFT JOIN account_grant ON account_grant.account = account.id
        WHERE token.digest = $1 AND account.disabled_at IS NULL
        ORDER BY account_grant.organisation, account_grant.role";
    #[derive(FromRow)]
    struct BearerRow {
        #[sqlx(flatten)]
        token: Row,
        name: String,
        role: Option<String>,
        organisation: Option<String>,
    }
    let rows: Vec<BearerRow> = on!(tx, conn => sqlx::query_as(SQL).bind(digest).fetch_all(conn).await)?;
    let mut bearer: Option<Bearer> = None;
    for row in rows {
        let bearer = match &mut bearer {
            Some(bearer) => bearer,
            None => bearer.insert(Bearer { token: row.token.try_into()?, name: row.name, grants: Vec::new() }),
        };
        bearer.grants.extend(row.role.zip(row.organisation).map(accounts::grant).transpose()?);
    }
    Ok(bearer)
}
