//! What was, and what it is now.

use super::{
    entry::{Form, told},
    entry_read::lines,
};
use domain::entry::{Applicability, Entry, Field};
use leptos::prelude::*;
use service::reports::ReportEntry;

/// Whether an entry differs from the revision before.
pub(crate) fn has_changed(entry: &ReportEntry) -> bool {
    entry.before.as_ref().is_some_and(|before| *before != entry.entry)
}

/// What changed in an entry since the revision before; nothing where nothing did.
pub(crate) fn of_entry(form: &Form, entry: &ReportEntry) -> Option<impl IntoView + use<>> {
    let before = entry.before.as_ref().filter(|before| **before != entry.entry)?;
    let words = form.words();
    let told = |texts: &Entry| told(form.language, entry, texts);
    let mut pairs = Vec::new();
    let changed = entry.entry.changed_fields(before);
    let value_changed = [Field::Value, Field::Base].iter().any(|field| changed.contains(field));
    if value_changed || before.applicability != entry.entry.applicability {
        pairs.push((words.value, told(before), told(&entry.entry)));
    }
    for (field, name) in [
        (Field::Explanation, words.explanation),
        (Field::Narrative, words.narrative),
        (Field::Obstacles, words.obstacles),
        (Field::HelpNeeded, words.help_needed),
        (Field::NotApplicableReason, words.not_applicable_reason),
    ] {
        let (old, new) = (before.text(field), entry.entry.text(field));
        let is_asked = field != Field::NotApplicableReason
            || entry.entry.applicability == Applicability::NotApplicable
            || before.applicability == Applicability::NotApplicable;
        if old != new && is_asked {
            pairs.push((name, old.to_owned(), new.to_owned()));
        }
    }
    let shown = |text: String| if text.trim().is_empty() { words.nothing.to_owned() } else { text };
    let pair = |(name, old, new): (&'static str, String, String)| {
        view! {
            <div class="diff">
                <del class="diff__before"><span class="diff__name">{name}" · "{words.before}</span>{lines(form.language, &shown(old))}</del>
                <ins class="diff__after"><span class="diff__name">{name}" · "{words.after}</span>{lines(form.language, &shown(new))}</ins>
            </div>
        }
    };
    Some(pairs.into_iter().map(pair).collect_view())
}
