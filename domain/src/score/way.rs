//! The way of an indicator: the answers from the present one to its end, which is its target, or the best answer there is
//! where the target is met by now. A number goes in hundredths of its way, each rounded onward to the decimals that its
//! indicator has, levels and graded choices in whole steps, yes or no all at once.
//!
//! *Missing.* What a missing answer would be nobody knows, so its way begins at the worst that it can be: the lowest number
//! that is possible where more is better, the highest where less is, the lowest level, no rather than yes. To report that much
//! is the first answer of the way and costs nothing, since only what has to change costs; every better one costs its share of
//! the way from there, as changes do. Where there is no worst number, as of a count of which fewer are better, its end alone is
//! told, as a whole way. The value of an earlier round is not taken instead: it no longer holds, or the answer were not missing.

use super::{
    Coding, Given, Input, Reads,
    coding::{Coded, outside},
};
use crate::{
    amount::Amount,
    forecast::{Subject, possible},
    ids::IndicatorCode,
    indicator::{Indicator, Measure, Polarity},
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// In how many parts the way of a number is gone.
const PARTS: i64 = 100;

/// The answers from the present one to the end of an indicator's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The indicator.
    pub indicator: IndicatorCode,
    /// The present answer, which may be missing, and what every other is held against.
    pub given: Given,
    /// The answers after it, or of a missing one the worst and those after it, each with the share of the way that is gone by
    /// then; the last is the end.
    pub answers: Vec<(Amount, Input)>,
}

impl Way {
    /// The way of the answer that a leaf reads; nothing where it is at its end or one of several, does not apply or was not
    /// asked for, and where it is missing and nobody reports it: it is worked out, or a figure of the country. The day is the
    /// last of the period.
    pub fn of(reads: &Reads, indicator: &Indicator, given: &Given, day: NaiveDate) -> Option<Self> {
        // What begins anew each year goes on in the year that its answer is about.
        let origin = given.carried.as_ref().filter(|_| indicator.begins_anew());
        let day = origin.map_or(day, |origin| origin.period.last_day());
        let (given, answers) = match (&reads.coding, &given.input) {
            (_, Input::Missing) if indicator.derived.is_some() || !indicator.scope.asks_agencies() => return None,
            (coding, Input::Missing) => {
                let answers = match coding {
                    Coding::Number | Coding::Level { .. } => numbers_from_worst(reads, indicator, day)?,
                    Coding::YesNo { .. } | Coding::Choice { .. } | Coding::Ordinal { .. } => {
                        let mut answers = from_worst_to_best(reads).into_iter().map(|(_, answer)| answer);
                        from_worst(answers.next()?, in_whole_steps(answers.collect()))
                    }
                    Coding::Choices { .. } => Vec::new(),
                };
                (Given::awaited(indicator, day), answers)
            }
            (Coding::Number | Coding::Level { .. }, Input::Number(number)) => {
                (given.clone(), numbers(reads, indicator, *number, day)?)
            }
            (Coding::YesNo { .. }, Input::Answer(_))
            | (Coding::Choice { .. } | Coding::Ordinal { .. }, Input::Choice(_)) => {
                let present = goodness(reads, &given.input)?;
                let better = from_worst_to_best(reads).into_iter().filter(|(good, _)| *good > present);
                (given.clone(), in_whole_steps(better.map(|(_, answer)| answer).collect()))
            }
            (
                Coding::Number
                | Coding::YesNo { .. }
                | Coding::Choice { .. }
                | Coding::Choices { .. }
                | Coding::Ordinal { .. }
                | Coding::Level { .. },
                _,
            ) => return None,
        };
        let way = Self { indicator: indicator.code.clone(), given, answers };
        (!way.answers.is_empty()).then_some(way)
    }

    /// Whether the present answer is missing: then the first step is to report it.
    pub(super) fn is_of_missing(&self) -> bool {
        self.given.input == Input::Missing
    }
}

fn is_better(reads: &Reads, one: Amount, other: Amount) -> bool {
    match reads.polarity {
        Polarity::Higher | Polarity::Within(_) => one > other,
        Polarity::Lower => one < other,
    }
}

/// How good an answer is: of two the better one has more.
fn goodness(reads: &Reads, answer: &Input) -> Option<Decimal> {
    let Ok(Coded::Number(number)) = reads.coded(answer) else { return None };
    Some(match reads.polarity {
        Polarity::Higher => number,
        Polarity::Lower => -number,
        Polarity::Within(bounds) => -outside(bounds, number),
    })
}

/// The answers that a map has, with how good each is; of those that are as good as another the first.
fn from_worst_to_best(reads: &Reads) -> Vec<(Decimal, Input)> {
    let answers = reads.coding.answers().into_iter();
    let mut answers: Vec<_> = answers.filter_map(|answer| Some((goodness(reads, &answer)?, answer))).collect();
    answers.sort_by_key(|(good, _)| *good);
    answers.dedup_by_key(|(good, _)| *good);
    answers
}

/// The worst answer, which costs nothing but to be given, and those after it.
fn from_worst(worst: Input, after: Vec<(Amount, Input)>) -> Vec<(Amount, Input)> {
    std::iter::once((Amount::ZERO, worst)).chain(after).collect()
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

/// The numbers from the worst that a figure can have to the end of its way; where none is the worst, the end alone.
fn numbers_from_worst(reads: &Reads, indicator: &Indicator, day: NaiveDate) -> Option<Vec<(Amount, Input)>> {
    let decimals = indicator.decimals();
    let Some(worst) = worst_of(reads, indicator) else {
        let end = ends(reads, indicator, day).into_iter().flatten().next()?;
        return Some(vec![(Amount::ONE, Input::Number(end.floor(decimals)))]);
    };
    let is_rising = end_of(reads, indicator, worst, day).map_or(reads.polarity != Polarity::Lower, |end| end > worst);
    let worst = if is_rising { worst.ceiling(decimals) } else { worst.floor(decimals) };
    let after = numbers(reads, indicator, worst, day).unwrap_or_default();
    Some(from_worst(Input::Number(worst), after))
}

/// The worst number that a figure can have, among those that the scheme can score; nothing where it has no bound there.
fn worst_of(reads: &Reads, indicator: &Indicator) -> Option<Amount> {
    let [lowest, highest] = possible(indicator, Subject::One);
    // What has no lower bound of its own is refused below zero.
    let lowest = lowest.unwrap_or(Amount::ZERO);
    let worst = match &reads.polarity {
        Polarity::Higher => lowest,
        Polarity::Lower => highest?,
        Polarity::Within(bounds) => {
            let ends = [Some(lowest), highest].into_iter().flatten();
            ends.max_by_key(|end| outside(*bounds, end.decimal()))?
        }
    };
    let Coding::Level { lowest, highest } = reads.coding else { return Some(worst) };
    Some(worst.max(Amount::whole(lowest.into())).min(Amount::whole(highest.into())))
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
    ends(reads, indicator, day).into_iter().flatten().find(|end| is_better(reads, *end, present))
}

/// Where the ways of numbers end: at the target, or at the best number there is.
fn ends(reads: &Reads, indicator: &Indicator, day: NaiveDate) -> [Option<Amount>; 2] {
    let aim = indicator.trajectory().aims_at(day);
    let target = aim.and_then(|year| indicator.expected_of_one(year.last_day()));
    let [lowest, highest] = possible(indicator, Subject::One);
    let best = match reads.polarity {
        Polarity::Higher | Polarity::Within(_) => highest,
        Polarity::Lower => lowest,
    };
    [target, best]
}

#[cfg(test)]
#[path = "way_tests.rs"]
mod tests;
