//! The thread of a report: who did what when, and what they said.

use crate::store;
use chrono::{DateTime, Utc};
use domain::submission::ReturnReason;

/// One step in the thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadStep {
    /// Which revision it was about.
    pub revision: i32,
    /// What was done: `submit`, `approve`, `return_for_change` …
    pub step: String,
    /// By whom; none for the server itself.
    pub who: Option<String>,
    /// On whose behalf, where somebody let them.
    pub on_behalf_of: Option<String>,
    /// As what.
    pub role: String,
    /// What was said.
    pub note: String,
    /// Of a return: what was wrong with which indicator.
    pub reasons: Vec<ReturnReason>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The steps, each return with its reasons.
pub(super) fn of(
    steps: Vec<(store::submissions::EventRow, store::submissions::Names)>,
    reasons: &[(i32, ReturnReason)],
) -> Vec<ThreadStep> {
    let step = |(event, names): (store::submissions::EventRow, store::submissions::Names)| {
        let is_return = event.step == "return_for_change";
        let reasons = reasons.iter().filter(|(revision, _)| is_return && *revision == event.revision);
        ThreadStep {
            revision: event.revision,
            reasons: reasons.map(|(_, reason)| reason.clone()).collect(),
            step: event.step,
            who: names.who,
            on_behalf_of: names.on_behalf_of,
            role: event.role,
            note: event.note,
            at: event.at,
        }
    };
    steps.into_iter().map(step).collect()
}
