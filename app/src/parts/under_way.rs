//! That something takes longer than a page may, and how to look again.

use crate::text::{parts::Parts, words_in};
use domain::text::Language;
use leptos::prelude::*;

/// What is under way, and why it takes a while; `again` is the address to look at again.
pub(crate) fn under_way(language: Language, what: &'static str, why: String, again: String) -> impl IntoView + use<> {
    let words = words_in::<Parts>(language);
    view! {
        <div class="notice">
            <p class="notice__title">{what}</p>
            <p>{why}</p>
            <p><a class="button" href=again>{words.again}</a></p>
        </div>
    }
}
