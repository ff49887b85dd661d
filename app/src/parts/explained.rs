//! Why a figure is right although it looked wrong: the agency's explanation, which travels with the figure.

use crate::text::{dashboards::Dashboards, foreign, words_in};
use domain::text::Language;
use maud::{Markup, html};

/// The explanation, folded away below the figure it is of; nothing where nothing was explained.
pub(crate) fn explained(language: Language, explanation: &str) -> Markup {
    html! {
        @if !explanation.is_empty() {
            details class="table__sub" {
                summary { (words_in::<Dashboards>(language).explained) }
                p lang=[foreign(language, explanation)] {
                    @for (number, line) in explanation.lines().enumerate() {
                        @if number > 0 { br; }
                        (line)
                    }
                }
            }
        }
    }
}
