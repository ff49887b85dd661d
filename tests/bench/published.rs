//! Pages of a published snapshot beside axum serving the same bytes from memory.

use crate::{
    Outcome, TURNS,
    country::Country,
    load::{Measured, ServerProcess},
    progress,
    table::Table,
};
use domain::snapshot::Stage;
use service::{Actor, snapshots::Taking};
use std::time::Instant;

/// How many requests are measured; they are cheap.
const REQUESTS: usize = 20_000;
/// How fast published pages are to be, as a share of axum's speed for the same bytes.
const LEAST: f64 = 0.4;

pub(crate) async fn measure(country: &Country, table: &mut Table) -> Outcome<()> {
    progress(&format!("{} agencies: publishing the last quarter", country.agencies));
    let operator = Actor::operator(&"th".parse()?);
    let snapshots = country.services.snapshots();
    let taking = Taking { round: country.last_closed()?, stage: Stage::Final, note: String::new() };
    let code = snapshots.take(&operator, &taking).await?.code;
    let started = Instant::now();
    snapshots.publish(&operator, &code, None).await?;
    table.fact(
        country.agencies,
        "publishing a snapshot: verifying it and making its pages",
        format!("{:.1} s", started.elapsed().as_secs_f64()),
    );
    let server = ServerProcess::start(country).await?;
    for (what, path) in [
        ("published national page", format!("/public/th/{code}")),
        ("published agency page", format!("/public/th/{code}/organisations/agency-1")),
    ] {
        progress(&format!("{what}: {REQUESTS} requests"));
        let bytes = country.folder.join("published.html");
        std::fs::write(&bytes, server.measure(&path, 0).await?.body)?;
        let same_bytes = ServerProcess::start_bytes(&bytes).await?;
        let (mut ours, mut still) = (Measured::default(), Measured::default());
        for _ in 0..TURNS {
            ours.add(server.measure(&path, REQUESTS / TURNS).await?);
            still.add(same_bytes.measure("/", REQUESTS / TURNS).await?);
        }
        table.row(country.agencies, what, "axum serving the same bytes").requests(&ours, &still);
        let share = ours.requests_per_second() / still.requests_per_second();
        let told = format!("{share:.2} of axum's speed (at least {LEAST})");
        table.limit(country.agencies, format!("{what}, kept rendered"), told, share >= LEAST);
    }
    Ok(())
}
