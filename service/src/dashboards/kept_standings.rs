//! How an agency's own indicators stand in a round: judged once, and kept in memory for as long as everything that it is made of
//! stays as it is.

use super::{
    agency::AgencyStrategy,
    alerts::{IndicatorAlerts, usuals_of},
    line::View,
    own::{Own, breaks_of},
};
use crate::{
    ServiceResult, Services, store,
    store::{Tx, rounds::RoundStamp},
};
use chrono::NaiveDate;
use domain::{
    alert::Duty,
    ids::{OrganisationCode, RoundCode, StrategyCode},
    organisation::{Organisation, OrganisationEvent, OrganisationTree},
    plan::Plan,
    status::StatusCounts,
};
use quick_cache::sync::Cache;
use std::sync::{Arc, Weak};

/// Of how many agencies and rounds it is kept: some hundred kilobytes each where a plan has a hundred indicators.
const KEPT: usize = 200;

/// How an agency's own indicators stand in a round.
#[derive(Debug, Clone)]
pub struct OwnStanding {
    /// Every strategy with the indicators this agency is asked for.
    pub strategies: Vec<AgencyStrategy>,
    /// How many indicators have which status.
    pub counts: StatusCounts,
    /// How many had which status in each of the last rounds, oldest first.
    pub trend: Vec<StatusCounts>,
    /// What to look at in its figures, in the order of the plan.
    pub alerts: Vec<IndicatorAlerts>,
}

/// Whose it is, in which round, and with the indicators of which strategy alone.
type Key = (OrganisationCode, RoundCode, Option<StrategyCode>);

/// Standings in memory, each with what it was made of.
pub(crate) struct KeptStandings(Cache<Key, (MadeOf, Arc<OwnStanding>)>);

impl Default for KeptStandings {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

/// What changes whenever something changes that a standing is made of.
#[derive(Clone)]
struct MadeOf {
    /// How the rounds of the line stood, what is usual in them included.
    rounds: Vec<(RoundCode, Option<RoundStamp>)>,
    /// What they ask: plan versions never change.
    plans: Vec<Weak<Plan>>,
    tree: Weak<OrganisationTree>,
    breaks: Vec<NaiveDate>,
    duty: Duty,
}

impl MadeOf {
    fn is(&self, other: &Self) -> bool {
        let same_plans = self.plans.len() == other.plans.len()
            && self.plans.iter().zip(&other.plans).all(|(one, other)| Weak::ptr_eq(one, other));
        same_plans
            && Weak::ptr_eq(&self.tree, &other.tree)
            && (&self.rounds, &self.breaks, self.duty) == (&other.rounds, &other.breaks, other.duty)
    }
}

impl View {
    /// How the indicators of an agency stand in the round shown.
    pub(super) async fn own_standing(
        &self,
        services: &Services,
        tx: &mut Tx,
        agency: &Organisation,
        events: &[OrganisationEvent],
        duty: Duty,
    ) -> ServiceResult<Arc<OwnStanding>> {
        // Before the figures: what was read under an older stamp is read again, never the other way round.
        let stamps = store::rounds::every_stamp(tx).await?;
        let rounds: Vec<RoundCode> = self.line.iter().map(|planned| planned.round.code.clone()).collect();
        let made_of = MadeOf {
            rounds: rounds.iter().map(|round| (round.clone(), stamps.get(round).copied())).collect(),
            plans: self.line.iter().map(|planned| Arc::downgrade(&planned.plan)).collect(),
            tree: Arc::downgrade(&self.tree),
            breaks: breaks_of(events, &agency.code),
            duty,
        };
        let key = (agency.code.clone(), self.shown().round.code.clone(), self.only.clone());
        // Instants and grades have stamps of the present, and fewer readers: of them nothing is kept.
        let kept = services.is_of_present().then(|| &services.kept_standings().0);
        let known = kept.and_then(|kept| kept.get(&key)).filter(|(of, _)| of.is(&made_of));
        if let Some((_, standing)) = known {
            return Ok(standing);
        }
        let tracks = self.tracks();
        let own = Own::load(tx, self, &tracks, agency, events).await?;
        let usuals = usuals_of(tx, self.tree.peer_groups().group(agency), &rounds).await?;
        let strategies = own.strategies();
        let standing = Arc::new(OwnStanding {
            counts: strategies.iter().fold(StatusCounts::default(), |sum, strategy| sum.plus(strategy.counts)),
            strategies,
            trend: own.trend(),
            alerts: own.alerts(&usuals, duty),
        });
        if let Some(kept) = kept {
            kept.insert(key, (made_of, standing.clone()));
        }
        Ok(standing)
    }
}
