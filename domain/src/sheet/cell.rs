//! What stands in a cell, and how it is read back: numbers as numbers, everything else as text that no spreadsheet
//! computes.

use super::Column;
use crate::{
    amount::Amount,
    entry::{Applicability, Entry},
    indicator::{Indicator, Measure},
    reading::{Answer, Reading},
    rule,
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

/// The word of yes in a template.
pub const YES: &str = "ใช่ · Yes";
/// The word of no in a template.
pub const NO: &str = "ไม่ใช่ · No";
/// The words of an indicator that applies.
pub const APPLIES: &str = "เกี่ยวข้อง · Applies";
/// The words of one that does not.
pub const NOT_APPLICABLE: &str = "ไม่เกี่ยวข้อง · Not applicable";

/// The longest text that is written into a cell, in characters; a spreadsheet keeps 32,767 halves of them.
const LONGEST_TEXT: usize = 16_000;

/// What is written into a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// A number that a spreadsheet keeps exactly.
    Number(f64),
    /// A text, never a formula.
    Text(String),
}

impl Cell {
    /// A number; one with more digits than a spreadsheet keeps becomes a text.
    pub fn number(amount: Amount) -> Self {
        let text = amount.to_string();
        match amount.decimal().to_f64() {
            Some(number) if number_text(number) == text => Self::Number(number),
            Some(_) | None => Self::Text(text),
        }
    }

    /// A text, as far as a spreadsheet keeps it: without characters that nobody sees, and cut where it is much longer
    /// than any that can be submitted. A cut text that nobody touches changes nothing.
    pub fn text(text: impl AsRef<str>) -> Self {
        let is_seen = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
        let text: String = text.as_ref().chars().filter(is_seen).take(LONGEST_TEXT).collect();
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }

    /// What an entry has in a column of a template.
    pub fn answer(indicator: &Indicator, column: Column, entry: &Entry) -> Self {
        let typed = column.text(entry);
        match column {
            Column::Applicability => Self::text(match entry.applicability {
                Applicability::Applies => APPLIES,
                Applicability::NotApplicable => NOT_APPLICABLE,
            }),
            Column::Value if indicator.measure == Measure::YesNo => match rule::read_typed_answer(typed) {
                Some(Reading::Answer(Answer::Yes)) => Self::text(YES),
                Some(Reading::Answer(Answer::No)) => Self::text(NO),
                Some(_) | None => Self::text(typed),
            },
            Column::Value | Column::Base => match Amount::read(typed) {
                Ok(read) if !read.has_percent_sign => Self::number(read.amount),
                Ok(_) | Err(_) => Self::text(typed),
            },
            Column::NotApplicableReason
            | Column::Explanation
            | Column::Narrative
            | Column::Obstacles
            | Column::HelpNeeded
            | Column::Indicator
            | Column::Name
            | Column::Unit
            | Column::Last
            | Column::Target
            | Column::ValueLabel
            | Column::BaseLabel
            | Column::Notes => Self::text(typed),
        }
    }

    /// The text that a reader makes of it.
    pub fn read_back(&self, column: Column) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Number(number) => number_text(*number),
            Self::Text(text) => answer_text(column, text),
        }
    }
}

/// The text of an answer as it is kept: the words of a template are turned into those that the form sends, and line ends
/// into one kind.
pub fn answer_text(column: Column, text: &str) -> String {
    match (column, text) {
        (Column::Value, YES) => "yes".to_owned(),
        (Column::Value, NO) => "no".to_owned(),
        (Column::Applicability, text) => {
            read_applicability(text).map_or_else(|| text.to_owned(), |read| read.as_ref().to_owned())
        }
        (Column::Value | Column::Base, text) => text.trim().to_owned(),
        (_, text) => text.replace("\r\n", "\n").trim().to_owned(),
    }
}

/// Whether an indicator applies, in any of the words that a template or a person has for it; blank means it does.
pub fn read_applicability(text: &str) -> Option<Applicability> {
    match text.trim().to_lowercase().as_str() {
        "" | "เกี่ยวข้อง · applies" | "เกี่ยวข้อง" | "applies" => {
            Some(Applicability::Applies)
        }
        "ไม่เกี่ยวข้อง · not applicable" | "ไม่เกี่ยวข้อง" | "not applicable" | "not_applicable" => {
            Some(Applicability::NotApplicable)
        }
        _ => None,
    }
}

/// The number of a cell in the fifteen digits that spreadsheets show, so that 0.1 + 0.2 is 0.3. One that is too large or
/// too small for any report is left with its exponent, which the rules refuse.
pub fn number_text(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{number:.14e}");
    let is_near = (1e-9..1e27).contains(&number.abs());
    match Decimal::from_scientific(&scientific) {
        Ok(decimal) if is_near => Amount::new(decimal).to_string(),
        Ok(_) | Err(_) => format!("{number:e}"),
    }
}

/// A text for a CSV that spreadsheets open: one that they would compute begins with an apostrophe.
pub fn harmless(text: &str) -> String {
    if would_be_computed(text.trim_start_matches('\'')) { format!("'{text}") } else { text.to_owned() }
}

/// A text without the apostrophe that [`harmless`] put before it.
pub fn bare(text: &str) -> &str {
    let is_protected = would_be_computed(text.trim_start_matches('\''));
    text.strip_prefix('\'').filter(|_| is_protected).unwrap_or(text)
}

fn would_be_computed(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_as_spreadsheets_show_them() {
        for (number, text) in [
            (0.1 + 0.2, "0.3"),
            (1234.5, "1234.5"),
            (-0.0, "0"),
            (123_456_789_012_345.0, "123456789012345"),
            (0.000_001, "0.000001"),
            (1e300, "1e300"),
            (1e-300, "1e-300"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }

    #[test]
    fn a_number_with_too_many_digits_becomes_a_text() {
        let exact: Amount = "123456789012345.654321".parse().expect("a number");
        assert_eq!(Cell::number(exact), Cell::Text("123456789012345.654321".to_owned()));
        assert_eq!(Cell::number("1234.5".parse().expect("a number")), Cell::Number(1234.5));
    }

    #[test]
    fn whether_it_applies_is_read_in_many_words() {
        for word in [NOT_APPLICABLE, "ไม่เกี่ยวข้อง", "Not applicable", "not_applicable"] {
            assert_eq!(read_applicability(word), Some(Applicability::NotApplicable));
        }
        for word in ["", APPLIES, " applies "] {
            assert_eq!(read_applicability(word), Some(Applicability::Applies));
        }
        assert_eq!(read_applicability("maybe"), None);
    }

    #[test]
    fn what_would_be_computed_is_made_harmless() {
        for text in ["=1+1", "+66", "-x", "@a", "\ta", "\rb"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!((harmless("a=b"), harmless("'quoted")), ("a=b".to_owned(), "'quoted".to_owned()));
    }

    proptest! {
        #[test]
        fn a_harmless_text_comes_back_as_it_was(text in "'?'?[=+@\\-\t\ra]?.{0,8}") {
            let written = harmless(&text);
            prop_assert!(!would_be_computed(&written));
            prop_assert_eq!(bare(&written), text);
        }

        #[test]
        fn a_number_survives_the_way_through_a_cell(whole in -999_999_999_999_i64..999_999_999_999, cents in 0_u8..100) {
            let amount: Amount = format!("{whole}.{cents:02}").parse().expect("a number");
            prop_assert_eq!(Cell::number(amount).read_back(Column::Value), amount.to_string());
        }
    }
}
