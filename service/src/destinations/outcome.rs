//! What came of setting a destination, and of handing over.

use super::NotHanded;
use domain::ids::SnapshotCode;

/// What came of setting a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// There was none of this name.
    New,
    /// The one of this name was set anew.
    Changed,
}

/// What came of handing over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handed {
    /// How many things were handed over.
    pub handed: u64,
    /// What failed.
    pub failed: Vec<NotHanded>,
    /// The snapshots that everybody may read and that wait for their files; the oldest first.
    pub unmade: Vec<Unmade>,
}

/// A snapshot that everybody may read and that lacks files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmade {
    /// Which one.
    pub snapshot: SnapshotCode,
    /// What could not be made at the last try, with the codes why; empty where all that it lacks is still being made.
    pub failed: Vec<String>,
}
