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

/// The drawing, of so many places; nothing for a body without one. The numbers stand beside it, so that nobody listens to it.
pub(crate) fn rank_interval(interval: &RankInterval, places: usize) -> Option<impl IntoView + use<>> {
    let last = f64::from(u32::try_from(places).unwrap_or(u32::MAX));
    let scale = Scale::new((1.0, last.max(2.0)), (MARGIN, WIDTH - MARGIN));
    let (best, worst) = from_to(scale, interval.best, interval.worst)?;
    let (from, to) = from_to(scale, interval.fifth_percentile, interval.ninety_fifth_percentile)?;
    let (own, _) = from_to(scale, interval.place, interval.place)?;
    Some(view! {
        <svg class="interval" viewBox=format!("0 0 {WIDTH} 20") aria-hidden="true">
            <path class="chart__axis" d=format!("M{MARGIN} {MIDDLE}H{}", written(WIDTH - MARGIN))></path>
            <path class="interval__whole" d=format!("M{} {MIDDLE}H{}", written(best), written(worst))></path>
            <path class="interval__likely" d=format!("M{} {MIDDLE}H{}", written(from), written(to))></path>
            <circle class="interval__place" cx=written(own + LEAST / 2.0) cy=written(MIDDLE) r="4"></circle>
        </svg>
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_of_one_place_is_still_seen_and_one_without_places_is_not() {
        let scale = Scale::new((1.0, 11.0), (0.0, 100.0));
        assert_eq!(from_to(scale, Some(1), Some(11)), Some((0.0, 100.0)));
        assert_eq!(from_to(scale, Some(6), Some(6)), Some((48.5, 51.5)));
        assert_eq!(from_to(scale, None, Some(6)), None);
    }
}
