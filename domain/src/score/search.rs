//! The search for answers that reach a level together.
//!
//! A node's value never falls when an answer gets better, so the least answer that suffices beside others is found by
//! halving. Answers that suffice at their ends are taken back one after the other, each as far as it goes, in every order;
//! the cheapest of what comes out is told. It always reaches the level, and none of its answers can be taken back further
//! alone. Where nodes are weighted means of numbers, one of those orders is the cheapest there is but for the rounding of
//! each answer to its hundredth: the one that takes back first what brings least. Where nodes combine otherwise there may be
//! a cheaper one.
//!
//! A missing answer is another thing than a bad one: where it is left out, to report it can make less of the node above. So
//! what all together do not reach fewer may, and reports that only lower are left out of what is told of all.
//!
//! The search is bounded: pairs and triples are taken from so many [`CANDIDATES`], the indicators that bring most to each need
//! in turn. For one need of weighted means the cheapest is among them, and for needs of separate branches the fewest.
//! Elsewhere that none is found among them does not show that there is none. [`Sought`] says wherever some were left out, also
//! where none of those could have helped.

mod choice;
mod tried;

use self::{
    choice::{first, in_turn, subsets},
    tried::Tried,
};
use super::{
    Beyond, Inputs, Population, Reach, Scheme, ScoreError, Sought, Step, Together, Unscored, Way,
    evaluation::Settled,
    number::amount,
    steps::{Body, Need},
};
use crate::amount::Amount;

/// How many answers change together at most.
const TOGETHER: usize = 3;
/// From how many indicators pairs and triples are taken; single ones are taken from all.
const CANDIDATES: [usize; TOGETHER - 1] = [40, 16];
/// How many are told, and more where the last of them is not alone.
const TOLD: usize = 3;
/// How many are told however many cost the same.
const MOST_TOLD: usize = 8;
/// How often reports that only lower are looked for among what is left.
const PASSES: usize = 3;

/// A body, what it needs, and the ways on which it could go.
pub(super) struct Search<'a> {
    scheme: &'a Scheme,
    inputs: &'a Inputs,
    population: &'a Population,
    present: Body,
    needs: Vec<Need>,
    ways: Vec<Tried<'a>>,
}

/// One answer of one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pick {
    way: usize,
    answer: usize,
}

impl<'a> Search<'a> {
    /// Settles the answers of every way.
    pub(super) fn new(
        scheme: &'a Scheme,
        (inputs, population): (&'a Inputs, &'a Population),
        (present, needs): (Body, Vec<Need>),
        ways: &'a [Way],
    ) -> Self {
        let ways = ways.iter().filter_map(|way| Tried::new(scheme, population, way)).collect();
        Self { scheme, inputs, population, present, needs, ways }
    }

    /// How the level is reached, and where fewer answers were sought.
    pub(super) fn reach(&self) -> Result<(Reach, Sought), ScoreError> {
        let all: Vec<usize> = (0..self.ways.len()).collect();
        let mut sought = Sought::Everywhere;
        let helping = self.helping(&all)?;
        let is_reached_by_all = self.suffices(&self.ends(&helping))?;
        // What all together do not reach, no fewer do, unless it is reached by leaving something out.
        let may_be_reached = is_reached_by_all || self.ways.iter().any(|tried| tried.way.is_of_missing());
        if may_be_reached {
            let found = self.cheapest(subsets(&all, 1))?;
            if !found.is_empty() {
                return Ok((Reach::By(found), sought));
            }
        }
        let candidates = self.candidates(&all, &helping)?;
        if may_be_reached {
            for (count, most) in (2..).zip(CANDIDATES) {
                let found = self.cheapest(subsets(first(&candidates, most), count))?;
                if !found.is_empty() {
                    return Ok((Reach::By(found), sought));
                }
                if candidates.len() > most {
                    sought = Sought::AmongThoseThatBringMost;
                }
            }
        }
        let beyond = self.beyond(&candidates, is_reached_by_all)?;
        Ok((Reach::Beyond(beyond), sought))
    }

    /// Reports that suffice together, each needed beside the others, and where there is a choice those that come first in the
    /// scheme. None where not even all suffice.
    pub(super) fn needed(&self) -> Result<Unscored, ScoreError> {
        let mut reports: Vec<usize> = (0..self.ways.len()).collect();
        let (all, mut are_the_only) = (reports.clone(), true);
        if !self.suffices(&self.ends(&all))? {
            return Ok(Unscored { reports: Vec::new(), are_the_only });
        }
        let without =
            |ways: &[usize], way: usize| ways.iter().copied().filter(|other| *other != way).collect::<Vec<_>>();
        for way in all.iter().rev().copied() {
            let fewer = without(&reports, way);
            if self.suffices(&self.ends(&fewer))? {
                reports = fewer;
            }
        }
        for way in &reports {
            are_the_only &= !self.suffices(&self.ends(&without(&all, *way)))?;
        }
        let reports = reports.into_iter().map(|way| self.ways[way].way.indicator.clone()).collect();
        Ok(Unscored { reports, are_the_only })
    }

    /// All of some ways but for reports that only lower: without them every need has as much.
    fn helping(&self, all: &[usize]) -> Result<Vec<usize>, ScoreError> {
        let (mut helping, mut body) = (all.to_vec(), self.body(&self.ends(all))?);
        for _ in 0..PASSES {
            let before = helping.len();
            for way in helping.clone().into_iter().filter(|way| self.ways[*way].way.is_of_missing()) {
                let without = self.without(&body, way)?;
                let has_as_much =
                    |need: &Need| self.scheme.unrounded(need, &without) >= self.scheme.unrounded(need, &body);
                if self.needs.iter().all(has_as_much) {
                    helping.retain(|kept| *kept != way);
                    body = without;
                }
            }
            if helping.len() == before {
                break;
            }
        }
        Ok(helping)
    }

    /// The cheapest of those that suffice.
    fn cheapest(&self, subsets: Vec<Vec<usize>>) -> Result<Vec<Together>, ScoreError> {
        let mut found: Vec<Together> = Vec::new();
        for subset in subsets {
            let dearest = found.get(TOLD - 1).map(|third| third.cost);
            let Some(together) = self.least(&subset, dearest)? else { continue };
            found.push(together);
            found.sort_by(|one, other| {
                let codes =
                    |together: &Together| together.steps.iter().map(|step| step.indicator.clone()).collect::<Vec<_>>();
                one.cost.cmp(&other.cost).then_with(|| codes(one).cmp(&codes(other)))
            });
            let dearest = found.get(TOLD - 1).map(|third| third.cost);
            found.retain(|one| dearest.is_none_or(|dearest| one.cost <= dearest));
            found.truncate(MOST_TOLD);
        }
        Ok(found)
    }

    /// The least answers of some ways with which everything holds; nothing where their ends do not suffice, or where they
    /// would be dearer than others that were found.
    fn least(&self, ways: &[usize], dearest: Option<Amount>) -> Result<Option<Together>, ScoreError> {
        let ends = self.ends(ways);
        if !self.suffices(&ends)? {
            return Ok(None);
        }
        if let Some(dearest) = dearest {
            // No answer is ever taken back further than beside the ends of all others.
            let back = |member| self.taken_back(&ends, member).map(|picks| picks[member]);
            let least = (0..ends.len()).map(back).collect::<Result<Vec<_>, _>>()?;
            if self.cost(&least) > dearest {
                return Ok(None);
            }
        }
        let members: Vec<usize> = (0..ends.len()).collect();
        self.in_best_order(ends, &members).map(|picks| Some(self.together(&picks)))
    }

    /// The cheapest that comes of taking back these members one after the other.
    fn in_best_order(&self, picks: Vec<Pick>, members: &[usize]) -> Result<Vec<Pick>, ScoreError> {
        let mut best: Option<Vec<Pick>> = None;
        for member in members {
            let rest: Vec<usize> = members.iter().copied().filter(|other| other != member).collect();
            let found = self.in_best_order(self.taken_back(&picks, *member)?, &rest)?;
            if best.as_ref().is_none_or(|best| self.cost(&found) < self.cost(best)) {
                best = Some(found);
            }
        }
        Ok(best.unwrap_or(picks))
    }

    /// The same with the least answer of one member that suffices beside the others.
    fn taken_back(&self, picks: &[Pick], member: usize) -> Result<Vec<Pick>, ScoreError> {
        let mut picks = picks.to_vec();
        let (mut from, mut to) = (0, picks[member].answer);
        while from < to {
            let middle = usize::midpoint(from, to);
            picks[member].answer = middle;
            if self.suffices(&picks)? {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        picks[member].answer = to;
        Ok(picks)
    }

    /// In turn for each need that is missing the ways that bring most to it, alone and as the last of all that help; what
    /// brings nothing to any of them comes last.
    fn candidates(&self, all: &[usize], helping: &[usize]) -> Result<Vec<usize>, ScoreError> {
        let at_ends = self.body(&self.ends(helping))?;
        let missing: Vec<&Need> = self.missing().collect();
        let mut rankings: Vec<Vec<(Amount, usize)>> = vec![Vec::new(); missing.len()];
        for way in all.iter().copied() {
            let (only, without) = (self.body(&self.ends(&[way]))?, self.without(&at_ends, way)?);
            for (need, ranking) in missing.iter().zip(&mut rankings) {
                let alone = self.closed_of(need, &self.present, &only);
                let last = self.closed_of(need, &without, &at_ends);
                let brought = alone.checked_add(last).unwrap_or(alone);
                if brought > Amount::ZERO {
                    ranking.push((brought, way));
                }
            }
        }
        for ranking in &mut rankings {
            ranking.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        }
        let rankings = rankings.into_iter().map(|ranking| ranking.into_iter().map(|(_, way)| way).collect());
        Ok(in_turn(rankings.collect(), all))
    }

    /// How far the three lead that bring most.
    fn beyond(&self, candidates: &[usize], is_reached_by_all: bool) -> Result<Beyond, ScoreError> {
        let (mut most, mut body, mut closed) = (Vec::new(), self.present.clone(), Amount::ZERO);
        let candidates = first(candidates, CANDIDATES[TOGETHER - 2]);
        // Fewer only where they bring more: what reports lower is none of theirs.
        for subset in (1..=TOGETHER).rev().flat_map(|count| subsets(candidates, count)) {
            let ends = self.ends(&subset);
            let at_ends = self.body(&ends)?;
            let brought = self.closed(&self.present, &at_ends);
            let can_only_rise = || !subset.iter().any(|way| self.ways[*way].way.is_of_missing());
            if brought > closed || (most.is_empty() && can_only_rise()) {
                (most, body, closed) = (ends, at_ends, brought);
            }
        }
        let score = self.scheme.score_of(&body).ok();
        Ok(Beyond {
            most: self.together(&most),
            score: score.map(|score| self.scheme.head().rounding.published(amount(score))),
            unmet: self.scheme.unmet(&self.needs, &body),
            is_reached_by_all,
        })
    }

    /// What does not hold now.
    fn missing(&self) -> impl Iterator<Item = &Need> {
        self.needs.iter().filter(move |need| !self.scheme.holds(need, &self.present))
    }

    /// Which part of what is missing lies between two bodies, from 0 to 1 for each need, summed.
    fn closed(&self, before: &Body, after: &Body) -> Amount {
        let parts = self.missing().map(|need| self.closed_of(need, before, after));
        parts.fold(Amount::ZERO, |sum, part| sum.checked_add(part).unwrap_or(sum))
    }

    /// Which part of what one need misses lies between two bodies, from 0 to 1, before rounding: what brings little would
    /// often bring nothing after it. Where nothing is missing but to pass the bound it is all or none. A node without a value
    /// has nothing, as one with nought.
    fn closed_of(&self, need: &Need, before: &Body, after: &Body) -> Amount {
        let part = || {
            let value = |body: &Body| self.scheme.unrounded(need, body).unwrap_or(Amount::ZERO);
            let missing = need.bound.number().checked_sub(value(&self.present))?;
            if missing <= Amount::ZERO {
                let is_passed = !self.scheme.holds(need, before) && self.scheme.holds(need, after);
                return is_passed.then_some(Amount::ONE);
            }
            value(after).checked_sub(value(before))?.checked_div(missing)
        };
        part().map_or(Amount::ZERO, |part| part.max(Amount::ZERO).min(Amount::ONE))
    }

    /// The ends of some ways, in the order of the scheme.
    fn ends(&self, ways: &[usize]) -> Vec<Pick> {
        let mut ends: Vec<Pick> =
            ways.iter().map(|way| Pick { way: *way, answer: self.ways[*way].leaves.len() - 1 }).collect();
        ends.sort_by_key(|pick| pick.way);
        ends
    }

    fn suffices(&self, picks: &[Pick]) -> Result<bool, ScoreError> {
        let body = self.body(picks)?;
        Ok(self.needs.iter().all(|need| self.scheme.holds(need, &body)))
    }

    /// The body with other answers.
    fn body(&self, picks: &[Pick]) -> Result<Body, ScoreError> {
        let leaves = picks.iter().flat_map(|pick| &self.ways[pick.way].leaves[pick.answer]);
        self.with_leaves(&self.present, leaves.map(|(index, settled)| (*index, settled)))
    }

    /// A body with the present answer of one way.
    fn without(&self, body: &Body, way: usize) -> Result<Body, ScoreError> {
        let read = self.ways[way].leaves.first().into_iter().flatten();
        self.with_leaves(body, read.filter_map(|(index, _)| Some((*index, self.present[*index].as_ref()?))))
    }

    /// A body with other leaves: only what lies above them is worked out anew, each node once.
    fn with_leaves<'b>(
        &self,
        body: &Body,
        leaves: impl Iterator<Item = (usize, &'b Settled)>,
    ) -> Result<Body, ScoreError> {
        let mut body = body.clone();
        let mut is_touched = vec![false; body.len()];
        for (index, settled) in leaves {
            body[index] = Some(settled.clone());
            is_touched[index] = true;
        }
        let weight_of = |index: usize| self.scheme.nodes()[index].weight.decimal();
        for index in self.scheme.tree.order.iter().copied() {
            if self.scheme.tree.children[index].iter().any(|child| is_touched[*child]) {
                let settled = self.scheme.settle(index, self.inputs, &body, self.population, &weight_of);
                body[index] = Some(settled.map_err(|fault| fault.at(&self.scheme.nodes()[index]))?);
                is_touched[index] = true;
            }
        }
        Ok(body)
    }

    fn cost(&self, picks: &[Pick]) -> Amount {
        let costs = picks.iter().map(|pick| self.ways[pick.way].costs[pick.answer]);
        costs.fold(Amount::ZERO, |sum, cost| sum.checked_add(cost).unwrap_or(sum))
    }

    fn together(&self, picks: &[Pick]) -> Together {
        let steps = picks.iter().map(|pick| {
            let Tried { way, costs, .. } = &self.ways[pick.way];
            let (_, to) = way.answers[pick.answer].clone();
            Step { indicator: way.indicator.clone(), from: way.given.input.clone(), to, cost: costs[pick.answer] }
        });
        Together { steps: steps.collect(), cost: self.cost(picks) }
    }
}
