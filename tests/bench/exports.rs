//! Accepted values written as CSV, beside the shells of the databases writing the same columns in the same order.

use crate::{Outcome, country::Country, load::beside_this_program, machine, table::Table};
use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

/// How many times longer than the shell of the database the export may take.
const MOST: f64 = 3.5;
/// The columns of `tidtam export values`.
const SELECT: &str = "SELECT round, agency, indicator, reported_value, reported_base, applicability, explanation,
    verified_value, verified_base, revision, accepted_at
    FROM value WHERE superseded_at IS NULL ORDER BY round, agency, indicator";

/// On the embedded database.
pub(crate) fn on_sqlite(country: &Country, table: &mut Table) -> Outcome<()> {
    let shell = country.folder.join("shell.csv");
    let beside = machine::export_with_shell(&country.folder.join("tidtam.db"), SELECT, &shell)?;
    tell(country, (beside, &shell, "sqlite3 -csv of the same"), "", table)
}

/// On `PostgreSQL`.
pub(crate) fn on_postgres(country: &Country, table: &mut Table) -> Outcome<()> {
    let shell = country.folder.join("shell.csv");
    let beside = machine::copy_out_of_postgres(&country.database_url, SELECT, &shell)?;
    tell(country, (beside, &shell, "COPY … TO of the same"), " on PostgreSQL", table)
}

fn tell(
    country: &Country,
    (beside, shell, what_beside): (Duration, &Path, &str),
    on: &str,
    table: &mut Table,
) -> Outcome<()> {
    let file = country.folder.join("exported.csv");
    let started = Instant::now();
    let ended = Command::new(beside_this_program("tidtam")?)
        .args(["export", "values", "--output"])
        .arg(&file)
        .arg("--data")
        .arg(&country.folder)
        .env("TIDTAM_DATABASE_URL", &country.database_url)
        .env("TIDTAM_LOG_LEVEL", "error")
        .status()?;
    let took = started.elapsed();
    let (rows, of_shell) = (lines(&file)?, lines(shell)?);
    if !ended.success() || rows != of_shell || rows != country.imported_rows + 1 {
        return Err(format!("{rows} lines were exported, and {of_shell} by the shell").into());
    }
    let what = format!("export of accepted values as CSV{on}");
    table.row(country.agencies, &what, what_beside).times(took, beside, country.imported_rows, "rows/s");
    let ratio = took.as_secs_f64() / beside.as_secs_f64();
    let told = format!("{ratio:.1}× as long (limit {MOST}×)");
    table.limit(country.agencies, format!("{what}, beside {what_beside}"), told, ratio <= MOST);
    Ok(())
}

fn lines(file: &Path) -> Outcome<usize> {
    Ok(BufReader::new(std::fs::File::open(file)?).split(b'\n').count())
}
