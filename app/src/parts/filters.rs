//! Narrows what a page shows: an ordinary form whose answers stand in the address.

use crate::{
    context::{self, PageContext},
    text::{parts::Parts, words_in},
};
use leptos::prelude::*;

/// A form of filters. `kept` are values of the address that go along unchanged, also where the filters are cleared.
#[component]
pub(crate) fn Filters(
    label: &'static str,
    button: &'static str,
    #[prop(optional)] kept: Vec<(&'static str, String)>,
    children: Children,
) -> impl IntoView {
    let page = context::page();
    let words = words_in::<Parts>(page.language);
    let is_kept = |name: &str| kept.iter().any(|(of, value)| *of == name && !value.is_empty());
    let asked = form_urlencoded::parse(page.query.as_bytes());
    let narrowed: Vec<String> =
        asked.filter(|(name, value)| !value.is_empty() && !is_kept(name)).map(|(name, _)| name.into_owned()).collect();
    let cleared: Vec<(&str, &str)> = narrowed.iter().map(|name| (name.as_str(), "")).collect();
    let whole = (!cleared.is_empty()).then(|| page.address_with(&cleared));
    let hidden = kept.into_iter().filter(|(_, value)| !value.is_empty());
    view! {
        <form class="filters" method="get" role="search" aria-label=label>
            {hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            {children()}
            <p class="filters__actions">
                <button class="button">{button}</button>
                {whole.map(|whole| view! { <a data-whole="" href=whole>{words.clear}</a> })}
            </p>
        </form>
    }
}

/// Everything that the address asks for besides some names, for a form that keeps it. A form that narrows begins with its first page
/// again.
pub(crate) fn kept_besides(page: &PageContext, names: &[&str]) -> impl IntoView + use<> {
    let others = form_urlencoded::parse(page.query.as_bytes());
    let is_kept = |name: &str| !names.contains(&name) && !["page", "after"].contains(&name);
    let others = others.filter(|(name, value)| !value.is_empty() && is_kept(name));
    let others = others.map(|(name, value)| {
        view! { <input type="hidden" name=name.into_owned() value=value.into_owned()/> }
    });
    let others: Vec<_> = others.collect();
    others
}

/// A field for words.
#[component]
pub(crate) fn SearchField(
    name: &'static str,
    label: &'static str,
    value: String,
    #[prop(optional)] hint: &'static str,
) -> impl IntoView {
    let hint_id = format!("{name}-hint");
    let described = (!hint.is_empty()).then(|| hint_id.clone());
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="field__hint" id=hint_id>{hint}</p> })}
            <div class="field__control">
                <input class="field__input" type="search" id=name name=name value=value aria-describedby=described/>
            </div>
        </div>
    }
}

/// One choice of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What goes into the address.
    pub(crate) value: String,
    /// What is read.
    pub(crate) name: String,
}

/// A list to choose one from, with what is wrong with the choice.
#[component]
pub(crate) fn ChoiceField(
    name: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
    #[prop(into)] chosen: String,
    #[prop(optional_no_strip)] problem: Option<&'static str>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let options = choices.into_iter().map(move |choice| {
        let is_chosen = choice.value == chosen;
        view! { <option value=choice.value selected=is_chosen>{choice.name}</option> }
    });
    let problem_id = format!("{name}-problem");
    view! {
        <div class="field">
            <label class="field__label" for=name>{label}</label>
            <div class="field__control">
                <select
                    class="field__input"
                    id=name
                    name=name
                    required=required
                    aria-invalid=problem.map(|_| "true")
                    aria-describedby=problem.map(|_| problem_id.clone())
                >
                    {options.collect_view()}
                </select>
            </div>
            {problem.map(|words| {
                view! { <p class="field__problem" id=problem_id data-severity="blocking">{words}</p> }
            })}
        </div>
    }
}
