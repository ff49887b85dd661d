//! The one sentence that a minister takes away, with the bar that proves it.

use super::{figure::Trend, status_bar::StatusBarWithKey};
use crate::{
    context::{self, PageContext},
    text::{
        dashboards,
        unjudged::{Stands, Unjudged},
    },
};
use domain::{
    ranking::Coverage,
    status::{Status, StatusCounts},
    text::Language,
};
use leptos::prelude::*;
use service::dashboards::TrendPoint;
use std::cmp::Ordering;

/// The months of a year.
const YEAR: i64 = 12;

/// A headline.
#[derive(Debug, Clone)]
pub(crate) struct Headline {
    /// One word over all indicators; no data while too little is in.
    pub(crate) verdict: Status,
    /// How many indicators have which status.
    pub(crate) counts: StatusCounts,
    /// How many of those without a status miss nothing.
    pub(crate) unjudged: Unjudged,
    /// How many reports are accepted, where it rests on the reports of many.
    pub(crate) reports: Option<Coverage>,
    /// What stands behind it, a sentence each.
    pub(crate) why: Vec<String>,
    /// How it moved since the round before and since a year before, in words.
    pub(crate) trend: Vec<(Trend, String)>,
    /// Of when it is and what it rests on, a line each.
    pub(crate) stamp: Vec<String>,
    /// Where the indicators that stand in one way are listed.
    pub(crate) listed_at: fn(&PageContext, Stands) -> String,
}

/// A headline.
pub(crate) fn headline(headline: Headline) -> impl IntoView {
    let language = context::page().language;
    let (overall, counts, unjudged) = (headline.verdict, headline.counts, headline.unjudged);
    let verdict = unjudged.verdict(language, overall, counts, headline.reports);
    let why = headline.why.into_iter().map(|why| view! { <p class="headline__why">{why}</p> });
    let trend = headline.trend.into_iter().map(|(trend, words)| {
        view! { <p class="figure__trend" data-trend=trend.as_ref().to_owned()>{words}</p> }
    });
    let stamp = headline.stamp.into_iter().map(|stamp| view! { <p class="headline__stamp">{stamp}</p> });
    view! {
        <section class="headline" data-status=overall.as_ref().to_owned() aria-labelledby="headline">
            <h2 class="headline__verdict" id="headline">{verdict}</h2>
            {why.collect_view()}
            {trend.collect_view()}
            <StatusBarWithKey counts unjudged listed_at=headline.listed_at/>
            {stamp.collect_view()}
        </section>
    }
}

/// How the share that is on course moved since the round before and since a year before, as far as each of them had enough for a
/// verdict; nothing where the latest has not.
pub(crate) fn moved_since(
    language: Language,
    trend: &[TrendPoint],
    verdict: impl Fn(&TrendPoint) -> Status,
) -> Vec<(Trend, String)> {
    let Some((now, before)) = trend.split_last() else { return Vec::new() };
    if verdict(now) == Status::NoData {
        return Vec::new();
    }
    let year_before = before.iter().find(|then| now.period.months_after(then.period) == YEAR);
    let last = before.last().filter(|last| year_before.is_none_or(|then| then.period != last.period));
    let told = |then: &TrendPoint| match verdict(then) {
        Status::NoData => (Trend::Same, dashboards::too_little_then(language, then.period)),
        Status::OnCourse | Status::AtRisk | Status::OffCourse | Status::NotApplicable => (
            direction(now.counts, then.counts),
            dashboards::on_course_since(language, then.period, then.counts, now.counts),
        ),
    };
    last.into_iter().chain(year_before).map(told).collect()
}

/// Which way the share that is on course of what applies moved; compared without dividing.
fn direction(now: StatusCounts, then: StatusCounts) -> Trend {
    match (now.on_course * then.applicable()).cmp(&(then.on_course * now.applicable())) {
        Ordering::Greater => Trend::Better,
        Ordering::Less => Trend::Worse,
        Ordering::Equal => Trend::Same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_share_is_better_whatever_the_numbers() {
        let counts = |on_course, off_course| StatusCounts { on_course, off_course, ..StatusCounts::default() };
        assert_eq!(direction(counts(3, 3), counts(4, 6)), Trend::Better);
        assert_eq!(direction(counts(4, 6), counts(3, 3)), Trend::Worse);
        assert_eq!(direction(counts(2, 2), counts(5, 5)), Trend::Same);
        let some_do_not = StatusCounts { not_applicable: 6, ..counts(2, 2) };
        assert_eq!(direction(some_do_not, counts(2, 2)), Trend::Same);
    }
}
