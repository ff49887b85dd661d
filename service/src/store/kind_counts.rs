//! Counters of reports by node and by the kind of the bodies that owe them.

use super::{
    ROWS_AT_ONCE, Tx,
    one_of::push_one_of,
    rollups::{Completeness, counters},
    stored,
};
use crate::ServiceResult;
use domain::{
    ids::{OrganisationCode, RoundCode},
    organisation::OrganisationKind,
};
use sqlx::{FromRow, QueryBuilder};
use std::collections::BTreeMap;

/// At and below which node, of bodies of which kind.
pub(crate) type NodeKind = (OrganisationCode, OrganisationKind);

#[derive(FromRow)]
struct Row {
    organisation: String,
    kind: String,
    #[sqlx(flatten)]
    counts: Completeness,
}

fn kept(row: &Row) -> ServiceResult<(NodeKind, Completeness)> {
    Ok(((stored("organisation", &row.organisation)?, stored("kind", &row.kind)?), row.counts))
}

/// Adds to the counters of nodes, which may be new.
pub(crate) async fn add(tx: &mut Tx, round: &RoundCode, changes: &[(NodeKind, Completeness)]) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO kind_count
            (round, organisation, kind,
             expected, draft, returned, submitted, approved, accepted, handed_in, on_time) ";
    const UPDATE: &str = "
        ON CONFLICT (round, organisation, kind) DO UPDATE SET
            expected = kind_count.expected + excluded.expected,
            draft = kind_count.draft + excluded.draft,
            returned = kind_count.returned + excluded.returned,
            submitted = kind_count.submitted + excluded.submitted,
            approved = kind_count.approved + excluded.approved,
            accepted = kind_count.accepted + excluded.accepted,
            handed_in = kind_count.handed_in + excluded.handed_in,
            on_time = kind_count.on_time + excluded.on_time";
    for chunk in changes.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, ((organisation, kind), counts)| {
                row.push_bind(round.as_str())
                    .push_bind(organisation.as_str())
                    .push_bind(kind.as_ref())
                    .push_bind(counts.expected)
                    .push_bind(counts.draft)
                    .push_bind(counts.returned)
                    .push_bind(counts.submitted)
                    .push_bind(counts.approved)
                    .push_bind(counts.accepted)
                    .push_bind(counts.handed_in)
                    .push_bind(counts.on_time);
            })
            .push(UPDATE)
            .build().execute(conn).await.map(|_| ()))?;
    }
    Ok(())
}

/// The counters of one node in a round.
pub(crate) async fn of_node(
    tx: &mut Tx,
    round: &RoundCode,
    node: &OrganisationCode,
) -> ServiceResult<BTreeMap<OrganisationKind, Completeness>> {
    const SQL: &str = "
        SELECT organisation, kind, expected, draft, returned, submitted, approved, accepted, handed_in, on_time
        FROM kind_count
        WHERE round = $1 AND organisation = $2";
    let rows: Vec<Row> =
        on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).bind(node.as_str()).fetch_all(conn).await)?;
    rows.iter().map(|row| kept(row).map(|((_, kind), counts)| (kind, counts))).collect()
}

/// The counters of some nodes in a round.
pub(crate) async fn of_nodes(
    tx: &mut Tx,
    round: &RoundCode,
    nodes: &[OrganisationCode],
) -> ServiceResult<BTreeMap<NodeKind, Completeness>> {
    const SQL: &str = "
        SELECT organisation, kind, expected, draft, returned, submitted, approved, accepted, handed_in, on_time
        FROM kind_count
        WHERE round = ";
    if nodes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        query.push_bind(round.as_str()).push(" AND organisation");
        push_one_of(&mut query, nodes.iter().map(OrganisationCode::as_str));
        query.build_query_as().fetch_all(conn).await
    })?;
    rows.iter().map(kept).collect()
}

/// The counters of one kind at some nodes in some rounds.
pub(crate) async fn of_kind(
    tx: &mut Tx,
    rounds: &[RoundCode],
    nodes: &[OrganisationCode],
    kind: OrganisationKind,
) -> ServiceResult<Vec<(RoundCode, OrganisationCode, Completeness)>> {
    counters(tx, rounds, nodes, Some(kind)).await
}

/// The counters of one kind at every node in a round.
pub(crate) async fn of_kind_in_round(
    tx: &mut Tx,
    round: &RoundCode,
    kind: OrganisationKind,
) -> ServiceResult<BTreeMap<OrganisationCode, Completeness>> {
    const SQL: &str = "
        SELECT organisation, kind, expected, draft, returned, submitted, approved, accepted, handed_in, on_time
        FROM kind_count
        WHERE round = $1 AND kind = $2";
    let rows: Vec<Row> =
        on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).bind(kind.as_ref()).fetch_all(conn).await)?;
    rows.iter().map(|row| kept(row).map(|((node, _), counts)| (node, counts))).collect()
}

/// All counters of a round.
pub(crate) async fn of_round(tx: &mut Tx, round: &RoundCode) -> ServiceResult<BTreeMap<NodeKind, Completeness>> {
    const SQL: &str = "
        SELECT organisation, kind, expected, draft, returned, submitted, approved, accepted, handed_in, on_time
        FROM kind_count
        WHERE round = $1";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).fetch_all(conn).await)?;
    rows.iter().map(kept).collect()
}
