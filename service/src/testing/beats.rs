//! A job whose effect shows when it happens twice or not at all.

use crate::{
    ServiceError, ServiceResult,
    jobs::{Cadence, CatchUp, Firing, Job, Line, Told, Work},
    store::Tx,
};
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

/// How often it is due.
pub const LENGTH: TimeDelta = TimeDelta::milliseconds(200);
/// What the process prints when it has claimed a slot and before it commits.
pub const BEGUN: &str = "begun";
/// How long the work goes on after that.
const WORK: Duration = Duration::from_millis(40);

/// Its line: every slot means something.
pub const BEATS: &[Line] = &[Line {
    job: Job { name: "beat", work: Work::Within(|firing| Box::pin(beat(firing))) },
    cadence: Cadence::Every(LENGTH),
    catch_up: CatchUp::Each,
    silent_after: TimeDelta::seconds(10),
}];

#[expect(clippy::print_stdout, reason = "the test hears from its processes through their output")]
async fn beat(firing: &mut Firing) -> ServiceResult<Told> {
    const SQL: &str = "INSERT INTO beat (slot) VALUES ($1)";
    let Tx::Postgres(tx) = &mut firing.tx else { return Err(ServiceError::NotFound("PostgreSQL")) };
    sqlx::query(SQL).bind(firing.slot).execute(&mut **tx).await?;
    println!("{BEGUN}");
    tokio::time::sleep(WORK).await;
    Ok(Told::done(serde_json::json!({})))
}

/// Makes the table of effects, which takes the same slot as often as it comes.
///
/// # Panics
/// When it cannot.
#[expect(clippy::expect_used, reason = "tests stop at once")]
pub async fn prepare(database_url: &str) {
    let pool = sqlx::PgPool::connect(database_url).await.expect("PostgreSQL");
    sqlx::query("CREATE TABLE beat (slot TIMESTAMPTZ NOT NULL)").execute(&pool).await.expect("a table");
    pool.close().await;
}

/// The slots that had their effect, in order, each as often as it had.
///
/// # Panics
/// When they cannot be read.
#[expect(clippy::expect_used, reason = "tests stop at once")]
pub async fn beats(database_url: &str) -> Vec<DateTime<Utc>> {
    let pool = sqlx::PgPool::connect(database_url).await.expect("PostgreSQL");
    let rows: Vec<(DateTime<Utc>,)> =
        sqlx::query_as("SELECT slot FROM beat ORDER BY slot").fetch_all(&pool).await.expect("slots");
    pool.close().await;
    rows.into_iter().map(|(slot,)| slot).collect()
}

/// How many runs are written down as done, and how late the latest of all began.
///
/// # Panics
/// When they cannot be read.
#[expect(clippy::expect_used, reason = "tests stop at once")]
pub async fn runs(database_url: &str) -> (i64, TimeDelta) {
    const SQL: &str = "
        SELECT COUNT(*), CAST(COALESCE(MAX(EXTRACT(EPOCH FROM claimed_at - slot)) * 1000, 0) AS BIGINT)
        FROM job_run
        WHERE job = 'beat' AND outcome = 'done'";
    let pool = sqlx::PgPool::connect(database_url).await.expect("PostgreSQL");
    let (count, late): (i64, i64) = sqlx::query_as(SQL).fetch_one(&pool).await.expect("runs");
    pool.close().await;
    (count, TimeDelta::milliseconds(late))
}
