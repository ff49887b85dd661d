//! A whole country's report in one file: received, held against all drafts, and put into them in one transaction, beside
//! the shell of the same database reading the same file.

use crate::{Outcome, country::Country, machine, progress, table::Table};
use domain::{
    access::{Grant, Role},
    delivery::Stage,
    ids::{AccountId, DeliveryId},
};
use service::{Actor, Channel, Services, deliveries::Came};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// How many bytes come at once, as from a browser.
const PIECE: usize = 64 * 1024;
/// How often it is asked how far the work is.
const LOOK: Duration = Duration::from_millis(20);

/// On the embedded database, in a country in which nobody has typed anything.
pub(crate) async fn on_sqlite(folder: &Path, agencies: usize, table: &mut Table) -> Outcome<()> {
    let url = format!("sqlite://{}", folder.join("tidtam.db").display());
    let country = Country::make_on(url, folder, agencies, 0).await?;
    let file = written(&country)?;
    let beside = machine::import_with_shell(std::slice::from_ref(&file), &folder.join("shell.db"))?;
    measure(&country, &file, (beside, "sqlite3 .import of the same file"), "", table).await
}

/// On `PostgreSQL`, in a schema of its own.
pub(crate) async fn on_postgres(url: String, folder: &Path, agencies: usize, table: &mut Table) -> Outcome<()> {
    let country = Country::make_on(url.clone(), folder, agencies, 0).await?;
    let file = written(&country)?;
    let beside = machine::copy_into_postgres(std::slice::from_ref(&file), &url)?;
    measure(&country, &file, (beside, "COPY of the same file"), " on PostgreSQL", table).await
}

/// A file with an answer of every agency to every indicator.
fn written(country: &Country) -> Outcome<PathBuf> {
    let file = country.folder.join("delivery.csv");
    let round = country.open_report(0)?.round;
    let mut out = std::io::BufWriter::new(std::fs::File::create(&file)?);
    writeln!(out, "round,agency,indicator,value,base,applicability,note")?;
    for agency in 0..country.agencies {
        for (number, indicator) in country.indicators.iter().enumerate() {
            let value = 20 + (agency * 7 + number * 13) % 60;
            writeln!(out, "{round},agency-{agency},{indicator},{value},100,applies,")?;
        }
    }
    out.flush()?;
    Ok(file)
}

async fn measure(
    country: &Country,
    file: &Path,
    (beside, what_beside): (Duration, &str),
    on: &str,
    table: &mut Table,
) -> Outcome<()> {
    let (services, rows) = (&country.services, country.agencies * country.indicators.len());
    progress(&format!("a file of {rows} answers{on}"));
    let round = country.open_report(0)?.round;
    let grant = Grant { role: Role::Reporter, organisation: "th".parse()? };
    let everybodys = AccountId::new(uuid::Uuid::from_u128(u128::from(u64::MAX)));
    let reporter = Actor::new(everybodys, "reporter of the country", vec![grant], Channel::Web);

    let started = Instant::now();
    let mut receiving = services.deliveries().receive(&reporter, &round).await?;
    for piece in std::fs::read(file)?.chunks(PIECE) {
        receiving.push(&bytes::Bytes::copy_from_slice(piece)).await?;
    }
    let Came::Delivery(id) = receiving.end("country.csv").await? else {
        progress("it is small enough to be looked at at once: not measured");
        return Ok(());
    };
    let received = started.elapsed();
    let started = Instant::now();
    let run = settled(services, &reporter, &round, id, Stage::Ready).await?;
    let checked = started.elapsed();
    let started = Instant::now();
    services.deliveries().apply(&reporter, &round, id, run).await?;
    settled(services, &reporter, &round, id, Stage::Applied).await?;
    let applied = started.elapsed();

    // What was said to be applied is there.
    let last = country.open_report(country.agencies - 1)?;
    let report = services.reports().get(&reporter, &last).await?;
    if report.entries.iter().any(|entry| entry.entry.base != "100") {
        return Err("an answer of the file is not in its draft".into());
    }
    for (part, took) in [("checking a country's file", checked), ("applying it to all drafts at once", applied)] {
        table.row(country.agencies, &format!("{part}{on}"), what_beside).times(took, beside, rows, "rows/s");
    }
    let others_wait = format!("{:.1} s", applied.as_secs_f64());
    table.fact(country.agencies, &format!("applying a country's file{on}, from the button to the end"), others_wait);
    let ms = received.as_millis();
    table.fact(country.agencies, &format!("receiving a country's file{on}"), format!("{ms} ms"));
    Ok(())
}

/// Waits until a file has come so far; gives its run.
async fn settled(
    services: &Services,
    reporter: &Actor,
    round: &domain::ids::RoundCode,
    id: DeliveryId,
    stage: Stage,
) -> Outcome<i64> {
    loop {
        let page = services.deliveries().get(reporter, round, id, (0, 1)).await?;
        let (progress, stopped) = (page.delivery.progress, page.delivery.stopped);
        if progress.stage == stage {
            return Ok(progress.run);
        }
        if !page.is_under_way {
            return Err(format!("the file came to {:?}: {stopped:?}", progress.stage).into());
        }
        tokio::time::sleep(LOOK).await;
    }
}
