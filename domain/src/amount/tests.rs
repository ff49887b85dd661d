//! Amounts are read, rounded and shown as people write them.

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> Result<String, AmountError> {
    Amount::read(text).map(|typed| typed.amount.to_string())
}

#[test]
fn numbers_are_read_as_officials_type_them() {
    for (typed, number) in [
        ("1,234.50", "1234.5"),
        ("๑,๒๓๔.๕๐", "1234.5"),
        (" 12 ", "12"),
        ("1 234", "1234"),
        ("1\u{a0}234\u{202f}567.5", "1234567.5"),
        ("50 %", "50"),
        ("- 5\n", "-5"),
        ("-5", "-5"),
        ("−5", "-5"),
        ("+5", "5"),
        ("50%", "50"),
        ("007", "7"),
        ("0", "0"),
        (".5", "0.5"),
        ("5.", "5"),
        ("999999999999999.999999", "999999999999999.999999"),
    ] {
        assert_eq!(read(typed).as_deref(), Ok(number), "{typed}");
    }
}

#[test]
fn what_can_be_misread_is_refused_with_its_reason() {
    for (typed, why) in [
        ("", AmountError::Blank),
        ("  ", AmountError::Blank),
        ("-", AmountError::Dash),
        ("–", AmountError::Dash),
        ("49\t64", AmountError::NotANumber),
        ("49\n64", AmountError::NotANumber),
        ("1 2", AmountError::AmbiguousSeparators),
        ("1234 567", AmountError::AmbiguousSeparators),
        ("1 234,567", AmountError::AmbiguousSeparators),
        ("1.5 2", AmountError::AmbiguousSeparators),
        ("NaN", AmountError::NotANumber),
        ("inf", AmountError::NotANumber),
        ("Infinity", AmountError::NotANumber),
        ("%", AmountError::NotANumber),
        (".", AmountError::AmbiguousSeparators),
        ("1e308", AmountError::Exponent),
        ("1E5", AmountError::Exponent),
        ("1.234,5", AmountError::AmbiguousSeparators),
        ("1.234.567", AmountError::AmbiguousSeparators),
        ("1,5", AmountError::AmbiguousSeparators),
        ("12,34", AmountError::AmbiguousSeparators),
        (",123", AmountError::AmbiguousSeparators),
        ("ห้าสิบ", AmountError::NotANumber),
        ("0x10", AmountError::NotANumber),
        ("1000000000000000", AmountError::TooLarge),
        ("0.1234567", AmountError::TooPrecise),
    ] {
        assert_eq!(read(typed), Err(why), "{typed:?}");
    }
}

#[test]
fn a_percent_sign_is_remembered() {
    assert_eq!(Amount::read("50%").map(|typed| typed.has_percent_sign), Ok(true));
    assert_eq!(Amount::read("50").map(|typed| typed.has_percent_sign), Ok(false));
}

#[test]
fn amounts_are_shown_with_separators() {
    assert_eq!(Amount::whole(-1_234_567).with_decimals(1), "-1,234,567.0");
    assert_eq!(Amount::whole(999).with_decimals(0), "999");
}

#[test]
fn what_is_rounded_in_one_direction_never_goes_in_the_other() {
    for (number, decimals, ceiling, floor) in [
        ("81.575757", 2, "81.58", "81.57"),
        ("-1.005", 2, "-1", "-1.01"),
        ("2.1", 0, "3", "2"),
        ("60.2", 2, "60.2", "60.2"),
    ] {
        let number: Amount = number.parse().expect("a number");
        let rounded = [number.ceiling(decimals), number.floor(decimals)];
        assert_eq!(rounded.map(|rounded| rounded.to_string()), [ceiling, floor], "{number}");
    }
}

proptest! {
    #[test]
    fn reading_never_panics(text in ".*") {
        let _ = Amount::read(&text);
    }

    #[test]
    fn what_is_shown_is_read_back(units in -999_999_999_999_999i64..=999_999_999_999_999, decimals in 0u32..=6) {
        let amount = Amount::new(Decimal::new(units, decimals));
        prop_assert_eq!(Amount::read(&amount.with_decimals(6)).map(|typed| typed.amount), Ok(amount));
        prop_assert_eq!(amount.to_string().parse::<Amount>(), Ok(amount));
    }

    #[test]
    fn digits_are_those_of_the_decimal(mantissa in -(10i128.pow(20))..=10i128.pow(20), short in any::<i64>(), scale in 0u32..=28, decimals in 0u32..=9) {
        for number in [Decimal::from_i128_with_scale(mantissa, scale), Decimal::new(short, scale)] {
            let amount = Amount::new(number);
            let rounded = amount.rounded(decimals).decimal();
            let plain = |text: String| text.replace(',', "");
            let unsigned = |text: String| if rounded.is_zero() { text.replace('-', "") } else { text };
            prop_assert_eq!(plain(amount.with_decimals(decimals)), unsigned(format!("{rounded:.*}", decimals as usize)));
            prop_assert_eq!(plain(Amount::new(rounded).with_own_decimals()), unsigned(rounded.normalize().to_string()));
        }
    }

    #[test]
    fn short_numbers_are_drawn_at_the_nearest_place(units in -(1i64 << 53)..1i64 << 53, decimals in 0u32..=22) {
        let number = Decimal::new(units, decimals);
        let nearest: f64 = number.to_string().parse().expect("a number");
        prop_assert_eq!(Amount::new(number).approximate().to_bits(), nearest.to_bits());
    }

    #[test]
    fn long_numbers_are_drawn_no_further_off_than_anybody_sees(mantissa in -(1i128 << 96) + 1..1i128 << 96, scale in 0u32..=28) {
        let number = Decimal::from_i128_with_scale(mantissa, scale);
        let nearest: f64 = number.to_string().parse().expect("a number");
        let off = (Amount::new(number).approximate() - nearest).abs();
        prop_assert!(off <= nearest.abs() * 4.0 * f64::EPSILON, "{number}: {off}");
    }

    #[test]
    fn thai_digits_read_the_same(units in 0i64..=999_999_999) {
        let thai = crate::buddhist::thai_digits(&units.to_string());
        prop_assert_eq!(Amount::read(&thai).map(|typed| typed.amount), Ok(Amount::whole(units)));
    }
}
