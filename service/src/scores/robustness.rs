//! How firm the places of a round are: worked out beside the asynchronous threads by one worker at a time, and kept in memory
//! as long as the scores of the round are what they were.

use super::{KeptScore, RoundScores, Scores, reported};
use crate::{
    Actor, ServiceError, ServiceResult, Services,
    store::{self, rounds::RoundStamp},
};
use domain::{
    access::Action,
    amount::Amount,
    audit::sha256,
    ids::{OrganisationCode, RoundCode, SchemeCode},
    score::{RankInterval, Robustness, RobustnessPlan},
};
use std::{
    collections::{HashMap, HashSet},
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::{Semaphore, watch};

/// Where chance begins: the same for everybody, so that whoever looks again sees the same. The year of the handbook.
const SEED: u64 = 2008;
/// The most sets of weights that are drawn.
const MOST_DRAWS: usize = 1_000;
/// The fewest, however many bodies there are.
const FEWEST_DRAWS: usize = 200;
/// How often any body is scored anew in all draws together: some twenty seconds of one core.
const MOST_RUNS: usize = 2_000_000;
/// By how much a weight may differ, in hundredths of it.
const SPREAD_HUNDREDTHS: i64 = 25;
/// How long somebody who asks is kept waiting.
const PATIENCE: Duration = Duration::from_secs(4);
/// Of how many rounds and schemes what was worked out is kept.
const MOST_KEPT: usize = 32;

type Key = (SchemeCode, RoundCode);
/// What came of a run: the places, or nothing where it broke off.
type Run = watch::Receiver<Option<Result<Arc<Robustness>, ()>>>;

/// What was worked out, or is being worked out, and of which scores.
pub(crate) struct KeptRobustness {
    runs: Mutex<HashMap<Key, Begun>>,
    worker: Arc<Semaphore>,
}

/// A run.
struct Begun {
    /// What the scores were that it was begun for.
    of: String,
    /// How the round stood when they were read.
    stamp: Option<RoundStamp>,
    run: Run,
}

impl Default for KeptRobustness {
    fn default() -> Self {
        Self { runs: Mutex::default(), worker: Arc::new(Semaphore::new(1)) }
    }
}

/// Whether it is known how firm the places are.
#[derive(Debug, Clone)]
pub enum Firmness {
    /// Too few have a score, so that nobody has a place.
    NoPlaces,
    /// It is being worked out; whoever asks again in a while is told.
    UnderWay,
    /// In which places each body comes out.
    Known(Arc<Robustness>),
}

/// How firm the places of a round are.
#[derive(Debug, Clone)]
pub struct RoundFirmness {
    /// The scores.
    pub among: RoundScores,
    /// How firm the places are.
    pub firmness: Firmness,
    /// What is or will be done.
    pub plan: RobustnessPlan,
}

impl RoundFirmness {
    /// In which places one body comes out.
    pub fn of(&self, body: &OrganisationCode) -> Option<&RankInterval> {
        match &self.firmness {
            Firmness::Known(found) => found.intervals.iter().find(|interval| interval.body == *body),
            Firmness::NoPlaces | Firmness::UnderWay => None,
        }
    }
}

impl Scores<'_> {
    /// How firm the places of a scheme are in a round. Whoever has waited for a few seconds is told that it is under way.
    ///
    /// # Errors
    /// There is no such round, or the scheme is not in force in it; the actor may not; working it out broke off.
    pub async fn robustness(
        &self,
        actor: &Actor,
        scheme: &SchemeCode,
        round: &RoundCode,
    ) -> ServiceResult<RoundFirmness> {
        // Read before the scores, so that it is never that of later ones.
        let stands = store::rounds::stamps(&mut self.0.db().read().await?, std::slice::from_ref(round)).await?;
        let among = self.of_round(actor, scheme, round).await?;
        let scored = || among.bodies.iter().map(|(kept, _)| kept).filter(|kept| kept.outcome.is_ok());
        let plan = plan_for(scored().count());
        if !among.coverage.allows_ranks() {
            return Ok(RoundFirmness { among, firmness: Firmness::NoPlaces, plan });
        }
        let (key, stamp) = ((scheme.clone(), round.clone()), stamp(scored()));
        let mut run = self.0.run_of(actor, key.clone(), (stamp, stands.get(round).copied()), plan);
        let waited = tokio::time::timeout(PATIENCE, run.wait_for(Option::is_some)).await;
        let firmness = match waited.map(|run| run.map(|run| run.clone())) {
            Err(_) => Firmness::UnderWay,
            Ok(Ok(Some(Ok(known)))) => Firmness::Known(known),
            Ok(Ok(Some(Err(())) | None) | Err(_)) => {
                self.0.kept_robustness().forget(&key);
                return Err(ServiceError::fault(
                    "the robustness of places",
                    "a run broke off; its cause is in the log",
                ));
            }
        };
        Ok(RoundFirmness { among, firmness, plan })
    }
}

impl Services {
    /// The run that works out how firm places are, begun where there is none of these scores.
    fn run_of(&self, actor: &Actor, key: Key, (of, stamp): (String, Option<RoundStamp>), plan: RobustnessPlan) -> Run {
        let mut runs = self.kept_robustness().runs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(begun) = runs.get_mut(&key).filter(|begun| begun.of == of) {
            begun.stamp = stamp;
            return begun.run.clone();
        }
        if runs.len() >= MOST_KEPT {
            runs.retain(|_, begun| begun.run.borrow().is_none());
        }
        let (tell, run) = watch::channel(None);
        runs.insert(key.clone(), Begun { of: of.clone(), stamp, run: run.clone() });
        let (services, actor) = (self.clone(), actor.clone());
        // It goes on where whoever asked for it has left.
        tokio::spawn(async move {
            let found = services.work_out(&actor, &key, &of, plan).await;
            if let Err(error) = &found
                && !matches!(error, ServiceError::Conflict)
            {
                let cause = std::error::Error::source(error).map(ToString::to_string);
                tracing::error!(scheme = %key.0, round = %key.1, %error, cause, "places were not tested");
            }
            tell.send_replace(Some(found.map_err(|_| ())));
        });
        run
    }

    /// Whether scores are still those that a run was begun for: another one begins where they changed while it waited.
    fn is_wanted(&self, key: &Key, of: &str) -> bool {
        let runs = self.kept_robustness().runs.lock().unwrap_or_else(PoisonError::into_inner);
        runs.get(key).is_some_and(|begun| begun.of == of)
    }

    async fn work_out(
        &self,
        actor: &Actor,
        key: &Key,
        of: &str,
        plan: RobustnessPlan,
    ) -> ServiceResult<Arc<Robustness>> {
        let worker = self.kept_robustness().worker.clone().acquire_owned().await;
        let worker = worker.map_err(|error| ServiceError::fault("waiting for the worker", error))?;
        if !self.is_wanted(key, of) {
            return Err(ServiceError::Conflict);
        }
        let (scheme, round) = key;
        let mut tx = self.db().read().await?;
        let tree = self.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let among = Scores(self).among(&mut tx, tree, scheme, round).await?;
        let reports = reported(self, &mut tx, &among.round, None).await?;
        drop(tx);
        let scored = among.bodies.iter().map(|(kept, _)| kept).filter(|kept| kept.outcome.is_ok());
        let scored: HashSet<&OrganisationCode> = scored.map(|kept| &kept.organisation).collect();
        let reports: Vec<_> = reports.into_iter().filter(|report| scored.contains(&report.organisation)).collect();
        let (scheme, population) = (among.scheme.clone(), among.population.clone());
        let found = tokio::task::spawn_blocking(move || {
            let bodies = reports.iter().map(|report| (report.organisation.clone(), &report.inputs));
            let found = scheme.robustness(bodies, &population, plan);
            drop(worker);
            found
        });
        let found = found.await.map_err(|error| ServiceError::fault("testing places", error))?;
        let mut found = found.map_err(|(body, error)| ServiceError::fault(format!("testing {body}"), error))?;
        // Best first, as the scores stand; the places without a node go along.
        let mut order: Vec<usize> = (0..found.intervals.len()).collect();
        order.sort_by_key(|index| {
            let place = found.intervals[*index].place;
            (place.is_none(), place, *index)
        });
        found.intervals = order.iter().map(|index| found.intervals[*index].clone()).collect();
        for left_out in &mut found.left_out {
            left_out.places = order.iter().map(|index| left_out.places[*index]).collect();
        }
        Ok(Arc::new(found))
    }
}

impl KeptRobustness {
    /// What was worked out of the scores of a round that stands as it stood then.
    pub(crate) fn known(&self, scheme: &SchemeCode, round: &RoundCode, stamp: RoundStamp) -> Option<Arc<Robustness>> {
        let runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = runs.get(&(scheme.clone(), round.clone())).filter(|begun| begun.stamp == Some(stamp))?;
        let known = begun.run.borrow().clone()?;
        known.ok()
    }

    /// Knows of no round how it stood any more: where its scores change and its stamp does not. What was worked out is found
    /// again by whoever asks for it of the same scores.
    pub(crate) fn forget_stamps(&self) {
        for begun in self.runs.lock().unwrap_or_else(PoisonError::into_inner).values_mut() {
            begun.stamp = None;
        }
    }

    fn forget(&self, key: &Key) {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

/// What is done for so many bodies.
fn plan_for(bodies: usize) -> RobustnessPlan {
    let draws = (MOST_RUNS / bodies.max(1)).clamp(FEWEST_DRAWS, MOST_DRAWS);
    let spread = Amount::whole(SPREAD_HUNDREDTHS).checked_div(Amount::whole(100)).unwrap_or(Amount::ONE);
    RobustnessPlan { seed: SEED, draws: u32::try_from(draws).unwrap_or(u32::MAX), spread }
}

/// What changes when any of the scores does, or anything that they rest on.
fn stamp<'a>(scores: impl Iterator<Item = &'a KeptScore>) -> String {
    let mut text = String::new();
    for kept in scores {
        let full = kept.outcome.as_ref().ok().map(|score| score.full);
        let of = (&kept.organisation, kept.revision, kept.edition, &kept.population, full, &kept.pillars);
        let _ = writeln!(text, "{of:?}");
    }
    sha256(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_bodies_fewer_weights_are_drawn_and_never_fewer_than_mean_something() {
        let draws = |bodies| plan_for(bodies).draws;
        assert_eq!([0, 50, 2_000, 8_500, 1_000_000].map(draws), [1_000, 1_000, 1_000, 235, 200]);
        assert_eq!(plan_for(50).spread.to_string(), "0.25");
    }
}
