//! The thread of a report: who did what when, and what they said.

use crate::store;
use chrono::{DateTime, Utc};

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
    /// When.
    pub at: DateTime<Utc>,
}

impl From<(store::submissions::EventRow, store::submissions::Names)> for ThreadStep {
    fn from((event, names): (store::submissions::EventRow, store::submissions::Names)) -> Self {
        Self {
            revision: event.revision,
            step: event.step,
            who: names.who,
            on_behalf_of: names.on_behalf_of,
            role: event.role,
            note: event.note,
            at: event.at,
        }
    }
}
