//! In which language, era and digits people read: kept with their account, so that it goes with them to every browser.

use crate::{Actor, ServiceError, ServiceResult, Services, audit, store};
use domain::manner::Preferences;

impl Services {
    /// What the actor chose; nothing until they did.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn preferences(&self, actor: &Actor) -> ServiceResult<Option<Preferences>> {
        let mut tx = self.db().read().await?;
        store::preferences::get(&mut tx, actor.account).await
    }

    /// Keeps what the actor chose for themselves.
    ///
    /// # Errors
    /// Storage does not answer; the actor is a program, whose account is not its own to change.
    pub async fn set_preferences(&self, actor: &Actor, chosen: Preferences) -> ServiceResult<()> {
        if actor.scope.is_some() {
            return Err(ServiceError::Forbidden);
        }
        let mut tx = self.db().write().await?;
        store::preferences::set(&mut tx, actor.account, chosen).await?;
        let details = serde_json::json!(chosen);
        audit::record(self, &mut tx, actor, "accounts.set_preferences", audit::account_object(actor.account), &details)
            .await?;
        tx.commit().await
    }
}
