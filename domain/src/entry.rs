//! What a reporter types for one indicator, kept exactly as typed: a draft stores anything, and problems are derived.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString};

/// A place in an entry that can be filled or be wrong.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Field {
    /// The value, or the numerator of a ratio.
    Value,
    /// The denominator of a ratio, or what a mean was taken over.
    Base,
    /// What was done.
    Narrative,
    /// ปัญหาอุปสรรค.
    Obstacles,
    /// What help is needed.
    HelpNeeded,
    /// Why a surprising value is right.
    Explanation,
    /// Why the indicator does not apply.
    NotApplicableReason,
    /// The files.
    Evidence,
}

/// Whether an indicator applies to the agency.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, EnumString, AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Applicability {
    /// It applies.
    #[default]
    Applies,
    /// It does not, with a reason.
    NotApplicable,
}

/// The texts of one indicator's part of a report.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Entry {
    /// The value, or the numerator of a ratio, as typed.
    pub value: String,
    /// The denominator of a ratio, or what a mean was taken over, as typed.
    pub base: String,
    /// What was done.
    pub narrative: String,
    /// ปัญหาอุปสรรค.
    pub obstacles: String,
    /// What help is needed.
    pub help_needed: String,
    /// Why a surprising value is right.
    pub explanation: String,
    /// Whether the indicator applies.
    pub applicability: Applicability,
    /// Why it does not apply.
    pub not_applicable_reason: String,
}

impl Entry {
    /// The longest text any field keeps, in characters.
    pub const LONGEST_TEXT: usize = 10_000;

    /// The longest text that a draft keeps, in characters; what lies between can be shortened until it is submitted.
    pub const LONGEST_DRAFT: usize = 5 * Self::LONGEST_TEXT;

    /// Whether a text is longer than even a draft keeps.
    pub fn is_beyond_a_draft(&self) -> bool {
        use strum::IntoEnumIterator;
        Field::iter().any(|field| self.text(field).chars().count() > Self::LONGEST_DRAFT)
    }

    /// Whether nothing was typed at all.
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }

    /// The text of a field; evidence has none.
    pub fn text(&self, field: Field) -> &str {
        match field {
            Field::Value => &self.value,
            Field::Base => &self.base,
            Field::Narrative => &self.narrative,
            Field::Obstacles => &self.obstacles,
            Field::HelpNeeded => &self.help_needed,
            Field::Explanation => &self.explanation,
            Field::NotApplicableReason => &self.not_applicable_reason,
            Field::Evidence => "",
        }
    }

    /// Puts a text into a field; evidence takes none.
    pub fn set_text(&mut self, field: Field, text: String) {
        match field {
            Field::Value => self.value = text,
            Field::Base => self.base = text,
            Field::Narrative => self.narrative = text,
            Field::Obstacles => self.obstacles = text,
            Field::HelpNeeded => self.help_needed = text,
            Field::Explanation => self.explanation = text,
            Field::NotApplicableReason => self.not_applicable_reason = text,
            Field::Evidence => {}
        }
    }

    /// The fields whose texts differ from those of another entry.
    pub fn changed_fields(&self, other: &Self) -> Vec<Field> {
        use strum::IntoEnumIterator;
        let applicability_changed = self.applicability != other.applicability;
        Field::iter()
            .filter(|field| {
                self.text(*field) != other.text(*field)
                    || (*field == Field::NotApplicableReason && applicability_changed)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_keeps_more_than_can_be_submitted_but_not_everything() {
        let long = |length| Entry { narrative: "ก".repeat(length), ..Entry::default() };
        assert!(!long(Entry::LONGEST_DRAFT).is_beyond_a_draft());
        assert!(long(Entry::LONGEST_DRAFT + 1).is_beyond_a_draft());
    }

    #[test]
    fn changed_fields_are_named() {
        let before = Entry { value: "1".to_owned(), ..Entry::default() };
        let after = Entry {
            value: "2".to_owned(), obstacles: "ขาดงบประมาณ".to_owned(), ..Entry::default()
        };
        assert_eq!(after.changed_fields(&before), [Field::Value, Field::Obstacles]);
        let not_applicable = Entry { applicability: Applicability::NotApplicable, ..before.clone() };
        assert_eq!(not_applicable.changed_fields(&before), [Field::NotApplicableReason]);
    }
}
