//! Programs of others that are told of releases: their addresses, and what came of each message.

use crate::{
    context::{self, PageContext},
    parts::{
        actions::actions_heading,
        as_written::as_written,
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        input::Input,
        notice::failed,
        shown_once::shown_once,
        title::PageTitle,
    },
    text::{
        collectors, format, refusals,
        snapshots::Snapshots,
        webhooks::{self, Webhooks as Words},
        words_in,
    },
};
use domain::{ids::SnapshotCode, text::Language, webhook::MessageState};
use leptos::{either::Either, prelude::*};
use service::webhooks::{Message, WebhookItem};
use std::collections::BTreeMap;

/// The list with the form.
#[component]
pub(crate) fn Webhooks() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        let found = async { page.services.webhooks().list(page.actor()?).await };
        match found.await {
            Err(error) => Either::Left(failed(error)),
            Ok(items) => Either::Right(page_of(&page, &items)),
        }
    })
}

/// The secret of a webhook that was just added, which is shown this once.
#[component]
pub(crate) fn NewWebhook(name: String, secret: String) -> impl IntoView {
    let words = words_in::<Words>(context::page().language);
    view! {
        <PageTitle title=words.added_title.to_owned() lead=words.added_lead/>
        <p><strong>{as_written(name)}</strong></p>
        {shown_once("secret", words.secret, secret)}
        <div class="notice notice--warning"><p>{words.secret_why}</p></div>
        <p class="cluster">
            <a href="/webhooks">{words.to_list}</a>
            <a href="/developers#webhooks">{words.how}</a>
        </p>
    }
}

fn page_of(page: &PageContext, items: &[WebhookItem]) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let list = if items.is_empty() {
        Either::Left(view! { <div class="empty"><p class="empty__title">{words.none}</p></div> })
    } else {
        Either::Right(items.iter().map(|item| card(language, item)).collect_view())
    };
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs
                way=vec![Crumb::new("/snapshots", words_in::<Snapshots>(language).title)]
                here=words.title.to_owned()
            />
            <PageTitle title=words.title.to_owned() lead=words.lead/>
            <p><a href="/developers#webhooks">{words.how}</a></p>
        </div>
        {list}
        {form(page)}
    }
}

fn form(page: &PageContext) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    if !page.services.webhooks().keeps_secrets() {
        // Told before anything is typed.
        let why = refusals::refusal(page.language, "secret_key_missing");
        return Either::Left(view! { <div class="notice notice--warning"><p>{why}</p></div> });
    }
    let name = Input { codes: &["webhook_name", "too_many_webhooks"], ..Input::new("name", words.name) };
    let address = Input {
        hint: Some(words.address_hint.to_owned()),
        codes: &[
            "endpoint_unreadable",
            "endpoint_not_https",
            "webhook_credentials",
            "endpoint_placeholder",
            "endpoint_too_long",
            "endpoint_forbidden",
            "secret_key_missing",
        ],
        ..Input::new("address", words.address)
    };
    Either::Right(view! {
        <section class="stack" aria-labelledby="add-title">
            <h2 id="add-title">{words.add}</h2>
            <form class="stack" method="post" action="/do/webhooks/add">
                {name.view(page)}
                {address.view(page)}
                <p><button class="button button--primary">{words.begin}</button></p>
            </form>
        </section>
    })
}

fn card(language: Language, item: &WebhookItem) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let WebhookItem { webhook, can_sign, messages, replaced } = item;
    let id = format!("webhook-{}", webhook.id);
    let is_active = webhook.stopped_at.is_none();
    let stopped = webhook.stopped_at.map(|at| fact(words.stopped, format::instant(language, at)));
    let cannot_sign = (is_active && !can_sign)
        .then(|| view! { <div class="notice notice--late" role="alert"><p>{words.cannot_sign}</p></div> });
    let list = if messages.is_empty() {
        Either::Left(view! { <p>{words.no_messages}</p> })
    } else {
        Either::Right(table(language, &id, (messages, replaced), is_active))
    };
    let button = |command: &str, name: &'static str| {
        view! {
            <form method="post" action=format!("/do/webhooks/{command}")>
                <input type="hidden" name="webhook" value=webhook.id.to_string()/>
                <button class="button button--small">
                    {name}<span class="visually-hidden">" "{as_written(webhook.name.clone())}</span>
                </button>
            </form>
        }
    };
    let buttons = is_active.then(|| {
        view! { <div class="cluster">{button("test", words.test)}{button("stop", words.stop)}</div> }
    });
    view! {
        <section class="card stack" aria-labelledby=id>
            <h2 class="card__title" id=id.clone()>{as_written(webhook.name.clone())}</h2>
            <dl class="facts">
                {fact(words.address, view! { <code>{webhook.address.to_string()}</code> })}
                {fact(words.since, format::instant(language, webhook.created_at))}
                {stopped}
            </dl>
            {cannot_sign}
            {list}
            {buttons}
        </section>
    }
}

fn table(
    language: Language,
    id: &str,
    (messages, replaced): (&[Message], &BTreeMap<SnapshotCode, SnapshotCode>),
    is_active: bool,
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let row = |message: &Message| {
        let (mark, word) = webhooks::state(language, message.state);
        let next = (message.state == MessageState::Waiting)
            .then(|| format!(" · {} {}", words.next, format::instant(language, message.next_at)));
        let about = match &message.snapshot {
            Some(code) => Either::Left(view! { <a href=format!("/snapshots/{code}")>{code.to_string()}</a> }),
            None => Either::Right(words.tests),
        };
        let given_up = message.snapshot.as_ref().filter(|_| is_active && message.state == MessageState::GivenUp);
        let retry = given_up.map(|code| match replaced.get(code) {
            Some(newer) => Either::Left(view! {
                <span>{words.replaced}" "<a href=format!("/snapshots/{newer}")>{newer.to_string()}</a></span>
            }),
            None => Either::Right(view! {
                <form method="post" action="/do/webhooks/retry">
                    <input type="hidden" name="message" value=message.id.to_string()/>
                    <button class="button button--small">
                        {words.retry}<span class="visually-hidden">" "{code.to_string()}</span>
                    </button>
                </form>
            }),
        });
        view! {
            <tr>
                <th scope="row">{about}</th>
                <td data-label=words.made>{format::instant(language, message.created_at)}</td>
                <td data-label=words.state><span class="badge" data-state=mark>{word}</span>{next}</td>
                <td data-label=words.attempts>{format::count(message.attempts.into())}</td>
                <td data-label=words.answer>{answer(language, message)}</td>
                <td class="table__fit">{retry}</td>
            </tr>
        }
    };
    let caption = format!("{id}-messages");
    view! {
        <div class="table-region" role="region" aria-labelledby=caption tabindex="0">
            <table class="table table--stacked">
                <caption id=caption.clone()>{words.messages}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.about}</th>
                        <th scope="col">{words.made}</th>
                        <th scope="col">{words.state}</th>
                        <th scope="col">{words.attempts}</th>
                        <th scope="col">{words.answer}</th>
                        {actions_heading(language)}
                    </tr>
                </thead>
                <tbody>{messages.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// What the last attempt came to.
fn answer(language: Language, message: &Message) -> String {
    let problem = message.problem.as_ref().map(|problem| collectors::failed(language, problem));
    let status = message.status.map(|status| format!("{} {status}", words_in::<Words>(language).status));
    problem.or(status).unwrap_or_default()
}
