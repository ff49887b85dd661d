//! People and what they may do. Administrators act within their own subtree: on accounts all of whose grants lie there.

mod import;
mod password;
mod rename;

use crate::{
    Actor, FieldFaults, Password, ServiceError, ServiceResult, Services, audit,
    inbox::reach,
    organisations::path_of,
    store,
    store::{
        Tx,
        accounts::{AccountRow, Change, Inserted},
    },
};
use chrono::{DateTime, Utc};
use domain::{
    access::{Action, Grant, Role, may_give},
    account::EmailAddress,
    ids::AccountId,
    name,
    organisation::OrganisationTree,
};
use serde_json::{Value, json};

/// The longest name of a person in characters.
const NAME_LENGTH: usize = 200;
/// The most accounts of one page.
const MOST: i64 = 500;

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The address they sign in with.
    pub email: EmailAddress,
    /// Their name.
    pub name: String,
    /// Their first password.
    pub password: Password,
    /// What they may do, where.
    pub grants: Vec<Grant>,
    /// Whether they have to change the password when they first sign in.
    pub must_change_password: bool,
}

/// An account as lists and pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSummary {
    /// Its identifier.
    pub id: AccountId,
    /// The address they sign in with.
    pub email: EmailAddress,
    /// Their name.
    pub name: String,
    /// What they may do, where.
    pub grants: Vec<Grant>,
    /// Since when they may not sign in.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Whether they have to change their password first.
    pub must_change: bool,
}

impl AccountSummary {
    fn new(account: AccountRow, grants: Vec<Grant>) -> Self {
        let AccountRow { id, email, name, disabled_at, must_change_password: must_change, .. } = account;
        Self { id, email, name, grants, disabled_at, must_change }
    }
}

/// Whether somebody is kept from signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disabled {
    /// They are.
    Yes,
    /// They are not.
    No,
}

/// People and what they may do.
pub struct Accounts<'a>(pub(crate) &'a Services);

impl Services {
    /// People and what they may do.
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts(self)
    }

    /// Makes the administrator of everything, from the server's own command line.
    ///
    /// # Errors
    /// There is one already; no organisations are registered; the password is refused.
    pub async fn create_first_administrator(
        &self,
        email: EmailAddress,
        name: &str,
        password: Password,
    ) -> ServiceResult<AccountId> {
        if self.organisations().is_empty().await? {
            return Err(ServiceError::NotFound("organisation"));
        }
        password.check(&email)?;
        let name = checked_name(name)?;
        let hash = self.hasher().hash(self.hasher().place()?, &password, self.chance().secret()).await?;
        let mut tx = self.db().write().await?;
        let tree = self.tree_in(&mut tx).await?;
        let root = tree.root().clone();
        let actor = Actor::operator(&root);
        let grants = vec![Grant { role: Role::Administrator, organisation: root.clone() }];
        let account = new_row(self, email, name, hash, Change::NotDemanded);
        let details = insert(self, &mut tx, &account, &grants).await?;
        audit::record(self, &mut tx, &actor, "accounts.create", audit::account_object(account.id), &details).await?;
        // Counted once others wait, so that two commands at once make one administrator.
        if store::accounts::count_enabled(&mut tx, Role::Administrator, &root).await? > 1 {
            return Err(ServiceError::invalid("administrator_exists", ""));
        }
        tx.commit().await?;
        Ok(account.id)
    }
}

impl Accounts<'_> {
    /// Makes an account.
    ///
    /// # Errors
    /// Somebody has this address; the password or name is refused; there is no grant; the actor may not give these.
    pub async fn create(&self, actor: &Actor, new: NewAccount) -> ServiceResult<AccountId> {
        let grants = in_order(new.grants);
        self.check_new(actor, &new.name, &new.password, Some(&new.email), Some(&grants)).await?;
        let name = checked_name(&new.name)?;
        let hash = self.hash(&new.password).await?;
        let mut tx = self.0.db().write().await?;
        require_reach(actor, &*self.0.tree_in(&mut tx).await?, &grants)?;
        let change = if new.must_change_password { Change::Demanded } else { Change::NotDemanded };
        let account = new_row(self.0, new.email, name, hash, change);
        let details = insert(self.0, &mut tx, &account, &grants).await?;
        let object = audit::account_object(account.id);
        audit::record(self.0, &mut tx, actor, "accounts.create", object, &details).await?;
        tx.commit().await?;
        Ok(account.id)
    }

    /// Whether an account can be made of what somebody typed, without what could not be read: everything that is wrong
    /// with it at once.
    ///
    /// # Errors
    /// As [`Accounts::create`].
    pub async fn check_new(
        &self,
        actor: &Actor,
        name: &str,
        password: &Password,
        email: Option<&EmailAddress>,
        grants: Option<&[Grant]>,
    ) -> ServiceResult<()> {
        if !actor.may_somewhere(Action::ManageAccounts) {
            return Err(ServiceError::Forbidden);
        }
        let mut tx = self.0.db().read().await?;
        let mut faults = FieldFaults::default();
        if let Some(email) = email {
            faults.note(match store::accounts::by_email(&mut tx, email).await? {
                Some(_) => Err(email_taken(email)),
                None => Ok(()),
            })?;
        }
        faults.note(checked_name(name))?;
        if let Some(email) = email {
            faults.note(password.check(email))?;
        }
        if let Some(grants) = grants {
            require_reach(actor, &*self.0.tree_in(&mut tx).await?, grants)?;
            let has_some = if grants.is_empty() { Err(ServiceError::invalid("grants_missing", "")) } else { Ok(()) };
            faults.note(has_some)?;
        }
        faults.end(Some(()))
    }

    /// A page of the accounts that have a grant within the actor's subtree, in the order of their addresses: those after
    /// an address, with a text in address or name.
    ///
    /// # Errors
    /// The actor may not see accounts.
    pub async fn list(
        &self,
        actor: &Actor,
        search: Option<&str>,
        after: Option<&str>,
        most: i64,
    ) -> ServiceResult<Vec<AccountSummary>> {
        if !actor.may_somewhere(Action::ManageAccounts) {
            return Err(ServiceError::Forbidden);
        }
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        let reached = reach(actor, Role::Administrator, &tree);
        let clean = |text: &str| text.trim().replace('\0', "");
        let search = search.map(clean).filter(|text| !text.is_empty());
        let after = after.map(clean).unwrap_or_default();
        let most = most.clamp(1, MOST);
        let rows = store::accounts::page(&mut tx, &after, search.as_deref(), reached.as_deref(), most).await?;
        let ids: Vec<_> = rows.iter().map(|account| account.id).collect();
        let mut grants = store::accounts::grants(&mut tx, &ids).await?;
        let summary = |account: AccountRow| {
            let grants = grants.remove(&account.id).unwrap_or_default();
            AccountSummary::new(account, grants)
        };
        Ok(rows.into_iter().map(summary).collect())
    }

    /// One account: one's own, or one with a grant within the actor's subtree.
    ///
    /// # Errors
    /// There is no such account; the actor may not see it.
    pub async fn get(&self, actor: &Actor, id: AccountId) -> ServiceResult<AccountSummary> {
        let mut tx = self.0.db().read().await?;
        visible(self.0, &mut tx, actor, id).await
    }

    /// Replaces what somebody may do, and ends their sessions.
    ///
    /// # Errors
    /// There is no such account; it is one's own or the last administrator of everything; the actor may not give or take
    /// these.
    pub async fn set_grants(&self, actor: &Actor, id: AccountId, grants: Vec<Grant>) -> ServiceResult<()> {
        let grants = in_order(grants);
        let mut tx = self.0.db().write().await?;
        let (_, before) = hold(self.0, &mut tx, actor, id).await?;
        let tree = self.0.tree_in(&mut tx).await?;
        require_reach(actor, &tree, &grants)?;
        if before == grants {
            return Ok(());
        }
        if id == actor.account {
            return Err(ServiceError::invalid("own_grants", id.to_string()));
        }
        let details = replace_grants(&mut tx, id, &before, &grants).await?;
        audit::record(self.0, &mut tx, actor, "accounts.set_grants", audit::account_object(id), &details).await?;
        keep_an_administrator(&mut tx, &tree, &before).await?;
        tx.commit().await
    }

    /// Keeps somebody from signing in, ends their sessions and takes their tokens, shared links and calendar addresses back; or lets
    /// them sign in again. What was taken back stays so.
    ///
    /// # Errors
    /// There is no such account; it is the last administrator of everything; the actor may not.
    pub async fn set_disabled(&self, actor: &Actor, id: AccountId, disabled: Disabled) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let (account, grants) = hold(self.0, &mut tx, actor, id).await?;
        let at = self.0.now();
        let disabled_at = (disabled == Disabled::Yes).then_some(at);
        if disabled_at.is_some() == account.disabled_at.is_some() {
            return Ok(());
        }
        store::accounts::set_disabled(&mut tx, id, disabled_at).await?;
        let object = audit::account_object(id);
        if disabled == Disabled::No {
            audit::record(self.0, &mut tx, actor, "accounts.enable", object, &json!({})).await?;
            return tx.commit().await;
        }
        let sessions = store::sessions::end_all(&mut tx, id).await?;
        let tokens = store::tokens::revoke_all(&mut tx, id, at).await?;
        let shares = store::shares::revoke_all(&mut tx, id, at).await?;
        let feeds = store::feeds::revoke_all(&mut tx, id, at).await?;
        let details = json!({
            "sessions_ended": sessions, "tokens_revoked": tokens, "shares_revoked": shares, "feeds_revoked": feeds,
        });
        audit::record(self.0, &mut tx, actor, "accounts.disable", object, &details).await?;
        let tree = self.0.tree_in(&mut tx).await?;
        keep_an_administrator(&mut tx, &tree, &grants).await?;
        tx.commit().await
    }
}

/// Whether the actor may act on an account with these grants, and so also give them. Without any grant it belongs to
/// the administrators of everything; so does one that acts for DGA.
fn require_reach(actor: &Actor, tree: &OrganisationTree, grants: &[Grant]) -> ServiceResult<()> {
    if grants.is_empty() {
        return actor.require(Action::ManageAccounts, std::slice::from_ref(tree.root()));
    }
    let reached = |grant: &Grant| {
        let path = path_of(tree, &grant.organisation)?;
        actor.require(Action::ManageAccounts, &path)?;
        if may_give(&actor.grants, grant, &path) { Ok(()) } else { Err(ServiceError::Forbidden) }
    };
    grants.iter().try_for_each(reached)
}

/// An account with its grants, to be changed by an actor who may.
pub(crate) async fn hold(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    id: AccountId,
) -> ServiceResult<(AccountRow, Vec<Grant>)> {
    if !actor.may_somewhere(Action::ManageAccounts) {
        return Err(ServiceError::Forbidden);
    }
    let account = store::accounts::hold(tx, id).await?.ok_or(ServiceError::NotFound("account"))?;
    let grants = grants_of(tx, id).await?;
    require_reach(actor, &*services.tree_in(tx).await?, &grants)?;
    Ok((account, grants))
}

/// An account that the actor may see.
pub(crate) async fn visible(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    id: AccountId,
) -> ServiceResult<AccountSummary> {
    if id != actor.account && !actor.may_somewhere(Action::ManageAccounts) {
        return Err(ServiceError::Forbidden);
    }
    let account = store::accounts::get(tx, id).await?.ok_or(ServiceError::NotFound("account"))?;
    let grants = grants_of(tx, id).await?;
    let tree = services.tree_in(tx).await?;
    let is_seen = |grant: &Grant| actor.may(Action::ManageAccounts, &tree.path(&grant.organisation));
    if id != actor.account && !grants.iter().any(is_seen) {
        actor.require(Action::ManageAccounts, std::slice::from_ref(tree.root()))?;
    }
    Ok(AccountSummary::new(account, grants))
}

/// What an account may do.
async fn grants_of(tx: &mut Tx, id: AccountId) -> ServiceResult<Vec<Grant>> {
    Ok(in_order(store::accounts::grants(tx, &[id]).await?.remove(&id).unwrap_or_default()))
}

/// Grants sorted, each once.
fn in_order(mut grants: Vec<Grant>) -> Vec<Grant> {
    grants.sort();
    grants.dedup();
    grants
}

fn email_taken(email: &EmailAddress) -> ServiceError {
    ServiceError::invalid("email_taken", email.to_string())
}

fn checked_name(typed: &str) -> ServiceResult<String> {
    let name = name::visible(typed);
    if name.is_empty() || name.chars().count() > NAME_LENGTH {
        return Err(ServiceError::invalid("account_name", name));
    }
    Ok(name)
}

fn new_row(services: &Services, email: EmailAddress, name: String, hash: String, change: Change) -> AccountRow {
    AccountRow {
        id: AccountId::new(services.chance().uuid()),
        email,
        name,
        password_hash: hash,
        must_change_password: change == Change::Demanded,
        disabled_at: None,
    }
}

/// Puts an account in; gives what is to be recorded.
async fn insert(services: &Services, tx: &mut Tx, account: &AccountRow, grants: &[Grant]) -> ServiceResult<Value> {
    if store::accounts::insert(tx, account, services.now()).await? == Inserted::EmailTaken {
        return Err(email_taken(&account.email));
    }
    store::accounts::set_grants(tx, account.id, grants).await?;
    Ok(json!({ "grants": grants, "must_change_password": account.must_change_password }))
}

/// Replaces grants and ends the sessions that had the old ones; gives what is to be recorded.
async fn replace_grants(tx: &mut Tx, id: AccountId, before: &[Grant], grants: &[Grant]) -> ServiceResult<Value> {
    store::accounts::set_grants(tx, id, grants).await?;
    let ended = store::sessions::end_all(tx, id).await?;
    Ok(json!({ "before": before, "after": grants, "sessions_ended": ended }))
}

/// Refuses what would leave nobody to administer everything. Asked after the audit event, when all other writers wait,
/// so that two administrators cannot take each other's role at the same moment.
async fn keep_an_administrator(tx: &mut Tx, tree: &OrganisationTree, before: &[Grant]) -> ServiceResult<()> {
    let root = Grant { role: Role::Administrator, organisation: tree.root().clone() };
    if before.contains(&root) && store::accounts::count_enabled(tx, Role::Administrator, &root.organisation).await? == 0
    {
        return Err(ServiceError::invalid("last_administrator", ""));
    }
    Ok(())
}
