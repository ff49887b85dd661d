//! An agency objects to a value that DGA verified, or to a score, with one of its own, a reason and evidence.
//!
//! ```text
//! open → upheld    (a new revision of the value, at once; of a score: of values that it is made of, or the edition is at fault)
//!      → rejected  (with a reason)
//!      → withdrawn (by the agency)
//! ```
//! Whoever accepted the value never decides on the objection to it, nor does whoever objects. Each objection is about one
//! value or score: what becomes of other values of the report meanwhile touches an objection to a value never, and one to a
//! score only by moving that score.

mod claim;

pub use claim::{Claim, Corrected, Remedy, Subject};

use crate::{
    amount::Amount,
    buddhist::{bangkok_day, end_of_day},
    holiday::Holidays,
    ids::{AccountId, IndicatorCode, ObjectionId},
    submission::{Refusal, ReportKey, Stamp, State, Submission, check_length},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString, IntoStaticStr};
use thiserror::Error;

/// Within how many working days an objection is to be answered. Tidtam's own configuration, not an official figure.
pub const ANSWER_WORKING_DAYS: usize = 15;

/// What the agency says the value is: the number, and the denominator or weight where one is asked.
pub type Parts = (Amount, Option<Amount>);

/// Where an objection is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObjectionState {
    /// Waiting for an answer.
    Open,
    /// Taken back by the agency.
    Withdrawn {
        /// By whom, when.
        withdrawn: Stamp,
    },
    /// The agency was right.
    Upheld {
        /// By whom, when.
        decided: Stamp,
        /// What was done about it.
        remedy: Remedy,
    },
    /// What stands there stays.
    Rejected {
        /// By whom, when.
        decided: Stamp,
    },
}

/// The name of a state, as stored and shown.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ObjectionStateName {
    /// Waiting for an answer.
    Open,
    /// Taken back.
    Withdrawn,
    /// The agency was right.
    Upheld,
    /// What stands there stays.
    Rejected,
}

/// An objection to one value or one score of one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Which one.
    pub id: ObjectionId,
    /// The report.
    pub key: ReportKey,
    /// What the agency says.
    pub claim: Claim,
    /// The revision whose value or score is objected to.
    pub revision: i32,
    /// Who objects, and since when.
    pub filed: Stamp,
    /// Who accepted the value, or the values of the score; nobody where they were imported.
    pub accepted_by: Option<AccountId>,
    /// Until when it is to be answered.
    pub answer_by: DateTime<Utc>,
    /// Counts every change, for optimistic locking.
    pub version: i64,
    /// Where it is on its way.
    pub state: ObjectionState,
}

/// Why something about an objection was refused. The codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error, IntoStaticStr, EnumIter)]
#[strum(serialize_all = "snake_case")]
pub enum ObjectionRefusal {
    /// There is no accepted value to object to, or the report was opened again.
    #[error("there is no accepted value in force to object to")]
    ObjectionNothingAccepted,
    /// There is no score to object to, or the report was opened again.
    #[error("there is no score in force to object to")]
    ObjectionNoScore,
    /// The agency says what stands there already.
    #[error("the value is the one that stands there")]
    ObjectionSameValue,
    /// A score is upheld by correcting values or because its edition is at fault; a value by itself.
    #[error("this is not how an objection to this is decided")]
    ObjectionOtherDecision,
    /// No value is corrected.
    #[error("at least one value has to be corrected")]
    ObjectionNothingCorrected,
    /// A value is corrected that the score is not made of.
    #[error("the score is not made of this value")]
    ObjectionNotOfScore,
    /// A value is corrected that the score is made of and that is an answer of an earlier round.
    #[error("the value belongs to the report of an earlier round")]
    ObjectionOtherReport,
    /// No reason.
    #[error("a reason is needed")]
    ReasonMissing,
    /// No evidence is named.
    #[error("evidence has to be named")]
    ObjectionEvidenceMissing,
    /// Too long.
    #[error("the text is too long")]
    ReasonTooLong,
    /// It was answered or taken back.
    #[error("the objection is no longer open")]
    ObjectionClosed,
    /// Whoever accepted the value, or objects, wants to decide.
    #[error("whoever accepted the value or objects to it does not decide")]
    ObjectionSamePerson,
    /// Whoever took a step of the answer of an earlier round that the score rests on wants to decide.
    #[error("whoever took a step of an answer of an earlier round that the score rests on does not decide")]
    ObjectionEarlierHand,
    /// Another value or score is in force since, or the report was opened again.
    #[error("another value or score is in force since")]
    ObjectionOvertaken,
}

/// Refuses a text that says nothing, or that nobody would read to its end.
///
/// # Errors
/// `missing` where nothing is said, else that it is too long.
pub fn check_text(text: &str, missing: ObjectionRefusal) -> Result<(), ObjectionRefusal> {
    if text.trim().is_empty() {
        return Err(missing);
    }
    check_length(text).map_err(|_| ObjectionRefusal::ReasonTooLong)
}

/// The revision that brought the value of an indicator that stands in a revision: an objection to something else makes, once
/// it is upheld, a revision that only carries this one on.
pub fn brought_in(indicator: &IndicatorCode, revision: i32, of_report: &[Objection]) -> i32 {
    back_over(revision, of_report, |other| !other.changed(indicator))
}

/// The objection that brought the value of an indicator that stands in a revision; nothing where it was accepted in the
/// ordinary way.
pub fn changed_by<'o>(indicator: &IndicatorCode, revision: i32, of_report: &'o [Objection]) -> Option<&'o Objection> {
    let brought = Some(brought_in(indicator, revision, of_report));
    of_report.iter().find(|objection| objection.state.upheld_in() == brought && objection.changed(indicator))
}

/// The revision of a report that was accepted in the ordinary way and that a revision goes back to: those between were made
/// by objections that were upheld.
pub fn accepted_in(revision: i32, of_report: &[Objection]) -> i32 {
    back_over(revision, of_report, |_| true)
}

fn back_over(revision: i32, of_report: &[Objection], passes: impl Fn(&Objection) -> bool) -> i32 {
    let is_passed = |revision: i32| {
        of_report.iter().any(|objection| objection.state.upheld_in() == Some(revision) && passes(objection))
    };
    let mut first = revision;
    while is_passed(first) {
        first -= 1;
    }
    first
}

/// Until when an objection of an instant is to be answered: the end of the last of [`ANSWER_WORKING_DAYS`] working days
/// after its day.
pub fn answer_by(filed_at: DateTime<Utc>, holidays: &Holidays) -> DateTime<Utc> {
    let day = bangkok_day(filed_at);
    let last = holidays.working_days_after(day, ANSWER_WORKING_DAYS);
    end_of_day(last)
}

impl ObjectionState {
    /// Its name.
    pub fn name(&self) -> ObjectionStateName {
        match self {
            Self::Open => ObjectionStateName::Open,
            Self::Withdrawn { .. } => ObjectionStateName::Withdrawn,
            Self::Upheld { .. } => ObjectionStateName::Upheld,
            Self::Rejected { .. } => ObjectionStateName::Rejected,
        }
    }

    /// The revision that it made; none unless it was upheld and values changed.
    pub fn upheld_in(&self) -> Option<i32> {
        match self {
            Self::Upheld { remedy: Remedy::OwnValue { revision } | Remedy::Values { revision, .. }, .. } => {
                Some(*revision)
            }
            Self::Upheld { remedy: Remedy::Edition, .. }
            | Self::Open
            | Self::Withdrawn { .. }
            | Self::Rejected { .. } => None,
        }
    }

    /// Who ended it, and when.
    pub fn ended(&self) -> Option<Stamp> {
        match self {
            Self::Open => None,
            Self::Withdrawn { withdrawn: stamp }
            | Self::Upheld { decided: stamp, .. }
            | Self::Rejected { decided: stamp } => Some(*stamp),
        }
    }
}

impl Objection {
    /// Whether it waits for an answer longer than it should.
    pub fn is_overdue(&self, at: DateTime<Utc>) -> bool {
        self.state == ObjectionState::Open && at > self.answer_by
    }

    fn moved(self, state: ObjectionState) -> Self {
        Self { version: self.version + 1, state, ..self }
    }

    /// The indicators whose values it changed because it was upheld, in their order.
    pub fn corrected(&self) -> Vec<&IndicatorCode> {
        let ObjectionState::Upheld { remedy, .. } = &self.state else { return Vec::new() };
        match (remedy, &self.claim) {
            (Remedy::OwnValue { .. }, Claim::Value { indicator, .. }) => vec![indicator],
            (Remedy::Values { corrected, .. }, _) => corrected.iter().map(|value| &value.indicator).collect(),
            (Remedy::OwnValue { .. }, Claim::Score { .. }) | (Remedy::Edition, _) => Vec::new(),
        }
    }

    /// Whether it was upheld and changed the value of an indicator.
    pub fn changed(&self, indicator: &IndicatorCode) -> bool {
        self.corrected().contains(&indicator)
    }

    /// Something more is said while it is open.
    ///
    /// # Errors
    /// It is not open, or nothing is said.
    pub fn say(self, words: &str) -> Result<Self, ObjectionRefusal> {
        self.require_open()?;
        check_text(words, ObjectionRefusal::ReasonMissing)?;
        Ok(self.moved(ObjectionState::Open))
    }

    /// Files that prove something are added while it is open.
    ///
    /// # Errors
    /// It is not open.
    pub fn attach(self) -> Result<Self, ObjectionRefusal> {
        self.require_open()?;
        Ok(self.moved(ObjectionState::Open))
    }

    /// The agency takes it back.
    ///
    /// # Errors
    /// It is not open.
    pub fn withdraw(self, stamp: Stamp) -> Result<Self, ObjectionRefusal> {
        self.require_open()?;
        Ok(self.moved(ObjectionState::Withdrawn { withdrawn: stamp }))
    }

    /// The agency is right; its value makes a new revision of the report. `stands_in` is the revision in force, as long as the
    /// value objected to still counts in it.
    ///
    /// # Errors
    /// It is about a score; it is not open; the decider accepted the value or objects; there is no reason; another value is in
    /// force by now.
    pub fn uphold(self, stamp: Stamp, reason: &str, stands_in: Option<i32>) -> Result<Self, ObjectionRefusal> {
        self.decidable(stamp, reason)?;
        let Claim::Value { .. } = self.claim else { return Err(ObjectionRefusal::ObjectionOtherDecision) };
        let revision = stands_in.ok_or(ObjectionRefusal::ObjectionOvertaken)? + 1;
        let remedy = Remedy::OwnValue { revision };
        Ok(self.moved(ObjectionState::Upheld { decided: stamp, remedy }))
    }

    /// The agency is right about its score, and these values were wrong: they make a new revision of the report. `stands_in` is
    /// the revision in force, as long as the score objected to still counts in it.
    ///
    /// # Errors
    /// It is about a value; no value is corrected, or as what it is; else as [`Self::uphold`].
    pub fn uphold_by_values(
        self,
        stamp: Stamp,
        reason: &str,
        stands_in: Option<i32>,
        mut corrected: Vec<Corrected>,
    ) -> Result<Self, ObjectionRefusal> {
        self.decidable(stamp, reason)?;
        let Claim::Score { .. } = self.claim else { return Err(ObjectionRefusal::ObjectionOtherDecision) };
        let revision = stands_in.ok_or(ObjectionRefusal::ObjectionOvertaken)? + 1;
        if corrected.is_empty() {
            return Err(ObjectionRefusal::ObjectionNothingCorrected);
        }
        if corrected.iter().any(|value| value.before == Some(value.after)) {
            return Err(ObjectionRefusal::ObjectionSameValue);
        }
        corrected.sort_by(|one, other| one.indicator.cmp(&other.indicator));
        let remedy = Remedy::Values { revision, corrected };
        Ok(self.moved(ObjectionState::Upheld { decided: stamp, remedy }))
    }

    /// The agency is right about its score, and the edition of the scheme is at fault: nothing is changed, and the decision
    /// stands beside the score.
    ///
    /// # Errors
    /// It is about a value; else as [`Self::uphold`].
    pub fn uphold_against_edition(
        self,
        stamp: Stamp,
        reason: &str,
        stands_in: Option<i32>,
    ) -> Result<Self, ObjectionRefusal> {
        self.decidable(stamp, reason)?;
        let Claim::Score { .. } = self.claim else { return Err(ObjectionRefusal::ObjectionOtherDecision) };
        stands_in.ok_or(ObjectionRefusal::ObjectionOvertaken)?;
        Ok(self.moved(ObjectionState::Upheld { decided: stamp, remedy: Remedy::Edition }))
    }

    /// What stands there stays.
    ///
    /// # Errors
    /// It is not open; the decider accepted the value or objects; there is no reason.
    pub fn reject(self, stamp: Stamp, reason: &str) -> Result<Self, ObjectionRefusal> {
        self.decidable(stamp, reason)?;
        Ok(self.moved(ObjectionState::Rejected { decided: stamp }))
    }

    /// Whether somebody is free to decide on it.
    pub fn may_be_decided_by(&self, person: AccountId) -> bool {
        self.accepted_by != Some(person) && self.filed.by != person
    }

    fn require_open(&self) -> Result<(), ObjectionRefusal> {
        if self.state == ObjectionState::Open { Ok(()) } else { Err(ObjectionRefusal::ObjectionClosed) }
    }

    fn decidable(&self, stamp: Stamp, reason: &str) -> Result<(), ObjectionRefusal> {
        self.require_open()?;
        if !self.may_be_decided_by(stamp.by) {
            return Err(ObjectionRefusal::ObjectionSamePerson);
        }
        check_text(reason, ObjectionRefusal::ReasonMissing)
    }
}

impl Submission {
    /// Something is said about it that changes nothing of it, such as an objection.
    #[must_use]
    pub fn remark(self) -> Self {
        let state = self.state;
        self.moved(state)
    }

    /// DGA verifies a value anew: a new revision with the same texts, accepted at once. A correction in one step, for
    /// which the agency has nothing to type since it said what the value is. Who may do this is judged by the value, not by
    /// who made the last revision.
    ///
    /// # Errors
    /// It is not accepted.
    pub fn verify_anew(self, stamp: Stamp) -> Result<Self, Refusal> {
        let State::Accepted { .. } = self.state else { return Err(Refusal::WrongState) };
        let revision = self.revision + 1;
        let anew = Self { revision, accepted_revision: Some(revision), ..self };
        Ok(anew.moved(State::Accepted { accepted: stamp }))
    }
}

#[cfg(test)]
#[path = "objection_tests.rs"]
mod tests;
