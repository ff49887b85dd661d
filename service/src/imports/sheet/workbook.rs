//! A workbook as it was filled in, cell by cell; its limits have been looked at before.

use super::{Filled, Why};
use calamine::{DataRef, Reader as _, SheetVisible, Style, Xlsx, XlsxError};
use domain::{
    amount::Amount,
    sheet::{
        APPLIES, Answers, Column, FILLED_SHEET, FilledRow, HEADING_ROW, HIDDEN_SHEET, Head, HeadProblem, MARK,
        NOT_APPLICABLE, answer_text, number_text, read_applicability,
    },
};
use std::{collections::BTreeMap, io::Cursor};

/// The longest text of a cell that is looked at, in characters: what spreadsheets themselves keep.
const LONGEST_CELL: usize = 32_767;

/// Reads what was filled in.
pub(super) fn read(bytes: &[u8], filled: &mut Filled) -> Result<(), Why> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let sheets: Vec<_> = workbook.sheets_metadata().to_vec();
    if !sheets.iter().any(|sheet| sheet.name == HIDDEN_SHEET) {
        return Err(Why::NoTemplate);
    }
    let pairs = pairs(&mut workbook)?;
    let head = Head::from_pairs(&pairs).map_err(|problem| match problem {
        HeadProblem::NoTemplate => Why::NoTemplate,
        HeadProblem::OtherVersion(version) => Why::OtherVersion { version },
    })?;
    filled.whose.push((head.round.to_string(), head.agency.to_string()));
    filled.asked = Some(head.asked);
    let is_filled_in = |sheet: &&calamine::Sheet| sheet.name == FILLED_SHEET;
    let is_seen = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible && sheet.name != HIDDEN_SHEET;
    let sheet = sheets.iter().find(is_filled_in).or_else(|| sheets.iter().find(is_seen)).ok_or(Why::NoTemplate)?;
    rows(&mut workbook, &sheet.name, &pairs, filled)
}

fn unreadable(error: &XlsxError) -> Why {
    if matches!(error, XlsxError::Password) { Why::Protected } else { Why::Damaged }
}

/// Names in the first column of the hidden sheet with what stands beside them.
fn pairs(workbook: &mut Xlsx<Cursor<&[u8]>>) -> Result<BTreeMap<String, String>, Why> {
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
    indicator: String,
    answers: Answers,
    refusals: Vec<(Column, Why)>,
}

fn rows(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    pairs: &BTreeMap<String, String>,
    filled: &mut Filled,
) -> Result<(), Why> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| unreadable(&error))?;
    let styles = cells.styles().to_vec();
    let mut rows: BTreeMap<u32, Coming> = BTreeMap::new();
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|error| unreadable(&error))? {
        let (row, place) = cell.get_position();
        let Some(column) = Column::at(place as usize) else { continue };
        if row < HEADING_ROW || !(column.is_answer() || column == Column::Indicator) {
            continue;
        }
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
    for (row, column) in not_computed(workbook, name)? {
        rows.entry(row).or_default().refusals.push((column, Why::NotComputed));
    }
    for (row, coming) in rows {
        take(row, coming, pairs, filled);
    }
    Ok(())
}

/// Answer cells with a formula whose result is not stored: blank to a reader, and not to whoever filled them in.
fn not_computed(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<(u32, Column)>, Why> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| unreadable(&error))?;
    let mut found = Vec::new();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| unreadable(&error))? {
        let (row, place) = cell.pos;
        let column = Column::at(place as usize).filter(|column| column.is_answer());
        if let (Some(column), true, DataRef::Empty, true) =
            (column, row >= HEADING_ROW, &cell.value, cell.formula.is_some())
        {
            found.push((row + 1, column));
        }
    }
    Ok(found)
}

fn take(row: u32, coming: Coming, pairs: &BTreeMap<String, String>, filled: &mut Filled) {
    let Coming { indicator: code, mut answers, refusals } = coming;
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
    let mark = pairs.get(&format!("{MARK}{code}")).cloned();
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
