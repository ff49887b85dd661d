//! What is published of each plan, round by round: the flows of data that statistical programs ask for.

use super::Publications;
use crate::{ServiceResult, snapshots::Snapshot};
use chrono::{DateTime, Utc};
use domain::{calendar::Period, ids::PlanCode};
use std::{collections::BTreeSet, sync::PoisonError};

/// Of which plan and period a snapshot is.
#[derive(Debug, Clone)]
pub(super) struct OfPlan {
    plan: PlanCode,
    version: i32,
    period: Period,
}

/// The published snapshot that stands for a round of a plan.
#[derive(Debug, Clone)]
pub struct Flow {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// The plan that was reported on.
    pub plan: PlanCode,
    /// Its version.
    pub plan_version: i32,
    /// The period of the round.
    pub period: Period,
}

impl Publications<'_> {
    /// The newest published snapshot of each round, the latest period first; as of an instant, those that were the newest then
    /// of all that anybody could read.
    ///
    /// # Errors
    /// Storage does not answer; what was extracted of a snapshot is being made anew.
    pub async fn flows(&self, as_of: Option<DateTime<Utc>>) -> ServiceResult<Vec<Flow>> {
        let listed = self.listed().await?;
        let (mut rounds, mut flows) = (BTreeSet::new(), Vec::new());
        for snapshot in &listed.snapshots {
            let was_public = as_of.is_none_or(|at| snapshot.public_since().is_some_and(|since| since <= at));
            if was_public && rounds.insert(snapshot.round.clone()) {
                let OfPlan { plan, version, period } = self.plan_of(snapshot).await?;
                flows.push(Flow { snapshot: snapshot.clone(), plan, plan_version: version, period });
            }
        }
        Ok(flows)
    }

    async fn plan_of(&self, snapshot: &Snapshot) -> ServiceResult<OfPlan> {
        let known =
            self.0.published().read().unwrap_or_else(PoisonError::into_inner).plans.get(&snapshot.code).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let round = &self.get(&snapshot.code).await?.setting.head.round;
        let of = OfPlan { plan: round.plan.clone(), version: round.plan_version, period: round.period };
        let mut kept = self.0.published().write().unwrap_or_else(PoisonError::into_inner);
        kept.plans.insert(snapshot.code.clone(), of.clone());
        Ok(of)
    }
}
