//! Secrets at rest, of collectors, destinations and webhooks: sealed anew when a new key stands before the old one, so that the old
//! one can go.

use crate::{Actor, ServiceResult, Services, audit, collectors, destinations, store, store::Tx, webhooks};
use domain::access::Action;
use serde_json::json;

/// Secrets at rest.
pub struct Secrets<'a>(pub(crate) &'a Services);

impl Services {
    /// Secrets at rest.
    pub fn secrets(&self) -> Secrets<'_> {
        Secrets(self)
    }
}

/// What came of sealing secrets anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resealed {
    /// How many secrets of collectors.
    pub collectors: usize,
    /// How many of destinations.
    pub destinations: usize,
    /// How many of webhooks.
    pub webhooks: usize,
    /// What no configured key opens, by kind and name: it has to be set again.
    pub lost: Vec<String>,
}

impl Resealed {
    /// How many were sealed anew together.
    pub fn all(&self) -> usize {
        self.collectors + self.destinations + self.webhooks
    }
}

impl Secrets<'_> {
    /// Seals everything with the present key that is sealed with another one. But for what is lost, no other key is needed then.
    ///
    /// # Errors
    /// The actor may not; storage does not answer.
    pub async fn reseal(&self, actor: &Actor) -> ServiceResult<Resealed> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        for action in [Action::ManageCollectors, Action::ManageSnapshots] {
            actor.require(action, std::slice::from_ref(tree.root()))?;
        }
        let done = reseal_in(self.0, &mut tx).await?;
        let Resealed { collectors, destinations, webhooks, lost } = &done;
        let details = json!({
            "collectors": collectors, "destinations": destinations, "webhooks": webhooks, "lost": lost.len(),
        });
        audit::record(self.0, &mut tx, actor, "secrets.reseal", "installation".to_owned(), &details).await?;
        tx.commit().await?;
        Ok(done)
    }
}

/// Seals anew what is sealed with another key than the present one.
pub(crate) async fn reseal_in(services: &Services, tx: &mut Tx) -> ServiceResult<Resealed> {
    let (keys, chance) = (&services.fetcher().settings().keys, services.chance());
    // No key has an empty name: without any, everything is lost.
    let current = keys.current().unwrap_or_default();
    let mut done = Resealed::default();
    for (id, endpoint, sealed) in store::collectors::sealed_otherwise(tx, current).await? {
        match keys.reseal_for(chance, &collectors::bound(id, &endpoint.origin()), &sealed)? {
            None => done.lost.push(format!("collector {id}")),
            Some(anew) => {
                store::collectors::reseal(tx, id, &sealed, &anew).await?;
                done.collectors += 1;
            }
        }
    }
    for kept in store::destinations::all(tx).await? {
        let sealed = kept.secret.filter(|sealed| sealed.key != current);
        let Some((origin, sealed)) = kept.destination.origin().zip(sealed) else { continue };
        match keys.reseal_for(chance, &destinations::bound(&kept.code, &origin), &sealed)? {
            None => done.lost.push(format!("destination {}", kept.code)),
            Some(anew) => {
                store::destinations::reseal(tx, &kept.code, &sealed, &anew).await?;
                done.destinations += 1;
            }
        }
    }
    for webhook in store::webhooks::active(tx).await? {
        let Some(sealed) = webhook.secret.filter(|sealed| sealed.key != current) else { continue };
        match keys.reseal_for(chance, &webhooks::bound(webhook.id, &webhook.address), &sealed)? {
            None => done.lost.push(format!("webhook {}", webhook.name)),
            Some(anew) => {
                store::webhooks::reseal(tx, webhook.id, &sealed, &anew).await?;
                done.webhooks += 1;
            }
        }
    }
    Ok(done)
}
