//! Answers of earlier rounds that still hold. An indicator that is not asked in every round keeps its answer until it is asked
//! anew, in scores as on dashboards: the calendar alone moves no score.

use crate::{
    calendar::Period,
    ids::{IndicatorCode, RoundCode},
    indicator::Indicator,
    plan::Plan,
    round::Round,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A round with the version of the plan that it asks by.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The round.
    pub round: &'a Round,
    /// The plan, in that version.
    pub plan: &'a Plan,
}

impl Asking<'_> {
    /// Whether answers of an earlier round may hold here: both ask by one plan, and there is something that is asked there and
    /// not here.
    pub fn may_carry_from(self, earlier: &Round) -> bool {
        let origin = Origin { round: earlier.code.clone(), period: earlier.period };
        let is_carried =
            |indicator: &Indicator| indicator.scope.asks_agencies() && origin.holds(indicator, self.round.period);
        earlier.plan == self.round.plan && self.plan.indicators.iter().any(is_carried)
    }
}

/// The earlier round in which an answer was given that still holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The round.
    pub round: RoundCode,
    /// What it reported on.
    pub period: Period,
}

impl Origin {
    /// Whether an answer that was given here to an indicator still holds in a later period that does not ask for it.
    pub fn holds(&self, indicator: &Indicator, at: Period) -> bool {
        let frequency = indicator.frequency;
        !frequency.is_asked_in(at) && self.period.is_like(at) && frequency.still_holds(self.period, at)
    }
}

/// The indicators that a round does not ask for, each with the earlier round whose answers to it still hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holding(BTreeMap<IndicatorCode, Option<Origin>>);

impl Holding {
    /// What holds in a round, given other rounds in any order. Answers are carried between rounds of one plan over like
    /// periods, as figures stand in one line, and only while the indicator is defined as it was when it was asked.
    pub fn new<'a>(now: Asking<'a>, others: impl IntoIterator<Item = Asking<'a>>) -> Self {
        let is_before = |other: &Asking<'a>| {
            other.round.plan == now.round.plan && other.round.period.months_after(now.round.period) < 0
        };
        let before: Vec<Asking<'a>> = others.into_iter().filter(is_before).collect();
        let at = now.round.period;
        let unasked = |indicator: &&Indicator| indicator.scope.asks_agencies() && !indicator.frequency.is_asked_in(at);
        let origin = |indicator: &Indicator| {
            let asked = before.iter().filter(|then| {
                then.plan.indicator(&indicator.code).is_some_and(|known| {
                    known.frequency.is_asked_in(then.round.period) && indicator.is_defined_like(known)
                })
            });
            let origins = asked.map(|then| Origin { round: then.round.code.clone(), period: then.round.period });
            origins.filter(|origin| origin.holds(indicator, at)).max_by(|one, other| {
                let ends = |origin: &Origin| origin.period.last_day();
                ends(one).cmp(&ends(other)).then_with(|| one.round.cmp(&other.round))
            })
        };
        let unasked = now.plan.indicators.iter().filter(unasked);
        Self(unasked.map(|indicator| (indicator.code.clone(), origin(indicator))).collect())
    }

    /// The earlier round whose answers to an indicator hold.
    pub fn origin(&self, indicator: &IndicatorCode) -> Option<&Origin> {
        self.0.get(indicator).and_then(Option::as_ref)
    }

    /// The earlier rounds, each with the indicators whose answers hold.
    pub fn by_round(&self) -> BTreeMap<&RoundCode, Vec<&IndicatorCode>> {
        let mut rounds: BTreeMap<&RoundCode, Vec<&IndicatorCode>> = BTreeMap::new();
        for (indicator, origin) in &self.0 {
            if let Some(origin) = origin {
                rounds.entry(&origin.round).or_default().push(indicator);
            }
        }
        rounds
    }

    /// Whether answers of an earlier round hold.
    pub fn takes_from(&self, round: &RoundCode) -> bool {
        self.0.values().flatten().any(|origin| origin.round == *round)
    }

    /// Whether an indicator was asked of nobody by the end of the round, so that nobody can have an answer that holds.
    pub fn is_unasked(&self, indicator: &IndicatorCode) -> bool {
        self.0.get(indicator).is_some_and(Option::is_none)
    }

    /// The indicators that were not asked of one body, which owed a report in some rounds and not in others.
    pub fn not_asked<'a>(&'a self, owed: impl Fn(&RoundCode) -> bool + 'a) -> impl Iterator<Item = &'a IndicatorCode> {
        let was_asked = move |origin: &Origin| owed(&origin.round);
        let unasked = self.0.iter().filter(move |(_, origin)| !origin.as_ref().is_some_and(&was_asked));
        unasked.map(|(indicator, _)| indicator)
    }
}

#[cfg(test)]
#[path = "holding_tests.rs"]
mod tests;
