//! On course, at risk, off course, no data or nothing that applies: a figure against what is expected of it.

use crate::{
    amount::Amount,
    entry::Applicability,
    indicator::{Indicator, Polarity},
    ranking::Coverage,
    reading::Reading,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString, IntoEnumIterator as _};

/// How far a figure may fall short of the expected one and still be only "at risk": a tenth of the expected figure, or
/// of the width of the range. Tidtam's own rule, not an official one.
pub const AT_RISK_TOLERANCE: Amount = Amount::TENTH;

/// A figure against its trajectory.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// At least as good as expected.
    OnCourse,
    /// Short by no more than the tolerance.
    AtRisk,
    /// Short by more.
    OffCourse,
    /// No figure, or nothing to compare it with.
    NoData,
    /// It does not apply to the body, with a reason that was accepted: nothing is missing.
    NotApplicable,
}

impl Status {
    /// Whether the indicator applies to the body: only then it counts among those of which some are on course.
    pub fn applies(self) -> bool {
        self != Self::NotApplicable
    }

    /// How an accepted answer of one body stands against what is expected of it on a day; the reading is what counts of it.
    pub fn of_answer(
        applicability: Applicability,
        reading: Option<Reading>,
        indicator: &Indicator,
        day: NaiveDate,
    ) -> Self {
        match applicability {
            Applicability::NotApplicable => Self::NotApplicable,
            Applicability::Applies => reading.map_or(Self::NoData, |reading| reading.status(indicator, day)),
        }
    }

    /// Compares a figure with what is expected.
    pub fn of(figure: Option<Amount>, expected: Option<Amount>, polarity: &Polarity) -> Self {
        let Some(figure) = figure else {
            return Self::NoData;
        };
        let shortfall_and_tolerance = match polarity {
            Polarity::Higher => {
                expected.and_then(|expected| Some((expected.checked_sub(figure)?, tolerance(expected)?)))
            }
            Polarity::Lower => {
                expected.and_then(|expected| Some((figure.checked_sub(expected)?, tolerance(expected)?)))
            }
            Polarity::Within([lowest, highest]) => {
                let below = lowest.checked_sub(figure);
                let above = figure.checked_sub(*highest);
                highest.checked_sub(*lowest).and_then(|width| Some((below?.max(above?), tolerance(width)?)))
            }
        };
        match shortfall_and_tolerance {
            None => Self::NoData,
            Some((shortfall, _)) if shortfall <= Amount::ZERO => Self::OnCourse,
            Some((shortfall, tolerance)) if shortfall <= tolerance => Self::AtRisk,
            Some(_) => Self::OffCourse,
        }
    }
}

impl Polarity {
    /// Whether a figure is already at least as good as a target. Another question than the status of a figure, which is
    /// held against what is expected of it by now: whoever is on course to a target still ahead need not meet it yet.
    pub fn is_met(&self, figure: Amount, target: Amount) -> bool {
        Status::of(Some(figure), Some(target), self) == Status::OnCourse
    }
}

fn tolerance(of: Amount) -> Option<Amount> {
    Amount::new(of.decimal().abs()).checked_mul(AT_RISK_TOLERANCE)
}

/// How many indicators have which status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub struct StatusCounts {
    /// At least as good as expected.
    pub on_course: usize,
    /// Short by no more than the tolerance.
    pub at_risk: usize,
    /// Short by more.
    pub off_course: usize,
    /// No figure, or nothing to compare it with.
    pub no_data: usize,
    /// It does not apply; no release before knew this one.
    #[serde(default)]
    pub not_applicable: usize,
}

impl StatusCounts {
    /// How many have a status.
    pub fn of(self, status: Status) -> usize {
        match status {
            Status::OnCourse => self.on_course,
            Status::AtRisk => self.at_risk,
            Status::OffCourse => self.off_course,
            Status::NoData => self.no_data,
            Status::NotApplicable => self.not_applicable,
        }
    }

    /// The statuses that are told of them: what does not apply only where something does not.
    pub fn told(self) -> impl Iterator<Item = Status> {
        Status::iter().filter(move |status| status.applies() || self.not_applicable > 0)
    }

    /// How many there are altogether.
    pub fn total(self) -> usize {
        self.applicable() + self.not_applicable
    }

    /// How many apply: what shares of statuses are shares of.
    pub fn applicable(self) -> usize {
        self.judged() + self.no_data
    }

    /// How many have a figure that can be held against something.
    pub fn judged(self) -> usize {
        self.on_course + self.at_risk + self.off_course
    }

    /// One word over many indicators: the status of the one in the middle of all that can be judged, from best to worst,
    /// the worse of two. No data while too few reports are accepted, or too few indicators have a figure, to speak for
    /// all; one agency's own figures rest on no other reports, and name none. Tidtam's own rule, not an official one.
    pub fn verdict(self, reports: Option<Coverage>) -> Status {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let indicators = Coverage { contributors: count(self.judged()), expected: count(self.total()) };
        let is_enough = indicators.allows_verdict() && reports.is_none_or(Coverage::allows_verdict);
        if is_enough { self.middle() } else { Status::NoData }
    }

    fn middle(self) -> Status {
        let judged = self.judged();
        let mut passed = 0;
        let in_order = [Status::OnCourse, Status::AtRisk, Status::OffCourse];
        let middle = in_order.into_iter().find(|status| {
            passed += self.of(*status);
            passed > judged / 2
        });
        middle.unwrap_or(Status::NoData)
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            on_course: self.on_course + other.on_course,
            at_risk: self.at_risk + other.at_risk,
            off_course: self.off_course + other.off_course,
            no_data: self.no_data + other.no_data,
            not_applicable: self.not_applicable + other.not_applicable,
        }
    }
}

impl FromIterator<Status> for StatusCounts {
    fn from_iter<Statuses: IntoIterator<Item = Status>>(statuses: Statuses) -> Self {
        let mut counts = Self::default();
        for status in statuses {
            let count = match status {
                Status::OnCourse => &mut counts.on_course,
                Status::AtRisk => &mut counts.at_risk,
                Status::OffCourse => &mut counts.off_course,
                Status::NoData => &mut counts.no_data,
                Status::NotApplicable => &mut counts.not_applicable,
            };
            *count += 1;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn status(figure: i64, polarity: &Polarity) -> Status {
        Status::of(Some(Amount::whole(figure)), Some(Amount::whole(50)), polarity)
    }

    #[test]
    fn a_figure_is_held_against_the_expected_one() {
        assert_eq!(status(50, &Polarity::Higher), Status::OnCourse);
        assert_eq!(status(45, &Polarity::Higher), Status::AtRisk);
        assert_eq!(status(44, &Polarity::Higher), Status::OffCourse);
        assert_eq!(status(50, &Polarity::Lower), Status::OnCourse);
        assert_eq!(status(55, &Polarity::Lower), Status::AtRisk);
        assert_eq!(status(56, &Polarity::Lower), Status::OffCourse);
    }

    #[test]
    fn a_range_is_missed_on_both_sides() {
        let within = Polarity::Within([Amount::whole(10), Amount::whole(20)]);
        for (figure, expected) in [
            (10, Status::OnCourse),
            (20, Status::OnCourse),
            (9, Status::AtRisk),
            (21, Status::AtRisk),
            (8, Status::OffCourse),
            (22, Status::OffCourse),
        ] {
            assert_eq!(Status::of(Some(Amount::whole(figure)), None, &within), expected, "{figure}");
        }
    }

    #[test]
    fn silence_is_no_data_and_never_zero() {
        assert_eq!(Status::of(None, Some(Amount::whole(50)), &Polarity::Higher), Status::NoData);
        assert_eq!(Status::of(Some(Amount::ZERO), None, &Polarity::Higher), Status::NoData);
        assert_eq!(Status::of(Some(Amount::ZERO), Some(Amount::whole(50)), &Polarity::Higher), Status::OffCourse);
    }

    #[test]
    fn every_status_is_counted_once() {
        let every: Vec<Status> = Status::iter().collect();
        let counts: StatusCounts = every.iter().copied().chain([Status::AtRisk]).collect();
        assert_eq!(counts, StatusCounts { on_course: 1, at_risk: 2, off_course: 1, no_data: 1, not_applicable: 1 });
        assert_eq!((counts.total(), counts.applicable(), counts.judged()), (6, 5, 4));
        assert_eq!(every.iter().map(|status| counts.of(*status)).sum::<usize>(), counts.total());
        assert_eq!(counts.plus(counts).of(Status::AtRisk), 4);
        assert_eq!(counts.plus(counts).of(Status::NotApplicable), 2);
    }

    #[test]
    fn what_does_not_apply_is_told_where_there_is_some_and_counts_like_silence_for_a_verdict() {
        let all_apply = StatusCounts { on_course: 2, no_data: 2, ..StatusCounts::default() };
        let some_do_not = StatusCounts { on_course: 2, not_applicable: 2, ..StatusCounts::default() };
        assert!(all_apply.told().all(|status| status != Status::NotApplicable));
        assert_eq!(some_do_not.told().last(), Some(Status::NotApplicable));
        // Decision 0018: nobody is judged by a handful.
        assert_eq!(all_apply.verdict(None), some_do_not.verdict(None));
        let one_more = StatusCounts { not_applicable: 3, ..some_do_not };
        assert_eq!(one_more.verdict(None), Status::NoData);
    }

    #[test]
    fn counts_that_an_earlier_release_kept_are_read() {
        let kept = r#"{"on_course":1,"at_risk":2,"off_course":3,"no_data":4}"#;
        let counts: StatusCounts = serde_json::from_str(kept).expect("counts");
        assert_eq!((counts.total(), counts.not_applicable), (10, 0));
    }

    #[test]
    fn the_middle_of_many_is_that_of_the_one_in_the_middle() {
        let middle = |on_course, at_risk, off_course, no_data| {
            StatusCounts { on_course, at_risk, off_course, no_data, not_applicable: 0 }.verdict(None)
        };
        assert_eq!(middle(3, 1, 1, 0), Status::OnCourse);
        assert_eq!(middle(2, 1, 2, 5), Status::AtRisk);
        assert_eq!(middle(1, 0, 1, 0), Status::OffCourse);
        assert_eq!(middle(0, 0, 0, 5), Status::NoData);
    }

    #[test]
    fn two_indicators_of_28_say_nothing_of_the_country() {
        let counts = StatusCounts { on_course: 2, at_risk: 1, no_data: 25, ..StatusCounts::default() };
        let accepted = |contributors| Some(Coverage { contributors, expected: 460 });
        assert_eq!(counts.verdict(accepted(0)), Status::NoData);
        assert_eq!(counts.verdict(accepted(460)), Status::NoData, "too few indicators have a figure");
        let every = StatusCounts { on_course: 28, ..StatusCounts::default() };
        assert_eq!(every.verdict(accepted(10)), Status::NoData, "too few reports are accepted");
        assert_eq!(every.verdict(accepted(230)), Status::OnCourse);
    }

    proptest! {
        #[test]
        fn a_verdict_is_said_exactly_when_half_of_the_reports_and_half_of_the_indicators_are_in(
            counts in [0usize..9, 0usize..9, 0usize..9, 0usize..20, 0usize..20],
            accepted in 0i64..40,
            missing in 0i64..40,
        ) {
            let [on_course, at_risk, off_course, no_data, not_applicable] = counts;
            let counts = StatusCounts { on_course, at_risk, off_course, no_data, not_applicable };
            let verdict = counts.verdict(Some(Coverage { contributors: accepted, expected: accepted + missing }));
            let is_enough = counts.judged() > 0 && counts.judged() >= no_data + not_applicable && accepted > 0 && accepted >= missing;
            prop_assert_eq!(verdict != Status::NoData, is_enough);
            prop_assert!(verdict == Status::NoData || counts.of(verdict) > 0);
        }

        #[test]
        fn whoever_meets_the_target_ahead_is_on_course_towards_it(
            figure in -100i64..100, target in -100i64..100, way in 0i64..100,
        ) {
            let [figure, target] = [figure, target].map(Amount::whole);
            for polarity in [Polarity::Higher, Polarity::Lower] {
                let still_to_go = Amount::whole(if polarity == Polarity::Higher { -way } else { way });
                let expected_now = target.checked_add(still_to_go);
                if polarity.is_met(figure, target) {
                    prop_assert_eq!(Status::of(Some(figure), expected_now, &polarity), Status::OnCourse);
                }
            }
        }

        #[test]
        fn a_better_figure_never_has_a_worse_status(one in -1000i64..1000, other in -1000i64..1000) {
            let (lower, higher) = (one.min(other), one.max(other));
            prop_assert!(status(higher, &Polarity::Higher) <= status(lower, &Polarity::Higher));
            prop_assert!(status(lower, &Polarity::Lower) <= status(higher, &Polarity::Lower));
        }
    }
}
