//! The rounds there are: when each opens, is due and closes, and what it is now.

use crate::{
    context::{self, PageContext},
    parts::{notice::failed, title::PageTitle},
    text::{calendar, calendar::Calendar as Words, format, round_rules::RoundRules, words_in},
};
use chrono::{DateTime, Utc};
use domain::{access::Action, ids::OrganisationCode, text::Language};
use leptos::{either::Either, prelude::*};
use service::{Actor, ServiceResult, rounds::RoundNow};

/// How many rounds are shown: three years of quarters.
const MOST: i64 = 12;

/// The calendar.
#[component]
pub(crate) fn Calendar() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(rounds) => Either::Right(page_of(&page, rounds)),
        }
    })
}

async fn read(page: &PageContext) -> ServiceResult<Vec<RoundNow>> {
    page.services.rounds().latest(page.actor()?, MOST).await
}

/// Whether somebody may open rounds and move their windows.
pub(crate) fn manages(actor: Option<&Actor>) -> bool {
    actor.is_some_and(|actor| actor.may_somewhere(Action::ManageRounds))
}

/// Whether somebody may see and set who is reminded of what: that is about everybody below the root.
pub(crate) fn may_remind(actor: Option<&Actor>, root: &OrganisationCode) -> bool {
    actor.is_some_and(|actor| actor.may(Action::ManageRounds, std::slice::from_ref(root)))
}

fn page_of(page: &PageContext, rounds: Vec<RoundNow>) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let at = page.services.now();
    let manages = manages(page.actor.as_ref());
    let more = if manages { words.manage } else { words.see };
    let list = if rounds.is_empty() {
        Either::Left(view! {
            <div class="empty">
                <h2 class="empty__title">{words.none}</h2>
                <p>{words.none_why}</p>
            </div>
        })
    } else {
        let item = |round: RoundNow| item_of(language, &round, at, more);
        Either::Right(view! { <ol class="rounds">{rounds.into_iter().map(item).collect_view()}</ol> })
    };
    view! {
        <PageTitle title=words.title.to_owned() lead=words.lead>
            <a class="button" href="/calendar/rules">{words_in::<RoundRules>(language).to_rules}</a>
            {manages.then(|| view! { <a class="button button--primary" href="/calendar/new">{words.add}</a> })}
        </PageTitle>
        {list}
    }
}

fn item_of(language: Language, now: &RoundNow, at: DateTime<Utc>, more: &'static str) -> impl IntoView + use<> {
    let (state, word) = calendar::state(language, now.state, at);
    let href = format!("/calendar/{}", now.round.code);
    let period = format::period(language, now.round.period);
    view! {
        <li class="round" data-state=frame(state)>
            <div class="round__head">
                <h2>{period.clone()}</h2>
                <span class="badge" data-state=state>{word}</span>
            </div>
            {dates(language, now, at)}
            <p class="round__actions">
                <a class="button button--small" href=href>{more}<span class="visually-hidden">" "{period}</span></a>
            </p>
        </li>
    }
}

/// The state of the frame around a round, which knows fewer than its badge.
pub(crate) fn frame(state: &'static str) -> &'static str {
    if state == "soon" { "open" } else { state }
}

/// The instants of a round, and what comes next.
pub(crate) fn dates(language: Language, now: &RoundNow, at: DateTime<Utc>) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let window = now.round.window;
    let date = |name: &'static str, at: DateTime<Utc>| {
        view! {
            <div>
                <dt class="round__date-name">{name}</dt>
                <dd><time datetime=at.to_rfc3339()>{format::instant(language, at)}</time></dd>
            </div>
        }
    };
    view! {
        <dl class="round__dates">
            {date(words.opens, window.opens_at())}
            {date(words.due, window.due_at())}
            {date(words.closes, window.closes_at())}
        </dl>
        <p>{calendar::countdown(language, now.state, at)}</p>
    }
}
