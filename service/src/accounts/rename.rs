//! Changing the name and the address of an account.

use super::{Accounts, checked_name, hold};
use crate::{Actor, ServiceError, ServiceResult, audit, store, store::accounts::Inserted};
use domain::{account::EmailAddress, ids::AccountId};
use serde_json::json;

impl Accounts<'_> {
    /// Gives an account another name, and another address to sign in with; a new address ends its sessions.
    ///
    /// # Errors
    /// There is no such account; the name is refused; somebody else has the address; the actor may not.
    pub async fn rename(&self, actor: &Actor, id: AccountId, name: &str, email: &EmailAddress) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let (account, _) = hold(self.0, &mut tx, actor, id).await?;
        let name = checked_name(name)?;
        let object = audit::account_object(id);
        if name != account.name {
            store::accounts::set_name(&mut tx, id, &name).await?;
            audit::record(self.0, &mut tx, actor, "accounts.rename", object.clone(), &json!({})).await?;
        }
        if *email != account.email {
            if store::accounts::set_email(&mut tx, id, email).await? == Inserted::EmailTaken {
                return Err(ServiceError::invalid("email_taken", email.to_string()));
            }
            let ended = store::sessions::end_all(&mut tx, id).await?;
            let details = json!({ "sessions_ended": ended });
            audit::record(self.0, &mut tx, actor, "accounts.set_email", object, &details).await?;
        }
        tx.commit().await
    }
}
