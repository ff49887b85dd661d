//! What Tidtam costs, beside what the same machine costs doing almost nothing: ratios in one run, since times alone say
//! little on a shared machine. `make bench` runs it; `docs/performance.md` keeps what it printed.
//!
//! Sizes: `bench` alone measures 50 and 8,500 agencies; `bench 50 500` measures others.

/// A country of any size, with a plan of a hundred indicators and eight accepted quarters.
mod country;
/// Requests against a server in a process of its own, and what they cost it.
mod load;
/// What the same machine does without Tidtam.
mod machine;
/// The table that is printed.
mod table;

use country::Country;
use load::ServerProcess;
use service::submissions::Seen;
use std::{path::Path, time::Instant};
use table::Table;

/// How many requests of each page are measured.
const REQUESTS: usize = 400;
/// How many single values are saved, and how many reports are submitted.
const SAVES: usize = 200;

/// An error with what was being done.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [role, file, address] = &words[..]
        && role == "serve-bytes"
    {
        return machine::serve_bytes(Path::new(file), address);
    }
    let sizes: Vec<usize> = words.iter().map(|word| word.parse()).collect::<Result<_, _>>()?;
    let sizes = if sizes.is_empty() { vec![50, 8_500] } else { sizes };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut table = Table::default();
    for agencies in sizes {
        runtime.block_on(measure(agencies, &mut table))?;
    }
    table.print();
    Ok(())
}

async fn measure(agencies: usize, table: &mut Table) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    progress(&format!("{agencies} agencies: making a country of 8 quarters × 100 indicators"));
    let country = Country::make(folder.path(), agencies).await?;
    import(&country, table)?;
    pages(&country, table).await?;
    typing(&country, table).await?;
    Ok(())
}

/// A count for dividing.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
fn float(count: usize) -> f64 {
    count as f64
}

fn progress(what: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "[bench] {what}");
}

/// Importing values beside the sqlite3 shell reading the same file.
fn import(country: &Country, table: &mut Table) -> Outcome<()> {
    progress("importing the same file with the sqlite3 shell");
    let shell = machine::import_with_shell(&country.values_files, &country.folder.join("shell.db"))?;
    let rows = country.imported_rows;
    table
        .row(country.agencies, "import of accepted values, one file a quarter", "sqlite3 .import of the same files")
        .times(country.import_time, shell, rows, "rows/s");
    Ok(())
}

/// The national page and an agency's page beside the same bytes served from memory.
async fn pages(country: &Country, table: &mut Table) -> Outcome<()> {
    let started = Instant::now();
    let server = ServerProcess::start(country).await?;
    let start_up = started.elapsed();
    table.fact(country.agencies, "start-up until the first answer", format!("{} ms", start_up.as_millis()));
    for (name, path) in [("national page", "/national".to_owned()), ("agency page", country.agency_page())] {
        progress(&format!("{name}: {REQUESTS} requests"));
        let page = server.measure(&path, REQUESTS).await?;
        let bytes = country.folder.join("page.html");
        std::fs::write(&bytes, &page.body)?;
        let same_bytes = ServerProcess::start_bytes(&bytes).await?;
        let still = same_bytes.measure("/", REQUESTS * 10).await?;
        table.row(country.agencies, name, "axum serving the same bytes").requests(&page, &still);
    }
    table.fact(country.agencies, "resident memory after the requests", format!("{} MiB", server.resident_mib()?));
    Ok(())
}

/// Saving one value, and submitting a report of a hundred, beside bare one-row commits on the same disk.
async fn typing(country: &Country, table: &mut Table) -> Outcome<()> {
    progress("saving and submitting, durably");
    let bare = machine::bare_commits(&country.folder, SAVES * 5)? / 5;
    let mut saving = std::time::Duration::ZERO;
    for number in 0..SAVES {
        let (reporter, report, edit) = (Country::reporter(0)?, country.open_report(0)?, country.edit(number));
        let started = Instant::now();
        country.services.drafts().save(&reporter, &report, vec![edit]).await?;
        saving += started.elapsed();
    }
    table.row(country.agencies, "saving one value", "bare one-row commits").times(saving, bare, SAVES, "saves/s");
    let reports = SAVES.min(country.agencies - 1);
    for number in 1..=reports {
        country.fill(number).await?;
    }
    let started = Instant::now();
    for number in 1..=reports {
        let (reporter, report) = (Country::reporter(number)?, country.open_report(number)?);
        country.services.submissions().submit(&reporter, &report, Seen::Any).await?;
    }
    let submitting = started.elapsed();
    let bare = bare.mul_f64(float(reports) / float(SAVES));
    table.row(country.agencies, "submitting 100 values", "bare one-row commits").times(
        submitting,
        bare,
        reports,
        "reports/s",
    );
    Ok(())
}
