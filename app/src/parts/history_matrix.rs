//! The figures of the last rounds: an indicator in each row, a round in each column, a status in each cell.

use crate::text::{dashboards::Dashboards, format, unjudged::Stands, words_in};
use domain::text::Language;
use leptos::prelude::*;
use maud::{Markup, html};

/// One indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MatrixRow {
    /// Its page.
    pub(crate) href: String,
    /// Its name.
    pub(crate) name: String,
    /// Oldest first; the same rounds in every row.
    pub(crate) cells: Vec<MatrixCell>,
}

/// One round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MatrixCell {
    /// Its name in a narrow place.
    pub(crate) round: String,
    /// What it shows.
    pub(crate) content: Content,
}

/// What a cell shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// The indicator is not asked in this round.
    NotAsked,
    /// It is.
    Asked {
        /// The figure, where one was accepted.
        figure: Option<String>,
        /// How it stands against what was expected.
        stands: Stands,
    },
}

/// Whether any cell has a figure.
fn has_figures(rows: &[MatrixRow]) -> bool {
    let has_figure = |cell: &MatrixCell| matches!(cell.content, Content::Asked { figure: Some(_), .. });
    rows.iter().flat_map(|row| &row.cells).any(has_figure)
}

/// The figures of the last rounds; nothing where there are none.
pub(crate) fn history_matrix(
    language: Language,
    rows: &[MatrixRow],
    id: &'static str,
    caption: &'static str,
) -> Option<impl IntoView + use<>> {
    let words = words_in::<Dashboards>(language);
    let rounds = rows.first().map(|row| row.cells.as_slice()).unwrap_or_default();
    let heads = rounds.iter().map(|cell| view! { <th scope="col">{cell.round.clone()}</th> });
    let heads: Vec<_> = heads.collect();
    let body = html! { @for row in rows { (row_of(language, row)) } }.into_string();
    has_figures(rows).then(|| {
        view! {
            <div class="table-region" role="region" aria-labelledby=id tabindex="0">
                <table class="matrix">
                    <caption class="table__caption" id=id>
                        {caption}" "<span class="table__note">{words.empty_cells}</span>
                    </caption>
                    <thead><tr><th scope="col">{words.indicator}</th>{heads}</tr></thead>
                    <tbody inner_html=body></tbody>
                </table>
            </div>
        }
    })
}

fn row_of(language: Language, row: &MatrixRow) -> Markup {
    html! {
        tr {
            th scope="row" { a href=(row.href) { (row.name) } }
            @for cell in &row.cells { (cell_of(language, &cell.content)) }
        }
    }
}

fn cell_of(language: Language, content: &Content) -> Markup {
    html! {
        @match content {
            Content::NotAsked => { td class="matrix__cell" {} }
            Content::Asked { figure, stands } => {
                td class="matrix__cell" data-status=(stands.status().as_ref()) {
                    span class="status" data-status=(stands.status().as_ref()) {
                        (figure.as_deref().unwrap_or(format::NOTHING))
                        span class="visually-hidden" { " " (stands.word(language)) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::status::Status;

    #[test]
    fn a_matrix_without_any_figure_is_not_worth_showing() {
        let row = |content: Content| MatrixRow {
            href: String::new(),
            name: String::new(),
            cells: vec![MatrixCell { round: "1/2570".to_owned(), content }],
        };
        let stands = Stands::By(Status::NoData);
        let asked = |figure: Option<&str>| row(Content::Asked { figure: figure.map(str::to_owned), stands });
        assert!(!has_figures(&[]));
        assert!(!has_figures(&[row(Content::NotAsked), asked(None)]));
        assert!(has_figures(&[row(Content::NotAsked), asked(Some("3"))]));
    }
}
