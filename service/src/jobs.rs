//! The timetable's jobs. A job is a file below this one and a line in the timetable of the server.
//!
//! Every server asks the database what time it is and which slots of a line nobody has claimed. A slot is claimed by
//! its row, so that each has exactly one effect however many servers run, and whichever of them is killed or paused:
//! a job *within* a transaction does its work in the one that claims, and a job *outside* claims with a lease and is
//! done only if the slot is still its own when it ends. What fails is tried again, later each time, and given up in
//! the end; see [`crate::operations`] for what people see of it.

/// Announces that rounds opened, are due or closed.
pub mod announce;
/// Makes a backup each night and tries it.
pub mod back_up;
/// When a line is due.
mod cadence;
/// Computes all kept sums afresh and compares.
pub mod check_rollups;
/// Forgets sessions, tokens and runs that are over.
pub mod clean_up;
/// Asks the endpoints of collectors.
pub mod collect;
/// Forgets large files that nobody needs any more.
pub mod forget_deliveries;
/// Hands published snapshots to places outside.
pub mod hand_over;
/// Keeps anew what is usual among bodies of one kind.
pub mod keep_usuals;
/// Writes the mail of reports to those who want them.
pub mod mail_reports;
/// Opens the rounds that rules call for.
pub mod open_rounds;
/// Makes the public pages of snapshots that lack them.
pub mod prepare_publications;
/// Reminds people of reports that wait.
pub mod remind;
/// Reminds people of objections that wait for an answer.
pub mod remind_of_objections;
/// Sends the mail of the outbox.
pub mod send_mail;
/// Tells other people's programs of releases.
pub mod send_webhooks;
/// Takes the snapshots that rounds call for.
pub mod take_snapshots;
/// Follows the whole audit chain.
pub mod verify_audit;
/// Holds what is published against what it follows from.
pub mod verify_publications;

pub use crate::store::job_runs::{JobOutcome, JobRun};
pub use cadence::Cadence;
pub(crate) use cadence::next_by;

use crate::{
    ServiceError, ServiceResult, Services, store,
    store::{
        Tx,
        job_runs::{Claim, Failure, RunKey},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use futures::{FutureExt as _, future::BoxFuture};
use std::panic::AssertUnwindSafe;

/// A slot is tried so often before it is given up.
pub const MOST_ATTEMPTS: i32 = 8;
/// The wait after the first failure; it doubles with each.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(15);
/// The most missed slots that one look makes up for.
const MOST_SLOTS: usize = 500;
/// The most slots that one look tries again.
const MOST_AGAIN: i64 = 20;
/// How long a claim waits for another server's transaction that is at the same slot.
const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(2);
/// How long a server may be silent within a job's transaction before the database lets others have the slot.
const LONGEST_SILENCE: TimeDelta = TimeDelta::seconds(5);
/// How long a job's own statements wait for locks that requests hold.
const LONGEST_LOCK: TimeDelta = TimeDelta::seconds(30);

/// What a job does, under way.
pub type Working<'a> = BoxFuture<'a, ServiceResult<Told>>;

/// How a job works.
#[derive(Clone, Copy)]
pub enum Work {
    /// In the transaction that claims the slot: both happen or neither.
    Within(for<'a> fn(&'a mut Firing) -> Working<'a>),
    /// Outside of transactions, for what takes long or speaks to others. Who claims may take so long; after that the
    /// slot is anybody's, and what the slow one says no longer counts. What it changes must bear being done twice.
    Outside {
        /// How long it may take.
        lease: TimeDelta,
        /// What it does, with the slot.
        work: fn(Services, DateTime<Utc>) -> Working<'static>,
    },
}

/// A job.
#[derive(Clone, Copy)]
pub struct Job {
    /// Its name, in the database for good.
    pub name: &'static str,
    /// How it works.
    pub work: Work,
}

/// What becomes of the slots that passed while no server ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatchUp {
    /// The latest one runs, once: the work is derived from the state of things.
    Latest,
    /// Each one runs, in order: every slot means something.
    Each,
}

/// One line of the timetable.
#[derive(Clone, Copy)]
pub struct Line {
    /// What is done.
    pub job: Job,
    /// When.
    pub cadence: Cadence,
    /// What becomes of missed slots.
    pub catch_up: CatchUp,
    /// A slot that is not done so long after it was due is an alarm.
    pub silent_after: TimeDelta,
}

/// A job within the transaction that claims its slot.
pub struct Firing {
    pub(crate) services: Services,
    pub(crate) tx: Tx,
    /// The instant at which the slot was due.
    pub slot: DateTime<Utc>,
    /// The present instant of the database.
    pub at: DateTime<Utc>,
}

/// What a job tells when it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Whether people have to look at something.
    pub outcome: JobOutcome,
    /// What, in figures.
    pub details: serde_json::Value,
}

impl Told {
    /// All is done.
    pub fn done(details: serde_json::Value) -> Self {
        Self { outcome: JobOutcome::Done, details }
    }

    /// It ran, and people have to look at what it found.
    pub fn alarm(details: serde_json::Value) -> Self {
        Self { outcome: JobOutcome::Alarm, details }
    }
}

/// What one look at a line came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looked {
    /// How many slots were done here.
    pub done: usize,
    /// How long until the next slot.
    pub until_next: Option<TimeDelta>,
}

/// What is due of one line.
struct Due {
    /// The present instant.
    at: DateTime<Utc>,
    /// Slots that nobody has claimed, in order.
    new: Vec<DateTime<Utc>>,
    /// Slots that were begun in vain.
    again: Vec<DateTime<Utc>>,
}

/// What came of one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fired {
    /// Done here.
    Done,
    /// Somebody else did it or has it in hand.
    Settled,
    /// Somebody else's transaction is at it, or it failed: whatever follows has to wait.
    Wait,
}

/// The timetable's jobs.
pub struct Jobs<'a>(pub(crate) &'a Services);

impl Services {
    /// The timetable's jobs.
    pub fn jobs(&self) -> Jobs<'_> {
        Jobs(self)
    }

    /// The present instant: the database's, since servers' clocks differ. A clock that somebody sets comes first.
    pub(crate) async fn shared_now(&self, tx: &mut Tx) -> ServiceResult<DateTime<Utc>> {
        if self.inner.clock.is_set() { Ok(self.now()) } else { store::job_runs::now(tx).await }
    }
}

impl Jobs<'_> {
    /// Begins the lines that no server has run yet: what was due before a line began was not missed, so a new
    /// installation does not make up for last night.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn begin(&self, timetable: &[Line]) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let at = self.0.shared_now(&mut tx).await?;
        for line in timetable {
            store::job_runs::begin(&mut tx, line.job.name, at).await?;
        }
        tx.commit().await
    }

    /// Does what a line of the timetable has due at this moment and nobody else does.
    ///
    /// # Errors
    /// Storage does not answer. A job that fails is no error: it is written down and tried again.
    pub async fn look(&self, line: &Line, server: &str) -> ServiceResult<Looked> {
        let mut done = 0;
        let due = self.due(line).await?;
        for slot in due.new {
            match self.fire(line, slot, server).await? {
                Fired::Done => done += 1,
                Fired::Settled => {}
                // Slots are begun in order, so that none is left behind a later one that is written down already.
                Fired::Wait => break,
            }
        }
        for slot in due.again {
            done += usize::from(self.fire(line, slot, server).await? == Fired::Done);
        }
        Ok(Looked { done, until_next: line.cadence.next(due.at)?.map(|next| next - due.at) })
    }

    async fn due(&self, line: &Line) -> ServiceResult<Due> {
        let mut tx = self.0.db().read().await?;
        let at = self.0.shared_now(&mut tx).await?;
        let name = line.job.name;
        let last = store::job_runs::last_slot(&mut tx, name).await?;
        let again = store::job_runs::unfinished(&mut tx, name, at, MOST_AGAIN).await?;
        let latest = line.cadence.latest(at)?;
        Ok(match (line.catch_up, last) {
            (_, None) => {
                let begun_at = store::job_runs::begun_at(&mut tx, name).await?;
                let missed = latest.filter(|slot| begun_at.is_none_or(|begun_at| *slot > begun_at));
                Due { at, new: missed.into_iter().collect(), again }
            }
            (CatchUp::Each, Some(last)) => Due { at, new: line.cadence.between(last, at, MOST_SLOTS)?, again },
            (CatchUp::Latest, Some(last)) => match latest.filter(|latest| *latest > last) {
                // It takes the place of whatever was not finished before it.
                Some(latest) => Due { at, new: vec![latest], again: Vec::new() },
                None => Due { at, new: Vec::new(), again: again.into_iter().filter(|slot| *slot == last).collect() },
            },
        })
    }

    async fn fire(&self, line: &Line, slot: DateTime<Utc>, server: &str) -> ServiceResult<Fired> {
        match line.job.work {
            Work::Within(work) => self.fire_within(line, slot, server, work).await,
            Work::Outside { lease, work } => self.fire_outside(line, slot, server, lease, work).await,
        }
    }

    async fn fire_within(
        &self,
        line: &Line,
        slot: DateTime<Utc>,
        server: &str,
        work: for<'a> fn(&'a mut Firing) -> Working<'a>,
    ) -> ServiceResult<Fired> {
        let key = RunKey { job: line.job.name, slot };
        let mut tx = self.0.db().write().await?;
        let (at, attempt) = match self.claim(&mut tx, line, key, server, TimeDelta::zero()).await? {
            (at, Claim::Won(attempt)) => (at, attempt),
            (_, Claim::Settled) => return Ok(Fired::Settled),
            (_, Claim::Busy) => return Ok(Fired::Wait),
        };
        store::job_runs::bound(&mut tx, LONGEST_LOCK, LONGEST_SILENCE).await?;
        let mut firing = Firing { services: self.0.clone(), tx, slot, at };
        match watched(work(&mut firing)).await {
            Ok(told) => {
                let mut tx = firing.tx;
                let at = self.0.shared_now(&mut tx).await?;
                let details = told.details.to_string();
                store::job_runs::finish(&mut tx, key, attempt, at, told.outcome, &details).await?;
                tx.commit().await?;
                log(key, &told);
                Ok(Fired::Done)
            }
            Err(error) => {
                // With the transaction the claim is undone; the failure is written down in another.
                drop(firing);
                self.note_failure(key, attempt, server, &error).await?;
                Ok(Fired::Wait)
            }
        }
    }

    async fn fire_outside(
        &self,
        line: &Line,
        slot: DateTime<Utc>,
        server: &str,
        lease: TimeDelta,
        work: fn(Services, DateTime<Utc>) -> Working<'static>,
    ) -> ServiceResult<Fired> {
        let key = RunKey { job: line.job.name, slot };
        let mut tx = self.0.db().write().await?;
        let attempt = match self.claim(&mut tx, line, key, server, lease).await?.1 {
            Claim::Won(attempt) => attempt,
            Claim::Settled => return Ok(Fired::Settled),
            Claim::Busy => return Ok(Fired::Wait),
        };
        tx.commit().await?;
        match watched(work(self.0.clone(), slot)).await {
            Ok(told) => {
                let mut tx = self.0.db().write().await?;
                let at = self.0.shared_now(&mut tx).await?;
                let details = told.details.to_string();
                let is_ours = store::job_runs::finish(&mut tx, key, attempt, at, told.outcome, &details).await?;
                tx.commit().await?;
                if is_ours {
                    log(key, &told);
                }
                Ok(if is_ours { Fired::Done } else { Fired::Settled })
            }
            Err(error) => {
                self.note_failure(key, attempt, server, &error).await?;
                Ok(Fired::Wait)
            }
        }
    }

    async fn claim(
        &self,
        tx: &mut Tx,
        line: &Line,
        key: RunKey<'_>,
        server: &str,
        lease: TimeDelta,
    ) -> ServiceResult<(DateTime<Utc>, Claim)> {
        store::job_runs::bound(tx, LONGEST_WAIT, LONGEST_SILENCE).await?;
        let at = self.0.shared_now(tx).await?;
        let claim = store::job_runs::claim(tx, key, server, at, at + lease).await?;
        if line.catch_up == CatchUp::Latest && matches!(claim, Claim::Won(_)) {
            store::job_runs::give_up_before(tx, key, at).await?;
        }
        Ok((at, claim))
    }

    async fn note_failure(
        &self,
        key: RunKey<'_>,
        attempt: i32,
        server: &str,
        error: &ServiceError,
    ) -> ServiceResult<()> {
        tracing::error!(job = key.job, slot = %key.slot, attempt, "a job failed: {}", error.with_causes());
        let mut tx = self.0.db().write().await?;
        let at = self.0.shared_now(&mut tx).await?;
        let given_up_at = (attempt >= MOST_ATTEMPTS).then_some(at);
        let again_at = at + FIRST_WAIT * (1 << (attempt - 1).clamp(0, MOST_ATTEMPTS));
        let failure = Failure { attempt, server, at, again_at, given_up_at, code: error.code() };
        store::job_runs::fail(&mut tx, key, failure).await?;
        tx.commit().await
    }
}

fn log(key: RunKey<'_>, told: &Told) {
    match told.outcome {
        JobOutcome::Alarm => {
            tracing::error!(job = key.job, slot = %key.slot, details = %told.details, "a job found trouble");
        }
        JobOutcome::Running | JobOutcome::Done | JobOutcome::Failed => {
            tracing::info!(job = key.job, slot = %key.slot, details = %told.details, "a job is done");
        }
    }
}

/// The work, whose panic is a failure like any other.
async fn watched(work: Working<'_>) -> ServiceResult<Told> {
    let caught = AssertUnwindSafe(work).catch_unwind().await;
    caught.unwrap_or_else(|_| Err(ServiceError::fault("a job", "it panicked")))
}
