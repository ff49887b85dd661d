//! Bodies against indicators as a table: a shape, a shade and a word for the status in each cell, and the figure where it
//! is asked for.

use super::{
    as_written::name_in,
    heat_paper::{InCells, heat_paper},
    indicator_way::way_into,
    round_picker::in_same_round,
};
use crate::{
    context::PageContext,
    pages::heat_map::{BY_SHARE, ORDER, SHOW, SORT, WORST_FIRST},
    text::{dashboards, format, heat_map::HeatMap as Words, states, unjudged::Stands, words_in},
};
use domain::{indicator::Indicator, plan::Strategy, status::Status, text::Language};
use leptos::{either::Either, prelude::*};
use service::dashboards::{HeatCell, HeatFilter, HeatMap, HeatOrder, HeatRow, HeatSort, PlannedIndicator};
use strum::IntoEnumIterator;

/// What `show` says when figures stand in the cells.
pub(crate) const STATUSES_AND_FIGURES: &str = "figures";

/// The table with its legend. `notes` stand over both, so that they do not move with the table.
pub(crate) fn heat_table(
    page: &PageContext,
    filter: &HeatFilter,
    found: &HeatMap,
    notes: Vec<String>,
) -> impl IntoView + use<> {
    let language = page.language;
    let words = words_in::<Words>(language);
    let has_figures = page.asked(SHOW).is_some_and(|show| show == STATUSES_AND_FIGURES);
    let indicators: Vec<&PlannedIndicator> = found.columns.iter().flat_map(|(_, indicators)| indicators).collect();
    let groups: Vec<_> =
        found.columns.iter().map(|(strategy, columns)| group(language, strategy, columns.len())).collect();
    let heads: Vec<_> = indicators.iter().map(|indicator| head_of_indicator(page, filter, found, indicator)).collect();
    let rows: Vec<_> = found.rows.iter().map(|row| row_of(page, found, has_figures, &indicators, row)).collect();
    let on_paper = heat_paper(language, found, if has_figures { InCells::Figures } else { InCells::Statuses });
    let notes = notes.into_iter().map(|note| view! { <p class="table__note">{note}</p> }).collect_view();
    let (by_name, by_share) = (Head { key: "", sort: HeatSort::Name }, Head { key: BY_SHARE, sort: HeatSort::Share });
    let sorted = |head: &Head| (filter.sort == head.sort).then(|| order_of(filter));
    view! {
        <div>{notes}</div>
        {legend(language)}
        <div class="table-region matrix-screen" data-wide="" role="region" aria-labelledby="heat" tabindex="0">
            <table class="matrix matrix--heat">
                <caption class="visually-hidden" id="heat">{words.title}</caption>
                <thead>
                    <tr>
                        <th scope="col" rowspan="2" aria-sort=sorted(&by_name)>{way(page, filter, found, &by_name, words.body)}</th>
                        <th scope="col" rowspan="2" class="matrix__share" aria-sort=sorted(&by_share)>
                            {way(page, filter, found, &by_share, words.on_course)}
                        </th>
                        {groups}
                    </tr>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {on_paper}
    }
}

/// What a column can be sorted by.
struct Head {
    key: &'static str,
    sort: HeatSort,
}

fn order_of(filter: &HeatFilter) -> &'static str {
    // From the first letter is ascending; from the best is not, since the best is the highest.
    match (&filter.sort, filter.order) {
        (HeatSort::Name, HeatOrder::BestFirst) | (HeatSort::Share | HeatSort::Indicator(_), HeatOrder::WorstFirst) => {
            "ascending"
        }
        (HeatSort::Name, HeatOrder::WorstFirst) | (HeatSort::Share | HeatSort::Indicator(_), HeatOrder::BestFirst) => {
            "descending"
        }
    }
}

/// The address that sorts by a column, or turns the order round where it is sorted by it already.
fn sorting(page: &PageContext, filter: &HeatFilter, key: &str, sort: &HeatSort) -> String {
    let turns = filter.sort == *sort && filter.order == HeatOrder::BestFirst;
    let order = if turns { WORST_FIRST } else { "" };
    format!("{}#heat", page.address_with(&[(SORT, key), (ORDER, order), ("page", "")]))
}

fn way(
    page: &PageContext,
    filter: &HeatFilter,
    found: &HeatMap,
    head: &Head,
    name: &'static str,
) -> impl IntoView + use<> {
    if found.is_sortable || head.sort == HeatSort::Name {
        let href = sorting(page, filter, head.key, &head.sort);
        Either::Left(view! { <a href=href>{name}</a> })
    } else {
        Either::Right(name)
    }
}

fn group(language: Language, strategy: &Strategy, columns: usize) -> impl IntoView + use<> {
    let title = strategy.title.in_language(language).to_owned();
    view! { <th scope="colgroup" colspan=columns.to_string() class="matrix__group" title=title.clone()>{title.clone()}</th> }
}

fn head_of_indicator(
    page: &PageContext,
    filter: &HeatFilter,
    found: &HeatMap,
    indicator: &PlannedIndicator,
) -> impl IntoView + use<> {
    let sort = HeatSort::Indicator(indicator.code.clone());
    let sorted = (filter.sort == sort).then(|| order_of(filter));
    let code = indicator.code.to_string();
    let name = indicator.name.in_language(page.language).to_owned();
    let content = if found.is_sortable {
        let href = sorting(page, filter, &code, &sort);
        Either::Left(view! { <a class="matrix__name" href=href title=code>{name}</a> })
    } else {
        Either::Right(view! { <span class="matrix__name" title=code>{name}</span> })
    };
    view! { <th scope="col" class="matrix__upright" aria-sort=sorted>{content}</th> }
}

fn row_of(
    page: &PageContext,
    found: &HeatMap,
    has_figures: bool,
    indicators: &[&PlannedIndicator],
    row: &HeatRow,
) -> impl IntoView + use<> {
    let href = in_same_round(page, &format!("/organisations/{}", row.organisation.code));
    let cells = row.cells.iter().zip(indicators);
    let cell = |(cell, indicator): (&Option<HeatCell>, &&PlannedIndicator)| {
        let way = way_into(page, &found.tree, &row.organisation.code, &indicator.code);
        cell_of(page.language, has_figures, indicator, *cell, way)
    };
    let cells: Vec<_> = cells.map(cell).collect();
    let share = format!("{}/{}", row.counts.on_course, row.counts.applicable());
    let name = name_in(page.language, &row.organisation.name);
    view! { <tr><th scope="row"><a href=href>{name}</a></th><td class="matrix__share">{share}</td>{cells}</tr> }
}

fn cell_of(
    language: Language,
    has_figures: bool,
    indicator: &PlannedIndicator,
    cell: Option<HeatCell>,
    way: String,
) -> impl IntoView + use<> {
    let Some(cell) = cell else {
        return Either::Left(view! { <td class="matrix__cell"></td> });
    };
    let status = cell.status.as_ref().to_owned();
    let figure = written(language, indicator, &cell).unwrap_or_else(|| format::NOTHING.to_owned());
    let word = Stands::of_many(indicator, (cell.status, cell.figure)).word(language);
    let told = match cell.as_of {
        Some(as_of) if cell.figure.is_some() => format!("{figure} · {}", dashboards::as_of(language, as_of)),
        Some(_) | None => word.to_owned(),
    };
    let shown = has_figures.then_some(figure);
    Either::Right(view! {
        <td class="matrix__cell" data-status=status title=told>
            <a class="status" data-status=status.clone() href=way>
                {shown}<span class="visually-hidden">{word}</span>
            </a>
        </td>
    })
}

/// The figure in a cell; of one body alone its own level or answer. Nothing where there is none.
pub(crate) fn written(language: Language, indicator: &Indicator, cell: &HeatCell) -> Option<String> {
    let own = cell.own.map(|own| format::of_one(language, indicator, own));
    own.or_else(|| cell.figure.map(|figure| format::together(indicator, figure)))
}

fn legend(language: Language) -> impl IntoView {
    let words = words_in::<Words>(language);
    let items = Status::iter().map(|status| {
        let name = status.as_ref().to_owned();
        view! {
            <li class="legend__item">
                <span class="legend__cell matrix__cell" data-status=name><span class="status" data-status=name.clone()></span></span>
                {states::undivided(language, status)}
            </li>
        }
    });
    view! {
        <ul class="legend" aria-label=words.legend>
            {items.collect_view()}
            <li class="legend__item"><span class="legend__cell"></span>{words.not_asked}</li>
        </ul>
    }
}
