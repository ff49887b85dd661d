//! Agencies by their figure, best first; none below the share from which an order means anything.

use crate::{
    context::PageContext,
    parts::{
        as_written::name_in,
        bullet::{bullet_cell, cells_end},
        explained::explained,
        pagination::{More, PageTurner},
        round_picker::in_same_round,
        spread_strip::{Beside, spread_strip},
        trust::trust_filter,
    },
    text::{
        bullet::Bullets, dashboards, dashboards::Dashboards, format, measures, measures::Measures, peers::Peers,
        states, unjudged::Stands, words_in,
    },
};
use domain::{amount::Amount, indicator::Indicator, ranking::Place, text::Language};
use leptos::{either::EitherOf3, prelude::*};
use service::dashboards::{IndicatorPage, RankedAgency, Ranking};

pub(super) use crate::parts::pagination::asked_page;

/// The agencies by their figure, or why there is no order.
pub(super) fn section(page: &PageContext, found: &IndicatorPage, stamp: &str) -> impl IntoView + use<> {
    let words = words_in::<Measures>(page.language);
    let content = match &found.ranking {
        Ranking::NoOrder => EitherOf3::A(why_not(words.no_order, words.no_order_why.to_owned())),
        Ranking::TooFewForRanks { coverage, threshold } => {
            let why = measures::too_few(page.language, coverage.contributors, coverage.expected, *threshold);
            EitherOf3::B(why_not(words.too_few, why))
        }
        Ranking::Page { rows, has_more, coverage, expected } => {
            let coverage = dashboards::of_agencies(page.language, coverage.contributors, coverage.expected);
            let indicator = &found.definition.indicator;
            let held_against = expected.map(|expected| {
                let words = words_in::<Bullets>(page.language);
                format!("{} {}", words.expected, format::of_one(page.language, indicator, expected))
            });
            let notes = [words.equal_places.to_owned(), format!("{coverage} · {stamp}")];
            let notes = held_against.into_iter().chain(notes).collect();
            // One length means the same on every page.
            let figures = &found.spread.figures;
            let end = cells_end(indicator, figures.first().into_iter().chain(figures.last()).copied().chain(*expected));
            let bars = end.map(|end| Bars { expected: *expected, end });
            EitherOf3::C(page_of(page, indicator, (rows, bars), More::when(*has_more), notes))
        }
    };
    let filter = (!found.by_trust.is_empty()).then(|| trust_filter(page, &found.by_trust, found.least));
    view! {
        <section class="stack" id="ranking" aria-labelledby="ranking-title">
            <h2 id="ranking-title">{words.ranking}</h2>
            {filter}
            {spread_of(page.language, found)}
            {content}
        </section>
    }
}

/// How the figures are spread of those who are ranked, or would be if there were an order.
fn spread_of(language: Language, found: &IndicatorPage) -> Option<impl IntoView + use<>> {
    let words = words_in::<Peers>(language);
    let indicator: &Indicator = &found.definition.indicator;
    let write = |amount: Amount| format::of_one(language, indicator, amount);
    let (spread, figures) = (found.spread.spread?, &found.spread.figures[..]);
    let (title, note) = (words.figures, words.all_note);
    spread_strip(language, &Beside { figures, spread, own: None, title, note, write: &write }, "spread")
}

fn why_not(title: &'static str, why: String) -> impl IntoView + use<> {
    view! { <div class="empty"><p class="empty__title">{title}</p><p>{why}</p></div> }
}

/// How figures are drawn as bars.
#[derive(Debug, Clone, Copy)]
struct Bars {
    /// What is expected of each agency by then.
    expected: Option<Amount>,
    /// Where the longest could end.
    end: Amount,
}

fn page_of(
    page: &PageContext,
    indicator: &Indicator,
    (rows, bars): (&[RankedAgency], Option<Bars>),
    more: More,
    notes: Vec<String>,
) -> impl IntoView + use<> {
    let language = page.language;
    let (words, around) = (words_in::<Measures>(language), words_in::<Dashboards>(language));
    let notes = notes.into_iter().map(|note| view! { <span class="table__note">{note}</span> });
    let against = bars.map(|_| {
        view! { <th scope="col" class="table__extra table__spark">{words_in::<Bullets>(language).against}</th> }
    });
    let rows: Vec<_> = rows.iter().map(|row| row_of(page, indicator, row, bars)).collect();
    view! {
        <div class="table-region" role="region" aria-labelledby="ranked" tabindex="0">
            <table class="table table--stacked">
                <caption class="table__caption" id="ranked">{words.equal_places_of}" "{notes.collect_view()}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="table__number">{words.place}</th>
                        <th scope="col">{around.body}</th>
                        <th scope="col" class="table__number">{around.figure}</th>
                        {against}
                        <th scope="col">{around.status}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <PageTurner page=asked_page() more/>
    }
}

/// `2`, or `2 ร่วม` where others have the same place.
fn place(language: Language, place: Place) -> String {
    let number = format::count(place.number);
    if place.is_shared { format!("{number} {}", words_in::<Measures>(language).tied) } else { number }
}

fn row_of(page: &PageContext, indicator: &Indicator, row: &RankedAgency, bars: Option<Bars>) -> impl IntoView + use<> {
    let language = page.language;
    let (words, around) = (words_in::<Measures>(language), words_in::<Dashboards>(language));
    let href = in_same_round(page, &format!("/organisations/{}", row.organisation.code));
    let bar = bars.map(|bars| {
        let drawn = bullet_cell(row.figure, bars.expected, bars.end, row.status).into_string();
        view! { <td class="table__extra" inner_html=drawn></td> }
    });
    let write = |amount: Amount| format::of_one(language, indicator, amount);
    let verified = row.verified.zip(row.reported).map(|(verified, reported)| {
        let words = format!("{} {} · {} {}", around.reported, write(reported), around.verified, write(verified));
        view! { <span class="table__sub">{words}</span> }
    });
    let explanation = (!row.explanation.is_empty()).then(|| {
        view! { <div inner_html=explained(language, &row.explanation).into_string()></div> }
    });
    view! {
        <tr>
            <td class="table__number" data-label=words.place>{place(language, row.place)}</td>
            <th scope="row"><a href=href>{name_in(language, &row.organisation.name)}</a>{verified}{explanation}</th>
            <td class="table__number" data-label=around.figure>
                {write(row.figure)}" "<span class="table__sub">{states::trust(language, row.trust)}</span>
            </td>
            {bar}
            <td class="table__fit">
                <span class="status" data-status=row.status.as_ref().to_owned()>
                    {Stands::of_one((row.status, Some(row.figure))).word(language)}
                </span>
            </td>
        </tr>
    }
}
