//! A report that is accepted in a whole country: how long the acceptance takes, with the sums and scores that follow from it, and
//! how long it is until every dashboard has been read anew after it.

use crate::{
    Outcome,
    country::{Country, code, ministry_of},
    load::ServerProcess,
    progress,
    table::Table,
};
use domain::access::{Grant, Role};
use service::{Actor, Channel, submissions::Seen};
use std::time::{Duration, Instant};

/// How many reports are accepted, one after the other.
const REPORTS: usize = 20;
/// How long it may take from the acceptance until the last dashboard was read anew.
const LONGEST: Duration = Duration::from_secs(1);

/// Accepts reports of a hundred values in a country with scores, and holds all sums and scores against ones made afresh.
pub(crate) async fn measure(country: &Country, table: &mut Table) -> Outcome<()> {
    progress(&format!("{} agencies: accepting {REPORTS} reports", country.agencies));
    let server = ServerProcess::start(country).await?;
    let (mut accepting, mut shown) = (Vec::new(), Vec::new());
    for agency in 0..REPORTS {
        hand_in(country, agency).await?;
        let (dashboards, score) = (dashboards(country, agency)?, score(country, agency)?);
        for path in &dashboards {
            server.once(path).await?;
        }
        let started = Instant::now();
        let key = country.open_report(agency)?;
        country.services.submissions().accept(&person("reviewer", Role::Reviewer, "th")?, &key, Seen::Any, &[]).await?;
        accepting.push(started.elapsed());
        // There is none before.
        for path in dashboards.iter().chain([&score]) {
            server.once(path).await?;
        }
        shown.push(started.elapsed());
    }
    let operator = Actor::operator(&code("th")?);
    let (sums, scores) =
        (country.services.rollups().check(&operator).await?, country.services.scores().check(&operator).await?);
    if !sums.is_empty() || !scores.is_empty() {
        return Err(format!("{sums:?} {scores:?}").into());
    }
    let told = |mut times: Vec<Duration>| {
        times.sort_unstable();
        let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
        format!("p50 {:.0} ms, the slowest {:.0} ms", ms(times[times.len() / 2]), ms(times[times.len() - 1]))
    };
    table.fact(country.agencies, "accepting a report of 100 values, with sums and scores", told(accepting));
    let holds = shown.iter().all(|time| *time <= LONGEST);
    let figure = format!("{} (limit {} ms)", told(shown), LONGEST.as_millis());
    table.limit(country.agencies, "until five dashboards and its score were read after it".to_owned(), figure, holds);
    Ok(())
}

/// The report of an agency is filled, submitted and approved.
async fn hand_in(country: &Country, agency: usize) -> Outcome<()> {
    country.fill(agency).await?;
    let (reporter, key) = (Country::reporter(agency)?, country.open_report(agency)?);
    let moves = country.services.submissions();
    moves.submit(&reporter, &key, Seen::Any).await?;
    moves.approve(&person("approver", Role::Approver, key.agency.as_str())?, &key, Seen::Any).await?;
    Ok(())
}

/// The dashboards of the open round that a report of an agency moves.
fn dashboards(country: &Country, agency: usize) -> Outcome<[String; 5]> {
    let key = country.open_report(agency)?;
    let (round, code, indicator) = (&key.round, &key.agency, &country.indicators[0]);
    let ministry = ministry_of(agency);
    Ok([
        format!("/national?round={round}"),
        format!("/organisations/{ministry}?round={round}"),
        format!("/organisations/{code}?round={round}"),
        format!("/indicators/{indicator}?round={round}"),
        format!("/organisations/{ministry}/heat-map?round={round}"),
    ])
}

/// The page of the score that a report of an agency gives it.
fn score(country: &Country, agency: usize) -> Outcome<String> {
    let key = country.open_report(agency)?;
    Ok(format!("/scores/bench/{}/{}", key.round, key.agency))
}

/// Somebody who takes part in a report, and typed none of it.
fn person(name: &str, role: Role, organisation: &str) -> Outcome<Actor> {
    let account = domain::ids::AccountId::new(uuid::Uuid::from_u128(u128::MAX - role as u128));
    let grant = Grant { role, organisation: code(organisation)? };
    Ok(Actor::new(account, name.to_owned(), vec![grant], Channel::Web))
}
