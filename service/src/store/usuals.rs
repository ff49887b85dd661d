//! What is usual among peers in a round.

use super::{
    ROWS_AT_ONCE, Tx,
    gathered::{BETWEEN, GATHERED, rows},
    one_of::push_one_of,
    stored,
};
use crate::{ServiceError, ServiceResult};
use domain::{
    ids::{IndicatorCode, RoundCode},
    peers::{PeerGroup, SizeBand},
    usual::Usual,
};
use sqlx::QueryBuilder;

/// Of which peers and which indicator.
pub(crate) type GroupIndicator = (PeerGroup, IndicatorCode);

/// How a band is stored: empty for all of a kind.
fn band_of(group: &PeerGroup) -> &str {
    group.band.as_ref().map_or("", SizeBand::as_ref)
}

/// What is kept for one group of peers in some rounds, in one statement.
pub(crate) async fn of_group(
    tx: &mut Tx,
    group: PeerGroup,
    rounds: &[RoundCode],
) -> ServiceResult<Vec<(RoundCode, IndicatorCode, Usual)>> {
    const ROW: &str = "indicator || '\u{1f}' || median || '\u{1f}' || spread || '\u{1f}' || figures";
    if rounds.is_empty() {
        return Ok(Vec::new());
    }
    let begin = tx.gathers();
    let groups: Vec<(String, String)> = on!(tx, conn => {
        let mut query = QueryBuilder::new(begin);
        query.push(ROW).push(GATHERED).push(", round FROM usual WHERE kind = ").push_bind(group.kind.as_ref());
        query.push(" AND band = ").push_bind(band_of(&group)).push(" AND round");
        push_one_of(&mut query, rounds.iter().map(RoundCode::as_str));
        query.push(" GROUP BY round ORDER BY round").build_query_as().fetch_all(conn).await
    })?;
    let mut usuals = Vec::new();
    for (texts, round) in groups {
        let round: RoundCode = stored("round", &round)?;
        for row in rows(&texts) {
            let (indicator, usual) = read(row)?;
            usuals.push((round.clone(), indicator, usual));
        }
    }
    Ok(usuals)
}

/// One of the rows that came as one.
fn read(row: &str) -> ServiceResult<(IndicatorCode, Usual)> {
    let mut texts = row.split(BETWEEN);
    let mut next = || texts.next().ok_or_else(|| ServiceError::fault("reading what is usual", "a text is missing"));
    let indicator = stored("indicator", next()?)?;
    let (median, spread) = (stored("amount", next()?)?, stored("amount", next()?)?);
    Ok((indicator, Usual { median, spread, figures: stored("count", next()?)? }))
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
