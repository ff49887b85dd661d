//! Objections to verified values, and what was said about them.

use super::{Tx, stored, unreadable};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    ids::{AccountId, ObjectionId},
    objection::{Objection, ObjectionState, ObjectionStateName},
    submission::{ReportKey, Stamp},
};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    round: String,
    agency: String,
    indicator: String,
    revision: i32,
    value: String,
    base: Option<String>,
    filed_by: Uuid,
    filed_at: DateTime<Utc>,
    accepted_by: Option<Uuid>,
    answer_by: DateTime<Utc>,
    version: i64,
    state: String,
    ended_by: Option<Uuid>,
    ended_at: Option<DateTime<Utc>>,
    upheld_in: Option<i32>,
}

impl TryFrom<Row> for Objection {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let ended = || match (row.ended_by, row.ended_at) {
            (Some(by), Some(at)) => Ok(Stamp { by: AccountId::new(by), at }),
            _ => Err(unreadable("objection", "an end without who or when")),
        };
        let state = match stored::<ObjectionStateName>("state", &row.state)? {
            ObjectionStateName::Open => ObjectionState::Open,
            ObjectionStateName::Withdrawn => ObjectionState::Withdrawn { withdrawn: ended()? },
            ObjectionStateName::Rejected => ObjectionState::Rejected { decided: ended()? },
            ObjectionStateName::Upheld => {
                let revision = row.upheld_in.ok_or_else(|| unreadable("objection", "upheld in no revision"))?;
                ObjectionState::Upheld { decided: ended()?, revision }
            }
        };
        Ok(Self {
            id: ObjectionId::new(row.id),
            key: ReportKey { round: stored("round", &row.round)?, agency: stored("organisation", &row.agency)? },
            indicator: stored("indicator", &row.indicator)?,
            revision: row.revision,
            counter: (
                stored("amount", &row.value)?,
                row.base.as_deref().map(|base| stored("amount", base)).transpose()?,
            ),
            filed: Stamp { by: AccountId::new(row.filed_by), at: row.filed_at },
            accepted_by: row.accepted_by.map(AccountId::new),
            answer_by: row.answer_by,
            version: row.version,
            state,
        })
    }
}

/// Puts a new one in.
pub(crate) async fn insert(tx: &mut Tx, objection: &Objection) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO objection
            (id, round, agency, indicator, revision, value, base, filed_by, filed_at, accepted_by, answer_by,
             version, state, effect)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '')";
    on!(tx, conn => sqlx::query(SQL)
        .bind(objection.id.uuid())
        .bind(objection.key.round.as_str())
        .bind(objection.key.agency.as_str())
        .bind(objection.indicator.as_str())
        .bind(objection.revision)
        .bind(objection.counter.0.to_string())
        .bind(objection.counter.1.map(|base| base.to_string()))
        .bind(objection.filed.by.uuid())
        .bind(objection.filed.at)
        .bind(objection.accepted_by.map(AccountId::uuid))
        .bind(objection.answer_by)
        .bind(objection.version)
        .bind(objection.state.name().as_ref())
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// One of them.
pub(crate) async fn get(tx: &mut Tx, id: ObjectionId) -> ServiceResult<Option<Objection>> {
    const SQL: &str = "
        SELECT id, round, agency, indicator, revision, value, base, filed_by, filed_at, accepted_by, answer_by,
               version, state, ended_by, ended_at, upheld_in
        FROM objection
        WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Objection::try_from).transpose()
}

/// All of one report, oldest first.
pub(crate) async fn of_report(tx: &mut Tx, key: &ReportKey) -> ServiceResult<Vec<Objection>> {
    const SQL: &str = "
        SELECT id, round, agency, indicator, revision, value, base, filed_by, filed_at, accepted_by, answer_by,
               version, state, ended_by, ended_at, upheld_in
        FROM objection
        WHERE round = $1 AND agency = $2
        ORDER BY filed_at, id";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Objection::try_from).collect()
}

/// Those that wait for an answer, the most urgent first.
pub(crate) async fn open(tx: &mut Tx, most: i64) -> ServiceResult<Vec<Objection>> {
    const SQL: &str = "
        SELECT id, round, agency, indicator, revision, value, base, filed_by, filed_at, accepted_by, answer_by,
               version, state, ended_by, ended_at, upheld_in
        FROM objection
        WHERE state = 'open'
        ORDER BY answer_by, id
        LIMIT $1";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Objection::try_from).collect()
}

/// Those that were answered or taken back, the latest first.
pub(crate) async fn ended(tx: &mut Tx, most: i64) -> ServiceResult<Vec<Objection>> {
    const SQL: &str = "
        SELECT id, round, agency, indicator, revision, value, base, filed_by, filed_at, accepted_by, answer_by,
               version, state, ended_by, ended_at, upheld_in
        FROM objection
        WHERE state <> 'open'
        ORDER BY ended_at DESC, id
        LIMIT $1";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Objection::try_from).collect()
}

/// Saves a moved one if nobody moved it since it was read.
///
/// # Errors
/// [`ServiceError::Conflict`] when somebody did.
pub(crate) async fn save(tx: &mut Tx, moved: &Objection) -> ServiceResult<()> {
    const SQL: &str = "
        UPDATE objection
        SET version = $2, state = $3, ended_by = $4, ended_at = $5, upheld_in = $6
        WHERE id = $1 AND version = $7";
    let ended = moved.state.ended();
    let upheld_in = match moved.state {
        ObjectionState::Upheld { revision, .. } => Some(revision),
        ObjectionState::Open | ObjectionState::Withdrawn { .. } | ObjectionState::Rejected { .. } => None,
    };
    let saved = on!(tx, conn => sqlx::query(SQL)
        .bind(moved.id.uuid())
        .bind(moved.version)
        .bind(moved.state.name().as_ref())
        .bind(ended.map(|stamp| stamp.by.uuid()))
        .bind(ended.map(|stamp| stamp.at))
        .bind(upheld_in)
        .bind(moved.version - 1)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    if saved == 1 { Ok(()) } else { Err(ServiceError::Conflict) }
}

/// Keeps what an upheld one did to scores.
pub(crate) async fn keep_effect(tx: &mut Tx, id: ObjectionId, effect: &str) -> ServiceResult<()> {
    const SQL: &str = "UPDATE objection SET effect = $2 WHERE id = $1";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(effect).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// What an upheld one did to scores; empty for all others.
pub(crate) async fn effect(tx: &mut Tx, id: ObjectionId) -> ServiceResult<String> {
    const SQL: &str = "SELECT effect FROM objection WHERE id = $1";
    let found: Option<(String,)> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    Ok(found.map(|(effect,)| effect).unwrap_or_default())
}

/// Something that was said about an objection.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub(crate) struct StepRow {
    pub(crate) number: i64,
    pub(crate) step: String,
    pub(crate) account: Uuid,
    pub(crate) words: String,
    pub(crate) evidence: String,
    pub(crate) at: DateTime<Utc>,
}

/// Adds what was said.
pub(crate) async fn append_step(tx: &mut Tx, id: ObjectionId, step: &StepRow) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO objection_step (objection, number, step, account, words, evidence, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(id.uuid())
        .bind(step.number)
        .bind(&step.step)
        .bind(step.account)
        .bind(&step.words)
        .bind(&step.evidence)
        .bind(step.at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// What was said, oldest first.
pub(crate) async fn steps(tx: &mut Tx, id: ObjectionId) -> ServiceResult<Vec<StepRow>> {
    const SQL: &str = "
        SELECT number, step, account, words, evidence, at
        FROM objection_step
        WHERE objection = $1
        ORDER BY number";
    on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_all(conn).await).map_err(Into::into)
}
