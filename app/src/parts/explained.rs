//! Why a figure is right although it looked wrong: the agency's explanation, which travels with the figure.

use crate::text::{dashboards::Dashboards, words_in};
use domain::text::Language;
use leptos::prelude::*;

/// The explanation, folded away below the figure it is of; nothing where nothing was explained.
pub(crate) fn explained(language: Language, explanation: &str) -> Option<impl IntoView + use<>> {
    let words = words_in::<Dashboards>(language);
    let said = super::entry_read::lines(explanation);
    (!explanation.is_empty()).then(|| {
        view! {
            <details class="table__sub">
                <summary>{words.explained}</summary>
                <p>{said}</p>
            </details>
        }
    })
}
