//! Reminders of objections on somebody's own page, and the news that theirs was decided: for everybody, also those whose address
//! takes no mail. They are put away like all reminders.

use super::{ListedObjection, Objections, named};
use crate::{
    Actor, ServiceResult,
    reminders::{MOST_NOTICES, NOTICES_SHOWN},
    store,
    store::objection_reminders::ObjectionEntry,
};
use domain::{access::Action, ids::ObjectionId, objection::ObjectionStateName, reminder::About};

/// A reminder of objections with those of them that still wait, or the news of what was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectionNotice {
    /// What the ledger says.
    pub entry: ObjectionEntry,
    /// The objections that still wait, or that were decided.
    pub listed: Vec<ListedObjection>,
}

impl ObjectionNotice {
    /// Whether nobody was free to decide on one of them when it was told.
    pub fn lacks_decider(&self, id: ObjectionId) -> bool {
        self.entry.objections.iter().any(|due| due.objection == id && due.lacks_decider)
    }
}

impl Objections<'_> {
    /// What the actor was reminded of in the last days, has not put away, and still waits, with what was decided since on
    /// objections of theirs.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn notices(&self, actor: &Actor) -> ServiceResult<Vec<ObjectionNotice>> {
        let mut tx = self.0.db().read().await?;
        let at = self.0.now();
        let entries =
            store::objection_reminders::notices(&mut tx, actor.account, at - NOTICES_SHOWN, MOST_NOTICES).await?;
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let tree = self.0.tree_in(&mut tx).await?;
        let mut notices = Vec::new();
        for entry in entries {
            let Some(round) = store::rounds::get(&mut tx, &entry.round).await? else { continue };
            let plan = self.0.plan_of(&mut tx, &round).await?;
            let mut listed = Vec::new();
            for due in &entry.objections {
                let may_see = actor.may(Action::ReadReport, &tree.path(&due.agency));
                let Some(objection) = store::objections::get(&mut tx, due.objection).await? else { continue };
                let named = named(self.0, &mut tx, &plan, &objection.claim).await?;
                let Some((organisation, named)) = tree.get(&due.agency).zip(named) else { continue };
                if may_see && concerns(entry.about, objection.state.name()) {
                    listed.push(ListedObjection {
                        is_overdue: objection.is_overdue(at),
                        objection,
                        organisation: organisation.clone(),
                        named,
                    });
                }
            }
            if !listed.is_empty() {
                notices.push(ObjectionNotice { entry, listed });
            }
        }
        Ok(notices)
    }
}

/// Whether what is told of objections still concerns one in a state: reminders those that wait, news those that were decided.
pub(crate) fn concerns(about: About, state: ObjectionStateName) -> bool {
    match (about, state) {
        (About::Objections, ObjectionStateName::Open)
        | (About::Decisions, ObjectionStateName::Upheld | ObjectionStateName::Rejected) => true,
        (
            About::Objections,
            ObjectionStateName::Upheld | ObjectionStateName::Rejected | ObjectionStateName::Withdrawn,
        )
        | (About::Decisions, ObjectionStateName::Open | ObjectionStateName::Withdrawn)
        | (About::Reports, _) => false,
    }
}
