//! What is usual among figures, told so that a few wild ones do not matter: their median, and how far half of them lie
//! from it at most (the median absolute deviation, MAD).

use crate::amount::Amount;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// From so many of its own earlier figures on, a body is held against them. Tidtam's own rule.
pub const ENOUGH_PERIODS: i64 = 4;
/// From so many bodies of the same kind on, another one is held against them. Tidtam's own rule.
pub const ENOUGH_PEERS: i64 = 8;

/// A figure is far from the median when 0.6745 × distance ÷ MAD is above 3.5: the modified z-score of Iglewicz and Hoaglin,
/// "How to Detect and Handle Outliers" (ASQC, 1993). Written in ten-thousandths, so that it stays exact.
const CONSISTENT: i64 = 6_745;
const FAR: i64 = 35_000;

/// What is usual among some figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usual {
    /// As many figures lie above as below.
    pub median: Amount,
    /// Half of the figures lie no farther from the median.
    pub spread: Amount,
    /// How many figures.
    pub figures: i64,
}

/// On which side of the usual a figure lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Far below.
    Below,
    /// Far above.
    Above,
}

impl Usual {
    /// What is usual among figures, in any order; `None` for no figures, or beyond 28 digits.
    pub fn of(figures: Vec<Amount>) -> Option<Self> {
        let count = i64::try_from(figures.len()).ok()?;
        let middle = median(figures.clone())?;
        let distances: Option<Vec<Amount>> = figures.into_iter().map(|figure| distance(figure, middle)).collect();
        let spread = median(distances?)?;
        Some(Self { median: middle, spread, figures: count })
    }

    /// Whether a figure lies so far from the median that hardly any of those it was taken from could, and on which side.
    ///
    /// `least_spread` is what counts as spread where the figures lie closer together than that: of bodies that always
    /// report the same, the next digit is no surprise.
    pub fn far(self, figure: Amount, least_spread: Amount) -> Option<Side> {
        let spread = self.spread.max(least_spread).decimal().checked_mul(Decimal::from(FAR))?;
        let away = distance(figure, self.median)?.decimal().checked_mul(Decimal::from(CONSISTENT))?;
        if away <= spread {
            return None;
        }
        Some(if figure > self.median { Side::Above } else { Side::Below })
    }
}

/// The middle figure, or the mean of the two in the middle.
fn median(mut figures: Vec<Amount>) -> Option<Amount> {
    figures.sort_unstable();
    let upper = figures.len() / 2;
    let above = figures.get(upper).copied()?;
    if figures.len() % 2 == 1 {
        return Some(above);
    }
    let below = figures.get(upper.checked_sub(1)?).copied()?;
    below.checked_add(above)?.checked_div(Amount::whole(2))
}

fn distance(one: Amount, other: Amount) -> Option<Amount> {
    one.max(other).checked_sub(one.min(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(numbers: &[i64]) -> Usual {
        Usual::of(numbers.iter().copied().map(Amount::whole).collect()).expect("figures")
    }

    #[test]
    fn median_and_spread_are_those_of_the_textbook() {
        let odd = of(&[1, 1, 2, 2, 4, 6, 9]);
        assert_eq!((odd.median, odd.spread, odd.figures), (Amount::whole(2), Amount::ONE, 7));
        let even = of(&[1, 2, 3, 10]);
        assert_eq!((even.median, even.spread), ("2.5".parse().expect("a number"), Amount::ONE));
        assert_eq!(Usual::of(Vec::new()), None);
    }

    #[test]
    fn a_wild_figure_is_far_and_does_not_hide_itself() {
        let usual = of(&[40, 41, 39, 42, 40, 4_000]);
        assert_eq!(usual.far(Amount::whole(4_000), Amount::ONE), Some(Side::Above));
        assert_eq!(usual.far(Amount::whole(-4_000), Amount::ONE), Some(Side::Below));
        assert_eq!(usual.far(Amount::whole(43), Amount::ONE), None);
    }

    #[test]
    fn figures_that_never_moved_allow_the_least_spread() {
        let usual = of(&[50, 50, 50, 50]);
        // 3.5 ÷ 0.6745 = 5.19 times the spread.
        assert_eq!(usual.far(Amount::whole(55), Amount::ONE), None);
        assert_eq!(usual.far(Amount::whole(56), Amount::ONE), Some(Side::Above));
    }

    fn figures() -> impl Strategy<Value = Vec<i64>> {
        proptest::collection::vec(-1_000_000i64..1_000_000, 1..40)
    }

    proptest! {
        #[test]
        fn the_order_does_not_matter(mut numbers in figures()) {
            let before = of(&numbers);
            numbers.reverse();
            prop_assert_eq!(of(&numbers), before);
        }

        #[test]
        fn half_lie_on_each_side_and_within_the_spread(numbers in figures()) {
            let usual = of(&numbers);
            let holds = |test: &dyn Fn(Amount) -> bool| {
                numbers.iter().filter(|number| test(Amount::whole(**number))).count() * 2 >= numbers.len()
            };
            prop_assert!(holds(&|figure| figure <= usual.median) && holds(&|figure| figure >= usual.median));
            prop_assert!(holds(&|figure| distance(figure, usual.median) <= Some(usual.spread)));
        }

        #[test]
        fn all_moved_alike_moves_the_median_and_not_the_spread(numbers in figures(), by in -1_000_000i64..1_000_000) {
            let moved: Vec<i64> = numbers.iter().map(|number| number + by).collect();
            let (before, after) = (of(&numbers), of(&moved));
            prop_assert_eq!(after.median, before.median.checked_add(Amount::whole(by)).expect("small"));
            prop_assert_eq!(after.spread, before.spread);
        }

        #[test]
        fn one_wild_figure_leaves_the_median_among_the_others(numbers in proptest::collection::vec(0i64..1_000, 3..40), wild: i32) {
            let mut with = numbers.clone();
            with.push(i64::from(wild));
            let (lowest, highest) = (numbers.iter().min().copied(), numbers.iter().max().copied());
            let median = of(&with).median;
            prop_assert!(lowest.map(Amount::whole) <= Some(median) && Some(median) <= highest.map(Amount::whole));
        }

        #[test]
        fn farther_is_never_less_surprising(numbers in figures(), figure in -2_000_000i64..2_000_000, more in 0i64..1_000_000) {
            let usual = of(&numbers);
            let far = |figure: i64| usual.far(Amount::whole(figure), Amount::ONE);
            prop_assert_eq!(usual.far(usual.median, Amount::ZERO), None);
            match far(figure) {
                Some(Side::Above) => prop_assert_eq!(far(figure + more), Some(Side::Above)),
                Some(Side::Below) => prop_assert_eq!(far(figure - more), Some(Side::Below)),
                None => {}
            }
        }
    }
}
