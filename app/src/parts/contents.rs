//! What a long report holds and how far each part of it has come.

use super::entry::{Form, shown_problems};
use domain::problem::Problem;
use leptos::prelude::*;
use service::reports::ReportEntry;

/// One strategy with the entries that serve it.
pub(crate) struct Section {
    /// Its number in the plan.
    pub(crate) number: usize,
    /// Its title.
    pub(crate) title: String,
    /// Its entries with their numbers.
    pub(crate) entries: Vec<(String, ReportEntry)>,
}

impl Section {
    /// Where links lead to.
    pub(crate) fn id(&self) -> String {
        format!("strategy-{}", self.number)
    }

    /// How many entries have nothing that stops the report.
    pub(crate) fn answered(&self) -> usize {
        self.entries.iter().filter(|(_, entry)| !entry.problems.iter().any(Problem::blocks)).count()
    }
}

/// The list of strategies.
pub(crate) fn contents(form: &Form, sections: &[Section]) -> impl IntoView + use<> {
    let words = form.words();
    let items = sections.iter().map(|section| {
        let problems: usize = section
            .entries
            .iter()
            .map(|(_, entry)| shown_problems(form, entry).iter().filter(|problem| problem.blocks()).count())
            .sum();
        let problems = (problems > 0).then(|| {
            let told = format!("{} {problems} {}", words.to_correct, words.points);
            view! { " "<span class="contents__problems">{told}</span> }
        });
        let count = format!("{}/{}", section.answered(), section.entries.len());
        view! {
            <li>
                <a class="contents__link" href=format!("#{}", section.id())>
                    {format!("{} {}", section.number, section.title)}
                    " "<span class="contents__count">{count}</span>
                    {problems}
                </a>
            </li>
        }
    });
    view! {
        <nav class="contents" aria-labelledby="contents-title" id="contents" data-live>
            <h2 class="contents__title" id="contents-title">{words.contents}</h2>
            <ol>{items.collect_view()}</ol>
        </nav>
    }
}
