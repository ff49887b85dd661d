//! What an objection does to scores, and which values were corrected because of it.

use super::super::scores::{place_of, placed_among};
use crate::{
    parts::as_written::name_in,
    text::{format, objections::Objections as Words, words_in},
};
use domain::{
    amount::Amount,
    objection::ObjectionStateName,
    ranking::Place,
    text::{Bilingual, Language},
};
use leptos::{either::Either, prelude::*};
use service::objections::ObjectionPage as Found;

/// What it does, or did, to scores, their levels and places.
pub(super) fn effects(language: Language, found: &Found) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(language);
    let effects = &found.effects;
    let is_of_score = found.score.is_some();
    let note = match found.listed.objection.state.name() {
        ObjectionStateName::Open if found.can_be_upheld && !is_of_score => words.effects_open,
        ObjectionStateName::Upheld if !is_of_score || !effects.is_empty() => words.effects_upheld,
        ObjectionStateName::Rejected if !effects.is_empty() => words.effects_rejected,
        ObjectionStateName::Open
        | ObjectionStateName::Withdrawn
        | ObjectionStateName::Upheld
        | ObjectionStateName::Rejected => return None,
    };
    if effects.is_empty() {
        return Some(Either::Left(view! { <p>{words.no_effects}</p> }));
    }
    let written = |score: Option<Amount>, decimals: Option<u32>| {
        score.map_or_else(|| format::NOTHING.to_owned(), |score| format::at_least(score, decimals.unwrap_or_default()))
    };
    let row = |name: String, before: String, after: String| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="table__number" data-label=words.before>{before}</td>
                <td class="table__number" data-label=words.after>{after}</td>
            </tr>
        }
    };
    let mut rows = Vec::new();
    for effect in effects {
        let title = effect.title.in_language(language);
        let [before, after] = [effect.before, effect.after].map(|score| written(score, effect.decimals));
        rows.push(row(title.to_owned(), before, after));
        let level = |level: &Option<Bilingual>| {
            level.as_ref().map_or_else(|| format::NOTHING.to_owned(), |level| level.in_language(language).to_owned())
        };
        if effect.level_before.is_some() || effect.level_after.is_some() {
            let name = format!("{title}: {}", words.level);
            rows.push(row(name, level(&effect.level_before), level(&effect.level_after)));
        }
        if effect.place_before.is_some() || effect.place_after.is_some() {
            let told = |place: Option<Place>, placed: Option<i64>| match placed {
                Some(placed) => placed_among(language, place, placed),
                None => place_of(language, place),
            };
            let before = told(effect.place_before, effect.placed_before);
            let after = told(effect.place_after, effect.placed_after);
            rows.push(row(format!("{title}: {}", words.place), before, after));
        }
    }
    Some(Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby="effects" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="effects">
                    {words.effects}" "<span class="table__note">{note}</span>
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{words.scheme}</th>
                        <th scope="col" class="table__number">{words.before}</th>
                        <th scope="col" class="table__number">{words.after}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }))
}

/// The values that were corrected because a score was objected to; nothing where there are none.
pub(super) fn corrected(language: Language, found: &Found) -> Option<impl IntoView + use<>> {
    let words = words_in::<Words>(language);
    let corrected = &found.score.as_ref()?.corrected;
    if corrected.is_empty() {
        return None;
    }
    let rows = corrected.iter().map(|value| {
        let written = |figure: Option<Amount>| {
            let written = figure.map(|figure| format::of_one(language, &value.indicator, figure));
            written.unwrap_or_else(|| format::NOTHING.to_owned())
        };
        view! {
            <tr>
                <th scope="row">{name_in(language, &value.indicator.name)}</th>
                <td class="table__number" data-label=words.was_value>{written(value.before)}</td>
                <td class="table__number" data-label=words.is_value>{written(value.after)}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    Some(view! {
        <div class="table-region" role="region" aria-labelledby="corrected" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="corrected">{words.corrected}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.subject}</th>
                        <th scope="col" class="table__number">{words.was_value}</th>
                        <th scope="col" class="table__number">{words.is_value}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}
