//! The state of a report, as a shape with its word.

use crate::{context, text::states};
use domain::{status::Status, submission::StateName};
use leptos::prelude::*;

/// The state of a report.
#[component]
pub(crate) fn StateBadge(state: StateName) -> impl IntoView {
    let word = states::state(context::page().language, state);
    view! { <span class="badge" data-state=state.as_ref().to_owned()>{word}</span> }
}

/// A status against the trajectory.
#[component]
pub(crate) fn StatusBadge(status: Status) -> impl IntoView {
    let word = states::status(context::page().language, status);
    view! { <span class="badge" data-status=status.as_ref().to_owned()>{word}</span> }
}
