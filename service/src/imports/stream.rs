//! Rows of a CSV file of any length, one at a time, in constant memory.

use super::{
    Reason, Refusal,
    table::{Presence, first_line, places},
};
use csv::StringRecord;
use std::{
    cell::Cell,
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    rc::Rc,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The longest row of values, in bytes: a quotation mark that is not closed ends here and not at the end of the file.
pub(super) const LONGEST_ROW: usize = 64 * 1024;
const BUFFER: usize = 256 * 1024;

/// Gives so many bytes on and no more until more are allowed; carriage returns are left out, so that lines are counted by
/// their line feeds alone, and a last line feed is put in, so that every row ends with one.
struct Measured<Source> {
    source: Source,
    allowed: Rc<Cell<usize>>,
    has_ended: bool,
}

impl<Source: Read> Read for Measured<Source> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.allowed.get() == 0 {
                return Err(io::ErrorKind::InvalidData.into());
            }
            let most = buffer.len().min(self.allowed.get());
            let count = self.source.read(&mut buffer[..most])?;
            self.allowed.set(self.allowed.get() - count);
            let mut kept = 0;
            for place in 0..count {
                if buffer[place] != b'\r' {
                    buffer[kept] = buffer[place];
                    kept += 1;
                }
            }
            if kept > 0 || count == 0 && self.has_ended {
                return Ok(kept);
            }
            if count == 0 {
                self.has_ended = true;
                buffer[0] = b'\n';
                return Ok(1);
            }
        }
    }
}

/// A file that is looked through before it is read in earnest. Whoever holds it reads on where the last one ended.
pub(crate) struct Twice<File>(Arc<Mutex<File>>);

impl<File> Clone for Twice<File> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<File> Twice<File> {
    pub(crate) fn new(file: File) -> Self {
        Self(Arc::new(Mutex::new(file)))
    }

    fn file(&self) -> MutexGuard<'_, File> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<File: Seek> Twice<File> {
    /// How far it was read; nothing where there is no way back, as in a pipe.
    pub(super) fn place(&self) -> Option<u64> {
        self.file().stream_position().ok()
    }

    /// Goes back, to be read from there on.
    pub(super) fn back_to(&self, place: u64) -> io::Result<()> {
        self.file().seek(SeekFrom::Start(place)).map(|_| ())
    }
}

impl<File: Read> Read for Twice<File> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file().read(buffer)
    }
}

/// The rows of a file.
pub(super) struct Rows {
    reader: csv::Reader<Measured<Box<dyn BufRead + Send>>>,
    allowed: Rc<Cell<usize>>,
    longest: usize,
    places: BTreeMap<&'static str, usize>,
    width: usize,
    record: csv::ByteRecord,
}

impl Rows {
    /// Opens a file with these columns and no others, and rows up to so many bytes.
    pub(super) fn open(
        file: impl Read + Send + 'static,
        columns: &[(&'static str, Presence)],
        longest: usize,
    ) -> Result<Self, Vec<Refusal>> {
        let first = |reason| vec![Refusal::new(1, "", reason)];
        let mut source: Box<dyn BufRead + Send> = Box::new(BufReader::with_capacity(BUFFER, file));
        let begin = source.fill_buf().unwrap_or_default();
        if begin.starts_with(b"\xff\xfe") || begin.starts_with(b"\xfe\xff") {
            return Err(first(Reason::NotUtf8));
        }
        if begin.starts_with(b"\xef\xbb\xbf") {
            source.consume(3);
        }
        let allowed = Rc::new(Cell::new(BUFFER));
        let measured = Measured { source, allowed: allowed.clone(), has_ended: false };
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).buffer_capacity(longest.min(LONGEST_ROW)).from_reader(measured);
        let header = reader.byte_headers().map_err(|_| first(Reason::TooLong { longest }))?.clone();
        let header = StringRecord::from_byte_record(header).map_err(|_| first(Reason::NotUtf8))?;
        if header.iter().all(str::is_empty) {
            return Err(first(Reason::Empty));
        }
        let places = places(&header, columns)?;
        Ok(Self { reader, allowed, longest, places, width: header.len(), record: csv::ByteRecord::new() })
    }

    /// The next row with its line, or why it cannot be read; none at the end of the file. After a row that cannot be read
    /// as text at all there is no use in going on.
    pub(super) fn next(&mut self) -> Option<Result<(u64, StringRecord), (Refusal, GoingOn)>> {
        self.allowed.set(self.longest * 2);
        let line = self.reader.position().line();
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(_) => {
                let reason = Reason::TooLong { longest: self.longest };
                return Some(Err((Refusal::new(line, "", reason), GoingOn::Useless)));
            }
        }
        let line = first_line(self.record.position(), self.reader.position(), self.record.as_slice());
        let refusal = |reason, going_on| Some(Err((Refusal::new(line, "", reason), going_on)));
        if self.record.as_slice().len() > self.longest {
            return refusal(Reason::TooLong { longest: self.longest }, GoingOn::Useless);
        }
        if self.record.as_slice().contains(&0) {
            return refusal(Reason::Nul, GoingOn::Useful);
        }
        if self.record.len() != self.width {
            let reason = Reason::CellCount { expected: self.width, found: self.record.len() };
            return refusal(reason, GoingOn::Useful);
        }
        match StringRecord::from_byte_record(self.record.clone()) {
            Ok(record) => Some(Ok((line, record))),
            Err(_) => refusal(Reason::NotUtf8, GoingOn::Useless),
        }
    }

    /// Whether a column is there.
    pub(super) fn has(&self, column: &str) -> bool {
        self.places.contains_key(column)
    }

    /// A cell of a row, without spaces around it; empty where the column is left out.
    pub(super) fn cell<'a>(&self, record: &'a StringRecord, column: &str) -> &'a str {
        self.places.get(column).and_then(|place| record.get(*place)).unwrap_or_default().trim()
    }
}

/// Whether the rows after one that cannot be read are worth reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GoingOn {
    /// They are.
    Useful,
    /// They are not: the file is in another encoding, or a quotation mark is not closed.
    Useless,
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[(&str, Presence)] = &[("a", Presence::Needed), ("b", Presence::Optional)];

    fn read(bytes: impl Into<Vec<u8>>) -> Vec<Result<(u64, String), (u64, Reason)>> {
        let mut rows = match Rows::open(io::Cursor::new(bytes.into()), COLUMNS, LONGEST_ROW) {
            Ok(rows) => rows,
            Err(refusals) => return refusals.into_iter().map(|found| Err((found.line, found.reason))).collect(),
        };
        let mut read = Vec::new();
        while let Some(row) = rows.next() {
            match row {
                Ok((line, record)) => read.push(Ok((line, rows.cell(&record, "a").to_owned()))),
                Err((refusal, going_on)) => {
                    read.push(Err((refusal.line, refusal.reason)));
                    if going_on == GoingOn::Useless {
                        break;
                    }
                }
            }
        }
        read
    }

    #[test]
    fn lines_are_counted_with_and_without_carriage_returns() {
        let text = "\u{feff}b,a\r\n1,one\r\n\r\n2,\"t\r\nwo\"\r\n3,three";
        let expected = [(2, "one"), (4, "t\nwo"), (6, "three")].map(|(line, cell)| Ok((line, cell.to_owned())));
        assert_eq!(read(text), expected);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_line() {
        assert_eq!(read("x,b\n"), [Err((1, Reason::ColumnUnknown)), Err((1, Reason::ColumnMissing))]);
        assert_eq!(read(""), [Err((1, Reason::Empty))]);
        assert_eq!(read(b"\xff\xfea\0".to_vec()), [Err((1, Reason::NotUtf8))]);
        let count = Reason::CellCount { expected: 1, found: 2 };
        assert_eq!(read("a\n1,2\n\0\n3\n"), [Err((2, count)), Err((3, Reason::Nul)), Ok((4, "3".to_owned()))]);
        assert_eq!(read(b"a\n1\n\xa1\xa2\n2\n".to_vec())[1..], [Err((3, Reason::NotUtf8))]);
    }

    #[test]
    fn a_row_without_end_costs_no_memory() {
        let too_long = [Err((2, Reason::TooLong { longest: LONGEST_ROW }))];
        assert_eq!(read(format!("a\n\"{}", "x\n".repeat(1_000_000))), too_long);
        assert_eq!(read(format!("a\n{}\n", "x".repeat(100_000))), too_long);
    }
}
