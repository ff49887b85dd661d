//! Level 3: what runs. The web server around the pages, and the command line.

/// Which request goes where, through which layers.
pub mod router;
/// What stands between the network and the pages.
pub mod web;
