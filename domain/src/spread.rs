//! Figures of many bodies side by side: where the middle of them lies, and where one stands.

use crate::amount::Amount;

/// How figures are spread, from the lowest to the highest. Quartiles lie on straight lines between neighbours, as
/// spreadsheets have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// How many figures there are.
    pub count: usize,
    /// The lowest.
    pub lowest: Amount,
    /// A quarter of them is no higher.
    pub first_quartile: Amount,
    /// Half of them is no higher.
    pub median: Amount,
    /// Three quarters of them are no higher.
    pub third_quartile: Amount,
    /// The highest.
    pub highest: Amount,
}

impl Spread {
    /// Of some figures; `None` without any, or beyond 28 digits.
    pub fn of(figures: impl IntoIterator<Item = Amount>) -> Option<Self> {
        let mut sorted: Vec<Amount> = figures.into_iter().collect();
        sorted.sort();
        Some(Self {
            count: sorted.len(),
            lowest: *sorted.first()?,
            first_quartile: at_quarter(&sorted, 1)?,
            median: at_quarter(&sorted, 2)?,
            third_quartile: at_quarter(&sorted, 3)?,
            highest: *sorted.last()?,
        })
    }
}

/// What lies so many quarters of the way from the first to the last.
fn at_quarter(sorted: &[Amount], quarters: usize) -> Option<Amount> {
    let steps = sorted.len().checked_sub(1)? * quarters;
    let (before, part) = (steps / 4, i64::try_from(steps % 4).ok()?);
    let lower = *sorted.get(before)?;
    if part == 0 {
        return Some(lower);
    }
    let way = sorted.get(before + 1)?.checked_sub(lower)?.checked_mul(Amount::whole(part))?;
    lower.checked_add(way.checked_div(Amount::whole(4))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amount(text: &str) -> Amount {
        text.parse().expect("a number")
    }

    #[test]
    fn quartiles_lie_between_neighbours_as_in_a_spreadsheet() {
        let spread = Spread::of([40, 10, 30, 20].map(Amount::whole)).expect("figures");
        assert_eq!(
            (spread.first_quartile, spread.median, spread.third_quartile),
            (amount("17.5"), amount("25"), amount("32.5"))
        );
        assert_eq!((spread.count, spread.lowest, spread.highest), (4, Amount::whole(10), Amount::whole(40)));
        let one = Spread::of([Amount::ONE]).expect("a figure");
        assert_eq!((one.lowest, one.median, one.highest), (Amount::ONE, Amount::ONE, Amount::ONE));
        assert_eq!(Spread::of([]), None);
    }

    proptest! {
        #[test]
        fn half_of_the_figures_is_on_either_side_of_the_median(figures in proptest::collection::vec(-1000i64..1000, 1..40)) {
            let spread = Spread::of(figures.iter().copied().map(Amount::whole)).expect("figures");
            let count = |test: &dyn Fn(Amount) -> bool| figures.iter().filter(|figure| test(Amount::whole(**figure))).count();
            prop_assert!(count(&|figure| figure <= spread.median) * 2 >= figures.len());
            prop_assert!(count(&|figure| figure >= spread.median) * 2 >= figures.len());
            let in_order = [spread.lowest, spread.first_quartile, spread.median, spread.third_quartile, spread.highest];
            prop_assert!(in_order.is_sorted());
        }
    }
}
