//! What is published of each plan, round by round: the rounds and editions of plans that programs ask for, which are also the
//! flows of data of statistical ones.

use super::{Publications, last_day};
use crate::{Actor, ServiceError, ServiceResult, snapshots::Snapshot};
use chrono::{DateTime, Utc};
use domain::{calendar::Period, ids::PlanCode, plan::Plan, window::Window};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError},
};

/// Of which plan and period a snapshot is.
#[derive(Debug, Clone)]
pub(super) struct OfPlan {
    plan: PlanCode,
    version: i32,
    period: Period,
    window: Window,
    is_demonstration: bool,
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
    /// When the round was open.
    pub window: Window,
    /// Whether every figure is made up.
    pub is_demonstration: bool,
}

/// An edition of a plan, and what reading it has come to.
type Edition<'a> = ((&'a PlanCode, i32), ServiceResult<Arc<Plan>>);

impl Publications<'_> {
    /// The newest published snapshot of each round, the latest period first; as of an instant, those that were the newest then
    /// of all that anybody could read.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn flows(&self, as_of: Option<DateTime<Utc>>) -> ServiceResult<Vec<Flow>> {
        self.rounds(None, as_of).await
    }

    /// The rounds of the published snapshots that a reader may see, each by the newest of its snapshots, the latest period first;
    /// `None` reads without an account. As of an instant, those that had been published then, and for everybody where no account
    /// asks. One whose pages are being made anew is neither left out nor stood in for by an older one.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn rounds(&self, reader: Option<&Actor>, as_of: Option<DateTime<Utc>>) -> ServiceResult<Vec<Flow>> {
        let (mut rounds, mut flows) = (BTreeSet::new(), Vec::new());
        for snapshot in self.readable(reader, as_of).await? {
            if rounds.insert(snapshot.round.clone()) {
                let OfPlan { plan, version, period, window, is_demonstration } =
                    self.plan_of(reader, &snapshot).await?;
                flows.push(Flow { snapshot, plan, plan_version: version, period, window, is_demonstration });
            }
        }
        Ok(flows)
    }

    /// The editions of plans that those rounds are of, of one plan alone where one is named, each as the newest snapshot that was
    /// made under it holds it whose pages can be read: an edition never changes.
    ///
    /// # Errors
    /// Storage does not answer; the pages of all snapshots of an edition are being made anew ([`ServiceError::UnderWay`]).
    pub async fn plans(
        &self,
        reader: Option<&Actor>,
        plan: Option<&PlanCode>,
        as_of: Option<DateTime<Utc>>,
    ) -> ServiceResult<Vec<Arc<Plan>>> {
        let mut flows = self.rounds(reader, as_of).await?;
        flows.retain(|flow| plan.is_none_or(|plan| flow.plan == *plan));
        let of_round: BTreeMap<_, _> =
            flows.iter().map(|flow| (&flow.snapshot.round, (&flow.plan, flow.plan_version))).collect();
        // The edition of the latest period first, whichever of its snapshots can be read.
        let mut editions: Vec<Edition<'_>> = Vec::new();
        for snapshot in self.readable(reader, as_of).await? {
            let Some(edition) = of_round.get(&snapshot.round) else { continue };
            let known = editions.iter_mut().find(|(of, _)| of == edition);
            if matches!(known, Some((_, Ok(_)))) {
                continue;
            }
            let read = match self.seen(reader, &snapshot.code).await {
                Ok(seen) => Ok(seen.plan),
                Err(error @ ServiceError::UnderWay(_)) => Err(error),
                Err(error) => return Err(error),
            };
            match known {
                None => editions.push((*edition, read)),
                Some((_, known)) if read.is_ok() => *known = read,
                Some(_) => {}
            }
        }
        editions.into_iter().map(|(_, read)| read).collect()
    }

    /// The published snapshots that a reader may see, the latest period first, then the newest. As of an instant, those that had
    /// been published then, and for everybody where no account asks.
    async fn readable(&self, reader: Option<&Actor>, as_of: Option<DateTime<Utc>>) -> ServiceResult<Vec<Snapshot>> {
        let mut snapshots = match reader {
            None => self.listed().await?.snapshots.clone(),
            Some(_) => self.0.snapshots().list(reader, None).await?,
        };
        if reader.is_some() {
            snapshots.retain(|snapshot| snapshot.published_at.is_some());
            snapshots.sort_by_key(|snapshot| Reverse((last_day(snapshot), snapshot.taken_at)));
        }
        let since =
            |snapshot: &Snapshot| if reader.is_some() { snapshot.published_at } else { snapshot.public_since() };
        snapshots.retain(|snapshot| as_of.is_none_or(|at| since(snapshot).is_some_and(|since| since <= at)));
        Ok(snapshots)
    }

    /// Of which plan a snapshot is that the reader may see.
    async fn plan_of(&self, reader: Option<&Actor>, snapshot: &Snapshot) -> ServiceResult<OfPlan> {
        let known =
            self.0.published().read().unwrap_or_else(PoisonError::into_inner).plans.get(&snapshot.code).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let seen = match self.seen(reader, &snapshot.code).await {
            Err(ServiceError::UnderWay(_)) => return self.of_round(snapshot).await,
            seen => seen?,
        };
        let head = &seen.setting.head;
        let (round, is_demonstration) = (&head.round, head.is_demonstration);
        let (plan, window) = (round.plan.clone(), round.window);
        let of = OfPlan { plan, version: round.plan_version, period: round.period, window, is_demonstration };
        let mut kept = self.0.published().write().unwrap_or_else(PoisonError::into_inner);
        kept.plans.insert(snapshot.code.clone(), of.clone());
        Ok(of)
    }

    /// Of which plan a snapshot is whose pages are being made anew: its round's, which never changes. The window is the one that
    /// the round has now.
    async fn of_round(&self, snapshot: &Snapshot) -> ServiceResult<OfPlan> {
        let mut tx = self.0.db().read().await?;
        let round = self.0.round_in(&mut tx, &snapshot.round).await?;
        Ok(OfPlan {
            plan: round.plan,
            version: round.plan_version,
            period: round.period,
            window: round.window,
            is_demonstration: self.0.is_demonstration(),
        })
    }
}
