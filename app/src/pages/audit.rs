//! Who did what and when, newest first, and whether the chain is whole.

use crate::{
    context::{self, PageContext},
    parts::{facts::fact, notice::failed, title::PageTitle},
    text::{audit, audit::AuditLog as Words, format, refusals, words_in},
};
use domain::{
    audit::{AuditEvent, AuditLink},
    ids::AccountId,
    text::Language,
};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceError, ServiceResult,
    audit::{AuditPage, Verified},
};
use std::collections::HashMap;

/// How many events stand on a page.
const ON_PAGE: usize = 50;
/// How many characters of a digest are enough to tell it from others by eye.
const SHORT_DIGEST: usize = 12;

struct Log {
    shown: AuditPage,
    has_more: bool,
    verified: Option<Result<Verified, String>>,
}

/// The audit log.
#[component]
pub(crate) fn Audit() -> impl IntoView {
    let page = context::page();
    Suspend::new(async move {
        match read(&page).await {
            Err(error) => Either::Left(failed(error)),
            Ok(log) => Either::Right(page_of(&page, log)),
        }
    })
}

async fn read(page: &PageContext) -> ServiceResult<Log> {
    let actor = page.actor()?;
    let log = page.services.audit();
    let before = page.asked("before").and_then(|before| before.parse().ok());
    let most = i64::try_from(ON_PAGE + 1).unwrap_or(i64::MAX);
    let mut shown = log.page(actor, page.asked("object").as_deref(), before, most).await?;
    let has_more = shown.links.len() > ON_PAGE;
    shown.links.truncate(ON_PAGE);
    let verified = if page.asked("verify").is_some() {
        match log.verify(actor).await {
            Ok(verified) => Some(Ok(verified)),
            Err(ServiceError::Invalid { place, .. }) => Some(Err(place)),
            Err(error) => return Err(error),
        }
    } else {
        None
    };
    Ok(Log { shown, has_more, verified })
}

fn page_of(page: &PageContext, log: Log) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let object = page.asked("object");
    let only = object.clone().map(|object| {
        view! {
            <p class="cluster">
                {words.of_object}" "<code>{object}</code>" "<a href="/audit">{words.all}</a>
            </p>
        }
    });
    let end = log.shown.links.last().filter(|_| log.has_more).map(|link| link.event.sequence.to_string());
    let older = end.map(|end| page.address_with(&[("before", &end), ("verify", "")]));
    let newest = page.asked("before").map(|_| page.address_with(&[("before", ""), ("verify", "")]));
    let pages = (older.is_some() || newest.is_some()).then(|| {
        view! {
            <nav class="pagination" aria-label=words.pages>
                <div class="pagination__list">
                    {newest.map(|href| view! { <a class="pagination__link" href=href>{words.newest}</a> })}
                    {older.map(|href| view! { <a class="pagination__link" href=href rel="next">{words.older}</a> })}
                </div>
            </nav>
        }
    });
    let list = if log.shown.links.is_empty() {
        Either::Left(view! { <div class="empty"><h2 class="empty__title">{words.none}</h2></div> })
    } else {
        Either::Right(table_of(language, log.shown))
    };
    view! {
        <PageTitle title=words.title.to_owned() lead=words.lead>
            <form method="get" action="/audit">
                <button class="button button--primary" name="verify" value="yes">{words.verify}</button>
            </form>
        </PageTitle>
        {log.verified.map(|verified| verdict(language, verified))}
        {only}
        {list}
        {pages}
    }
}

fn verdict(language: Language, verified: Result<Verified, String>) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    match verified {
        Ok(verified) => Either::Left(view! {
            <section class="notice notice--success" role="status" aria-labelledby="verified">
                <p class="notice__title" id="verified">{words.verified}</p>
                <dl class="facts">
                    {fact(words.events, format::count(verified.events))}
                    {fact(words.end_digest, view! { <code>{verified.digest}</code> })}
                </dl>
                <p>{words.keep}</p>
            </section>
        }),
        Err(place) => Either::Right(view! {
            <section class="notice notice--late" role="alert" aria-labelledby="broken">
                <p class="notice__title" id="broken">{words.broken}</p>
                <p>{refusals::refusal(language, "audit_broken")}</p>
                <p><code>{place}</code></p>
            </section>
        }),
    }
}

fn table_of(language: Language, shown: AuditPage) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let rows = shown.links.into_iter().map(|link| row_of(language, link, &shown.names)).collect_view();
    view! {
        <div class="table-region" data-wide role="region" aria-labelledby="audit-caption" tabindex="0">
            <table class="table">
                <caption class="visually-hidden" id="audit-caption">{words.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.when}</th>
                        <th scope="col">{words.who}</th>
                        <th scope="col">{words.what}</th>
                        <th scope="col">{words.object}</th>
                        <th scope="col">{words.digest}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row_of(language: Language, link: AuditLink, names: &HashMap<AccountId, String>) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let AuditLink { event, digest, .. } = link;
    let who = match event.account {
        Some(account) => {
            let name = names.get(&account).cloned().unwrap_or_else(|| words.unknown.to_owned());
            Either::Left(view! { <a href=format!("/accounts/{account}")>{name}</a> })
        }
        None => Either::Right(words.server),
    };
    let only =
        format!("/audit?object={}", form_urlencoded::byte_serialize(event.object.as_bytes()).collect::<String>());
    let shown = page_of_object(&event).map(|href| {
        view! { " "<a class="table__sub" href=href>{words.open}<span class="visually-hidden">" "{event.object.clone()}</span></a> }
    });
    let details = (event.details != "{}").then(|| {
        view! {
            <details class="disclosure">
                <summary class="disclosure__name">{words.details}</summary>
                <div class="disclosure__body"><code>{event.details.clone()}</code></div>
            </details>
        }
    });
    let short: String = digest.chars().take(SHORT_DIGEST).collect();
    view! {
        <tr>
            <td class="table__fit">
                <time datetime=event.at.to_rfc3339()>{format::instant(language, event.at)}</time>
                " "<span class="table__sub">{format::count(event.sequence)}</span>
            </td>
            <td>{who}" "<span class="table__sub">{audit::channel(language, &event.channel)}</span></td>
            <td>{audit::action(language, &event.action)}{details}</td>
            <td><a href=only>{event.object.clone()}</a>{shown}</td>
            <td class="table__fit"><code title=digest>{short}</code></td>
        </tr>
    }
}

/// The page of the thing that an event speaks of, where it has one.
fn page_of_object(event: &AuditEvent) -> Option<String> {
    let mut parts = event.object.split('/');
    match (parts.next()?, parts.next()?, parts.next()) {
        ("submission", round, Some(agency)) => Some(format!("/reports/{round}/{agency}")),
        ("round", round, _) => Some(format!("/calendar/{round}")),
        ("account", account, None) => Some(format!("/accounts/{account}")),
        _ => None,
    }
}
