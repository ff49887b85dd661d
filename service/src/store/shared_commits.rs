//! Many use cases, one durable commit. A commit waits for the disk, and SQLite has one writer: use cases that wait for it
//! run one after the other in one transaction, and each is answered when all of it is durable.
//!
//! Each is a part of its own: what one is refused, or breaks off at, is undone alone and the others stand. When the commit
//! fails, nobody's is saved, and everybody is told so. `PostgreSQL` flushes commits that come at once together by itself,
//! so that each use case there has a transaction of its own.

use super::{Db, Tx};
use crate::{ServiceError, ServiceResult, error::Fault};
use futures::{FutureExt as _, future::BoxFuture};
use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, oneshot};

/// The most that share one commit, so that other writers have their turn.
const MOST_TOGETHER: usize = 64;
/// The most that wait. More would wait longer than people do, and are told to come back instead.
pub(super) const WAITING: usize = 512;

/// What one use case does within a transaction.
pub(crate) type Work<T> = Box<dyn for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, ServiceResult<T>> + Send>;

/// Commits that use cases of one kind share.
pub(crate) enum SharedCommits<T> {
    /// Who waits for the one writer.
    Sqlite(mpsc::Sender<Waiting<T>>),
    /// Everybody commits by themselves.
    Postgres(Db),
}

/// A use case that waits, and who is told what became of it.
pub(crate) struct Waiting<T> {
    work: Work<T>,
    asker: Asker<T>,
    /// Since when it waits.
    since: Instant,
}

type Asker<T> = oneshot::Sender<ServiceResult<T>>;

impl<T: Send + 'static> SharedCommits<T> {
    /// Commits in which nobody waits much longer than that for the one writer before they are told to come back.
    pub(crate) fn new(db: &Db, patience: Duration) -> Self {
        match db {
            Db::Sqlite { .. } => {
                let (sender, queue) = mpsc::channel(WAITING);
                tokio::spawn(serve(db.clone(), queue, patience));
                Self::Sqlite(sender)
            }
            Db::Postgres(_) => Self::Postgres(db.clone()),
        }
    }

    /// Runs a use case and gives what it gave, once that is durable.
    ///
    /// # Errors
    /// [`ServiceError::Busy`]: too many wait, or the writer did not come free for too long. What the use case itself is refused; what keeps the commit from being made.
    pub(crate) async fn run(&self, work: Work<T>) -> ServiceResult<T> {
        let queue = match self {
            Self::Sqlite(queue) => queue,
            Self::Postgres(db) => {
                let mut tx = db.write().await?;
                let done = work(&mut tx).await?;
                tx.commit().await?;
                return Ok(done);
            }
        };
        let gone = |error| ServiceError::fault("waiting for a shared commit", error);
        let (asker, answer) = oneshot::channel();
        queue.try_send(Waiting { work, asker, since: Instant::now() }).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => ServiceError::Busy,
            closed @ mpsc::error::TrySendError::Closed(_) => gone(closed.to_string()),
        })?;
        answer.await.map_err(|error| gone(error.to_string()))?
    }
}

/// Commits whatever waits, for as long as anybody may come.
async fn serve<T>(db: Db, mut queue: mpsc::Receiver<Waiting<T>>, patience: Duration) {
    let mut next = queue.recv().await;
    while let Some(first) = next.take() {
        match db.write().await {
            Ok(tx) => commit(tx, first, &mut queue).await,
            Err(ServiceError::Busy) => next = still_waiting(first, &mut queue, patience),
            Err(error) => {
                let error = Arc::new(error);
                // Whoever waits by now would meet the same.
                for waiting in std::iter::once(first).chain(std::iter::from_fn(|| queue.try_recv().ok())) {
                    tell(waiting.asker, Err(unsaved(&error)));
                }
            }
        }
        if next.is_none() {
            next = queue.recv().await;
        }
    }
}

/// Tells those who have waited long enough for the writer to come back later, and gives the first of those who have not: they
/// keep their places, so that a writer who is held for a while by somebody else costs nobody their save.
fn still_waiting<T>(
    first: Waiting<T>,
    queue: &mut mpsc::Receiver<Waiting<T>>,
    patience: Duration,
) -> Option<Waiting<T>> {
    // Whoever came first has waited longest.
    let mut next = Some(first);
    while let Some(waiting) = next {
        if waiting.since.elapsed() < patience && !waiting.asker.is_closed() {
            return Some(waiting);
        }
        tell(waiting.asker, Err(ServiceError::Busy));
        next = queue.try_recv().ok();
    }
    None
}

/// Runs what waits in a transaction and tells everybody what became of it.
async fn commit<T>(tx: Tx, first: Waiting<T>, queue: &mut mpsc::Receiver<Waiting<T>>) {
    let mut askers = Vec::new();
    match together(tx, first, queue, &mut askers).await {
        Ok(results) => {
            for (asker, result) in askers.into_iter().zip(results) {
                tell(asker, result);
            }
        }
        Err(error) => {
            let error = Arc::new(error);
            for asker in askers {
                tell(asker, Err(unsaved(&error)));
            }
        }
    }
}

/// Runs what waits in one transaction and makes it durable. Gives what became of each, in the order of the askers.
async fn together<T>(
    mut tx: Tx,
    first: Waiting<T>,
    queue: &mut mpsc::Receiver<Waiting<T>>,
    askers: &mut Vec<Asker<T>>,
) -> ServiceResult<Vec<ServiceResult<T>>> {
    let mut next = Some(first);
    let mut results = Vec::new();
    while let Some(Waiting { work, asker, .. }) = next {
        // Whoever went away before their turn is not told of anything, so nothing is done.
        if !asker.is_closed() {
            askers.push(asker);
            results.push(beside_others(&mut tx, work).await?);
        }
        next = if results.len() < MOST_TOGETHER { queue.try_recv().ok() } else { None };
    }
    tx.commit().await?;
    Ok(results)
}

/// Runs one of several use cases, and undoes it alone when it comes to nothing.
///
/// # Errors
/// The transaction is gone, and what the others did with it.
async fn beside_others<T>(tx: &mut Tx, work: Work<T>) -> ServiceResult<ServiceResult<T>> {
    part(tx, "SAVEPOINT use_case").await?;
    let worked = AssertUnwindSafe(async { work(tx).await }).catch_unwind().await;
    match worked.unwrap_or_else(|_| Err(ServiceError::fault("a use case among others", "it panicked"))) {
        Ok(done) => {
            part(tx, "RELEASE use_case").await?;
            Ok(Ok(done))
        }
        // On a full disk SQLite takes everything back by itself. Then nothing is left to go back to.
        Err(error) => match part(tx, "ROLLBACK TO use_case; RELEASE use_case").await {
            Ok(()) => Ok(Err(error)),
            Err(_) => Err(error),
        },
    }
}

/// Begins or ends a part of a transaction.
async fn part(tx: &mut Tx, sql: &'static str) -> ServiceResult<()> {
    on!(tx, conn => sqlx::query(sql).execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// One of several who are told the same.
fn unsaved(error: &Arc<ServiceError>) -> ServiceError {
    let fault = Fault::new("a commit that several share", Arc::clone(error));
    if matches!(**error, ServiceError::Unavailable(_)) {
        ServiceError::Unavailable(fault)
    } else {
        ServiceError::Fault(fault)
    }
}

/// Whoever went away meanwhile is not told.
fn tell<T>(asker: Asker<T>, result: ServiceResult<T>) {
    let _ = asker.send(result);
}
