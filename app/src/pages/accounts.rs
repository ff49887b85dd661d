//! Everybody's accounts, as far as one administers them.

use crate::{
    context::{self, PageContext},
    parts::{
        filters::{Filters, SearchField},
        grants::grant_list,
        notice::failed,
        title::PageTitle,
    },
    text::{accounts::Accounts as Words, words_in},
};
use domain::{organisation::OrganisationTree, text::Language};
use leptos::{either::Either, prelude::*};
use service::{ServiceResult, accounts::AccountSummary};
use std::sync::Arc;

/// How many accounts stand on a page.
const ON_PAGE: usize = 50;

/// Everybody's accounts.
#[component]
pub(crate) fn Accounts() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok((tree, found)) => Either::Right(page_of(&page, &tree, found)),
        }
    })
}

async fn read(page: &PageContext) -> ServiceResult<(Arc<OrganisationTree>, Vec<AccountSummary>)> {
    let actor = page.actor()?;
    let (search, after) = (page.asked("q"), page.asked("after"));
    let most = i64::try_from(ON_PAGE + 1).unwrap_or(i64::MAX);
    let found = page.services.accounts().list(actor, search.as_deref(), after.as_deref(), most).await?;
    Ok((page.services.organisations().tree(actor).await?, found))
}

fn page_of(page: &PageContext, tree: &OrganisationTree, mut found: Vec<AccountSummary>) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let has_more = found.len() > ON_PAGE;
    found.truncate(ON_PAGE);
    let end = found.last().filter(|_| has_more).map(|account| account.email.to_string());
    let on = end.map(|email| page.address_with(&[("after", &email)]));
    let first = page.asked("after").map(|_| page.address_with(&[("after", "")]));
    let pages = (on.is_some() || first.is_some()).then(|| {
        view! {
            <nav class="pagination" aria-label=words.pages>
                <div class="pagination__list">
                    {first.map(|href| view! { <a class="pagination__link" href=href>{words.first_page}</a> })}
                    {on.map(|href| view! { <a class="pagination__link" href=href rel="next">{words.next_page}</a> })}
                </div>
            </nav>
        }
    });
    let list = if found.is_empty() {
        Either::Left(view! {
            <div class="empty">
                <h2 class="empty__title">{words.none}</h2>
                <p>{words.none_why}</p>
            </div>
        })
    } else {
        Either::Right(table_of(language, tree, found))
    };
    let searched = page.asked("q").unwrap_or_default();
    view! {
        <PageTitle title=words.title.to_owned() lead=words.lead>
            <a class="button button--primary" href="/accounts/new">{words.add}</a>
        </PageTitle>
        <Filters label=words.search button=words.show>
            <SearchField name="q" label=words.search_words value=searched/>
        </Filters>
        {list}
        {pages}
    }
}

fn table_of(language: Language, tree: &OrganisationTree, found: Vec<AccountSummary>) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let row = |account: AccountSummary| {
        let grants = if account.grants.is_empty() {
            Either::Left(words.no_roles)
        } else {
            Either::Right(grant_list(language, tree, &account.grants))
        };
        view! {
            <tr>
                <th scope="row">
                    <a href=format!("/accounts/{}", account.id)>{account.name.clone()}</a>
                    " "<span class="table__sub">{account.email.to_string()}</span>
                </th>
                <td data-label=words.roles>{grants}</td>
                <td class="table__fit" data-label=words.state>{state_badge(language, &account)}</td>
            </tr>
        }
    };
    view! {
        <div class="table-region" role="region" aria-labelledby="accounts-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="accounts-caption">{words.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.person}</th>
                        <th scope="col">{words.roles}</th>
                        <th scope="col">{words.state}</th>
                    </tr>
                </thead>
                <tbody>{found.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// Whether somebody may sign in.
pub(crate) fn state_badge(language: Language, account: &AccountSummary) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let (state, word) = if account.disabled_at.is_some() {
        ("closed", words.disabled)
    } else if account.must_change {
        ("explain", words.must_change)
    } else {
        ("filled", words.active)
    };
    view! { <span class="badge" data-state=state>{word}</span> }
}
