//! The way of an indicator: the answers from the present one to its end, which is its target, or the best answer there is
//! where the target is met by now. A number goes in hundredths of its way, each rounded onward to the decimals that its
//! indicator has, levels and graded choices in whole steps, yes or no all at once.

use super::{Coding, Given, Input, Reads};
use crate::{
    amount::Amount,
    forecast::{Subject, possible},
    ids::{ChoiceCode, IndicatorCode},
    indicator::{Indicator, Measure, Polarity},
    reading::Answer,
};
use chrono::NaiveDate;

/// In how many parts the way of a number is gone.
const PARTS: i64 = 100;

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
#[path = "way_tests.rs"]
mod tests;
