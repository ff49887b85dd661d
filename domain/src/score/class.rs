//! Classes and levels: what a score is called.

use super::{population::Population, scheme::Rounding};
use crate::{
    amount::Amount,
    ids::{ClassCode, NodeCode},
    plan::Provenance,
    text::Bilingual,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which classes the scores of a scheme fall into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classing {
    /// The rule.
    pub rule: ClassRule,
    /// Where classes and cut-offs come from.
    pub provenance: Provenance,
}

/// How a score finds its class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClassRule {
    /// By cut-offs of the score itself.
    Thresholds {
        /// The classes, from the lowest; the first has no bound.
        classes: Vec<Class>,
    },
    /// By stages: a level is reached only if every criterion of it and of all lower levels holds.
    Staged {
        /// The levels, from the lowest; the first has no criteria.
        levels: Vec<Level>,
    },
}

impl ClassRule {
    /// What classes or levels are called, from the lowest.
    pub fn titles(&self) -> Vec<(&ClassCode, &Bilingual)> {
        match self {
            Self::Thresholds { classes } => classes.iter().map(|class| (&class.code, &class.title)).collect(),
            Self::Staged { levels } => levels.iter().map(|level| (&level.code, &level.title)).collect(),
        }
    }

    /// Whether classes have parts, which depend on the reference population.
    pub(super) fn has_parts(&self) -> bool {
        match self {
            Self::Thresholds { classes } => classes.iter().any(|class| !class.parts.is_empty()),
            Self::Staged { .. } => false,
        }
    }

    /// Whether another rule puts the same scores into the same classes: titles and the order of criteria do not count.
    pub(super) fn is_set_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Thresholds { classes }, Self::Thresholds { classes: others }) => {
                let alike = |(one, other): (&Class, &Class)| one.code == other.code && one.from == other.from;
                classes.len() == others.len() && classes.iter().zip(others).all(alike)
            }
            (Self::Staged { levels }, Self::Staged { levels: others }) => {
                let alike = |(one, other): (&Level, &Level)| {
                    one.code == other.code
                        && one.criteria.iter().all(|criterion| other.criteria.contains(criterion))
                        && other.criteria.iter().all(|criterion| one.criteria.contains(criterion))
                };
                levels.len() == others.len() && levels.iter().zip(others).all(alike)
            }
            (Self::Thresholds { .. }, Self::Staged { .. }) | (Self::Staged { .. }, Self::Thresholds { .. }) => false,
        }
    }

    /// Whether the same classes have the same parts.
    pub(super) fn is_parted_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Thresholds { classes }, Self::Thresholds { classes: others }) => {
                classes.iter().map(|class| &class.parts).eq(others.iter().map(|class| &class.parts))
            }
            (Self::Staged { .. }, Self::Staged { .. }) => true,
            (Self::Thresholds { .. }, Self::Staged { .. }) | (Self::Staged { .. }, Self::Thresholds { .. }) => false,
        }
    }

    /// What is said of a score in a class, a level or a part of a class: the part stands behind the name of its class.
    pub fn names(&self) -> BTreeMap<ClassCode, Bilingual> {
        let mut names = BTreeMap::new();
        if let Self::Thresholds { classes } = self {
            for class in classes {
                for part in &class.parts {
                    let with_part =
                        |title: &str| if title.is_empty() { String::new() } else { format!("{title} ({part})") };
                    names.insert(part.clone(), Bilingual::new(with_part(&class.title.th), with_part(&class.title.en)));
                }
            }
        }
        names.extend(self.titles().into_iter().map(|(code, title)| (code.clone(), title.clone())));
        names
    }
}

/// A class of scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Its code.
    pub code: ClassCode,
    /// What it is called.
    pub title: Bilingual,
    /// Where it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Bound>,
    /// Equal parts of the class, from the lowest: quartiles where there are four. Who is in which depends on how many of
    /// the reference population in the same class are lower; those with equal scores are in the same part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<ClassCode>,
}

/// Where a class begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// At this score.
    AtLeast(Amount),
    /// Just above this score.
    Above(Amount),
}

impl Bound {
    /// The score that it lies at.
    pub(super) fn number(self) -> Amount {
        match self {
            Self::AtLeast(bound) | Self::Above(bound) => bound,
        }
    }

    /// Whether a score is there.
    pub fn admits(self, score: Amount) -> bool {
        match self {
            Self::AtLeast(bound) => score >= bound,
            Self::Above(bound) => score > bound,
        }
    }
}

/// A level that is reached step by step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its code.
    pub code: ClassCode,
    /// What it is called.
    pub title: Bilingual,
    /// What must hold for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<Criterion>,
}

/// Something that must hold for a level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// A node,
    pub node: NodeCode,
    /// whose value, as the scheme judges it, is at least this. A node without value does not meet it, also where it was
    /// not asked yet: a level says what was shown. One that does not apply is not held to it.
    pub at_least: Amount,
}

/// A criterion held against one body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionMet {
    /// Of which level.
    pub level: ClassCode,
    /// The node.
    pub node: NodeCode,
    /// What it must have.
    pub at_least: Amount,
    /// What it has, before rounding.
    pub value: Option<Amount>,
    /// Whether it holds: of the value as the scheme judges it.
    pub holds: bool,
}

/// The class of one score, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classed {
    /// The class or level.
    pub code: ClassCode,
    /// The part of the class, where classes have parts and the population has somebody in the class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<ClassCode>,
    /// The criteria of all levels, of a staged rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<CriterionMet>,
}

/// How a score stands among those of the reference population that are in its class: what decides in which part of the class it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Within {
    /// How many of them are lower.
    pub lower: usize,
    /// How many there are.
    pub of: usize,
}

/// What a criterion finds at its node.
pub(super) enum Held {
    Value(Amount),
    Missing,
    NotApplicable,
}

impl Classing {
    /// The class of a judged score.
    pub(super) fn of(
        &self,
        judged: Amount,
        rounding: Rounding,
        population: &Population,
        held: impl Fn(&NodeCode) -> Held,
    ) -> Option<Classed> {
        match &self.rule {
            ClassRule::Thresholds { classes } => {
                let index = class_of(classes, judged)?;
                let class = classes.get(index)?;
                let within = within(classes, index, judged, rounding, population);
                let part = part_of(&class.parts, within).cloned();
                Some(Classed { code: class.code.clone(), part, criteria: Vec::new() })
            }
            ClassRule::Staged { levels } => {
                let met = |level: &Level, criterion: &Criterion| {
                    let (value, holds) = match held(&criterion.node) {
                        Held::Value(value) => (Some(value), rounding.judged(value) >= criterion.at_least),
                        Held::Missing => (None, false),
                        Held::NotApplicable => (None, true),
                    };
                    let (node, at_least) = (criterion.node.clone(), criterion.at_least);
                    CriterionMet { level: level.code.clone(), node, at_least, value, holds }
                };
                let each =
                    levels.iter().flat_map(|level| level.criteria.iter().map(move |criterion| (level, criterion)));
                reached(levels, each.map(|(level, criterion)| met(level, criterion)).collect())
            }
        }
    }

    /// How a judged score stands within its class; nothing where the class has no parts.
    pub(super) fn within(&self, judged: Amount, rounding: Rounding, population: &Population) -> Option<Within> {
        let ClassRule::Thresholds { classes } = &self.rule else { return None };
        let index = class_of(classes, judged)?;
        let has_parts = classes.get(index).is_some_and(|class| !class.parts.is_empty());
        has_parts.then(|| within(classes, index, judged, rounding, population))
    }

    /// A class as earlier releases said it, which held criteria against values before rounding whatever a scheme judges by.
    /// What they signed stays true of its time.
    pub(crate) fn before_rounding(&self, classed: &Classed) -> Option<Classed> {
        let ClassRule::Staged { levels } = &self.rule else { return Some(classed.clone()) };
        let unrounded = |met: &CriterionMet| CriterionMet {
            holds: met.value.map_or(met.holds, |value| value >= met.at_least),
            ..met.clone()
        };
        reached(levels, classed.criteria.iter().map(unrounded).collect())
    }
}

/// The highest level of which all criteria and those of all lower ones hold.
fn reached(levels: &[Level], criteria: Vec<CriterionMet>) -> Option<Classed> {
    let holds = |level: &&Level| criteria.iter().all(|met| met.holds || met.level != level.code);
    let level = levels.iter().take_while(holds).last()?;
    Some(Classed { code: level.code.clone(), part: None, criteria })
}

/// The highest class that admits a score.
fn class_of(classes: &[Class], judged: Amount) -> Option<usize> {
    classes.iter().rposition(|class| class.from.is_none_or(|from| from.admits(judged)))
}

fn within(classes: &[Class], index: usize, judged: Amount, rounding: Rounding, population: &Population) -> Within {
    // Judging keeps the order, so the class is one stretch of the ordered scores.
    let scores = population.scores.figures();
    let begins = scores.partition_point(|score| class_of(classes, rounding.judged(*score)) < Some(index));
    let ends = scores.partition_point(|score| class_of(classes, rounding.judged(*score)) <= Some(index));
    let lower = scores.partition_point(|score| rounding.judged(*score) < judged).clamp(begins, ends) - begins;
    Within { lower, of: ends - begins }
}

/// The part of a class; nothing where it has none, or nobody of the population is in it.
fn part_of(parts: &[ClassCode], within: Within) -> Option<&ClassCode> {
    let part = (within.lower * parts.len()).checked_div(within.of)?;
    parts.get(part.min(parts.len().checked_sub(1)?))
}
