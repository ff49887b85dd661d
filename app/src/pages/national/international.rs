//! How Thailand stands in international indices: sourced figures, never reported ones.

use crate::{
    context::PageContext,
    parts::{
        as_written::name_in,
        figure::{Figure, Trend, figures},
        provenance::ProvenanceBadge,
        round_picker::in_same_round,
        sparkline::sparkline,
    },
    text::{dashboards::Dashboards, facts, format, words_in},
};
use domain::{amount::Amount, indicator::Polarity, text::Language};
use leptos::{either::Either, prelude::*};
use service::dashboards::{FactPoint, NationalFact};

/// The section; nothing where the plan has no national indicators with figures.
pub(crate) fn section(page: &PageContext, facts: &[NationalFact]) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Dashboards>(language);
    let known: Vec<&NationalFact> = facts.iter().filter(|fact| fact.latest().is_some()).collect();
    let (aimed, others): (Vec<_>, Vec<_>) = known.into_iter().partition(|fact| fact.target.is_some());
    let cards: Vec<Figure> = aimed.iter().filter_map(|fact| card(page, fact)).collect();
    let rows: Vec<_> = others.iter().filter_map(|fact| row(page, fact)).collect();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby="indices" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="indices">{words.international_other}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.indicator}</th>
                            <th scope="col" class="table__number">{words.latest}</th>
                            <th scope="col">{words.edition}</th>
                            <th scope="col">{words.change}</th>
                            <th scope="col" class="table__extra table__spark">{words.last_rounds}</th>
                            <th scope="col">{words.source}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    (!facts.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="international">
                <h2 id="international">{words.international}</h2>
                {(!cards.is_empty()).then(|| figures(cards))}
                {table}
            </section>
        }
    })
}

/// Which way the latest figure moved from the one before.
pub(crate) fn movement(fact: &NationalFact) -> Option<(Trend, Amount, &FactPoint)> {
    let [.., before, latest] = &fact.series[..] else { return None };
    let change = latest.figure.checked_sub(before.figure)?;
    let is_up = change > Amount::ZERO;
    let trend = match &fact.indicator.polarity {
        _ if change == Amount::ZERO => Trend::Same,
        Polarity::Higher if is_up => Trend::Better,
        Polarity::Lower if !is_up => Trend::Better,
        Polarity::Higher | Polarity::Lower => Trend::Worse,
        Polarity::Within(_) => Trend::Same,
    };
    Some((trend, Amount::new(change.decimal().abs()), before))
}

fn change(language: Language, fact: &NationalFact) -> Option<(Trend, String)> {
    let (trend, size, before) = movement(fact)?;
    let size = format::measured(&fact.indicator, size);
    Some((trend, facts::change(language, trend.as_ref(), &fact.indicator.measure, &size, before)))
}

/// One of them as a headline number; nothing without a figure.
pub(crate) fn card(page: &PageContext, fact: &NationalFact) -> Option<Figure> {
    let language = page.language;
    let latest = fact.latest()?;
    let target = fact.target.as_ref().map(|target| {
        let figure = format::measured(&fact.indicator, target.value);
        facts::target(language, target.fiscal_year, &figure, fact.is_target_met, target.provenance.status)
    });
    Some(Figure {
        name: fact.indicator.name.in_language(language).to_owned(),
        href: Some(in_same_round(page, &format!("/indicators/{}", fact.indicator.code))),
        value: format::measured(&fact.indicator, latest.figure),
        unit: facts::out_of(language, &fact.indicator.measure),
        status: fact.expected.map(|_| fact.status),
        trend: change(language, fact),
        lines: target.into_iter().collect(),
        source: facts::source(language, latest),
        progress: None,
    })
}

fn row(page: &PageContext, fact: &NationalFact) -> Option<impl IntoView + use<>> {
    let language = page.language;
    let href = in_same_round(page, &format!("/indicators/{}", fact.indicator.code));
    let words = words_in::<Dashboards>(language);
    let latest = fact.latest()?;
    let moved = match change(language, fact) {
        Some((trend, words)) => Either::Left(view! {
            <span class="figure__trend" data-trend=trend.as_ref().to_owned()>{words}</span>
        }),
        None => Either::Right(format::NOTHING),
    };
    let figures: Vec<Option<Amount>> = fact.series.iter().map(|point| Some(point.figure)).collect();
    let told = facts::series(language, &fact.indicator, &fact.series);
    Some(view! {
        <tr>
            <th scope="row">
                <a href=href>
                    {name_in(language, &fact.indicator.name)}
                </a>
            </th>
            <td class="table__number" data-label=words.latest>{format::measured(&fact.indicator, latest.figure)}</td>
            <td data-label=words.edition>{facts::period(language, latest)}</td>
            <td data-label=words.change>{moved}</td>
            <td class="table__extra table__spark" inner_html=sparkline(&figures, &[], &told).into_string()></td>
            <td data-label=words.source>
                {latest.source.clone()}" "<ProvenanceBadge status=domain::plan::ProvenanceStatus::Sourced/>
            </td>
        </tr>
    })
}
