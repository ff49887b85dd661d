//! Saves a report while somebody types. The form is the server's and complete without this: the island listens to it,
//! sends what was changed a moment ago to where the form goes anyway, and puts the pieces that come back in their
//! places. What is not sent yet is kept in the browser, and comes back when the page is opened again; without a connection
//! the rules of the domain speak here.

use leptos::prelude::*;

/// Listens to the form of a report.
#[island]
pub fn Autosave() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    typing::Typing::begin();
}

#[cfg(feature = "hydrate")]
#[path = "autosave/form.rs"]
mod form;
#[cfg(feature = "hydrate")]
#[path = "autosave/keep.rs"]
mod keep;
#[cfg(feature = "hydrate")]
#[path = "autosave/rules.rs"]
mod rules;
#[cfg(feature = "hydrate")]
#[path = "autosave/typing.rs"]
mod typing;

#[cfg(feature = "hydrate")]
pub(super) use typing::{ASKED, on};
