//! Prints the page that is looked at. The button is hidden as the server writes it: without scripts the browser's own menu
//! prints the same.

use leptos::prelude::*;

/// Shows the buttons that print, and listens to them.
#[island]
pub fn Print() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    button::begin();
}

#[cfg(feature = "hydrate")]
#[path = "print/button.rs"]
mod button;
