//! The bodies that owe a report and stand at no level, each with its score or why it has none.

use super::{Listed, ON_PAGE, score_or_why};
use crate::{
    parts::pagination::Slice,
    text::{maturity::Maturity, scores, scores::Scores as Words, words_in},
};
use domain::{name::dictionary_key, text::Language};
use leptos::prelude::*;
use service::scores::WithoutLevel;

/// Puts them in the order of their names in a language.
pub(super) fn sort(language: Language, without: &mut [WithoutLevel]) {
    without.sort_by_cached_key(|body| dictionary_key(body.organisation.name.in_language(language)));
}

/// Those on a page.
pub(super) fn on_page(number: usize, without: &[WithoutLevel]) -> &[WithoutLevel] {
    Slice::asked(number, ON_PAGE, without.len()).of(without)
}

/// Those on a page as a table.
pub(super) fn table(language: Language, listed: &Listed, without: &[WithoutLevel]) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let rows: Vec<_> = without.iter().map(|body| row(language, listed, body)).collect();
    view! {
        <div class="table-region" role="region" aria-labelledby="standings" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="standings">
                    {words_in::<Maturity>(language).without_level}" "
                    <span class="table__note">{words.accepted_only}</span>
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{words.body}</th>
                        <th scope="col">{words.score}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(language: Language, listed: &Listed, body: &WithoutLevel) -> impl IntoView + use<> {
    let found = &listed.found;
    let organisation = &body.organisation;
    let href = format!("/scores/{}/{}/{}", found.scheme.head().code, found.round.code, organisation.code);
    let name = organisation.name.in_language(language).to_owned();
    let score = match &body.kept {
        Ok(kept) => score_or_why(language, listed, kept),
        Err(why) => scores::why_none(language, *why).to_owned(),
    };
    view! {
        <tr>
            <th scope="row"><a href=href>{name}</a></th>
            <td data-label={words_in::<Words>(language).score}>{score}</td>
        </tr>
    }
}
