//! How many agencies have which alerts, each leading to the list of them.

use crate::{
    context::PageContext,
    parts::round_picker::{in_same_round, with_value},
    text::alerts,
};
use domain::{alert::AlertKind, text::Language, urgency::AlertCounts};
use leptos::prelude::*;
use service::dashboards::KnownAlerts;
use strum::IntoEnumIterator as _;

/// The name of the query value that narrows the list to one kind.
pub(crate) const KIND: &str = "kind";

/// The counts. `address` is that of the list narrowed to a kind, or to none; the one that is shown is marked.
pub(crate) fn alert_counts(
    language: Language,
    counts: &AlertCounts,
    chosen: Option<AlertKind>,
    address: &dyn Fn(Option<AlertKind>) -> String,
) -> impl IntoView + use<> {
    let link = |kind: Option<AlertKind>| {
        let told = match kind {
            Some(kind) => alerts::with(language, counts, kind),
            None => alerts::with_any(language, counts),
        };
        let current = (kind.is_some() && kind == chosen).then_some("true");
        view! { <a href=address(kind) aria-current=current>{told}</a> }
    };
    let links: Vec<_> = std::iter::once(None).chain(AlertKind::iter().map(Some)).map(link).collect();
    view! { <p class="cluster">{links}</p> }
}

/// What is known of the whole country, with the instant it is of; nothing where nobody has asked for the list yet.
pub(crate) fn known_alerts(page: &PageContext, known: Option<&KnownAlerts>) -> impl IntoView + use<> {
    let language = page.language;
    known.map(|known| {
        let list = in_same_round(page, "/alerts");
        let address = |kind: Option<AlertKind>| match kind {
            Some(kind) => with_value(&list, KIND, kind.as_ref()),
            None => list.clone(),
        };
        view! {
            {alert_counts(language, &known.counts, None, &address)}
            <p class="headline__stamp">{alerts::counted_at(language, known.at)}</p>
        }
    })
}
