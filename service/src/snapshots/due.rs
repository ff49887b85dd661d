//! Which snapshots rounds call for by themselves, and what they wait for.

use super::{Snapshot, Snapshots, Taking};
use crate::{ServiceResult, rollups::Completeness, store, store::Tx};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    ids::RoundCode,
    round::Round,
    snapshot::Stage,
    submission::{StateName, Submission},
    window::{RESUBMISSION_DAYS, WindowState},
};

/// How many of the latest rounds are looked at.
const ROUNDS: i64 = 24;
/// A round that closed longer ago calls for nothing by itself: an old database is not frozen backwards.
const LATEST: TimeDelta = TimeDelta::days(30);

/// Reports of a closed round that may still come in: more time was given, or they were sent back or opened again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StillOpen {
    /// The round.
    pub round: RoundCode,
    /// How many reports.
    pub reports: usize,
    /// Until when the last of them may come.
    pub until: DateTime<Utc>,
}

/// What rounds call for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Due {
    /// What is taken by itself at this moment.
    pub takings: Vec<Taking>,
    /// Rounds that closed again after a final snapshot was published: the next one needs a note of somebody who knows what
    /// changed.
    pub need_notes: Vec<RoundCode>,
    /// Closed rounds into which reports may still come.
    pub still_open: Vec<StillOpen>,
}

/// What a closed round calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Called {
    /// A snapshot of this stage, which needs no words.
    Taking(Stage),
    /// A final one with a note.
    Note,
}

impl Snapshots<'_> {
    /// What the latest rounds call for at this moment.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn due(&self) -> ServiceResult<Due> {
        let mut tx = self.0.db().read().await?;
        let at = self.0.now();
        let tree = self.0.tree_in(&mut tx).await?;
        let rounds = store::rounds::latest(&mut tx, NaiveDate::MAX, ROUNDS).await?;
        let codes: Vec<_> = rounds.iter().map(|round| round.code.clone()).collect();
        let root = std::slice::from_ref(tree.root());
        let counts = store::rollups::completeness_of_nodes(&mut tx, &codes, root).await?;
        let snapshots = store::snapshots::list(&mut tx, None).await?;
        let mut due = Due::default();
        for round in rounds {
            let WindowState::Closed { since } = round.window.state(at) else { continue };
            let open = self.still_open_in(&mut tx, &round, at).await?;
            let taken: Vec<&Snapshot> = snapshots.iter().filter(|snapshot| snapshot.round == round.code).collect();
            let counts = counts.iter().find(|(code, _, _)| *code == round.code).map(|(_, _, counts)| *counts);
            match called_for(&taken, counts.unwrap_or_default(), open.is_some(), (since, at)) {
                Some(Called::Taking(stage)) => {
                    due.takings.push(Taking { round: round.code, stage, note: String::new() });
                }
                Some(Called::Note) => due.need_notes.push(round.code),
                None => {}
            }
            due.still_open.extend(open);
        }
        Ok(due)
    }

    /// The reports of a round that may still come in although it has closed; nothing where there are none, or it has not.
    ///
    /// # Errors
    /// There is no such round.
    pub async fn still_open(&self, round: &RoundCode) -> ServiceResult<Option<StillOpen>> {
        let mut tx = self.0.db().read().await?;
        let round = self.0.round_in(&mut tx, round).await?;
        let at = self.0.now();
        if !matches!(round.window.state(at), WindowState::Closed { .. }) {
            return Ok(None);
        }
        self.still_open_in(&mut tx, &round, at).await
    }

    async fn still_open_in(&self, tx: &mut Tx, round: &Round, at: DateTime<Utc>) -> ServiceResult<Option<StillOpen>> {
        let extensions = store::rounds::extensions(tx, &round.code).await?;
        // What was neither sent back nor opened again a short while ago comes in only while somebody has more time.
        let reports = if extensions.iter().any(|extension| at <= extension.ends_at) {
            let states = [StateName::NotStarted, StateName::Draft, StateName::Returned];
            store::submissions::in_states(tx, &round.code, &states, None, i64::MAX).await?
        } else {
            store::waiting::sent_back_since(tx, &round.code, at - TimeDelta::days(RESUBMISSION_DAYS)).await?
        };
        if reports.is_empty() {
            return Ok(None);
        }
        let tree = self.0.tree_of(tx, round).await?;
        let open_until = |report: &Submission| {
            let agency = &report.key.agency;
            let window = round.window.for_body(&extensions, &tree.path(agency), tree.kind(agency)?);
            Some(report.locked_since(window)).filter(|until| at <= *until)
        };
        let ends: Vec<DateTime<Utc>> = reports.iter().filter_map(open_until).collect();
        let open = |until: &DateTime<Utc>| StillOpen { round: round.code.clone(), reports: ends.len(), until: *until };
        Ok(ends.iter().max().map(open))
    }
}

/// What a round calls for that closed at an instant, at another one.
fn called_for(
    taken: &[&Snapshot],
    counts: Completeness,
    is_open: bool,
    (since, at): (DateTime<Utc>, DateTime<Utc>),
) -> Option<Called> {
    let has = |stage: Stage| taken.iter().any(|snapshot| snapshot.stage == stage && snapshot.taken_at > since);
    if has(Stage::Final) {
        return None;
    }
    if !has(Stage::Draft) {
        return (at - since <= LATEST).then_some(Called::Taking(Stage::Draft));
    }
    let is_waiting = counts.submitted + counts.approved > 0;
    if counts.accepted == 0 || is_waiting || is_open {
        return None;
    }
    let is_published = |snapshot: &&Snapshot| snapshot.stage == Stage::Final && snapshot.published_at.is_some();
    Some(if taken.iter().any(is_published) { Called::Note } else { Called::Taking(Stage::Final) })
}
