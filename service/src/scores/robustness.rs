//! How firm the places of a round are: worked out aside, and kept in memory as long as the scores of the round are what they were.

use super::{KeptScore, RoundScores, Scores, reported};
use crate::{
    Actor, ServiceError, ServiceResult, Services,
    aside::{Aside, MOST_KEPT, Told, Worker},
    store::rounds::RoundStamp,
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
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU32, Ordering},
    },
};

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

type Key = (SchemeCode, RoundCode);

/// What was worked out, or is being worked out, each of scores that a digest names.
pub(crate) struct KeptRobustness {
    runs: Aside<Key, String, Arc<Robustness>>,
    /// How rounds stood when their scores were read last, and the digest of these.
    stands: Mutex<HashMap<Key, (RoundStamp, String)>>,
    /// How far the run is that has its turn.
    drawing: Mutex<Option<(Key, Weak<AtomicU32>)>>,
}

/// A run that draws: how many sets of weights there were so far.
struct Drawing(Arc<AtomicU32>);

/// Whether it is known how firm the places are.
#[derive(Debug, Clone)]
pub enum Firmness {
    /// Too few have a score, so that nobody has a place.
    NoPlaces,
    /// It is being worked out; whoever asks again in a while is told. How many sets of weights were drawn so far, once it has its
    /// turn.
    UnderWay(Option<u32>),
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
            Firmness::NoPlaces | Firmness::UnderWay(_) => None,
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
        let stood = self.0.stamp_of_scores(round).await?;
        let among = self.of_round(actor, scheme, round).await?;
        let scored = || among.bodies.iter().map(|(kept, _)| kept).filter(|kept| kept.outcome.is_ok());
        let plan = plan_for(scored().count());
        if !among.coverage.allows_ranks() {
            return Ok(RoundFirmness { among, firmness: Firmness::NoPlaces, plan });
        }
        let (key, of) = ((scheme.clone(), round.clone()), digest(scored()));
        let kept = self.0.kept_robustness();
        kept.stand(&key, stood, &of);
        let work = {
            let (services, actor, key) = (self.0.clone(), actor.clone(), key.clone());
            move || async move { services.work_out(&actor, &key, plan).await }
        };
        let firmness = match kept.runs.run(&key, &of, work).wait().await {
            Told::UnderWay => Firmness::UnderWay(kept.drawn(&key)),
            Told::Known(known) => Firmness::Known(known),
            Told::BrokeOff => {
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
    async fn work_out(&self, actor: &Actor, key: &Key, plan: RobustnessPlan) -> ServiceResult<Arc<Robustness>> {
        let (scheme, round) = key;
        let mut tx = self.db().read().await?;
        let register = self.register_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(register.now().root()))?;
        let among = Scores(self).among(&mut tx, &register, scheme, round).await?;
        let reports = reported(self, &mut tx, &among.round, None).await?;
        drop(tx);
        let scored = among.bodies.iter().map(|(kept, _)| kept).filter(|kept| kept.outcome.is_ok());
        let scored: HashSet<&OrganisationCode> = scored.map(|kept| &kept.organisation).collect();
        let reports: Vec<_> = reports.into_iter().filter(|report| scored.contains(&report.organisation)).collect();
        let (scheme, population) = (among.scheme.clone(), among.population.clone());
        let drawing = self.kept_robustness().draws(key);
        let found = tokio::task::spawn_blocking(move || {
            let bodies = reports.iter().map(|report| (report.organisation.clone(), &report.inputs));
            scheme.robustness(bodies, &population, plan, |draw| drawing.0.store(draw, Ordering::Relaxed))
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
    /// Nothing yet.
    pub(crate) fn new(worker: Worker) -> Self {
        Self { runs: Aside::new("testing places", worker), stands: Mutex::default(), drawing: Mutex::default() }
    }

    /// A run begins to draw; there is one at a time.
    fn draws(&self, key: &Key) -> Drawing {
        let drawn = Arc::new(AtomicU32::new(0));
        let mut drawing = self.drawing.lock().unwrap_or_else(PoisonError::into_inner);
        *drawing = Some((key.clone(), Arc::downgrade(&drawn)));
        Drawing(drawn)
    }

    /// How many sets of weights a run has drawn, while it does.
    fn drawn(&self, key: &Key) -> Option<u32> {
        let drawing = self.drawing.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, drawn) = drawing.as_ref()?;
        let drawn = drawn.upgrade().filter(|_| of == key)?;
        Some(drawn.load(Ordering::Relaxed))
    }

    fn stands(&self) -> MutexGuard<'_, HashMap<Key, (RoundStamp, String)>> {
        self.stands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers how a round stood when its scores were read.
    fn stand(&self, key: &Key, stamp: Option<RoundStamp>, of: &str) {
        let mut stands = self.stands();
        if stands.len() >= MOST_KEPT && !stands.contains_key(key) {
            stands.clear();
        }
        match stamp {
            Some(stamp) => stands.insert(key.clone(), (stamp, of.to_owned())),
            None => stands.remove(key),
        };
    }

    /// What was worked out of the scores of a round that stands as it stood then.
    pub(crate) fn known(&self, scheme: &SchemeCode, round: &RoundCode, stamp: RoundStamp) -> Option<Arc<Robustness>> {
        let key = (scheme.clone(), round.clone());
        let (_, of) = self.stands().get(&key).filter(|(stood, _)| *stood == stamp)?.clone();
        self.runs.known(&key, &of)
    }

    /// Knows of no round how it stood any more: where its scores change and its stamp does not. What was worked out is found
    /// again by whoever asks for it of the same scores.
    pub(crate) fn forget_stamps(&self) {
        self.stands().clear();
    }
}

/// What is done for so many bodies.
fn plan_for(bodies: usize) -> RobustnessPlan {
    let draws = (MOST_RUNS / bodies.max(1)).clamp(FEWEST_DRAWS, MOST_DRAWS);
    let spread = Amount::whole(SPREAD_HUNDREDTHS).checked_div(Amount::whole(100)).unwrap_or(Amount::ONE);
    RobustnessPlan { seed: SEED, draws: u32::try_from(draws).unwrap_or(u32::MAX), spread }
}

/// What changes when any of the scores does, or anything that they rest on.
fn digest<'a>(scores: impl Iterator<Item = &'a KeptScore>) -> String {
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

    #[test]
    fn it_is_known_how_far_a_run_is_while_it_draws() {
        let kept = KeptRobustness::new(Worker::default());
        let key = |round: &str| -> Key { ("mean".parse().expect("a code"), round.parse().expect("a code")) };
        let (one, other) = (key("2570-q1"), key("2570-q2"));
        assert_eq!(kept.drawn(&one), None, "it has not its turn");
        let drawing = kept.draws(&one);
        assert_eq!(kept.drawn(&one), Some(0));
        drawing.0.store(7, Ordering::Relaxed);
        assert_eq!((kept.drawn(&one), kept.drawn(&other)), (Some(7), None));
        drop(drawing);
        assert_eq!(kept.drawn(&one), None);
    }
}
