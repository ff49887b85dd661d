//! Who has the best figure of an indicator in a round, and what stands behind the figures.

use super::{Row, Value, at_least};
use crate::{
    ServiceResult,
    store::{Tx, stored},
};
use domain::{
    ids::{IndicatorCode, RoundCode},
    organisation::OrganisationKind,
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

/// Who is ranked, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Among {
    pub(crate) order: RankOrder,
    /// The least that stands behind a figure.
    pub(crate) least: TrustGrade,
    /// Bodies of one kind alone.
    pub(crate) kind: Option<OrganisationKind>,
}

impl Among {
    fn kind(self) -> Option<String> {
        self.kind.map(|kind| kind.as_ref().to_owned())
    }
}

/// A page of the agencies with a figure of an indicator in a round, best first.
pub(crate) async fn ranked(
    tx: &mut Tx,
    round: &RoundCode,
    indicator: &IndicatorCode,
    among: Among,
    (skip, most): (i64, i64),
) -> ServiceResult<Vec<Value>> {
    const HIGHEST: &str = select!(
        "
        WHERE round = $1 AND indicator = $2 AND superseded_at IS NULL AND figure IS NOT NULL
            AND trust IN ($5, $6, $7, $8)
            AND (agency IN (SELECT code FROM organisation WHERE kind = $9) OR $9 IS NULL)
        ORDER BY figure DESC, agency DESC
        LIMIT $3 OFFSET $4"
    );
    const LOWEST: &str = select!(
        "
        WHERE round = $1 AND indicator = $2 AND superseded_at IS NULL AND figure IS NOT NULL
            AND trust IN ($5, $6, $7, $8)
            AND (agency IN (SELECT code FROM organisation WHERE kind = $9) OR $9 IS NULL)
        ORDER BY figure, agency
        LIMIT $3 OFFSET $4"
    );
    let sql = match among.order {
        RankOrder::HighestFirst => HIGHEST,
        RankOrder::LowestFirst => LOWEST,
    };
    let [one, two, three, four] = at_least(among.least);
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(sql)
        .bind(round.as_str())
        .bind(indicator.as_str())
        .bind(most)
        .bind(skip)
        .bind(one)
        .bind(two)
        .bind(three)
        .bind(four)
        .bind(among.kind())
        .fetch_all(conn).await)?;
    rows.into_iter().map(Value::try_from).collect()
}

/// How many agencies have a strictly better figure of an indicator in a round.
pub(crate) async fn better_than(
    tx: &mut Tx,
    round: &RoundCode,
    indicator: &IndicatorCode,
    among: Among,
    figure: f64,
) -> ServiceResult<i64> {
    const HIGHER: &str = "
        SELECT count(*)
        FROM value
        WHERE round = $1 AND indicator = $2 AND superseded_at IS NULL AND figure IS NOT NULL AND figure > $3
            AND trust IN ($4, $5, $6, $7)
            AND (agency IN (SELECT code FROM organisation WHERE kind = $8) OR $8 IS NULL)";
    const LOWER: &str = "
        SELECT count(*)
        FROM value
        WHERE round = $1 AND indicator = $2 AND superseded_at IS NULL AND figure IS NOT NULL AND figure < $3
            AND trust IN ($4, $5, $6, $7)
            AND (agency IN (SELECT code FROM organisation WHERE kind = $8) OR $8 IS NULL)";
    let sql = match among.order {
        RankOrder::HighestFirst => HIGHER,
        RankOrder::LowestFirst => LOWER,
    };
    let [one, two, three, four] = at_least(among.least);
    let (count,): (i64,) = on!(tx, conn => sqlx::query_as(sql)
        .bind(round.as_str())
        .bind(indicator.as_str())
        .bind(figure)
        .bind(one)
        .bind(two)
        .bind(three)
        .bind(four)
        .bind(among.kind())
        .fetch_one(conn).await)?;
    Ok(count)
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
