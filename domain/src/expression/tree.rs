//! The typed tree of a formula.

use super::unit::Unit;
use crate::{amount::Amount, ids::IndicatorCode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A stretch of a formula, in characters from 0; the end is the first one after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Its first character.
    pub start: usize,
    /// The first one after it.
    pub end: usize,
}

impl Span {
    /// One character.
    pub(super) fn at(start: usize) -> Self {
        Self { start, end: start + 1 }
    }

    /// From the beginning of this one to the end of another.
    pub(super) fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end.max(self.end) }
    }
}

/// Of which period a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Of the period that is worked out.
    Now,
    /// Of the one before.
    Previous,
}

/// A formula that was read and whose units agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    pub(super) text: String,
    pub(super) unit: Unit,
    pub(super) formula: Formula,
}

impl Expression {
    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The unit of what it comes to.
    pub fn unit(&self) -> &Unit {
        &self.unit
    }

    /// The indicators it takes figures of.
    pub fn indicators(&self) -> BTreeSet<&IndicatorCode> {
        let mut found = BTreeSet::new();
        self.formula.collect(&mut |indicator, _| {
            found.insert(indicator);
        });
        found
    }

    /// Those of them whose figure of the same period and body it takes: what has to be known first.
    pub fn taken_now(&self) -> BTreeSet<&IndicatorCode> {
        self.taken(Some(When::Now))
    }

    /// Those of them whose figure of the period before it takes.
    pub fn taken_before(&self) -> BTreeSet<&IndicatorCode> {
        self.taken(Some(When::Previous))
    }

    /// Those of them whose figures it sums over the bodies right below.
    pub fn summed(&self) -> BTreeSet<&IndicatorCode> {
        self.taken(None)
    }

    fn taken(&self, wanted: Option<When>) -> BTreeSet<&IndicatorCode> {
        let mut found = BTreeSet::new();
        self.formula.collect(&mut |indicator, when| {
            if when == wanted {
                found.insert(indicator);
            }
        });
        found
    }
}

/// A number to be worked out, with its place for what goes wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Formula {
    pub(super) span: Span,
    pub(super) kind: FormulaKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FormulaKind {
    Number(Amount),
    Figure { indicator: IndicatorCode, when: When },
    SumOfChildren { indicator: IndicatorCode },
    Negated(Box<Formula>),
    Reckoned { left: Box<Formula>, operation: Operation, right: Box<Formula> },
    Least(Vec<Formula>),
    Greatest(Vec<Formula>),
    If { condition: Box<Condition>, then: Box<Formula>, otherwise: Box<Formula> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Plus,
    Minus,
    Times,
    Over,
}

/// Something that holds or does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    Compared { left: Formula, comparison: Comparison, right: Formula },
    Both(Box<Condition>, Box<Condition>),
    Either(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
    Equal,
    Unequal,
}

impl Formula {
    fn collect<'a>(&'a self, found: &mut dyn FnMut(&'a IndicatorCode, Option<When>)) {
        match &self.kind {
            FormulaKind::Number(_) => {}
            FormulaKind::Figure { indicator, when } => found(indicator, Some(*when)),
            FormulaKind::SumOfChildren { indicator } => found(indicator, None),
            FormulaKind::Negated(of) => of.collect(found),
            FormulaKind::Reckoned { left, right, .. } => {
                left.collect(found);
                right.collect(found);
            }
            FormulaKind::Least(of) | FormulaKind::Greatest(of) => of.iter().for_each(|of| of.collect(found)),
            FormulaKind::If { condition, then, otherwise } => {
                condition.collect(found);
                then.collect(found);
                otherwise.collect(found);
            }
        }
    }
}

impl Condition {
    fn collect<'a>(&'a self, found: &mut dyn FnMut(&'a IndicatorCode, Option<When>)) {
        match self {
            Self::Compared { left, right, .. } => {
                left.collect(found);
                right.collect(found);
            }
            Self::Both(one, other) | Self::Either(one, other) => {
                one.collect(found);
                other.collect(found);
            }
            Self::Not(of) => of.collect(found),
        }
    }
}
