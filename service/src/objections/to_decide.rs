//! The objections that wait for somebody's decision, for their own page.

use super::{ListedObjection, Objections, named, read::reach};
use crate::{Actor, ServiceResult, store, store::objections::Wanted};
use domain::{access::Action, objection::Objection};

/// So many of those that wait are looked through, the most urgent first.
const MOST_READ: i64 = 200;
/// So many are named; the list of objections tells of all.
const MOST_NAMED: usize = 5;

/// The objections on which somebody may decide.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ToDecide {
    /// The most urgent of them, the first due first.
    pub listed: Vec<ListedObjection>,
    /// How many there are; beyond the most urgent that are looked through, also those on which the actor may not decide.
    pub total: usize,
}

impl Objections<'_> {
    /// The objections that wait for a decision of the actor's: they may decide on objections to such reports, and neither object
    /// nor accepted the value. Whoever took another step of it is told on the page of the objection.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn to_decide(&self, actor: &Actor) -> ServiceResult<ToDecide> {
        if self.0.are_of_the_past() || !actor.may_somewhere(Action::ReviewReport) {
            return Ok(ToDecide::default());
        }
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        let agencies = reach(actor, &tree, &[Action::ReviewReport]);
        let wanted = Wanted { is_open: true, agencies: agencies.as_deref() };
        let waiting = store::objections::some(&mut tx, wanted, MOST_READ).await?;
        let at = self.0.now();
        // Those beyond are not looked through, and counted.
        let beyond = if i64::try_from(waiting.len()).is_ok_and(|read| read >= MOST_READ) {
            store::objections::count(&mut tx, wanted, at).await?.0.saturating_sub(waiting.len())
        } else {
            0
        };
        let is_theirs = |objection: &Objection| objection.may_be_decided_by(actor.account);
        let theirs: Vec<Objection> = waiting.into_iter().filter(is_theirs).collect();
        let mut found = ToDecide { total: theirs.len() + beyond, listed: Vec::new() };
        for objection in theirs.into_iter().take(MOST_NAMED) {
            let round = self.0.round_in(&mut tx, &objection.key.round).await?;
            let plan = self.0.plan_of(&mut tx, &round).await?;
            let about = named(self.0, &mut tx, &plan, &objection.claim).await?;
            let organisation = tree.get(&objection.key.agency).cloned();
            let Some((organisation, named)) = organisation.zip(about) else { continue };
            found.listed.push(ListedObjection { is_overdue: objection.is_overdue(at), objection, organisation, named });
        }
        Ok(found)
    }
}
