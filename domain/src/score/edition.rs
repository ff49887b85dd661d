//! Editions of a method: whether scores made by two of them can stand in one line.

use super::{
    holding::Holding,
    population::{Distribution, Population},
    scheme::{Node, Scheme},
};
use crate::{
    amount::Amount,
    ids::{IndicatorCode, NodeCode},
    indicator::Indicator,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;

/// The population of an edition, and that of the other one.
type Populations<'a> = (&'a Population, &'a Population);

/// Why two editions cannot be compared at a node. The codes are stable.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum EditionChange {
    /// They are different schemes.
    #[error("the schemes are different ones")]
    OtherScheme,
    /// The node is not in both.
    #[error("{node} is not in both editions")]
    NodeAbsent {
        /// The node.
        node: NodeCode,
    },
    /// The node has another parent.
    #[error("{node} belongs to another node")]
    Moved {
        /// The node.
        node: NodeCode,
    },
    /// It reads another indicator, or reads it differently.
    #[error("{node} reads another indicator or reads it differently")]
    Reading {
        /// The node.
        node: NodeCode,
    },
    /// It combines its children differently.
    #[error("{node} combines its children differently")]
    Combination {
        /// The node.
        node: NodeCode,
    },
    /// It normalises differently.
    #[error("{node} normalises differently")]
    Normaliser {
        /// The node.
        node: NodeCode,
    },
    /// Its proportion among its siblings is another one.
    #[error("{node} has another weight")]
    Weight {
        /// The node.
        node: NodeCode,
    },
    /// It treats missing values differently.
    #[error("{node} treats missing values differently")]
    Missing {
        /// The node.
        node: NodeCode,
    },
    /// The indicator itself is measured or defined differently, or is known in only one plan.
    #[error("the definition of {indicator} is another one")]
    Definition {
        /// The indicator.
        indicator: IndicatorCode,
    },
    /// Bodies had been asked for the indicator by the end of one round and not of the other, so that one score reads answers
    /// where the other one leaves it out.
    #[error("{indicator} had been asked by the end of only one of the rounds")]
    Asked {
        /// The indicator.
        indicator: IndicatorCode,
    },
    /// Scores are published with another number of decimals.
    #[error("scores are rounded to another number of decimals")]
    Rounding,
    /// Figures are held against those of other bodies, so that the same figure has another value.
    #[error("figures are compared with another reference population")]
    Population,
    /// Scores fall into classes or levels by other cut-offs or criteria. The scores themselves can be compared.
    #[error("classes or levels are set by other cut-offs or criteria")]
    Classes,
    /// Classes are set alike, and have other parts, or parts of another population. The scores themselves can be compared.
    #[error("classes have other parts, or parts of another reference population")]
    Parts,
}

impl EditionChange {
    /// Whether it stands against comparing published scores.
    pub fn is_of_scores(&self) -> bool {
        !matches!(self, Self::Classes | Self::Parts)
    }

    /// Whether it stands against comparing values below the root: those are neither rounded nor classed.
    pub fn is_of_pillars(&self) -> bool {
        !matches!(self, Self::Classes | Self::Parts | Self::Rounding)
    }
}

impl Scheme {
    /// What stands against comparing scores that two editions published, beside what [`Self::comparable_at`] finds at their nodes:
    /// how they are rounded, with whom figures are compared, and how classes and their parts are set. Each edition comes with the population that
    /// it compared with. One that was made anew of the same figures is the same, whatever it is called.
    pub fn published_alike(
        &self,
        population: &Population,
        other: &Scheme,
        population_of_other: &Population,
    ) -> Vec<EditionChange> {
        let mut changes = Vec::new();
        if self.head().rounding.decimals != other.head().rounding.decimals {
            changes.push(EditionChange::Rounding);
        }
        // Equal figures are the slowest to compare, and thousands of them are nearly always those of one population in memory.
        let populations = (!std::ptr::eq(population, population_of_other)).then_some((population, population_of_other));
        if populations.is_some_and(|populations| self.compares_otherwise(other, populations)) {
            changes.push(EditionChange::Population);
        }
        if self.classes_otherwise(other) {
            changes.push(EditionChange::Classes);
        } else if self.parts_otherwise(other, populations) {
            changes.push(EditionChange::Parts);
        }
        changes
    }

    /// Whether a node that both compare with others is compared with other figures.
    fn compares_otherwise(&self, other: &Scheme, (population, population_of_other): Populations<'_>) -> bool {
        let compares = |node: &Node| node.normalise.compares() || node.missing.compares();
        self.nodes().iter().filter(|node| compares(node)).any(|node| {
            other.node(&node.code).is_some_and(compares)
                && figures_of(population, node) != figures_of(population_of_other, node)
        })
    }

    fn classes_otherwise(&self, other: &Scheme) -> bool {
        match (&self.head().classing, &other.head().classing) {
            (None, None) => false,
            (Some(mine), Some(theirs)) => {
                !mine.rule.is_set_like(&theirs.rule) || self.head().rounding.judged != other.head().rounding.judged
            }
            (Some(_), None) | (None, Some(_)) => true,
        }
    }

    /// Whether classes that are set alike have other parts, or parts of another population, where there are two.
    fn parts_otherwise(&self, other: &Scheme, populations: Option<Populations<'_>>) -> bool {
        let (Some(mine), Some(theirs)) = (&self.head().classing, &other.head().classing) else { return false };
        let differ = |(population, of_other): Populations<'_>| population.scores.figures() != of_other.scores.figures();
        !mine.rule.is_parted_like(&theirs.rule) || mine.rule.has_parts() && populations.is_some_and(differ)
    }

    /// Whether scores of two rounds rest on answers to the same indicators, given what holds in each.
    pub fn answers_alike(&self, holding: &Holding, holding_in_other: &Holding) -> Vec<EditionChange> {
        let differs = |code: &&IndicatorCode| holding.is_unasked(code) != holding_in_other.is_unasked(code);
        let asked = |code: &IndicatorCode| EditionChange::Asked { indicator: code.clone() };
        self.indicators().into_iter().filter(differs).map(asked).collect()
    }

    /// Whether the values that a node has in this edition can be compared with those it has in another one: everything
    /// at and below it is made alike, of indicators that are defined alike. Titles and provenances may differ. The two
    /// functions give the indicators as each edition's plan defines them.
    ///
    /// # Errors
    /// Every change that stands against it.
    pub fn comparable_at<'a>(
        &self,
        node: &NodeCode,
        other: &Scheme,
        defined: impl Fn(&IndicatorCode) -> Option<&'a Indicator>,
        defined_in_other: impl Fn(&IndicatorCode) -> Option<&'a Indicator>,
    ) -> Result<(), Vec<EditionChange>> {
        let mut changes = Vec::new();
        if self.head().code != other.head().code {
            changes.push(EditionChange::OtherScheme);
        }
        let (mine, theirs) = (self.below(node), other.below(node));
        changes
            .extend(mine.symmetric_difference(&theirs).map(|node| EditionChange::NodeAbsent { node: (*node).clone() }));
        if mine.is_empty() && theirs.is_empty() {
            changes.push(EditionChange::NodeAbsent { node: node.clone() });
        }
        for code in mine.intersection(&theirs).copied() {
            if let (Some(one), Some(another)) = (self.node(code), other.node(code)) {
                let is_top = code == node;
                changes.extend(changed(one, another, is_top));
                if !is_top && one.parent == another.parent && self.proportion_differs(other, code) {
                    changes.push(EditionChange::Weight { node: code.clone() });
                }
            }
        }
        for indicator in self.read_by(&mine).intersection(&other.read_by(&theirs)).copied() {
            let is_defined_alike = match (defined(indicator), defined_in_other(indicator)) {
                (Some(one), Some(another)) => one.is_comparable_with(another),
                (Some(_), None) | (None, Some(_)) => false,
                // An indicator of neither plan, such as one from outside, is known by its code alone.
                (None, None) => true,
            };
            if !is_defined_alike {
                changes.push(EditionChange::Definition { indicator: indicator.clone() });
            }
        }
        if changes.is_empty() { Ok(()) } else { Err(changes) }
    }

    /// The codes of a node and of all below it.
    fn below(&self, node: &NodeCode) -> BTreeSet<&NodeCode> {
        let mut found = BTreeSet::new();
        let mut waiting: Vec<usize> = self.index_of(node).into_iter().collect();
        while let Some(index) = waiting.pop() {
            found.insert(&self.nodes()[index].code);
            waiting.extend(&self.tree.children[index]);
        }
        found
    }

    fn read_by(&self, nodes: &BTreeSet<&NodeCode>) -> BTreeSet<&IndicatorCode> {
        let nodes = self.nodes().iter().filter(|node| nodes.contains(&node.code));
        nodes.filter_map(|node| node.reads.as_ref()).map(|reads| &reads.indicator).collect()
    }

    /// Whether a node has another proportion of its siblings' weights; where points are added, another weight.
    fn proportion_differs(&self, other: &Scheme, code: &NodeCode) -> bool {
        let share = |scheme: &Scheme| {
            let node = scheme.node(code)?;
            let parent = scheme.node(node.parent.as_ref()?)?;
            if parent.combines == Some(super::Combination::Points) {
                return Some((node.weight, Amount::ONE));
            }
            let all = scheme.children(&parent.code).map(|sibling| sibling.weight);
            let all = all.reduce(|sum, weight| sum.checked_add(weight).unwrap_or(sum))?;
            Some((node.weight, all))
        };
        match (share(self), share(other)) {
            // Compared crosswise, so that no division is rounded.
            (Some((mine, of_mine)), Some((theirs, of_theirs))) => {
                mine.checked_mul(of_theirs) != theirs.checked_mul(of_mine)
            }
            (one, another) => one.is_some() != another.is_some(),
        }
    }
}

/// The figures that a node is compared with; none where there is nobody.
fn figures_of<'a>(population: &'a Population, node: &Node) -> &'a [Amount] {
    population.of_node(&node.code).map_or(&[][..], Distribution::figures)
}

fn changed(one: &Node, another: &Node, is_top: bool) -> Vec<EditionChange> {
    let node = || one.code.clone();
    let mut changes = Vec::new();
    if !is_top && one.parent != another.parent {
        changes.push(EditionChange::Moved { node: node() });
    }
    if one.reads != another.reads {
        changes.push(EditionChange::Reading { node: node() });
    }
    if one.combines != another.combines {
        changes.push(EditionChange::Combination { node: node() });
    }
    if one.normalise != another.normalise || one.bounds != another.bounds {
        changes.push(EditionChange::Normaliser { node: node() });
    }
    if one.missing != another.missing {
        changes.push(EditionChange::Missing { node: node() });
    }
    changes
}
