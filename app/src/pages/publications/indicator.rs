//! One indicator as it was published.

use super::asked_snapshot;
use crate::{
    context::{self, PageContext},
    pages::{
        indicator::{definition, parts::parts_of},
        national::international,
    },
    parts::{
        as_written::name_in,
        badge::status_badge,
        breadcrumbs::{Breadcrumbs, Crumb},
        figure::{Figure, figures},
        notice::failed,
        publication::{basis, embed, proof, replaced, replaces, stamp},
        structured_data::{breadcrumb_list, described, indicator_dataset, structured_data},
        title::PageTitle,
    },
    text::{
        dashboards, dashboards::Dashboards, format, measures, measures::Measures, publications::Publications as Words,
        scores, unjudged::Stands, words_in,
    },
};
use domain::{ids::IndicatorCode, indicator::Polarity, publication::RankedFigure};
use leptos::{
    either::{Either, EitherOf3},
    prelude::*,
};
use service::{dashboards::IndicatorStatus, publications::PublicIndicator};

/// The indicator of the address.
#[component]
pub(crate) fn PublicationIndicator() -> impl IntoView {
    let page = context::page();
    let snapshot = asked_snapshot();
    let indicator = context::named::<IndicatorCode>("code", "indicator");
    Suspend::new(async move {
        let found = async {
            let (snapshot, indicator) = (snapshot?, indicator?);
            page.services.publications().indicator(&snapshot, &indicator).await
        };
        match found.await {
            Err(error) => Either::Left(failed(error)),
            Ok(found) => Either::Right(page_of(&page, &found)),
        }
    })
}

fn page_of(page: &PageContext, found: &PublicIndicator) -> impl IntoView + use<> {
    let language = page.language;
    let published = &found.published;
    let indicator = &*found.definition.indicator;
    let stamp = stamp(page, published);
    let title = indicator.name.in_language(language).to_owned();
    let over = format!("{} · {}", indicator.code, format::period(language, published.setting.head.round.period));
    let base = page.public_base().unwrap_or_default();
    let way = vec![Crumb::new(base, words_in::<Words>(language).country)];
    let figure = found.country.as_ref().and_then(|country| country.figure);
    let data = [indicator_dataset(page, published, indicator, figure), breadcrumb_list(page, &way, &title)];
    let embedded = title.clone();
    let description = format!("{title}: {}", indicator.definition.in_language(language));
    let description = described(language, &published.setting.head, &description);
    let mark = found.country.as_ref().map(|country| {
        let word = Stands::together(country).word(language);
        status_badge(country.status, word).into_any()
    });
    view! {
        {structured_data(page, description, &data)}
        <div class="stack stack--tight">
            <Breadcrumbs way here=title.clone()/>
            <PageTitle title over lead=measures::unit(language, indicator) mark/>
        </div>
        {replaced(page, published)}
        {replaces(page, published)}
        <div class="columns">
            <div class="stack stack--loose">
                {standing_of(page, found, &stamp)}
                {parts_of(page, indicator, &found.parts, None, &stamp)}
                {first_of(page, found, &stamp)}
                {definition::targets(language, &found.definition)}
            </div>
            <aside class="stack">{definition::card(language, &found.definition)}</aside>
        </div>
        {embed(page, &embedded)}
        {proof(page, published)}
    }
}

/// The figure in a sentence, or what others publish of it.
fn standing_of(page: &PageContext, found: &PublicIndicator, stamp: &str) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let sourced = found.definition.fact.as_ref().and_then(|fact| international::card(page, fact));
    if let Some(card) = sourced {
        let card = Figure { href: None, ..card };
        return EitherOf3::A(view! { {figures([card])}<p class="headline__stamp">{words.outside}</p> });
    }
    let Some(country) = &found.country else {
        return EitherOf3::B(view! { <div class="empty"><p class="empty__title">{words.not_asked}</p></div> });
    };
    let basis = basis(page, &found.published);
    let agencies =
        dashboards::included(language, &country.indicator, country.contributors, country.expected_contributors);
    let line = format!("{agencies} · {stamp} · {basis}");
    EitherOf3::C(view! {
        <section class="card" aria-labelledby="standing">
            <h2 class="headline__verdict" id="standing">{verdict(page, country)}</h2>
            <p class="headline__stamp">{line}</p>
        </section>
    })
}

/// The figure, and by how much it is better or worse than expected.
fn verdict(page: &PageContext, country: &IndicatorStatus) -> String {
    let language = page.language;
    let indicator = &*country.indicator;
    let Some(figure) = country.figure else { return dashboards::no_figure(language, indicator).to_owned() };
    let written = measures::first_read(language, indicator, figure);
    let is_ranged = matches!(indicator.polarity, Polarity::Within(_));
    let expected = country.expected.filter(|_| !is_ranged);
    let against = expected.and_then(|expected| measures::against(language, indicator, figure, expected));
    against.map_or(written.clone(), |against| format!("{written} · {against}"))
}

/// The best figures.
fn first_of(page: &PageContext, found: &PublicIndicator, stamp: &str) -> impl IntoView + use<> {
    let language = page.language;
    let (words, around, about) =
        (words_in::<Words>(language), words_in::<Dashboards>(language), words_in::<Measures>(language));
    let rows: Vec<_> = found.first.iter().map(|ranked| row_of(page, found, ranked)).collect();
    let coverage = dashboards::of_agencies(language, found.coverage.contributors, found.coverage.expected);
    (!rows.is_empty()).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby="best" tabindex="0">
                <table class="table table--stacked">
                    <caption class="table__caption" id="best">
                        {words.best}" "
                        <span class="table__note">{format!("{coverage} · {stamp}")}</span>
                        <span class="table__note">{words.best_note}</span>
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col" class="table__number">{about.place}</th>
                            <th scope="col">{around.body}</th>
                            <th scope="col" class="table__number">{around.figure}</th>
                            <th scope="col">{around.status}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}

fn row_of(page: &PageContext, found: &PublicIndicator, ranked: &RankedFigure) -> impl IntoView + use<> {
    let language = page.language;
    let (around, about) = (words_in::<Dashboards>(language), words_in::<Measures>(language));
    let href = format!("{}/organisations/{}", page.public_base().unwrap_or_default(), ranked.body.code);
    view! {
        <tr>
            <td class="table__number" data-label=about.place>{scores::place(language, ranked.place)}</td>
            <th scope="row"><a href=href>{name_in(language, &ranked.body.name)}</a></th>
            <td class="table__number" data-label=around.figure>
                {format::of_one(language, &found.definition.indicator, ranked.figure)}
            </td>
            <td class="table__fit">
                <span class="status" data-status=ranked.status.as_ref().to_owned()>
                    {Stands::of_one((ranked.status, Some(ranked.figure))).word(language)}
                </span>
            </td>
        </tr>
    }
}
