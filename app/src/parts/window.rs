//! What a round's window is now.

use crate::{context, text::dashboards};
use domain::window::WindowState;
use leptos::prelude::*;

/// What a window is now, as a shape with its word.
#[component]
pub(crate) fn WindowBadge(state: WindowState) -> impl IntoView {
    let name = match state {
        WindowState::Upcoming { .. } => "planned",
        WindowState::Open { .. } => "open",
        WindowState::Grace { .. } => "grace",
        WindowState::Closed { .. } => "closed",
    };
    view! { <span class="badge" data-state=name>{dashboards::window(context::page().language, state)}</span> }
}
