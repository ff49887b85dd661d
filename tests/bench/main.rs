//! What Tidtam costs, beside what the same machine costs doing almost nothing: ratios in one run, since times alone say
//! little on a shared machine. `make bench` runs it; `docs/performance.md` keeps what it printed.
//!
//! Sizes: `bench` alone measures 50 and 8,500 agencies; `bench 50 500` measures others, the smallest first.

/// A country of any size, with a plan of a hundred indicators and eight accepted quarters.
mod country;
/// Requests against a server in a process of its own, and what they cost it.
mod load;
/// What the same machine does without Tidtam.
mod machine;
/// The table that is printed.
mod table;

use country::Country;
use load::{Measured, ServerProcess};
use service::submissions::Seen;
use std::{
    path::Path,
    time::{Duration, Instant},
};
use table::Table;

/// How many requests of each page are measured.
const REQUESTS: usize = 400;
/// How many single values are saved, and how many reports are submitted.
const SAVES: usize = 200;
/// In how many turns what is compared is measured.
const TURNS: usize = 10;

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
    runtime.block_on(measure(&sizes, &mut table))?;
    table.print();
    Ok(())
}

async fn measure(sizes: &[usize], table: &mut Table) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let mut countries = Vec::new();
    for agencies in sizes {
        progress(&format!("{agencies} agencies: making a country of 8 quarters × 100 indicators"));
        let country = Country::make(&folder.path().join(agencies.to_string()), *agencies).await?;
        import(&country, table)?;
        countries.push(country);
    }
    pages(&countries, table).await?;
    for country in &countries {
        typing(country, table).await?;
    }
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

/// The national page and an agency's page beside the same bytes served from memory, and beside themselves in the smallest
/// country. All take turns, so that whatever else the machine does falls on all of them.
async fn pages(countries: &[Country], table: &mut Table) -> Outcome<()> {
    let mut servers = Vec::new();
    for country in countries {
        let started = Instant::now();
        servers.push(ServerProcess::start(country).await?);
        table.fact(
            country.agencies,
            "start-up until the first answer",
            format!("{} ms", started.elapsed().as_millis()),
        );
    }
    for page in [Page::National, Page::Agency] {
        progress(&format!("{}: {REQUESTS} requests", page.name()));
        let mut pairs = Vec::new();
        for (country, server) in countries.iter().zip(&servers) {
            let path = page.path(country);
            let bytes = country.folder.join("page.html");
            std::fs::write(&bytes, server.measure(&path, 0).await?.body)?;
            pairs.push((path, ServerProcess::start_bytes(&bytes).await?, Measured::default(), Measured::default()));
        }
        for _ in 0..TURNS {
            for (server, (path, same_bytes, ours, still)) in servers.iter().zip(&mut pairs) {
                ours.add(server.measure(path, REQUESTS / TURNS).await?);
                still.add(same_bytes.measure("/", REQUESTS * 10 / TURNS).await?);
            }
        }
        for (country, (_, _, ours, still)) in countries.iter().zip(&pairs) {
            table.row(country.agencies, page.name(), "axum serving the same bytes").requests(ours, still);
        }
        if let [(_, _, smallest, _), .., (_, _, largest, _)] = &pairs[..] {
            table.growth(page.name(), smallest, largest);
        }
    }
    for (country, server) in countries.iter().zip(&servers) {
        table.fact(country.agencies, "resident memory after the requests", format!("{} MiB", server.resident_mib()?));
    }
    Ok(())
}

/// A page that is measured.
#[derive(Clone, Copy)]
enum Page {
    National,
    Agency,
}

impl Page {
    fn name(self) -> &'static str {
        match self {
            Self::National => "national page",
            Self::Agency => "agency page",
        }
    }

    fn path(self, country: &Country) -> String {
        match self {
            Self::National => "/national".to_owned(),
            Self::Agency => country.agency_page(),
        }
    }
}

/// Saving one value, and submitting a report of a hundred, beside bare one-row commits on the same disk, in turns.
async fn typing(country: &Country, table: &mut Table) -> Outcome<()> {
    progress("saving and submitting, durably");
    let reports = SAVES.min(country.agencies - 1) / TURNS * TURNS;
    for number in 1..=reports {
        country.fill(number).await?;
    }
    let (mut bare, mut saving, mut submitting) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    for turn in 0..TURNS {
        bare += machine::bare_commits(&country.folder, SAVES / TURNS * 5)? / 5;
        for number in turn * SAVES / TURNS..(turn + 1) * SAVES / TURNS {
            let (reporter, report, edit) = (Country::reporter(0)?, country.open_report(0)?, country.edit(number));
            let started = Instant::now();
            country.services.drafts().save(&reporter, &report, vec![edit]).await?;
            saving += started.elapsed();
        }
        for number in turn * reports / TURNS..(turn + 1) * reports / TURNS {
            let (reporter, report) = (Country::reporter(number + 1)?, country.open_report(number + 1)?);
            let started = Instant::now();
            country.services.submissions().submit(&reporter, &report, Seen::Any).await?;
            submitting += started.elapsed();
        }
    }
    table.row(country.agencies, "saving one value", "bare one-row commits").times(saving, bare, SAVES, "saves/s");
    let bare = bare.mul_f64(float(reports) / float(SAVES));
    table.row(country.agencies, "submitting 100 values", "bare one-row commits").times(
        submitting,
        bare,
        reports,
        "reports/s",
    );
    Ok(())
}
