//! How a score finds its class or level: by cut-offs, all classes with the own one marked; by stages, all criteria.

use crate::text::{format, score_classes, score_classes::ScoreClasses, scores, scores::Scores as Words, words_in};
use domain::{
    score::{Bound, Class, ClassRule, Classed, Score},
    text::Language,
};
use leptos::{either::Either, prelude::*};
use service::scores::BodyScore;

/// Why the score has its class; nothing where it has none.
pub(super) fn section(language: Language, found: &BodyScore) -> Option<impl IntoView + use<>> {
    let score = found.kept.outcome.as_ref().ok()?;
    let stands = score.class.as_ref()?;
    match &found.among.scheme.head().classing.as_ref()?.rule {
        ClassRule::Thresholds { classes } => Some(Either::Left(thresholds(language, found, classes, score, stands))),
        ClassRule::Staged { levels: _ } => criteria(language, found, stands).map(Either::Right),
    }
}

/// Where each class begins, from the lowest, and why the score is in its part of the class.
fn thresholds(
    language: Language,
    found: &BodyScore,
    classes: &[Class],
    score: &Score,
    stands: &Classed,
) -> impl IntoView + use<> {
    let (words, of_scores) = (words_in::<ScoreClasses>(language), words_in::<Words>(language));
    let (scheme, population) = (&found.among.scheme, &found.among.population);
    let rounding = scheme.head().rounding;
    let has_parts = classes.iter().any(|class| !class.parts.is_empty());
    let own = classes.iter().find(|class| class.code == stands.code);
    let within = scheme.within_class(score.full, population).zip(own).map(|(within, class)| {
        let told = score_classes::within(language, within, &class.parts, stands.part.as_ref());
        view! { <p>{told}</p> }
    });
    let judged = score_classes::judged(language, &format::exact(rounding.judged(score.full)), rounding);
    let rows = classes.iter().map(|class| {
        let is_own = class.code == stands.code;
        let title = class.title.in_language(language).to_owned();
        let title = if is_own { format!("{title} ({})", words.this_score) } else { title };
        let parts = has_parts.then(|| view! { <td data-label=words.parts>{parts(language, class, stands)}</td> });
        view! {
            <tr aria-current=is_own.then_some("true")>
                <th scope="row">{title}</th>
                <td data-label=words.from>{score_classes::from(language, class.from)}</td>
                {parts}
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    view! {
        <div class="table-region" role="region" aria-labelledby="classes" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="classes">
                    {words.classes}" "<span class="table__note">{judged}</span>
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{of_scores.level}</th>
                        <th scope="col">{words.from}</th>
                        {has_parts.then(|| view! { <th scope="col">{words.parts}</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {within}
    }
}

/// The parts of a class, from the lowest.
fn parts(language: Language, class: &Class, stands: &Classed) -> impl IntoView + use<> {
    if class.parts.is_empty() {
        return Either::Left(format::NOTHING);
    }
    let words = words_in::<ScoreClasses>(language);
    let parts = class.parts.iter().map(|part| {
        let is_own = class.code == stands.code && stands.part.as_ref() == Some(part);
        let name = if is_own { format!("{part} ({})", words.this_score) } else { part.to_string() };
        view! { <li aria-current=is_own.then_some("true")>{name}</li> }
    });
    let parts: Vec<_> = parts.collect();
    Either::Right(view! { <ul class="derivation__list">{parts}</ul> })
}

/// What holds for each level and what does not.
fn criteria(language: Language, found: &BodyScore, stands: &Classed) -> Option<impl IntoView + use<>> {
    if stands.criteria.is_empty() {
        return None;
    }
    let words = words_in::<Words>(language);
    let scheme = &found.among.scheme;
    let rows = stands.criteria.iter().map(|criterion| {
        let node = scheme.node(&criterion.node);
        let title = node.map_or_else(|| criterion.node.to_string(), |node| node.title.in_language(language).to_owned());
        let of_level = Classed { code: criterion.level.clone(), part: None, criteria: Vec::new() };
        let judged = criterion.value.map(|value| scheme.head().rounding.judged(value));
        let bound = Bound::AtLeast(criterion.at_least);
        let has = judged.map_or_else(|| format::NOTHING.to_owned(), |value| scores::against(bound, value));
        let holds = if criterion.holds { words.holds } else { words.fails };
        view! {
            <tr>
                <th scope="row">{scores::class_name(language, scheme, Some(&of_level))}</th>
                <td data-label=words.node>{title}</td>
                <td class="table__number" data-label=words.at_least>{format::exact(criterion.at_least)}</td>
                <td class="table__number" data-label=words.has>{has}</td>
                <td>{holds}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    Some(view! {
        <div class="table-region" role="region" aria-labelledby="criteria" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="criteria">{words.criteria}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.level}</th>
                        <th scope="col">{words.node}</th>
                        <th scope="col" class="table__number">{words.at_least}</th>
                        <th scope="col" class="table__number">{words.has}</th>
                        <th scope="col">{words.holds}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}
