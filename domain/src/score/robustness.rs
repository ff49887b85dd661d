//! How firm places are: the same bodies with weights drawn at random, and with each node left out.
//!
//! As the handbook on composite indicators of OECD and JRC (2008, step 7) asks, and with chance from a seed, so that a run
//! can be repeated to the last digit.

use super::{
    evaluation::{ScoreError, Seen, Settled},
    input::Inputs,
    missing::Absence,
    number::amount,
    population::Population,
    scheme::Scheme,
};
use crate::{
    amount::Amount,
    ids::{NodeCode, OrganisationCode},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// `SplitMix64` (Steele, Lea, Flood 2014): a small generator whose numbers follow from its seed alone. For simulations, never
/// for secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// A generator that begins at a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next_number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A factor from 1 − spread to 1 + spread, in steps of a millionth of the whole width. The remainder's bias is below
    /// one in 10^13.
    fn factor(&mut self, spread: Decimal) -> Decimal {
        let millionths = Decimal::new(i64::try_from(self.next_number() % 1_000_001).unwrap_or_default(), 6);
        Decimal::ONE - spread + spread * Decimal::TWO * millionths
    }
}

/// What a robustness run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobustnessPlan {
    /// Where chance begins.
    pub seed: u64,
    /// How many sets of weights are drawn, at most 10,000.
    pub draws: u32,
    /// By how much a weight may differ, as a share of it: kept between 0 and 1.
    pub spread: Amount,
}

/// In which places a body came out. One who has no score in a run has no place in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankInterval {
    /// The body.
    pub body: OrganisationCode,
    /// Its place with the weights of the scheme.
    pub place: Option<i64>,
    /// Its best place over all draws.
    pub best: Option<i64>,
    /// The place that 5 % of the draws are better than or equal to.
    pub fifth_percentile: Option<i64>,
    /// The place in the middle.
    pub median: Option<i64>,
    /// The place that 95 % of the draws are better than or equal to.
    pub ninety_fifth_percentile: Option<i64>,
    /// Its worst place over all draws.
    pub worst: Option<i64>,
}

/// The places with one node left out, in the order of [`Robustness::intervals`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The node.
    pub node: NodeCode,
    /// The place of each body.
    pub places: Vec<Option<i64>>,
    /// By how many places the body moves that moves most.
    pub largest_move: i64,
}

/// How firm the places are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Robustness {
    /// What was done.
    pub plan: RobustnessPlan,
    /// Each body, in the order in which they were given.
    pub intervals: Vec<RankInterval>,
    /// Each node that has siblings, left out once.
    pub left_out: Vec<LeftOut>,
}

/// The most sets of weights that are drawn.
const MOST_DRAWS: u32 = 10_000;

impl Scheme {
    /// Draws weights and leaves nodes out, one at a time. What bodies are compared with is the stored population, and no
    /// node's missing rule changes, so only the weights move. The work grows with draws × bodies × nodes; after each draw `told`
    /// gets how many there were.
    ///
    /// # Errors
    /// The first body whose input does not fit.
    pub fn robustness<'a>(
        &self,
        bodies: impl IntoIterator<Item = (OrganisationCode, &'a Inputs)>,
        population: &Population,
        plan: RobustnessPlan,
        mut told: impl FnMut(u32),
    ) -> Result<Robustness, (OrganisationCode, ScoreError)> {
        let plan = RobustnessPlan {
            draws: plan.draws.min(MOST_DRAWS),
            spread: plan.spread.clamp(Amount::ZERO, Amount::ONE),
            ..plan
        };
        let mut settled = Vec::new();
        let mut codes = Vec::new();
        for (code, inputs) in bodies {
            match self.settle_all(inputs, population) {
                Ok(body) => settled.push(body),
                Err(error) => return Err((code, error)),
            }
            codes.push(code);
        }
        let given: Vec<Decimal> = self.nodes().iter().map(|node| node.weight.decimal()).collect();
        let places = self.places_with(&mut settled, population, &given);
        let mut drawn: Vec<Vec<i64>> = vec![Vec::new(); codes.len()];
        let mut chance = SplitMix64::new(plan.seed);
        for draw in 1..=plan.draws {
            let weights: Vec<Decimal> =
                given.iter().map(|weight| weight * chance.factor(plan.spread.decimal())).collect();
            for (drawn, place) in drawn.iter_mut().zip(self.places_with(&mut settled, population, &weights)) {
                drawn.extend(place);
            }
            told(draw);
        }
        let intervals = codes.into_iter().zip(&places).zip(&mut drawn);
        let intervals = intervals.map(|((code, place), drawn)| RankInterval::of(code, *place, drawn)).collect();
        let has_siblings = |index: &usize| self.tree.children.iter().any(|of| of.contains(index) && of.len() > 1);
        let left_out = (0..given.len()).filter(has_siblings).map(|index| {
            let without = self.places_without(&settled, population, &given, index);
            let moves = places
                .iter()
                .zip(&without)
                .filter_map(|(before, after)| Some((before.as_ref()? - after.as_ref()?).abs()));
            LeftOut {
                node: self.nodes()[index].code.clone(),
                largest_move: moves.max().unwrap_or_default(),
                places: without,
            }
        });
        Ok(Robustness { plan, left_out: left_out.collect(), intervals })
    }

    /// The places with other weights. Of each body the leaves stay, and what stood above them is made anew in their place. One
    /// whose values become too large has no place.
    fn places_with(
        &self,
        bodies: &mut [Vec<Option<Settled>>],
        population: &Population,
        weights: &[Decimal],
    ) -> Vec<Option<i64>> {
        placed(&bodies.iter_mut().map(|body| self.score_with(body, population, weights, None)).collect::<Vec<_>>())
    }

    /// The places without one node.
    fn places_without(
        &self,
        bodies: &[Vec<Option<Settled>>],
        population: &Population,
        weights: &[Decimal],
        omitted: usize,
    ) -> Vec<Option<i64>> {
        let of = |body: &Vec<Option<Settled>>| self.score_with(&mut body.clone(), population, weights, Some(omitted));
        placed(&bodies.iter().map(of).collect::<Vec<_>>())
    }

    /// The judged score of a body whose leaves are done, combined anew in its place: children before their parents, so that
    /// nothing is read of what stood there before.
    fn score_with(
        &self,
        body: &mut [Option<Settled>],
        population: &Population,
        weights: &[Decimal],
        omitted: Option<usize>,
    ) -> Option<Amount> {
        let nothing = Inputs::default();
        let weight_of = |index: usize| weights[index];
        for index in self.tree.order.iter().copied() {
            if self.nodes()[index].combines.is_some() {
                body[index] = Some(self.settle(index, &nothing, body, population, &weight_of).ok()?);
            }
            if omitted == Some(index) {
                self.leave_out(body, index);
            }
        }
        self.score_of(body).ok().map(|score| self.head().rounding.judged(amount(score)))
    }

    /// A node with all below it, as if the scheme did not have them: nobody is without what does not apply. What stands above has
    /// then what is left, and no rule for what is missing comes in by it; where points are added, its points go to its siblings.
    fn leave_out(&self, body: &mut [Option<Settled>], omitted: usize) {
        let mut nodes = vec![omitted];
        while let Some(index) = nodes.pop() {
            let absence = Some(Absence::NotApplicable);
            body[index] = Some(Settled { figure: None, absence, seen: Seen::LeftOut, trusted: None });
            nodes.extend(&self.tree.children[index]);
        }
    }
}

/// The places of scores, the highest first; none without a score.
fn placed(scores: &[Option<Amount>]) -> Vec<Option<i64>> {
    let mut order: Vec<usize> = (0..scores.len()).filter(|index| scores[*index].is_some()).collect();
    order.sort_by_key(|index| Reverse(scores[*index]));
    let in_order: Vec<Option<Amount>> = order.iter().map(|index| scores[*index]).collect();
    let mut places = vec![None; scores.len()];
    for (index, place) in order.into_iter().zip(crate::ranking::places(0, 0, &in_order)) {
        places[index] = Some(place.number);
    }
    places
}

impl RankInterval {
    fn of(body: OrganisationCode, place: Option<i64>, drawn: &mut [i64]) -> Self {
        drawn.sort_unstable();
        // The nearest rank: the first place that at least so many percent of the draws do not exceed.
        let percentile = |percent: usize| {
            let nearest = (drawn.len() * percent).div_ceil(100);
            drawn.get(nearest.saturating_sub(1)).copied()
        };
        Self {
            body,
            place,
            best: drawn.first().copied(),
            fifth_percentile: percentile(5),
            median: percentile(50),
            ninety_fifth_percentile: percentile(95),
            worst: drawn.last().copied(),
        }
    }
}

#[cfg(test)]
#[path = "robustness_tests.rs"]
mod tests;
