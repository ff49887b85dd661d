//! Whether scores of two rounds can be compared.

use super::holding::holding_in;
use domain::{
    ids::IndicatorCode,
    plan::Plan,
    round::Round,
    score::{EditionChange, Scheme},
};
use std::sync::Arc;

/// A round, the version of the plan that it asks by, and the edition by which its scores were made.
type Made<'a> = (&'a Round, &'a Plan, &'a Scheme);

/// All that stands against comparing the scores of a round with those of another one, made by an edition of the same scheme:
/// how they were made, and of which answers. Empty where nothing does. The line is every round, as [`super::line`] gives it.
pub(crate) fn differences(
    line: &[(Round, Arc<Plan>)],
    (round, plan, scheme): Made<'_>,
    (other, other_plan, edition): Made<'_>,
) -> Vec<EditionChange> {
    let now = |code: &IndicatorCode| plan.indicator(code);
    let then = |code: &IndicatorCode| other_plan.indicator(code);
    let made = scheme.comparable_at(&scheme.root().code, edition, now, then);
    let mut changes = made.err().unwrap_or_default();
    let (now, then) = (holding_in(line, (round, plan)), holding_in(line, (other, other_plan)));
    changes.extend(scheme.answers_alike(&now, &then));
    changes
}
