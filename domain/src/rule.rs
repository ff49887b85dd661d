//! The rules that find problems in an entry: one set behind every way in.

use crate::{
    amount::{Amount, AmountError},
    entry::{Applicability, Entry, Field},
    indicator::{Indicator, Measure},
    problem::{Problem, ProblemKind, Severity},
    reading::{Answer, Reading},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A percentage that moves by more than this many points since the last period has to be explained. Tidtam's own rule.
const JUMP_POINTS: i64 = 25;
/// Any other figure that grows or shrinks more than this many times has to be explained. Tidtam's own rule.
const JUMP_TIMES: i64 = 3;
/// Powers of ten that give away a wrong unit: hundreds (percent or satang), thousands, millions, thousand millions.
const UNIT_POWERS: [i32; 4] = [2, 3, 6, 9];
/// The largest mean and the largest number it is taken over, so that sums of their products stay exact.
const LARGEST_MEAN: i64 = 1_000_000;
const LARGEST_WEIGHT: i64 = 1_000_000_000;

/// What is known about the figure of the period before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Before {
    /// The last accepted figure of the same body.
    pub figure: Option<Amount>,
    /// Whether it lies in the same fiscal year, in which a running total cannot fall.
    pub is_same_fiscal_year: bool,
}

/// Everything the rules look at besides the indicator.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What was typed.
    pub entry: &'a Entry,
    /// How many files of evidence there are.
    pub evidence_count: usize,
    /// The figure of the period before.
    pub before: Before,
}

/// What the rules found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The value, where one can be read; also when something else is wrong with it.
    pub reading: Option<Reading>,
    /// The problems, in the order of the fields.
    pub problems: Vec<Problem>,
}

/// Applies every rule to one entry.
pub fn check(indicator: &Indicator, facts: Facts<'_>) -> Checked {
    let mut problems = too_long(facts.entry);
    if facts.entry.applicability == Applicability::NotApplicable {
        if facts.entry.not_applicable_reason.trim().is_empty() {
            problems.push(Problem::blocking(Field::NotApplicableReason, ProblemKind::ReasonMissing));
        }
        return Checked { reading: None, problems };
    }
    let reading = match read(indicator, facts.entry) {
        Ok(reading) => reading,
        Err(mut found) => {
            problems.append(&mut found);
            return Checked { reading: None, problems };
        }
    };
    let impossible = impossibilities(indicator, reading);
    let surprises = if impossible.is_empty() { surprises(indicator, reading, facts) } else { Vec::new() };
    problems.extend(impossible);
    problems.extend(surprises);
    if indicator.evidence.required && facts.evidence_count == 0 {
        problems.push(Problem::blocking(Field::Evidence, ProblemKind::EvidenceMissing));
    }
    Checked { reading: Some(reading), problems }
}

fn too_long(entry: &Entry) -> Vec<Problem> {
    use strum::IntoEnumIterator;
    Field::iter()
        .filter(|field| entry.text(*field).chars().count() > Entry::LONGEST_TEXT)
        .map(|field| Problem::blocking(field, ProblemKind::TextTooLong))
        .collect()
}

fn read(indicator: &Indicator, entry: &Entry) -> Result<Reading, Vec<Problem>> {
    if indicator.measure == Measure::YesNo {
        return read_answer(&entry.value)
            .map(Reading::Answer)
            .map_err(|kind| vec![Problem::blocking(Field::Value, kind)]);
    }
    let percent_allowed = matches!(indicator.measure, Measure::Mean { .. } | Measure::Score { .. });
    let value = read_number(&entry.value, Field::Value, percent_allowed);
    if !indicator.asks_base() {
        return value.and_then(|value| fit(indicator, value, None)).map_err(|problem| vec![problem]);
    }
    match (value, read_number(&entry.base, Field::Base, false)) {
        (Ok(value), Ok(base)) => fit(indicator, value, Some(base)).map_err(|problem| vec![problem]),
        (value, base) => Err(value.err().into_iter().chain(base.err()).collect()),
    }
}

/// A yes or no as it was typed, where it can be read.
pub(crate) fn read_typed_answer(text: &str) -> Option<Reading> {
    read_answer(text).ok().map(Reading::Answer)
}

fn read_answer(text: &str) -> Result<Answer, ProblemKind> {
    match crate::buddhist::arabic_digits(text.trim()).to_lowercase().as_str() {
        "" => Err(ProblemKind::Blank),
        "yes" | "y" | "1" | "true" | "ใช่" | "มี" => Ok(Answer::Yes),
        "no" | "n" | "0" | "false" | "ไม่ใช่" | "ไม่มี" | "ไม่" => Ok(Answer::No),
        _ => Err(ProblemKind::NotYesNo),
    }
}

fn read_number(text: &str, field: Field, percent_allowed: bool) -> Result<Amount, Problem> {
    let typed = Amount::read(text).map_err(|error| Problem::blocking(field, error.into()))?;
    if typed.has_percent_sign && !percent_allowed {
        return Err(Problem::blocking(field, ProblemKind::PercentSign));
    }
    Ok(typed.amount)
}

fn fit(indicator: &Indicator, value: Amount, base: Option<Amount>) -> Result<Reading, Problem> {
    let at_value = |kind| Problem::blocking(Field::Value, kind);
    let at_base = |kind| Problem::blocking(Field::Base, kind);
    if base == Some(Amount::ZERO) {
        return Err(at_base(ProblemKind::ZeroDenominator));
    }
    if base.is_some_and(Amount::is_negative) {
        return Err(at_base(ProblemKind::Negative));
    }
    if matches!(indicator.measure, Measure::Mean { .. }) {
        if value > Amount::whole(LARGEST_MEAN) {
            return Err(at_value(ProblemKind::TooLarge));
        }
        if base > Some(Amount::whole(LARGEST_WEIGHT)) {
            return Err(at_base(ProblemKind::TooLarge));
        }
    }
    if let Some((lowest, highest)) = bounds_of_steps(&indicator.measure)
        && !(lowest..=highest).contains(&value)
    {
        return Err(at_value(out_of_range(lowest, highest)));
    }
    Reading::from_parts(&indicator.measure, value, base).ok_or_else(|| at_value(ProblemKind::NotWhole))
}

/// The lowest and highest level or rank.
fn bounds_of_steps(measure: &Measure) -> Option<(Amount, Amount)> {
    if let Measure::Level { lowest, highest, .. } = measure {
        Some((Amount::whole((*lowest).into()), Amount::whole((*highest).into())))
    } else if let Measure::Rank { of } = measure {
        Some((Amount::ONE, Amount::whole((*of).into())))
    } else {
        None
    }
}

fn out_of_range(lowest: Amount, highest: Amount) -> ProblemKind {
    ProblemKind::OutOfRange { lowest, highest }
}

fn impossibilities(indicator: &Indicator, reading: Reading) -> Vec<Problem> {
    let (value, base) = reading.parts();
    let mut problems = Vec::new();
    let mut blocks = |field, kind| problems.push(Problem::blocking(field, kind));
    let counts_things = indicator.counts_whole_things();
    if counts_things && !value.is_whole() {
        blocks(Field::Value, ProblemKind::NotWhole);
    }
    let counts_base = counts_things || matches!(indicator.measure, Measure::Mean { .. });
    if counts_base && base.is_some_and(|base| !base.is_whole()) {
        blocks(Field::Base, ProblemKind::NotWhole);
    }
    // Below zero says it all: the bounds of the figure are those of a ratio, not of what was typed.
    if value.is_negative() && !matches!(indicator.measure, Measure::Score { .. }) {
        blocks(Field::Value, ProblemKind::Negative);
    } else if matches!(reading, Reading::Ratio { .. })
        && base.is_some_and(|whole| value > whole)
        && exceeding_is_impossible(indicator)
    {
        blocks(Field::Value, ProblemKind::NumeratorAboveDenominator);
    } else if let (Some(range), Some(figure)) = (indicator.range, reading.figure(indicator))
        && !(range.lowest..=range.highest).contains(&figure)
    {
        blocks(Field::Value, out_of_range(range.lowest, range.highest));
    }
    if let Measure::Score { lowest, highest } = indicator.measure
        && !(lowest..=highest).contains(&value)
    {
        blocks(Field::Value, out_of_range(lowest, highest));
    }
    problems
}

/// A ratio may exceed its whole only where the plan gives a range that says so.
fn exceeding_is_impossible(indicator: &Indicator) -> bool {
    match (&indicator.measure, indicator.range) {
        (Measure::Ratio { scale, .. }, Some(range)) => range.highest <= *scale,
        _ => true,
    }
}

fn surprises(indicator: &Indicator, reading: Reading, facts: Facts<'_>) -> Vec<Problem> {
    let can_surprise = !matches!(indicator.measure, Measure::YesNo | Measure::Level { .. } | Measure::Rank { .. });
    let (Some(previous), Some(figure), true) = (facts.before.figure, reading.figure(indicator), can_surprise) else {
        return Vec::new();
    };
    let fell = indicator.measure == Measure::Cumulative && facts.before.is_same_fiscal_year && figure < previous;
    let is_percentage = matches!(indicator.measure, Measure::Ratio { .. });
    let kind = if let Some(power) = unit_slip(previous, figure) {
        ProblemKind::UnitSlip { previous, power }
    } else if fell {
        ProblemKind::Fell { previous }
    } else if is_percentage && moved_more_than_points(previous, figure)
        || !is_percentage && grew_or_shrank_too_much(previous, figure)
    {
        ProblemKind::Jumped { previous }
    } else {
        return Vec::new();
    };
    let severity = if facts.entry.explanation.trim().is_empty() { Severity::ExplainMe } else { Severity::Explained };
    vec![Problem { field: Field::Value, kind, severity }]
}

/// The power of ten by which a figure differs from the one before, when it is within a quarter of that power.
fn unit_slip(previous: Amount, figure: Amount) -> Option<i32> {
    if previous <= Amount::ZERO || figure <= Amount::ZERO {
        return None;
    }
    let larger = figure.max(previous).decimal();
    let smaller = figure.min(previous).decimal();
    let times = larger.checked_div(smaller)?;
    let power = UNIT_POWERS.into_iter().find(|power| {
        let unit = Decimal::from(10u64.pow(power.unsigned_abs()));
        times >= unit * Decimal::new(8, 1) && times <= unit * Decimal::new(125, 2)
    })?;
    Some(if figure > previous { power } else { -power })
}

fn moved_more_than_points(previous: Amount, figure: Amount) -> bool {
    (figure.decimal() - previous.decimal()).abs() > Decimal::from(JUMP_POINTS)
}

fn grew_or_shrank_too_much(previous: Amount, figure: Amount) -> bool {
    let (larger, smaller) = (figure.max(previous).decimal(), figure.min(previous).decimal());
    let few = Decimal::from(10);
    larger > few && larger > smaller * Decimal::from(JUMP_TIMES)
}

impl From<AmountError> for ProblemKind {
    fn from(error: AmountError) -> Self {
        match error {
            AmountError::Blank => Self::Blank,
            AmountError::Dash => Self::Dash,
            AmountError::NotANumber => Self::NotANumber,
            AmountError::Exponent => Self::Exponent,
            AmountError::AmbiguousSeparators => Self::AmbiguousSeparators,
            AmountError::TooLarge => Self::TooLarge,
            AmountError::TooPrecise => Self::TooPrecise,
        }
    }
}

#[cfg(test)]
#[path = "rule_tests.rs"]
mod tests;
