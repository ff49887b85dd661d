//! Now, and chance: both injected, so that tests can set them. The only place that reads the machine's clock.

use chrono::{DateTime, Duration, SubsecRound, Utc};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// Where "now" comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that a test or the demonstration sets.
    Set(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// A clock that stands at an instant until it is moved.
    pub fn set(at: DateTime<Utc>) -> Self {
        Self::Set(Arc::new(Mutex::new(at)))
    }

    /// The present instant, to the microsecond that both databases keep.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Set(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    /// Whether somebody sets it, so that it decides before the database's clock does.
    pub(crate) fn is_set(&self) -> bool {
        matches!(self, Self::Set(_))
    }

    /// Moves a set clock; the machine's clock moves by itself.
    pub fn advance(&self, by: Duration) {
        if let Self::Set(at) = self {
            *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner) += by;
        }
    }
}

/// Where chance comes from.
#[derive(Clone, Debug, Default)]
pub enum Chance {
    /// The operating system.
    #[default]
    System,
    /// A seeded generator: the same identifiers every time, for the demonstration and for tests.
    Seeded(Arc<Mutex<rand::rngs::StdRng>>),
}

impl Chance {
    /// A generator that gives the same every time.
    pub fn seeded(seed: u64) -> Self {
        use rand::SeedableRng as _;
        Self::Seeded(Arc::new(Mutex::new(rand::rngs::StdRng::seed_from_u64(seed))))
    }

    /// Random bytes, from the operating system unless seeded.
    pub fn bytes<const COUNT: usize>(&self) -> [u8; COUNT] {
        use rand::{RngCore as _, TryRngCore as _};
        let mut bytes = [0; COUNT];
        match self {
            Self::System => rand::rngs::OsRng.unwrap_err().fill_bytes(&mut bytes),
            Self::Seeded(generator) => {
                generator.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(&mut bytes);
            }
        }
        bytes
    }

    /// Secret random bytes, always from the operating system: a seed that others know would give away every key.
    pub fn secret<const COUNT: usize>(&self) -> [u8; COUNT] {
        Self::System.bytes()
    }

    /// A random identifier.
    pub fn uuid(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid()
    }
}
