//! A report's way from draft to accepted.
//!
//! ```text
//! not started → draft → submitted → approved → (endorsed) → accepted
//!                 ↑         └──────────┴────────────┴─→ returned → submitted …
//!                 └── withdrawn by the agency, or reopened for a correction after acceptance
//! ```
//! Every move takes the report and gives back the moved one, or says why not. Nobody takes two steps of one revision: whoever
//! submitted never approves, and whoever approved never accepts. An approver without an account approves by a letter, which
//! whoever may submit files on their behalf.

mod state;
mod thread;

pub use crate::refusal::Refusal;
pub use state::{State, StateName};
pub use thread::{ThreadError, ThreadStep};

use crate::{
    authority_letter::AuthorityLetter,
    ids::{AccountId, IndicatorCode, OrganisationCode, RoundCode},
    window::{Window, WindowState, resubmission_ends},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Which report: one agency's for one round.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReportKey {
    /// The round.
    pub round: RoundCode,
    /// The agency.
    pub agency: OrganisationCode,
}

/// Who did something when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A progress report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Which one.
    pub key: ReportKey,
    /// Counts every change, for optimistic locking.
    pub version: i64,
    /// Counts how often it was submitted; the texts of each time are kept.
    pub revision: i32,
    /// The revision whose values are in force, once accepted.
    pub accepted_revision: Option<i32>,
    /// When it was first submitted: what lateness is derived from.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// Where it is on its way.
    pub state: State,
}

/// The longest reason or note that goes with a step, in characters: about two pages.
pub const LONGEST_REASON: usize = 5_000;

/// Refuses a reason or note that nobody would read to its end.
///
/// # Errors
/// It is too long.
pub fn check_length(reason: &str) -> Result<(), Refusal> {
    if reason.chars().count() > LONGEST_REASON { Err(Refusal::ReasonTooLong) } else { Ok(()) }
}

/// Why one indicator was sent back.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnReason {
    /// Which indicator.
    pub indicator: IndicatorCode,
    /// What is to be changed.
    pub reason: String,
}

impl Submission {
    /// A report that is expected.
    pub fn expected(key: ReportKey) -> Self {
        Self {
            key,
            version: 0,
            revision: 0,
            accepted_revision: None,
            first_submitted_at: None,
            state: State::NotStarted,
        }
    }

    /// Whether the agency may change it, and if not, why.
    ///
    /// A returned or reopened report may be changed for [`crate::window::RESUBMISSION_DAYS`] days although the window has
    /// closed.
    ///
    /// # Errors
    /// The window is not open, or the report is with somebody else.
    pub fn editable(&self, window: WindowState, at: DateTime<Utc>) -> Result<(), Refusal> {
        if matches!(self.state, State::Accepted { .. }) {
            return Err(Refusal::AlreadyAccepted);
        }
        if self.state.submitted().is_some() {
            return Err(Refusal::NotEditable);
        }
        match window {
            _ if self.second_chance().is_some_and(|ends| at <= ends) => Ok(()),
            WindowState::Open { .. } | WindowState::Grace { .. } => Ok(()),
            WindowState::Upcoming { .. } => Err(Refusal::WindowNotOpen),
            WindowState::Closed { .. } => Err(Refusal::WindowClosed),
        }
    }

    /// Until when a returned or reopened report may be changed, whatever the window.
    pub fn second_chance(&self) -> Option<DateTime<Utc>> {
        let is_reopened = self.accepted_revision.is_some();
        let since = self.state.latest().filter(|_| match self.state {
            State::Returned { .. } => true,
            State::Draft { .. } => is_reopened,
            State::NotStarted
            | State::Submitted { .. }
            | State::Approved { .. }
            | State::Endorsed { .. }
            | State::Accepted { .. } => false,
        });
        since.map(|since| resubmission_ends(since.at))
    }

    /// Since when the agency cannot change it any more once its time is over.
    pub fn locked_since(&self, window: Window) -> DateTime<Utc> {
        self.second_chance().map_or(window.closes_at(), |ends| window.closes_at().max(ends))
    }

    /// Whether DGA opened it again after acceptance.
    pub fn is_reopened(&self) -> bool {
        matches!(self.state, State::Draft { .. }) && self.accepted_revision == Some(self.revision)
    }

    pub(crate) fn moved(self, state: State) -> Self {
        Self { version: self.version + 1, state, ..self }
    }

    /// Something was typed: a report that had not begun becomes a draft.
    ///
    /// # Errors
    /// As [`Submission::editable`].
    pub fn edit(self, stamp: Stamp, window: WindowState) -> Result<Self, Refusal> {
        self.editable(window, stamp.at)?;
        let state = if self.state == State::NotStarted { State::Draft { since: stamp } } else { self.state };
        Ok(self.moved(state))
    }

    /// Hands the report to the approver.
    ///
    /// # Errors
    /// As [`Submission::editable`]; or nothing was typed; or problems remain.
    pub fn submit(self, stamp: Stamp, window: WindowState, problems: Remaining) -> Result<Self, Refusal> {
        self.editable(window, stamp.at)?;
        if self.state == State::NotStarted {
            return Err(Refusal::WrongState);
        }
        if problems == Remaining::Some {
            return Err(Refusal::ProblemsRemain);
        }
        let submitted = Self {
            revision: self.revision + 1,
            first_submitted_at: Some(self.first_submitted_at.unwrap_or(stamp.at)),
            ..self
        };
        Ok(submitted.moved(State::Submitted { submitted: stamp }))
    }

    /// Whether it can be taken back: it waits for approval, and could still be changed and handed in again.
    ///
    /// # Errors
    /// It is not waiting for approval; or the window has closed, so that taking it back would lose it.
    pub fn withdrawable(&self, window: WindowState, at: DateTime<Utc>) -> Result<(), Refusal> {
        let State::Submitted { submitted } = self.state else { return Err(Refusal::WrongState) };
        Self { state: State::Draft { since: Stamp { at, ..submitted } }, ..self.clone() }.editable(window, at)
    }

    /// Takes a submitted report back before anybody approved it.
    ///
    /// # Errors
    /// As [`Submission::withdrawable`].
    pub fn withdraw(self, stamp: Stamp, window: WindowState) -> Result<Self, Refusal> {
        self.withdrawable(window, stamp.at)?;
        Ok(self.moved(State::Draft { since: stamp }))
    }

    /// The head of the agency signs off.
    ///
    /// # Errors
    /// It is not waiting for approval, or the approver submitted it.
    pub fn approve(self, stamp: Stamp) -> Result<Self, Refusal> {
        let State::Submitted { submitted } = self.state else { return Err(Refusal::WrongState) };
        if self.state.is_moved_by(stamp.by) {
            return Err(Refusal::SamePerson);
        }
        Ok(self.moved(State::Approved { submitted, approved: stamp }))
    }

    /// Files the report on behalf of its approver, whose letter stands for the signature. Whoever files it may have
    /// submitted it: they approve nothing themselves, are named, and take no further step of this revision.
    ///
    /// # Errors
    /// It is not waiting for approval, or the letter is for another revision.
    pub fn file_on_behalf(&self, stamp: Stamp, letter: &AuthorityLetter) -> Result<Self, Refusal> {
        let State::Submitted { submitted } = self.state else { return Err(Refusal::WrongState) };
        if letter.revision != self.revision {
            return Err(Refusal::WrongState);
        }
        Ok(self.clone().moved(State::Approved { submitted, approved: stamp }))
    }

    /// The coordinator above the agency endorses.
    ///
    /// # Errors
    /// It is not approved, or the coordinator submitted or approved it.
    pub fn endorse(self, stamp: Stamp) -> Result<Self, Refusal> {
        let State::Approved { submitted, approved } = self.state else { return Err(Refusal::WrongState) };
        if self.state.is_moved_by(stamp.by) {
            return Err(Refusal::SamePerson);
        }
        Ok(self.moved(State::Endorsed { submitted, approved, endorsed: stamp }))
    }

    /// Sends the report back with a reason for each field in question.
    ///
    /// # Errors
    /// It is not waiting for anybody, or no reason is given.
    pub fn return_for_change(self, stamp: Stamp, reasons: &[ReturnReason]) -> Result<Self, Refusal> {
        if reasons.is_empty() || reasons.iter().any(|reason| reason.reason.trim().is_empty()) {
            return Err(Refusal::ReasonMissing);
        }
        reasons.iter().try_for_each(|reason| check_length(&reason.reason))?;
        if self.state.submitted().is_none() {
            return Err(Refusal::WrongState);
        }
        Ok(self.moved(State::Returned { returned: stamp }))
    }

    /// DGA accepts: the values of this revision are in force from now on.
    ///
    /// # Errors
    /// It is not approved or endorsed, or the reviewer submitted, approved or endorsed it.
    pub fn accept(self, stamp: Stamp) -> Result<Self, Refusal> {
        let (State::Approved { .. } | State::Endorsed { .. }) = self.state else {
            return Err(Refusal::WrongState);
        };
        if self.state.is_moved_by(stamp.by) {
            return Err(Refusal::SamePerson);
        }
        let accepted = Self { accepted_revision: Some(self.revision), ..self };
        Ok(accepted.moved(State::Accepted { accepted: stamp }))
    }

    /// Reopens an accepted report for a correction; the accepted values stay in force until the new revision is accepted.
    ///
    /// # Errors
    /// It is not accepted, or no reason is given.
    pub fn correct(self, stamp: Stamp, reason: &str) -> Result<Self, Refusal> {
        if reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing);
        }
        check_length(reason)?;
        let State::Accepted { .. } = self.state else { return Err(Refusal::WrongState) };
        Ok(self.moved(State::Draft { since: stamp }))
    }
}

/// Whether problems that stop a report remain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remaining {
    /// At least one.
    Some,
    /// None.
    None,
}

#[cfg(test)]
#[path = "submission_tests.rs"]
mod tests;
