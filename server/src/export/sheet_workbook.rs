//! The template of a report as a workbook: what is read is locked, what is filled in is open and checked while it is
//! typed, and a hidden sheet says whose it is and what stood in it.

use app::text::{
    format, indicators,
    sheets::{self, Validated},
};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    entry::Entry,
    indicator::{Indicator, Measure},
    sheet::{APPLIES, Cell, Column, FILLED_SHEET, HEADING_ROW, HIDDEN_SHEET, MARK, NO, NOT_APPLICABLE, YES},
    text::Language,
};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    ProtectionOptions, Workbook, Worksheet, XlsxError,
};
use service::{reports::ReportEntry, sheets::Template};

/// The longest message beside a cell that spreadsheets show, in characters.
const LONGEST_MESSAGE: usize = 255;
/// Colours: of headings, of what is filled in, and of what is not asked.
const HEADING: Color = Color::RGB(0x1B_3A_57);
const OPEN: Color = Color::RGB(0xFF_F8_DC);
const CLOSED: Color = Color::RGB(0xEE_EE_EE);

/// Writes the workbook.
///
/// # Errors
/// A text that no workbook takes: a mistake of ours.
pub(crate) fn workbook(template: &Template, at: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_timestamp(at.timestamp())?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let formats = Formats::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(FILLED_SHEET)?;
    head(sheet, template, &formats)?;
    for (row, entry) in (HEADING_ROW..).zip(&template.report.entries) {
        write_row(sheet, row, entry, &formats)?;
    }
    set_out(sheet)?;
    hidden(workbook.add_worksheet(), template)?;
    workbook.save_to_buffer()
}

/// How cells look and whether they can be filled in.
pub(super) struct Formats {
    pub(super) title: Format,
    pub(super) plain: Format,
    pub(super) heading: Format,
    pub(super) locked: Format,
    not_asked: Format,
    text: Format,
    number: Format,
    whole: Format,
}

impl Formats {
    pub(super) fn new() -> Self {
        let cell = Format::new().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0xBF_C5_CC));
        let cell = cell.set_align(FormatAlign::Top);
        let locked = cell.clone().set_text_wrap();
        let open = cell.clone().set_unlocked().set_background_color(OPEN);
        Self {
            title: Format::new().set_bold().set_font_size(14),
            plain: Format::new(),
            heading: cell.set_bold().set_text_wrap().set_font_color(Color::White).set_background_color(HEADING),
            not_asked: locked.clone().set_background_color(CLOSED),
            text: open.clone().set_text_wrap(),
            whole: open.clone().set_num_format("#,##0"),
            number: open,
            locked,
        }
    }

    pub(super) fn of(&self, indicator: &Indicator, column: Column) -> &Format {
        let counts = matches!(
            indicator.measure,
            Measure::Count | Measure::Cumulative | Measure::Level { .. } | Measure::Rank { .. }
        );
        match column {
            Column::Base if !indicator.asks_base() => &self.not_asked,
            Column::Value if counts => &self.whole,
            Column::Value | Column::Base => &self.number,
            Column::Applicability
            | Column::NotApplicableReason
            | Column::Explanation
            | Column::Narrative
            | Column::Obstacles
            | Column::HelpNeeded => &self.text,
            Column::Indicator
            | Column::Name
            | Column::Unit
            | Column::Last
            | Column::Target
            | Column::ValueLabel
            | Column::BaseLabel
            | Column::Notes => &self.locked,
        }
    }
}

/// What it is, and the headings.
fn head(sheet: &mut Worksheet, template: &Template, formats: &Formats) -> Result<(), XlsxError> {
    let report = &template.report;
    let both = |thai: String, english: String| format!("{thai} · {english}");
    let agency = &report.agency.name;
    let period = |language| format::period(language, report.round.period);
    let due = |language| format::instant(language, report.window.due_at());
    let title =
        both(sheets::title(Language::Th, &agency.th), sheets::title(Language::En, agency.in_language(Language::En)));
    let about = both(
        format!("{} {}", period(Language::Th), sheets::due(Language::Th, &due(Language::Th))),
        format!("{} {}", period(Language::En), sheets::due(Language::En, &due(Language::En))),
    );
    let how = both(sheets::how(Language::Th).to_owned(), sheets::how(Language::En).to_owned());
    sheet.write_string_with_format(0, 0, title, &formats.title)?;
    sheet.write_string_with_format(1, 0, about, &formats.plain)?;
    sheet.write_string_with_format(2, 0, how, &formats.plain)?;
    for column in Column::all() {
        let words = format!("{}\n{}", sheets::heading(Language::Th, column), sheets::heading(Language::En, column));
        sheet.write_string_with_format(HEADING_ROW - 1, place(column), words, &formats.heading)?;
        sheet.set_column_width(place(column), width(column))?;
    }
    Ok(())
}

/// Keeps headings and names in sight, locks all but the answers, and fits it to the breadth of a page.
fn set_out(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(HEADING_ROW, place(Column::Unit))?;
    sheet.set_repeat_rows(HEADING_ROW - 1, HEADING_ROW - 1)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    let options = ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::default() };
    sheet.protect_with_options(&options);
    Ok(())
}

/// Whose it is, and what stood in each row.
fn hidden(sheet: &mut Worksheet, template: &Template) -> Result<(), XlsxError> {
    let head = template.head.pairs().map(|(name, value)| (name.to_owned(), value));
    let marks = template.marks.iter().map(|(code, mark)| (format!("{MARK}{code}"), mark.to_string()));
    hide(sheet, head.into_iter().chain(marks))
}

/// Names and values in the hidden sheet.
pub(super) fn hide(sheet: &mut Worksheet, pairs: impl IntoIterator<Item = (String, String)>) -> Result<(), XlsxError> {
    sheet.set_name(HIDDEN_SHEET)?.set_hidden(true).protect();
    for (row, (name, value)) in (0..).zip(pairs) {
        sheet.write_string(row, 0, name)?;
        sheet.write_string(row, 1, value)?;
    }
    Ok(())
}

pub(super) fn place(column: Column) -> u16 {
    u16::try_from(column.place()).unwrap_or(u16::MAX)
}

/// In characters.
pub(super) fn width(column: Column) -> f64 {
    match column {
        Column::Indicator | Column::Last | Column::Target | Column::Value | Column::Base => 16.0,
        Column::Unit => 14.0,
        Column::Applicability => 22.0,
        Column::ValueLabel | Column::BaseLabel | Column::NotApplicableReason => 28.0,
        Column::Name | Column::Explanation | Column::Narrative | Column::Obstacles | Column::HelpNeeded => 36.0,
        Column::Notes => 60.0,
    }
}

/// What a template says about an indicator in the columns that are only read.
pub(crate) fn told(entry: &ReportEntry, column: Column) -> Cell {
    let indicator = &entry.indicator;
    let both = |thai: &str, english: &str| if english == thai { thai.to_owned() } else { format!("{thai}\n{english}") };
    let words = |words: &domain::text::Bilingual| both(&words.th, words.in_language(Language::En));
    match column {
        Column::Indicator => Cell::text(indicator.code.to_string()),
        Column::Name => Cell::text(words(&indicator.name)),
        Column::Unit => Cell::text(words(&indicator.unit)),
        Column::Last => figure(indicator, entry.history.iter().rev().find_map(|(_, figure)| *figure)),
        Column::Target => figure(indicator, entry.expected),
        Column::ValueLabel => Cell::text(words(indicator.value_label().unwrap_or(&indicator.unit))),
        Column::BaseLabel => indicator.base_label().map_or(Cell::Blank, |label| Cell::text(words(label))),
        Column::Notes => {
            let how = |language| indicators::how_to_fill(language, indicator);
            let how = both(&how(Language::Th), &how(Language::En));
            Cell::text(format!("{how}\n{}", words(&indicator.definition)))
        }
        Column::Value
        | Column::Base
        | Column::Applicability
        | Column::NotApplicableReason
        | Column::Explanation
        | Column::Narrative
        | Column::Obstacles
        | Column::HelpNeeded => Cell::answer(indicator, column, &entry.entry),
    }
}

/// A figure as a number; of yes or no the word.
fn figure(indicator: &Indicator, figure: Option<Amount>) -> Cell {
    let yes_no = indicator.measure == Measure::YesNo;
    figure.map_or(Cell::Blank, |figure| match yes_no {
        true if figure == Amount::ONE => Cell::text(YES),
        true => Cell::text(NO),
        false => Cell::number(figure.rounded(6)),
    })
}

/// One indicator.
fn write_row(sheet: &mut Worksheet, row: u32, entry: &ReportEntry, formats: &Formats) -> Result<(), XlsxError> {
    for column in Column::all() {
        let (at, format) = (place(column), formats.of(&entry.indicator, column));
        match told(entry, column) {
            Cell::Blank => sheet.write_blank(row, at, format)?,
            Cell::Number(number) => sheet.write_number_with_format(row, at, number, format)?,
            Cell::Text(text) => sheet.write_string_with_format(row, at, text, format)?,
        };
        if let Some(rule) = rule(&entry.indicator, column)? {
            sheet.add_data_validation(row, at, row, at, &rule)?;
        }
    }
    Ok(())
}

/// What a spreadsheet lets into a cell; the server looks at it again.
pub(super) fn rule(indicator: &Indicator, column: Column) -> Result<Option<DataValidation>, XlsxError> {
    let (rule, validated) = match column {
        Column::Value => value_rule(indicator)?,
        Column::Base if matches!(indicator.measure, Measure::Mean { .. }) => {
            (whole(DataValidationRule::GreaterThanOrEqualTo(1)), Validated::Whole)
        }
        Column::Base if indicator.asks_base() => (positive(), Validated::Number),
        Column::Applicability => {
            (DataValidation::new().allow_list_strings(&[APPLIES, NOT_APPLICABLE])?, Validated::List)
        }
        Column::NotApplicableReason
        | Column::Explanation
        | Column::Narrative
        | Column::Obstacles
        | Column::HelpNeeded => {
            let longest = u32::try_from(Entry::LONGEST_TEXT).unwrap_or(u32::MAX);
            let rule = DataValidationRule::LessThanOrEqualTo(longest);
            (DataValidation::new().allow_text_length(rule), Validated::Text)
        }
        Column::Base
        | Column::Indicator
        | Column::Name
        | Column::Unit
        | Column::Last
        | Column::Target
        | Column::ValueLabel
        | Column::BaseLabel
        | Column::Notes => return Ok(None),
    };
    let refused = [Language::Th, Language::En].map(|language| sheets::refused(language, validated)).join("\n");
    let rule = rule.set_error_message(short(&refused))?;
    if column != Column::Value {
        return Ok(Some(rule));
    }
    let how = [Language::Th, Language::En].map(|language| indicators::how_to_fill(language, indicator));
    Ok(Some(rule.set_input_message(short(&how.join("\n")))?))
}

fn value_rule(indicator: &Indicator) -> Result<(DataValidation, Validated), XlsxError> {
    Ok(match &indicator.measure {
        Measure::YesNo => (DataValidation::new().allow_list_strings(&[YES, NO])?, Validated::List),
        Measure::Level { lowest, highest, .. } => {
            (whole(DataValidationRule::Between(i32::from(*lowest), i32::from(*highest))), Validated::Whole)
        }
        Measure::Rank { of } => {
            (whole(DataValidationRule::Between(1, i32::try_from(*of).unwrap_or(i32::MAX))), Validated::Whole)
        }
        Measure::Count | Measure::Cumulative => (whole(DataValidationRule::GreaterThanOrEqualTo(0)), Validated::Whole),
        Measure::Score { lowest, highest } => {
            let rule = DataValidationRule::Between(lowest.approximate(), highest.approximate());
            (DataValidation::new().allow_decimal_number(rule), Validated::Number)
        }
        Measure::Ratio { .. } | Measure::Amount | Measure::Mean { .. } => (positive(), Validated::Number),
    })
}

fn whole(rule: DataValidationRule<i32>) -> DataValidation {
    DataValidation::new().allow_whole_number(rule)
}

fn positive() -> DataValidation {
    DataValidation::new().allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST_MESSAGE).collect()
}
