//! Sending what is due: messages are made of what is published and of who is told, so that nothing is missed, also at the end of
//! an embargo; what was replaced by then is told of no more. Each attempt stands between two transactions of its own.

use super::{Message, Webhook, object_of, sign};
use crate::{
    Actor, ServiceResult, Services, audit,
    collectors::FetchProblem,
    snapshots::{self, Snapshot},
    store,
};
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::{
    ids::{SnapshotCode, WebhookId, WebhookMessageId},
    webhook::{GONE, MOST_ATTEMPTS, MessageState, tried},
};
use futures::{StreamExt as _, stream};
use serde_json::json;
use std::collections::BTreeSet;

/// How many messages one run tries.
const AT_ONCE: i64 = 50;
/// How many of them are tried side by side, so that one address that is slow keeps no other waiting.
const SIDE_BY_SIDE: usize = 10;
/// How long they are in hand: longer than all of them may take.
const IN_HAND: TimeDelta = TimeDelta::minutes(5);

/// What a run came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    /// New messages.
    pub(crate) made: usize,
    /// Taken by the other side.
    pub(crate) delivered: usize,
    /// Not taken this time.
    pub(crate) refused: usize,
    /// Given up.
    pub(crate) given_up: usize,
    /// Not tried any more, since another snapshot stands in for what they tell of.
    pub(crate) replaced: usize,
    /// Of which nothing could be written down; they are tried again once they are in hand no more.
    pub(crate) faults: usize,
}

/// Makes the messages that are missing, and tries those that are due.
pub(crate) async fn send_due(services: &Services) -> ServiceResult<Sent> {
    let listed = services.publications().listed().await?;
    let mut tx = services.db().write().await?;
    // Also those whose pages are being made anew: readers saw them before.
    let all = store::snapshots::list(&mut tx, None).await?;
    // Whoever is told of one can read its pages.
    let published: Vec<Snapshot> = listed.readable().map(|snapshot| told(snapshot, &all)).collect();
    let at = services.shared_now(&mut tx).await?;
    let webhooks = store::webhooks::active(&mut tx).await?;
    let known: BTreeSet<_> = store::webhooks::told(&mut tx).await?.into_iter().collect();
    let is_replaced = |snapshot: &Snapshot| snapshots::public_after(snapshot, &all, at).is_some();
    let mut sent = Sent::default();
    for webhook in &webhooks {
        let is_new = |snapshot: &&Snapshot| {
            let is_after = snapshot.public_since().is_some_and(|since| since >= webhook.created_at);
            is_after && !is_replaced(snapshot) && !known.contains(&(webhook.id, snapshot.code.clone()))
        };
        for snapshot in published.iter().filter(is_new) {
            let message = new_message(services, webhook.id, Some(&snapshot.code), at);
            store::webhooks::add(&mut tx, &message).await?;
            sent.made += 1;
        }
    }
    let snapshot = |code: &SnapshotCode| published.iter().find(|snapshot| snapshot.code == *code);
    let is_late = |message: &Message| message.snapshot.as_ref().and_then(snapshot).is_some_and(is_replaced);
    let due = store::webhooks::claim(&mut tx, at, at + IN_HAND, AT_ONCE).await?;
    let (late, due): (Vec<_>, Vec<_>) = due.into_iter().partition(is_late);
    for message in &late {
        store::webhooks::give_up(&mut tx, message.id, at).await?;
    }
    tx.commit().await?;
    sent.replaced = late.len();
    let mut attempts = Vec::new();
    for message in &due {
        let about = message.snapshot.as_ref().map(snapshot);
        let webhook = webhooks.iter().find(|webhook| webhook.id == message.webhook);
        // Claimed at the moment at which it was stopped: nothing is sent.
        if let (Some(webhook), None | Some(Some(_))) = (webhook, about) {
            attempts.push(async move { (message.id, try_once(services, webhook, about.flatten(), message).await) });
        }
    }
    let mut attempts = stream::iter(attempts).buffer_unordered(SIDE_BY_SIDE);
    while let Some((message, tried)) = attempts.next().await {
        *match tried {
            Ok(MessageState::Delivered) => &mut sent.delivered,
            Ok(MessageState::Waiting) => &mut sent.refused,
            Ok(MessageState::GivenUp) => &mut sent.given_up,
            // What else is on its way is not cut off: it would be told twice.
            Err(error) => {
                tracing::error!(%message, cause = error.with_causes(), "what came of a message could not be kept");
                &mut sent.faults
            }
        } += 1;
    }
    Ok(sent)
}

/// A message that nobody has tried yet; without a snapshot it tries the address.
pub(super) fn new_message(
    services: &Services,
    webhook: WebhookId,
    snapshot: Option<&SnapshotCode>,
    at: DateTime<Utc>,
) -> Message {
    Message {
        id: WebhookMessageId::new(services.chance().uuid()),
        webhook,
        snapshot: snapshot.cloned(),
        created_at: at,
        next_at: at,
        lease_until: at,
        attempts: 0,
        state: MessageState::Waiting,
        settled_at: None,
        status: None,
        problem: None,
    }
}

/// Tries a message that is in hand, and writes down what came of it.
pub(super) async fn try_once(
    services: &Services,
    webhook: &Webhook,
    snapshot: Option<&Snapshot>,
    message: &Message,
) -> ServiceResult<MessageState> {
    let answered = attempt(services, webhook, snapshot, message).await;
    let status = answered.as_ref().ok().copied();
    let mut tx = services.db().write().await?;
    let at = services.shared_now(&mut tx).await?;
    // Whoever tries an address by hand is told at once.
    let attempts = match snapshot {
        Some(_) => usize::try_from(message.attempts).unwrap_or_default() + 1,
        None => MOST_ATTEMPTS,
    };
    let after = tried(status, attempts, at);
    store::webhooks::settle(&mut tx, message, after, &answered, at).await?;
    // Whoever says that it is gone wants nothing more.
    if status == Some(GONE) && store::webhooks::stop(&mut tx, webhook.id, at).await? {
        let actor = Actor::timetable(services.tree_in(&mut tx).await?.root());
        let details = json!({ "status": GONE });
        audit::record(services, &mut tx, &actor, "webhooks.stop", object_of(webhook.id), &details).await?;
    }
    tx.commit().await?;
    Ok(after.state)
}

async fn attempt(
    services: &Services,
    webhook: &Webhook,
    snapshot: Option<&Snapshot>,
    message: &Message,
) -> Result<u16, FetchProblem> {
    let body = snapshot.map_or_else(|| test_body(message), |snapshot| body(services, snapshot));
    let (name, second) = (sign::name(message.id), services.now().timestamp());
    let secret = sign::opened(&services.fetcher().settings().keys, webhook).ok_or(FetchProblem::SecretLost)?;
    let signature = sign::signature(&secret, &name, second, &body).ok_or(FetchProblem::SecretLost)?;
    let headers = [("webhook-id", name), ("webhook-timestamp", second.to_string()), ("webhook-signature", signature)];
    let url = url::Url::parse(webhook.address.as_str()).map_err(|_| FetchProblem::NoAddress)?;
    services.fetcher().post(&url, &headers, Bytes::from(body)).await
}

/// An instant as messages write it.
fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A snapshot with the one of all that it stood in for when everybody could read it: whatever is published later, and whichever
/// pages are made by then, each attempt tells the same.
fn told(snapshot: &Snapshot, all: &[Snapshot]) -> Snapshot {
    let before = |since| snapshots::public_before(snapshot, all, since);
    Snapshot { replaces: snapshot.public_since().and_then(before), ..snapshot.clone() }
}

/// What is told of a release: what was published, and where it is. It is the same at every attempt.
fn body(services: &Services, snapshot: &Snapshot) -> String {
    let origin = &services.publication().origin;
    let code = &snapshot.code;
    json!({
        "type": "snapshot.published",
        "timestamp": snapshot.public_since().map(written),
        "data": {
            "snapshot": code,
            "round": snapshot.round,
            "replaces": snapshot.replaces,
            "note": snapshot.note,
            "is_demonstration": services.is_demonstration(),
            "root": snapshot.root,
            "sha256": snapshot.sha256,
            "size_bytes": snapshot.size_bytes,
            "page": format!("{origin}/public/th/{code}"),
            "api": format!("{origin}/api/v1/snapshots/{code}"),
            "file": format!("{origin}/snapshots/{code}/file"),
        },
    })
    .to_string()
}

/// What is told where somebody tries the address.
fn test_body(message: &Message) -> String {
    json!({ "type": "webhook.test", "timestamp": written(message.created_at), "data": {} }).to_string()
}
