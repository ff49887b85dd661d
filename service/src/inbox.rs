//! What waits for whom: one list for each role.

use crate::{Actor, ServiceResult, Services, rounds::RoundNow, store};
use domain::{
    access::Role,
    ids::OrganisationCode,
    organisation::{Organisation, OrganisationTree},
    submission::{StateName, Submission},
};

/// The most items of one list.
const MOST: i64 = 100;
/// How many of the latest rounds are looked through.
const ROUNDS: i64 = 6;

/// One report that waits for the actor.
#[derive(Debug, Clone)]
pub struct InboxItem {
    /// The round, with its window's state for this agency without extensions.
    pub round: RoundNow,
    /// The agency.
    pub agency: Organisation,
    /// The report.
    pub submission: Submission,
}

/// One list of the inbox.
#[derive(Debug, Clone)]
pub struct InboxList {
    /// For which role these wait.
    pub role: Role,
    /// The reports, at most a hundred.
    pub items: Vec<InboxItem>,
    /// Whether there are more.
    pub has_more: bool,
    /// For reporters: what they handed in and is with somebody else now, at most a hundred of each round.
    pub on_their_way: Vec<InboxItem>,
}

/// The states in which a report has left its agency and is not accepted yet.
const ON_THEIR_WAY: [StateName; 3] = [StateName::Submitted, StateName::Approved, StateName::Endorsed];

/// The states that wait for a role.
fn waiting_for(role: Role) -> &'static [StateName] {
    match role {
        Role::Reporter => &[StateName::Returned, StateName::Draft, StateName::NotStarted],
        Role::Approver => &[StateName::Submitted],
        Role::Coordinator => &[StateName::Approved],
        Role::Reviewer => &[StateName::Approved, StateName::Endorsed],
        Role::Administrator | Role::Executive => &[],
    }
}

/// Everybody at and below the organisations of a role; `None` means everybody.
pub(crate) fn reach(actor: &Actor, role: Role, tree: &OrganisationTree) -> Option<Vec<OrganisationCode>> {
    let mut reached = Vec::new();
    for grant in actor.grants.iter().filter(|grant| grant.role == role) {
        if grant.organisation == *tree.root() {
            return None;
        }
        let mut open = vec![grant.organisation.clone()];
        while let Some(next) = open.pop() {
            open.extend_from_slice(tree.children(&next));
            reached.push(next);
        }
    }
    reached.sort();
    reached.dedup();
    Some(reached)
}

impl Services {
    /// What waits for the actor, one list for each of their roles that has duties.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn inbox(&self, actor: &Actor) -> ServiceResult<Vec<InboxList>> {
        let mut tx = self.db().read().await?;
        let tree = self.tree_in(&mut tx).await?;
        let at = self.now();
        let rounds = store::rounds::latest(&mut tx, chrono::NaiveDate::MAX, ROUNDS).await?;
        let mut lists = Vec::new();
        for role in [Role::Reporter, Role::Approver, Role::Coordinator, Role::Reviewer] {
            if !actor.is(role) {
                continue;
            }
            let agencies = reach(actor, role, &tree);
            let mut items = Vec::new();
            let mut has_more = false;
            let mut on_their_way = Vec::new();
            for round in &rounds {
                let state = round.window.state(at);
                let item = |submission: Submission| {
                    let agency = tree.get(&submission.key.agency)?.clone();
                    Some(InboxItem { round: RoundNow { round: round.clone(), state }, agency, submission })
                };
                if role == Role::Reporter {
                    let agencies = agencies.as_deref();
                    let found =
                        store::submissions::in_states(&mut tx, &round.code, &ON_THEIR_WAY, agencies, MOST).await?;
                    on_their_way.extend(found.into_iter().filter_map(item));
                }
                let waiting = waiting_for(role);
                let found =
                    store::submissions::in_states(&mut tx, &round.code, waiting, agencies.as_deref(), MOST + 1).await?;
                has_more |= i64::try_from(found.len()).is_ok_and(|found| found > MOST);
                for submission in found.into_iter().take(usize::try_from(MOST).unwrap_or(usize::MAX)) {
                    // What was never begun and can no longer be is no work: it shows on the dashboards as missing.
                    let is_past = submission.editable(state, at).is_err();
                    if role == Role::Reporter && is_past && submission.state.name() != StateName::Returned {
                        continue;
                    }
                    items.extend(item(submission));
                }
            }
            lists.push(InboxList { role, items, has_more, on_their_way });
        }
        Ok(lists)
    }
}
