//! What stands behind an answer may change how much the answer weighs: where a scheme says so, never by itself.

use super::scheme::Scheme;
use crate::{amount::Amount, trust::TrustGrade};
use serde::{Deserialize, Serialize};

/// What the weight of an answer is multiplied by, by its grade of trust; one where the scheme says nothing. Only an
/// answer of one's own is judged: what stands in for a missing one weighs in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustFactors {
    /// Of what the agency says alone.
    #[serde(default = "one")]
    pub self_reported: Amount,
    /// Of what has a file beside it.
    #[serde(default = "one")]
    pub evidence_attached: Amount,
    /// Of what a program fetched.
    #[serde(default = "one")]
    pub machine_collected: Amount,
    /// Of what DGA verified.
    #[serde(default = "one")]
    pub evidence_verified: Amount,
}

/// By what the weight of an answer was multiplied, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trusted {
    /// What stands behind the answer.
    pub grade: TrustGrade,
    /// The factor the scheme gives it.
    pub factor: Amount,
}

fn one() -> Amount {
    Amount::ONE
}

impl TrustFactors {
    /// The factor of a grade.
    pub fn of(self, grade: TrustGrade) -> Amount {
        match grade {
            TrustGrade::SelfReported => self.self_reported,
            TrustGrade::EvidenceAttached => self.evidence_attached,
            TrustGrade::MachineCollected => self.machine_collected,
            TrustGrade::EvidenceVerified => self.evidence_verified,
        }
    }

    /// Whether every factor lies above zero and at most at one, with four decimals, and more behind an answer never makes
    /// it lighter.
    pub(super) fn is_fit(self) -> bool {
        use strum::IntoEnumIterator as _;
        let factors: Vec<Amount> = TrustGrade::iter().map(|grade| self.of(grade)).collect();
        let is_fit = |factor: &Amount| *factor > Amount::ZERO && *factor <= Amount::ONE && *factor == factor.rounded(4);
        factors.iter().all(is_fit) && factors.is_sorted()
    }
}

impl Scheme {
    /// Whether any answer weighs by what stands behind it.
    pub fn weighs_by_trust(&self) -> bool {
        self.nodes().iter().any(|node| node.reads.as_ref().is_some_and(|reads| reads.trusted.is_some()))
    }
}
