//! What it would take to reach the next level: for each thing that is still missing, the cheapest changes of one answer
//! that would do.
//!
//! *Cost.* Every indicator has a way to go: from the present answer to its end, which is its target, or the best answer
//! there is where the target is met by now. A change costs the share of that way that it goes, from 0 to 1. A number goes
//! in hundredths of its way, each rounded onward to the decimals that its indicator has, levels and graded choices in whole
//! steps, yes or no all at once. What one percent of a way costs in baht or months nobody has told Tidtam, so no indicator
//! is dearer than another: the cost is Tidtam's own notion, not an official one.
//!
//! *Search.* A node's value never falls when an answer gets better, so the least answer that suffices is found by halving;
//! a test holds that against trying every one.

use super::{
    Bound, ClassRule, Classed, Coding, Given, Input, Inputs, Population, Reads, Scheme, ScoreError,
    derivation::value_of,
    evaluation::{Seen, Settled},
    number::amount,
};
use crate::{
    amount::Amount,
    forecast::{Subject, possible},
    ids::{ChoiceCode, ClassCode, IndicatorCode, NodeCode},
    indicator::{Indicator, Measure, Polarity},
    reading::Answer,
};
use chrono::NaiveDate;

/// In how many parts the way of a number is gone.
const PARTS: i64 = 100;
/// How many steps are told for each thing that is missing; more where the last of them is not alone.
const TOLD: usize = 3;

/// The answers from the present one to the end of an indicator's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The indicator.
    pub indicator: IndicatorCode,
    /// The present answer.
    pub from: Input,
    /// The answers after it, each with the share of the way that is gone by then; the last is the end.
    pub answers: Vec<(Amount, Input)>,
}

/// One changed answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Of which indicator.
    pub indicator: IndicatorCode,
    /// The present answer.
    pub from: Input,
    /// The least one that suffices.
    pub to: Input,
    /// Which share of the way to its end that is: the cost.
    pub cost: Amount,
}

/// Something that does not hold yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// The node whose value is too low.
    pub node: NodeCode,
    /// What it has to reach.
    pub needs: Bound,
    /// What it has.
    pub value: Option<Amount>,
    /// What it would have with every answer at the end of its way.
    pub value_at_ends: Option<Amount>,
    /// The three cheapest steps each of which alone suffices for this, and those that cost as much as the third.
    pub steps: Vec<Step>,
}

/// What it would take to reach the next level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextLevel {
    /// The level.
    pub level: ClassCode,
    /// What does not hold yet.
    pub unmet: Vec<Unmet>,
    /// Whether the cheapest step of each, taken together, reach the level; not so where one has none.
    pub is_reached_together: bool,
}

/// A criterion of the next level.
struct Need {
    node: usize,
    bound: Bound,
    is_judged: bool,
}

type Body = Vec<Option<Settled>>;

impl Scheme {
    /// What it would take to reach the next level; nothing for a body without a level, at the highest one, or under a
    /// scheme without levels.
    ///
    /// # Errors
    /// An input that does not fit the scheme.
    pub fn next_level(
        &self,
        inputs: &Inputs,
        population: &Population,
        ways: &[Way],
    ) -> Result<Option<NextLevel>, ScoreError> {
        let body = self.settle_all(inputs, population)?;
        let Some((level, needs)) = self.classed(&body, population).and_then(|classed| self.needs_of_next(&classed))
        else {
            return Ok(None);
        };
        let ends = ways.iter().filter_map(|way| Some((&way.indicator, way.answers.last()?.1.clone())));
        let at_ends = ends.fold(inputs.clone(), |inputs, (indicator, end)| inputs.answering(indicator, end));
        let at_ends = self.settle_all(&at_ends, population)?;
        let (mut unmet, mut together) = (Vec::new(), Some(Vec::new()));
        for need in needs.iter().filter(|need| !self.holds(need, &body)) {
            let mut steps = Vec::new();
            for way in ways {
                steps.extend(self.step(need, inputs, population, way)?);
            }
            steps.sort_by(|one, other| (one.cost, &one.indicator).cmp(&(other.cost, &other.indicator)));
            let dearest = steps.get(TOLD - 1).map(|third| third.cost);
            steps.retain(|step| dearest.is_none_or(|dearest| step.cost <= dearest));
            together = together.zip(steps.first().cloned()).map(|(mut together, step)| {
                together.push(step);
                together
            });
            unmet.push(Unmet {
                node: self.nodes()[need.node].code.clone(),
                needs: need.bound,
                value: self.value(need, &body),
                value_at_ends: self.value(need, &at_ends),
                steps,
            });
        }
        let is_reached_together = match together {
            Some(mut steps) => {
                // Of two steps of one indicator the longer one counts.
                steps.sort_by_key(|step| step.cost);
                let all =
                    steps.into_iter().fold(inputs.clone(), |inputs, step| inputs.answering(&step.indicator, step.to));
                let body = self.settle_all(&all, population)?;
                needs.iter().all(|need| self.holds(need, &body))
            }
            None => false,
        };
        Ok(Some(NextLevel { level, unmet, is_reached_together }))
    }

    /// The least answer along a way with which something holds.
    fn step(
        &self,
        need: &Need,
        inputs: &Inputs,
        population: &Population,
        way: &Way,
    ) -> Result<Option<Step>, ScoreError> {
        let suffices = |input: &Input| -> Result<bool, ScoreError> {
            let body = self.settle_all(&inputs.clone().answering(&way.indicator, input.clone()), population)?;
            Ok(self.holds(need, &body))
        };
        let Some((_, end)) = way.answers.last() else { return Ok(None) };
        if !suffices(end)? {
            return Ok(None);
        }
        let (mut from, mut to) = (0, way.answers.len() - 1);
        while from < to {
            let middle = usize::midpoint(from, to);
            if suffices(&way.answers[middle].1)? {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        let (cost, answer) = way.answers[to].clone();
        Ok(Some(Step { indicator: way.indicator.clone(), from: way.from.clone(), to: answer, cost }))
    }

    /// What has to hold for the level after one, and its name.
    fn needs_of_next(&self, classed: &Classed) -> Option<(ClassCode, Vec<Need>)> {
        match &self.head().classing.as_ref()?.rule {
            ClassRule::Thresholds { classes } => {
                let next = classes.get(classes.iter().position(|class| class.code == classed.code)? + 1)?;
                let need = Need { node: self.root_index(), bound: next.from?, is_judged: true };
                Some((next.code.clone(), vec![need]))
            }
            ClassRule::Staged { levels } => {
                let next = levels.get(levels.iter().position(|level| level.code == classed.code)? + 1)?;
                let need = |criterion: &super::Criterion| {
                    let node = self.index_of(&criterion.node)?;
                    Some(Need { node, bound: Bound::AtLeast(criterion.at_least), is_judged: false })
                };
                Some((next.code.clone(), next.criteria.iter().map(need).collect::<Option<_>>()?))
            }
        }
    }

    /// What a criterion sees: of a level the node's value, of a class the judged score.
    fn value(&self, need: &Need, body: &Body) -> Option<Amount> {
        if need.is_judged {
            return self.score_of(body).ok().map(|score| self.head().rounding.judged(amount(score)));
        }
        value_of(body.get(need.node).and_then(Option::as_ref))
    }

    fn holds(&self, need: &Need, body: &Body) -> bool {
        let seen = body.get(need.node).and_then(Option::as_ref).map(|settled| &settled.seen);
        let applies = need.is_judged || seen != Some(&Seen::NotApplicable);
        !applies || self.value(need, body).is_some_and(|value| need.bound.admits(value))
    }
}

impl Way {
    /// The way of the answer that a leaf reads; nothing where it is at its end, was not given, or is one of several. The
    /// day is the last of the period.
    pub fn of(reads: &Reads, indicator: &Indicator, given: &Given, day: NaiveDate) -> Option<Self> {
        let answers = match (&reads.coding, &given.input) {
            (Coding::YesNo { yes, no }, Input::Answer(answer)) => yes_or_no(reads, (*yes, *no), *answer),
            (Coding::Choice { grades }, Input::Choice(choice)) => {
                let present = *grades.get(choice)?;
                let mut better: Vec<(Amount, &ChoiceCode)> = grades
                    .iter()
                    .map(|(choice, worth)| (*worth, choice))
                    .filter(|(worth, _)| is_better(reads, *worth, present))
                    .collect();
                better.sort();
                if reads.polarity == Polarity::Lower {
                    better.reverse();
                }
                in_whole_steps(better.into_iter().map(|(_, choice)| Input::Choice(choice.clone())).collect())
            }
            (Coding::Ordinal { steps }, Input::Choice(choice)) => {
                let present = steps.iter().position(|step| step == choice)?;
                in_whole_steps(steps.iter().skip(present + 1).cloned().map(Input::Choice).collect())
            }
            (Coding::Number | Coding::Level { .. }, Input::Number(number)) => numbers(reads, indicator, *number, day)?,
            (
                Coding::Number
                | Coding::YesNo { .. }
                | Coding::Choice { .. }
                | Coding::Choices { .. }
                | Coding::Ordinal { .. }
                | Coding::Level { .. },
                _,
            ) => Vec::new(),
        };
        let way = Self { indicator: indicator.code.clone(), from: given.input.clone(), answers };
        (!way.answers.is_empty()).then_some(way)
    }
}

fn is_better(reads: &Reads, one: Amount, other: Amount) -> bool {
    match reads.polarity {
        Polarity::Higher | Polarity::Within(_) => one > other,
        Polarity::Lower => one < other,
    }
}

fn yes_or_no(reads: &Reads, (yes, no): (Amount, Amount), answer: Answer) -> Vec<(Amount, Input)> {
    let (present, other, turned) = match answer {
        Answer::Yes => (yes, no, Answer::No),
        Answer::No => (no, yes, Answer::Yes),
    };
    if is_better(reads, other, present) { vec![(Amount::ONE, Input::Answer(turned))] } else { Vec::new() }
}

/// Answers one after the other, each as far from the next.
fn in_whole_steps(answers: Vec<Input>) -> Vec<(Amount, Input)> {
    let count = Amount::whole(i64::try_from(answers.len()).unwrap_or(i64::MAX));
    let share = |position: i64| Amount::whole(position).checked_div(count).unwrap_or(Amount::ONE);
    answers.into_iter().zip(1..).map(|(answer, position)| (share(position), answer)).collect()
}

/// The numbers from one to the end of its way: whole levels, or hundredths.
fn numbers(reads: &Reads, indicator: &Indicator, present: Amount, day: NaiveDate) -> Option<Vec<(Amount, Input)>> {
    let end = end_of(reads, indicator, present, day)?;
    if let (Measure::Level { .. }, true) = (&indicator.measure, present.is_whole() && end.is_whole()) {
        let up = end > present;
        let next = |level: &Amount| if up { level.checked_add(Amount::ONE) } else { level.checked_sub(Amount::ONE) };
        let levels = std::iter::successors(next(&present), next);
        let levels = levels.take_while(|level| if up { *level <= end } else { *level >= end });
        return Some(in_whole_steps(levels.map(Input::Number).collect()));
    }
    let way = end.checked_sub(present)?;
    let mut answers: Vec<(Amount, Input)> = Vec::new();
    for part in 1..=PARTS {
        let share = Amount::whole(part).checked_div(Amount::whole(PARTS))?;
        let number = present.checked_add(way.checked_mul(share)?)?;
        let Some(answer) = sayable(reads, indicator, number, [present, end]).map(Input::Number) else { continue };
        if answers.last().is_none_or(|(_, before)| *before != answer) {
            answers.push((share, answer));
        }
    }
    Some(answers)
}

/// The number that a figure can have nearest to one on a way from the present one, not short of it: with the decimals of its
/// measure, and where that were beyond what is possible, the last before. Nothing where it would be no better than now.
fn sayable(reads: &Reads, indicator: &Indicator, number: Amount, [present, end]: [Amount; 2]) -> Option<Amount> {
    let (decimals, is_rising) = (indicator.decimals(), present < end);
    let [lowest, highest] = match reads.polarity {
        Polarity::Within([lowest, highest]) => [Some(lowest), Some(highest)],
        Polarity::Higher | Polarity::Lower => possible(indicator, Subject::One),
    };
    if is_rising {
        let onward = number.ceiling(decimals);
        let is_possible = highest.is_none_or(|highest| onward <= highest);
        Some(if is_possible { onward } else { number.floor(decimals) }).filter(|number| *number > present)
    } else {
        let onward = number.floor(decimals);
        let is_possible = lowest.is_none_or(|lowest| onward >= lowest);
        Some(if is_possible { onward } else { number.ceiling(decimals) }).filter(|number| *number < present)
    }
}

/// Where the way of a number ends: its target, or where that is met by now the best number there is.
fn end_of(reads: &Reads, indicator: &Indicator, present: Amount, day: NaiveDate) -> Option<Amount> {
    if let Polarity::Within([lowest, highest]) = reads.polarity {
        let end = present.max(lowest).min(highest);
        return (end != present).then_some(end);
    }
    let trajectory = indicator.trajectory();
    let target = trajectory.next_target(day).or(trajectory.targets.last());
    let target = target.and_then(|target| indicator.expected_of_one(target.fiscal_year.last_day()));
    let [lowest, highest] = possible(indicator, Subject::One);
    let best = match reads.polarity {
        Polarity::Higher | Polarity::Within(_) => highest,
        Polarity::Lower => lowest,
    };
    [target, best].into_iter().flatten().find(|end| is_better(reads, *end, present))
}

#[cfg(test)]
#[path = "steps_tests.rs"]
mod tests;
