//! One agency's own accepted values in one round, reported and verified side by side.

use super::{
    alerts::{IndicatorAlerts, usuals_of},
    line::{Track, View},
    status::{PlannedIndicator, Redefined, TrendPoint},
};
use crate::{
    Actor, ServiceResult, Services,
    rollups::Completeness,
    store,
    store::Tx,
    values::{Figures, Value, figures},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Action,
    amount::Amount,
    calendar::Period,
    derived::Working,
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::Indicator,
    organisation::{Organisation, OrganisationEvent},
    plan::{ProvenanceStatus, Strategy},
    status::{Status, StatusCounts},
    submission::{ReportKey, StateName},
    trust::TrustGrade,
    window::{Window, WindowState},
};
use std::collections::HashMap;

/// An agency's own part of its dashboard.
#[derive(Debug, Clone)]
pub struct OwnReport {
    /// Where its report is on its way.
    pub state: StateName,
    /// When it was first submitted.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// The window for this agency, extensions included.
    pub window: Window,
    /// What that window is now.
    pub window_state: WindowState,
    /// Whether the one who looks may open the report itself, with its texts.
    pub is_readable: bool,
    /// Every strategy with the indicators this agency is asked for.
    pub strategies: Vec<AgencyStrategy>,
    /// How many indicators have which status.
    pub counts: StatusCounts,
    /// What to look at in its figures, in the order of the plan.
    pub alerts: Vec<IndicatorAlerts>,
}

impl OwnReport {
    /// Whether it is due and was never submitted, or was first submitted after it was due.
    pub fn is_late(&self, at: DateTime<Utc>) -> bool {
        !self.window.is_on_time(self.first_submitted_at.unwrap_or(at))
    }
}

/// One strategy with an agency's own indicators.
#[derive(Debug, Clone)]
pub struct AgencyStrategy {
    /// The strategy.
    pub strategy: Strategy,
    /// The indicators this agency is asked for, in the order of the plan.
    pub indicators: Vec<AgencyIndicator>,
    /// How many have which status.
    pub counts: StatusCounts,
}

/// How one indicator stands at one agency.
#[derive(Debug, Clone)]
pub struct AgencyIndicator {
    /// The indicator, as the plan of the round shown defines it.
    pub indicator: PlannedIndicator,
    /// The period the figure is of: the one shown, or an earlier one whose answer still holds.
    pub as_of: Option<Period>,
    /// The figure in force: the verified one where there is one.
    pub figure: Option<Amount>,
    /// What was expected of this agency, in the same unit.
    pub expected: Option<Amount>,
    /// One against the other.
    pub status: Status,
    /// How firm the weakest of the targets is that the expectation is drawn from.
    pub target_provenance: Option<ProvenanceStatus>,
    /// Whether it applies; `None` while nothing was accepted.
    pub applicability: Option<Applicability>,
    /// The figure that the agency reported.
    pub reported: Option<Amount>,
    /// The figure that DGA verified, where it differs.
    pub verified: Option<Amount>,
    /// Why it is right although it looked wrong, in the agency's words; empty where nothing was explained.
    pub explanation: String,
    /// What stands behind it; `None` while nothing was accepted.
    pub trust: Option<TrustGrade>,
    /// How it was worked out, of a derived indicator.
    pub working: Option<Working>,
    /// The figures in force of the last rounds, oldest first, with gaps.
    pub series: Vec<(Period, Option<Amount>)>,
    /// What was expected in those rounds.
    pub expected_series: Vec<(Period, Option<Amount>)>,
    /// The latest of those rounds whose figure is left out since it was defined otherwise.
    pub redefined: Option<Redefined>,
}

/// One agency's accepted values along the line.
pub(super) struct Own<'a> {
    pub(super) view: &'a View,
    agency: &'a Organisation,
    /// By indicator, at the places of the line.
    values: HashMap<IndicatorCode, Vec<Option<Value>>>,
    /// The days on which it became another body, so that figures before are not its own.
    pub(super) breaks: Vec<NaiveDate>,
}

/// The answer of an agency that holds in the round shown.
pub(super) struct Held<'o> {
    /// The period it is of.
    pub(super) as_of: Option<Period>,
    pub(super) figure: Option<Amount>,
    pub(super) expected: Option<Amount>,
    pub(super) status: Status,
    target_provenance: Option<ProvenanceStatus>,
    pub(super) applicability: Option<Applicability>,
    seen: Option<(Figures, &'o Value)>,
}

impl<'a> Own<'a> {
    pub(super) async fn load(tx: &mut Tx, view: &'a View, agency: &'a Organisation) -> ServiceResult<Self> {
        let rounds: Vec<RoundCode> = view.line.iter().map(|planned| planned.round.code.clone()).collect();
        let values = store::values::of_agency(tx, &agency.code, &rounds).await?;
        let events = store::organisations::events(tx).await?;
        Ok(Self::new(view, agency, values, &events))
    }

    /// From what was read before.
    pub(super) fn new(
        view: &'a View,
        agency: &'a Organisation,
        values: impl IntoIterator<Item = Value>,
        events: &[OrganisationEvent],
    ) -> Self {
        let places: HashMap<&RoundCode, usize> =
            view.line.iter().enumerate().map(|(place, planned)| (&planned.round.code, place)).collect();
        let mut by_indicator: HashMap<IndicatorCode, Vec<Option<Value>>> = HashMap::new();
        for value in values {
            let Some(place) = places.get(&value.round) else { continue };
            let of_indicator = by_indicator.entry(value.indicator.clone());
            of_indicator.or_insert_with(|| vec![None; view.line.len()])[*place] = Some(value);
        }
        let breaks = events.iter().filter(|event| event.breaks_series_of(&agency.code));
        let breaks = breaks.map(|event| event.effective_on).collect();
        Self { view, agency, values: by_indicator, breaks }
    }

    pub(super) fn value(&self, indicator: &Indicator, place: usize) -> Option<&Value> {
        self.values.get(&indicator.code)?.get(place)?.as_ref()
    }

    pub(super) fn is_asked(&self, indicator: &Indicator) -> bool {
        indicator.is_asked_of(self.agency.kind)
    }

    /// The answer that holds at a place, with where it was given and as what it was asked there.
    fn answer<'t>(&self, track: &Track<'t>, at: usize) -> Option<(usize, &'t Indicator, Option<&Value>)> {
        let place = self.view.answered_at(track, at)?;
        let known = track[place].filter(|known| self.is_asked(known))?;
        Some((place, known, self.value(known, place)))
    }

    fn status(&self, known: &Indicator, value: Option<&Value>, place: usize) -> Status {
        let reading = value.and_then(|value| crate::values::reading_in_force(known, value));
        let day = self.view.period(place).last_day();
        reading.map_or(Status::NoData, |reading| reading.status(known, day))
    }

    /// What holds of an indicator in the round shown.
    pub(super) fn held(&self, track: &Track<'_>) -> Held<'_> {
        let answer = self.answer(track, self.view.shown_place());
        let day = answer.map(|(place, _, _)| self.view.period(place).last_day());
        let seen = answer.and_then(|(_, known, value)| value.map(|value| (figures(known, value), value)));
        Held {
            as_of: answer.map(|(place, _, _)| self.view.period(place)),
            expected: answer.zip(day).and_then(|((_, known, _), day)| known.expected_of_one(day)),
            status: answer.map_or(Status::NoData, |(place, known, value)| self.status(known, value, place)),
            target_provenance: answer.zip(day).and_then(|((_, known, _), day)| known.trajectory().provenance_on(day)),
            figure: seen.and_then(|(figures, _)| figures.in_force),
            applicability: seen.map(|(_, value)| value.applicability),
            seen,
        }
    }

    pub(super) fn indicator(&self, indicator: PlannedIndicator) -> AgencyIndicator {
        let view = self.view;
        let track = view.track(&indicator.code);
        let mut series = Vec::new();
        let mut expected_series = Vec::new();
        let mut redefined = None;
        for place in view.series() {
            let period = view.period(place);
            let known = track[place].filter(|known| known.frequency.is_asked_in(period) && self.is_asked(known));
            let figure = |known: &Indicator| figures(known, self.value(known, place)?).in_force;
            let left_out = known.filter(|known| figure(known).is_some());
            redefined = left_out.and_then(|known| Redefined::of(period, known, &indicator)).or(redefined);
            let known = known.filter(|known| known.is_defined_like(&indicator));
            series.push((period, known.and_then(figure)));
            expected_series.push((period, known.and_then(|known| known.expected_of_one(period.last_day()))));
        }
        let Held { as_of, figure, expected, status, target_provenance, applicability, seen } = self.held(&track);
        AgencyIndicator {
            as_of,
            figure,
            expected,
            status,
            target_provenance,
            applicability,
            reported: seen.and_then(|(figures, _)| figures.reported),
            verified: seen.and_then(|(figures, _)| figures.verified),
            explanation: seen.map(|(_, value)| value.explanation.clone()).unwrap_or_default(),
            trust: seen.filter(|(figures, _)| figures.in_force.is_some()).map(|(_, value)| value.trust),
            working: seen.and_then(|(_, value)| value.working.clone()),
            series,
            expected_series,
            redefined,
            indicator,
        }
    }

    fn strategies(&self) -> Vec<AgencyStrategy> {
        let plan = &self.view.shown().plan;
        let of = |(strategy, indicators): (&Strategy, Vec<&Indicator>)| {
            let planned = indicators.iter().filter_map(|indicator| PlannedIndicator::of(plan, &indicator.code));
            let indicators: Vec<_> = planned.map(|indicator| self.indicator(indicator)).collect();
            let counts = indicators.iter().map(|indicator| indicator.status).collect();
            AgencyStrategy { strategy: strategy.clone(), indicators, counts }
        };
        let is_asked = |indicator: &Indicator| self.view.is_shown(indicator) && self.is_asked(indicator);
        plan.by_strategy(is_asked).into_iter().map(of).collect()
    }

    fn counts(&self, at: usize) -> StatusCounts {
        let status = |indicator: &Indicator| {
            let answer = self.answer(&self.view.track(&indicator.code), at);
            answer.map_or(Status::NoData, |(place, known, value)| self.status(known, value, place))
        };
        self.view.asked_of_agencies(at).filter(|indicator| self.is_asked(indicator)).map(status).collect()
    }

    /// The trend of the agency alone, oldest round first.
    pub(super) fn trend(&self, completeness: impl Fn(&RoundCode) -> Completeness) -> Vec<TrendPoint> {
        let point = |place: usize| {
            let round = &self.view.line[place].round;
            let completeness = completeness(&round.code);
            TrendPoint { round: round.code.clone(), period: round.period, counts: self.counts(place), completeness }
        };
        self.view.series().map(point).collect()
    }

    /// The agency's own part in the round shown; `None` where no report is expected of it.
    pub(super) async fn report(
        &self,
        services: &Services,
        tx: &mut Tx,
        actor: &Actor,
        path: &[OrganisationCode],
    ) -> ServiceResult<Option<OwnReport>> {
        let round = &self.view.shown().round;
        let key = ReportKey { round: round.code.clone(), agency: self.agency.code.clone() };
        let Some(submission) = store::submissions::get(tx, &key).await? else { return Ok(None) };
        let window = services.window_for(tx, round, (path, self.agency.kind)).await?;
        let strategies = self.strategies();
        let rounds: Vec<RoundCode> = self.view.line.iter().map(|planned| planned.round.code.clone()).collect();
        let alerts =
            self.alerts(&usuals_of(tx, self.view.tree.peer_groups().group(self.agency), &rounds).await?, window);
        Ok(Some(OwnReport {
            state: submission.state.name(),
            first_submitted_at: submission.first_submitted_at,
            window,
            window_state: window.state(self.view.at),
            is_readable: actor.may(Action::ReadReport, &services.rights_along(path)),
            counts: strategies.iter().fold(StatusCounts::default(), |sum, strategy| sum.plus(strategy.counts)),
            strategies,
            alerts,
        }))
    }
}
