//! A whole installation as one file: made while people work, put back into an empty installation, on either database.
//!
//! What is restored is read again and hashed: files where they were put, tables in the transaction that restores them, so either
//! everything is there as it was, or nothing is. Decisions 0064 and 0123.

mod archive;
mod drill;
mod files;
mod held;
mod lacking;
#[cfg(test)]
mod tests;

pub use drill::{Drill, restore_for_trial};
pub use held::Held;
pub use lacking::lost_for_good;

use crate::{
    Actor, Chance, Clock, ServiceError, ServiceResult, Services, Settings, audit,
    error::Fault,
    store,
    store::{
        Db, Tx,
        tables::{self, Rows, Table},
    },
};
use archive::{Archive, Manifest, Piece, Tally};
use chrono::{DateTime, Utc};
use domain::{access::Action, snapshot::Hash};
use object_store::ObjectStore;
use serde_json::json;
use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};
use tokio::sync::mpsc::{self, Sender, error::SendError};

/// How many pieces wait for whoever works on them.
const PIECES: usize = 8;
/// What keeps a file from being begun where it was to lie.
const NO_PLACE: [ErrorKind; 4] =
    [ErrorKind::NotFound, ErrorKind::NotADirectory, ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem];

/// A backup, or what became of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The instant at which the database was read.
    pub made_at: DateTime<Utc>,
    /// How many tables it holds.
    pub tables: usize,
    /// How many rows they have together.
    pub rows: u64,
    /// How many files of the object store it holds.
    pub files: usize,
    /// The SHA-256 of its manifest, which holds those of everything else.
    pub sha256: Hash,
    /// The places of files that came into it damaged: they are named by the SHA-256 of their content, and it is another one.
    pub damaged: Vec<String>,
    /// The places of files that its tables speak of and that are not there: not in it when it is made, nor where it was restored.
    /// Whoever only checks or copies one looks for none.
    pub missing: Vec<String>,
}

impl From<&Manifest> for Backup {
    fn from(manifest: &Manifest) -> Self {
        let damaged = manifest.files.iter().filter(|file| file.is_whole() == Some(false));
        Self {
            damaged: damaged.map(|file| file.place.clone()).collect(),
            missing: Vec::new(),
            made_at: manifest.made_at,
            tables: manifest.tables.len(),
            rows: manifest.tables.iter().map(|table| table.rows).sum(),
            files: manifest.files.len(),
            sha256: manifest.sha256(),
        }
    }
}

/// Copies of the whole installation.
pub struct Backups<'a>(pub(crate) &'a Services);

impl Services {
    /// Copies of the whole installation.
    pub fn backups(&self) -> Backups<'_> {
        Backups(self)
    }
}

impl Backups<'_> {
    /// Writes a backup into a file that is not there yet, and reads it again before it has its name. Secrets are not in it: the
    /// key that signs snapshots, those for secrets at rest, and who is signed in.
    ///
    /// # Errors
    /// The file is there; it cannot be written, or is not what was written; the object store does not answer; the actor may
    /// not.
    pub async fn make(&self, actor: &Actor, path: &Path) -> ServiceResult<Backup> {
        let root = self.0.root().await?;
        actor.require(Action::ManageBackups, std::slice::from_ref(&root))?;
        let (manifest, spoken_of) = write(self.0.db(), Some(self.0.files()), path, self.0.now()).await?;
        let missing = lacking::in_backup(&manifest, spoken_of);
        let backup = Backup { missing, ..Backup::from(&manifest) };
        let mut tx = self.0.db().write().await?;
        let details =
            json!({ "made_at": backup.made_at, "rows": backup.rows, "files": backup.files, "sha256": backup.sha256 });
        audit::record(self.0, &mut tx, actor, "backups.make", root.to_string(), &details).await?;
        tx.commit().await?;
        Ok(backup)
    }
}

/// Hashes all of a backup, and compares with what it says of itself.
///
/// # Errors
/// It cannot be read, is no backup, or is damaged.
pub async fn check(path: &Path) -> ServiceResult<Backup> {
    Ok((&checked(path).await?.manifest).into())
}

async fn checked(path: &Path) -> ServiceResult<Archive> {
    let path = path.to_owned();
    blocking(move || {
        let mut archive = Archive::open(&path)?;
        archive.check()?;
        Ok(archive)
    })
    .await
}

/// Puts a backup into an installation with which nobody has done anything yet.
///
/// # Errors
/// The backup is damaged or of another version; the installation is in use; storage does not take it, or gives back something
/// else. Then nothing is changed, but for files that lie in the object store and are named by nothing, and damaged ones that gave
/// way to whole ones. Where what follows from the rows could not be renewed, they are there.
pub async fn restore(path: &Path, into: &Settings, clock: Clock, chance: Chance) -> ServiceResult<(Services, Backup)> {
    let mut archive = checked(path).await?;
    let db = Db::connect(&into.database_url).await?;
    let unused = refuse_used(&db).await;
    db.close().await;
    unused?;
    let services = Services::open(into, clock, chance).await?;
    let manifest = archive.manifest.clone();
    fits(services.db(), &manifest).await?;
    for file in &manifest.files {
        archive = files::put(services.files(), archive, file).await?;
    }
    fill(services.db(), &manifest, archive).await?;
    services.load_installation().await?;
    services.renew().await?;
    // What lay there already is not missing.
    let missing = lacking::in_store(&services).await?;
    Ok((services, Backup { missing, ..Backup::from(&manifest) }))
}

/// Copies all tables of one database into another, of the same kind or not. Files of the object store stay where they are:
/// both databases speak of the same ones.
///
/// # Errors
/// The other database is in use; a database does not answer. Then nothing is changed.
pub async fn copy(from: &str, to: &str, now: DateTime<Utc>) -> ServiceResult<Backup> {
    if !store::is_there(from) {
        return Err(ServiceError::invalid("copy_of_nothing", ""));
    }
    let from = Db::connect(from).await?;
    let to = Db::connect(to).await?;
    refuse_used(&to).await?;
    to.migrate().await?;
    let between = tempfile::Builder::new().prefix("tidtam-copy").tempdir();
    let between = between.map_err(|error| ServiceError::fault("a folder for the copy", error))?;
    let path = between.path().join("copy");
    let (manifest, _) = write(&from, None, &path, now).await?;
    from.close().await;
    fits(&to, &manifest).await?;
    let archive = blocking(move || Archive::open(&path)).await?;
    fill(&to, &manifest, archive).await?;
    to.close().await;
    Ok((&manifest).into())
}

/// Runs what would hold up others on a thread of its own.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> ServiceResult<T> + Send + 'static) -> ServiceResult<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| ServiceError::fault("working on a backup", error))?
}

/// Writes tables, and files where there are any, into a new file. It has its name only once it is whole. Also gives the places
/// of all files that the tables speak of.
async fn write(
    db: &Db,
    files: Option<&dyn ObjectStore>,
    path: &Path,
    made_at: DateTime<Utc>,
) -> ServiceResult<(Manifest, Vec<String>)> {
    let name = path.display().to_string();
    let unwritable = |error| ServiceError::Unavailable(Fault::new(format!("writing {name}"), error));
    if path.exists() {
        return Err(ServiceError::invalid("backup_exists", name));
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let file = std::fs::File::create(&part).map_err(|error| {
        let has_no_place = NO_PLACE.contains(&error.kind());
        if has_no_place { ServiceError::invalid("backup_no_place", name.clone()) } else { unwritable(error) }
    })?;
    let migration = tables::migration(&mut db.read().await?).await?;
    let (give, mut pieces) = mpsc::channel(PIECES);
    let writing = tokio::task::spawn_blocking(move || archive::write(&file, &mut pieces, made_at, migration));
    let given = give_all(db, files, &give).await;
    drop(give);
    let written = writing.await.map_err(|error| ServiceError::fault("writing a backup", error)).flatten();
    // Of two failures the writer's comes first: it is why nobody took what was given.
    let written = written.and_then(|written| given.map(|places| written.map(|manifest| (manifest, places))));
    let broke_off = || ServiceError::fault("writing a backup", "it broke off");
    let written = match written.and_then(|written| written.ok_or_else(broke_off)) {
        Ok((manifest, places)) => read_again(&part, &manifest).await.map(|()| (manifest, places)),
        Err(error) => Err(error),
    };
    match written {
        Ok(written) => {
            std::fs::rename(&part, path).map_err(unwritable)?;
            Ok(written)
        }
        Err(error) => {
            std::fs::remove_file(&part).map_err(unwritable)?;
            Err(error)
        }
    }
}

/// Refuses a new backup that is not what was written.
async fn read_again(path: &Path, written: &Manifest) -> ServiceResult<()> {
    let read = checked(path).await.map(|read| read.manifest.sha256());
    if read.as_ref().is_ok_and(|sha256| *sha256 == written.sha256()) {
        return Ok(());
    }
    tracing::error!(?read, "a backup is not what was written");
    Err(ServiceError::invalid("backup_not_written", path.display().to_string()))
}

/// Hands on everything, and gives the places of all files that the tables speak of.
async fn give_all(db: &Db, files: Option<&dyn ObjectStore>, to: &Sender<Piece>) -> ServiceResult<Vec<String>> {
    let mut tx = db.read().await?;
    give_tables(&mut tx, to).await?;
    let places = tables::places(&mut tx).await?;
    drop(tx);
    // Files come last: whatever the tables speak of lay there before they did.
    if let Some(files) = files {
        files::give_all(files, to).await?;
    }
    to.send(Piece::End).await.map_err(unwanted)?;
    Ok(places)
}

fn unwanted(_: SendError<Piece>) -> ServiceError {
    ServiceError::fault("writing a backup", "nobody takes it")
}

async fn give_tables(tx: &mut Tx, to: &Sender<Piece>) -> ServiceResult<()> {
    for table in tables::all(tx).await? {
        to.send(Piece::Table(table.clone())).await.map_err(unwanted)?;
        tables::read(tx, &table, to).await?;
    }
    Ok(())
}

/// Refuses a database that is in use.
async fn refuse_used(db: &Db) -> ServiceResult<()> {
    if tables::is_used(&mut db.read().await?).await? {
        return Err(ServiceError::invalid("backup_into_use", ""));
    }
    Ok(())
}

/// Refuses a backup of other tables than a database has.
async fn fits(db: &Db, manifest: &Manifest) -> ServiceResult<()> {
    let mut tx = db.read().await?;
    let here = tables::migration(&mut tx).await?;
    if here != manifest.migration {
        let both = format!("{} ≠ {here}", manifest.migration);
        return Err(ServiceError::invalid("backup_of_another_version", both));
    }
    Ok(())
}

/// Puts all tables of a backup into an empty database, reads them again, and makes it count where both are the same.
async fn fill(db: &Db, manifest: &Manifest, mut archive: Archive) -> ServiceResult<()> {
    let mut tx = db.write().await?;
    let here = tables::all(&mut tx).await?;
    if !here.iter().eq(manifest.tables.iter().map(|told| &told.table)) {
        return Err(ServiceError::invalid("backup_of_another_version", "tables"));
    }
    let at_once = tables::open(&mut tx, &here).await?;
    for table in &here {
        archive = fill_one(&mut tx, table, archive).await?;
    }
    tables::close(&mut tx, &at_once).await?;
    for told in &manifest.tables {
        if !hashed(&mut tx, &told.table).await?.is(told) {
            return Err(ServiceError::invalid("backup_not_the_same", told.table.name.clone()));
        }
    }
    tx.commit().await
}

async fn fill_one(tx: &mut Tx, table: &Table, mut archive: Archive) -> ServiceResult<Archive> {
    let (give, mut rows) = mpsc::channel::<Rows>(PIECES);
    let copied = table.clone();
    let reading = tokio::spawn(blocking(move || {
        archive.rows(&copied, &give)?;
        Ok(archive)
    }));
    tables::fill(tx, table, &mut rows).await?;
    reading.await.map_err(|error| ServiceError::fault("reading a backup", error))?
}

async fn hashed(tx: &mut Tx, table: &Table) -> ServiceResult<Tally> {
    let (give, pieces) = mpsc::channel::<Vec<u8>>(PIECES);
    let hashing = files::tallied(pieces);
    tables::read(tx, table, &give).await?;
    drop(give);
    hashing.await.map_err(|error| ServiceError::fault("hashing a table", error))
}
