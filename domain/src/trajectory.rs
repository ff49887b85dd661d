//! Baseline, targets and what is expected in between.

use crate::{
    amount::Amount,
    calendar::FiscalYear,
    plan::{Provenance, ProvenanceStatus},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumString};

/// A figure that is to hold at the end of a fiscal year.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// At whose end.
    pub fiscal_year: FiscalYear,
    /// The figure, in the indicator's unit.
    pub value: Amount,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// What is expected between two milestones.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, EnumString, AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Interpolation {
    /// A straight line by days.
    #[default]
    Linear,
    /// The earlier milestone holds until the next one; of a running total nothing is expected before the end of the year.
    Step,
}

/// Baseline and targets of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trajectory<'a> {
    /// Where it started.
    pub baseline: Option<&'a Milestone>,
    /// Where it is to be at the end of each year.
    pub targets: &'a [Milestone],
    /// What is expected in between.
    pub interpolation: Interpolation,
    /// Whether it is the way of a running total, which begins anew each 1 October: then a milestone is what its year comes to,
    /// and of it as much is expected on a day as of the year is gone.
    pub begins_anew: bool,
}

impl<'a> Trajectory<'a> {
    fn in_any_order(self) -> impl Iterator<Item = &'a Milestone> {
        self.baseline.into_iter().chain(self.targets)
    }

    /// Baseline and targets in the order of their years.
    pub fn milestones(self) -> Vec<&'a Milestone> {
        let mut milestones: Vec<_> = self.in_any_order().collect();
        milestones.sort_by_key(|milestone| milestone.fiscal_year);
        milestones
    }

    /// The last milestone that holds by a day.
    fn before(self, day: NaiveDate) -> Option<&'a Milestone> {
        let holds = |milestone: &&Milestone| milestone.fiscal_year.last_day() <= day;
        self.in_any_order().filter(holds).max_by_key(|milestone| milestone.fiscal_year)
    }

    /// The first milestone that holds only after a day.
    fn after(self, day: NaiveDate) -> Option<&'a Milestone> {
        let is_ahead = |milestone: &&Milestone| milestone.fiscal_year.last_day() > day;
        self.in_any_order().filter(is_ahead).min_by_key(|milestone| milestone.fiscal_year)
    }

    /// What is expected on a day: between milestones by the interpolation, after the last one that one; nothing before
    /// the first, or where there is no target. Of what begins anew each year it is the share of the year that is gone by the end
    /// of the day, of what the year is to come to; with steps that alone at the end of the year, and nothing before it.
    pub fn expected_on(self, day: NaiveDate) -> Option<Amount> {
        if !self.begins_anew {
            return self.drawn_on(day);
        }
        let year = FiscalYear::of(day);
        let of_year = self.of_year(year)?;
        match self.interpolation {
            _ if day == year.last_day() => Some(of_year),
            Interpolation::Step => None,
            Interpolation::Linear => {
                let days = |until: NaiveDate| Amount::whole((until - year.first_day()).num_days() + 1);
                of_year.checked_mul(days(day))?.checked_div(days(year.last_day()))
            }
        }
    }

    /// What a year is to come to, of what begins anew: its own target, or where it has none what lies between those of the years
    /// around it. Nothing up to the year of the baseline: that was, and is not to be.
    fn of_year(self, year: FiscalYear) -> Option<Amount> {
        let is_ahead = self.baseline.is_none_or(|baseline| baseline.fiscal_year < year);
        self.drawn_on(year.last_day()).filter(|_| is_ahead)
    }

    /// Of what begins anew what each year is to come to, from the first that something is expected of to that of the last target;
    /// nothing of all else.
    pub fn years_anew(self) -> Vec<(FiscalYear, Amount)> {
        let milestones = self.milestones();
        let ends = milestones.first().zip(milestones.last()).filter(|_| self.begins_anew);
        let Some((first, last)) = ends.map(|(first, last)| (first.fiscal_year, last.fiscal_year)) else {
            return Vec::new();
        };
        let years = std::iter::successors(Some(first), |year| year.next()).take_while(|year| *year <= last);
        years.filter_map(|year| Some((year, self.of_year(year)?))).collect()
    }

    /// The line through the milestones.
    fn drawn_on(self, day: NaiveDate) -> Option<Amount> {
        if self.targets.is_empty() {
            return None;
        }
        let before = self.before(day)?;
        let Some(after) = self.after(day) else { return Some(before.value) };
        match self.interpolation {
            Interpolation::Step => Some(before.value),
            Interpolation::Linear => {
                let (from, to) = (before.fiscal_year.last_day(), after.fiscal_year.last_day());
                let gone = Amount::whole((day - from).num_days());
                let whole = Amount::whole((to - from).num_days());
                let rise = after.value.checked_sub(before.value)?;
                before.value.checked_add(rise.checked_mul(gone)?.checked_div(whole)?)
            }
        }
    }

    /// Whether what is expected on a day is no more than where it started: targets come in steps, and none is due yet.
    pub fn is_at_its_start_on(self, day: NaiveDate) -> bool {
        let is_due = |target: &Milestone| target.fiscal_year.last_day() <= day;
        self.interpolation == Interpolation::Step && !self.targets.iter().any(is_due)
    }

    /// How firm what is expected on a day is: as firm as the weakest milestone it is drawn from. Nothing where nothing
    /// is expected.
    pub fn provenance_on(self, day: NaiveDate) -> Option<ProvenanceStatus> {
        self.expected_on(day)?;
        let day = if self.begins_anew { FiscalYear::of(day).last_day() } else { day };
        let before = self.before(day);
        let is_met_on_day = before.is_some_and(|before| before.fiscal_year.last_day() == day);
        let after = match self.interpolation {
            Interpolation::Linear if !is_met_on_day => self.after(day),
            Interpolation::Linear | Interpolation::Step => None,
        };
        before.into_iter().chain(after).map(|milestone| milestone.provenance.status).max()
    }

    /// The first target at or after the end of a period: what it is on the way to. What begins anew each year is on the way to
    /// the target of its year alone.
    pub fn next_target(self, day: NaiveDate) -> Option<&'a Milestone> {
        if self.begins_anew {
            return self.target_of(FiscalYear::of(day));
        }
        let ahead = self.targets.iter().filter(|target| target.fiscal_year.last_day() >= day);
        ahead.min_by_key(|target| target.fiscal_year)
    }

    /// At the end of which year that is to hold which it is on the way to on a day: that of the next target, after the last one
    /// that one, and its own year of what begins anew.
    pub fn aims_at(self, day: NaiveDate) -> Option<FiscalYear> {
        if self.begins_anew {
            return Some(FiscalYear::of(day)).filter(|year| self.of_year(*year).is_some());
        }
        self.next_target(day).or(self.targets.last()).map(|target| target.fiscal_year)
    }

    /// The target of a fiscal year, where one is set.
    pub fn target_of(self, year: FiscalYear) -> Option<&'a Milestone> {
        self.targets.iter().find(|target| target.fiscal_year == year)
    }

    /// Whether the years rise and none stands twice.
    pub fn is_in_order(self) -> bool {
        let milestones = self.milestones();
        let no_year_twice = milestones.windows(2).all(|pair| pair[0].fiscal_year < pair[1].fiscal_year);
        let baseline_first = match (self.baseline, self.targets.iter().map(|target| target.fiscal_year).min()) {
            (Some(baseline), Some(first)) => baseline.fiscal_year < first,
            _ => true,
        };
        no_year_twice && baseline_first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn milestone(year: i32, value: i64) -> Milestone {
        Milestone {
            fiscal_year: FiscalYear::new(year).expect("a year"),
            value: Amount::whole(value),
            provenance: Provenance { status: ProvenanceStatus::Demonstration, source: "test".to_owned() },
        }
    }

    fn milestones() -> Vec<Milestone> {
        vec![milestone(2565, 20), milestone(2566, 30), milestone(2568, 50)]
    }

    fn expected(interpolation: Interpolation, on: NaiveDate) -> Option<Amount> {
        let milestones = milestones();
        let (baseline, targets) = milestones.split_first()?;
        Trajectory { baseline: Some(baseline), targets, interpolation, begins_anew: false }.expected_on(on)
    }

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    #[test]
    fn milestones_are_met_at_the_end_of_their_year() {
        let expected = |on| expected(Interpolation::Linear, on);
        assert_eq!(expected(day(2022, 9, 30)), Some(Amount::whole(20)));
        assert_eq!(expected(day(2023, 9, 30)), Some(Amount::whole(30)));
        assert_eq!(expected(day(2030, 1, 1)), Some(Amount::whole(50)));
        assert_eq!(expected(day(2022, 9, 29)), None);
    }

    #[test]
    fn a_step_holds_until_the_next() {
        let milestones = milestones();
        let (baseline, targets) = milestones.split_first().expect("milestones");
        let interpolation = Interpolation::Step;
        let steps = Trajectory { baseline: Some(baseline), targets, interpolation, begins_anew: false };
        assert!(steps.is_at_its_start_on(day(2023, 9, 29)) && !steps.is_at_its_start_on(day(2023, 9, 30)));
        assert!(!Trajectory { interpolation: Interpolation::Linear, ..steps }.is_at_its_start_on(day(2023, 9, 29)));
        assert_eq!(expected(Interpolation::Step, day(2024, 9, 30)), Some(Amount::whole(30)));
    }

    #[test]
    fn a_line_is_followed_by_days() {
        // 731 days from 30 Sep 2023 to 30 Sep 2025, 366 of them gone.
        let expected = expected(Interpolation::Linear, day(2024, 9, 30)).map(|amount| amount.rounded(4));
        assert_eq!(expected, Some("40.0137".parse().expect("a number")));
    }

    #[test]
    fn a_line_is_as_firm_as_the_weaker_of_its_ends() {
        let of = |status, mut milestone: Milestone| {
            milestone.provenance.status = status;
            milestone
        };
        let baseline = of(ProvenanceStatus::Sourced, milestone(2565, 20));
        let targets = [of(ProvenanceStatus::Demonstration, milestone(2566, 30))];
        let provenance = |interpolation, on| {
            Trajectory { baseline: Some(&baseline), targets: &targets, interpolation, begins_anew: false }
                .provenance_on(on)
        };
        let (start, between, end) = (day(2022, 9, 30), day(2023, 3, 31), day(2023, 9, 30));
        assert_eq!(provenance(Interpolation::Linear, start), Some(ProvenanceStatus::Sourced));
        assert_eq!(provenance(Interpolation::Linear, between), Some(ProvenanceStatus::Demonstration));
        assert_eq!(provenance(Interpolation::Step, between), Some(ProvenanceStatus::Sourced));
        assert_eq!(provenance(Interpolation::Step, end), Some(ProvenanceStatus::Demonstration));
        assert_eq!(provenance(Interpolation::Linear, day(2022, 9, 29)), None);
    }

    #[test]
    fn the_next_target_is_the_one_at_or_after_a_day() {
        let milestones = milestones();
        let interpolation = Interpolation::Step;
        let trajectory = Trajectory { baseline: None, targets: &milestones, interpolation, begins_anew: false };
        let year = |on| trajectory.next_target(on).map(|target| target.fiscal_year.number());
        assert_eq!(year(day(2023, 9, 30)), Some(2566));
        assert_eq!(year(day(2023, 10, 1)), Some(2568));
        assert_eq!(year(day(2025, 10, 1)), None);
    }

    #[test]
    fn without_targets_nothing_is_expected() {
        let baseline = milestone(2565, 20);
        for begins_anew in [false, true] {
            let interpolation = Interpolation::Linear;
            let only_baseline = Trajectory { baseline: Some(&baseline), targets: &[], interpolation, begins_anew };
            assert_eq!(only_baseline.expected_on(day(2024, 1, 1)), None);
            assert_eq!(only_baseline.aims_at(day(2024, 1, 1)), None);
            assert!(only_baseline.years_anew().is_empty());
        }
    }

    /// A running total of 20 in 2565, to be 30 in 2566 and 50 in 2568.
    fn anew(interpolation: Interpolation, of: impl Fn(Trajectory<'_>)) {
        let milestones = milestones();
        let (baseline, targets) = milestones.split_first().expect("milestones");
        of(Trajectory { baseline: Some(baseline), targets, interpolation, begins_anew: true });
    }

    #[test]
    fn of_a_running_total_the_share_of_the_year_that_is_gone_is_expected() {
        anew(Interpolation::Linear, |total| {
            let expected = |on| total.expected_on(on).map(|amount| amount.rounded(4).to_string());
            let some = |text: &str| Some(text.to_owned());
            // 2566 begins with the first of 365 days and ends with its own target, whatever 2565 came to.
            assert_eq!(expected(day(2022, 10, 1)), some("0.0822"));
            assert_eq!(expected(day(2022, 12, 31)), some("7.5616"), "92 of 365 days");
            assert_eq!(expected(day(2023, 9, 30)), some("30"));
            assert_eq!(expected(day(2023, 10, 1)), some("0.1093"), "a leap year, that begins anew");
            // 2567 has no target of its own: half-way between 30 and 50, as the line between them says.
            assert_eq!(total.expected_on(day(2024, 9, 30)), total.of_year(FiscalYear::of(day(2024, 9, 30))));
            assert_eq!(expected(day(2024, 9, 30)), some("40.0137"));
            assert_eq!(expected(day(2025, 3, 31)), some("24.9315"), "182 of 365 days of 50");
            assert_eq!(expected(day(2026, 9, 30)), some("50"), "after the last target that one");
            // The baseline was, and is not to be.
            assert_eq!((expected(day(2022, 9, 30)), expected(day(2022, 3, 31))), (None, None));
        });
    }

    #[test]
    fn of_a_running_total_by_steps_nothing_is_expected_before_the_year_ends() {
        anew(Interpolation::Step, |total| {
            assert_eq!(total.expected_on(day(2023, 9, 29)), None);
            assert_eq!(total.provenance_on(day(2023, 9, 29)), None);
            assert_eq!(total.expected_on(day(2023, 9, 30)), Some(Amount::whole(30)));
            assert_eq!(total.expected_on(day(2024, 9, 30)), Some(Amount::whole(30)), "the earlier one holds");
        });
    }

    #[test]
    fn a_running_total_is_on_the_way_to_the_target_of_its_year_alone() {
        anew(Interpolation::Linear, |total| {
            let next = |on| total.next_target(on).map(|target| target.fiscal_year.number());
            assert_eq!((next(day(2023, 3, 31)), next(day(2024, 3, 31))), (Some(2566), None));
            let aim = |on| total.aims_at(on).map(FiscalYear::number);
            assert_eq!([day(2022, 3, 31), day(2024, 3, 31), day(2026, 3, 31)].map(aim), [None, Some(2567), Some(2569)]);
            let years: Vec<_> = total.years_anew().into_iter().map(|(year, _)| year.number()).collect();
            assert_eq!(years, [2566, 2567, 2568]);
            assert!(Trajectory { begins_anew: false, ..total }.years_anew().is_empty());
        });
    }

    #[test]
    fn years_must_rise() {
        let (baseline, late) = (milestone(2565, 20), milestone(2567, 20));
        let in_order = |baseline, targets: &[Milestone]| {
            Trajectory { baseline, targets, interpolation: Interpolation::Linear, begins_anew: false }.is_in_order()
        };
        assert!(in_order(Some(&baseline), &[milestone(2566, 30), milestone(2568, 50)]));
        assert!(!in_order(Some(&baseline), &[milestone(2566, 30), milestone(2566, 31)]));
        assert!(!in_order(Some(&late), &[milestone(2566, 30)]));
    }

    proptest! {
        #[test]
        fn between_rising_milestones_the_line_never_falls(one in 0i64..1100, other in 0i64..1100) {
            let (earlier, later) = (one.min(other), one.max(other));
            let at = |days| expected(Interpolation::Linear, day(2022, 9, 30) + chrono::Duration::days(days));
            prop_assert!(at(earlier) <= at(later));
        }
    }
}
