//! What this browser keeps of one's texts that were never sent: told on every page, shown where the report takes them no
//! more, and asked about before signing out, since others may sit down at the same machine.

use leptos::prelude::*;

/// Looks at what the browser keeps for whoever is signed in.
#[island]
pub fn Unsent() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    left::Left::begin();
}

#[cfg(feature = "hydrate")]
#[path = "unsent/left.rs"]
mod left;
