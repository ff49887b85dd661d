//! The files of a snapshot of one quarter: how much memory making each of them takes at most, each in a process of its own,
//! and all of them one after another as the timetable makes them; how soon the first byte of each comes, and what the printed
//! report of one body costs.

use crate::{
    Outcome,
    country::{Country, code},
    downloads,
    load::{ServerProcess, own_memory_kib_of},
    machine, progress,
    table::Table,
};
use domain::{
    calendar::Period,
    ids::SnapshotCode,
    snapshot::{Export, Stage, table},
};
use service::{
    ServiceResult, Services,
    jobs::Work,
    snapshots::{Snapshot, Taking},
};
use std::{
    io::Write as _,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How much more memory making a file may take than the process holds at rest. Reports that are set for printing are beyond it
/// at any size: typst holds every page that it lays out.
const MOST_MEMORY_MIB: u64 = 20;
/// What `SQLite` keeps in memory at most of the pages that were written, until others take their place.
const WRITTEN_MIB: u64 = 64;
/// How long the first byte of a file may take.
const LONGEST_FIRST_BYTE: Duration = Duration::from_millis(300);
/// How often memory is looked at while files are made.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// Quarters that are imported.
const QUARTERS: usize = 1;

/// Measures countries of some sizes.
pub(crate) async fn measure(folder: &Path, sizes: &[usize], table: &mut Table) -> Outcome<()> {
    for agencies in sizes {
        progress(&format!("{agencies} agencies: the files of a snapshot"));
        let folder = folder.join(format!("files-{agencies}"));
        let database = format!("sqlite://{}", folder.join("tidtam.db").display());
        let country = Country::make_on(database, &folder, *agencies, QUARTERS).await?;
        let snapshot = taken(&country, table).await?;
        alone(&country, &snapshot, table).await?;
        made(&country, table).await?;
        read(&country, &snapshot.code, table).await?;
    }
    Ok(())
}

/// A published snapshot of the last quarter.
pub(crate) async fn taken(country: &Country, table: &mut Table) -> Outcome<Snapshot> {
    let (services, snapshots) = (&country.services, country.services.snapshots());
    let actor = services.timetable().await?;
    let round = code(&Period::Quarter(country.last_quarter()).to_string())?;
    let taking = Taking { round, stage: Stage::Final, note: String::new() };
    let what = "taking a snapshot of one quarter";
    let taken = watched(country, (what, MOST_MEMORY_MIB), table, snapshots.take(&actor, &taking)).await?;
    table.fact(country.agencies, "its size", format!("{} MB", taken.size_bytes / 1_000_000));
    let what = "publishing it: verifying it and making its pages";
    let publishing = snapshots.publish(&actor, &taken.code, None);
    watched(country, (what, MOST_MEMORY_MIB + WRITTEN_MIB), table, publishing).await?;
    Ok(taken)
}

/// Does something, and tells how long it took and how much memory at most.
async fn watched<Done>(
    country: &Country,
    (what, most_mib): (&str, u64),
    table: &mut Table,
    work: impl Future<Output = ServiceResult<Done>>,
) -> Outcome<Done> {
    let (before, watch, started) = (own_memory_kib()?, Watch::start(), Instant::now());
    let done = work.await?;
    let (more_kib, took) = (watch.stop().saturating_sub(before), started.elapsed().as_secs_f64());
    table.limit(
        country.agencies,
        format!("memory that {what} takes at most"),
        format!("+{:.1} MiB in {took:.1} s (limit +{most_mib} MiB)", mib(more_kib)),
        more_kib <= most_mib * 1024,
    );
    Ok(done)
}

/// Makes each file in a process of its own, so that none is measured with what another one left behind.
async fn alone(country: &Country, snapshot: &Snapshot, table: &mut Table) -> Outcome<()> {
    let copy = country.folder.join("snapshot");
    let actor = country.services.timetable().await?;
    country.services.snapshots().copy_to(&actor, &snapshot.code, &copy).await?;
    for export in Export::all() {
        let started = Instant::now();
        let mut program = Command::new(std::env::current_exe()?);
        program.arg("write-file").arg(export.to_string()).arg(&copy).arg(snapshot.sha256.to_string());
        let done = program.arg(country.folder.join("made")).output()?;
        if !done.status.success() {
            return Err(format!("{export}: {}", String::from_utf8_lossy(&done.stderr)).into());
        }
        let more_kib: u64 = String::from_utf8(done.stdout)?.trim().parse()?;
        let (what, took) = (format!("memory that making {export} takes at most"), started.elapsed().as_secs_f64());
        let figure = format!("+{:.1} MiB in {took:.1} s", mib(more_kib));
        if export == Export::Parquet(table::Table::Values) {
            beside_duckdb(country, started.elapsed(), table)?;
        }
        if matches!(export, Export::Paper(_)) {
            table.fact(country.agencies, &what, figure);
        } else {
            let holds = more_kib <= MOST_MEMORY_MIB * 1024;
            table.limit(country.agencies, what, format!("{figure} (limit +{MOST_MEMORY_MIB} MiB)"), holds);
        }
    }
    Ok(())
}

/// Values as Parquet, made of the signed file in a process of its own, beside `DuckDB` writing the same rows that it has in memory.
fn beside_duckdb(country: &Country, took: Duration, table: &mut Table) -> Outcome<()> {
    let (ours, theirs) = (country.folder.join("made"), country.folder.join("duckdb.parquet"));
    let Some(told) = machine::python("parquet_duckdb.py", &[&ours, &theirs])? else { return Ok(()) };
    let (rows, seconds) = told.split_once(' ').ok_or("DuckDB tells rows and seconds")?;
    let beside = Duration::from_secs_f64(seconds.parse()?);
    let row = table.row(
        country.agencies,
        "values as Parquet out of the signed file",
        "DuckDB writing the same rows out of memory",
    );
    row.times(took, beside, rows.parse()?, "rows/s");
    Ok(())
}

/// Writes one file and tells how much memory that took at most, in KiB.
pub(crate) fn write_file(export: &str, copy: &str, sha256: &str, to: &str) -> Outcome<()> {
    let (export, sha256, to) = (export.parse()?, sha256.parse()?, std::fs::File::create(to)?);
    let (before, watch) = (own_memory_kib()?, Watch::start());
    server::write_alone(export, copy.into(), sha256, to)?;
    Ok(writeln!(std::io::stdout(), "{}", watch.stop().saturating_sub(before))?)
}

#[expect(clippy::cast_precision_loss, reason = "memory here is far below 2^52 KiB")]
fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

/// Makes all files as the timetable does.
async fn made(country: &Country, table: &mut Table) -> Outcome<()> {
    let line = server::schedule::TIMETABLE.iter().find(|line| line.job.name == "make_files").ok_or("no job")?;
    let Work::Outside { work, .. } = line.job.work else { return Err("make_files works outside".into()) };
    let services: Services = country.services.clone();
    let now = services.now();
    let (before, watch) = (own_memory_kib()?, Watch::start());
    let started = Instant::now();
    let told = work(services, now).await?;
    let (took, most) = (started.elapsed(), watch.stop());
    progress(&format!("{}", told.details));
    let more_mib = most.saturating_sub(before) / 1024;
    table.fact(country.agencies, "making all files of a snapshot", format!("{:.1} s", took.as_secs_f64()));
    let what = "memory that making all files of a snapshot takes at most, printed reports with them";
    table.fact(country.agencies, what, format!("+{more_mib} MiB"));
    Ok(())
}

/// Asks for every file as anybody may.
async fn read(country: &Country, snapshot: &SnapshotCode, table: &mut Table) -> Outcome<()> {
    let server = ServerProcess::start(country).await?;
    let largest = format!("/snapshots/{snapshot}/files/{}", Export::Json.file_name(snapshot));
    let first = server.first_byte(&largest).await?;
    table.limit(
        country.agencies,
        "first byte of the largest file right after the server started, which reads it on its way".to_owned(),
        format!("{} ms (limit {} ms)", first.as_millis(), LONGEST_FIRST_BYTE.as_millis()),
        first <= LONGEST_FIRST_BYTE,
    );
    // Each file is asked for once by another server, which has read them all ahead by then.
    let server = ServerProcess::start(country).await?;
    server.rests().await?;
    let mut longest = Duration::ZERO;
    for export in Export::all() {
        let path = format!("/snapshots/{snapshot}/files/{}", export.file_name(snapshot));
        longest = longest.max(server.first_byte(&path).await?);
    }
    table.limit(
        country.agencies,
        "first byte of a file of a snapshot, the slowest of all".to_owned(),
        format!("{} ms (limit {} ms)", longest.as_millis(), LONGEST_FIRST_BYTE.as_millis()),
        longest <= LONGEST_FIRST_BYTE,
    );
    downloads::measure(&server, country.agencies, &largest, table).await?;
    let paper = format!("/snapshots/{snapshot}/paper?organisation=agency-1&language=th");
    for what in ["the printed report of one agency, set when it is asked for", "the same again, as it was kept"] {
        let first = server.first_byte(&paper).await?;
        table.fact(country.agencies, what, format!("{} ms", first.as_millis()));
    }
    Ok(())
}

/// Memory of this process that is its own.
pub(crate) fn own_memory_kib() -> Outcome<u64> {
    own_memory_kib_of("self")
}

/// Looks at memory again and again, on a thread of its own.
pub(crate) struct Watch {
    ended: Arc<AtomicBool>,
    most_kib: Arc<AtomicU64>,
    thread: std::thread::JoinHandle<()>,
}

impl Watch {
    pub(crate) fn start() -> Self {
        let (ended, most_kib) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (stop, most) = (ended.clone(), most_kib.clone());
        let thread = std::thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                most.fetch_max(own_memory_kib().unwrap_or_default(), Ordering::Relaxed);
                std::thread::sleep(LOOK_EVERY);
            }
        });
        Self { ended, most_kib, thread }
    }

    /// The most that was seen.
    pub(crate) fn stop(self) -> u64 {
        self.ended.store(true, Ordering::Relaxed);
        // A thread that failed has seen less.
        let _ = self.thread.join();
        self.most_kib.load(Ordering::Relaxed)
    }
}
