//! A list of one body and those below it alone: where it is, which body the address asks for, and that it is so.

use super::{
    as_written::mixed,
    indicator_way::ORGANISATION,
    round_picker::{in_same_round, with_value},
};
use crate::{
    context::PageContext,
    text::{narrowed, narrowed::Narrowed, words_in},
};
use domain::{ids::OrganisationCode, organisation::Organisation};
use leptos::prelude::*;
use service::{ServiceError, ServiceResult};

/// The address of a list, of one body and those below it where there is one.
pub(crate) fn below(address: &str, body: Option<&OrganisationCode>) -> String {
    body.map_or_else(|| address.to_owned(), |body| with_value(address, ORGANISATION, body.as_str()))
}

/// The body that the address asks for.
///
/// # Errors
/// What was asked for cannot be one.
pub(crate) fn asked_body(page: &PageContext) -> ServiceResult<Option<OrganisationCode>> {
    let asked = page.asked(ORGANISATION).map(|body| body.parse().map_err(|_| ServiceError::NotFound("organisation")));
    asked.transpose()
}

/// That a list holds only one body and those below it, with the way to its own page and to all.
pub(crate) fn only_below(page: &PageContext, body: &Organisation) -> impl IntoView + use<> {
    let words = words_in::<Narrowed>(page.language);
    let every = page.address_with(&[(ORGANISATION, ""), ("page", ""), ("after", "")]);
    let own = in_same_round(page, &format!("/organisations/{}", body.code));
    let only = narrowed::only_below(page.language, body.name.in_language(page.language));
    view! {
        <div class="notice">
            <p class="notice__title">{mixed(page.language, only)}</p>
            <p class="cluster"><a data-every-body="" href=every>{words.every_body}</a><a href=own>{words.own_page}</a></p>
        </div>
    }
}
