//! Why a step of a report is refused.

use crate::submission::LONGEST_REASON;
use serde::{Deserialize, Serialize};
use strum::AsRefStr;
use thiserror::Error;

/// Why a move was refused. The codes are stable: the API gives them out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Error, AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Refusal {
    /// The window is not open yet.
    #[error("the round is not open yet")]
    WindowNotOpen,
    /// The window has closed.
    #[error("the round has closed")]
    WindowClosed,
    /// The report is with somebody else now.
    #[error("the report cannot be changed in its present state")]
    NotEditable,
    /// Its values count already: only a correction opens it again.
    #[error("the report is accepted")]
    AlreadyAccepted,
    /// The move does not start from this state.
    #[error("this step is not possible in the report's present state")]
    WrongState,
    /// Problems remain.
    #[error("the report still has problems")]
    ProblemsRemain,
    /// Somebody wants to check their own step.
    #[error("whoever submitted, approved or endorsed a report takes no further step of it")]
    SamePerson,
    /// A return without reasons, or a correction without one.
    #[error("a reason is needed")]
    ReasonMissing,
    /// A reason or note longer than [`LONGEST_REASON`].
    #[error("a reason has at most {LONGEST_REASON} characters")]
    ReasonTooLong,
}
