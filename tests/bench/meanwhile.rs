//! A snapshot that is taken while many people save, fifty times a second together: how much slower that makes their saves.

use crate::{
    Outcome,
    country::Country,
    float, progress,
    table::Table,
    typist::{Door, Typist},
};
use domain::{
    ids::{RoundCode, SnapshotCode},
    snapshot::Stage,
};
use service::{Actor, Services, snapshots::Taking};
use std::time::{Duration, Instant};

/// Saves a second, of all people together.
const RATE: u32 = 50;
/// How long is looked at at least, before and during.
const AT_LEAST: Duration = Duration::from_secs(6);
/// How many times longer a save may take while a snapshot is taken.
const MOST: f64 = 2.0;

/// Measures it on a database, called by its name.
pub(crate) async fn measure(
    country: &Country,
    people: &mut [Typist],
    database: &str,
    table: &mut Table,
) -> Outcome<()> {
    progress(&format!("{} agencies: a snapshot while {RATE} values a second are saved", country.agencies));
    let started = Instant::now();
    let before = pace(country, people, || started.elapsed() < AT_LEAST).await?;
    // A task of its own, as the server has one.
    let taking = tokio::spawn(taken(country.services.clone(), country.last_closed()?));
    let during = pace(country, people, || !taking.is_finished()).await?;
    let codes = taking.await??;
    hold_together(country, &codes).await?;
    for person in people.iter() {
        person.finds_all_saved(&country.services).await?;
    }
    let ratio = mean(&during).as_secs_f64() / mean(&before).as_secs_f64();
    let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1_000.0);
    table.limit(
        country.agencies,
        format!(
            "a save on {database} while a snapshot is taken ({} saves, {} snapshots), beside one before",
            during.len(),
            codes.len()
        ),
        format!("{} instead of {}: {ratio:.2}× (limit {MOST}×)", ms(mean(&during)), ms(mean(&before))),
        ratio <= MOST,
    );
    let slowest = |times: &[Duration]| ms(times.iter().max().copied().unwrap_or_default());
    table.fact(country.agencies, &format!("the slowest save on {database} before it"), slowest(&before));
    table.fact(country.agencies, &format!("the slowest save on {database} while it is taken"), slowest(&during));
    Ok(())
}

/// Takes snapshots of a round, one after the other.
async fn taken(services: Services, round: RoundCode) -> Outcome<Vec<SnapshotCode>> {
    let started = Instant::now();
    let mut codes = Vec::new();
    while started.elapsed() < AT_LEAST {
        let taking = Taking { round: round.clone(), stage: Stage::Draft, note: "bench".to_owned() };
        codes.push(services.snapshots().take(&operator()?, &taking).await?.code);
    }
    Ok(codes)
}

/// Verifies each, with all scores that are in it.
async fn hold_together(country: &Country, codes: &[SnapshotCode]) -> Outcome<()> {
    for code in codes {
        let verified = country.services.snapshots().verify(Some(&operator()?), code).await?;
        verified.map_err(|broken| format!("{code}: {broken:?}"))?;
    }
    Ok(())
}

fn operator() -> Outcome<Actor> {
    Ok(Actor::operator(&"th".parse()?))
}

/// People take turns at saving while something goes on, each save begun when it is due; how long each took since then.
async fn pace(country: &Country, people: &mut [Typist], goes_on: impl Fn() -> bool) -> Outcome<Vec<Duration>> {
    let (start, between) = (Instant::now(), Duration::from_secs(1) / RATE);
    let of_each = between * u32::try_from(people.len())?;
    let lanes = people.iter_mut().zip(0_u32..).map(|(person, place)| {
        let goes_on = &goes_on;
        async move {
            let (mut each, mut due) = (Vec::new(), start + between * place);
            while goes_on() {
                tokio::time::sleep_until(due.into()).await;
                person.save_next(Door::Services(&country.services)).await?;
                each.push(due.elapsed());
                due += of_each;
            }
            Outcome::Ok(each)
        }
    });
    Ok(futures::future::try_join_all(lanes).await?.concat())
}

fn mean(times: &[Duration]) -> Duration {
    times.iter().sum::<Duration>().div_f64(float(times.len().max(1)))
}
