//! How official a statement is, as a label with its source.

use super::as_written::as_written;
use crate::{
    context,
    text::{plans, plans::Plans, words_in},
};
use domain::plan::{Provenance, ProvenanceStatus};
use leptos::prelude::*;
use strum::IntoEnumIterator;

/// How official a statement is.
#[component]
pub(crate) fn ProvenanceBadge(status: ProvenanceStatus) -> impl IntoView {
    view! { <span class="badge badge--plain">{plans::provenance(context::page().language, status)}</span> }
}

/// How official a statement is, and the source a reader can follow.
#[component]
pub(crate) fn ProvenanceLine(provenance: Provenance) -> impl IntoView {
    let Provenance { status, source: told } = provenance;
    view! { <ProvenanceBadge status/>" "{source(&told)} }
}

/// A source, in the page's language where it is told in both.
pub(crate) fn source(source: &str) -> impl IntoView + use<> {
    as_written(plans::source(context::page().language, source).to_owned())
}

/// What the labels mean.
#[component]
pub(crate) fn ProvenanceKey() -> impl IntoView {
    let language = context::page().language;
    let words = words_in::<Plans>(language);
    let rows = ProvenanceStatus::iter().map(|status| {
        view! {
            <div class="facts__item">
                <dt class="facts__name"><ProvenanceBadge status/></dt>
                <dd class="facts__value">{plans::provenance_meaning(language, status)}</dd>
            </div>
        }
    });
    view! {
        <section class="card" aria-labelledby="provenance-key">
            <h2 class="card__title" id="provenance-key">{words.key}</h2>
            <dl class="facts">{rows.collect_view()}</dl>
        </section>
    }
}
