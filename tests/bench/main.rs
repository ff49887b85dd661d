//! What Tidtam costs, beside what the same machine costs doing almost nothing: ratios in one run, since times alone say
//! little on a shared machine. `make bench` runs it; `docs/performance.md` keeps what it printed.
//!
//! `bench` alone measures everything at 50 and 8,500 agencies; `bench 50 500` measures other sizes, the smallest first, and
//! `bench typing postgres` only what is named.

/// Reports that are accepted, until every dashboard was read anew.
mod acceptance;
/// Who needs a look first in a whole country.
mod alerts;
/// Collectors that are all due in the same minute.
mod collectors;
/// A country of any size, with a plan of a hundred indicators and eight accepted quarters.
mod country;
/// The national page beside Datasette.
mod datasette;
/// A whole country's report in one file.
mod deliveries;
/// Many slow downloads at once.
mod downloads;
/// Accepted values as CSV.
mod exports;
/// The files of a snapshot: memory, and the first byte.
mod files;
/// Schemes in force, scores of all rounds, and facts.
mod judged;
/// Requests against a server in a process of its own, and what they cost it.
mod load;
/// What the same machine does without Tidtam.
mod machine;
/// A snapshot while people save.
mod meanwhile;
/// Reports of all bodies.
mod papers;
/// Pages of an earlier instant.
mod past;
/// The same on `PostgreSQL`.
mod postgres;
/// Pages of a published snapshot.
mod published;
/// Scores made afresh.
mod scores;
/// The table that is printed.
mod table;
/// Typing: one value, a whole report, and many people at once.
mod typing;
/// Somebody who types.
mod typist;

use country::Country;
use load::{Measured, ServerProcess};
use mimalloc::MiMalloc;
use std::{path::Path, time::Instant};
use strum::IntoEnumIterator as _;
use table::Table;

/// What is measured in this process is measured with the allocator of the server.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How many requests of each page are measured.
const REQUESTS: usize = 400;
/// At how many agencies the first look is measured.
const FIRST_LOOKS: usize = 40;
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
    if let [role, export, copy, sha256, to] = &words[..]
        && role == "write-file"
    {
        return files::write_file(export, copy, sha256, to);
    }
    let sizes: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![50, 8_500] } else { sizes };
    let named = words.iter().filter(|word| word.parse::<usize>().is_err());
    let parts = named.map(|word| word.parse()).collect::<Result<Vec<Part>, _>>()?;
    let parts = if parts.is_empty() { Part::iter().collect() } else { parts };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut table = Table::default();
    let measured = runtime.block_on(measure(&sizes, &parts, &mut table));
    table.print();
    measured?;
    if table.beyond().is_empty() { Ok(()) } else { Err(table.beyond().join("; ").into()) }
}

/// What can be measured by itself. Importing is measured with every part that needs what is imported.
#[derive(Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
enum Part {
    Pages,
    Datasette,
    Exports,
    Published,
    Meanwhile,
    Past,
    Alerts,
    Typing,
    Collectors,
    Deliveries,
    Postgres,
    Scores,
    Files,
    Papers,
}

impl Part {
    /// Whether it needs countries with eight imported quarters.
    fn needs_countries(self) -> bool {
        match self {
            Self::Pages
            | Self::Datasette
            | Self::Exports
            | Self::Published
            | Self::Meanwhile
            | Self::Past
            | Self::Alerts
            | Self::Typing => true,
            Self::Collectors | Self::Deliveries | Self::Postgres | Self::Scores | Self::Files | Self::Papers => false,
        }
    }
}

async fn measure(sizes: &[usize], parts: &[Part], table: &mut Table) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let mut countries = Vec::new();
    let needed = if parts.iter().any(|part| part.needs_countries()) { sizes } else { &[] };
    for agencies in needed {
        progress(&format!("{agencies} agencies: making a country of 8 quarters × 100 indicators"));
        let country = Country::make(&folder.path().join(agencies.to_string()), *agencies).await?;
        import(&country, table)?;
        countries.push(country);
    }
    if parts.contains(&Part::Pages) {
        pages(&countries, table).await?;
    }
    for country in countries.iter().filter(|_| parts.contains(&Part::Datasette)) {
        datasette::measure(country, table).await?;
    }
    // In a small country starting the program would be most of it.
    for country in countries.last().into_iter().filter(|_| parts.contains(&Part::Exports)) {
        progress(&format!("{} agencies: exporting accepted values", country.agencies));
        exports::on_sqlite(country, table)?;
    }
    for country in countries.iter().filter(|_| parts.contains(&Part::Published)) {
        published::measure(country, table).await?;
    }
    for country in countries.iter().filter(|_| parts.contains(&Part::Alerts)) {
        alerts::measure(country, table).await?;
    }
    for country in countries.iter().filter(|_| parts.contains(&Part::Past)) {
        past::measure(country, table).await?;
    }
    for country in &countries {
        let is_largest = country.agencies == countries.iter().map(|country| country.agencies).max().unwrap_or_default();
        people(country, is_largest, parts, table).await?;
    }
    if parts.contains(&Part::Collectors) {
        // One of their own: a report that somebody has submitted takes no figure.
        let country = Country::make(&folder.path().join("collectors"), collectors::COLLECTORS).await?;
        collectors::measure(&country, table).await?;
    }
    if parts.contains(&Part::Deliveries) {
        for agencies in sizes {
            deliveries::on_sqlite(&folder.path().join(format!("delivery-{agencies}")), *agencies, table).await?;
            postgres::delivery(&folder.path().join(format!("delivery-postgres-{agencies}")), *agencies, table).await?;
        }
    }
    if parts.contains(&Part::Postgres) {
        postgres::measure(folder.path(), sizes, table).await?;
    }
    if parts.contains(&Part::Scores) {
        scores::measure(folder.path(), sizes, table).await?;
    }
    if parts.contains(&Part::Files) {
        files::measure(folder.path(), sizes, table).await?;
    }
    if parts.contains(&Part::Papers) {
        papers::measure(folder.path(), sizes, table).await?;
    }
    Ok(())
}

/// What people who type are measured in. Only the largest country takes long to take a snapshot of.
async fn people(country: &Country, is_largest: bool, parts: &[Part], table: &mut Table) -> Outcome<()> {
    let (meanwhile, typing) = (is_largest && parts.contains(&Part::Meanwhile), parts.contains(&Part::Typing));
    if !meanwhile && !typing {
        return Ok(());
    }
    let mut people = country.typists(typing::PEOPLE).await?;
    if meanwhile {
        meanwhile::measure(country, &mut people, "SQLite", table).await?;
    }
    if typing {
        typing::together(country, &mut people, table).await?;
        typing::alone(country, table).await?;
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
            let (cost, most) = (ours.cpu_ms(), page.most_ms());
            let told = format!("{cost:.2} ms CPU/request (limit {most} ms)");
            table.limit(country.agencies, page.name().to_owned(), told, cost <= most);
        }
        if let [(_, _, smallest, _), .., (_, _, largest, _)] = &pairs[..] {
            table.growth(page.name(), smallest, largest);
        }
    }
    for (country, server) in countries.iter().zip(&servers) {
        // Pages were asked for before, but none of these agencies.
        let first = server.measure_each(&country.other_agency_pages(FIRST_LOOKS)).await?;
        let cost = format!("{:.2} ms CPU/request", first.cpu_ms());
        table.fact(country.agencies, "agency page, the first look at each agency", cost);
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

    /// How much processor time of the server it may take.
    fn most_ms(self) -> f64 {
        match self {
            Self::National => 10.0,
            Self::Agency => 3.0,
        }
    }

    fn path(self, country: &Country) -> String {
        match self {
            Self::National => "/national".to_owned(),
            Self::Agency => country.agency_page(),
        }
    }
}
