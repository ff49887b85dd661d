//! The scores of a whole country made afresh: a hundred indicators of each body, weighted under four pillars, beside `DuckDB`
//! computing the same weighted means over the same rows.

use crate::{
    Outcome, acceptance,
    country::{Country, code},
    judged::{self, Judged},
    machine, progress,
    table::Table,
};
use service::Actor;
use std::{
    path::Path,
    time::{Duration, Instant},
};

/// How long making all scores of a round afresh may take at 8,500 bodies.
const LONGEST: Duration = Duration::from_secs(5);
/// Quarters that are imported.
const QUARTERS: usize = 1;

/// Measures countries of some sizes.
pub(crate) async fn measure(folder: &Path, sizes: &[usize], table: &mut Table) -> Outcome<()> {
    for agencies in sizes {
        progress(&format!("{agencies} agencies: scores"));
        let folder = folder.join(format!("scores-{agencies}"));
        let database = format!("sqlite://{}", folder.join("tidtam.db").display());
        let country = Country::make_on(database, &folder, *agencies, QUARTERS).await?;
        let (services, operator) = (&country.services, Actor::operator(&code("th")?));
        judged::scheme_comes_into_force(&country, Judged::ByLevels).await?;
        let started = Instant::now();
        services.scores().rebuild(&operator).await?;
        let took = started.elapsed();
        let disagreeing = services.scores().check(&operator).await?;
        if !disagreeing.is_empty() {
            return Err(format!("{disagreeing:?}").into());
        }
        let told = format!("{:.2} s (limit {} s at 8500)", took.as_secs_f64(), LONGEST.as_secs());
        let what = "making all scores of a round afresh, with what they come from";
        table.limit(*agencies, what.to_owned(), told, took <= LONGEST);
        if let Some(beside) = duckdb(&country)? {
            let what = "scores made afresh";
            table
                .row(*agencies, what, "DuckDB's weighted means of the same")
                .times(took, beside, *agencies, "bodies/s");
        }
        acceptance::measure(&country, table).await?;
    }
    Ok(())
}

/// How long `DuckDB` takes for the same means out of a table that it has in memory; none where it is not installed.
fn duckdb(country: &Country) -> Outcome<Option<Duration>> {
    let file = country.values_files.first().ok_or("no values")?;
    let told = machine::python("scores_duckdb.py", &[file])?;
    Ok(told.map(|seconds| seconds.parse().map(Duration::from_secs_f64)).transpose()?)
}
