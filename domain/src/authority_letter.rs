//! The letter by which an approver without an account lets a submitted report be filed on their behalf. It stands for the
//! signature: whoever files it approves nothing themselves, and everybody who reads the report can read the letter.

use crate::ids::{AccountId, AuthorityLetterId};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest name or number of a letter, in characters.
pub const LONGEST_WORDS: usize = 200;
/// How old a letter may be, in days. Tidtam's own rule.
pub const OLDEST_DAYS: u64 = 366;

/// Whose authority a letter documents.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// Who signed it, with their office.
    name: String,
    /// The number of the letter.
    number: String,
    /// The day it bears.
    dated: NaiveDate,
}

/// Why a letter does not stand for a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum AuthorityRefusal {
    /// Nobody is named, or with too many words.
    #[error("say in at most {LONGEST_WORDS} characters who signed the letter")]
    Name,
    /// It has no number, or a long one.
    #[error("say in at most {LONGEST_WORDS} characters which number the letter has")]
    Number,
    /// It is dated after today, or more than a year ago.
    #[error("a letter is dated within the last {OLDEST_DAYS} days")]
    Dated,
}

impl Authority {
    /// What a letter says, as it was read on a day.
    ///
    /// # Errors
    /// It names nobody, has no number, or is not of the year before that day.
    pub fn new(name: &str, number: &str, dated: NaiveDate, today: NaiveDate) -> Result<Self, AuthorityRefusal> {
        let words = |text: &str, refusal| {
            let plain: String = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let fits = !plain.is_empty() && plain.chars().count() <= LONGEST_WORDS;
            if fits { Ok(plain) } else { Err(refusal) }
        };
        let (name, number) = (words(name, AuthorityRefusal::Name)?, words(number, AuthorityRefusal::Number)?);
        let oldest = today.checked_sub_days(Days::new(OLDEST_DAYS));
        if dated > today || oldest.is_none_or(|oldest| dated < oldest) {
            return Err(AuthorityRefusal::Dated);
        }
        Ok(Self { name, number, dated })
    }

    /// One that was taken before, as it is kept.
    pub fn kept(name: String, number: String, dated: NaiveDate) -> Self {
        Self { name, number, dated }
    }

    /// Who signed it, with their office.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of the letter.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The day it bears.
    pub fn dated(&self) -> NaiveDate {
        self.dated
    }
}

/// A letter that was filed for one revision of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityLetter {
    /// Which one.
    pub id: AuthorityLetterId,
    /// For which revision; another one needs another letter.
    pub revision: i32,
    /// Whose authority it documents.
    pub authority: Authority,
    /// The name of its file, made harmless.
    pub file_name: String,
    /// The type that was claimed; files are only ever given out as attachments.
    pub media_type: String,
    /// The size of its file.
    pub size_bytes: i64,
    /// SHA-256 of its content, where the object store keeps it.
    pub sha256: String,
    /// Who filed it.
    pub filed_by: AccountId,
    /// When.
    pub filed_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn read(name: &str, number: &str, dated: &str) -> Result<Authority, AuthorityRefusal> {
        Authority::new(name, number, day(dated), day("2027-01-15"))
    }

    #[test]
    fn a_letter_names_who_signed_it_and_when() {
        let authority = read(" นายสมชาย ใจดี อธิบดี\n", "มท 0301/123", "2027-01-15").expect("an authority");
        assert_eq!((authority.name(), authority.number()), ("นายสมชาย ใจดี อธิบดี", "มท 0301/123"));
        assert_eq!(authority.dated(), day("2027-01-15"));
        assert!(read("ก", "1", "2026-01-14").is_ok(), "a year old");
    }

    #[test]
    fn a_letter_without_name_number_or_a_day_of_the_last_year_is_refused() {
        let long = "ก".repeat(LONGEST_WORDS + 1);
        assert_eq!(read(" ", "1", "2027-01-15"), Err(AuthorityRefusal::Name));
        assert_eq!(read(&long, "1", "2027-01-15"), Err(AuthorityRefusal::Name));
        assert_eq!(read("ก", "\t", "2027-01-15"), Err(AuthorityRefusal::Number));
        assert_eq!(read("ก", &long, "2027-01-15"), Err(AuthorityRefusal::Number));
        for dated in ["2027-01-16", "2026-01-13", "0001-01-01", "9999-12-31"] {
            assert_eq!(read("ก", "1", dated), Err(AuthorityRefusal::Dated), "{dated}");
        }
    }
}
