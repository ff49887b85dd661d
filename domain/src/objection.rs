//! An agency objects to a value that DGA verified, with a value of its own, a reason and evidence.
//!
//! ```text
//! open → upheld    (a new revision of the value, at once)
//!      → rejected  (with a reason)
//!      → withdrawn (by the agency)
//! ```
//! Whoever accepted the value never decides on the objection to it, nor does whoever objects.

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectionState {
    /// Waiting for an answer.
    Open,
    /// Taken back by the agency.
    Withdrawn {
        /// By whom, when.
        withdrawn: Stamp,
    },
    /// The agency was right: its value is verified from this revision of the report on.
    Upheld {
        /// By whom, when.
        decided: Stamp,
        /// The revision that it made.
        revision: i32,
    },
    /// The value stays.
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
    /// The value stays.
    Rejected,
}

/// An objection to one value of one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Which one.
    pub id: ObjectionId,
    /// The report.
    pub key: ReportKey,
    /// The indicator.
    pub indicator: IndicatorCode,
    /// The revision whose value is objected to.
    pub revision: i32,
    /// What the agency says the value is.
    pub counter: Parts,
    /// Who objects, and since when.
    pub filed: Stamp,
    /// Who accepted the value; nobody where it was imported.
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
    /// The agency says what stands there already.
    #[error("the value is the one that stands there")]
    ObjectionSameValue,
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
    /// The report has another revision in force since.
    #[error("another revision is in force since")]
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

    /// Something more is said while it is open.
    ///
    /// # Errors
    /// It is not open, or nothing is said.
    pub fn say(self, words: &str) -> Result<Self, ObjectionRefusal> {
        self.require_open()?;
        check_text(words, ObjectionRefusal::ReasonMissing)?;
        let state = self.state;
        Ok(self.moved(state))
    }

    /// Files that prove something are added while it is open.
    ///
    /// # Errors
    /// It is not open.
    pub fn attach(self) -> Result<Self, ObjectionRefusal> {
        self.require_open()?;
        let state = self.state;
        Ok(self.moved(state))
    }

    /// The agency takes it back.
    ///
    /// # Errors
    /// It is not open.
    pub fn withdraw(self, stamp: Stamp) -> Result<Self, ObjectionRefusal> {
        self.require_open()?;
        Ok(self.moved(ObjectionState::Withdrawn { withdrawn: stamp }))
    }

    /// The agency is right; its value makes a new revision of the report.
    ///
    /// # Errors
    /// It is not open; the decider accepted the value or objects; there is no reason; another revision is in force by now.
    pub fn uphold(self, stamp: Stamp, reason: &str, in_force: Option<i32>) -> Result<Self, ObjectionRefusal> {
        self.decidable(stamp, reason)?;
        if in_force != Some(self.revision) {
            return Err(ObjectionRefusal::ObjectionOvertaken);
        }
        let revision = self.revision + 1;
        Ok(self.moved(ObjectionState::Upheld { decided: stamp, revision }))
    }

    /// The value stays.
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
    /// which the agency has nothing to type since it said what the value is.
    ///
    /// # Errors
    /// It is not accepted, or whoever does this accepted it before.
    pub fn verify_anew(self, stamp: Stamp) -> Result<Self, Refusal> {
        let State::Accepted { accepted } = self.state else { return Err(Refusal::WrongState) };
        if accepted.by == stamp.by {
            return Err(Refusal::SamePerson);
        }
        let revision = self.revision + 1;
        let anew = Self { revision, accepted_revision: Some(revision), ..self };
        Ok(anew.moved(State::Accepted { accepted: stamp }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use proptest::prelude::*;

    fn stamp(person: u128) -> Stamp {
        Stamp { by: AccountId::new(uuid::Uuid::from_u128(person)), at: DateTime::UNIX_EPOCH + Duration::days(20_000) }
    }

    fn objection() -> Objection {
        let holidays = Holidays::default();
        Objection {
            id: ObjectionId::new(uuid::Uuid::nil()),
            key: ReportKey { round: "2570-q1".parse().expect("a code"), agency: "one".parse().expect("a code") },
            indicator: "svc-e2e".parse().expect("a code"),
            revision: 1,
            counter: (Amount::ONE, None),
            filed: stamp(1),
            accepted_by: Some(stamp(3).by),
            answer_by: answer_by(stamp(1).at, &holidays),
            version: 0,
            state: ObjectionState::Open,
        }
    }

    #[test]
    fn an_open_objection_is_upheld_rejected_or_taken_back() {
        let upheld = objection().uphold(stamp(4), "right", Some(1)).expect("upheld");
        assert_eq!((upheld.state, upheld.version), (ObjectionState::Upheld { decided: stamp(4), revision: 2 }, 1));
        let rejected = objection().reject(stamp(4), "the evidence says otherwise").expect("rejected");
        assert_eq!(rejected.state.name(), ObjectionStateName::Rejected);
        let withdrawn = objection().withdraw(stamp(1)).expect("withdrawn");
        assert_eq!(withdrawn.state.ended(), Some(stamp(1)));
        assert_eq!(objection().say("more").expect("said").state, ObjectionState::Open);
        let attached = objection().attach().expect("attached");
        assert_eq!((attached.state, attached.version), (ObjectionState::Open, 1));
    }

    #[test]
    fn what_is_over_stays_over() {
        for over in [
            objection().uphold(stamp(4), "right", Some(1)).expect("upheld"),
            objection().reject(stamp(4), "no").expect("rejected"),
            objection().withdraw(stamp(1)).expect("withdrawn"),
        ] {
            let closed = Err(ObjectionRefusal::ObjectionClosed);
            assert_eq!(over.clone().uphold(stamp(5), "x", Some(1)).map(|_| ()), closed);
            assert_eq!(over.clone().reject(stamp(5), "x").map(|_| ()), closed);
            assert_eq!(over.clone().withdraw(stamp(1)).map(|_| ()), closed);
            assert_eq!(over.clone().attach().map(|_| ()), closed);
            assert_eq!(over.say("x").map(|_| ()), closed);
        }
    }

    #[test]
    fn neither_who_accepted_nor_who_objects_decides() {
        for person in [1, 3] {
            let refused = Err(ObjectionRefusal::ObjectionSamePerson);
            assert_eq!(objection().uphold(stamp(person), "x", Some(1)).map(|_| ()), refused);
            assert_eq!(objection().reject(stamp(person), "x").map(|_| ()), refused);
        }
        let imported = Objection { accepted_by: None, ..objection() };
        assert!(imported.may_be_decided_by(stamp(3).by));
    }

    #[test]
    fn a_decision_has_a_reason_and_is_about_what_is_in_force() {
        assert_eq!(objection().reject(stamp(4), " ").map(|_| ()), Err(ObjectionRefusal::ReasonMissing));
        let long = "x".repeat(5_001);
        assert_eq!(objection().reject(stamp(4), &long).map(|_| ()), Err(ObjectionRefusal::ReasonTooLong));
        let overtaken = Err(ObjectionRefusal::ObjectionOvertaken);
        assert_eq!(objection().uphold(stamp(4), "x", Some(2)).map(|_| ()), overtaken);
        assert_eq!(objection().uphold(stamp(4), "x", None).map(|_| ()), overtaken);
    }

    #[test]
    fn the_clock_counts_working_days_only() {
        // Monday 7 December 2026; the 10th and the 31st are holidays, as is 1 January.
        let holidays: Holidays =
            ["2026-12-10", "2026-12-31", "2027-01-01"].map(|day| day.parse().expect("a day")).into_iter().collect();
        let filed: DateTime<Utc> = "2026-12-07T03:00:00Z".parse().expect("an instant");
        // 8, 9, 11, 14–18, 21–25, 28, 29: the fifteenth working day is the 29th.
        let by = answer_by(filed, &holidays);
        assert_eq!(bangkok_day(by).to_string(), "2026-12-29");
        let mut open = Objection { answer_by: by, ..objection() };
        assert!(!open.is_overdue(by) && open.is_overdue(by + Duration::seconds(1)));
        open.state = ObjectionState::Rejected { decided: stamp(4) };
        assert!(!open.is_overdue(by + Duration::days(9)));
    }

    #[test]
    fn an_accepted_report_is_verified_anew_by_somebody_else_and_keeps_its_state() {
        let key = objection().key;
        let state = State::Accepted { accepted: stamp(3) };
        let report = Submission { revision: 1, accepted_revision: Some(1), state, ..Submission::expected(key.clone()) };
        let anew = report.clone().verify_anew(stamp(4)).expect("verified");
        assert_eq!((anew.revision, anew.accepted_revision, anew.version), (2, Some(2), 1));
        assert_eq!(anew.state, State::Accepted { accepted: stamp(4) });
        assert_eq!(report.clone().verify_anew(stamp(3)), Err(Refusal::SamePerson));
        let remarked = report.clone().remark();
        assert_eq!((remarked.state, remarked.revision, remarked.version), (state, 1, 1));
        let open = Submission::expected(key);
        assert_eq!(open.verify_anew(stamp(4)), Err(Refusal::WrongState));
    }

    proptest! {
        #[test]
        fn an_answer_is_due_on_a_working_day(days in 0i64..20_000, off in prop::collection::btree_set(0i64..40, 0..15)) {
            let filed = DateTime::UNIX_EPOCH + Duration::days(days);
            let holidays: Holidays = off.into_iter().map(|off| bangkok_day(filed) + Duration::days(off)).collect();
            let last = bangkok_day(answer_by(filed, &holidays));
            prop_assert!(holidays.is_working_day(last));
            let between = bangkok_day(filed).iter_days().skip(1).take_while(|day| *day <= last);
            prop_assert_eq!(between.filter(|day| holidays.is_working_day(*day)).count(), ANSWER_WORKING_DAYS);
        }
    }
}
