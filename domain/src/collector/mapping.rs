//! Which figure of which indicator stands where in an answer.

use super::{Condition, Place, PlaceError, SourceKind};
use crate::{ids::IndicatorCode, indicator::Indicator};
use serde::{Deserialize, Serialize};
use strum::AsRefStr;
use thiserror::Error;

/// Where the figures of one indicator stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The indicator.
    pub indicator: IndicatorCode,
    /// The value, or the numerator of a ratio.
    pub value: Place,
    /// The denominator of a ratio, or what a mean was taken over.
    pub base: Option<Place>,
}

/// A mapping that can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The shape of the answer.
    pub kind: SourceKind,
    /// What the rows of all figures hold, as typed; nothing in JSON.
    #[serde(with = "conditions")]
    pub rows: Vec<Condition>,
    /// The figures.
    pub parts: Vec<Part>,
}

mod conditions {
    use super::Condition;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(rows: &[Condition], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Condition::write_all(rows))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Condition>, D::Error> {
        Condition::read_all(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A mapping as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedMapping {
    /// The shape of the answer.
    pub kind: SourceKind,
    /// What the rows of all figures hold.
    pub rows: String,
    /// The places; blank where a figure is not published.
    pub parts: Vec<TypedPart>,
}

/// Where the figures of one indicator stand, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedPart {
    /// The indicator.
    pub indicator: IndicatorCode,
    /// The place of the value.
    pub value: String,
    /// The place of the base.
    pub base: String,
}

/// A field of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// The whole mapping.
    Whole,
    /// The conditions on all rows.
    Rows,
    /// The value of an indicator.
    Value(IndicatorCode),
    /// The base of an indicator.
    Base(IndicatorCode),
}

/// What is wrong with a field. The codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsRefStr)]
#[strum(serialize_all = "snake_case", prefix = "mapping_")]
pub enum MappingProblem {
    /// No figure at all.
    Nothing,
    /// JSON is asked by pointers, which begin with a slash.
    Pointer,
    /// A table is asked by columns.
    Column,
    /// Conditions are `column=text`, parted by semicolons.
    Condition,
    /// A placeholder that nothing fills.
    Placeholder,
    /// One of the two figures of an indicator has no place.
    Half,
    /// The indicator has no second figure.
    NoBase,
    /// The plan has no such indicator, or agencies are not asked for it.
    NotAsked,
    /// Longer than any real one.
    TooLong,
}

/// Why a mapping cannot be used: one field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{problem:?} at {at:?}")]
pub struct MappingError {
    /// Where.
    pub at: Where,
    /// What.
    pub problem: MappingProblem,
}

impl From<PlaceError> for MappingProblem {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::Unreadable => Self::Column,
            PlaceError::Placeholder => Self::Placeholder,
            PlaceError::TooLong => Self::TooLong,
        }
    }
}

impl Mapping {
    /// Reads a typed mapping, held against the indicators that are asked.
    ///
    /// # Errors
    /// Every field that is wrong, in the order of the form.
    pub fn read(typed: &TypedMapping, asked: &[&Indicator]) -> Result<Self, Vec<MappingError>> {
        let (mut rows, mut parts, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
        match read_rows(typed) {
            Ok(read) => rows = read,
            Err(error) => wrong.push(error),
        }
        for typed_part in &typed.parts {
            match part(typed.kind, typed_part, asked) {
                Ok(part) => parts.extend(part),
                Err(errors) => wrong.extend(errors),
            }
        }
        if parts.is_empty() && wrong.iter().all(|error| error.at == Where::Rows) {
            wrong.push(MappingError { at: Where::Whole, problem: MappingProblem::Nothing });
        }
        if wrong.is_empty() { Ok(Self { kind: typed.kind, rows, parts }) } else { Err(wrong) }
    }

    /// As it is typed.
    pub fn typed(&self) -> TypedMapping {
        let part = |part: &Part| TypedPart {
            indicator: part.indicator.clone(),
            value: part.value.to_string(),
            base: part.base.as_ref().map(ToString::to_string).unwrap_or_default(),
        };
        TypedMapping {
            kind: self.kind,
            rows: Condition::write_all(&self.rows),
            parts: self.parts.iter().map(part).collect(),
        }
    }
}

fn read_rows(typed: &TypedMapping) -> Result<Vec<Condition>, MappingError> {
    match typed.kind {
        SourceKind::Json => Ok(Vec::new()),
        SourceKind::Csv | SourceKind::Ckan | SourceKind::SdmxCsv => Condition::read_all(&typed.rows).map_err(|error| {
            let problem = match error {
                PlaceError::Unreadable => MappingProblem::Condition,
                PlaceError::Placeholder | PlaceError::TooLong => error.into(),
            };
            MappingError { at: Where::Rows, problem }
        }),
    }
}

/// The places of one indicator; none where it is not published.
fn part(kind: SourceKind, typed: &TypedPart, asked: &[&Indicator]) -> Result<Option<Part>, Vec<MappingError>> {
    let TypedPart { indicator, value, base } = typed;
    let (value, base) = (value.trim(), base.trim());
    if value.is_empty() && base.is_empty() {
        return Ok(None);
    }
    let at_value = |problem| MappingError { at: Where::Value(indicator.clone()), problem };
    let at_base = |problem| MappingError { at: Where::Base(indicator.clone()), problem };
    let Some(asked) = asked.iter().find(|asked| asked.code == *indicator) else {
        return Err(vec![at_value(MappingProblem::NotAsked)]);
    };
    let value = if value.is_empty() { Err(MappingProblem::Half) } else { place(kind, value) };
    let base = match (asked.asks_base(), base.is_empty()) {
        (true, true) => Err(MappingProblem::Half),
        (false, false) => Err(MappingProblem::NoBase),
        (true, false) => place(kind, base).map(Some),
        (false, true) => Ok(None),
    };
    match (value.map_err(at_value), base.map_err(at_base)) {
        (Ok(value), Ok(base)) => Ok(Some(Part { indicator: indicator.clone(), value, base })),
        (value, base) => Err([value.err(), base.err()].into_iter().flatten().collect()),
    }
}

fn place(kind: SourceKind, text: &str) -> Result<Place, MappingProblem> {
    let is_json = kind == SourceKind::Json;
    match text.parse() {
        Ok(Place::Pointer(_)) if !is_json => Err(MappingProblem::Column),
        Ok(Place::Cell { .. }) | Err(PlaceError::Unreadable) if is_json => Err(MappingProblem::Pointer),
        Ok(place) => Ok(place),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::test_indicator as indicator;

    fn typed(kind: SourceKind, rows: &str, parts: &[(&str, &str, &str)]) -> TypedMapping {
        let part = |(code, value, base): &(&str, &str, &str)| TypedPart {
            indicator: code.parse().expect("a code"),
            value: (*value).to_owned(),
            base: (*base).to_owned(),
        };
        TypedMapping { kind, rows: rows.to_owned(), parts: parts.iter().map(part).collect() }
    }

    fn read(typed: &TypedMapping) -> Result<Mapping, Vec<MappingError>> {
        let (ratio, count) = (indicator("r", "ratio"), indicator("c", "count"));
        Mapping::read(typed, &[&ratio, &count])
    }

    #[test]
    fn a_mapping_comes_back_as_it_was_typed_and_stored() {
        let json = typed(SourceKind::Json, "", &[("r", "/a", "/b"), ("c", "/c/0", "")]);
        let csv = typed(SourceKind::Csv, "agency={agency}; period={period}", &[("r", "done[of=r]", "all[of=r]")]);
        for typed in [json, csv] {
            let mapping = read(&typed).expect("a mapping");
            assert_eq!(mapping.typed(), typed);
            let stored = serde_json::to_string(&mapping).expect("JSON");
            assert_eq!(serde_json::from_str::<Mapping>(&stored).expect("a mapping"), mapping);
        }
    }

    #[test]
    fn a_field_that_is_wrong_is_named() {
        use MappingProblem as P;
        let code = |code: &str| code.parse::<IndicatorCode>().expect("a code");
        for (typed, at, problem) in [
            (typed(SourceKind::Json, "", &[("c", " ", "")]), Where::Whole, P::Nothing),
            (typed(SourceKind::Json, "", &[("c", "value", "")]), Where::Value(code("c")), P::Pointer),
            (typed(SourceKind::Csv, "", &[("c", "/value", "")]), Where::Value(code("c")), P::Column),
            (typed(SourceKind::Csv, "x", &[("c", "value", "")]), Where::Rows, P::Condition),
            (typed(SourceKind::Csv, "x={y}", &[("c", "value", "")]), Where::Rows, P::Placeholder),
            (typed(SourceKind::Json, "", &[("r", "/a", "")]), Where::Base(code("r")), P::Half),
            (typed(SourceKind::Json, "", &[("r", "", "/b")]), Where::Value(code("r")), P::Half),
            (typed(SourceKind::Json, "", &[("c", "/a", "/b")]), Where::Base(code("c")), P::NoBase),
            (typed(SourceKind::Json, "", &[("x", "/a", "")]), Where::Value(code("x")), P::NotAsked),
        ] {
            assert_eq!(read(&typed), Err(vec![MappingError { at, problem }]), "{typed:?}");
        }
    }

    #[test]
    fn all_fields_that_are_wrong_are_named_at_once() {
        use MappingProblem as P;
        let code = |code: &str| code.parse::<IndicatorCode>().expect("a code");
        let typed = typed(SourceKind::Csv, "x", &[("r", "/a", ""), ("c", "value", "base"), ("x", "value", "")]);
        let wrong = [
            (Where::Rows, P::Condition),
            (Where::Value(code("r")), P::Column),
            (Where::Base(code("r")), P::Half),
            (Where::Base(code("c")), P::NoBase),
            (Where::Value(code("x")), P::NotAsked),
        ];
        assert_eq!(read(&typed), Err(wrong.map(|(at, problem)| MappingError { at, problem }).to_vec()));
        let nothing = TypedMapping { parts: Vec::new(), ..typed };
        let wrong = [(Where::Rows, P::Condition), (Where::Whole, P::Nothing)];
        assert_eq!(read(&nothing), Err(wrong.map(|(at, problem)| MappingError { at, problem }).to_vec()));
    }
}
