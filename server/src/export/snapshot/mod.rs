//! The files that are made of a snapshot. Each is written from the snapshot's lines and nothing else, as a stream: memory
//! holds one line, or one part of a table.

mod adx;
mod csv_tables;
mod csv_web;
mod data_package;
mod json_tables;
mod parquet_table;
mod sdmx_csv;
mod workbook;

use anyhow::Context as _;
use domain::snapshot::{
    Export, Head, Line,
    table::{Cell, Rows, Table},
};
use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::PathBuf,
};

/// A snapshot's file on the local disk, which can be read as often as a format needs.
#[derive(Debug, Clone)]
pub(crate) struct Copy {
    /// Where it lies.
    pub(crate) path: PathBuf,
}

impl Copy {
    /// Its lines.
    fn lines(&self) -> anyhow::Result<impl Iterator<Item = anyhow::Result<Line>> + use<>> {
        let file = File::open(&self.path).context("opening the copy of a snapshot")?;
        let line = |text: std::io::Result<String>| Ok(serde_json::from_str(&text?)?);
        Ok(BufReader::new(file).lines().map(line))
    }

    /// What it is.
    fn head(&self) -> anyhow::Result<Head> {
        match self.lines()?.next().transpose()? {
            Some(Line::Head(head)) => Ok(*head),
            Some(_) | None => anyhow::bail!("a snapshot begins with its head"),
        }
    }

    /// Gives the rows of a table one by one; tells how many there were.
    fn each_row(&self, table: Table, mut give: impl FnMut(&[Cell]) -> anyhow::Result<()>) -> anyhow::Result<u64> {
        let (mut rows, mut count) = (Rows::new(table), 0);
        for line in self.lines()? {
            for row in rows.of(&line?) {
                give(&row)?;
                count += 1;
            }
        }
        Ok(count)
    }
}

/// Writes one file of a snapshot; tells how many rows it holds.
///
/// # Errors
/// The copy cannot be read, or the disk is full.
pub(crate) fn write(export: Export, copy: &Copy, to: File) -> anyhow::Result<u64> {
    match export {
        Export::Workbook => workbook::write(copy, to),
        Export::Tables => csv_tables::write(copy, to),
        Export::Json => json_tables::write(copy, to),
        Export::Sdmx(version) => sdmx_csv::write(version, copy, to),
        Export::Adx => adx::write(copy, to),
        Export::Parquet(table) => parquet_table::write(table, copy, to),
    }
}
