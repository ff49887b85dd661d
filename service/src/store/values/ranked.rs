//! Who has the best figure of an indicator in a round, and what stands behind the figures.

use super::{Row, Value, at_least};
use crate::{
    ServiceResult,
    store::{Tx, stored},
};
use domain::{
    ids::{IndicatorCode, RoundCode},
    trust::TrustGrade,
};
use std::collections::BTreeMap;

/// In which order agencies are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankOrder {
    /// Highest figure first.
    HighestFirst,
    /// Lowest figure first.
    LowestFirst,
}

/// A page of the agencies with a figure of an indicator in a round, best first.
pub(crate) async fn ranked(
    tx: &mut Tx,
    round: &RoundCode,
    indicator: &IndicatorCode,
    order: RankOrder,
    least: TrustGrade,
    (skip, most): (i64, i64),
) -> ServiceResult<Vec<Value>> {
    const HIGHEST: &str = select!(
        "
        WHERE round = $1 AND indicator = $2 AND superseded_at IS NULL AND figure IS NOT NULL
            AND trust IN ($5, $6, $7, $8)
        ORDER BY figure DESC, agency DESC
        LIMIT $3 OFFSET $4"
    );
    const LOWEST: &str = select!(
        "
        WHERE round = $1 AND indicator = $2 AND superseded_at IS NULL AND figure IS NOT NULL
            AND trust IN ($5, $6, $7, $8)
        ORDER BY figure, agency
        LIMIT $3 OFFSET $4"
    );
    let sql = match order {
        RankOrder::HighestFirst => HIGHEST,
        RankOrder::LowestFirst => LOWEST,
    };
    let [one, two, three, four] = at_least(least);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql)
        .bind(round.as_str())
        .bind(indicator.as_str())
        .bind(most)
        .bind(skip)
        .bind(one)
        .bind(two)
        .bind(three)
        .bind(four)
        .fetch_all(conn).await)?;
    rows.into_iter().map(Value::try_from).collect()
}

/// How many agencies have a strictly better figure of an indicator in a round.
pub(crate) async fn better_than(
    tx: &mut Tx,
    round: &RoundCode,
    indicator: &IndicatorCode,
    order: RankOrder,
    least: TrustGrade,
    figure: f64,
) -> ServiceResult<i64> {
    const HIGHER: &str = "
        SELECT count(*)
        FROM value
        WHERE round = $1 AND indicator = $2 AND superseded_at IS NULL AND figure IS NOT NULL AND figure > $3
            AND trust IN ($4, $5, $6, $7)";
    const LOWER: &str = "
        SELECT count(*)
        FROM value
        WHERE round = $1 AND indicator = $2 AND superseded_at IS NULL AND figure IS NOT NULL AND figure < $3
            AND trust IN ($4, $5, $6, $7)";
    let sql = match order {
        RankOrder::HighestFirst => HIGHER,
        RankOrder::LowestFirst => LOWER,
    };
    let [one, two, three, four] = at_least(least);
    let (count,): (i64,) = on!(tx, conn => sqlx::query_as(sql)
        .bind(round.as_str())
        .bind(indicator.as_str())
        .bind(figure)
        .bind(one)
        .bind(two)
        .bind(three)
        .bind(four)
        .fetch_one(conn).await)?;
    Ok(count)
}

/// How many agencies have a figure of an indicator in a round, by what stands behind it.
pub(crate) async fn by_trust(
    tx: &mut Tx,
    round: &RoundCode,
    indicator: &IndicatorCode,
) -> ServiceResult<BTreeMap<TrustGrade, i64>> {
    const SQL: &str = "
        SELECT trust, count(*)
        FROM value
        WHERE round = $1 AND indicator = $2 AND superseded_at IS NULL AND figure IS NOT NULL
        GROUP BY trust";
    let rows: Vec<(String, i64)> =
        on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).bind(indicator.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(|(grade, count)| Ok((stored("trust grade", &grade)?, count))).collect()
}
