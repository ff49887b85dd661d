//! What a snapshot says of objections to scores.

use crate::{amount::Amount, ids::SchemeCode, objection::ObjectionStateName};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An objection to a score that waits for an answer, or that was upheld because the edition is at fault; what an objection
/// changed stands in the values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectedScore {
    /// The scheme.
    pub scheme: SchemeCode,
    /// The edition that made the score.
    pub edition: i32,
    /// Whether it waits or was upheld.
    pub state: ObjectionStateName,
    /// What the agency says the score is.
    pub counter: Amount,
    /// Since when.
    pub filed_at: DateTime<Utc>,
    /// When it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
}
