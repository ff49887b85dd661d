//! Many accounts at once.

use super::{
    Accounts, NewAccount, checked_name, grants_of, in_order, insert, keep_an_administrator, new_row, replace_grants,
};
use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    error::RowRefusal,
    organisations::{ImportDiff, ImportMode},
    store,
    store::{Tx, accounts::Change},
};
use domain::{
    access::{Action, Grant},
    account::EmailAddress,
    ids::AccountId,
    organisation::OrganisationTree,
    text::differing,
};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// How many passwords of an import are hashed at once, so that people can sign in meanwhile.
const HASHES_AT_ONCE: usize = 2;

/// What an import does with one row.
enum Step {
    Create,
    Change { id: AccountId, name_before: String, grants_before: Vec<Grant> },
    Nothing,
}

/// A row that can be taken.
struct Row {
    new: NewAccount,
    step: Step,
}

impl Accounts<'_> {
    /// Brings accounts up to date with rows: makes those that are missing, and gives the others the name and the grants
    /// of their row. Passwords of accounts that exist are left alone, and no account is removed, so that the same rows
    /// again change nothing.
    ///
    /// # Errors
    /// [`ServiceError::Rows`] with every row that cannot be taken; the last administrator of everything would lose it;
    /// the actor may not.
    pub async fn import(&self, actor: &Actor, rows: Vec<NewAccount>, mode: ImportMode) -> ServiceResult<ImportDiff> {
        if !actor.may_somewhere(Action::ManageAccounts) {
            return Err(ServiceError::Forbidden);
        }
        let mut tx = self.0.db().read().await?;
        let rows = steps(self.0, &mut tx, actor, rows).await?;
        drop(tx);
        let diff = diff(&rows);
        if mode == ImportMode::DryRun || (diff.added.is_empty() && diff.changed.is_empty()) {
            return Ok(diff);
        }
        let missing = rows.iter().filter(|row| matches!(row.step, Step::Create));
        let hashes: BTreeMap<_, _> = stream::iter(missing)
            .map(|row| async { Ok::<_, ServiceError>((row.new.email.clone(), self.hash(&row.new.password).await?)) })
            .buffered(HASHES_AT_ONCE)
            .try_collect()
            .await?;
        let mut tx = self.0.db().write().await?;
        // Looked at once more, since hashing took its time.
        let rows = steps(self.0, &mut tx, actor, rows.into_iter().map(|row| row.new).collect()).await?;
        let done = carry_out(self.0, &mut tx, &rows, &hashes).await?;
        for (id, action, details) in &done {
            audit::record(self.0, &mut tx, actor, action, audit::account_object(*id), details).await?;
        }
        let tree = self.0.tree_in(&mut tx).await?;
        for row in &rows {
            if let Step::Change { grants_before, .. } = &row.step {
                keep_an_administrator(&mut tx, &tree, grants_before).await?;
            }
        }
        tx.commit().await?;
        Ok(diff)
    }
}

/// What is to be done with each row, or every reason against.
async fn steps(services: &Services, tx: &mut Tx, actor: &Actor, rows: Vec<NewAccount>) -> ServiceResult<Vec<Row>> {
    let tree = services.tree_in(tx).await?;
    let mut refusals = Vec::new();
    let mut emails = BTreeSet::new();
    let mut taken = Vec::new();
    for (at, mut new) in rows.into_iter().enumerate() {
        let mut refuse = |column, code: &str, found: String| {
            refusals.push(RowRefusal { row: at + 1, column, code: code.to_owned(), found });
        };
        if !emails.insert(new.email.clone()) {
            refuse("email", "email_twice", new.email.to_string());
        }
        match checked_name(&new.name) {
            Ok(name) => new.name = name,
            Err(error) => refuse("name", error.code(), new.name.clone()),
        }
        new.grants = in_order(new.grants);
        if let Err((code, found)) = reached(actor, &tree, &new.grants) {
            refuse("grants", code, found);
        }
        let step = match store::accounts::by_email(tx, &new.email).await? {
            None => {
                if let Err(error) = new.password.check(&new.email) {
                    refuse("password", error.code(), String::new());
                }
                Step::Create
            }
            Some(account) => {
                let grants_before = grants_of(tx, account.id).await?;
                if reached(actor, &tree, &grants_before).is_err() {
                    refuse("email", ServiceError::Forbidden.code(), new.email.to_string());
                }
                if account.id == actor.account && grants_before != new.grants {
                    refuse("grants", "own_grants", words(&new.grants));
                }
                if account.name == new.name && grants_before == new.grants {
                    Step::Nothing
                } else {
                    Step::Change { id: account.id, name_before: account.name, grants_before }
                }
            }
        };
        taken.push(Row { new, step });
    }
    if refusals.is_empty() { Ok(taken) } else { Err(ServiceError::Rows(refusals)) }
}

/// Makes and changes the accounts; gives what is to be recorded. Recording comes last, and the accounts in the order of
/// their addresses, so that two imports, or an import and an administrator, never wait for each other.
async fn carry_out(
    services: &Services,
    tx: &mut Tx,
    rows: &[Row],
    hashes: &BTreeMap<EmailAddress, String>,
) -> ServiceResult<Vec<(AccountId, &'static str, serde_json::Value)>> {
    let in_order: BTreeMap<_, _> = rows.iter().map(|row| (&row.new.email, row)).collect();
    let mut done = Vec::new();
    for Row { new, step } in in_order.into_values() {
        match step {
            Step::Nothing => {}
            Step::Create => {
                let hash = hashes.get(&new.email).ok_or(ServiceError::Conflict)?.clone();
                let change = if new.must_change_password { Change::Demanded } else { Change::NotDemanded };
                let account = new_row(services, new.email.clone(), new.name.clone(), hash, change);
                done.push((account.id, "accounts.create", insert(services, tx, &account, &new.grants).await?));
            }
            Step::Change { id, name_before, grants_before } => {
                store::accounts::hold(tx, *id).await?;
                if grants_of(tx, *id).await? != *grants_before {
                    return Err(ServiceError::Conflict);
                }
                if *name_before != new.name {
                    store::accounts::set_name(tx, *id, &new.name).await?;
                    done.push((*id, "accounts.rename", json!({})));
                }
                if *grants_before != new.grants {
                    let details = replace_grants(tx, *id, grants_before, &new.grants).await?;
                    done.push((*id, "accounts.set_grants", details));
                }
            }
        }
    }
    Ok(done)
}

/// Whether the actor reaches all grants, or the first one not reached with its reason.
fn reached(actor: &Actor, tree: &OrganisationTree, grants: &[Grant]) -> Result<(), (&'static str, String)> {
    if grants.is_empty() {
        return super::require_reach(actor, tree, grants).map_err(|_| ("forbidden", String::new()));
    }
    for grant in grants {
        let code = if tree.get(&grant.organisation).is_none() {
            "unknown_organisation"
        } else if super::require_reach(actor, tree, std::slice::from_ref(grant)).is_err() {
            "forbidden"
        } else {
            continue;
        };
        return Err((code, words(std::slice::from_ref(grant))));
    }
    Ok(())
}

fn words(grants: &[Grant]) -> String {
    let word = |grant: &Grant| format!("{} {}", grant.role.as_ref(), grant.organisation);
    grants.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn diff(rows: &[Row]) -> ImportDiff {
    let mut diff = ImportDiff::default();
    for Row { new, step } in rows {
        match step {
            Step::Nothing => diff.unchanged += 1,
            Step::Create => diff.added.push(format!("{} {}: {}", new.email, new.name, words(&new.grants))),
            Step::Change { name_before, grants_before, .. } => {
                let (_, changes) = differing([
                    ("name", name_before.clone(), new.name.clone()),
                    ("grants", words(grants_before), words(&new.grants)),
                ]);
                diff.changed.push(format!("{}: {changes}", new.email));
            }
        }
    }
    diff
}
