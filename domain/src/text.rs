//! Thai and English words of the same thing.

use serde::{Deserialize, Serialize};
use std::fmt::Display;
use strum::{AsRefStr, EnumIter, EnumString};

/// A text in quotation marks, as it stands in a line that people read: what cannot be seen is escaped, marks above and below Thai
/// letters are not.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.escape_debug().to_string().replace("\\'", "'"))
}

/// Whether a character may stand in a text of several lines that other programs read, too: ends of lines and tabs may, other control
/// characters and what Unicode says is no character (23.7) may not.
pub fn is_plain(character: char) -> bool {
    let is_no_character =
        matches!(character, '\u{fdd0}'..='\u{fdef}') || matches!(u32::from(character) & 0xffff, 0xfffe | 0xffff);
    let steers = character.is_control() && !matches!(character, '\n' | '\r' | '\t');
    !is_no_character && !steers
}

/// Which fields of a thing became others, and in words each of them with what stood there before and stands there now.
pub fn differing<Name: Display>(fields: impl IntoIterator<Item = (Name, String, String)>) -> (Vec<Name>, String) {
    let (mut names, mut told) = (Vec::new(), Vec::new());
    for (name, before, after) in fields {
        if before != after {
            told.push(format!("{name} {} → {}", quoted(&before), quoted(&after)));
            names.push(name);
        }
    }
    (names, told.join("; "))
}

/// A language of the screens.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    EnumIter,
    EnumString,
    AsRefStr,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Language {
    /// Thai, the default.
    #[default]
    Th,
    /// English.
    En,
}

/// The same words in Thai and English. English may be empty where no official English exists; Thai never is.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Thai.
    pub th: String,
    /// English; empty where there is none.
    #[serde(default)]
    pub en: String,
}

impl Bilingual {
    /// Both words.
    pub fn new(th: impl Into<String>, en: impl Into<String>) -> Self {
        Self { th: th.into(), en: en.into() }
    }

    /// The words in a language, falling back to Thai.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En if !self.en.is_empty() => &self.en,
            Language::En | Language::Th => &self.th,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_several_lines_has_no_characters_that_steer_or_are_none() {
        assert!("แก้ค่า ที่พิมพ์ผิด\r\n\t<b> \u{fffd}🙂".chars().all(is_plain));
        for other in ['\0', '\u{1}', '\u{1b}', '\u{7f}', '\u{85}', '\u{fdd0}', '\u{fffe}', '\u{ffff}', '\u{10ffff}'] {
            assert!(!is_plain(other), "{other:?}");
        }
    }

    #[test]
    fn a_quoted_text_reads_as_it_was_typed() {
        assert_eq!(quoted("ค่าสมมติ (ร้อยละ)"), "\"ค่าสมมติ (ร้อยละ)\"");
        assert_eq!(quoted("the state's \\'own\\'"), "\"the state's \\\\'own\\\\'\"");
        assert_eq!(quoted("a \"b\"\n\u{1b}[2J\u{202e}"), "\"a \\\"b\\\"\\n\\u{1b}[2J\\u{202e}\"");
    }

    #[test]
    fn only_what_became_another_is_told() {
        let fields = [("name", "กรม ก่".to_owned(), "กรม ข้".to_owned()), ("kind", "x".to_owned(), "x".to_owned())];
        assert_eq!(differing(fields), (vec!["name"], "name \"กรม ก่\" → \"กรม ข้\"".to_owned()));
    }
}
