//! Where a figure comes out against the target that it is on the way to, and whether that is worth a look.

use super::{Estimate, Forecast, Goal, Observed, Prospect};
use crate::amount::Amount;
use serde::{Deserialize, Serialize};

/// Where a figure comes out against its target: which target, by when, and what is expected then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The latest figure.
    pub latest: Observed,
    /// By how much it moves in a year.
    pub a_year: Amount,
    /// What is to be met, and when.
    pub goal: Goal,
    /// Whether the latest figure is at least as good already.
    pub is_reached: bool,
    /// Where it comes out then, with the interval.
    pub at_goal: Estimate,
    /// Whether the target will be met.
    pub prospect: Prospect,
}

/// In which direction a figure goes away from a target that it reaches now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drift {
    /// It gets smaller.
    Falling,
    /// It gets larger.
    Rising,
    /// In none: the latest figure alone reaches the target, and the line of all of them does not.
    Alone,
}

impl Outcome {
    /// Whether the target is at risk. A figure that does not reach it yet puts it at risk where the forecast misses it. One that
    /// reaches it by now does so only where nothing in the interval meets it any more: whoever is there need not hear that it
    /// might be otherwise.
    pub fn is_at_risk(&self) -> bool {
        match self.prospect {
            Prospect::Safe | Prospect::Likely => false,
            Prospect::Doubtful => !self.is_reached,
            Prospect::OutOfReach => true,
        }
    }

    /// Which way the figure leaves a target that it reaches now and is expected to miss; nothing otherwise.
    pub fn drift(&self) -> Option<Drift> {
        let is_missed = matches!(self.prospect, Prospect::Doubtful | Prospect::OutOfReach);
        let leaves = || {
            let is_below = self.at_goal.figure < self.latest.figure;
            match (self.a_year < Amount::ZERO, self.a_year > Amount::ZERO) {
                (true, _) if is_below => Drift::Falling,
                (_, true) if !is_below => Drift::Rising,
                _ => Drift::Alone,
            }
        };
        (self.is_reached && is_missed).then(leaves)
    }
}

impl Forecast {
    /// Where the figure comes out against its target; nothing where the past refutes the method, so that nobody is told or warned by it.
    pub fn outcome(&self) -> Option<Outcome> {
        Some(Outcome {
            latest: self.latest,
            a_year: self.a_year,
            goal: self.goal,
            is_reached: self.required_a_year.is_none(),
            at_goal: *self.at_goal()?,
            prospect: self.prospect?,
        })
    }
}
