//! How a derived value was worked out.

use super::Formula;
use crate::{
    amount::Amount,
    entry::Field,
    expression::{Dimension, Expression, Figures, Span, Unit, Unworked, UnworkedReason, Used, When, Worked},
    ids::{IndicatorCode, OrganisationCode},
    indicator::{Indicator, Measure},
    organisation::OrganisationTree,
    problem::{Problem, ProblemKind},
    reading::Reading,
    rule,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display};

/// How many decimals a derived number is kept with: as many as people may type, so that sums stay exact.
const DECIMALS: u32 = 6;
/// How many digits before the point a number may have, as people may type them.
const DIGITS: u32 = 15;

/// Which of the numbers of a value a formula is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, AsRefStr, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum FormulaPart {
    /// The value, or the numerator.
    Value,
    /// The denominator, or what a mean was taken over.
    Base,
}

/// How a derived value was worked out, or why there is none: then the indicator is not measured, never zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Working {
    /// It came to a value.
    Worked {
        /// The value, or the numerator.
        value: Worked,
        /// The denominator or weight.
        base: Option<Worked>,
    },
    /// It came to something that the indicator cannot be, as nobody could type it either.
    Unfit {
        /// The value, or the numerator.
        value: Worked,
        /// The denominator or weight.
        base: Option<Worked>,
        /// Which rule of typed values it breaks; not known of what was worked out before this was told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<ProblemKind>,
    },
    /// It came to nothing.
    Unworked {
        /// Which formula.
        part: FormulaPart,
        /// Why.
        why: Unworked,
        /// What was taken until then.
        used: Vec<Used>,
    },
}

impl Working {
    /// The numbers of the value, as they are kept; none where it is not measured.
    pub fn parts(&self) -> Option<(Amount, Option<Amount>)> {
        match self {
            Self::Worked { value, base } => Some((kept(value), base.as_ref().map(kept))),
            Self::Unfit { .. } | Self::Unworked { .. } => None,
        }
    }

    /// The figures that were taken, in the order in which they were.
    pub fn used(&self) -> impl Iterator<Item = &Used> {
        let (value, base, rest) = match self {
            Self::Worked { value, base } | Self::Unfit { value, base, .. } => {
                (value.used.as_slice(), base.as_ref().map_or(&[][..], |base| &base.used), &[][..])
            }
            Self::Unworked { used, .. } => (&[][..], &[][..], used.as_slice()),
        };
        value.iter().chain(base).chain(rest)
    }

    /// The figure of the round before that it took.
    pub fn taken_before(&self, indicator: &IndicatorCode) -> Option<Amount> {
        self.used().find_map(|used| match used {
            Used::Figure { indicator: of, when: When::Previous, value } if of == indicator => Some(*value),
            Used::Figure { .. } | Used::Sum { .. } => None,
        })
    }

    /// The sum over the bodies right below that it took: the sum, how many gave a figure and how many gave none.
    pub fn summed(&self, indicator: &IndicatorCode) -> Option<(Amount, usize, usize)> {
        self.used().find_map(|used| match used {
            Used::Sum { indicator: of, value, given, missing } if of == indicator => Some((*value, *given, *missing)),
            Used::Figure { .. } | Used::Sum { .. } => None,
        })
    }

    /// Of which indicator nobody right below has a figure, where there is no value for that.
    pub fn nobody_below(&self) -> Option<&IndicatorCode> {
        match self {
            Self::Unworked { why: Unworked { reason: UnworkedReason::NobodyBelow { indicator }, .. }, .. } => {
                Some(indicator)
            }
            Self::Worked { .. } | Self::Unfit { .. } | Self::Unworked { .. } => None,
        }
    }

    /// The stable code of why there is no value; nothing where there is one.
    pub fn not_measured(&self) -> Option<&'static str> {
        match self {
            Self::Worked { .. } => None,
            Self::Unfit { why, .. } => Some(why.as_ref().map_or("unfit", Into::into)),
            Self::Unworked { why, .. } => Some(why.reason.code()),
        }
    }

    /// Which indicator was counted otherwise in the round before, where there is no value for that.
    pub fn redefined(&self) -> Option<&IndicatorCode> {
        match self {
            Self::Unworked { why: Unworked { reason: UnworkedReason::Redefined { indicator }, .. }, .. } => {
                Some(indicator)
            }
            Self::Worked { .. } | Self::Unfit { .. } | Self::Unworked { .. } => None,
        }
    }

    /// Its figure, in the indicator's unit.
    pub fn figure(&self, indicator: &Indicator) -> Option<Amount> {
        let (value, base) = self.parts()?;
        Reading::from_parts(&indicator.measure, value, base)?.figure(indicator)
    }
}

impl Formula {
    /// Works the value of an indicator out.
    pub fn work_out(&self, indicator: &Indicator, figures: &Figures<'_>) -> Working {
        self.worked_out(figures, |value, base| match self.breaks(indicator, &value, base.as_ref()) {
            Some(why) => Working::Unfit { value, base, why: Some(why) },
            None => Working::Worked { value, base },
        })
    }

    /// The same as it was done before derived values kept the rules of typed ones: files that were signed by then stay true.
    pub(crate) fn work_out_before(&self, indicator: &Indicator, figures: &Figures<'_>) -> Working {
        self.worked_out(figures, |value, base| {
            if fitted_before(indicator, &value, base.as_ref()) {
                Working::Worked { value, base }
            } else {
                Working::Unfit { value, base, why: None }
            }
        })
    }

    /// Works the numbers of a value out, and judges them where there are any.
    fn worked_out(&self, figures: &Figures<'_>, judge: impl FnOnce(Worked, Option<Worked>) -> Working) -> Working {
        let mut taken = Vec::new();
        let value = match worked(&self.value, figures, &mut taken) {
            Ok(value) => value,
            Err(why) => return Working::Unworked { part: FormulaPart::Value, why, used: taken },
        };
        let base = match self.base.as_ref().map(|base| worked(base, figures, &mut taken)).transpose() {
            Ok(base) => base,
            Err(why) => return Working::Unworked { part: FormulaPart::Base, why, used: taken },
        };
        if let (Some(base), Some(formula)) = (&base, &self.base)
            && base.value == Amount::ZERO
        {
            let at = Span { start: 0, end: formula.text().chars().count() };
            let why = Unworked { at, reason: UnworkedReason::DivisionByZero };
            return Working::Unworked { part: FormulaPart::Base, why, used: taken };
        }
        judge(value, base)
    }

    /// The first rule of typed values that what it came to breaks. A part of a ratio is a whole number where its formula counts
    /// things; such a part may also be a sum of percentages.
    fn breaks(&self, indicator: &Indicator, value: &Worked, base: Option<&Worked>) -> Option<ProblemKind> {
        let (value, base) = (kept(value), base.map(kept));
        if is_too_large(value) || base.is_some_and(is_too_large) {
            return Some(ProblemKind::TooLarge);
        }
        let counts = |formula: Option<&Expression>| formula.is_some_and(|it| *it.unit() == Unit::of(Dimension::Count));
        let is_of_it = |problem: &Problem| {
            let formula = if problem.field == Field::Base { self.base.as_ref() } else { Some(&self.value) };
            let may_be_a_fraction = matches!(indicator.measure, Measure::Ratio { .. }) && !counts(formula);
            !(problem.kind == ProblemKind::NotWhole && may_be_a_fraction)
        };
        let broken = rule::impossible(indicator, value, base).into_iter().find(is_of_it).map(|problem| problem.kind);
        let figure = || Reading::from_parts(&indicator.measure, value, base)?.figure(indicator);
        broken.or_else(|| figure().is_none().then_some(ProblemKind::TooLarge))
    }
}

/// Whether a number has more digits than people may type.
fn is_too_large(amount: Amount) -> bool {
    let limit = Amount::whole(10i64.pow(DIGITS));
    amount >= limit || Amount::ZERO.checked_sub(amount) >= Some(limit)
}

/// Whether the indicator could be what it came to, as far as anybody asked before: neither too large nor outside its bounds.
fn fitted_before(indicator: &Indicator, value: &Worked, base: Option<&Worked>) -> bool {
    let (value, base) = (kept(value), base.map(kept));
    if is_too_large(value) || base.is_some_and(is_too_large) {
        return false;
    }
    let bounds = match &indicator.measure {
        Measure::Level { lowest, highest, .. } => {
            Some((Amount::whole(i64::from(*lowest)), Amount::whole(i64::from(*highest))))
        }
        Measure::Score { lowest, highest } => Some((*lowest, *highest)),
        Measure::Ratio { .. }
        | Measure::Count
        | Measure::Cumulative
        | Measure::Amount
        | Measure::YesNo
        | Measure::Mean { .. }
        | Measure::Rank { .. } => None,
    };
    let range = indicator.range.map(|range| (range.lowest, range.highest));
    let reading = Reading::from_parts(&indicator.measure, value, base);
    let Some(figure) = reading.and_then(|reading| reading.figure(indicator)) else { return false };
    bounds.into_iter().chain(range).all(|(lowest, highest)| lowest <= figure && figure <= highest)
}

/// A number as it is kept.
fn kept(worked: &Worked) -> Amount {
    worked.value.rounded(DECIMALS)
}

/// What a formula comes to; what it took is noted beside it too, for whatever has no value in the end.
fn worked(formula: &Expression, figures: &Figures<'_>, taken: &mut Vec<Used>) -> Result<Worked, Unworked> {
    let before = taken.len();
    let value = formula.work_out_noting(figures, taken)?;
    Ok(Worked { value, used: taken[before..].to_vec() })
}

/// The bodies right below one that are to have a figure of an indicator about a period that ends on a day: those over which
/// a formula sums.
pub fn asked_below<'a>(
    tree: &'a OrganisationTree,
    body: &OrganisationCode,
    indicator: &'a Indicator,
    day: NaiveDate,
) -> impl Iterator<Item = &'a OrganisationCode> {
    let below = tree.children(body).iter();
    below
        .filter(move |code| tree.get(code).is_some_and(|body| body.reports_on(day) && indicator.is_asked_of(body.kind)))
}
