//! What it would take to reach the next level: the fewest answers that do when they change together, and of as many the
//! cheapest.
//!
//! *Cost.* Every indicator has a [`Way`] to go. A change costs the share of that way that it goes, from 0 to 1; several
//! together cost the sum. What one percent of a way costs in baht or months nobody has told Tidtam, so no indicator is
//! dearer than another: the cost is Tidtam's own notion, not an official one.
//!
//! *Missing answers.* To report what is missing is a step as well, and what it brings depends on the rule for what is missing:
//! what counts as zero rises with any report, what is left out only with one that is better than the rest, and where nothing
//! above it has a value there is no score before it. What it costs stands at [`Way`].
//!
//! *Fewest first.* Where one thing alone is missing and nodes are weighted means, fewer are never dearer: every whole way
//! costs the same, so that what brings most at all also brings most for its cost. A whole way costs less only where its rounded
//! numbers reach the end early, and where the scheme has no answer for what the plan has beyond, the way ends before. Elsewhere
//! fewer may be dearer; they are told all the same, since people have to be found for each.

use super::{
    Bound, ClassRule, Classed, Criterion, Input, Inputs, Population, Scheme, ScoreError, Way,
    derivation::value_of,
    evaluation::{Seen, Settled},
    number::{LIMIT, amount},
    search::Search,
};
use crate::{
    amount::Amount,
    ids::{ClassCode, IndicatorCode, NodeCode},
};

/// One changed answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Of which indicator.
    pub indicator: IndicatorCode,
    /// The present answer.
    pub from: Input,
    /// The one it becomes.
    pub to: Input,
    /// Which share of the way to its end that is: the cost. Nothing for the worst answer in the place of a missing one.
    pub cost: Amount,
}

/// Answers that change together, in the order of the scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    /// The changes, one for each indicator.
    pub steps: Vec<Step>,
    /// What they cost in all.
    pub cost: Amount,
}

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// The node whose value is too low.
    pub node: NodeCode,
    /// What it has to reach.
    pub needs: Bound,
    /// What it has.
    pub value: Option<Amount>,
}

/// Reports that would bring a score where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unscored {
    /// The indicators, each needed beside the others; none where no report brings a score.
    pub reports: Vec<IndicatorCode>,
    /// Whether no others would do: without any one of these all others together bring none.
    pub are_the_only: bool,
}

/// What lies above a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ahead {
    /// A score in the first place.
    Score(Unscored),
    /// Nothing: it is the highest.
    Highest,
    /// Another level.
    Next(NextLevel),
}

/// What it would take to reach the next level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextLevel {
    /// The level.
    pub level: ClassCode,
    /// What does not hold yet.
    pub unmet: Vec<Unmet>,
    /// How it is reached.
    pub reach: Reach,
    /// Where fewer answers were sought in vain.
    pub sought: Sought,
}

/// Among which indicators those were sought that are enough together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// Among all that can get better: where none was found there is none.
    Everywhere,
    /// Among so many of them that bring most: others were left out, and of those one may do.
    AmongThoseThatBringMost,
}

/// How a level is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// By any one of these, each of as few answers as suffice: the three cheapest, and others that cost as much as the third.
    By(Vec<Together>),
    /// By no three answers, as far as they were [sought](Sought).
    Beyond(Beyond),
}

/// How far the three answers lead that bring most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond {
    /// The answers, each at the end of its way; fewer than three where no more can get better.
    pub most: Together,
    /// The published score with them.
    pub score: Option<Amount>,
    /// What does not hold even then.
    pub unmet: Vec<Unmet>,
    /// Whether the level is reached with every answer at the end of its way.
    pub is_reached_by_all: bool,
}

/// What has to hold for a level.
pub(super) struct Need {
    pub(super) node: usize,
    pub(super) bound: Bound,
    /// Whether it is held against the score, which is there where no node has a value, too.
    pub(super) is_of_score: bool,
}

/// The nodes of one body.
pub(super) type Body = Vec<Option<Settled>>;

impl Scheme {
    /// What lies above the level of a body, and what it would take to reach it: first of all a score. Nothing for a body with a
    /// score under a scheme without levels.
    ///
    /// # Errors
    /// An input that does not fit the scheme.
    pub fn level_ahead(
        &self,
        inputs: &Inputs,
        population: &Population,
        ways: &[Way],
    ) -> Result<Option<Ahead>, ScoreError> {
        let present = self.settle_all(inputs, population)?;
        if self.score_of(&present).is_err() {
            let reports: Vec<Way> = ways.iter().filter(|way| way.is_of_missing()).cloned().collect();
            let any = Need { node: self.root_index(), bound: Bound::Above(amount(-LIMIT)), is_of_score: true };
            let unscored = Search::new(self, (inputs, population), (present, vec![any]), &reports).needed()?;
            return Ok(Some(Ahead::Score(unscored)));
        }
        let Some(classed) = self.classed(&present, population) else { return Ok(None) };
        let Some((level, needs)) = self.needs_of_next(&classed) else { return Ok(Some(Ahead::Highest)) };
        let unmet = self.unmet(&needs, &present);
        let (reach, sought) = Search::new(self, (inputs, population), (present, needs), ways).reach()?;
        Ok(Some(Ahead::Next(NextLevel { level, unmet, reach, sought })))
    }

    /// All that has to hold for the level after one, also what the levels below it ask, and its name.
    fn needs_of_next(&self, classed: &Classed) -> Option<(ClassCode, Vec<Need>)> {
        match &self.head().classing.as_ref()?.rule {
            ClassRule::Thresholds { classes } => {
                let next = classes.get(classes.iter().position(|class| class.code == classed.code)? + 1)?;
                let need = Need { node: self.root_index(), bound: next.from?, is_of_score: true };
                Some((next.code.clone(), vec![need]))
            }
            ClassRule::Staged { levels } => {
                let next = levels.iter().position(|level| level.code == classed.code)? + 1;
                let level = levels.get(next)?;
                let mut needs: Vec<Need> = Vec::new();
                for Criterion { node, at_least } in levels[..=next].iter().rev().flat_map(|level| &level.criteria) {
                    let node = self.index_of(node)?;
                    let holds_with = |need: &Need| need.node == node && need.bound.number() >= *at_least;
                    if !needs.iter().any(holds_with) {
                        needs.push(Need { node, bound: Bound::AtLeast(*at_least), is_of_score: false });
                    }
                }
                Some((level.code.clone(), needs))
            }
        }
    }

    /// What of some needs does not hold.
    pub(super) fn unmet(&self, needs: &[Need], body: &Body) -> Vec<Unmet> {
        let unmet = needs.iter().filter(|need| !self.holds(need, body));
        let unmet = unmet.map(|need| Unmet {
            node: self.nodes()[need.node].code.clone(),
            needs: need.bound,
            value: self.value(need, body),
        });
        unmet.collect()
    }

    /// What a criterion sees: of a level the node's value, of a class the score, as the scheme judges them.
    pub(super) fn value(&self, need: &Need, body: &Body) -> Option<Amount> {
        self.unrounded(need, body).map(|value| self.head().rounding.judged(value))
    }

    /// The same before rounding.
    pub(super) fn unrounded(&self, need: &Need, body: &Body) -> Option<Amount> {
        if need.is_of_score {
            self.score_of(body).ok().map(amount)
        } else {
            value_of(body.get(need.node).and_then(Option::as_ref))
        }
    }

    /// Whether a criterion holds.
    pub(super) fn holds(&self, need: &Need, body: &Body) -> bool {
        let seen = body.get(need.node).and_then(Option::as_ref).map(|settled| &settled.seen);
        let applies = need.is_of_score || seen != Some(&Seen::NotApplicable);
        !applies || self.value(need, body).is_some_and(|value| need.bound.admits(value))
    }
}

#[cfg(test)]
#[path = "steps_tests.rs"]
mod tests;
