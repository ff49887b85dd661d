//! How far a figure can be trusted: derived from what stands behind it, never judged.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString};

/// What stands behind a figure, the least first.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    EnumString,
    AsRefStr,
    EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum TrustGrade {
    /// The agency says so.
    #[default]
    SelfReported,
    /// The agency says so, and a file lies beside it.
    EvidenceAttached,
    /// A program fetched it where it arises.
    MachineCollected,
    /// DGA held it against its evidence, or put a figure of its own in its place.
    EvidenceVerified,
}

/// What DGA did about a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, EnumIter)]
pub enum Verification {
    /// It took it as it was.
    #[default]
    None,
    /// It held it against its evidence.
    AgainstEvidence,
    /// It found another figure, which is the one that counts.
    Corrected,
}

/// What is known of where a figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grounds {
    /// Whether files lie beside it.
    pub has_evidence: bool,
    /// Whether a program fetched it and nobody typed over it.
    pub is_collected: bool,
    /// What DGA did about it.
    pub verification: Verification,
}

impl TrustGrade {
    /// The grade that grounds give. Without evidence nothing can have been held against it.
    pub fn of(grounds: Grounds) -> Self {
        match grounds.verification {
            Verification::Corrected => Self::EvidenceVerified,
            Verification::AgainstEvidence if grounds.has_evidence => Self::EvidenceVerified,
            Verification::AgainstEvidence | Verification::None if grounds.is_collected => Self::MachineCollected,
            Verification::AgainstEvidence | Verification::None if grounds.has_evidence => Self::EvidenceAttached,
            Verification::AgainstEvidence | Verification::None => Self::SelfReported,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator as _;

    fn of(has_evidence: bool, is_collected: bool, verification: Verification) -> TrustGrade {
        TrustGrade::of(Grounds { has_evidence, is_collected, verification })
    }

    #[test]
    fn a_grade_follows_from_what_stands_behind_the_figure() {
        use Verification as V;
        assert_eq!(of(false, false, V::None), TrustGrade::SelfReported);
        assert_eq!(of(true, false, V::None), TrustGrade::EvidenceAttached);
        assert_eq!(of(true, true, V::None), TrustGrade::MachineCollected);
        assert_eq!(of(true, true, V::AgainstEvidence), TrustGrade::EvidenceVerified);
        assert_eq!(of(false, false, V::AgainstEvidence), TrustGrade::SelfReported, "nothing was there to be checked");
        assert_eq!(of(false, false, V::Corrected), TrustGrade::EvidenceVerified, "DGA stands behind its own figure");
    }

    #[test]
    fn more_behind_a_figure_never_lowers_its_grade() {
        for verification in Verification::iter() {
            for flag in [false, true] {
                assert!(of(false, flag, verification) <= of(true, flag, verification), "{verification:?} {flag}");
                assert!(of(flag, false, verification) <= of(flag, true, verification), "{verification:?} {flag}");
                for more in Verification::iter().filter(|more| *more >= verification) {
                    assert!(of(flag, flag, verification) <= of(flag, flag, more), "{verification:?} {more:?}");
                }
            }
        }
    }
}
