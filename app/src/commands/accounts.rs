//! People and what they may do.

use super::{answer, answer_at, typed};
use crate::{
    context::{self, PageContext},
    error::AppError,
};
use domain::{
    access::Grant,
    ids::{AccountId, TokenId},
    organisation::OrganisationTree,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use service::{
    FieldFaults, Password, ServiceError, ServiceResult,
    accounts::{Disabled, NewAccount},
};

/// One line of the form of what somebody may do. A line with nothing in it counts for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantLine {
    /// The role's name.
    #[serde(default)]
    pub role: String,
    /// A body's code or name.
    #[serde(default)]
    pub organisation: String,
}

/// The name of a field in the form of grants.
pub fn grant_field(line: usize, field: &str) -> String {
    format!("grants[{line}][{field}]")
}

async fn grants_of(page: &PageContext, lines: &[GrantLine]) -> ServiceResult<Vec<Grant>> {
    let tree = page.services.organisations().tree(page.actor()?).await?;
    let (mut grants, mut faults) = (Vec::new(), FieldFaults::default());
    for (number, line) in lines.iter().enumerate() {
        grants.extend(faults.note(grant_of(&tree, number, line))?.flatten());
    }
    faults.end(Some(grants))
}

fn grant_of(tree: &OrganisationTree, number: usize, line: &GrantLine) -> ServiceResult<Option<Grant>> {
    let (role, organisation) = (line.role.trim(), line.organisation.trim());
    if role.is_empty() && organisation.is_empty() {
        return Ok(None);
    }
    let missing = |field: &str| ServiceError::invalid("grant_incomplete", grant_field(number, field));
    let role = role.parse().map_err(|_| missing("role"))?;
    if organisation.is_empty() {
        return Err(missing("organisation"));
    }
    let organisation = typed::organisation(tree, organisation, &grant_field(number, "organisation"))?;
    Ok(Some(Grant { role, organisation }))
}

fn page_of(account: AccountId) -> String {
    format!("/accounts/{account}")
}

/// Makes an account; its first password has to be changed by its owner.
///
/// # Errors
/// As [`service::accounts::Accounts::create`].
#[server(prefix = "/do", endpoint = "accounts/create")]
pub async fn create(
    email: String,
    name: String,
    password: String,
    #[server(default)] grants: Vec<GrantLine>,
) -> Result<(), AppError> {
    let page = context::page();
    let made = async {
        let (actor, accounts) = (page.actor()?, page.services.accounts());
        let password = Password::new(&password);
        let mut faults = FieldFaults::default();
        let email = faults.note(typed::email(&email))?;
        let grants = faults.note(grants_of(&page, &grants).await)?;
        let rest = accounts.check_new(actor, &name, &password, email.as_ref(), grants.as_deref());
        faults.note(rest.await)?;
        let (email, grants) = faults.end(email.zip(grants))?;
        let new = NewAccount { email, name, password, grants, must_change_password: true };
        accounts.create(actor, new).await
    };
    answer_at(made.await.map(page_of), "/accounts/new", "account_created")
}

/// Replaces what somebody may do.
///
/// # Errors
/// As [`service::accounts::Accounts::set_grants`].
#[server(prefix = "/do", endpoint = "accounts/set_grants")]
pub async fn set_grants(account: AccountId, #[server(default)] grants: Vec<GrantLine>) -> Result<(), AppError> {
    let page = context::page();
    let set = async {
        let grants = grants_of(&page, &grants).await?;
        page.services.accounts().set_grants(page.actor()?, account, grants).await
    };
    answer(set.await, &page_of(account), "grants_set")
}

/// Gives somebody another name and another address to sign in with.
///
/// # Errors
/// As [`service::accounts::Accounts::rename`].
#[server(prefix = "/do", endpoint = "accounts/rename")]
pub async fn rename(account: AccountId, name: String, email: String) -> Result<(), AppError> {
    let page = context::page();
    let renamed = async {
        let email = typed::email(&email)?;
        page.services.accounts().rename(page.actor()?, account, &name, &email).await
    };
    answer(renamed.await, &page_of(account), "account_renamed")
}

/// Keeps somebody from signing in.
///
/// # Errors
/// As [`service::accounts::Accounts::set_disabled`].
#[server(prefix = "/do", endpoint = "accounts/disable")]
pub async fn disable(account: AccountId) -> Result<(), AppError> {
    set_disabled(account, Disabled::Yes, "account_disabled").await
}

/// Lets somebody sign in again.
///
/// # Errors
/// As [`service::accounts::Accounts::set_disabled`].
#[server(prefix = "/do", endpoint = "accounts/enable")]
pub async fn enable(account: AccountId) -> Result<(), AppError> {
    set_disabled(account, Disabled::No, "account_enabled").await
}

async fn set_disabled(account: AccountId, disabled: Disabled, done: &str) -> Result<(), AppError> {
    let page = context::page();
    let set = page.services.accounts().set_disabled(page.actor()?, account, disabled).await;
    answer(set, &page_of(account), done)
}

/// Gives somebody a new password, which they have to change.
///
/// # Errors
/// As [`service::accounts::Accounts::reset_password`].
#[server(prefix = "/do", endpoint = "accounts/reset_password")]
pub async fn reset_password(account: AccountId, password: String) -> Result<(), AppError> {
    let page = context::page();
    let reset = page.services.accounts().reset_password(page.actor()?, account, &Password::new(&password)).await;
    answer(reset, &page_of(account), "password_reset")
}

/// Changes one's own password. All one's sessions end.
///
/// # Errors
/// As [`service::accounts::Accounts::change_password`].
#[server(prefix = "/do", endpoint = "accounts/change_password")]
pub async fn change_password(old_password: String, new_password: String) -> Result<(), AppError> {
    let page = context::page();
    let (old, new) = (Password::new(&old_password), Password::new(&new_password));
    let changed = page.services.accounts().change_password(page.actor()?, &old, &new).await;
    answer_at(changed.map(|()| "/sign-in".to_owned()), "/account", "password_changed")
}

/// Ends all one's sessions, on every machine.
///
/// # Errors
/// As [`service::Services::sign_out_everywhere`].
#[server(prefix = "/do", endpoint = "sessions/sign_out_everywhere")]
pub async fn sign_out_everywhere() -> Result<(), AppError> {
    let page = context::page();
    let ended = page.services.sign_out_everywhere(page.actor()?).await;
    answer_at(ended.map(|()| "/sign-in".to_owned()), "/account", "signed_out_everywhere")
}

/// Takes a bearer token back: one's own, or one of somebody below.
///
/// # Errors
/// As [`service::tokens::Tokens::revoke`].
#[server(prefix = "/do", endpoint = "tokens/revoke")]
pub async fn revoke_token(token: TokenId, #[server(default)] account: Option<AccountId>) -> Result<(), AppError> {
    let page = context::page();
    let revoked = page.services.tokens().revoke(page.actor()?, token).await;
    let form = account.map_or_else(|| "/account".to_owned(), page_of);
    answer(revoked, &form, "token_revoked")
}
