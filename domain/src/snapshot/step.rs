//! The steps of a report as a snapshot tells them.

use crate::access::Role;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One step on a report's way, without the name of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Of which revision.
    pub revision: i32,
    /// What: `submit`, `approve`, `endorse`, `accept` …
    pub step: String,
    /// As what; none where it was brought in from elsewhere.
    pub role: Option<Role>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Step {
    /// Whether an objection that was upheld made the revision.
    pub(super) fn upholds_an_objection(&self) -> bool {
        self.step == "objection_upheld"
    }
}

/// Of all steps of a report those that brought its values: of a revision and, as long as an objection that was upheld made
/// it with the texts of the one before, also of that.
pub fn steps_behind(revision: i32, mut steps: Vec<Step>) -> Vec<Step> {
    let was_upheld = |revision: i32| steps.iter().any(|step| step.revision == revision && step.upholds_an_objection());
    let mut first = revision;
    while was_upheld(first) {
        first -= 1;
    }
    steps.retain(|step| (first..=revision).contains(&step.revision));
    steps
}
