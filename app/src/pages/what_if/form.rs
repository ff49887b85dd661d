//! The form: an answer for each indicator, a weight for each node. It is sent with GET, so that it cannot change anything.

use crate::{
    context::PageContext,
    parts::{
        field::{self, FieldProblem, Ties},
        objected::objected_mark,
    },
    text::{format, scores, what_if, what_if::WhatIf as Words, words_in},
};
use domain::{
    ids::NodeCode,
    objection::ObjectionStateName,
    score::{Node, Scheme},
    text::Language,
};
use leptos::{either::Either, prelude::*};
use service::{
    objections::ObjectedFigures,
    scores::{AskedAnswer, AskedWeight, Field, WhatIf as Found},
};
use std::collections::HashMap;

pub(super) fn form(page: &PageContext, found: &Found, objected: &ObjectedFigures) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let body = &found.body.kept.organisation;
    let answers = found.answers.iter().map(|asked| {
        // An answer of an earlier round is not the one that an objection of this round is about.
        let state = objected.value(&asked.indicator, body).filter(|_| asked.carried.is_none());
        let present = what_if::present(language, &asked.present, found.body.among.plan.indicator(&asked.indicator));
        answer(language, asked, &present, refused_answer(language, found, asked), state)
    });
    let answers: Vec<_> = answers.collect();
    let weights = weights(language, found);
    let is_open = found.weights.iter().any(|weight| weight.field.typed.is_some());
    let weights = (!weights.is_empty()).then(|| {
        view! {
            <details class="disclosure" open=is_open>
                <summary class="disclosure__name">{words.weights}</summary>
                <div class="disclosure__body stack">
                    <p>{words.weights_why}</p>
                    {weights}
                </div>
            </details>
        }
    });
    let again = page.path.clone();
    let clear = words_in::<crate::text::parts::Parts>(language).clear;
    view! {
        <form class="card stack" method="get" aria-labelledby="what-if-answers">
            <h2 class="card__title" id="what-if-answers">{words.answers}</h2>
            <div class="what-if__fields">{answers}</div>
            {weights}
            <p class="cluster">
                <button class="button button--primary">{words.work_out}</button>
                <a href=again>{clear}</a>
            </p>
        </form>
    }
}

/// Why what was typed as an answer cannot be used.
fn refused_answer(language: Language, found: &Found, asked: &AskedAnswer) -> Option<String> {
    let refusal = asked.field.refused.as_ref()?;
    let indicator = found.body.among.plan.indicator(&asked.indicator)?;
    Some(what_if::refused(language, refusal, indicator, asked.field.typed.as_deref().unwrap_or_default()))
}

fn refused_weight(language: Language, asked: &AskedWeight) -> Option<String> {
    asked.field.refused.is_some().then(|| words_in::<Words>(language).not_a_weight.to_owned())
}

/// All that cannot be used, each a link to its field. The same words as beside the field.
pub(super) fn refusals(language: Language, found: &Found) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let answers = found.answers.iter().filter_map(|asked| {
        let name = asked.name.in_language(language).to_owned();
        Some((asked.field.name.clone(), name, refused_answer(language, found, asked)?))
    });
    let weights = found.weights.iter().filter_map(|asked| {
        let title = asked.title.in_language(language).to_owned();
        Some((asked.field.name.clone(), title, refused_weight(language, asked)?))
    });
    let items = answers.chain(weights).map(|(field, name, sentence)| {
        let href = format!("#{field}");
        view! { <li><a href=href>{sentence}</a>" "<span class="error-summary__place">{name}</span></li> }
    });
    let items = items.collect_view();
    view! {
        <div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="refused">
            <h2 class="error-summary__title" id="refused">{words.refused}</h2>
            <ul class="error-summary__list">{items}</ul>
        </div>
    }
}

fn answer(
    language: Language,
    asked: &AskedAnswer,
    present: &str,
    refused: Option<String>,
    objected: Option<ObjectionStateName>,
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let carried = asked.carried.as_ref().map(|origin| format!(" · {}", scores::carried(language, origin.period)));
    let present = format!("{}: {present}{}", words.present, carried.unwrap_or_default());
    let unit = asked.unit.in_language(language);
    let label = asked.name.in_language(language).to_owned();
    let hint = if asked.is_yes_or_no { present } else { format!("{unit} · {present}") };
    let mark = objected_mark(language, objected);
    if !asked.is_yes_or_no {
        return Either::Left(number(&asked.field, (label, hint), refused, mark));
    }
    let (name, typed) = (asked.field.name.clone(), asked.field.typed.clone().unwrap_or_default());
    let option = |value: &'static str, word: &'static str| {
        view! { <option value=value selected=typed == value>{word}</option> }
    };
    let (problems, ties) = problems(&name, &hint, refused);
    let control = view! {
        <select
            class="field__input"
            id=name.clone()
            name=name.clone()
            aria-describedby=ties.described_by
            aria-invalid=ties.invalid
        >
            {option("", words.as_it_is)}
            {option("yes", words.yes)}
            {option("no", words.no)}
        </select>
    };
    Either::Right(framed(&name, (label, hint), problems, mark, control))
}

/// The weights, those of siblings under the title of what they belong to, numbered as in the derivation.
fn weights(language: Language, found: &Found) -> Vec<impl IntoView + use<>> {
    let numbered = numbered(language, &found.body.among.scheme);
    let mut groups: Vec<(&String, Vec<(&String, &AskedWeight)>)> = Vec::new();
    let mut places: HashMap<&NodeCode, usize> = HashMap::new();
    for asked in &found.weights {
        let Some((node, title)) = numbered.get(&asked.node) else { continue };
        let Some((of, legend)) = node.parent.as_ref().and_then(|parent| numbered.get(parent)) else { continue };
        let place = *places.entry(&of.code).or_insert(groups.len());
        if place == groups.len() {
            groups.push((legend, Vec::new()));
        }
        groups[place].1.push((title, asked));
    }
    let group = |(legend, siblings): (&String, Vec<(&String, &AskedWeight)>)| {
        let fields: Vec<_> = siblings.into_iter().map(|(title, asked)| weight(language, title, asked)).collect();
        view! {
            <fieldset class="stack stack--tight">
                <legend>{legend.clone()}</legend>
                <div class="what-if__fields">{fields}</div>
            </fieldset>
        }
    };
    groups.into_iter().map(group).collect()
}

/// The nodes of a scheme by their codes, each with its title after its number in the derivation; the root has none.
fn numbered(language: Language, scheme: &Scheme) -> HashMap<&NodeCode, (&Node, String)> {
    let numbered = scheme.nodes().iter().zip(scheme.numbers()).map(|(node, number)| {
        let title = format!("{number} {}", node.title.in_language(language)).trim_start().to_owned();
        (&node.code, (node, title))
    });
    numbered.collect()
}

fn weight(language: Language, title: &str, asked: &AskedWeight) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let hint = format!("{}: {}", words.present, format::exact(asked.given));
    number(&asked.field, (title.to_owned(), hint), refused_weight(language, asked), ())
}

fn number<Mark: IntoView>(
    field: &Field,
    (label, hint): (String, String),
    refused: Option<String>,
    mark: Mark,
) -> impl IntoView + use<Mark> {
    let (name, typed) = (field.name.clone(), field.typed.clone().unwrap_or_default());
    let (problems, ties) = problems(&name, &hint, refused);
    let control = view! {
        <input
            class="field__input"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            id=name.clone()
            name=name.clone()
            value=typed
            aria-invalid=ties.invalid
            aria-describedby=ties.described_by
        />
    };
    framed(&name, (label, hint), problems, mark, control)
}

/// What is wrong with a field, and how the field is tied to it.
fn problems(name: &str, hint: &str, refused: Option<String>) -> (Vec<FieldProblem>, Ties) {
    let problems: Vec<_> = refused.into_iter().map(|words| FieldProblem { words, severity: "blocking" }).collect();
    let ties = Ties::of(name, Some(hint), &problems);
    (problems, ties)
}

/// A place to type with its label, its hint, and what is wrong with what was typed.
fn framed<Mark: IntoView, Control: IntoView>(
    name: &str,
    (label, hint): (String, String),
    problems: Vec<FieldProblem>,
    mark: Mark,
    control: Control,
) -> impl IntoView + use<Mark, Control> {
    view! {
        <div class="field">
            <label class="field__label" for=name.to_owned()>{label}</label>
            <p class="field__hint" id=format!("{name}-hint")>{hint}{mark}</p>
            <div class="field__control">{control}</div>
            {field::problems(name, problems)}
        </div>
    }
}
