//! How indicators stand at a node of the register, from the sums that are kept there.

use super::line::{Track, Tracks, View};
use crate::{Services, rollups::Completeness, store::rollups::Sums};
use domain::{
    amount::Amount,
    calendar::Period,
    definition::DefinitionChange,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::Indicator,
    organisation::Organisation,
    plan::{Plan, ProvenanceStatus, Strategy},
    ranking::Coverage,
    register::Move,
    reporters::Reporters,
    rollup::Rollup,
    status::{Status, StatusCounts},
};
use std::{ops::Deref, sync::Arc};

/// An indicator where it stands in its plan; reads like an [`Indicator`] without copying its words.
#[derive(Debug, Clone)]
pub struct PlannedIndicator {
    plan: Arc<Plan>,
    place: usize,
}

impl PlannedIndicator {
    /// The indicator of a plan with a code.
    pub(crate) fn of(plan: &Arc<Plan>, code: &IndicatorCode) -> Option<Self> {
        let place = plan.indicators.iter().position(|indicator| indicator.code == *code)?;
        Some(Self { plan: plan.clone(), place })
    }

    /// All indicators of a plan, in its order.
    pub(crate) fn all(plan: &Arc<Plan>) -> impl Iterator<Item = Self> {
        (0..plan.indicators.len()).map(|place| Self { plan: plan.clone(), place })
    }

    /// The indicators of a plan under their strategies, of those that are shown; strategies without any are left out.
    pub(crate) fn by_strategy(plan: &Arc<Plan>, shown: impl Fn(&Indicator) -> bool) -> Vec<(&Strategy, Vec<Self>)> {
        let of = |strategy: &Strategy| -> Vec<Self> {
            Self::all(plan).filter(|indicator| indicator.strategy == strategy.code && shown(indicator)).collect()
        };
        let strategies = plan.strategies.iter().map(|strategy| (strategy, of(strategy)));
        strategies.filter(|(_, indicators)| !indicators.is_empty()).collect()
    }

    /// The plan it stands in.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}

impl Deref for PlannedIndicator {
    type Target = Indicator;
    fn deref(&self) -> &Indicator {
        &self.plan.indicators[self.place]
    }
}

/// How one indicator stands at a node.
#[derive(Debug, Clone)]
pub struct IndicatorStatus {
    /// The indicator, as the plan of the round shown defines it.
    pub indicator: PlannedIndicator,
    /// The period the figure is of: the one shown, or an earlier one whose answer still holds. `None` where it was never
    /// asked in time.
    pub as_of: Option<Period>,
    /// The figure of all who contributed.
    pub figure: Option<Amount>,
    /// What was expected of those who contributed, at the end of that period.
    pub expected: Option<Amount>,
    /// One against the other.
    pub status: Status,
    /// How many agencies' accepted values are in the figure.
    pub contributors: i64,
    /// How many agencies were asked.
    pub expected_contributors: i64,
    /// How firm the weakest of the targets is that the expectation is drawn from; `None` where nothing is expected.
    pub target_provenance: Option<ProvenanceStatus>,
    /// The figures of the last rounds, oldest first; a gap where it was not asked, nobody contributed, or the plan of
    /// the time measured it otherwise.
    pub series: Vec<(Period, Option<Amount>)>,
    /// What was expected in those rounds, of those who contributed.
    pub expected_series: Vec<(Period, Option<Amount>)>,
    /// The latest of those rounds whose figure is left out since it was defined otherwise.
    pub redefined: Option<Redefined>,
}

/// A figure that stands in no line with the one shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redefined {
    /// Of which period it is.
    pub until: Period,
    /// In which ways it was defined otherwise.
    pub changes: Vec<DefinitionChange>,
}

impl Redefined {
    /// Nothing where both definitions are alike.
    pub(super) fn of(period: Period, then: &Indicator, now: &Indicator) -> Option<Self> {
        let changes = now.changes_from(then);
        (!changes.is_empty()).then_some(Self { until: period, changes })
    }
}

impl IndicatorStatus {
    /// How many agencies contributed, out of how many.
    pub fn coverage(&self) -> Coverage {
        Coverage { contributors: self.contributors, expected: self.expected_contributors }
    }

    /// Whether the status rests on targets made up for demonstration.
    pub fn rests_on_demonstration(&self) -> bool {
        self.target_provenance == Some(ProvenanceStatus::Demonstration)
    }
}

/// How one strategy stands at a node.
#[derive(Debug, Clone)]
pub struct StrategyStatus {
    /// The strategy.
    pub strategy: Strategy,
    /// Its indicators that are asked of agencies at and below the node, in the order of the plan.
    pub indicators: Vec<IndicatorStatus>,
    /// How many have which status.
    pub counts: StatusCounts,
}

/// A node in one row.
#[derive(Debug, Clone)]
pub struct NodeSummary {
    /// The body.
    pub organisation: Organisation,
    /// How many reports at and below it are where on their way.
    pub completeness: Completeness,
    /// How many indicators that are asked there have which status.
    pub counts: StatusCounts,
    /// Of all reports owed there, how many percent were first submitted on time.
    pub on_time_share: Option<Amount>,
}

/// One round in the trend of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrendPoint {
    /// The round.
    pub round: RoundCode,
    /// What it reports on.
    pub period: Period,
    /// How many indicators had which status.
    pub counts: StatusCounts,
    /// How many reports were where on their way.
    pub completeness: Completeness,
    /// The moves since the round before by which the body came or went, or others came below it or left from there.
    pub moves: Vec<Move>,
}

/// The answer that holds at a place of the line.
pub(super) struct Answer {
    pub(super) place: Option<usize>,
    pub(super) figure: Option<Amount>,
    pub(super) expected: Option<Amount>,
    pub(super) status: Status,
    pub(super) contributors: i64,
}

/// What was asked where the answer that holds was given, the same for every node.
#[derive(Clone, Copy)]
struct Asked<'t> {
    place: usize,
    indicator: &'t Indicator,
    /// What the plan expected then.
    of_plan: Option<Amount>,
}

/// Nodes, what is kept of them, and the rounds that are looked at.
pub(super) struct Standing<'a> {
    pub(super) services: &'a Services,
    pub(super) view: &'a View,
    pub(super) sums: &'a Sums,
}

impl Standing<'_> {
    /// What is kept of a node at a place, taken as nothing where there is nothing yet.
    pub(super) fn sum(&self, node: &OrganisationCode, indicator: &Indicator, place: usize) -> Option<Rollup> {
        let rule = indicator.measure.rollup_rule()?;
        let kept = self.sums.get(node, &self.view.line[place].round.code, &indicator.code);
        Some(kept.unwrap_or(Rollup::empty(rule)))
    }

    /// What was asked where the answer was given that holds at a place.
    fn asked<'t>(&self, track: &Track<'t>, at: usize) -> Option<Asked<'t>> {
        let place = self.view.answered_at(track, at)?;
        let indicator = track[place]?;
        let of_plan = indicator.trajectory().expected_on(self.view.period(place).last_day());
        Some(Asked { place, indicator, of_plan })
    }

    /// The answer that holds at a place.
    pub(super) fn answer(&self, node: &OrganisationCode, track: &Track<'_>, at: usize) -> Answer {
        let Some(asked) = self.asked(track, at) else {
            return Answer { place: None, figure: None, expected: None, status: Status::NoData, contributors: 0 };
        };
        let sum = self.sum(node, asked.indicator, asked.place);
        Answer {
            place: Some(asked.place),
            figure: sum.and_then(|sum| sum.figure(&asked.indicator.measure)),
            expected: sum.zip(asked.of_plan).and_then(|(sum, of_plan)| sum.expected(of_plan)),
            status: self.status(node, asked),
            contributors: sum.map_or(0, |sum| sum.contributors),
        }
    }

    /// How what was asked stands: of a body with nobody below it as its own page says it, of others as the sum of all who
    /// contributed.
    fn status(&self, node: &OrganisationCode, asked: Asked<'_>) -> Status {
        let Asked { place, indicator, of_plan } = asked;
        let planned = &self.view.line[place];
        let is_alone = planned.tree.children(node).is_empty();
        if is_alone && self.sums.does_not_apply(node, &planned.round.code, &indicator.code) {
            return Status::NotApplicable;
        }
        let sum = self.sum(node, indicator, place);
        sum.map_or(Status::NoData, |sum| sum.status(&indicator.measure, &indicator.polarity, of_plan))
    }

    pub(super) fn reporters(&self, place: usize) -> Arc<Reporters> {
        self.services.reporters_on(&self.view.line[place].tree, self.view.period(place).last_day())
    }

    /// How one indicator stands at a node in the round shown.
    pub(super) fn indicator(&self, node: &OrganisationCode, indicator: PlannedIndicator) -> IndicatorStatus {
        let view = self.view;
        let track = view.track(&indicator.code);
        let answer = self.answer(node, &track, view.shown_place());
        let place = answer.place.unwrap_or(view.shown_place());
        let known = track[place].unwrap_or(&indicator);
        let expected_contributors = view.asked((place, &self.reporters(place)), node, known);
        let target_provenance =
            answer.place.and_then(|place| known.trajectory().provenance_on(view.period(place).last_day()));
        let mut series = Vec::new();
        let mut expected_series = Vec::new();
        let mut redefined = None;
        for place in view.series() {
            let period = view.period(place);
            let asked = track[place]
                .filter(|known| known.frequency.is_asked_in(period))
                .and_then(|known| Some((known, self.sum(node, known, place)?)));
            let left_out = asked.as_ref().filter(|(known, sum)| sum.figure(&known.measure).is_some());
            redefined = left_out.and_then(|(known, _)| Redefined::of(period, known, &indicator)).or(redefined);
            let asked = asked.filter(|(known, _)| known.is_defined_like(&indicator));
            let of_plan = |known: &Indicator| known.trajectory().expected_on(period.last_day());
            series.push((period, asked.and_then(|(known, sum)| sum.figure(&known.measure))));
            expected_series.push((period, asked.and_then(|(known, sum)| sum.expected(of_plan(known)?))));
        }
        IndicatorStatus {
            indicator,
            as_of: answer.place.map(|place| view.period(place)),
            figure: answer.figure,
            expected: answer.expected,
            status: answer.status,
            contributors: answer.contributors,
            expected_contributors,
            target_provenance,
            series,
            expected_series,
            redefined,
        }
    }

    /// How every strategy stands at a node, with the indicators that somebody there is asked for.
    pub(super) fn strategies(&self, node: &OrganisationCode) -> Vec<StrategyStatus> {
        let view = self.view;
        let plan = &view.shown().plan;
        let (shown, reporters) = (view.shown_place(), self.reporters(view.shown_place()));
        let is_asked =
            |indicator: &Indicator| view.is_shown(indicator) && view.asked((shown, &reporters), node, indicator) > 0;
        let status = |(strategy, indicators): (&Strategy, Vec<PlannedIndicator>)| {
            let indicators: Vec<_> = indicators.into_iter().map(|indicator| self.indicator(node, indicator)).collect();
            let counts = indicators.iter().map(|indicator| indicator.status).collect();
            StrategyStatus { strategy: strategy.clone(), indicators, counts }
        };
        PlannedIndicator::by_strategy(plan, is_asked).into_iter().map(status).collect()
    }

    /// How many indicators that somebody at or below a node is asked for have which status at a place, of those given.
    fn counts(
        &self,
        node: &OrganisationCode,
        at: usize,
        indicators: &[(&Indicator, Option<Asked<'_>>)],
    ) -> StatusCounts {
        let reporters = self.reporters(at);
        let asked = indicators.iter().filter(|(indicator, _)| self.view.asked((at, &reporters), node, indicator) > 0);
        asked.map(|(_, asked)| asked.map_or(Status::NoData, |asked| self.status(node, asked))).collect()
    }

    /// The indicators that agencies are asked for at a place, each with what was asked where its answer was given.
    fn asked_at<'t>(&'t self, at: usize, tracks: &Tracks<'t>) -> Vec<(&'t Indicator, Option<Asked<'t>>)> {
        let asked = self.view.asked_of_agencies(at);
        asked.map(|indicator| (indicator, self.asked(tracks.of(&indicator.code), at))).collect()
    }

    /// The trend of a node, oldest round first.
    pub(super) fn trend(
        &self,
        node: &OrganisationCode,
        completeness: impl Fn(&RoundCode) -> Completeness,
    ) -> Vec<TrendPoint> {
        let (moves, tracks) = (self.view.register.moves_of(node), self.view.tracks());
        let point = |place: usize| {
            let round = &self.view.line[place].round;
            let completeness = completeness(&round.code);
            let counts = self.counts(node, place, &self.asked_at(place, &tracks));
            let moves = self.view.moves_since_before(place, &moves);
            TrendPoint { round: round.code.clone(), period: round.period, counts, completeness, moves }
        };
        self.view.series().map(point).collect()
    }

    /// Nodes in a row each, in the order given.
    pub(super) fn summaries(
        &self,
        nodes: &[OrganisationCode],
        completeness: impl Fn(&OrganisationCode) -> Completeness,
    ) -> Vec<NodeSummary> {
        let shown = self.view.shown_place();
        let indicators = self.asked_at(shown, &self.view.tracks());
        let summary = |node: &OrganisationCode| {
            let completeness = completeness(node);
            Some(NodeSummary {
                organisation: self.view.tree.get(node)?.clone(),
                completeness,
                counts: self.counts(node, shown, &indicators),
                on_time_share: completeness.on_time_share(),
            })
        };
        nodes.iter().filter_map(summary).collect()
    }
}
