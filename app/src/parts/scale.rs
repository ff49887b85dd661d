//! Where figures and days stand on a drawing. Floats only here and in the charts: nothing is ever reckoned with them.

use chrono::NaiveDate;
use domain::amount::Amount;

/// A straight line from figures to places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    from: (f64, f64),
    to: (f64, f64),
}

impl Scale {
    /// From the ends of what is shown to the ends of where it is drawn.
    pub(crate) fn new(from: (f64, f64), to: (f64, f64)) -> Self {
        Self { from, to }
    }

    /// The place of a figure; where all figures are one, the middle.
    pub(crate) fn place(self, figure: f64) -> f64 {
        let (span, room) = (self.from.1 - self.from.0, self.to.1 - self.to.0);
        if span == 0.0 { self.to.0 + room / 2.0 } else { self.to.0 + (figure - self.from.0) / span * room }
    }
}

/// The number of a day on an axis of days.
pub(crate) fn of_day(day: NaiveDate) -> f64 {
    use chrono::Datelike;
    f64::from(day.num_days_from_ce())
}

/// A place, written with one decimal and without needless noughts.
pub(crate) fn written(place: f64) -> String {
    let mut text = String::new();
    push_place(&mut text, place);
    text
}

/// Writes a place. Whole numbers are written many times faster than floats, and a drawing has thousands of places.
fn push_place(text: &mut String, place: f64) {
    #[expect(clippy::cast_possible_truncation, reason = "places lie within a drawing")]
    let tenths = (place * 10.0).round() as i64;
    if tenths < 0 {
        text.push('-');
    }
    let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let mut digits = itoa::Buffer::new();
    text.push_str(digits.format(whole));
    if tenth > 0 {
        text.push('.');
        text.push_str(digits.format(tenth));
    }
}

/// A line through points with gaps: each run begins anew, and a point alone is drawn as a dot.
pub(crate) fn path(points: &[Option<(f64, f64)>]) -> String {
    let mut path = String::with_capacity(points.len() * "L1234.5 123.4".len());
    let mut is_drawing = false;
    for (index, point) in points.iter().enumerate() {
        let Some((x, y)) = point else {
            is_drawing = false;
            continue;
        };
        let is_alone = !is_drawing && points.get(index + 1).is_none_or(Option::is_none);
        path.push(if is_drawing { 'L' } else { 'M' });
        push_place(&mut path, *x);
        path.push(' ');
        push_place(&mut path, *y);
        if is_alone {
            path.push_str("h0");
        }
        is_drawing = true;
    }
    path
}

/// The most steps of an axis.
const MOST_STEPS: i64 = 5;

/// Whether nought belongs on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nought {
    /// Where it is not far below the figures.
    WhereNear,
    /// Never: there is no place nought.
    Never,
}

/// Round numbers for an axis that cover all figures. `None` without figures.
pub(crate) fn ticks(figures: impl IntoIterator<Item = Amount>, nought: Nought) -> Option<Vec<Amount>> {
    let figures: Vec<Amount> = figures.into_iter().collect();
    let (mut lowest, highest) = (figures.iter().copied().min()?, figures.iter().copied().max()?);
    let is_near_nought = !lowest.is_negative() && lowest.checked_add(lowest)? <= highest;
    let is_alone = lowest == highest && !lowest.is_negative();
    if nought == Nought::WhereNear && (is_near_nought || is_alone) {
        lowest = Amount::ZERO;
    }
    let span = highest.checked_sub(lowest)?;
    let step = step_for(span)?;
    let floor = |amount: Amount| amount.checked_div(step).map(|steps| Amount::new(steps.decimal().floor()));
    let mut steps = floor(lowest)?;
    let mut ticks = Vec::new();
    loop {
        let tick = steps.checked_mul(step)?;
        ticks.push(tick);
        if tick >= highest && ticks.len() > 1 {
            return Some(ticks);
        }
        steps = steps.checked_add(Amount::ONE)?;
    }
}

/// The smallest of 1, 2, 5, 10, 20, 50 … and their tenths, hundredths … of which a few cover the span.
fn step_for(span: Amount) -> Option<Amount> {
    if span == Amount::ZERO {
        return Some(Amount::ONE);
    }
    let ten = Amount::whole(10);
    let most = Amount::whole(MOST_STEPS);
    let mut power = Amount::ONE;
    while power.checked_mul(most)? >= span {
        power = power.checked_div(ten)?;
    }
    loop {
        for times in [1, 2, 5] {
            let step = power.checked_mul(Amount::whole(times))?;
            if step.checked_mul(most)? >= span {
                return Some(step);
            }
        }
        power = power.checked_mul(ten)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ticks_of(figures: &[&str]) -> Vec<String> {
        let figures = figures.iter().map(|figure| figure.parse().expect("a number"));
        ticks(figures, Nought::WhereNear).expect("figures").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn axes_have_round_numbers_that_cover_the_figures() {
        assert_eq!(ticks_of(&["12", "87.4"]), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(ticks_of(&["0.8351", "0.766"]), ["0.76", "0.78", "0.8", "0.82", "0.84"]);
    }

    #[test]
    fn there_is_no_place_nought() {
        let ticks = ticks([Amount::whole(40), Amount::whole(102)], Nought::Never).expect("figures");
        assert_eq!(ticks.first().copied(), Some(Amount::whole(40)));
    }

    #[test]
    fn one_figure_alone_has_an_axis() {
        assert_eq!(ticks_of(&["0"]), ["0", "1"]);
        assert_eq!(ticks_of(&["7"]), ["0", "2", "4", "6", "8"]);
        assert_eq!(ticks([], Nought::WhereNear), None);
    }

    #[test]
    fn the_ends_of_what_is_shown_stand_at_the_ends_of_the_drawing() {
        let scale = Scale::new((0.0, 100.0), (250.0, 50.0));
        assert!((scale.place(0.0) - 250.0).abs() < f64::EPSILON);
        assert!((scale.place(100.0) - 50.0).abs() < f64::EPSILON);
        assert!((scale.place(50.0) - 150.0).abs() < f64::EPSILON);
        assert!((Scale::new((5.0, 5.0), (0.0, 10.0)).place(5.0) - 5.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_gap_breaks_the_line_and_a_point_alone_is_a_dot() {
        let points = [Some((0.0, 1.0)), Some((10.0, 2.5)), None, Some((30.0, 4.0)), None];
        assert_eq!(path(&points), "M0 1L10 2.5M30 4h0");
        assert_eq!(path(&[None, None]), "");
        assert_eq!(path(&[]), "");
    }

    proptest! {
        #[test]
        fn every_axis_covers_its_figures_in_few_steps(one in -1_000_000i64..1_000_000, other in -1_000_000i64..1_000_000, decimals in 0u32..5) {
            let scaled = |number: i64| Amount::whole(number).checked_div(Amount::whole(10i64.pow(decimals))).expect("small");
            let (one, other) = (scaled(one), scaled(other));
            let ticks = ticks([one, other], Nought::WhereNear).expect("figures");
            prop_assert!(ticks[0] <= one.min(other) && one.max(other) <= ticks[ticks.len() - 1]);
            prop_assert!((2..=7).contains(&ticks.len()), "{ticks:?}");
        }
    }
}
