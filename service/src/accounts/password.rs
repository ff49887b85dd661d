//! Changing passwords, one's own and those of others.

use super::{Accounts, hold, require_reach, visible};
use crate::{
    Actor, Password, ServiceError, ServiceResult, Services, audit,
    passwords::Verdict,
    sessions::is_still,
    store,
    store::{Tx, accounts::Change},
    throttle::Subject,
};
use domain::{account::EmailAddress, ids::AccountId};
use serde_json::json;

impl Accounts<'_> {
    /// Gives somebody else a new password, which they have to change, and ends their sessions.
    ///
    /// # Errors
    /// There is no such account; it is one's own; the password is refused; the actor may not.
    pub async fn reset_password(&self, actor: &Actor, id: AccountId, new: &Password) -> ServiceResult<()> {
        if id == actor.account {
            return Err(ServiceError::invalid("own_password", id.to_string()));
        }
        let mut tx = self.0.db().read().await?;
        let account = visible(self.0, &mut tx, actor, id).await?;
        require_reach(actor, &*self.0.tree_in(&mut tx).await?, &account.grants)?;
        drop(tx);
        new.check(&account.email)?;
        let hash = self.hash(new).await?;
        let mut tx = self.0.db().write().await?;
        hold(self.0, &mut tx, actor, id).await?;
        replace_password(self.0, &mut tx, actor, &account.email, id, &hash, Change::Demanded).await?;
        tx.commit().await
    }

    /// Changes one's own password and ends all one's sessions, this one too: sign in again with the new one.
    ///
    /// # Errors
    /// The old password is wrong, or was tried too often; the new one is refused or is the old one; the actor acts by a
    /// token.
    pub async fn change_password(&self, actor: &Actor, old: &Password, new: &Password) -> ServiceResult<()> {
        if actor.scope.is_some() {
            return Err(ServiceError::Forbidden);
        }
        let place = self.0.hasher().place()?;
        let mut tx = self.0.db().write().await?;
        let account = store::accounts::get(&mut tx, actor.account).await?.ok_or(ServiceError::NotFound("account"))?;
        new.check(&account.email)?;
        Subject::name(account.email.as_str()).count(&mut tx, self.0.now()).await?;
        tx.commit().await?;
        let kept = Some(account.password_hash.clone());
        if self.0.hasher().verify(place, old, kept, self.0.chance().secret()).await? == Verdict::Wrong {
            return Err(ServiceError::invalid("old_password_wrong", ""));
        }
        if old.is_same(new) {
            return Err(ServiceError::invalid("password_unchanged", ""));
        }
        let hash = self.hash(new).await?;
        let mut tx = self.0.db().write().await?;
        if !is_still(&account, store::accounts::hold(&mut tx, account.id).await?.as_ref()) {
            return Err(ServiceError::Conflict);
        }
        replace_password(self.0, &mut tx, actor, &account.email, account.id, &hash, Change::NotDemanded).await?;
        tx.commit().await
    }

    pub(super) async fn hash(&self, password: &Password) -> ServiceResult<String> {
        self.0.hasher().hash(self.0.hasher().place()?, password, self.0.chance().secret()).await
    }
}

async fn replace_password(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    email: &EmailAddress,
    id: AccountId,
    hash: &str,
    change: Change,
) -> ServiceResult<()> {
    store::accounts::set_password(tx, id, hash, change).await?;
    let ended = store::sessions::end_all(tx, id).await?;
    Subject::name(email.as_str()).forgive(tx).await?;
    let action = match change {
        Change::Demanded => "accounts.reset_password",
        Change::NotDemanded => "accounts.change_password",
    };
    let details = json!({ "sessions_ended": ended });
    audit::record(services, tx, actor, action, audit::account_object(id), &details).await
}
