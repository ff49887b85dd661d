//! The way from the top to this page.

use super::as_written::mixed;
use crate::{
    context,
    text::{dashboards::Dashboards, parts::Parts, words_in},
};
use domain::text::Language;
use leptos::prelude::*;

/// A page on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Crumb {
    /// Its address.
    pub(crate) href: String,
    /// Its name.
    pub(crate) name: String,
}

impl Crumb {
    /// A page with its address.
    pub(crate) fn new(href: impl Into<String>, name: impl Into<String>) -> Self {
        Self { href: href.into(), name: name.into() }
    }

    /// The page of the country.
    pub(crate) fn national(language: Language) -> Self {
        Self::new("/national", words_in::<Dashboards>(language).national)
    }
}

/// The way from the top to the page with a name.
#[component]
pub(crate) fn Breadcrumbs(way: Vec<Crumb>, here: String) -> impl IntoView {
    let language = context::page().language;
    let words = words_in::<Parts>(language);
    let passed = way.into_iter().map(|crumb| {
        view! { <li class="breadcrumbs__item"><a href=crumb.href>{mixed(language, crumb.name)}</a></li> }
    });
    view! {
        <nav class="breadcrumbs" aria-label=words.breadcrumbs>
            <ol class="breadcrumbs__list">
                {passed.collect_view()}
                <li class="breadcrumbs__item" aria-current="page">{mixed(language, here)}</li>
            </ol>
        </nav>
    }
}
