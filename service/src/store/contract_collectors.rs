//! Collectors, told to `SQLite` and `PostgreSQL` alike, with an endpoint that answers on this machine.

use super::contract::{country, indicator, key, on_both_databases, operator, person};
use crate::{
    Actor, Chance, ServiceError, Services, Settings,
    accounts::NewAccount,
    collectors::{Collector, CollectorPage, PollOutcome, Told, TypedCollector},
    drafts::Edit,
    jobs::{Cadence, CatchUp, Line, collect::COLLECT},
    submissions::Seen,
    testing::{
        Engine, TestServices,
        endpoint::{Behaviour, Endpoint, answer, json, trusting},
    },
    values::ValueFilter,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::{Grant, Role},
    collector::{Activity, Handing, SourceKind, TypedMapping, TypedPart},
    entry::Entry,
    ids::{CollectorId, OrganisationCode},
    problem::ProblemKind,
    submission::{Refusal, StateName},
    trust::TrustGrade,
};

on_both_databases!(
    figures_come_into_the_draft_and_wait_for_a_reporter,
    what_a_person_typed_is_never_overwritten,
    what_did_not_change_is_asked_for_once,
    a_stuck_endpoint_delays_no_other,
    a_time_is_claimed_by_one_server,
    a_collector_that_submits_does_so_in_somebodys_name,
    an_accepted_figure_says_that_it_was_collected,
    a_poll_without_an_end_is_given_up,
    a_closed_window_is_not_asked_for,
);

/// Services over the same database that ask endpoints of this machine.
pub(super) async fn asking(test: &TestServices, endpoint: &Endpoint, seed: u64) -> Services {
    let settings = Settings { collectors: trusting(endpoint), ..test.settings.clone() };
    Services::open(&settings, test.clock.clone(), Chance::seeded(seed)).await.expect("services")
}

pub(super) fn reporter() -> Actor {
    person(1, Role::Reporter, "one")
}

pub(super) fn agency() -> OrganisationCode {
    "one".parse().expect("a code")
}

fn part(code: &str, value: &str, base: &str) -> TypedPart {
    TypedPart { indicator: indicator(code), value: value.to_owned(), base: base.to_owned() }
}

/// A collector of the ratio of one indicator.
pub(super) fn typed(endpoint: &Endpoint) -> TypedCollector {
    TypedCollector {
        plan: "dgp-2566".to_owned(),
        name: "ระบบสถิติ".to_owned(),
        endpoint: endpoint.url("/{agency}/{period}"),
        mapping: TypedMapping {
            kind: SourceKind::Json,
            rows: String::new(),
            parts: vec![part("svc-e2e", "/e2e/0", "/e2e/1"), part("open-datasets", "", "")],
        },
        times: "*/5 * * * *".to_owned(),
        ..TypedCollector::default()
    }
}

pub(super) async fn set(services: &Services, typed: &TypedCollector) -> CollectorId {
    services.collectors().set(&reporter(), &agency(), None, typed).await.expect("set")
}

pub(super) async fn page(services: &Services, id: CollectorId) -> CollectorPage {
    services.collectors().get(&reporter(), &agency(), id).await.expect("a collector")
}

pub(super) async fn entry(services: &Services) -> crate::reports::ReportEntry {
    let report = services.reports().get(&reporter(), &key("one")).await.expect("a report");
    report.entry(&indicator("svc-e2e")).expect("an entry").clone()
}

const LINE: Line = Line {
    job: COLLECT,
    cadence: Cadence::Cron("0 * * * * *"),
    catch_up: CatchUp::Latest,
    silent_after: TimeDelta::minutes(15),
};

/// Five minutes pass, and the timetable looks.
pub(super) async fn time_passes(test: &TestServices, services: &Services) {
    test.clock.advance(TimeDelta::minutes(5));
    let looked = services.jobs().look(&LINE, "test").await.expect("looked");
    assert_eq!(looked.done, 1, "the timetable has looked");
}

async fn figures_come_into_the_draft_and_wait_for_a_reporter(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, "64"]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    let id = set(&services, &typed(&endpoint)).await;
    services.jobs().look(&LINE, "test").await.expect("looked");
    assert_eq!(page(&services, id).await.polls, [], "it is not due yet");
    time_passes(&test, &services).await;
    let CollectorPage { polls, collector, .. } = page(&services, id).await;
    let [poll] = polls.as_slice() else { panic!("{polls:?}") };
    assert_eq!((poll.outcome, poll.status, poll.rule_version), (PollOutcome::Taken, Some(200), 1));
    assert_eq!((poll.size_bytes, poll.asked_by, poll.address.as_deref()), (Some(19), None, Some("127.0.0.1")));
    assert_eq!(poll.details.taken.taken, [indicator("svc-e2e")]);
    assert!(poll.url.ends_with("/one/2570-q1") && poll.sha256.is_some() && poll.finished_at.is_some());
    assert!(collector.next_due_at > Some(test.clock.now()));
    let collected = entry(&services).await;
    assert_eq!((collected.entry.value.as_str(), collected.entry.base.as_str()), ("27", "64"));
    assert!(collected.awaits_confirmation());
    assert!(collected.problems.iter().any(|problem| problem.kind == ProblemKind::Unconfirmed));
    let entries = services.reports().get(&reporter(), &key("one")).await.expect("a report").entries;
    let seen = crate::collectors::waiting_digest(&entries);
    let other = services.collectors().confirm(&reporter(), &key("one"), "other").await;
    assert!(matches!(other, Err(ServiceError::Conflict)), "{other:?}");
    let confirmed = services.collectors().confirm(&reporter(), &key("one"), &seen).await.expect("confirmed");
    assert_eq!(confirmed, [indicator("svc-e2e")]);
    let confirmed = entry(&services).await;
    assert!(!confirmed.awaits_confirmation());
    assert!(!confirmed.problems.iter().any(|problem| problem.kind == ProblemKind::Unconfirmed));
    let collected = confirmed.collected.expect("collected");
    assert_eq!((collected.poll, collected.confirmed.map(|stamp| stamp.by)), (poll.id, Some(reporter().account)));
    // A newer figure replaces it, and waits again.
    endpoint.becomes(json(r#"{"e2e": [28, 64]}"#));
    time_passes(&test, &services).await;
    let newer = entry(&services).await;
    assert_eq!(newer.entry.value, "28");
    assert!(newer.awaits_confirmation());
    let links = services.audit().page(&operator(), None, None, 3).await.expect("a page").links;
    let actions: Vec<_> = links.iter().map(|link| link.event.action.as_str()).collect();
    assert_eq!(actions, ["collectors.take", "collectors.confirm", "collectors.take"]);
    assert_eq!(services.rollups().check(&operator()).await.expect("checked"), []);
}

pub(super) async fn types(services: &Services, entry: Entry) {
    let base_version = self::entry(services).await.version;
    let edit = Edit { indicator: indicator("svc-e2e"), entry, base_version };
    let saved = services.drafts().save(&reporter(), &key("one"), vec![edit]).await.expect("saved");
    assert_eq!(saved.conflicts, []);
}

async fn what_a_person_typed_is_never_overwritten(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    // A narrative alone leaves room for the figure.
    types(&services, Entry { narrative: "ทำแล้ว".to_owned(), ..Entry::default() }).await;
    let id = set(&services, &typed(&endpoint)).await;
    time_passes(&test, &services).await;
    let collected = entry(&services).await;
    assert_eq!((collected.entry.value.as_str(), collected.entry.narrative.as_str()), ("27", "ทำแล้ว"));
    // Typed over, it is the reporter's.
    types(&services, Entry { value: "26".to_owned(), ..collected.entry }).await;
    let typed_over = entry(&services).await;
    assert_eq!(typed_over.collected, None);
    assert!(!typed_over.problems.iter().any(|problem| problem.kind == ProblemKind::Unconfirmed));
    endpoint.becomes(json(r#"{"e2e": [29, 64]}"#));
    time_passes(&test, &services).await;
    assert_eq!(entry(&services).await.entry.value, "26");
    let poll = page(&services, id).await.polls.remove(0);
    assert_eq!((poll.outcome, poll.details.taken.kept), (PollOutcome::Kept, vec![indicator("svc-e2e")]));
    // Half of a ratio is not taken; what is there is told.
    types(&services, Entry::default()).await;
    endpoint.becomes(json(r#"{"e2e": [29]}"#));
    time_passes(&test, &services).await;
    assert_eq!(entry(&services).await.entry.value, "");
    let poll = page(&services, id).await.polls.remove(0);
    assert_eq!(poll.outcome, PollOutcome::Kept);
    assert_eq!(poll.details.found[0].text.as_deref(), Some("29"));
    assert!(poll.details.found[1].trouble.is_some());
    // What the rules find wrong comes into the draft all the same, and stops the report there.
    endpoint.becomes(json(r#"{"e2e": [1e999, "NaN"]}"#));
    time_passes(&test, &services).await;
    let wrong = entry(&services).await;
    assert_eq!((wrong.entry.value.as_str(), wrong.entry.base.as_str(), wrong.reading), ("1e999", "NaN", None));
    let codes: Vec<_> = wrong.problems.iter().map(domain::problem::Problem::code).collect();
    assert_eq!(codes, ["exponent", "not_a_number", "unconfirmed"]);
}

async fn what_did_not_change_is_asked_for_once(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let first = answer("200 OK", &[("etag", "\"v1\"")], r#"{"e2e": [27, 64]}"#);
    let endpoint = Endpoint::start(Behaviour::Says(first)).await;
    let services = asking(&test, &endpoint, 8).await;
    let id = set(&services, &typed(&endpoint)).await;
    time_passes(&test, &services).await;
    endpoint.becomes(Behaviour::Says(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec()));
    for _ in 0..2 {
        time_passes(&test, &services).await;
    }
    let asked = endpoint.asked();
    assert!(!asked[0].contains("if-none-match") && asked[1].contains("if-none-match: \"v1\""), "{asked:?}");
    assert!(asked[2].contains("if-none-match: \"v1\""), "what stands is compared with again: {asked:?}");
    let polls = page(&services, id).await.polls;
    assert_eq!((polls[0].outcome, &polls[0].details.told), (PollOutcome::Same, &Some(Told::NotModified)));
    // Another rule reads the answer anew.
    let changed = TypedCollector { name: "ใหม่".to_owned(), ..typed(&endpoint) };
    services.collectors().set(&reporter(), &agency(), Some((id, 1)), &changed).await.expect("set");
    let stale = services.collectors().set(&reporter(), &agency(), Some((id, 1)), &changed).await;
    assert!(matches!(stale, Err(ServiceError::Conflict)), "{stale:?}");
    time_passes(&test, &services).await;
    assert!(!endpoint.asked()[3].contains("if-none-match"));
    // So does whoever asks by hand.
    test.clock.advance(TimeDelta::seconds(1));
    services.collectors().run(&reporter(), &agency(), id).await.expect("asked");
    assert!(!endpoint.asked()[4].contains("if-none-match"));
    assert_eq!(page(&services, id).await.polls[0].asked_by, Some(reporter().account));
}

async fn a_stuck_endpoint_delays_no_other(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let good = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let stuck = Endpoint::start(Behaviour::Silent).await;
    let services = asking(&test, &good, 8).await;
    for _ in 0..3 {
        // The authority of another endpoint is not trusted: it is stuck before that matters.
        stuck.becomes(Behaviour::Deaf);
        set(&services, &typed(&stuck)).await;
    }
    let id = set(&services, &typed(&good)).await;
    test.clock.advance(TimeDelta::minutes(5));
    let looking = tokio::spawn({
        let services = services.clone();
        async move { services.jobs().look(&LINE, "test").await.map(|looked| looked.done) }
    });
    while page(&services, id).await.polls.first().is_none_or(|poll| poll.finished_at.is_none()) {
        assert!(!looking.is_finished(), "the good one waits for the stuck ones");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(page(&services, id).await.polls[0].outcome, PollOutcome::Taken);
    assert!(!looking.is_finished(), "the stuck ones are still being asked");
    assert_eq!(looking.await.expect("ended").expect("looked"), 1);
    let listed = services.collectors().list(&reporter(), &agency()).await.expect("listed");
    let failed = listed.iter().filter(|(collector, _)| collector.failures == 1).count();
    assert_eq!(failed, 3);
    let outcome = |(_, poll): &(Collector, Option<crate::collectors::Poll>)| poll.as_ref().map(|poll| poll.outcome);
    assert_eq!(listed.iter().filter(|listed| outcome(listed) == Some(PollOutcome::Failed)).count(), 3);
    // Those that failed come after all others.
    test.clock.advance(TimeDelta::minutes(5));
    let mut tx = services.db().read().await.expect("a transaction");
    let due = super::collectors::due(&mut tx, test.clock.now(), 10).await.expect("due");
    assert_eq!((due.len(), due[0]), (4, id));
}

async fn a_time_is_claimed_by_one_server(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let (first, second) = (asking(&test, &endpoint, 8).await, asking(&test, &endpoint, 9).await);
    let id = set(&first, &typed(&endpoint)).await;
    test.clock.advance(TimeDelta::minutes(5));
    let (a, b) =
        futures::future::join(crate::collectors::collect_due(&first), crate::collectors::collect_due(&second)).await;
    let (a, b) = (a.expect("looked"), b.expect("looked"));
    assert_eq!((a.polls + b.polls, a.faults + b.faults), (1, 0));
    assert_eq!(page(&first, id).await.polls.len(), 1);
}

/// An account of a reporter, as people have.
pub(super) async fn account(services: &Services) -> Actor {
    let grants = vec![Grant { role: Role::Reporter, organisation: agency() }];
    let new = NewAccount {
        email: "reporter@one.example".parse().expect("an address"),
        name: "ผู้รายงาน".to_owned(),
        password: crate::Password::new("ท้องฟ้าสีครามยามเช้า 27"),
        grants: grants.clone(),
        must_change_password: false,
    };
    let id = services.accounts().create(&operator(), new).await.expect("created");
    Actor { account: id, grants, ..reporter() }
}

async fn a_collector_that_submits_does_so_in_somebodys_name(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [40, 100]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    let somebody = account(&services).await;
    super::contract::fill(&test, &reporter(), "one", "40").await;
    types(&services, Entry::default()).await;
    let submitting = TypedCollector { handing: Handing::Submit, ..typed(&endpoint) };
    let approver = person(2, Role::Approver, "one");
    let refused = services.collectors().set(&approver, &agency(), None, &submitting).await;
    assert!(matches!(refused, Err(ServiceError::Invalid { code: "collector_submit", .. })), "{refused:?}");
    let id = services.collectors().set(&somebody, &agency(), None, &submitting).await.expect("set");
    endpoint.becomes(json(r#"{"e2e": [400, 100]}"#));
    time_passes(&test, &services).await;
    let poll = page(&services, id).await.polls.remove(0);
    assert_eq!((poll.outcome, poll.details.not_submitted.as_deref()), (PollOutcome::Taken, Some("problems_remain")));
    endpoint.becomes(json(r#"{"e2e": [40, 100]}"#));
    time_passes(&test, &services).await;
    let poll = page(&services, id).await.polls.remove(0);
    assert_eq!((poll.outcome, poll.details.not_submitted), (PollOutcome::Submitted, None));
    let report = services.reports().get(&somebody, &key("one")).await.expect("a report");
    assert_eq!(report.submission.state.submitted().map(|stamp| stamp.by), Some(somebody.account));
    let both = Actor { grants: vec![Grant { role: Role::Approver, organisation: agency() }], ..somebody.clone() };
    let outcome = services.submissions().approve(&both, &key("one"), Seen::Any).await;
    assert!(matches!(outcome, Err(ServiceError::Refused(Refusal::SamePerson))), "{outcome:?}");
    // What came back waits for a person, and with the window open nothing is asked of what is with somebody else.
    time_passes(&test, &services).await;
    assert_eq!(page(&services, id).await.polls[0].id, poll.id, "the report cannot be changed now");
    services.submissions().withdraw(&somebody, &key("one"), Seen::Any).await.expect("withdrawn");
    services
        .accounts()
        .set_disabled(&operator(), somebody.account, crate::accounts::Disabled::Yes)
        .await
        .expect("disabled");
    endpoint.becomes(json(r#"{"e2e": [41, 100]}"#));
    time_passes(&test, &services).await;
    let poll = page(&services, id).await.polls.remove(0);
    assert_eq!((poll.outcome, poll.details.not_submitted.as_deref()), (PollOutcome::Taken, Some("forbidden")));
    let report = services.reports().get(&reporter(), &key("one")).await.expect("a report");
    assert_eq!(report.submission.state.name(), StateName::Draft);
}

async fn an_accepted_figure_says_that_it_was_collected(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [40, 100]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    super::contract::fill(&test, &reporter(), "one", "40").await;
    types(&services, Entry::default()).await;
    set(&services, &typed(&endpoint)).await;
    time_passes(&test, &services).await;
    let entries = services.reports().get(&reporter(), &key("one")).await.expect("a report").entries;
    let seen = crate::collectors::waiting_digest(&entries);
    services.collectors().confirm(&reporter(), &key("one"), &seen).await.expect("confirmed");
    let submissions = services.submissions();
    submissions.submit(&reporter(), &key("one"), Seen::Any).await.expect("submitted");
    submissions.approve(&person(2, Role::Approver, "one"), &key("one"), Seen::Any).await.expect("approved");
    submissions.accept(&person(3, Role::Reviewer, "th"), &key("one"), Seen::Any, &[]).await.expect("accepted");
    let values = services.values().list(&operator(), &ValueFilter::default()).await.expect("values").values;
    let collected = values.iter().filter(|value| value.trust == TrustGrade::MachineCollected);
    let collected: Vec<_> = collected.map(|value| value.indicator.clone()).collect();
    assert_eq!(collected, [indicator("svc-e2e")], "of {}", values.len());
}

async fn a_poll_without_an_end_is_given_up(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    let id = set(&services, &TypedCollector { activity: Activity::Paused, ..typed(&endpoint) }).await;
    services.collectors().run(&reporter(), &agency(), id).await.expect("asked");
    let mut lost = page(&services, id).await.polls.remove(0);
    lost.id = domain::ids::PollId::new(uuid::Uuid::from_u128(9));
    lost.outcome = PollOutcome::Running;
    let mut tx = services.db().write().await.expect("a transaction");
    super::polls::begin(&mut tx, &lost).await.expect("begun");
    tx.commit().await.expect("committed");
    for _ in 0..2 {
        time_passes(&test, &services).await;
    }
    let outcomes: Vec<_> = page(&services, id).await.polls.iter().map(|poll| poll.outcome).collect();
    assert!(outcomes.contains(&PollOutcome::Lost) && outcomes.contains(&PollOutcome::Taken), "{outcomes:?}");
    // Long after, only polls from which figures come are known.
    let mut tx = services.db().write().await.expect("a transaction");
    let later: DateTime<Utc> = test.clock.now() + TimeDelta::days(1);
    assert_eq!(super::polls::forget(&mut tx, later).await.expect("forgotten"), 1);
    tx.commit().await.expect("committed");
    assert_eq!(page(&services, id).await.polls.len(), 1);
}

async fn a_closed_window_is_not_asked_for(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    let id = set(&services, &typed(&endpoint)).await;
    test.clock.advance(TimeDelta::days(60));
    time_passes(&test, &services).await;
    assert_eq!((page(&services, id).await.polls, endpoint.asked().len()), (Vec::new(), 0));
    let refused = services.collectors().run(&reporter(), &agency(), id).await;
    assert!(matches!(refused, Err(ServiceError::Invalid { code: "collector_no_open_round", .. })), "{refused:?}");
    let tested = services.collectors().test(&reporter(), &agency(), Some(id), &typed(&endpoint)).await;
    assert_eq!(tested.expect("tested").poll.status, Some(200), "the latest round is good enough to try a mapping");
}
