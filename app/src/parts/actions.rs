//! The heading over a column of buttons, for those who listen.

use crate::text::{parts::Parts, words_in};
use domain::text::Language;
use leptos::prelude::*;

/// The heading.
pub(crate) fn actions_heading(language: Language) -> impl IntoView + use<> {
    view! { <th scope="col"><span class="visually-hidden">{words_in::<Parts>(language).actions}</span></th> }
}
