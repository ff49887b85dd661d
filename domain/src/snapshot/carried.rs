//! Answers of earlier rounds in a snapshot: scores read them, so whoever computes the scores again needs them. They are no
//! values of the round, and stand in no table of it.

use super::{
    frame::Frame,
    line::{Report, ReportedValue},
    objected::Objected,
};
use crate::{ids::IndicatorCode, indicator::Indicator, organisation::OrganisationKind, score::Origin};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An answer of an earlier round that still holds, since the round of the snapshot does not ask for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The round that it was given in.
    pub from: Origin,
    /// The value, as it stands in that round. How it was worked out stands there, too.
    pub value: ReportedValue,
}

impl Frame {
    /// Whether what a report of a body of a kind says of other rounds fits its round: each indicator once, which the round does not
    /// ask for and the report has no value of, with answers of rounds whose answers still hold; and whether its objections make
    /// sense. What is asked of other kinds alone was not asked of it in any.
    pub(super) fn fits(&self, report: &Report, kind: OrganisationKind) -> bool {
        let at = self.head.round.period;
        let own: BTreeSet<&IndicatorCode> = report.values.iter().map(|value| &value.indicator).collect();
        let known = |code: &IndicatorCode| self.plan.indicator(code).filter(|_| !own.contains(code));
        let is_carried = |carried: &Carried| {
            known(&carried.value.indicator).is_some_and(|indicator| carried.from.holds(indicator, at))
        };
        let carried: BTreeSet<&IndicatorCode> = report.carried.iter().map(|carried| &carried.value.indicator).collect();
        let is_of_others = |indicator: &Indicator| indicator.scope.asks_agencies() && !indicator.is_asked_of(kind);
        let is_unasked = |code: &IndicatorCode| {
            let is_unasked = |indicator: &Indicator| !indicator.frequency.is_asked_in(at) || is_of_others(indicator);
            known(code).is_some_and(is_unasked) && !carried.contains(code)
        };
        report.carried.is_sorted_by(|one, next| one.value.indicator < next.value.indicator)
            && report.not_asked.is_sorted_by(|one, next| one < next)
            && report.carried.iter().all(is_carried)
            && report.not_asked.iter().all(is_unasked)
            && (!own.is_empty() || report.carried.is_empty() && report.not_asked.is_empty())
            && report.objections.iter().all(Objected::is_sound)
    }
}

/// The indicators whose answers of earlier rounds, which scores read, differ. They are no values of this round.
pub(super) fn carried_otherwise(old: Option<&Report>, new: Option<&Report>) -> BTreeSet<IndicatorCode> {
    let of = |report: Option<&Report>| -> BTreeMap<IndicatorCode, _> {
        let carried = report.into_iter().flat_map(|report| &report.carried);
        let said = |value: &ReportedValue| (value.applicability, value.reported, value.verified, value.figure);
        carried.map(|carried| (carried.value.indicator.clone(), said(&carried.value))).collect()
    };
    let (was, is) = (of(old), of(new));
    was.keys().chain(is.keys()).filter(|code| was.get(*code) != is.get(*code)).cloned().collect()
}

/// Whether something else was asked of a body, as two reports of it say. Nothing that was not asked has a value, so none of it is
/// a value that changed.
pub(super) fn is_asked_otherwise(old: Option<&Report>, new: Option<&Report>) -> bool {
    let not_asked = |report: Option<&Report>| report.map(|report| report.not_asked.clone()).unwrap_or_default();
    not_asked(old) != not_asked(new)
}

#[cfg(test)]
#[path = "carried_tests.rs"]
mod tests;
