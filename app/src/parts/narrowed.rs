//! A page narrowed to one strategy, to bodies of one kind, or to both: the form that asks for it, and that it is.

use super::{
    filters::{Choice, ChoiceField, Filters},
    kind_choice::{kind_choices, with_kind},
    round_picker::{KIND, STRATEGY, with_value},
    unknown::{Unknown, unknown},
};
use crate::{
    context::PageContext,
    text::{
        dashboards, dashboards::Dashboards, heat_map::HeatMap, narrowed, narrowed::Narrowed as Words,
        organisations::Organisations, words_in,
    },
};
use domain::{
    ids::StrategyCode,
    organisation::OrganisationKind,
    plan::{Plan, Strategy},
};
use leptos::prelude::*;
use service::dashboards::Narrowing;

/// What the address asks for; what can be none is no filter.
pub(crate) fn asked(page: &PageContext) -> Narrowing {
    Narrowing {
        strategy: page.asked(STRATEGY).and_then(|strategy| strategy.parse().ok()),
        kind: asked_kind(page),
        language: page.language,
    }
}

/// The kind that the address asks for.
pub(crate) fn asked_kind(page: &PageContext) -> Option<OrganisationKind> {
    page.asked(KIND).and_then(|kind| kind.parse().ok())
}

/// What being narrowed means on a page: what is of the strategy, of the kind, or of both alone, and what is not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meaning {
    pub(crate) strategy: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) both: &'static str,
}

impl Meaning {
    /// On a page that is narrowed by kind alone.
    pub(crate) fn of_kind(kind: &'static str) -> Self {
        Self { strategy: "", kind, both: kind }
    }
}

/// What a page is narrowed to, and what there is to choose from.
pub(crate) struct NarrowedTo<'a> {
    /// The plan whose strategies there are; none where the page is of no strategy.
    pub(crate) plan: Option<&'a Plan>,
    /// The strategy whose indicators alone are shown.
    pub(crate) strategy: Option<&'a StrategyCode>,
    /// The kind of bodies that alone is shown.
    pub(crate) kind: Option<OrganisationKind>,
    /// The kinds to choose from; where there are none, no kind is asked for.
    pub(crate) kinds: &'a [OrganisationKind],
    /// What is told of a kind that is asked for and cannot be shown.
    pub(crate) no_kind: Unknown,
    /// What being narrowed means.
    pub(crate) meaning: Meaning,
}

impl NarrowedTo<'_> {
    /// What alone is shown, each in words.
    fn only(&self, page: &PageContext) -> Vec<String> {
        let language = page.language;
        let kind = self.kind.map(|kind| narrowed::only_kind(language, kind));
        let of_plan = |code: &StrategyCode| self.plan?.strategies.iter().find(|strategy| strategy.code == *code);
        let strategy = self.strategy.and_then(of_plan);
        let strategy =
            strategy.map(|strategy| dashboards::only_strategy(language, strategy.title.in_language(language)));
        kind.into_iter().chain(strategy).collect()
    }

    /// A line that says what alone the page is of; nothing on a page of everything.
    pub(crate) fn line(&self, page: &PageContext) -> impl IntoView + use<> {
        let only = self.only(page);
        let every = page.address_with(&[(STRATEGY, ""), (KIND, "")]);
        // Whoever follows the link leaves the filters: the server leaves its address as it is.
        (!only.is_empty()).then(|| {
            view! {
                <p class="narrowed">
                    <span class="narrowed__only">{only.join(" · ")}</span>
                    <a class="narrowed__every" data-whole="" href=every>{words_in::<Words>(page.language).every}</a>
                </p>
            }
        })
    }

    /// Chooses strategy and kind in one form, which keeps the named values of the address; and says what being narrowed means.
    pub(crate) fn form(&self, page: &PageContext, kept: &[&'static str]) -> impl IntoView + use<> {
        let language = page.language;
        let (words, of_heat_map) = (words_in::<Dashboards>(language), words_in::<HeatMap>(language));
        let of_bodies = words_in::<Organisations>(language);
        let strategies = self.plan.filter(|plan| !plan.strategies.is_empty()).map(|plan| {
            let every = Choice { value: String::new(), name: of_heat_map.every_strategy.to_owned() };
            let choice = |strategy: &Strategy| Choice {
                value: strategy.code.to_string(),
                name: strategy.title.in_language(language).to_owned(),
            };
            let choices: Vec<Choice> = std::iter::once(every).chain(plan.strategies.iter().map(choice)).collect();
            let chosen = self.strategy.map(ToString::to_string).unwrap_or_default();
            view! { <ChoiceField name=STRATEGY label=words.strategy choices chosen/> }
        });
        let kinds = (!self.kinds.is_empty()).then(|| {
            let choices = kind_choices(language, self.kinds);
            let chosen = self.kind.map(|kind| kind.as_ref().to_owned()).unwrap_or_default();
            view! { <ChoiceField name=KIND label=of_bodies.kind choices chosen/> }
        });
        let has_choice = strategies.is_some() || kinds.is_some();
        let kept: Vec<(&'static str, String)> =
            kept.iter().map(|name| (*name, page.asked(name).unwrap_or_default())).collect();
        let form = has_choice.then(|| {
            view! { <Filters label=of_heat_map.filters button=words.show kept>{strategies}{kinds}</Filters> }
        });
        view! {
            {form}
            {self.not_found(page)}
            {self.what_it_means(page)}
        }
    }

    /// That what the address asks for is not here, so that all is shown.
    fn not_found(&self, page: &PageContext) -> impl IntoView + use<> {
        let asked = asked(page);
        let is_missing = self.plan.is_some() && asked.strategy.is_some() && self.strategy.is_none();
        let strategy = is_missing.then_some(Unknown::Strategy);
        let kind = (asked.kind.is_some() && self.kind.is_none()).then_some(self.no_kind);
        let told: Vec<_> = strategy.into_iter().chain(kind).map(|what| unknown(page.language, what)).collect();
        told
    }

    /// What on the page is narrowed and what is not, with the ways to all.
    fn what_it_means(&self, page: &PageContext) -> impl IntoView + use<> {
        let words = words_in::<Words>(page.language);
        let why = match (self.strategy.is_some(), self.kind.is_some()) {
            (false, false) => return None,
            (true, false) => self.meaning.strategy,
            (false, true) => self.meaning.kind,
            (true, true) => self.meaning.both,
        };
        let strategies = self.strategy.map(|_| (page.address_with(&[(STRATEGY, "")]), words.every_strategy));
        let kinds = self.kind.map(|_| (page.address_with(&[(KIND, "")]), words.every_kind));
        let ways = strategies.into_iter().chain(kinds);
        let ways = ways.map(|(href, name)| view! { <a data-whole="" href=href>{name}</a> });
        let ways: Vec<_> = ways.collect();
        Some(view! {
            <div class="notice">
                <p>{why}</p>
                <p class="notice__actions">{ways}</p>
            </div>
        })
    }

    /// An address of a page that can be narrowed in the same ways, narrowed like this one.
    pub(crate) fn address(&self, address: &str) -> String {
        let Some(strategy) = self.strategy else { return with_kind(address, self.kind) };
        with_kind(&with_value(address, STRATEGY, strategy.as_str()), self.kind)
    }
}
