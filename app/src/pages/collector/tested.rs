//! What came of trying a collector: what stands at each place, and the draft beside what it would become.

use crate::{
    context::PageContext,
    pages::poll,
    parts::entry::told,
    text::{collectors::Collectors as Words, problems, words_in},
};
use domain::problem::Problem;
use leptos::prelude::*;
use service::{collectors::Tested, reports::ReportEntry};

/// What came of it.
pub(super) fn section(page: &PageContext, tested: &Tested) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    view! {
        <section class="stack card" aria-labelledby="tested" id="tested-section" role="status">
            <h2 class="card__title" id="tested">{words.tested}</h2>
            {poll::facts(page, &tested.poll, None)}
            {poll::found(page, &tested.poll)}
            {beside(page, tested)}
        </section>
    }
}

fn beside(page: &PageContext, tested: &Tested) -> Option<impl IntoView + use<>> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let row = |(before, after): &(ReportEntry, ReportEntry)| {
        let name = after.indicator.name.in_language(language).to_owned();
        let is_worth_telling = |problem: &&Problem| problem.blocks() && !problem.is_missing();
        let sentences = after.problems.iter().filter(is_worth_telling);
        let sentences = sentences.map(|problem| {
            let words = problems::problem(language, &after.indicator, &after.entry, problem);
            view! { <p class="field__problem" data-severity="blocking">{words}</p> }
        });
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td data-label=words.in_draft>{told(language, before, &before.entry)}</td>
                <td data-label=words.comes>
                    {told(language, after, &after.entry)}{sentences.collect_view()}
                </td>
            </tr>
        }
    };
    (!tested.entries.is_empty()).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby="would-be" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="would-be">{words.would_be}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.indicator}</th>
                            <th scope="col">{words.in_draft}</th>
                            <th scope="col">{words.comes}</th>
                        </tr>
                    </thead>
                    <tbody>{tested.entries.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
    })
}
