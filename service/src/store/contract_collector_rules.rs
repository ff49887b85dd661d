//! What is taken of a collector and what is refused, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{country, key, on_both_databases, person},
    contract_collectors::{agency, asking, entry, page, reporter, set, time_passes, typed},
};
use crate::{
    Chance, ServiceError, Services, Settings,
    collectors::{PollOutcome, SecretKeys, Told, TypedCollector, TypedSecret},
    testing::{
        Engine,
        endpoint::{Endpoint, json, trusting},
    },
};
use chrono::TimeDelta;
use domain::{
    access::Role,
    collector::Activity,
    entry::Entry,
    ids::{OrganisationCode, PollId},
    problem::ProblemKind,
};

on_both_databases!(
    a_secret_is_sealed_and_stays_with_its_origin,
    every_field_that_is_wrong_is_named,
    what_belongs_to_others_is_refused,
    a_test_changes_nothing,
    all_fields_that_are_wrong_are_named_at_once,
    a_collector_rests_after_somebody_had_it_run,
    the_newest_polls_of_a_collector_are_kept_and_those_from_which_figures_stand,
);

async fn a_secret_is_sealed_and_stays_with_its_origin(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    let new = |secret: &str| TypedSecret::New { header: "X-Api-Key".to_owned(), secret: secret.to_owned() };
    let with_secret = TypedCollector { secret: new("k-123"), ..typed(&endpoint) };
    let without_key = test.services.collectors().set(&reporter(), &agency(), None, &with_secret).await;
    assert!(matches!(without_key, Err(ServiceError::Invalid { code: "secret_key_missing", .. })), "{without_key:?}");
    let id = set(&services, &with_secret).await;
    time_passes(&test, &services).await;
    assert!(endpoint.asked()[0].contains("x-api-key: k-123"), "{:?}", endpoint.asked());
    let poll = page(&services, id).await.polls.remove(0);
    assert!(!format!("{poll:?}").contains("k-123"));
    let sealed = page(&services, id).await.collector.secret.expect("a secret").sealed;
    assert!(!sealed.bytes.windows(5).any(|bytes| bytes == b"k-123"));
    // Kept where it goes, asked for anew where it would go elsewhere.
    let set = |version, typed: TypedCollector| {
        let services = services.clone();
        async move { services.collectors().set(&reporter(), &agency(), Some((id, version)), &typed).await }
    };
    set(1, TypedCollector { endpoint: endpoint.url("/other"), ..typed(&endpoint) }).await.expect("set");
    let elsewhere = TypedCollector { endpoint: "https://evil.example/".to_owned(), ..typed(&endpoint) };
    let refused = set(2, elsewhere.clone()).await;
    assert!(matches!(refused, Err(ServiceError::Invalid { code: "secret_of_other_origin", .. })), "{refused:?}");
    let tested = services.collectors().test(&reporter(), &agency(), Some(id), &elsewhere).await;
    assert!(matches!(tested, Err(ServiceError::Invalid { code: "secret_of_other_origin", .. })), "{tested:?}");
    // A new key takes over, and the old one can go.
    let old = trusting(&endpoint).keys.0;
    let new_key = format!("new:{}", "8".repeat(64)).parse().expect("a key");
    let rotated = |keys, seed| {
        let collectors = crate::collectors::CollectorSettings { keys: SecretKeys(keys), ..trusting(&endpoint) };
        let settings = Settings { collectors, ..test.settings.clone() };
        let clock = test.clock.clone();
        async move { Services::open(&settings, clock, Chance::seeded(seed)).await.expect("services") }
    };
    let both = rotated([vec![new_key], old].concat(), 9).await;
    time_passes(&test, &both).await;
    let alone = rotated(vec![format!("new:{}", "8".repeat(64)).parse().expect("a key")], 10).await;
    time_passes(&test, &alone).await;
    let told: Vec<_> =
        page(&services, id).await.polls.into_iter().map(|poll| (poll.outcome, poll.details.told)).collect();
    assert_eq!(endpoint.asked().len(), 3, "{told:?}");
    assert!(endpoint.asked()[2].contains("x-api-key: k-123"), "{:?}", endpoint.asked());
    let lost = rotated(Vec::new(), 11).await;
    time_passes(&test, &lost).await;
    let poll = page(&services, id).await.polls.remove(0);
    assert_eq!(poll.details.told, Some(Told::Failed(crate::collectors::FetchProblem::SecretLost)));
    set(2, TypedCollector { secret: TypedSecret::None, ..elsewhere }).await.expect("set");
    assert_eq!(page(&services, id).await.collector.secret, None);
}

async fn every_field_that_is_wrong_is_named(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json("{}")).await;
    let good = typed(&endpoint);
    let refused = |typed: TypedCollector| {
        let services = test.services.clone();
        async move {
            match services.collectors().set(&reporter(), &agency(), None, &typed).await {
                Err(ServiceError::Invalid { code, place }) => format!("{code} {place}"),
                other => panic!("{other:?}"),
            }
        }
    };
    let of = |change: &dyn Fn(&mut TypedCollector)| {
        let mut typed = good.clone();
        change(&mut typed);
        typed
    };
    for (typed, told) in [
        (of(&|typed| typed.name = " ".to_owned()), "collector_name name"),
        (of(&|typed| typed.name = "\u{200b}\u{2060}".to_owned()), "collector_name name"),
        (of(&|typed| typed.name = "a\nb".to_owned()), "collector_name name"),
        (of(&|typed| typed.plan = "none".to_owned()), "unknown_plan plan"),
        (of(&|typed| typed.endpoint = "http://a.example/".to_owned()), "endpoint_not_https endpoint"),
        (of(&|typed| typed.endpoint = "https://a.example/\0".to_owned()), "endpoint_unreadable endpoint"),
        (of(&|typed| typed.endpoint = "https://a.example/\nx".to_owned()), "endpoint_unreadable endpoint"),
        (of(&|typed| typed.endpoint = "https://10.0.0.1/".to_owned()), "endpoint_forbidden endpoint"),
        (of(&|typed| typed.endpoint = "https://2130706433/".to_owned()), "endpoint_forbidden endpoint"),
        (of(&|typed| typed.times = "* * * * *".to_owned()), "times_too_often times"),
        (of(&|typed| typed.mapping.parts.clear()), "mapping_nothing mapping"),
        (of(&|typed| typed.mapping.parts[0].base.clear()), "mapping_half base.svc-e2e"),
        (of(&|typed| typed.mapping.parts[0].value = "x".to_owned()), "mapping_pointer value.svc-e2e"),
        (
            of(&|typed| typed.secret = TypedSecret::New { header: "Host".to_owned(), secret: "x".to_owned() }),
            "secret_header secret_header",
        ),
        (
            of(&|typed| typed.secret = TypedSecret::New { header: "X-Key".to_owned(), secret: "a\nb".to_owned() }),
            "secret_text secret_password",
        ),
    ] {
        assert_eq!(refused(typed).await, told);
    }
    for _ in 0..domain::collector::MOST_COLLECTORS {
        test.services.collectors().set(&reporter(), &agency(), None, &good).await.expect("set");
    }
    assert_eq!(refused(good).await, "too_many_collectors 20");
}

async fn all_fields_that_are_wrong_are_named_at_once(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json("{}")).await;
    let mut typed = typed(&endpoint);
    typed.name = " ".to_owned();
    typed.endpoint = "http://a.example/".to_owned();
    typed.mapping.parts[0].base.clear();
    typed.mapping.parts[0].value = "x".to_owned();
    typed.times = "* * * * *".to_owned();
    typed.secret = TypedSecret::New { header: "Host".to_owned(), secret: "a\nb".to_owned() };
    typed.handing = domain::collector::Handing::Submit;
    // An approver may set collectors up, and not submit.
    let approver = person(2, Role::Approver, "one");
    let refused = test.services.collectors().set(&approver, &agency(), None, &typed).await;
    let Err(ServiceError::Together(faults)) = refused else { panic!("{refused:?}") };
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let expected = [
        "collector_name at name",
        "endpoint_not_https at endpoint",
        "mapping_pointer at value.svc-e2e",
        "mapping_half at base.svc-e2e",
        "times_too_often at times",
        "secret_header at secret_header",
        "secret_text at secret_password",
        "collector_submit at handing",
    ];
    assert_eq!(told, expected);
    let tested = test.services.collectors().test(&approver, &agency(), None, &typed).await;
    assert!(matches!(&tested, Err(ServiceError::Together(faults)) if faults.len() == 7), "{tested:?}");
    assert!(test.services.collectors().list(&reporter(), &agency()).await.expect("listed").is_empty());
}

async fn a_collector_rests_after_somebody_had_it_run(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    let paused = TypedCollector { activity: Activity::Paused, ..typed(&endpoint) };
    let (id, other) = (set(&services, &paused).await, set(&services, &paused).await);
    let run = |id| {
        let services = services.clone();
        async move {
            match services.collectors().run(&reporter(), &agency(), id).await {
                Ok(polls) => format!("asked {}", polls.len()),
                Err(error) => error.to_string(),
            }
        }
    };
    assert_eq!(run(id).await, "asked 1");
    assert_eq!(run(id).await, "collector_rests at 30");
    assert_eq!(run(other).await, "asked 1", "another one is another's endpoint");
    test.clock.advance(TimeDelta::milliseconds(12_500));
    assert_eq!(run(id).await, "collector_rests at 18");
    test.clock.advance(TimeDelta::milliseconds(17_500));
    let mut both = [run(id).await, run(id).await];
    both.sort();
    assert_eq!(both, ["asked 1", "collector_rests at 30"], "what was refused does not make it wait longer");
    assert_eq!(endpoint.asked().len(), 3);
}

async fn the_newest_polls_of_a_collector_are_kept_and_those_from_which_figures_stand(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    let id = set(&services, &typed(&endpoint)).await;
    time_passes(&test, &services).await;
    let taken = page(&services, id).await.polls.remove(0);
    for _ in 0..4 {
        time_passes(&test, &services).await;
    }
    let paused = TypedCollector { activity: Activity::Paused, ..typed(&endpoint) };
    let other = set(&services, &paused).await;
    services.collectors().run(&reporter(), &agency(), other).await.expect("asked");
    let mut tx = services.db().write().await.expect("a transaction");
    let mut running = taken.clone();
    running.id = PollId::new(uuid::Uuid::from_u128(9));
    (running.outcome, running.finished_at) = (PollOutcome::Running, None);
    crate::store::polls::begin(&mut tx, &running).await.expect("begun");
    let newest: Vec<_> = page(&services, id).await.polls[..2].iter().map(|poll| poll.id).collect();
    assert_eq!(crate::store::polls::forget_beyond(&mut tx, 2).await.expect("forgotten"), 2);
    assert_eq!(crate::store::polls::forget_beyond(&mut tx, 2).await.expect("forgotten"), 0);
    tx.commit().await.expect("committed");
    let mut kept: Vec<_> = page(&services, id).await.polls.iter().map(|poll| poll.id).collect();
    let mut expected = [newest, vec![taken.id, running.id]].concat();
    kept.sort();
    expected.sort();
    assert_eq!(kept, expected);
    assert_eq!(page(&services, other).await.polls.len(), 1, "each collector has its own");
    assert_eq!(entry(&services).await.collected.expect("a mark").poll, taken.id);
}

async fn what_belongs_to_others_is_refused(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [27, 64]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    let id = set(&services, &typed(&endpoint)).await;
    let two: OrganisationCode = "two".parse().expect("a code");
    for (actor, agency) in [
        (person(5, Role::Reporter, "two"), agency()),
        (person(5, Role::Executive, "th"), agency()),
        (person(5, Role::Coordinator, "mdes"), agency()),
        (person(5, Role::Reporter, "two"), two.clone()),
    ] {
        let collectors = services.collectors();
        let found = [
            collectors.get(&actor, &agency, id).await.map(|_| ()),
            collectors.run(&actor, &agency, id).await.map(|_| ()),
            collectors.remove(&actor, &agency, id).await,
            collectors.set(&actor, &agency, Some((id, 1)), &typed(&endpoint)).await.map(|_| ()),
            collectors.test(&actor, &agency, Some(id), &typed(&endpoint)).await.map(|_| ()),
        ];
        for found in found {
            assert!(matches!(found, Err(ServiceError::Forbidden | ServiceError::NotFound("collector"))), "{found:?}");
        }
    }
    assert_eq!(endpoint.asked(), [""; 0]);
    let polls = services.collectors().run(&reporter(), &agency(), id).await.expect("asked");
    let stranger = person(5, Role::Reporter, "two");
    let other = services.collectors().set(&stranger, &two, None, &typed(&endpoint)).await.expect("set");
    let found = services.collectors().poll(&stranger, &two, other, polls[0]).await.map(|_| ());
    assert!(matches!(found, Err(ServiceError::NotFound("poll"))), "{found:?}");
    let confirmed = services.collectors().confirm(&stranger, &key("one"), "").await;
    assert!(matches!(confirmed, Err(ServiceError::Forbidden)), "{confirmed:?}");
    services.collectors().remove(&reporter(), &agency(), id).await.expect("removed");
    let gone = services.collectors().get(&reporter(), &agency(), id).await.map(|_| ());
    assert!(matches!(gone, Err(ServiceError::NotFound("collector"))), "{gone:?}");
    assert!(entry(&services).await.collected.is_some(), "where a figure came from is still known");
    time_passes(&test, &services).await;
    assert_eq!(endpoint.asked().len(), 2, "only the other one is asked");
}

async fn a_test_changes_nothing(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let endpoint = Endpoint::start(json(r#"{"e2e": [65, 64]}"#)).await;
    let services = asking(&test, &endpoint, 8).await;
    let tested = services.collectors().test(&reporter(), &agency(), None, &typed(&endpoint)).await.expect("tested");
    assert_eq!(tested.poll.status, Some(200));
    let [(before, after)] = tested.entries.as_slice() else { panic!("{:?}", tested.entries) };
    assert_eq!((before.entry.value.as_str(), after.entry.value.as_str()), ("", "65"));
    assert!(after.problems.iter().any(|problem| problem.kind == ProblemKind::NumeratorAboveDenominator));
    assert_eq!(entry(&services).await.entry, Entry::default());
    assert!(services.collectors().list(&reporter(), &agency()).await.expect("listed").is_empty());
    // A paused collector is asked by hand alone.
    let paused = TypedCollector { activity: Activity::Paused, ..typed(&endpoint) };
    let id = set(&services, &paused).await;
    time_passes(&test, &services).await;
    assert_eq!(page(&services, id).await.polls, []);
    services.collectors().run(&reporter(), &agency(), id).await.expect("asked");
    assert_eq!(page(&services, id).await.polls.len(), 1);
}
