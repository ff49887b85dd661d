//! What a score would be with other answers or weights. The same engine as for real scores; nothing is kept.

use super::{Contribution, Derivation, Derived, Given, Input, Inputs, Scheme, SchemeRefusal};
use crate::{
    amount::Amount,
    ids::{IndicatorCode, NodeCode},
    indicator::Indicator,
    text::Bilingual,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

impl Scheme {
    /// The scheme with other weights, checked as every scheme is. It stays the edition that it is, so that bodies are
    /// compared with the same population.
    ///
    /// # Errors
    /// Everything that is wrong with the weights, such as siblings that all weigh nothing.
    pub fn with_weights(&self, weights: &BTreeMap<NodeCode, Amount>) -> Result<Self, Vec<SchemeRefusal>> {
        let mut file = self.file.clone();
        for node in &mut file.nodes {
            if let Some(weight) = weights.get(&node.code) {
                node.weight = *weight;
            }
        }
        file.checked()
    }
}

impl Inputs {
    /// These; where an indicator has no answer yet, with what one in the period that ends on a day is held against.
    #[must_use]
    pub fn awaiting(self, indicator: &Indicator, day: NaiveDate) -> Self {
        let is_answered = |given: &Given| !matches!(given.input, Input::Missing | Input::NotAsked);
        if self.of(&indicator.code).is_some_and(is_answered) {
            return self;
        }
        self.with_given(indicator.code.clone(), Given::awaited(indicator, day))
    }

    /// These with another answer, held against the same baseline and target, with as much behind it.
    #[must_use]
    pub fn answering(self, indicator: &IndicatorCode, input: Input) -> Self {
        let given = self.of(indicator);
        let (baseline, target) = given.map(|given| (given.baseline, given.target)).unwrap_or_default();
        let trust = given.and_then(|given| given.trust);
        self.with_given(indicator.clone(), Given { baseline, target, trust, ..Given::alone(input) })
    }
}

/// What of a node can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The answer that it reads, of a leaf.
    pub input: Option<Input>,
    /// The value its parent saw.
    pub value: Option<Amount>,
    /// The weight it had among those siblings that have a value.
    pub weight: Option<Amount>,
    /// What it contributed to its parent.
    pub contribution: Option<Contribution>,
}

/// A node that is another one than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedPart {
    /// The node.
    pub node: NodeCode,
    /// Its title.
    pub title: Bilingual,
    /// As it was.
    pub before: Part,
    /// As it would be.
    pub after: Part,
}

impl Derivation {
    /// The nodes in which this one differs from another of the same scheme, the root first.
    pub fn changed_from(&self, before: &Self) -> Vec<ChangedPart> {
        let mut changed = Vec::new();
        collect(&before.root, &self.root, &mut changed);
        changed
    }
}

fn part(node: &Derived) -> Part {
    let answer = || node.given.as_ref().map_or(Input::Missing, |given| given.input.clone());
    Part {
        input: node.reads.as_ref().map(|_| answer()),
        value: node.value,
        weight: node.weight_effective,
        contribution: node.contribution,
    }
}

fn collect(before: &Derived, after: &Derived, changed: &mut Vec<ChangedPart>) {
    let (was, is) = (part(before), part(after));
    if was != is {
        changed.push(ChangedPart { node: after.node.clone(), title: after.title.clone(), before: was, after: is });
    }
    for (before, after) in before.children.iter().zip(&after.children) {
        collect(before, after, changed);
    }
}
