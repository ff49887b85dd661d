//! Places for trying what scores would be: each keeps a processor busy, and may hold the reports of a whole round.

use crate::{ServiceError, ServiceResult, Services};
use std::{sync::Arc, time::Duration};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many are worked out at the same time.
const AT_ONCE: usize = 2;
/// How long somebody waits for a place before they are asked to come back.
const PATIENCE: Duration = Duration::from_secs(10);

/// The places there are.
pub(crate) struct Rescoring(Arc<Semaphore>);

impl Default for Rescoring {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Rescoring {
    /// A place, once there is one.
    ///
    /// # Errors
    /// [`ServiceError::Busy`]: there is none for too long.
    pub(crate) async fn place(&self) -> ServiceResult<OwnedSemaphorePermit> {
        let place = tokio::time::timeout(PATIENCE, self.0.clone().acquire_owned()).await;
        let place = place.map_err(|_| ServiceError::Busy)?;
        place.map_err(|error| ServiceError::fault("waiting for a place to score anew", error))
    }
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
            held.push(rescoring.place().await.expect("a place"));
        }
        assert!(matches!(rescoring.place().await, Err(ServiceError::Busy)));
        let waiting = async {
            tokio::time::sleep(PATIENCE / 2).await;
            drop(held.pop());
        };
        let (place, ()) = tokio::join!(rescoring.place(), waiting);
        assert!(place.is_ok(), "one comes free in time");
    }
}
