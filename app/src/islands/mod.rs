//! The little that moves in the browser. A page without it is complete; an island only makes it quicker.

/// Saves a report while somebody types.
pub mod autosave;
/// Prints a page.
pub mod print;
#[cfg(feature = "hydrate")]
mod storage;
/// What this browser keeps of one's texts that were never sent.
pub mod unsent;
