//! Sessions and failed sign-ins.

use super::{Tx, accounts, stored};
use crate::ServiceResult;
use chrono::{DateTime, Utc};
use domain::{access::Grant, account::EmailAddress, ids::AccountId};
use sqlx::FromRow;
use uuid::Uuid;

/// A session as it begins.
#[derive(Debug, Clone)]
pub(crate) struct NewSession {
    pub(crate) digest: String,
    pub(crate) account: AccountId,
    pub(crate) at: DateTime<Utc>,
    pub(crate) address: String,
    pub(crate) agent: String,
}

/// A session with whose it is.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) account: AccountId,
    pub(crate) email: EmailAddress,
    pub(crate) name: String,
    pub(crate) must_change_password: bool,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) seen_at: DateTime<Utc>,
    pub(crate) grants: Vec<Grant>,
}

#[derive(FromRow)]
struct Row {
    account: Uuid,
    email: String,
    name: String,
    must_change_password: bool,
    created_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    role: Option<String>,
    organisation: Option<String>,
}

/// Begins a session.
pub(crate) async fn insert(tx: &mut Tx, session: &NewSession) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO session (digest, account, created_at, seen_at, address, agent)
        VALUES ($1, $2, $3, $3, $4, $5)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(&session.digest)
        .bind(session.account.uuid())
        .bind(session.at)
        .bind(&session.address)
        .bind(&session.agent)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// The session of a digest with its person and what they may do, in one statement; none when they are disabled.
pub(crate) async fn get(tx: &mut Tx, digest: &str) -> ServiceResult<Option<Session>> {
    const SQL: &str = "
        SELECT account.id AS account, account.email, account.name, account.must_change_password,
               session.created_at, session.seen_at, account_grant.role, account_grant.organisation
        FROM session
        JOIN account ON account.id = session.account
        LEFT JOIN account_grant ON account_grant.account = account.id
        WHERE session.digest = $1 AND account.disabled_at IS NULL
        ORDER BY account_grant.organisation, account_grant.role";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(digest).fetch_all(conn).await)?;
    let mut session: Option<Session> = None;
    for row in rows {
        let session = match &mut session {
            Some(session) => session,
            None => session.insert(Session {
                account: AccountId::new(row.account),
                email: stored("e-mail address", &row.email)?,
                name: row.name,
                must_change_password: row.must_change_password,
                created_at: row.created_at,
                seen_at: row.seen_at,
                grants: Vec::new(),
            }),
        };
        session.grants.extend(row.role.zip(row.organisation).map(accounts::grant).transpose()?);
    }
    Ok(session)
}

/// Notes that a session is in use.
pub(crate) async fn see(tx: &mut Tx, digest: &str, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE session SET seen_at = $2 WHERE digest = $1 AND seen_at < $2";
    on!(tx, conn => sqlx::query(SQL).bind(digest).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Ends one session; gives whose it was.
pub(crate) async fn end(tx: &mut Tx, digest: &str) -> ServiceResult<Option<AccountId>> {
    const SQL: &str = "DELETE FROM session WHERE digest = $1 RETURNING account";
    let row: Option<(Uuid,)> = on!(tx, conn => sqlx::query_as(SQL).bind(digest).fetch_optional(conn).await)?;
    Ok(row.map(|(account,)| AccountId::new(account)))
}

/// Ends all sessions of an account; gives how many.
pub(crate) async fn end_all(tx: &mut Tx, account: AccountId) -> ServiceResult<u64> {
    const SQL: &str = "DELETE FROM session WHERE account = $1";
    Ok(on!(tx, conn => sqlx::query(SQL)
        .bind(account.uuid()).execute(conn).await.map(|done| done.rows_affected()))?)
}

/// Forgets sessions not seen since an instant; gives how many.
pub(crate) async fn forget_unseen(tx: &mut Tx, since: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "DELETE FROM session WHERE seen_at < $1";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(since).execute(conn).await.map(|done| done.rows_affected()))?)
}

/// What became of counting an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// It is the so-manieth in a row.
    Attempt(i64),
    /// The subject has to wait until then; nothing was counted.
    WaitUntil(DateTime<Utc>),
}

/// Counts an attempt as failed until the opposite is known; attempts of the same subject at the same time wait for one
/// another. Failures before `forgotten` no longer count.
pub(crate) async fn count_attempt(
    tx: &mut Tx,
    subject: &str,
    at: DateTime<Utc>,
    forgotten: DateTime<Utc>,
) -> ServiceResult<Counted> {
    const COUNT: &str = "
        INSERT INTO sign_in_failure (subject, failures, failed_at, free_at)
        VALUES ($1, 1, $2, $2)
        ON CONFLICT (subject) DO UPDATE SET
            failures = CASE WHEN sign_in_failure.failed_at < $3 THEN 1 ELSE sign_in_failure.failures + 1 END,
            failed_at = excluded.failed_at
        WHERE sign_in_failure.free_at <= excluded.failed_at
        RETURNING failures";
    const FREE_AT: &str = "SELECT free_at FROM sign_in_failure WHERE subject = $1";
    let counted: Option<(i64,)> = on!(&mut *tx, conn => sqlx::query_as(COUNT)
        .bind(subject).bind(at).bind(forgotten).fetch_optional(conn).await)?;
    if let Some((failures,)) = counted {
        return Ok(Counted::Attempt(failures));
    }
    let (free_at,): (DateTime<Utc>,) = on!(tx, conn => sqlx::query_as(FREE_AT).bind(subject).fetch_one(conn).await)?;
    Ok(Counted::WaitUntil(free_at))
}

/// Lets a subject try again from an instant on.
pub(crate) async fn set_free_at(tx: &mut Tx, subject: &str, free_at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE sign_in_failure SET free_at = $2 WHERE subject = $1";
    on!(tx, conn => sqlx::query(SQL).bind(subject).bind(free_at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Takes back one counted attempt that was none, without forgiving those before it.
pub(crate) async fn take_back_attempt(tx: &mut Tx, subject: &str, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "
        UPDATE sign_in_failure
        SET failures = failures - 1, free_at = $2
        WHERE subject = $1 AND failures > 0";
    on!(tx, conn => sqlx::query(SQL).bind(subject).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Forgives a subject everything.
pub(crate) async fn forgive(tx: &mut Tx, subject: &str) -> ServiceResult<()> {
    const SQL: &str = "DELETE FROM sign_in_failure WHERE subject = $1";
    on!(tx, conn => sqlx::query(SQL).bind(subject).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Forgets failures older than an instant; gives of how many subjects.
pub(crate) async fn forget_failures(tx: &mut Tx, before: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "DELETE FROM sign_in_failure WHERE failed_at < $1";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(before).execute(conn).await.map(|done| done.rows_affected()))?)
}
