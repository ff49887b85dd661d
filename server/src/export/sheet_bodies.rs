//! The templates of many agencies as one workbook: one sheet with a row for each indicator of each agency, the agency before
//! the columns of a template, and what stood in the row in a hidden column behind them, so that rows may be sorted.

use super::sheet_workbook::{Formats, hide, place, rule, told, width};
use app::text::{
    format,
    sheets::{self, Sheets},
    words_in,
};
use chrono::{DateTime, Utc};
use domain::{
    sheet::{ASKED, BEFORE_OF_MANY, Cell, Column, FILLED_SHEET, HEADING_ROW, MANY, MARK_OF_MANY, TEMPLATE},
    text::Language,
};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, ProtectionOptions, Workbook, Worksheet, XlsxError,
};
use service::{
    reports::ReportEntry,
    sheets::{Template, TemplateOfMany},
};
use std::collections::BTreeMap;

/// Writes the workbook.
///
/// # Errors
/// A text that no workbook takes: a mistake of ours.
pub(crate) fn workbook(many: &TemplateOfMany, at: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_timestamp(at.timestamp())?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let formats = Formats::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(FILLED_SHEET)?;
    head(sheet, many, &formats)?;
    let mut rules = Rules::default();
    let rows = many.templates.iter().flat_map(|template| {
        let marks = template.marks.iter().map(|(_, mark)| mark.to_string());
        template.report.entries.iter().zip(marks).map(move |(entry, mark)| (template, entry, mark))
    });
    for (row, (template, entry, mark)) in (HEADING_ROW..).zip(rows) {
        write_row(sheet, row, (template, entry), &formats)?;
        sheet.write_string_with_format(row, MARK_OF_MANY, mark, &formats.locked)?;
        rules.note(row, entry)?;
    }
    rules.write(sheet)?;
    set_out(sheet)?;
    hidden(workbook.add_worksheet(), many)?;
    workbook.save_to_buffer()
}

/// The place of a column of a template.
fn after(column: Column) -> u16 {
    BEFORE_OF_MANY + place(column)
}

/// What it is, and the headings.
fn head(sheet: &mut Worksheet, many: &TemplateOfMany, formats: &Formats) -> Result<(), XlsxError> {
    let both = |thai: String, english: String| format!("{thai} · {english}");
    let name = &many.organisation.name;
    let title =
        both(sheets::title(Language::Th, &name.th), sheets::title(Language::En, name.in_language(Language::En)));
    let period = |language| format::period(language, many.round.period);
    let how = both(sheets::how(Language::Th).to_owned(), sheets::how(Language::En).to_owned());
    sheet.write_string_with_format(0, 0, title, &formats.title)?;
    sheet.write_string_with_format(1, 0, both(period(Language::Th), period(Language::En)), &formats.plain)?;
    sheet.write_string_with_format(2, 0, how, &formats.plain)?;
    let of_agency = |words: &Sheets| [words.many_code, words.many_agency];
    let (thai, english) = (words_in::<Sheets>(Language::Th), words_in::<Sheets>(Language::En));
    for (at, (thai, english)) in (0_u16..).zip(of_agency(thai).into_iter().zip(of_agency(english))) {
        sheet.write_string_with_format(HEADING_ROW - 1, at, format!("{thai}\n{english}"), &formats.heading)?;
        sheet.set_column_width(at, if at == 0 { 16.0 } else { 36.0 })?;
    }
    for column in Column::all() {
        let words = format!("{}\n{}", sheets::heading(Language::Th, column), sheets::heading(Language::En, column));
        sheet.write_string_with_format(HEADING_ROW - 1, after(column), words, &formats.heading)?;
        sheet.set_column_width(after(column), width(column))?;
    }
    sheet.set_column_hidden(MARK_OF_MANY)?;
    Ok(())
}

/// One indicator of one agency.
fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    (template, entry): (&Template, &ReportEntry),
    formats: &Formats,
) -> Result<(), XlsxError> {
    let agency = &template.report.agency;
    sheet.write_string_with_format(row, 0, agency.code.to_string(), &formats.locked)?;
    write(sheet, (row, 1), Cell::text(&agency.name.th), &formats.locked)?;
    for column in Column::all() {
        write(sheet, (row, after(column)), told(entry, column), formats.of(&entry.indicator, column))?;
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, (row, at): (u32, u16), cell: Cell, format: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => sheet.write_blank(row, at, format)?,
        Cell::Number(number) => sheet.write_number_with_format(row, at, number, format)?,
        Cell::Text(text) => sheet.write_string_with_format(row, at, text, format)?,
    };
    Ok(())
}

/// What a spreadsheet lets into the cells of an indicator: said once for all agencies, so that the file stays small.
#[derive(Default)]
struct Rules {
    rules: BTreeMap<(String, Column), (DataValidation, Vec<String>, u32)>,
}

impl Rules {
    fn note(&mut self, row: u32, entry: &ReportEntry) -> Result<(), XlsxError> {
        for column in Column::all() {
            let key = (entry.indicator.code.to_string(), column);
            let cell = format!("{}{}", column.letter_after(BEFORE_OF_MANY), row + 1);
            if let Some((_, cells, _)) = self.rules.get_mut(&key) {
                cells.push(cell);
            } else if let Some(rule) = rule(&entry.indicator, column)? {
                self.rules.insert(key, (rule, vec![cell], row));
            }
        }
        Ok(())
    }

    fn write(self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for ((_, column), (rule, cells, row)) in self.rules {
            let rule = rule.set_multi_range(cells.join(" "));
            sheet.add_data_validation(row, after(column), row, after(column), &rule)?;
        }
        Ok(())
    }
}

/// Keeps headings, agencies and names in sight, and locks all but the answers; rows may be sorted and filtered.
fn set_out(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(HEADING_ROW, after(Column::Unit))?;
    sheet.set_repeat_rows(HEADING_ROW - 1, HEADING_ROW - 1)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    let options = ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::default() };
    sheet.protect_with_options(&options);
    Ok(())
}

/// Of which round it is, and what each agency was asked.
fn hidden(sheet: &mut Worksheet, many: &TemplateOfMany) -> Result<(), XlsxError> {
    let head = [
        ("template".to_owned(), TEMPLATE.to_string()),
        (MANY.to_owned(), many.organisation.code.to_string()),
        ("round".to_owned(), many.round.code.to_string()),
        ("plan".to_owned(), many.round.plan.to_string()),
        ("plan_version".to_owned(), many.round.plan_version.to_string()),
    ];
    let asked = many.templates.iter().map(|template| {
        let head = &template.head;
        (format!("{ASKED}{}", head.agency), head.asked.clone())
    });
    hide(sheet, head.into_iter().chain(asked))
}
