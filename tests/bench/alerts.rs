//! The list of alerts of a whole country: how long it is worked out who needs a look first, what memory that takes, and whether
//! others wait meanwhile. Small countries are weighed while somebody looks.

use crate::{Outcome, REQUESTS, country::Country, load::ServerProcess, progress, table::Table};
use service::dashboards::MOST_WEIGHED;
use std::time::{Duration, Instant};

/// The list of the country, in the order that is worked out.
const LIST: &str = "/alerts";
/// What the list says once it is known, in the language of whoever chose none.
const KNOWN: &str = "ลำดับ ณ";
/// How long it is waited for.
const LONGEST: Duration = Duration::from_mins(10);
/// How long it may take at 8,500 bodies.
const LONGEST_RUN: Duration = Duration::from_mins(2);
/// How much more memory it may take, with what `SQLite` keeps of the pages it read (64 MiB a connection).
const MOST_MIB: u64 = 100;

/// Measures the list of one country.
pub(crate) async fn measure(country: &Country, table: &mut Table) -> Outcome<()> {
    let agencies = country.agencies;
    progress(&format!("{agencies} agencies: who needs a look first"));
    let server = ServerProcess::start(country).await?;
    // The register and the plan are read, and kept from then on.
    for page in ["/late", "/national", "/alerts?organisation=agency-1"] {
        server.once(page).await?;
    }
    if agencies > MOST_WEIGHED {
        worked_out(&server, agencies, table).await?;
    }
    let ours = server.measure(LIST, REQUESTS / 4).await?;
    let beside = server.measure("/national", REQUESTS / 4).await?;
    table.row(agencies, "list of alerts, the worst first", "national page").requests(&ours, &beside);
    Ok(())
}

/// Asks for the list until it is known, and looks at memory and at another page meanwhile.
async fn worked_out(server: &ServerProcess, agencies: usize, table: &mut Table) -> Outcome<()> {
    let before = server.own_memory_kib()?;
    let started = Instant::now();
    let asking = async {
        while !server.read(LIST).await?.contains(KNOWN) {
            if started.elapsed() > LONGEST {
                return Err("it is never known who needs a look first".into());
            }
        }
        Outcome::Ok(started.elapsed())
    };
    tokio::pin!(asking);
    let (mut most, mut slowest) = (before, Duration::ZERO);
    let took = loop {
        tokio::select! {
            took = &mut asking => break took?,
            looked = looks(server) => slowest = slowest.max(looked?),
        }
        most = most.max(server.own_memory_kib()?);
    };
    let more = most.saturating_sub(before) / 1024;
    let kept = server.own_memory_kib()?.saturating_sub(before) / 1024;
    table.limit(
        agencies,
        "working out who needs a look first".to_owned(),
        format!("{:.1} s (limit {} s at 8500)", took.as_secs_f64(), LONGEST_RUN.as_secs()),
        took <= LONGEST_RUN,
    );
    table.limit(
        agencies,
        "memory it takes at most".to_owned(),
        format!("+{more} MiB (limit {MOST_MIB} MiB)"),
        more <= MOST_MIB,
    );
    table.fact(agencies, "memory it takes once it is known", format!("+{kept} MiB"));
    table.fact(agencies, "the slowest list of who is late meanwhile", format!("{} ms", slowest.as_millis()));
    Ok(())
}

/// Somebody else, who looks at another page in a moment.
async fn looks(server: &ServerProcess) -> Outcome<Duration> {
    tokio::time::sleep(Duration::from_millis(50)).await;
    server.once("/late").await
}
