//! What a snapshot says of objections: of what, how each stands or was decided, and which values that changed. What was said
//! is no part of it.

use super::line::BodyScore;
use crate::{
    amount::Amount,
    ids::{IndicatorCode, SchemeCode},
    objection::{Claim, Objection, ObjectionState, ObjectionStateName, Subject},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An objection of a body to one of its values or scores. Files of earlier releases tell only those to scores that wait or were
/// upheld because the edition is at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objected {
    /// What it is about.
    #[serde(flatten)]
    pub about: Subject,
    /// The edition that made the score; none of a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<i32>,
    /// Where it is on its way.
    pub state: ObjectionStateName,
    /// What the agency says the score is, as long as that stands beside the score; none of a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<Amount>,
    /// The values that were verified anew because it was upheld, in the order of indicators; none where the edition is at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<IndicatorCode>,
    /// Since when.
    pub filed_at: DateTime<Utc>,
    /// When it was decided or taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<DateTime<Utc>>,
}

impl Objected {
    /// What is told of an objection in a snapshot that uses some editions of schemes.
    pub fn of(objection: &Objection, uses: impl Fn(&SchemeCode, i32) -> bool) -> Self {
        let corrected: Vec<IndicatorCode> = objection.corrected().into_iter().cloned().collect();
        let (edition, counter) = match &objection.claim {
            Claim::Value { .. } => (None, None),
            Claim::Score { scheme, edition, counter, .. } => {
                let is_at_fault = matches!(objection.state, ObjectionState::Upheld { .. }) && corrected.is_empty();
                let stands = objection.state == ObjectionState::Open || is_at_fault && uses(scheme, *edition);
                (Some(*edition), stands.then_some(*counter))
            }
        };
        Self {
            about: objection.claim.subject(),
            edition,
            state: objection.state.name(),
            counter,
            corrected,
            filed_at: objection.filed.at,
            decided_at: objection.state.ended().map(|stamp| stamp.at),
        }
    }

    /// Whether it stands beside a score: it waits, or was upheld because the edition that made the score is at fault.
    fn is_beside(&self, score: &BodyScore) -> bool {
        let is_about = matches!(&self.about, Subject::Score(scheme) if *scheme == score.scheme);
        is_about
            && match self.state {
                ObjectionStateName::Open => true,
                ObjectionStateName::Upheld => self.corrected.is_empty() && self.edition == Some(score.edition),
                ObjectionStateName::Withdrawn | ObjectionStateName::Rejected => false,
            }
    }

    /// Whether it says when it was over exactly if it is over, and names corrected values only where it was upheld.
    pub(super) fn is_sound(&self) -> bool {
        let is_open = self.state == ObjectionStateName::Open;
        is_open == self.decided_at.is_none()
            && (self.corrected.is_empty() || self.state == ObjectionStateName::Upheld)
            && matches!(self.about, Subject::Score(_)) == self.edition.is_some()
    }
}

/// How the latest objection stands that is to be known beside a score; nothing where there is none.
pub fn beside(objections: &[Objected], score: &BodyScore) -> Option<ObjectionStateName> {
    objections.iter().rev().find(|objected| objected.is_beside(score)).map(|objected| objected.state)
}
