//! The scores of a whole country made afresh: a hundred indicators of each body, weighted under four pillars, beside `DuckDB`
//! computing the same weighted means over the same rows.

use crate::{
    Outcome, acceptance,
    country::{Country, code},
    machine, progress,
    table::Table,
};
use domain::ids::PlanCode;
use service::{Actor, organisations::ImportMode};
use std::{
    fmt::Write as _,
    path::Path,
    time::{Duration, Instant},
};

/// How long making all scores of a round afresh may take at 8,500 bodies.
const LONGEST: Duration = Duration::from_secs(5);
/// Quarters that are imported.
const QUARTERS: usize = 1;
/// Pillars of the scheme, as the plan has strategies.
const PILLARS: usize = 4;

/// Measures countries of some sizes.
pub(crate) async fn measure(folder: &Path, sizes: &[usize], table: &mut Table) -> Outcome<()> {
    for agencies in sizes {
        progress(&format!("{agencies} agencies: scores"));
        let folder = folder.join(format!("scores-{agencies}"));
        let database = format!("sqlite://{}", folder.join("tidtam.db").display());
        let country = Country::make_on(database, &folder, *agencies, QUARTERS).await?;
        let (services, operator) = (&country.services, Actor::operator(&code("th")?));
        let text = scheme(&country)?;
        let scheme = service::imports::schemes::read(text.as_bytes()).map_err(|found| format!("{found:?}"))?;
        let plan: PlanCode = code("bench")?;
        services.schemes().import(&operator, scheme, Some(&plan), ImportMode::Apply).await?;
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

/// Pillars with unequal weights, and under each its indicators with unequal weights.
fn scheme(country: &Country) -> Outcome<String> {
    let source = r#"provenance = { status = "demonstration", source = "bench" }"#;
    let title = r#"title = { th = "คะแนน", en = "Score" }"#;
    let mut text = format!(
        "format = \"tidtam-scheme/1\"\n[scheme]\ncode = \"bench\"\nedition = 1\n{title}\n\
         description = {{ th = \"คะแนน\", en = \"Score\" }}\n\
         rounding = {{ decimals = 4, judged = \"rounded\" }}\n{source}\n\
         [[node]]\ncode = \"all\"\n{title}\ncombines = {{ by = \"arithmetic\" }}\n{source}\n"
    );
    for pillar in 0..PILLARS {
        write!(
            text,
            "[[node]]\ncode = \"pillar-{pillar}\"\nparent = \"all\"\n{title}\nweight = \"{}\"\n\
             combines = {{ by = \"arithmetic\" }}\nmissing = \"exclude\"\n{source}\n",
            pillar + 1
        )?;
    }
    for (number, indicator) in country.indicators.iter().enumerate() {
        write!(
            text,
            "[[node]]\ncode = \"{indicator}\"\nparent = \"pillar-{}\"\n{title}\nweight = \"{}\"\n\
             reads = {{ indicator = \"{indicator}\" }}\nbounds = {{ lowest = \"0\", highest = \"100\" }}\n\
             missing = \"exclude\"\n{source}\n",
            number % PILLARS,
            number % 7 + 1
        )?;
    }
    Ok(text)
}

/// How long `DuckDB` takes for the same means out of a table that it has in memory; none where it is not installed.
fn duckdb(country: &Country) -> Outcome<Option<Duration>> {
    let file = country.values_files.first().ok_or("no values")?;
    let told = machine::python("scores_duckdb.py", &[file])?;
    Ok(told.map(|seconds| seconds.parse().map(Duration::from_secs_f64)).transpose()?)
}
