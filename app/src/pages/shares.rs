//! The links that one made to pages, and for administrators those of people below them.

use crate::{
    context::{self, PageContext},
    parts::{notice::failed, share::share_table, title::PageTitle},
    text::{shares::Shares as Words, words_in},
};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceResult,
    shares::{NamedShare, PageNames, Share},
};

/// The lists.
#[component]
pub(crate) fn Shares() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match found(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok((own, others, names)) => Either::Right(page_of(&page, own, others, &names)),
        }
    })
}

async fn found(page: &PageContext) -> ServiceResult<(Vec<Share>, Vec<NamedShare>, PageNames)> {
    let actor = page.actor()?;
    let shares = page.services.shares();
    let (own, others) = (shares.list(actor).await?, shares.list_of_others(actor).await?);
    let pages: Vec<_> = own.iter().chain(others.iter().map(|other| &other.share)).map(|share| &share.page).collect();
    let names = shares.names(actor, &pages).await?;
    Ok((own, others, names))
}

fn page_of(page: &PageContext, own: Vec<Share>, others: Vec<NamedShare>, names: &PageNames) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let own: Vec<_> = own.into_iter().map(|share| (share, None)).collect();
    let others: Vec<_> = others.into_iter().map(|named| (named.share, Some(named.name))).collect();
    let others = (!others.is_empty()).then(|| {
        view! {
            <section class="stack">
                <h2 id="others">{words.others}</h2>
                {share_table(language, (&others, names), "others-caption", words.others)}
            </section>
        }
    });
    view! {
        <PageTitle title=words.title.to_owned() lead=words.lead/>
        // The table has the same name, and two regions of one name cannot be told apart.
        <section class="stack">
            <h2 id="mine">{words.mine}</h2>
            {share_table(language, (&own, names), "mine-caption", words.mine)}
        </section>
        {others}
    }
}
