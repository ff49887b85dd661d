//! What a long report holds and how far each part of it has come.

use super::entry::{Form, shown_problems, shown_state, with_typed};
use crate::text::states::{self, EntryState};
use domain::problem::Problem;
use leptos::prelude::*;
use service::reports::{Report, ReportEntry};

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
    /// The entries of a report by strategy, each with its number in the plan, the same in every quarter and agency.
    pub(crate) fn of(form: &Form, report: &Report) -> Vec<Self> {
        let mut sections = Vec::new();
        for (place, strategy) in report.plan.strategies.iter().enumerate() {
            let of_strategy = report.plan.indicators.iter().filter(|indicator| indicator.strategy == strategy.code);
            let entries = of_strategy.enumerate().filter_map(|(number, indicator)| {
                let entry = report.entry(&indicator.code)?.clone();
                Some((format!("{}.{}", place + 1, number + 1), with_typed(form, entry)))
            });
            let entries: Vec<_> = entries.collect();
            if !entries.is_empty() {
                let title = strategy.title.in_language(form.language).to_owned();
                sections.push(Self { number: place + 1, title, entries });
            }
        }
        sections
    }

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
        let returned =
            section.entries.iter().filter(|(_, entry)| shown_state(form, entry) == EntryState::Returned).count();
        let returned = (returned > 0).then(|| {
            let told = format!("{} {returned}", states::entry(form.language, EntryState::Returned));
            view! { " "<span class="contents__returned">{told}</span> }
        });
        let count = format!("{}/{}", section.answered(), section.entries.len());
        view! {
            <li>
                <a class="contents__link" href=format!("#{}", section.id())>
                    {format!("{} {}", section.number, section.title)}
                    " "<span class="contents__count">{count}</span>
                    {problems}
                    {returned}
                </a>
            </li>
        }
    });
    view! {
        <nav class="contents" aria-labelledby="contents-title" id="contents">
            <h2 class="contents__title" id="contents-title">{words.contents}</h2>
            <ol>{items.collect_view()}</ol>
        </nav>
    }
}

/// How far a strategy has come.
pub(crate) fn progress(form: &Form, section: &Section) -> impl IntoView + use<> {
    let words = form.words();
    let (answered, all) = (section.answered(), section.entries.len());
    let told = format!("{} {answered}/{all}", words.filled);
    view! {
        <p class="section-heading__progress" id=format!("{}-progress", section.id())>
            <progress class="meter" value=answered max=all aria-label=words.filled></progress>" "{told}
        </p>
    }
}
