//! The record of everything that was done.

use crate::{Actor, ServiceError, ServiceResult, Services, drafts, store, store::Tx};
use domain::{
    access::{Action, TokenScope},
    audit::{AuditEvent, AuditLink, ChainEnd},
    ids::AccountId,
    submission::ReportKey,
};
use std::collections::{BTreeSet, HashMap};

pub use crate::store::audit::AuditFilter;

/// What verifying the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many events the chain has.
    pub events: i64,
    /// The digest of its end: write it down to prove later that nothing was changed.
    pub digest: String,
}

/// A part of the log, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// The events.
    pub links: Vec<AuditLink>,
    /// The names of those who acted, and of those to whom something was done.
    pub names: HashMap<AccountId, String>,
}

/// Writes one event into the chain, in the transaction of what it tells about. The last thing before the commit, since
/// other writers wait for it. Nobody who acts by a reading token gets past here, whatever was asked before.
pub(crate) async fn record(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    action: &str,
    object: String,
    details: &serde_json::Value,
) -> ServiceResult<()> {
    if actor.scope == Some(TokenScope::Read) {
        return Err(ServiceError::Forbidden);
    }
    let (sequence, previous) = store::audit::take_place(tx).await?;
    let account = Some(actor.account).filter(|account| !account.uuid().is_nil());
    let event = AuditEvent {
        sequence,
        at: services.now(),
        account,
        channel: actor.channel.as_ref().to_owned(),
        action: action.to_owned(),
        object,
        details: details.to_string(),
    };
    store::audit::append(tx, &event.linked(&previous)).await
}

/// Writes that somebody typed into a report, once an hour while nothing else happens to it: the browser saves every few
/// seconds, and each text is kept with who typed it.
pub(crate) async fn record_typing(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    object: String,
    details: &serde_json::Value,
) -> ServiceResult<()> {
    const ACTION: &str = "drafts.save";
    if actor.scope == Some(TokenScope::Read) {
        return Err(ServiceError::Forbidden);
    }
    let last = AuditFilter { object: Some(object.clone()), ..AuditFilter::default() };
    let last = store::audit::before(tx, i64::MAX, &last, 1).await?.pop().map(|link| link.event);
    let hour = chrono::Duration::hours(1);
    let is_told = last.is_some_and(|last| {
        last.action == ACTION
            && last.account == Some(actor.account)
            && last.channel == actor.channel.as_ref()
            && services.now() - last.at < hour
    });
    if is_told { Ok(()) } else { record(services, tx, actor, ACTION, object, details).await }
}

/// The audit log.
pub struct Audit<'a>(pub(crate) &'a Services);

impl Services {
    /// The audit log.
    pub fn audit(&self) -> Audit<'_> {
        Audit(self)
    }
}

impl Audit<'_> {
    /// A page of the log, newest first: events before a place, of one object where one is given.
    ///
    /// # Errors
    /// The actor may not read the log.
    pub async fn page(
        &self,
        actor: &Actor,
        object: Option<&str>,
        before: Option<i64>,
        most: i64,
    ) -> ServiceResult<AuditPage> {
        let filter = AuditFilter { object: object.map(str::to_owned), ..AuditFilter::default() };
        self.search(actor, &filter, before, most).await
    }

    /// A page of the log, newest first: events before a place that a filter lets through.
    ///
    /// # Errors
    /// The actor may not read the log.
    pub async fn search(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        before: Option<i64>,
        most: i64,
    ) -> ServiceResult<AuditPage> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadAudit, std::slice::from_ref(tree.root()))?;
        let links = store::audit::before(&mut tx, before.unwrap_or(i64::MAX), filter, most).await?;
        let of_objects = links.iter().filter_map(|link| link.event.object.strip_prefix("account/")?.parse().ok());
        let accounts = links.iter().filter_map(|link| link.event.account).chain(of_objects).chain(filter.account);
        let accounts: BTreeSet<AccountId> = accounts.collect();
        let accounts: Vec<AccountId> = accounts.into_iter().collect();
        let names = store::accounts::names(&mut tx, &accounts).await?;
        Ok(AuditPage { links, names })
    }

    /// What the log calls a report, whose values, objections and scores are told of under it; nothing for whoever may not read the
    /// log.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn object_of_report(&self, actor: &Actor, key: &ReportKey) -> ServiceResult<Option<String>> {
        if !actor.may_somewhere(Action::ReadAudit) {
            return Ok(None);
        }
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        let may = actor.may(Action::ReadAudit, std::slice::from_ref(tree.root()));
        Ok(may.then(|| drafts::object(key)))
    }

    /// Verifies the whole chain.
    ///
    /// # Errors
    /// The actor may not, or the chain breaks: then [`ServiceError::Invalid`] with the place.
    pub async fn verify(&self, actor: &Actor) -> ServiceResult<Verified> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadAudit, std::slice::from_ref(tree.root()))?;
        verified_in(&mut tx).await
    }
}

/// Follows the whole chain as a transaction sees it, from the first event to where its head says that it ends.
pub(crate) async fn verified_in(tx: &mut Tx) -> ServiceResult<Verified> {
    let mut end = ChainEnd::genesis();
    loop {
        let links = store::audit::after(tx, end.sequence).await?;
        if links.is_empty() {
            break;
        }
        for link in &links {
            end = end.follow(link).map_err(|broken| ServiceError::invalid("audit_broken", broken.to_string()))?;
        }
    }
    let (sequence, digest) = store::audit::head(tx).await?;
    if (sequence, &digest) != (end.sequence, &end.digest) {
        let found = format!("the chain ends at {}, not {sequence}", end.sequence);
        return Err(ServiceError::invalid("audit_broken", found));
    }
    Ok(Verified { events: end.sequence, digest: end.digest })
}

/// The object of an account in the log.
pub(crate) fn account_object(account: AccountId) -> String {
    format!("account/{account}")
}
