//! Signing on behalf: an approver lets a named person sign for a time. Whoever signs so does it in their own name, and the
//! report and the audit log say on whose behalf.

use crate::{
    Actor, ServiceError, ServiceResult, Services, actor::Delegated, audit, organisations::path_of, store, store::Tx,
    submissions::words_of,
};
use chrono::{DateTime, Utc};
use domain::{
    access::{Action, Grant, Role, may},
    account::EmailAddress,
    delegation::{Delegation, DelegationRefusal},
    ids::{AccountId, DelegationId, OrganisationCode},
    submission::{Refusal, check_length},
};
use std::collections::HashMap;

/// A delegation to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelegation {
    /// For which body, with everything below.
    pub organisation: OrganisationCode,
    /// To whom: the address of an account.
    pub given_to: EmailAddress,
    /// From when on.
    pub starts_at: DateTime<Utc>,
    /// Until when.
    pub ends_at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// A delegation with the names of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedDelegation {
    /// The delegation.
    pub delegation: Delegation,
    /// Who gave it.
    pub giver: String,
    /// To whom.
    pub receiver: String,
}

/// Delegations.
pub struct Delegations<'a>(pub(crate) &'a Services);

impl Services {
    /// Delegations.
    pub fn delegations(&self) -> Delegations<'_> {
        Delegations(self)
    }

    /// What somebody may sign on behalf of others at this moment.
    pub(crate) async fn delegated_in(&self, tx: &mut Tx, account: AccountId) -> ServiceResult<Vec<Delegated>> {
        let running = store::delegations::running(tx, account, self.now()).await?;
        if running.is_empty() {
            return Ok(Vec::new());
        }
        let tree = self.tree_in(tx).await?;
        let mut delegated: Vec<Delegated> = Vec::new();
        for store::delegations::Running { delegation, giver, giver_approves } in running {
            // Nobody lets others do what they may no longer do themselves.
            let still_approves = tree.path(&delegation.organisation).contains(&giver_approves);
            if still_approves && delegated.iter().all(|known| known.id != delegation.id) {
                delegated.push(Delegated {
                    id: delegation.id,
                    organisation: delegation.organisation,
                    given_by: delegation.given_by,
                    giver,
                    ends_at: delegation.ends_at,
                });
            }
        }
        Ok(delegated)
    }
}

impl Delegations<'_> {
    /// Lets a named person sign for a time. Only what somebody was appointed to can be given, never what was given to
    /// them.
    ///
    /// # Errors
    /// There is no such body or account; it is one's own account; the end is too early or too late; there is no reason; the
    /// actor does not approve there by a role of their own.
    pub async fn give(&self, actor: &Actor, new: NewDelegation) -> ServiceResult<DelegationId> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        let path = path_of(&tree, &new.organisation)?;
        actor.require(Action::ApproveReport, &path)?;
        let own = store::accounts::grants(&mut tx, &[actor.account]).await?.remove(&actor.account).unwrap_or_default();
        let own: Vec<Grant> = own.into_iter().filter(|grant| grant.role == Role::Approver).collect();
        if !may(&own, Action::ApproveReport, &path) {
            return Err(ServiceError::Forbidden);
        }
        let receiver = store::accounts::by_email(&mut tx, &new.given_to).await?;
        let receiver = receiver.filter(|account| account.disabled_at.is_none());
        let receiver = receiver.ok_or_else(|| ServiceError::invalid("delegate_unknown", "given_to"))?;
        check_length(&new.reason)?;
        let delegation = Delegation {
            id: DelegationId::new(self.0.chance().uuid()),
            organisation: new.organisation,
            given_by: actor.account,
            given_to: receiver.id,
            starts_at: new.starts_at,
            ends_at: new.ends_at,
            reason: words_of(&new.reason),
            given_at: self.0.now(),
            revoked_at: None,
        };
        let delegation = delegation.checked().map_err(|refusal| match refusal {
            DelegationRefusal::ToOneself => ServiceError::invalid("delegate_self", "given_to"),
            DelegationRefusal::Ends => ServiceError::invalid("delegation_end", "ends"),
            DelegationRefusal::ReasonMissing => Refusal::ReasonMissing.into(),
        })?;
        store::delegations::insert(&mut tx, &delegation).await?;
        let details = serde_json::json!({
            "delegation": delegation.id, "organisation": delegation.organisation, "given_to": delegation.given_to,
            "starts_at": delegation.starts_at, "ends_at": delegation.ends_at, "reason": delegation.reason,
        });
        let object = audit::account_object(actor.account);
        audit::record(self.0, &mut tx, actor, "delegations.give", object, &details).await?;
        tx.commit().await?;
        Ok(delegation.id)
    }

    /// Takes a delegation back; it stops counting at once. One's own, or of a body whose accounts one manages.
    ///
    /// # Errors
    /// There is no such delegation, or it is over; the actor may not.
    pub async fn revoke(&self, actor: &Actor, id: DelegationId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let found = store::delegations::get(&mut tx, id).await?;
        let delegation = found.ok_or(ServiceError::NotFound("delegation"))?;
        if delegation.given_by != actor.account {
            let tree = self.0.tree_in(&mut tx).await?;
            actor.require(Action::ManageAccounts, &path_of(&tree, &delegation.organisation)?)?;
        }
        let at = self.0.now();
        if delegation.revoked_at.is_some() || delegation.ends_at < at {
            return Err(ServiceError::invalid("delegation_over", "delegation"));
        }
        store::delegations::revoke(&mut tx, id, at).await?;
        let details = serde_json::json!({
            "delegation": id, "organisation": delegation.organisation, "given_to": delegation.given_to,
        });
        let object = audit::account_object(delegation.given_by);
        audit::record(self.0, &mut tx, actor, "delegations.revoke", object, &details).await?;
        tx.commit().await
    }

    /// What the actor gave and was given that is not over, the latest first.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn list(&self, actor: &Actor) -> ServiceResult<Vec<NamedDelegation>> {
        let mut tx = self.0.db().read().await?;
        let found = store::delegations::of_account(&mut tx, actor.account, self.0.now()).await?;
        let accounts: Vec<AccountId> =
            found.iter().flat_map(|delegation| [delegation.given_by, delegation.given_to]).collect();
        let names: HashMap<AccountId, String> = store::accounts::names(&mut tx, &accounts).await?;
        let name = |account: &AccountId| names.get(account).cloned().unwrap_or_default();
        let with_names = |delegation: Delegation| NamedDelegation {
            giver: name(&delegation.given_by),
            receiver: name(&delegation.given_to),
            delegation,
        };
        Ok(found.into_iter().map(with_names).collect())
    }
}
