//! Endpoints that mean harm or are broken, told to `SQLite` and `PostgreSQL` alike: whatever they say, the draft stands.

use super::{
    contract::{country, on_both_databases, person},
    contract_collectors::{asking, entry, page, set, time_passes, typed},
    contract_past::country_with_rounds,
};
use crate::{
    Services,
    collectors::{FetchProblem, PollOutcome, Told},
    testing::{
        Engine,
        endpoint::{Behaviour, Endpoint, answer, json},
    },
};
use chrono::TimeDelta;
use domain::{
    access::Role,
    collector::Trouble,
    ids::{CollectorId, OrganisationCode},
};
use futures::FutureExt as _;
use std::time::{Duration, Instant};

on_both_databases!(
    whatever_an_endpoint_says_the_draft_stands,
    more_stuck_endpoints_than_places_hold_the_healthy_ones_up_once_and_no_longer_than_one_answer,
);

/// An answer in bytes that are no text.
fn bytes(kind: &str, body: &[u8]) -> Behaviour {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\ncontent-type: {kind}\r\n\r\n", body.len());
    Behaviour::Says([head.as_bytes(), body].concat())
}

async fn whatever_an_endpoint_says_the_draft_stands(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    let id = set(&services, &typed(&endpoint)).await;
    time_passes(&test, &services).await;
    let before = entry(&services).await;
    assert_eq!((before.entry.value.as_str(), before.entry.base.as_str()), ("27", "64"));
    let here = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let inside = format!("http://{}/", here.local_addr().expect("an address"));
    // "สิบ" as Windows writes Thai.
    let thai = b"{\"e2e\": [\"\xca\xd4\xba\", 64]}";
    let not_json = || Told::Unreadable(Trouble::NotJson { line: 1 });
    let charset = Trouble::OtherCharset { charset: "windows-874".to_owned() };
    for (says, told) in [
        (json(r#"{"e2e": [NaN, 64]}"#), not_json()),
        (json(r#"{"e2e": [-Infinity, 64]}"#), not_json()),
        (json("<html>{\"e2e\": [1, 2]}"), not_json()),
        (bytes("application/json; charset=windows-874", thai), Told::Unreadable(charset)),
        (bytes("application/json; charset=utf-8", thai), Told::Unreadable(Trouble::NotUtf8)),
        (bytes("application/json", thai), Told::Unreadable(Trouble::NotUtf8)),
        (Behaviour::Says(answer("302 Found", &[("location", &inside)], "")), Told::Failed(FetchProblem::Redirect)),
        (Behaviour::Floods(b"HTTP/1.1 200 OK\r\n\r\n{\"e2e\": [1, 2]}".to_vec()), Told::Failed(FetchProblem::TooLarge)),
        (
            Behaviour::BreaksOff(b"HTTP/1.1 200 OK\r\n\r\n{\"e2e\": [1, 2]}".to_vec()),
            Told::Failed(FetchProblem::Broken),
        ),
    ] {
        endpoint.becomes(says.clone());
        time_passes(&test, &services).await;
        let poll = page(&services, id).await.polls.remove(0);
        let outcome = if matches!(told, Told::Failed(_)) { PollOutcome::Failed } else { PollOutcome::Unreadable };
        assert_eq!((poll.outcome, poll.details.told.as_ref()), (outcome, Some(&told)));
        assert_eq!(entry(&services).await.entry, before.entry, "{told:?}");
    }
    assert!(here.accept().now_or_never().is_none(), "nobody was led to this machine");
    // A figure beyond all bounds is no number, and stops the report as a text that a person typed.
    endpoint.becomes(json(r#"{"e2e": [1e999, 64]}"#));
    time_passes(&test, &services).await;
    let wrong = entry(&services).await;
    assert_eq!((wrong.entry.value.as_str(), wrong.reading), ("1e999", None));
}

/// One collector of an agency.
type Of = (OrganisationCode, CollectorId);

async fn set_of(services: &Services, agency: &str, endpoint: &Endpoint) -> Of {
    let (actor, agency) = (person(1, Role::Reporter, agency), agency.parse().expect("a code"));
    let set = services.collectors().set(&actor, &agency, None, &typed(endpoint)).await;
    (agency, set.expect("set"))
}

/// How many polls of these have ended, each with this outcome.
async fn ended(services: &Services, of: &[Of], outcome: PollOutcome) -> usize {
    let mut count = 0;
    for (agency, id) in of {
        let actor = person(1, Role::Reporter, agency.as_str());
        let polls = services.collectors().get(&actor, agency, *id).await.expect("a collector").polls;
        let done: Vec<_> = polls.iter().filter(|poll| poll.finished_at.is_some()).collect();
        assert!(done.iter().all(|poll| [outcome, PollOutcome::Same].contains(&poll.outcome)), "{done:?}");
        count += done.len();
    }
    count
}

async fn more_stuck_endpoints_than_places_hold_the_healthy_ones_up_once_and_no_longer_than_one_answer(engine: Engine) {
    // 64 are asked at once, each for ten seconds at most.
    const STUCK: usize = 80;
    const ONE_ANSWER: Duration = Duration::from_secs(10);
    let Some(test) = country_with_rounds(engine, 12, &["2570-q1"]).await else { return };
    let good = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let silent = Endpoint::start(Behaviour::Deaf).await;
    let services = asking(&test, &good, 8).await;
    let (mut stuck, mut healthy) = (Vec::new(), Vec::new());
    for number in 0..STUCK {
        stuck.push(set_of(&services, &format!("d{:03}", 1 + number % 8), &silent).await);
    }
    for number in 9..=12 {
        healthy.push(set_of(&services, &format!("d{number:03}"), &good).await);
    }
    // Nobody knows the stuck ones yet: they may take every place, and each gives it back after one answer's time.
    let look = |services: Services| async move { crate::collectors::collect_due(&services).await.expect("looked") };
    test.clock.advance(TimeDelta::minutes(5));
    let begun = Instant::now();
    let looking = tokio::spawn(look(services.clone()));
    while ended(&services, &healthy, PollOutcome::Taken).await < healthy.len() {
        assert!(begun.elapsed() < ONE_ANSWER + Duration::from_secs(5), "the healthy ones wait for a second answer");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let looked = looking.await.expect("ended");
    assert_eq!((looked.due, looked.polls, looked.faults), (84, 84, 0));
    assert!(begun.elapsed() >= ONE_ANSWER * 2, "there were more of them than places");
    assert_eq!(ended(&services, &stuck, PollOutcome::Failed).await, STUCK);
    // From then on they come after all others, which wait for nobody.
    test.clock.advance(TimeDelta::minutes(5));
    let begun = Instant::now();
    let looking = tokio::spawn(look(services.clone()));
    while ended(&services, &healthy, PollOutcome::Taken).await < healthy.len() * 2 {
        assert!(begun.elapsed() < ONE_ANSWER, "the healthy ones wait for the stuck ones");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(!looking.is_finished(), "the stuck ones are still being asked");
    looking.abort();
}
