//! A dashboard before there is any round.

use super::title::PageTitle;
use crate::{
    context,
    text::{dashboards::Dashboards, words_in},
};
use leptos::prelude::*;

/// That there is nothing to look at yet.
pub(crate) fn no_round(title: &'static str) -> impl IntoView {
    let words = words_in::<Dashboards>(context::page().language);
    view! {
        <PageTitle title=title.to_owned()/>
        <div class="empty"><h2 class="empty__title">{words.no_round}</h2><p>{words.no_round_why}</p></div>
    }
}
