//! The files that are made of a snapshot. Each is written from the snapshot's lines and nothing else, as a stream: memory
//! holds one line, or one part of a table.

mod adx;
mod catalogue;
mod ckan;
mod csv_tables;
mod csv_web;
mod data_package;
mod dcat;
/// What descriptions tell of a snapshot besides what stands in it.
mod described;
mod json_tables;
mod lines;
mod listed;
/// Reports that are set for printing.
pub(crate) mod paper;
mod parquet_table;
mod sdmx_csv;
mod sdmx_data;
mod sdmx_structure;
mod workbook;

pub(crate) use catalogue::catalogue;
pub(crate) use dcat::Syntax;
pub(crate) use described::Described;
#[cfg(test)]
pub(crate) use sdmx_csv::time_period;
pub(crate) use sdmx_csv::{HEADING, MAINTAINER, Numbers, Observed, STRUCTURE, structure_of};
pub(crate) use sdmx_structure::complete as complete_structures;

use anyhow::Context as _;
use domain::snapshot::{
    Catalogue, Export, Hash, Head, Line, Part, SdmxMessage,
    table::{Cell, Rows, Table},
};
use lines::Lines;
use std::{fs::File, path::PathBuf};

/// A snapshot's file on the local disk, which can be read as often as a format needs.
#[derive(Debug, Clone)]
pub(crate) struct Copy {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// The SHA-256 of the whole file.
    pub(crate) sha256: Hash,
}

impl Copy {
    /// Its lines of some kinds, in the order in which they stand.
    fn lines(&self, wanted: &[Part]) -> anyhow::Result<Lines> {
        Lines::open(&self.path, wanted).context("opening the copy of a snapshot")
    }

    /// What it is.
    fn head(&self) -> anyhow::Result<Head> {
        match self.lines(&[Part::Head])?.next().transpose()? {
            Some(Line::Head(head)) => Ok(*head),
            Some(_) | None => anyhow::bail!("a snapshot begins with its head"),
        }
    }

    /// Gives the rows of a table one by one; tells how many there were.
    fn each_row(&self, table: Table, mut give: impl FnMut(&[Cell]) -> anyhow::Result<()>) -> anyhow::Result<u64> {
        let (mut rows, mut count) = (Rows::new(table), 0);
        for line in self.lines(table.reads())? {
            for row in rows.of(&line?) {
                give(&row)?;
                count += 1;
            }
        }
        Ok(count)
    }
}

/// Writes one file of a snapshot that lies at a path, for whoever measures what that takes; descriptions tell of no other
/// files.
///
/// # Errors
/// The snapshot cannot be read, or the disk is full.
pub fn write_alone(export: Export, path: PathBuf, sha256: Hash, to: File) -> anyhow::Result<u64> {
    // Descriptions name whole addresses, whatever they are.
    let described = Described { origin: "https://tidtam.example".to_owned(), ..Described::default() };
    write(export, &Copy { path, sha256 }, &described, to)
}

/// Writes one file of a snapshot; tells how many rows it holds. What descriptions tell of the other files is known once those
/// are made; papers tell what the snapshot replaces, and the tables under which licence they may be used.
///
/// # Errors
/// The copy cannot be read, or the disk is full.
pub(crate) fn write(export: Export, copy: &Copy, described: &Described, to: File) -> anyhow::Result<u64> {
    match export {
        Export::Paper(language) => paper::national::write(language, copy, described, to),
        Export::Workbook => workbook::write(copy, to),
        Export::Tables => csv_tables::write(copy, described, to),
        Export::Json => json_tables::write(copy, to),
        Export::Sdmx(version) => sdmx_csv::write(version, copy, to),
        Export::SdmxJson(SdmxMessage::Data) => sdmx_data::write(copy, to),
        Export::SdmxJson(SdmxMessage::Structure) => sdmx_structure::write(copy, to),
        Export::Adx => adx::write(copy, to),
        Export::Parquet(table) => parquet_table::write(table, copy, to),
        Export::Description(Catalogue::JsonLd) => dcat::write(Syntax::JsonLd, copy, described, to),
        Export::Description(Catalogue::Turtle) => dcat::write(Syntax::Turtle, copy, described, to),
        Export::Description(Catalogue::Ckan) => ckan::write(copy, described, to),
    }
}
