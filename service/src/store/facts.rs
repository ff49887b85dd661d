//! Sourced figures from outside: the country's place in international indices, surveys, services.

use super::{ROWS_AT_ONCE, Tx};
use crate::ServiceResult;
use chrono::{DateTime, Utc};
use domain::amount::Amount;
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};

/// One sourced figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct Fact {
    /// The indicator; it need not be in any plan.
    pub indicator: String,
    /// Of whom: `th`, an organisation, `oecd-average` or `group:…`.
    pub scope: String,
    /// `survey_year`, `fiscal_year`, `calendar_date`, …
    pub period_kind: String,
    /// The period, in years of the Common Era.
    pub period: String,
    /// The organisation, where the scope is one.
    pub organisation: Option<String>,
    /// The figure.
    #[sqlx(try_from = "String")]
    pub value: Amount,
    /// Its unit.
    pub unit: String,
    /// What it is, in Thai.
    pub name_th: String,
    /// What it is, in English.
    pub name_en: String,
    /// Where it was read.
    pub source: String,
    /// `high`, `medium` or `low`.
    pub confidence: String,
}

/// Puts facts in, or brings those that are there up to date and keeps how they stood until then.
pub(crate) async fn save(tx: &mut Tx, facts: &[Fact], at: DateTime<Utc>) -> ServiceResult<()> {
    // One that stood for no time at all is no part of the past.
    const KEEP: &str = "
        INSERT INTO fact_past
            (indicator, scope, period_kind, period, organisation, value, unit, name_th, name_en, source, confidence,
             recorded_at, superseded_at)
        SELECT indicator, scope, period_kind, period, organisation, value, unit, name_th, name_en, source, confidence,
               recorded_at, $5
        FROM fact
        WHERE indicator = $1 AND scope = $2 AND period_kind = $3 AND period = $4 AND recorded_at < $5";
    const INSERT: &str = "
        INSERT INTO fact
            (indicator, scope, period_kind, period, organisation, value, unit, name_th, name_en, source, confidence,
             recorded_at) ";
    const UPDATE: &str = "
        ON CONFLICT (indicator, scope, period_kind, period) DO UPDATE SET
            organisation = excluded.organisation, value = excluded.value, unit = excluded.unit,
            name_th = excluded.name_th, name_en = excluded.name_en,
            source = excluded.source, confidence = excluded.confidence, recorded_at = excluded.recorded_at";
    for fact in facts {
        on!(tx, conn => sqlx::query(KEEP)
            .bind(&fact.indicator)
            .bind(&fact.scope)
            .bind(&fact.period_kind)
            .bind(&fact.period)
            .bind(at)
            .execute(conn).await.map(|_| ()))?;
    }
    for chunk in facts.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, fact| {
                row.push_bind(&fact.indicator)
                    .push_bind(&fact.scope)
                    .push_bind(&fact.period_kind)
                    .push_bind(&fact.period)
                    .push_bind(&fact.organisation)
                    .push_bind(fact.value.to_string())
                    .push_bind(&fact.unit)
                    .push_bind(&fact.name_th)
                    .push_bind(&fact.name_en)
                    .push_bind(&fact.source)
                    .push_bind(&fact.confidence)
                    .push_bind(at);
            })
            .push(UPDATE)
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// The facts of a scope as they stood at an instant, by indicator and period.
pub(crate) async fn of_scope_at(tx: &mut Tx, scope: &str, at: DateTime<Utc>) -> ServiceResult<Vec<Fact>> {
    const SQL: &str = "
        SELECT indicator, scope, period_kind, period, organisation, value, unit, name_th, name_en, source, confidence
        FROM fact
        WHERE scope = $1 AND recorded_at <= $2
        UNION ALL
        SELECT indicator, scope, period_kind, period, organisation, value, unit, name_th, name_en, source, confidence
        FROM fact_past
        WHERE scope = $1 AND recorded_at <= $2 AND superseded_at > $2
        ORDER BY indicator, period";
    let rows: Vec<Fact> = on!(tx, conn => sqlx::query_as(SQL).bind(scope).bind(at).fetch_all(conn).await)?;
    Ok(rows)
}

/// The facts of a scope such as `th`, by indicator and period.
pub(crate) async fn of_scope(tx: &mut Tx, scope: &str) -> ServiceResult<Vec<Fact>> {
    const SQL: &str = "
        SELECT indicator, scope, period_kind, period, organisation, value, unit, name_th, name_en, source, confidence
        FROM fact
        WHERE scope = $1
        ORDER BY indicator, period";
    let rows: Vec<Fact> = on!(tx, conn => sqlx::query_as(SQL).bind(scope).fetch_all(conn).await)?;
    Ok(rows)
}
