//! What stands between the network and the pages.

/// Choosing a language.
pub mod language;
