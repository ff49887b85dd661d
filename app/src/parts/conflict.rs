//! Two people typed into one entry: both texts side by side, and the choice.

use super::{
    entry::{Form, told},
    entry_read::lines,
    note::{Tone, note},
};
use domain::entry::{Entry, Field};
use leptos::prelude::*;
use service::reports::{Conflict, ReportEntry};

/// What is kept beside what is stored, and a button for each.
pub(crate) fn choice(form: &Form, entry: &ReportEntry, conflict: &Conflict) -> impl IntoView + use<> {
    let words = form.words();
    let mine = &conflict.entry;
    let (title, stored, kept) = if conflict.is_own {
        (words.conflict, words.conflict_theirs, words.conflict_mine)
    } else {
        (words.conflict_of_others, words.conflict_stored, words.conflict_kept)
    };
    let take_kept = if conflict.is_own { words.take_mine } else { words.take_kept };
    let take_stored = if conflict.is_own { words.take_theirs } else { words.take_stored };
    let code = &entry.indicator.code;
    let summary = |texts: &Entry, other: &Entry| {
        let mut parts = vec![told(form.language, entry, texts)];
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
        title.to_owned(),
        view! {
            <div class="diff">
                <div class="diff__before">
                    <span class="diff__name">{stored}</span>{lines(&summary(&entry.entry, mine))}
                </div>
                <div class="diff__after">
                    <span class="diff__name">{kept}</span>{lines(&summary(mine, &entry.entry))}
                </div>
            </div>
            <p class="notice__actions">
                <button class="button button--small" name="intent" value=format!("theirs.{code}")>{take_stored}</button>
                <button class="button button--small" name="intent" value=format!("mine.{code}")>{take_kept}</button>
            </p>
        },
    )
}
