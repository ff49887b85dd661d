//! Accepted values of many agencies from a file: each of its reports is written as accepted, with its texts, its values, its
//! step in the thread and all sums above it, in one transaction.

use super::{Value, Values};
use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    imports::{
        MOST_REFUSALS, Reason, Refusal,
        values::{Known, PARTS_WAITING, ValueRow, read},
    },
    organisations::ImportMode,
    rollups::{self, Completeness},
    store,
    store::{Tx, history::SubmittedEntry, rollups::NodeIndicator, submissions::EventRow},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::{Action, Role},
    amount::Amount,
    buddhist::end_of_day,
    ids::{AccountId, OrganisationCode, RoundCode},
    organisation::OrganisationTree,
    plan::Plan,
    reading::Reading,
    rollup::Rollup,
    round::Round,
    submission::{ReportKey, Stamp, State, StateName, Submission},
    window::Extension,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap},
    io::Read,
    sync::Arc,
};
use strum::IntoEnumIterator as _;

/// How many agencies' values are read at once for comparing.
const AGENCIES_AT_ONCE: usize = 500;
/// What the step is called in the thread of a report.
const STEP: &str = "import";

/// What an import of values adds, or would add.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValuesDiff {
    /// The rounds that get reports.
    pub added: Vec<RoundDiff>,
    /// How many values are there already.
    pub unchanged: usize,
}

/// What a round gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundDiff {
    /// Which round.
    pub round: RoundCode,
    /// How many reports.
    pub reports: usize,
    /// How many values.
    pub values: usize,
}

impl Values<'_> {
    /// Takes a file of accepted values: all of it, or nothing together with everything that is wrong with it. A report
    /// that was accepted before stays as it is, and the same values again change nothing.
    ///
    /// # Errors
    /// Storage does not answer; the actor may not.
    pub async fn import(
        &self,
        actor: &Actor,
        file: impl Read + Send + 'static,
        name: &str,
        mode: ImportMode,
    ) -> ServiceResult<Result<ValuesDiff, Vec<Refusal>>> {
        let mut tx = match mode {
            ImportMode::DryRun => self.0.db().read().await?,
            ImportMode::Apply => self.0.db().write().await?,
        };
        let known = Arc::new(known(self.0, &mut tx).await?);
        actor.require(Action::ReviewReport, std::slice::from_ref(known.tree.root()))?;
        let (sender, mut parts) = tokio::sync::mpsc::channel(PARTS_WAITING);
        let of_reader = known.clone();
        let reading = tokio::task::spawn_blocking(move || read(file, &of_reader, &sender));
        let mut import = Import { known: &known, mode, at: self.0.now(), rounds: BTreeMap::new() };
        let mut refusals = Vec::new();
        while let Some(part) = parts.recv().await {
            refusals.extend(part.refusals);
            import.take(&mut tx, part.rows, &mut refusals).await?;
            if refusals.len() > MOST_REFUSALS {
                break;
            }
        }
        drop(parts);
        reading.await.map_err(|error| ServiceError::fault("reading a file", error))?;
        if !refusals.is_empty() {
            refusals.sort_by_key(|refusal| refusal.line);
            return Ok(Err(refusals));
        }
        let diff = import.diff();
        if mode == ImportMode::DryRun || diff.added.is_empty() {
            return Ok(Ok(diff));
        }
        import.finish(&mut tx, actor, name).await?;
        let details = serde_json::json!({ "file": name, "rounds": diff.added, "unchanged": diff.unchanged });
        audit::record(self.0, &mut tx, actor, "values.import", "values".to_owned(), &details).await?;
        tx.commit().await?;
        Ok(Ok(diff))
    }
}

async fn known(services: &Services, tx: &mut Tx) -> ServiceResult<Known> {
    let tree = services.tree_in(tx).await?;
    let mut rounds = Vec::new();
    for round in store::rounds::latest(tx, NaiveDate::MAX, i64::MAX).await? {
        let plan = services.plan_of(tx, &round).await?;
        rounds.push((round, plan));
    }
    let bodies = tree.bodies().cloned().collect();
    Ok(Known { rounds, tree, bodies })
}

/// How a report stands to the import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Nothing was typed: it comes whole from the file.
    Awaited,
    /// It comes from the file.
    Coming(Option<NaiveDate>),
    /// It was accepted before.
    Accepted,
    /// It is with its agency, or waits for somebody.
    BeingWorkedOn,
    /// It has been refused already.
    Refused,
}

/// One round as the import goes on.
struct OfRound {
    standings: HashMap<OrganisationCode, Standing>,
    extensions: Vec<Extension>,
    /// Sums of the nodes above the agencies.
    sums: HashMap<NodeIndicator, Rollup>,
    values: usize,
    unchanged: usize,
}

struct Import<'a> {
    known: &'a Known,
    mode: ImportMode,
    at: DateTime<Utc>,
    rounds: BTreeMap<usize, OfRound>,
}

impl Import<'_> {
    async fn take(&mut self, tx: &mut Tx, rows: Vec<ValueRow>, refusals: &mut Vec<Refusal>) -> ServiceResult<()> {
        let mut by_round: BTreeMap<usize, Vec<ValueRow>> = BTreeMap::new();
        for row in rows {
            by_round.entry(row.round).or_default().push(row);
        }
        for (place, rows) in by_round {
            let (round, plan) = &self.known.rounds[place];
            if let std::collections::btree_map::Entry::Vacant(empty) = self.rounds.entry(place) {
                empty.insert(OfRound::load(tx, round, self.mode).await?);
            }
            let Some(of_round) = self.rounds.get_mut(&place) else { continue };
            let (coming, again) = of_round.sort(self.known, rows, refusals);
            of_round.compare(tx, self.known, (round, plan), &again, refusals).await?;
            of_round.values += coming.len();
            if self.mode == ImportMode::Apply && refusals.is_empty() {
                of_round.write(tx, self.known, (round, plan), self.at, coming).await?;
            }
        }
        Ok(())
    }

    fn diff(&self) -> ValuesDiff {
        let mut diff = ValuesDiff::default();
        for (place, of_round) in &self.rounds {
            let (round, _) = &self.known.rounds[*place];
            let reports = of_round.coming().count();
            if reports > 0 {
                diff.added.push(RoundDiff { round: round.code.clone(), reports, values: of_round.values });
            }
            diff.unchanged += of_round.unchanged;
        }
        diff
    }

    /// Brings the reports to where they are now, with everything above them.
    async fn finish(&mut self, tx: &mut Tx, actor: &Actor, name: &str) -> ServiceResult<()> {
        for (place, of_round) in &self.rounds {
            let (round, _) = &self.known.rounds[*place];
            let reports: Vec<Submission> =
                of_round.coming().map(|(agency, on)| accepted(round, agency, on, actor.account, self.at)).collect();
            if reports.is_empty() {
                continue;
            }
            store::history::save_reports(tx, &reports).await?;
            let step = |report: &Submission| {
                let event = EventRow {
                    version: report.version,
                    revision: report.revision,
                    step: STEP.to_owned(),
                    account: Some(actor.account).filter(|account| !account.uuid().is_nil()).map(AccountId::uuid),
                    role: Role::Reviewer.as_ref().to_owned(),
                    note: name.replace('\0', ""),
                    at: self.at,
                };
                (report.key.agency.clone(), event)
            };
            let steps: Vec<_> = reports.iter().map(step).collect();
            store::history::append_events(tx, &round.code, &steps).await?;
            of_round.count(tx, &self.known.tree, round, &reports).await?;
            of_round.add_sums(tx, round).await?;
        }
        Ok(())
    }
}

/// A report that was accepted elsewhere. Without a day it counts as handed in when it was due, since lateness is not known.
fn accepted(
    round: &Round,
    agency: &OrganisationCode,
    submitted_on: Option<NaiveDate>,
    by: AccountId,
    at: DateTime<Utc>,
) -> Submission {
    let handed_in = submitted_on.map_or(round.window.due_at(), end_of_day).min(at);
    Submission {
        key: ReportKey { round: round.code.clone(), agency: agency.clone() },
        version: 1,
        revision: 1,
        accepted_revision: Some(1),
        first_submitted_at: Some(handed_in),
        state: State::Accepted { accepted: Stamp { by, at } },
    }
}

impl OfRound {
    async fn load(tx: &mut Tx, round: &Round, mode: ImportMode) -> ServiceResult<Self> {
        if mode == ImportMode::Apply {
            store::rounds::lock(tx, &round.code).await?;
        }
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
            extensions: store::rounds::extensions(tx, &round.code).await?,
            sums: HashMap::new(),
            values: 0,
            unchanged: 0,
        })
    }

    fn coming(&self) -> impl Iterator<Item = (&OrganisationCode, Option<NaiveDate>)> {
        self.standings.iter().filter_map(|(agency, standing)| match standing {
            Standing::Coming(submitted_on) => Some((agency, *submitted_on)),
            Standing::Awaited | Standing::Accepted | Standing::BeingWorkedOn | Standing::Refused => None,
        })
    }

    /// Parts rows into those of reports that come from this file and those of reports that were accepted before.
    fn sort(
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
                    *standing = Standing::Coming(row.submitted_on);
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
    async fn compare(
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
            for value in store::values::page(tx, &round.code, Some(&agencies), None, ("", ""), i64::MAX).await? {
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
    async fn write(
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
        for row in rows {
            let indicator = &plan.indicators[row.indicator];
            if path.0 != row.agency {
                path = (row.agency, known.tree.path(&known.bodies[row.agency].code));
            }
            let Some((agency, above)) = path.1.split_first() else { continue };
            let value = Value {
                round: round.code.clone(),
                agency: agency.clone(),
                indicator: indicator.code.clone(),
                revision: 1,
                applicability: row.entry.applicability,
                reported: row.reading.map(Reading::parts),
                verified: None,
                accepted_at: at,
            };
            values.push((value, row.reading.and_then(|reading| reading.figure(indicator))));
            let indicator_code = indicator.code.clone();
            if let Some(rollup) = row.reading.and_then(|reading| Rollup::of(&indicator.measure, reading)) {
                // An agency that has others below it is a sum itself.
                let is_leaf = known.tree.children(agency).is_empty();
                if is_leaf {
                    of_agencies.push(((agency.clone(), indicator_code.clone()), rollup));
                }
                for node in above.iter().chain((!is_leaf).then_some(agency)) {
                    let key = (node.clone(), indicator_code.clone());
                    let sum = self.sums.entry(key).or_insert_with(|| Rollup::empty(rollup.rule));
                    *sum = sum.plus(rollup).ok_or_else(rollups::overflow)?;
                }
            }
            let (agency, entry) = (agency.clone(), row.entry);
            entries.push(SubmittedEntry { agency, revision: 1, indicator: indicator_code, entry });
        }
        store::history::keep_revisions(tx, &round.code, &entries).await?;
        store::values::insert(tx, &values).await?;
        store::rollups::save(tx, &round.code, &of_agencies).await
    }

    /// Moves the counters of every node above the reports.
    async fn count(
        &self,
        tx: &mut Tx,
        tree: &OrganisationTree,
        round: &Round,
        reports: &[Submission],
    ) -> ServiceResult<()> {
        let mut changes: BTreeMap<OrganisationCode, Completeness> = BTreeMap::new();
        for report in reports {
            let path = tree.path(&report.key.agency);
            let reaching: Vec<Extension> =
                self.extensions.iter().filter(|extension| path.contains(&extension.organisation)).cloned().collect();
            let window = round.window.extended(&reaching);
            let before = Submission::expected(report.key.clone());
            let change = rollups::counts_of(report, window).plus(rollups::counts_of(&before, window).negated());
            for node in path {
                let sum = changes.entry(node).or_default();
                *sum = sum.plus(change);
            }
        }
        let changes: Vec<_> = changes.into_iter().collect();
        store::rollups::add_completeness(tx, &round.code, &changes).await
    }

    /// Adds the sums of the nodes above the agencies to what is kept.
    async fn add_sums(&self, tx: &mut Tx, round: &Round) -> ServiceResult<()> {
        let mut nodes: Vec<&OrganisationCode> = self.sums.keys().map(|(node, _)| node).collect();
        nodes.sort();
        nodes.dedup();
        let mut sums: BTreeMap<NodeIndicator, Rollup> = self.sums.clone().into_iter().collect();
        for nodes in nodes.chunks(AGENCIES_AT_ONCE) {
            let nodes: Vec<OrganisationCode> = nodes.iter().copied().cloned().collect();
            for (_, node, kept) in store::rollups::of_nodes(tx, std::slice::from_ref(&round.code), &nodes).await? {
                if let Some(sum) = sums.get_mut(&node) {
                    *sum = sum.plus(kept).ok_or_else(rollups::overflow)?;
                }
            }
        }
        let sums: Vec<_> = sums.into_iter().collect();
        store::rollups::save(tx, &round.code, &sums).await
    }
}

fn is_same(value: &Value, row: &ValueRow) -> bool {
    value.applicability == row.entry.applicability && value.reported == row.reading.map(Reading::parts)
}

/// What was accepted, in words for whoever corrects the file.
fn words(value: &Value) -> String {
    match value.reported {
        Some((number, Some(base))) => format!("{number}/{base}"),
        Some((number, None)) => number.to_string(),
        None => value.applicability.as_ref().to_owned(),
    }
}
