//! Figures in the rows of a table: a CSV, an SDMX-CSV, or the records of a CKAN datastore.

use super::{Trouble, json::Texts};
use crate::collector::{About, Condition, Place};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, HashMap};

/// How labels stand behind identifiers in SDMX-CSV.
const LABEL: &str = ": ";

/// The cells of a row that have something in them, by their places: as large as what was sent, however many columns other
/// rows have.
type Row = BTreeMap<usize, String>;

/// A table with named columns; a cell may be missing.
pub(super) struct Table {
    columns: HashMap<String, usize>,
    rows: Vec<Row>,
    /// Whether texts are compared without the label behind their identifier.
    has_labels: bool,
}

#[derive(Deserialize)]
struct Ckan<'a> {
    success: bool,
    #[serde(borrow)]
    result: Option<CkanResult<'a>>,
}

#[derive(Deserialize)]
struct CkanResult<'a> {
    #[serde(borrow)]
    records: Vec<BTreeMap<String, &'a RawValue>>,
}

impl Table {
    /// A CSV with a heading.
    pub(super) fn csv(text: &str) -> Result<Self, Trouble> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let headings = reader.headers().map_err(|_| Trouble::NotCsv { line: 1 })?.clone();
        let mut columns = HashMap::new();
        for (place, heading) in headings.iter().enumerate() {
            if columns.insert(heading.to_owned(), place).is_some() && !heading.is_empty() {
                return Err(Trouble::NotCsv { line: 1 });
            }
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let line = |error: &csv::Error| error.position().map_or(0, csv::Position::line);
            let record = record.map_err(|error| Trouble::NotCsv { line: line(&error) })?;
            let cells = record.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
            rows.push(cells.map(|(place, cell)| (place, cell.to_owned())).collect());
        }
        Ok(Self { columns, rows, has_labels: false })
    }

    /// An SDMX-CSV: 2.0 begins with `STRUCTURE`, 1.0 with `DATAFLOW`. What it says was deleted does not count.
    pub(super) fn sdmx(text: &str) -> Result<Self, Trouble> {
        let mut table = Self::csv(text)?;
        let is_first = |name: &str| {
            table.columns.iter().any(|(heading, place)| {
                *place == 0 && heading.split(['[', ':']).next().is_some_and(|heading| heading.trim() == name)
            })
        };
        if !is_first("STRUCTURE") && !is_first("DATAFLOW") {
            return Err(Trouble::NotSdmx);
        }
        table.has_labels = true;
        table.columns =
            table.columns.into_iter().map(|(heading, place)| (identifier(&heading).to_owned(), place)).collect();
        if let Some(action) = table.columns.get("ACTION").copied() {
            let is_deleted = |row: &Row| row.get(&action).is_some_and(|cell| cell == "D");
            table.rows.retain(|row| !is_deleted(row));
        }
        Ok(table)
    }

    /// What `datastore_search` of CKAN answers.
    pub(super) fn ckan(text: &str) -> Result<Self, Trouble> {
        let not_json = |error: serde_json::Error| {
            if error.is_data() { Trouble::NotCkan } else { Trouble::NotJson { line: error.line() } }
        };
        let answer: Ckan<'_> = serde_json::from_str(text).map_err(not_json)?;
        let result = answer.result.filter(|_| answer.success).ok_or(Trouble::NotCkan)?;
        let mut columns = HashMap::new();
        for record in &result.records {
            for name in record.keys() {
                let next = columns.len();
                columns.entry(name.clone()).or_insert(next);
            }
        }
        let row = |record: BTreeMap<String, &RawValue>| {
            record.into_iter().filter_map(|(name, raw)| Some((*columns.get(&name)?, cell(raw.get())?))).collect()
        };
        let rows = result.records.into_iter().map(row).collect();
        Ok(Self { columns, rows, has_labels: false })
    }

    /// What stands in cells.
    pub(super) fn read(&self, rows: &[Condition], places: &[&Place], about: &About) -> Texts {
        places.iter().map(|place| self.at(rows, place, about)).collect()
    }

    fn at(&self, rows: &[Condition], place: &Place, about: &About) -> Result<String, Trouble> {
        let Place::Cell { column, row } = place else { return Err(Trouble::NothingThere) };
        let place_of = |column: &String| {
            self.columns.get(column).copied().ok_or_else(|| Trouble::NoColumn { column: column.clone() })
        };
        let column = place_of(column)?;
        let mut conditions = Vec::new();
        for condition in rows.iter().chain(row) {
            conditions.push((place_of(&condition.column)?, about.fill(&condition.text)));
        }
        let fits = |row: &&Row| {
            conditions.iter().all(|(place, text)| {
                let cell = row.get(place).map_or("", String::as_str);
                cell == text || self.has_labels && identifier(cell) == text
            })
        };
        let mut fitting = self.rows.iter().filter(fits);
        let row = fitting.next().ok_or(Trouble::NoRow)?;
        match fitting.count() {
            0 => Ok(row.get(&column).cloned().unwrap_or_default()),
            more => Err(Trouble::SeveralRows { count: more + 1 }),
        }
    }
}

fn identifier(text: &str) -> &str {
    text.split(LABEL).next().unwrap_or_default()
}

/// A cell of a record; lists and objects are kept as they are written, since no figure is.
fn cell(raw: &str) -> Option<String> {
    match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw).ok(),
        Some(b'n') => None,
        Some(_) | None => Some(raw.to_owned()),
    }
}
