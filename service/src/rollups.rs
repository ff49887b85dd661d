//! Kept sums and counters. Dashboards read only them; a change of one report touches the nodes above it and no others.

pub use crate::store::rollups::Completeness;

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit, scores, store,
    store::{Tx, kind_counts::NodeKind, rollups::NodeIndicator, values::Value, values_of_round::ValuesOfRound},
    usuals,
    values::reading_in_force,
    workings,
};
use chrono::NaiveDate;
use domain::{
    access::Action,
    ids::{IndicatorCode, OrganisationCode, RoundCode},
    organisation::{OrganisationKind, OrganisationTree},
    plan::Plan,
    rollup::Rollup,
    round::Round,
    submission::{StateName, Submission},
    window::Window,
};
use std::collections::{BTreeMap, btree_map::Entry};
use strum::IntoEnumIterator as _;

/// What one report adds to the counters of every node above it.
pub(crate) fn counts_of(report: &Submission, window: Window) -> Completeness {
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

/// Moves the counters of every node above a report that moved.
pub(crate) async fn count_move(
    tx: &mut Tx,
    before: &Submission,
    after: &Submission,
    window: Window,
    (path, kind): (&[OrganisationCode], OrganisationKind),
) -> ServiceResult<()> {
    let change = counts_of(after, window).plus(counts_of(before, window).negated());
    if change == Completeness::default() {
        return Ok(());
    }
    // Everybody locks the nodes in the same order, the root first, so that nobody waits in a circle.
    let changes: Vec<_> = path.iter().rev().map(|node| ((node.clone(), kind), change)).collect();
    add_counts(tx, &after.key.round, &changes).await
}

/// Adds to the counters of nodes, of all kinds together and by kind.
pub(crate) async fn add_counts(
    tx: &mut Tx,
    round: &RoundCode,
    changes: &[(NodeKind, Completeness)],
) -> ServiceResult<()> {
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

/// What values add to the sums, by indicator.
fn sums_of(plan: &Plan, values: &[Value]) -> ServiceResult<BTreeMap<IndicatorCode, Rollup>> {
    let mut sums = BTreeMap::new();
    for value in values {
        let Some(indicator) = plan.indicator(&value.indicator) else { continue };
        let reading = reading_in_force(indicator, value);
        let Some(rollup) = reading.and_then(|reading| Rollup::of(&indicator.measure, reading)) else { continue };
        add(&mut sums, value.indicator.clone(), rollup)?;
    }
    Ok(sums)
}

fn add<Key: Ord>(sums: &mut BTreeMap<Key, Rollup>, key: Key, rollup: Rollup) -> ServiceResult<()> {
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

/// Takes the old values of a report out of the sums of every node above it and puts the new ones in.
pub(crate) async fn replace(
    tx: &mut Tx,
    round: &Round,
    plan: &Plan,
    path: &[OrganisationCode],
    old: &[Value],
    new: &[Value],
) -> ServiceResult<()> {
    store::rounds::lock(tx, &round.code).await?;
    let (old, new) = (sums_of(plan, old)?, sums_of(plan, new)?);
    let kept = store::rollups::of_nodes(tx, std::slice::from_ref(&round.code), path).await?;
    let kept: BTreeMap<NodeIndicator, Rollup> = kept.into_iter().map(|(_, node, rollup)| (node, rollup)).collect();
    let mut changed = Vec::new();
    for node in path {
        for code in old.keys().chain(new.keys().filter(|code| !old.contains_key(*code))) {
            let key = (node.clone(), code.clone());
            let rule = old.get(code).or_else(|| new.get(code)).map(|rollup| rollup.rule);
            let Some(mut sum) = kept.get(&key).copied().or_else(|| rule.map(Rollup::empty)) else { continue };
            if let Some(gone) = old.get(code) {
                sum = sum.minus(*gone).ok_or_else(overflow)?;
            }
            if let Some(come) = new.get(code) {
                sum = sum.plus(*come).ok_or_else(overflow)?;
            }
            changed.push((key, sum));
        }
    }
    store::rollups::save(tx, &round.code, &changed).await
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

/// Sets the counters of a round to what is counted afresh: after a window moved or a round opened.
pub(crate) async fn rebuild_completeness(tx: &mut Tx, round: &Round, tree: &OrganisationTree) -> ServiceResult<()> {
    // Before anything is read: whoever moves a report at the same moment has moved it before, or moves it after.
    store::rollups::hold_counters(tx, &round.code, tree.root()).await?;
    // Whoever moves its window counts afresh, too, and may have been first.
    let Some(round) = &store::rounds::get(tx, &round.code).await? else { return Ok(()) };
    let afresh = count_afresh(tx, round, tree).await?;
    let kept = store::rollups::completeness_of_round(tx, &round.code).await?;
    store::rollups::add_completeness(tx, &round.code, &changes(&kept, &together(&afresh))).await?;
    let kept = store::kind_counts::of_round(tx, &round.code).await?;
    store::kind_counts::add(tx, &round.code, &changes(&kept, &afresh)).await
}

/// Sums all values of a round afresh.
async fn sum_afresh(
    tx: &mut Tx,
    round: &Round,
    plan: &Plan,
    tree: &OrganisationTree,
) -> ServiceResult<BTreeMap<NodeIndicator, Rollup>> {
    let mut sums = BTreeMap::new();
    let mut parts = ValuesOfRound::new(&round.code);
    while let Some(values) = parts.next(tx).await? {
        for value in &values {
            let Some(indicator) = plan.indicator(&value.indicator) else { continue };
            let reading = reading_in_force(indicator, value);
            let Some(rollup) = reading.and_then(|reading| Rollup::of(&indicator.measure, reading)) else { continue };
            for node in tree.path(&value.agency) {
                add(&mut sums, (node, value.indicator.clone()), rollup)?;
            }
        }
    }
    Ok(sums)
}

/// Keeps what is made of the values of a round where nothing of it is kept: sums, what is usual, and scores.
pub(crate) async fn make_of_values(
    services: &Services,
    tx: &mut Tx,
    round: &Round,
    tree: &OrganisationTree,
) -> ServiceResult<()> {
    let plan = services.plan_of(tx, round).await?;
    let sums: Vec<_> = sum_afresh(tx, round, &plan, tree).await?.into_iter().collect();
    store::rollups::save(tx, &round.code, &sums).await?;
    usuals::fill_round(tx, round, &plan, tree).await?;
    scores::rebuild::make_round(services, tx, round).await
}

/// Rebuilds derived values, sums, counters and what is usual of one round.
pub(crate) async fn rebuild_round(
    services: &Services,
    tx: &mut Tx,
    round: &Round,
    tree: &OrganisationTree,
) -> ServiceResult<()> {
    let plan = services.plan_of(tx, round).await?;
    store::rounds::lock(tx, &round.code).await?;
    workings::rebuild_round(services, tx, round, tree).await?;
    let sums: Vec<_> = sum_afresh(tx, round, &plan, tree).await?.into_iter().collect();
    store::rollups::hold_counters(tx, &round.code, tree.root()).await?;
    store::rollups::clear(tx, &round.code).await?;
    store::rollups::save(tx, &round.code, &sums).await?;
    usuals::rebuild_round(tx, round, &plan, tree).await?;
    rebuild_completeness(tx, round, tree).await
}

/// Rebuilds sums and counters of every round: after a body moved in the tree.
pub(crate) async fn rebuild_every_round(
    services: &Services,
    tx: &mut Tx,
    tree: &OrganisationTree,
) -> ServiceResult<()> {
    // The oldest first, since a derived value may take a figure of the round before.
    for round in store::rounds::latest(tx, NaiveDate::MAX, i64::MAX).await?.iter().rev() {
        rebuild_round(services, tx, round, tree).await?;
    }
    Ok(())
}

/// Where a kept sum, counter or score is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// In which round.
    pub round: String,
    /// Of which node, and which indicator where it is a sum; of which scheme and body where it is a score.
    pub place: String,
    /// What is kept.
    pub kept: String,
    /// What is right.
    pub afresh: String,
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
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageReference, std::slice::from_ref(tree.root()))?;
        rebuild_every_round(self.0, &mut tx, &tree).await?;
        audit::record(self.0, &mut tx, actor, "rollups.rebuild", "rollups".to_owned(), &serde_json::json!({})).await?;
        tx.commit().await
    }

    /// Computes everything afresh and says where what is kept differs; empty when all agrees exactly. Changes nothing.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn check(&self, actor: &Actor) -> ServiceResult<Vec<Disagreement>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageReference, std::slice::from_ref(tree.root()))?;
        let mut found = Vec::new();
        let settings = workings::Settings::load(self.0, &mut tx).await?;
        for round in store::rounds::latest(&mut tx, NaiveDate::MAX, i64::MAX).await? {
            let plan = self.0.plan_of(&mut tx, &round).await?;
            if let Some(settings) = &settings {
                let [kept, anew] = workings::kept_and_anew(&mut tx, settings, &tree, &round.code).await?;
                let name = |(agency, indicator): &workings::OfAgency| format!("{agency} {indicator}");
                compare(&round, &kept, &anew, name, &mut found);
            }
            let name = |(node, indicator): &NodeIndicator| format!("{node} {indicator}");
            let kept = store::rollups::of_round(&mut tx, &round.code).await?;
            // A node whose last contributor was corrected away keeps an empty sum.
            let kept = kept.into_iter().filter(|(_, rollup)| rollup.contributors != 0).collect();
            compare(&round, &kept, &sum_afresh(&mut tx, &round, &plan, &tree).await?, name, &mut found);
            let kept = store::rollups::completeness_of_round(&mut tx, &round.code).await?;
            let kept = kept.into_iter().filter(|(_, counts)| *counts != Completeness::default()).collect();
            let afresh = count_afresh(&mut tx, &round, &tree).await?;
            compare(&round, &kept, &together(&afresh), ToString::to_string, &mut found);
            let kept = store::kind_counts::of_round(&mut tx, &round.code).await?;
            let kept = kept.into_iter().filter(|(_, counts)| *counts != Completeness::default()).collect();
            let name = |(node, kind): &NodeKind| format!("{node} {}", kind.as_ref());
            compare(&round, &kept, &afresh, name, &mut found);
        }
        Ok(found)
    }
}

/// Notes every key at which what is kept is not what was made afresh.
pub(crate) fn compare<Key: Ord, Kept: PartialEq + std::fmt::Debug>(
    round: &Round,
    kept: &BTreeMap<Key, Kept>,
    afresh: &BTreeMap<Key, Kept>,
    name: impl Fn(&Key) -> String,
    found: &mut Vec<Disagreement>,
) {
    let text = |value: Option<&Kept>| value.map_or_else(|| "nothing".to_owned(), |value| format!("{value:?}"));
    for key in afresh.keys().chain(kept.keys().filter(|key| !afresh.contains_key(*key))) {
        let (is, should) = (kept.get(key), afresh.get(key));
        if is != should {
            let round = round.code.to_string();
            found.push(Disagreement { round, place: name(key), kept: text(is), afresh: text(should) });
        }
    }
}
