//! What it would take to reach the next level, with a way to try each step.

use crate::{
    context::PageContext,
    text::{scores::class_name, what_if, what_if::WhatIf as Words, words_in},
};
use domain::{
    reading::Answer,
    score::{Classed, Input, NextLevel, Step, Unmet},
};
use leptos::{either::Either, prelude::*};
use service::scores::WhatIf as Found;

pub(super) fn section(page: &PageContext, found: &Found, next: &NextLevel) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let level = Classed { code: next.level.clone(), part: None, criteria: Vec::new() };
    let level = class_name(language, &found.body.among.scheme, Some(&level));
    let unmet: Vec<_> = next.unmet.iter().map(|unmet| unmet_of(page, found, unmet)).collect();
    let has_all = next.unmet.iter().all(|unmet| !unmet.steps.is_empty());
    let together = if next.is_reached_together { words.together } else { words.not_together };
    view! {
        <section class="stack" aria-labelledby="next-level">
            <h2 id="next-level">{words.next}</h2>
            <p>{what_if::to_level(language, &level)}</p>
            {unmet}
            {has_all.then(|| view! { <p>{together}</p> })}
            <p class="headline__stamp">{words.next_why}</p>
        </section>
    }
}

fn unmet_of(page: &PageContext, found: &Found, unmet: &Unmet) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let node = found.body.among.scheme.node(&unmet.node);
    let title = node.map_or_else(|| unmet.node.to_string(), |node| node.title.in_language(language).to_owned());
    let caption = what_if::needs(language, &title, unmet.needs, unmet.value);
    if unmet.steps.is_empty() {
        let is_enough_together = unmet.value_at_ends.is_some_and(|value| unmet.needs.admits(value));
        let why = if is_enough_together { words.no_step } else { words.never };
        return Either::Left(view! { <p>{caption}". "{why}</p> });
    }
    let rows: Vec<_> = unmet.steps.iter().map(|step| row(page, found, unmet, step)).collect();
    let id = format!("steps-{}", unmet.node);
    Either::Right(view! {
        <div class="table-region" role="region" aria-labelledby=id.clone() tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id=id.clone()>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.indicator}</th>
                        <th scope="col">{words.step}</th>
                        <th scope="col" class="table__number">{words.cost}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}

fn row(page: &PageContext, found: &Found, unmet: &Unmet, step: &Step) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let indicator = found.answers.iter().find(|answer| answer.indicator == step.indicator);
    let name =
        indicator.map_or_else(|| step.indicator.to_string(), |answer| answer.name.in_language(language).to_owned());
    let is_tied = unmet.steps.iter().filter(|other| other.cost == step.cost).count() > 1;
    let cost = what_if::cost(language, step.cost);
    let cost = if is_tied { format!("{cost} ({})", words.tied) } else { cost };
    let field = format!("v.{}", step.indicator);
    let typed = match &step.to {
        Input::Number(number) => Some(number.to_string()),
        Input::Answer(Answer::Yes) => Some("yes".to_owned()),
        Input::Answer(Answer::No) => Some("no".to_owned()),
        Input::Choice(_)
        | Input::Choices(_)
        | Input::Several(_)
        | Input::NotApplicable
        | Input::Missing
        | Input::NotAsked => None,
    };
    let try_it = typed.map(|typed| {
        let href = page.address_with(&[(&field, &typed)]);
        view! { <a href=href>{words.try_it}</a> }
    });
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td data-label=words.step>{what_if::change(language, step)}</td>
            <td class="table__number" data-label=words.cost>{cost}</td>
            <td>{try_it}</td>
        </tr>
    }
}
