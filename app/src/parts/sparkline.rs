//! The last rounds of a figure as a line the height of a word, with the expected line behind it.

use super::scale::{Scale, path, written};
use domain::amount::Amount;
use maud::{Markup, html};

/// How wide one round is.
const STEP: f64 = 100.0;
/// How high the drawing is.
const HEIGHT: f64 = 36.0;
/// What stays free above and below.
const MARGIN: f64 = 4.0;

/// The lines of a sparkline.
#[derive(Debug, Clone, PartialEq)]
struct Lines {
    width: f64,
    actual: String,
    expected: String,
    last: String,
}

impl Lines {
    /// `None` where there is no figure at all.
    fn of(actual: &[Option<Amount>], expected: &[Option<Amount>]) -> Option<Self> {
        let places = || std::iter::successors(Some(STEP / 2.0), |x| Some(x + STEP));
        let shown = || actual.iter().chain(expected).flatten().map(|amount| amount.approximate());
        actual.iter().flatten().next()?;
        let (lowest, highest) = (shown().fold(f64::INFINITY, f64::min), shown().fold(f64::NEG_INFINITY, f64::max));
        let scale = Scale::new((lowest, highest), (HEIGHT - MARGIN, MARGIN));
        let points = |figures: &[Option<Amount>]| -> Vec<Option<(f64, f64)>> {
            let place = |(figure, x): (&Option<Amount>, f64)| Some((x, scale.place((*figure)?.approximate())));
            figures.iter().zip(places()).map(place).collect()
        };
        let actual = points(actual);
        let last = actual.iter().rev().flatten().next().copied();
        Some(Self {
            width: places().nth(actual.len()).map_or(STEP, |next| next - STEP / 2.0),
            last: path(&[last]),
            actual: path(&actual),
            expected: path(&points(expected)),
        })
    }
}

/// The last rounds, oldest first; nothing where no round has a figure. `words` tell the same to those who listen.
pub(crate) fn sparkline(actual: &[Option<Amount>], expected: &[Option<Amount>], words: &str) -> Markup {
    let lines = Lines::of(actual, expected);
    html! {
        @if let Some(lines) = lines {
            svg class="spark" viewBox={ "0 0 " (written(lines.width)) " " (written(HEIGHT)) } preserveAspectRatio="none" aria-hidden="true" {
                path class="spark__target" d=(lines.expected) {}
                path class="spark__line" d=(lines.actual) {}
                path class="spark__point" d=(lines.last) {}
            }
            span class="visually-hidden" { (words) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(numbers: &[Option<i64>]) -> Vec<Option<Amount>> {
        numbers.iter().map(|number| number.map(Amount::whole)).collect()
    }

    #[test]
    fn the_highest_figure_stands_at_the_top_and_gaps_stay_open() {
        let lines = Lines::of(&amounts(&[Some(0), None, Some(10)]), &amounts(&[Some(0), Some(5), Some(10)]));
        let lines = lines.expect("figures");
        assert_eq!(lines.actual, "M50 32h0M250 4h0");
        assert_eq!(lines.expected, "M50 32L150 18L250 4");
        assert_eq!(lines.last, "M250 4h0");
        assert!((lines.width - 300.0).abs() < f64::EPSILON);
    }

    #[test]
    fn one_figure_alone_stands_in_the_middle() {
        assert_eq!(Lines::of(&amounts(&[Some(7)]), &amounts(&[None])).expect("a figure").actual, "M50 18h0");
    }

    #[test]
    fn without_figures_there_is_no_line() {
        assert_eq!(Lines::of(&amounts(&[None, None]), &amounts(&[Some(1), Some(2)])), None);
        assert_eq!(Lines::of(&[], &[]), None);
    }
}
