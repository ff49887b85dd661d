//! Two people typed into one entry: both texts side by side, and the choice.

use super::{
    entry::{Form, told},
    entry_read::lines,
    note::{Tone, note},
};
use domain::entry::{Entry, Field};
use leptos::prelude::*;
use service::reports::ReportEntry;

/// What I typed, what somebody else saved, and a button for each.
pub(crate) fn choice(form: &Form, entry: &ReportEntry, mine: &Entry) -> impl IntoView + use<> {
    let words = form.words();
    let code = &entry.indicator.code;
    let summary = |texts: &Entry, other: &Entry| {
        let mut parts = vec![told(form.language, entry, texts, form.period)];
        let changed = texts.changed_fields(other);
        let texts = changed.into_iter().filter(|field| !matches!(field, Field::Value | Field::Base)).map(|field| {
            let text = texts.text(field);
            if text.is_empty() { format!("({})", words.nothing) } else { text.to_owned() }
        });
        parts.extend(texts);
        parts.join("\n")
    };
    note(
        Tone::Warning,
        words.conflict.to_owned(),
        view! {
            <div class="diff">
                <div class="diff__before">
                    <span class="diff__name">{words.conflict_theirs}</span>{lines(&summary(&entry.entry, mine))}
                </div>
                <div class="diff__after">
                    <span class="diff__name">{words.conflict_mine}</span>{lines(&summary(mine, &entry.entry))}
                </div>
            </div>
            <p class="notice__actions">
                <button class="button button--small" name="intent" value=format!("theirs.{code}")>{words.take_theirs}</button>
                <button class="button button--small" name="intent" value=format!("mine.{code}")>{words.take_mine}</button>
            </p>
        },
    )
}
