//! How many reports at and below a node are where on their way, counted for each round.

use super::super::{ROWS_AT_ONCE, Tx, one_of::push_one_of, stored};
use crate::{ServiceError, ServiceResult};
use domain::{
    amount::Amount,
    ids::{OrganisationCode, RoundCode},
    organisation::OrganisationKind,
    ranking::Coverage,
};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, QueryBuilder};
use std::collections::BTreeMap;

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
pub(in crate::store) async fn counters(
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
