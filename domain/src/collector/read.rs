//! An answer, read: the text of every figure that a mapping asks for, or why there is none. Nothing is computed and nothing
//! guessed; whether a text is a good figure is for the rules of an entry.

/// Figures at JSON pointers.
mod json;
/// Figures in the rows of a table.
mod table;

use super::{About, Mapping, SourceKind};
use crate::{entry::Field, ids::IndicatorCode};
use serde::{Deserialize, Serialize};
use strum::AsRefStr;

/// The longest text that is taken for a figure, in characters.
const LONGEST_FIGURE: usize = 200;

/// Why an answer, or one figure of it, cannot be read. The codes are stable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsRefStr)]
#[serde(tag = "trouble", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Trouble {
    /// Not UTF-8.
    NotUtf8,
    /// It says that it is in another encoding than UTF-8.
    OtherCharset {
        /// Which, as it says.
        charset: String,
    },
    /// Not JSON; `NaN` and `Infinity` are none.
    NotJson {
        /// The line where reading broke off.
        line: usize,
    },
    /// Not a CSV with a heading, or a row with more or fewer cells than the heading.
    NotCsv {
        /// The line.
        line: u64,
    },
    /// Not what a CKAN datastore answers, or it says that it failed.
    NotCkan,
    /// A CSV without the columns with which SDMX-CSV begins.
    NotSdmx,
    /// Nothing stands at the pointer.
    NothingThere,
    /// `null` or an empty cell. Blank is not zero.
    Blank,
    /// A list or an object where a figure is asked.
    NotAFigure,
    /// The pointer leads to two places, since a name stands twice in an object.
    Twice,
    /// The table has no such column.
    NoColumn {
        /// Which.
        column: String,
    },
    /// No row fits.
    NoRow,
    /// More than one row fits.
    SeveralRows {
        /// How many.
        count: usize,
    },
    /// A text longer than any figure.
    TooLong,
}

/// What stands at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Of which indicator.
    pub indicator: IndicatorCode,
    /// [`Field::Value`] or [`Field::Base`].
    pub field: Field,
    /// The place, as it was typed.
    pub place: String,
    /// The text, or why there is none.
    pub text: Result<String, Trouble>,
}

impl Mapping {
    /// Reads an answer. `media_type` is what its header `Content-Type` says, if it says anything.
    ///
    /// # Errors
    /// Nothing of it can be read.
    pub fn read_answer(&self, body: &[u8], media_type: &str, about: &About) -> Result<Vec<Found>, Trouble> {
        let text = utf8(body, media_type)?;
        let asked = self.parts.iter().flat_map(|part| {
            let value = (&part.indicator, Field::Value, &part.value);
            let base = part.base.as_ref().map(|base| (&part.indicator, Field::Base, base));
            std::iter::once(value).chain(base)
        });
        let asked: Vec<_> = asked.collect();
        let places: Vec<_> = asked.iter().map(|(_, _, place)| *place).collect();
        let texts = match self.kind {
            SourceKind::Json => json::read(text, &places, about)?,
            SourceKind::Csv => table::Table::csv(text)?.read(&self.rows, &places, about),
            SourceKind::SdmxCsv => table::Table::sdmx(text)?.read(&self.rows, &places, about),
            SourceKind::Ckan => table::Table::ckan(text)?.read(&self.rows, &places, about),
        };
        let found = asked.into_iter().zip(texts).map(|((indicator, field, place), text)| Found {
            indicator: indicator.clone(),
            field,
            place: place.to_string(),
            text: text.and_then(|text| figure(&text)),
        });
        Ok(found.collect())
    }
}

fn figure(text: &str) -> Result<String, Trouble> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        Err(Trouble::Blank)
    } else if trimmed.chars().count() > LONGEST_FIGURE {
        Err(Trouble::TooLong)
    } else {
        Ok(trimmed.to_owned())
    }
}

fn utf8<'a>(body: &'a [u8], media_type: &str) -> Result<&'a str, Trouble> {
    let parameter = |part: &str| {
        let (name, value) = part.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches('"').to_lowercase())
    };
    let charset = media_type.split(';').skip(1).find_map(parameter);
    let is_other = |charset: &String| !matches!(charset.as_str(), "utf-8" | "utf8" | "us-ascii" | "");
    if let Some(charset) = charset.filter(is_other) {
        return Err(Trouble::OtherCharset { charset: charset.chars().take(40).collect() });
    }
    let text = std::str::from_utf8(body).map_err(|_| Trouble::NotUtf8)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
