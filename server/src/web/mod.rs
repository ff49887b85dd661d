//! What stands between the network and the pages.

/// HTTP API v1.
pub mod api;
/// Choosing a language.
pub mod language;
