//! Reporting rounds.

use crate::{
    calendar::Period,
    ids::{PlanCode, RoundCode},
    window::Window,
};
use serde::{Deserialize, Serialize};

/// One call for reports: a plan version, a period and a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Its code; for the plan in force the period's own, such as `2570-q1`.
    pub code: RoundCode,
    /// The plan that is reported on.
    pub plan: PlanCode,
    /// The version of that plan whose indicators are asked.
    pub plan_version: i32,
    /// What is reported on.
    pub period: Period,
    /// When it is open.
    pub window: Window,
}
