//! Sums over those figures alone that have at least a grade. They are kept of all figures together, so these are added up
//! from the values when they are asked for, and only for so many bodies.

use super::line::View;
use crate::{
    ServiceResult,
    rollups::add,
    store::{
        self, Tx,
        rollups::{Sums, Wanted},
    },
    values::reading_in_force,
};
use domain::{
    entry::Applicability,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    organisation::OrganisationTree,
    rollup::Rollup,
    trust::TrustGrade,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Of how many bodies at most figures are added up for one page.
pub const MOST_ADDED: usize = 400;

/// The bodies at and below some nodes in any of the rounds that are wanted, each once; nothing where they are more than are added up.
pub(super) fn bodies_below(
    view: &View,
    nodes: &[OrganisationCode],
    wanted: &[Wanted],
) -> Option<BTreeSet<OrganisationCode>> {
    let mut trees: Vec<&OrganisationTree> = Vec::new();
    for tree in wanted.iter().map(|wanted| view.tree_of(&wanted.round)) {
        if !trees.iter().any(|other| std::ptr::eq(*other, tree)) {
            trees.push(tree);
        }
    }
    let mut bodies = BTreeSet::new();
    for (tree, node) in trees.iter().flat_map(|tree| nodes.iter().map(move |node| (tree, node))) {
        bodies.extend(tree.at_and_below(node));
        if bodies.len() > MOST_ADDED {
            return None;
        }
    }
    Some(bodies)
}

/// The sums of some nodes, over the figures of bodies at and below them that have at least a grade.
pub(super) async fn sums(
    tx: &mut Tx,
    view: &View,
    (nodes, bodies): (&[OrganisationCode], &BTreeSet<OrganisationCode>),
    wanted: &[Wanted],
    least: TrustGrade,
) -> ServiceResult<Sums> {
    let rounds: Vec<RoundCode> = wanted.iter().map(|wanted| wanted.round.clone()).collect();
    let bodies: Vec<OrganisationCode> = bodies.iter().cloned().collect();
    let is_wanted = |round: &RoundCode, indicator: &IndicatorCode| {
        let of_round = wanted.iter().find(|wanted| wanted.round == *round);
        of_round.is_some_and(|wanted| wanted.indicators.as_ref().is_none_or(|some| some.contains(indicator)))
    };
    let shown: BTreeSet<&OrganisationCode> = nodes.iter().collect();
    let mut above: HashMap<(RoundCode, OrganisationCode), Vec<OrganisationCode>> = HashMap::new();
    let mut sums: BTreeMap<(OrganisationCode, RoundCode, IndicatorCode), Rollup> = BTreeMap::new();
    let mut not_applicable = Vec::new();
    for value in store::values::of_agencies(tx, &bodies, &rounds).await? {
        if value.trust < least || !is_wanted(&value.round, &value.indicator) {
            continue;
        }
        if value.applicability == Applicability::NotApplicable {
            not_applicable.push((value.agency, value.round, value.indicator));
            continue;
        }
        let planned = view.line.iter().find(|planned| planned.round.code == value.round);
        let Some(indicator) = planned.and_then(|planned| planned.plan.indicator(&value.indicator)) else { continue };
        let reading = reading_in_force(indicator, &value);
        let Some(one) = reading.and_then(|reading| Rollup::of(&indicator.measure, reading)) else { continue };
        let path = above.entry((value.round.clone(), value.agency.clone())).or_insert_with(|| {
            let path = view.tree_of(&value.round).path(&value.agency);
            path.into_iter().filter(|node| shown.contains(node)).collect()
        });
        for node in path.iter() {
            add(&mut sums, (node.clone(), value.round.clone(), value.indicator.clone()), one)?;
        }
    }
    let mut sums = Sums::of(sums);
    for (agency, round, indicator) in not_applicable {
        sums.note_not_applicable(agency, round, indicator);
    }
    Ok(sums)
}
