//! In which order derived indicators are worked out.

use super::tree::Expression;
use crate::ids::IndicatorCode;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Formulas that need one another.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the formulas of these indicators need one another: {}", .indicators.iter().map(IndicatorCode::as_str).collect::<Vec<_>>().join(", "))]
pub struct FormulaCycle {
    /// The indicators that cannot be worked out: those in a circle, and those that need one of them.
    pub indicators: BTreeSet<IndicatorCode>,
}

/// Derived indicators so that each comes after those whose figure of the same period it takes. A figure of the period
/// before, or of bodies below, is there already.
///
/// # Errors
/// Those that need one another.
pub fn in_order(derived: &BTreeMap<IndicatorCode, Expression>) -> Result<Vec<&IndicatorCode>, FormulaCycle> {
    in_order_by(derived.keys(), |code| derived.get(code).map(Expression::taken_now).unwrap_or_default())
}

/// The same of indicators that are worked out by more than one formula: `needs` gives what has to be known first.
///
/// # Errors
/// Those that need one another.
pub fn in_order_by<'a>(
    derived: impl Iterator<Item = &'a IndicatorCode>,
    needs: impl Fn(&IndicatorCode) -> BTreeSet<&'a IndicatorCode>,
) -> Result<Vec<&'a IndicatorCode>, FormulaCycle> {
    let all: BTreeSet<&IndicatorCode> = derived.collect();
    let mut waiting: BTreeMap<&IndicatorCode, BTreeSet<&IndicatorCode>> = all
        .iter()
        .map(|code| (*code, needs(code).into_iter().filter(|needed| all.contains(*needed)).collect()))
        .collect();
    let mut order = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready: Vec<_> = waiting.iter().filter(|(_, needed)| needed.is_empty()).map(|(code, _)| *code).collect();
        if ready.is_empty() {
            return Err(FormulaCycle { indicators: waiting.into_keys().cloned().collect() });
        }
        for code in &ready {
            waiting.remove(code);
        }
        for needed in waiting.values_mut() {
            needed.retain(|needed| !ready.contains(needed));
        }
        order.extend(ready);
    }
    Ok(order)
}
