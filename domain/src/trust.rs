//! How far a figure can be trusted: derived from what stands behind it, never judged.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString};

/// What stands behind a figure, the least first.
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

/// What is known of where a figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grounds {
    /// Whether files lie beside it.
    pub has_evidence: bool,
    /// Whether DGA held it against them.
    pub is_checked: bool,
    /// Whether DGA found another figure, which is the one that counts.
    pub is_corrected: bool,
    /// Whether a program fetched it and nobody typed over it.
    pub is_collected: bool,
}

impl TrustGrade {
    /// The grade that grounds give. Without evidence nothing can have been held against it.
    pub fn of(grounds: Grounds) -> Self {
        if grounds.is_corrected || grounds.has_evidence && grounds.is_checked {
            Self::EvidenceVerified
        } else if grounds.is_collected {
            Self::MachineCollected
        } else if grounds.has_evidence {
            Self::EvidenceAttached
        } else {
            Self::SelfReported
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_follows_from_what_stands_behind_the_figure() {
        let of = |has_evidence, is_checked, is_collected| {
            TrustGrade::of(Grounds { has_evidence, is_checked, is_collected, is_corrected: false })
        };
        assert_eq!(of(false, false, false), TrustGrade::SelfReported);
        assert_eq!(of(true, false, false), TrustGrade::EvidenceAttached);
        assert_eq!(of(true, false, true), TrustGrade::MachineCollected);
        assert_eq!(of(true, true, true), TrustGrade::EvidenceVerified);
        assert_eq!(of(false, true, false), TrustGrade::SelfReported, "nothing was there to be checked");
        let corrected = Grounds { is_corrected: true, ..Grounds::default() };
        assert_eq!(TrustGrade::of(corrected), TrustGrade::EvidenceVerified, "DGA stands behind its own figure");
    }

    #[test]
    fn more_behind_a_figure_never_lowers_its_grade() {
        for bits in 0..16u8 {
            let grounds = |bits: u8| Grounds {
                has_evidence: bits & 1 != 0,
                is_checked: bits & 2 != 0,
                is_collected: bits & 4 != 0,
                is_corrected: bits & 8 != 0,
            };
            for more in [1, 2, 4, 8] {
                assert!(TrustGrade::of(grounds(bits)) <= TrustGrade::of(grounds(bits | more)), "{bits} {more}");
            }
        }
    }
}
