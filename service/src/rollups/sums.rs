//! Sums of values at every node: of all kinds of bodies together, and by kind where a node has others below it.

use crate::{
    ServiceError, ServiceResult, store,
    store::{
        Tx, kind_counts::NodeKind, kind_rollups::KindIndicator, rollups::NodeIndicator, values::Value,
        values_of_round::ValuesOfRound,
    },
    usuals::Figures,
    values::reading_in_force,
};
use domain::{
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    organisation::OrganisationTree,
    plan::Plan,
    rollup::Rollup,
    round::Round,
};
use std::collections::{BTreeMap, btree_map::Entry};

/// What one value adds to the sums above it.
fn one_of(plan: &Plan, value: &Value) -> Option<Rollup> {
    let indicator = plan.indicator(&value.indicator)?;
    Rollup::of(&indicator.measure, reading_in_force(indicator, value)?)
}

/// What values add to the sums, by indicator.
fn sums_of(plan: &Plan, values: &[Value]) -> ServiceResult<BTreeMap<IndicatorCode, Rollup>> {
    let mut sums = BTreeMap::new();
    for value in values {
        if let Some(one) = one_of(plan, value) {
            add(&mut sums, value.indicator.clone(), one)?;
        }
    }
    Ok(sums)
}

/// Adds to a sum, which may be new.
pub(crate) fn add<Key: Ord>(sums: &mut BTreeMap<Key, Rollup>, key: Key, rollup: Rollup) -> ServiceResult<()> {
    match sums.entry(key) {
        Entry::Vacant(empty) => {
            empty.insert(rollup);
        }
        Entry::Occupied(mut full) => {
            let sum = full.get().plus(rollup).ok_or_else(overflow)?;
            full.insert(sum);
        }
    }
    Ok(())
}

/// A sum beyond what is kept exactly: a fault of ours, since the rules keep values far below.
pub(crate) fn overflow() -> ServiceError {
    ServiceError::fault("adding values", "the sum has more than 28 digits")
}

/// The nodes of a body's way to the root at which sums are kept by kind, each with the body's kind.
pub(crate) fn nodes_of_kind(tree: &OrganisationTree, agency: &OrganisationCode) -> Vec<NodeKind> {
    let Some(kind) = tree.kind(agency) else { return Vec::new() };
    let above = tree.path(agency).into_iter().filter(|node| !tree.children(node).is_empty());
    above.map(|node| (node, kind)).collect()
}

/// Takes the old values of a report out of the sums of every node above it and puts the new ones in.
pub(crate) async fn replace(
    tx: &mut Tx,
    round: &Round,
    plan: &Plan,
    (tree, agency): (&OrganisationTree, &OrganisationCode),
    old: &[Value],
    new: &[Value],
) -> ServiceResult<()> {
    store::rounds::lock(tx, &round.code).await?;
    let change = Change { gone: sums_of(plan, old)?, come: sums_of(plan, new)? };
    let path = tree.path(agency);
    let kept = store::rollups::of_nodes(tx, std::slice::from_ref(&round.code), &path).await?;
    let kept: BTreeMap<NodeIndicator, Rollup> = kept.into_iter().map(|(_, node, rollup)| (node, rollup)).collect();
    store::rollups::save(tx, &round.code, &change.made_in(&path, &kept)?).await?;
    let of_kind = nodes_of_kind(tree, agency);
    let nodes: Vec<OrganisationCode> = of_kind.iter().map(|(node, _)| node.clone()).collect();
    let kept = store::kind_rollups::of_nodes(tx, &round.code, &nodes, tree.kind(agency)).await?;
    store::kind_rollups::save(tx, &round.code, &change.made_in(&of_kind, &kept)?).await
}

/// What goes out of the sums above a report, and what comes in.
struct Change {
    gone: BTreeMap<IndicatorCode, Rollup>,
    come: BTreeMap<IndicatorCode, Rollup>,
}

impl Change {
    /// What becomes of the sums that are kept at some places.
    fn made_in<Place: Ord + Clone>(
        &self,
        places: &[Place],
        kept: &BTreeMap<(Place, IndicatorCode), Rollup>,
    ) -> ServiceResult<Vec<((Place, IndicatorCode), Rollup)>> {
        let mut changed = Vec::new();
        for place in places {
            for code in self.gone.keys().chain(self.come.keys().filter(|code| !self.gone.contains_key(*code))) {
                let key = (place.clone(), code.clone());
                let rule = self.gone.get(code).or_else(|| self.come.get(code)).map(|rollup| rollup.rule);
                let Some(mut sum) = kept.get(&key).copied().or_else(|| rule.map(Rollup::empty)) else { continue };
                if let Some(gone) = self.gone.get(code) {
                    sum = sum.minus(*gone).ok_or_else(overflow)?;
                }
                if let Some(come) = self.come.get(code) {
                    sum = sum.plus(*come).ok_or_else(overflow)?;
                }
                changed.push((key, sum));
            }
        }
        Ok(changed)
    }
}

/// Where the values of an agency are added up.
struct Above {
    agency: OrganisationCode,
    nodes: Vec<OrganisationCode>,
    of_kind: Vec<NodeKind>,
}

/// The sums of a round.
#[derive(Default)]
pub(super) struct Summed {
    pub(super) together: BTreeMap<NodeIndicator, Rollup>,
    pub(super) of_kinds: BTreeMap<KindIndicator, Rollup>,
    /// Of the agency whose value came last: those of one come one after the other.
    above: Option<Above>,
    /// Whether only bodies with others below them count.
    is_of_wholes: bool,
}

impl Summed {
    /// Sums all values of a round afresh.
    pub(super) async fn afresh(
        tx: &mut Tx,
        round: &Round,
        plan: &Plan,
        tree: &OrganisationTree,
    ) -> ServiceResult<Self> {
        Self::default().read(tx, round, plan, tree, |_| ()).await
    }

    /// The same of bodies with others below them alone, which are few.
    pub(super) async fn of_wholes(
        tx: &mut Tx,
        round: &Round,
        plan: &Plan,
        tree: &OrganisationTree,
    ) -> ServiceResult<Self> {
        Self { is_of_wholes: true, ..Self::default() }.read(tx, round, plan, tree, |_| ()).await
    }

    /// The same, with the figures that peers are held against, which the same values give.
    pub(super) async fn afresh_with_figures(
        tx: &mut Tx,
        round: &Round,
        plan: &Plan,
        tree: &OrganisationTree,
    ) -> ServiceResult<(Self, Figures)> {
        let mut figures = Figures::default();
        let sums = Self::default().read(tx, round, plan, tree, |value| figures.add(plan, tree, value)).await?;
        Ok((sums, figures))
    }

    async fn read(
        mut self,
        tx: &mut Tx,
        round: &Round,
        plan: &Plan,
        tree: &OrganisationTree,
        mut besides: impl FnMut(&Value),
    ) -> ServiceResult<Self> {
        let mut parts = ValuesOfRound::new(&round.code);
        while let Some(values) = parts.next(tx).await? {
            for value in &values {
                self.add(plan, tree, value)?;
                besides(value);
            }
        }
        Ok(self)
    }

    /// Adds a value at every node above it.
    fn add(&mut self, plan: &Plan, tree: &OrganisationTree, value: &Value) -> ServiceResult<()> {
        let Some(one) = one_of(plan, value) else { return Ok(()) };
        let kept = self.above.take().filter(|above| above.agency == value.agency);
        let above = kept.unwrap_or_else(|| Above {
            agency: value.agency.clone(),
            nodes: self.nodes(tree, &value.agency),
            of_kind: nodes_of_kind(tree, &value.agency),
        });
        for node in &above.nodes {
            add(&mut self.together, (node.clone(), value.indicator.clone()), one)?;
        }
        for node in &above.of_kind {
            add(&mut self.of_kinds, (node.clone(), value.indicator.clone()), one)?;
        }
        self.above = Some(above);
        Ok(())
    }

    fn nodes(&self, tree: &OrganisationTree, agency: &OrganisationCode) -> Vec<OrganisationCode> {
        let counts = |node: &OrganisationCode| !self.is_of_wholes || !tree.children(node).is_empty();
        tree.path(agency).into_iter().filter(counts).collect()
    }

    /// Keeps them where nothing is kept.
    pub(super) async fn save(self, tx: &mut Tx, round: &RoundCode) -> ServiceResult<()> {
        let together: Vec<_> = self.together.into_iter().collect();
        store::rollups::save(tx, round, &together).await?;
        save_of_kinds(tx, round, self.of_kinds).await
    }
}

/// Keeps sums by kind.
async fn save_of_kinds(tx: &mut Tx, round: &RoundCode, sums: BTreeMap<KindIndicator, Rollup>) -> ServiceResult<()> {
    let sums: Vec<_> = sums.into_iter().collect();
    store::kind_rollups::save(tx, round, &sums).await
}
