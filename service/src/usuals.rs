//! What is usual among peers, those of one kind and those of one kind and size, kept for each round, so that a form holds a figure against its peers with one
//! statement, however many there are. Kept anew every night, with the sums, and with a file of accepted values; never with a
//! single report, since one figure hardly moves a median. Whoever is in a group reads the same, so it is in memory as well,
//! for as long as the stamp of its round is what it was.

use crate::{
    ServiceResult, Services, store,
    store::{
        Tx,
        rounds::{Stage, UsualsStamp},
        usuals::GroupIndicator,
        values::Value,
        values_of_round::ValuesOfRound,
    },
    values::reading_in_force,
};
use chrono::NaiveDate;
use domain::{
    amount::Amount,
    ids::{IndicatorCode, RoundCode},
    organisation::OrganisationTree,
    peers::PeerGroup,
    plan::Plan,
    round::Round,
    usual::{ENOUGH_PEERS, Usual},
};
use quick_cache::sync::Cache;
use std::{collections::BTreeMap, sync::Arc};

/// How many of the latest rounds are kept anew: a year of quarters and the open one.
const LATEST_ROUNDS: i64 = 5;
/// How many rounds of how many groups are in memory: some ten kilobytes each.
const KEPT: usize = 1_000;

/// What is usual in a group in one round.
pub(crate) type UsualsOfRound = BTreeMap<IndicatorCode, Usual>;

/// What is usual in memory, each with the stamp that its round had when it was read.
pub(crate) struct KeptUsuals(Cache<(RoundCode, PeerGroup), (UsualsStamp, Arc<UsualsOfRound>)>);

impl Default for KeptUsuals {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

/// What is usual in a group in each of some rounds, whose stages were read in the same transaction. A transaction that keeps
/// anew does not ask here: what it takes back would stay in memory.
pub(crate) async fn of_group(
    services: &Services,
    tx: &mut Tx,
    group: PeerGroup,
    stages: &[Stage],
) -> ServiceResult<BTreeMap<RoundCode, Arc<UsualsOfRound>>> {
    let kept = &services.kept_usuals().0;
    let mut known = BTreeMap::new();
    let mut missing: BTreeMap<RoundCode, (UsualsStamp, UsualsOfRound)> = BTreeMap::new();
    for Stage { round, usuals: stamp, .. } in stages {
        match kept.get(&(round.clone(), group)) {
            Some((read_at, usuals)) if read_at == *stamp => {
                known.insert(round.clone(), usuals);
            }
            Some(_) | None => {
                missing.insert(round.clone(), (*stamp, UsualsOfRound::new()));
            }
        }
    }
    let codes: Vec<RoundCode> = missing.keys().cloned().collect();
    for (round, indicator, usual) in store::usuals::of_group(tx, group, &codes).await? {
        if let Some((_, usuals)) = missing.get_mut(&round) {
            usuals.insert(indicator, usual);
        }
    }
    for (round, (stamp, usuals)) in missing {
        let usuals = Arc::new(usuals);
        kept.insert((round.clone(), group), (stamp, usuals.clone()));
        known.insert(round, usuals);
    }
    Ok(known)
}

/// The figures of a round, by the peers that they are compared among.
#[derive(Default)]
pub(crate) struct Figures(BTreeMap<GroupIndicator, Vec<Amount>>);

impl Figures {
    /// Takes in the figure of a value, where it has one.
    pub(crate) fn add(&mut self, plan: &Plan, tree: &OrganisationTree, value: &Value) {
        let Some(indicator) = plan.indicator(&value.indicator) else { return };
        let figure = reading_in_force(indicator, value).and_then(|reading| reading.figure(indicator));
        let (Some(figure), Some(body)) = (figure, tree.get(&value.agency)) else { return };
        for group in tree.peer_groups().groups_of(body) {
            self.0.entry((group, value.indicator.clone())).or_default().push(figure);
        }
    }

    /// What is usual, where enough peers gave a figure.
    pub(crate) fn usual(self) -> Vec<(GroupIndicator, Usual)> {
        let usual = |(of, figures)| Some((of, Usual::of(figures).filter(|usual| usual.figures >= ENOUGH_PEERS)?));
        self.0.into_iter().filter_map(usual).collect()
    }
}

/// What is usual in a round.
async fn of_round(
    tx: &mut Tx,
    round: &Round,
    plan: &Plan,
    tree: &OrganisationTree,
) -> ServiceResult<Vec<(GroupIndicator, Usual)>> {
    let mut figures = Figures::default();
    let mut parts = ValuesOfRound::new(&round.code);
    while let Some(values) = parts.next(tx).await? {
        for value in &values {
            figures.add(plan, tree, value);
        }
    }
    Ok(figures.usual())
}

/// Keeps anew what is usual in one round.
pub(crate) async fn rebuild_round(
    tx: &mut Tx,
    round: &Round,
    plan: &Plan,
    tree: &OrganisationTree,
) -> ServiceResult<()> {
    let usuals = of_round(tx, round, plan, tree).await?;
    store::usuals::replace(tx, &round.code, &usuals).await
}

/// Keeps anew what is usual in the latest rounds: after bodies came into other groups of peers.
pub(crate) async fn rebuild_latest_in(services: &Services, tx: &mut Tx, tree: &OrganisationTree) -> ServiceResult<()> {
    // The earliest first, as everybody locks rounds.
    for round in store::rounds::latest(tx, NaiveDate::MAX, LATEST_ROUNDS).await?.iter().rev() {
        let plan = services.plan_of(tx, round).await?;
        rebuild_round(tx, round, &plan, tree).await?;
    }
    Ok(())
}

/// Keeps anew what is usual in the latest rounds, and tells how many figures are compared with. Everything is read before
/// anything is written, so that nobody waits for the reading.
pub(crate) async fn rebuild_latest(services: &Services) -> ServiceResult<(usize, usize)> {
    let mut tx = services.db().read().await?;
    let tree = services.tree_in(&mut tx).await?;
    let mut kept = Vec::new();
    for round in store::rounds::latest(&mut tx, NaiveDate::MAX, LATEST_ROUNDS).await? {
        let plan = services.plan_of(&mut tx, &round).await?;
        let usuals = of_round(&mut tx, &round, &plan, &tree).await?;
        kept.push((round.code, usuals));
    }
    drop(tx);
    let mut tx = services.db().write().await?;
    for (round, usuals) in kept.iter().rev() {
        // A round that was taken out meanwhile has none.
        if store::rounds::get(&mut tx, round).await?.is_some() {
            store::usuals::replace(&mut tx, round, usuals).await?;
        }
    }
    tx.commit().await?;
    Ok((kept.len(), kept.iter().map(|(_, usuals)| usuals.len()).sum()))
}
