//! Exact decimals, and reading the numbers people type.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// Digits before the decimal point that a reported number may have: below a thousand trillion.
const MOST_WHOLE_DIGITS: usize = 15;
/// Digits after the decimal point that a reported number may have.
const MOST_DECIMALS: usize = 6;

/// An exact decimal number. Reported ones stay below 10^15 with at most six decimals, so that sums over every
/// body and quarter remain exact in the 28 digits of [`Decimal`].
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(value_type = String, pattern = r"^-?[0-9]+(\.[0-9]+)?$", example = "12.5"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Decimal", into = "Decimal")]
pub struct Amount(Decimal);

impl From<Decimal> for Amount {
    fn from(decimal: Decimal) -> Self {
        Self::new(decimal)
    }
}

impl From<Amount> for Decimal {
    fn from(amount: Amount) -> Self {
        // One text for one number, whatever calculation it came from.
        amount.0.normalize()
    }
}

/// A number as somebody typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed {
    /// The number.
    pub amount: Amount,
    /// Whether a percent sign followed it, so that a field that is not a percentage can refuse it.
    pub has_percent_sign: bool,
}

/// Why a typed text is not a number we dare to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AmountError {
    /// Nothing was typed. Blank is not zero.
    #[error("nothing was typed")]
    Blank,
    /// A dash alone: it may mean zero, unknown or not applicable.
    #[error("a dash is not a number")]
    Dash,
    /// Not a number at all.
    #[error("not a number")]
    NotANumber,
    /// Written as `1e5`.
    #[error("a number with an exponent")]
    Exponent,
    /// Commas and points that could be read in two ways, such as `1.234,5` or `1,5`.
    #[error("separators that can be read in two ways")]
    AmbiguousSeparators,
    /// At or above 10^15.
    #[error("too large: at most {MOST_WHOLE_DIGITS} digits before the point")]
    TooLarge,
    /// More than six decimals.
    #[error("too precise: at most {MOST_DECIMALS} decimals")]
    TooPrecise,
}

impl Amount {
    /// Zero.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// One.
    pub const ONE: Self = Self(Decimal::ONE);
    /// One hundred: yes/no and shares are shown as percentages.
    pub const HUNDRED: Self = Self(Decimal::ONE_HUNDRED);
    /// Fifty.
    pub const FIFTY: Self = Self(Decimal::from_parts(50, 0, 0, false, 0));

    /// One tenth.
    pub const TENTH: Self = Self(Decimal::from_parts(1, 0, 0, false, 1));

    /// One fifth.
    pub const FIFTH: Self = Self(Decimal::from_parts(2, 0, 0, false, 1));

    /// Wraps an exact decimal.
    pub fn new(decimal: Decimal) -> Self {
        Self(decimal.normalize())
    }

    /// The decimal inside.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self(Decimal::from(number))
    }

    /// Whether there is nothing after the decimal point.
    pub fn is_whole(self) -> bool {
        self.0.is_integer()
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.0 < Decimal::ZERO
    }

    /// Reads a number as Thai officials type it: Thai or Arabic digits, thousands separators, spaces, a percent sign.
    ///
    /// # Errors
    /// Says why when the text is not a number, or can be read in more than one way.
    pub fn read(text: &str) -> Result<Typed, AmountError> {
        let plain = without_spaces(&crate::buddhist::arabic_digits(text))?;
        let (number, has_percent_sign) = match plain.strip_suffix(['%', '％']) {
            Some(number) => (number, true),
            None => (plain.as_str(), false),
        };
        let (negative, digits) = match number.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, number.strip_prefix('+').unwrap_or(number)),
        };
        match digits {
            "" if negative => return Err(AmountError::Dash),
            "" if plain.is_empty() => return Err(AmountError::Blank),
            "" => return Err(AmountError::NotANumber),
            _ => {}
        }
        let magnitude = read_magnitude(digits)?;
        let amount = Self::new(if negative { -magnitude } else { magnitude });
        Ok(Typed { amount, has_percent_sign })
    }

    /// Rounds half away from zero to so many decimals, only for showing.
    #[must_use]
    pub fn rounded(self, decimals: u32) -> Self {
        Self(self.0.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::MidpointAwayFromZero))
    }

    /// The nearest number of so many decimals that is not below.
    #[must_use]
    pub fn ceiling(self, decimals: u32) -> Self {
        Self(self.0.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::ToPositiveInfinity))
    }

    /// The nearest number of so many decimals that is not above.
    #[must_use]
    pub fn floor(self, decimals: u32) -> Self {
        Self(self.0.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::ToNegativeInfinity))
    }

    /// Digits with a thousands separator and exactly so many decimals: `1,234.50`.
    pub fn with_decimals(self, decimals: u32) -> String {
        let rounded = self.rounded(decimals);
        let (mut text, given) = (rounded.grouped(), rounded.0.scale());
        if given == 0 && decimals > 0 {
            text.push('.');
        }
        text.extend((given..decimals).map(|_| '0'));
        text
    }

    /// Digits with a thousands separator and the decimals that say something: `1,234.5`.
    pub fn with_own_decimals(self) -> String {
        let mut text = self.grouped();
        if self.0.scale() > 0 {
            text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
        }
        text
    }

    /// Digits with a thousands separator and all stored decimals.
    fn grouped(self) -> String {
        let (mantissa, scale) = (self.0.mantissa(), self.0.scale() as usize);
        let magnitude = mantissa.unsigned_abs();
        // Short numbers are written many times faster than those of 128 bits.
        let mut digits = u64::try_from(magnitude).map_or_else(|_| magnitude.to_string(), |short| short.to_string());
        if digits.len() <= scale {
            digits.insert_str(0, &"0".repeat(scale + 1 - digits.len()));
        }
        let (whole, decimals) = digits.split_at(digits.len() - scale);
        let mut text = String::with_capacity(digits.len() + whole.len() / 3 + 2);
        if mantissa < 0 {
            text.push('-');
        }
        for (position, digit) in whole.chars().enumerate() {
            if position > 0 && (whole.len() - position).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        if !decimals.is_empty() {
            text.push('.');
            text.push_str(decimals);
        }
        text
    }

    /// A nearby floating-point number, only for drawing: the nearest one of up to 15 digits, and of more one that differs in the last
    /// place or two. Who is better, and who are alike, is never told by it.
    #[expect(clippy::cast_precision_loss, reason = "what is lost is told")]
    pub fn approximate(self) -> f64 {
        self.0.mantissa() as f64 / 10f64.powi(self.0.scale().cast_signed())
    }

    /// Sum, `None` beyond 28 digits.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self::new)
    }

    /// Difference, `None` beyond 28 digits.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self::new)
    }

    /// Product, `None` beyond 28 digits.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        self.0.checked_mul(other.0).map(Self::new)
    }

    /// Quotient, `None` for a zero divisor.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        self.0.checked_div(other.0).map(Self::new)
    }
}

/// The text without its spaces; those between digits part thousands as commas do, and never two numbers: a tab or the end of
/// a line stands between the cells of a table.
fn without_spaces(text: &str) -> Result<String, AmountError> {
    let mut plain = String::with_capacity(text.len());
    let (mut is_parted, mut has_space_between) = (false, false);
    for c in text.trim().chars().filter(|c| *c != '\u{200b}') {
        if c.is_whitespace() {
            if c.is_control() {
                return Err(AmountError::NotANumber);
            }
            is_parted = true;
            continue;
        }
        if is_parted && c.is_ascii_digit() && plain.ends_with(|before: char| before.is_ascii_digit()) {
            plain.push(' ');
            has_space_between = true;
        }
        is_parted = false;
        plain.push(if matches!(c, '−' | '–' | '—') { '-' } else { c });
    }
    if has_space_between && plain.contains(',') {
        return Err(AmountError::AmbiguousSeparators);
    }
    Ok(plain.replace(' ', ","))
}

fn read_magnitude(digits: &str) -> Result<Decimal, AmountError> {
    if !digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.')) {
        let is_exponent = digits.split_once(['e', 'E']).is_some_and(|(mantissa, power)| {
            mantissa.starts_with(|c: char| c.is_ascii_digit())
                && power.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit())
        });
        return Err(if is_exponent { AmountError::Exponent } else { AmountError::NotANumber });
    }
    let (whole, decimals) = match digits.split_once('.') {
        Some((whole, decimals)) => (whole, decimals),
        None => (digits, ""),
    };
    if decimals.contains([',', '.']) || (digits.ends_with('.') && digits.len() == 1) {
        return Err(AmountError::AmbiguousSeparators);
    }
    if whole.contains(',') && !is_grouped_in_thousands(whole) {
        return Err(AmountError::AmbiguousSeparators);
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    if whole.is_empty() && decimals.is_empty() {
        return Err(AmountError::NotANumber);
    }
    if whole.trim_start_matches('0').len() > MOST_WHOLE_DIGITS {
        return Err(AmountError::TooLarge);
    }
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > MOST_DECIMALS {
        return Err(AmountError::TooPrecise);
    }
    let significant = match whole.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    Decimal::from_str_exact(&format!("{significant}.{decimals}0")).map_err(|_| AmountError::NotANumber)
}

fn is_grouped_in_thousands(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first_is_short = groups.next().is_some_and(|first| (1..=3).contains(&first.len()));
    first_is_short && groups.all(|group| group.len() == 3)
}

/// The plain machine form: digits and a point, no separators, no trailing zeros.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.normalize())
    }
}

/// Reads the machine form, for stored and exchanged numbers.
impl FromStr for Amount {
    type Err = AmountError;
    fn from_str(text: &str) -> Result<Self, AmountError> {
        Decimal::from_str_exact(text).map(Self::new).map_err(|_| AmountError::NotANumber)
    }
}

impl TryFrom<String> for Amount {
    type Error = AmountError;
    fn try_from(text: String) -> Result<Self, AmountError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests;
