//! The one sentence that a minister takes away, with the bar that proves it.

use super::status_bar::StatusBarWithKey;
use crate::{
    context::{self, PageContext},
    text::dashboards,
};
use domain::status::{Status, StatusCounts};
use leptos::prelude::*;

/// A headline.
#[derive(Debug, Clone)]
pub(crate) struct Headline {
    /// One word over all indicators; no data while too little is in.
    pub(crate) verdict: Status,
    /// How many indicators have which status.
    pub(crate) counts: StatusCounts,
    /// What stands behind it, a sentence each.
    pub(crate) why: Vec<String>,
    /// Of when it is and what it rests on, a line each.
    pub(crate) stamp: Vec<String>,
    /// Where the indicators of a status are listed.
    pub(crate) listed_at: fn(&PageContext, Status) -> String,
}

/// A headline.
pub(crate) fn headline(headline: Headline) -> impl IntoView {
    let language = context::page().language;
    let overall = headline.verdict;
    let why = headline.why.into_iter().map(|why| view! { <p class="headline__why">{why}</p> });
    let stamp = headline.stamp.into_iter().map(|stamp| view! { <p class="headline__stamp">{stamp}</p> });
    view! {
        <section class="headline" data-status=overall.as_ref().to_owned() aria-labelledby="headline">
            <h2 class="headline__verdict" id="headline">{dashboards::verdict(language, overall, headline.counts)}</h2>
            {why.collect_view()}
            <StatusBarWithKey counts=headline.counts listed_at=headline.listed_at/>
            {stamp.collect_view()}
        </section>
    }
}
