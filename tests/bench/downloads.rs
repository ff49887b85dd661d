//! Many slow downloads of the largest file of a snapshot at once: how much memory they cost the server.

use crate::{Outcome, load::ServerProcess, progress, table::Table};
use std::time::{Duration, Instant};

/// How many download at once.
const AT_ONCE: usize = 20;
/// How much of the file each of them takes in a second.
const BYTES_A_SECOND: f64 = 50_000.0;
/// How long they are watched; the file is longer than that in a large country.
const WATCHED: Duration = Duration::from_secs(12);
/// How often memory is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How much more memory the server may take.
const MOST_MEMORY_MIB: u64 = 100;

pub(crate) async fn measure(server: &ServerProcess, agencies: usize, path: &str, table: &mut Table) -> Outcome<()> {
    progress(&format!("{AT_ONCE} slow downloads of {path}"));
    let (before, started) = (server.own_memory_kib()?, Instant::now());
    let lanes = (0..AT_ONCE).map(|_| slowly(server, path, started));
    let watch = async {
        let mut most = before;
        while started.elapsed() < WATCHED {
            tokio::time::sleep(LOOK_EVERY).await;
            most = most.max(server.own_memory_kib()?);
        }
        Outcome::Ok(most)
    };
    let (_, most) = futures::future::try_join(futures::future::try_join_all(lanes), watch).await?;
    let more_kib = most.saturating_sub(before);
    table.limit(
        agencies,
        format!("memory of {AT_ONCE} downloads at 50 kB/s at once"),
        format!("+{} MiB (limit +{MOST_MEMORY_MIB} MiB)", more_kib / 1024),
        more_kib <= MOST_MEMORY_MIB * 1024,
    );
    Ok(())
}

/// Reads a file no faster than it may, until it ends or long enough was watched.
async fn slowly(server: &ServerProcess, path: &str, started: Instant) -> Outcome<()> {
    let (mut answer, mut read) = (server.open(path).await?, 0.0);
    while started.elapsed() < WATCHED {
        let Some(bytes) = answer.chunk().await? else { return Ok(()) };
        read += crate::float(bytes.len());
        tokio::time::sleep_until(
            (started + Duration::from_secs_f64(read / BYTES_A_SECOND)).min(started + WATCHED).into(),
        )
        .await;
    }
    Ok(())
}
