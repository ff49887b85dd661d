//! How much of something is done. The number always stands beside it.

use leptos::prelude::*;

/// What a bar says besides its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tone {
    Underway,
    Complete,
    Late,
}

/// Whether what is not done is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lateness {
    /// There is still time.
    InTime,
    /// It was due.
    Late,
}

fn tone(done: i64, of: i64, lateness: Lateness) -> Tone {
    match lateness {
        _ if done >= of => Tone::Complete,
        Lateness::InTime => Tone::Underway,
        Lateness::Late => Tone::Late,
    }
}

/// What is done of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    /// How much is done.
    pub(crate) done: i64,
    /// Out of how much.
    pub(crate) of: i64,
    /// What it is.
    pub(crate) label: &'static str,
    /// Whether the rest is late.
    pub(crate) lateness: Lateness,
}

/// A bar of what is done, as wide as its box; nothing where nothing is to be done.
pub(crate) fn meter(progress: Progress) -> impl IntoView {
    let Progress { done, of, label, lateness } = progress;
    let state = match tone(done, of, lateness) {
        Tone::Underway => None,
        Tone::Complete => Some("complete"),
        Tone::Late => Some("late"),
    };
    (of > 0).then(|| {
        view! {
            <progress class="meter meter--full" value=done.to_string() max=of.to_string() aria-label=label data-state=state>
                {format!("{done}/{of}")}
            </progress>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_is_never_late() {
        assert_eq!(tone(5, 5, Lateness::Late), Tone::Complete);
        assert_eq!(tone(4, 5, Lateness::Late), Tone::Late);
        assert_eq!(tone(4, 5, Lateness::InTime), Tone::Underway);
    }
}
