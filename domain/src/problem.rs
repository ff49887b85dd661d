//! What is wrong or surprising in an entry. A problem is data: the words stand in the texts of the screens.

use crate::{amount::Amount, entry::Field};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// One problem of one field.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Where.
    pub field: Field,
    /// What.
    #[serde(flatten)]
    pub kind: ProblemKind,
    /// Whether it stops the report.
    pub severity: Severity,
}

/// Whether a problem stops the report.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It must be corrected.
    Blocking,
    /// It must be corrected or explained.
    ExplainMe,
    /// It was explained; the reviewer sees both.
    Explained,
}

/// What is wrong or surprising. The codes are stable: the API gives them out.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(tag = "code", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ProblemKind {
    /// Nothing was typed where a value is asked. Blank is not zero.
    Blank,
    /// A dash alone.
    Dash,
    /// Not a number.
    NotANumber,
    /// A number written with an exponent.
    Exponent,
    /// Commas and points that can be read in two ways.
    AmbiguousSeparators,
    /// More than fifteen digits before the point.
    TooLarge,
    /// More than six decimals.
    TooPrecise,
    /// A percent sign where the number is not a percentage.
    PercentSign,
    /// Below zero where that cannot be.
    Negative,
    /// Not a whole number where things are counted.
    NotWhole,
    /// Neither yes nor no.
    NotYesNo,
    /// The part is larger than the whole.
    NumeratorAboveDenominator,
    /// A division by zero.
    ZeroDenominator,
    /// Outside the bounds.
    OutOfRange {
        /// Lowest possible.
        lowest: Amount,
        /// Highest possible.
        highest: Amount,
    },
    /// A required file is missing.
    EvidenceMissing,
    /// "Not applicable" without reason.
    ReasonMissing,
    /// A text longer than [`crate::entry::Entry::LONGEST_TEXT`].
    TextTooLong,
    /// Two people typed over each other, and nobody has chosen yet.
    Undecided,
    /// A figure that was fetched and that no reporter has confirmed.
    Unconfirmed,
    /// It was sent back, and nothing was changed, written or attached since.
    Unanswered,
    /// A running total that fell within the fiscal year.
    Fell {
        /// The figure before.
        previous: Amount,
    },
    /// Very different from the figure before.
    Jumped {
        /// The figure before.
        previous: Amount,
    },
    /// About 10^power times the figure before: most likely typed in another unit.
    UnitSlip {
        /// The figure before.
        previous: Amount,
        /// The power of ten, negative when the new figure is smaller.
        power: i32,
    },
    /// Far from what the body itself usually reports.
    FarFromOwn {
        /// The median of its earlier figures.
        median: Amount,
        /// How many there are.
        figures: i64,
    },
    /// Far from what bodies of the same kind report.
    FarFromPeers {
        /// The median of their figures.
        median: Amount,
        /// How many they are.
        figures: i64,
    },
    /// The whole, or what a mean was taken over, is very different from the one before.
    BaseJumped {
        /// The one before.
        previous: Amount,
    },
}

impl Problem {
    /// A problem that must be corrected.
    pub fn blocking(field: Field, kind: ProblemKind) -> Self {
        Self { field, kind, severity: Severity::Blocking }
    }

    /// Whether the report cannot be submitted with it.
    pub fn blocks(&self) -> bool {
        match self.severity {
            Severity::Blocking | Severity::ExplainMe => true,
            Severity::Explained => false,
        }
    }

    /// Whether it only says that something is not there yet.
    pub fn is_missing(&self) -> bool {
        matches!(
            self.kind,
            ProblemKind::Blank
                | ProblemKind::EvidenceMissing
                | ProblemKind::ReasonMissing
                | ProblemKind::Unconfirmed
                | ProblemKind::Unanswered
        )
    }

    /// The stable code of its kind.
    pub fn code(&self) -> &'static str {
        (&self.kind).into()
    }
}
