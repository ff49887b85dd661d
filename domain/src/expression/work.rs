//! Working a formula out.

use super::tree::{Comparison, Condition, Expression, Formula, FormulaKind, Operation, Span, When};
use crate::{amount::Amount, ids::IndicatorCode};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// How many decimals a result has.
const DECIMALS: u32 = 18;

/// The figures that a formula takes: functions, so that nothing is looked up that is not needed.
pub struct Figures<'a> {
    /// The figure of an indicator in a period.
    pub figure: &'a dyn Fn(&IndicatorCode, When) -> Option<Amount>,
    /// Whether an indicator was counted otherwise in the period before, so that its figure of then is not taken.
    pub is_redefined: &'a dyn Fn(&IndicatorCode) -> bool,
    /// The figures of an indicator of all bodies right below; nothing for each that has none.
    pub of_children: &'a dyn Fn(&IndicatorCode) -> Vec<Option<Amount>>,
}

/// What a formula came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worked {
    /// The value, to 18 decimals.
    pub value: Amount,
    /// The figures that were taken, in the order in which they were.
    pub used: Vec<Used>,
}

/// A figure that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Used {
    /// One figure.
    Figure {
        /// Of which indicator.
        indicator: IndicatorCode,
        /// Of which period.
        when: When,
        /// The figure.
        value: Amount,
    },
    /// A sum over bodies.
    Sum {
        /// Of which indicator.
        indicator: IndicatorCode,
        /// The sum.
        value: Amount,
        /// How many bodies gave a figure.
        given: usize,
        /// How many gave none, and so are not in the sum.
        missing: usize,
    },
}

/// Why a formula has no value, and at which part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unworked {
    /// Where.
    pub at: Span,
    /// Why.
    #[serde(flatten)]
    pub reason: UnworkedReason,
}

/// Why a formula has no value. The codes are stable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(tag = "code", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum UnworkedReason {
    /// A figure is missing. Missing is not zero.
    FigureMissing {
        /// Of which indicator.
        indicator: IndicatorCode,
        /// Of which period.
        when: When,
    },
    /// In the period before it was counted otherwise than now: figures of both are not compared.
    Redefined {
        /// The indicator.
        indicator: IndicatorCode,
    },
    /// No body right below has a figure.
    NobodyBelow {
        /// Of which indicator.
        indicator: IndicatorCode,
    },
    /// A division by zero.
    DivisionByZero,
    /// Beyond 28 digits.
    TooLarge,
}

impl UnworkedReason {
    fn at(self, at: Span) -> Unworked {
        Unworked { at, reason: self }
    }

    /// Its stable code.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

impl Expression {
    /// Works it out. Of `if` only the branch that is chosen is, and of `and` and `or` the second part only where it
    /// decides.
    ///
    /// # Errors
    /// Why it has no value: the first figure that is missing, a division by zero, or a number too large.
    pub fn work_out(&self, figures: &Figures<'_>) -> Result<Worked, Unworked> {
        let mut used = Vec::new();
        let value = self.work_out_noting(figures, &mut used)?;
        Ok(Worked { value, used })
    }

    /// The same, noting the figures that were taken also where there is no value in the end.
    ///
    /// # Errors
    /// As [`Self::work_out`].
    pub fn work_out_noting(&self, figures: &Figures<'_>, used: &mut Vec<Used>) -> Result<Amount, Unworked> {
        Ok(self.formula.work_out(figures, used)?.rounded(DECIMALS))
    }
}

impl Formula {
    fn work_out(&self, figures: &Figures<'_>, used: &mut Vec<Used>) -> Result<Amount, Unworked> {
        let too_large = || UnworkedReason::TooLarge.at(self.span);
        match &self.kind {
            FormulaKind::Number(value) => Ok(*value),
            FormulaKind::Figure { indicator, when } => match (figures.figure)(indicator, *when) {
                Some(value) => {
                    used.push(Used::Figure { indicator: indicator.clone(), when: *when, value });
                    Ok(value)
                }
                None if *when == When::Previous && (figures.is_redefined)(indicator) => {
                    Err(UnworkedReason::Redefined { indicator: indicator.clone() }.at(self.span))
                }
                None => Err(UnworkedReason::FigureMissing { indicator: indicator.clone(), when: *when }.at(self.span)),
            },
            FormulaKind::SumOfChildren { indicator } => {
                let of_children = (figures.of_children)(indicator);
                let given: Vec<Amount> = of_children.iter().flatten().copied().collect();
                if given.is_empty() {
                    return Err(UnworkedReason::NobodyBelow { indicator: indicator.clone() }.at(self.span));
                }
                let sum = given.iter().try_fold(Amount::ZERO, |sum, figure| sum.checked_add(*figure));
                let value = sum.ok_or_else(too_large)?;
                let missing = of_children.len() - given.len();
                used.push(Used::Sum { indicator: indicator.clone(), value, given: given.len(), missing });
                Ok(value)
            }
            FormulaKind::Negated(of) => {
                let value = of.work_out(figures, used)?;
                Amount::ZERO.checked_sub(value).ok_or_else(too_large)
            }
            FormulaKind::Reckoned { left, operation, right } => {
                let (one, other) = (left.work_out(figures, used)?, right.work_out(figures, used)?);
                match operation {
                    Operation::Plus => one.checked_add(other),
                    Operation::Minus => one.checked_sub(other),
                    Operation::Times => one.checked_mul(other),
                    Operation::Over if other == Amount::ZERO => {
                        return Err(UnworkedReason::DivisionByZero.at(right.span));
                    }
                    Operation::Over => one.checked_div(other),
                }
                .ok_or_else(too_large)
            }
            FormulaKind::Least(of) => extreme(of, figures, used, Amount::min),
            FormulaKind::Greatest(of) => extreme(of, figures, used, Amount::max),
            FormulaKind::If { condition, then, otherwise } => {
                let chosen = if condition.holds(figures, used)? { then } else { otherwise };
                chosen.work_out(figures, used)
            }
        }
    }
}

/// The least or greatest of several.
fn extreme(
    of: &[Formula],
    figures: &Figures<'_>,
    used: &mut Vec<Used>,
    better: fn(Amount, Amount) -> Amount,
) -> Result<Amount, Unworked> {
    let mut found = None;
    for formula in of {
        let value = formula.work_out(figures, used)?;
        found = Some(found.map_or(value, |found| better(found, value)));
    }
    Ok(found.unwrap_or_default())
}

impl Condition {
    fn holds(&self, figures: &Figures<'_>, used: &mut Vec<Used>) -> Result<bool, Unworked> {
        match self {
            Self::Compared { left, comparison, right } => {
                let (left, right) = (left.work_out(figures, used)?, right.work_out(figures, used)?);
                Ok(match comparison {
                    Comparison::Less => left < right,
                    Comparison::AtMost => left <= right,
                    Comparison::More => left > right,
                    Comparison::AtLeast => left >= right,
                    Comparison::Equal => left == right,
                    Comparison::Unequal => left != right,
                })
            }
            Self::Both(one, other) => Ok(one.holds(figures, used)? && other.holds(figures, used)?),
            Self::Either(one, other) => Ok(one.holds(figures, used)? || other.holds(figures, used)?),
            Self::Not(of) => Ok(!of.holds(figures, used)?),
        }
    }
}
