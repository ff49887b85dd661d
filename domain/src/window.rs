//! When a round is open, for whom. A window's state is always derived from its instants, never stored, so a server
//! that was down at midnight is still right.

use crate::{
    buddhist::{bangkok_day, end_of_day, start_of_day},
    calendar::Period,
    ids::{AccountId, ExtensionId, OrganisationCode},
    organisation::OrganisationKind,
};
use chrono::{DateTime, Days, Duration, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How long a returned or reopened report may be changed although the window has closed.
pub const RESUBMISSION_DAYS: i64 = 14;
/// Reports are usually due so many days after the end of what they report on, as DGA's deadlines were.
const USUAL_DUE_DAYS: u64 = 15;
/// And are taken so many days more, as late ones.
const USUAL_GRACE_DAYS: u64 = 30;

/// The instants of a round: it opens, reports are due, and after a time of grace it closes.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    opens: DateTime<Utc>,
    due: DateTime<Utc>,
    closes: DateTime<Utc>,
}

/// Instants that are out of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a window opens before it is due, and is due no later than it closes")]
pub struct WindowError;

/// More time for one body, or for all of one kind at and below it, with its reason; it ends by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// Which extension.
    pub id: ExtensionId,
    /// For whom; everybody below it is extended too.
    pub organisation: OrganisationCode,
    /// Only for bodies of this kind; without one, for all.
    pub kind: Option<OrganisationKind>,
    /// The last instant at which reports are taken.
    pub ends_at: DateTime<Utc>,
    /// Why.
    pub reason: String,
    /// Who granted it.
    pub granted_by: AccountId,
    /// When.
    pub granted_at: DateTime<Utc>,
}

impl Extension {
    /// Whether it reaches a body of a kind, given the body and everything above it.
    pub fn reaches(&self, path: &[OrganisationCode], kind: OrganisationKind) -> bool {
        self.kind.is_none_or(|only| only == kind) && path.contains(&self.organisation)
    }
}

/// What a window is at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WindowState {
    /// Not open yet.
    Upcoming {
        /// When it opens.
        opens_at: DateTime<Utc>,
    },
    /// Open and on time.
    Open {
        /// When reports are due, with an extension the extended instant.
        due_at: DateTime<Utc>,
    },
    /// Past due; reports are still taken, as late ones.
    Grace {
        /// When it closes.
        closes_at: DateTime<Utc>,
    },
    /// No reports are taken.
    Closed {
        /// Since when.
        since: DateTime<Utc>,
    },
}

impl WindowState {
    /// Whether reports are taken.
    pub fn takes_reports(self) -> bool {
        matches!(self, Self::Open { .. } | Self::Grace { .. })
    }
}

impl Window {
    /// A window from its instants.
    ///
    /// # Errors
    /// Refuses instants that are out of order.
    pub fn new(opens: DateTime<Utc>, due: DateTime<Utc>, closes: DateTime<Utc>) -> Result<Self, WindowError> {
        if opens < due && due <= closes { Ok(Self { opens, due, closes }) } else { Err(WindowError) }
    }

    /// The window that reports on a period usually have: from the day after its end; none at the end of all calendars.
    pub fn usual(period: Period) -> Option<Self> {
        let ends = period.last_day();
        let (opens, due) = (ends.succ_opt()?, ends.checked_add_days(Days::new(USUAL_DUE_DAYS))?);
        let closes = due.checked_add_days(Days::new(USUAL_GRACE_DAYS))?;
        Self::new(start_of_day(opens), end_of_day(due), end_of_day(closes)).ok()
    }

    /// Whether reports on a period can be due when this window says: not before the last day of what they report on,
    /// or everybody would be late.
    pub fn can_report_on(self, period: Period) -> bool {
        bangkok_day(self.due) >= period.last_day()
    }

    /// When it opens.
    pub fn opens_at(self) -> DateTime<Utc> {
        self.opens
    }

    /// Until when a report is on time.
    pub fn due_at(self) -> DateTime<Utc> {
        self.due
    }

    /// Until when a report is taken, late.
    pub fn closes_at(self) -> DateTime<Utc> {
        self.closes
    }

    /// The same window for a body whose extensions (its own and those of the bodies above it) are given: the latest
    /// one moves both the due and the closing instant, never back.
    #[must_use]
    pub fn extended<'a>(self, extensions: impl IntoIterator<Item = &'a Extension>) -> Self {
        let latest = extensions.into_iter().map(|extension| extension.ends_at).max();
        let Some(ends_at) = latest else { return self };
        Self { opens: self.opens, due: self.due.max(ends_at), closes: self.closes.max(ends_at) }
    }

    /// The same window for a body of a kind, given the body and everything above it, with those extensions that reach it.
    #[must_use]
    pub fn for_body(self, extensions: &[Extension], path: &[OrganisationCode], kind: OrganisationKind) -> Self {
        self.extended(extensions.iter().filter(|extension| extension.reaches(path, kind)))
    }

    /// The time in which a report that was sent back at an instant is to be corrected, in this window of its body.
    #[must_use]
    pub fn after_return(self, returned_at: DateTime<Utc>) -> Self {
        let until = self.closes.max(resubmission_ends(returned_at));
        Self { opens: returned_at, due: until, closes: until }
    }

    /// What it is at an instant. The due and the closing instant themselves still count.
    pub fn state(self, at: DateTime<Utc>) -> WindowState {
        if at < self.opens {
            WindowState::Upcoming { opens_at: self.opens }
        } else if at <= self.due {
            WindowState::Open { due_at: self.due }
        } else if at <= self.closes {
            WindowState::Grace { closes_at: self.closes }
        } else {
            WindowState::Closed { since: self.closes }
        }
    }

    /// Whether something handed in at an instant is on time.
    pub fn is_on_time(self, handed_in_at: DateTime<Utc>) -> bool {
        handed_in_at <= self.due
    }
}

/// Until when a report that was returned or reopened at an instant may still be changed.
pub fn resubmission_ends(since: DateTime<Utc>) -> DateTime<Utc> {
    since + Duration::days(RESUBMISSION_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hour(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::hours(hours)
    }

    fn window() -> Window {
        Window::new(hour(10), hour(20), hour(30)).expect("in order")
    }

    fn extension(ends_at: DateTime<Utc>) -> Extension {
        Extension {
            id: ExtensionId::new(uuid::Uuid::nil()),
            organisation: "dga".parse().expect("a code"),
            kind: None,
            ends_at,
            reason: "flood".to_owned(),
            granted_by: AccountId::new(uuid::Uuid::nil()),
            granted_at: hour(15),
        }
    }

    #[test]
    fn a_window_goes_from_upcoming_to_closed() {
        assert_eq!(window().state(hour(9)), WindowState::Upcoming { opens_at: hour(10) });
        assert_eq!(window().state(hour(10)), WindowState::Open { due_at: hour(20) });
        assert_eq!(window().state(hour(20)), WindowState::Open { due_at: hour(20) });
        assert_eq!(window().state(hour(21)), WindowState::Grace { closes_at: hour(30) });
        assert_eq!(window().state(hour(31)), WindowState::Closed { since: hour(30) });
    }

    #[test]
    fn an_extension_dies_by_itself() {
        let extended = window().extended(&[extension(hour(40))]);
        assert_eq!(extended.state(hour(35)), WindowState::Open { due_at: hour(40) });
        assert_eq!(extended.state(hour(41)), WindowState::Closed { since: hour(40) });
    }

    #[test]
    fn an_extension_of_one_kind_reaches_those_alone() {
        let of_kind = Extension { kind: Some(OrganisationKind::Province), ..extension(hour(40)) };
        let path = |codes: &[&str]| -> Vec<OrganisationCode> {
            codes.iter().map(|code| code.parse().expect("a code")).collect()
        };
        let below = path(&["th-50", "dga"]);
        let closes =
            |path: &[OrganisationCode], kind| window().for_body(std::slice::from_ref(&of_kind), path, kind).closes_at();
        assert_eq!(closes(&below, OrganisationKind::Province), hour(40));
        assert_eq!(closes(&below, OrganisationKind::Department), hour(30));
        assert_eq!(closes(&path(&["th-50", "moi"]), OrganisationKind::Province), hour(30));
    }

    #[test]
    fn instants_out_of_order_are_refused() {
        assert_eq!(Window::new(hour(10), hour(10), hour(30)), Err(WindowError));
        assert_eq!(Window::new(hour(10), hour(31), hour(30)), Err(WindowError));
    }

    #[test]
    fn the_usual_window_opens_the_day_after_its_period() {
        for (period, days) in [
            ("2570-q1", ["2027-01-01", "2027-01-15", "2027-02-14"]),
            ("2570-q2", ["2027-04-01", "2027-04-15", "2027-05-15"]),
            ("2570-m9", ["2027-07-01", "2027-07-15", "2027-08-14"]),
            ("2570", ["2027-10-01", "2027-10-15", "2027-11-14"]),
        ] {
            let usual = Window::usual(period.parse().expect("a period")).expect("a window");
            let found = [usual.opens_at(), usual.due_at(), usual.closes_at()].map(|at| bangkok_day(at).to_string());
            assert_eq!(found, days, "{period}");
        }
    }

    #[test]
    fn nobody_can_report_on_a_period_that_has_not_ended_when_reports_are_due() {
        let usual = Window::usual("2570-q1".parse().expect("a period")).expect("a window");
        for (period, can) in
            [("2569-q4", true), ("2570-q1", true), ("2570-q2", false), ("2570-m6", false), ("2570", false)]
        {
            assert_eq!(usual.can_report_on(period.parse().expect("a period")), can, "{period}");
        }
        let last_day = "2026-12-31T10:00:00Z".parse().expect("an instant");
        let on_the_last_day = Window::new(hour(0), last_day, last_day).expect("in order");
        assert!(on_the_last_day.can_report_on("2570-q1".parse().expect("a period")));
    }

    proptest! {
        #[test]
        fn an_extension_never_shortens(ends in 0i64..60, at in 0i64..60) {
            let before = window().state(hour(at));
            let after = window().extended(&[extension(hour(ends))]).state(hour(at));
            prop_assert!(!before.takes_reports() || after.takes_reports());
        }
    }
}
