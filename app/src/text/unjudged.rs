//! Words of indicators that have no status although nothing of them is missing: their figures have no target in the period, or
//! are never added up.

use super::{dashboards, format, states};
use domain::{
    amount::Amount,
    indicator::Indicator,
    ranking::Coverage,
    status::{Status, StatusCounts},
    text::Language,
};
use service::dashboards::{AgencyIndicator, AgencyStrategy, IndicatorStatus, MadeOf, NodeFigure, StrategyStatus};
use std::str::FromStr;

/// How an indicator stands, and where it has no status, why: what counts are told apart by, and lists narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// By its status; where it has none, a figure is missing.
    By(Status),
    /// It has a figure, and nothing is expected of it.
    NoTarget,
    /// Its figures are never added up.
    NotAddedUp,
}

impl Stands {
    /// Of many bodies together.
    pub fn together(of: &IndicatorStatus) -> Self {
        Self::of_many(&of.indicator, (of.status, of.figure))
    }

    /// Of one body, or of it with all below it.
    pub fn at(indicator: &Indicator, of: &NodeFigure) -> Self {
        match of.made_of {
            MadeOf::Itself => Self::of_one((of.status, of.figure)),
            MadeOf::Bodies => Self::of_many(indicator, (of.status, of.figure)),
        }
    }

    /// Of many bodies together, however many of them have a figure: the status, and the figure of all.
    pub fn of_many(indicator: &Indicator, held: (Status, Option<Amount>)) -> Self {
        Self::of(held, indicator.measure.rollup_rule().is_none())
    }

    /// Of one body.
    pub fn own(of: &AgencyIndicator) -> Self {
        Self::of_one((of.status, of.figure))
    }

    /// Of one body: the status, and its figure.
    pub fn of_one(held: (Status, Option<Amount>)) -> Self {
        Self::of(held, false)
    }

    fn of(held: (Status, Option<Amount>), is_apart: bool) -> Self {
        match held {
            (Status::NoData, Some(_)) => Self::NoTarget,
            (Status::NoData, None) if is_apart => Self::NotAddedUp,
            (status, _) => Self::By(status),
        }
    }

    /// The status.
    pub fn status(self) -> Status {
        match self {
            Self::By(status) => status,
            Self::NoTarget | Self::NotAddedUp => Status::NoData,
        }
    }

    /// As an address says it.
    pub fn code(&self) -> &str {
        match self {
            Self::By(status) => status.as_ref(),
            Self::NoTarget => "no_target",
            Self::NotAddedUp => "not_added_up",
        }
    }

    /// In a word.
    pub fn word(self, language: Language) -> &'static str {
        match self {
            Self::By(status) => states::status(language, status),
            Self::NoTarget => states::no_target(language),
            Self::NotAddedUp => states::not_added_up(language),
        }
    }

    /// That a list shows those alone that stand this way.
    pub fn only(self, language: Language) -> String {
        let word = self.word(language);
        match language {
            Language::Th => format!("เฉพาะที่ “{word}”"),
            Language::En => format!("Only “{word}”"),
        }
    }
}

impl FromStr for Stands {
    type Err = strum::ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match [Self::NoTarget, Self::NotAddedUp].into_iter().find(|unjudged| unjudged.code() == text) {
            Some(unjudged) => Ok(unjudged),
            None => text.parse().map(Self::By),
        }
    }
}

/// How many of the indicators without a status miss nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unjudged {
    /// They have a figure, and nothing is expected of it.
    pub without_target: usize,
    /// Their figures are never added up.
    pub not_added_up: usize,
    /// Among these: of how many nobody is known to have a figure.
    pub unanswered: usize,
}

impl Unjudged {
    /// Of many bodies together.
    pub fn together(strategies: &[StrategyStatus]) -> Self {
        let every = strategies.iter().flat_map(|strategy| &strategy.indicators);
        Self::among(every.map(|of| (Stands::together(of), of.contributors)))
    }

    /// Of one body.
    pub fn own(strategies: &[AgencyStrategy]) -> Self {
        let every = strategies.iter().flat_map(|strategy| &strategy.indicators);
        Self::among(every.map(|of| (Stands::own(of), i64::from(of.figure.is_some()))))
    }

    /// Among indicators that stand in some ways, each with how many bodies have a figure of it.
    pub fn among(indicators: impl Iterator<Item = (Stands, i64)>) -> Self {
        let mut found = Self::default();
        for (stands, contributors) in indicators {
            let is_apart = stands == Stands::NotAddedUp;
            found.without_target += usize::from(stands == Stands::NoTarget);
            found.not_added_up += usize::from(is_apart);
            found.unanswered += usize::from(is_apart && contributors == 0);
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

    /// How many stand in one way, out of counts.
    pub fn of(self, counts: StatusCounts, stands: Stands) -> usize {
        match stands {
            Stands::By(status) => self.left_of(counts).of(status),
            Stands::NoTarget => self.without_target,
            Stands::NotAddedUp => self.not_added_up,
        }
    }

    /// The ways in which some of them stand.
    pub fn told(self) -> impl Iterator<Item = Stands> {
        let each = [(Stands::NoTarget, self.without_target), (Stands::NotAddedUp, self.not_added_up)];
        each.into_iter().filter(|(_, count)| *count > 0).map(|(stands, _)| stands)
    }

    /// How many stand in which way, everyone once: together they are all that was counted.
    pub fn parts(self, counts: StatusCounts) -> impl Iterator<Item = (Stands, usize)> {
        counts.told().map(Stands::By).chain(self.told()).map(move |stands| (stands, self.of(counts, stands)))
    }

    /// The same in words.
    pub fn said(self, language: Language, counts: StatusCounts) -> String {
        format::each_counted(self.parts(counts).map(|(stands, count)| (stands.word(language), count)))
    }

    /// The verdict of a headline, and where there is none, why.
    pub fn verdict(
        self,
        language: Language,
        overall: Status,
        counts: StatusCounts,
        reports: Option<Coverage>,
    ) -> String {
        match self.heading(language, counts, reports) {
            Some(heading) => heading.to_owned(),
            None => dashboards::verdict(language, overall, counts),
        }
    }

    /// That it is they, and not missing figures, for which there is no overall status; nothing where figures or reports are too few
    /// anyhow.
    pub fn heading(self, language: Language, counts: StatusCounts, reports: Option<Coverage>) -> Option<&'static str> {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let without = counts.not_applicable + self.left_of(counts).no_data + self.unanswered;
        let with_figure = counts.total().saturating_sub(without);
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
            ((Status::OnCourse, ten), false),
            ((Status::NoData, ten), false),
            ((Status::NoData, None), false),
            ((Status::NoData, None), true),
        ];
        let found = Unjudged::among(statuses.into_iter().map(|(held, is_apart)| (Stands::of(held, is_apart), 1)));
        assert_eq!(found, Unjudged { without_target: 1, not_added_up: 1, ..Unjudged::default() });
        let counts: StatusCounts = statuses.iter().map(|((status, _), _)| *status).collect();
        assert_eq!(found.left_of(counts), StatusCounts { on_course: 1, no_data: 1, ..StatusCounts::default() });
        assert_eq!(found.parts(counts).map(|(_, count)| count).sum::<usize>(), counts.total());
        let said = "On course 1 · At risk 0 · Off course 0 · No data 1 · No target this time 1 · Not added up 1";
        assert_eq!(found.said(Language::En, counts), said);
    }

    #[test]
    fn what_is_not_added_up_is_unanswered_where_nobody_has_a_figure() {
        let every = [Stands::By(Status::NoData), Stands::NoTarget, Stands::NotAddedUp];
        let of = |contributors| Unjudged::among(every.into_iter().map(|stands| (stands, contributors)));
        assert_eq!(of(0), Unjudged { without_target: 1, not_added_up: 1, unanswered: 1 });
        assert_eq!(of(2), Unjudged { without_target: 1, not_added_up: 1, unanswered: 0 });
    }

    #[test]
    fn an_address_says_how_an_indicator_stands() {
        let every = [Stands::By(Status::OnCourse), Stands::By(Status::NoData), Stands::NoTarget, Stands::NotAddedUp];
        for stands in every {
            assert_eq!(stands.code().parse::<Stands>(), Ok(stands));
        }
        assert!("nonsense".parse::<Stands>().is_err());
    }

    #[test]
    fn the_heading_blames_targets_only_where_figures_and_reports_are_in() {
        let counts = StatusCounts { on_course: 3, no_data: 16, ..StatusCounts::default() };
        let untargeted = Unjudged { without_target: 12, ..Unjudged::default() };
        let reports = |contributors| Some(Coverage { contributors, expected: 10 });
        let is_said = |unjudged: Unjudged, reports| unjudged.heading(Language::En, counts, reports).is_some();
        assert!(is_said(untargeted, reports(10)) && is_said(untargeted, None));
        assert!(!is_said(untargeted, reports(1)), "too few reports are in");
        let verdict = |unjudged: Unjudged| unjudged.verdict(Language::En, Status::NoData, counts, None);
        assert_eq!(verdict(untargeted), "Too few indicators have a target this time for an overall status");
        assert_eq!(verdict(Unjudged::default()), "Not enough data yet");
        let judged = |on_course, off_course| {
            let counts = StatusCounts { on_course, off_course, ..StatusCounts::default() };
            Unjudged::default().verdict(Language::En, counts.verdict(None), counts, None)
        };
        assert_eq!(judged(1, 0), "On course: 1 of 1 indicator is on course");
        assert_eq!(judged(1, 1), "Off course: 1 of 2 indicators is on course");
        assert_eq!(judged(0, 2), "Off course: 0 of 2 indicators are on course");
        assert_eq!(judged(0, 1), "Off course: 0 of 1 indicator is on course");
        let few = Unjudged { without_target: 2, ..Unjudged::default() };
        assert!(!is_said(few, reports(10)), "figures are missing");
        let apart = Unjudged { not_added_up: 12, ..Unjudged::default() };
        assert!(is_said(apart, reports(10)));
        assert!(
            !is_said(Unjudged { unanswered: 10, ..apart }, reports(10)),
            "nobody has a figure of what is not added up"
        );
        let half_apply = StatusCounts { no_data: 8, not_applicable: 8, ..counts };
        assert_eq!(few.heading(Language::En, half_apply, None), None, "what does not apply has no figure");
    }
}
