//! The form: an answer for each indicator, a weight for each node. It is sent with GET, so that it cannot change anything.

use crate::{
    context::PageContext,
    parts::objected::objected_mark,
    text::{format, scores, what_if::WhatIf as Words, words_in},
};
use domain::{objection::ObjectionStateName, text::Language};
use leptos::{either::Either, prelude::*};
use service::{
    objections::ObjectedFigures,
    scores::{AskedAnswer, AskedWeight, Field, WhatIf as Found},
};

pub(super) fn form(page: &PageContext, found: &Found, objected: &ObjectedFigures) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let body = &found.body.kept.organisation;
    let answers = found.answers.iter().map(|asked| {
        // An answer of an earlier round is not the one that an objection of this round is about.
        let state = objected.value(&asked.indicator, body).filter(|_| asked.carried.is_none());
        answer(language, asked, state)
    });
    let answers: Vec<_> = answers.collect();
    let weights: Vec<_> = found.weights.iter().map(|asked| weight(language, asked)).collect();
    let is_open = found.weights.iter().any(|weight| weight.field.typed.is_some());
    let again = page.path.clone();
    let clear = words_in::<crate::text::parts::Parts>(language).clear;
    view! {
        <form class="card stack" method="get" aria-labelledby="what-if-answers">
            <h2 class="card__title" id="what-if-answers">{words.answers}</h2>
            <div class="what-if__fields">{answers}</div>
            <details class="disclosure" open=is_open>
                <summary class="disclosure__name">{words.weights}</summary>
                <div class="disclosure__body stack">
                    <p>{words.weights_why}</p>
                    <div class="what-if__fields">{weights}</div>
                </div>
            </details>
            <p class="cluster">
                <button class="button button--primary">{words.work_out}</button>
                <a href=again>{clear}</a>
            </p>
        </form>
    }
}

fn answer(language: Language, asked: &AskedAnswer, objected: Option<ObjectionStateName>) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let carried = asked.carried.as_ref().map(|origin| format!(" · {}", scores::carried(language, origin.period)));
    let present =
        format!("{}: {}{}", words.present, scores::input(language, &asked.present), carried.unwrap_or_default());
    let unit = asked.unit.in_language(language);
    let label = asked.name.in_language(language).to_owned();
    let hint = if asked.is_yes_or_no { present } else { format!("{unit} · {present}") };
    if !asked.is_yes_or_no {
        return Either::Left(number(
            &asked.field,
            (label, hint),
            words.not_a_number,
            objected_mark(language, objected),
        ));
    }
    let Field { name, typed, is_refused } = asked.field.clone();
    let option = |value: &'static str, word: &'static str| {
        let is_chosen = typed.as_deref().unwrap_or_default() == value;
        view! { <option value=value selected=is_chosen>{word}</option> }
    };
    let hint_id = format!("{name}-hint");
    Either::Right(view! {
        <div class="field">
            <label class="field__label" for=name.clone()>{label}</label>
            <p class="field__hint" id=hint_id.clone()>{hint}{objected_mark(language, objected)}</p>
            <div class="field__control">
                <select
                    class="field__input"
                    id=name.clone()
                    name=name.clone()
                    aria-describedby=hint_id
                    aria-invalid=is_refused.then_some("true")
                >
                    {option("", words.as_it_is)}
                    {option("yes", words.yes)}
                    {option("no", words.no)}
                </select>
            </div>
        </div>
    })
}

fn weight(language: Language, asked: &AskedWeight) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let hint = format!("{}: {}", words.present, format::exact(asked.given));
    number(&asked.field, (asked.title.in_language(language).to_owned(), hint), words.not_a_weight, ())
}

fn number<Mark: IntoView>(
    field: &Field,
    (label, hint): (String, String),
    wrong: &'static str,
    mark: Mark,
) -> impl IntoView + use<Mark> {
    let Field { name, typed, is_refused } = field.clone();
    let (hint_id, problem_id) = (format!("{name}-hint"), format!("{name}-problem"));
    let described = if is_refused { format!("{hint_id} {problem_id}") } else { hint_id.clone() };
    let problem =
        is_refused.then(|| view! { <p class="field__problem" id=problem_id data-severity="blocking">{wrong}</p> });
    view! {
        <div class="field">
            <label class="field__label" for=name.clone()>{label}</label>
            <p class="field__hint" id=hint_id>{hint}{mark}</p>
            <div class="field__control">
                <input
                    class="field__input"
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    id=name.clone()
                    name=name
                    value=typed.unwrap_or_default()
                    aria-invalid=is_refused.then_some("true")
                    aria-describedby=described
                />
            </div>
            {problem}
        </div>
    }
}
