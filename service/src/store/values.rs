//! Accepted values, reported and verified side by side.

use super::{
    ROWS_AT_ONCE, Tx,
    gathered::{BETWEEN, GATHERED, rows},
    one_of::push_one_of,
    stored, workings,
};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    derived::Working,
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    organisation::OrganisationKind,
    submission::ReportKey,
    trust::TrustGrade,
};
use sqlx::{FromRow, QueryBuilder};
use std::collections::BTreeMap;
use strum::IntoEnumIterator as _;

/// One accepted value in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The round.
    pub round: RoundCode,
    /// The agency.
    pub agency: OrganisationCode,
    /// The indicator.
    pub indicator: IndicatorCode,
    /// The revision of the report.
    pub revision: i32,
    /// Whether the indicator applies.
    pub applicability: Applicability,
    /// What the agency reported: value, and denominator or weight.
    pub reported: Option<(Amount, Option<Amount>)>,
    /// What DGA verified instead, where it differs.
    pub verified: Option<(Amount, Option<Amount>)>,
    /// Why it is right although it looked wrong, as the agency explained; empty where nothing was explained.
    pub explanation: String,
    /// What stands behind it.
    pub trust: TrustGrade,
    /// When it was accepted.
    pub accepted_at: DateTime<Utc>,
    /// How it was worked out, of a derived indicator: nobody reported it.
    pub working: Option<Working>,
}

impl Value {
    /// The parts that count: the verified ones where there are any.
    pub fn in_force(&self) -> Option<(Amount, Option<Amount>)> {
        self.verified.or(self.reported)
    }
}

/// The texts of a value, joined to one; an explanation, in which anything may stand, as it is given, and last.
macro_rules! texts {
    ($explanation:literal) => {
        concat!(
            "concat_ws('\u{1f}', round, agency, indicator, revision, applicability, trust, COALESCE(reported_value, ''),",
            " COALESCE(reported_base, ''), COALESCE(verified_value, ''), COALESCE(verified_base, ''), COALESCE(working, ''),",
            " accepted_at, ",
            $explanation,
            ")"
        )
    };
}

/// Selects values. What a row costs goes by its columns (decision 0081), so all come as one.
macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT ", texts!("COALESCE(explanation, '')"), " FROM value ", $rest)
    };
}

/// The texts of a value.
#[derive(FromRow)]
struct Row(String);

impl TryFrom<Row> for Value {
    type Error = ServiceError;
    fn try_from(Row(texts): Row) -> ServiceResult<Self> {
        read(&texts)
    }
}

fn read(texts: &str) -> ServiceResult<Value> {
    let mut texts = texts.splitn(13, BETWEEN);
    let mut next = || texts.next().ok_or_else(|| ServiceError::fault("reading a value", "a text is missing"));
    let (round, agency, indicator) = (next()?, next()?, next()?);
    let (revision, applicability, trust) = (next()?, next()?, next()?);
    let mut parts = || {
        let (value, base) = (amount(next()?)?, amount(next()?)?);
        ServiceResult::Ok(value.map(|value| (value, base)))
    };
    Ok(Value {
        round: stored("round", round)?,
        agency: stored("organisation", agency)?,
        indicator: stored("indicator", indicator)?,
        revision: stored("revision", revision)?,
        applicability: stored("applicability", applicability)?,
        trust: stored("trust grade", trust)?,
        reported: parts()?,
        verified: parts()?,
        working: workings::read(next()?)?,
        accepted_at: instant(next()?)?,
        explanation: next()?.to_owned(),
    })
}

fn amount(text: &str) -> ServiceResult<Option<Amount>> {
    if text.is_empty() { Ok(None) } else { stored("amount", text).map(Some) }
}

/// Written with `T` and a whole offset on SQLite, with a space and the hours of the offset on PostgreSQL.
fn instant(text: &str) -> ServiceResult<DateTime<Utc>> {
    let whole = text.strip_suffix("+00").map(|until| format!("{until}Z"));
    stored("instant", whole.as_deref().unwrap_or(text))
}

/// The values in force of one report.
pub(crate) async fn of_report(tx: &mut Tx, key: &ReportKey) -> ServiceResult<Vec<Value>> {
    const SQL: &str = select!(
        "
        WHERE round = $1 AND agency = $2 AND superseded_at IS NULL
        ORDER BY indicator"
    );
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Value::try_from).collect()
}

/// The values in force of one agency in several rounds, in one statement.
pub(crate) async fn of_agency(
    tx: &mut Tx,
    agency: &OrganisationCode,
    rounds: &[RoundCode],
) -> ServiceResult<Vec<Value>> {
    of_agencies(tx, std::slice::from_ref(agency), rounds).await
}

/// The values in force of some agencies in several rounds, in one statement.
pub(crate) async fn of_agencies(
    tx: &mut Tx,
    agencies: &[OrganisationCode],
    rounds: &[RoundCode],
) -> ServiceResult<Vec<Value>> {
    gathered(tx, agencies, rounds, None).await
}

/// The same about some indicators alone.
pub(crate) async fn of_agencies_about(
    tx: &mut Tx,
    agencies: &[OrganisationCode],
    rounds: &[RoundCode],
    indicators: &[IndicatorCode],
) -> ServiceResult<Vec<Value>> {
    gathered(tx, agencies, rounds, Some(indicators)).await
}

async fn gathered(
    tx: &mut Tx,
    agencies: &[OrganisationCode],
    rounds: &[RoundCode],
    indicators: Option<&[IndicatorCode]>,
) -> ServiceResult<Vec<Value>> {
    if rounds.is_empty() || agencies.is_empty() || indicators.is_some_and(<[_]>::is_empty) {
        return Ok(Vec::new());
    }
    let begin = tx.gathers();
    let groups: Vec<(String,)> = on!(tx, conn => {
        let mut query = QueryBuilder::new(begin);
        query.push(texts!("replace(replace(COALESCE(explanation, ''), '\u{1b}', '\u{1b}[]'), '\u{1e}', '\u{1b}-')"));
        query.push(GATHERED).push("FROM value WHERE superseded_at IS NULL AND agency");
        push_one_of(&mut query, agencies.iter().map(OrganisationCode::as_str));
        push_one_of(query.push(" AND round"), rounds.iter().map(RoundCode::as_str));
        if let Some(indicators) = indicators {
            push_one_of(query.push(" AND indicator"), indicators.iter().map(IndicatorCode::as_str));
        }
        query.push(" GROUP BY round, agency").build_query_as().fetch_all(conn).await
    })?;
    let mut values = groups.iter().flat_map(|(group,)| rows(group)).map(written).collect::<ServiceResult<Vec<_>>>()?;
    values.sort_by(|one, other| (&one.round, &one.indicator).cmp(&(&other.round, &other.indicator)));
    Ok(values)
}

/// One of the rows that came as one: in its explanation what parts rows was written otherwise.
fn written(row: &str) -> ServiceResult<Value> {
    let mut value = read(row)?;
    if value.explanation.contains('\u{1b}') {
        value.explanation = value.explanation.replace("\u{1b}-", "\u{1e}").replace("\u{1b}[]", "\u{1b}");
    }
    Ok(value)
}

/// The values in force of a round about some indicators, of some agencies or of all, in one statement and in order.
pub(crate) async fn about(
    tx: &mut Tx,
    round: &RoundCode,
    indicators: &[&IndicatorCode],
    agencies: Option<&[OrganisationCode]>,
) -> ServiceResult<Vec<Value>> {
    if indicators.is_empty() || agencies.is_some_and(<[_]>::is_empty) {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(select!(""));
        query.push("WHERE superseded_at IS NULL AND round = ").push_bind(round.as_str());
        if let Some(agencies) = agencies {
            push_one_of(query.push(" AND agency"), agencies.iter().map(OrganisationCode::as_str));
        }
        push_one_of(query.push(" AND indicator"), indicators.iter().map(|indicator| indicator.as_str()));
        query.push(" ORDER BY agency, indicator").build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(Value::try_from).collect()
}

/// Some values in force of a round, in order, after a place.
pub(crate) async fn after_place(
    tx: &mut Tx,
    round: &RoundCode,
    after: Option<(&OrganisationCode, &IndicatorCode)>,
    most: i64,
) -> ServiceResult<Vec<Value>> {
    const SQL: &str = select!(
        "
        WHERE round = $1 AND (agency, indicator) > ($2, $3) AND superseded_at IS NULL
        ORDER BY agency, indicator
        LIMIT $4"
    );
    let (agency, indicator) = after.map_or(("", ""), |(agency, indicator)| (agency.as_str(), indicator.as_str()));
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(round.as_str()).bind(agency).bind(indicator).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(Value::try_from).collect()
}

/// The values in force of a round between two agencies, in order.
pub(crate) async fn between(
    tx: &mut Tx,
    round: &RoundCode,
    first: &OrganisationCode,
    last: &OrganisationCode,
) -> ServiceResult<Vec<Value>> {
    const SQL: &str = select!(
        "
        WHERE round = $1 AND agency >= $2 AND agency <= $3 AND superseded_at IS NULL
        ORDER BY agency, indicator"
    );
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(round.as_str()).bind(first.as_str()).bind(last.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(Value::try_from).collect()
}

/// A value of the past.
pub(crate) struct Then {
    /// The value.
    pub(crate) value: Value,
    /// Whether it had been in force for a while and still was.
    pub(crate) was_settled: bool,
}

/// The reported values of a round that were in force at any time between two instants, of the agencies after one up to another. One
/// that was in force all the time is settled, unless its report came later, whole from a file that tells of an earlier time.
pub(crate) async fn then(
    tx: &mut Tx,
    round: &RoundCode,
    (after, until): (&str, &str),
    (from, at): (DateTime<Utc>, DateTime<Utc>),
) -> ServiceResult<Vec<Then>> {
    const SQL: &str = concat!(
        "SELECT ",
        texts!("COALESCE(explanation, '')"),
        ", accepted_at <= $4 AND (superseded_at IS NULL OR superseded_at > $5) AND NOT EXISTS (
               SELECT 1
               FROM submission AS report
               WHERE report.round = value.round AND report.agency = value.agency AND report.begun_at > $4
           ) AS was_settled
        FROM value
        WHERE round = $1 AND agency > $2 AND agency <= $3 AND working IS NULL
            AND accepted_at <= $5 AND (superseded_at IS NULL OR superseded_at > $4)
        ORDER BY agency, indicator"
    );
    let rows: Vec<(String, bool)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(round.as_str()).bind(after).bind(until).bind(from).bind(at).fetch_all(conn).await)?;
    rows.into_iter().map(|(texts, was_settled)| Ok(Then { value: read(&texts)?, was_settled })).collect()
}

/// A page of the values in force of a round, in the order of agencies and indicators, after a place: those of some
/// agencies, none of them before that place, or of all; of one indicator or of all; with at least a grade or any.
pub(crate) async fn page(
    tx: &mut Tx,
    round: &RoundCode,
    agencies: Option<&[OrganisationCode]>,
    (indicator, least): (Option<&IndicatorCode>, Option<TrustGrade>),
    after: (&str, &str),
    most: i64,
) -> ServiceResult<Vec<Value>> {
    let grades = least.map(at_least);
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(select!(""));
        query.push("WHERE superseded_at IS NULL AND round = ").push_bind(round.as_str());
        if let Some(agencies) = agencies {
            // Not as a range, in which SQLite would look at everybody's values instead of each agency's own.
            query.push(" AND (agency <> ").push_bind(after.0).push(" OR indicator > ").push_bind(after.1);
            query.push(") AND agency IN (");
            let mut list = query.separated(", ");
            for agency in agencies {
                list.push_bind(agency.as_str());
            }
            query.push(")");
        } else {
            query.push(" AND (agency, indicator) > (").push_bind(after.0).push(", ").push_bind(after.1).push(")");
        }
        if let Some(indicator) = indicator {
            query.push(" AND indicator = ").push_bind(indicator.as_str());
        }
        if let Some(grades) = &grades {
            push_one_of(query.push(" AND trust"), grades.iter().map(String::as_str));
        }
        query.push(" ORDER BY agency, indicator LIMIT ").push_bind(most).build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(Value::try_from).collect()
}

/// How many agencies have a figure of an indicator in a round, by what stands behind it.
pub(crate) async fn by_trust(
    tx: &mut Tx,
    round: &RoundCode,
    indicator: &IndicatorCode,
    kind: Option<OrganisationKind>,
) -> ServiceResult<BTreeMap<TrustGrade, i64>> {
    const SQL: &str = "
        SELECT trust, count(*)
        FROM value
        WHERE round = $1 AND indicator = $2 AND superseded_at IS NULL AND figure IS NOT NULL
            AND (agency IN (SELECT code FROM organisation WHERE kind = $3) OR $3 IS NULL)
        GROUP BY trust";
    let kind = kind.map(|kind| kind.as_ref().to_owned());
    let rows: Vec<(String, i64)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(round.as_str())
        .bind(indicator.as_str())
        .bind(kind)
        .fetch_all(conn).await)?;
    rows.into_iter().map(|(grade, count)| Ok((stored("trust grade", &grade)?, count))).collect()
}

/// Ends the force of a report's values, which stay as history.
pub(crate) async fn supersede(tx: &mut Tx, key: &ReportKey, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "
        UPDATE value
        SET superseded_at = $3
        WHERE round = $1 AND agency = $2 AND superseded_at IS NULL";
    on!(tx, conn => sqlx::query(SQL)
        .bind(key.round.as_str()).bind(key.agency.as_str()).bind(at).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Puts accepted values in, each with its figure: kept to say that there is one, and only nearly, so that nothing is put in order by it.
pub(crate) async fn insert(tx: &mut Tx, values: &[(Value, Option<Amount>)]) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO value
            (round, agency, indicator, revision, applicability,
             reported_value, reported_base, verified_value, verified_base, figure, explanation, trust, accepted_at,
             working) ";
    fn text(amount: Option<Amount>) -> Option<String> {
        amount.map(|amount| amount.to_string())
    }
    let workings: ServiceResult<Vec<_>> = values.iter().map(|(value, _)| workings::text(value)).collect();
    let values: Vec<_> = values.iter().zip(workings?).collect();
    for chunk in values.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, ((value, figure), working)| {
                row.push_bind(value.round.as_str())
                    .push_bind(value.agency.as_str())
                    .push_bind(value.indicator.as_str())
                    .push_bind(value.revision)
                    .push_bind(value.applicability.as_ref())
                    .push_bind(text(value.reported.map(|parts| parts.0)))
                    .push_bind(text(value.reported.and_then(|parts| parts.1)))
                    .push_bind(text(value.verified.map(|parts| parts.0)))
                    .push_bind(text(value.verified.and_then(|parts| parts.1)))
                    .push_bind(figure.map(Amount::approximate))
                    .push_bind(Some(value.explanation.trim()).filter(|said| !said.is_empty()))
                    .push_bind(value.trust.as_ref())
                    .push_bind(value.accepted_at)
                    .push_bind(working.as_deref());
            })
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// The words of a grade and those above it, four of them whatever their number.
fn at_least(least: TrustGrade) -> [String; 4] {
    let mut grades = TrustGrade::iter().filter(|grade| *grade >= least).map(|grade| grade.as_ref().to_owned());
    let highest = TrustGrade::EvidenceVerified.as_ref();
    std::array::from_fn(|_| grades.next().unwrap_or_else(|| highest.to_owned()))
}
