//! What a page shows this once, to be copied: whole, however long it is.

use leptos::prelude::*;

/// The text below its label; a press selects all of it.
pub(crate) fn shown_once(id: &'static str, label: &'static str, text: String) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for=id>{label}</label>
            <output class="field__once" id=id>{text}</output>
        </div>
    }
}
