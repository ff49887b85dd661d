//! My work: what waits for me, one list for each of my roles.

use crate::{
    context,
    parts::{badge::StateBadge, notice::failed, title::PageTitle},
    text::{format, words_in, work::Work as WorkWords},
};
use domain::{access::Role, text::Language};
use leptos::{either::Either, prelude::*};
use service::inbox::{InboxItem, InboxList};

/// My work.
#[component]
pub(crate) fn Work() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        let inbox = match page.actor() {
            Ok(actor) => page.services.inbox(actor).await,
            Err(error) => Err(error),
        };
        match inbox {
            Err(error) => Either::Left(failed(error)),
            Ok(lists) => Either::Right(lists_of(page.language, lists)),
        }
    })
}

fn lists_of(language: Language, lists: Vec<InboxList>) -> impl IntoView {
    let words = words_in::<WorkWords>(language);
    let is_empty = lists.iter().all(|list| list.items.is_empty());
    let lists = lists.into_iter().filter(|list| !list.items.is_empty());
    view! {
        <PageTitle title=words.title.to_owned()/>
        {is_empty.then(|| view! { <div class="empty"><p class="empty__title">{words.nothing}</p></div> })}
        {lists.map(|list| list_of(language, list)).collect_view()}
    }
}

fn list_of(language: Language, list: InboxList) -> impl IntoView {
    let words = words_in::<WorkWords>(language);
    let heading = match list.role {
        Role::Approver => words.to_approve,
        Role::Coordinator => words.to_endorse,
        Role::Reviewer => words.to_review,
        Role::Reporter | Role::Administrator | Role::Executive => words.to_report,
    };
    view! {
        <section class="stack">
            <h2>{heading}</h2>
            <ul class="inbox">{list.items.into_iter().map(|item| item_of(language, item)).collect_view()}</ul>
            {list.has_more.then_some(words.more)}
        </section>
    }
}

fn item_of(language: Language, item: InboxItem) -> impl IntoView {
    let words = words_in::<WorkWords>(language);
    let round = &item.round.round;
    let href = format!("/reports/{}/{}", round.code, item.agency.code);
    let due = format!("{} {}", words.due, format::instant(language, round.window.due_at()));
    view! {
        <li class="inbox__item">
            <a class="inbox__link" href=href>{item.agency.name.in_language(language).to_owned()}</a>
            <span class="inbox__where">{format::period(language, round.period)}</span>
            <StateBadge state=item.submission.state.name()/>
            <span class="inbox__due">{due}</span>
        </li>
    }
}
