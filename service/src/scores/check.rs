//! Whether kept scores are what the values in force make.

use super::{HeldIn, KeptScore, Scores, holding::reported_in};
use crate::{
    Actor, ServiceResult,
    rollups::{Disagreement, Found},
    store,
    store::Tx,
};
use chrono::NaiveDate;
use domain::{
    access::Action,
    ids::{OrganisationCode, RoundCode},
    round::Round,
};
use std::collections::{BTreeMap, BTreeSet};

/// The scores of how many bodies are made afresh at once: with their values, some megabytes.
const BODIES_AT_ONCE: usize = 50;

impl Scores<'_> {
    /// Makes every score afresh and says where what is kept differs; empty when all agrees exactly. Changes nothing.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn check(&self, actor: &Actor) -> ServiceResult<Vec<Disagreement>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageReference, std::slice::from_ref(tree.root()))?;
        let mut found = Found::all();
        for round in store::rounds::latest(&mut tx, NaiveDate::MAX, i64::MAX).await? {
            self.check_round(&mut tx, &round, &mut found).await?;
        }
        Ok(found.into_named())
    }

    /// Refuses to go on where a score that is kept of a round is not what the values in force make under the edition in force. It
    /// holds them against what is in force now, whatever was in force when a snapshot was taken: that one was held against its own
    /// values then.
    ///
    /// # Errors
    /// Something differs; the first of it are named by scheme and body.
    pub(crate) async fn require_kept(&self, round: &RoundCode) -> ServiceResult<()> {
        let mut tx = self.0.db().read().await?;
        let round = self.0.round_in(&mut tx, round).await?;
        let mut found = Found::few();
        self.check_round(&mut tx, &round, &mut found).await?;
        found.refuse("scores_differ")
    }

    /// Notes where a kept score of one round differs, some bodies at a time.
    async fn check_round(&self, tx: &mut Tx, round: &Round, found: &mut Found) -> ServiceResult<()> {
        let used = self.0.used_in(tx, round).await?;
        if used.is_empty() {
            return Ok(());
        }
        let held = HeldIn::load(self.0, tx, round).await?;
        let mut bodies: BTreeSet<OrganisationCode> =
            store::scores::bodies(tx, &round.code).await?.into_iter().collect();
        bodies.extend(store::workings::agencies(tx, &round.code).await?);
        let bodies: Vec<OrganisationCode> = bodies.into_iter().collect();
        for some in bodies.chunks(BODIES_AT_ONCE) {
            let reports = reported_in(&held, tx, some).await?;
            let all = store::scores::of_bodies(tx, &round.code, some).await?;
            for used in &used {
                let scheme = &used.scheme.head().code;
                let mut kept = by_body(all.iter().filter(|score| score.scheme == *scheme).cloned());
                let afresh = by_body(reports.iter().map(|report| used.kept(&round.code, report)));
                // Of scores from before it was counted it is not known what stands behind them: nothing disagrees.
                for (body, score) in kept.iter_mut().filter(|(_, score)| score.grades.is_none()) {
                    score.grades = afresh.get(body).and_then(|afresh| afresh.grades.clone());
                }
                found.compare(round, &kept, &afresh, |body| format!("{scheme} {body}"));
            }
        }
        Ok(())
    }
}

fn by_body(scores: impl IntoIterator<Item = KeptScore>) -> BTreeMap<OrganisationCode, KeptScore> {
    scores.into_iter().map(|score| (score.organisation.clone(), score)).collect()
}
