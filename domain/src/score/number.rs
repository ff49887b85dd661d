//! The numbers of scores: 18 decimals, below 10^9, or too large.

use crate::amount::Amount;
use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy};

/// How many decimals each node's value has.
pub(super) const DECIMALS: u32 = 18;
/// What no value of a node reaches.
pub(super) const LIMIT: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);
/// One half.
pub(super) const HALF: Decimal = Decimal::from_parts(5, 0, 0, false, 1);

/// A value beyond what scores can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLarge;

/// A value as a node keeps it.
pub(super) fn settled(value: Decimal) -> Result<Decimal, TooLarge> {
    if value.abs() >= LIMIT {
        return Err(TooLarge);
    }
    if value.scale() <= DECIMALS {
        return Ok(value);
    }
    Ok(value.round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointAwayFromZero))
}

/// A sum in 28 digits.
pub(super) fn sum(terms: impl IntoIterator<Item = Decimal>) -> Result<Decimal, TooLarge> {
    terms.into_iter().try_fold(Decimal::ZERO, |sum, term| sum.checked_add(term).ok_or(TooLarge))
}

/// A product in 28 digits.
pub(super) fn product(one: Decimal, other: Decimal) -> Result<Decimal, TooLarge> {
    one.checked_mul(other).ok_or(TooLarge)
}

/// A quotient in 28 digits; a zero divisor is the caller's to exclude and counts as too large.
pub(super) fn quotient(dividend: Decimal, divisor: Decimal) -> Result<Decimal, TooLarge> {
    dividend.checked_div(divisor).ok_or(TooLarge)
}

/// A difference in 28 digits.
pub(super) fn difference(one: Decimal, other: Decimal) -> Result<Decimal, TooLarge> {
    one.checked_sub(other).ok_or(TooLarge)
}

/// A base above zero to a power of any kind, with a relative error below 10^-24.
pub(super) fn power(base: Decimal, exponent: Decimal) -> Result<Decimal, TooLarge> {
    exponential(product(logarithm(base)?, exponent)?)
}

/// The natural logarithm of a number above zero.
pub(super) fn logarithm(of: Decimal) -> Result<Decimal, TooLarge> {
    of.checked_ln().ok_or(TooLarge)
}

/// e to a power; far below zero it is zero to 28 digits.
pub(super) fn exponential(exponent: Decimal) -> Result<Decimal, TooLarge> {
    if exponent < Decimal::from(-66) {
        return Ok(Decimal::ZERO);
    }
    exponent.checked_exp().ok_or(TooLarge)
}

/// The square root of a number that is not below zero, to 28 digits: the power, and one step of Newton's.
pub(super) fn square_root(of: Decimal) -> Result<Decimal, TooLarge> {
    if of.is_zero() {
        return Ok(Decimal::ZERO);
    }
    let near = power(of, HALF)?;
    product(sum([near, quotient(of, near)?])?, HALF)
}

/// The amount of a number.
pub(super) fn amount(number: Decimal) -> Amount {
    Amount::new(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    #[test]
    fn roots_and_powers_are_right_to_eighteen_decimals() {
        let root_of_two = square_root(Decimal::TWO).and_then(settled);
        assert_eq!(root_of_two, Ok(number("1.414213562373095049")));
        let cube_root = power(number("27"), quotient(Decimal::ONE, number("3")).expect("a third")).and_then(settled);
        assert_eq!(cube_root, Ok(number("3")));
        // 100000^0.1 = 10^0.5
        assert_eq!(power(number("100000"), number("0.1")).and_then(settled), Ok(number("3.162277660168379332")));
    }

    #[test]
    fn what_is_too_large_is_said() {
        assert_eq!(settled(LIMIT), Err(TooLarge));
        assert_eq!(settled(-LIMIT), Err(TooLarge));
        assert_eq!(sum([Decimal::MAX, Decimal::MAX]), Err(TooLarge));
        assert_eq!(product(Decimal::MAX, Decimal::TWO), Err(TooLarge));
        assert_eq!(quotient(Decimal::ONE, Decimal::ZERO), Err(TooLarge));
        assert_eq!(logarithm(Decimal::ZERO), Err(TooLarge));
        assert_eq!(exponential(number("-1000")), Ok(Decimal::ZERO));
        assert_eq!(exponential(number("1000")), Err(TooLarge));
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(settled(number("0.0000000000000000005")), Ok(number("0.000000000000000001")));
        assert_eq!(settled(number("-0.0000000000000000005")), Ok(number("-0.000000000000000001")));
    }

    proptest! {
        #[test]
        fn the_third_root_of_a_cube_is_the_number(units in 1i64..=1_000_000, decimals in 0u32..=4) {
            let number = Decimal::new(units, decimals);
            let third = quotient(Decimal::ONE, Decimal::from(3)).expect("a third");
            let error = (power(number * number * number, third).expect("a root") / number - Decimal::ONE).abs();
            prop_assert!(error < Decimal::new(1, 24), "{number}: {error}");
        }

        #[test]
        fn the_root_of_a_square_is_the_number(units in 1i64..=100_000_000, decimals in 0u32..=6) {
            let number = Decimal::new(units, decimals);
            prop_assert_eq!(square_root(number * number).and_then(settled), Ok(number.normalize()));
        }
    }
}
