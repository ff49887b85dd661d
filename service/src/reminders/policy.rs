//! When reminders go out: for a round, for every round, or as the product comes.

use super::{Reminders, asked};
use crate::{
    Actor, ServiceError, ServiceResult, audit,
    store::{self, Tx},
};
use domain::{
    ids::RoundCode,
    reminder::{Policy, PolicyError, PolicyParts},
};

/// Where a policy comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicySource {
    /// It comes with the product.
    BuiltIn,
    /// It was set for every round.
    EveryRound,
    /// It was set for this round.
    Round,
}

/// The policy in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyNow {
    /// What it says.
    pub policy: Policy,
    /// Where it comes from.
    pub source: PolicySource,
}

impl Reminders<'_> {
    /// The policy of a round, or of every round without one of its own.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn policy(&self, actor: &Actor, round: Option<&RoundCode>) -> ServiceResult<PolicyNow> {
        let mut tx = self.0.db().read().await?;
        self.require(&mut tx, actor).await?;
        policy_in(&mut tx, round).await
    }

    /// Sets the policy of a round, also of one that is only planned, or of every round without one of its own.
    ///
    /// # Errors
    /// There is no such round; a step is too far away or there are too many; the actor may not.
    pub async fn set_policy(
        &self,
        actor: &Actor,
        round: Option<&RoundCode>,
        parts: PolicyParts,
    ) -> ServiceResult<Policy> {
        let policy = Policy::new(parts).map_err(refused)?;
        let mut tx = self.0.db().write().await?;
        self.require(&mut tx, actor).await?;
        if let Some(round) = round {
            asked(self.0, &mut tx, round).await?;
        }
        let before = store::reminders::policy(&mut tx, round).await?;
        store::reminders::set_policy(&mut tx, round, &policy, self.0.now()).await?;
        let details = serde_json::json!({ "before": before, "after": policy });
        audit::record(self.0, &mut tx, actor, "reminders.set_policy", object_of(round), &details).await?;
        tx.commit().await?;
        Ok(policy)
    }

    /// Takes the policy of a round back, so that the one of every round holds; or that of every round, so that the
    /// built-in one does.
    ///
    /// # Errors
    /// There is none; the actor may not.
    pub async fn reset_policy(&self, actor: &Actor, round: Option<&RoundCode>) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        self.require(&mut tx, actor).await?;
        let before = store::reminders::policy(&mut tx, round).await?;
        if !store::reminders::remove_policy(&mut tx, round).await? {
            return Err(ServiceError::NotFound("policy"));
        }
        let details = serde_json::json!({ "before": before });
        audit::record(self.0, &mut tx, actor, "reminders.reset_policy", object_of(round), &details).await?;
        tx.commit().await
    }
}

/// The policy that holds for a round, or for every round.
pub(crate) async fn policy_in(tx: &mut Tx, round: Option<&RoundCode>) -> ServiceResult<PolicyNow> {
    if let Some(round) = round
        && let Some(policy) = store::reminders::policy(tx, Some(round)).await?
    {
        return Ok(PolicyNow { policy, source: PolicySource::Round });
    }
    Ok(match store::reminders::policy(tx, None).await? {
        Some(policy) => PolicyNow { policy, source: PolicySource::EveryRound },
        None => PolicyNow { policy: Policy::default(), source: PolicySource::BuiltIn },
    })
}

fn object_of(round: Option<&RoundCode>) -> String {
    round.map_or_else(|| "reminder_policy".to_owned(), |round| format!("reminder_policy/{round}"))
}

fn refused(error: PolicyError) -> ServiceError {
    match error {
        PolicyError::Days => ServiceError::invalid("reminder_days", "days"),
        PolicyError::Steps => ServiceError::invalid("reminder_steps", "days"),
    }
}
