//! What stands between the network and the pages.

/// From where a request comes.
pub(crate) mod address;
/// Every address that is neither a page nor a command, and who reaches it.
pub mod addresses;
/// HTTP API v1.
pub mod api;
/// Documents that answer a form or tell of an error.
mod document;
/// Words for answers that have none.
pub(crate) mod errors;
/// Whether the process lives and the database answers.
mod health;
/// A form that arrives after its session has ended.
mod kept;
/// Choosing a language.
mod language;
/// Paths of ours to go back to.
mod own_path;
/// Who is signed in.
pub(crate) mod session;
/// Signing in and out.
mod sign_in;
/// What every handler and layer can reach.
pub mod site;
