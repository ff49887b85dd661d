//! Whether what is kept is what its parts make.

use super::{Completeness, Disagreement, Found, Rollups, Summed, count_afresh, together};
use crate::{
    Actor, ServiceResult, store,
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
        let mut found = Found::all();
        let settings = workings::Settings::load(self.0, &mut tx).await?;
        for round in store::rounds::latest(&mut tx, NaiveDate::MAX, i64::MAX).await? {
            let tree = register.of(&round);
            self.check_round(&mut tx, settings.as_ref(), (&round, tree), Reach::All, &mut found).await?;
        }
        Ok(found.into_named())
    }

    /// Refuses to go on where a sum, a counter or a derived value that is kept of a round is not what its values and reports make: a
    /// figure of a dashboard would not be the sum of what it is made of. Sums of bodies with nobody below them are left out: they are
    /// made of one value each.
    ///
    /// # Errors
    /// Something differs; the first of it are named by node and indicator.
    pub(crate) async fn require_sums(&self, round: &RoundCode) -> ServiceResult<()> {
        let mut tx = self.0.db().read().await?;
        let round = self.0.round_in(&mut tx, round).await?;
        let tree = self.0.tree_of(&mut tx, &round).await?;
        let settings = workings::Settings::load(self.0, &mut tx).await?;
        let mut found = Found::few();
        self.check_round(&mut tx, settings.as_ref(), (&round, &tree), Reach::Wholes, &mut found).await?;
        found.refuse("rollups_differ")
    }

    /// Notes where what is kept of one round differs.
    async fn check_round(
        &self,
        tx: &mut Tx,
        settings: Option<&workings::Settings>,
        (round, tree): (&Round, &OrganisationTree),
        reach: Reach,
        found: &mut Found,
    ) -> ServiceResult<()> {
        let plan = self.0.plan_of(tx, round).await?;
        if let Some(settings) = settings {
            // One agency at a time: together they are as many as there are bodies times derived indicators, and that twice.
            for agency in store::workings::agencies(tx, &round.code).await? {
                let values = workings::kept_and_anew(tx, settings, tree, (&round.code, &agency)).await?;
                if let Some([kept, anew]) = values {
                    found.compare(round, &kept, &anew, |indicator| format!("{agency} {indicator}"));
                }
            }
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
        found.compare(round, &kept, &afresh.together, name);
        let name = |((node, kind), indicator): &KindIndicator| format!("{node} {} {indicator}", kind.as_ref());
        let kept = store::kind_rollups::of_round(tx, &round.code).await?;
        let kept = kept.into_iter().filter(|(_, rollup)| rollup.contributors != 0).collect();
        found.compare(round, &kept, &afresh.of_kinds, name);
        let kept = store::rollups::completeness_of_round(tx, &round.code).await?;
        let kept = kept.into_iter().filter(|(_, counts)| *counts != Completeness::default()).collect();
        let afresh = count_afresh(tx, round, tree).await?;
        found.compare(round, &kept, &together(&afresh), ToString::to_string);
        let kept = store::kind_counts::of_round(tx, &round.code).await?;
        let kept = kept.into_iter().filter(|(_, counts)| *counts != Completeness::default()).collect();
        let name = |(node, kind): &NodeKind| format!("{node} {}", kind.as_ref());
        found.compare(round, &kept, &afresh, name);
        Ok(())
    }
}
