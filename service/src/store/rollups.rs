//! Sums and counters that are kept for dashboards, by organisation node.

use super::{
    ROWS_AT_ONCE, Tx,
    gathered::{BETWEEN, GATHERED, rows},
    one_of::push_one_of,
    stored,
};
use crate::{ServiceError, ServiceResult};
use domain::{
    amount::Amount,
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    organisation::{OrganisationKind, OrganisationTree},
    rollup::{Rollup, RollupRule},
};
use sqlx::{Database, Encode, FromRow, QueryBuilder, Type};
use std::collections::{BTreeMap, HashMap, HashSet};

mod counters;

pub use counters::Completeness;
pub(in crate::store) use counters::counters;
pub(crate) use counters::{
    add_completeness, completeness_after, completeness_of_nodes, completeness_of_round, hold_counters,
};

/// Of which node and indicator.
pub(crate) type NodeIndicator = (OrganisationCode, IndicatorCode);

#[derive(FromRow)]
pub(super) struct Row {
    round: String,
    organisation: String,
    indicator: String,
    rule: String,
    part: String,
    whole: String,
    contributors: i64,
}

impl TryFrom<Row> for (RoundCode, NodeIndicator, Rollup) {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let rollup = Rollup {
            rule: stored::<RollupRule>("roll-up rule", &row.rule)?,
            part: stored::<Amount>("amount", &row.part)?,
            whole: stored::<Amount>("amount", &row.whole)?,
            contributors: row.contributors,
        };
        let node = (stored("organisation", &row.organisation)?, stored("indicator", &row.indicator)?);
        Ok((stored("round", &row.round)?, node, rollup))
    }
}

/// What is kept for some nodes in some rounds.
pub(crate) async fn of_nodes(
    tx: &mut Tx,
    rounds: &[RoundCode],
    nodes: &[OrganisationCode],
) -> ServiceResult<Vec<(RoundCode, NodeIndicator, Rollup)>> {
    const SQL: &str = "
        SELECT round, organisation, indicator, rule, part, whole, contributors
        FROM rollup
        WHERE round";
    if rounds.is_empty() || nodes.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on!(tx, conn => {
        let mut query = QueryBuilder::new(SQL);
        push_one_of(&mut query, rounds.iter().map(RoundCode::as_str));
        query.push(" AND organisation");
        push_one_of(&mut query, nodes.iter().map(OrganisationCode::as_str));
        query.push(" ORDER BY round, organisation, indicator").build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// What is wanted of a round: all its indicators, or some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) round: RoundCode,
    /// None means all.
    pub(crate) indicators: Option<Vec<IndicatorCode>>,
}

/// What is kept of one node in one round.
#[derive(Debug, Default)]
struct OfRound {
    sums: HashMap<IndicatorCode, Rollup>,
    /// What does not apply to the node itself, as it said and was accepted.
    not_applicable: HashSet<IndicatorCode>,
}

/// Kept sums by node, round and indicator, and what does not apply to the nodes themselves.
#[derive(Debug, Default)]
pub(crate) struct Sums(HashMap<OrganisationCode, HashMap<RoundCode, OfRound>>);

impl Sums {
    /// Sums that were added up elsewhere: of a node, a round and an indicator.
    pub(crate) fn of(sums: impl IntoIterator<Item = ((OrganisationCode, RoundCode, IndicatorCode), Rollup)>) -> Self {
        let mut all = Self::default();
        for ((node, round, indicator), rollup) in sums {
            all.of_round(node, round).sums.insert(indicator, rollup);
        }
        all
    }

    /// What is kept for one node, round and indicator.
    pub(crate) fn get(&self, node: &OrganisationCode, round: &RoundCode, indicator: &IndicatorCode) -> Option<Rollup> {
        self.0.get(node)?.get(round)?.sums.get(indicator).copied()
    }

    /// Whether a node itself said that an indicator does not apply to it, and was accepted. Of those below it this says nothing.
    pub(crate) fn does_not_apply(&self, node: &OrganisationCode, round: &RoundCode, indicator: &IndicatorCode) -> bool {
        let of_round = self.0.get(node).and_then(|of_node| of_node.get(round));
        of_round.is_some_and(|of_round| of_round.not_applicable.contains(indicator))
    }

    /// Notes that an indicator does not apply to a node itself.
    pub(crate) fn note_not_applicable(&mut self, node: OrganisationCode, round: RoundCode, indicator: IndicatorCode) {
        self.of_round(node, round).not_applicable.insert(indicator);
    }

    fn of_round(&mut self, node: OrganisationCode, round: RoundCode) -> &mut OfRound {
        self.0.entry(node).or_default().entry(round).or_default()
    }
}

/// Some nodes whose sums are read in a round.
struct Of<'a> {
    wanted: &'a Wanted,
    nodes: Vec<&'a OrganisationCode>,
    /// Of bodies of one kind, at nodes with others below them; of all kinds together without.
    kind: Option<OrganisationKind>,
}

/// What is kept for some nodes in some rounds, of all indicators or of some, with what does not apply to them, in one statement.
pub(crate) async fn sums(tx: &mut Tx, wanted: &[Wanted], nodes: &[OrganisationCode]) -> ServiceResult<Sums> {
    read(tx, wanted.iter().map(|wanted| Of { wanted, nodes: nodes.iter().collect(), kind: None })).await
}

/// The same of bodies of one kind alone, given the tree of each round, in one statement as well.
pub(crate) async fn sums_of_kind<'t>(
    tx: &mut Tx,
    wanted: &[Wanted],
    tree_of: impl Fn(&RoundCode) -> &'t OrganisationTree,
    nodes: &[OrganisationCode],
    kind: OrganisationKind,
) -> ServiceResult<Sums> {
    let parts = wanted.iter().flat_map(|wanted| {
        let tree = tree_of(&wanted.round);
        let (alone, above): (Vec<_>, Vec<_>) = nodes.iter().partition(|node| tree.children(node).is_empty());
        // Who has nobody below is of one kind, and its sum is its own.
        let alone = alone.into_iter().filter(|node| tree.kind(node) == Some(kind)).collect();
        [Of { wanted, nodes: above, kind: Some(kind) }, Of { wanted, nodes: alone, kind: None }]
    });
    read(tx, parts).await
}

async fn read<'a>(tx: &mut Tx, of: impl Iterator<Item = Of<'a>>) -> ServiceResult<Sums> {
    const ROW: &str =
        "indicator || '\u{1f}' || rule || '\u{1f}' || part || '\u{1f}' || whole || '\u{1f}' || contributors";
    let is_empty = |of: &Of<'_>| of.nodes.is_empty() || of.wanted.indicators.as_ref().is_some_and(Vec::is_empty);
    let parts: Vec<Of<'_>> = of.filter(|of| !is_empty(of)).collect();
    let mut sums = Sums::default();
    if parts.is_empty() {
        return Ok(sums);
    }
    let begin = tx.gathers();
    let groups: Vec<(String, String, String)> = on!(tx, conn => {
        let mut query = QueryBuilder::new("");
        for (number, of) in parts.iter().enumerate() {
            query.push(if number == 0 { "" } else { " UNION ALL " }).push(begin).push(ROW).push(GATHERED);
            query.push(", round, organisation FROM ").push(if of.kind.is_some() { "kind_rollup" } else { "rollup" });
            query.push(" WHERE round = ").push_bind(of.wanted.round.as_str()).push(" AND organisation");
            push_one_of(&mut query, of.nodes.iter().map(|node| node.as_str()));
            if let Some(kind) = &of.kind {
                query.push(" AND kind = ").push_bind(kind.as_ref());
            }
            push_wanted(&mut query, of.wanted);
            query.push(" GROUP BY round, organisation");
            if of.kind.is_none() {
                query.push(" UNION ALL ").push(begin).push("indicator").push(GATHERED);
                query.push(", round, agency FROM value WHERE round = ").push_bind(of.wanted.round.as_str());
                push_one_of(query.push(" AND agency"), of.nodes.iter().map(|node| node.as_str()));
                query.push(" AND superseded_at IS NULL AND applicability = ");
                query.push_bind(Applicability::NotApplicable.as_ref());
                push_wanted(&mut query, of.wanted);
                query.push(" GROUP BY round, agency");
            }
        }
        query.build_query_as().fetch_all(conn).await
    })?;
    for (texts, round, node) in groups {
        let of_round = sums.of_round(stored("organisation", &node)?, stored("round", &round)?);
        for row in rows(&texts) {
            if row.contains(BETWEEN) {
                let (indicator, rollup) = taken_apart(row)?;
                of_round.sums.insert(indicator, rollup);
            } else {
                of_round.not_applicable.insert(stored("indicator", row)?);
            }
        }
    }
    Ok(sums)
}

/// Keeps to the indicators that are wanted.
fn push_wanted<'a, Db: Database>(query: &mut QueryBuilder<Db>, wanted: &'a Wanted)
where
    &'a str: Encode<'a, Db> + Type<Db>,
{
    if let Some(indicators) = &wanted.indicators {
        push_one_of(query.push(" AND indicator"), indicators.iter().map(IndicatorCode::as_str));
    }
}

/// One of the rows that came as one.
fn taken_apart(row: &str) -> ServiceResult<(IndicatorCode, Rollup)> {
    let mut texts = row.split(BETWEEN);
    let mut next = || texts.next().ok_or_else(|| ServiceError::fault("reading a sum", "a text is missing"));
    let indicator = stored("indicator", next()?)?;
    let rule = stored("roll-up rule", next()?)?;
    let (part, whole) = (stored("amount", next()?)?, stored("amount", next()?)?);
    Ok((indicator, Rollup { rule, part, whole, contributors: stored("count", next()?)? }))
}

/// Everything that is kept for a round.
pub(crate) async fn of_round(tx: &mut Tx, round: &RoundCode) -> ServiceResult<BTreeMap<NodeIndicator, Rollup>> {
    const SQL: &str = "
        SELECT round, organisation, indicator, rule, part, whole, contributors
        FROM rollup
        WHERE round = $1";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).fetch_all(conn).await)?;
    let kept = |row: Row| row.try_into().map(|(_, node, rollup): (RoundCode, NodeIndicator, Rollup)| (node, rollup));
    rows.into_iter().map(kept).collect()
}

/// Puts roll-ups in, over those that are there.
pub(crate) async fn save(tx: &mut Tx, round: &RoundCode, rollups: &[(NodeIndicator, Rollup)]) -> ServiceResult<()> {
    const INSERT: &str = "INSERT INTO rollup (round, organisation, indicator, rule, part, whole, contributors) ";
    const UPDATE: &str = "
        ON CONFLICT (round, organisation, indicator) DO UPDATE SET
            rule = excluded.rule, part = excluded.part, whole = excluded.whole, contributors = excluded.contributors";
    for chunk in rollups.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, ((organisation, indicator), rollup)| {
                row.push_bind(round.as_str())
                    .push_bind(organisation.as_str())
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
    const ROLLUPS: &str = "DELETE FROM rollup WHERE round = $1";
    const COMPLETENESS: &str = "DELETE FROM completeness WHERE round = $1";
    const USUALS: &str = "DELETE FROM usual WHERE round = $1";
    const KIND_COUNTS: &str = "DELETE FROM kind_count WHERE round = $1";
    for sql in [ROLLUPS, COMPLETENESS, KIND_COUNTS, USUALS] {
        on!(tx, conn => sqlx::query(sql).bind(round.as_str()).execute(conn).await.map(|_| ()))?;
    }
    super::kind_rollups::clear(tx, round).await
}
