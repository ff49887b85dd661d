//! Programs of others that are told of every release: an administrator names an address, and from then on a signed message goes
//! there once a snapshot can be read by everybody, again and again until it is taken.

/// Sending what is due.
mod send;
/// Secrets and signatures.
mod sign;

pub use crate::store::webhooks::{Message, Webhook};

#[cfg(test)]
pub(crate) use send::Sent;
pub(crate) use send::send_due;
pub(crate) use sign::bound;

use crate::{
    Actor, FieldFaults, ServiceError, ServiceResult, Services, audit, collectors::checked_endpoint, snapshots, store,
    store::Tx,
};
use chrono::TimeDelta;
use domain::{
    access::Action,
    collector::EndpointError,
    ids::{SnapshotCode, WebhookId, WebhookMessageId},
    name::readable_name,
    webhook::{LONGEST_NAME, MessageState, address},
};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// The most addresses that are told at once.
pub const MOST_WEBHOOKS: usize = 20;
/// How many messages of each are shown.
const SHOWN: i64 = 10;
/// How many of those that were stopped are shown.
const SHOWN_STOPPED: i64 = 10;
/// How long a message that tries an address is in hand: longer than one attempt may take.
const TEST_IN_HAND: TimeDelta = TimeDelta::minutes(1);

/// Webhooks.
pub struct Webhooks<'a>(pub(crate) &'a Services);

impl Services {
    /// Webhooks.
    pub fn webhooks(&self) -> Webhooks<'_> {
        Webhooks(self)
    }
}

/// A webhook with what its page shows besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookItem {
    /// The webhook.
    pub webhook: Webhook,
    /// Whether its secret can still be opened; one that was stopped has none.
    pub can_sign: bool,
    /// Its latest messages, the latest first.
    pub messages: Vec<Message>,
    /// Of the snapshots that they tell of, those that another one stands in for by now, each with that one: nobody is told of
    /// them any more.
    pub replaced: BTreeMap<SnapshotCode, SnapshotCode>,
}

impl Webhooks<'_> {
    async fn require(&self, tx: &mut Tx, actor: &Actor) -> ServiceResult<()> {
        let tree = self.0.tree_in(tx).await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(tree.root()))
    }

    /// Whether a secret can be kept, without which none is added.
    pub fn keeps_secrets(&self) -> bool {
        self.0.fetcher().settings().keys.current().is_some()
    }

    /// Every webhook with its latest messages: those that count, the oldest first, and those that were stopped last.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn list(&self, actor: &Actor) -> ServiceResult<Vec<WebhookItem>> {
        let mut tx = self.0.db().read().await?;
        self.require(&mut tx, actor).await?;
        let mut webhooks = store::webhooks::active(&mut tx).await?;
        webhooks.extend(store::webhooks::stopped(&mut tx, SHOWN_STOPPED).await?);
        let mut messages: HashMap<WebhookId, Vec<Message>> = HashMap::new();
        for message in store::webhooks::latest(&mut tx, SHOWN).await? {
            messages.entry(message.webhook).or_default().push(message);
        }
        let (all, at) = (store::snapshots::list(&mut tx, None).await?, self.0.shared_now(&mut tx).await?);
        let newer = |code: &SnapshotCode| {
            let snapshot = all.iter().find(|snapshot| snapshot.code == *code)?;
            Some((code.clone(), snapshots::public_after(snapshot, &all, at)?.code.clone()))
        };
        let keys = &self.0.fetcher().settings().keys;
        let item = |webhook: Webhook| {
            let messages = messages.remove(&webhook.id).unwrap_or_default();
            WebhookItem {
                can_sign: sign::opened(keys, &webhook).is_some(),
                replaced: messages.iter().filter_map(|message| newer(message.snapshot.as_ref()?)).collect(),
                messages,
                webhook,
            }
        };
        Ok(webhooks.into_iter().map(item).collect())
    }

    /// Tells an address of everything that is published from now on; gives the secret that signs, this once. The address is one
    /// of `https`, and none of networks that are not public.
    ///
    /// # Errors
    /// The address or the name cannot be taken; there are too many; no key for secrets is configured; the actor may not.
    pub async fn add(&self, actor: &Actor, name: &str, typed: &str) -> ServiceResult<(Webhook, String)> {
        let mut tx = self.0.db().write().await?;
        self.require(&mut tx, actor).await?;
        let mut faults = FieldFaults::default();
        let name = faults.note(name_of(name))?;
        let allowed = &self.0.fetcher().settings().allowed;
        let address = match address(typed) {
            // There is no field for secrets here: what is sent is known by its signature.
            Err(EndpointError::Credentials) => Err(ServiceError::invalid("webhook_credentials", "address")),
            read => checked_endpoint(read, allowed, "address"),
        };
        let address = faults.note(address)?;
        let (name, address) = faults.end(name.zip(address))?;
        if store::webhooks::active(&mut tx).await?.len() >= MOST_WEBHOOKS {
            return Err(ServiceError::invalid("too_many_webhooks", MOST_WEBHOOKS.to_string()));
        }
        // By the clock that says when something is published.
        let created_at = self.0.now();
        let id = WebhookId::new(self.0.chance().uuid());
        let secret = sign::new_secret(self.0);
        let sealed = sign::seal(self.0, id, &address, &secret)?;
        let webhook = Webhook { id, name, address, created_at, stopped_at: None, secret: Some(sealed) };
        store::webhooks::insert(&mut tx, &webhook).await?;
        let details = json!({ "name": webhook.name, "place": webhook.address.origin() });
        audit::record(self.0, &mut tx, actor, "webhooks.add", object_of(id), &details).await?;
        tx.commit().await?;
        Ok((webhook, secret))
    }

    /// Tells an address of nothing any more, and forgets its secret.
    ///
    /// # Errors
    /// There is no such webhook, or it was stopped already; the actor may not.
    pub async fn stop(&self, actor: &Actor, id: WebhookId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        self.require(&mut tx, actor).await?;
        let at = self.0.shared_now(&mut tx).await?;
        if !store::webhooks::stop(&mut tx, id, at).await? {
            return Err(ServiceError::NotFound("webhook"));
        }
        audit::record(self.0, &mut tx, actor, "webhooks.stop", object_of(id), &json!({})).await?;
        tx.commit().await
    }

    /// Sends a message that tells of nothing, at once and once, and gives what became of it.
    ///
    /// # Errors
    /// There is no such webhook, or it was stopped; the actor may not. That it is not taken is told and written down.
    pub async fn test(&self, actor: &Actor, id: WebhookId) -> ServiceResult<MessageState> {
        let mut tx = self.0.db().write().await?;
        self.require(&mut tx, actor).await?;
        let webhook = store::webhooks::active(&mut tx).await?.into_iter().find(|webhook| webhook.id == id);
        let webhook = webhook.ok_or(ServiceError::NotFound("webhook"))?;
        let at = self.0.shared_now(&mut tx).await?;
        let mut message = send::new_message(self.0, id, None, at);
        message.lease_until = at + TEST_IN_HAND;
        store::webhooks::add(&mut tx, &message).await?;
        audit::record(self.0, &mut tx, actor, "webhooks.test", object_of(id), &json!({})).await?;
        tx.commit().await?;
        send::try_once(self.0, &webhook, None, &message).await
    }

    /// Tries a message once more that was given up.
    ///
    /// # Errors
    /// There is no such message, or it waits or was taken; its webhook was stopped; another snapshot stands in for what it tells
    /// of, so that nobody is told; the actor may not.
    pub async fn retry(&self, actor: &Actor, id: WebhookMessageId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        self.require(&mut tx, actor).await?;
        let at = self.0.shared_now(&mut tx).await?;
        if !store::webhooks::retry(&mut tx, id, at).await? {
            return Err(ServiceError::NotFound("message"));
        }
        if let Some(code) = store::webhooks::told_of(&mut tx, id).await?
            && let Some(snapshot) = store::snapshots::get(&mut tx, &code).await?
        {
            let all = store::snapshots::list(&mut tx, Some(&snapshot.round)).await?;
            if let Some(newer) = snapshots::public_after(&snapshot, &all, at) {
                return Err(ServiceError::invalid("webhook_message_replaced", newer.code.to_string()));
            }
        }
        let object = format!("webhook_message/{id}");
        audit::record(self.0, &mut tx, actor, "webhooks.retry", object, &json!({})).await?;
        tx.commit().await
    }
}

/// What the audit log calls a webhook.
fn object_of(id: WebhookId) -> String {
    format!("webhook/{id}")
}

fn name_of(typed: &str) -> ServiceResult<String> {
    readable_name(typed, LONGEST_NAME).ok_or_else(|| ServiceError::invalid("webhook_name", "name"))
}
