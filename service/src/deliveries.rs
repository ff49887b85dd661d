//! Large files with the answers of many agencies: a whole country's report in one CSV. The file is never in memory as a
//! whole; it is held against the drafts in the background, agency by agency, and what it changes stands ready in the
//! database until somebody has seen and confirmed it. Then all of it comes into the drafts at once, or nothing.

/// Into all drafts at once.
mod apply;
/// How far that is.
mod applying;
/// Held against the drafts, row by row.
mod check;
/// What goes away.
mod forget;
/// A file that comes.
mod receive;

pub(crate) use applying::Applying;
pub use receive::{Came, Receiving};

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit,
    sheets::{Refused, Sheets},
    store,
    store::Tx,
};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::Action,
    audit::sha256,
    delivery::{NotNow, Progress, Stage},
    evidence::harmless_name,
    ids::{AccountId, DeliveryId, OrganisationCode, RoundCode},
    organisation::Organisation,
    round::Round,
};
use object_store::{ObjectStoreExt as _, path::Path};
use std::{convert::Infallible, time::Duration};

/// The largest file, in bytes: 850,000 rows of a template with its remarks.
pub const LARGEST_DELIVERY: usize = 1024 * 1024 * 1024;
/// How many of them are worked on at once by one server.
pub(crate) const WORKERS: usize = 1;
/// How long a file waits to be applied.
const WAITS: TimeDelta = TimeDelta::hours(48);
/// How often whoever works on a file gives a sign of life.
const BEAT: Duration = Duration::from_secs(20);

/// What was found in a file so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// How many bytes were read.
    pub bytes_read: i64,
    /// How many rows with answers.
    pub rows: i64,
    /// Of how many agencies.
    pub agencies: i64,
    /// How many indicators they change.
    pub changes: i64,
    /// How many places cannot be taken.
    pub refused: i64,
    /// The first of those.
    pub refusals: Vec<Refused>,
}

/// A large file on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Which.
    pub id: DeliveryId,
    /// Who uploaded it; nobody else sees it.
    pub account: AccountId,
    /// Of which round.
    pub round: RoundCode,
    /// Its name, made harmless.
    pub file_name: String,
    /// Its size.
    pub size_bytes: i64,
    /// Its digest.
    pub sha256: String,
    /// Where it is on its way.
    pub progress: Progress,
    /// What was found in it so far.
    pub tally: Tally,
    /// Why work on it stopped, as a code.
    pub stopped: Option<String>,
    /// When all of it had come.
    pub uploaded_at: DateTime<Utc>,
    /// When it goes away by itself.
    pub expires_at: DateTime<Utc>,
    /// When it was applied.
    pub applied_at: Option<DateTime<Utc>>,
}

/// What a file has of one agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartOf {
    /// Which agency.
    pub agency: OrganisationCode,
    /// How many rows.
    pub rows: i64,
    /// How many indicators they change.
    pub changes: i64,
}

/// A large file as its page shows it.
#[derive(Debug, Clone)]
pub struct DeliveryPage {
    /// The file.
    pub delivery: Delivery,
    /// The round.
    pub round: Round,
    /// Whether whoever worked on it is gone.
    pub is_interrupted: bool,
    /// Whether somebody works on it, or it waits for that.
    pub is_under_way: bool,
    /// How many of its changes are in the drafts so far, while this server puts them there.
    pub put: Option<i64>,
    /// What it has of agencies, as far as was asked for.
    pub parts: Vec<(Organisation, PartOf)>,
}

/// Large files.
pub struct Deliveries<'a>(pub(crate) &'a Services);

impl Services {
    /// Large files with the answers of many agencies.
    pub fn deliveries(&self) -> Deliveries<'_> {
        Deliveries(self)
    }
}

/// Where a file lies.
fn place(id: DeliveryId) -> Path {
    Path::from(format!("deliveries/{id}"))
}

/// The object of a file in the audit log.
fn object(delivery: &Delivery) -> String {
    format!("round/{}", delivery.round)
}

impl Deliveries<'_> {
    /// A file on its way, with some of the agencies that it has.
    ///
    /// # Errors
    /// There is no such file, or it is somebody else's; the actor may not.
    pub async fn get(
        &self,
        actor: &Actor,
        round: &RoundCode,
        id: DeliveryId,
        (skip, most): (usize, usize),
    ) -> ServiceResult<DeliveryPage> {
        let of_round = Sheets(self.0).may_bundle(actor, round).await?;
        let mut tx = self.0.db().read().await?;
        let delivery = self.waiting(&mut tx, actor, round, id).await?;
        let at = self.0.shared_now(&mut tx).await?;
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let tree = self.0.tree_in(&mut tx).await?;
        let parts = store::deliveries::parts(&mut tx, id, count(skip), count(most)).await?;
        let named = |part: PartOf| Some((tree.get(&part.agency)?.clone(), part));
        Ok(DeliveryPage {
            is_interrupted: delivery.progress.is_interrupted(at),
            is_under_way: delivery.progress.is_under_way(at),
            put: self.0.applying().of(id),
            parts: parts.into_iter().filter_map(named).collect(),
            round: of_round,
            delivery,
        })
    }

    async fn waiting(&self, tx: &mut Tx, actor: &Actor, round: &RoundCode, id: DeliveryId) -> ServiceResult<Delivery> {
        if !actor.may_somewhere(Action::EditReport) {
            return Err(ServiceError::Forbidden);
        }
        let is_mine = |delivery: &Delivery| {
            delivery.account == actor.account && delivery.round == *round && delivery.expires_at > self.0.now()
        };
        store::deliveries::get(tx, id).await?.filter(is_mine).ok_or(ServiceError::NotFound("delivery"))
    }

    /// Takes a file that has come whole into the object store, and begins to check it in the background.
    async fn take(
        &self,
        actor: &Actor,
        round: &RoundCode,
        id: DeliveryId,
        file_name: &str,
        (size_bytes, sha256): (usize, String),
    ) -> ServiceResult<()> {
        self.forget_older(actor, round).await?;
        let mut tx = self.0.db().write().await?;
        let (uploaded_at, beat_at) = (self.0.now(), self.0.shared_now(&mut tx).await?);
        let delivery = Delivery {
            id,
            account: actor.account,
            round: round.clone(),
            file_name: harmless_name(file_name),
            size_bytes: i64::try_from(size_bytes).unwrap_or(i64::MAX),
            sha256,
            progress: Progress { stage: Stage::Received, run: 1, beat_at },
            tally: Tally::default(),
            stopped: None,
            uploaded_at,
            expires_at: uploaded_at + WAITS,
            applied_at: None,
        };
        store::deliveries::insert(&mut tx, &delivery).await?;
        let details = serde_json::json!({
            "file": delivery.file_name, "sha256": delivery.sha256, "size_bytes": delivery.size_bytes,
        });
        audit::record(self.0, &mut tx, actor, "deliveries.upload", object(&delivery), &details).await?;
        tx.commit().await?;
        self.check_in_background(actor, id, delivery.progress);
        Ok(())
    }

    /// Takes a file that is small enough for the memory, and has more agencies than such files may have.
    pub(crate) async fn take_whole(
        &self,
        actor: &Actor,
        round: &RoundCode,
        file_name: &str,
        content: Bytes,
    ) -> ServiceResult<DeliveryId> {
        let id = DeliveryId::new(self.0.chance().uuid());
        let about = (content.len(), sha256(&content));
        self.0.files().put(&place(id), content.into()).await.map_err(receive::unstored)?;
        self.take(actor, round, id, file_name, about).await?;
        Ok(id)
    }

    /// Checks a file anew: after somebody worked on it and is gone, or after drafts have changed.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] when somebody works on it, or it is applied; there is no such file; the actor may not.
    pub async fn check(&self, actor: &Actor, round: &RoundCode, id: DeliveryId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let delivery = self.waiting(&mut tx, actor, round, id).await?;
        let at = self.0.shared_now(&mut tx).await?;
        let begun = delivery.progress.check(at).map_err(|NotNow| ServiceError::Conflict)?;
        let waits = Progress { stage: Stage::Received, ..begun };
        if !store::deliveries::begin(&mut tx, id, delivery.progress.run, waits).await? {
            return Err(ServiceError::Conflict);
        }
        let details = serde_json::json!({ "file": delivery.file_name, "sha256": delivery.sha256 });
        audit::record(self.0, &mut tx, actor, "deliveries.check", object(&delivery), &details).await?;
        tx.commit().await?;
        self.check_in_background(actor, id, waits);
        Ok(())
    }

    /// Begins to put into all drafts what was checked and seen: the run of the check that was on the screen.
    ///
    /// # Errors
    /// [`ServiceError::Conflict`] when it is not ready, or was checked anew; there is no such file; the actor may not.
    pub async fn apply(&self, actor: &Actor, round: &RoundCode, id: DeliveryId, seen: i64) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let delivery = self.waiting(&mut tx, actor, round, id).await?;
        if matches!(delivery.progress.stage, Stage::Applied | Stage::Applying) && delivery.progress.run == seen + 1 {
            // Pressing twice is wanting it once.
            return Ok(());
        }
        let at = self.0.shared_now(&mut tx).await?;
        let begun = delivery.progress.apply(seen, at).map_err(|NotNow| ServiceError::Conflict)?;
        if !store::deliveries::begin(&mut tx, id, delivery.progress.run, begun).await? {
            return Err(ServiceError::Conflict);
        }
        tx.commit().await?;
        let (services, actor) = (self.0.clone(), actor.clone());
        tokio::spawn(async move {
            let deliveries = services.deliveries();
            let applied = deliveries.alive(id, begun.run, Box::pin(deliveries.put_all(&actor, id, begun))).await;
            deliveries.ended(id, begun.run, applied).await;
        });
        Ok(())
    }

    fn check_in_background(&self, actor: &Actor, id: DeliveryId, waits: Progress) {
        let (services, actor) = (self.0.clone(), actor.clone());
        tokio::spawn(async move {
            let deliveries = services.deliveries();
            let checked =
                deliveries.alive(id, waits.run, Box::pin(deliveries.hold_against_drafts(&actor, id, waits))).await;
            deliveries.ended(id, waits.run, checked).await;
        });
    }

    /// Gives signs of life while work goes on.
    async fn alive<T>(&self, id: DeliveryId, run: i64, work: impl Future<Output = T>) -> T {
        tokio::select! {
            done = work => done,
            never = self.beats(id, run) => match never {},
        }
    }

    /// Gives signs of life for ever. One that cannot be given is no reason to stop.
    async fn beats(&self, id: DeliveryId, run: i64) -> Infallible {
        loop {
            tokio::time::sleep(BEAT).await;
            let beat = async {
                let mut tx = self.0.db().write().await?;
                let at = self.0.shared_now(&mut tx).await?;
                store::deliveries::beat(&mut tx, id, run, at).await?;
                tx.commit().await
            };
            if let Err(error) = beat.await {
                tracing::warn!(delivery = %id, %error, "no sign of life could be given");
            }
        }
    }

    /// Writes down why work stopped, where it did not come to its end. A run that was given up has nothing to say.
    async fn ended(&self, id: DeliveryId, run: i64, result: ServiceResult<()>) {
        let Err(error) = result else { return };
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        tracing::warn!(delivery = %id, run, %error, cause, "work on a large file stopped");
        let stop = async {
            let mut tx = self.0.db().write().await?;
            store::deliveries::stop(&mut tx, id, run, error.code()).await?;
            tx.commit().await
        };
        if let Err(error) = stop.await {
            tracing::error!(delivery = %id, %error, "it could not be written down why work on a large file stopped");
        }
    }
}
