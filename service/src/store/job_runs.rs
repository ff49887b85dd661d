//! Runs of the timetable's jobs: who claimed which slot, and what came of it.

use super::{Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::FromRow;
use strum::{AsRefStr, EnumString};

/// What came of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsRefStr, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum JobOutcome {
    /// Claimed, and not finished.
    Running,
    /// All is done.
    Done,
    /// It ran, and found something that people have to look at.
    Alarm,
    /// It could not be done; it is tried again until it is given up.
    Failed,
}

/// One slot of one job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRun {
    /// The instant at which it was due.
    pub slot: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i32,
    /// Which server tried last.
    pub server: String,
    /// When it was last claimed.
    pub claimed_at: DateTime<Utc>,
    /// When it was over, one way or the other.
    pub finished_at: Option<DateTime<Utc>>,
    /// What came of it.
    pub outcome: JobOutcome,
    /// What it tells, as JSON; of a failure its code.
    pub details: String,
}

/// What came of claiming a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// It is ours; this is the attempt's number.
    Won(i32),
    /// It is done, given up, or in the hands of a server whose lease has not ended.
    Settled,
    /// Another server's transaction is at it at this moment.
    Busy,
}

#[derive(FromRow)]
struct Row {
    slot: DateTime<Utc>,
    attempts: i32,
    server: String,
    claimed_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    outcome: String,
    details: String,
}

impl TryFrom<Row> for JobRun {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            slot: row.slot,
            attempts: row.attempts,
            server: row.server,
            claimed_at: row.claimed_at,
            finished_at: row.finished_at,
            outcome: stored("outcome", &row.outcome)?,
            details: row.details,
        })
    }
}

/// A job's name and a slot: which run is meant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RunKey<'a> {
    pub(crate) job: &'a str,
    pub(crate) slot: DateTime<Utc>,
}

/// The present instant by the database's own clock, which all servers share.
pub(crate) async fn now(tx: &mut Tx) -> ServiceResult<DateTime<Utc>> {
    const SQLITE: &str = "SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";
    const POSTGRES: &str = "SELECT clock_timestamp()";
    let sql = match tx {
        Tx::Sqlite(_) => SQLITE,
        Tx::Postgres(_) => POSTGRES,
    };
    let (now,): (DateTime<Utc>,) = on!(tx, conn => sqlx::query_as(sql).fetch_one(conn).await)?;
    Ok(now)
}

/// Keeps a server that was paused in this transaction from holding up all others: PostgreSQL ends the session of a
/// client that is silent within a transaction, and a claim waits only so long for another's. On SQLite there is one
/// writer at a time, which waits by itself.
pub(crate) async fn bound(tx: &mut Tx, wait: TimeDelta, silence: TimeDelta) -> ServiceResult<()> {
    const SQL: &str = "
        SELECT set_config('lock_timeout', $1, TRUE),
               set_config('idle_in_transaction_session_timeout', $2, TRUE)";
    if let Tx::Postgres(tx) = tx {
        let [wait, silence] = [wait, silence].map(|length| length.num_milliseconds().max(1).to_string());
        sqlx::query(SQL).bind(wait).bind(silence).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Claims a slot until an instant, if it is nobody's: never tried, or tried in vain and its lease is over. A claim that
/// another transaction is making at this moment is waited for.
pub(crate) async fn claim(
    tx: &mut Tx,
    key: RunKey<'_>,
    server: &str,
    at: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> ServiceResult<Claim> {
    const SQL: &str = "
        INSERT INTO job_run (job, slot, attempts, server, claimed_at, lease_until, outcome, details)
        VALUES ($1, $2, 1, $3, $4, $5, 'running', '')
        ON CONFLICT (job, slot) DO UPDATE
        SET attempts = job_run.attempts + 1, server = $3, claimed_at = $4, lease_until = $5,
            outcome = 'running', details = ''
        WHERE job_run.finished_at IS NULL AND job_run.lease_until <= $4
        RETURNING attempts";
    let claimed: Result<Option<(i32,)>, sqlx::Error> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.job)
        .bind(key.slot)
        .bind(server)
        .bind(at)
        .bind(lease_until)
        .fetch_optional(conn).await);
    match claimed {
        Ok(Some((attempt,))) => Ok(Claim::Won(attempt)),
        Ok(None) => Ok(Claim::Settled),
        Err(error) if is_lock_timeout(&error) => Ok(Claim::Busy),
        Err(error) => Err(error.into()),
    }
}

/// PostgreSQL's `lock_not_available`.
fn is_lock_timeout(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).is_some_and(|code| code == "55P03")
}

/// Writes down that an attempt is over; false when the slot is no longer that attempt's.
pub(crate) async fn finish(
    tx: &mut Tx,
    key: RunKey<'_>,
    attempt: i32,
    at: DateTime<Utc>,
    outcome: JobOutcome,
    details: &str,
) -> ServiceResult<bool> {
    const SQL: &str = "
        UPDATE job_run
        SET finished_at = $4, outcome = $5, details = $6
        WHERE job = $1 AND slot = $2 AND attempts = $3 AND finished_at IS NULL";
    let done = on!(tx, conn => sqlx::query(SQL)
        .bind(key.job)
        .bind(key.slot)
        .bind(attempt)
        .bind(at)
        .bind(outcome.as_ref())
        .bind(details)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// A failed attempt, to be written down.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failure<'a> {
    pub(crate) attempt: i32,
    pub(crate) server: &'a str,
    pub(crate) at: DateTime<Utc>,
    /// When it may be tried again.
    pub(crate) again_at: DateTime<Utc>,
    /// Whether it was the last attempt.
    pub(crate) given_up_at: Option<DateTime<Utc>>,
    pub(crate) code: &'a str,
}

/// Writes down that an attempt failed, unless somebody got further in the meantime.
pub(crate) async fn fail(tx: &mut Tx, key: RunKey<'_>, failure: Failure<'_>) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO job_run (job, slot, attempts, server, claimed_at, lease_until, finished_at, outcome, details)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'failed', $8)
        ON CONFLICT (job, slot) DO UPDATE
        SET attempts = $3, server = $4, claimed_at = $5, lease_until = $6, finished_at = $7,
            outcome = 'failed', details = $8
        WHERE job_run.finished_at IS NULL AND job_run.attempts <= $3";
    on!(tx, conn => sqlx::query(SQL)
        .bind(key.job)
        .bind(key.slot)
        .bind(failure.attempt)
        .bind(failure.server)
        .bind(failure.at)
        .bind(failure.again_at)
        .bind(failure.given_up_at)
        .bind(failure.code)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Gives up the unfinished slots of a job before a slot, which takes their place.
pub(crate) async fn give_up_before(tx: &mut Tx, key: RunKey<'_>, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "
        UPDATE job_run
        SET finished_at = $3, outcome = 'failed'
        WHERE job = $1 AND slot < $2 AND finished_at IS NULL AND lease_until <= $3";
    on!(tx, conn => sqlx::query(SQL).bind(key.job).bind(key.slot).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Writes down since when a job has its line in the timetable, if that is new.
pub(crate) async fn begin(tx: &mut Tx, job: &str, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "INSERT INTO timetable_line (job, begun_at) VALUES ($1, $2) ON CONFLICT (job) DO NOTHING";
    on!(tx, conn => sqlx::query(SQL).bind(job).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Since when a job has its line in the timetable.
pub(crate) async fn begun_at(tx: &mut Tx, job: &str) -> ServiceResult<Option<DateTime<Utc>>> {
    const SQL: &str = "SELECT begun_at FROM timetable_line WHERE job = $1";
    let row: Option<(DateTime<Utc>,)> = on!(tx, conn => sqlx::query_as(SQL).bind(job).fetch_optional(conn).await)?;
    Ok(row.map(|(at,)| at))
}

/// The latest slot of a job that anybody claimed.
pub(crate) async fn last_slot(tx: &mut Tx, job: &str) -> ServiceResult<Option<DateTime<Utc>>> {
    const SQL: &str = "SELECT slot FROM job_run WHERE job = $1 ORDER BY slot DESC LIMIT 1";
    let row: Option<(DateTime<Utc>,)> = on!(tx, conn => sqlx::query_as(SQL).bind(job).fetch_optional(conn).await)?;
    Ok(row.map(|(slot,)| slot))
}

/// The oldest slot of a job that is remembered.
pub(crate) async fn first_slot(tx: &mut Tx, job: &str) -> ServiceResult<Option<DateTime<Utc>>> {
    const SQL: &str = "SELECT slot FROM job_run WHERE job = $1 ORDER BY slot LIMIT 1";
    let row: Option<(DateTime<Utc>,)> = on!(tx, conn => sqlx::query_as(SQL).bind(job).fetch_optional(conn).await)?;
    Ok(row.map(|(slot,)| slot))
}

/// The slots of a job that were begun and not finished, and are nobody's at an instant, oldest first.
pub(crate) async fn unfinished(
    tx: &mut Tx,
    job: &str,
    at: DateTime<Utc>,
    most: i64,
) -> ServiceResult<Vec<DateTime<Utc>>> {
    const SQL: &str = "
        SELECT slot
        FROM job_run
        WHERE job = $1 AND finished_at IS NULL AND lease_until <= $2
        ORDER BY slot
        LIMIT $3";
    let rows: Vec<(DateTime<Utc>,)> =
        on!(tx, conn => sqlx::query_as(SQL).bind(job).bind(at).bind(most).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(slot,)| slot).collect())
}

/// The latest slot of a job, whatever came of it.
pub(crate) async fn last(tx: &mut Tx, job: &str) -> ServiceResult<Option<JobRun>> {
    const SQL: &str = "
        SELECT slot, attempts, server, claimed_at, finished_at, outcome, details
        FROM job_run
        WHERE job = $1
        ORDER BY slot DESC
        LIMIT 1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(job).fetch_optional(conn).await)?;
    row.map(JobRun::try_from).transpose()
}

/// The latest slot of a job that was done.
pub(crate) async fn last_done(tx: &mut Tx, job: &str) -> ServiceResult<Option<JobRun>> {
    const SQL: &str = "
        SELECT slot, attempts, server, claimed_at, finished_at, outcome, details
        FROM job_run
        WHERE job = $1 AND outcome IN ('done', 'alarm')
        ORDER BY slot DESC
        LIMIT 1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(job).fetch_optional(conn).await)?;
    row.map(JobRun::try_from).transpose()
}

/// How many slots of a job, from one on, failed at least once.
pub(crate) async fn count_failures(tx: &mut Tx, key: RunKey<'_>) -> ServiceResult<i64> {
    const SQL: &str = "
        SELECT COUNT(*)
        FROM job_run
        WHERE job = $1 AND slot >= $2 AND (outcome = 'failed' OR attempts > 1)";
    let (count,): (i64,) = on!(tx, conn => sqlx::query_as(SQL).bind(key.job).bind(key.slot).fetch_one(conn).await)?;
    Ok(count)
}

/// Forgets runs that were over before an instant; gives how many.
pub(crate) async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "
        DELETE FROM job_run
        WHERE finished_at < $1
            AND slot < (SELECT MAX(other.slot) FROM job_run AS other
                        WHERE other.job = job_run.job AND other.outcome IN ('done', 'alarm'))";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(before).execute(conn).await.map(|done| done.rows_affected()))?)
}
