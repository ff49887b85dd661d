//! Links to pages: the form at the end of a page that makes one, the page that shows a new one, and the lists.

use super::{
    actions::actions_heading,
    as_written::as_written,
    filters::{Choice, ChoiceField},
};
use crate::{
    context,
    parts::{shown_once::shown_once, title::PageTitle},
    text::{format, shares, shares::Shares as Words, words_in},
};
use domain::{
    share::{Lasts, SharedPage},
    text::Language,
};
use leptos::{either::Either, prelude::*};
use service::shares::{Ended, PageNames, Share};
use strum::IntoEnumIterator as _;

/// Makes a link to the page above; nothing where it is none that can be shared, was shared itself, or is not shown as of the
/// instant that was asked for. Beside a page that is not found it is hidden: that is known only once the page is written.
#[component]
pub(crate) fn ShareThisPage() -> impl IntoView {
    let page = use_context::<context::PageContext>()?;
    if !page.is_signed_in() || page.answers_a_form || page.past_refused.is_some() {
        return None;
    }
    let address = if page.query.is_empty() { page.path.clone() } else { format!("{}?{}", page.path, page.query) };
    let shared: SharedPage = address.parse().ok()?;
    let words = words_in::<Words>(page.language);
    let choice = |lasts: Lasts| Choice { value: lasts.as_ref().to_owned(), name: shares::lasts(page.language, lasts) };
    let choices = Lasts::iter().map(choice).collect();
    Some(view! {
        <details class="disclosure share">
            <summary class="disclosure__name">{words.share}</summary>
            <form class="disclosure__body stack" method="post" action="/do/shares/create">
                <p>{words.share_why}</p>
                <input type="hidden" name="page" value=shared.to_string()/>
                <ChoiceField name="lasts" label=words.lasts choices chosen=Lasts::default().as_ref()/>
                <p class="cluster">
                    <button class="button button--primary">{words.make}</button>
                    <a href="/shares">{words.to_list}</a>
                </p>
            </form>
        </details>
    })
}

/// The address of a link that was just made, which is shown this once.
#[component]
pub(crate) fn NewShare(address: String, share: Share, names: PageNames) -> impl IntoView {
    let language = context::page().language;
    let words = words_in::<Words>(language);
    let (Share { page, expires_at, .. }, names) = (share, names);
    let until = format!("{} {}", words.until, format::instant(language, expires_at));
    view! {
        <PageTitle title=words.made_title.to_owned() lead=words.made_lead/>
        <p>{shares::page_name(language, &page, &names)}" · "{until}</p>
        {shown_once("address", words.address, address)}
        <div class="notice notice--warning"><p>{words.secret}</p></div>
        <p class="cluster">
            <a href=page.to_string()>{words.to_page}</a>
            <a href="/shares">{words.to_list}</a>
        </p>
    }
}

/// That a link counts no more, since when, and who can make another one.
#[component]
pub(crate) fn EndedShare(ended: Ended) -> impl IntoView {
    let language = context::page().language;
    let Ended { end, at, by } = ended;
    view! {
        <PageTitle title=shares::ended_title(language, end).to_owned()/>
        <p>{shares::ended(language, end, at)}</p>
        <p>{as_written(shares::ask(language, by.as_deref()))}</p>
    }
}

/// Links, each with a button to take it back; with the names of their owners where they are somebody else's.
pub(crate) fn share_table(
    language: Language,
    (shares, names): (&[(Share, Option<String>)], &PageNames),
    id: &'static str,
    caption: &'static str,
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    if shares.is_empty() {
        return Either::Left(view! { <p>{words.none}</p> });
    }
    let is_named = shares.iter().any(|(_, name)| name.is_some());
    let row = |(share, name): &(Share, Option<String>)| {
        let page = shares::page_name(language, &share.page, names);
        let filters = shares::filters(language, &share.page, names);
        let filters = filters.map(|filters| view! { <span class="table__sub">{filters}</span> });
        let used = share.last_used_at.map_or_else(|| words.never.to_owned(), |at| format::instant(language, at));
        let name = name.clone().map(|name| view! { <td data-label=words.who>{as_written(name)}</td> });
        view! {
            <tr>
                <th scope="row"><a href=share.page.to_string()>{page.clone()}</a>" "{filters}</th>
                {name}
                <td data-label=words.created>{format::instant(language, share.created_at)}</td>
                <td data-label=words.until>{format::instant(language, share.expires_at)}</td>
                <td data-label=words.used>{used}</td>
                <td class="table__fit">
                    <form method="post" action="/do/shares/revoke">
                        <input type="hidden" name="share" value=share.id.to_string()/>
                        <button class="button button--small">
                            {words.revoke}<span class="visually-hidden">" "{page}</span>
                        </button>
                    </form>
                </td>
            </tr>
        }
    };
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby=id tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id=id>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.page}</th>
                        {is_named.then(|| view! { <th scope="col">{words.who}</th> })}
                        <th scope="col">{words.created}</th>
                        <th scope="col">{words.until}</th>
                        <th scope="col">{words.used}</th>
                        {actions_heading(language)}
                    </tr>
                </thead>
                <tbody>{shares.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    })
}
