//! One indicator: how it stands, on the way to its targets, by ministry, agencies ranked, and what it means.

mod definition;
mod ranking;
mod trajectory;

use crate::{
    context::{self, PageContext},
    parts::{
        badge::StatusBadge,
        breadcrumbs::{Breadcrumbs, Crumb},
        no_round::no_round,
        notice::failed,
        round_picker::{asked_round, in_same_round, round_picker},
        title::PageTitle,
        trajectory_chart::trajectory_chart,
    },
    text::{dashboards, dashboards::Dashboards, format, measures, measures::Measures, plans::Plans, states, words_in},
};
use domain::{ids::IndicatorCode, indicator::Polarity};
use leptos::{either::EitherOf3, prelude::*};
use service::{
    ServiceError, ServiceResult,
    dashboards::{IndicatorPage, NodeFigure},
};
use std::cmp::Reverse;

/// The indicator of the address.
#[component]
pub(crate) fn Indicator() -> impl IntoView {
    let page = context::page();
    let code = context::named::<IndicatorCode>("code", "indicator");
    Suspend::new(async move {
        match found(&page, code).await {
            Err(ServiceError::NotFound("round")) if page.asked("round").is_none() => {
                EitherOf3::A(no_round(words_in::<Dashboards>(page.language).indicator))
            }
            Err(error) => EitherOf3::B(failed(error)),
            Ok(found) => EitherOf3::C(page_of(&page, &found)),
        }
    })
}

async fn found(page: &PageContext, code: ServiceResult<IndicatorCode>) -> ServiceResult<IndicatorPage> {
    let (code, round) = (code?, asked_round(page)?);
    let number = u32::try_from(ranking::asked_page()).unwrap_or(u32::MAX);
    page.services.dashboards().indicator(page.actor()?, &code, round.as_ref(), number).await
}

fn page_of(page: &PageContext, found: &IndicatorPage) -> impl IntoView + use<> {
    let language = page.language;
    let indicator = &*found.indicator;
    let title = indicator.name.in_language(language).to_owned();
    let plan = &found.plan.plan;
    let way = vec![
        Crumb::new("/plans", words_in::<Plans>(language).title),
        Crumb::new(format!("/plans/{}", plan.code), plan.title.in_language(language)),
    ];
    let picker = round_picker(&found.rounds, &found.round);
    let period = found.round.round.period;
    let over = format!("{} · {}", indicator.code, format::period(language, period));
    let status = if found.national.figure.is_some() || found.fact.is_none() {
        found.national.status
    } else {
        found.fact.as_ref().map_or(found.national.status, |fact| fact.status)
    };
    let stamp = dashboards::stamp(language, found.as_of, period);
    let here = indicator.code.to_string();
    view! {
        <div class="stack stack--tight">
            <Breadcrumbs way here/>
            <PageTitle title over lead=measures::unit(language, indicator)>
                <StatusBadge status/>
                {picker}
            </PageTitle>
        </div>
        <div class="columns">
            <div class="stack stack--loose">
                {standing_of(page, found, &stamp)}
                {parts_of(page, found, &stamp)}
                {ranking::section(page, found, &stamp)}
                {definition::targets(language, found)}
            </div>
            <aside class="stack">{definition::card(language, found)}</aside>
        </div>
    }
}

/// The figure in a sentence, what is left to do, and the chart.
fn standing_of(page: &PageContext, found: &IndicatorPage, stamp: &str) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Measures>(language);
    let national = &found.national;
    let indicator = &*found.indicator;
    let agencies = (found.fact.is_none())
        .then(|| dashboards::made_of(language, national.contributors, national.expected_contributors));
    let as_of = national.as_of.filter(|as_of| *as_of != found.round.round.period && national.figure.is_some());
    let as_of = as_of.map(|as_of| dashboards::as_of(language, as_of));
    let basis = if page.is_demonstration && found.fact.is_none() {
        words_in::<Dashboards>(language).made_up
    } else if found.fact.is_none() {
        words_in::<Dashboards>(language).accepted_only
    } else {
        words.sources
    };
    let line = [agencies, as_of, Some(stamp.to_owned()), Some(basis.to_owned())];
    let line = line.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let left = trajectory::left_to_do(language, found);
    let chart = trajectory::chart(language, found);
    let verdict = trajectory::verdict(language, indicator, found);
    let is_ranged = matches!(indicator.polarity, Polarity::Within(_));
    view! {
        <section class="card" aria-labelledby="standing">
            <h2 class="headline__verdict" id="standing">{verdict}</h2>
            {(!is_ranged).then_some(left).flatten().map(|left| view! { <p>{left}</p> })}
            <p class="headline__stamp">{line}</p>
            {trajectory_chart(&chart, "trajectory")}
        </section>
    }
}

/// What the national figure is made of.
fn parts_of(page: &PageContext, found: &IndicatorPage, stamp: &str) -> impl IntoView + use<> {
    let words = words_in::<Dashboards>(page.language);
    let mut parts: Vec<&NodeFigure> = found.by_ministry.iter().collect();
    parts.sort_by_key(|part| match &found.indicator.polarity {
        Polarity::Lower => (part.figure.is_none(), part.figure, None),
        Polarity::Higher | Polarity::Within(_) => (part.figure.is_none(), None, Some(Reverse(part.figure))),
    });
    let rows: Vec<_> = parts.into_iter().map(|part| part_of(page, found, part)).collect();
    let caption = words_in::<Measures>(page.language).parts;
    let stamp = stamp.to_owned();
    (!rows.is_empty()).then(|| {
        view! {
            <div class="table-region" id="parts" role="region" aria-labelledby="parts-title" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="parts-title">
                        {caption}" "<span class="table__note">{stamp}</span>
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.ministry}</th>
                            <th scope="col" class="table__number">{words.figure}</th>
                            <th scope="col" class="table__number">{words.expected}</th>
                            <th scope="col">{words.status}</th>
                            <th scope="col" class="table__number">{words.contributors}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}

fn part_of(page: &PageContext, found: &IndicatorPage, part: &NodeFigure) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let written = |figure: Option<domain::amount::Amount>| {
        figure.map_or_else(|| format::NOTHING.to_owned(), |figure| format::together(&found.indicator, figure))
    };
    let href = in_same_round(page, &format!("/organisations/{}", part.organisation.code));
    view! {
        <tr>
            <th scope="row"><a href=href>{part.organisation.name.in_language(language).to_owned()}</a></th>
            <td class="table__number" data-label=words.figure>{written(part.figure)}</td>
            <td class="table__number" data-label=words.expected>{written(part.expected)}</td>
            <td class="table__fit">
                <span class="status" data-status=part.status.as_ref().to_owned()>
                    {states::status(language, part.status)}
                </span>
            </td>
            <td class="table__number" data-label=words.contributors>
                {dashboards::made_of(language, part.coverage.contributors, part.coverage.expected)}
            </td>
        </tr>
    }
}
