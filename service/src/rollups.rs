//! Kept sums and counters. Dashboards read only them; a change of one report touches the nodes above it and no others.

mod check;
mod disagreements;
mod sums;

pub use self::disagreements::Disagreement;
pub(crate) use self::disagreements::Found;
pub(crate) use self::sums::{add, nodes_of_kind, overflow, replace};
pub use crate::store::rollups::Completeness;

use self::sums::Summed;
use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    reports::Loaded,
    scores, store,
    store::{Tx, kind_counts::NodeKind},
    workings,
};
use chrono::NaiveDate;
use domain::{
    access::Action,
    ids::{OrganisationCode, RoundCode},
    organisation::OrganisationTree,
    register::Register,
    round::Round,
    submission::{StateName, Submission},
    window::Window,
};
use std::{collections::BTreeMap, sync::Arc};
use strum::IntoEnumIterator as _;

/// What one report adds to the counters of every node above it.
fn counts_of(report: &Submission, window: Window) -> Completeness {
    let one = |holds: bool| i64::from(holds);
    let state = report.state.name();
    Completeness {
        expected: 1,
        draft: one(state == StateName::Draft),
        returned: one(state == StateName::Returned),
        submitted: one(state == StateName::Submitted),
        approved: one(matches!(state, StateName::Approved | StateName::Endorsed)),
        accepted: one(state == StateName::Accepted),
        handed_in: one(report.first_submitted_at.is_some()),
        on_time: one(report.first_submitted_at.is_some_and(|at| window.is_on_time(at))),
    }
}

/// Moves the counters of every node above a report that moved since it was loaded.
pub(crate) async fn count_move(
    services: &Services,
    tx: &mut Tx,
    loaded: &Loaded,
    after: &Submission,
) -> ServiceResult<()> {
    let change_in = |window| counts_of(after, window).plus(counts_of(&loaded.submission, window).negated());
    let mut change = change_in(loaded.window);
    // In no other window, either: what is on time before and after is the same in all where nothing is handed in.
    if change == Completeness::default() {
        return Ok(());
    }
    let (code, agency, mut tree) = (&after.key.round, &after.key.agency, loaded.tree.clone());
    let anew = matches!(tx, Tx::Postgres(_));
    if anew {
        // Whoever changes the register counts anew once it holds the counters: who holds them reads one that stands still.
        store::rollups::hold_counters(tx, code, tree.root()).await?;
        tree = services.tree_of(tx, &loaded.round).await?;
    }
    let kind = tree.kind(agency).ok_or(ServiceError::NotFound("organisation"))?;
    if anew {
        // So does whoever moves a window.
        let round = services.round_in(tx, code).await?;
        change = change_in(services.window_for(tx, &round, (&tree, agency)).await?);
    }
    // Everybody locks the nodes in the same order, the root first, so that nobody waits in a circle.
    let changes: Vec<_> = tree.path(agency).into_iter().rev().map(|node| ((node, kind), change)).collect();
    add_counts(tx, code, &changes).await
}

/// Moves the counters of every node above reports of a round that moved, each before and after, on the tree of the round. Whoever does
/// so holds the counters, and has read the register and the round since: whoever changes either, or a window, counts afresh under them.
pub(crate) async fn count_moves(
    tx: &mut Tx,
    tree: &OrganisationTree,
    round: &Round,
    moved: &[(Submission, Submission)],
) -> ServiceResult<()> {
    let extensions = store::rounds::extensions(tx, &round.code).await?;
    // By how far each is from the root: everybody locks the nodes in the same order, the root first, so that nobody waits in
    // a circle.
    let mut changes: BTreeMap<(usize, NodeKind), Completeness> = BTreeMap::new();
    for (before, after) in moved {
        let Some(kind) = tree.kind(&after.key.agency) else { continue };
        let path = tree.path(&after.key.agency);
        let window = round.window.for_body(&extensions, &path, kind);
        let change = counts_of(after, window).plus(counts_of(before, window).negated());
        for (depth, node) in path.into_iter().rev().enumerate() {
            let sum = changes.entry((depth, (node, kind))).or_default();
            *sum = sum.plus(change);
        }
    }
    let changes: Vec<_> = changes.into_iter().map(|((_, node), change)| (node, change)).collect();
    add_counts(tx, &round.code, &changes).await
}

/// Adds to the counters of nodes, of all kinds together and by kind.
async fn add_counts(tx: &mut Tx, round: &RoundCode, changes: &[(NodeKind, Completeness)]) -> ServiceResult<()> {
    let mut together: Vec<(OrganisationCode, Completeness)> = Vec::new();
    for ((node, _), change) in changes {
        match together.last_mut() {
            Some((last, sum)) if last == node => *sum = sum.plus(*change),
            _ => together.push((node.clone(), *change)),
        }
    }
    store::rollups::add_completeness(tx, round, &together).await?;
    store::kind_counts::add(tx, round, changes).await
}

/// Counts all reports of a round afresh, by node and kind.
async fn count_afresh(
    tx: &mut Tx,
    round: &Round,
    tree: &OrganisationTree,
) -> ServiceResult<BTreeMap<NodeKind, Completeness>> {
    let extensions = store::rounds::extensions(tx, &round.code).await?;
    let every_state: Vec<StateName> = StateName::iter().collect();
    let reports = store::submissions::in_states(tx, &round.code, &every_state, None, i64::MAX).await?;
    let mut counts: BTreeMap<NodeKind, Completeness> = BTreeMap::new();
    for report in reports {
        let Some(kind) = tree.get(&report.key.agency).map(|body| body.kind) else { continue };
        let path = tree.path(&report.key.agency);
        let one = counts_of(&report, round.window.for_body(&extensions, &path, kind));
        for node in path {
            let sum = counts.entry((node, kind)).or_default();
            *sum = sum.plus(one);
        }
    }
    Ok(counts)
}

/// The counters of all kinds together.
fn together(of_kinds: &BTreeMap<NodeKind, Completeness>) -> BTreeMap<OrganisationCode, Completeness> {
    let mut counts: BTreeMap<OrganisationCode, Completeness> = BTreeMap::new();
    for ((node, _), of_kind) in of_kinds {
        let sum = counts.entry(node.clone()).or_default();
        *sum = sum.plus(*of_kind);
    }
    counts
}

/// What has to be added to counters to make them what they should be.
fn changes<Key: Ord + Clone>(
    kept: &BTreeMap<Key, Completeness>,
    afresh: &BTreeMap<Key, Completeness>,
) -> Vec<(Key, Completeness)> {
    let keys = afresh.keys().chain(kept.keys().filter(|key| !afresh.contains_key(*key)));
    let of = |counts: &BTreeMap<Key, Completeness>, key: &Key| counts.get(key).copied().unwrap_or_default();
    let change = |key: &Key| (key.clone(), of(afresh, key).plus(of(kept, key).negated()));
    keys.map(change).filter(|(_, change)| *change != Completeness::default()).collect()
}

/// Sets the counters of a round to what is counted afresh on its tree: after a window moved or a round opened.
pub(crate) async fn rebuild_completeness(services: &Services, tx: &mut Tx, round: &Round) -> ServiceResult<()> {
    let root = services.tree_in(tx).await?.root().clone();
    // Before anything is read: whoever moves a report at the same moment has moved it before, or moves it after.
    store::rollups::hold_counters(tx, &round.code, &root).await?;
    let tree = services.tree_of(tx, round).await?;
    count_anew(tx, round, &tree).await
}

/// The same where the counters are held by then.
async fn count_anew(tx: &mut Tx, round: &Round, tree: &OrganisationTree) -> ServiceResult<()> {
    // Whoever moves its window counts afresh, too, and may have been first.
    let Some(round) = &store::rounds::get(tx, &round.code).await? else { return Ok(()) };
    let afresh = count_afresh(tx, round, tree).await?;
    let kept = store::rollups::completeness_of_round(tx, &round.code).await?;
    store::rollups::add_completeness(tx, &round.code, &changes(&kept, &together(&afresh))).await?;
    let kept = store::kind_counts::of_round(tx, &round.code).await?;
    store::kind_counts::add(tx, &round.code, &changes(&kept, &afresh)).await
}

/// Keeps what is made of the values of a round on its tree where nothing of it is kept: sums, what is usual, and scores.
pub(crate) async fn make_of_values(
    services: &Services,
    tx: &mut Tx,
    round: &Round,
    tree: &OrganisationTree,
) -> ServiceResult<()> {
    let plan = services.plan_of(tx, round).await?;
    let (sums, figures) = Summed::afresh_with_figures(tx, round, &plan, tree).await?;
    sums.save(tx, &round.code).await?;
    store::usuals::fill(tx, &round.code, &figures.usual()).await?;
    scores::rebuild::make_round(services, tx, round).await
}

/// Rebuilds derived values, sums, counters and what is usual of one round on its tree.
pub(crate) async fn rebuild_round(
    services: &Services,
    tx: &mut Tx,
    round: &Round,
    tree: &OrganisationTree,
) -> ServiceResult<()> {
    let plan = services.plan_of(tx, round).await?;
    store::rounds::lock(tx, &round.code).await?;
    workings::rebuild_round(services, tx, round, tree).await?;
    let (sums, figures) = Summed::afresh_with_figures(tx, round, &plan, tree).await?;
    store::rollups::hold_counters(tx, &round.code, tree.root()).await?;
    store::rollups::clear(tx, &round.code).await?;
    sums.save(tx, &round.code).await?;
    store::usuals::replace(tx, &round.code, &figures.usual()).await?;
    // Clearing let go of the rows that were held.
    store::rollups::hold_counters(tx, &round.code, tree.root()).await?;
    count_anew(tx, round, tree).await
}

/// Rebuilds sums and counters of some rounds, each on its own tree. The oldest comes first, since a derived value may take a figure
/// of the round before.
pub(crate) async fn rebuild_rounds(
    services: &Services,
    tx: &mut Tx,
    register: &Register,
    rounds: impl IntoIterator<Item = &Round>,
) -> ServiceResult<()> {
    for round in rounds {
        rebuild_round(services, tx, round, register.of(round)).await?;
    }
    Ok(())
}

/// The rule by which sums are kept. By the second they are kept by kind, too; by the third those of a round are of the bodies that
/// stood there when what it reports on ended; by the fourth days whose moves cannot have happened are left out of that; by the fifth
/// derived values keep the rules of typed ones.
const RULE: i32 = 5;

impl Services {
    /// Makes the derived values, sums and counters anew that an earlier release kept by another rule: once, when this one first runs,
    /// by one of many servers.
    ///
    /// # Errors
    /// Storage does not answer.
    pub(crate) async fn renew_sums(&self) -> ServiceResult<()> {
        let was = store::installation::sums_rule(&mut self.db().read().await?).await?;
        if was >= RULE {
            return Ok(());
        }
        let mut tx = self.db().write().await?;
        if !store::installation::advance_sums_rule(&mut tx, RULE).await? {
            return Ok(());
        }
        let derives = store::workings::any(&mut tx).await?;
        let rounds = store::rounds::latest(&mut tx, NaiveDate::MAX, i64::MAX).await?;
        let mut is_anything_new = false;
        for round in rounds.iter().rev() {
            store::rounds::lock(&mut tx, &round.code).await?;
            // Whoever changes the register makes sums anew under this lock.
            let register = self.register_in(&mut tx).await?;
            let tree = register.of(round);
            // Where nobody stood elsewhere, the second rule gave the same; where all moves can have happened, the third.
            let is_on_another = !Arc::ptr_eq(tree, register.now()) && (was < 3 || !register.impossible().is_empty());
            let has_other_workings =
                derives && (was < 5 || is_anything_new) && derives_anything(self, &mut tx, round).await?;
            if was < 2 || has_other_workings || is_on_another {
                rebuild_round(self, &mut tx, round, tree).await?;
                is_anything_new = true;
            }
        }
        if is_anything_new {
            let actor = Actor::timetable(self.tree_in(&mut tx).await?.root());
            let details = serde_json::json!({ "rule": RULE });
            audit::record(self, &mut tx, &actor, "rollups.rebuild", "rollups".to_owned(), &details).await?;
        }
        tx.commit().await
    }
}

/// Whether the plan of a round derives anything.
async fn derives_anything(services: &Services, tx: &mut Tx, round: &Round) -> ServiceResult<bool> {
    let plan = services.plan_of(tx, round).await?;
    Ok(plan.indicators.iter().any(|indicator| indicator.derived.is_some()))
}

/// Kept sums and counters.
pub struct Rollups<'a>(pub(crate) &'a Services);

impl Services {
    /// Kept sums and counters.
    pub fn rollups(&self) -> Rollups<'_> {
        Rollups(self)
    }
}

impl Rollups<'_> {
    /// Rebuilds everything that is kept.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn rebuild(&self, actor: &Actor) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let root = self.0.tree_in(&mut tx).await?.root().clone();
        actor.require(Action::ManageReference, &[root])?;
        for round in store::rounds::latest(&mut tx, NaiveDate::MAX, i64::MAX).await?.iter().rev() {
            store::rounds::lock(&mut tx, &round.code).await?;
            // Whoever changes the register makes sums anew under this lock.
            let tree = self.0.tree_of(&mut tx, round).await?;
            rebuild_round(self.0, &mut tx, round, &tree).await?;
        }
        audit::record(self.0, &mut tx, actor, "rollups.rebuild", "rollups".to_owned(), &serde_json::json!({})).await?;
        tx.commit().await
    }
}
