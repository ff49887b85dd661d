//! How an agency's own indicators stand in a round: judged once, and kept in memory for as long as everything that it is made of
//! stays as it is.

use super::{
    agency::AgencyStrategy,
    alerts::{IndicatorAlerts, Reading, Usuals},
    line::View,
    own::{Own, breaks_of},
};
use crate::{
    ServiceResult, Services, store,
    store::{Tx, rounds::RoundStamp},
};
use domain::{
    alert::Duty,
    forecast::Break,
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
    pub alerts: Arc<Vec<IndicatorAlerts>>,
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
    line: Arc<LineMadeOf>,
    breaks: Vec<Break>,
    duty: Duty,
}

/// The same of the line, which all agencies share.
struct LineMadeOf {
    /// How the rounds stood, what is usual in them included.
    rounds: Vec<(RoundCode, Option<RoundStamp>)>,
    /// What they ask: plan versions never change.
    plans: Vec<Weak<Plan>>,
    tree: Weak<OrganisationTree>,
}

impl MadeOf {
    fn is(&self, other: &Self) -> bool {
        self.line.is(&other.line) && (&self.breaks, self.duty) == (&other.breaks, other.duty)
    }
}

impl LineMadeOf {
    async fn read(tx: &mut Tx, view: &View) -> ServiceResult<Self> {
        let stamps = store::rounds::every_stamp(tx).await?;
        let rounds = view.line.iter().map(|planned| planned.round.code.clone());
        Ok(Self {
            rounds: rounds.map(|round| (round.clone(), stamps.get(&round).copied())).collect(),
            plans: view.line.iter().map(|planned| Arc::downgrade(&planned.plan)).collect(),
            tree: Arc::downgrade(&view.tree),
        })
    }

    fn is(&self, other: &Self) -> bool {
        let same_plans = self.plans.len() == other.plans.len()
            && self.plans.iter().zip(&other.plans).all(|(one, other)| Weak::ptr_eq(one, other));
        same_plans && Weak::ptr_eq(&self.tree, &other.tree) && self.rounds == other.rounds
    }
}

impl OwnStanding {
    fn of(own: &Own<'_>, usuals: &Usuals, duty: Duty) -> Self {
        let strategies = own.strategies();
        Self {
            counts: strategies.iter().fold(StatusCounts::default(), |sum, strategy| sum.plus(strategy.counts)),
            strategies,
            trend: own.trend(),
            alerts: Arc::new(own.alerts(usuals, duty)),
        }
    }
}

impl View {
    /// What to look at in the figures of some agencies, in their order.
    pub(super) async fn own_alerts(
        &self,
        services: &Services,
        tx: &mut Tx,
        agencies: &[(&Organisation, Duty)],
        events: &[OrganisationEvent],
    ) -> ServiceResult<Vec<Arc<Vec<IndicatorAlerts>>>> {
        if services.is_of_present() {
            let standings = self.own_standings(services, tx, agencies, events).await?;
            return Ok(standings.iter().map(|standing| standing.alerts.clone()).collect());
        }
        let alerts = |own: &Own<'_>, usuals: &Usuals, duty| Arc::new(own.alerts(usuals, duty));
        Reading::new(self, events).derive(tx, agencies, alerts).await
    }

    /// How the indicators of some agencies stand in the round shown, in their order.
    pub(super) async fn own_standings(
        &self,
        services: &Services,
        tx: &mut Tx,
        agencies: &[(&Organisation, Duty)],
        events: &[OrganisationEvent],
    ) -> ServiceResult<Vec<Arc<OwnStanding>>> {
        // Before the figures: what was read under an older stamp is read again, never the other way round.
        let line = Arc::new(LineMadeOf::read(tx, self).await?);
        let made_of = |agency: &Organisation, duty: Duty| MadeOf {
            line: line.clone(),
            breaks: breaks_of(events, &agency.code),
            duty,
        };
        let key = |agency: &Organisation| -> Key {
            (agency.code.clone(), self.shown().round.code.clone(), self.only.clone())
        };
        // Instants and grades have stamps of the present, and fewer readers: of them nothing is kept.
        let kept = services.is_of_present().then(|| &services.kept_standings().0);
        let known = |(agency, duty): &(&Organisation, Duty)| {
            let (of, standing) = kept?.get(&key(agency))?;
            of.is(&made_of(agency, *duty)).then_some(standing)
        };
        let mut standings: Vec<Option<Arc<OwnStanding>>> = agencies.iter().map(known).collect();
        let lacking = agencies.iter().zip(&standings).filter(|(_, known)| known.is_none());
        let lacking: Vec<(&Organisation, Duty)> = lacking.map(|(agency, _)| *agency).collect();
        if lacking.is_empty() {
            return Ok(standings.into_iter().flatten().collect());
        }
        let mut made =
            Reading::new(self, events).derive(tx, &lacking, OwnStanding::of).await?.into_iter().map(Arc::new);
        for ((agency, duty), standing) in agencies.iter().zip(&mut standings).filter(|(_, known)| known.is_none()) {
            *standing = made.next();
            if let (Some(kept), Some(standing)) = (kept, &standing) {
                kept.insert(key(agency), (made_of(agency, *duty), standing.clone()));
            }
        }
        Ok(standings.into_iter().flatten().collect())
    }
}
