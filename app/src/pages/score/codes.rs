//! What each answer to a leaf is worth, with the one that was given marked.

use crate::text::{scores, scores::Scores as Words, words_in};
use domain::{score::Derived, text::Language};
use leptos::prelude::*;

/// The map from answers to numbers; nothing where a number is taken as it is.
pub(super) fn codes(language: Language, node: &Derived) -> Option<impl IntoView + use<>> {
    if node.codes.is_empty() {
        return None;
    }
    let words = words_in::<Words>(language);
    let lines = node.codes.iter().map(|code| {
        let line = scores::code(language, node, code);
        let line = if code.applies { format!("{line} ({})", words.this_answer) } else { line };
        view! { <li aria-current=code.applies.then_some("true")>{line}</li> }
    });
    let lines: Vec<_> = lines.collect();
    Some(view! {
        <div class="derivation__codes">
            <span class="table__sub">{words.codes}</span>
            <ul class="derivation__list">{lines}</ul>
        </div>
    })
}
