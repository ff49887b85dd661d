//! One round of an import: how its reports stand, what is written for those that come, and the sums above them.

use crate::{
    ServiceResult,
    imports::{
        Reason, Refusal,
        values::{Known, OfReport, ValueRow},
    },
    rollups, store,
    store::{Tx, history::SubmittedEntry, kind_counts::NodeKind, kind_rollups::KindIndicator, rollups::NodeIndicator},
    values::Value,
};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    buddhist::end_of_day,
    ids::{AccountId, OrganisationCode},
    plan::Plan,
    reading::Reading,
    rollup::Rollup,
    round::Round,
    submission::{ReportKey, Stamp, State, StateName, Submission},
    trust::{Grounds, TrustGrade, Verification},
};
use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};
use strum::IntoEnumIterator as _;

/// How many agencies' values are read at once for comparing.
const AGENCIES_AT_ONCE: usize = 500;

/// How a report stands to the import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Nothing was typed: it comes whole from the file.
    Awaited,
    /// It comes from the file.
    Coming(OfReport),
    /// It was accepted before.
    Accepted,
    /// It is with its agency, or waits for somebody.
    BeingWorkedOn,
    /// It has been refused already.
    Refused,
}

/// One round as the import goes on.
pub(super) struct OfRound {
    standings: HashMap<OrganisationCode, Standing>,
    /// Sums of the nodes above the agencies.
    sums: HashMap<NodeIndicator, Rollup>,
    /// The same by kind.
    of_kinds: HashMap<KindIndicator, Rollup>,
    pub(super) values: usize,
    pub(super) unchanged: usize,
}

/// A report that was accepted elsewhere. Without a day it counts as handed in when it was due, since lateness is not known.
pub(super) fn accepted(
    round: &Round,
    agency: &OrganisationCode,
    of_report: OfReport,
    by: AccountId,
    at: DateTime<Utc>,
) -> Submission {
    let accepted_at = of_report.accepted_at.unwrap_or(at).min(at);
    let handed_in = of_report.submitted_on.map_or(round.window.due_at(), end_of_day).min(accepted_at);
    let revision = of_report.revision.unwrap_or(1);
    Submission {
        key: ReportKey { round: round.code.clone(), agency: agency.clone() },
        version: 1,
        revision,
        accepted_revision: Some(revision),
        first_submitted_at: Some(handed_in),
        state: State::Accepted { accepted: Stamp { by, at: accepted_at } },
    }
}

impl OfRound {
    pub(super) async fn load(tx: &mut Tx, round: &Round) -> ServiceResult<Self> {
        let every_state: Vec<StateName> = StateName::iter().collect();
        let reports = store::submissions::in_states(tx, &round.code, &every_state, None, i64::MAX).await?;
        let standing = |report: Submission| {
            let standing = match report.state.name() {
                StateName::NotStarted => Standing::Awaited,
                StateName::Accepted => Standing::Accepted,
                StateName::Draft
                | StateName::Returned
                | StateName::Submitted
                | StateName::Approved
                | StateName::Endorsed => Standing::BeingWorkedOn,
            };
            (report.key.agency, standing)
        };
        Ok(Self {
            standings: reports.into_iter().map(standing).collect(),
            sums: HashMap::new(),
            of_kinds: HashMap::new(),
            values: 0,
            unchanged: 0,
        })
    }

    pub(super) fn coming(&self) -> impl Iterator<Item = (&OrganisationCode, OfReport)> {
        self.standings.iter().filter_map(|(agency, standing)| match standing {
            Standing::Coming(of_report) => Some((agency, *of_report)),
            Standing::Awaited | Standing::Accepted | Standing::BeingWorkedOn | Standing::Refused => None,
        })
    }

    /// Parts rows into those of reports that come from this file and those of reports that were accepted before.
    pub(super) fn sort(
        &mut self,
        known: &Known,
        rows: Vec<ValueRow>,
        refusals: &mut Vec<Refusal>,
    ) -> (Vec<ValueRow>, Vec<ValueRow>) {
        let (mut coming, mut again) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows {
            let agency = &known.bodies[row.agency].code;
            let mut refuse = |reason| refusals.push(Refusal::new(row.line, "agency", reason));
            match self.standings.get_mut(agency) {
                None => {
                    refuse(Reason::NotOwed);
                    self.standings.insert(agency.clone(), Standing::Refused);
                }
                Some(standing @ Standing::BeingWorkedOn) => {
                    refuse(Reason::BeingWorkedOn);
                    *standing = Standing::Refused;
                }
                Some(standing @ Standing::Awaited) => {
                    *standing = Standing::Coming(row.of_report);
                    coming.push(row);
                }
                Some(Standing::Coming(_)) => coming.push(row),
                Some(Standing::Accepted) => again.push(row),
                Some(Standing::Refused) => {}
            }
        }
        (coming, again)
    }

    /// Holds rows against what was accepted before.
    pub(super) async fn compare(
        &mut self,
        tx: &mut Tx,
        known: &Known,
        (round, plan): (&Round, &Plan),
        rows: &[ValueRow],
        refusals: &mut Vec<Refusal>,
    ) -> ServiceResult<()> {
        let mut agencies: Vec<&OrganisationCode> = rows.iter().map(|row| &known.bodies[row.agency].code).collect();
        agencies.sort();
        agencies.dedup();
        let mut accepted = HashMap::new();
        for agencies in agencies.chunks(AGENCIES_AT_ONCE) {
            let agencies: Vec<OrganisationCode> = agencies.iter().copied().cloned().collect();
            for value in store::values::page(tx, &round.code, Some(&agencies), (None, None), ("", ""), i64::MAX).await?
            {
                accepted.insert((value.agency.clone(), value.indicator.clone()), value);
            }
        }
        for row in rows {
            let key = (known.bodies[row.agency].code.clone(), plan.indicators[row.indicator].code.clone());
            match accepted.get(&key) {
                Some(value) if is_same(value, row) => self.unchanged += 1,
                value => {
                    let accepted = value.map(words).unwrap_or_default();
                    refusals.push(Refusal::new(row.line, "value", Reason::AcceptedBefore { accepted }));
                }
            }
        }
        Ok(())
    }

    /// Writes the rows of reports that come from the file, with the sums of their agencies.
    pub(super) async fn write(
        &mut self,
        tx: &mut Tx,
        known: &Known,
        (round, plan): (&Round, &Plan),
        at: DateTime<Utc>,
        rows: Vec<ValueRow>,
    ) -> ServiceResult<()> {
        let mut values: Vec<(Value, Option<Amount>)> = Vec::with_capacity(rows.len());
        let mut entries = Vec::with_capacity(rows.len());
        let mut of_agencies: Vec<(NodeIndicator, Rollup)> = Vec::with_capacity(rows.len());
        let mut path: (usize, Vec<OrganisationCode>) = (usize::MAX, Vec::new());
        let mut of_kind: Vec<NodeKind> = Vec::new();
        let tree = known.register.of(round);
        for row in rows {
            let indicator = &plan.indicators[row.indicator];
            if path.0 != row.agency {
                path = (row.agency, tree.path(&known.bodies[row.agency].code));
                of_kind = rollups::nodes_of_kind(tree, &known.bodies[row.agency].code);
            }
            let Some((agency, above)) = path.1.split_first() else { continue };
            let revision = row.of_report.revision.unwrap_or(1);
            let in_force = row.verified.or(row.reading);
            let value = Value {
                round: round.code.clone(),
                agency: agency.clone(),
                indicator: indicator.code.clone(),
                revision,
                applicability: row.entry.applicability,
                reported: row.reading.map(Reading::parts),
                verified: row.verified.map(Reading::parts),
                explanation: row.entry.explanation.clone(),
                trust: TrustGrade::of(Grounds { verification: verification(&row), ..Grounds::default() }),
                accepted_at: row.of_report.accepted_at.unwrap_or(at).min(at),
                working: None,
            };
            values.push((value, in_force.and_then(|reading| reading.figure(indicator))));
            let indicator_code = indicator.code.clone();
            if let Some(rollup) = in_force.and_then(|reading| Rollup::of(&indicator.measure, reading)) {
                // An agency that has others below it is a sum itself.
                let is_leaf = tree.children(agency).is_empty();
                if is_leaf {
                    of_agencies.push(((agency.clone(), indicator_code.clone()), rollup));
                }
                for node in above.iter().chain((!is_leaf).then_some(agency)) {
                    add(&mut self.sums, (node.clone(), indicator_code.clone()), rollup)?;
                }
                for node in &of_kind {
                    add(&mut self.of_kinds, (node.clone(), indicator_code.clone()), rollup)?;
                }
            }
            let (agency, entry) = (agency.clone(), row.entry);
            entries.push(SubmittedEntry { agency, revision, indicator: indicator_code, entry });
        }
        store::history::keep_revisions(tx, &round.code, &entries).await?;
        store::values::insert(tx, &values).await?;
        store::rollups::save(tx, &round.code, &of_agencies).await
    }

    /// Adds the sums of the nodes above the agencies to what is kept.
    pub(super) async fn add_sums(&self, tx: &mut Tx, round: &Round) -> ServiceResult<()> {
        let mut sums: BTreeMap<NodeIndicator, Rollup> = self.sums.clone().into_iter().collect();
        let mut of_kinds: BTreeMap<KindIndicator, Rollup> = self.of_kinds.clone().into_iter().collect();
        let mut nodes: Vec<OrganisationCode> = sums.keys().map(|(node, _)| node.clone()).collect();
        nodes.dedup();
        for nodes in nodes.chunks(AGENCIES_AT_ONCE) {
            for (_, node, kept) in store::rollups::of_nodes(tx, std::slice::from_ref(&round.code), nodes).await? {
                add_kept(&mut sums, &node, kept)?;
            }
            for (node, kept) in store::kind_rollups::of_nodes(tx, &round.code, nodes, None).await? {
                add_kept(&mut of_kinds, &node, kept)?;
            }
        }
        let (sums, of_kinds): (Vec<_>, Vec<_>) = (sums.into_iter().collect(), of_kinds.into_iter().collect());
        store::rollups::save(tx, &round.code, &sums).await?;
        store::kind_rollups::save(tx, &round.code, &of_kinds).await
    }
}

/// Adds to a sum, which may be new.
fn add<Key: Eq + Hash>(sums: &mut HashMap<Key, Rollup>, key: Key, rollup: Rollup) -> ServiceResult<()> {
    let sum = sums.entry(key).or_insert_with(|| Rollup::empty(rollup.rule));
    *sum = sum.plus(rollup).ok_or_else(rollups::overflow)?;
    Ok(())
}

/// Adds what is kept to a sum that changes.
fn add_kept<Key: Ord>(sums: &mut BTreeMap<Key, Rollup>, key: &Key, kept: Rollup) -> ServiceResult<()> {
    if let Some(sum) = sums.get_mut(key) {
        *sum = sum.plus(kept).ok_or_else(rollups::overflow)?;
    }
    Ok(())
}

/// What a row says that DGA did about its figure.
fn verification(row: &ValueRow) -> Verification {
    if row.verified.is_some() { Verification::Corrected } else { Verification::None }
}

fn is_same(value: &Value, row: &ValueRow) -> bool {
    let verified = row.verified.map(Reading::parts);
    value.applicability == row.entry.applicability
        && value.reported == row.reading.map(Reading::parts)
        && (verified.is_none() || verified == value.verified)
}

/// What was accepted, in words for whoever corrects the file.
fn words(value: &Value) -> String {
    match value.reported {
        Some((number, Some(base))) => format!("{number}/{base}"),
        Some((number, None)) => number.to_string(),
        None => value.applicability.as_ref().to_owned(),
    }
}
