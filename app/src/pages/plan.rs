//! One version of a plan: strategies, goals, and indicators with baseline and targets.

use crate::{
    context,
    parts::{
        as_written::name_in,
        breadcrumbs::{Breadcrumbs, Crumb},
        facts::fact,
        notice::failed,
        provenance::{ProvenanceBadge, ProvenanceKey, ProvenanceLine},
        title::PageTitle,
        working::formula_of,
    },
    text::{format, plans, plans::Plans as PlansWords, words_in, workings::Workings},
};
use domain::{
    calendar::FiscalYear,
    ids::PlanCode,
    indicator::Indicator,
    plan::{Plan as PlanDomain, ProvenanceStatus, Strategy},
    text::Language,
    trajectory::Milestone,
};
use leptos::{either::Either, prelude::*};
use service::{ServiceError, ServiceResult, plans::PlanVersion};
use std::collections::BTreeSet;

/// The plan of the address, in the version that the query names or else the latest.
#[component]
pub(crate) fn Plan() -> impl IntoView {
    let page = context::page();
    let code = context::named::<PlanCode>("code", "plan");
    Suspend::new(async move {
        match found(&page, code).await {
            Err(error) => Either::Left(failed(error)),
            Ok(found) => Either::Right(plan_of(page.language, &found)),
        }
    })
}

async fn found(page: &context::PageContext, code: ServiceResult<PlanCode>) -> ServiceResult<PlanVersion> {
    let version = page.asked("version").map(|version| version.parse().map_err(|_| ServiceError::NotFound("plan")));
    page.services.plans().version(page.actor()?, &code?, version.transpose()?).await
}

fn plan_of(language: Language, found: &PlanVersion) -> impl IntoView + use<> {
    let words = words_in::<PlansWords>(language);
    let plan = &found.plan;
    let head = &plan.plan;
    let title = head.title.in_language(language).to_owned();
    let day = |day: Option<chrono::NaiveDate>| {
        day.map_or_else(|| words.not_known.to_owned(), |day| format::day(language, day))
    };
    let made_up = plan.indicators.iter().filter(|it| it.provenance.status == ProvenanceStatus::Demonstration).count();
    let notice = (made_up > 0).then(|| {
        let why = plans::demonstration_figures(language, made_up, plan.indicators.len());
        view! {
            <div class="notice">
                <p class="notice__title"><ProvenanceBadge status=ProvenanceStatus::Demonstration/></p>
                <p>{why}</p>
            </div>
        }
    });
    let strategies: Vec<_> = plan.strategies.iter().map(|strategy| strategy_of(language, plan, strategy)).collect();
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way=vec![Crumb::new("/plans", words.title)] here=title.clone()/>
            <PageTitle
                title
                over=plans::version(language, head.version)
                lead=plans::vision(language, head.vision.in_language(language))
            />
        </div>
        {notice}
        <dl class="facts">
            {fact(words.period, plans::years(language, head.first_fiscal_year, head.last_fiscal_year))}
            {fact(words.approved, day(head.approved_on))}
            {fact(words.effective, day(head.effective_from))}
            {fact(words.source, view! { <ProvenanceLine provenance=head.provenance.clone()/> })}
            {versions_of(language, found)}
        </dl>
        {strategies}
        <ProvenanceKey/>
    }
}

fn versions_of(language: Language, found: &PlanVersion) -> impl IntoView + use<> {
    let words = words_in::<PlansWords>(language);
    let shown = found.plan.plan.version;
    let code = found.plan.plan.code.clone();
    let others: Vec<i32> = found.versions.iter().rev().copied().filter(|version| *version != shown).collect();
    (!others.is_empty()).then(|| {
        let link = |version: i32| {
            let href = format!("/plans/{code}?version={version}");
            view! { <li><a href=href>{plans::version(language, version)}</a></li> }
        };
        let links = others.into_iter().map(link).collect_view();
        fact(words.other_versions, view! { <ul class="cluster">{links}</ul> })
    })
}

fn strategy_of(language: Language, plan: &PlanDomain, strategy: &Strategy) -> impl IntoView + use<> {
    let words = words_in::<PlansWords>(language);
    let title_id = format!("strategy-{}", strategy.code);
    let indicators: Vec<&Indicator> = plan.indicators.iter().filter(|it| it.strategy == strategy.code).collect();
    let goals = strategy.goals.iter().map(|goal| {
        view! {
            <li>
                {name_in(language, &goal.title)}" "
                <ProvenanceBadge status=goal.provenance.status/>
            </li>
        }
    });
    let goals: Vec<_> = goals.collect();
    let goals =
        (!strategy.goals.is_empty()).then(|| fact(words.goals, view! { <ul class="stack stack--tight">{goals}</ul> }));
    let content = if indicators.is_empty() {
        Either::Left(view! { <p>{words.no_indicators}</p> })
    } else {
        Either::Right(indicators_of(language, plan, strategy, &indicators))
    };
    view! {
        <section class="stack" aria-labelledby=title_id>
            <div class="section-heading">
                <div class="section-heading__words">
                    <p class="section-heading__over">{strategy.code.to_string()}</p>
                    <h2 id=title_id.clone()>{name_in(language, &strategy.title)}</h2>
                </div>
            </div>
            <dl class="facts">
                {fact(words.statement_source, view! { <ProvenanceLine provenance=strategy.provenance.clone()/> })}
                {goals}
            </dl>
            {content}
        </section>
    }
}

/// The years for which a plan has figures.
struct Years {
    baselines: BTreeSet<FiscalYear>,
    targets: BTreeSet<FiscalYear>,
}

impl Years {
    fn of(plan: &PlanDomain) -> Self {
        let baselines = plan.indicators.iter().filter_map(|indicator| indicator.baseline.as_ref());
        let targets = plan.indicators.iter().flat_map(|indicator| &indicator.targets);
        Self {
            baselines: baselines.map(|baseline| baseline.fiscal_year).collect(),
            targets: targets.map(|target| target.fiscal_year).collect(),
        }
    }
}

fn indicators_of(
    language: Language,
    plan: &PlanDomain,
    strategy: &Strategy,
    indicators: &[&Indicator],
) -> impl IntoView + use<> {
    let words = words_in::<PlansWords>(language);
    let caption_id = format!("indicators-{}", strategy.code);
    let years = Years::of(plan);
    let rows: Vec<_> = indicators.iter().map(|indicator| row_of(language, indicator, &years)).collect();
    let group = |name: &'static str, years: &BTreeSet<FiscalYear>| {
        let span = years.len().to_string();
        (!years.is_empty()).then(|| view! { <th scope="colgroup" colspan=span class="table__number">{name}</th> })
    };
    let heads = years.baselines.iter().chain(&years.targets);
    let heads = heads.map(|year| view! { <th scope="col" class="table__number">{year.to_string()}</th> });
    view! {
        <div class="table-region" role="region" aria-labelledby=caption_id tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id=caption_id.clone()>
                    {words.indicators}" "{strategy.code.to_string()}
                </caption>
                <thead>
                    <tr>
                        <th scope="col" rowspan="2">{words.indicator}</th>
                        {group(words.baseline, &years.baselines)}
                        {group(words.targets_of_years, &years.targets)}
                        <th scope="col" rowspan="2">{words.source}</th>
                    </tr>
                    <tr>{heads.collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row_of(language: Language, indicator: &Indicator, years: &Years) -> impl IntoView + use<> {
    let words = words_in::<PlansWords>(language);
    let cell = |milestone: Option<&Milestone>, label: String| {
        let shown = milestone.map(|milestone| format::together(indicator, milestone.value));
        let label = shown.is_some().then_some(label);
        view! { <td class="table__number" data-label=label>{shown}</td> }
    };
    let baselines = years.baselines.iter().map(|year| {
        let baseline = indicator.baseline.as_ref().filter(|baseline| baseline.fiscal_year == *year);
        cell(baseline, format!("{} {year}", words.baseline))
    });
    let targets = years.targets.iter().map(|year| cell(indicator.trajectory().target_of(*year), year.to_string()));
    let formula = indicator.derived.as_ref().map(|derived| {
        view! { <span class="table__sub">{words_in::<Workings>(language).derived}" "{formula_of(derived)}</span> }
    });
    view! {
        <tr>
            <th scope="row">
                <a href=format!("/indicators/{}", indicator.code)>{name_in(language, &indicator.name)}</a>
                <span class="table__sub">
                    {indicator.code.to_string()}" · "{name_in(language, &indicator.unit)}
                </span>
                {formula}
            </th>
            {baselines.collect_view()}
            {targets.collect_view()}
            <td>{sources_of(language, indicator)}</td>
        </tr>
    }
}

/// One label where definition and figures are equally official, else one for each.
fn sources_of(language: Language, indicator: &Indicator) -> impl IntoView + use<> {
    let words = words_in::<PlansWords>(language);
    let of_definition = indicator.provenance.status;
    let figures = indicator.baseline.iter().chain(&indicator.targets);
    let mut of_figures: Vec<ProvenanceStatus> = figures.map(|milestone| milestone.provenance.status).collect();
    of_figures.dedup();
    if of_figures.iter().all(|status| *status == of_definition) {
        return Either::Left(view! { <ProvenanceBadge status=of_definition/> });
    }
    let badges = of_figures.into_iter().map(|status| view! { <ProvenanceBadge status/> });
    Either::Right(view! {
        <span class="table__sub">{words.definition}</span><ProvenanceBadge status=of_definition/>
        <span class="table__sub">{words.figures}</span>{badges.collect_view()}
    })
}
