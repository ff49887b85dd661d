//! Figures that were fetched: the card that asks a reporter to confirm them, and where one came from.

use super::{
    entry::told,
    note::{Tone, note},
};
use crate::{
    context::PageContext,
    text::{collectors::Collectors as Words, format, words_in},
};
use domain::{ids::OrganisationCode, text::Language};
use leptos::prelude::*;
use service::{
    collectors::waiting_digest,
    reports::{Report, ReportEntry},
};

/// All that waits, with one button; nothing when nothing does.
pub(crate) fn waiting(page: &PageContext, report: &Report) -> Option<impl IntoView + use<>> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let waiting: Vec<_> = report.entries.iter().filter(|entry| entry.awaits_confirmation()).collect();
    if waiting.is_empty() {
        return None;
    }
    let item = |entry: &&ReportEntry| {
        let name = entry.indicator.name.in_language(language).to_owned();
        let value = told(language, entry, &entry.entry);
        view! { <li><a href=format!("#{}", entry.indicator.code)>{name}</a>": "{value}</li> }
    };
    let items = waiting.iter().map(item).collect_view();
    let key = &report.submission.key;
    let body = view! {
        <p>{words.waiting_why}</p>
        <ul>{items}</ul>
        <form method="post" action="/do/collectors/confirm">
            <input type="hidden" name="round" value=key.round.to_string()/>
            <input type="hidden" name="agency" value=key.agency.to_string()/>
            <input type="hidden" name="seen" value=waiting_digest(&report.entries)/>
            <button class="button button--primary">{words.confirm}</button>
        </form>
    };
    Some(note(Tone::Warning, words.waiting.to_owned(), body))
}

/// Where a value was fetched from; nothing for one that was typed.
pub(crate) fn source(
    language: Language,
    agency: &OrganisationCode,
    entry: &ReportEntry,
) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(language);
    let collected = entry.collected.as_ref()?;
    let href = format!("/organisations/{agency}/collectors/{}/polls/{}", collected.collector, collected.poll);
    let state = match collected.confirmed {
        Some(stamp) => format!("{} {}", words.confirmed, format::instant(language, stamp.at)),
        None => words.unconfirmed.to_owned(),
    };
    let at = format::instant(language, collected.at);
    Some(view! {
        <p class="field__hint">
            {words.collected}" "<a href=href>{collected.collector_name.clone()}</a>" "{at}" · "{state}
        </p>
    })
}
