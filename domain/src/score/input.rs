//! What one body reported, as scores read it.

use super::holding::Origin;
use crate::{
    amount::Amount,
    calendar::Period,
    derived::Working,
    entry::Applicability,
    ids::{ChoiceCode, IndicatorCode},
    indicator::Indicator,
    plan::Plan,
    reading::{Answer, Reading},
    trajectory::Trajectory,
    trust::{Grounds, TrustGrade},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// A number, in the indicator's unit.
    Number(Amount),
    /// Yes or no.
    Answer(Answer),
    /// One option of a list.
    Choice(ChoiceCode),
    /// Any number of options of a list, also none.
    Choices(BTreeSet<ChoiceCode>),
    /// Several answers, such as one for each website.
    Several(Vec<Input>),
    /// Does not apply, with a reason that stands in the report.
    NotApplicable,
    /// Nothing was reported.
    Missing,
    /// The body was not asked: neither in this round nor in one before whose answers still hold.
    NotAsked,
}

impl Input {
    /// The input that a reading makes; missing where the reading has no figure.
    pub fn of(reading: Reading, indicator: &Indicator) -> Self {
        match reading {
            Reading::Answer(answer) => Self::Answer(answer),
            Reading::Ratio { .. }
            | Reading::Number(_)
            | Reading::Level(_)
            | Reading::Mean { .. }
            | Reading::Rank(_) => reading.figure(indicator).map_or(Self::Missing, Self::Number),
        }
    }
}

/// One answer with what it is held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// The answer.
    pub input: Input,
    /// Where the body started, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Amount>,
    /// Where it is to be, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Amount>,
    /// What stands behind the answer, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<TrustGrade>,
    /// The earlier round that it was given in; nothing where it was given in this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<Origin>,
    /// How far working it out came, of an indicator that is worked out and not measured: then nobody failed to report it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmeasured: Option<Working>,
}

impl Given {
    /// An answer that is held against nothing.
    pub fn alone(input: Input) -> Self {
        Self { input, baseline: None, target: None, trust: None, carried: None, unmeasured: None }
    }

    /// What an answer that is still missing at the end of a period, on this day, would be held against: with no more behind it
    /// than the plan asks for.
    pub fn awaited(indicator: &Indicator, day: NaiveDate) -> Self {
        let [baseline, target] = milestones(indicator, day);
        let grounds = Grounds { has_evidence: indicator.evidence.required, ..Grounds::default() };
        Self { baseline, target, trust: Some(TrustGrade::of(grounds)), ..Self::alone(Input::Missing) }
    }
}

/// Between which two figures an answer is judged: where the indicator started, and the target that it is on the way to on a day.
/// What begins anew each year starts from nought, and as much of it is to be there as is expected by then; with steps, by which nothing is
/// expected before the year ends, it is on the way to what the year comes to.
fn milestones(indicator: &Indicator, day: NaiveDate) -> [Option<Amount>; 2] {
    let trajectory = indicator.trajectory();
    if trajectory.begins_anew {
        let of_year = trajectory.aims_at(day).and_then(|year| trajectory.expected_on(year.last_day()));
        [Some(Amount::ZERO), trajectory.expected_on(day).or(of_year)]
    } else {
        between_ends(trajectory, day)
    }
}

/// The baseline, and the next target or after the last one that one.
fn between_ends(trajectory: Trajectory<'_>, day: NaiveDate) -> [Option<Amount>; 2] {
    let target = trajectory.next_target(day).or(trajectory.targets.last());
    [trajectory.baseline.map(|start| start.value), target.map(|target| target.value)]
}

/// One accepted answer in the parts it is kept in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted<'a> {
    /// The indicator.
    pub indicator: &'a IndicatorCode,
    /// Whether it applies.
    pub applicability: Applicability,
    /// The parts that count: value, and denominator or weight.
    pub parts: Option<(Amount, Option<Amount>)>,
    /// What stands behind it, where known.
    pub trust: Option<TrustGrade>,
    /// How it was worked out, of a derived indicator.
    pub working: Option<&'a Working>,
}

impl Accepted<'_> {
    /// The reading it makes; `None` where the indicator does not apply.
    pub fn reading(&self, indicator: &Indicator) -> Option<Reading> {
        match self.applicability {
            Applicability::NotApplicable => None,
            Applicability::Applies => {
                let (value, base) = self.parts?;
                Reading::from_parts(&indicator.measure, value, base)
            }
        }
    }

    /// The answer with what it is held against at the end of the period that it is about; nothing where the plan has no such
    /// indicator.
    fn given(&self, plan: &Plan, period: Period) -> Option<Given> {
        let indicator = plan.indicator(self.indicator)?;
        let input = match self.applicability {
            Applicability::NotApplicable => Input::NotApplicable,
            Applicability::Applies => {
                self.reading(indicator).map_or(Input::Missing, |reading| Input::of(reading, indicator))
            }
        };
        let [baseline, target] = milestones(indicator, period.last_day());
        let unmeasured = self.working.filter(|working| working.not_measured().is_some()).cloned();
        Some(Given { input, baseline, target, trust: self.trust, carried: None, unmeasured })
    }
}

/// Everything one body reported. An indicator that is not in it is missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Inputs(BTreeMap<IndicatorCode, Given>);

impl Inputs {
    /// What was given for an indicator.
    pub fn of(&self, indicator: &IndicatorCode) -> Option<&Given> {
        self.0.get(indicator)
    }

    /// What the accepted answers to a plan's indicators about a period are to a scheme: each with the plan's baseline and
    /// the target it is on the way to at the end of the period.
    pub fn accepted<'a>(plan: &Plan, period: Period, answers: impl IntoIterator<Item = Accepted<'a>>) -> Self {
        let given = |answer: Accepted<'a>| Some((answer.indicator.clone(), answer.given(plan, period)?));
        answers.into_iter().filter_map(given).collect()
    }

    /// These, and answers of earlier rounds that still hold where this round has none. Each is held against the target it was
    /// on the way to at the end of the period that it is about, so that a new year alone changes nothing.
    #[must_use]
    pub fn carrying<'a>(mut self, plan: &Plan, answers: impl IntoIterator<Item = (Origin, Accepted<'a>)>) -> Self {
        for (origin, answer) in answers {
            if let Some(given) = answer.given(plan, origin.period) {
                let carried = Given { carried: Some(origin), ..given };
                self.0.entry(answer.indicator.clone()).or_insert(carried);
            }
        }
        self
    }

    /// These as releases held them before running totals began anew each year: against the baseline and the next target, like all
    /// others.
    #[must_use]
    pub(crate) fn held_as_before(mut self, plan: &Plan, period: Period) -> Self {
        for (code, given) in &mut self.0 {
            let Some(indicator) = plan.indicator(code).filter(|indicator| indicator.begins_anew()) else { continue };
            if given.input != Input::NotAsked {
                let about = given.carried.as_ref().map_or(period, |origin| origin.period);
                let trajectory = Trajectory { begins_anew: false, ..indicator.trajectory() };
                [given.baseline, given.target] = between_ends(trajectory, about.last_day());
            }
        }
        self
    }

    /// These, with indicators that the body was not asked for told apart from those that it did not answer.
    #[must_use]
    pub fn not_asked<'a>(mut self, indicators: impl IntoIterator<Item = &'a IndicatorCode>) -> Self {
        for indicator in indicators {
            self.0.entry(indicator.clone()).or_insert_with(|| Given::alone(Input::NotAsked));
        }
        self
    }

    /// These and one more, instead of what stood for the same indicator.
    #[must_use]
    pub fn with(mut self, indicator: IndicatorCode, input: Input) -> Self {
        self.0.insert(indicator, Given::alone(input));
        self
    }

    /// These and one more with what it is held against.
    #[must_use]
    pub fn with_given(mut self, indicator: IndicatorCode, given: Given) -> Self {
        self.0.insert(indicator, given);
        self
    }
}

impl FromIterator<(IndicatorCode, Given)> for Inputs {
    fn from_iter<Items: IntoIterator<Item = (IndicatorCode, Given)>>(items: Items) -> Self {
        Self(items.into_iter().collect())
    }
}
