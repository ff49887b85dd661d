//! What an agency says is another one than stands there, and what is done about it where it is right.

use super::Parts;
use crate::{
    amount::Amount,
    ids::{IndicatorCode, SchemeCode},
};
use serde::{Deserialize, Serialize};

/// What an objection is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Subject {
    /// The verified value of an indicator.
    #[serde(rename = "indicator")]
    Value(IndicatorCode),
    /// The score of a scheme.
    #[serde(rename = "scheme")]
    Score(SchemeCode),
}

impl Subject {
    /// The code of the indicator or scheme, as it stands in threads.
    pub fn code(&self) -> &str {
        match self {
            Self::Value(indicator) => indicator.as_str(),
            Self::Score(scheme) => scheme.as_str(),
        }
    }
}

/// What the agency says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// A verified value is another one.
    Value {
        /// Of which indicator.
        indicator: IndicatorCode,
        /// What the agency says it is.
        counter: Parts,
    },
    /// A score is another one. It follows from its values and its scheme, so that one of those is wrong.
    Score {
        /// Of which scheme.
        scheme: SchemeCode,
        /// The edition by which it was made.
        edition: i32,
        /// The published score that is objected to; none where the agency has no score.
        stood: Option<Amount>,
        /// What the agency says it is.
        counter: Amount,
    },
}

impl Claim {
    /// What it is about.
    pub fn subject(&self) -> Subject {
        match self {
            Self::Value { indicator, .. } => Subject::Value(indicator.clone()),
            Self::Score { scheme, .. } => Subject::Score(scheme.clone()),
        }
    }
}

/// A value that was verified anew because a score was objected to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// Of which indicator.
    pub indicator: IndicatorCode,
    /// What counted before; nothing where the indicator did not apply or was not measured.
    pub before: Option<Parts>,
    /// What counts since.
    pub after: Parts,
}

/// What was done because the agency was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Its own value is verified from this revision of the report on.
    OwnValue {
        /// The revision that it made.
        revision: i32,
    },
    /// Values that the score is made of were verified anew, and the score followed.
    Values {
        /// The revision that it made.
        revision: i32,
        /// Which values, in the order of their indicators.
        corrected: Vec<Corrected>,
    },
    /// The edition of the scheme is at fault. The score stays as the edition makes it, and what was decided stands beside it
    /// until another edition scores the report.
    Edition,
}
