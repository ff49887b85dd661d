//! Who did what and when, newest first, and whether the chain is whole.

use crate::{
    context::{self, PageContext},
    parts::{
        audit_link::log_of,
        facts::fact,
        filters::{Choice, ChoiceField, Filters, SearchField},
        notice::failed,
        title::PageTitle,
    },
    text::{audit, audit::AuditLog as Words, format, refusals, words_in},
};
use domain::{
    audit::{AuditEvent, AuditLink},
    buddhist::{end_of_day, read_date, start_of_day},
    ids::AccountId,
    text::Language,
};
use leptos::{either::Either, prelude::*};
use service::{
    ServiceError, ServiceResult,
    audit::{AuditFilter, AuditPage, Verified},
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
    unreadable: bool,
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
    let (filter, unreadable) = filter(page);
    let mut shown = log.search(actor, &filter, before, most).await?;
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
    Ok(Log { shown, has_more, verified, unreadable })
}

/// What the address asks for, and whether a day in it cannot be read.
fn filter(page: &PageContext) -> (AuditFilter, bool) {
    let day = |name: &str| page.asked(name).map(|typed| read_date(&typed));
    let (from, until) = (day("from"), day("until"));
    let unreadable = [&from, &until].into_iter().any(|day| matches!(day, Some(Err(_))));
    let filter = AuditFilter {
        object: page.asked("object"),
        account: page.asked("account").and_then(|account| account.parse().ok()),
        action: page.asked("action"),
        from: from.and_then(Result::ok).map(start_of_day),
        until: until.and_then(Result::ok).map(end_of_day),
    };
    (filter, unreadable)
}

/// Narrows the list.
fn filters(page: &PageContext) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let asked = |name: &str| page.asked(name).unwrap_or_default();
    let every = Choice { value: String::new(), name: words.any_action.to_owned() };
    let action = |code: &&str| Choice { value: (*code).to_owned(), name: audit::action(language, code) };
    let actions: Vec<_> = std::iter::once(every).chain(audit::ACTIONS.iter().map(action)).collect();
    let (chosen, from, until) = (asked("action"), asked("from"), asked("until"));
    let kept = vec![("object", asked("object")), ("account", asked("account"))];
    view! {
        <Filters label=words.filter button=words.filter_button kept>
            <ChoiceField name="action" label=words.what choices=actions chosen/>
            <SearchField name="from" label=words.from hint=words.date_hint value=from/>
            <SearchField name="until" label=words.until hint=words.date_hint value=until/>
        </Filters>
    }
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
    let by = page.asked("account").and_then(|account| account.parse().ok());
    let by = by.map(|account: AccountId| {
        let name = log.shown.names.get(&account).cloned().unwrap_or_else(|| words.unknown.to_owned());
        view! { <p class="cluster">{words.only_by}" "<strong>{name}</strong>" "<a href="/audit">{words.all}</a></p> }
    });
    let unreadable = log.unreadable.then(|| {
        view! { <div class="notice notice--warning"><p>{refusals::refusal(language, "date_unreadable")}</p></div> }
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
        {filters(page)}
        {unreadable}
        {only}
        {by}
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
        <div class="table-region" role="region" aria-labelledby="audit-caption" tabindex="0">
            <table class="table table--stacked">
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
            let only = format!("/audit?account={account}");
            Either::Left(view! { <a href=only>{name}</a> })
        }
        None => Either::Right(words.server),
    };
    let only = log_of(&event.object);
    let shown = page_of_object(&event).map(|href| {
        view! { " "<a class="table__sub" href=href>{words.open}<span class="visually-hidden">" "{event.object.clone()}</span></a> }
    });
    let details = (event.details != "{}").then(|| {
        view! {
            <details class="disclosure">
                <summary class="disclosure__name">{words.details}</summary>
                <div class="disclosure__body">{details_of(language, &event.details)}</div>
            </details>
        }
    });
    let short: String = digest.chars().take(SHORT_DIGEST).collect();
    let object = object_of(language, &event, names);
    view! {
        <tr>
            <td class="table__fit" data-label=words.when>
                <time datetime=event.at.to_rfc3339()>{format::instant(language, event.at)}</time>
                " "<span class="table__sub">{format::count(event.sequence)}</span>
            </td>
            <td data-label=words.who>{who}" "<span class="table__sub">{audit::channel(language, &event.channel)}</span></td>
            <td data-label=words.what>{audit::action(language, &event.action)}{details}</td>
            <td data-label=words.object><a href=only title=event.object.clone()>{object}</a>{shown}</td>
            <td class="table__fit" data-label=words.digest><code title=digest>{short}</code></td>
        </tr>
    }
}

/// What an event speaks of, as people call it.
fn object_of(language: Language, event: &AuditEvent, names: &HashMap<AccountId, String>) -> String {
    let words = words_in::<Words>(language);
    let period = |code: &str| code.parse().map_or_else(|_| code.to_owned(), |period| format::period(language, period));
    let mut parts = event.object.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("account"), Some(account), None) => {
            let name = account.parse().ok().and_then(|account: AccountId| names.get(&account));
            format!("{} {}", words.account, name.map_or(account, String::as_str))
        }
        (Some("submission"), Some(round), Some(agency)) => format!("{} {agency} · {}", words.report, period(round)),
        (Some("round"), Some(round), None) => format!("{} {}", words.round, period(round)),
        (Some("round"), Some(round), Some(organisation)) => {
            format!("{} {} · {organisation}", words.round, period(round))
        }
        _ => event.object.clone(),
    }
}

/// The details of an event, one to a line.
fn details_of(language: Language, details: &str) -> impl IntoView + use<> {
    let Ok(serde_json::Value::Object(details)) = serde_json::from_str(details) else {
        return Either::Left(view! { <code>{details.to_owned()}</code> });
    };
    let written = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        serde_json::Value::Array(items) => {
            let items: Vec<_> =
                items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect();
            items.join(", ")
        }
        serde_json::Value::Null => format::NOTHING.to_owned(),
        other @ (serde_json::Value::Bool(_) | serde_json::Value::Number(_) | serde_json::Value::Object(_)) => {
            other.to_string()
        }
    };
    let line = |(name, value): (String, serde_json::Value)| fact(audit::detail(language, &name), written(value));
    Either::Right(view! { <dl class="facts">{details.into_iter().map(line).collect_view()}</dl> })
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
