//! Which snapshots rounds call for by themselves.

use super::{Snapshot, Snapshots, Taking};
use crate::{ServiceResult, rollups::Completeness, store};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    round::Round,
    snapshot::Stage,
    window::{WindowState, resubmission_ends},
};

/// How many of the latest rounds are looked at.
const ROUNDS: i64 = 24;
/// A round that closed longer ago calls for nothing by itself: an old database is not frozen backwards.
const LATEST: TimeDelta = TimeDelta::days(30);

impl Snapshots<'_> {
    /// The snapshots that are due at this moment.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn due(&self) -> ServiceResult<Vec<Taking>> {
        let mut tx = self.0.db().read().await?;
        let at = self.0.now();
        let tree = self.0.tree_in(&mut tx).await?;
        let rounds = store::rounds::latest(&mut tx, NaiveDate::MAX, ROUNDS).await?;
        let codes: Vec<_> = rounds.iter().map(|round| round.code.clone()).collect();
        let root = std::slice::from_ref(tree.root());
        let counts = store::rollups::completeness_of_nodes(&mut tx, &codes, root).await?;
        let mut due = Vec::new();
        for round in rounds {
            let taken = store::snapshots::list(&mut tx, Some(&round.code)).await?;
            let counts = counts.iter().find(|(code, _, _)| *code == round.code).map(|(_, _, counts)| *counts);
            if let Some(stage) = stage_due(&round, &taken, counts.unwrap_or_default(), at) {
                due.push(Taking { round: round.code, stage, note: String::new() });
            }
        }
        Ok(due)
    }
}

fn stage_due(round: &Round, taken: &[Snapshot], counts: Completeness, at: DateTime<Utc>) -> Option<Stage> {
    let WindowState::Closed { since } = round.window.state(at) else { return None };
    let has = |stage: Stage| taken.iter().any(|snapshot| snapshot.stage == stage && snapshot.taken_at > since);
    if has(Stage::Final) {
        return None;
    }
    if !has(Stage::Draft) {
        return (at - since <= LATEST).then_some(Stage::Draft);
    }
    let is_waiting = counts.submitted + counts.approved > 0;
    let may_come_back = counts.returned > 0 && at <= resubmission_ends(since);
    (counts.accepted > 0 && !is_waiting && !may_come_back).then_some(Stage::Final)
}
