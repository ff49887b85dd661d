//! Scores made afresh: after an import, and when an edition comes into force.

use super::{KeptScore, Reported, Scores, Used, reported};
use crate::{Actor, ServiceResult, Services, audit, store, store::Tx};
use chrono::NaiveDate;
use domain::{access::Action, ids::OrganisationCode, round::Round};

/// Of how many bodies scores are made anew by themselves; of more, all are.
const BODIES_AT_ONCE: usize = 500;

/// Puts the scores of a scheme in a round in the place of all there were.
pub(crate) async fn rebuild_scheme(tx: &mut Tx, round: &Round, used: &Used, reports: &[Reported]) -> ServiceResult<()> {
    let kept: Vec<KeptScore> = reports.iter().map(|report| used.kept(&round.code, report)).collect();
    store::scores::clear(tx, &round.code, &used.scheme.head().code).await?;
    store::scores::save(tx, &kept).await
}

/// Makes all scores of a round afresh, and no others.
pub(crate) async fn rebuild_round(services: &Services, tx: &mut Tx, round: &Round) -> ServiceResult<()> {
    store::rounds::lock(tx, &round.code).await?;
    make_round(services, tx, round).await
}

/// The same where the round is locked by then, or nobody else can move it.
pub(crate) async fn make_round(services: &Services, tx: &mut Tx, round: &Round) -> ServiceResult<()> {
    let all = services.used_in(tx, round).await?;
    if all.is_empty() {
        return Ok(());
    }
    let reports = reported(services, tx, round, None).await?;
    for used in all {
        rebuild_scheme(tx, round, &used, &reports).await?;
    }
    Ok(())
}

/// Makes the scores of some bodies in a round anew, or of all. The round is locked by then.
pub(crate) async fn rebuild_bodies(
    services: &Services,
    tx: &mut Tx,
    round: &Round,
    only: Option<&[OrganisationCode]>,
) -> ServiceResult<()> {
    let Some(bodies) = only.filter(|bodies| bodies.len() <= BODIES_AT_ONCE) else {
        return rebuild_round(services, tx, round).await;
    };
    let all = services.used_in(tx, round).await?;
    if all.is_empty() {
        return Ok(());
    }
    let reports = reported(services, tx, round, Some(bodies)).await?;
    let kept = |used: &Used| reports.iter().map(|report| used.kept(&round.code, report)).collect::<Vec<_>>();
    let kept: Vec<KeptScore> = all.iter().flat_map(kept).collect();
    store::scores::save(tx, &kept).await
}

/// The rule by which scores are made. By the second, answers of earlier rounds that still hold count; by the third, nobody is held
/// to what is asked of bodies of another kind alone; by the fourth, criteria of levels are held against what a scheme judges by; by the fifth, it is
/// not looked at how an answer of an earlier round was worked out; by the sixth, a running total is judged by what is expected of it
/// within its year.
const RULE: i32 = 6;

/// Makes every score afresh, the oldest round first, as everybody locks them.
pub(crate) async fn rebuild_all(services: &Services, tx: &mut Tx) -> ServiceResult<()> {
    for round in store::rounds::latest(tx, NaiveDate::MAX, i64::MAX).await?.iter().rev() {
        rebuild_round(services, tx, round).await?;
    }
    Ok(())
}

impl Services {
    /// Makes scores anew that an earlier release made by another rule: once, when this one first runs, by one of many servers.
    ///
    /// # Errors
    /// Storage does not answer.
    pub(crate) async fn renew_scores(&self) -> ServiceResult<()> {
        if store::installation::scores_rule(&mut self.db().read().await?).await? >= RULE {
            return Ok(());
        }
        let mut tx = self.db().write().await?;
        if !store::installation::advance_scores_rule(&mut tx, RULE).await? {
            return Ok(());
        }
        if !store::rounds::latest(&mut tx, NaiveDate::MAX, 1).await?.is_empty() {
            rebuild_all(self, &mut tx).await?;
            let actor = Actor::timetable(self.tree_in(&mut tx).await?.root());
            let details = serde_json::json!({ "rule": RULE });
            audit::record(self, &mut tx, &actor, "scores.rebuild", "scores".to_owned(), &details).await?;
        }
        tx.commit().await
    }
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
        rebuild_all(self.0, &mut tx).await?;
        audit::record(self.0, &mut tx, actor, "scores.rebuild", "scores".to_owned(), &serde_json::json!({})).await?;
        tx.commit().await
    }
}
