//! Accepted values of many agencies from a file: each of its reports is written as accepted, with its texts, its values, its
//! step in the thread and all sums above it, in one transaction.

mod round;

use super::Values;
use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    imports::{
        MOST_REFUSALS, Refusal,
        values::{Known, PARTS_WAITING, Twice, ValueRow, read, rounds_named},
    },
    organisations::ImportMode,
    rollups, scores, store,
    store::{Tx, submissions::EventRow},
    usuals, workings,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::{Action, Role},
    ids::{AccountId, OrganisationCode, RoundCode},
    round::Round,
    submission::{Stamp, Submission},
};
use round::{OfRound, accepted};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    io::{Read, Seek},
    sync::Arc,
};

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
        file: impl Read + Seek + Send + 'static,
        name: &str,
        mode: ImportMode,
    ) -> ServiceResult<Result<ValuesDiff, Vec<Refusal>>> {
        let mut tx = match mode {
            ImportMode::DryRun => self.0.db().read().await?,
            ImportMode::Apply => self.0.db().write().await?,
        };
        let known = Arc::new(known(self.0, &mut tx).await?);
        actor.require(Action::ReviewReport, std::slice::from_ref(known.register.now().root()))?;
        let file = Twice::new(file);
        // SQLite has one writer, and nothing to order.
        if mode == ImportMode::Apply && matches!(tx, Tx::Postgres(_)) {
            hold_rounds(&mut tx, &file, &known).await?;
        }
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
        for (round, agencies) in import.came() {
            workings::follow(self.0, &mut tx, &round, agencies).await?;
        }
        for (code, agencies) in import.came() {
            let round = self.0.round_in(&mut tx, &code).await?;
            scores::rebuild::rebuild_round(self.0, &mut tx, &round).await?;
            scores::follow(self.0, &mut tx, &round, Some(&agencies)).await?;
            // One report hardly moves a median, a whole file does: the next figure that is typed is held against it.
            let plan = self.0.plan_of(&mut tx, &round).await?;
            usuals::rebuild_round(&mut tx, &round, &plan, known.register.of(&round)).await?;
        }
        let details = serde_json::json!({ "file": name, "rounds": diff.added, "unchanged": diff.unchanged });
        audit::record(self.0, &mut tx, actor, "values.import", "values".to_owned(), &details).await?;
        tx.commit().await?;
        Ok(Ok(diff))
    }
}

async fn known(services: &Services, tx: &mut Tx) -> ServiceResult<Known> {
    let stamp = store::organisations::stamp(tx).await?;
    let register = services.register_in(tx).await?;
    let mut rounds = Vec::new();
    for round in store::rounds::latest(tx, NaiveDate::MAX, i64::MAX).await? {
        let plan = services.plan_of(tx, &round).await?;
        rounds.push((round, plan));
    }
    let bodies = register.now().bodies().cloned().collect();
    Ok(Known { rounds, stamp, register, bodies })
}

/// Makes everybody else wait who moves values that the import may move: of the rounds that the file names, and of all later
/// ones, into which derived values and scores follow. The earliest round first, as everybody locks them.
async fn hold_rounds<File: Read + Seek + Send + 'static>(
    tx: &mut Tx,
    file: &Twice<File>,
    known: &Arc<Known>,
) -> ServiceResult<()> {
    let (looked_through, of_reader) = (file.clone(), known.clone());
    let looking = tokio::task::spawn_blocking(move || rounds_named(&looked_through, &of_reader));
    let named = looking.await.map_err(|error| ServiceError::fault("reading a file", error))?;
    let named = named.map_err(|error| ServiceError::fault("reading a file", error))?;
    let held = named.map_or(known.rounds.len(), |named| named.last().map_or(0, |earliest| earliest + 1));
    for (round, _) in known.rounds[..held].iter().rev() {
        store::rounds::lock(tx, &round.code).await?;
    }
    // Whoever changes the register makes sums anew under these locks, and whoever moves a window changes its round: both stand
    // still from here on.
    for (round, _) in &known.rounds[..held] {
        if store::rounds::get(tx, &round.code).await?.as_ref() != Some(round) {
            return Err(ServiceError::Busy);
        }
    }
    if store::organisations::stamp(tx).await? == known.stamp { Ok(()) } else { Err(ServiceError::Busy) }
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
                empty.insert(OfRound::load(tx, round).await?);
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

    /// The reports that came, by round, the oldest first; none of rounds to which nothing came.
    fn came(&self) -> Vec<(RoundCode, Vec<OrganisationCode>)> {
        let mut rounds: Vec<_> =
            self.rounds.iter().map(|(place, of_round)| (&self.known.rounds[*place].0, of_round)).collect();
        rounds.sort_by_key(|(round, _)| round.period.last_day());
        let came = |(round, of_round): (&Round, &OfRound)| {
            (round.code.clone(), of_round.coming().map(|(agency, _)| agency.clone()).collect::<Vec<_>>())
        };
        rounds.into_iter().map(came).filter(|(_, agencies)| !agencies.is_empty()).collect()
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
            let recorded = Stamp { by: actor.account, at: self.at };
            let begun: Vec<_> = reports.iter().map(|report| (report.clone(), Some(recorded))).collect();
            store::history::save_reports(tx, &begun).await?;
            let step = |report: &Submission| {
                let event = EventRow {
                    version: report.version,
                    revision: report.revision,
                    step: STEP.to_owned(),
                    account: Some(actor.account).filter(|account| !account.uuid().is_nil()).map(AccountId::uuid),
                    role: Role::Reviewer.as_ref().to_owned(),
                    note: name.replace('\0', ""),
                    at: self.at,
                    on_behalf_of: None,
                };
                (report.key.agency.clone(), event)
            };
            let steps: Vec<_> = reports.iter().map(step).collect();
            store::history::append_events(tx, &round.code, &steps).await?;
            let moved = reports
                .into_iter()
                .map(|report| (Submission::expected(report.key.clone()), report))
                .collect::<Vec<_>>();
            let tree = self.known.register.of(round);
            store::rollups::hold_counters(tx, &round.code, tree.root()).await?;
            rollups::count_moves(tx, tree, round, &moved).await?;
            of_round.add_sums(tx, round).await?;
        }
        Ok(())
    }
}
