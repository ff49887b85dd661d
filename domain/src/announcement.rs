//! What is announced about a round when an instant of its window has come.

use crate::{ids::RoundCode, window::Window};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString};

/// An instant of a window that is announced when it has come.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum WindowStep {
    /// The round opened.
    Opened,
    /// Reports are late from now on.
    Due,
    /// No reports are taken any more.
    Closed,
}

/// One announcement, with how many reports there were when it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// About which round.
    pub round: RoundCode,
    /// What happened.
    pub step: WindowStep,
    /// The instant of the window.
    pub step_at: DateTime<Utc>,
    /// When it was announced.
    pub told_at: DateTime<Utc>,
    /// How many reports were expected.
    pub expected: i64,
    /// How many had been handed in.
    pub handed_in: i64,
}

impl WindowStep {
    /// The instant of a window at which it happens.
    pub fn instant(self, window: Window) -> DateTime<Utc> {
        match self {
            Self::Opened => window.opens_at(),
            Self::Due => window.due_at(),
            Self::Closed => window.closes_at(),
        }
    }

    /// Whether it has happened: the due and the closing instant themselves still count, as for reports.
    pub fn has_come(self, window: Window, at: DateTime<Utc>) -> bool {
        match self {
            Self::Opened => window.opens_at() <= at,
            Self::Due | Self::Closed => self.instant(window) < at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use strum::IntoEnumIterator as _;

    #[test]
    fn a_step_has_come_when_the_window_says_so() {
        let start: DateTime<Utc> = "2027-01-01T00:00:00Z".parse().expect("an instant");
        let hours = |hours| start + Duration::hours(hours);
        let window = Window::new(start, hours(2), hours(4)).expect("in order");
        let come = |at| -> Vec<_> { WindowStep::iter().filter(|step| step.has_come(window, at)).collect() };
        assert_eq!(come(start - Duration::seconds(1)), []);
        assert_eq!(come(start), [WindowStep::Opened]);
        assert_eq!(come(hours(2)), [WindowStep::Opened], "the last second counts");
        assert_eq!(come(hours(3)), [WindowStep::Opened, WindowStep::Due]);
        assert_eq!(come(hours(5)), WindowStep::iter().collect::<Vec<_>>());
    }
}
