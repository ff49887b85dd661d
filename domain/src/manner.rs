//! How numbers and years are written for somebody: what they chose, kept with their account and in their browser.

use crate::text::Language;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString};

/// In which era years are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, EnumString, AsRefStr, EnumIter)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Era {
    /// As the language is used to: the Buddhist Era in Thai, the Common Era in English.
    #[default]
    OfLanguage,
    /// พ.ศ.
    Buddhist,
    /// ค.ศ.
    Common,
}

/// With which digits numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, EnumString, AsRefStr, EnumIter)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Digits {
    /// 0–9.
    #[default]
    Arabic,
    /// ๐–๙.
    Thai,
}

/// How numbers and years are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Manner {
    /// The era.
    pub era: Era,
    /// The digits.
    pub digits: Digits,
}

/// What somebody chose for all pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Preferences {
    /// The language.
    pub language: Language,
    /// The era.
    pub era: Era,
    /// The digits.
    pub digits: Digits,
}

impl Manner {
    /// Which of the two eras a language's years are written in.
    pub fn is_buddhist(self, language: Language) -> bool {
        match (self.era, language) {
            (Era::Buddhist, _) | (Era::OfLanguage, Language::Th) => true,
            (Era::Common, _) | (Era::OfLanguage, Language::En) => false,
        }
    }

    /// Whether it is another era than the language is used to, so that it has to be named.
    pub fn is_unusual(self, language: Language) -> bool {
        self.is_buddhist(language) != Self::default().is_buddhist(language)
    }

    /// A written number in its digits.
    pub fn shaped(self, text: String) -> String {
        match self.digits {
            Digits::Arabic => text,
            Digits::Thai => thai_digits(&text),
        }
    }
}

impl Preferences {
    /// How numbers and years are written.
    pub fn manner(self) -> Manner {
        Manner { era: self.era, digits: self.digits }
    }
}

/// Replaces 0–9 by ๐–๙ and leaves everything else.
pub fn thai_digits(text: &str) -> String {
    let thai = |digit: char| digit.to_digit(10).and_then(|value| char::from_u32('๐' as u32 + value));
    text.chars().map(|c| if c.is_ascii_digit() { thai(c).unwrap_or(c) } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buddhist::arabic_digits;
    use proptest::prelude::*;

    #[test]
    fn the_era_of_a_language_is_the_usual_one_unless_somebody_chose() {
        let of = |era| Manner { era, ..Manner::default() };
        let told = |era| [Language::Th, Language::En].map(|language| of(era).is_buddhist(language));
        assert_eq!(
            [told(Era::OfLanguage), told(Era::Buddhist), told(Era::Common)],
            [[true, false], [true; 2], [false; 2]]
        );
        assert!(of(Era::Common).is_unusual(Language::Th) && !of(Era::Common).is_unusual(Language::En));
        assert!(!of(Era::OfLanguage).is_unusual(Language::Th));
    }

    #[test]
    fn only_digits_change_their_shape() {
        let thai = Manner { digits: Digits::Thai, ..Manner::default() };
        assert_eq!(thai.shaped("23 พ.ย. 2569, 1,234.50%".to_owned()), "๒๓ พ.ย. ๒๕๖๙, ๑,๒๓๔.๕๐%");
        assert_eq!(Manner::default().shaped("2569".to_owned()), "2569");
    }

    proptest! {
        #[test]
        fn what_is_read_of_thai_digits_is_what_was_written(number in any::<i64>()) {
            let number = number.to_string();
            prop_assert_eq!(arabic_digits(&thai_digits(&number)), number);
        }
    }
}
