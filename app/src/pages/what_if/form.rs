//! The form: an answer for each indicator, a weight for each node. It is sent with GET, so that it cannot change anything.

use crate::{
    context::PageContext,
    text::{format, scores, what_if::WhatIf as Words, words_in},
};
use domain::text::Language;
use leptos::{either::Either, prelude::*};
use service::scores::{AskedAnswer, AskedWeight, Field, WhatIf as Found};

pub(super) fn form(page: &PageContext, found: &Found) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let answers: Vec<_> = found.answers.iter().map(|asked| answer(language, asked)).collect();
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

fn answer(language: Language, asked: &AskedAnswer) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let carried = asked.carried.as_ref().map(|origin| format!(" · {}", scores::carried(language, origin.period)));
    let present =
        format!("{}: {}{}", words.present, scores::input(language, &asked.present), carried.unwrap_or_default());
    let unit = asked.unit.in_language(language);
    let label = asked.name.in_language(language).to_owned();
    let hint = if asked.is_yes_or_no { present } else { format!("{unit} · {present}") };
    if !asked.is_yes_or_no {
        return Either::Left(number(&asked.field, label, hint, words.not_a_number));
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
            <p class="field__hint" id=hint_id.clone()>{hint}</p>
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
    number(&asked.field, asked.title.in_language(language).to_owned(), hint, words.not_a_weight)
}

fn number(field: &Field, label: String, hint: String, wrong: &'static str) -> impl IntoView + use<> {
    let Field { name, typed, is_refused } = field.clone();
    let (hint_id, problem_id) = (format!("{name}-hint"), format!("{name}-problem"));
    let described = if is_refused { format!("{hint_id} {problem_id}") } else { hint_id.clone() };
    let problem =
        is_refused.then(|| view! { <p class="field__problem" id=problem_id data-severity="blocking">{wrong}</p> });
    view! {
        <div class="field">
            <label class="field__label" for=name.clone()>{label}</label>
            <p class="field__hint" id=hint_id>{hint}</p>
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
