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
    /// The earlier milestone holds until the next one.
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
    /// the first, or where there is no target.
    pub fn expected_on(self, day: NaiveDate) -> Option<Amount> {
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
        let before = self.before(day);
        let is_met_on_day = before.is_some_and(|before| before.fiscal_year.last_day() == day);
        let after = match self.interpolation {
            Interpolation::Linear if !is_met_on_day => self.after(day),
            Interpolation::Linear | Interpolation::Step => None,
        };
        before.into_iter().chain(after).map(|milestone| milestone.provenance.status).max()
    }

    /// The first target at or after the end of a period: what it is on the way to.
    pub fn next_target(self, day: NaiveDate) -> Option<&'a Milestone> {
        let ahead = self.targets.iter().filter(|target| target.fiscal_year.last_day() >= day);
        ahead.min_by_key(|target| target.fiscal_year)
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
        Trajectory { baseline: Some(baseline), targets, interpolation }.expected_on(on)
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
        let steps = Trajectory { baseline: Some(baseline), targets, interpolation: Interpolation::Step };
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
            Trajectory { baseline: Some(&baseline), targets: &targets, interpolation }.provenance_on(on)
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
        let trajectory = Trajectory { baseline: None, targets: &milestones, interpolation: Interpolation::Step };
        let year = |on| trajectory.next_target(on).map(|target| target.fiscal_year.number());
        assert_eq!(year(day(2023, 9, 30)), Some(2566));
        assert_eq!(year(day(2023, 10, 1)), Some(2568));
        assert_eq!(year(day(2025, 10, 1)), None);
    }

    #[test]
    fn without_targets_nothing_is_expected() {
        let baseline = milestone(2565, 20);
        let only_baseline =
            Trajectory { baseline: Some(&baseline), targets: &[], interpolation: Interpolation::Linear };
        assert_eq!(only_baseline.expected_on(day(2024, 1, 1)), None);
    }

    #[test]
    fn years_must_rise() {
        let (baseline, late) = (milestone(2565, 20), milestone(2567, 20));
        let in_order = |baseline, targets: &[Milestone]| {
            Trajectory { baseline, targets, interpolation: Interpolation::Linear }.is_in_order()
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
