//! All that stops a report, at its top, each a link to its field. The same words as beside the field.

use super::entry::{Attempt, Form, shown_problems};
use crate::{report_form::field_id, text::problems};
use domain::problem::Problem;
use leptos::prelude::*;
use service::reports::ReportEntry;

/// The problems that stop the report, each with its number in the plan and its entry.
pub(crate) fn stopping<'a>(
    form: &Form,
    entries: &'a [(String, ReportEntry)],
) -> Vec<(&'a str, &'a ReportEntry, Problem)> {
    let of = |(number, entry): &'a (String, ReportEntry)| {
        let problems = shown_problems(form, entry).into_iter().filter(Problem::blocks);
        problems.map(move |problem| (number.as_str(), entry, problem)).collect::<Vec<_>>()
    };
    entries.iter().flat_map(of).collect()
}

/// The summary; nothing where nothing stops the report.
pub(crate) fn summary(form: &Form, entries: &[(String, ReportEntry)]) -> Option<impl IntoView + use<>> {
    let words = form.words();
    let found = stopping(form, entries);
    if found.is_empty() {
        return None;
    }
    let is_attempt = form.attempt == Attempt::Submit;
    let title = if is_attempt { words.problems } else { words.problems_so_far };
    let title = format!("{title} {} {}", found.len(), words.points);
    let items = found.into_iter().map(|(number, entry, problem)| {
        let href = format!("#{}", field_id(&entry.indicator.code, problem.field));
        let place = format!("{number} {}", entry.indicator.name.in_language(form.language));
        let sentence = problems::problem(form.language, &entry.indicator, &entry.entry, &problem);
        view! { <li><a href=href>{sentence}</a>" "<span class="error-summary__place">{place}</span></li> }
    });
    Some(view! {
        <div
            class="error-summary"
            role=is_attempt.then_some("alert")
            tabindex="-1"
            id="problems"
            aria-labelledby="problems-title"
        >
            <h2 class="error-summary__title" id="problems-title">{title}</h2>
            <ul class="error-summary__list">{items.collect_view()}</ul>
        </div>
    })
}
