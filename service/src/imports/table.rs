//! Rows and columns of a CSV file. Hostile input is refused with its place: other encodings, NUL, other separators, missing
//! or unknown columns, ragged rows, texts without end, formulas.

use super::{Reason, Refusal, Refusals};
use chrono::NaiveDate;
use domain::buddhist::read_date;
use std::{collections::BTreeMap, str::FromStr};

/// The longest cell of a register, in characters.
const LONGEST_CELL: usize = 2_000;

/// Whether a column must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// The file is refused without it.
    Needed,
    /// It may be left out; every cell of it is then empty.
    Optional,
}

/// A whole table in memory, for registers of some thousand rows.
#[derive(Debug)]
pub(crate) struct Table {
    places: BTreeMap<&'static str, usize>,
    rows: Vec<Row>,
}

/// A row with its line.
#[derive(Debug)]
struct Row {
    line: u64,
    record: csv::StringRecord,
    /// Why its cells cannot be taken apart.
    refusal: Option<Refusal>,
}

/// The text of a file; a byte-order mark is dropped.
pub(crate) fn text_of(bytes: &[u8]) -> Result<&str, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Refusal::new(1, "", Reason::NotUtf8));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Refusal::new(line_at(bytes, error.valid_up_to()), "", Reason::NotUtf8))?;
    match text.find('\0') {
        Some(place) => Err(Refusal::new(line_at(bytes, place), "", Reason::Nul)),
        None => Ok(text),
    }
}

/// The line on which a byte stands.
pub(crate) fn line_at(bytes: &[u8], place: usize) -> u64 {
    bytes[..place].split(|byte| *byte == b'\n').count() as u64
}

/// The line on which a row begins. The reader begins it at the blank lines before it, so it is counted back from its end;
/// where a quotation mark is not closed, its end is that of the file.
pub(crate) fn first_line(begin: Option<&csv::Position>, end: &csv::Position, cells: &[u8]) -> u64 {
    let lines = cells.split(|byte| *byte == b'\n').count() as u64;
    end.line().saturating_sub(lines).max(begin.map_or(1, csv::Position::line))
}

/// Where each known column stands in a header.
pub(crate) fn places(
    header: &csv::StringRecord,
    columns: &[(&'static str, Presence)],
) -> Result<BTreeMap<&'static str, usize>, Vec<Refusal>> {
    let mut refusals = Refusals::default();
    let mut places = BTreeMap::new();
    if header.len() == 1 && header.iter().any(|cell| cell.contains([';', '\t'])) {
        return Err(vec![Refusal::new(1, "", Reason::NotCommas)]);
    }
    for (place, cell) in header.iter().enumerate() {
        let known = columns.iter().map(|(name, _)| *name).find(|name| *name == cell.trim());
        match known {
            Some(name) if !places.contains_key(name) => {
                places.insert(name, place);
            }
            Some(_) | None => refusals.add(Refusal::new(1, cell, Reason::ColumnUnknown)),
        }
    }
    for (name, presence) in columns {
        if *presence == Presence::Needed && !places.contains_key(name) {
            refusals.add(Refusal::new(1, *name, Reason::ColumnMissing));
        }
    }
    refusals.or(places)
}

impl Table {
    /// Reads a table with these columns and no others.
    pub(crate) fn read(bytes: &[u8], columns: &[(&'static str, Presence)]) -> Result<Self, Vec<Refusal>> {
        let text = text_of(bytes).map_err(|refusal| vec![refusal])?;
        // The reader counts lines by their line feeds alone.
        let text = text.replace("\r\n", "\n").replace('\r', "\n") + "\n";
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header = reader.headers().cloned().unwrap_or_default();
        if header.iter().all(str::is_empty) {
            return Err(vec![Refusal::new(1, "", Reason::Empty)]);
        }
        let places = places(&header, columns)?;
        let mut rows = Vec::new();
        let mut record = csv::StringRecord::new();
        // The text is UTF-8 and ragged rows are looked at below, so nothing else can go wrong.
        while reader.read_record(&mut record).unwrap_or(false) {
            let line = first_line(record.position(), reader.position(), record.as_slice().as_bytes());
            let too_long = || record.iter().position(|cell| cell.chars().count() > LONGEST_CELL);
            let refusal = if record.len() == header.len() {
                let reason = Reason::TooLong { longest: LONGEST_CELL };
                too_long().map(|place| Refusal::new(line, header.get(place).unwrap_or_default(), reason))
            } else {
                let reason = Reason::CellCount { expected: header.len(), found: record.len() };
                Some(Refusal::new(line, "", reason))
            };
            rows.push(Row { line, record: record.clone(), refusal });
        }
        Ok(Self { places, rows })
    }

    /// Every row, to be taken apart; what is wrong goes into the refusals.
    pub(crate) fn rows<'a>(&'a self, refusals: &'a mut Refusals, mut take: impl FnMut(&mut Cells<'_>)) {
        for Row { line, record, refusal } in &self.rows {
            match refusal {
                None => take(&mut Cells { places: &self.places, line: *line, record, refusals }),
                Some(refusal) => refusals.add(refusal.clone()),
            }
        }
    }

    /// Whether a column is there.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.places.contains_key(column)
    }

    /// A column of every row as it stands, without spaces around it, also of rows that are refused.
    pub(crate) fn column(&self, column: &str) -> impl Iterator<Item = &str> {
        let place = self.places.get(column).copied();
        self.rows.iter().filter_map(move |row| Some(row.record.get(place?)?.trim()))
    }
}

/// The cells of one row by the names of their columns.
#[derive(Debug)]
pub(crate) struct Cells<'a> {
    places: &'a BTreeMap<&'static str, usize>,
    record: &'a csv::StringRecord,
    refusals: &'a mut Refusals,
    /// The line of the file.
    pub(crate) line: u64,
}

impl<'a> Cells<'a> {
    /// Notes what is wrong with a column of this row.
    pub(crate) fn refuse(&mut self, column: &str, reason: Reason) {
        self.refusals.add(Refusal::new(self.line, column, reason));
    }

    /// A cell as it stands, without spaces around it.
    pub(crate) fn raw(&self, column: &str) -> &'a str {
        self.places.get(column).and_then(|place| self.record.get(*place)).unwrap_or_default().trim()
    }

    /// A text, which may be empty.
    pub(crate) fn text(&mut self, column: &str) -> String {
        let text = self.raw(column);
        if text.starts_with(['=', '@']) {
            self.refuse(column, Reason::Formula);
        }
        text.to_owned()
    }

    /// A text that is needed.
    pub(crate) fn needed(&mut self, column: &str) -> String {
        if self.raw(column).is_empty() {
            self.refuse(column, Reason::Blank);
        }
        self.text(column)
    }

    /// A code that is needed.
    pub(crate) fn code<Code: FromStr>(&mut self, column: &str) -> Option<Code> {
        if self.raw(column).is_empty() {
            self.refuse(column, Reason::Blank);
            return None;
        }
        self.code_or_none(column)
    }

    /// A code that may be left out.
    pub(crate) fn code_or_none<Code: FromStr>(&mut self, column: &str) -> Option<Code> {
        let text = self.raw(column);
        if text.is_empty() {
            return None;
        }
        let code = text.parse().ok();
        if code.is_none() {
            self.refuse(column, Reason::NotACode);
        }
        code
    }

    /// One of a few words.
    pub(crate) fn word<Word: FromStr>(&mut self, column: &str, words: &[&str]) -> Option<Word> {
        let text = self.raw(column);
        let word = text.parse().ok();
        if word.is_none() {
            let reason = if text.is_empty() {
                Reason::Blank
            } else {
                Reason::NotOneOf { words: words.iter().map(|word| (*word).to_owned()).collect() }
            };
            self.refuse(column, reason);
        }
        word
    }

    /// A day that may be left out: ISO 8601, or as people in Thailand write it with a year whose era is clear.
    pub(crate) fn day_or_none(&mut self, column: &str) -> Option<NaiveDate> {
        let text = self.raw(column);
        if text.is_empty() {
            return None;
        }
        read_date(text).map_err(|error| self.refuse(column, Reason::NotADate(error))).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[(&str, Presence)] =
        &[("code", Presence::Needed), ("name", Presence::Needed), ("note", Presence::Optional)];

    type Names = Vec<(u64, String, String)>;

    fn read(bytes: impl AsRef<[u8]>) -> Result<Names, Vec<Refusal>> {
        let table = Table::read(bytes.as_ref(), COLUMNS)?;
        let mut refusals = Refusals::default();
        let mut names = Vec::new();
        table.rows(&mut refusals, |cells| names.push((cells.line, cells.needed("name"), cells.text("note"))));
        refusals.or(names)
    }

    fn refused(bytes: impl AsRef<[u8]>) -> Vec<Refusal> {
        read(bytes).expect_err("refused")
    }

    fn names(bytes: impl AsRef<[u8]>) -> Names {
        read(bytes).expect("no refusals")
    }

    #[test]
    fn a_byte_order_mark_carriage_returns_and_quotation_marks_are_taken() {
        let read = names("\u{feff}name,code\r\n\"กรม \"\"ก\"\", ข\",a\r\n ค ,b\r\n");
        assert_eq!(read, [(2, "กรม \"ก\", ข".to_owned(), String::new()), (3, "ค".to_owned(), String::new())]);
    }

    #[test]
    fn other_encodings_are_refused_with_the_line() {
        let mut thai_874 = b"code,name\na,b\nc,".to_vec();
        thai_874.extend([0xa1, 0xc3, 0xc1]);
        assert_eq!(refused(&thai_874), [Refusal::new(3, "", Reason::NotUtf8)]);
        assert_eq!(refused(b"\xff\xfec\0o\0d\0e\0"), [Refusal::new(1, "", Reason::NotUtf8)]);
        assert_eq!(refused("code,name\na,\0"), [Refusal::new(2, "", Reason::Nul)]);
    }

    #[test]
    fn a_header_is_refused_column_by_column() {
        assert_eq!(refused(""), [Refusal::new(1, "", Reason::Empty)]);
        assert_eq!(refused("code;name\na;b\n"), [Refusal::new(1, "", Reason::NotCommas)]);
        let found = refused("code,nmae,code\na,b,c\n");
        let expected =
            [("nmae", Reason::ColumnUnknown), ("code", Reason::ColumnUnknown), ("name", Reason::ColumnMissing)];
        assert_eq!(found, expected.map(|(column, reason)| Refusal::new(1, column, reason)));
    }

    #[test]
    fn ragged_rows_are_all_named_and_hide_nothing_else() {
        let found = refused("code,name\na\nb,\nd,e,f\n");
        let count = |line, found| Refusal::new(line, "", Reason::CellCount { expected: 2, found });
        assert_eq!(found, [count(2, 1), Refusal::new(3, "name", Reason::Blank), count(4, 3)]);
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_is_found() {
        let found = refused(format!("code,name\na,\"{}\n", "x,y\n".repeat(1_000)));
        assert_eq!(found, [Refusal::new(2, "name", Reason::TooLong { longest: LONGEST_CELL })]);
    }

    #[test]
    fn cells_are_read_or_refused() {
        let table = Table::read("code,name,note\n a b ,=cmd(),31/2/2567\n,@x,๑/๑/๒๕๖๗\n".as_bytes(), COLUMNS);
        let mut refusals = Refusals::default();
        table.expect("a table").rows(&mut refusals, |cells| {
            let _: Option<domain::ids::OrganisationCode> = cells.code("code");
            cells.needed("name");
            cells.day_or_none("note");
        });
        let expected = [
            (2, "code", Reason::NotACode),
            (2, "name", Reason::Formula),
            (2, "note", Reason::NotADate(domain::buddhist::DateError::NoSuchDay)),
            (3, "code", Reason::Blank),
            (3, "name", Reason::Formula),
        ];
        let expected = expected.map(|(line, column, reason)| Refusal::new(line, column, reason)).to_vec();
        assert_eq!(refusals.or(()), Err(expected));
    }
}
