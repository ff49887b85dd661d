//! What somebody may do, where: to read, and as lines of a form.

use super::input::Input;
use crate::{
    commands::accounts::grant_field,
    context::PageContext,
    text::{accounts, accounts::Accounts as Words, refusals, states, words_in},
};
use domain::{
    access::{Grant, Role},
    organisation::OrganisationTree,
    text::Language,
};
use leptos::prelude::*;
use strum::IntoEnumIterator;

/// How many lines a form offers beyond those that are filled.
const SPARE_LINES: usize = 2;
/// The id of the list of bodies.
pub(crate) const ORGANISATIONS: &str = "organisations";
/// The most bodies that a list offers; with more, one types a code or name.
const MOST_IN_LIST: usize = 1_000;

/// Grants to read, each with the name of its body.
pub(crate) fn grant_list(language: Language, tree: &OrganisationTree, grants: &[Grant]) -> impl IntoView + use<> {
    let line = |grant: &Grant| {
        let body = tree.get(&grant.organisation);
        let name =
            body.map_or_else(|| grant.organisation.to_string(), |body| body.name.in_language(language).to_owned());
        view! { <li>{states::role(language, grant.role)}" · "{name}</li> }
    };
    view! { <ul>{grants.iter().map(line).collect_view()}</ul> }
}

/// Every body by its code, for fields to choose from; nothing where there are too many to send along.
pub(crate) fn organisation_choices(language: Language, tree: &OrganisationTree) -> impl IntoView + use<> {
    let is_short = tree.bodies().count() <= MOST_IN_LIST;
    let choice = |body: &domain::organisation::Organisation| {
        let name = body.name.in_language(language).to_owned();
        view! { <option value=body.code.to_string()>{name}</option> }
    };
    let choices = is_short.then(|| tree.bodies().map(choice).collect_view());
    view! { <datalist id=ORGANISATIONS>{choices}</datalist> }
}

/// Lines of a form: what somebody may do now, and spare ones.
pub(crate) fn grant_lines(page: &PageContext, grants: &[Grant]) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let sent = page.sent.as_ref().map_or(0, |sent| {
        sent.fields.iter().filter(|(name, value)| name.starts_with("grants[") && !value.is_empty()).count()
    });
    let count = grants.len().max(sent.div_ceil(2)) + SPARE_LINES;
    let lines = (0..count).map(|number| grant_line(page, number, grants.get(number))).collect_view();
    let is_missing =
        page.sent.as_ref().is_some_and(|sent| sent.refused.all().any(|refused| refused.code == "grants_missing"));
    let missing = is_missing.then(|| {
        let words = refusals::refusal(page.language, "grants_missing");
        view! { <p class="field__problem" data-severity="blocking">{words}</p> }
    });
    view! {
        <fieldset class="stack">
            <legend class="choices__legend">{words.grants}</legend>
            <p class="field__hint">{words.grants_hint}</p>
            {missing}
            {lines}
        </fieldset>
    }
}

fn grant_line(page: &PageContext, number: usize, grant: Option<&Grant>) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let (role_name, organisation_name) = (grant_field(number, "role"), grant_field(number, "organisation"));
    let sent = page.sent.as_ref();
    let role = sent.and_then(|sent| sent.value(&role_name)).map(str::to_owned);
    let role = role.or_else(|| grant.map(|grant| grant.role.as_ref().to_owned())).unwrap_or_default();
    let refused = sent.and_then(|sent| sent.refused.all().find(|refused| refused.place.as_ref() == Some(&role_name)));
    let problem = refused.map(|refused| {
        let words = refusals::refusal(page.language, &refused.code);
        view! { <p class="field__problem" data-severity="blocking">{words}</p> }
    });
    let option = |choice: Role| {
        let is_chosen = choice.as_ref() == role;
        view! { <option value=choice.as_ref().to_owned() selected=is_chosen>{states::role(page.language, choice)}</option> }
    };
    let organisation = Input {
        value: grant.map(|grant| grant.organisation.to_string()).unwrap_or_default(),
        list: Some(ORGANISATIONS),
        optional: true,
        ..Input::new(organisation_name, words.organisation)
    };
    view! {
        <fieldset class="grid">
            <legend class="visually-hidden">{accounts::line(page.language, number + 1)}</legend>
            <div class="field">
                <label class="field__label" for=role_name.clone()>{words.role}</label>
                <div class="field__control">
                    <select class="field__input" id=role_name.clone() name=role_name>
                        <option value="">{words.no_role}</option>
                        {Role::iter().map(option).collect_view()}
                    </select>
                </div>
                {problem}
            </div>
            {organisation.view(page)}
        </fieldset>
    }
}
