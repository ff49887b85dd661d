//! Calendar programs' feeds: one's own, a form that makes one, and the page that shows a new one.

use crate::{
    context,
    parts::{actions::actions_heading, shown_once::shown_once, title::PageTitle},
    text::{feeds::Feeds as Words, format, words_in},
};
use domain::{ids::OrganisationCode, organisation::OrganisationTree, text::Language};
use leptos::{either::Either, prelude::*};
use service::feeds::Feed;

/// One's own feeds, each with a button to take it back.
pub(crate) fn feed_table(language: Language, tree: &OrganisationTree, feeds: &[Feed]) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    if feeds.is_empty() {
        return Either::Left(view! { <p>{words.none}</p> });
    }
    let row = |feed: &Feed| {
        let body = tree.get(&feed.organisation);
        let name =
            body.map_or_else(|| feed.organisation.to_string(), |body| body.name.in_language(language).to_owned());
        view! {
            <tr>
                <th scope="row"><a href=format!("/organisations/{}", feed.organisation)>{name.clone()}</a></th>
                <td data-label=words.created>{format::instant(language, feed.created_at)}</td>
                <td class="table__fit">
                    <form method="post" action="/do/feeds/revoke">
                        <input type="hidden" name="feed" value=feed.id.to_string()/>
                        <button class="button button--small">
                            {words.revoke}<span class="visually-hidden">" "{name}</span>
                        </button>
                    </form>
                </td>
            </tr>
        }
    };
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby="feeds-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="feeds-caption">{words.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.organisation}</th>
                        <th scope="col">{words.created}</th>
                        {actions_heading(language)}
                    </tr>
                </thead>
                <tbody>{feeds.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    })
}

/// A button that makes a feed of a body's deadlines.
pub(crate) fn make_feed(language: Language, organisation: &OrganisationCode) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/do/feeds/create">
            <input type="hidden" name="organisation" value=organisation.to_string()/>
            <button class="button button--small">{words_in::<Words>(language).make}</button>
        </form>
    }
}

/// The address of a feed that was just made, which is shown this once.
#[component]
pub(crate) fn NewFeed(address: String) -> impl IntoView {
    let words = words_in::<Words>(context::page().language);
    view! {
        <PageTitle title=words.made_title.to_owned() lead=words.made_lead/>
        {shown_once("address", words.address, address)}
        <div class="notice notice--warning"><p>{words.secret}</p></div>
        <p><a href="/account">{words.to_account}</a></p>
    }
}
