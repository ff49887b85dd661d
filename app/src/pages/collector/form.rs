//! The form of a collector. Whatever was typed stands in it again, with what is wrong beside its field.

use super::Shown;
use crate::{
    collector_form::Answer,
    context::PageContext,
    parts::{
        filters::{Choice, ChoiceField},
        input::Input,
    },
    text::{
        collectors::{self, Collectors as Words},
        refusals, words_in,
    },
};
use domain::{
    collector::{Activity, Handing, SourceKind, TypedMapping},
    indicator::Indicator,
    plan::Plan,
    text::Language,
};
use leptos::{either::Either, prelude::*};
use service::collectors::Collector;
use strum::IntoEnumIterator as _;

/// What stands in the fields: what was typed, or what is saved, or what is usual.
struct Filled<'a> {
    answer: &'a Answer,
    saved: Option<&'a Collector>,
    mapping: Option<TypedMapping>,
}

impl Filled<'_> {
    fn text(&self, name: &str) -> String {
        if !self.answer.sent.fields.is_empty() {
            return self.answer.sent.value(name).to_owned();
        }
        let Some(saved) = self.saved else { return usual(name).to_owned() };
        match name {
            "name" => saved.name.clone(),
            "endpoint" => saved.endpoint.to_string(),
            "kind" => saved.mapping.kind.as_ref().to_owned(),
            "rows" => self.mapping.as_ref().map(|mapping| mapping.rows.clone()).unwrap_or_default(),
            "times" => saved.times.clone(),
            "handing" => saved.handing.as_ref().to_owned(),
            "activity" => saved.activity.as_ref().to_owned(),
            "secret_header" => saved.secret.as_ref().map(|secret| secret.header.clone()).unwrap_or_default(),
            "secret_choice" => if saved.secret.is_some() { "keep" } else { "none" }.to_owned(),
            _ => self.place(name),
        }
    }

    /// The place of a figure: `value.CODE` or `base.CODE`.
    fn place(&self, name: &str) -> String {
        let parts = self.mapping.iter().flat_map(|mapping| &mapping.parts);
        let found = parts.filter_map(|part| match name.split_once('.') {
            Some(("value", code)) if code == part.indicator.as_str() => Some(part.value.clone()),
            Some(("base", code)) if code == part.indicator.as_str() => Some(part.base.clone()),
            _ => None,
        });
        found.into_iter().next().unwrap_or_default()
    }
}

fn usual(name: &str) -> &'static str {
    match name {
        "times" => "0 6 * * *",
        "secret_choice" => "none",
        _ => "",
    }
}

/// The form.
pub(super) fn form(page: &PageContext, shown: &Shown, answer: &Answer) -> impl IntoView + use<> {
    let (language, words) = (page.language, words_in::<Words>(page.language));
    let saved = shown.found.as_ref().map(|found| &found.collector);
    let filled = Filled { answer, saved, mapping: saved.map(|saved| saved.mapping.typed()) };
    let typed_plan = filled.answer.sent.value("plan").to_owned();
    let asked = saved.map(|saved| saved.plan.to_string()).or_else(|| page.asked("plan")).unwrap_or(typed_plan);
    let plan = shown.plans.iter().find(|plan| plan.plan.code.as_str() == asked).or(shown.plans.last());
    let Some(plan) = plan else { return Either::Left(()) };
    let base = format!("/organisations/{}/collectors", shown.agency.code);
    let action = saved.map_or_else(|| format!("{base}/new"), |saved| format!("{base}/{}", saved.id));
    let input = |name: &'static str, label: &'static str, hint: &'static str| Input {
        value: filled.text(name),
        hint: Some(hint.to_owned()),
        ..Input::new(name, label)
    };
    let rows = Input { optional: true, ..input("rows", words.rows, words.rows_hint) };
    let others = saved.is_none().then(|| other_plans(page, shown, plan));
    // The page of a new one has this as its title already.
    let title = saved.map(|_| view! { <h2>{words.edit}</h2> });
    let label = if saved.is_some() { words.edit } else { words.add };
    Either::Right(view! {
        <section class="stack" aria-label=label>
            {title}
            {others}
            <form class="stack card" method="post" action=action autocomplete="off">
                <input type="hidden" name="plan" value=plan.plan.code.to_string()/>
                <input type="hidden" name="version" value=saved.map_or(0, |saved| saved.version).to_string()/>
                <p>{words.plan}": "{plan.plan.title.in_language(language).to_owned()}</p>
                {input("name", words.name, words.name_hint).view(page)}
                {input("endpoint", words.endpoint, words.endpoint_hint).view(page)}
                <ChoiceField name="kind" label=words.kind choices=kinds(language) chosen=filled.text("kind")/>
                {rows.view(page)}
                {places(page, shown, plan, &filled)}
                {input("times", words.times, words.times_hint).view(page)}
                <ChoiceField
                    name="handing"
                    label=words.handing
                    choices=handings(language)
                    chosen=filled.text("handing")
                    problem=answer.refused_at("handing").map(|code| refusals::refusal(language, code))
                />
                <p class="field__hint">{words.submits_as}</p>
                <ChoiceField
                    name="activity"
                    label=words.activity
                    choices=activities(language)
                    chosen=filled.text("activity")
                />
                {secret(page, &filled)}
                <p class="cluster">
                    <button class="button" name="intent" value="test">{words.test}</button>
                    <button class="button button--primary" name="intent" value="save">{words.save}</button>
                </p>
            </form>
        </section>
    })
}

fn kinds(language: Language) -> Vec<Choice> {
    let choice = |kind: SourceKind| Choice {
        value: kind.as_ref().to_owned(),
        name: collectors::kind(language, kind).to_owned(),
    };
    SourceKind::iter().map(choice).collect()
}

fn handings(language: Language) -> Vec<Choice> {
    let choice = |handing: Handing| Choice {
        value: handing.as_ref().to_owned(),
        name: collectors::handing(language, handing).to_owned(),
    };
    Handing::iter().map(choice).collect()
}

fn activities(language: Language) -> Vec<Choice> {
    let choice = |activity: Activity| Choice {
        value: activity.as_ref().to_owned(),
        name: collectors::activity(language, activity).to_owned(),
    };
    Activity::iter().map(choice).collect()
}

fn other_plans(page: &PageContext, shown: &Shown, chosen: &Plan) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let others = shown.plans.iter().filter(|plan| plan.plan.code != chosen.plan.code);
    let links: Vec<_> = others
        .map(|plan| {
            let title = plan.plan.title.in_language(page.language).to_owned();
            view! { <li><a href=format!("{}?plan={}", page.path, plan.plan.code)>{title}</a></li> }
        })
        .collect();
    (!links.is_empty()).then(|| view! { <div><p>{words.other_plans}</p><ul>{links}</ul></div> })
}

fn places(page: &PageContext, shown: &Shown, plan: &Plan, filled: &Filled<'_>) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let asked = plan.indicators.iter().filter(|indicator| indicator.is_typed_by(shown.agency.kind));
    let rows: Vec<_> = asked.map(|indicator| place_row(page, indicator, filled)).collect();
    let problem = filled.answer.refused_at("mapping").map(|code| {
        let told = refusals::refusal(page.language, code);
        view! { <p class="field__problem" data-severity="blocking">{told}</p> }
    });
    view! {
        <div class="stack stack--tight" id="mapping">
            <p class="field__hint" id="mapping-hint">{words.mapping_hint}</p>
            {problem}
            <div class="table-region" role="region" aria-labelledby="mapping-caption" tabindex="0">
                <table class="table table--stacked" aria-describedby="mapping-hint">
                    <caption class="table__caption" id="mapping-caption">{words.mapping}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.indicator}</th>
                            <th scope="col">{words.value}</th>
                            <th scope="col">{words.base}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </div>
    }
}

fn place_row(page: &PageContext, indicator: &Indicator, filled: &Filled<'_>) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let name = indicator.name.in_language(page.language).to_owned();
    let field = |part: &str, label: &str| {
        let id = format!("{part}.{}", indicator.code);
        let problem = filled.answer.refused_at(&id).map(|code| refusals::refusal(page.language, code));
        let problem_id = format!("{id}-problem");
        view! {
            <input
                class="field__input"
                id=id.clone()
                name=id.clone()
                value=filled.text(&id)
                aria-label=format!("{label}: {name}")
                aria-invalid=problem.map(|_| "true")
                aria-describedby=problem.map(|_| problem_id.clone())
            />
            {problem.map(|told| view! { <p class="field__problem" id=problem_id.clone() data-severity="blocking">{told}</p> })}
        }
    };
    let base = indicator.asks_base().then(|| field("base", words.base));
    view! {
        <tr>
            <th scope="row">{name.clone()}<span class="table__sub">{indicator.code.to_string()}</span></th>
            <td data-label=words.value>{field("value", words.value)}</td>
            <td data-label=words.base>{base}</td>
        </tr>
    }
}

fn secret(page: &PageContext, filled: &Filled<'_>) -> impl IntoView + use<> {
    let words = words_in::<Words>(page.language);
    let choice = |value: &str, name: &str| Choice { value: value.to_owned(), name: name.to_owned() };
    let mut choices = vec![choice("none", words.secret_none), choice("new", words.secret_new)];
    if filled.saved.is_some_and(|saved| saved.secret.is_some()) {
        choices.insert(0, choice("keep", words.secret_keep));
    }
    let header = Input {
        value: filled.text("secret_header"),
        hint: Some(words.secret_header_hint.to_owned()),
        optional: true,
        ..Input::new("secret_header", words.secret_header)
    };
    let text = Input {
        kind: "password",
        autocomplete: "new-password",
        hint: Some(words.secret_text_hint.to_owned()),
        optional: true,
        ..Input::new("secret_password", words.secret_text)
    };
    view! {
        <fieldset class="stack">
            <legend>{words.secret}</legend>
            <p class="field__hint">{words.secret_hint}</p>
            <ChoiceField name="secret_choice" label=words.secret_choice choices=choices chosen=filled.text("secret_choice")/>
            {header.view(page)}
            {text.view(page)}
        </fieldset>
    }
}
