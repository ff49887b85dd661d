//! Indicators that are worked out from others instead of being reported.
//!
//! A derived indicator has a measure like any other, and a formula for each number of its value: a ratio has one of the part
//! and one of the whole. So its values are taken together as those that people type are, and a ratio stays a ratio of sums.
//! A formula takes figures of the same body: of the same round, of the round before, or summed over the bodies right below.

mod working;

pub use working::{FormulaPart, Working, asked_below};

use crate::{
    amount::Amount,
    expression::{
        Dimension, Expression, ExpressionError, ExpressionReason, FormulaCycle, Hindrance, Unit, in_order_by,
    },
    ids::IndicatorCode,
    indicator::{Indicator, Measure},
    plan::Plan,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// How a derived indicator is worked out, as it is written.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// The formula of the value, or of the numerator.
    pub value: String,
    /// The formula of the denominator, or of what a mean was taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// All that it is worked out from, directly or not, as its plan defines them: what its own definition rests on.
    #[serde(skip)]
    pub(crate) inputs: Vec<Indicator>,
}

/// What is written: that it rests on the same definitions is another question.
impl PartialEq for Derived {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.base == other.base
    }
}

/// The indicators of a plan, each derived one with the definitions of all that it is worked out from. What cannot be read takes
/// nothing: such a plan is refused by [`Plan::checked`].
pub(crate) fn with_inputs(mut indicators: Vec<Indicator>) -> Vec<Indicator> {
    if indicators.iter().all(|indicator| indicator.derived.is_none()) {
        return indicators;
    }
    let known: BTreeMap<&IndicatorCode, &Indicator> = indicators.iter().map(|known| (&known.code, known)).collect();
    let unit_of = |code: &IndicatorCode| known.get(code).map(|known| Unit::of_indicator(known));
    let taken = |derived: &Derived| -> BTreeSet<IndicatorCode> {
        let formulas = std::iter::once(&derived.value).chain(&derived.base);
        let read: Vec<Expression> = formulas.filter_map(|text| Expression::parse(text, unit_of).ok()).collect();
        read.iter().flat_map(Expression::indicators).cloned().collect()
    };
    let all = known.iter().filter_map(|(code, indicator)| Some(((*code).clone(), taken(indicator.derived.as_ref()?))));
    let all: BTreeMap<IndicatorCode, BTreeSet<IndicatorCode>> = all.collect();
    let behind = |code: &IndicatorCode| -> Vec<Indicator> {
        let mut found: BTreeSet<&IndicatorCode> = BTreeSet::new();
        let mut waiting: Vec<&IndicatorCode> = all.get(code).into_iter().flatten().collect();
        while let Some(next) = waiting.pop() {
            if next != code && found.insert(next) {
                waiting.extend(all.get(next).into_iter().flatten());
            }
        }
        found.into_iter().filter_map(|code| known.get(code)).map(|known| definition_alone(known)).collect()
    };
    let mut inputs: BTreeMap<IndicatorCode, Vec<Indicator>> =
        all.keys().map(|code| (code.clone(), behind(code))).collect();
    for indicator in &mut indicators {
        if let Some(derived) = &mut indicator.derived {
            derived.inputs = inputs.remove(&indicator.code).unwrap_or_default();
        }
    }
    indicators
}

/// An indicator without what says nothing of how it is counted.
fn definition_alone(indicator: &Indicator) -> Indicator {
    let alone = |derived: &Derived| Derived { inputs: Vec::new(), ..derived.clone() };
    Indicator {
        baseline: None,
        targets: Vec::new(),
        links: Vec::new(),
        reporters: Vec::new(),
        derived: indicator.derived.as_ref().map(alone),
        ..indicator.clone()
    }
}

/// What is wrong with a derived indicator.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FormulaFault {
    /// A formula that cannot be read.
    #[error("formula of the {part}, {error}")]
    Unreadable {
        /// Which formula.
        part: FormulaPart,
        /// What is wrong with it, and where.
        error: ExpressionError,
    },
    /// A formula that comes to another unit than its measure has.
    #[error("the formula of the {part} comes to {found}, and its measure needs {wanted}")]
    UnitOf {
        /// Which formula.
        part: FormulaPart,
        /// The unit it comes to.
        found: Unit,
        /// The unit it should come to.
        wanted: Unit,
    },
    /// A ratio or mean with one formula.
    #[error("a ratio or mean needs a formula of its base too")]
    BaseMissing,
    /// Two formulas of one number.
    #[error("its measure has one number, so that there is no formula of a base")]
    BaseUnasked,
    /// A place among others, which follows from figures of all bodies and from no formula.
    #[error("a rank cannot be derived by a formula")]
    Rank,
    /// An indicator that no body has a figure of.
    #[error("{indicator} is not asked of agencies, so that no body has a figure of it")]
    NotOfBodies {
        /// Which formula takes it.
        part: FormulaPart,
        /// The indicator.
        indicator: IndicatorCode,
    },
    /// A sum over bodies below of what is worked out from that sum: the lowest have nobody below, so that it never begins.
    #[error(
        "it sums itself over the bodies below, of which the lowest have none below, so that no body has a figure of it"
    )]
    SumsItself {
        /// Which formula needs the sum.
        part: FormulaPart,
    },
    /// Formulas that need one another.
    #[error("{0}")]
    Cycle(FormulaCycle),
}

/// The formulas of one derived indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    value: Expression,
    base: Option<Expression>,
}

impl FormulaFault {
    /// At which formula it stands.
    pub fn part(&self) -> FormulaPart {
        match self {
            Self::Unreadable { part, .. }
            | Self::UnitOf { part, .. }
            | Self::NotOfBodies { part, .. }
            | Self::SumsItself { part } => *part,
            Self::BaseUnasked => FormulaPart::Base,
            Self::BaseMissing | Self::Rank | Self::Cycle(_) => FormulaPart::Value,
        }
    }
}

impl Formula {
    fn of(plan: &Plan, indicator: &Indicator, derived: &Derived) -> Result<Self, FormulaFault> {
        let unit_of = |code: &IndicatorCode| plan.indicator(code).map(Unit::of_indicator);
        let read = |part, text: &str| {
            let parsed = Expression::parse(text, unit_of);
            parsed.map_err(|error| FormulaFault::Unreadable { part, error })
        };
        let value = read(FormulaPart::Value, &derived.value)?;
        let base = derived.base.as_deref().map(|base| read(FormulaPart::Base, base)).transpose()?;
        let formula = Self { value, base };
        formula.check_units(indicator)?;
        let taken = formula.parts().flat_map(|(part, it)| it.indicators().into_iter().map(move |code| (part, code)));
        let taken = taken.filter_map(|(part, code)| Some((part, plan.indicator(code)?)));
        let own = std::iter::once((FormulaPart::Value, indicator));
        let national = own.chain(taken).find(|(_, taken)| !taken.scope.asks_agencies());
        match national {
            Some((part, of)) => Err(FormulaFault::NotOfBodies { part, indicator: of.code.clone() }),
            None => Ok(formula),
        }
    }

    fn check_units(&self, indicator: &Indicator) -> Result<(), FormulaFault> {
        let fits = |part, found: &Unit, wanted: Unit| {
            if *found == wanted { Ok(()) } else { Err(FormulaFault::UnitOf { part, found: found.clone(), wanted }) }
        };
        let value = |wanted| fits(FormulaPart::Value, self.value.unit(), wanted);
        match (&indicator.measure, &self.base) {
            (Measure::Rank { .. }, _) => Err(FormulaFault::Rank),
            (Measure::Ratio { .. } | Measure::Mean { .. }, None) => Err(FormulaFault::BaseMissing),
            // A share is of like in like; of any other scale the unit's own word says what is divided by what.
            (Measure::Ratio { scale, .. }, Some(base)) if [Amount::ONE, Amount::HUNDRED].contains(scale) => {
                fits(FormulaPart::Base, base.unit(), self.value.unit().clone())
            }
            (Measure::Ratio { .. }, Some(_)) => Ok(()),
            (Measure::Mean { .. }, Some(base)) => fits(FormulaPart::Base, base.unit(), Unit::of(Dimension::Count)),
            (_, Some(_)) => Err(FormulaFault::BaseUnasked),
            (Measure::YesNo, None) if *self.value.unit() == Unit::plain() => Ok(()),
            (
                Measure::Count
                | Measure::Cumulative
                | Measure::Amount
                | Measure::Level { .. }
                | Measure::YesNo
                | Measure::Score { .. },
                None,
            ) => value(Unit::of_indicator(indicator)),
        }
    }

    /// What keeps it from a figure where only these indicators are ever measured, and in which part.
    fn hindrance(&self, is_measured: &dyn Fn(&IndicatorCode) -> bool) -> Option<(FormulaPart, Hindrance<'_>)> {
        self.parts().find_map(|(part, formula)| Some((part, formula.hindrance(is_measured)?)))
    }

    fn parts(&self) -> impl Iterator<Item = (FormulaPart, &Expression)> {
        let base = self.base.as_ref().map(|base| (FormulaPart::Base, base));
        std::iter::once((FormulaPart::Value, &self.value)).chain(base)
    }

    fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.parts().map(|(_, formula)| formula)
    }
}

/// The derived indicators of a plan, each after those whose figure of the same round it takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formulas(Vec<(IndicatorCode, Formula)>);

impl Formulas {
    /// Those of a plan.
    ///
    /// # Errors
    /// The first indicator whose formulas are wrong, and what is wrong with them.
    pub fn of(plan: &Plan) -> Result<Self, (IndicatorCode, FormulaFault)> {
        let mut formulas: BTreeMap<IndicatorCode, Formula> = BTreeMap::new();
        for indicator in &plan.indicators {
            let Some(derived) = &indicator.derived else { continue };
            let read = Formula::of(plan, indicator, derived);
            formulas.insert(indicator.code.clone(), read.map_err(|fault| (indicator.code.clone(), fault))?);
        }
        let needs = |code: &IndicatorCode| -> BTreeSet<&IndicatorCode> {
            let of = formulas.get(code).into_iter().flat_map(Formula::expressions);
            of.flat_map(Expression::taken_now).collect()
        };
        let order: Vec<IndicatorCode> = match in_order_by(formulas.keys(), needs) {
            Ok(order) => order.into_iter().cloned().collect(),
            Err(cycle) => {
                let in_it = plan.indicators.iter().find(|indicator| cycle.indicators.contains(&indicator.code));
                let first = in_it.map(|indicator| indicator.code.clone());
                return first.map_or_else(|| Ok(Self::default()), |first| Err((first, FormulaFault::Cycle(cycle))));
            }
        };
        let in_order = order.into_iter().filter_map(|code| formulas.remove(&code).map(|formula| (code, formula)));
        Ok(Self(in_order.collect()))
    }

    /// One that no body could ever have a figure of by a fault of its own, and what that is: a plan may not bring it.
    pub fn never_measured(&self) -> Option<(IndicatorCode, FormulaFault)> {
        let hindered = self.hindered();
        let mut seen: BTreeSet<&IndicatorCode> = BTreeSet::new();
        let mut code = self.0.iter().map(|(code, _)| code).find(|code| hindered.contains_key(*code))?;
        // What is hindered by others alone has no fault; figures of one body never come back to themselves, sums below may.
        loop {
            let (part, hindrance) = *hindered.get(code)?;
            match hindrance {
                Hindrance::DividesByZero(at) => {
                    let error = ExpressionError { at, reason: ExpressionReason::DividesByZero };
                    return Some((code.clone(), FormulaFault::Unreadable { part, error }));
                }
                Hindrance::UnmeasuredBelow(_) if seen.contains(code) => {
                    return Some((code.clone(), FormulaFault::SumsItself { part }));
                }
                Hindrance::Unmeasured(of) | Hindrance::UnmeasuredBelow(of) => {
                    seen.insert(code);
                    code = of;
                }
            }
        }
    }

    /// Those that no body could ever have a figure of, each with what keeps it from one: what is typed is measured, and so is
    /// what can be worked out of it, and of that in turn.
    fn hindered(&self) -> BTreeMap<&IndicatorCode, (FormulaPart, Hindrance<'_>)> {
        let mut waiting: BTreeMap<&IndicatorCode, &Formula> = self.iter().collect();
        loop {
            let is_measured = |code: &IndicatorCode| !waiting.contains_key(code);
            let hindered = waiting.iter().filter_map(|(code, formula)| Some((*code, formula.hindrance(&is_measured)?)));
            let hindered: BTreeMap<&IndicatorCode, (FormulaPart, Hindrance<'_>)> = hindered.collect();
            if hindered.len() == waiting.len() {
                return hindered;
            }
            waiting.retain(|code, _| hindered.contains_key(*code));
        }
    }

    /// Whether nothing is derived.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each derived indicator with its formulas, in the order in which they are worked out.
    pub fn iter(&self) -> impl Iterator<Item = (&IndicatorCode, &Formula)> {
        self.0.iter().map(|(code, formula)| (code, formula))
    }

    /// The indicators whose figure of the round before is taken.
    pub fn taken_before(&self) -> BTreeSet<&IndicatorCode> {
        self.expressions().flat_map(Expression::taken_before).collect()
    }

    /// The indicators whose figures are summed over the bodies right below.
    pub fn summed(&self) -> BTreeSet<&IndicatorCode> {
        self.expressions().flat_map(Expression::summed).collect()
    }

    /// Some indicators with all that they are worked out from in the same round and body.
    pub fn behind<'a>(&'a self, codes: impl IntoIterator<Item = &'a IndicatorCode>) -> BTreeSet<&'a IndicatorCode> {
        let mut behind: BTreeSet<&IndicatorCode> = codes.into_iter().collect();
        // Each stands after those that it takes, so that the last first finds all.
        for (code, formula) in self.0.iter().rev() {
            if behind.contains(code) {
                behind.extend(formula.expressions().flat_map(Expression::taken_now));
            }
        }
        behind
    }

    fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.0.iter().flat_map(|(_, formula)| formula.expressions())
    }
}

#[cfg(test)]
#[path = "derived_tests.rs"]
mod tests;
