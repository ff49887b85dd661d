//! One agency's accepted values along the line, each read and judged as the plan of its round has it.

use super::{
    agency::{AgencyIndicator, AgencyStrategy},
    line::{Track, Tracks, View},
    status::{PlannedIndicator, Redefined},
};
use crate::{
    ServiceResult, store,
    store::Tx,
    values::{Figures, Value, figures, reading_in_force},
};
use chrono::NaiveDate;
use domain::{
    amount::Amount,
    calendar::Period,
    entry::Applicability,
    forecast::Break,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    indicator::Indicator,
    organisation::{Organisation, OrganisationEvent},
    plan::{ProvenanceStatus, Strategy},
    status::{Status, StatusCounts},
};
use std::collections::HashMap;

/// One agency's accepted values along the line.
pub(super) struct Own<'a> {
    pub(super) view: &'a View,
    pub(super) tracks: &'a Tracks<'a>,
    agency: &'a Organisation,
    /// By indicator, at the places of the line. Most places before the line are empty, and cost little.
    answers: HashMap<IndicatorCode, Vec<Option<Box<Judged>>>>,
    /// By what it became another body, so that figures before are not its own.
    pub(super) breaks: Vec<Break>,
}

/// One accepted value, as the plan of its round has it.
struct Judged {
    value: Value,
    figures: Figures,
    status: Status,
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
    seen: Option<&'o Judged>,
}

impl<'a> Own<'a> {
    /// Those to one indicator alone.
    pub(super) async fn load(
        tx: &mut Tx,
        view: &'a View,
        tracks: &'a Tracks<'a>,
        (agency, indicator): (&'a Organisation, &IndicatorCode),
        events: &[OrganisationEvent],
    ) -> ServiceResult<Self> {
        let rounds: Vec<RoundCode> = view.line.iter().map(|planned| planned.round.code.clone()).collect();
        let (agencies, indicators) = (std::slice::from_ref(&agency.code), std::slice::from_ref(indicator));
        let values = store::values::of_agencies_about(tx, agencies, &rounds, indicators).await?;
        Ok(Self::new(view, tracks, agency, values, events))
    }

    /// From what was read before.
    pub(super) fn new(
        view: &'a View,
        tracks: &'a Tracks<'a>,
        agency: &'a Organisation,
        values: impl IntoIterator<Item = Value>,
        events: &[OrganisationEvent],
    ) -> Self {
        let places: HashMap<&RoundCode, usize> =
            view.line.iter().enumerate().map(|(place, planned)| (&planned.round.code, place)).collect();
        let mut answers: HashMap<IndicatorCode, Vec<Option<Box<Judged>>>> = HashMap::with_capacity(tracks.len());
        for value in values {
            let Some(place) = places.get(&value.round).copied() else { continue };
            let Some(known) = tracks.of(&value.indicator).get(place).copied().flatten() else { continue };
            let code = known.code.clone();
            let judged = Judged::of(known, value, view.period(place).last_day());
            let of_indicator = answers.entry(code).or_insert_with(|| view.line.iter().map(|_| None).collect());
            of_indicator[place] = Some(Box::new(judged));
        }
        Self { view, tracks, agency, answers, breaks: breaks_of(events, &agency.code) }
    }

    fn judged(&self, code: &IndicatorCode, place: usize) -> Option<&Judged> {
        self.answers.get(code)?.get(place)?.as_deref()
    }

    /// The figure in force that was given at a place.
    pub(super) fn figure(&self, code: &IndicatorCode, place: usize) -> Option<Amount> {
        self.judged(code, place)?.figures.in_force
    }

    pub(super) fn is_asked(&self, indicator: &Indicator) -> bool {
        indicator.is_asked_of(self.agency.kind)
    }

    /// The answer that holds at a place, with where it was given and as what it was asked there.
    fn answer<'t>(&self, track: &Track<'t>, at: usize) -> Option<(usize, &'t Indicator, Option<&Judged>)> {
        let place = self.view.answered_at(track, at)?;
        let known = track[place].filter(|known| self.is_asked(known))?;
        Some((place, known, self.judged(&known.code, place)))
    }

    /// What holds of an indicator in the round shown.
    pub(super) fn held(&self, track: &Track<'_>) -> Held<'_> {
        let answer = self.answer(track, self.view.shown_place());
        let day = answer.map(|(place, _, _)| self.view.period(place).last_day());
        let seen = answer.and_then(|(_, _, judged)| judged);
        Held {
            as_of: answer.map(|(place, _, _)| self.view.period(place)),
            expected: answer.zip(day).and_then(|((_, known, _), day)| known.expected_of_one(day)),
            status: seen.map_or(Status::NoData, |judged| judged.status),
            target_provenance: answer.zip(day).and_then(|((_, known, _), day)| known.trajectory().provenance_on(day)),
            figure: seen.and_then(|judged| judged.figures.in_force),
            applicability: seen.map(|judged| judged.value.applicability),
            seen,
        }
    }

    /// The value in some report that holds in the round shown; nothing where none was accepted, or it was worked out.
    pub(super) fn reported(&self, track: &Track<'_>) -> Option<&Value> {
        let seen = self.held(track).seen?;
        Some(&seen.value).filter(|value| value.working.is_none())
    }

    pub(super) fn indicator(&self, indicator: PlannedIndicator) -> AgencyIndicator {
        let view = self.view;
        let track = self.tracks.of(&indicator.code);
        let mut series = Vec::with_capacity(view.series().len());
        let mut expected_series = Vec::with_capacity(view.series().len());
        let (mut redefined, mut not_applicable) = (None, Vec::new());
        for place in view.series() {
            let period = view.period(place);
            let known = track[place].filter(|known| known.frequency.is_asked_in(period) && self.is_asked(known));
            let judged = known.and_then(|known| self.judged(&known.code, place));
            if judged.is_some_and(|judged| judged.status == Status::NotApplicable) {
                not_applicable.push(period);
            }
            let figure = judged.and_then(|judged| judged.figures.in_force);
            let left_out = known.filter(|_| figure.is_some());
            redefined = left_out.and_then(|known| Redefined::of(period, known, &indicator)).or(redefined);
            let known = known.filter(|known| known.is_defined_like(&indicator));
            series.push((period, figure.filter(|_| known.is_some())));
            expected_series.push((period, known.and_then(|known| known.expected_of_one(period.last_day()))));
        }
        let Held { as_of, figure, expected, status, target_provenance, applicability, seen } = self.held(track);
        AgencyIndicator {
            as_of,
            figure,
            expected,
            status,
            target_provenance,
            applicability,
            reported: seen.and_then(|judged| judged.figures.reported),
            verified: seen.and_then(|judged| judged.figures.verified),
            explanation: seen.map(|judged| judged.value.explanation.clone()).unwrap_or_default(),
            trust: seen.filter(|judged| judged.figures.in_force.is_some()).map(|judged| judged.value.trust),
            working: seen.and_then(|judged| judged.value.working.clone()),
            series,
            expected_series,
            not_applicable,
            redefined,
            indicator,
        }
    }

    /// Every strategy with the indicators that the agency is asked for.
    pub(super) fn strategies(&self) -> Vec<AgencyStrategy> {
        let of = |(strategy, indicators): (&Strategy, Vec<PlannedIndicator>)| {
            let indicators: Vec<_> = indicators.into_iter().map(|indicator| self.indicator(indicator)).collect();
            let counts = indicators.iter().map(|indicator| indicator.status).collect();
            AgencyStrategy { strategy: strategy.clone(), indicators, counts }
        };
        let is_asked = |indicator: &Indicator| self.view.is_shown(indicator) && self.is_asked(indicator);
        PlannedIndicator::by_strategy(&self.view.shown().plan, is_asked).into_iter().map(of).collect()
    }

    /// How many of its indicators had which status in each round of the series.
    pub(super) fn trend(&self) -> Vec<StatusCounts> {
        let status = |indicator: &Indicator, at: usize| {
            let answer = self.answer(self.tracks.of(&indicator.code), at);
            answer.and_then(|(_, _, judged)| judged).map_or(Status::NoData, |judged| judged.status)
        };
        let counts = |at: usize| {
            let asked = self.view.asked_of_agencies(at).filter(|indicator| self.is_asked(indicator));
            asked.map(|indicator| status(indicator, at)).collect()
        };
        self.view.series().map(counts).collect()
    }
}

impl Judged {
    fn of(known: &Indicator, value: Value, day: NaiveDate) -> Self {
        let status = Status::of_answer(value.applicability, reading_in_force(known, &value), known, day);
        Self { figures: figures(known, &value), status, value }
    }
}

/// By what a body became another one.
pub(super) fn breaks_of(events: &[OrganisationEvent], body: &OrganisationCode) -> Vec<Break> {
    events.iter().filter_map(|event| event.break_of(body)).collect()
}
