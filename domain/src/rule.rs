//! The rules that find problems in an entry: one set behind every way in.

pub use crate::surprise::Before;

use crate::{
    amount::{Amount, AmountError},
    entry::{Applicability, Entry, Field},
    forecast::{Subject, possible},
    indicator::{Indicator, Measure},
    problem::{Problem, ProblemKind, Severity},
    reading::{Answer, Reading},
    surprise,
    text::Bilingual,
};
use serde::{Deserialize, Serialize};

/// The largest mean and the largest number it is taken over, so that sums of their products stay exact.
const LARGEST_MEAN: i64 = 1_000_000;
const LARGEST_WEIGHT: i64 = 1_000_000_000;

/// Everything the rules look at besides the indicator.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What was typed.
    pub entry: &'a Entry,
    /// How many files of evidence there are.
    pub evidence_count: usize,
    /// What is known from before, and of others.
    pub before: Before,
}

/// What the rules look at besides what is typed, as it travels to a browser that may lose its connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The indicator, without what no rule looks at.
    pub indicator: Indicator,
    /// How many files of evidence there are.
    pub evidence_count: usize,
    /// What is known from before, and of others.
    pub before: Before,
}

impl Given {
    /// What the rules look at of an indicator.
    pub fn of(indicator: &Indicator, evidence_count: usize, before: Before) -> Self {
        let indicator = Indicator {
            name: Bilingual::default(),
            definition: Bilingual::default(),
            baseline: None,
            targets: Vec::new(),
            links: Vec::new(),
            reporters: Vec::new(),
            ..indicator.clone()
        };
        Self { indicator, evidence_count, before }
    }

    /// Applies every rule to what is typed.
    pub fn check(&self, entry: &Entry) -> Checked {
        check(&self.indicator, Facts { entry, evidence_count: self.evidence_count, before: self.before })
    }
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
    if impossible.is_empty() {
        problems.extend(surprises(indicator, reading, facts));
    }
    problems.extend(impossible);
    if indicator.evidence.required && facts.evidence_count == 0 {
        problems.push(Problem::blocking(Field::Evidence, ProblemKind::EvidenceMissing));
    }
    Checked { reading: Some(reading), problems }
}

/// What a value makes that is typed without a report around it, such as one that somebody verified or objects with.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check_alone(indicator: &Indicator, value: &str, base: &str) -> Result<Reading, Vec<Problem>> {
    let entry = Entry { value: value.to_owned(), base: base.to_owned(), ..Entry::default() };
    let checked = check(indicator, Facts { entry: &entry, evidence_count: usize::MAX, before: Before::default() });
    let problems: Vec<_> = checked.problems.into_iter().filter(Problem::blocks).collect();
    checked.reading.filter(|_| problems.is_empty()).ok_or(problems)
}

/// What a value in its parts cannot be that was worked out and typed by nobody: the rules are those of typed ones.
pub(crate) fn impossible(indicator: &Indicator, value: Amount, base: Option<Amount>) -> Vec<Problem> {
    match fit(indicator, value, base) {
        Ok(reading) => impossibilities(indicator, reading),
        Err(problem) => vec![problem],
    }
}

/// What has to be corrected or explained; an explanation stands for all of it.
fn surprises(indicator: &Indicator, reading: Reading, facts: Facts<'_>) -> Vec<Problem> {
    let severity = if facts.entry.explanation.trim().is_empty() { Severity::ExplainMe } else { Severity::Explained };
    let found = surprise::surprises(indicator, reading, facts.before);
    found.into_iter().map(|(field, kind)| Problem { field, kind, severity }).collect()
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
    let unfit = if indicator.measure == Measure::YesNo { ProblemKind::NotYesNo } else { ProblemKind::NotWhole };
    Reading::from_parts(&indicator.measure, value, base).ok_or_else(|| at_value(unfit))
}

/// Reads a figure of one body as it is told, such as a percentage, where nobody asks what it is made of.
///
/// # Errors
/// Why it is not a figure that the indicator can have.
pub fn read_figure(indicator: &Indicator, text: &str) -> Result<Amount, ProblemKind> {
    let typed = Amount::read(text)?;
    let takes_percent = match &indicator.measure {
        Measure::Ratio { scale, .. } => *scale == Amount::HUNDRED,
        Measure::Mean { .. } | Measure::Score { .. } => true,
        Measure::Count
        | Measure::Cumulative
        | Measure::Amount
        | Measure::Level { .. }
        | Measure::YesNo
        | Measure::Rank { .. } => false,
    };
    if typed.has_percent_sign && !takes_percent {
        return Err(ProblemKind::PercentSign);
    }
    let figure = typed.amount;
    match possible(indicator, Subject::One) {
        [Some(lowest), Some(highest)] if !(lowest..=highest).contains(&figure) => {
            return Err(out_of_range(lowest, highest));
        }
        [None, _] | [_, None] if figure.is_negative() => return Err(ProblemKind::Negative),
        [_, _] => {}
    }
    if indicator.decimals() == 0 && !figure.is_whole() {
        return Err(ProblemKind::NotWhole);
    }
    Ok(figure)
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
