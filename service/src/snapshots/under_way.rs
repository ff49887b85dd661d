//! Snapshots that are being taken: one of a round and stage at a time, whoever asks, and how far each is. A large one takes
//! minutes; whoever asks on a page goes on working meanwhile.

use super::{Snapshot, Snapshots, Taking};
use crate::{Actor, ServiceError, ServiceResult, audit, store};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::Action,
    ids::{SnapshotCode, TakingId},
};
use tokio::sync::watch;

pub use crate::store::takings::UnderWay;

/// Whoever takes one notes how far it is more often than that; after so long a silence the process is gone.
const SILENCE: TimeDelta = TimeDelta::minutes(5);
/// How long what came of one is shown on the page.
const SHOWN: TimeDelta = TimeDelta::days(1);
/// How many are shown.
const MOST_SHOWN: i64 = 10;
/// Why none came of one whose process is gone.
const BROKEN_OFF: &str = "snapshot_broken_off";

/// How one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// So many reports are written.
    Taking {
        /// How many.
        done: u64,
        /// Of how many.
        of: u64,
    },
    /// It is there.
    Taken(SnapshotCode),
    /// Nothing came of it, for a reason that has words.
    Refused(String),
}

impl UnderWay {
    /// How it is at an instant.
    pub fn progress(&self, at: DateTime<Utc>) -> Progress {
        match (&self.snapshot, &self.refusal, self.ended_at) {
            (Some(code), _, _) => Progress::Taken(code.clone()),
            (None, Some(code), _) => Progress::Refused(code.clone()),
            (None, None, None) if at < self.beat_at + SILENCE => {
                Progress::Taking { done: self.reports_done, of: self.reports_all }
            }
            (None, None, _) => Progress::Refused(BROKEN_OFF.to_owned()),
        }
    }
}

/// How many this process was asked for and is still at.
pub(crate) struct AtWork(watch::Sender<usize>);

impl Default for AtWork {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

/// One of them, until it is dropped.
struct Work(watch::Sender<usize>);

impl AtWork {
    fn begin(&self) -> Work {
        self.0.send_modify(|count| *count += 1);
        Work(self.0.clone())
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl Snapshots<'_> {
    /// Asks for a snapshot and does not wait for it: [`Self::under_way`] tells how far it is.
    ///
    /// # Errors
    /// As [`Self::take`], as far as it is known before anything is written; one of this round and stage is being taken.
    pub async fn ask(&self, actor: &Actor, taking: &Taking) -> ServiceResult<()> {
        let id = self.begin_taking(actor, taking).await?;
        let work = self.0.taking_at_work().begin();
        let (services, actor, taking) = (self.0.clone(), actor.clone(), taking.clone());
        tokio::spawn(async move {
            let _work = work;
            // What came of it stands on the page, and its cause in the log.
            if let Err(error) = services.snapshots().complete(&actor, &taking, id).await {
                tracing::warn!(round = %taking.round, %error, "a snapshot was asked for and could not be taken");
            }
        });
        Ok(())
    }

    /// Waits until everything that this process was asked for has come to something.
    pub async fn settled(&self) {
        let mut at_work = self.0.taking_at_work().0.subscribe();
        // The sender lives as long as the services.
        let _ = at_work.wait_for(|count| *count == 0).await;
    }

    /// Those that are being taken and those that ended a short while ago, the latest first; none for those who may not
    /// take any.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn under_way(&self, actor: &Actor) -> ServiceResult<Vec<(UnderWay, Progress)>> {
        if !self.may_manage(actor).await? {
            return Ok(Vec::new());
        }
        let mut tx = self.0.db().read().await?;
        let at = self.0.shared_now(&mut tx).await?;
        let found = store::takings::since(&mut tx, at - SHOWN, MOST_SHOWN).await?;
        let with_progress = |taking: UnderWay| {
            let progress = taking.progress(at);
            (taking, progress)
        };
        Ok(found.into_iter().map(with_progress).collect())
    }

    /// Begins one, where it can be taken at all and nobody else is at it.
    pub(crate) async fn begin_taking(&self, actor: &Actor, taking: &Taking) -> ServiceResult<TakingId> {
        let root = self.0.root().await?;
        actor.require(Action::ManageSnapshots, std::slice::from_ref(&root))?;
        self.secret(actor).await?;
        let mut tx = self.0.db().write().await?;
        self.frame(&mut tx, actor, taking).await?;
        let at = self.0.shared_now(&mut tx).await?;
        store::takings::give_up(&mut tx, &taking.round, taking.stage, at - SILENCE, BROKEN_OFF).await?;
        let under_way = UnderWay {
            id: TakingId::new(self.0.chance().uuid()),
            round: taking.round.clone(),
            stage: taking.stage,
            account: Some(actor.account).filter(|account| !account.uuid().is_nil()),
            asked_at: at,
            beat_at: at,
            reports_done: 0,
            reports_all: store::snapshots::report_count(&mut tx, &taking.round).await?,
            ended_at: None,
            snapshot: None,
            refusal: None,
        };
        if !store::takings::insert(&mut tx, &under_way).await? {
            return Err(ServiceError::invalid("snapshot_being_taken", taking.round.to_string()));
        }
        tx.commit().await?;
        Ok(under_way.id)
    }

    /// Takes what was begun, and keeps what came of it.
    pub(crate) async fn complete(&self, actor: &Actor, taking: &Taking, id: TakingId) -> ServiceResult<Snapshot> {
        let taken = self.take_begun(actor, taking, id).await;
        if let Err(error) = &taken
            && let Err(unsaid) = self.refuse(id, error.code()).await
        {
            // It will look broken off after a while, which it is.
            tracing::warn!(%unsaid, "that a snapshot could not be taken could not be noted");
        }
        taken
    }

    async fn refuse(&self, id: TakingId, code: &str) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let at = self.0.shared_now(&mut tx).await?;
        store::takings::end(&mut tx, id, at, Err(code)).await?;
        tx.commit().await
    }

    /// Keeps a snapshot together with the end of its taking, unless its key had ended by its instant: nobody could verify it.
    pub(crate) async fn keep(&self, actor: &Actor, snapshot: &Snapshot, id: TakingId) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let at = self.0.shared_now(&mut tx).await?;
        if store::snapshots::get(&mut tx, &snapshot.code).await?.is_some() {
            return Err(ServiceError::Conflict);
        }
        store::snapshots::insert(&mut tx, snapshot).await?;
        // Somebody else has begun another one because this one was silent for too long.
        if !store::takings::end(&mut tx, id, at, Ok(&snapshot.code)).await? {
            return Err(ServiceError::Conflict);
        }
        let details = serde_json::json!({ "root": snapshot.root, "sha256": snapshot.sha256, "key": snapshot.key });
        audit::record(self.0, &mut tx, actor, "snapshots.take", format!("snapshot/{}", snapshot.code), &details)
            .await?;
        // Whoever renews the key writes into the log first, too, and so was seen here or waits.
        let keys = store::signing_keys::all(&mut tx).await?;
        if !keys.iter().any(|key| key.id == snapshot.key && key.signs_at(snapshot.taken_at)) {
            return Err(ServiceError::invalid("snapshot_key_renewed", snapshot.code.to_string()));
        }
        tx.commit().await
    }

    /// Notes how far one is. That it cannot be noted now stops nothing.
    pub(super) async fn note(&self, id: TakingId, done: u64) {
        let noted = async {
            let mut tx = self.0.db().write().await?;
            let at = self.0.shared_now(&mut tx).await?;
            store::takings::beat(&mut tx, id, at, done).await?;
            tx.commit().await
        };
        if let Err(error) = noted.await {
            tracing::warn!(%error, "how far a snapshot is could not be noted");
        }
    }
}
