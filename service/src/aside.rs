//! Work that takes longer than a page may: done once for what it is made of, whoever asks for it, by one worker and one piece at a
//! time. Whoever has waited for a few seconds is told that it is under way. What broke off is not tried again by everybody who
//! asks: it rests, the longer the more often it broke off one after the other.

use crate::{ServiceError, ServiceResult};
use std::{
    collections::HashMap,
    fmt::Debug,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::Instant,
};

/// How long somebody who asks is kept waiting.
pub(crate) const PATIENCE: Duration = Duration::from_secs(4);
/// So long rests what broke off once; twice as long after each further time.
pub(crate) const REST_AFTER_BREAK: Duration = Duration::from_mins(1);
/// How often it becomes twice as long at most: an hour by then.
const MOST_DOUBLINGS: u32 = 6;
/// Of how many things what came of them is kept.
pub(crate) const MOST_KEPT: usize = 32;

/// The one worker, whom all kinds of work share.
#[derive(Clone)]
pub(crate) struct Worker(Arc<Semaphore>);

impl Default for Worker {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl Worker {
    /// Waits until it is free.
    async fn take(&self) -> ServiceResult<OwnedSemaphorePermit> {
        let permit = self.0.clone().acquire_owned().await;
        permit.map_err(|error| ServiceError::fault("waiting for the worker", error))
    }
}

/// How a run ended.
#[derive(Clone)]
enum End<Found> {
    Known(Found),
    /// It was not begun, since it was asked for of something else meanwhile.
    Superseded,
    BrokeOff {
        at: Instant,
    },
}

/// What whoever waited for a run is told.
#[derive(Debug)]
pub(crate) enum Told<Found> {
    /// It goes on; whoever asks again in a while is told.
    UnderWay,
    /// What was found.
    Known(Found),
    /// It broke off; its cause is in the log.
    BrokeOff,
}

/// A run that somebody waits for.
pub(crate) struct Run<Found>(watch::Receiver<Option<End<Found>>>);

impl<Found: Clone> Run<Found> {
    /// Waits for its end, for a few seconds at most.
    pub(crate) async fn wait(&mut self) -> Told<Found> {
        let Ok(ended) = tokio::time::timeout(PATIENCE, self.0.wait_for(Option::is_some)).await else {
            return Told::UnderWay;
        };
        match ended.map(|end| end.clone()) {
            Ok(Some(End::Known(found))) => Told::Known(found),
            Ok(Some(End::Superseded)) => Told::UnderWay,
            Ok(Some(End::BrokeOff { .. }) | None) | Err(_) => Told::BrokeOff,
        }
    }
}

/// A run, and what it was begun for.
struct Begun<Of, Found> {
    of: Of,
    /// It and no other one of the same.
    id: Arc<()>,
    /// How many before it broke off one after the other.
    breaks: u32,
    run: watch::Receiver<Option<End<Found>>>,
}

impl<Of, Found> Begun<Of, Found> {
    /// How many broke off one after the other, as far as is known.
    fn breaks_so_far(&self) -> u32 {
        match &*self.run.borrow() {
            Some(End::BrokeOff { .. }) => self.breaks.saturating_add(1),
            Some(End::Known(_)) => 0,
            Some(End::Superseded) | None => self.breaks,
        }
    }

    /// Whether it broke off so short a time ago that it is not tried again yet.
    fn rests(&self) -> bool {
        let rest = REST_AFTER_BREAK * (1 << self.breaks.min(MOST_DOUBLINGS));
        matches!(&*self.run.borrow(), Some(End::BrokeOff { at }) if at.elapsed() < rest)
    }

    fn broke_off(&self) -> bool {
        matches!(&*self.run.borrow(), Some(End::BrokeOff { .. }))
    }
}

/// One kind of work: by a key, what was found or is being worked out, and what of.
pub(crate) struct Aside<Key, Of, Found> {
    what: &'static str,
    begun: Arc<Mutex<HashMap<Key, Begun<Of, Found>>>>,
    worker: Worker,
}

impl<Key, Of, Found> Aside<Key, Of, Found>
where
    Key: Clone + Debug + Eq + Hash + Send + Sync + 'static,
    Of: Clone + PartialEq + Send + Sync + 'static,
    Found: Clone + Send + Sync + 'static,
{
    /// Nothing yet, of a kind that the log calls so.
    pub(crate) fn new(what: &'static str, worker: Worker) -> Self {
        Self { what, begun: Arc::default(), worker }
    }

    fn begun(&self) -> MutexGuard<'_, HashMap<Key, Begun<Of, Found>>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The run for a key, begun where there is none of the same. One that broke off stands for some time, of whatever it was made:
    /// most that changes is not what it broke off for.
    pub(crate) fn run<Working>(&self, key: &Key, of: &Of, work: impl FnOnce() -> Working + Send + 'static) -> Run<Found>
    where
        Working: Future<Output = ServiceResult<Found>> + Send + 'static,
    {
        let mut begun = self.begun();
        let last = begun.get(key);
        if let Some(last) = last.filter(|last| if last.broke_off() { last.rests() } else { last.of == *of }) {
            return Run(last.run.clone());
        }
        let breaks = last.map_or(0, Begun::breaks_so_far);
        if begun.len() >= MOST_KEPT {
            begun.retain(|_, begun| begun.run.borrow().is_none() || begun.rests());
        }
        let (tell, run) = watch::channel(None);
        let id = Arc::new(());
        begun.insert(key.clone(), Begun { of: of.clone(), id: id.clone(), breaks, run: run.clone() });
        let turn = Turn { begun: self.begun.clone(), key: key.clone(), id };
        let (what, worker) = (self.what, self.worker.clone());
        // It goes on where whoever asked for it has left.
        tokio::spawn(async move {
            // A task of its own, so that a panic is the end of a run like any other.
            let named = turn.key.clone();
            let end = match tokio::spawn(async move { turn.take(worker, work).await }).await {
                Ok(end) => end,
                Err(panicked) => Err(ServiceError::fault("working aside", panicked)),
            };
            let end = end.unwrap_or_else(|error| {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::error!(key = ?named, %error, cause, "{what} broke off");
                End::BrokeOff { at: Instant::now() }
            });
            tell.send_replace(Some(end));
        });
        Run(run)
    }

    /// What was found for a key, where it was made of the same.
    pub(crate) fn known(&self, key: &Key, of: &Of) -> Option<Found> {
        let begun = self.begun();
        let end = begun.get(key).filter(|begun| begun.of == *of)?.run.borrow().clone();
        match end? {
            End::Known(found) => Some(found),
            End::Superseded | End::BrokeOff { .. } => None,
        }
    }

    /// Holds the worker, as a long run of something else does.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) async fn hold_worker(&self) -> ServiceResult<OwnedSemaphorePermit> {
        self.worker.take().await
    }

    /// Lets go of what came of a run that has ended, so that the next one begins anew; not of one that broke off, which rests.
    pub(crate) fn let_go(&self, key: &Key) {
        let mut begun = self.begun();
        if begun.get(key).is_some_and(|begun| begun.run.borrow().is_some() && !begun.broke_off()) {
            begun.remove(key);
        }
    }
}

/// Somebody's turn with the worker.
struct Turn<Key, Of, Found> {
    begun: Arc<Mutex<HashMap<Key, Begun<Of, Found>>>>,
    key: Key,
    id: Arc<()>,
}

impl<Key: Eq + Hash, Of, Found> Turn<Key, Of, Found> {
    /// Whether it is still asked for: another run begins where what it is made of changed while this one waited.
    fn is_wanted(&self) -> bool {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.get(&self.key).is_some_and(|begun| Arc::ptr_eq(&begun.id, &self.id))
    }

    async fn take<Working>(self, worker: Worker, work: impl FnOnce() -> Working) -> ServiceResult<End<Found>>
    where
        Working: Future<Output = ServiceResult<Found>>,
    {
        let _worker = worker.take().await?;
        if !self.is_wanted() {
            return Ok(End::Superseded);
        }
        work().await.map(End::Known)
    }
}

#[cfg(test)]
#[path = "aside_tests.rs"]
mod tests;
