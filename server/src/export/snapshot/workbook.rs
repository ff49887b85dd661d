//! The snapshot as a workbook to be read by people: what it is, the figures of every body beside one another, the scores,
//! where each report was, and what every indicator means; each sheet in Thai and in English. Spreadsheets count in floating
//! point, so numbers here have about fifteen digits; the other files have them all.

use super::Copy;
use app::text::{
    exports::{Exports as Words, sheet_name},
    format, indicators, plans, scores, states,
    unjudged::Stands,
    words_in,
};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    buddhist,
    ids::{OrganisationCode, SchemeCode},
    indicator::{Indicator, Measure},
    plan::Plan,
    score::Scheme,
    snapshot::{BodyPlace, Head, Line, Outcome, Part, Report, ReportedValue},
    text::{Bilingual, Language},
};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write as _},
};

/// The width of columns with names.
const NAME: f64 = 44.0;
/// The width of columns with figures.
const FIGURE: f64 = 16.0;
/// The width of columns with long texts.
const TEXT: f64 = 70.0;

/// What is read of a snapshot besides the reports.
const NEEDED: [Part; 5] = [Part::Head, Part::Plan, Part::Scheme, Part::Organisation, Part::Ranking];

/// What stands in the snapshot around the reports.
struct Known {
    head: Head,
    plan: Plan,
    schemes: Vec<Scheme>,
    names: BTreeMap<OrganisationCode, Bilingual>,
    places: BTreeMap<SchemeCode, BTreeMap<OrganisationCode, BodyPlace>>,
}

impl Known {
    fn read(copy: &Copy) -> anyhow::Result<Self> {
        let (mut head, mut plan) = (None, None);
        let (mut schemes, mut names, mut places) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for line in copy.lines(&NEEDED)? {
            match line? {
                Line::Head(it) => head = Some(*it),
                Line::Plan(it) => plan = Some(*it),
                Line::Scheme(it) => schemes.push(*it),
                Line::Organisation(body) => {
                    names.insert(body.code, body.name);
                }
                Line::Ranking(ranking) => {
                    let of_scheme = ranking.places.into_iter().map(|of| (of.body.clone(), of)).collect();
                    places.insert(ranking.scheme, of_scheme);
                }
                Line::Population(_)
                | Line::Report(_)
                | Line::Completeness(_)
                | Line::Provenance(_)
                | Line::Manifest(_)
                | Line::Signature(_) => {}
            }
        }
        let missing = "a snapshot has a head and a plan";
        let (head, plan) = (head.ok_or(missing), plan.ok_or(missing));
        Ok(Self {
            head: head.map_err(anyhow::Error::msg)?,
            plan: plan.map_err(anyhow::Error::msg)?,
            schemes,
            names,
            places,
        })
    }

    fn name(&self, language: Language, body: &OrganisationCode) -> String {
        self.names.get(body).map_or_else(|| body.to_string(), |name| name.in_language(language).to_owned())
    }
}

/// How cells look.
struct Formats {
    title: Format,
    heading: Format,
    text: Format,
    number: Format,
    yes_no: Format,
    place: Format,
    shared_place: Format,
    instant: Format,
}

impl Formats {
    fn new(words: &Words) -> Self {
        let text = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        let top = || Format::new().set_align(FormatAlign::Top);
        Self {
            place: top().set_num_format("0"),
            shared_place: top().set_num_format(format!("0\" {}\"", words.shared)),
            instant: top().set_align(FormatAlign::Left).set_num_format(words.instant),
            title: Format::new().set_bold().set_font_size(14),
            heading: Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Medium),
            number: top().set_num_format("#,##0.####"),
            // The cell holds the number that the other files hold, and shows the word.
            yes_no: text.clone().set_num_format(format!("[=1]\"{}\";[=0]\"{}\";0.####", words.yes, words.no)),
            text,
        }
    }
}

pub(super) fn write(copy: &Copy, to: File) -> anyhow::Result<u64> {
    let known = Known::read(copy)?;
    let mut workbook = Workbook::new();
    // Bears the instant of the snapshot, so that the same one gives the same bytes.
    let taken = ExcelDateTime::from_timestamp(known.head.taken_at.timestamp())?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&taken));
    let mut rows = 0;
    for language in [Language::Th, Language::En] {
        let words = words_in::<Words>(language);
        let formats = Formats::new(words);
        let writing = Writing { known: &known, formats: &formats, language, words };
        about(&writing, sheet(&mut workbook, language, writing.words.about)?)?;
        rows = figures(&writing, sheet(&mut workbook, language, writing.words.figures)?, copy)?;
        statuses(&writing, sheet(&mut workbook, language, writing.words.statuses)?, copy)?;
        scores(&writing, sheet(&mut workbook, language, writing.words.scores)?, copy)?;
        reports(&writing, sheet(&mut workbook, language, writing.words.reports)?, copy)?;
        meanings(&writing, sheet(&mut workbook, language, writing.words.indicators)?)?;
    }
    let mut out = BufWriter::new(to);
    workbook.save_to_writer(&mut out)?;
    out.flush()?;
    Ok(rows)
}

/// A sheet that is written row by row and never held in memory.
fn sheet<'a>(workbook: &'a mut Workbook, language: Language, name: &str) -> Result<&'a mut Worksheet, XlsxError> {
    workbook.add_worksheet_with_constant_memory()?.set_name(sheet_name(language, name))
}

/// What every sheet of one language is written with.
struct Writing<'a> {
    known: &'a Known,
    formats: &'a Formats,
    language: Language,
    words: &'static Words,
}

impl Writing<'_> {
    fn head(&self, sheet: &mut Worksheet, widths: &[f64], headings: &[String]) -> Result<(), XlsxError> {
        for (column, width) in (0..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        sheet.set_freeze_panes(1, 1)?;
        for (column, heading) in (0..).zip(headings) {
            sheet.write_string_with_format(0, column, heading, &self.formats.heading)?;
        }
        Ok(())
    }

    /// Lets whoever reads it pick rows by what stands in a column, once all rows up to the next one are written.
    fn filter(sheet: &mut Worksheet, next_row: u32, headings: &[String]) -> anyhow::Result<()> {
        let last_column = u16::try_from(headings.len().saturating_sub(1))?;
        sheet.autofilter(0, 0, next_row.saturating_sub(1), last_column)?;
        Ok(())
    }

    fn text(&self, sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        sheet.write_string_with_format(row, column, text, &self.formats.text).map(|_| ())
    }

    fn number(&self, sheet: &mut Worksheet, row: u32, column: u16, number: f64) -> Result<(), XlsxError> {
        sheet.write_number_with_format(row, column, number, &self.formats.number).map(|_| ())
    }

    /// A place as the number it is; that it is shared is shown beside it.
    fn place(&self, sheet: &mut Worksheet, row: u32, column: u16, place: &BodyPlace) -> Result<(), XlsxError> {
        let shown = if place.is_shared { &self.formats.shared_place } else { &self.formats.place };
        sheet.write_number_with_format(row, column, Amount::whole(place.place).approximate(), shown).map(|_| ())
    }

    /// An instant by Bangkok's clock; cells know no zones.
    fn instant(&self, sheet: &mut Worksheet, row: u32, column: u16, at: DateTime<Utc>) -> Result<(), XlsxError> {
        let clock = buddhist::bangkok(at).naive_local().and_utc().timestamp();
        let shown = ExcelDateTime::from_timestamp(clock)?;
        sheet.write_datetime_with_format(row, column, &shown, &self.formats.instant).map(|_| ())
    }
}

/// What is said of the snapshot on its sheet.
enum Fact {
    Text(String),
    Instant(DateTime<Utc>),
}

fn about(writing: &Writing<'_>, sheet: &mut Worksheet) -> anyhow::Result<()> {
    let (words, language, head) = (writing.words, writing.language, &writing.known.head);
    sheet.set_column_width(0, FIGURE * 2.0)?.set_column_width(1, TEXT)?;
    sheet.write_string_with_format(0, 0, words.title, &writing.formats.title)?;
    let plan = writing.known.plan.plan.title.in_language(language).to_owned();
    let mut lines = vec![
        (words.code, Fact::Text(head.code.to_string())),
        (words.period, Fact::Text(format::period(language, head.round.period))),
        (words.plan, Fact::Text(plan)),
        (words.taken, Fact::Instant(head.taken_at)),
        (words.note, Fact::Text(head.note.clone())),
        (words.exact, Fact::Text(words.exact_why.to_owned())),
        (words.verify, Fact::Text(words.verify_why.to_owned())),
    ];
    if head.is_demonstration {
        lines.insert(0, (words.demonstration, Fact::Text(words.demonstration_why.to_owned())));
    }
    for (row, (name, fact)) in (2..).zip(lines) {
        sheet.write_string_with_format(row, 0, name, &writing.formats.heading)?;
        match fact {
            Fact::Text(text) => writing.text(sheet, row, 1, &text)?,
            Fact::Instant(at) => writing.instant(sheet, row, 1, at)?,
        }
    }
    Ok(())
}

/// Writes the rows of each report and gives the row after them.
fn of_reports(copy: &Copy, mut each: impl FnMut(u32, &Report) -> anyhow::Result<u32>) -> anyhow::Result<u32> {
    let mut row = 1;
    for line in copy.lines(&[Part::Report])? {
        if let Line::Report(report) = line? {
            row = each(row, &report)?;
        }
    }
    Ok(row)
}

/// A row for each body that reported, a column for each indicator; tells how many values there were.
fn by_indicator(
    writing: &Writing<'_>,
    sheet: &mut Worksheet,
    copy: &Copy,
    put: impl Fn(&mut Worksheet, (u32, u16), &Indicator, &ReportedValue) -> Result<(), XlsxError>,
) -> anyhow::Result<u64> {
    let (language, plan) = (writing.language, &writing.known.plan);
    let asked: Vec<_> = plan.indicators.iter().filter(|indicator| indicator.scope.asks_agencies()).collect();
    let named = asked.iter().map(|indicator| {
        let named = format!("{} ({})", indicator.name.in_language(language), indicator.unit.in_language(language));
        let is_derived = indicator.derived.is_some();
        if is_derived { format!("{named} · {}", writing.words.derived) } else { named }
    });
    let headings: Vec<String> =
        [writing.words.body.to_owned(), writing.words.code.to_owned()].into_iter().chain(named).collect();
    let widths: Vec<f64> = std::iter::once(NAME).chain(std::iter::repeat_n(FIGURE, headings.len() - 1)).collect();
    writing.head(sheet, &widths, &headings)?;
    let mut count = 0;
    let next_row = of_reports(copy, |row, report| {
        if report.values.is_empty() {
            return Ok(row);
        }
        writing.text(sheet, row, 0, &writing.known.name(language, &report.body))?;
        writing.text(sheet, row, 1, report.body.as_str())?;
        for (column, indicator) in (2..).zip(&asked) {
            let Some(value) = report.values.iter().find(|value| value.indicator == indicator.code) else { continue };
            put(sheet, (row, column), indicator, value)?;
            count += 1;
        }
        Ok(row + 1)
    })?;
    Writing::filter(sheet, next_row, &headings)?;
    Ok(count)
}

fn figures(writing: &Writing<'_>, sheet: &mut Worksheet, copy: &Copy) -> anyhow::Result<u64> {
    by_indicator(writing, sheet, copy, |sheet, (row, column), indicator, value| {
        match (value.figure, value.working.is_some()) {
            (Some(figure), _) if indicator.measure == Measure::YesNo => {
                let shown = &writing.formats.yes_no;
                sheet.write_number_with_format(row, column, figure.approximate(), shown).map(|_| ())
            }
            (Some(figure), _) => writing.number(sheet, row, column, figure.approximate()),
            (None, true) => writing.text(sheet, row, column, writing.words.not_measured),
            (None, false) => writing.text(sheet, row, column, writing.words.not_applicable),
        }
    })
}

/// How each figure stands against what was expected by the last day of the period.
fn statuses(writing: &Writing<'_>, sheet: &mut Worksheet, copy: &Copy) -> anyhow::Result<u64> {
    let day = writing.known.head.round.period.last_day();
    by_indicator(writing, sheet, copy, |sheet, (row, column), indicator, value| {
        let stands = Stands::of_one((value.status(indicator, day), value.figure));
        writing.text(sheet, row, column, stands.word(writing.language))
    })
}

fn scores(writing: &Writing<'_>, sheet: &mut Worksheet, copy: &Copy) -> anyhow::Result<()> {
    let (words, language) = (writing.words, writing.language);
    let headings = [words.body, words.code, words.scheme, words.score, words.class, words.place].map(str::to_owned);
    writing.head(sheet, &[NAME, FIGURE, NAME, FIGURE, FIGURE, FIGURE], &headings)?;
    let next_row = of_reports(copy, |mut row, report| {
        for score in &report.scores {
            let scheme = writing.known.schemes.iter().find(|scheme| scheme.head().code == score.scheme);
            let title = scheme.map_or(score.scheme.as_str(), |scheme| scheme.head().title.in_language(language));
            writing.text(sheet, row, 0, &writing.known.name(language, &report.body))?;
            writing.text(sheet, row, 1, report.body.as_str())?;
            writing.text(sheet, row, 2, title)?;
            match &score.outcome {
                Outcome::Scored(found) => {
                    writing.number(sheet, row, 3, found.published.approximate())?;
                    let class = found.class.as_ref().map(|class| {
                        let named = |scheme| scores::class_name(language, scheme, Some(class));
                        scheme.map_or_else(|| class.code.to_string(), named)
                    });
                    writing.text(sheet, row, 4, &class.unwrap_or_default())?;
                }
                Outcome::Absent(_) | Outcome::Fault(_) => writing.text(sheet, row, 3, words.no_score)?,
            }
            let place = writing.known.places.get(&score.scheme).and_then(|of_scheme| of_scheme.get(&report.body));
            if let Some(place) = place {
                writing.place(sheet, row, 5, place)?;
            }
            row += 1;
        }
        Ok(row)
    })?;
    Writing::filter(sheet, next_row, &headings)
}

fn reports(writing: &Writing<'_>, sheet: &mut Worksheet, copy: &Copy) -> anyhow::Result<()> {
    let (words, language) = (writing.words, writing.language);
    let headings = [words.body, words.code, words.state, words.handed_in, words.revision].map(str::to_owned);
    writing.head(sheet, &[NAME, FIGURE, FIGURE * 2.0, FIGURE * 2.0, FIGURE], &headings)?;
    let next_row = of_reports(copy, |row, report| {
        writing.text(sheet, row, 0, &writing.known.name(language, &report.body))?;
        writing.text(sheet, row, 1, report.body.as_str())?;
        writing.text(sheet, row, 2, states::state(language, report.state))?;
        if let Some(at) = report.first_submitted_at {
            writing.instant(sheet, row, 3, at)?;
        }
        writing.number(sheet, row, 4, f64::from(report.revision))?;
        Ok(row + 1)
    })?;
    Writing::filter(sheet, next_row, &headings)
}

fn meanings(writing: &Writing<'_>, sheet: &mut Worksheet) -> anyhow::Result<()> {
    let (words, language) = (writing.words, writing.language);
    let day = writing.known.head.round.period.last_day();
    let headings =
        [words.indicator, words.code, words.unit, words.definition, words.polarity, words.source, words.expected]
            .map(str::to_owned);
    let widths = [NAME, FIGURE, FIGURE, TEXT, FIGURE, NAME, FIGURE];
    writing.head(sheet, &widths, &headings)?;
    for (row, indicator) in (1..).zip(&writing.known.plan.indicators) {
        writing.text(sheet, row, 0, indicator.name.in_language(language))?;
        writing.text(sheet, row, 1, indicator.code.as_str())?;
        writing.text(sheet, row, 2, indicator.unit.in_language(language))?;
        writing.text(sheet, row, 3, indicator.definition.in_language(language))?;
        writing.text(sheet, row, 4, &indicators::polarity(language, &indicator.polarity))?;
        writing.text(sheet, row, 5, plans::source(language, &indicator.provenance.source))?;
        if let Some(expected) = indicator.expected_of_one(day) {
            writing.number(sheet, row, 6, expected.approximate())?;
        }
    }
    let next_row = u32::try_from(writing.known.plan.indicators.len())? + 1;
    Writing::filter(sheet, next_row, &headings)
}
