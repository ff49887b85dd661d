//! Two hundred people save over and over while a round closes. Whatever was taken is of before that instant, and whatever
//! was refused left nothing behind.

use crate::{
    country::{Country, agency, operator},
    server::{PATIENCE, Place},
};
use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use domain::{access::Role, ids::RoundCode, submission::ReportKey, window::Window};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use service::{ServiceError, Services, testing::Engine};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

const PEOPLE: usize = 200;
/// So many of them share the first report; each of the others has one of their own.
const TOGETHER: usize = 20;
const INDICATOR: &str = "open-datasets";
/// Before the closing instant is set, so many changes are taken.
const FEWEST: usize = 200;
/// So long a connection is kept while nobody uses it.
const IDLE: Duration = Duration::from_secs(10);
/// Everybody who was refused tries so often again.
const AGAIN: usize = 3;

/// What all of them share.
struct Race {
    services: Services,
    client: Client,
    token: String,
    /// How many changes were taken.
    taken: AtomicUsize,
    /// Whether the round will close for good.
    is_set: AtomicBool,
}

/// What one of them was told.
#[derive(Default)]
struct Told {
    taken: Vec<String>,
    refused: usize,
    /// Nothing was saved, for another reason: the server had too much to do.
    busy: usize,
    /// When the last that was taken had been sent, and when that was answered.
    last_sent: Option<DateTime<Utc>>,
    last_answered: Option<DateTime<Utc>>,
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_taken_after_a_round_has_closed_on_sqlite() {
    race(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_taken_after_a_round_has_closed_on_postgresql() {
    race(Engine::Postgres).await;
}

async fn race(engine: Engine) {
    let Some(country) = Country::new(engine, PEOPLE - TOGETHER + 1).await else { return };
    let round = country.opens("2568-q4", 30, 40).await;
    let token = country.token(&country.person("reporter", Role::Reporter, "mdes").await).await;
    let place = Place::new(country.test.folder.path(), country.url(), &[]);
    // A connection is let go before the server closes it, which could cut off a request on its way.
    let client = Client::builder().no_proxy().pool_idle_timeout(IDLE).build().expect("a client");
    let mut server = place.start();
    server.is_ready(&client).await;
    let race = Arc::new(Race {
        services: country.services().clone(),
        client,
        token,
        taken: AtomicUsize::new(0),
        is_set: AtomicBool::new(false),
    });
    let people: Vec<_> = (0..PEOPLE)
        .map(|person| {
            let url = place.at(&format!("/api/v1/rounds/{round}/agencies/{}/values", agency(report_of(person))));
            tokio::spawn(saves(Arc::clone(&race), url, person))
        })
        .collect();
    let closes_at = closes(&country, &race, &round).await;
    let mut told = Vec::new();
    for person in futures::future::join_all(people).await {
        told.push(person.expect("somebody who stops by themselves"));
    }
    let together: BTreeSet<_> = told.iter().take(TOGETHER).flat_map(|told| &told.taken).collect();
    for (person, told) in told.iter().enumerate() {
        let (stored, edited_at) = stored(country.services(), &round, report_of(person)).await;
        if person < TOGETHER {
            assert!(together.contains(&stored) || together.is_empty() && stored.is_empty(), "{stored:?} was not taken");
        } else {
            assert_eq!(&stored, told.taken.last().unwrap_or(&String::new()), "what was refused left nothing");
        }
        assert!(edited_at.is_none_or(|at| at < closes_at), "{edited_at:?} is not before {closes_at}");
        assert!(told.last_sent.is_none_or(|at| at < closes_at), "{:?} was sent after {closes_at}", told.last_sent);
    }
    let latest = told.iter().filter_map(|told| told.last_answered).max().map(|at| (at - closes_at).num_milliseconds());
    let sum = |count: fn(&Told) -> usize| told.iter().map(count).sum::<usize>();
    let (changes, refused) = (sum(|told| told.taken.len()), sum(|told| told.refused));
    println!(
        "{engine:?}: {PEOPLE} people, {changes} changes taken before the round closed, {refused} refused after, {} were told \
         to come again; the last that was taken was answered {} ms after the closing instant",
        sum(|told| told.busy),
        latest.unwrap_or_default(),
    );
    assert!(changes >= FEWEST && refused >= PEOPLE * AGAIN);
    let log = country.services().audit().page(&operator(), None, None, 1_000).await.expect("read").links;
    let typed: Vec<_> = log.into_iter().filter(|link| link.event.action == "drafts.save").collect();
    assert!(!typed.is_empty() && typed.iter().all(|link| link.event.at < closes_at), "none after it in the log either");
    country.is_whole().await;
}

/// Saves one text after the other, until the round has closed and a few times more.
async fn saves(race: Arc<Race>, url: String, person: usize) -> Told {
    let mut told = Told::default();
    let begun = Instant::now();
    let mut number = 0;
    while told.refused < AGAIN {
        assert!(begun.elapsed() < PATIENCE, "the round does not close");
        number += 1;
        let text = format!("{person}.{number}");
        let body = json!({ "values": [{ "indicator": INDICATOR, "narrative": text }] });
        let is_set = race.is_set.load(Ordering::Relaxed);
        let sent_at = race.services.now();
        let request = race.client.put(&url).bearer_auth(&race.token).header("if-match", "*").json(&body);
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        let said: Value = answer.json().await.expect("JSON");
        match (status, said["code"].as_str()) {
            (StatusCode::OK, _) => {
                told.taken.push(text);
                race.taken.fetch_add(1, Ordering::Relaxed);
                (told.last_sent, told.last_answered) = (Some(sent_at), Some(race.services.now()));
            }
            (StatusCode::CONFLICT, Some("window_closed")) => told.refused += usize::from(is_set),
            (StatusCode::CONFLICT, Some("conflict")) | (StatusCode::SERVICE_UNAVAILABLE, _) => told.busy += 1,
            _ => unreachable!("{status} {said}"),
        }
    }
    told
}

/// Closes the round in a moment, once enough was taken; gives the instant at which it does.
async fn closes(country: &Country, race: &Race, round: &RoundCode) -> DateTime<Utc> {
    let begun = Instant::now();
    while race.taken.load(Ordering::Relaxed) < FEWEST {
        assert!(begun.elapsed() < PATIENCE, "nothing is taken");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let services = country.services();
    let mut ahead = TimeDelta::seconds(1);
    loop {
        assert!(begun.elapsed() < PATIENCE, "it is always too late");
        let closes_at = services.now().trunc_subsecs(3) + ahead;
        let window = Window::new(country.made_at - TimeDelta::days(21), country.made_at, closes_at).expect("in order");
        match services.rounds().set_window(&operator(), round, window).await {
            // Everybody was in the way for longer than anybody waits: nothing was set, and it is asked again.
            Err(ServiceError::Busy) => continue,
            set => set.expect("set"),
        }
        if services.now() < closes_at {
            race.is_set.store(true, Ordering::Relaxed);
            return closes_at;
        }
        // Everybody was in the way for longer than that: what was taken meanwhile was taken rightly.
        ahead = ahead * 2;
    }
}

/// The text that is stored in a report, and since when.
async fn stored(services: &Services, round: &RoundCode, report: usize) -> (String, Option<DateTime<Utc>>) {
    let key = ReportKey { round: round.clone(), agency: agency(report).parse().expect("a code") };
    let report = services.reports().get(&operator(), &key).await.expect("a report");
    let mut entries = report.entries.into_iter();
    let entry = entries.find(|entry| entry.indicator.code.as_str() == INDICATOR).expect("an entry");
    (entry.entry.narrative, entry.edited_at)
}

/// The first report is shared by some; all others are somebody's own.
fn report_of(person: usize) -> usize {
    (person + 1).saturating_sub(TOGETHER)
}
