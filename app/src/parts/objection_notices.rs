//! Objections that somebody was reminded of, until they put it away or nothing waits any more.

use crate::{
    context::PageContext,
    text::{
        format,
        objections::{self, Objections as Words},
        reminders::Reminders,
        words_in,
    },
};
use domain::text::Language;
use leptos::prelude::*;
use service::objections::{ListedObjection, ObjectionNotice};

/// So many objections of a reminder are named; the list of objections tells of all.
const NAMED: usize = 3;

/// The reminders of somebody; nothing where there are none.
pub(crate) fn objection_notices(page: &PageContext, notices: &[ObjectionNotice]) -> impl IntoView + use<> {
    let items: Vec<_> = notices.iter().map(|notice| item(page, notice)).collect();
    let words = words_in::<Words>(page.language);
    (!items.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="objections-title">
                <h2 id="objections-title">{words.notices}</h2>
                <ul class="inbox">{items}</ul>
            </section>
        }
    })
}

fn item(page: &PageContext, notice: &ObjectionNotice) -> impl IntoView + use<> {
    let language = page.language;
    let (words, told) = (words_in::<Words>(language), words_in::<Reminders>(language));
    let due_at = notice.waiting.iter().map(|waiting| waiting.objection.answer_by).min();
    let due = due_at.map(|at| format!("{} {}", words.answer_by, objections::due(language, at))).unwrap_or_default();
    let mark = if notice.waiting.iter().any(|waiting| waiting.is_overdue) { "late" } else { "soon" };
    let named: Vec<_> = notice.waiting.iter().take(NAMED).map(|waiting| line(language, waiting)).collect();
    let others = notice.waiting.len().saturating_sub(NAMED);
    let others = (others > 0).then(|| {
        let words = format!("{} {} {}", told.and_more, format::counted(others), words.more);
        view! { <p class="inbox__about"><a href="/objections">{words}</a></p> }
    });
    view! {
        <li class="inbox__item" data-state=mark>
            <div>
                <p class="inbox__title">{due.clone()}</p>
                {named}
                {others}
            </div>
            <p class="inbox__state">{told.told_at}" "{format::instant(language, notice.entry.told_at)}</p>
            <div class="inbox__action">
                <form method="post" action="/do/reminders/dismiss">
                    <input type="hidden" name="reminder" value=notice.entry.id.to_string()/>
                    <button class="button button--small">
                        {told.dismiss}<span class="visually-hidden">" "{due}</span>
                    </button>
                </form>
            </div>
        </li>
    }
}

fn line(language: Language, waiting: &ListedObjection) -> impl IntoView + use<> {
    let href = format!("/objections/{}", waiting.objection.id);
    let name = waiting.indicator.name.in_language(language).to_owned();
    let agency = waiting.organisation.name.in_language(language).to_owned();
    view! { <p class="inbox__about"><a href=href>{name}</a>" · "{agency}</p> }
}
