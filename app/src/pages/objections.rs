//! Objections that wait for an answer, and those that are over, of the reports that the reader may open.

use crate::{
    context::{self, PageContext},
    parts::{notice::failed, objection_table::objection_table, title::PageTitle},
    text::{objections, objections::Objections as Words, words_in},
};
use leptos::{either::Either, prelude::*};
use service::{ServiceResult, objections::ListedObjection};

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

async fn found(page: &PageContext) -> ServiceResult<Vec<ListedObjection>> {
    page.services.objections().list(page.actor()?).await
}

fn page_of(page: &PageContext, found: &[ListedObjection]) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    view! {
        <PageTitle title=words.title.to_owned() lead=words.lead/>
        <p class="headline__stamp">{objections::clock(language)}</p>
        {objection_table(language, found)}
    }
}
