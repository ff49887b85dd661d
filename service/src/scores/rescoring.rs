//! Places for trying what scores would be: each keeps a processor busy, and some hold the reports of a whole round.

use crate::{ServiceError, ServiceResult, Services};
use std::{num::NonZero, sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many rounds are scored anew at the same time.
const AT_ONCE: usize = 2;
/// How long somebody waits for a place before they are asked to come back.
const PATIENCE: Duration = Duration::from_secs(10);

/// The places there are. Whoever tries one body never waits for those who score a whole round, which takes seconds.
pub(crate) struct Rescoring {
    of_rounds: Arc<Semaphore>,
    /// As many as there are processors.
    of_one: Arc<Semaphore>,
}

impl Default for Rescoring {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self { of_rounds: Arc::new(Semaphore::new(AT_ONCE)), of_one: Arc::new(Semaphore::new(processors)) }
    }
}

impl Rescoring {
    /// A place for scoring all bodies of a round anew, once there is one.
    ///
    /// # Errors
    /// [`ServiceError::Busy`]: there is none for too long.
    pub(crate) async fn place_for_round(&self) -> ServiceResult<OwnedSemaphorePermit> {
        place(&self.of_rounds).await
    }

    /// A place for trying what one body needs, once there is one.
    ///
    /// # Errors
    /// [`ServiceError::Busy`]: there is none for too long.
    pub(crate) async fn place_for_one(&self) -> ServiceResult<OwnedSemaphorePermit> {
        place(&self.of_one).await
    }
}

async fn place(places: &Arc<Semaphore>) -> ServiceResult<OwnedSemaphorePermit> {
    let place = tokio::time::timeout(PATIENCE, places.clone().acquire_owned()).await;
    let place = place.map_err(|_| ServiceError::Busy)?;
    place.map_err(|error| ServiceError::fault("waiting for a place to score anew", error))
}

impl Services {
    pub(crate) fn rescoring(&self) -> &Rescoring {
        &self.inner.rescoring
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn whoever_finds_no_place_is_told_so_after_a_wait_and_never_hangs() {
        let rescoring = Rescoring::default();
        let mut held = Vec::new();
        for _ in 0..AT_ONCE {
            held.push(rescoring.place_for_round().await.expect("a place"));
        }
        assert!(matches!(rescoring.place_for_round().await, Err(ServiceError::Busy)));
        assert!(rescoring.place_for_one().await.is_ok(), "one body waits for no round");
        let waiting = async {
            tokio::time::sleep(PATIENCE / 2).await;
            drop(held.pop());
        };
        let (place, ()) = tokio::join!(rescoring.place_for_round(), waiting);
        assert!(place.is_ok(), "one comes free in time");
    }
}
