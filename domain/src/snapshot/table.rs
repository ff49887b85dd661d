//! A snapshot as tables: what each holds, and its rows, line by line. Every format is written from these, so that all agree.

mod columns;
mod rows;

use crate::{amount::Amount, snapshot::Part, text::Bilingual};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use strum::{AsRefStr, EnumIter, EnumString};

pub use rows::Rows;

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, EnumString, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum Table {
    /// What the snapshot is: one row.
    Snapshot,
    /// The register as of then.
    Organisations,
    /// The indicators of the plan that was reported on.
    Indicators,
    /// Where each report was on its way.
    Reports,
    /// The accepted values.
    Values,
    /// The scores.
    Scores,
    /// What each score is made of.
    ScoreNodes,
    /// Places under each scheme.
    Places,
    /// How many reports at and below each body are where.
    Completeness,
}

/// What stands in the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// Whole numbers.
    Whole,
    /// Exact decimals as they were reported: at most six digits after the point.
    Reported,
    /// Exact decimals that were computed: up to 28 digits.
    Computed,
    /// A day.
    Date,
    /// An instant in UTC.
    Instant,
    /// Yes or no.
    Truth,
}

/// Whether every row has something in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Every row.
    Always,
    /// Some rows.
    Sometimes,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What stands in its cells.
    pub kind: Kind,
    /// Whether every row has something in it.
    pub presence: Presence,
    /// What it says, in Thai.
    pub th: &'static str,
    /// What it says, in English.
    pub en: &'static str,
    /// The column of another table whose cells it names.
    pub of: Option<(Table, &'static str)>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// Text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// An exact decimal.
    Number(Amount),
    /// A day.
    Date(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
    /// Yes or no.
    Truth(bool),
}

impl Cell {
    /// Its text; empty where there is nothing.
    pub fn text(&self) -> String {
        match self {
            Self::Blank => String::new(),
            Self::Text(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
            Self::Number(amount) => amount.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Instant(instant) => instant.to_rfc3339_opts(SecondsFormat::AutoSi, true),
            Self::Truth(is) => is.to_string(),
        }
    }
}

impl Table {
    /// What it is called.
    pub fn title(self) -> Bilingual {
        let (th, en) = match self {
            Self::Snapshot => ("ชุดข้อมูล", "The snapshot"),
            Self::Organisations => ("หน่วยงาน", "Organisations"),
            Self::Indicators => ("ตัวชี้วัด", "Indicators"),
            Self::Reports => ("รายงาน", "Reports"),
            Self::Values => ("ค่าที่รับรองแล้ว", "Accepted values"),
            Self::Scores => ("คะแนน", "Scores"),
            Self::ScoreNodes => ("ที่มาของคะแนน", "What scores are made of"),
            Self::Places => ("อันดับ", "Places"),
            Self::Completeness => ("ความครบถ้วน", "Completeness"),
        };
        Bilingual { th: th.to_owned(), en: en.to_owned() }
    }

    /// On which lines what it holds stands, and what that is derived from.
    pub fn reads(self) -> &'static [Part] {
        match self {
            Self::Snapshot => &[Part::Head],
            Self::Organisations => &[Part::Head, Part::Organisation],
            Self::Indicators => &[Part::Head, Part::Plan],
            Self::Values => &[Part::Head, Part::Plan, Part::Report],
            Self::Reports | Self::Scores | Self::ScoreNodes => &[Part::Head, Part::Report],
            Self::Places => &[Part::Head, Part::Ranking],
            Self::Completeness => &[Part::Head, Part::Completeness],
        }
    }

    /// By which columns its rows are told apart.
    pub fn key(self) -> &'static [&'static str] {
        match self {
            Self::Snapshot | Self::Organisations | Self::Indicators => &["code"],
            Self::Reports | Self::Completeness => &["organisation"],
            Self::Values => &["organisation", "indicator"],
            Self::Scores | Self::Places => &["scheme", "organisation"],
            Self::ScoreNodes => &["scheme", "organisation", "node"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Line, fixtures};
    use std::collections::{BTreeMap, BTreeSet};
    use strum::IntoEnumIterator as _;

    fn fits(cell: &Cell, column: &Column) -> bool {
        match (cell, column.kind) {
            (Cell::Blank, _) => column.presence == Presence::Sometimes,
            (Cell::Text(_), Kind::Text)
            | (Cell::Whole(_), Kind::Whole)
            | (Cell::Number(_), Kind::Reported | Kind::Computed)
            | (Cell::Date(_), Kind::Date)
            | (Cell::Instant(_), Kind::Instant)
            | (Cell::Truth(_), Kind::Truth) => true,
            (_, _) => false,
        }
    }

    #[test]
    fn rows_are_as_their_columns_say_and_name_what_is_there() {
        let lines = fixtures::lines(&fixtures::Country::new().snapshot());
        for line in &lines {
            let text = line.text().expect("a canonical text");
            let begins: Vec<Part> = Part::iter().filter(|part| part.begins(text.as_bytes())).collect();
            assert_eq!(begins, [line.part()]);
        }
        let mut tables: BTreeMap<Table, Vec<Vec<Cell>>> = BTreeMap::new();
        for table in Table::iter() {
            let mut rows = Rows::new(table);
            let found: Vec<Vec<Cell>> = lines.iter().flat_map(|line| rows.of(line)).collect();
            let mut rows = Rows::new(table);
            let is_of_table = |line: &&Line| table.reads().contains(&line.part());
            let of_parts: Vec<Vec<Cell>> = lines.iter().filter(is_of_table).flat_map(|line| rows.of(line)).collect();
            assert_eq!(found, of_parts, "{table:?} comes from the lines that it reads");
            tables.insert(table, found);
        }
        for table in Table::iter() {
            let found = &tables[&table];
            assert!(!found.is_empty(), "{table:?} has no rows");
            let place = |of: Table, name: &str| of.columns().iter().position(|column| column.name == name);
            let mut keys = BTreeSet::new();
            for row in found {
                assert_eq!(row.len(), table.columns().len(), "{table:?}");
                for (cell, column) in row.iter().zip(table.columns()) {
                    assert!(fits(cell, column), "{table:?}.{}: {cell:?}", column.name);
                    let Some((other, name)) = column.of else { continue };
                    let there = place(other, name).expect("a column that is named");
                    let names = tables[&other].iter().any(|row| row[there] == *cell);
                    assert!(names || *cell == Cell::Blank, "{table:?}.{} {cell:?}", column.name);
                }
                let key: Vec<String> =
                    table.key().iter().map(|name| row[place(table, name).expect("a key")].text()).collect();
                assert!(keys.insert(key.clone()), "{table:?} has {key:?} twice");
            }
        }
    }
}
