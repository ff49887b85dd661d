//! What a workbook may cost: looked at before anybody reads it. A file of a kilobyte can name a cell so far away that a
//! table up to it fills the memory, and one of half a megabyte can unpack to gigabytes.

use super::Why;
use quick_xml::{Reader, events::Event};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use zip::{CompressionMethod, ZipArchive};

/// The largest file, in bytes.
pub const LARGEST_SHEET: usize = 5 * 1024 * 1024;
/// What is too much for a kind of workbook.
pub(super) struct Limits {
    /// The most that it unpacks to, in bytes.
    unpacked: u64,
    /// The most cells with their rows.
    cells: usize,
    /// The most shared texts.
    texts: usize,
    /// The furthest row, counted from 1.
    last_row: u32,
}

/// Of the workbook of one report: a hundred indicators with long remarks are a tenth of it, with some two thousand cells.
pub(super) const OF_ONE: Limits = Limits { unpacked: 8 * 1024 * 1024, cells: 10_000, texts: 20_000, last_row: 2_000 };
/// Of a workbook of many reports with [`super::MOST_ROWS_OF_MANY`] rows.
pub(super) const OF_MANY: Limits = Limits { unpacked: 12 * 1024 * 1024, cells: 45_000, texts: 45_000, last_row: 2_100 };
/// The most that one part of a workbook may grow by, once it is larger than [`SMALL_PART`].
const MOST_TIMES: u64 = 200;
const SMALL_PART: u64 = 256 * 1024;
/// The most parts in the archive.
const MOST_PARTS: usize = 200;
/// The furthest column, counted from 1.
const LAST_COLUMN: u32 = 64;
/// The start of each entry of an archive's directory.
const DIRECTORY_ENTRY: [u8; 4] = *b"PK\x01\x02";

/// Refuses a workbook that would cost too much, or is none.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), Why> {
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(Why::OldWorkbook);
    }
    // The directory is read into memory as a whole, so its length is looked at first.
    if bytes.windows(DIRECTORY_ENTRY.len()).filter(|window| *window == DIRECTORY_ENTRY).count() > MOST_PARTS {
        return Err(Why::TooMuchInside);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Why::Damaged)?;
    if archive.len() > MOST_PARTS {
        return Err(Why::TooMuchInside);
    }
    let mut declared: u64 = 0;
    for place in 0..archive.len() {
        let part = archive.by_index_raw(place).map_err(|_| Why::Damaged)?;
        if part.encrypted() {
            return Err(Why::Protected);
        }
        if !matches!(part.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(Why::Damaged);
        }
        declared = declared.saturating_add(part.size());
        if declared > limits.unpacked
            || part.size() > SMALL_PART && part.size() / part.compressed_size().max(1) > MOST_TIMES
        {
            return Err(Why::TooMuchInside);
        }
    }
    let Limits { unpacked: left, cells, texts, last_row } = *limits;
    let mut scan = Scan { left, cells, texts, last_row };
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(|_| Why::Damaged)?;
        scan.part(part)?;
    }
    Ok(())
}

/// What is left of each limit.
struct Scan {
    left: u64,
    cells: usize,
    texts: usize,
    last_row: u32,
}

impl Scan {
    /// Reads one part to its end, as far as the limits go. Every part is looked at as XML, whatever its name says, since
    /// a workbook may call its sheets anything; where XML ends, cells end too, and only bytes are counted.
    fn part(&mut self, part: impl Read) -> Result<(), Why> {
        let mut counted = BufReader::new(Counted { source: part, left: &mut self.left, is_over: false });
        let (mut cells, mut texts) = (self.cells, self.texts);
        let scanned = scan(&mut counted, &mut cells, &mut texts, self.last_row);
        let rest = io::copy(&mut counted, &mut io::sink());
        let is_over = counted.get_ref().is_over;
        (self.cells, self.texts) = (cells, texts);
        if is_over {
            return Err(Why::TooMuchInside);
        }
        scanned?;
        rest.map(|_| ()).map_err(|_| Why::Damaged)
    }
}

/// Gives on what is read and counts it.
struct Counted<'a, Source> {
    source: Source,
    left: &'a mut u64,
    is_over: bool,
}

impl<Source: Read> Read for Counted<'_, Source> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        if let Some(left) = self.left.checked_sub(count as u64) {
            *self.left = left;
            return Ok(count);
        }
        self.is_over = true;
        Err(io::ErrorKind::FileTooLarge.into())
    }
}

/// Looks for cells and shared texts.
fn scan(part: &mut impl BufRead, cells: &mut usize, texts: &mut usize, last_row: u32) -> Result<(), Why> {
    let mut reader = Reader::from_reader(part);
    reader.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let element = match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => element,
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => continue,
        };
        let budget = match element.local_name().as_ref() {
            "c" | "row" => {
                if let Ok(Some(place)) = element.try_get_attribute("r") {
                    near(&String::from_utf8_lossy(place.value.as_ref().as_bytes()), last_row)?;
                }
                &mut *cells
            }
            "si" | "xf" | "sheet" | "Relationship" => &mut *texts,
            _ => continue,
        };
        *budget = budget.checked_sub(1).ok_or(Why::TooMuchInside)?;
    }
}

/// Refuses a place that is far away: `XFD1048576`.
fn near(place: &str, last_row: u32) -> Result<(), Why> {
    let far = || Why::FarCell { cell: place.chars().take(12).collect() };
    let letters = place.len() - place.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let (column, row) = place.split_at(letters);
    if column.len() > 3 || row.len() > 7 {
        return Err(far());
    }
    let column = column.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = row.parse().map_err(|_| Why::Damaged)?;
    if column > LAST_COLUMN || row > last_row { Err(far()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::{ZipWriter, write::SimpleFileOptions};

    const MOST_CELLS: usize = OF_ONE.cells;

    fn check(bytes: &[u8]) -> Result<(), Why> {
        super::check(bytes, &OF_ONE)
    }

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).expect("a part");
            writer.write_all(content).expect("written");
        }
        writer.finish().expect("an archive").into_inner()
    }

    fn sheet(cells: &str) -> Vec<u8> {
        archive(&[(
            "xl/worksheets/sheet1.xml",
            format!("<worksheet><sheetData>{cells}</sheetData></worksheet>").as_bytes(),
        )])
    }

    #[test]
    fn a_small_workbook_is_let_through() {
        assert_eq!(check(&sheet("<row r=\"5\"><c r=\"G5\"><v>27</v></c></row>")), Ok(()));
        assert_eq!(check(&archive(&[("xl/media/image1.png", b"\x89PNG\x00<c r=")])), Ok(()));
    }

    #[test]
    fn a_far_cell_is_refused_wherever_it_hides() {
        for cell in ["XFD1048576", "A2001", "BM1", "AAAAAAA1", "A99999999999"] {
            let far = Why::FarCell { cell: cell.to_owned() };
            assert_eq!(check(&sheet(&format!("<row><c r=\"{cell}\"/></row>"))), Err(far), "{cell}");
        }
        let renamed = archive(&[("xl/media/image1.png", b"<x:row xmlns:x='y'><x:c r='XFD1048576'><v/></x:c></x:row>")]);
        assert!(matches!(check(&renamed), Err(Why::FarCell { .. })));
        let far_row = sheet("<row r=\"1048576\"/>");
        assert!(matches!(check(&far_row), Err(Why::FarCell { .. })));
    }

    #[test]
    fn what_unpacks_to_much_is_refused_before_it_is_unpacked() {
        let zeros = vec![b' '; 32 * 1024 * 1024];
        let bomb = archive(&[("xl/worksheets/sheet1.xml", &zeros)]);
        assert!(bomb.len() < 100_000, "{}", bomb.len());
        assert_eq!(check(&bomb), Err(Why::TooMuchInside));
    }

    #[test]
    fn a_size_that_lies_is_found_out() {
        let zeros = vec![b' '; 32 * 1024 * 1024];
        let mut bomb = archive(&[("xl/worksheets/sheet1.xml", &zeros)]);
        let truth = u32::try_from(zeros.len()).expect("a size").to_le_bytes();
        let places: Vec<_> =
            bomb.windows(4).enumerate().filter(|(_, window)| *window == truth).map(|(at, _)| at).collect();
        assert!(places.len() >= 2, "in the part's head and in the directory");
        for place in places {
            bomb[place..place + 4].copy_from_slice(&1_000_u32.to_le_bytes());
        }
        assert!(matches!(check(&bomb), Err(Why::TooMuchInside | Why::Damaged)));
    }

    #[test]
    fn many_cells_and_many_parts_are_refused() {
        assert_eq!(check(&sheet(&"<row><c/></row>".repeat(MOST_CELLS))), Err(Why::TooMuchInside));
        let names: Vec<String> = (0..=MOST_PARTS).map(|number| number.to_string()).collect();
        let parts: Vec<_> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
        assert_eq!(check(&archive(&parts)), Err(Why::TooMuchInside));
    }

    #[test]
    fn a_workbook_of_many_has_more_room_and_no_end_either() {
        let row = |row: u32| format!("<row r=\"{row}\"><c r=\"I{row}\"/></row>");
        let rows = |last: u32| (5..=last).map(row).collect::<String>();
        assert!(check(&sheet(&rows(2_001))).is_err());
        assert_eq!(super::check(&sheet(&rows(2_001)), &OF_MANY), Ok(()));
        assert!(matches!(super::check(&sheet(&row(2_101)), &OF_MANY), Err(Why::FarCell { .. })));
        let many = "<row><c/></row>".repeat(OF_MANY.cells);
        assert_eq!(super::check(&sheet(&many), &OF_MANY), Err(Why::TooMuchInside));
    }

    #[test]
    fn what_is_no_workbook_is_told_apart() {
        assert_eq!(check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err(Why::OldWorkbook));
        assert_eq!(check(b"PK\x03\x04 and nothing more"), Err(Why::Damaged));
        assert_eq!(check(b""), Err(Why::Damaged));
    }
}
