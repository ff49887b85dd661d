//! Objections that somebody was reminded of, until they put it away or nothing waits any more, and what was decided on theirs.

use crate::{
    context::PageContext,
    text::{
        format,
        objections::{self, Objections as Words},
        reminders::Reminders,
        words_in,
    },
};
use domain::{reminder::About, text::Language};
use leptos::prelude::*;
use service::objections::{ListedObjection, ObjectionNotice};

/// So many objections of a reminder are named; the list of objections tells of all.
const NAMED: usize = 3;

/// The reminders of somebody; nothing where there are none.
pub(crate) fn objection_notices(page: &PageContext, notices: &[ObjectionNotice]) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let (decided, waiting): (Vec<_>, Vec<_>) =
        notices.iter().partition(|notice| notice.entry.about == About::Decisions);
    view! {
        {section(page, "decisions-title", words.decisions, &decided)}
        {section(page, "objections-title", words.notices, &waiting)}
    }
}

fn section(
    page: &PageContext,
    id: &'static str,
    heading: &'static str,
    notices: &[&ObjectionNotice],
) -> Option<impl IntoView + use<>> {
    let items: Vec<_> = notices.iter().map(|notice| item(page, notice)).collect();
    (!items.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby=id>
                <h2 id=id>{heading}</h2>
                <ul class="inbox">{items}</ul>
            </section>
        }
    })
}

fn item(page: &PageContext, notice: &ObjectionNotice) -> impl IntoView + use<> {
    let language = page.language;
    let (words, told) = (words_in::<Words>(language), words_in::<Reminders>(language));
    let decided = notice.listed.first().filter(|_| notice.entry.about == About::Decisions);
    let decided = decided.map(|listed| listed.objection.state.name());
    let due_at = notice.listed.iter().map(|listed| listed.objection.answer_by).min();
    let due = due_at.map(|at| format!("{} {}", words.answer_by, objections::due(language, at))).unwrap_or_default();
    // A decision is news, and reminds of nothing.
    let said = if decided.is_some() { told.said_at } else { told.told_at };
    let title = decided.map_or(due, |decided| objections::decided(language, decided));
    let is_late = notice.listed.iter().any(|listed| listed.is_overdue);
    let mark = decided.map_or(if is_late { "late" } else { "soon" }, objections::mark);
    let named: Vec<_> = notice.listed.iter().take(NAMED).map(|listed| line(language, notice, listed)).collect();
    let others = notice.listed.len().saturating_sub(NAMED);
    let others = (others > 0).then(|| {
        let words = format!("{} {} {}", told.and_more, format::counted(others), words.more);
        view! { <p class="inbox__about"><a href="/objections">{words}</a></p> }
    });
    view! {
        <li class="inbox__item" data-state=mark>
            <div>
                <p class="inbox__title">{title.clone()}</p>
                {named}
                {others}
            </div>
            <p class="inbox__state">{said}" "{format::instant(language, notice.entry.told_at)}</p>
            <div class="inbox__action">
                <form method="post" action="/do/reminders/dismiss">
                    <input type="hidden" name="reminder" value=notice.entry.id.to_string()/>
                    <button class="button button--small">
                        {told.dismiss}<span class="visually-hidden">" "{title}</span>
                    </button>
                </form>
            </div>
        </li>
    }
}

fn line(language: Language, notice: &ObjectionNotice, listed: &ListedObjection) -> impl IntoView + use<> {
    let href = format!("/objections/{}", listed.objection.id);
    let name = objections::name(language, &listed.named);
    let agency = listed.organisation.name.in_language(language).to_owned();
    let lacks_decider = notice.lacks_decider(listed.objection.id).then(|| {
        view! { <p class="inbox__about">{words_in::<Words>(language).lacks_decider}</p> }
    });
    view! { <p class="inbox__about"><a href=href>{name}</a>" · "{agency}</p>{lacks_decider} }
}
