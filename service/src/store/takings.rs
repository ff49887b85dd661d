//! Snapshots that are being taken: who asked for which, how far each is, and what came of it.

use super::{Tx, stored};
use crate::ServiceResult;
use chrono::{DateTime, Utc};
use domain::{
    ids::{AccountId, RoundCode, SnapshotCode, TakingId},
    snapshot::Stage,
};
use sqlx::FromRow;
use uuid::Uuid;

/// One taking, as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderWay {
    /// Which taking.
    pub id: TakingId,
    /// Of which round.
    pub round: RoundCode,
    /// Of which stage.
    pub stage: Stage,
    /// Who asked, where it was a person.
    pub account: Option<AccountId>,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When it was last heard of.
    pub beat_at: DateTime<Utc>,
    /// How many reports are written.
    pub reports_done: u64,
    /// Of how many.
    pub reports_all: u64,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// The snapshot that came of it.
    pub snapshot: Option<SnapshotCode>,
    /// Why none came of it, as a code of the texts.
    pub refusal: Option<String>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    round: String,
    stage: String,
    account: Option<Uuid>,
    asked_at: DateTime<Utc>,
    beat_at: DateTime<Utc>,
    reports_done: i64,
    reports_all: i64,
    ended_at: Option<DateTime<Utc>>,
    snapshot: Option<String>,
    refusal: Option<String>,
}

impl Row {
    fn read(self) -> ServiceResult<UnderWay> {
        Ok(UnderWay {
            id: TakingId::new(self.id),
            round: stored("round", &self.round)?,
            stage: stored("stage", &self.stage)?,
            account: self.account.map(AccountId::new),
            asked_at: self.asked_at,
            beat_at: self.beat_at,
            reports_done: self.reports_done.unsigned_abs(),
            reports_all: self.reports_all.unsigned_abs(),
            ended_at: self.ended_at,
            snapshot: self.snapshot.map(|code| stored("snapshot", &code)).transpose()?,
            refusal: self.refusal,
        })
    }
}

/// Begins a taking; tells nothing was begun where one of the same round and stage has not ended.
pub(crate) async fn insert(tx: &mut Tx, taking: &UnderWay) -> ServiceResult<bool> {
    const SQL: &str = "
        INSERT INTO snapshot_taking (id, round, stage, account, asked_at, beat_at, reports_done, reports_all)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (round, stage) WHERE ended_at IS NULL DO NOTHING";
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let begun = on!(tx, conn => sqlx::query(SQL)
        .bind(taking.id.uuid())
        .bind(taking.round.as_str())
        .bind(taking.stage.as_ref())
        .bind(taking.account.map(AccountId::uuid))
        .bind(taking.asked_at)
        .bind(taking.beat_at)
        .bind(count(taking.reports_done))
        .bind(count(taking.reports_all))
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(begun > 0)
}

/// Notes how far a taking is; tells whether it is still its own and has not been given up.
pub(crate) async fn beat(tx: &mut Tx, id: TakingId, at: DateTime<Utc>, done: u64) -> ServiceResult<bool> {
    const SQL: &str = "
        UPDATE snapshot_taking
        SET beat_at = $2, reports_done = $3
        WHERE id = $1 AND ended_at IS NULL";
    let done = i64::try_from(done).unwrap_or(i64::MAX);
    let noted = on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid()).bind(at).bind(done).execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(noted > 0)
}

/// Ends a taking with what came of it; tells whether it had not ended before.
pub(crate) async fn end(
    tx: &mut Tx,
    id: TakingId,
    at: DateTime<Utc>,
    outcome: Result<&SnapshotCode, &str>,
) -> ServiceResult<bool> {
    const SQL: &str = "
        UPDATE snapshot_taking
        SET ended_at = $2, snapshot = $3, refusal = $4
        WHERE id = $1 AND ended_at IS NULL";
    let ended = on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(at)
        .bind(outcome.ok().map(SnapshotCode::as_str))
        .bind(outcome.err())
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(ended > 0)
}

/// Gives up takings of a round and stage that were not heard of since an instant.
pub(crate) async fn give_up(
    tx: &mut Tx,
    round: &RoundCode,
    stage: Stage,
    since: DateTime<Utc>,
    refusal: &str,
) -> ServiceResult<()> {
    const SQL: &str = "
        UPDATE snapshot_taking
        SET ended_at = beat_at, refusal = $4
        WHERE round = $1 AND stage = $2 AND ended_at IS NULL AND beat_at <= $3";
    on!(tx, conn => sqlx::query(SQL)
        .bind(round.as_str()).bind(stage.as_ref()).bind(since).bind(refusal).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Takings that have not ended, or ended after an instant, the latest first.
pub(crate) async fn since(tx: &mut Tx, after: DateTime<Utc>, most: i64) -> ServiceResult<Vec<UnderWay>> {
    const SQL: &str = "
        SELECT id, round, stage, account, asked_at, beat_at, reports_done, reports_all, ended_at, snapshot, refusal
        FROM snapshot_taking
        WHERE ended_at IS NULL OR ended_at > $1
        ORDER BY asked_at DESC, id
        LIMIT $2";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(after).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Forgets takings that were asked for before an instant; gives how many.
pub(crate) async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> ServiceResult<u64> {
    const SQL: &str = "DELETE FROM snapshot_taking WHERE asked_at < $1";
    Ok(on!(tx, conn => sqlx::query(SQL).bind(before).execute(conn).await.map(|done| done.rows_affected()))?)
}
