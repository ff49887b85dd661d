//! Whether what is kept is what its parts make.

use super::Completeness;
use super::{Rollups, Summed, count_afresh, together};
use crate::{
    Actor, ServiceError, ServiceResult, error, store,
    store::{Tx, kind_counts::NodeKind, kind_rollups::KindIndicator, rollups::NodeIndicator},
    workings,
};
use chrono::NaiveDate;
use domain::{
    access::Action,
    ids::{OrganisationCode, RoundCode},
    organisation::OrganisationTree,
    rollup::Rollup,
    round::Round,
};
use std::collections::BTreeMap;

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

/// Whose sums are looked at.
#[derive(Clone, Copy)]
enum Reach {
    /// Those of everybody.
    All,
    /// Those of bodies with others below them alone, which are few.
    Wholes,
}

impl Rollups<'_> {
    /// Computes everything afresh and says where what is kept differs; empty when all agrees exactly. Changes nothing.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn check(&self, actor: &Actor) -> ServiceResult<Vec<Disagreement>> {
        let mut tx = self.0.db().read().await?;
        let register = self.0.register_in(&mut tx).await?;
        actor.require(Action::ManageReference, std::slice::from_ref(register.now().root()))?;
        let mut found = Vec::new();
        let settings = workings::Settings::load(self.0, &mut tx).await?;
        for round in store::rounds::latest(&mut tx, NaiveDate::MAX, i64::MAX).await? {
            let tree = register.of(&round);
            self.check_round(&mut tx, settings.as_ref(), (&round, tree), Reach::All, &mut found).await?;
        }
        Ok(found)
    }

    /// Refuses to go on where a sum or counter that is kept of a round is not what its values and reports make: a figure of a
    /// dashboard would not be the sum of what it is made of. Sums of bodies with nobody below them are left out: they are made of one
    /// value each.
    ///
    /// # Errors
    /// Something differs; the first of it are named by node and indicator.
    pub(crate) async fn require_sums(&self, round: &RoundCode) -> ServiceResult<()> {
        let mut tx = self.0.db().read().await?;
        let round = self.0.round_in(&mut tx, round).await?;
        let tree = self.0.tree_of(&mut tx, &round).await?;
        let settings = workings::Settings::load(self.0, &mut tx).await?;
        let mut found = Vec::new();
        self.check_round(&mut tx, settings.as_ref(), (&round, &tree), Reach::Wholes, &mut found).await?;
        if found.is_empty() {
            return Ok(());
        }
        let named = error::some_of(found.iter().map(|at| at.place.as_str()));
        Err(ServiceError::invalid("rollups_differ", named))
    }

    /// Notes where what is kept of one round differs.
    async fn check_round(
        &self,
        tx: &mut Tx,
        settings: Option<&workings::Settings>,
        (round, tree): (&Round, &OrganisationTree),
        reach: Reach,
        found: &mut Vec<Disagreement>,
    ) -> ServiceResult<()> {
        let plan = self.0.plan_of(tx, round).await?;
        if let Some(settings) = settings {
            let [kept, anew] = workings::kept_and_anew(tx, settings, tree, &round.code).await?;
            let name = |(agency, indicator): &workings::OfAgency| format!("{agency} {indicator}");
            compare(round, &kept, &anew, name, found);
        }
        let name = |(node, indicator): &NodeIndicator| format!("{node} {indicator}");
        let (kept, afresh) = match reach {
            Reach::All => {
                let kept = store::rollups::of_round(tx, &round.code).await?;
                (kept, Summed::afresh(tx, round, &plan, tree).await?)
            }
            Reach::Wholes => {
                let is_whole = |code: &&OrganisationCode| !tree.children(code).is_empty();
                let nodes: Vec<_> = tree.bodies().map(|body| &body.code).filter(is_whole).cloned().collect();
                let kept = store::rollups::of_nodes(tx, std::slice::from_ref(&round.code), &nodes).await?;
                let kept = kept.into_iter().map(|(_, node, rollup)| (node, rollup)).collect();
                (kept, Summed::of_wholes(tx, round, &plan, tree).await?)
            }
        };
        // A node whose last contributor was corrected away keeps an empty sum.
        let kept = kept.into_iter().filter(|(_, rollup): &(_, Rollup)| rollup.contributors != 0).collect();
        compare(round, &kept, &afresh.together, name, found);
        let name = |((node, kind), indicator): &KindIndicator| format!("{node} {} {indicator}", kind.as_ref());
        let kept = store::kind_rollups::of_round(tx, &round.code).await?;
        let kept = kept.into_iter().filter(|(_, rollup)| rollup.contributors != 0).collect();
        compare(round, &kept, &afresh.of_kinds, name, found);
        let kept = store::rollups::completeness_of_round(tx, &round.code).await?;
        let kept = kept.into_iter().filter(|(_, counts)| *counts != Completeness::default()).collect();
        let afresh = count_afresh(tx, round, tree).await?;
        compare(round, &kept, &together(&afresh), ToString::to_string, found);
        let kept = store::kind_counts::of_round(tx, &round.code).await?;
        let kept = kept.into_iter().filter(|(_, counts)| *counts != Completeness::default()).collect();
        let name = |(node, kind): &NodeKind| format!("{node} {}", kind.as_ref());
        compare(round, &kept, &afresh, name, found);
        Ok(())
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
