//! The mark of a score or a value that somebody objects to, beside it in lists and on pages.

use crate::text::objections;
use domain::{objection::ObjectionStateName, text::Language};
use leptos::prelude::*;

/// That an objection to the score waits, or was upheld because the edition is at fault; nothing where neither is known.
pub(crate) fn objected_mark(language: Language, state: Option<ObjectionStateName>) -> Option<impl IntoView + use<>> {
    let badge = |state| {
        view! { " "<span class="badge" data-state=objections::mark(state)>{objections::objected(language, state)}</span> }
    };
    state.map(badge)
}
