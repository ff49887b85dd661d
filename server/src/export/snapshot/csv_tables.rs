//! All tables as CSV (RFC 4180, UTF-8) in one archive, with two descriptions that other programs read: a Data Package and
//! CSV on the Web.

use super::{Copy, csv_web, data_package, described::Described};
use domain::{
    sheet::harmless,
    snapshot::{
        Hash,
        table::{Cell, Table},
    },
};
use sha2::{Digest as _, Sha256};
use std::{
    fs::File,
    io::{BufWriter, Seek, Write},
};
use strum::IntoEnumIterator as _;
use zip::{ZipWriter, write::SimpleFileOptions};

/// A table that was written.
pub(super) struct Written {
    /// Which.
    pub(super) table: Table,
    /// The name of its file.
    pub(super) name: String,
    /// How many rows it has.
    pub(super) rows: u64,
    /// How many bytes.
    pub(super) bytes: u64,
    /// The SHA-256 of the file.
    pub(super) sha256: Hash,
}

/// Bytes on their way, counted and hashed.
struct Counted<W> {
    inner: W,
    bytes: u64,
    whole: Sha256,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.whole.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

pub(super) fn write(copy: &Copy, described: &Described, to: File) -> anyhow::Result<u64> {
    let (head, license) = (copy.head()?, described.license.as_ref());
    // Entries bear no time of their own, so that the same snapshot gives the same bytes.
    let options = SimpleFileOptions::default().large_file(true);
    let mut archive = ZipWriter::new(BufWriter::new(to));
    let mut tables = Vec::new();
    for table in Table::iter() {
        let name = format!("{}.csv", table.as_ref());
        archive.start_file(&name, options)?;
        tables.push(write_table(copy, table, name, &mut archive)?);
    }
    archive.start_file("datapackage.json", options)?;
    serde_json::to_writer_pretty(&mut archive, &data_package::of(&head, license, &tables))?;
    archive.start_file("csv-metadata.json", options)?;
    serde_json::to_writer_pretty(&mut archive, &csv_web::of(&head, license, &tables))?;
    archive.finish()?.flush()?;
    Ok(tables.iter().map(|table| table.rows).sum())
}

fn write_table<W: Write + Seek>(
    copy: &Copy,
    table: Table,
    name: String,
    archive: &mut ZipWriter<W>,
) -> anyhow::Result<Written> {
    let mut counted = Counted { inner: archive, bytes: 0, whole: Sha256::new() };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut counted);
    writer.write_record(table.columns().iter().map(|column| column.name))?;
    let rows = copy.each_row(table, |row| {
        writer.write_record(row.iter().map(plain))?;
        Ok(())
    })?;
    writer.flush()?;
    drop(writer);
    Ok(Written { table, name, rows, bytes: counted.bytes, sha256: Hash::new(counted.whole.finalize().into()) })
}

/// A cell that no spreadsheet takes for a formula.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::Blank | Cell::Whole(_) | Cell::Number(_) | Cell::Date(_) | Cell::Instant(_) | Cell::Truth(_) => {
            cell.text()
        }
    }
}
