//! The places of one body over all draws, on a line from the first place to the last: thin from best to worst, thick where
//! nine of ten draws lie, and a dot for its place by the scheme.

use super::scale::{Scale, written};
use domain::score::RankInterval;
use leptos::prelude::*;

/// How wide the drawing is.
const WIDTH: f64 = 240.0;
/// Where the line runs.
const MIDDLE: f64 = 10.0;
/// What stays free on either side.
const MARGIN: f64 = 6.0;
/// The least width of what is drawn, so that an interval of one place is seen.
const LEAST: f64 = 3.0;

fn from_to(scale: Scale, from: Option<i64>, to: Option<i64>) -> Option<(f64, f64)> {
    let place = |place: i64| Some(scale.place(f64::from(i32::try_from(place).ok()?)));
    let (from, to) = (place(from?)?, place(to?)?);
    let short = (LEAST - (to - from)).max(0.0) / 2.0;
    Some((from - short, to + short))
}

/// The first and the last place that some bodies come out in.
pub(crate) fn ends(intervals: &[RankInterval]) -> (i64, i64) {
    let first = intervals.iter().filter_map(|interval| interval.best).min();
    let last = intervals.iter().filter_map(|interval| interval.worst).max();
    (first.unwrap_or(1), last.unwrap_or(1))
}

/// The drawing, from one place to another; nothing for a body without one. The numbers stand beside it, so that nobody listens
/// to it.
pub(crate) fn rank_interval(interval: &RankInterval, (first, last): (i64, i64)) -> Option<impl IntoView + use<>> {
    let end = |place: i64| i32::try_from(place).map_or(f64::from(i32::MAX), f64::from);
    let scale = Scale::new((end(first), end(last)), (MARGIN, WIDTH - MARGIN));
    let (best, worst) = from_to(scale, interval.best, interval.worst)?;
    let (from, to) = from_to(scale, interval.fifth_percentile, interval.ninety_fifth_percentile)?;
    let (own, _) = from_to(scale, interval.place, interval.place)?;
    Some(view! {
        <svg class="interval" viewBox=format!("0 0 {WIDTH} 20") aria-hidden="true">
            <path class="chart__axis" d=format!("M{MARGIN} {MIDDLE}H{}", written(WIDTH - MARGIN))></path>
            <path class="interval__whole" d=format!("M{} {MIDDLE}H{}", written(best), written(worst))></path>
            <path class="interval__likely" d=format!("M{} {MIDDLE}H{}", written(from), written(to))></path>
            <circle class="interval__place" cx=written(own + LEAST / 2.0) cy=written(MIDDLE) r="3"></circle>
        </svg>
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_runs_over_the_places_of_those_shown() {
        let interval = |best, worst| RankInterval {
            body: "one".parse().expect("a code"),
            place: best,
            best,
            fifth_percentile: best,
            median: best,
            ninety_fifth_percentile: worst,
            worst,
        };
        let shown = [interval(Some(51), Some(60)), interval(Some(47), Some(90)), interval(None, None)];
        assert_eq!((ends(&shown), ends(&[])), ((47, 90), (1, 1)));
    }

    #[test]
    fn an_interval_of_one_place_is_still_seen_and_one_without_places_is_not() {
        let scale = Scale::new((1.0, 11.0), (0.0, 100.0));
        assert_eq!(from_to(scale, Some(1), Some(11)), Some((0.0, 100.0)));
        assert_eq!(from_to(scale, Some(6), Some(6)), Some((48.5, 51.5)));
        assert_eq!(from_to(scale, None, Some(6)), None);
    }
}
