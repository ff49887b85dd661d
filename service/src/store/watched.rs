//! What tests of the timetable ask of a PostgreSQL: that its clock be ahead, and that it tell who is at work.

use crate::{ServiceError, ServiceResult, error::Fault};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgPool, postgres::types::PgInterval};

/// Whom to watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watch {
    /// Whoever claims a slot of `remind`.
    Slots,
    /// Whoever changes a report.
    Changes,
}

/// The first number of the locks that are the marks.
const MARK: i32 = 730_310;

/// A clock of this schema that comes before PostgreSQL's own for whoever looks here first; and a mark that whoever is
/// watched bears for as long as their transaction goes on, which is a little longer than without.
const SET_UP: &str = "
    CREATE TABLE test_clock (ahead INTERVAL NOT NULL);
    INSERT INTO test_clock VALUES (INTERVAL '0');
    CREATE FUNCTION clock_timestamp() RETURNS TIMESTAMPTZ LANGUAGE sql VOLATILE AS
        'SELECT pg_catalog.clock_timestamp() + ahead FROM test_clock';
    CREATE FUNCTION test_mark() RETURNS TRIGGER LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('test.server', TRUE) IS NOT NULL THEN
            PERFORM pg_advisory_xact_lock_shared(730310, current_setting('test.server')::INTEGER);
            PERFORM pg_sleep(0.15);
        END IF;
        RETURN NULL;
    END $$;";

/// Marks whoever claims a slot of `remind`.
const SLOTS: &str = "
    CREATE TRIGGER test_mark AFTER INSERT OR UPDATE ON job_run
        FOR EACH ROW WHEN (NEW.job = 'remind' AND NEW.outcome = 'running') EXECUTE FUNCTION test_mark()";

/// Marks whoever is about to commit a change of a report, and holds the place in the audit log that all others wait for.
const CHANGES: &str = "
    CREATE TRIGGER test_mark AFTER INSERT ON audit_event
        FOR EACH ROW WHEN (NEW.action = 'drafts.save') EXECUTE FUNCTION test_mark()";

fn fault(error: sqlx::Error) -> ServiceError {
    ServiceError::Fault(Fault::new("the watched database", error))
}

/// Connects to a migrated schema and sets it up.
pub(crate) async fn set_up(database_url: &str, watch: Watch) -> ServiceResult<PgPool> {
    let pool = PgPool::connect(database_url).await.map_err(fault)?;
    sqlx::raw_sql(SET_UP).execute(&pool).await.map_err(fault)?;
    let trigger = match watch {
        Watch::Slots => SLOTS,
        Watch::Changes => CHANGES,
    };
    sqlx::raw_sql(trigger).execute(&pool).await.map_err(fault)?;
    Ok(pool)
}

/// The present instant of its clock.
pub(crate) async fn now(pool: &PgPool) -> ServiceResult<DateTime<Utc>> {
    const SQL: &str = "SELECT pg_catalog.clock_timestamp() + ahead FROM test_clock";
    let (now,): (DateTime<Utc>,) = sqlx::query_as(SQL).fetch_one(pool).await.map_err(fault)?;
    Ok(now)
}

/// Sets its clock on.
pub(crate) async fn advance(pool: &PgPool, by: TimeDelta) -> ServiceResult<()> {
    const SQL: &str = "UPDATE test_clock SET ahead = ahead + $1";
    let by = PgInterval { months: 0, days: 0, microseconds: by.num_microseconds().unwrap_or_default() };
    sqlx::query(SQL).bind(by).execute(pool).await.map_err(fault)?;
    Ok(())
}

/// The numbers of the servers whose transactions bear the mark at this moment.
pub(crate) async fn marked(pool: &PgPool) -> ServiceResult<Vec<i32>> {
    const SQL: &str = "
        SELECT objid::INTEGER
        FROM pg_locks
        WHERE locktype = 'advisory' AND classid::INTEGER = $1 AND granted";
    let rows: Vec<(i32,)> = sqlx::query_as(SQL).bind(MARK).fetch_all(pool).await.map_err(fault)?;
    Ok(rows.into_iter().map(|(server,)| server).collect())
}

/// The server that has the latest slot of a job in hand, by the name under which the database knows it.
pub(crate) async fn at_work(pool: &PgPool, job: &str) -> ServiceResult<Option<String>> {
    const SQL: &str = "SELECT server FROM job_run WHERE job = $1 AND outcome = 'running' ORDER BY slot DESC LIMIT 1";
    let row: Option<(String,)> = sqlx::query_as(SQL).bind(job).fetch_optional(pool).await.map_err(fault)?;
    Ok(row.map(|(server,)| server))
}

/// The latest slot of a job that is done.
pub(crate) async fn last_done(pool: &PgPool, job: &str) -> ServiceResult<Option<DateTime<Utc>>> {
    const SQL: &str = "SELECT MAX(slot) FROM job_run WHERE job = $1 AND outcome IN ('done', 'alarm')";
    let (slot,): (Option<DateTime<Utc>>,) = sqlx::query_as(SQL).bind(job).fetch_one(pool).await.map_err(fault)?;
    Ok(slot)
}

/// How many slots of all jobs are done, how many were begun in vain and made up for by a later one, and how many are open.
pub(crate) async fn slots(pool: &PgPool) -> ServiceResult<(i64, i64, i64)> {
    const SQL: &str = "
        WITH latest AS (
            SELECT job, MAX(slot) AS slot FROM job_run WHERE outcome IN ('done', 'alarm') GROUP BY job
        )
        SELECT COUNT(*) FILTER (WHERE outcome IN ('done', 'alarm')),
               COUNT(*) FILTER (WHERE outcome NOT IN ('done', 'alarm') AND run.slot < latest.slot),
               COUNT(*) FILTER (WHERE outcome NOT IN ('done', 'alarm') AND (run.slot < latest.slot) IS NOT TRUE)
        FROM job_run AS run
        LEFT JOIN latest ON latest.job = run.job";
    sqlx::query_as(SQL).fetch_one(pool).await.map_err(fault)
}
