//! The mark of a score or a value that somebody objects to, beside it in lists and on pages.

use crate::text::{objections, objections::Objections as Words, words_in};
use domain::{ids::ObjectionId, objection::ObjectionStateName, text::Language};
use leptos::prelude::*;

/// That an objection to the score waits, or was upheld because the edition is at fault; nothing where neither is known.
pub(crate) fn objected_mark(language: Language, state: Option<ObjectionStateName>) -> Option<impl IntoView + use<>> {
    let badge = |state| {
        view! { " "<span class="badge" data-state=objections::mark(state)>{objections::objected(language, state)}</span> }
    };
    state.map(badge)
}

/// That an objection changed the value, with the way to it, for those who may open it.
pub(crate) fn changed_mark(language: Language, by: Option<ObjectionId>) -> Option<impl IntoView + use<>> {
    by.map(|id| {
        let href = format!("/objections/{id}");
        view! { " · "<a href=href>{words_in::<Words>(language).changed_by}</a> }
    })
}
