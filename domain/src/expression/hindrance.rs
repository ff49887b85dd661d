//! What keeps a formula from a value whatever the figures are.

use super::tree::{Condition, Expression, Formula, FormulaKind, Operation, Span, When};
use crate::{amount::Amount, ids::IndicatorCode};

/// What keeps a formula from a value, whatever the figures are and whichever way its conditions go: the first such thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance<'a> {
    /// A division by a zero that is written there.
    DividesByZero(Span),
    /// It takes a figure that no body has.
    Unmeasured(&'a IndicatorCode),
    /// It sums what no body has over the bodies below.
    UnmeasuredBelow(&'a IndicatorCode),
}

impl Expression {
    /// What keeps it from a value where only these indicators are ever measured. Of the round before nobody knows: another
    /// edition of the plan may have had a figure then.
    pub fn hindrance(&self, is_measured: &dyn Fn(&IndicatorCode) -> bool) -> Option<Hindrance<'_>> {
        self.formula.hindrance(is_measured)
    }
}

impl Formula {
    fn hindrance(&self, is_measured: &dyn Fn(&IndicatorCode) -> bool) -> Option<Hindrance<'_>> {
        match &self.kind {
            FormulaKind::Number(_) | FormulaKind::Figure { when: When::Previous, .. } => None,
            FormulaKind::Figure { indicator, when: When::Now } => {
                (!is_measured(indicator)).then_some(Hindrance::Unmeasured(indicator))
            }
            FormulaKind::SumOfChildren { indicator } => {
                (!is_measured(indicator)).then_some(Hindrance::UnmeasuredBelow(indicator))
            }
            FormulaKind::Negated(of) => of.hindrance(is_measured),
            FormulaKind::Reckoned { left, operation, right } => {
                let is_zero = matches!(&right.kind, FormulaKind::Number(number) if *number == Amount::ZERO);
                let here = (*operation == Operation::Over && is_zero).then_some(Hindrance::DividesByZero(right.span));
                here.or_else(|| left.hindrance(is_measured)).or_else(|| right.hindrance(is_measured))
            }
            FormulaKind::Least(of) | FormulaKind::Greatest(of) => of.iter().find_map(|of| of.hindrance(is_measured)),
            FormulaKind::If { condition, then, otherwise } => {
                let ways = match condition.ways(is_measured) {
                    Ok(ways) => ways,
                    Err(hindrance) => return Some(hindrance),
                };
                // Of one branch alone nobody knows whether it is ever chosen.
                let chosen = [(ways.can_hold, then), (ways.can_fail, otherwise)].into_iter().filter(|(can, _)| *can);
                let hindrances: Option<Vec<_>> = chosen.map(|(_, branch)| branch.hindrance(is_measured)).collect();
                hindrances.and_then(|all| all.into_iter().next())
            }
        }
    }
}

/// Which ways a condition can go, at least one.
#[derive(Debug, Clone, Copy)]
struct Ways {
    can_hold: bool,
    can_fail: bool,
}

impl Ways {
    /// Those of the opposite.
    fn turned(self) -> Self {
        Self { can_hold: self.can_fail, can_fail: self.can_hold }
    }
}

impl Condition {
    /// Which ways it can go, or what keeps it from going any.
    fn ways(&self, is_measured: &dyn Fn(&IndicatorCode) -> bool) -> Result<Ways, Hindrance<'_>> {
        match self {
            Self::Compared { left, right, .. } => {
                let hindrance = left.hindrance(is_measured).or_else(|| right.hindrance(is_measured));
                hindrance.map_or(Ok(Ways { can_hold: true, can_fail: true }), Err)
            }
            Self::Both(one, other) => both(one.ways(is_measured)?, || other.ways(is_measured)),
            // One of two holds unless both fail.
            Self::Either(one, other) => {
                let turned = || other.ways(is_measured).map(Ways::turned);
                both(one.ways(is_measured)?.turned(), turned).map(Ways::turned)
            }
            Self::Not(of) => of.ways(is_measured).map(Ways::turned),
        }
    }
}

/// Which ways two conditions can go together. The second is looked at only where the first holds.
fn both<'a>(one: Ways, other: impl FnOnce() -> Result<Ways, Hindrance<'a>>) -> Result<Ways, Hindrance<'a>> {
    if !one.can_hold {
        return Ok(one);
    }
    match other() {
        Ok(other) => Ok(Ways { can_hold: other.can_hold, can_fail: one.can_fail || other.can_fail }),
        Err(_) if one.can_fail => Ok(Ways { can_hold: false, can_fail: true }),
        Err(hindrance) => Err(hindrance),
    }
}
