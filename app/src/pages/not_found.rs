//! An address that shows nothing.

use crate::{
    context::PageContext,
    parts::title::PageTitle,
    text::{shell::Shell, words_in},
};
use leptos::prelude::*;

/// 404.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    use_context::<PageContext>().map(|page| {
        let words = words_in::<Shell>(page.language);
        view! {
            <PageTitle title=words.not_found.to_owned() lead=words.not_found_why.to_owned()/>
            <p><a href="/">{words.to_start}</a></p>
        }
    })
}
