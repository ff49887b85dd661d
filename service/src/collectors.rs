//! Collectors: an agency publishes its figures at an address of its own, and Tidtam fetches them into the draft.
//!
//! Whoever sets a collector up says where each figure stands; what comes is held against the rules like everything that is
//! typed, waits for a reporter to confirm it, and never overwrites what a person typed.

/// Asking an endpoint.
mod fetch;
/// What is written down.
mod ledger;
/// Asking on time, and what becomes of the answer.
mod poll;
/// Secrets at rest.
mod secret;
/// Figures into a draft.
mod take;
/// When a collector asks.
mod times;
/// A collector as it is typed.
mod typed;

pub use fetch::{FetchProblem, Names, Resolve, Timing};
pub use ledger::{At, Poll, PollDetails, PollOutcome, Told};
pub use secret::{SecretKey, SecretKeyError, SecretKeys};
pub use take::{Collected, Taken, Tested, waiting_digest};
pub use typed::{TypedCollector, TypedSecret};

pub(crate) use fetch::{Connection, Fetcher};
#[cfg(test)]
pub(crate) use poll::GivenUp;
pub(crate) use poll::{collect_due, give_up_lost};
pub(crate) use secret::{Sealed, bound};
pub(crate) use typed::checked_endpoint;

use crate::{
    Actor, FieldFaults, ServiceError, ServiceResult, Services, audit, organisations::path_of, store, store::Tx,
};
use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    collector::{Activity, Allowed, Endpoint, Handing, MOST_COLLECTORS, Mapping},
    ids::{AccountId, CollectorId, OrganisationCode, PlanCode, PollId},
    plan::Plan,
};
use std::sync::Arc;

/// What the configuration says about collectors.
#[derive(Debug, Clone, Default)]
pub struct CollectorSettings {
    /// Networks that are connected to although they are not public.
    pub allowed: Allowed,
    /// Keys for secrets at rest; without one, no secret is taken.
    pub keys: SecretKeys,
    /// Certificates (PEM) of authorities that are trusted besides those that browsers trust.
    pub authorities: Vec<u8>,
    /// How names become addresses.
    pub names: Names,
}

/// A header with a secret that goes with every request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// The name of the header.
    pub header: String,
    pub(crate) sealed: Sealed,
}

/// What an agency publishes, and when it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collector {
    /// Which.
    pub id: CollectorId,
    /// Whose.
    pub agency: OrganisationCode,
    /// For the rounds of which plan.
    pub plan: PlanCode,
    /// What it is called.
    pub name: String,
    /// Where the figures are published.
    pub endpoint: Endpoint,
    /// Where each figure stands.
    pub mapping: Mapping,
    /// When it asks: a cron expression of five fields, by Bangkok's clock.
    pub times: String,
    /// What becomes of the figures.
    pub handing: Handing,
    /// Whether it asks by itself.
    pub activity: Activity,
    /// The secret, if one is sent.
    pub secret: Option<Secret>,
    /// Counts its changes: a poll remembers by which version it was read.
    pub version: i64,
    /// When it asks next.
    pub next_due_at: Option<DateTime<Utc>>,
    /// How often in a row it got no answer.
    pub failures: i64,
    /// Who set it last; what it submits by itself counts as theirs.
    pub set_by: AccountId,
    /// When.
    pub set_at: DateTime<Utc>,
}

/// A collector with what its page shows besides.
#[derive(Debug, Clone)]
pub struct CollectorPage {
    /// The collector.
    pub collector: Collector,
    /// Its latest polls, the latest first.
    pub polls: Vec<Poll>,
    /// Who set it last.
    pub set_by: Option<String>,
}

/// How many people may try an endpoint at once.
pub(crate) const TESTERS: usize = 8;
/// How many polls the page of a collector shows.
const SHOWN_POLLS: i64 = 50;

/// Collectors.
pub struct Collectors<'a>(pub(crate) &'a Services);

impl Services {
    /// Collectors.
    pub fn collectors(&self) -> Collectors<'_> {
        Collectors(self)
    }
}

impl Collectors<'_> {
    /// The collectors of an agency, each with its last poll.
    ///
    /// # Errors
    /// There is no such agency; the actor may not.
    pub async fn list(
        &self,
        actor: &Actor,
        agency: &OrganisationCode,
    ) -> ServiceResult<Vec<(Collector, Option<Poll>)>> {
        let mut tx = self.0.db().read().await?;
        self.allowed(&mut tx, actor, agency).await?;
        let mut listed = Vec::new();
        for collector in store::collectors::of_agency(&mut tx, agency).await? {
            let last = store::polls::of_collector(&mut tx, collector.id, 1).await?.pop();
            listed.push((collector, last));
        }
        Ok(listed)
    }

    /// One collector with its polls.
    ///
    /// # Errors
    /// There is no such collector of this agency; the actor may not.
    pub async fn get(&self, actor: &Actor, agency: &OrganisationCode, id: CollectorId) -> ServiceResult<CollectorPage> {
        let mut tx = self.0.db().read().await?;
        let collector = self.of_agency(&mut tx, actor, agency, id).await?;
        let polls = store::polls::of_collector(&mut tx, id, SHOWN_POLLS).await?;
        let names = store::accounts::names(&mut tx, &[collector.set_by]).await?;
        Ok(CollectorPage { set_by: names.get(&collector.set_by).cloned(), collector, polls })
    }

    /// One poll, and who asked for it if it was a person.
    ///
    /// # Errors
    /// There is no such poll of this collector; the actor may not.
    pub async fn poll(
        &self,
        actor: &Actor,
        agency: &OrganisationCode,
        id: CollectorId,
        poll: PollId,
    ) -> ServiceResult<(Collector, Poll, Option<String>)> {
        let mut tx = self.0.db().read().await?;
        let collector = self.of_agency(&mut tx, actor, agency, id).await?;
        let poll = store::polls::get(&mut tx, poll).await?.filter(|poll| poll.collector == id);
        let poll = poll.ok_or(ServiceError::NotFound("poll"))?;
        let asked_by: Vec<AccountId> = poll.asked_by.into_iter().collect();
        let names = store::accounts::names(&mut tx, &asked_by).await?;
        let who = poll.asked_by.and_then(|who| names.get(&who).cloned());
        Ok((collector, poll, who))
    }

    /// What an agency's collectors can map: each plan with the indicators that it is asked.
    ///
    /// # Errors
    /// There is no such agency; the actor may not.
    pub async fn plans(&self, actor: &Actor, agency: &OrganisationCode) -> ServiceResult<Vec<Arc<Plan>>> {
        let mut tx = self.0.db().read().await?;
        self.allowed(&mut tx, actor, agency).await?;
        drop(tx);
        self.0.plans().latest(actor).await
    }

    /// Sets a new collector up, or changes the version that was seen.
    ///
    /// # Errors
    /// Fields cannot be taken, all of which are named; somebody else changed it; the actor may not, or may not submit where
    /// the collector would.
    pub async fn set(
        &self,
        actor: &Actor,
        agency: &OrganisationCode,
        seen: Option<(CollectorId, i64)>,
        typed: &TypedCollector,
    ) -> ServiceResult<CollectorId> {
        let mut tx = self.0.db().write().await?;
        let path = self.allowed(&mut tx, actor, agency).await?;
        let before = match seen {
            Some((id, version)) => {
                let before = self.of_agency(&mut tx, actor, agency, id).await?;
                if before.version != version {
                    return Err(ServiceError::Conflict);
                }
                Some(before)
            }
            None if store::collectors::of_agency(&mut tx, agency).await?.len() >= MOST_COLLECTORS => {
                return Err(ServiceError::invalid("too_many_collectors", MOST_COLLECTORS.to_string()));
            }
            None => None,
        };
        let id = before.as_ref().map_or_else(|| CollectorId::new(self.0.chance().uuid()), |before| before.id);
        let mut faults = FieldFaults::default();
        let collector = faults.note(self.read(&mut tx, actor, agency, id, before, typed).await)?;
        let may_submit = typed.handing != Handing::Submit || actor.may(Action::SubmitReport, &path);
        faults.note(if may_submit { Ok(()) } else { Err(ServiceError::invalid("collector_submit", "handing")) })?;
        let collector = faults.end(collector)?;
        store::collectors::set(&mut tx, &collector).await?;
        let details = serde_json::json!({
            "collector": id, "version": collector.version, "name": collector.name, "endpoint": collector.endpoint,
            "times": collector.times, "handing": collector.handing, "activity": collector.activity,
            "secret_header": collector.secret.as_ref().map(|secret| &secret.header),
        });
        audit::record(self.0, &mut tx, actor, "collectors.set", object(agency), &details).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Removes a collector. Its polls, and the figures that came by it, stay.
    ///
    /// # Errors
    /// There is no such collector of this agency; the actor may not.
    pub async fn remove(&self, actor: &Actor, agency: &OrganisationCode, id: CollectorId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let collector = self.of_agency(&mut tx, actor, agency, id).await?;
        store::collectors::remove(&mut tx, id, self.0.now()).await?;
        let details = serde_json::json!({ "collector": id, "name": collector.name });
        audit::record(self.0, &mut tx, actor, "collectors.remove", object(agency), &details).await?;
        tx.commit().await
    }

    async fn allowed(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        agency: &OrganisationCode,
    ) -> ServiceResult<Vec<OrganisationCode>> {
        let tree = self.0.tree_in(tx).await?;
        let path = path_of(&tree, agency)?;
        actor.require(Action::ManageCollectors, &path)?;
        Ok(path)
    }

    async fn of_agency(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        agency: &OrganisationCode,
        id: CollectorId,
    ) -> ServiceResult<Collector> {
        self.allowed(tx, actor, agency).await?;
        let collector = store::collectors::get(tx, id).await?.filter(|collector| collector.agency == *agency);
        collector.ok_or(ServiceError::NotFound("collector"))
    }
}

/// The object of an agency's collectors in the audit log.
pub(crate) fn object(agency: &OrganisationCode) -> String {
    format!("organisation/{agency}")
}
