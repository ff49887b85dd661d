//! How much of something is done. The number always stands beside it.

use leptos::prelude::*;

/// What is done of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    /// How much is done.
    pub(crate) done: i64,
    /// Out of how much.
    pub(crate) of: i64,
    /// What it is.
    pub(crate) label: &'static str,
}

/// A bar of what is done, as wide as its box; nothing where nothing is to be done. It says how much and not how well: the
/// colours of a status are not its own, and who is late is told in a number of its own.
pub(crate) fn meter(progress: Progress) -> impl IntoView {
    let Progress { done, of, label } = progress;
    (of > 0).then(|| {
        view! {
            <progress class="meter meter--full" value=done.to_string() max=of.to_string() aria-label=label>
                {format!("{done}/{of}")}
            </progress>
        }
    })
}
