//! Who has which alerts in a round: worked out aside for the figures that are there, and kept in memory with the instant and all that
//! it was made of. Only counts are kept; the alerts of a page are looked for when it is opened. Decisions 0092 and 0105.

use super::{
    alerts::{Reading, tally},
    line::View,
    reach::Reach,
};
use crate::{
    Actor, ServiceError, ServiceResult, Services,
    aside::{Aside, PATIENCE, Run, Worker},
    store::{self, Tx, rounds::RoundStamp},
};
use chrono::{DateTime, Utc};
use domain::{
    ids::{OrganisationCode, RoundCode},
    organisation::OrganisationTree,
    urgency::{AlertCounts, AlertTally},
    window::Extension,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant},
};

/// Of how many bodies values are in memory at once: some hundreds of kilobytes each in a plan of a hundred indicators.
const AT_ONCE: usize = 5;
/// Of how many rounds it is kept: a megabyte each in a country of 8,500 bodies.
const MOST_ROUNDS: usize = 12;
/// After a long run the worker rests so many times as long before the next one of the same round.
const REST: u32 = 9;

/// What alerts are made of.
#[derive(Clone)]
pub(super) struct MadeOf {
    register: Arc<OrganisationTree>,
    rounds: HashMap<RoundCode, RoundStamp>,
    extensions: Vec<Extension>,
}

impl PartialEq for MadeOf {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.register, &other.register)
            && self.rounds == other.rounds
            && self.extensions == other.extensions
    }
}

impl MadeOf {
    /// As it is in a transaction.
    async fn read(tx: &mut Tx, view: &View) -> ServiceResult<Self> {
        let mut every = store::rounds::every_stamp(tx).await?;
        let rounds = view.line.iter().filter_map(|planned| every.remove_entry(&planned.round.code)).collect();
        let extensions = store::rounds::extensions(tx, &view.shown().round.code).await?;
        Ok(Self { register: view.tree.clone(), rounds, extensions })
    }
}

/// The alerts of all agencies in a round, counted.
pub(super) struct Tallies {
    made_of: MadeOf,
    /// At which instant.
    pub(super) at: DateTime<Utc>,
    /// When the next one runs out of time, for whom what is missing is an alert from then on.
    until: Option<DateTime<Utc>>,
    took: Duration,
    ended: Instant,
    /// Those of each agency that owes a report.
    pub(super) by_agency: HashMap<OrganisationCode, AlertTally>,
    /// Those of the whole country.
    counts: AlertCounts,
}

impl Tallies {
    /// Whether they would come out the same now.
    fn hold(&self, made_of: &MadeOf, at: DateTime<Utc>) -> bool {
        self.made_of == *made_of && self.until.is_none_or(|until| at <= until)
    }

    fn was_long(&self) -> bool {
        self.took > PATIENCE
    }

    /// Whether the worker rests after them: where reports come in all day it would do nothing else.
    fn rests(&self) -> bool {
        self.was_long() && self.ended.elapsed() < self.took * REST
    }
}

/// What was worked out, by round.
pub(crate) struct KeptAlerts {
    runs: Aside<RoundCode, MadeOf, ()>,
    latest: Mutex<HashMap<RoundCode, Arc<Tallies>>>,
}

/// How many agencies have which alerts, at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownAlerts {
    /// The instant.
    pub at: DateTime<Utc>,
    /// Of the whole country.
    pub counts: AlertCounts,
}

impl KeptAlerts {
    /// Nothing yet.
    pub(crate) fn new(worker: Worker) -> Self {
        Self { runs: Aside::new("counting alerts", worker), latest: Mutex::default() }
    }

    fn latest(&self) -> MutexGuard<'_, HashMap<RoundCode, Arc<Tallies>>> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, round: &RoundCode, tallies: Tallies) {
        let mut latest = self.latest();
        if latest.len() >= MOST_ROUNDS && !latest.contains_key(round) {
            let oldest = latest.iter().min_by_key(|(_, kept)| kept.ended).map(|(round, _)| round.clone());
            oldest.and_then(|oldest| latest.remove(&oldest));
        }
        latest.insert(round.clone(), Arc::new(tallies));
    }

    /// Holds the worker, as a long run of something else does.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) async fn hold_worker(&self) -> ServiceResult<tokio::sync::OwnedSemaphorePermit> {
        self.runs.hold_worker().await
    }

    /// What is known of a round without working anything out.
    pub(super) fn known(&self, round: &RoundCode) -> Option<KnownAlerts> {
        let kept = self.latest().get(round)?.clone();
        Some(KnownAlerts { at: kept.at, counts: kept.counts })
    }
}

/// What is kept of the round that a page shows.
pub(super) struct Kept {
    round: RoundCode,
    made_of: MadeOf,
    pub(super) tallies: Option<Arc<Tallies>>,
    /// Whether they would come out the same now.
    pub(super) is_current: bool,
}

impl Kept {
    /// As it is in the transaction of the page.
    pub(super) async fn read(services: &Services, tx: &mut Tx, view: &View) -> ServiceResult<Self> {
        let made_of = MadeOf::read(tx, view).await?;
        let round = view.shown().round.code.clone();
        let tallies = services.kept_alerts().latest().get(&round).cloned();
        let is_current = tallies.as_ref().is_some_and(|kept| kept.hold(&made_of, view.at));
        Ok(Self { round, made_of, tallies, is_current })
    }

    /// Has them made anew where they changed. Gives a run where waiting for it is worth it: where nothing is known yet, or the
    /// last one did not take long.
    pub(super) fn follow(&self, services: &Services, actor: &Actor) -> Option<Run<()>> {
        if self.is_current || self.tallies.as_ref().is_some_and(|kept| kept.rests()) {
            return None;
        }
        let kept = services.kept_alerts();
        // What came of the one before is in `latest`.
        kept.runs.let_go(&self.round);
        let (services, actor, round) = (services.clone(), actor.clone(), self.round.clone());
        let run = kept.runs.run(&self.round, &self.made_of, move || services.tally_aside(actor, round));
        self.tallies.as_ref().is_none_or(|kept| !kept.was_long()).then_some(run)
    }
}

impl Services {
    /// Works it out beside the asynchronous threads, as long as somebody is there to be told.
    async fn tally_aside(self, actor: Actor, round: RoundCode) -> ServiceResult<()> {
        // Asked for while one before it was still under way.
        if self.kept_alerts().latest().get(&round).is_some_and(|kept| kept.rests()) {
            return Ok(());
        }
        let told = Arc::new(());
        let (is_told, runtime) = (Arc::downgrade(&told), tokio::runtime::Handle::current());
        let working = tokio::task::spawn_blocking(move || {
            runtime.block_on(async {
                let tallies = self.tally(&actor, &round, &is_told).await?;
                self.kept_alerts().keep(&round, tallies);
                Ok(())
            })
        });
        let worked = working.await.map_err(|error| ServiceError::fault("counting alerts", error))?;
        drop(told);
        worked
    }

    /// Reads the values of some bodies at a time, all in one transaction that changes nothing and so keeps nobody waiting, on a
    /// connection that ends with it and lets go of what it read.
    async fn tally(&self, actor: &Actor, round: &RoundCode, is_told: &Weak<()>) -> ServiceResult<Tallies> {
        let begun = Instant::now();
        let db = self.db().reading_once(&self.settings().database_url).await?;
        let mut tx = db.read().await?;
        let view = View::load_far(self, &mut tx, actor, Some(round), Reach::Forecasts(None)).await?;
        let made_of = MadeOf::read(&mut tx, &view).await?;
        let owing = view.owing_below(view.tree.root());
        let (events, extensions) = (
            store::organisations::events(&mut tx).await?,
            store::rounds::extensions(&mut tx, &view.shown().round.code).await?,
        );
        let bodies = owing.iter().filter_map(|code| view.tree.get(code));
        let bodies: Vec<_> = bodies.map(|body| (body, view.window(&extensions, body))).collect();
        let mut reading = Reading::new(&view, &events);
        let mut by_agency = HashMap::with_capacity(bodies.len());
        for part in bodies.chunks(AT_ONCE) {
            // The server ends.
            if is_told.strong_count() == 0 {
                return Err(ServiceError::Busy);
            }
            let part: Vec<_> = part.iter().map(|(body, window)| (*body, view.duty(*window))).collect();
            let tallies = reading.derive(&mut tx, &part, |own, usuals, duty| tally(&own.alerts(usuals, duty))).await?;
            by_agency.extend(part.iter().map(|(body, _)| body.code.clone()).zip(tallies));
        }
        let due = bodies.iter().map(|(_, window)| window.due_at());
        let until = due.filter(|due| *due >= view.at).min();
        let counts = by_agency.values().copied().collect();
        Ok(Tallies { made_of, at: view.at, until, took: begun.elapsed(), ended: Instant::now(), by_agency, counts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::country_alone;

    fn tallies(took: Duration) -> Tallies {
        let made_of = MadeOf { register: Arc::new(country_alone()), rounds: HashMap::new(), extensions: Vec::new() };
        let at = "2027-01-22T02:00:00Z".parse().expect("an instant");
        Tallies {
            made_of,
            at,
            until: None,
            took,
            ended: Instant::now(),
            by_agency: HashMap::new(),
            counts: AlertCounts::default(),
        }
    }

    #[test]
    fn after_a_long_run_the_worker_rests_and_after_a_short_one_it_does_not() {
        let (long, short) = (tallies(PATIENCE * 2), tallies(PATIENCE / 2));
        assert!(long.was_long() && long.rests() && !short.was_long() && !short.rests());
        let rested = Tallies { ended: long.ended.checked_sub(PATIENCE * 2 * REST).expect("an instant"), ..long };
        assert!(rested.was_long() && !rested.rests());
    }

    #[test]
    fn of_more_rounds_than_are_kept_those_made_last_stay() {
        let kept = KeptAlerts::new(Worker::default());
        let round = |number: usize| -> RoundCode { format!("r{number:02}").parse().expect("a code") };
        for number in 0..=MOST_ROUNDS {
            kept.keep(&round(number), tallies(PATIENCE));
        }
        assert!(kept.known(&round(0)).is_none() && kept.known(&round(1)).is_some());
        kept.keep(&round(1), tallies(PATIENCE));
        assert_eq!(kept.latest().len(), MOST_ROUNDS);
    }
}
