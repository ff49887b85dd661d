//! Collectors that are all due in the same minute, some of them stuck, at endpoints of this machine.

use crate::{
    Outcome,
    country::{Country, code},
    progress,
    table::Table,
};
use chrono::TimeDelta;
use domain::{
    collector::{SourceKind, TypedMapping, TypedPart},
    ids::OrganisationCode,
};
use service::{
    Chance, Clock, Services, Settings,
    collectors::{PollOutcome, TypedCollector},
    jobs::{Cadence, CatchUp, Line, collect::COLLECT},
    testing::endpoint::{Behaviour, Endpoint, answer, json, trusting},
};
use std::time::{Duration, Instant};

/// How many are due.
pub(crate) const COLLECTORS: usize = 500;
/// One in so many sends a byte a second and never ends within its time.
const STUCK: usize = 10;
/// How long all of them may take.
const LIMIT: Duration = Duration::from_mins(1);
/// When the timetable looks.
const LINE: Line = Line {
    job: COLLECT,
    cadence: Cadence::Cron("0 * * * * *"),
    catch_up: CatchUp::Latest,
    silent_after: TimeDelta::minutes(15),
};

/// Lets a minute begin in which all are due, and measures until the last one is written down.
pub(crate) async fn measure(country: &Country, table: &mut Table) -> Outcome<()> {
    progress(&format!("{COLLECTORS} collectors in one minute, one in {STUCK} of them stuck"));
    let published = r#"{"part": 27, "whole": "64"}"#;
    let endpoint = Endpoint::start(json(published)).await;
    let stuck = endpoint.beside(Behaviour::Drips(answer("200 OK", &[], &"1".repeat(100)))).await;
    let clock = Clock::set(country.services.now());
    let mut settings = Settings::below(&country.folder, country.database_url.clone());
    settings.collectors = trusting(&endpoint);
    let services = Services::open(&settings, clock.clone(), Chance::System).await?;
    let bodies = country.agencies.min(COLLECTORS);
    for number in 0..COLLECTORS {
        let endpoint = if number % STUCK == 0 { &stuck } else { &endpoint };
        let indicator = country.indicators[number / bodies].clone();
        let part = TypedPart { indicator, value: "/part".to_owned(), base: "/whole".to_owned() };
        let typed = TypedCollector {
            plan: "bench".to_owned(),
            name: format!("collector {number}"),
            endpoint: endpoint.url("/{agency}/{period}"),
            mapping: TypedMapping { kind: SourceKind::Json, rows: String::new(), parts: vec![part] },
            times: "*/5 * * * *".to_owned(),
            ..TypedCollector::default()
        };
        let (reporter, agency) = (Country::reporter(number % bodies)?, code(&format!("agency-{}", number % bodies))?);
        services.collectors().set(&reporter, &agency, None, &typed).await?;
    }
    services.jobs().look(&LINE, "bench").await?;
    clock.advance(TimeDelta::minutes(5));
    let started = Instant::now();
    services.jobs().look(&LINE, "bench").await?;
    let took = started.elapsed();
    let (taken, failed) = outcomes(&services, bodies).await?;
    if (taken, failed) != (COLLECTORS - COLLECTORS / STUCK, COLLECTORS / STUCK) {
        return Err(format!("{taken} collectors brought their figure and {failed} failed").into());
    }
    let what = format!("{COLLECTORS} collectors due in one minute, {failed} of them stuck at 1 byte/s");
    let share = took.as_secs_f64() / LIMIT.as_secs_f64();
    let told = format!("{:.1} s, {share:.2}× of a minute (limit 1×)", took.as_secs_f64());
    table.goal(country.agencies, what, told);
    Ok(())
}

/// How many of the last polls brought their figure, and how many failed.
async fn outcomes(services: &Services, bodies: usize) -> Outcome<(usize, usize)> {
    let (mut taken, mut failed) = (0, 0);
    for number in 0..bodies {
        let agency: OrganisationCode = code(&format!("agency-{number}"))?;
        for (_, poll) in services.collectors().list(&Country::reporter(number)?, &agency).await? {
            let outcome = poll.map(|poll| poll.outcome);
            taken += usize::from(outcome == Some(PollOutcome::Taken));
            failed += usize::from(outcome == Some(PollOutcome::Failed));
        }
    }
    Ok((taken, failed))
}
