//! The links that one made to pages, and for administrators those of people below them.

use crate::{
    context::{self, PageContext},
    parts::{notice::failed, share::share_table, title::PageTitle},
    text::{shares::Shares as Words, words_in},
};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceResult,
    shares::{NamedShare, Share},
};

/// The lists.
#[component]
pub(crate) fn Shares() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match found(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok((own, others)) => Either::Right(page_of(&page, own, others)),
        }
    })
}

async fn found(page: &PageContext) -> ServiceResult<(Vec<Share>, Vec<NamedShare>)> {
    let actor = page.actor()?;
    let shares = page.services.shares();
    Ok((shares.list(actor).await?, shares.list_of_others(actor).await?))
}

fn page_of(page: &PageContext, own: Vec<Share>, others: Vec<NamedShare>) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let own: Vec<_> = own.into_iter().map(|share| (share, None)).collect();
    let others: Vec<_> = others.into_iter().map(|named| (named.share, Some(named.name))).collect();
    let others = (!others.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="others">
                <h2 id="others">{words.others}</h2>
                {share_table(language, &others, "others-caption", words.others)}
            </section>
        }
    });
    view! {
        <PageTitle title=words.title.to_owned() lead=words.lead/>
        <section class="stack" aria-labelledby="mine">
            <h2 id="mine">{words.mine}</h2>
            {share_table(language, &own, "mine-caption", words.mine)}
        </section>
        {others}
    }
}
