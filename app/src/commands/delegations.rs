//! Signing on behalf.

use super::{answer, typed};
use crate::{context, error::AppError};
use domain::{
    buddhist::{end_of_day, start_of_day},
    ids::DelegationId,
};
use leptos::prelude::*;
use service::delegations::NewDelegation;

/// Lets a named person sign, from the start of one day to the end of another.
///
/// # Errors
/// As [`service::delegations::Delegations::give`].
#[server(prefix = "/do", endpoint = "delegations/give")]
pub async fn give(
    organisation: String,
    given_to: String,
    starts: String,
    ends: String,
    reason: String,
) -> Result<(), AppError> {
    let page = context::page();
    let given = async {
        let actor = page.actor()?;
        let tree = page.services.organisations().tree(actor).await?;
        let organisation = typed::organisation(&tree, &organisation, "organisation")?;
        let new = NewDelegation {
            organisation,
            given_to: typed::email(&given_to)?,
            starts_at: start_of_day(typed::day(&starts, "starts")?),
            ends_at: end_of_day(typed::day(&ends, "ends")?),
            reason,
        };
        page.services.delegations().give(actor, new).await
    };
    answer(given.await.map(|_| ()), "/account", "delegation_given")
}

/// Takes a delegation back.
///
/// # Errors
/// As [`service::delegations::Delegations::revoke`].
#[server(prefix = "/do", endpoint = "delegations/revoke")]
pub async fn revoke(delegation: DelegationId) -> Result<(), AppError> {
    let page = context::page();
    let revoked = async { page.services.delegations().revoke(page.actor()?, delegation).await };
    answer(revoked.await, "/account", "delegation_revoked")
}
