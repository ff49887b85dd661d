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

    /// The indicators without whose figure of the same period and body it comes to nothing, whichever way its conditions go.
    pub fn always_taken_now(&self) -> BTreeSet<&IndicatorCode> {
        self.formula.always(Some(When::Now))
    }

    /// The indicators without whose figures below it comes to nothing, whichever way its conditions go.
    pub fn always_summed(&self) -> BTreeSet<&IndicatorCode> {
        self.formula.always(None)
    }

    /// Where it divides by a zero that is written there, whatever the figures are and whichever way its conditions go.
    pub fn divided_by_zero(&self) -> Option<Span> {
        self.formula.divided_by_zero()
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
    fn divided_by_zero(&self) -> Option<Span> {
        match &self.kind {
            FormulaKind::Number(_) | FormulaKind::Figure { .. } | FormulaKind::SumOfChildren { .. } => None,
            FormulaKind::Negated(of) => of.divided_by_zero(),
            FormulaKind::Reckoned { left, operation, right } => {
                let is_zero = matches!(&right.kind, FormulaKind::Number(number) if *number == Amount::ZERO);
                let here = (*operation == Operation::Over && is_zero).then_some(right.span);
                here.or_else(|| left.divided_by_zero()).or_else(|| right.divided_by_zero())
            }
            FormulaKind::Least(of) | FormulaKind::Greatest(of) => of.iter().find_map(Self::divided_by_zero),
            FormulaKind::If { condition, then, otherwise } => {
                // Of one branch that divides by zero nobody knows whether it is ever chosen.
                let in_both = || then.divided_by_zero().filter(|_| otherwise.divided_by_zero().is_some());
                condition.divided_by_zero().or_else(in_both)
            }
        }
    }

    /// What it takes on every way, of this kind: of a period, or else summed over the bodies below.
    fn always(&self, wanted: Option<When>) -> BTreeSet<&IndicatorCode> {
        match &self.kind {
            FormulaKind::Number(_) => BTreeSet::new(),
            FormulaKind::Figure { indicator, when } => {
                Some(indicator).filter(|_| wanted == Some(*when)).into_iter().collect()
            }
            FormulaKind::SumOfChildren { indicator } => {
                Some(indicator).filter(|_| wanted.is_none()).into_iter().collect()
            }
            FormulaKind::Negated(of) => of.always(wanted),
            FormulaKind::Reckoned { left, right, .. } => &left.always(wanted) | &right.always(wanted),
            FormulaKind::Least(of) | FormulaKind::Greatest(of) => of.iter().flat_map(|of| of.always(wanted)).collect(),
            FormulaKind::If { condition, then, otherwise } => {
                &condition.always(wanted) | &(&then.always(wanted) & &otherwise.always(wanted))
            }
        }
    }

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
    fn divided_by_zero(&self) -> Option<Span> {
        match self {
            Self::Compared { left, right, .. } => left.divided_by_zero().or_else(|| right.divided_by_zero()),
            // The second is looked at only where it decides.
            Self::Both(of, _) | Self::Either(of, _) | Self::Not(of) => of.divided_by_zero(),
        }
    }

    fn always(&self, wanted: Option<When>) -> BTreeSet<&IndicatorCode> {
        match self {
            Self::Compared { left, right, .. } => &left.always(wanted) | &right.always(wanted),
            Self::Both(of, _) | Self::Either(of, _) | Self::Not(of) => of.always(wanted),
        }
    }

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
