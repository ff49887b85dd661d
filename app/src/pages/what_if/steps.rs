//! What it would take to reach the next level, with a way to try each.

use crate::{
    context::PageContext,
    parts::actions::actions_heading,
    text::{
        scores,
        scores::{absence_in, class_name, class_title},
        what_if,
        what_if::WhatIf as Words,
        words_in,
    },
};
use domain::{
    ids::IndicatorCode,
    reading::Answer,
    score::{Ahead, Beyond, Input, NextLevel, Reach, Sought, Step, Together, Unmet, Unscored},
    text::Language,
};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::scores::WhatIf as Found;

pub(super) fn section(page: &PageContext, found: &Found, ahead: &Ahead) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let (title, told) = match ahead {
        Ahead::Score(unscored) => (words.to_score, EitherOf3::A(to_score(language, found, unscored))),
        Ahead::Highest => {
            let level = class_name(language, &found.body.among.scheme, found.class.as_ref());
            (words.next, EitherOf3::B(view! { <p>{what_if::highest(language, &level)}</p> }))
        }
        Ahead::Next(next) => (words.next, EitherOf3::C(next_level(page, found, next))),
    };
    view! {
        <section class="stack" aria-labelledby="next-level">
            <h2 id="next-level">{title}</h2>
            {told}
        </section>
    }
}

/// Why there is no score, and the reports that would bring one, each a link to its field.
fn to_score(language: Language, found: &Found, unscored: &Unscored) -> impl IntoView + use<> {
    let derivation = found.body.derivation.as_ref().ok();
    let why = derivation.and_then(|derivation| {
        let absence = derivation.absence.as_ref()?;
        Some(absence_in(language, absence, &derivation.root, &found.body.among.scheme))
    });
    let reports = unscored.reports.iter().map(|indicator| {
        let name = name_of(language, found, indicator);
        let field = found.answers.iter().find(|answer| answer.indicator == *indicator);
        let name = match field.map(|answer| format!("#{}", answer.field.name)) {
            Some(href) => Either::Left(view! { <a href=href>{name}</a> }),
            None => Either::Right(name),
        };
        view! { <li>{name}</li> }
    });
    let reports: Vec<_> = reports.collect();
    let list = (!reports.is_empty()).then(|| view! { <ul class="stack stack--tight">{reports}</ul> });
    view! {
        {why.map(|why| view! { <p>{what_if::no_score(language, &why)}</p> })}
        <p>{what_if::brings_a_score(language, unscored)}</p>
        {list}
    }
}

/// What an indicator is called in the plan of the round.
fn name_of(language: Language, found: &Found, indicator: &IndicatorCode) -> String {
    let known = found.body.among.plan.indicator(indicator);
    known.map_or_else(|| indicator.to_string(), |known| known.name.in_language(language).to_owned())
}

fn next_level(page: &PageContext, found: &Found, next: &NextLevel) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let level = class_title(language, &found.body.among.scheme, &next.level);
    let reach = match &next.reach {
        Reach::By(told) => {
            let count = told.first().map_or(1, |together| together.steps.len());
            let caption = what_if::enough(language, count, next.sought);
            EitherOf3::A(table(page, found, caption.to_owned(), told))
        }
        Reach::Beyond(Beyond { most, .. }) if most.steps.is_empty() => EitherOf3::B(view! { <p>{words.no_better}</p> }),
        Reach::Beyond(beyond) => EitherOf3::C(beyond_of(page, found, beyond, next.sought)),
    };
    let told = match &next.reach {
        Reach::By(told) => told.as_slice(),
        Reach::Beyond(beyond) => std::slice::from_ref(&beyond.most),
    };
    let has_missing = told.iter().flat_map(|together| &together.steps).any(|step| step.from == Input::Missing);
    view! {
        <p>{what_if::to_level(language, &level)}</p>
        {unmet(language, found, &next.unmet, what_if::needs)}
        {reach}
        <p class="headline__stamp">{words.next_why}</p>
        {has_missing.then(|| view! { <p class="headline__stamp">{words.missing_why}</p> })}
    }
}

/// What the three that bring most would reach, and what would still be missing.
fn beyond_of(page: &PageContext, found: &Found, beyond: &Beyond, sought: Sought) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let decimals = found.body.among.scheme.head().rounding.decimals;
    let before = found.body.derivation.as_ref().ok().and_then(|before| before.published);
    let most = what_if::most(language, beyond.most.steps.len(), [before, beyond.score], decimals);
    let all = match (beyond.is_reached_by_all, sought) {
        (true, Sought::Everywhere) => words.only_all,
        (true, Sought::AmongThoseThatBringMost) => words.by_all,
        (false, _) => words.never,
    };
    view! {
        <p>{what_if::not_even(language, beyond.most.steps.len(), sought)}" "{all}</p>
        {table(page, found, most, std::slice::from_ref(&beyond.most))}
        {unmet(language, found, &beyond.unmet, what_if::would_still_need)}
    }
}

/// What is missing, in the words of what is or would be.
fn unmet(
    language: Language,
    found: &Found,
    unmet: &[Unmet],
    say: fn(Language, &str, &Unmet) -> String,
) -> impl IntoView + use<> {
    let lines = unmet.iter().map(|unmet| {
        let node = found.body.among.scheme.node(&unmet.node);
        let title = node.map_or_else(|| unmet.node.to_string(), |node| node.title.in_language(language).to_owned());
        view! { <li>{say(language, &title, unmet)}</li> }
    });
    view! { <ul class="stack stack--tight">{lines.collect_view()}</ul> }
}

fn table(page: &PageContext, found: &Found, caption: String, told: &[Together]) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let rows: Vec<_> = told.iter().map(|together| row(page, found, told, together)).collect();
    view! {
        <div class="table-region" role="region" aria-labelledby="steps" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="steps">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{words.step}</th>
                        <th scope="col" class="table__number">{words.cost}</th>
                        {actions_heading(page.language)}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(page: &PageContext, found: &Found, told: &[Together], together: &Together) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let has_several = together.steps.len() > 1;
    let changes = together.steps.iter().map(|step| {
        let among = &found.body.among;
        let name = name_of(language, found, &step.indicator);
        let mut reads = among.scheme.nodes().iter().filter_map(|node| node.reads.as_ref());
        let polarity = reads.find(|reads| reads.indicator == step.indicator).map(|reads| &reads.polarity);
        let change = what_if::change(language, step, among.plan.indicator(&step.indicator), polarity);
        let field = found.answers.iter().find(|answer| answer.indicator == step.indicator);
        let carried = field.and_then(|answer| answer.carried.as_ref());
        let carried = carried.map(|origin| format!(" ({})", scores::carried(language, origin.period)));
        let share = has_several.then(|| format!(" ({})", what_if::cost(language, step.cost)));
        view! { <li>{name}": "<strong>{change}</strong>{share}{carried}</li> }
    });
    let is_tied = told.iter().filter(|other| other.cost == together.cost).count() > 1;
    let cost = if has_several {
        what_if::cost_in_all(language, together.cost)
    } else {
        what_if::cost(language, together.cost)
    };
    let cost = if is_tied { format!("{cost} ({})", words.tied) } else { cost };
    let try_it = address(page, &together.steps).map(|href| view! { <a href=href>{words.try_it}</a> });
    view! {
        <tr>
            <th scope="row"><ul class="stack stack--tight">{changes.collect_view()}</ul></th>
            <td class="table__number" data-label=words.cost>{cost}</td>
            <td>{try_it}</td>
        </tr>
    }
}

/// The form with all these answers and nothing else changed; nothing where it cannot take one of them.
fn address(page: &PageContext, steps: &[Step]) -> Option<String> {
    let typed = steps.iter().map(|step| {
        let typed = match &step.to {
            Input::Number(number) => number.to_string(),
            Input::Answer(Answer::Yes) => "yes".to_owned(),
            Input::Answer(Answer::No) => "no".to_owned(),
            Input::Choice(_)
            | Input::Choices(_)
            | Input::Several(_)
            | Input::NotApplicable
            | Input::Missing
            | Input::NotAsked => return None,
        };
        Some((format!("v.{}", step.indicator), typed))
    });
    Some(page.address_of(&typed.collect::<Option<Vec<_>>>()?))
}
