//! Accepted values, reported and verified side by side.

pub use crate::store::values::{RankOrder, Value};

use domain::{amount::Amount, entry::Applicability, indicator::Indicator, plan::Plan, reading::Reading};

/// The reading in force of a value; `None` where the indicator does not apply.
pub fn reading_in_force(indicator: &Indicator, value: &Value) -> Option<Reading> {
    if value.applicability == Applicability::NotApplicable {
        return None;
    }
    let (number, base) = value.in_force()?;
    Reading::from_parts(&indicator.measure, number, base)
}

/// The figure in force of a value, in the indicator's unit.
pub fn figure_in_force(plan: &Plan, value: &Value) -> Option<Amount> {
    let indicator = plan.indicator(&value.indicator)?;
    reading_in_force(indicator, value)?.figure(indicator)
}
