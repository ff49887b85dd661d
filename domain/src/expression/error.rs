//! What is wrong with a formula, as data.

use super::{tree::Span, unit::Unit};
use crate::ids::IndicatorCode;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use thiserror::Error;

/// What is wrong with a formula, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("at character {}: {reason}", .at.start + 1)]
pub struct ExpressionError {
    /// Where.
    pub at: Span,
    /// What.
    #[serde(flatten)]
    pub reason: ExpressionReason,
}

/// What is wrong with a formula. The codes are stable.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize, IntoStaticStr)]
#[serde(tag = "code", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ExpressionReason {
    /// Longer than 2,000 characters.
    #[error("the formula is too long")]
    TooLong,
    /// More than 200 parts.
    #[error("the formula has too many parts")]
    TooManyParts,
    /// More than 32 levels.
    #[error("the formula is nested too deeply")]
    TooDeep,
    /// A character that means nothing.
    #[error("a character that means nothing in a formula")]
    Unreadable,
    /// Digits that are no number.
    #[error("not a number")]
    NotANumber,
    /// A bracket without its end.
    #[error("a bracket is not closed")]
    BracketOpen,
    /// Something in brackets that is no code.
    #[error("what stands in brackets is not a code")]
    NotACode,
    /// An indicator that is not known.
    #[error("there is no indicator {indicator}")]
    UnknownIndicator {
        /// The indicator.
        indicator: IndicatorCode,
    },
    /// A word that is neither a function nor a unit.
    #[error("an unknown word")]
    UnknownWord,
    /// The end where something is missing.
    #[error("the formula ends too early")]
    EndsEarly,
    /// Something else than what belongs there.
    #[error("this does not belong here")]
    Unexpected,
    /// A parenthesis without its end.
    #[error("a parenthesis is not closed")]
    ParenthesisOpen,
    /// A function with too few or too many arguments.
    #[error("the function takes another number of arguments")]
    Arguments,
    /// `previous` or `sum` of something else than an indicator.
    #[error("the function takes one indicator in brackets")]
    NeedsIndicator,
    /// A number where a condition belongs.
    #[error("a condition belongs here")]
    NeedsCondition,
    /// A condition where a number belongs.
    #[error("a number belongs here")]
    NeedsNumber,
    /// Units that do not go together.
    #[error("{left} and {right} do not go together")]
    UnitsDiffer {
        /// The unit on the left.
        left: Unit,
        /// The unit on the right.
        right: Unit,
    },
    /// A rank or level in a calculation.
    #[error("{unit} cannot be reckoned with")]
    NotReckonable {
        /// The unit.
        unit: Unit,
    },
    /// A sum over bodies that means nothing, as of percentages.
    #[error("{unit} cannot be summed over bodies")]
    NotSummable {
        /// The unit.
        unit: Unit,
    },
    /// A division by a number that is written as zero.
    #[error("this divides by zero")]
    DividesByZero,
    /// A power of a unit that means nothing.
    #[error("the units multiply to something without meaning")]
    UnitTooHigh,
}

impl ExpressionReason {
    pub(super) fn at(self, at: Span) -> ExpressionError {
        ExpressionError { at, reason: self }
    }

    /// Its stable code.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}
