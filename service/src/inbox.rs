//! What waits for whom: one list for each role.

use crate::{
    Actor, ServiceResult, Services, store,
    store::{Tx, waiting::Waiting},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::Role,
    ids::{AccountId, OrganisationCode, RoundCode},
    organisation::{Organisation, OrganisationTree},
    register::Register,
    round::Round,
    submission::{StateName, Submission},
    window::{Extension, Window, WindowState},
};
use std::collections::{BTreeSet, HashMap};

/// How many reports stand on one page of a list.
pub const ON_PAGE: usize = 100;

/// One report that waits for the actor.
#[derive(Debug, Clone)]
pub struct InboxItem {
    /// The round.
    pub round: Round,
    /// Its window for this agency, with its extensions.
    pub window: Window,
    /// What that window is now.
    pub state: WindowState,
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
    /// The reports of the page that was asked for, [`ON_PAGE`] at most.
    pub items: Vec<InboxItem>,
    /// How many wait, on all pages.
    pub total: usize,
    /// For reporters: what they handed in and is with somebody else now, [`ON_PAGE`] at most.
    pub on_their_way: Vec<InboxItem>,
}

/// The states in which a report has left its agency and is not accepted yet.
const ON_THEIR_WAY: [StateName; 3] = [StateName::Submitted, StateName::Approved, StateName::Endorsed];

/// The states that wait for a role in any round; drafts and what was not begun wait besides while their round takes reports.
fn waiting_for(role: Role) -> &'static [StateName] {
    match role {
        Role::Reporter => &[StateName::Returned],
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
    /// What waits for the actor, one list for each of their roles that has duties, each at a page: 1 is the first, and one
    /// beyond the last is the last.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn inbox(&self, actor: &Actor, page: usize) -> ServiceResult<Vec<InboxList>> {
        let mut tx = self.db().read().await?;
        let register = self.register_in(&mut tx).await?;
        let at = self.now();
        let rounds = store::rounds::latest(&mut tx, NaiveDate::MAX, i64::MAX).await?;
        let mut filled_in: Vec<RoundCode> = store::rounds::extended_beyond(&mut tx, at).await?;
        let open = rounds.iter().filter(|round| round.window.state(at).takes_reports());
        filled_in.extend(open.map(|round| round.code.clone()));
        let reading = Reading {
            rounds: rounds.into_iter().map(|round| (round.code.clone(), round)).collect(),
            register: &register,
            reader: actor.account,
            filled_in,
            at,
        };
        let mut lists = Vec::new();
        for role in [Role::Reporter, Role::Approver, Role::Coordinator, Role::Reviewer] {
            if actor.is(role) {
                let agencies = reach(actor, role, register.now());
                lists.push(reading.list(&mut tx, role, agencies.as_deref(), page).await?);
            }
        }
        Ok(lists)
    }
}

/// What lists are made from.
struct Reading<'a> {
    rounds: HashMap<RoundCode, Round>,
    register: &'a Register,
    reader: AccountId,
    /// The rounds that take reports from somebody.
    filled_in: Vec<RoundCode>,
    at: DateTime<Utc>,
}

impl Reading<'_> {
    async fn list(
        &self,
        tx: &mut Tx,
        role: Role,
        agencies: Option<&[OrganisationCode]>,
        page: usize,
    ) -> ServiceResult<InboxList> {
        let is_reporter = role == Role::Reporter;
        let filled_in = is_reporter.then_some(self.filled_in.as_slice());
        let not_of = (!is_reporter).then_some(self.reader);
        let waiting = Waiting { states: waiting_for(role), filled_in, agencies, not_of };
        let mut total = store::waiting::count(tx, waiting).await?;
        let last = total.div_ceil(ON_PAGE).max(1);
        let skipped = (page.clamp(1, last) - 1) * ON_PAGE;
        let found = store::waiting::some(tx, waiting, skipped, ON_PAGE).await?;
        let left = if is_reporter {
            let left = Waiting { states: &ON_THEIR_WAY, filled_in: None, agencies, not_of: None };
            store::waiting::some(tx, left, 0, ON_PAGE).await?
        } else {
            Vec::new()
        };
        let extensions = self.extensions(tx, found.iter().chain(&left)).await?;
        let mut items: Vec<_> = found.into_iter().filter_map(|report| self.item(report, &extensions)).collect();
        if is_reporter {
            // What can no longer be changed is no work: it shows on the dashboards as missing.
            let before = items.len();
            items.retain(|item| {
                let is_returned = item.submission.state.name() == StateName::Returned;
                is_returned || item.submission.editable(item.state, self.at).is_ok()
            });
            total = total.saturating_sub(before - items.len());
        }
        let on_their_way = left.into_iter().filter_map(|report| self.item(report, &extensions)).collect();
        Ok(InboxList { role, items, total, on_their_way })
    }

    /// The extensions that reach any of the reports.
    async fn extensions(
        &self,
        tx: &mut Tx,
        reports: impl Iterator<Item = &Submission> + Clone,
    ) -> ServiceResult<Vec<(RoundCode, Extension)>> {
        let rounds: BTreeSet<&RoundCode> = reports.clone().map(|report| &report.key.round).collect();
        let organisations = reports.filter_map(|report| self.path(report)).flatten().collect();
        store::rounds::extensions_of(tx, &rounds, &organisations).await
    }

    /// The agency of a report and everything above it in the round, whose extensions reach it.
    fn path(&self, report: &Submission) -> Option<Vec<OrganisationCode>> {
        Some(self.register.of(self.rounds.get(&report.key.round)?).path(&report.key.agency))
    }

    fn item(&self, submission: Submission, extensions: &[(RoundCode, Extension)]) -> Option<InboxItem> {
        let round = self.rounds.get(&submission.key.round)?.clone();
        let agency = self.register.now().get(&submission.key.agency)?.clone();
        let path = self.path(&submission)?;
        let reaches = |of: &&(RoundCode, Extension)| of.0 == round.code && of.1.reaches(&path, agency.kind);
        let window = round.window.extended(extensions.iter().filter(reaches).map(|(_, extension)| extension));
        Some(InboxItem { state: window.state(self.at), window, round, agency, submission })
    }
}
