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

/// A status against the trajectory, in the word that tells why where there is none.
pub(crate) fn status_badge(status: Status, word: &'static str) -> impl IntoView {
    view! { <span class="badge" data-status=status.as_ref().to_owned()>{word}</span> }
}

/// The shape of a status around a place of a drawing: a disc, a triangle, a diamond, a dash for what does not apply, and a
/// ring for what is not known.
pub(crate) fn status_mark(status: &str, x: i64, y: i64) -> String {
    match status {
        "on_course" => format!("M{} {y}a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", x - 5),
        "at_risk" => format!("M{x} {}l5 10h-10z", y - 5),
        "off_course" => format!("M{x} {}l5 5-5 5-5-5z", y - 5),
        "not_applicable" => format!("M{} {}h10v2h-10z", x - 5, y - 1),
        _ => format!("M{} {y}a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", x - 4),
    }
}
