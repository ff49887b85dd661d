//! Indicators under their strategies, all or those that stand in one way.

use super::indicator_table::{IndicatorGroup, indicator_table};
use crate::{
    context::PageContext,
    listing::STATUS,
    text::{dashboards::Dashboards, narrowed::Narrowed, unjudged::Stands, words_in},
};
use leptos::{either::Either, prelude::*};

/// The one way to stand whose indicators alone are asked for.
pub(crate) fn asked_stands(page: &PageContext) -> Option<Stands> {
    page.asked(STATUS).and_then(|status| status.parse().ok())
}

/// The indicators that are left when those that stand in one way were asked for.
fn narrowed(mut groups: Vec<IndicatorGroup>, only: Option<Stands>) -> Vec<IndicatorGroup> {
    for group in &mut groups {
        group.rows.retain(|row| only.is_none_or(|only| row.stands == only));
    }
    groups.retain(|group| !group.rows.is_empty());
    groups
}

/// A section of indicators; `notes` stand under the caption of its table.
pub(crate) fn indicator_section(
    page: &PageContext,
    groups: Vec<IndicatorGroup>,
    id: &'static str,
    title: &'static str,
    notes: Vec<String>,
) -> impl IntoView + use<> {
    let words = words_in::<Dashboards>(page.language);
    let only = asked_stands(page);
    let groups = narrowed(groups, only);
    let narrowed = only.map(|only| {
        let every = format!("{}#{id}", page.address_with(&[(STATUS, "")]));
        view! { <p class="cluster">{only.only(page.language)}" "<a href=every>{words.every_indicator}</a></p> }
    });
    let table = if groups.is_empty() {
        let none =
            if only.is_some() { words.none_of_status } else { words_in::<Narrowed>(page.language).nothing_asked_here };
        Either::Left(view! { <p>{none}</p> })
    } else {
        Either::Right(indicator_table(&groups, format!("{id}-table"), title, notes))
    };
    view! {
        <section class="stack" id=id aria-labelledby=format!("{id}-title")>
            <h2 id=format!("{id}-title")>{title}</h2>
            {narrowed}
            {table}
        </section>
    }
}
