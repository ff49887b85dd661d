//! What is usual among peers in a round.

use super::{ROWS_AT_ONCE, Tx, stored};
use crate::{ServiceError, ServiceResult};
use domain::{
    amount::Amount,
    ids::{IndicatorCode, RoundCode},
    peers::{PeerGroup, SizeBand},
    usual::Usual,
};
use sqlx::{FromRow, QueryBuilder};

/// Of which peers and which indicator.
pub(crate) type GroupIndicator = (PeerGroup, IndicatorCode);

/// How a band is stored: empty for all of a kind.
fn band_of(group: &PeerGroup) -> &str {
    group.band.as_ref().map_or("", SizeBand::as_ref)
}

#[derive(FromRow)]
struct Row {
    round: String,
    indicator: String,
    median: String,
    spread: String,
    figures: i64,
}

impl TryFrom<Row> for (RoundCode, IndicatorCode, Usual) {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let usual = Usual {
            median: stored::<Amount>("amount", &row.median)?,
            spread: stored::<Amount>("amount", &row.spread)?,
            figures: row.figures,
        };
        Ok((stored("round", &row.round)?, stored("indicator", &row.indicator)?, usual))
    }
}

/// What is kept for one group of peers in some rounds, in one statement.
pub(crate) async fn of_group(
    tx: &mut Tx,
    group: PeerGroup,
    rounds: &[RoundCode],
) -> ServiceResult<Vec<(RoundCode, IndicatorCode, Usual)>> {
    const SQL: &str = "
        SELECT round, indicator, median, spread, figures
        FROM usual
        WHERE kind = ";
    if rounds.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        query.push_bind(group.kind.as_ref()).push(" AND band = ").push_bind(band_of(&group)).push(" AND round IN (");
        let mut list = query.separated(", ");
        for round in rounds {
            list.push_bind(round.as_str());
        }
        query.push(") ORDER BY round, indicator").build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Puts in what is usual in a round, in place of everything that was kept of it.
pub(crate) async fn replace(tx: &mut Tx, round: &RoundCode, usuals: &[(GroupIndicator, Usual)]) -> ServiceResult<()> {
    const DELETE: &str = "DELETE FROM usual WHERE round = $1";
    const COUNT: &str = "UPDATE round SET usuals_kept = usuals_kept + 1 WHERE code = $1";
    // The round first, as everybody locks it before what belongs to it.
    for sql in [COUNT, DELETE] {
        on!(tx, conn => sqlx::query(sql).bind(round.as_str()).execute(conn).await.map(|_| ()))?;
    }
    fill(tx, round, usuals).await
}

/// Puts in what is usual in a round of which nothing is kept, and leaves the round as it is.
pub(crate) async fn fill(tx: &mut Tx, round: &RoundCode, usuals: &[(GroupIndicator, Usual)]) -> ServiceResult<()> {
    const INSERT: &str = "INSERT INTO usual (round, kind, band, indicator, median, spread, figures) ";
    for chunk in usuals.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, ((group, indicator), usual)| {
                row.push_bind(round.as_str())
                    .push_bind(group.kind.as_ref())
                    .push_bind(band_of(group))
                    .push_bind(indicator.as_str())
                    .push_bind(usual.median.to_string())
                    .push_bind(usual.spread.to_string())
                    .push_bind(usual.figures);
            })
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}
