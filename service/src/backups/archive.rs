//! The file of a backup: a ZIP with every table as lines, every kept file, and a manifest with the digest of each.

use crate::{
    ServiceError, ServiceResult,
    error::Fault,
    store::tables::{Rows, Table},
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::snapshot::Hash;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read, Write as _},
    path::Path,
};
use tokio::sync::mpsc::{Receiver, Sender};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// What the format is called, with its edition.
const FORMAT: &str = "tidtam-backup 1";
/// Where the manifest stands.
const MANIFEST: &str = "manifest.json";
/// How many rows are handed on at once.
const ROWS: usize = 1_000;
/// No manifest, and no row, is larger: more is not read into memory.
const LARGEST: u64 = 1 << 28;
/// Where files are named by the SHA-256 of their content.
const NAMED_BY_CONTENT: [&str; 4] = ["evidence/", "snapshots/", "snapshot-files/", "snapshot-papers/"];
/// How many bytes of a file are handed on at once.
const PIECE_BYTES: usize = 1 << 20;

/// What a backup holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// [`FORMAT`].
    pub(super) format: String,
    /// The instant at which the database was read.
    pub(super) made_at: DateTime<Utc>,
    /// The last migration of the tables: only a program with the same one can read them.
    pub(super) migration: i64,
    /// The tables.
    pub(super) tables: Vec<CopiedTable>,
    /// The files of the object store.
    pub(super) files: Vec<CopiedFile>,
}

impl Manifest {
    /// The digest of all that it says.
    pub(super) fn sha256(&self) -> Hash {
        Hash::of(&serde_json::to_vec(self).unwrap_or_default())
    }
}

/// A table in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CopiedTable {
    #[serde(flatten)]
    pub(super) table: Table,
    /// How many rows it had.
    pub(super) rows: u64,
    /// The SHA-256 of its lines.
    pub(super) sha256: Hash,
}

/// A file in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CopiedFile {
    /// Its place in the object store.
    pub(super) place: String,
    /// Its size in bytes.
    pub(super) size: u64,
    /// The SHA-256 of its content.
    pub(super) sha256: Hash,
}

impl CopiedFile {
    /// Whether its content is what its name says; nothing where its name says nothing of it.
    pub(super) fn is_whole(&self) -> Option<bool> {
        let is_named_by_content = NAMED_BY_CONTENT.iter().any(|folder| self.place.starts_with(folder));
        is_named_by_content.then(|| self.place.rsplit('/').next() == Some(self.sha256.to_string().as_str()))
    }
}

/// What comes into a backup, in order.
pub(super) enum Piece {
    /// What follows are the lines of a table.
    Table(Table),
    /// What follows is the content of a file at a place.
    File(String),
    /// Some of it.
    Bytes(Bytes),
    /// Everything has come.
    End,
}

impl From<Vec<u8>> for Piece {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

/// Counts and hashes what passes.
#[derive(Default)]
pub(super) struct Tally {
    hash: Sha256,
    lines: u64,
    bytes: u64,
}

impl Tally {
    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.lines += (bytes.split(|byte| *byte == b'\n').count() - 1) as u64;
        self.bytes += bytes.len() as u64;
    }

    fn of_table(self, table: Table) -> CopiedTable {
        CopiedTable { table, rows: self.lines, sha256: Hash::new(self.hash.finalize().into()) }
    }

    pub(super) fn of_file(self, place: String) -> CopiedFile {
        CopiedFile { place, size: self.bytes, sha256: Hash::new(self.hash.finalize().into()) }
    }

    /// Whether it saw the table that a manifest speaks of.
    pub(super) fn is(self, told: &CopiedTable) -> bool {
        self.of_table(told.table.clone()) == *told
    }
}

fn table_name(table: &Table) -> String {
    format!("tables/{}.jsonl", table.name)
}

fn file_name(place: &str) -> String {
    format!("files/{place}")
}

fn unwritten(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ServiceError {
    ServiceError::Unavailable(Fault::new("writing a backup", error))
}

pub(super) fn damaged(place: impl Into<String>) -> ServiceError {
    ServiceError::invalid("backup_damaged", place)
}

/// Writes pieces into a new file as they come. `None` where they broke off: what was written is no backup then.
pub(super) fn write(
    file: &File,
    pieces: &mut Receiver<Piece>,
    made_at: DateTime<Utc>,
    migration: i64,
) -> ServiceResult<Option<Manifest>> {
    let mut zip = ZipWriter::new(std::io::BufWriter::new(file));
    let mut manifest =
        Manifest { format: FORMAT.to_owned(), made_at, migration, tables: Vec::new(), files: Vec::new() };
    let mut open: Option<(Piece, Tally)> = None;
    let mut is_whole = false;
    while let Some(piece) = pieces.blocking_recv() {
        if let Piece::Bytes(bytes) = &piece {
            if let Some((_, tally)) = &mut open {
                tally.take(bytes);
            }
            zip.write_all(bytes).map_err(unwritten)?;
            continue;
        }
        match open.take() {
            Some((Piece::Table(table), tally)) => manifest.tables.push(tally.of_table(table)),
            Some((Piece::File(place), tally)) => manifest.files.push(tally.of_file(place)),
            Some((Piece::Bytes(_) | Piece::End, _)) | None => {}
        }
        match &piece {
            Piece::Table(table) => begin(&mut zip, &table_name(table), CompressionMethod::Deflated)?,
            // Most of them are compressed already.
            Piece::File(place) => begin(&mut zip, &file_name(place), CompressionMethod::Stored)?,
            Piece::Bytes(_) | Piece::End => {
                is_whole = true;
                break;
            }
        }
        open = Some((piece, Tally::default()));
    }
    if !is_whole {
        return Ok(None);
    }
    begin(&mut zip, MANIFEST, CompressionMethod::Deflated)?;
    serde_json::to_writer_pretty(&mut zip, &manifest).map_err(unwritten)?;
    zip.finish().map_err(unwritten)?.into_inner().map_err(|error| unwritten(error.into_error()))?;
    file.sync_all().map_err(unwritten)?;
    Ok(Some(manifest))
}

fn begin<W: std::io::Write + std::io::Seek>(
    zip: &mut ZipWriter<W>,
    name: &str,
    compression: CompressionMethod,
) -> ServiceResult<()> {
    let options = SimpleFileOptions::default().compression_method(compression).large_file(true);
    zip.start_file(name, options).map_err(unwritten)
}

/// A backup that is read.
pub(super) struct Archive {
    zip: ZipArchive<File>,
    pub(super) manifest: Manifest,
}

impl Archive {
    /// Opens a file; of its content only the manifest is read.
    pub(super) fn open(path: &Path) -> ServiceResult<Self> {
        let name = path.display().to_string();
        let unreadable = |_| ServiceError::invalid("backup_unreadable", name.clone());
        let file = File::open(path).map_err(unreadable)?;
        let none = || ServiceError::invalid("backup_not_one", name.clone());
        let mut zip = ZipArchive::new(file).map_err(|_| none())?;
        let manifest = zip.by_name(MANIFEST).map_err(|_| none())?;
        let manifest: Manifest = serde_json::from_reader(BufReader::new(manifest.take(LARGEST))).map_err(|_| none())?;
        if manifest.format != FORMAT {
            return Err(none());
        }
        Ok(Self { zip, manifest })
    }

    /// Hashes everything and compares with the manifest.
    pub(super) fn check(&mut self) -> ServiceResult<()> {
        for told in self.manifest.tables.clone() {
            let name = table_name(&told.table);
            let tally = self.tally(&name)?;
            if !tally.is(&told) {
                return Err(damaged(name));
            }
        }
        for told in self.manifest.files.clone() {
            let name = file_name(&told.place);
            if self.tally(&name)?.of_file(told.place.clone()) != told {
                return Err(damaged(name));
            }
        }
        Ok(())
    }

    fn tally(&mut self, name: &str) -> ServiceResult<Tally> {
        let mut tally = Tally::default();
        self.pieces(name, |piece| {
            tally.take(&piece);
            true
        })?;
        Ok(tally)
    }

    /// Gives a part of the file piece by piece, as long as somebody takes them.
    fn pieces(&mut self, name: &str, mut take: impl FnMut(Bytes) -> bool) -> ServiceResult<()> {
        let mut part = self.zip.by_name(name).map_err(|_| damaged(name))?;
        loop {
            let mut piece = Vec::new();
            (&mut part).take(PIECE_BYTES as u64).read_to_end(&mut piece).map_err(|_| damaged(name))?;
            if piece.is_empty() || !take(piece.into()) {
                return Ok(());
            }
        }
    }

    /// Hands on the rows of a table.
    pub(super) fn rows(&mut self, table: &Table, to: &Sender<Rows>) -> ServiceResult<()> {
        let name = table_name(table);
        let part = self.zip.by_name(&name).map_err(|_| damaged(&name))?;
        let mut rows = Rows::with_capacity(ROWS);
        let mut part = BufReader::new(part);
        let mut line = Vec::new();
        while (&mut part).take(LARGEST).read_until(b'\n', &mut line).map_err(|_| damaged(&name))? > 0 {
            rows.push(serde_json::from_slice(&line).map_err(|_| damaged(&name))?);
            line.clear();
            if rows.len() == ROWS && to.blocking_send(std::mem::take(&mut rows)).is_err() {
                // Whoever takes them no longer has said why.
                return Ok(());
            }
        }
        if !rows.is_empty() {
            let _ = to.blocking_send(rows);
        }
        Ok(())
    }

    /// Hands on the content of a file, and refuses it at its end where it is not what the manifest says.
    pub(super) fn file(&mut self, told: &CopiedFile, to: &Sender<Bytes>) -> ServiceResult<()> {
        let name = file_name(&told.place);
        let mut tally = Tally::default();
        self.pieces(&name, |piece| {
            tally.take(&piece);
            to.blocking_send(piece).is_ok()
        })?;
        if tally.of_file(told.place.clone()) != *told {
            return Err(damaged(name));
        }
        Ok(())
    }
}
