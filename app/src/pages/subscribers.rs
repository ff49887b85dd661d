//! People who get reports by mail: the list, and who is added or taken off.

use crate::{
    context::{self, PageContext},
    parts::{
        actions::actions_heading,
        as_written::as_written,
        breadcrumbs::{Breadcrumbs, Crumb},
        filters::{Choice, ChoiceField},
        input::Input,
        notice::failed,
        title::PageTitle,
    },
    text::{
        accounts::language_name,
        format,
        mails::{self, Mails},
        snapshots::Snapshots,
        subscribers::Subscribers as Words,
        words_in,
    },
};
use domain::text::Language;
use leptos::{either::Either, prelude::*};
use service::subscribers::SubscriberItem;
use strum::IntoEnumIterator as _;

/// The list with the form.
#[component]
pub(crate) fn Subscribers() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        let found = async { page.services.subscribers().list(page.actor()?).await };
        match found.await {
            Err(error) => Either::Left(failed(error)),
            Ok(items) => Either::Right(page_of(&page, &items)),
        }
    })
}

fn page_of(page: &PageContext, items: &[SubscriberItem]) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let list = if items.is_empty() {
        Either::Left(view! { <div class="empty"><p class="empty__title">{words.none}</p></div> })
    } else {
        Either::Right(table(language, items))
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs
                way=vec![Crumb::new("/snapshots", words_in::<Snapshots>(language).title)]
                here=words.title.to_owned()
            />
            <PageTitle title=words.title.to_owned() lead=words.lead/>
            <p><a href="/operations/mail">{words_in::<Mails>(language).see}</a></p>
        </div>
        {list}
        {form(page)}
    }
}

fn form(page: &PageContext) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let name = Input { codes: &["subscriber_name", "too_many_subscribers"], ..Input::new("name", words.name) };
    let address = Input {
        codes: &["subscriber_address", "subscriber_known"],
        kind: "email",
        ..Input::new("address", words.address)
    };
    let body = Input {
        hint: Some(words.body_hint.to_owned()),
        codes: &["subscriber_body_unknown", "subscriber_body_silent"],
        optional: true,
        ..Input::new("organisation", words.body)
    };
    let choice =
        |language: Language| Choice { value: language.as_ref().to_owned(), name: language_name(language).to_owned() };
    let choices = Language::iter().map(choice).collect();
    let chosen = page.sent.as_ref().and_then(|sent| sent.value("language")).unwrap_or(Language::Th.as_ref()).to_owned();
    view! {
        <section class="stack" aria-labelledby="add-title">
            <h2 id="add-title">{words.add}</h2>
            <form class="stack" method="post" action="/do/subscribers/add">
                {name.view(page)}
                {address.view(page)}
                {body.view(page)}
                <ChoiceField name="language" label=words.language choices chosen/>
                <p><button class="button button--primary">{words.add_button}</button></p>
            </form>
        </section>
    }
}

fn table(language: Language, items: &[SubscriberItem]) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let row = |item: &SubscriberItem| {
        let SubscriberItem { subscriber, body, last } = item;
        let report = match (body, &subscriber.organisation) {
            (Some(body), _) => body.name.in_language(language).to_owned(),
            (None, Some(code)) => code.to_string(),
            (None, None) => words.national.to_owned(),
        };
        let code = subscriber.organisation.as_ref().map(ToString::to_string);
        let code = code.map(|code| view! { " "<span class="table__sub">{code}</span> });
        let last = match last {
            None => Either::Left(words.no_last),
            Some(last) => {
                let badge = last.state.map(|state| {
                    let (mark, word) = mails::state(language, state);
                    view! { " "<span class="badge" data-state=mark>{word}</span> }
                });
                let href = format!("/snapshots/{}", last.snapshot);
                Either::Right(view! { <a href=href>{last.snapshot.to_string()}</a>{badge} })
            }
        };
        view! {
            <tr>
                <th scope="row">
                    {as_written(subscriber.name.clone())}
                    <span class="table__sub">{subscriber.address.to_string()}</span>
                </th>
                <td data-label=words.report>{report}{code}</td>
                <td data-label=words.language>{language_name(subscriber.language)}</td>
                <td data-label=words.since>{format::instant(language, subscriber.created_at)}</td>
                <td data-label=words.last>{last}</td>
                <td class="table__fit">
                    <form method="post" action="/do/subscribers/stop">
                        <input type="hidden" name="subscriber" value=subscriber.id.to_string()/>
                        <button class="button button--small">
                            {words.stop}<span class="visually-hidden">" "{subscriber.address.to_string()}</span>
                        </button>
                    </form>
                </td>
            </tr>
        }
    };
    view! {
        <div class="table-region" role="region" aria-labelledby="subscribers-caption" tabindex="0">
            <table class="table table--stacked">
                <caption class="visually-hidden" id="subscribers-caption">{words.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.name}</th>
                        <th scope="col">{words.report}</th>
                        <th scope="col">{words.language}</th>
                        <th scope="col">{words.since}</th>
                        <th scope="col">{words.last}</th>
                        {actions_heading(language)}
                    </tr>
                </thead>
                <tbody>{items.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
