//! How far a figure can be trusted: derived from what stands behind it, never judged.

use crate::share::fits;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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

/// The pages that can be looked at with only those figures that have at least a grade. A star stands for one code.
const PAGES: [&str; 16] = [
    "/alerts",
    "/compare",
    "/completeness",
    "/completeness/*",
    "/indicators/*",
    "/indicators/*/map",
    "/maps/*/*",
    "/movers/*/*",
    "/national",
    "/organisations/*",
    "/organisations/*/figures",
    "/organisations/*/heat-map",
    "/organisations/*/indicators/*",
    "/robustness/*/*",
    "/scores/*/*",
    "/scores/*/*/*",
];
/// Files of those pages, which are made of the same figures.
const FILES: [&str; 3] = ["/completeness.csv", "/robustness/*/*/places.csv", "/scores/*/*/*/derivation.json"];

/// Whether a page, or a file of one, can be made of only those figures that have at least a grade.
pub fn goes_by_grade(path: &str) -> bool {
    PAGES.iter().chain(&FILES).any(|page| fits(page, path))
}

/// Whether an address is that of a page that goes by grade.
pub fn is_page_by_grade(path: &str) -> bool {
    PAGES.iter().any(|page| fits(page, path))
}

/// How many figures have which grade.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GradeCounts(BTreeMap<TrustGrade, i64>);

impl GradeCounts {
    /// How many have just this grade.
    pub fn of(&self, grade: TrustGrade) -> i64 {
        self.0.get(&grade).copied().unwrap_or_default()
    }

    /// How many there are.
    pub fn total(&self) -> i64 {
        self.0.values().sum()
    }

    /// Adds others to these.
    pub fn add(&mut self, others: &Self) {
        for (grade, count) in &others.0 {
            *self.0.entry(*grade).or_default() += count;
        }
    }
}

impl FromIterator<TrustGrade> for GradeCounts {
    fn from_iter<Grades: IntoIterator<Item = TrustGrade>>(grades: Grades) -> Self {
        let mut counts = Self::default();
        for grade in grades {
            *counts.0.entry(grade).or_default() += 1;
        }
        counts
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
    fn dashboards_go_by_grade_and_lists_of_work_do_not() {
        for page in ["/national", "/organisations/dga/heat-map", "/scores/dga-readiness/2570-q1/dga", "/completeness"] {
            assert!(is_page_by_grade(page) && goes_by_grade(page), "{page}");
        }
        for page in ["/", "/late", "/plans", "/reports/2570-q1/dga", "/organisations/dga/letter", "/audit"] {
            assert!(!goes_by_grade(page), "{page}");
        }
        assert!(goes_by_grade("/completeness.csv") && !is_page_by_grade("/completeness.csv"));
    }

    #[test]
    fn grades_are_counted_and_add_up() {
        use TrustGrade as G;
        let mut counts: GradeCounts = [G::SelfReported, G::EvidenceVerified, G::SelfReported].into_iter().collect();
        counts.add(&[G::EvidenceVerified].into_iter().collect());
        assert_eq!(TrustGrade::iter().map(|grade| counts.of(grade)).collect::<Vec<_>>(), [2, 0, 0, 2]);
        assert_eq!(counts.total(), 4);
        let told = serde_json::to_string(&counts).expect("JSON");
        assert_eq!(told, "{\"self_reported\":2,\"evidence_verified\":2}");
        assert_eq!(serde_json::from_str::<GradeCounts>(&told).expect("read"), counts);
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
