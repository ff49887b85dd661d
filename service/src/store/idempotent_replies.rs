//! What programs that ask with an idempotency key were answered.

use super::Tx;
use crate::ServiceResult;
use chrono::{DateTime, Utc};
use domain::ids::TokenId;
use sqlx::FromRow;

/// What is kept under a key.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub(crate) struct Kept {
    pub(crate) fingerprint: String,
    /// None while the first asking is under way.
    pub(crate) status: Option<i32>,
    pub(crate) media_type: String,
    pub(crate) tag: String,
    pub(crate) content: Vec<u8>,
}

/// Until when a claim counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Since {
    /// Answers before this are forgotten.
    pub(crate) answered: DateTime<Utc>,
    /// Askings under way before this were broken off.
    pub(crate) under_way: DateTime<Utc>,
}

/// Claims a key for one asking, unless it is somebody's already. Two at once wait for each other here.
pub(crate) async fn claim(
    tx: &mut Tx,
    (token, name): (TokenId, &str),
    fingerprint: &str,
    at: DateTime<Utc>,
    since: Since,
) -> ServiceResult<bool> {
    const SQL: &str = "
        INSERT INTO idempotent_reply (token, name, fingerprint, claimed_at, status, media_type, tag, content)
        VALUES ($1, $2, $3, $4, NULL, '', '', $5)
        ON CONFLICT (token, name) DO UPDATE SET
            fingerprint = excluded.fingerprint, claimed_at = excluded.claimed_at, status = NULL,
            media_type = '', tag = '', content = excluded.content
        WHERE idempotent_reply.claimed_at < $6
            OR (idempotent_reply.status IS NULL AND idempotent_reply.claimed_at < $7)";
    let claimed = on!(tx, conn => sqlx::query(SQL)
        .bind(token.uuid())
        .bind(name)
        .bind(fingerprint)
        .bind(at)
        .bind(Vec::<u8>::new())
        .bind(since.answered)
        .bind(since.under_way)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(claimed == 1)
}

/// What is kept under a key.
pub(crate) async fn get(tx: &mut Tx, token: TokenId, name: &str) -> ServiceResult<Option<Kept>> {
    const SQL: &str = "
        SELECT fingerprint, status, media_type, tag, content
        FROM idempotent_reply
        WHERE token = $1 AND name = $2";
    Ok(on!(tx, conn => sqlx::query_as(SQL).bind(token.uuid()).bind(name).fetch_optional(conn).await)?)
}

/// Keeps the answer under a key, if it is still the claim of that instant.
pub(crate) async fn keep(
    tx: &mut Tx,
    (token, name): (TokenId, &str),
    claimed_at: DateTime<Utc>,
    answer: &Kept,
) -> ServiceResult<()> {
    const SQL: &str = "
        UPDATE idempotent_reply
        SET status = $4, media_type = $5, tag = $6, content = $7
        WHERE token = $1 AND name = $2 AND claimed_at = $3 AND status IS NULL";
    on!(tx, conn => sqlx::query(SQL)
        .bind(token.uuid())
        .bind(name)
        .bind(claimed_at)
        .bind(answer.status)
        .bind(&answer.media_type)
        .bind(&answer.tag)
        .bind(&answer.content)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Gives a claim up, so that the same can be asked again.
pub(crate) async fn release(
    tx: &mut Tx,
    (token, name): (TokenId, &str),
    claimed_at: DateTime<Utc>,
) -> ServiceResult<()> {
    const SQL: &str = "
        DELETE FROM idempotent_reply
        WHERE token = $1 AND name = $2 AND claimed_at = $3 AND status IS NULL";
    on!(tx, conn => sqlx::query(SQL)
        .bind(token.uuid()).bind(name).bind(claimed_at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Forgets what was claimed before an instant, and tells how many.
pub(crate) async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "DELETE FROM idempotent_reply WHERE claimed_at < $1";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(before).execute(conn).await.map(|done| done.rows_affected()))?)
}
