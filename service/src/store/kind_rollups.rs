//! Sums by the kind of the bodies whose values are in them, kept at nodes with others below them.

use super::{
    ROWS_AT_ONCE, Tx,
    kind_counts::NodeKind,
    one_of::push_one_of,
    rollups::{self, NodeIndicator},
    stored,
};
use crate::ServiceResult;
use domain::{
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    organisation::OrganisationKind,
    rollup::Rollup,
};
use sqlx::{FromRow, QueryBuilder};
use std::collections::BTreeMap;

/// Of which node, bodies of which kind, and indicator.
pub(crate) type KindIndicator = (NodeKind, IndicatorCode);

#[derive(FromRow)]
struct Row {
    kind: String,
    #[sqlx(flatten)]
    sum: rollups::Row,
}

fn kept(row: Row) -> ServiceResult<(KindIndicator, Rollup)> {
    let kind = stored("kind", &row.kind)?;
    let (_, (node, indicator), rollup): (RoundCode, NodeIndicator, Rollup) = row.sum.try_into()?;
    Ok((((node, kind), indicator), rollup))
}

/// What is kept for some nodes in a round, of one kind or of all.
pub(crate) async fn of_nodes(
    tx: &mut Tx,
    round: &RoundCode,
    nodes: &[OrganisationCode],
    kind: Option<OrganisationKind>,
) -> ServiceResult<BTreeMap<KindIndicator, Rollup>> {
    const SQL: &str = "
        SELECT kind, round, organisation, indicator, rule, part, whole, contributors
        FROM kind_rollup
        WHERE round = ";
    if nodes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        query.push_bind(round.as_str()).push(" AND organisation");
        push_one_of(&mut query, nodes.iter().map(OrganisationCode::as_str));
        if let Some(kind) = &kind {
            query.push(" AND kind = ").push_bind(kind.as_ref());
        }
        query.build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(kept).collect()
}

/// Everything that is kept for a round.
pub(crate) async fn of_round(tx: &mut Tx, round: &RoundCode) -> ServiceResult<BTreeMap<KindIndicator, Rollup>> {
    const SQL: &str = "
        SELECT kind, round, organisation, indicator, rule, part, whole, contributors
        FROM kind_rollup
        WHERE round = $1";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).fetch_all(conn).await)?;
    rows.into_iter().map(kept).collect()
}

/// Puts sums in, over those that are there.
pub(crate) async fn save(tx: &mut Tx, round: &RoundCode, sums: &[(KindIndicator, Rollup)]) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO kind_rollup (round, organisation, kind, indicator, rule, part, whole, contributors) ";
    const UPDATE: &str = "
        ON CONFLICT (round, organisation, kind, indicator) DO UPDATE SET
            rule = excluded.rule, part = excluded.part, whole = excluded.whole, contributors = excluded.contributors";
    for chunk in sums.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, (((organisation, kind), indicator), rollup)| {
                row.push_bind(round.as_str())
                    .push_bind(organisation.as_str())
                    .push_bind(kind.as_ref())
                    .push_bind(indicator.as_str())
                    .push_bind(rollup.rule.as_ref())
                    .push_bind(rollup.part.to_string())
                    .push_bind(rollup.whole.to_string())
                    .push_bind(rollup.contributors);
            })
            .push(UPDATE)
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// Forgets everything that is kept for a round.
pub(crate) async fn clear(tx: &mut Tx, round: &RoundCode) -> ServiceResult<()> {
    const SQL: &str = "DELETE FROM kind_rollup WHERE round = $1";
    on!(tx, conn => sqlx::query(SQL).bind(round.as_str()).execute(conn).await.map(|_| ()))?;
    Ok(())
}
