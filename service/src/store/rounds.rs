//! Rounds and extensions.

use super::{Tx, one_of::push_one_of, stored, unreadable};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{AccountId, ExtensionId, OrganisationCode, RoundCode},
    round::Round,
    window::{Extension, Window},
};
use sqlx::{FromRow, QueryBuilder};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

#[derive(FromRow)]
struct Row {
    code: String,
    plan: String,
    plan_version: i32,
    period: String,
    opens_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
}

impl TryFrom<Row> for Round {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let window = Window::new(row.opens_at, row.due_at, row.closes_at);
        Ok(Self {
            code: stored("round", &row.code)?,
            plan: stored("plan", &row.plan)?,
            plan_version: row.plan_version,
            period: stored("period", &row.period)?,
            window: window.map_err(|error| unreadable("window", error))?,
        })
    }
}

#[derive(FromRow)]
struct ExtensionRow {
    id: Uuid,
    organisation: String,
    kind: Option<String>,
    ends_at: DateTime<Utc>,
    reason: String,
    granted_by: Uuid,
    granted_at: DateTime<Utc>,
}

impl TryFrom<ExtensionRow> for Extension {
    type Error = ServiceError;
    fn try_from(row: ExtensionRow) -> ServiceResult<Self> {
        Ok(Self {
            id: ExtensionId::new(row.id),
            organisation: stored("organisation", &row.organisation)?,
            kind: row.kind.map(|kind| stored("kind", &kind)).transpose()?,
            ends_at: row.ends_at,
            reason: row.reason,
            granted_by: AccountId::new(row.granted_by),
            granted_at: row.granted_at,
        })
    }
}

/// One round.
pub(crate) async fn get(tx: &mut Tx, code: &RoundCode) -> ServiceResult<Option<Round>> {
    const SQL: &str = "
        SELECT code, plan, plan_version, period, opens_at, due_at, closes_at
        FROM round
        WHERE code = $1";
    let row: Option<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(code.as_str()).fetch_optional(conn).await)?;
    row.map(Round::try_from).transpose()
}

/// The latest rounds whose period ends no later than a day, newest first.
pub(crate) async fn latest(tx: &mut Tx, until: NaiveDate, most: i64) -> ServiceResult<Vec<Round>> {
    const SQL: &str = "
        SELECT code, plan, plan_version, period, opens_at, due_at, closes_at
        FROM round
        WHERE period_end <= $1
        ORDER BY period_end DESC, code DESC
        LIMIT $2";
    // SQLite compares days as texts, in which "+262142-12-31" stands before every other.
    let until = until.min(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(until));
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(until).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Round::try_from).collect()
}

/// Tells one keeping of what is usual in a round from every other. Counting alone would not: a round that is taken out and
/// opened again counts from nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UsualsStamp {
    kept: i64,
    recorded_at: DateTime<Utc>,
}

/// How far one agency's report in a round has come, and which keeping of what is usual in the round stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stage {
    /// The round.
    pub(crate) round: RoundCode,
    /// The stamp of what is usual in it.
    pub(crate) usuals: UsualsStamp,
    version: Option<i64>,
    accepted_revision: Option<i32>,
}

#[derive(FromRow)]
struct StageRow {
    code: String,
    usuals_kept: i64,
    recorded_at: DateTime<Utc>,
    version: Option<i64>,
    accepted_revision: Option<i32>,
}

impl TryFrom<StageRow> for Stage {
    type Error = ServiceError;
    fn try_from(row: StageRow) -> ServiceResult<Self> {
        let StageRow { code, usuals_kept: kept, recorded_at, version, accepted_revision } = row;
        let usuals = UsualsStamp { kept, recorded_at };
        Ok(Self { round: stored("round", &code)?, usuals, version, accepted_revision })
    }
}

/// The stages of some rounds, for one agency.
pub(crate) async fn stages(tx: &mut Tx, agency: &OrganisationCode, rounds: &[RoundCode]) -> ServiceResult<Vec<Stage>> {
    const SQL: &str = "
        SELECT round.code, round.usuals_kept, round.recorded_at, submission.version, submission.accepted_revision
        FROM round
        LEFT JOIN submission ON submission.round = round.code AND submission.agency = ";
    if rounds.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<StageRow> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        query.push_bind(agency.as_str()).push(" WHERE round.code");
        push_one_of(&mut query, rounds.iter().map(RoundCode::as_str));
        query.push(" ORDER BY round.code").build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(Stage::try_from).collect()
}

/// The codes of all rounds, in order.
pub(crate) async fn codes(tx: &mut Tx) -> ServiceResult<Vec<RoundCode>> {
    const SQL: &str = "SELECT code FROM round ORDER BY code";
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(|(code,)| stored("round", &code)).collect()
}

/// Puts a new round in.
pub(crate) async fn insert(tx: &mut Tx, round: &Round, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO round
            (code, plan, plan_version, period, period_end, opens_at, due_at, closes_at, version, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(round.code.as_str())
        .bind(round.plan.as_str())
        .bind(round.plan_version)
        .bind(round.period.to_string())
        .bind(round.period.last_day())
        .bind(round.window.opens_at())
        .bind(round.window.due_at())
        .bind(round.window.closes_at())
        .bind(at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Moves a round's window and keeps how it stood until then.
pub(crate) async fn set_window(tx: &mut Tx, code: &RoundCode, window: Window, at: DateTime<Utc>) -> ServiceResult<()> {
    // One that stood for no time at all is no part of the past.
    const KEEP: &str = "
        INSERT INTO round_past (code, opens_at, due_at, closes_at, recorded_at, superseded_at)
        SELECT code, opens_at, due_at, closes_at, recorded_at, $2
        FROM round
        WHERE code = $1 AND recorded_at < $2";
    const SQL: &str = "
        UPDATE round
        SET opens_at = $2, due_at = $3, closes_at = $4, version = version + 1, recorded_at = $5
        WHERE code = $1";
    on!(tx, conn => sqlx::query(KEEP).bind(code.as_str()).bind(at).execute(conn).await.map(|_| ()))?;
    on!(tx, conn => sqlx::query(SQL)
        .bind(code.as_str())
        .bind(window.opens_at())
        .bind(window.due_at())
        .bind(window.closes_at())
        .bind(at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Whether anything was ever typed, proven or stored for a round.
pub(crate) async fn is_begun(tx: &mut Tx, code: &RoundCode) -> ServiceResult<bool> {
    const SQL: &str = "
        SELECT round.code
        FROM round
        WHERE round.code = $1
          AND (EXISTS (SELECT 1 FROM submission WHERE submission.round = round.code AND submission.version > 0)
            OR EXISTS (SELECT 1 FROM evidence WHERE evidence.round = round.code)
            OR EXISTS (SELECT 1 FROM value WHERE value.round = round.code))";
    let row: Option<(String,)> = on!(tx, conn => sqlx::query_as(SQL).bind(code.as_str()).fetch_optional(conn).await)?;
    Ok(row.is_some())
}

/// Takes a round out with the reports that are expected and the extensions that were granted.
///
/// # Errors
/// Somebody has begun, also while this was under way.
pub(crate) async fn remove_untouched(tx: &mut Tx, code: &RoundCode) -> ServiceResult<()> {
    const EXTENSIONS: &str = "DELETE FROM extension WHERE round = $1";
    const ANNOUNCEMENTS: &str = "DELETE FROM announcement WHERE round = $1";
    const REPORTS: &str = "DELETE FROM submission WHERE round = $1 AND version = 0";
    const WINDOWS: &str = "DELETE FROM round_past WHERE code = $1";
    const ROUND: &str = "DELETE FROM round WHERE code = $1";
    if is_begun(tx, code).await? {
        return Err(ServiceError::invalid("round_begun", code.to_string()));
    }
    for sql in [EXTENSIONS, ANNOUNCEMENTS, WINDOWS, REPORTS] {
        on!(tx, conn => sqlx::query(sql).bind(code.as_str()).execute(conn).await.map(|_| ()))?;
    }
    // Whoever began since the first look keeps their report, and with it the round.
    if is_begun(tx, code).await? {
        return Err(ServiceError::invalid("round_begun", code.to_string()));
    }
    on!(tx, conn => sqlx::query(ROUND).bind(code.as_str()).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Makes every other writer of this round's kept sums wait until this transaction ends. Whoever locks several begins with the
/// earliest: the order of [`latest`] from its end.
pub(crate) async fn lock(tx: &mut Tx, code: &RoundCode) -> ServiceResult<()> {
    const SQL: &str = "UPDATE round SET version = version + 1 WHERE code = $1";
    on!(tx, conn => sqlx::query(SQL).bind(code.as_str()).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// How a round stood: its version, and since when its window stands.
pub(crate) type RoundStamp = (i64, DateTime<Utc>);

/// The stamps of some rounds: whoever changes sums, counters or scores of a round changes its stamp.
pub(crate) async fn stamps(tx: &mut Tx, codes: &[RoundCode]) -> ServiceResult<HashMap<RoundCode, RoundStamp>> {
    const SQL: &str = "
        SELECT code, version, recorded_at
        FROM round
        WHERE code";
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, i64, DateTime<Utc>)> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        push_one_of(&mut query, codes.iter().map(RoundCode::as_str));
        query.build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(|(code, version, since)| Ok((stored("round", &code)?, (version, since)))).collect()
}

/// The stamps of all rounds; these change as well where what is usual in a round is kept anew.
pub(crate) async fn every_stamp(tx: &mut Tx) -> ServiceResult<HashMap<RoundCode, RoundStamp>> {
    const SQL: &str = "SELECT code, version + usuals_kept, recorded_at FROM round";
    let rows: Vec<(String, i64, DateTime<Utc>)> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(|(code, version, since)| Ok((stored("round", &code)?, (version, since)))).collect()
}

/// The extensions of a round that were granted to any organisation of a path, of whichever kind.
pub(crate) async fn extensions_on_path(
    tx: &mut Tx,
    round: &RoundCode,
    path: &[OrganisationCode],
) -> ServiceResult<Vec<Extension>> {
    const SQL: &str = "
        SELECT id, organisation, kind, ends_at, reason, granted_by, granted_at
        FROM extension
        WHERE round = ";
    if path.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<ExtensionRow> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        query.push_bind(round.as_str()).push(" AND organisation");
        push_one_of(&mut query, path.iter().map(OrganisationCode::as_str));
        query.push(" ORDER BY granted_at, id").build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(Extension::try_from).collect()
}

/// The rounds in which somebody has more time than that.
pub(crate) async fn extended_beyond(tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<Vec<RoundCode>> {
    const SQL: &str = "SELECT DISTINCT round FROM extension WHERE ends_at >= $1 ORDER BY round";
    let rows: Vec<(String,)> = on!(tx, conn => sqlx::query_as(SQL).bind(at).fetch_all(conn).await)?;
    rows.into_iter().map(|(round,)| stored("round", &round)).collect()
}

#[derive(FromRow)]
struct ReachingRow {
    round: String,
    #[sqlx(flatten)]
    extension: ExtensionRow,
}

/// The extensions of some rounds that were granted to some organisations.
pub(crate) async fn extensions_of(
    tx: &mut Tx,
    rounds: &BTreeSet<&RoundCode>,
    organisations: &BTreeSet<OrganisationCode>,
) -> ServiceResult<Vec<(RoundCode, Extension)>> {
    const SQL: &str = "
        SELECT round, id, organisation, kind, ends_at, reason, granted_by, granted_at
        FROM extension
        WHERE round";
    if rounds.is_empty() || organisations.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<ReachingRow> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        push_one_of(&mut query, rounds.iter().map(|round| round.as_str()));
        query.push(" AND organisation");
        push_one_of(&mut query, organisations.iter().map(OrganisationCode::as_str));
        query.push(" ORDER BY granted_at, id").build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(|row| Ok((stored("round", &row.round)?, row.extension.try_into()?))).collect()
}

/// All extensions of a round.
pub(crate) async fn extensions(tx: &mut Tx, round: &RoundCode) -> ServiceResult<Vec<Extension>> {
    const SQL: &str = "
        SELECT id, organisation, kind, ends_at, reason, granted_by, granted_at
        FROM extension
        WHERE round = $1
        ORDER BY granted_at, id";
    let rows: Vec<ExtensionRow> = on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Extension::try_from).collect()
}

/// Grants an extension.
pub(crate) async fn insert_extension(tx: &mut Tx, round: &RoundCode, extension: &Extension) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO extension (id, round, organisation, kind, ends_at, reason, granted_by, granted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, conn => sqlx::query(SQL)
        .bind(extension.id.uuid())
        .bind(round.as_str())
        .bind(extension.organisation.as_str())
        .bind(extension.kind.as_ref().map(AsRef::as_ref))
        .bind(extension.ends_at)
        .bind(&extension.reason)
        .bind(extension.granted_by.uuid())
        .bind(extension.granted_at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Ends an extension at another instant, and keeps until when it was granted.
pub(crate) async fn end_extension(tx: &mut Tx, id: ExtensionId, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "UPDATE extension SET promised_until = ends_at, ends_at = $2 WHERE id = $1";
    on!(tx, conn => sqlx::query(SQL).bind(id.uuid()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}
