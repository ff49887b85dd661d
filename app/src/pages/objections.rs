//! Objections that wait for an answer, and those that are over, of the reports that the reader may open.

use crate::{
    context::{self, PageContext},
    parts::{notice::failed, objection_table::objection_table, title::PageTitle},
    text::{objections, objections::Objections as Words, words_in},
};
use leptos::{either::Either, prelude::*};
use service::{ServiceResult, objections::Listing};

/// Objections.
#[component]
pub(crate) fn Objections() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match found(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(found) => Either::Right(page_of(&page, &found)),
        }
    })
}

async fn found(page: &PageContext) -> ServiceResult<Listing> {
    page.services.objections().list(page.actor()?).await
}

fn page_of(page: &PageContext, found: &Listing) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let left_out = (found.left_out > 0).then(|| view! { <p>{objections::left_out(language, found.left_out)}</p> });
    view! {
        <PageTitle title=words.title.to_owned() lead=words.lead/>
        <p class="headline__stamp">{objections::clock(language)}</p>
        {objection_table(language, &found.listed)}
        {left_out}
        <p><a href="/objections.csv" download="">{words.download}</a></p>
    }
}
