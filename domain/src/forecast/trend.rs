//! A robust trend: the line of Theil (1950) and Sen (1968) through at least five figures.
//!
//! Its slope is the middle one of the slopes between every two figures, so that up to 29 % of them may be wild without
//! moving it far. Time is counted in months, since every period ends with one: a quarter is as long as any other.

use rust_decimal::Decimal;

/// How many figures a trend needs. With four, the interval of the slope has no bounds that mean anything.
pub const ENOUGH_POINTS: usize = 5;
/// The square of 1.645, in millionths: how many deviations each side of the middle hold 90 % of a normal distribution.
const DEVIATIONS_SQUARED: u128 = 2_706_025;
/// The part of the figures that lie within the spread around the line, in tenths.
const WITHIN_SPREAD: usize = 9;

/// A point: the month, counted from a fixed one, and the figure at its end.
pub(super) type Point = (i64, Decimal);

/// A line that leaves out what is wild, with how sure it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trend {
    /// By how much it rises in a month.
    pub(super) a_month: Decimal,
    /// Between which two rises the true one lies in nine of ten cases.
    pub(super) a_month_between: [Decimal; 2],
    /// The month of the latest point.
    origin: i64,
    /// Where it is in that month, and where the lines with the two bounds are.
    at_origin: [Decimal; 3],
    /// How far nine of ten figures at most lie from it.
    spread: Decimal,
}

/// What a line says of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct On {
    pub(super) figure: Decimal,
    pub(super) lowest: Decimal,
    pub(super) highest: Decimal,
}

impl Trend {
    /// The trend of points in the order of their months, no month twice. `None` for fewer than five, or for figures too
    /// large to calculate with.
    pub(super) fn of(points: &[Point]) -> Option<Self> {
        let origin = points.last().filter(|_| points.len() >= ENOUGH_POINTS)?.0;
        let mut slopes = Vec::with_capacity(points.len() * (points.len() - 1) / 2);
        for (place, (month, figure)) in points.iter().enumerate() {
            for (later, of_later) in &points[place + 1..] {
                slopes.push(of_later.checked_sub(*figure)?.checked_div(Decimal::from(later - month))?);
            }
        }
        slopes.sort_unstable();
        let from_end = slopes_beyond(points.len());
        let a_month = middle(&slopes)?;
        let a_month_between = [*slopes.get(from_end - 1)?, *slopes.get(slopes.len() - from_end)?];
        let carried = |slope: Decimal| -> Option<Decimal> {
            let to_origin =
                |(month, figure): &Point| figure.checked_add(slope.checked_mul(Decimal::from(origin - month))?);
            let mut there: Vec<Decimal> = points.iter().map(to_origin).collect::<Option<_>>()?;
            there.sort_unstable();
            middle(&there)
        };
        let at_origin = [carried(a_month)?, carried(a_month_between[0])?, carried(a_month_between[1])?];
        let mut trend = Self { a_month, a_month_between, origin, at_origin, spread: Decimal::ZERO };
        let off = |(month, figure): &Point| Some(figure.checked_sub(trend.line(0, a_month, *month)?)?.abs());
        let mut off: Vec<Decimal> = points.iter().map(off).collect::<Option<_>>()?;
        off.sort_unstable();
        trend.spread = *off.get((off.len() * WITHIN_SPREAD).div_ceil(10) - 1)?;
        Some(trend)
    }

    fn line(&self, which: usize, slope: Decimal, month: i64) -> Option<Decimal> {
        self.at_origin.get(which)?.checked_add(slope.checked_mul(Decimal::from(month - self.origin))?)
    }

    /// What it says of a month that no point lies after. The bounds are the lines with the two bounds of the slope, each
    /// through the middle of the points, and further out by the spread.
    pub(super) fn on(&self, month: i64) -> Option<On> {
        let [slow, fast] = self.a_month_between;
        Some(On {
            figure: self.line(0, self.a_month, month)?,
            lowest: self.line(1, slow, month)?.checked_sub(self.spread)?,
            highest: self.line(2, fast, month)?.checked_add(self.spread)?,
        })
    }
}

/// Which slope from either end bounds the middle one in nine of ten cases: with N slopes between n points, the largest k
/// for which 2k is at most N − 1.645·√(n(n−1)(2n+5)/18) (Sen 1968, by the normal approximation of Kendall's S; Gilbert
/// 1987, 16.4.2). In whole numbers, so that nothing is rounded.
fn slopes_beyond(points: usize) -> usize {
    let count = points as u128;
    let slopes = count * (count - 1) / 2;
    let variance = DEVIATIONS_SQUARED * count * (count - 1) * (2 * count + 5);
    let is_within = |from_end: &u128| {
        let left = slopes - 2 * from_end;
        variance <= 18_000_000 * left * left
    };
    let found = (1..=slopes / 2).rev().find(is_within).unwrap_or(1);
    usize::try_from(found).unwrap_or(1)
}

/// The middle one of sorted numbers, or half-way between the two in the middle.
fn middle(sorted: &[Decimal]) -> Option<Decimal> {
    let half = sorted.len() / 2;
    let upper = *sorted.get(half)?;
    if sorted.len().is_multiple_of(2) {
        sorted.get(half.checked_sub(1)?)?.checked_add(upper)?.checked_div(Decimal::TWO)
    } else {
        Some(upper)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_of_the_slope_are_those_of_the_tables() {
        // n, N, 1.645·σ, k: 5 → 10, 6.72, 1 · 8 → 28, 13.30, 7 · 10 → 45, 18.39, 13.
        assert_eq!([5, 8, 10].map(slopes_beyond), [1, 7, 13]);
    }
}
