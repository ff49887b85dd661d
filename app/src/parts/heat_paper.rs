//! The heat map on paper: a table for each strategy with the column of bodies repeated, so that nothing lies beyond the
//! page. Hidden on the screen, where one wide table can be moved.

use super::heat_table::written;
use crate::text::{format, heat_map::HeatMap as Words, unjudged::Stands, words_in};
use domain::{plan::Strategy, status::Status, text::Language};
use leptos::{either::Either, prelude::*};
use service::dashboards::{HeatCell, HeatMap, HeatRow, PlannedIndicator};

/// How many columns of figures a page of paper takes.
const MOST_COLUMNS: usize = 8;

/// What stands in a cell beside its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InCells {
    /// Nothing.
    Statuses,
    /// The figure.
    Figures,
}

/// The tables, with the figures where they are asked for.
pub(crate) fn heat_paper(language: Language, found: &HeatMap, shown: InCells) -> impl IntoView + use<> {
    let mut first = 0;
    let mut tables = Vec::new();
    for (strategy, indicators) in &found.columns {
        for columns in indicators.chunks(width(indicators.len())) {
            tables.push(table(language, strategy, columns, (found.rows.as_slice(), first), shown));
            first += columns.len();
        }
    }
    view! { <div class="matrix-paper">{tables}</div> }
}

/// How many columns each table takes, so that none stands on a page alone: nine are five and four.
fn width(columns: usize) -> usize {
    let tables = columns.div_ceil(MOST_COLUMNS).max(1);
    columns.div_ceil(tables).max(1)
}

/// Some columns of a strategy; the first of them has a place among all cells of a row.
fn table(
    language: Language,
    strategy: &Strategy,
    columns: &[PlannedIndicator],
    (rows, first): (&[HeatRow], usize),
    shown: InCells,
) -> impl IntoView + use<> {
    let words = words_in::<Words>(language);
    let title = format!("{} {}", strategy.code, strategy.title.in_language(language));
    let heads = columns.iter().map(|column| {
        let name = column.name.in_language(language).to_owned();
        view! { <th scope="col">{name}</th> }
    });
    let heads: Vec<_> = heads.collect();
    let rows = rows.iter().map(|row| {
        let cells = row.cells.iter().skip(first).zip(columns);
        let cells: Vec<_> = cells.map(|(cell, column)| cell_of(language, column, *cell, shown)).collect();
        let name = row.organisation.name.in_language(language).to_owned();
        view! { <tr><th scope="row">{name}</th>{cells}</tr> }
    });
    let rows: Vec<_> = rows.collect();
    view! {
        <table class="matrix matrix--paper">
            <caption class="table__caption">{title}</caption>
            <thead><tr><th scope="col">{words.body}</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn cell_of(
    language: Language,
    indicator: &PlannedIndicator,
    cell: Option<HeatCell>,
    shown: InCells,
) -> impl IntoView + use<> {
    let Some(cell) = cell else { return Either::Left(view! { <td></td> }) };
    let status = cell.status.as_ref().to_owned();
    let told = match shown {
        InCells::Figures if cell.status != Status::NotApplicable => {
            written(language, indicator, &cell).unwrap_or_else(|| format::NOTHING.to_owned())
        }
        InCells::Statuses | InCells::Figures => {
            Stands::of_many(indicator, (cell.status, cell.figure)).word(language).to_owned()
        }
    };
    Either::Right(view! {
        <td class="matrix__cell" data-status=status><span class="status" data-status=status.clone()>{told}</span></td>
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_divided_evenly_and_no_page_takes_more_than_it_can() {
        for (columns, expected) in [(0, 1), (1, 1), (8, 8), (9, 5), (16, 8), (17, 6), (25, 7)] {
            assert_eq!(width(columns), expected, "{columns}");
        }
        assert!((1..=100).all(|columns| width(columns) <= MOST_COLUMNS));
    }
}
