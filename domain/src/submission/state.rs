//! Where a report is on its way, and who brought it there.

use super::Stamp;
use crate::ids::AccountId;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString};

/// Where a report is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Expected, and nothing typed yet.
    NotStarted,
    /// Being filled.
    Draft {
        /// Who began or reopened it.
        since: Stamp,
    },
    /// Waiting for the agency's approver.
    Submitted {
        /// By whom.
        submitted: Stamp,
    },
    /// Waiting for the coordinator or DGA.
    Approved {
        /// Who submitted it.
        submitted: Stamp,
        /// Who approved it, or filed the approver's letter.
        approved: Stamp,
    },
    /// Endorsed by the coordinator, waiting for DGA.
    Endorsed {
        /// Who submitted it.
        submitted: Stamp,
        /// Who approved it.
        approved: Stamp,
        /// Who endorsed it.
        endorsed: Stamp,
    },
    /// Sent back with reasons.
    Returned {
        /// Who returned it.
        returned: Stamp,
    },
    /// Accepted by DGA.
    Accepted {
        /// Who accepted it.
        accepted: Stamp,
    },
}

/// The name of a state, as stored and shown.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum StateName {
    /// Nothing typed yet.
    NotStarted,
    /// Being filled.
    Draft,
    /// Sent back with reasons.
    Returned,
    /// Waiting for approval.
    Submitted,
    /// Waiting for endorsement or review.
    Approved,
    /// Waiting for review.
    Endorsed,
    /// Accepted.
    Accepted,
}

impl State {
    /// Its name.
    pub fn name(&self) -> StateName {
        match self {
            Self::NotStarted => StateName::NotStarted,
            Self::Draft { .. } => StateName::Draft,
            Self::Submitted { .. } => StateName::Submitted,
            Self::Approved { .. } => StateName::Approved,
            Self::Endorsed { .. } => StateName::Endorsed,
            Self::Returned { .. } => StateName::Returned,
            Self::Accepted { .. } => StateName::Accepted,
        }
    }

    /// Who submitted the report that is now with somebody else.
    pub fn submitted(&self) -> Option<Stamp> {
        match self {
            Self::Submitted { submitted } | Self::Approved { submitted, .. } | Self::Endorsed { submitted, .. } => {
                Some(*submitted)
            }
            Self::NotStarted | Self::Draft { .. } | Self::Returned { .. } | Self::Accepted { .. } => None,
        }
    }

    /// Who approved the report that is still on its way.
    pub fn approved(&self) -> Option<Stamp> {
        match self {
            Self::Approved { approved, .. } | Self::Endorsed { approved, .. } => Some(*approved),
            Self::NotStarted
            | Self::Draft { .. }
            | Self::Submitted { .. }
            | Self::Returned { .. }
            | Self::Accepted { .. } => None,
        }
    }

    /// Whether somebody has brought this revision a step on its way already.
    pub fn is_moved_by(&self, person: AccountId) -> bool {
        let endorsed = match self {
            Self::Endorsed { endorsed, .. } => Some(*endorsed),
            Self::NotStarted
            | Self::Draft { .. }
            | Self::Submitted { .. }
            | Self::Approved { .. }
            | Self::Returned { .. }
            | Self::Accepted { .. } => None,
        };
        [self.submitted(), self.approved(), endorsed].into_iter().flatten().any(|stamp| stamp.by == person)
    }

    /// The latest step: who took it, when.
    pub fn latest(&self) -> Option<Stamp> {
        match self {
            Self::NotStarted => None,
            Self::Draft { since } => Some(*since),
            Self::Submitted { submitted } => Some(*submitted),
            Self::Approved { approved, .. } => Some(*approved),
            Self::Endorsed { endorsed, .. } => Some(*endorsed),
            Self::Returned { returned } => Some(*returned),
            Self::Accepted { accepted } => Some(*accepted),
        }
    }
}
