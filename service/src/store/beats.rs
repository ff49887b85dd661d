//! The effects of the job with which tests count slots: a table that takes the same slot as often as it comes, on `PostgreSQL`.

use super::Tx;
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use sqlx::PgPool;

/// Makes the table.
pub(crate) async fn prepare(database_url: &str) -> sqlx::Result<()> {
    let pool = PgPool::connect(database_url).await?;
    sqlx::query("CREATE TABLE beat (slot TIMESTAMPTZ NOT NULL)").execute(&pool).await?;
    pool.close().await;
    Ok(())
}

/// Leaves a row for a slot.
pub(crate) async fn insert(tx: &mut Tx, slot: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "INSERT INTO beat (slot) VALUES ($1)";
    let Tx::Postgres(tx) = tx else { return Err(ServiceError::NotFound("PostgreSQL")) };
    sqlx::query(SQL).bind(slot).execute(&mut **tx).await?;
    Ok(())
}

/// The slots that left a row, in order, each as often as it did.
pub(crate) async fn slots(database_url: &str) -> sqlx::Result<Vec<DateTime<Utc>>> {
    const SQL: &str = "SELECT slot FROM beat ORDER BY slot";
    let pool = PgPool::connect(database_url).await?;
    let rows: Vec<(DateTime<Utc>,)> = sqlx::query_as(SQL).fetch_all(&pool).await?;
    pool.close().await;
    Ok(rows.into_iter().map(|(slot,)| slot).collect())
}

/// How many runs are written down as done, and by how many milliseconds the latest of all began late.
pub(crate) async fn runs(database_url: &str) -> sqlx::Result<(i64, i64)> {
    const SQL: &str = "
        SELECT COUNT(*), CAST(COALESCE(MAX(EXTRACT(EPOCH FROM claimed_at - slot)) * 1000, 0) AS BIGINT)
        FROM job_run
        WHERE job = 'beat' AND outcome = 'done'";
    let pool = PgPool::connect(database_url).await?;
    let runs = sqlx::query_as(SQL).fetch_one(&pool).await?;
    pool.close().await;
    Ok(runs)
}
