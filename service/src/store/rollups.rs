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
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    organisation::{OrganisationKind, OrganisationTree},
    ranking::Coverage,
    rollup::{Rollup, RollupRule},
};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};
use std::collections::{BTreeMap, HashMap};

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

/// Kept sums by node, round and indicator.
#[derive(Debug, Default)]
pub(crate) struct Sums(HashMap<OrganisationCode, HashMap<RoundCode, HashMap<IndicatorCode, Rollup>>>);

impl Sums {
    /// Sums that were added up elsewhere: of a node, a round and an indicator.
    pub(crate) fn of(sums: impl IntoIterator<Item = ((OrganisationCode, RoundCode, IndicatorCode), Rollup)>) -> Self {
        let mut all = Self::default();
        for ((node, round, indicator), rollup) in sums {
            all.0.entry(node).or_default().entry(round).or_default().insert(indicator, rollup);
        }
        all
    }

    /// What is kept for one node, round and indicator.
    pub(crate) fn get(&self, node: &OrganisationCode, round: &RoundCode, indicator: &IndicatorCode) -> Option<Rollup> {
        self.0.get(node)?.get(round)?.get(indicator).copied()
    }
}

/// Some nodes whose sums are read.
struct Of<'a> {
    nodes: Vec<&'a OrganisationCode>,
    /// Of bodies of one kind, at nodes with others below them; of all kinds together without.
    kind: Option<OrganisationKind>,
}

/// What is kept for some nodes in some rounds, of all indicators or of some, in one statement.
pub(crate) async fn sums(tx: &mut Tx, wanted: &[Wanted], nodes: &[OrganisationCode]) -> ServiceResult<Sums> {
    read(tx, wanted, &[Of { nodes: nodes.iter().collect(), kind: None }]).await
}

/// The same of bodies of one kind alone, in one statement as well.
pub(crate) async fn sums_of_kind(
    tx: &mut Tx,
    wanted: &[Wanted],
    tree: &OrganisationTree,
    nodes: &[OrganisationCode],
    kind: OrganisationKind,
) -> ServiceResult<Sums> {
    let (alone, above): (Vec<_>, Vec<_>) = nodes.iter().partition(|node| tree.children(node).is_empty());
    // Who has nobody below is of one kind, and its sum is its own.
    let alone = alone.into_iter().filter(|node| tree.kind(node) == Some(kind)).collect();
    read(tx, wanted, &[Of { nodes: above, kind: Some(kind) }, Of { nodes: alone, kind: None }]).await
}

async fn read(tx: &mut Tx, wanted: &[Wanted], of: &[Of<'_>]) -> ServiceResult<Sums> {
    const ROW: &str =
        "indicator || '\u{1f}' || rule || '\u{1f}' || part || '\u{1f}' || whole || '\u{1f}' || contributors";
    let wanted: Vec<_> =
        wanted.iter().filter(|wanted| wanted.indicators.as_ref().is_none_or(|some| !some.is_empty())).collect();
    let of: Vec<&Of<'_>> = of.iter().filter(|of| !of.nodes.is_empty()).collect();
    let mut sums = Sums::default();
    if wanted.is_empty() || of.is_empty() {
        return Ok(sums);
    }
    let parts = wanted.iter().flat_map(|wanted| of.iter().map(move |of| (wanted, of)));
    let begin = tx.gathers();
    let groups: Vec<(String, String, String)> = on!(tx, conn => {
        let mut query = QueryBuilder::new("");
        for (number, (wanted, of)) in parts.enumerate() {
            query.push(if number == 0 { "" } else { " UNION ALL " }).push(begin).push(ROW).push(GATHERED);
            query.push(", round, organisation FROM ").push(if of.kind.is_some() { "kind_rollup" } else { "rollup" });
            query.push(" WHERE round = ").push_bind(wanted.round.as_str()).push(" AND organisation");
            push_one_of(&mut query, of.nodes.iter().map(|node| node.as_str()));
            if let Some(kind) = &of.kind {
                query.push(" AND kind = ").push_bind(kind.as_ref());
            }
            if let Some(indicators) = &wanted.indicators {
                push_one_of(query.push(" AND indicator"), indicators.iter().map(IndicatorCode::as_str));
            }
            query.push(" GROUP BY round, organisation");
        }
        query.build_query_as().fetch_all(conn).await
    })?;
    for (texts, round, node) in groups {
        let of_node = sums.0.entry(stored("organisation", &node)?).or_default();
        let of_round = of_node.entry(stored("round", &round)?).or_default();
        for row in rows(&texts) {
            let (indicator, rollup) = taken_apart(row)?;
            of_round.insert(indicator, rollup);
        }
    }
    Ok(sums)
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

/// Makes everybody else who moves counters of a round wait until this transaction ends: they all begin at the root, so that
/// whoever holds it may touch the others in any order.
pub(crate) async fn hold_counters(tx: &mut Tx, round: &RoundCode, root: &OrganisationCode) -> ServiceResult<()> {
    const SQL: &str = "UPDATE completeness SET expected = expected WHERE round = $1 AND organisation = $2";
    // Whoever counted afresh may have put another row in the place of the one that was waited for.
    for _ in 0..2 {
        let held = on!(tx, conn => {
            let done = sqlx::query(SQL).bind(round.as_str()).bind(root.as_str()).execute(conn).await;
            done.map(|done| done.rows_affected())
        })?;
        if held > 0 {
            break;
        }
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

/// How many reports at and below a node are where on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, FromRow)]
pub struct Completeness {
    /// Reports that are owed.
    pub expected: i64,
    /// Being filled.
    pub draft: i64,
    /// Sent back.
    pub returned: i64,
    /// Waiting for the agency's approver.
    pub submitted: i64,
    /// Approved or endorsed, waiting for DGA.
    pub approved: i64,
    /// Accepted.
    pub accepted: i64,
    /// Submitted at least once, whatever became of it.
    pub handed_in: i64,
    /// First submitted by the due instant, extensions included.
    pub on_time: i64,
}

impl Completeness {
    /// Nothing typed yet.
    pub fn not_started(&self) -> i64 {
        self.expected - self.draft - self.returned - self.submitted - self.approved - self.accepted
    }

    /// Owed and never submitted: silent once the due instant has passed.
    pub fn missing(&self) -> i64 {
        self.expected - self.handed_in
    }

    /// How many are accepted, out of all that are owed.
    pub fn accepted_of_owed(&self) -> Coverage {
        Coverage { contributors: self.accepted, expected: self.expected }
    }

    /// Of all that are owed, how many percent were first submitted on time; `None` where none is owed.
    pub fn on_time_share(&self) -> Option<Amount> {
        share(self.on_time, self.expected)
    }

    /// Sum of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            expected: self.expected + other.expected,
            draft: self.draft + other.draft,
            returned: self.returned + other.returned,
            submitted: self.submitted + other.submitted,
            approved: self.approved + other.approved,
            accepted: self.accepted + other.accepted,
            handed_in: self.handed_in + other.handed_in,
            on_time: self.on_time + other.on_time,
        }
    }

    /// The same with every count negated: what is taken away.
    #[must_use]
    pub fn negated(self) -> Self {
        Self {
            expected: -self.expected,
            draft: -self.draft,
            returned: -self.returned,
            submitted: -self.submitted,
            approved: -self.approved,
            accepted: -self.accepted,
            handed_in: -self.handed_in,
            on_time: -self.on_time,
        }
    }
}

fn share(part: i64, whole: i64) -> Option<Amount> {
    Amount::whole(part).checked_mul(Amount::HUNDRED)?.checked_div(Amount::whole(whole))
}

#[derive(FromRow)]
struct CompletenessRow {
    round: String,
    organisation: String,
    #[sqlx(flatten)]
    counts: Completeness,
}

impl TryFrom<CompletenessRow> for (RoundCode, OrganisationCode, Completeness) {
    type Error = ServiceError;
    fn try_from(row: CompletenessRow) -> ServiceResult<Self> {
        Ok((stored("round", &row.round)?, stored("organisation", &row.organisation)?, row.counts))
    }
}

/// Adds to the counters of nodes, which may be new.
pub(crate) async fn add_completeness(
    tx: &mut Tx,
    round: &RoundCode,
    changes: &[(OrganisationCode, Completeness)],
) -> ServiceResult<()> {
    const INSERT: &str = "
        INSERT INTO completeness
            (round, organisation, expected, draft, returned, submitted, approved, accepted, handed_in, on_time) ";
    const UPDATE: &str = "
        ON CONFLICT (round, organisation) DO UPDATE SET
            expected = completeness.expected + excluded.expected,
            draft = completeness.draft + excluded.draft,
            returned = completeness.returned + excluded.returned,
            submitted = completeness.submitted + excluded.submitted,
            approved = completeness.approved + excluded.approved,
            accepted = completeness.accepted + excluded.accepted,
            handed_in = completeness.handed_in + excluded.handed_in,
            on_time = completeness.on_time + excluded.on_time";
    for chunk in changes.chunks(ROWS_AT_ONCE) {
        on!(tx, conn => QueryBuilder::new(INSERT)
            .push_values(chunk, |mut row, (organisation, counts)| {
                row.push_bind(round.as_str())
                    .push_bind(organisation.as_str())
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

/// The counters of some nodes in some rounds.
pub(crate) async fn completeness_of_nodes(
    tx: &mut Tx,
    rounds: &[RoundCode],
    nodes: &[OrganisationCode],
) -> ServiceResult<Vec<(RoundCode, OrganisationCode, Completeness)>> {
    counters(tx, rounds, nodes, None).await
}

/// The counters of some nodes in some rounds, of bodies of one kind or of all.
pub(super) async fn counters(
    tx: &mut Tx,
    rounds: &[RoundCode],
    nodes: &[OrganisationCode],
    kind: Option<OrganisationKind>,
) -> ServiceResult<Vec<(RoundCode, OrganisationCode, Completeness)>> {
    const COUNTERS: &str = "
        SELECT round, organisation, expected, draft, returned, submitted, approved, accepted, handed_in, on_time
        FROM ";
    if rounds.is_empty() || nodes.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<CompletenessRow> = on!(tx, conn => {
        let mut query = QueryBuilder::new(COUNTERS);
        query.push(if kind.is_some() { "kind_count" } else { "completeness" }).push(" WHERE round");
        push_one_of(&mut query, rounds.iter().map(RoundCode::as_str));
        push_one_of(query.push(" AND organisation"), nodes.iter().map(OrganisationCode::as_str));
        if let Some(kind) = &kind {
            query.push(" AND kind = ").push_bind(kind.as_ref());
        }
        query.push(" ORDER BY round, organisation").build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Some counters of a round in the order of nodes, after one of them.
pub(crate) async fn completeness_after(
    tx: &mut Tx,
    round: &RoundCode,
    after: Option<&OrganisationCode>,
    most: i64,
) -> ServiceResult<Vec<(OrganisationCode, Completeness)>> {
    const SQL: &str = "
        SELECT round, organisation, expected, draft, returned, submitted, approved, accepted, handed_in, on_time
        FROM completeness
        WHERE round = $1 AND organisation > $2
        ORDER BY organisation
        LIMIT $3";
    let after = after.map_or("", OrganisationCode::as_str);
    let rows: Vec<CompletenessRow> =
        on!(tx, conn => sqlx::query_as(SQL).bind(round.as_str()).bind(after).bind(most).fetch_all(conn).await)?;
    rows.into_iter().map(|row| Ok((stored("organisation", &row.organisation)?, row.counts))).collect()
}

/// All counters of a round.
pub(crate) async fn completeness_of_round(
    tx: &mut Tx,
    round: &RoundCode,
) -> ServiceResult<BTreeMap<OrganisationCode, Completeness>> {
    Ok(completeness_after(tx, round, None, i64::MAX).await?.into_iter().collect())
}
