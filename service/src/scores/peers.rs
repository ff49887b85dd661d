//! How the score of one body stands among its peers, and against a year before.

use super::{KeptScore, RoundScores, differences, line, placed};
use crate::{ServiceError, ServiceResult, Services, store, store::Tx};
use domain::{
    amount::Amount,
    organisation::Organisation,
    peers::{Breadth, PeerChoice},
    ranking::{Coverage, Place},
    round::Round,
    score::EditionChange,
    spread::Spread,
};

/// The months of a year.
const YEAR: i64 = 12;
/// Among how many rounds, of all kinds, that of a year before is looked for.
const ROUNDS_LOOKED_AT: i64 = 24;

/// The peers of a body, itself among them.
#[derive(Debug, Clone)]
pub struct Peers {
    /// Who they are, and why these.
    pub choice: PeerChoice,
    /// How many of them have a score, out of how many that owe a report. Without enough of them nobody is compared.
    pub coverage: Coverage,
    /// The place among them, where places mean something.
    pub place: Option<Place>,
    /// Their published scores, this body's among them, from the lowest.
    pub scores: Vec<Amount>,
    /// How those are spread, where enough of them have one.
    pub spread: Option<Spread>,
    /// The median of each pillar, where enough of them have a score.
    pub pillars: Vec<Option<Amount>>,
    /// A year before.
    pub before: Before,
}

/// What there is of a year before.
#[derive(Debug, Clone)]
pub enum Before {
    /// No round over the same part of the year before, or no score in it.
    Nothing,
    /// A score that was made otherwise: by an edition that differs, or of indicators that were defined otherwise.
    MadeOtherwise {
        /// The round.
        round: Round,
        /// The edition that was in force.
        edition: i32,
        /// All that stands against comparing them.
        changes: Vec<EditionChange>,
    },
    /// A score made alike, so that the values right below the root can be compared. It may be rounded and classed otherwise.
    Comparable {
        /// The round.
        round: Round,
        /// The score.
        kept: Box<KeptScore>,
    },
}

/// In one more statement, and one more where there is a round a year before.
pub(super) async fn load(
    services: &Services,
    tx: &mut Tx,
    among: &RoundScores,
    own: &KeptScore,
    breadth: Breadth,
) -> ServiceResult<Peers> {
    let body = among.tree.get(&own.organisation).ok_or(ServiceError::NotFound("organisation"))?;
    let (groups, day) = (among.tree.peer_groups(), among.round.period.last_day());
    let choice = groups.choice(body).of_breadth(breadth);
    let is_among = |peer: &Organisation| groups.holds(choice.group, peer);
    let is_peer = |kept: &KeptScore| among.tree.get(&kept.organisation).is_some_and(is_among);
    let kept: Vec<KeptScore> =
        among.bodies.iter().map(|(kept, _)| kept).filter(|kept| is_peer(kept)).cloned().collect();
    let published = kept.iter().filter_map(|kept| kept.outcome.as_ref().ok()).map(|score| score.published);
    let mut scores: Vec<Amount> = published.collect();
    scores.sort();
    let expected = among.tree.bodies().filter(|peer| is_among(peer) && peer.reports_on(day)).count();
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let coverage = Coverage { contributors: count(scores.len()), expected: count(expected) };
    let is_enough = coverage.allows_ranks();
    let median = |pillar: usize| {
        let figures = kept.iter().filter_map(|kept| kept.pillars.get(pillar).copied().flatten());
        Spread::of(figures).filter(|_| is_enough).map(|spread| spread.median)
    };
    let pillars = (0..own.pillars.len()).map(median).collect();
    let placed = placed(&among.scheme, kept, coverage);
    let place = placed.into_iter().find(|(kept, _)| kept.organisation == own.organisation).and_then(|(_, place)| place);
    let spread = Spread::of(scores.iter().copied()).filter(|_| is_enough);
    let before = before(services, tx, among, own).await?;
    Ok(Peers { choice, coverage, place, scores, spread, pillars, before })
}

async fn before(services: &Services, tx: &mut Tx, among: &RoundScores, own: &KeptScore) -> ServiceResult<Before> {
    let period = among.round.period;
    let is_year_before = |round: &Round| round.period.is_like(period) && period.months_after(round.period) == YEAR;
    let rounds = store::rounds::latest(tx, period.last_day(), ROUNDS_LOOKED_AT).await?;
    let Some(round) = rounds.into_iter().find(is_year_before) else { return Ok(Before::Nothing) };
    let scores = store::scores::of_bodies(tx, &round.code, std::slice::from_ref(&own.organisation)).await?;
    let Some(kept) = scores.into_iter().find(|kept| kept.scheme == own.scheme) else { return Ok(Before::Nothing) };
    let edition = kept.edition;
    let then = services.used(tx, &kept.scheme, edition, kept.population.as_deref()).await?;
    let (plan, line) = (services.plan_of(tx, &round).await?, line(services, tx).await?);
    let changes = differences(&line, (&among.round, &among.plan, &among.used()), (&round, &plan, &then));
    let changes = changes.of_pillars();
    Ok(if changes.is_empty() {
        Before::Comparable { round, kept: Box::new(kept) }
    } else {
        Before::MadeOtherwise { round, edition, changes }
    })
}
