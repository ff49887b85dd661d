//! The same as CSV: the columns of the template by their names, and in every row whose it is and what stood in it.

use super::{
    Filled, MOST_AGENCIES, MOST_COUNTED_REFUSALS, MOST_ROWS, Portion, SheetKind, SheetRefusal, Why, workbook::answer,
};
use crate::imports::{
    Reason, Refusal,
    stream::{GoingOn, Rows},
    table::Presence,
};
use domain::sheet::{ANSWERS, Answers, Column, FilledRow, TEMPLATE, bare};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    ops::ControlFlow,
};

/// The longest row, in bytes: five remarks as long as they may be.
const LONGEST_ROW: usize = 256 * 1024;

/// Every column of a CSV; all but the first may be left out.
const COLUMNS: &[(&str, Presence)] = &[
    ("indicator", Presence::Needed),
    ("name", Presence::Optional),
    ("unit", Presence::Optional),
    ("last", Presence::Optional),
    ("target", Presence::Optional),
    ("value_label", Presence::Optional),
    ("value", Presence::Optional),
    ("base_label", Presence::Optional),
    ("base", Presence::Optional),
    ("applicability", Presence::Optional),
    ("not_applicable_reason", Presence::Optional),
    ("explanation", Presence::Optional),
    ("narrative", Presence::Optional),
    ("obstacles", Presence::Optional),
    ("help_needed", Presence::Optional),
    ("notes", Presence::Optional),
    ("note", Presence::Optional),
    ("template", Presence::Optional),
    ("round", Presence::Optional),
    ("agency", Presence::Optional),
    ("plan", Presence::Optional),
    ("plan_version", Presence::Optional),
    ("asked", Presence::Optional),
    ("mark", Presence::Optional),
];

/// Reads what was filled in.
pub(super) fn read(bytes: &[u8], filled: &mut Filled) {
    let mut rows = match Rows::open(Cursor::new(bytes.to_vec()), COLUMNS, LONGEST_ROW) {
        Ok(rows) => rows,
        Err(refusals) => return refusals.into_iter().for_each(|refusal| note(refusal, filled)),
    };
    while let Some(row) = rows.next() {
        if filled.is_full() {
            return;
        }
        match row {
            Ok((line, record)) => take(&rows, line, &record, filled),
            Err((refusal, going_on)) => {
                note(refusal, filled);
                if going_on == GoingOn::Useless {
                    return;
                }
            }
        }
    }
}

/// Reads what was filled in for many agencies.
pub(super) fn read_many(bytes: &[u8], agencies: &mut BTreeMap<String, Filled>, apart: &mut Filled) {
    let mut rows = match Rows::open(Cursor::new(bytes.to_vec()), COLUMNS, LONGEST_ROW) {
        Ok(rows) => rows,
        Err(refusals) => return refusals.into_iter().for_each(|refusal| note(refusal, apart)),
    };
    if !rows.has("agency") {
        return apart.refuse(0, None, Why::ColumnMissing { name: "agency".to_owned() });
    }
    while let Some(row) = rows.next() {
        if apart.is_full() {
            return;
        }
        let (line, record) = match row {
            Ok(read) => read,
            Err((refusal, going_on)) => {
                note(refusal, apart);
                if going_on == GoingOn::Useless {
                    return;
                }
                continue;
            }
        };
        let agency = bare(rows.cell(&record, "agency")).to_owned();
        let is_known = agencies.contains_key(&agency);
        if !is_known && agencies.len() == MOST_AGENCIES {
            return apart.refuse(0, None, Why::TooManyAgencies);
        }
        let of_agency = agencies.entry(agency).or_insert_with(|| Filled::nothing(SheetKind::Csv));
        // What is wrong enough already is read over, so that the other agencies hear of theirs.
        if !of_agency.is_full() {
            take(&rows, line, &record, of_agency);
        }
    }
}

/// Reads what was filled in for many agencies, each whose rows stand together by itself.
pub(super) fn read_portions(
    file: impl Read + Send + 'static,
    mut give: impl FnMut(Portion) -> ControlFlow<()>,
) -> Vec<SheetRefusal> {
    let mut apart = Filled::nothing(SheetKind::Csv);
    let mut rows = match Rows::open(file, COLUMNS, LONGEST_ROW) {
        Ok(rows) => rows,
        Err(refusals) => {
            for refusal in refusals {
                note(refusal, &mut apart);
            }
            return apart.refusals;
        }
    };
    if !rows.has("agency") {
        apart.refuse(0, None, Why::ColumnMissing { name: "agency".to_owned() });
        return apart.refusals;
    }
    let (mut of_file, mut counted) = (Vec::new(), 0);
    let mut together: Option<Portion> = None;
    while let Some(row) = rows.next() {
        if counted > MOST_COUNTED_REFUSALS {
            of_file.push(SheetRefusal { row: 0, column: None, why: Why::NotReadFurther });
            break;
        }
        let (line, record) = match row {
            Ok(read) => read,
            Err((refusal, going_on)) => {
                note(refusal, &mut apart);
                counted += apart.refusals.len();
                of_file.append(&mut apart.refusals);
                if going_on == GoingOn::Useless {
                    break;
                }
                continue;
            }
        };
        let agency = bare(rows.cell(&record, "agency"));
        if let Some(portion) = together.take_if(|portion| portion.agency != agency)
            && give(portion).is_break()
        {
            return of_file;
        }
        let portion = together.get_or_insert_with(|| Portion {
            agency: agency.to_owned(),
            first_row: u32::try_from(line).unwrap_or(u32::MAX),
            rows: 0,
            filled: Filled::nothing(SheetKind::Csv),
        });
        portion.rows += 1;
        // What was found stays aside, so that no row goes unread for what is wrong with others.
        let mut found = std::mem::take(&mut portion.filled.refusals);
        take(&rows, line, &record, &mut portion.filled);
        portion.filled.rows.truncate(MOST_ROWS);
        counted += portion.filled.refusals.len();
        found.append(&mut portion.filled.refusals);
        portion.filled.refusals = found;
    }
    if let Some(portion) = together {
        // There is nothing to stop any more.
        let _ = give(portion);
    }
    of_file
}

fn take(rows: &Rows, line: u64, record: &csv::StringRecord, filled: &mut Filled) {
    let row = u32::try_from(line).unwrap_or(u32::MAX);
    let cell = |name| bare(rows.cell(record, name));
    let template = cell("template");
    if !template.is_empty() && template != TEMPLATE.to_string() {
        let version = template.parse().unwrap_or_default();
        return filled.refuse(row, None, Why::OtherVersion { version });
    }
    let whose = (cell("round").to_owned(), cell("agency").to_owned());
    // Two are one too many already.
    if whose != (String::new(), String::new()) && filled.whose.len() < 2 && !filled.whose.contains(&whose) {
        filled.whose.push(whose);
    }
    if !cell("asked").is_empty() {
        filled.asked = Some(cell("asked").to_owned());
    }
    let mut answers = Answers::new();
    for column in ANSWERS.into_iter().filter(|column| rows.has(column.as_ref())) {
        match answer(column, bare(rows.cell(record, column.as_ref()))) {
            Ok(text) => {
                answers.insert(column, text);
            }
            Err(why) => filled.refuse(row, Some(column), why),
        }
    }
    if !cell("note").is_empty() {
        // One column for what a file of values says in words.
        let applies = answers.get(&Column::Applicability).is_none_or(|word| word != "not_applicable");
        let column = if applies { Column::Narrative } else { Column::NotApplicableReason };
        answers.entry(column).or_insert_with(|| cell("note").to_owned());
    }
    let code = cell("indicator");
    let Ok(indicator) = code.parse() else {
        let why = if code.is_empty() {
            Why::NoIndicator
        } else {
            Why::UnknownIndicator { found: code.chars().take(64).collect() }
        };
        return filled.refuse(row, Some(Column::Indicator), why);
    };
    let mark = Some(cell("mark")).filter(|mark| !mark.is_empty()).map(str::to_owned);
    filled.take(FilledRow { row, indicator, answers, mark });
}

/// What the reader of rows found wrong.
fn note(refusal: Refusal, filled: &mut Filled) {
    let row = u32::try_from(refusal.line).unwrap_or(u32::MAX);
    let name = refusal.column;
    match refusal.reason {
        Reason::NotUtf8 => filled.refuse(row, None, Why::NotUtf8),
        Reason::Nul => filled.refuse(row, None, Why::Nul),
        Reason::NotCommas => filled.refuse(0, None, Why::NotCommas),
        Reason::ColumnMissing => filled.refuse(0, None, Why::ColumnMissing { name }),
        Reason::ColumnUnknown => filled.refuse(0, None, Why::ColumnUnknown { name }),
        Reason::CellCount { .. } => filled.refuse(row, None, Why::CellCount),
        Reason::TooLong { .. } => filled.refuse(row, None, Why::TooLong),
        Reason::Empty
        | Reason::Blank
        | Reason::NotBlank
        | Reason::Formula
        | Reason::NotACode
        | Reason::NotOneOf { .. }
        | Reason::NotADate(_)
        | Reason::NotAYear
        | Reason::NotANumber(_)
        | Reason::NotAnAddress
        | Reason::Duplicate { .. }
        | Reason::Differs { .. }
        | Reason::Unknown
        | Reason::NotAsked
        | Reason::Derived
        | Reason::NotOwed
        | Reason::BeingWorkedOn
        | Reason::AcceptedBefore { .. }
        | Reason::Problem(_)
        | Reason::NotATree { .. }
        | Reason::Plan { .. }
        | Reason::FormulaOfPlan { .. }
        | Reason::Scheme { .. }
        | Reason::SchemeRefused(_)
        | Reason::TomlNotUtf8
        | Reason::NotToml { .. }
        | Reason::KeyMissing
        | Reason::KeyUnknown { .. }
        | Reason::CodeTwice { .. }
        | Reason::NotInPlan { .. }
        | Reason::CodingUnfit { .. } => filled.refuse(0, None, Why::NotASpreadsheet),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{MOST_SHEET_REFUSALS, read},
        *,
    };
    use domain::sheet::Misfit;

    fn refusals(text: &str) -> Vec<(u32, Option<Column>, Why)> {
        let filled = read(text.as_bytes());
        filled.refusals.into_iter().map(|refusal| (refusal.row, refusal.column, refusal.why)).collect()
    }

    #[test]
    fn a_csv_that_somebody_made_is_read() {
        let filled = read("\u{feff}indicator,value,base,narrative\r\nsvc-e2e,27,64,'=cmd\r\n".as_bytes());
        assert_eq!(filled.refusals, []);
        let row = &filled.rows[0];
        assert_eq!((row.row, row.indicator.as_str(), row.mark.as_deref()), (2, "svc-e2e", None));
        let answers = [(Column::Value, "27"), (Column::Base, "64"), (Column::Narrative, "=cmd")];
        assert_eq!(row.answers, answers.map(|(column, text)| (column, text.to_owned())).into());
    }

    #[test]
    fn a_file_that_names_many_rounds_is_not_compared_with_itself_row_by_row() {
        let rows: Vec<String> = (0..5_000).map(|number| format!("a,b,r{number}")).collect();
        let (mut agencies, mut apart) = (BTreeMap::new(), Filled::nothing(SheetKind::Csv));
        read_many(format!("agency,indicator,round\n{}", rows.join("\n")).as_bytes(), &mut agencies, &mut apart);
        let filled = &agencies["a"];
        assert_eq!(filled.whose.len(), 2, "two are one too many already");
        assert!(filled.is_full() && filled.refusals.len() <= MOST_SHEET_REFUSALS + 1, "{}", filled.refusals.len());
    }

    #[test]
    fn every_place_that_is_wrong_is_named() {
        let words = vec!["เกี่ยวข้อง · Applies".to_owned(), "ไม่เกี่ยวข้อง · Not applicable".to_owned()];
        assert_eq!(
            refusals("indicator,applicability,template\na,maybe,1\na,,1\n,,1\nก,,1\nb,,9\nc\n"),
            [
                (2, Some(Column::Applicability), Why::NotOneOf { words }),
                (3, Some(Column::Indicator), Why::Twice { row: 2 }),
                (4, Some(Column::Indicator), Why::NoIndicator),
                (5, Some(Column::Indicator), Why::UnknownIndicator { found: "ก".to_owned() }),
                (6, None, Why::OtherVersion { version: 9 }),
                (7, None, Why::CellCount),
            ]
        );
    }

    #[test]
    fn what_is_no_csv_is_told_apart() {
        assert_eq!(refusals("%PDF-1.7"), [(0, None, Why::NotASpreadsheet)]);
        assert_eq!(refusals("indicator;value\na;1\n"), [(0, None, Why::NotCommas)]);
        let unknown = Why::ColumnUnknown { name: "valeu".to_owned() };
        assert_eq!(refusals("indicator,valeu\n"), [(0, None, unknown)]);
        assert_eq!(read(b"indicator\n\xa1\xa2\n").refusals[0].why, Why::NotUtf8);
        assert_eq!(Why::Misfit { misfit: Misfit::NotAsked }.as_ref(), "misfit");
    }
}
