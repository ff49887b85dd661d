//! Outgoing mail: what waits, what was sent, what came back, and sending it once more.

use crate::{
    context::{self, PageContext},
    parts::{
        actions::actions_heading,
        breadcrumbs::{Breadcrumbs, Crumb},
        notice::failed,
        pagination::{Pagination, Slice, asked_page},
        title::PageTitle,
    },
    text::{
        format,
        mails::{self, Mails as Words},
        objections,
        operations::Operations,
        reminders, words_in,
    },
};
use domain::{access::Action, mail::MailState, reminder::About, text::Language};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceResult,
    mails::{MailAbout, MailCounts, MailItem, MailPage, Outlet},
};
use strum::IntoEnumIterator as _;

/// How many mails stand on a page.
const ON_PAGE: i64 = 50;
/// The name of the query value that holds the state.
const STATE: &str = "state";

struct Shown {
    found: MailPage,
    state: MailState,
    page: usize,
}

/// Outgoing mail.
#[component]
pub(crate) fn Mails() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(shown) => Either::Right(page_of(&page, &shown)),
        }
    })
}

async fn read(page: &PageContext) -> ServiceResult<Shown> {
    let asked = page.asked(STATE).and_then(|state| state.parse().ok());
    // What came back is what somebody has to look at.
    let state = asked.unwrap_or(MailState::Bounced);
    let number = asked_page();
    let skip = i64::try_from(number - 1).unwrap_or(i64::MAX).saturating_mul(ON_PAGE);
    let found = page.services.mails().page(page.actor()?, state, skip, ON_PAGE).await?;
    Ok(Shown { found, state, page: number })
}

fn page_of(page: &PageContext, shown: &Shown) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let Shown { found, state, page: number } = shown;
    let total = usize::try_from(found.counts.of(*state)).unwrap_or_default();
    let slice = Slice::asked(*number, usize::try_from(ON_PAGE).unwrap_or(1), total);
    let may_retry = page.actor.as_ref().is_some_and(|actor| actor.may_somewhere(Action::ManageRounds));
    let hint = (*state == MailState::Bounced && total > 0).then(|| view! { <p>{words.bounced_hint}</p> });
    let list = if found.items.is_empty() {
        Either::Left(view! { <div class="empty"><p class="empty__title">{words.none}</p></div> })
    } else {
        Either::Right(table(language, &found.items, may_retry))
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs
                way=vec![Crumb::new("/operations", words_in::<Operations>(language).title)]
                here=words.title.to_owned()
            />
            <PageTitle title=words.title.to_owned() lead=words.lead/>
        </div>
        {without_server(language, found.outlet, &found.counts)}
        {states(language, *state, &found.counts)}
        {hint}
        {list}
        <Pagination slice/>
    }
}

/// Says that mail waits because nobody takes it.
pub(crate) fn without_server(language: Language, outlet: Outlet, counts: &MailCounts) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let since = counts.waiting_since.map(|at| format!("{} {}", words.waiting_since, format::instant(language, at)));
    (outlet == Outlet::Missing).then(|| {
        view! {
            <section class="notice notice--late">
                <p class="notice__title">{words.no_server}</p>
                <p>{words.no_server_why}</p>
                {since.map(|since| view! { <p>{since}</p> })}
            </section>
        }
    })
}

fn states(language: Language, chosen: MailState, counts: &MailCounts) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let item = |state: MailState| {
        let href = format!("/operations/mail?{STATE}={}", state.as_ref());
        let name = format!("{} ({})", mails::state(language, state).1, format::count(counts.of(state)));
        let current = (state == chosen).then_some("page");
        view! { <li><a class="tabs__link" href=href aria-current=current>{name}</a></li> }
    };
    view! {
        <nav aria-label=words.states>
            <ul class="tabs__list">{MailState::iter().map(item).collect_view()}</ul>
        </nav>
    }
}

fn table(language: Language, items: &[MailItem], may_retry: bool) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let row = |item: &MailItem| {
        let mail = &item.mail;
        let (mark, word) = mails::state(language, mail.state);
        let about = match &item.about {
            MailAbout::Report(snapshot, None) => format!("{} {snapshot}", words.report),
            MailAbout::Report(snapshot, Some(body)) => format!("{} {body} {snapshot}", words.report_of_body),
            MailAbout::Reminder { round, days, about } => {
                let period = round.as_str().parse();
                let period = period.map_or_else(|_| round.to_string(), |period| format::short_period(language, period));
                match about {
                    About::Reports => format!("{period} · {}", reminders::days(language, *days)),
                    About::Objections => {
                        format!("{} {period} · {}", words.objections, objections::days(language, *days))
                    }
                    About::Decisions => format!("{} {period}", words.decisions),
                }
            }
        };
        let href = mail.account.map_or_else(|| "/subscribers".to_owned(), |account| format!("/accounts/{account}"));
        let is_over = matches!(mail.state, MailState::Bounced | MailState::Expired);
        let next = (mail.state == MailState::Waiting)
            .then(|| format!(" · {} {}", words.next, format::instant(language, mail.next_at)));
        let retry = (may_retry && is_over).then(|| {
            view! {
                <form method="post" action="/do/mails/retry">
                    <input type="hidden" name="mail" value=mail.id.to_string()/>
                    <button class="button button--small">
                        {words.retry}<span class="visually-hidden">" "{item.name.clone()}</span>
                    </button>
                </form>
            }
        });
        view! {
            <tr>
                <th scope="row">
                    <a href=href>{item.name.clone()}</a>" "{mail.address.to_string()}
                </th>
                <td data-label=words.about>{about}</td>
                <td data-label=words.written>{format::instant(language, mail.created_at)}</td>
                <td data-label=words.states>
                    <span class="badge" data-state=mark>{word}</span>
                    {format!(" {} {}", words.attempts, format::count(mail.attempts.into()))}{next}
                </td>
                <td data-label=words.answer>{mail.answer.clone()}</td>
                <td class="table__fit">{retry}</td>
            </tr>
        }
    };
    view! {
        <div class="table-region" role="region" aria-labelledby="mails-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="mails-caption">{words.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.who}</th>
                        <th scope="col">{words.about}</th>
                        <th scope="col">{words.written}</th>
                        <th scope="col">{words.states}</th>
                        <th scope="col">{words.answer}</th>
                        {actions_heading(language)}
                    </tr>
                </thead>
                <tbody>{items.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
