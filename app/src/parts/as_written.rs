//! What people and sources wrote, told apart from the language of the page for those who listen.

use crate::{context, text};
use domain::text::Language;
use leptos::{either::Either, prelude::*};

/// A text as it was written, marked as Thai on a page that is not.
pub(crate) fn as_written(written: String) -> impl IntoView + use<> {
    let is_foreign = context::page().language == Language::En && text::is_thai(&written);
    if is_foreign { Either::Left(view! { <span lang="th">{written}</span> }) } else { Either::Right(written) }
}
