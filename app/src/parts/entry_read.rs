//! One indicator of a report that is only read: figures, texts and files.

use super::{
    as_written::written_in,
    entry::{Form, definition, sentences, shown_problems, sum, told, told_reading},
    evidence, history,
};
use domain::{
    amount::Amount,
    entry::{Applicability, Field},
    reading::Reading,
    text::Language,
};
use leptos::prelude::*;
use service::reports::ReportEntry;

/// What was reported.
pub(crate) fn body(form: &Form, entry: &ReportEntry) -> impl IntoView + use<> {
    let words = form.words();
    let applies = entry.entry.applicability == Applicability::Applies;
    let mut facts = Vec::new();
    if applies {
        facts.push((words.value, told(form.language, entry, &entry.entry)));
    } else {
        facts.push((words.not_applicable_because, entry.entry.not_applicable_reason.clone()));
    }
    for (field, name) in [
        (Field::Explanation, words.explanation),
        (Field::Narrative, words.narrative),
        (Field::Obstacles, words.obstacles),
        (Field::HelpNeeded, words.help_needed),
    ] {
        let text = entry.entry.text(field);
        if !text.trim().is_empty() {
            facts.push((name, text.to_owned()));
        }
    }
    facts.extend(accepted(form, entry));
    let mut fields: Vec<_> = shown_problems(form, entry).into_iter().map(|problem| problem.field).collect();
    fields.dedup();
    let line = |line: super::field::FieldProblem| {
        view! { <p class="field__problem" data-severity=line.severity>{line.words}</p> }
    };
    let problems = fields.into_iter().flat_map(|field| sentences(form, entry, field)).map(line).collect_view();
    let facts = facts.into_iter().map(|(name, value)| {
        view! {
            <div class="facts__item"><dt class="facts__name">{name}</dt><dd class="facts__value">{lines(form.language, &value)}</dd></div>
        }
    });
    view! {
        <div class="entry__body">
            <div class="entry__fields">
                <dl class="facts">{facts.collect_view()}{evidence::fact(form, entry)}</dl>
                {problems}
                {applies.then(|| sum(form, entry))}
            </div>
            <div class="entry__beside">{history::table(form.language, entry)}</div>
        </div>
        <div class="entry__more">{definition(form, entry)}</div>
    }
}

/// A text as it was written, with its line ends, on a page in a language.
pub(crate) fn lines(language: Language, text: &str) -> impl IntoView + use<> {
    let mut lines = text.lines().map(|line| written_in(language, line.to_owned()));
    let first = lines.next();
    let rest = lines.map(|line| view! { <br/>{line} }).collect_view();
    view! { {first}{rest} }
}

/// The value in force: as the agency reported it and, where they differ, as DGA verified it.
fn accepted(form: &Form, entry: &ReportEntry) -> Vec<(&'static str, String)> {
    let words = form.words();
    let Some(value) = &entry.accepted else { return Vec::new() };
    let told = |parts: (Amount, Option<Amount>)| {
        let reading = Reading::from_parts(&entry.indicator.measure, parts.0, parts.1);
        reading.and_then(|reading| told_reading(form.language, &entry.indicator, reading)).unwrap_or_default()
    };
    match (value.reported, value.verified) {
        (_, Some(verified)) => vec![(words.verified_value, told(verified))],
        // Beside a draft or a later revision stands what is in force until that is accepted.
        (Some(reported), None) if entry.reading.map(Reading::parts) != Some(reported) => {
            vec![(words.accepted, told(reported))]
        }
        (Some(_) | None, None) => Vec::new(),
    }
}
