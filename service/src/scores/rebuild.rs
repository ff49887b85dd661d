//! Scores made afresh: after an import, when an edition comes into force, and to check what is kept.

use super::{KeptScore, Scores, Used, reported};
use crate::{
    Actor, ServiceResult, Services, audit,
    rollups::{Disagreement, compare},
    store,
    store::Tx,
};
use chrono::NaiveDate;
use domain::{access::Action, ids::OrganisationCode, round::Round};
use std::collections::BTreeMap;

/// Makes the scores of a scheme in a round afresh.
pub(crate) async fn rebuild_scheme(services: &Services, tx: &mut Tx, round: &Round, used: &Used) -> ServiceResult<()> {
    let plan = services.plan_of(tx, round).await?;
    let kept: Vec<KeptScore> =
        reported(tx, round, &plan).await?.iter().map(|report| used.kept(&round.code, report)).collect();
    store::scores::clear(tx, &round.code, &used.scheme.head().code).await?;
    store::scores::save(tx, &kept).await
}

/// Makes all scores of a round afresh.
pub(crate) async fn rebuild_round(services: &Services, tx: &mut Tx, round: &Round) -> ServiceResult<()> {
    store::rounds::lock(tx, &round.code).await?;
    for used in services.used_in(tx, round).await? {
        rebuild_scheme(services, tx, round, &used).await?;
    }
    Ok(())
}

impl Scores<'_> {
    /// Makes every score afresh.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn rebuild(&self, actor: &Actor) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageReference, std::slice::from_ref(tree.root()))?;
        for round in store::rounds::latest(&mut tx, NaiveDate::MAX, i64::MAX).await?.iter().rev() {
            rebuild_round(self.0, &mut tx, round).await?;
        }
        audit::record(self.0, &mut tx, actor, "scores.rebuild", "scores".to_owned(), &serde_json::json!({})).await?;
        tx.commit().await
    }

    /// Makes every score afresh and says where what is kept differs; empty when all agrees exactly. Changes nothing.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn check(&self, actor: &Actor) -> ServiceResult<Vec<Disagreement>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageReference, std::slice::from_ref(tree.root()))?;
        let mut found = Vec::new();
        for round in store::rounds::latest(&mut tx, NaiveDate::MAX, i64::MAX).await? {
            let plan = self.0.plan_of(&mut tx, &round).await?;
            let used = self.0.used_in(&mut tx, &round).await?;
            if used.is_empty() {
                continue;
            }
            let reports = reported(&mut tx, &round, &plan).await?;
            for used in used {
                let scheme = &used.scheme.head().code;
                let mut kept = by_body(store::scores::of_round(&mut tx, &round.code, scheme).await?);
                let afresh = by_body(reports.iter().map(|report| used.kept(&round.code, report)));
                // Of scores from before it was counted it is not known what stands behind them: nothing disagrees.
                for (body, score) in kept.iter_mut().filter(|(_, score)| score.grades.is_none()) {
                    score.grades = afresh.get(body).and_then(|afresh| afresh.grades.clone());
                }
                compare(&round, &kept, &afresh, |body| format!("{scheme} {body}"), &mut found);
            }
        }
        Ok(found)
    }
}

fn by_body(scores: impl IntoIterator<Item = KeptScore>) -> BTreeMap<OrganisationCode, KeptScore> {
    scores.into_iter().map(|score| (score.organisation.clone(), score)).collect()
}
