//! Whether scores of two rounds can be compared.

use super::{Used, holding::holding_in};
use domain::{ids::IndicatorCode, plan::Plan, round::Round, score::EditionChange};
use std::sync::Arc;

/// A round, the version of the plan that it asks by, and the edition, with its population, by which its scores were made.
type Made<'a> = (&'a Round, &'a Plan, &'a Used);

/// All that stands against comparing the scores of two rounds.
#[derive(Debug)]
pub(crate) struct Differences(Vec<EditionChange>);

impl Differences {
    /// What stands against comparing published scores; empty where nothing does.
    pub(crate) fn of_scores(&self) -> Vec<EditionChange> {
        self.0.iter().filter(|change| change.is_of_scores()).cloned().collect()
    }

    /// What stands against comparing the values right below the root.
    pub(crate) fn of_pillars(&self) -> Vec<EditionChange> {
        self.0.iter().filter(|change| change.is_of_pillars()).cloned().collect()
    }

    /// What stands against comparing classes or levels: everything.
    pub(crate) fn of_levels(self) -> Vec<EditionChange> {
        self.0
    }
}

/// All that stands against comparing the scores of a round with those of another one, made by an edition of the same scheme:
/// how they were made, with whom figures were compared, and of which answers. The line is every round, as [`super::line`] gives it.
pub(crate) fn differences(
    line: &[(Round, Arc<Plan>)],
    (round, plan, used): Made<'_>,
    (other, other_plan, then): Made<'_>,
) -> Differences {
    let defined = |code: &IndicatorCode| plan.indicator(code);
    let defined_then = |code: &IndicatorCode| other_plan.indicator(code);
    let (scheme, edition) = (&used.scheme, &then.scheme);
    // Most rounds have the same edition, which is made like itself of what one version of a plan defines.
    let is_itself = Arc::ptr_eq(scheme, edition) && std::ptr::eq(plan, other_plan);
    let made = || scheme.comparable_at(&scheme.root().code, edition, defined, defined_then);
    let mut changes = if is_itself { Vec::new() } else { made().err().unwrap_or_default() };
    changes.extend(scheme.published_alike(&used.population, edition, &then.population));
    let (holding, held_then) = (holding_in(line, (round, plan)), holding_in(line, (other, other_plan)));
    changes.extend(scheme.answers_alike(&holding, &held_then));
    Differences(changes)
}
