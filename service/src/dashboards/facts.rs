//! National indicators: sourced figures from outside against the plan's targets.

use super::status::PlannedIndicator;
use crate::plans::Fact;
use chrono::NaiveDate;
use domain::{
    amount::Amount,
    buddhist::BuddhistYear,
    calendar::FiscalYear,
    indicator::Scope,
    plan::{Plan, ProvenanceStatus},
    status::Status,
    trajectory::Milestone,
};
use std::sync::Arc;

/// One sourced figure of a national indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactPoint {
    /// The day from which it counts: of a survey or fiscal year the last day of the fiscal year of that number, of a
    /// day that day.
    pub day: NaiveDate,
    /// The period as its publisher names it, in years of the Common Era.
    pub period: String,
    /// The figure.
    pub figure: Amount,
    /// Where it was read.
    pub source: String,
    /// `high`, `medium` or `low`.
    pub confidence: String,
}

/// A national indicator.
#[derive(Debug, Clone)]
pub struct NationalFact {
    /// The indicator.
    pub indicator: PlannedIndicator,
    /// Its figures up to the end of the round's period, oldest first.
    pub series: Vec<FactPoint>,
    /// What is expected at the end of the round's period. Surveys come every other year or so: the latest one stands
    /// until the next.
    pub expected: Option<Amount>,
    /// The latest figure against that.
    pub status: Status,
    /// How firm the weakest of the targets is that the expectation is drawn from.
    pub target_provenance: Option<ProvenanceStatus>,
    /// The target it is on the way to, if one lies ahead, else the last one.
    pub target: Option<Milestone>,
    /// Whether the latest figure is already as good as that target.
    pub is_target_met: bool,
}

impl NationalFact {
    /// The latest figure.
    pub fn latest(&self) -> Option<&FactPoint> {
        self.series.last()
    }
}

/// The day from which a fact counts; `None` for a period of an unknown kind.
fn counts_from(fact: &Fact) -> Option<NaiveDate> {
    match fact.period_kind.as_str() {
        "survey_year" | "fiscal_year" => {
            let year = BuddhistYear::from_common_era(fact.period.parse().ok()?);
            FiscalYear::new(year.0).ok().map(FiscalYear::last_day)
        }
        "calendar_date" => fact.period.parse().ok(),
        _ => None,
    }
}

/// The national indicators of a plan with the facts known at the end of a period.
pub(crate) fn national_facts(plan: &Arc<Plan>, facts: &[Fact], day: NaiveDate) -> Vec<NationalFact> {
    let national = plan.indicators.iter().filter(|indicator| matches!(indicator.scope, Scope::National | Scope::Both));
    national.filter_map(|indicator| national_fact(PlannedIndicator::of(plan, &indicator.code)?, facts, day)).collect()
}

fn national_fact(indicator: PlannedIndicator, facts: &[Fact], day: NaiveDate) -> Option<NationalFact> {
    let point = |fact: &Fact| {
        Some(FactPoint {
            day: counts_from(fact)?,
            period: fact.period.clone(),
            figure: fact.value,
            source: fact.source.clone(),
            confidence: fact.confidence.clone(),
        })
    };
    let of_indicator = facts.iter().filter(|fact| fact.indicator == indicator.code.as_str());
    let mut series: Vec<FactPoint> = of_indicator.filter_map(point).filter(|point| point.day <= day).collect();
    series.sort_by_key(|point| point.day);
    if series.is_empty() && indicator.scope.asks_agencies() {
        return None;
    }
    let figure = series.last().map(|point| point.figure);
    let trajectory = indicator.trajectory();
    // A sourced figure is not held against where it started: that would be a target that nobody set.
    let expected = trajectory.expected_on(day).filter(|_| !trajectory.is_at_its_start_on(day));
    // What begins anew each year is on the way to the target of its year alone.
    let last = indicator.targets.last().filter(|_| !trajectory.begins_anew);
    let target = trajectory.next_target(day).or(last).cloned();
    Some(NationalFact {
        status: Status::of(figure, expected, &indicator.polarity),
        is_target_met: figure
            .zip(target.as_ref())
            .is_some_and(|(figure, target)| indicator.polarity.is_met(figure, target.value)),
        target_provenance: trajectory.provenance_on(day),
        expected,
        target,
        series,
        indicator,
    })
}
