//! The button that prints a dashboard; the style sheet makes paper of the page.

use crate::{
    context,
    islands::print::Print,
    text::{parts::Parts, words_in},
};
use leptos::prelude::*;

/// Hidden until the island has come: without it the browser's own menu prints the same.
#[component]
pub(crate) fn PrintButton() -> impl IntoView {
    let words = words_in::<Parts>(context::page().language);
    view! {
        <button class="button" type="button" id="print" hidden>{words.print}</button>
        <Print/>
    }
}
