//! The country narrowed to one strategy, to bodies of one kind, or to both: the form that asks for it, and that it is.

use crate::{
    context::PageContext,
    parts::{
        filters::{Choice, ChoiceField, Filters},
        kind_choice::{kind_choices, with_kind},
        round_picker::{KIND, ROUND, STRATEGY, with_value},
        unknown::{Unknown, unknown},
    },
    text::{
        dashboards, dashboards::Dashboards, heat_map::HeatMap, narrowed, narrowed::Narrowed,
        organisations::Organisations, words_in,
    },
};
use domain::{ids::StrategyCode, organisation::OrganisationKind, plan::Strategy, text::Language};
use leptos::prelude::*;
use service::dashboards::{National, NationalFilter};

/// What the address asks for; what can be none is no filter.
pub(super) fn asked(page: &PageContext) -> NationalFilter {
    NationalFilter {
        strategy: page.asked(STRATEGY).and_then(|strategy| strategy.parse::<StrategyCode>().ok()),
        kind: page.asked(KIND).and_then(|kind| kind.parse::<OrganisationKind>().ok()),
    }
}

/// What alone is shown, each in words.
fn only(language: Language, found: &National) -> Vec<String> {
    let kind = found.kind.map(|kind| narrowed::only_kind(language, kind));
    let strategy = found.strategy.as_ref().and_then(|code| found.plan.strategies.iter().find(|of| of.code == *code));
    let strategy = strategy.map(|strategy| dashboards::only_strategy(language, strategy.title.in_language(language)));
    kind.into_iter().chain(strategy).collect()
}

/// A line above the verdict that says what alone it is of; nothing on a page of everything.
pub(super) fn line(page: &PageContext, found: &National) -> impl IntoView + use<> {
    let only = only(page.language, found);
    let every = page.address_with(&[(STRATEGY, ""), (KIND, "")]);
    (!only.is_empty()).then(|| {
        view! {
            <p class="narrowed">
                <span class="narrowed__only">{only.join(" · ")}</span>
                <a class="narrowed__every" href=every>{words_in::<Narrowed>(page.language).every}</a>
            </p>
        }
    })
}

/// Chooses strategy and kind in one form, and says what being narrowed means.
pub(super) fn form(page: &PageContext, found: &National) -> impl IntoView + use<> {
    let language = page.language;
    let (words, of_heat_map) = (words_in::<Dashboards>(language), words_in::<HeatMap>(language));
    let of_bodies = words_in::<Organisations>(language);
    let every = Choice { value: String::new(), name: of_heat_map.every_strategy.to_owned() };
    let choice = |strategy: &Strategy| Choice {
        value: strategy.code.to_string(),
        name: strategy.title.in_language(language).to_owned(),
    };
    let strategies: Vec<Choice> = std::iter::once(every).chain(found.plan.strategies.iter().map(choice)).collect();
    let strategy = found.strategy.as_ref().map(ToString::to_string).unwrap_or_default();
    let kinds = kind_choices(language, &found.kinds);
    let kind = found.kind.map(|kind| kind.as_ref().to_owned()).unwrap_or_default();
    let kept = [ROUND, "sort", "order"].map(|name| (name, page.asked(name).unwrap_or_default()));
    view! {
        <Filters label=of_heat_map.filters button=words.show kept=kept.to_vec()>
            <ChoiceField name=STRATEGY label=words.strategy choices=strategies chosen=strategy/>
            <ChoiceField name=KIND label=of_bodies.kind choices=kinds chosen=kind/>
        </Filters>
        {not_found(page, found)}
        {meaning(page, found)}
    }
}

/// That what the address asks for is not here, so that all is shown.
fn not_found(page: &PageContext, found: &National) -> impl IntoView + use<> {
    let asked = asked(page);
    let strategy = (asked.strategy.is_some() && found.strategy.is_none()).then_some(Unknown::Strategy);
    let kind = (asked.kind.is_some() && found.kind.is_none()).then_some(Unknown::KindHere);
    let told: Vec<_> = strategy.into_iter().chain(kind).map(|what| unknown(page.language, what)).collect();
    told
}

/// What on the page is narrowed and what is not, with the ways to all.
fn meaning(page: &PageContext, found: &National) -> impl IntoView + use<> {
    let words = words_in::<Narrowed>(page.language);
    let why = match (found.strategy.is_some(), found.kind.is_some()) {
        (false, false) => return None,
        (true, false) => words_in::<Dashboards>(page.language).only_strategy_why,
        (false, true) => words.kind_why,
        (true, true) => words.both_why,
    };
    let strategies = found.strategy.as_ref().map(|_| (page.address_with(&[(STRATEGY, "")]), words.every_strategy));
    let kinds = found.kind.map(|_| (page.address_with(&[(KIND, "")]), words.every_kind));
    let ways = strategies.into_iter().chain(kinds).map(|(href, name)| view! { <a href=href>{name}</a> });
    let ways: Vec<_> = ways.collect();
    Some(view! {
        <div class="notice">
            <p>{why}</p>
            <p class="notice__actions">{ways}</p>
        </div>
    })
}

/// An address of a page that can be narrowed in the same ways, narrowed like this one.
pub(super) fn address(found: &National, address: &str) -> String {
    let Some(strategy) = &found.strategy else { return with_kind(address, found.kind) };
    with_kind(&with_value(address, STRATEGY, strategy.as_str()), found.kind)
}
