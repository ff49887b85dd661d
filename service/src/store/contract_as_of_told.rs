//! What dashboards show, in words that can be compared from one instant to another.

use crate::dashboards::{Maturity, NationalFact, OwnReport, StrategyStatus};

/// How indicators stand, without the plans they are of.
pub(super) fn told_of(strategies: &[StrategyStatus]) -> String {
    let each = strategies.iter().flat_map(|strategy| &strategy.indicators).map(|of| {
        let standing = (of.as_of, of.figure, of.expected, of.status, of.contributors, of.expected_contributors);
        format!("{} {standing:?} {:?} {:?}", of.indicator.code, of.series, of.expected_series)
    });
    each.collect::<Vec<_>>().join("\n")
}

/// How an agency's own indicators stand.
pub(super) fn told_of_own(own: &OwnReport) -> String {
    let each = own.standing.strategies.iter().flat_map(|strategy| &strategy.indicators).map(|of| {
        let standing = (of.as_of, of.figure, of.expected, of.status, of.reported, of.verified, of.trust);
        format!("{} {standing:?} {:?} {}", of.indicator.code, of.series, of.explanation)
    });
    let about = (own.state, own.first_submitted_at, own.window, own.window_state, own.standing.counts);
    let alerts: Vec<_> = own.standing.alerts.iter().map(|of| (&of.indicator.code, &of.alerts)).collect();
    format!("{about:?}\n{}\n{alerts:#?}", each.collect::<Vec<_>>().join("\n"))
}

pub(super) fn told_of_facts(facts: &[NationalFact]) -> String {
    let each = facts.iter().map(|fact| (&fact.indicator.code, &fact.series, fact.status));
    format!("{:#?}", each.collect::<Vec<_>>())
}

/// How mature the country is, without the schemes and what only memory knows.
pub(super) fn told_of_maturity(found: &[Maturity]) -> String {
    let each = found.iter().map(|of| {
        let told = (of.coverage, &of.levels, of.median, &of.reached, &of.grades, &of.before, &of.year_before);
        format!("{} {told:?}", of.scheme.head().edition)
    });
    each.collect::<Vec<_>>().join("\n")
}
