//! One thing to know before reading on.

use leptos::prelude::*;

/// How urgent it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Good to know.
    Plain,
    /// Something asks for attention.
    Warning,
}

/// A title and what goes with it.
pub(crate) fn note<Body: IntoView>(tone: Tone, title: String, body: Body) -> impl IntoView + use<Body> {
    let class = match tone {
        Tone::Plain => "notice",
        Tone::Warning => "notice notice--warning",
    };
    view! { <div class=class><p class="notice__title">{title}</p>{body}</div> }
}
