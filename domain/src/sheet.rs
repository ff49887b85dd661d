//! A report as a spreadsheet that is filled in away from the server: its columns, what stands in its cells, and what a
//! filled one changes in a draft.

/// What stands in a cell, and how it is read back.
mod cell;
/// What a filled file changes in a draft.
mod change;
/// Whose template it is, of which round and plan, and what stood in it.
mod head;

pub use cell::{APPLIES, Cell, NO, NOT_APPLICABLE, YES, answer_text, bare, harmless, number_text, read_applicability};
#[cfg(test)]
pub(crate) use change::tests::indicator as test_indicator;
pub use change::{Answers, FilledRow, Merged, Misfit};
pub use head::{Head, HeadProblem, Mark, asked_digest};

use crate::entry::{Applicability, Entry, Field};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString, IntoEnumIterator as _};

/// The version of the layout below; a change of columns counts it up.
pub const TEMPLATE: u32 = 1;

/// The sheet of a workbook that is filled in.
pub const FILLED_SHEET: &str = "รายงาน Report";
/// The hidden sheet of a workbook with its head and its marks.
pub const HIDDEN_SHEET: &str = "tidtam";
/// The row of a workbook with the headings, counted from 1; indicators follow.
pub const HEADING_ROW: u32 = 4;
/// Before an indicator's code in the hidden sheet; its mark stands beside it.
pub const MARK: &str = "mark:";

/// The columns before those of a template in a workbook of many agencies: the code of the agency, and its name.
pub const BEFORE_OF_MANY: u16 = 2;
/// The column behind them, counted from 0, with the mark of each row; see [`Mark`].
pub const MARK_OF_MANY: u16 = 18;
/// The name in the hidden sheet that a workbook of many agencies has; beside it stands for which body it was made.
pub const MANY: &str = "agencies_of";
/// Before an agency's code in the hidden sheet of such a workbook; what it was asked stands beside it.
pub const ASKED: &str = "asked:";

/// A column of the table of a template, in its order. The names are those of the CSV.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Column {
    /// The indicator's code.
    Indicator,
    /// Its name.
    Name,
    /// The unit of its figure.
    Unit,
    /// The last accepted figure.
    Last,
    /// What is expected at the end of the period.
    Target,
    /// What the first number counts.
    ValueLabel,
    /// The value, or the numerator of a ratio.
    Value,
    /// What the second number counts.
    BaseLabel,
    /// The denominator of a ratio, or what a mean was taken over.
    Base,
    /// Whether the indicator applies.
    Applicability,
    /// Why it does not.
    NotApplicableReason,
    /// Why a surprising value is right.
    Explanation,
    /// What was done.
    Narrative,
    /// ปัญหาอุปสรรค.
    Obstacles,
    /// What help is needed.
    HelpNeeded,
    /// How to fill it in, and the rule of counting.
    Notes,
}

/// The columns that are filled in, in their order.
pub const ANSWERS: [Column; 8] = [
    Column::Value,
    Column::Base,
    Column::Applicability,
    Column::NotApplicableReason,
    Column::Explanation,
    Column::Narrative,
    Column::Obstacles,
    Column::HelpNeeded,
];

impl Column {
    /// Every column, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    /// Its place in the table, counted from 0.
    pub fn place(self) -> usize {
        Self::iter().position(|column| column == self).unwrap_or_default()
    }

    /// The column at a place.
    pub fn at(place: usize) -> Option<Self> {
        Self::iter().nth(place)
    }

    /// Its letter in a workbook.
    pub fn letter(self) -> char {
        self.letter_after(0)
    }

    /// Its letter in a workbook in which so many columns stand before.
    pub fn letter_after(self, columns: u16) -> char {
        ('A'..='Z').nth(self.place() + usize::from(columns)).unwrap_or('?')
    }

    /// Whether it is filled in.
    pub fn is_answer(self) -> bool {
        ANSWERS.contains(&self)
    }

    /// Where the rules find a problem with what stands in it; none for what is only read.
    pub fn field(self) -> Option<Field> {
        match self {
            Self::Value => Some(Field::Value),
            Self::Base => Some(Field::Base),
            // A word that is neither is found by whoever reads the file.
            Self::Applicability | Self::NotApplicableReason => Some(Field::NotApplicableReason),
            Self::Explanation => Some(Field::Explanation),
            Self::Narrative => Some(Field::Narrative),
            Self::Obstacles => Some(Field::Obstacles),
            Self::HelpNeeded => Some(Field::HelpNeeded),
            Self::Indicator
            | Self::Name
            | Self::Unit
            | Self::Last
            | Self::Target
            | Self::ValueLabel
            | Self::BaseLabel
            | Self::Notes => None,
        }
    }

    /// The column in which a field is filled in; evidence is attached on the page.
    pub fn of(field: Field) -> Option<Self> {
        match field {
            Field::Value => Some(Self::Value),
            Field::Base => Some(Self::Base),
            Field::Narrative => Some(Self::Narrative),
            Field::Obstacles => Some(Self::Obstacles),
            Field::HelpNeeded => Some(Self::HelpNeeded),
            Field::Explanation => Some(Self::Explanation),
            Field::NotApplicableReason => Some(Self::NotApplicableReason),
            Field::Evidence => None,
        }
    }

    /// What an entry has in this column; nothing in those that are only read.
    pub fn text(self, entry: &Entry) -> &str {
        match (self, self.field()) {
            (Self::Applicability, _) => entry.applicability.as_ref(),
            (_, Some(field)) => entry.text(field),
            (_, None) => "",
        }
    }

    /// Puts a text into an entry.
    pub fn put(self, entry: &mut Entry, text: String) {
        match self {
            Self::Value => entry.value = text,
            Self::Base => entry.base = text,
            Self::Applicability => entry.applicability = text.parse().unwrap_or(Applicability::Applies),
            Self::NotApplicableReason => entry.not_applicable_reason = text,
            Self::Explanation => entry.explanation = text,
            Self::Narrative => entry.narrative = text,
            Self::Obstacles => entry.obstacles = text,
            Self::HelpNeeded => entry.help_needed = text,
            Self::Indicator
            | Self::Name
            | Self::Unit
            | Self::Last
            | Self::Target
            | Self::ValueLabel
            | Self::BaseLabel
            | Self::Notes => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_their_letters_and_fields() {
        assert_eq!([Column::Indicator, Column::Value, Column::Notes].map(Column::letter), ['A', 'G', 'P']);
        assert_eq!(Column::at(6), Some(Column::Value));
        assert_eq!(Column::at(99), None);
        for field in Field::iter() {
            let column = Column::of(field);
            assert_eq!(column.and_then(Column::field).unwrap_or(Field::Evidence), field);
        }
    }

    #[test]
    fn the_mark_of_many_stands_behind_every_column() {
        let columns = Column::all().count() + usize::from(BEFORE_OF_MANY);
        assert_eq!(usize::from(MARK_OF_MANY), columns);
        assert_eq!([Column::Indicator, Column::Value].map(|column| column.letter_after(BEFORE_OF_MANY)), ['C', 'I']);
    }

    #[test]
    fn what_is_put_into_an_entry_stands_in_it() {
        for column in ANSWERS {
            let mut entry = Entry::default();
            let text = if column == Column::Applicability { "not_applicable" } else { "27" };
            column.put(&mut entry, text.to_owned());
            assert_eq!(column.text(&entry), text);
        }
    }
}
