//! Who gets what when, from what is stored: the reports that wait, their windows, and those who can do something about
//! them. The simulator and the job both ask here.

use super::Route;
use crate::{ServiceError, ServiceResult, store, store::Tx};
use domain::{
    access::Role,
    account::EmailAddress,
    ids::{AccountId, OrganisationCode},
    organisation::OrganisationTree,
    reminder::{Policy, ReminderPlan, Span, Stage, Waiting, reminders},
    window::{Extension, Window},
};
use std::collections::{HashMap, HashSet};

/// A round with the reports that it waits for.
pub(crate) struct Asked {
    /// Its window, without extensions.
    pub(crate) window: Window,
    /// The reports that wait, with how far they are.
    pub(crate) reports: Vec<(OrganisationCode, Stage)>,
    /// Its extensions.
    pub(crate) extensions: Vec<Extension>,
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
    /// Every window that some body may have: its own, and that of each extension.
    pub(crate) fn windows(&self) -> HashSet<Window> {
        let extended = self.extensions.iter().map(|extension| self.window.extended(std::slice::from_ref(extension)));
        extended.chain([self.window]).collect()
    }
}

/// Tells who gets what when.
pub(crate) async fn plan_in(
    tx: &mut Tx,
    tree: &OrganisationTree,
    policy: &Policy,
    span: Span,
    asked: &Asked,
) -> ServiceResult<Planned> {
    let holidays = store::holidays::days(tx).await?;
    let bounced = store::mails::bounced_addresses(tx).await?;
    let people = store::accounts::with_roles(tx, &[Role::Reporter, Role::Approver, Role::Coordinator]).await?;
    let mut addresses = HashMap::new();
    let mut by_place: HashMap<(Role, OrganisationCode), Vec<AccountId>> = HashMap::new();
    for (account, address, grant) in people {
        addresses.insert(account, address);
        by_place.entry((grant.role, grant.organisation)).or_default().push(account);
    }
    let waiting: Vec<Waiting> =
        asked.reports.iter().map(|(agency, stage)| waiting(tree, asked, &by_place, agency, *stage)).collect();
    Ok(Planned { plan: reminders(policy, &holidays, span, &waiting), addresses, bounced })
}

/// A report with its window and those who can do something about it: of each role those nearest above, so that a ministry
/// hears only of the bodies that have nobody of their own.
fn waiting(
    tree: &OrganisationTree,
    asked: &Asked,
    by_place: &HashMap<(Role, OrganisationCode), Vec<AccountId>>,
    agency: &OrganisationCode,
    stage: Stage,
) -> Waiting {
    let path = tree.path(agency);
    let nearest = |role: Role| {
        let mut places = path.iter().filter_map(|place| by_place.get(&(role, place.clone())));
        places.next().cloned().unwrap_or_default()
    };
    let kind = tree.kind(agency);
    Waiting {
        agency: agency.clone(),
        stage,
        window: kind.map_or(asked.window, |kind| asked.window.for_body(&asked.extensions, &path, kind)),
        reporters: nearest(Role::Reporter),
        approvers: nearest(Role::Approver),
        coordinators: nearest(Role::Coordinator),
    }
}
