//! A workbook as it was filled in, cell by cell; its limits have been looked at before.

use super::{Filled, MOST_AGENCIES, SheetKind, Why};
use calamine::{DataRef, Reader as _, SheetVisible, Style, Xlsx, XlsxError};
use domain::{
    amount::Amount,
    sheet::{
        APPLIES, ASKED, Answers, BEFORE_OF_MANY, Column, FILLED_SHEET, FilledRow, HEADING_ROW, HIDDEN_SHEET, Head,
        HeadProblem, MANY, MARK, MARK_OF_MANY, NOT_APPLICABLE, TEMPLATE, answer_text, number_text, read_applicability,
    },
};
use std::{collections::BTreeMap, io::Cursor};

/// The longest text of a cell that is looked at, in characters: what spreadsheets themselves keep.
const LONGEST_CELL: usize = 32_767;

/// A workbook in memory.
type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads what was filled in.
pub(super) fn read(bytes: &[u8], filled: &mut Filled) -> Result<(), Why> {
    let (mut workbook, pairs) = open(bytes)?;
    let head = Head::from_pairs(&pairs).map_err(|problem| match problem {
        HeadProblem::NoTemplate => Why::NoTemplate,
        HeadProblem::OtherVersion(version) => Why::OtherVersion { version },
    })?;
    filled.whose.push((head.round.to_string(), head.agency.to_string()));
    filled.asked = Some(head.asked);
    for (row, coming) in rows(&mut workbook, Layout::OfOne)? {
        let mark = pairs.get(&format!("{MARK}{}", coming.indicator)).cloned();
        take(row, coming, mark, filled);
    }
    Ok(())
}

/// Reads what was filled in for many agencies, or for the one of a template of one report.
pub(super) fn read_many(bytes: &[u8], agencies: &mut BTreeMap<String, Filled>, apart: &mut Filled) -> Result<(), Why> {
    let (mut workbook, pairs) = open(bytes)?;
    if !pairs.contains_key(MANY) {
        let mut filled = Filled::nothing(SheetKind::Workbook);
        read(bytes, &mut filled)?;
        let agency = filled.whose.first().map(|(_, agency)| agency.clone()).unwrap_or_default();
        agencies.insert(agency, filled);
        return Ok(());
    }
    let version: u32 = pairs.get("template").and_then(|version| version.parse().ok()).ok_or(Why::NoTemplate)?;
    if version != TEMPLATE {
        return Err(Why::OtherVersion { version });
    }
    let round = pairs.get("round").cloned().unwrap_or_default();
    for (row, mut coming) in rows(&mut workbook, Layout::OfMany)? {
        let agency = std::mem::take(&mut coming.agency);
        if agency.is_empty() && coming.is_blank() {
            continue;
        }
        if !agencies.contains_key(&agency) && agencies.len() == MOST_AGENCIES {
            apart.refuse(0, None, Why::TooManyAgencies);
            return Ok(());
        }
        let filled = agencies.entry(agency.clone()).or_insert_with(|| Filled {
            whose: vec![(round.clone(), agency.clone())],
            asked: pairs.get(&format!("{ASKED}{agency}")).cloned(),
            ..Filled::nothing(SheetKind::WorkbookOfMany)
        });
        // What is wrong enough already is read over, so that the other agencies hear of theirs.
        if !filled.is_full() {
            let mark = coming.mark.take();
            take(row, coming, mark, filled);
        }
    }
    Ok(())
}

/// A workbook with the names and values of its hidden sheet.
fn open(bytes: &[u8]) -> Result<(Book<'_>, BTreeMap<String, String>), Why> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    if !workbook.sheets_metadata().iter().any(|sheet| sheet.name == HIDDEN_SHEET) {
        return Err(Why::NoTemplate);
    }
    let pairs = pairs(&mut workbook)?;
    Ok((workbook, pairs))
}

/// The sheet that was filled in.
fn filled_sheet(workbook: &Book<'_>) -> Result<String, Why> {
    let sheets = workbook.sheets_metadata();
    let is_filled_in = |sheet: &&calamine::Sheet| sheet.name == FILLED_SHEET;
    let is_seen = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible && sheet.name != HIDDEN_SHEET;
    let sheet = sheets.iter().find(is_filled_in).or_else(|| sheets.iter().find(is_seen)).ok_or(Why::NoTemplate)?;
    Ok(sheet.name.clone())
}

/// Which columns a sheet has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Those of a template.
    OfOne,
    /// The agency before them, and the mark behind.
    OfMany,
}

/// What stands in a column.
enum Stands {
    Agency,
    Cell(Column),
    Mark,
    Nothing,
}

impl Layout {
    fn at(self, place: u32) -> Stands {
        let before = match self {
            Self::OfOne => 0,
            Self::OfMany if place == 0 => return Stands::Agency,
            Self::OfMany if place == u32::from(MARK_OF_MANY) => return Stands::Mark,
            Self::OfMany => u32::from(BEFORE_OF_MANY),
        };
        let column = place.checked_sub(before).and_then(|place| Column::at(place as usize));
        let is_read = |column: &Column| column.is_answer() || *column == Column::Indicator;
        column.filter(is_read).map_or(Stands::Nothing, Stands::Cell)
    }
}

fn unreadable(error: &XlsxError) -> Why {
    if matches!(error, XlsxError::Password) { Why::Protected } else { Why::Damaged }
}

/// Names in the first column of the hidden sheet with what stands beside them.
fn pairs(workbook: &mut Book<'_>) -> Result<BTreeMap<String, String>, Why> {
    let mut cells = workbook.worksheet_cells_reader(HIDDEN_SHEET).map_err(|error| unreadable(&error))?;
    let (mut names, mut values) = (BTreeMap::new(), BTreeMap::new());
    while let Some(cell) = cells.next_cell().map_err(|error| unreadable(&error))? {
        let (row, column) = cell.get_position();
        let text = match cell.get_value() {
            DataRef::Float(number) => number_text(*number),
            DataRef::Int(number) => number.to_string(),
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Bool(_)
            | DataRef::DateTime(_)
            | DataRef::DateTimeIso(_)
            | DataRef::DurationIso(_)
            | DataRef::Error(_)
            | DataRef::Empty => continue,
        };
        match column {
            0 => names.insert(row, text),
            1 => values.insert(row, text),
            _ => None,
        };
    }
    Ok(names.into_iter().filter_map(|(row, name)| Some((name, values.remove(&row)?))).collect())
}

/// One row while its cells come.
#[derive(Default)]
struct Coming {
    agency: String,
    indicator: String,
    answers: Answers,
    refusals: Vec<(Column, Why)>,
    mark: Option<String>,
}

impl Coming {
    fn is_blank(&self) -> bool {
        self.indicator.is_empty() && self.refusals.is_empty() && self.answers.values().all(String::is_empty)
    }
}

fn rows(workbook: &mut Book<'_>, layout: Layout) -> Result<BTreeMap<u32, Coming>, Why> {
    let name = filled_sheet(workbook)?;
    let mut cells = workbook.worksheet_cells_reader(&name).map_err(|error| unreadable(&error))?;
    let styles = cells.styles().to_vec();
    let mut rows: BTreeMap<u32, Coming> = BTreeMap::new();
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|error| unreadable(&error))? {
        let (row, place) = cell.get_position();
        if row < HEADING_ROW {
            continue;
        }
        let column = match layout.at(place) {
            Stands::Nothing => continue,
            Stands::Cell(column) => column,
            Stands::Agency => {
                let agency = text(Column::Indicator, cell.get_value(), None).unwrap_or_default();
                agency.trim().clone_into(&mut rows.entry(row + 1).or_default().agency);
                continue;
            }
            Stands::Mark => {
                let mark = text(Column::Indicator, cell.get_value(), None).ok();
                rows.entry(row + 1).or_default().mark = mark.filter(|mark| !mark.is_empty());
                continue;
            }
        };
        let coming = rows.entry(row + 1).or_default();
        match text(column, cell.get_value(), styles.get(style)) {
            Ok(text) if column == Column::Indicator => text.trim().clone_into(&mut coming.indicator),
            Ok(text) => {
                coming.answers.insert(column, text);
            }
            Err(why) => coming.refusals.push((column, why)),
        }
    }
    drop(cells);
    for (row, column) in not_computed(workbook, &name, layout)? {
        rows.entry(row).or_default().refusals.push((column, Why::NotComputed));
    }
    Ok(rows)
}

/// Answer cells with a formula whose result is not stored: blank to a reader, and not to whoever filled them in.
fn not_computed(workbook: &mut Book<'_>, name: &str, layout: Layout) -> Result<Vec<(u32, Column)>, Why> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| unreadable(&error))?;
    let mut found = Vec::new();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| unreadable(&error))? {
        let (row, place) = cell.pos;
        let Stands::Cell(column) = layout.at(place) else { continue };
        let column = Some(column).filter(|column| column.is_answer());
        if let (Some(column), true, DataRef::Empty, true) =
            (column, row >= HEADING_ROW, &cell.value, cell.formula.is_some())
        {
            found.push((row + 1, column));
        }
    }
    Ok(found)
}

fn take(row: u32, coming: Coming, mark: Option<String>, filled: &mut Filled) {
    let Coming { indicator: code, mut answers, refusals, .. } = coming;
    if code.is_empty() {
        if answers.values().any(|text| !text.is_empty()) || !refusals.is_empty() {
            filled.refuse(row, Some(Column::Indicator), Why::NoIndicator);
        }
        return;
    }
    for (column, why) in refusals {
        filled.refuse(row, Some(column), why);
    }
    let Ok(indicator) = code.parse() else {
        let found = code.chars().take(64).collect();
        return filled.refuse(row, Some(Column::Indicator), Why::UnknownIndicator { found });
    };
    // A cell that was emptied is not in the file.
    for column in domain::sheet::ANSWERS {
        answers.entry(column).or_insert_with(|| answer_text(column, ""));
    }
    filled.take(FilledRow { row, indicator, answers, mark });
}

/// What a cell says, as the form would have it.
fn text(column: Column, value: &DataRef<'_>, style: Option<&Style>) -> Result<String, Why> {
    let is_number = matches!(column, Column::Value | Column::Base);
    let text = match value {
        DataRef::Empty => String::new(),
        DataRef::Float(number) if is_number && shows_percent(style) => percent(*number),
        DataRef::Float(number) => number_text(*number),
        DataRef::Int(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "yes".to_owned(),
        DataRef::Bool(false) => "no".to_owned(),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => return Err(Why::Date),
        DataRef::Error(error) => return Err(Why::ErrorShown { shown: error.to_string() }),
    };
    if text.chars().count() > LONGEST_CELL {
        return Err(Why::TooLong);
    }
    answer(column, &text)
}

/// A text as an answer; see [`answer_text`].
pub(super) fn answer(column: Column, text: &str) -> Result<String, Why> {
    if text.contains('\0') {
        return Err(Why::Nul);
    }
    if column == Column::Applicability && read_applicability(text).is_none() {
        return Err(Why::NotOneOf { words: [APPLIES, NOT_APPLICABLE].map(str::to_owned).to_vec() });
    }
    Ok(answer_text(column, text))
}

/// Whether a cell shows its number as a percentage: 0.5 as 50%.
fn shows_percent(style: Option<&Style>) -> bool {
    style.and_then(|style| style.number_format.as_ref()).is_some_and(|format| format.format_code.contains('%'))
}

/// A percentage as somebody would have typed it.
fn percent(number: f64) -> String {
    let hundredfold = number_text(number).parse::<Amount>().ok().and_then(|amount| amount.checked_mul(Amount::HUNDRED));
    hundredfold.map_or_else(|| number_text(number), |amount| format!("{amount}%"))
}
