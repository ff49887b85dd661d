//! Who gets what when, from what is stored: the reports that wait, their windows, and those who can do something about
//! them. The simulator and the job both ask here.

use super::Route;
use crate::{
    ServiceError, ServiceResult, store,
    store::{Tx, delegations::Delegate, owed::Owed, reminders::SlotKey},
};
use chrono::{DateTime, Utc};
use domain::{
    access::Role,
    account::EmailAddress,
    holiday::Holidays,
    ids::{AccountId, OrganisationCode},
    organisation::OrganisationTree,
    reminder::{Policy, ReminderPlan, Span, Stage, Waiting, reminders},
    window::{Extension, Window},
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

/// A round with the reports that it waits for.
pub(crate) struct Asked {
    /// Its window, without extensions.
    pub(crate) window: Window,
    /// The reports that wait.
    pub(crate) reports: Vec<Owed>,
    /// Its extensions.
    pub(crate) extensions: Vec<Extension>,
    /// The tree of the round, along which extensions reach.
    pub(crate) tree: Arc<OrganisationTree>,
}

/// Who gets what when, and how.
pub(crate) struct Planned {
    /// Who gets what when.
    pub(crate) plan: ReminderPlan,
    addresses: HashMap<AccountId, EmailAddress>,
    bounced: HashSet<String>,
}

impl Planned {
    /// Where somebody's mail goes.
    pub(crate) fn address(&self, account: AccountId) -> ServiceResult<&EmailAddress> {
        self.addresses.get(&account).ok_or(ServiceError::NotFound("account"))
    }

    /// How somebody is told.
    pub(crate) fn route(&self, account: AccountId) -> ServiceResult<Route> {
        let address = self.address(account)?;
        Ok(if !address.takes_mail() {
            Route::NoMail
        } else if self.bounced.contains(address.as_str()) {
            Route::Bounced
        } else {
            Route::Mail
        })
    }
}

impl Asked {
    /// Every moment of a policy in a span: in the window of the round, that of each extension, and the time of each report that
    /// was sent back.
    pub(crate) fn slots(&self, policy: &Policy, holidays: &Holidays, span: Span) -> BTreeSet<SlotKey> {
        let extended = self.extensions.iter().map(|extension| self.window.extended(std::slice::from_ref(extension)));
        let windows: HashSet<Window> = extended.chain([self.window]).collect();
        let returned = self.reports.iter().filter(|owed| owed.returned_at.is_some());
        let returned: HashSet<Window> = returned.map(|owed| self.window_of(owed)).collect();
        let to_correct = policy.about(Stage::Returned);
        let slots = windows.into_iter().flat_map(|window| policy.slots(window, holidays, span));
        slots.chain(returned.into_iter().flat_map(|window| to_correct.slots(window, holidays, span))).collect()
    }

    /// The window of a report.
    fn window_of(&self, owed: &Owed) -> Window {
        let of_body = |kind| self.window.for_body(&self.extensions, &self.tree.path(&owed.agency), kind);
        let window = self.tree.kind(&owed.agency).map_or(self.window, of_body);
        owed.returned_at.map_or(window, |returned_at| window.after_return(returned_at))
    }
}

/// Tells who gets what when, as things are at an instant; who may do something about a report goes by the register of now.
pub(crate) async fn plan_in(
    tx: &mut Tx,
    tree: &OrganisationTree,
    policy: &Policy,
    (span, at): (Span, DateTime<Utc>),
    asked: &Asked,
) -> ServiceResult<Planned> {
    let holidays = store::holidays::days(tx).await?;
    let bounced = store::mails::bounced_addresses(tx).await?;
    let people = store::accounts::with_roles(tx, &[Role::Reporter, Role::Approver, Role::Coordinator]).await?;
    let mut addresses = HashMap::new();
    let mut by_place = ByPlace::new();
    for (account, address, grant) in people {
        addresses.insert(account, address);
        by_place.entry((grant.role, grant.organisation)).or_default().push(account);
    }
    let mut delegates = store::delegations::delegates(tx, at).await?;
    delegates.retain(|delegate| tree.path(&delegate.organisation).contains(&delegate.giver_approves));
    addresses.extend(delegates.iter().map(|delegate| (delegate.account, delegate.address.clone())));
    let waiting: Vec<Waiting> =
        asked.reports.iter().map(|owed| waiting(tree, asked, (&by_place, &delegates), owed)).collect();
    Ok(Planned { plan: reminders(policy, &holidays, span, &waiting), addresses, bounced })
}

/// Who has a role where.
type ByPlace = HashMap<(Role, OrganisationCode), Vec<AccountId>>;

/// A report with its window and those who can do something about it: of each role those nearest above, so that a ministry
/// hears only of the bodies that have nobody of their own.
fn waiting(
    tree: &OrganisationTree,
    asked: &Asked,
    (by_place, delegates): (&ByPlace, &[Delegate]),
    owed: &Owed,
) -> Waiting {
    let path = tree.path(&owed.agency);
    let nearest = |role: Role| {
        let mut places = path.iter().filter_map(|place| by_place.get(&(role, place.clone())));
        places.next().cloned().unwrap_or_default()
    };
    let mut approvers = nearest(Role::Approver);
    // Whoever signs for one of them who is away is reminded beside them.
    for delegate in delegates.iter().filter(|delegate| path.contains(&delegate.organisation)) {
        if approvers.contains(&delegate.given_by) && !approvers.contains(&delegate.account) {
            approvers.push(delegate.account);
        }
    }
    Waiting {
        agency: owed.agency.clone(),
        stage: owed.stage,
        window: asked.window_of(owed),
        reporters: nearest(Role::Reporter),
        approvers,
        coordinators: nearest(Role::Coordinator),
    }
}
