//! What the timetable announced about rounds.

use super::{Tx, stored};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::announcement::Announcement;
use sqlx::FromRow;

#[derive(FromRow)]
struct Row {
    round: String,
    step: String,
    step_at: DateTime<Utc>,
    told_at: DateTime<Utc>,
    expected: i64,
    handed_in: i64,
}

impl TryFrom<Row> for Announcement {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            round: stored("round", &row.round)?,
            step: stored("step", &row.step)?,
            step_at: row.step_at,
            told_at: row.told_at,
            expected: row.expected,
            handed_in: row.handed_in,
        })
    }
}

/// Puts an announcement in; false when it was made before.
pub(crate) async fn insert(tx: &mut Tx, announcement: &Announcement) -> ServiceResult<bool> {
    const SQL: &str = "
        INSERT INTO announcement (round, step, step_at, told_at, expected, handed_in)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (round, step, step_at) DO NOTHING";
    let done = on!(tx, conn => sqlx::query(SQL)
        .bind(announcement.round.as_str())
        .bind(announcement.step.as_ref())
        .bind(announcement.step_at)
        .bind(announcement.told_at)
        .bind(announcement.expected)
        .bind(announcement.handed_in)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// The announcements from an instant on, newest first.
pub(crate) async fn since(tx: &mut Tx, from: DateTime<Utc>, most: i64) -> ServiceResult<Vec<Announcement>> {
    const SQL: &str = "
        SELECT round, step, step_at, told_at, expected, handed_in
        FROM announcement
        WHERE told_at >= $1
        ORDER BY told_at DESC, step_at DESC, round DESC
        LIMIT $2";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(from).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Announcement::try_from).collect()
}
