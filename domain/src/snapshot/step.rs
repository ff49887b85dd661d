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

    /// Whether an objection was filed.
    pub(super) fn files_an_objection(&self) -> bool {
        matches!(self.step.as_str(), "object" | "object_to_score")
    }

    /// Whether an objection was decided or taken back.
    pub(super) fn ends_an_objection(&self) -> bool {
        self.upholds_an_objection()
            || matches!(
                self.step.as_str(),
                "objection_upheld_against_edition" | "objection_rejected" | "objection_withdrawn"
            )
    }
}

/// The first revision whose steps are told beside those of a later one: an objection that was upheld made each in between with the
/// texts of the one before.
pub(super) fn first_told(revision: i32, steps: &[Step]) -> i32 {
    let was_upheld = |revision: i32| steps.iter().any(|step| step.revision == revision && step.upholds_an_objection());
    let mut first = revision;
    while was_upheld(first) {
        first -= 1;
    }
    first
}

/// Of all steps of a report those that brought its values: of a revision and, as long as an objection that was upheld made
/// it with the texts of the one before, also of that.
pub fn steps_behind(revision: i32, mut steps: Vec<Step>) -> Vec<Step> {
    let first = first_told(revision, &steps);
    steps.retain(|step| (first..=revision).contains(&step.revision));
    steps
}
