//! What an indicator means, and where its definition and each of its figures come from.

use crate::{
    context,
    parts::{
        facts::fact,
        provenance::{ProvenanceBadge, ProvenanceLine, source},
        working::formula_of,
    },
    text::{format, measures, measures::Measures, plans, words_in, workings::Workings},
};
use domain::{indicator::Indicator, rollup::RollupRule, text::Language, trajectory::Milestone};
use leptos::{either::Either, prelude::*};
use service::dashboards::Definition;

/// What it means.
pub(crate) fn card(language: Language, found: &Definition) -> impl IntoView + use<> {
    let words = words_in::<Measures>(language);
    let indicator = &*found.indicator;
    let strategy = found.plan.strategies.iter().find(|strategy| strategy.code == indicator.strategy);
    let strategy = strategy.map(|strategy| {
        let href = format!("/plans/{}#strategy-{}", found.plan.plan.code, strategy.code);
        let title = format!("{} {}", strategy.code, strategy.title.in_language(language));
        fact(words.strategy, of_plan(href, title))
    });
    let derived =
        indicator.derived.as_ref().map(|derived| fact(words_in::<Workings>(language).derived, formula_of(derived)));
    let range = indicator.range.map(|range| {
        let [lowest, highest] = [range.lowest, range.highest].map(format::index);
        fact(words.range, format!("{lowest}–{highest}"))
    });
    let asked_of = indicator.scope.asks_agencies().then(|| {
        let kinds = measures::kinds(language, &indicator.reporters);
        fact(words.asked_of, if kinds.is_empty() { words.every_body.to_owned() } else { kinds })
    });
    let is_proven = indicator.scope.asks_agencies() && indicator.derived.is_none();
    let evidence = is_proven.then(|| fact(words.evidence, evidence(language, indicator)));
    let links = (!indicator.links.is_empty()).then(|| fact(words.links, indicator.links.join(", ")));
    let in_plans = found.plans.iter().map(|plan| {
        let href = format!("/plans/{}?version={}", plan.code, plan.version);
        let title = format!("{} · {}", plan.title.in_language(language), plans::version(language, plan.version));
        view! { <li>{of_plan(href, title)}</li> }
    });
    let in_plans: Vec<_> = in_plans.collect();
    view! {
        <section class="card" aria-labelledby="about">
            <h2 class="card__title" id="about">{words.about}</h2>
            <dl class="facts">
                {fact(words.definition, indicator.definition.in_language(language).to_owned())}
                {fact(words.formula, measures::formula(language, &indicator.measure))}
                {derived}
                {fact(words.together, measures::together(language, &indicator.measure))}
                {fact(words.unit, indicator.unit.in_language(language).to_owned())}
                {fact(words.polarity, measures::polarity(language, &indicator.polarity))}
                {fact(words.frequency, measures::frequency(language, indicator.frequency))}
                {fact(words.scope, measures::scope(language, indicator.scope))}
                {asked_of}
                {fact(words.weight, format::figure(indicator.weight))}
                {range}
                {evidence}
                {strategy}
                {links}
                {fact(words.plans, view! { <ul>{in_plans}</ul> })}
                {fact(words.definition_source, view! { <ProvenanceLine provenance=indicator.provenance.clone()/> })}
            </dl>
        </section>
    }
}

/// A part of a plan, with the way there for people who are signed in.
fn of_plan(href: String, title: String) -> impl IntoView + use<> {
    if context::page().is_public() { Either::Left(title) } else { Either::Right(view! { <a href=href>{title}</a> }) }
}

fn evidence(language: Language, indicator: &Indicator) -> String {
    let words = words_in::<Measures>(language);
    let needed = if indicator.evidence.required { words.evidence_required } else { words.evidence_optional };
    format!("{needed}: {}", indicator.evidence.description.in_language(language))
}

/// Baseline and targets with the source of each.
pub(crate) fn targets(language: Language, found: &Definition) -> impl IntoView + use<> {
    let words = words_in::<Measures>(language);
    let indicator = &*found.indicator;
    if found.milestones.is_empty() {
        return Either::Left(view! { <div class="empty"><p class="empty__title">{words.no_targets}</p></div> });
    }
    let rows: Vec<_> = found.milestones.iter().map(|milestone| row_of(language, indicator, milestone)).collect();
    let of_one = (indicator.measure.rollup_rule() == Some(RollupRule::Sum)).then_some(words.of_one_body);
    let between = measures::interpolation(language, indicator);
    Either::Right(view! {
        <div class="table-region" id="targets" role="region" aria-labelledby="targets-title" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="targets-title">
                    {words.targets}" "
                    <span class="table__note">{words.interpolation}": "{between}</span>
                    {of_one.map(|of_one| view! { <span class="table__note">{of_one}</span> })}
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{words.year}</th>
                        <th scope="col" class="table__number">{words.value}</th>
                        <th scope="col">{words.source}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}

fn row_of(language: Language, indicator: &Indicator, milestone: &Milestone) -> impl IntoView + use<> {
    let words = words_in::<Measures>(language);
    let is_baseline = indicator.baseline.as_ref() == Some(milestone);
    let baseline = is_baseline.then(|| view! { " "<span class="table__sub">{words.baseline}</span> });
    view! {
        <tr>
            <th scope="row">{format::fiscal_year(language, milestone.fiscal_year)}{baseline}</th>
            <td class="table__number" data-label=words.value>{format::together(indicator, milestone.value)}</td>
            <td>
                <ProvenanceBadge status=milestone.provenance.status/>" "
                <span class="table__sub">{source(&milestone.provenance.source)}</span>
            </td>
        </tr>
    }
}
