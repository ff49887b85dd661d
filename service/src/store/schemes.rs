//! Schemes, each edition whole, where they are in force, and the populations they compare with.

use super::{Tx, stored, unreadable};
use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    ids::{PlanCode, SchemeCode},
    score::{Population, Scheme},
};
use sqlx::FromRow;

/// From which period on the rounds of a plan use an edition, and with whom it compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InForce {
    /// The plan.
    pub(crate) plan: PlanCode,
    /// The scheme.
    pub(crate) scheme: SchemeCode,
    /// The end of the first period it counts for.
    pub(crate) since: NaiveDate,
    /// The edition.
    pub(crate) edition: i32,
    /// The population, by its name; nobody where there is none.
    pub(crate) population: Option<String>,
}

#[derive(FromRow)]
struct Row {
    plan: String,
    scheme: String,
    since: NaiveDate,
    edition: i32,
    population: String,
}

impl TryFrom<Row> for InForce {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        Ok(Self {
            plan: stored("plan", &row.plan)?,
            scheme: stored("scheme", &row.scheme)?,
            since: row.since,
            edition: row.edition,
            population: Some(row.population).filter(|name| !name.is_empty()),
        })
    }
}

/// One edition of a scheme.
pub(crate) async fn get(tx: &mut Tx, code: &SchemeCode, edition: i32) -> ServiceResult<Option<Scheme>> {
    const SQL: &str = "SELECT document FROM scheme WHERE code = $1 AND edition = $2";
    let row: Option<(String,)> =
        on!(tx, conn => sqlx::query_as(SQL).bind(code.as_str()).bind(edition).fetch_optional(conn).await)?;
    row.map(|(document,)| serde_json::from_str(&document).map_err(|error| unreadable("scheme", error))).transpose()
}

/// The editions of a scheme, the oldest first.
pub(crate) async fn editions(tx: &mut Tx, code: &SchemeCode) -> ServiceResult<Vec<i32>> {
    const SQL: &str = "SELECT edition FROM scheme WHERE code = $1 ORDER BY edition";
    let rows: Vec<(i32,)> = on!(tx, conn => sqlx::query_as(SQL).bind(code.as_str()).fetch_all(conn).await)?;
    Ok(rows.into_iter().map(|(edition,)| edition).collect())
}

/// Keeps a new edition for good.
pub(crate) async fn insert(tx: &mut Tx, scheme: &Scheme, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "INSERT INTO scheme (code, edition, document, imported_at) VALUES ($1, $2, $3, $4)";
    let document = serde_json::to_string(scheme).map_err(|error| unreadable("scheme", error))?;
    on!(tx, conn => sqlx::query(SQL)
        .bind(scheme.head().code.as_str())
        .bind(scheme.head().edition)
        .bind(document)
        .bind(at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// What is or was in force in the rounds of a plan, by scheme, the oldest first.
pub(crate) async fn in_force(tx: &mut Tx, plan: &PlanCode) -> ServiceResult<Vec<InForce>> {
    const SQL: &str = "
        SELECT plan, scheme, since, edition, population
        FROM scheme_in_force
        WHERE plan = $1
        ORDER BY scheme, since";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(plan.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(InForce::try_from).collect()
}

/// Puts an edition in force, instead of one that began at the same period, which is kept as it stood until then.
pub(crate) async fn put_in_force(tx: &mut Tx, new: &InForce, at: DateTime<Utc>) -> ServiceResult<()> {
    // One that stood for no time at all is no part of the past.
    const KEEP: &str = "
        INSERT INTO scheme_in_force_past (plan, scheme, since, edition, population, recorded_at, superseded_at)
        SELECT plan, scheme, since, edition, population, recorded_at, $4
        FROM scheme_in_force
        WHERE plan = $1 AND scheme = $2 AND since = $3 AND recorded_at < $4";
    const SQL: &str = "
        INSERT INTO scheme_in_force (plan, scheme, since, edition, population, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (plan, scheme, since) DO UPDATE SET
            edition = excluded.edition, population = excluded.population, recorded_at = excluded.recorded_at";
    on!(tx, conn => sqlx::query(KEEP)
        .bind(new.plan.as_str())
        .bind(new.scheme.as_str())
        .bind(new.since)
        .bind(at)
        .execute(conn).await.map(|_| ()))?;
    on!(tx, conn => sqlx::query(SQL)
        .bind(new.plan.as_str())
        .bind(new.scheme.as_str())
        .bind(new.since)
        .bind(new.edition)
        .bind(new.population.as_deref().unwrap_or_default())
        .bind(at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// A population by its name.
pub(crate) async fn population(
    tx: &mut Tx,
    scheme: &SchemeCode,
    edition: i32,
    name: &str,
) -> ServiceResult<Option<Population>> {
    const SQL: &str = "SELECT document FROM population WHERE scheme = $1 AND edition = $2 AND name = $3";
    let row: Option<(String,)> = on!(tx, conn => sqlx::query_as(SQL)
        .bind(scheme.as_str()).bind(edition).bind(name).fetch_optional(conn).await)?;
    row.map(|(document,)| serde_json::from_str(&document).map_err(|error| unreadable("population", error))).transpose()
}

/// Keeps a population for good.
pub(crate) async fn insert_population(tx: &mut Tx, population: &Population, at: DateTime<Utc>) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO population (scheme, edition, name, document, made_at)
        VALUES ($1, $2, $3, $4, $5)";
    let document = serde_json::to_string(population).map_err(|error| unreadable("population", error))?;
    on!(tx, conn => sqlx::query(SQL)
        .bind(population.scheme.as_str())
        .bind(population.edition)
        .bind(&population.name)
        .bind(document)
        .bind(at)
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}
