//! Polls whose server went away in the middle, told to `SQLite` and `PostgreSQL` alike: what the timetable asked for is asked
//! for again, and what comes after a poll was given up does not count.

use super::{
    contract::{country, fill, key, on_both_databases, operator, start},
    contract_collectors::{account, agency, asking, entry, page, reporter, set, time_passes, typed, types},
};
use crate::{
    Services,
    collectors::{GivenUp, PollOutcome, TypedCollector, collect_due, give_up_lost},
    rounds::NewRound,
    testing::{
        Engine, TestServices,
        endpoint::{Behaviour, Endpoint, json},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    collector::{Activity, Handing},
    entry::Entry,
    ids::CollectorId,
    submission::StateName,
    window::Window,
};
use std::time::Duration;
use tokio::task::JoinHandle;

on_both_databases!(
    a_time_is_asked_for_again_when_its_server_went_away,
    a_collector_at_which_servers_go_away_is_not_asked_for_ever,
    what_a_person_asked_for_or_stopped_is_not_asked_for_again,
    figures_that_come_after_their_poll_was_given_up_are_not_taken,
    a_poll_that_was_given_up_stays_so,
);

/// Longer than any poll that is still under way.
const TOO_LONG: TimeDelta = TimeDelta::minutes(6);

/// A collector that is asked once a day.
fn daily(endpoint: &Endpoint) -> TypedCollector {
    TypedCollector { times: "0 6 * * *".to_owned(), ..typed(endpoint) }
}

/// How many polls one look at all collectors came to.
async fn looks(services: Services) -> usize {
    let looked = collect_due(&services).await.expect("looked");
    assert_eq!(looked.faults, 0);
    looked.polls
}

/// Some work, as far as the moment at which the endpoint was asked and says nothing yet.
async fn as_far_as_asking<T: Send + 'static>(
    endpoint: &Endpoint,
    work: impl Future<Output = T> + Send + 'static,
) -> JoinHandle<T> {
    let before = endpoint.asked().len();
    endpoint.becomes(Behaviour::Waits);
    let working = tokio::spawn(work);
    while endpoint.asked().len() == before {
        assert!(!working.is_finished(), "the endpoint is not asked");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    working
}

/// A server begins some work, and is gone while the endpoint is being asked.
async fn is_killed<T: Send + 'static>(endpoint: &Endpoint, work: impl Future<Output = T> + Send + 'static) {
    let working = as_far_as_asking(endpoint, work).await;
    working.abort();
    assert!(working.await.is_err_and(|error| error.is_cancelled()));
}

async fn gives_up(test: &TestServices, services: &Services) -> GivenUp {
    let mut tx = services.db().write().await.expect("a transaction");
    let given_up = give_up_lost(&mut tx, test.clock.now()).await.expect("given up");
    tx.commit().await.expect("committed");
    given_up
}

async fn outcomes(services: &Services, id: CollectorId) -> Vec<PollOutcome> {
    page(services, id).await.polls.iter().map(|poll| poll.outcome).collect()
}

async fn next_due_at(services: &Services, id: CollectorId) -> Option<DateTime<Utc>> {
    page(services, id).await.collector.next_due_at
}

async fn a_time_is_asked_for_again_when_its_server_went_away(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    // Two rounds are open, so that the server is gone before it comes to the second.
    let days = |days| start() + TimeDelta::days(days);
    let window = Window::new(days(-1), days(30), days(45)).expect("in order");
    let second =
        NewRound { plan: "dgp-2566".parse().expect("a code"), period: "2570-q2".parse().expect("a period"), window };
    test.services.rounds().open(&operator(), second).await.expect("opened");
    let endpoint = Endpoint::start(Behaviour::Waits).await;
    let services = asking(&test, &endpoint, 8).await;
    let id = set(&services, &daily(&endpoint)).await;
    test.clock.advance(TimeDelta::days(1));
    is_killed(&endpoint, looks(services.clone())).await;
    assert_eq!(
        outcomes(&services, id).await,
        [PollOutcome::Running; 2],
        "both are known, though one alone was asked for"
    );
    let tomorrow = next_due_at(&services, id).await;
    assert!(tomorrow > Some(test.clock.now() + TimeDelta::hours(1)));
    // Nobody can tell yet that it is gone.
    endpoint.becomes(json(r#"{"e2e": [27, 64]}"#));
    time_passes(&test, &services).await;
    assert_eq!((outcomes(&services, id).await, endpoint.asked().len()), (vec![PollOutcome::Running; 2], 1));
    // Now it is told, and in the same look both are asked for again.
    time_passes(&test, &services).await;
    let (again, lost) = ([PollOutcome::Taken; 2], [PollOutcome::Lost; 2]);
    assert_eq!((outcomes(&services, id).await, endpoint.asked().len()), ([again, lost].concat(), 3));
    assert_eq!(entry(&services).await.entry.value, "27");
    assert_eq!(next_due_at(&services, id).await, tomorrow);
    // Once.
    for _ in 0..3 {
        time_passes(&test, &services).await;
    }
    assert_eq!((outcomes(&services, id).await.len(), endpoint.asked().len()), (4, 3));
}

async fn a_collector_at_which_servers_go_away_is_not_asked_for_ever(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(Behaviour::Waits).await;
    let services = asking(&test, &endpoint, 8).await;
    let id = set(&services, &daily(&endpoint)).await;
    test.clock.advance(TimeDelta::days(1));
    // It is asked at its time, and three times more.
    for again in [1, 1, 1, 0] {
        is_killed(&endpoint, looks(services.clone())).await;
        test.clock.advance(TOO_LONG);
        assert_eq!(gives_up(&test, &services).await, GivenUp { polls: 1, again });
    }
    assert_eq!(outcomes(&services, id).await, [PollOutcome::Lost; 4]);
    assert!(next_due_at(&services, id).await > Some(test.clock.now() + TimeDelta::hours(1)));
    assert_eq!(looks(services.clone()).await, 0);
    // Its next time comes all the same, and is not asked for again.
    test.clock.advance(TimeDelta::days(1));
    is_killed(&endpoint, looks(services.clone())).await;
    test.clock.advance(TOO_LONG);
    assert_eq!(gives_up(&test, &services).await, GivenUp { polls: 1, again: 0 });
    assert_eq!(looks(services.clone()).await, 0);
    // After one that came to an end it is counted anew.
    test.clock.advance(TimeDelta::days(1));
    endpoint.becomes(json(r#"{"e2e": [27, 64]}"#));
    assert_eq!(looks(services.clone()).await, 1);
    test.clock.advance(TimeDelta::days(1));
    is_killed(&endpoint, looks(services.clone())).await;
    test.clock.advance(TOO_LONG);
    assert_eq!(gives_up(&test, &services).await, GivenUp { polls: 1, again: 1 });
    assert_eq!(next_due_at(&services, id).await, Some(test.clock.now()));
    assert_eq!(endpoint.asked().len(), 7);
}

async fn what_a_person_asked_for_or_stopped_is_not_asked_for_again(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(Behaviour::Waits).await;
    let services = asking(&test, &endpoint, 8).await;
    let id = set(&services, &daily(&endpoint)).await;
    let tomorrow = next_due_at(&services, id).await;
    let by_hand = services.clone();
    let run = async move { by_hand.collectors().run(&reporter(), &agency(), id).await.is_ok() };
    Box::pin(is_killed(&endpoint, run)).await;
    test.clock.advance(TOO_LONG);
    assert_eq!(gives_up(&test, &services).await, GivenUp { polls: 1, again: 0 });
    assert_eq!(next_due_at(&services, id).await, tomorrow, "whoever asked sees it, and may ask again");
    // Paused after its server went away, it stays so.
    test.clock.advance(TimeDelta::days(1));
    is_killed(&endpoint, looks(services.clone())).await;
    let paused = TypedCollector { activity: Activity::Paused, ..daily(&endpoint) };
    services.collectors().set(&reporter(), &agency(), Some((id, 1)), &paused).await.expect("set");
    test.clock.advance(TOO_LONG);
    assert_eq!(gives_up(&test, &services).await, GivenUp { polls: 1, again: 0 });
    assert_eq!(next_due_at(&services, id).await, None);
    // And so does one that was removed.
    let other = set(&services, &daily(&endpoint)).await;
    test.clock.advance(TimeDelta::days(1));
    is_killed(&endpoint, looks(services.clone())).await;
    services.collectors().remove(&reporter(), &agency(), other).await.expect("removed");
    test.clock.advance(TOO_LONG);
    assert_eq!(gives_up(&test, &services).await, GivenUp { polls: 1, again: 0 });
    assert_eq!((looks(services.clone()).await, endpoint.asked().len()), (0, 3));
}

async fn figures_that_come_after_their_poll_was_given_up_are_not_taken(engine: Engine) {
    for (handing, in_time, state) in [
        (Handing::Confirm, PollOutcome::Taken, StateName::Draft),
        (Handing::Submit, PollOutcome::Submitted, StateName::Submitted),
    ] {
        let Some(test) = country(engine).await else { return };
        let endpoint = Endpoint::start(Behaviour::Waits).await;
        let services = asking(&test, &endpoint, 8).await;
        let somebody = account(&services).await;
        fill(&test, &reporter(), "one", "40").await;
        types(&services, Entry::default()).await;
        let typed = TypedCollector { handing, ..daily(&endpoint) };
        let id = services.collectors().set(&somebody, &agency(), None, &typed).await.expect("set");
        test.clock.advance(TimeDelta::days(1));
        // A server is paused while it asks, and wakes when its poll was given up.
        let paused = as_far_as_asking(&endpoint, looks(services.clone())).await;
        test.clock.advance(TOO_LONG);
        assert_eq!(gives_up(&test, &services).await, GivenUp { polls: 1, again: 1 });
        let links = services.audit().page(&operator(), None, None, 1).await.expect("a page").links;
        endpoint.becomes(json(r#"{"e2e": [40, 100]}"#));
        assert_eq!(paused.await.expect("woken"), 1);
        let late = page(&services, id).await.polls.remove(0);
        assert_eq!((late.outcome, late.sha256, late.status), (PollOutcome::Lost, None, None));
        let untouched = entry(&services).await;
        assert_eq!((untouched.entry, untouched.collected), (Entry::default(), None));
        let after = services.audit().page(&operator(), None, None, 1).await.expect("a page").links;
        assert_eq!(after[0].event.sequence, links[0].event.sequence, "nothing was done");
        // It is due again, and counts.
        assert_eq!(looks(services.clone()).await, 1);
        let again = page(&services, id).await.polls.remove(0);
        assert_eq!((again.outcome, again.sha256.is_some(), again.finished_at.is_some()), (in_time, true, true));
        assert_eq!(entry(&services).await.entry.value, "40");
        let report = services.reports().get(&reporter(), &key("one")).await.expect("a report");
        assert_eq!(report.submission.state.name(), state);
    }
}

async fn a_poll_that_was_given_up_stays_so(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    let id = set(&services, &daily(&endpoint)).await;
    test.clock.advance(TimeDelta::days(1));
    assert_eq!(looks(services.clone()).await, 1);
    let ended = page(&services, id).await.polls.remove(0);
    let mut known = ended.clone();
    known.id = domain::ids::PollId::new(uuid::Uuid::from_u128(9));
    (known.finished_at, known.outcome) = (None, PollOutcome::Running);
    let mut tx = services.db().write().await.expect("a transaction");
    super::polls::begin(&mut tx, &known).await.expect("begun");
    // What is known of it is written down before it ends, and stays when it never does.
    assert!(super::polls::update(&mut tx, &known).await.expect("updated"));
    tx.commit().await.expect("committed");
    test.clock.advance(TOO_LONG);
    assert_eq!(gives_up(&test, &services).await.polls, 1);
    let mut tx = services.db().write().await.expect("a transaction");
    let late = crate::collectors::Poll { id: known.id, ..ended.clone() };
    assert!(!super::polls::update(&mut tx, &late).await.expect("not updated"));
    assert!(!super::polls::update(&mut tx, &ended).await.expect("not updated"), "it ended once");
    let lost = super::polls::get(&mut tx, known.id).await.expect("read").expect("a poll");
    assert_eq!((lost.outcome, &lost.sha256), (PollOutcome::Lost, &ended.sha256));
    assert_eq!((lost.finished_at, lost.response), (Some(test.clock.now()), ended.response));
}
