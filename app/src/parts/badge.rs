//! The state of a report, as a shape with its word.

use crate::{context, text::states};
use domain::{
    status::Status,
    submission::{StateName, Submission},
    text::Language,
};
use leptos::prelude::*;

/// The state of a report.
#[component]
pub(crate) fn StateBadge(state: StateName) -> impl IntoView {
    let word = states::state(context::page().language, state);
    view! { <span class="badge" data-state=state.as_ref().to_owned()>{word}</span> }
}

/// Where a report is on its way; one that was opened again is no ordinary draft.
pub(crate) fn report_badge(language: Language, submission: &Submission) -> impl IntoView + use<> {
    let state = submission.state.name();
    let (mark, word) = if submission.is_reopened() {
        (StateName::Returned, states::reopened(language))
    } else {
        (state, states::state(language, state))
    };
    view! { <span class="badge" data-state=mark.as_ref().to_owned()>{word}</span> }
}

/// A status against the trajectory.
#[component]
pub(crate) fn StatusBadge(status: Status) -> impl IntoView {
    let word = states::status(context::page().language, status);
    view! { <span class="badge" data-status=status.as_ref().to_owned()>{word}</span> }
}
