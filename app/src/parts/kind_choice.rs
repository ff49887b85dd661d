//! Chooses a kind of bodies, and says that a list is of one kind alone.

use super::{
    filters::Choice,
    round_picker::{KIND, with_value},
};
use crate::{
    context::PageContext,
    text::{narrowed, narrowed::Narrowed, organisations, organisations::Organisations, words_in},
};
use domain::{organisation::OrganisationKind, text::Language};
use leptos::prelude::*;

/// Every kind, and each of some.
pub(crate) fn kind_choices(language: Language, kinds: &[OrganisationKind]) -> Vec<Choice> {
    let every = Choice { value: String::new(), name: words_in::<Organisations>(language).every_kind.to_owned() };
    let choice = |kind: &OrganisationKind| Choice {
        value: kind.as_ref().to_owned(),
        name: organisations::kind(language, *kind).to_owned(),
    };
    std::iter::once(every).chain(kinds.iter().map(choice)).collect()
}

/// The address of a page that can be narrowed to a kind, narrowed to it where there is one.
pub(crate) fn with_kind(address: &str, kind: Option<OrganisationKind>) -> String {
    kind.map_or_else(|| address.to_owned(), |kind| with_value(address, KIND, kind.as_ref()))
}

/// That a list holds only bodies of one kind, with the way to all.
pub(crate) fn only_kind(page: &PageContext, kind: OrganisationKind) -> impl IntoView + use<> {
    let every = page.address_with(&[(KIND, ""), ("page", ""), ("after", "")]);
    view! {
        <div class="notice">
            <p class="notice__title">{narrowed::only_kind(page.language, kind)}</p>
            <p><a data-whole="" href=every>{words_in::<Narrowed>(page.language).every_kind}</a></p>
        </div>
    }
}
