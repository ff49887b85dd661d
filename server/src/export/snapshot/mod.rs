//! The files that are made of a snapshot. Each is written from the snapshot's lines and nothing else, as a stream: memory
//! holds one line, or one part of a table.

mod adx;
mod ckan;
mod csv_tables;
mod csv_web;
mod data_package;
mod dcat;
/// What descriptions tell of a snapshot besides what stands in it.
mod described;
mod json_tables;
/// Reports that are set for printing.
pub(crate) mod paper;
mod parquet_table;
mod sdmx_csv;
mod sdmx_data;
mod sdmx_structure;
mod workbook;

pub(crate) use described::Described;

use anyhow::Context as _;
use domain::snapshot::{
    Catalogue, Export, Hash, Head, Line, Part, SdmxMessage,
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
    /// The SHA-256 of the whole file.
    pub(crate) sha256: Hash,
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
        let file = File::open(&self.path).context("opening the copy of a snapshot")?;
        for text in BufReader::new(file).lines() {
            let text = text?;
            // Most of a snapshot is reports, which say nothing of most tables.
            if !Part::Head.begins(&text) && !table.comes_from().begins(&text) {
                continue;
            }
            for row in rows.of(&serde_json::from_str(&text)?) {
                give(&row)?;
                count += 1;
            }
        }
        Ok(count)
    }
}

/// Writes one file of a snapshot; tells how many rows it holds. What descriptions tell of the other files is known once those
/// are made.
///
/// # Errors
/// The copy cannot be read, or the disk is full.
pub(crate) fn write(export: Export, copy: &Copy, described: &Described, to: File) -> anyhow::Result<u64> {
    match export {
        Export::Paper(language) => paper::national::write(language, copy, to),
        Export::Workbook => workbook::write(copy, to),
        Export::Tables => csv_tables::write(copy, to),
        Export::Json => json_tables::write(copy, to),
        Export::Sdmx(version) => sdmx_csv::write(version, copy, to),
        Export::SdmxJson(SdmxMessage::Data) => sdmx_data::write(copy, to),
        Export::SdmxJson(SdmxMessage::Structure) => sdmx_structure::write(copy, to),
        Export::Adx => adx::write(copy, to),
        Export::Parquet(table) => parquet_table::write(table, copy, to),
        Export::Description(Catalogue::JsonLd) => dcat::write(dcat::Syntax::JsonLd, copy, described, to),
        Export::Description(Catalogue::Turtle) => dcat::write(dcat::Syntax::Turtle, copy, described, to),
        Export::Description(Catalogue::Ckan) => ckan::write(copy, described, to),
    }
}
