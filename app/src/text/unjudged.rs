//! Words of indicators that have no status although nothing of them is missing: their figures have no target in the period, or
//! are never added up.

use super::states;
use domain::{
    amount::Amount,
    ranking::Coverage,
    status::{Status, StatusCounts},
    text::Language,
};
use service::dashboards::{AgencyStrategy, StrategyStatus};

/// How many of the indicators without a status miss nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unjudged {
    /// They have a figure, and nothing is expected of it.
    pub without_target: usize,
    /// Their figures are never added up.
    pub not_added_up: usize,
}

impl Unjudged {
    /// Of many bodies together.
    pub fn together(strategies: &[StrategyStatus]) -> Self {
        let indicators = strategies.iter().flat_map(|strategy| &strategy.indicators);
        Self::of(indicators.map(|it| {
            let is_apart = it.indicator.measure.rollup_rule().is_none() && it.contributors > 0;
            (it.status, it.figure, is_apart)
        }))
    }

    /// Of one body.
    pub fn own(strategies: &[AgencyStrategy]) -> Self {
        let indicators = strategies.iter().flat_map(|strategy| &strategy.indicators);
        Self::of(indicators.map(|it| (it.status, it.figure, false)))
    }

    fn of(statuses: impl Iterator<Item = (Status, Option<Amount>, bool)>) -> Self {
        let mut found = Self::default();
        for (_, figure, is_apart) in statuses.filter(|(status, ..)| *status == Status::NoData) {
            found.without_target += usize::from(figure.is_some());
            found.not_added_up += usize::from(figure.is_none() && is_apart);
        }
        found
    }

    /// How many altogether.
    pub fn count(self) -> usize {
        self.without_target + self.not_added_up
    }

    /// The counts without them: of those left without a status a figure is missing.
    #[must_use]
    pub fn left_of(self, counts: StatusCounts) -> StatusCounts {
        StatusCounts { no_data: counts.no_data.saturating_sub(self.count()), ..counts }
    }

    /// Each with its word, where there is any.
    pub fn told(self, language: Language) -> impl Iterator<Item = (&'static str, usize)> {
        let each =
            [(states::no_target(language), self.without_target), (states::not_added_up(language), self.not_added_up)];
        each.into_iter().filter(|(_, count)| *count > 0)
    }

    /// That it is they, and not missing figures, for which there is no overall status; nothing where figures or reports are too few
    /// anyhow.
    pub fn heading(self, language: Language, counts: StatusCounts, reports: Option<Coverage>) -> Option<&'static str> {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let with_figure = counts.total() - counts.not_applicable - self.left_of(counts).no_data;
        let figures = Coverage { contributors: count(with_figure), expected: count(counts.total()) };
        let is_why = self.count() > 0
            && counts.verdict(reports) == Status::NoData
            && figures.allows_verdict()
            && reports.is_none_or(Coverage::allows_verdict);
        is_why.then(|| {
            super::either(
                language,
                "ตัวชี้วัดที่มีเป้าหมายในรอบนี้ยังไม่พอที่จะสรุป",
                "Too few indicators have a target this time for an overall status",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_without_a_target_are_not_missing() {
        let ten = Some(Amount::whole(10));
        let statuses = [
            (Status::OnCourse, ten, false),
            (Status::NoData, ten, false),
            (Status::NoData, None, false),
            (Status::NoData, None, true),
        ];
        let found = Unjudged::of(statuses.into_iter());
        assert_eq!(found, Unjudged { without_target: 1, not_added_up: 1 });
        let counts: StatusCounts = statuses.iter().map(|(status, ..)| *status).collect();
        assert_eq!(found.left_of(counts), StatusCounts { on_course: 1, no_data: 1, ..StatusCounts::default() });
    }

    #[test]
    fn the_heading_blames_targets_only_where_figures_and_reports_are_in() {
        let counts = StatusCounts { on_course: 3, no_data: 16, ..StatusCounts::default() };
        let untargeted = Unjudged { without_target: 12, not_added_up: 0 };
        let reports = |contributors| Some(Coverage { contributors, expected: 10 });
        let is_said = |unjudged: Unjudged, reports| unjudged.heading(Language::En, counts, reports).is_some();
        assert!(is_said(untargeted, reports(10)) && is_said(untargeted, None));
        assert!(!is_said(untargeted, reports(1)), "too few reports are in");
        let few = Unjudged { without_target: 2, not_added_up: 0 };
        assert!(!is_said(few, reports(10)), "figures are missing");
        let half_apply = StatusCounts { no_data: 8, not_applicable: 8, ..counts };
        assert_eq!(few.heading(Language::En, half_apply, None), None, "what does not apply has no figure");
    }
}
