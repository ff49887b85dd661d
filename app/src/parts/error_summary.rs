//! All that stops a report, at its top, each a link to its field. The same words as beside the field.

use super::{
    contents::Section,
    entry::{Form, shown_problems},
};
use crate::{
    report_form::{Attempt, field_id},
    text::problems,
};
use domain::problem::Problem;
use leptos::prelude::*;
use service::reports::ReportEntry;

/// How the summary is told to those who listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telling {
    /// At once, when the page opens.
    Aloud,
    /// When they come to it: it is brought up to date while they type.
    Quietly,
}

/// The problems that stop the report, each with its number in the plan and its entry.
pub(crate) fn stopping<'a>(form: &Form, sections: &'a [Section]) -> Vec<(&'a str, &'a ReportEntry, Problem)> {
    let of = |(number, entry): &'a (String, ReportEntry)| {
        let problems = shown_problems(form, entry).into_iter().filter(Problem::blocks);
        problems.map(move |problem| (number.as_str(), entry, problem)).collect::<Vec<_>>()
    };
    sections.iter().flat_map(|section| &section.entries).flat_map(of).collect()
}

/// The summary; hidden where nothing stops the report.
pub(crate) fn summary(form: &Form, sections: &[Section], telling: Telling) -> impl IntoView + use<> {
    let words = form.words();
    let found = stopping(form, sections);
    let is_hidden = found.is_empty();
    let is_attempt = form.attempt == Attempt::Submit;
    // What a page gives back was not stored.
    let title = match (is_attempt, form.typed.is_empty()) {
        (true, _) => words.problems,
        (false, true) => words.problems_so_far,
        (false, false) => words.problems_unsaved,
    };
    let title = format!("{title} {} {}", found.len(), words.points);
    let is_aloud = is_attempt && telling == Telling::Aloud && !is_hidden;
    let role = if is_aloud { "alert" } else { "group" };
    let labelled_by = (!is_hidden).then_some("problems-title");
    let items = found.into_iter().map(|(number, entry, problem)| {
        let href = format!("#{}", field_id(&entry.indicator.code, problem.field));
        let place = format!("{number} {}", entry.indicator.name.in_language(form.language));
        let sentence = problems::problem(form.language, &entry.indicator, &entry.entry, &problem);
        view! { <li><a href=href>{sentence}</a>" "<span class="error-summary__place">{place}</span></li> }
    });
    let items = items.collect_view();
    let told = (!is_hidden).then(|| {
        view! {
            // The focus goes to the title: a box that is longer than the screen would be shown by its middle.
            <h2 class="error-summary__title" id="problems-title" tabindex="-1" autofocus=is_aloud>{title}</h2>
            <ul class="error-summary__list">{items}</ul>
        }
    });
    view! {
        <div
            class="error-summary"
            role=role
            tabindex="-1"
            id="problems"
            aria-labelledby=labelled_by
            hidden=is_hidden
        >
            {told}
        </div>
    }
}
