//! Values that are not there: why, and what a scheme makes of it.

use crate::{amount::Amount, ids::NodeCode};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// What happens when a node has no value. Each node says it for itself. Two absences are not missing: "not applicable" is
/// always excluded, and "not asked" is excluded whatever the rule, unless the node may not be without a value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingRule {
    /// It counts as zero.
    Zero,
    /// It is left out and its siblings take over its weight.
    Exclude,
    /// Another value is taken, and said to be taken.
    Impute(Imputation),
    /// Nothing above it has a value.
    #[default]
    Block,
    /// The whole score is zero.
    ZeroIndex,
}

/// Which value is taken for a missing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Imputation {
    /// This one, as the node's value.
    Value(Amount),
    /// The mean of the reference population, as the node's figure.
    PopulationMean,
    /// The median of the reference population, as the node's figure.
    PopulationMedian,
}

/// Why a node has no value. The codes are stable: derivations give them out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr)]
#[serde(tag = "code", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Absence {
    /// No answer was given.
    NotReported,
    /// It is worked out from others, which came to no value; nobody could report it.
    NotMeasured,
    /// The body said, with a reason, that it does not apply to it.
    NotApplicable,
    /// The body was not asked: neither in this round nor in one before whose answers still hold, or bodies of its kind never are.
    NotAsked,
    /// The reference population has no figure for it.
    PopulationEmpty,
    /// The reference population has one figure, to which nothing can be compared.
    PopulationOfOne,
    /// All of the reference population have the same figure.
    NoVariation,
    /// It is held against baseline or target, and one of them is not known.
    MilestoneMissing,
    /// Baseline and target are the same, so there is no way between them.
    TargetEqualsBaseline,
    /// The target is worse than the baseline.
    TargetBehindBaseline,
    /// None of its children has a value.
    ChildrenMissing,
    /// All of its children that have a value have the weight zero.
    WeightsZero,
    /// A geometric mean of something negative.
    NegativeUnderRoot,
    /// A node below it that may not be missing is missing.
    Blocked {
        /// That node.
        node: NodeCode,
    },
}

impl Absence {
    /// Whether a node's own rule answers it: what does not apply or was not asked for is not missing, and what is blocked
    /// from below is answered there.
    pub fn is_missing(&self) -> bool {
        !matches!(self, Self::NotApplicable | Self::NotAsked | Self::Blocked { .. })
    }

    /// Its stable code.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}
