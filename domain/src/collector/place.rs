//! Where one figure stands in an answer: at a JSON pointer, or in a column of the one row that conditions choose.
//!
//! ```text
//! /data/0/done                      a JSON pointer
//! OBS_VALUE                         a column, where the rows chosen for all figures are one
//! OBS_VALUE[INDICATOR=E2E;SEX=_T]   a column of the row in which these columns hold these texts
//! ```

use super::endpoint::{About, unknown_placeholder};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// The longest place, in characters.
const LONGEST: usize = 500;

/// Why a text is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PlaceError {
    /// Neither a pointer nor a column.
    #[error("neither a JSON pointer nor a column")]
    Unreadable,
    /// A placeholder that nothing fills.
    #[error("an unknown placeholder")]
    Placeholder,
    /// Longer than any real one.
    #[error("too long")]
    TooLong,
}

/// A column that holds a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// The text, with placeholders.
    pub text: String,
}

impl Condition {
    /// Reads conditions that are parted by semicolons; none in a blank text.
    ///
    /// # Errors
    /// One of them is not `column=text`.
    pub fn read_all(text: &str) -> Result<Vec<Self>, PlaceError> {
        if text.chars().count() > LONGEST {
            return Err(PlaceError::TooLong);
        }
        text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(Self::read).collect()
    }

    fn read(text: &str) -> Result<Self, PlaceError> {
        let (column, text) = text.split_once('=').ok_or(PlaceError::Unreadable)?;
        let (column, text) = (column.trim().to_owned(), text.trim().to_owned());
        if column.is_empty() {
            return Err(PlaceError::Unreadable);
        }
        if unknown_placeholder(&text).is_some() {
            return Err(PlaceError::Placeholder);
        }
        Ok(Self { column, text })
    }

    /// Conditions as they are typed.
    pub fn write_all(conditions: &[Self]) -> String {
        conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.column, self.text)
    }
}

/// Where one figure stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Place {
    /// At a JSON pointer.
    Pointer(String),
    /// In a column of one row.
    Cell {
        /// The column.
        column: String,
        /// What the row holds in other columns.
        row: Vec<Condition>,
    },
}

impl Place {
    /// The parts of a pointer, from the outside in.
    pub(super) fn steps(pointer: &str, about: &About) -> Vec<String> {
        let unescaped = |step: &str| step.replace("~1", "/").replace("~0", "~");
        about.fill(pointer).split('/').skip(1).map(unescaped).collect()
    }
}

impl FromStr for Place {
    type Err = PlaceError;
    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let text = text.trim();
        if text.chars().count() > LONGEST {
            return Err(PlaceError::TooLong);
        }
        if unknown_placeholder(text).is_some() {
            return Err(PlaceError::Placeholder);
        }
        if text.starts_with('/') {
            // A tilde is written ~0 and a slash within a name ~1.
            let is_escaped = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
            return if is_escaped { Ok(Self::Pointer(text.to_owned())) } else { Err(PlaceError::Unreadable) };
        }
        let (column, row) = match text.strip_suffix(']').and_then(|text| text.split_once('[')) {
            Some((column, row)) => (column.trim(), Condition::read_all(row)?),
            None => (text, Vec::new()),
        };
        if column.is_empty() || column.contains(['[', ']']) {
            return Err(PlaceError::Unreadable);
        }
        Ok(Self::Cell { column: column.to_owned(), row })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pointer(pointer) => f.write_str(pointer),
            Self::Cell { column, row } if row.is_empty() => f.write_str(column),
            Self::Cell { column, row } => write!(f, "{column}[{}]", Condition::write_all(row)),
        }
    }
}

impl TryFrom<String> for Place {
    type Error = PlaceError;
    fn try_from(text: String) -> Result<Self, PlaceError> {
        text.parse()
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_as_it_was_typed() {
        for text in ["/a/0/b~1c", "/{period}/x", "OBS_VALUE", "จำนวน", "OBS_VALUE[INDICATOR=E2E; SEX=_T]"] {
            assert_eq!(text.parse::<Place>().expect("a place").to_string(), text);
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for (text, error) in [
            ("", PlaceError::Unreadable),
            ("/a~", PlaceError::Unreadable),
            ("/a~2", PlaceError::Unreadable),
            ("a[b]", PlaceError::Unreadable),
            ("[a=b]", PlaceError::Unreadable),
            ("a[=b]", PlaceError::Unreadable),
            ("a[b=c", PlaceError::Unreadable),
            ("a[b={secret}]", PlaceError::Placeholder),
            ("/{secret}", PlaceError::Placeholder),
        ] {
            assert_eq!(text.parse::<Place>(), Err(error), "{text}");
        }
        assert_eq!("x".repeat(LONGEST + 1).parse::<Place>(), Err(PlaceError::TooLong));
    }
}
