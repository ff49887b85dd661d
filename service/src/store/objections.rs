//! Objections to verified values and to scores, and what was said about them.

use super::{Tx, one_of::push_one_of, stored, unreadable};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    entry::Applicability,
    ids::{AccountId, IndicatorCode, ObjectionId, OrganisationCode, RoundCode, SchemeCode},
    objection::{Claim, Corrected, Objection, ObjectionState, ObjectionStateName, Parts, Remedy},
    submission::{ReportKey, Stamp},
};
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    round: String,
    agency: String,
    indicator: String,
    scheme: Option<String>,
    edition: Option<i32>,
    stood: Option<String>,
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
    corrected: String,
}

impl Row {
    fn claim(&self) -> ServiceResult<Claim> {
        let counter = stored("amount", &self.value)?;
        let amount = |text: &String| stored("amount", text);
        match (&self.scheme, self.edition) {
            (None, None) => Ok(Claim::Value {
                indicator: stored("indicator", &self.indicator)?,
                counter: (counter, self.base.as_ref().map(amount).transpose()?),
            }),
            (Some(scheme), Some(edition)) => Ok(Claim::Score {
                scheme: stored("scheme", scheme)?,
                edition,
                stood: self.stood.as_ref().map(amount).transpose()?,
                counter,
            }),
            (Some(_), None) | (None, Some(_)) => Err(unreadable("objection", "a scheme without an edition")),
        }
    }

    fn remedy(&self) -> ServiceResult<Remedy> {
        match (self.scheme.is_some(), self.upheld_in) {
            (false, Some(revision)) => Ok(Remedy::OwnValue { revision }),
            (false, None) => Err(unreadable("objection", "upheld in no revision")),
            (true, None) => Ok(Remedy::Edition),
            (true, Some(revision)) => {
                let corrected = serde_json::from_str(&self.corrected);
                Ok(Remedy::Values { revision, corrected: corrected.map_err(|error| unreadable("objection", error))? })
            }
        }
    }
}

/// Which values were verified anew, as it is kept.
fn corrected(moved: &Objection) -> ServiceResult<String> {
    let ObjectionState::Upheld { remedy: Remedy::Values { corrected, .. }, .. } = &moved.state else {
        return Ok(String::new());
    };
    serde_json::to_string::<Vec<Corrected>>(corrected).map_err(|error| ServiceError::fault("an objection", error))
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
            ObjectionStateName::Upheld => ObjectionState::Upheld { decided: ended()?, remedy: row.remedy()? },
        };
        Ok(Self {
            id: ObjectionId::new(row.id),
            key: ReportKey { round: stored("round", &row.round)?, agency: stored("organisation", &row.agency)? },
            claim: row.claim()?,
            revision: row.revision,
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
            (id, round, agency, indicator, scheme, edition, stood, revision, value, base, filed_by, filed_at, accepted_by,
             answer_by, version, state, effect)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, '')";
    let (indicator, score, (value, base)) = match &objection.claim {
        Claim::Value { indicator, counter } => (indicator.as_str(), None, *counter),
        Claim::Score { scheme, edition, stood, counter } => ("", Some((scheme, *edition, *stood)), (*counter, None)),
    };
    on!(tx, conn => sqlx::query(SQL)
        .bind(objection.id.uuid())
        .bind(objection.key.round.as_str())
        .bind(objection.key.agency.as_str())
        .bind(indicator)
        .bind(score.map(|(scheme, _, _)| scheme.as_str()))
        .bind(score.map(|(_, edition, _)| edition))
        .bind(score.and_then(|(_, _, stood)| stood).map(|stood| stood.to_string()))
        .bind(objection.revision)
        .bind(value.to_string())
        .bind(base.map(|base| base.to_string()))
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
        SELECT id, round, agency, indicator, scheme, edition, stood, revision, value, base, filed_by, filed_at,
               accepted_by, answer_by, version, state, ended_by, ended_at, upheld_in, corrected
        FROM objection
        WHERE id = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(conn).await)?;
    row.map(Objection::try_from).transpose()
}

/// All of one report, oldest first.
pub(crate) async fn of_report(tx: &mut Tx, key: &ReportKey) -> ServiceResult<Vec<Objection>> {
    const SQL: &str = "
        SELECT id, round, agency, indicator, scheme, edition, stood, revision, value, base, filed_by, filed_at,
               accepted_by, answer_by, version, state, ended_by, ended_at, upheld_in, corrected
        FROM objection
        WHERE round = $1 AND agency = $2
        ORDER BY filed_at, id";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Objection::try_from).collect()
}

/// All of a round, in the order of agencies and of their filing: of agencies from one to another.
pub(crate) async fn between(
    tx: &mut Tx,
    round: &RoundCode,
    (first, last): (&OrganisationCode, &OrganisationCode),
) -> ServiceResult<Vec<Objection>> {
    const SQL: &str = "
        SELECT id, round, agency, indicator, scheme, edition, stood, revision, value, base, filed_by, filed_at,
               accepted_by, answer_by, version, state, ended_by, ended_at, upheld_in, corrected
        FROM objection
        WHERE round = $1 AND agency >= $2 AND agency <= $3
        ORDER BY agency, filed_at, id";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(round.as_str()).bind(first.as_str()).bind(last.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Objection::try_from).collect()
}

/// Beside which figures of a round objections are looked for.
#[derive(Debug, Clone, Copy)]
pub enum Beside<'a> {
    /// The scores of every body by a scheme.
    Scores(&'a SchemeCode),
    /// Every value and score of some bodies.
    Bodies(&'a [OrganisationCode]),
}

/// Those of a round that wait for an answer or were upheld because the edition is at fault, in the order of agencies and of their
/// filing.
pub(crate) async fn beside(tx: &mut Tx, round: &RoundCode, beside: Beside<'_>) -> ServiceResult<Vec<Objection>> {
    const SQL: &str = "
        SELECT id, round, agency, indicator, scheme, edition, stood, revision, value, base, filed_by, filed_at,
               accepted_by, answer_by, version, state, ended_by, ended_at, upheld_in, corrected
        FROM objection
        WHERE (state = 'open' OR (state = 'upheld' AND upheld_in IS NULL)) AND round = ";
    if matches!(beside, Beside::Bodies([])) {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        query.push_bind(round.as_str());
        match beside {
            Beside::Scores(scheme) => {
                query.push(" AND scheme = ").push_bind(scheme.as_str());
            }
            Beside::Bodies(bodies) => {
                query.push(" AND agency");
                push_one_of(&mut query, bodies.iter().map(OrganisationCode::as_str));
            }
        }
        query.push(" ORDER BY agency, filed_at, id").build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(Objection::try_from).collect()
}

/// Which are looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// Those that wait for an answer, or those that were answered or taken back.
    pub(crate) is_open: bool,
    /// Of these agencies; of all where none are given.
    pub(crate) agencies: Option<&'a [OrganisationCode]>,
}

impl<'a> Wanted<'a> {
    fn is_nobody(&self) -> bool {
        self.agencies.is_some_and(<[_]>::is_empty)
    }

    fn push<Db: Database>(self, query: &mut QueryBuilder<Db>)
    where
        &'a str: Encode<'a, Db> + Type<Db>,
    {
        query.push(if self.is_open { " WHERE state = 'open'" } else { " WHERE state <> 'open'" });
        if let Some(agencies) = self.agencies {
            query.push(" AND agency");
            push_one_of(query, agencies.iter().map(OrganisationCode::as_str));
        }
    }
}

/// How many there are, and how many of them were to be answered before an instant.
pub(crate) async fn count(tx: &mut Tx, wanted: Wanted<'_>, at: DateTime<Utc>) -> ServiceResult<(usize, usize)> {
    if wanted.is_nobody() {
        return Ok((0, 0));
    }
    let (all, late): (i64, i64) = on!(tx, conn => {
        let mut query = QueryBuilder::new("SELECT count(*), count(CASE WHEN answer_by < ");
        query.push_bind(at).push(" THEN 1 END) FROM objection");
        wanted.push(&mut query);
        query.build_query_as().fetch_one(conn).await
    })?;
    Ok((usize::try_from(all).unwrap_or_default(), usize::try_from(late).unwrap_or_default()))
}

/// So many of them: of those that wait the most urgent first, of the others the latest first.
pub(crate) async fn some(tx: &mut Tx, wanted: Wanted<'_>, most: i64) -> ServiceResult<Vec<Objection>> {
    const SQL: &str = "
        SELECT id, round, agency, indicator, scheme, edition, stood, revision, value, base, filed_by, filed_at,
               accepted_by, answer_by, version, state, ended_by, ended_at, upheld_in, corrected
        FROM objection";
    if wanted.is_nobody() {
        return Ok(Vec::new());
    }
    let order = if wanted.is_open { " ORDER BY answer_by, id LIMIT " } else { " ORDER BY ended_at DESC, id LIMIT " };
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        wanted.push(&mut query);
        query.push(order).push_bind(most);
        query.build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(Objection::try_from).collect()
}

/// Saves a moved one if nobody moved it since it was read.
///
/// # Errors
/// [`ServiceError::Conflict`] when somebody did.
pub(crate) async fn save(tx: &mut Tx, moved: &Objection) -> ServiceResult<()> {
    const SQL: &str = "
        UPDATE objection
        SET version = $2, state = $3, ended_by = $4, ended_at = $5, upheld_in = $6, corrected = $7
        WHERE id = $1 AND version = $8";
    let corrected = corrected(moved)?;
    let ended = moved.state.ended();
    let saved = on!(tx, conn => sqlx::query(SQL)
        .bind(moved.id.uuid())
        .bind(moved.version)
        .bind(moved.state.name().as_ref())
        .bind(ended.map(|stamp| stamp.by.uuid()))
        .bind(ended.map(|stamp| stamp.at))
        .bind(moved.state.upheld_in())
        .bind(corrected)
        .bind(moved.version - 1)
        .execute(conn).await.map(|done| done.rows_affected()))?;
    if saved == 1 { Ok(()) } else { Err(ServiceError::Conflict) }
}

/// Whether the value of an indicator applied in the revision that an objection names, and the parts that counted.
pub(crate) async fn objected(
    tx: &mut Tx,
    objection: &Objection,
    indicator: &IndicatorCode,
) -> ServiceResult<Option<(Applicability, Option<Parts>)>> {
    const SQL: &str = "
        SELECT applicability, COALESCE(verified_value, reported_value),
               CASE WHEN verified_value IS NULL THEN reported_base ELSE verified_base END
        FROM value
        WHERE round = $1 AND agency = $2 AND indicator = $3 AND revision = $4";
    let found: Option<(String, Option<String>, Option<String>)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(objection.key.round.as_str())
        .bind(objection.key.agency.as_str())
        .bind(indicator.as_str())
        .bind(objection.revision)
        .fetch_optional(conn).await)?;
    let Some((applicability, number, base)) = found else { return Ok(None) };
    let amount = |text: &str| stored("amount", text);
    let base: Option<Amount> = base.as_deref().map(amount).transpose()?;
    let parts = number.as_deref().map(amount).transpose()?.map(|number| (number, base));
    Ok(Some((stored("applicability", &applicability)?, parts)))
}

/// Keeps what one did to scores, or would have done.
pub(crate) async fn keep_effect(tx: &mut Tx, id: ObjectionId, effect: &str) -> ServiceResult<()> {
    const SQL: &str = "UPDATE objection SET effect = $2 WHERE id = $1";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(effect).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// What one did to scores when it was upheld, or would have done when it was rejected; empty for all others.
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
