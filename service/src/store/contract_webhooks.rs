//! Messages to programs of others, told to `SQLite` and `PostgreSQL` alike, with a program that receives on this machine.

use super::{
    Db,
    contract::{on_both_databases, operator, person},
    contract_accounts::{actor, joins},
    contract_collectors::asking,
    contract_round_rules::runs,
    contract_snapshots::{raw, reviewed, take},
};
use crate::{
    Actor, Chance, Services, Settings,
    collectors::FetchProblem,
    jobs::clean_up::CLEAN_UP,
    snapshots::Snapshot,
    testing::{
        Engine, TestServices,
        endpoint::{Behaviour, Endpoint, answer, trusting},
    },
    webhooks::{MOST_WEBHOOKS, Message, Sent, WebhookItem, send_due},
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::Role,
    audit::AuditEvent,
    collector::{Allowed, Forbidden},
    snapshot::Stage,
    webhook::MessageState,
};

on_both_databases!(
    a_release_is_told_once_and_after_its_embargo,
    what_a_release_replaces_is_what_readers_saw,
    what_was_replaced_before_everybody_could_read_it_is_not_told,
    a_message_says_whether_every_figure_is_made_up,
    what_a_release_replaces_is_the_same_while_pages_are_made_anew,
    what_is_not_taken_is_tried_again_and_given_up_after_days,
    what_cannot_be_kept_of_one_message_cuts_no_other_off,
    what_a_receiver_answers_besides_its_status_is_not_read,
    addresses_that_are_not_public_are_refused,
    whoever_is_gone_or_stopped_is_told_nothing_more,
    two_servers_tell_once,
    so_many_are_told_and_no_more,
    a_secret_belongs_to_its_address,
    nobody_else_sees_or_changes_them,
);

pub(super) fn says(status: &str) -> Behaviour {
    Behaviour::Says(answer(status, &[], ""))
}

/// A reviewed round, services that reach the receiver, and an administrator.
pub(super) async fn around(engine: Engine, receiver: &Endpoint) -> Option<(TestServices, Services, Actor)> {
    let test = reviewed(engine).await?;
    let services = asking(&test, receiver, 21).await;
    let admin = actor(joins(&test, "admin@example.go.th", Role::Administrator, "th").await, Role::Administrator, "th");
    Some((test, services, admin))
}

pub(super) async fn published(test: &TestServices, services: &Services, until: Option<DateTime<Utc>>) -> Snapshot {
    let taken = take(test, Stage::Final, "").await;
    services.snapshots().publish(&operator(), &taken.code, until).await.expect("published")
}

pub(super) async fn sends(services: &Services) -> Sent {
    send_due(services).await.expect("storage answers")
}

pub(super) async fn items(services: &Services, admin: &Actor) -> Vec<WebhookItem> {
    services.webhooks().list(admin).await.expect("listed")
}

/// The latest message of the first webhook.
async fn message(services: &Services, admin: &Actor) -> Message {
    items(services, admin).await.remove(0).messages.remove(0)
}

fn header<'a>(request: &'a str, name: &str) -> &'a str {
    let line = request.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no {name} in {request}"))
}

async fn a_release_is_told_once_and_after_its_embargo(engine: Engine) {
    let receiver = Endpoint::start(says("204 No Content")).await;
    let Some((test, services, admin)) = around(engine, &receiver).await else { return };
    let (webhook, secret) = services.webhooks().add(&admin, " พอร์ทัล ", &receiver.url("/hook")).await.expect("added");
    assert_eq!((webhook.name.as_str(), &secret[..6]), ("พอร์ทัล", "whsec_"));
    let until = test.clock.now() + Duration::hours(1);
    let snapshot = published(&test, &services, Some(until)).await;
    assert_eq!(sends(&services).await, Sent::default(), "the embargo holds");
    test.clock.advance(Duration::hours(2));
    assert_eq!(sends(&services).await, Sent { made: 1, delivered: 1, ..Sent::default() });
    test.clock.advance(Duration::days(30));
    assert_eq!(sends(&services).await, Sent::default(), "once");
    let requests = receiver.asked();
    assert_eq!(requests.len(), 1);
    let (head, body) = requests[0].split_once("\r\n\r\n").expect("a body");
    assert!(head.starts_with("POST /hook HTTP/1.1\r\n") && !head.contains("whsec_"), "{head}");
    let told: serde_json::Value = serde_json::from_str(body).expect("JSON");
    assert_eq!(
        (&told["type"], &told["data"]["snapshot"]),
        (&"snapshot.published".into(), &snapshot.code.as_str().into())
    );
    assert_eq!(told["data"]["sha256"], snapshot.sha256.to_string());
    assert_eq!(told["timestamp"], until.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    let delivered = message(&services, &admin).await;
    assert_eq!((delivered.state, delivered.attempts, delivered.status), (MessageState::Delivered, 1, Some(204)));
    // What was public before somebody asked to be told is not told.
    services.webhooks().add(&admin, "later", &receiver.url("/later")).await.expect("added");
    assert_eq!(sends(&services).await, Sent::default());
}

async fn what_a_release_replaces_is_what_readers_saw(engine: Engine) {
    let receiver = Endpoint::start(says("204 No Content")).await;
    let Some((test, services, admin)) = around(engine, &receiver).await else { return };
    services.webhooks().add(&admin, "portal", &receiver.url("/")).await.expect("added");
    take(&test, Stage::Final, "").await;
    let mut released = Vec::new();
    for _ in 0..2 {
        test.clock.advance(Duration::hours(1));
        let taken = take(&test, Stage::Final, "นับใหม่").await;
        assert!(taken.replaces.is_some(), "as it was signed");
        let snapshot = services.snapshots().publish(&operator(), &taken.code, None).await.expect("published");
        assert_eq!(sends(&services).await.delivered, 1);
        released.push(snapshot.code.to_string());
    }
    let told: Vec<_> = receiver.asked().iter().map(|request| of_release(request, "replaces")).collect();
    assert_eq!(told, [serde_json::Value::Null, released[0].as_str().into()], "nobody saw what was never published");
}

async fn what_was_replaced_before_everybody_could_read_it_is_not_told(engine: Engine) {
    let receiver = Endpoint::start(says("204 No Content")).await;
    let Some((test, services, admin)) = around(engine, &receiver).await else { return };
    services.webhooks().add(&admin, "portal", &receiver.url("/")).await.expect("added");
    let until = test.clock.now() + Duration::hours(3);
    published(&test, &services, Some(until)).await;
    test.clock.advance(Duration::hours(1));
    let second = take(&test, Stage::Final, "นับใหม่").await;
    services.snapshots().publish(&operator(), &second.code, None).await.expect("published");
    assert_eq!(sends(&services).await, Sent { made: 1, delivered: 1, ..Sent::default() });
    test.clock.advance(Duration::hours(3));
    assert_eq!(services.publications().listed().await.expect("listed").readable().count(), 2, "everybody reads both");
    assert_eq!(sends(&services).await, Sent::default());
    let told: Vec<_> = receiver.asked().iter().map(|request| of_release(request, "replaces")).collect();
    assert_eq!(told, [serde_json::Value::Null], "nobody saw the first");
}

async fn a_message_says_whether_every_figure_is_made_up(engine: Engine) {
    let receiver = Endpoint::start(says("204 No Content")).await;
    let Some((test, services, admin)) = around(engine, &receiver).await else { return };
    services.webhooks().add(&admin, "portal", &receiver.url("/")).await.expect("added");
    published(&test, &services, None).await;
    assert_eq!(sends(&services).await.delivered, 1);
    test.become_demonstration().await;
    services.load_installation().await.expect("loaded");
    test.clock.advance(Duration::hours(1));
    let made_up = take(&test, Stage::Final, "นับใหม่").await;
    services.snapshots().publish(&operator(), &made_up.code, None).await.expect("published");
    assert_eq!(sends(&services).await.delivered, 1);
    let told: Vec<_> = receiver.asked().iter().map(|request| of_release(request, "is_demonstration")).collect();
    assert_eq!(told, [false, true]);
}

/// What a message says of a release.
pub(super) fn of_release(request: &str, what: &str) -> serde_json::Value {
    let (_, body) = request.split_once("\r\n\r\n").expect("a body");
    serde_json::from_str::<serde_json::Value>(body).expect("JSON")["data"][what].take()
}

async fn what_a_release_replaces_is_the_same_while_pages_are_made_anew(engine: Engine) {
    let receiver = Endpoint::start(says("500 Internal Server Error")).await;
    let Some((test, services, admin)) = around(engine, &receiver).await else { return };
    let before = published(&test, &services, None).await;
    test.clock.advance(Duration::hours(1));
    services.webhooks().add(&admin, "portal", &receiver.url("/")).await.expect("added");
    let newest = take(&test, Stage::Final, "นับใหม่").await;
    services.snapshots().publish(&operator(), &newest.code, None).await.expect("published");
    assert_eq!(sends(&services).await.refused, 1);
    // As an upgrade leaves it that has made the pages of the newest one so far.
    test.unseal().await;
    raw(&test, "UPDATE publication SET edition = 0 WHERE snapshot = '2570-q1.final.1'").await.expect("changed");
    test.clock.advance(Duration::seconds(6));
    assert_eq!(services.publications().listed().await.expect("listed").readable().count(), 1);
    receiver.becomes(says("204 No Content"));
    assert_eq!(sends(&services).await.delivered, 1);
    let requests = receiver.asked();
    let names: Vec<_> = requests.iter().map(|request| header(request, "webhook-id")).collect();
    assert_eq!(names[0], names[1], "one name at every attempt");
    let told: Vec<_> = requests.iter().map(|request| of_release(request, "replaces")).collect();
    assert_eq!(told, [before.code.as_str(), before.code.as_str()], "the same at every attempt");
}

async fn what_is_not_taken_is_tried_again_and_given_up_after_days(engine: Engine) {
    let receiver = Endpoint::start(says("500 Internal Server Error")).await;
    let Some((test, services, admin)) = around(engine, &receiver).await else { return };
    services.webhooks().add(&admin, "portal", &receiver.url("/")).await.expect("added");
    published(&test, &services, None).await;
    assert_eq!(sends(&services).await, Sent { made: 1, refused: 1, ..Sent::default() });
    assert_eq!(sends(&services).await, Sent::default(), "not yet again");
    test.clock.advance(Duration::seconds(6));
    assert_eq!(sends(&services).await.refused, 1);
    let names: Vec<_> = receiver.asked().iter().map(|request| header(request, "webhook-id").to_owned()).collect();
    assert_eq!(names[0], names[1], "one name at every attempt");
    receiver.becomes(Behaviour::Says(answer("302 Found", &[("location", &receiver.url("/elsewhere"))], "")));
    for _ in 0..7 {
        test.clock.advance(Duration::hours(25));
        assert_eq!(sends(&services).await.refused, 1);
    }
    let waiting = message(&services, &admin).await;
    assert_eq!((waiting.state, waiting.status), (MessageState::Waiting, Some(302)));
    assert!(receiver.asked().iter().all(|request| request.starts_with("POST / ")), "never followed elsewhere");
    test.clock.advance(Duration::hours(25));
    assert_eq!(sends(&services).await.given_up, 1);
    let given_up = message(&services, &admin).await;
    assert_eq!((given_up.state, given_up.attempts), (MessageState::GivenUp, 10));
    test.clock.advance(Duration::days(9));
    assert_eq!(sends(&services).await, Sent::default());
    receiver.becomes(says("200 OK"));
    services.webhooks().retry(&admin, given_up.id).await.expect("again");
    assert_eq!(sends(&services).await.delivered, 1);
    assert_eq!(services.webhooks().retry(&admin, given_up.id).await.expect_err("taken").code(), "not_found");
}

/// From now on the database keeps no answer with this status.
async fn keeps_no_503(services: &Services) {
    const SQLITE: &str = "
        CREATE TRIGGER keeps_no_503 BEFORE UPDATE ON webhook_message WHEN NEW.status = 503
        BEGIN SELECT RAISE(ABORT, 'refused'); END;";
    const POSTGRES: &str = "
        CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
        CREATE TRIGGER keeps_no_503 BEFORE UPDATE ON webhook_message
        FOR EACH ROW WHEN (NEW.status = 503) EXECUTE FUNCTION refuses();";
    match services.db() {
        Db::Sqlite { writer, .. } => sqlx::raw_sql(SQLITE).execute(writer).await.map(|_| ()),
        Db::Postgres(pool) => sqlx::raw_sql(POSTGRES).execute(pool).await.map(|_| ()),
    }
    .expect("changed");
}

async fn what_cannot_be_kept_of_one_message_cuts_no_other_off(engine: Engine) {
    let broken = Endpoint::start(says("503 Service Unavailable")).await;
    let Some((test, services, admin)) = around(engine, &broken).await else { return };
    let good = broken.beside(says("204 No Content")).await;
    for (name, receiver) in [("broken", &broken), ("good", &good), ("also good", &good)] {
        let address = receiver.url(&format!("/{}", name.replace(' ', "-")));
        services.webhooks().add(&admin, name, &address).await.expect("added");
    }
    keeps_no_503(&services).await;
    published(&test, &services, None).await;
    assert_eq!(sends(&services).await, Sent { made: 3, delivered: 2, faults: 1, ..Sent::default() });
    // What is in hand no more is tried again, and nothing else.
    broken.becomes(says("204 No Content"));
    test.clock.advance(Duration::minutes(6));
    assert_eq!(sends(&services).await, Sent { delivered: 1, ..Sent::default() });
    assert_eq!((broken.asked().len(), good.asked().len()), (2, 2));
}

async fn what_a_receiver_answers_besides_its_status_is_not_read(engine: Engine) {
    let endless = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n".to_vec();
    let receiver = Endpoint::start(Behaviour::Floods(endless)).await;
    let Some((test, services, admin)) = around(engine, &receiver).await else { return };
    let (webhook, _) = services.webhooks().add(&admin, "portal", &receiver.url("/")).await.expect("added");
    assert_eq!(services.webhooks().test(&admin, webhook.id).await.expect("tried"), MessageState::Delivered);
    // A head without an end is one that cannot be read, and a test is tried once.
    receiver.becomes(Behaviour::Floods(b"HTTP/1.1 200 OK\r\nx-long: ".to_vec()));
    assert_eq!(services.webhooks().test(&admin, webhook.id).await.expect("tried"), MessageState::GivenUp);
    let [broken, taken] = items(&services, &admin).await.remove(0).messages.try_into().expect("two");
    assert_eq!((broken.problem, broken.attempts, broken.snapshot), (Some(FetchProblem::Broken), 1, None));
    assert_eq!((taken.state, taken.status), (MessageState::Delivered, Some(200)));
    assert!(receiver.asked()[0].contains(r#""type":"webhook.test""#));
    assert_eq!(services.webhooks().retry(&admin, broken.id).await.expect_err("a test").code(), "not_found");
    // Tests are forgotten, and what was told of releases is not.
    receiver.becomes(says("200 OK"));
    published(&test, &services, None).await;
    assert_eq!(sends(&services).await.delivered, 1);
    test.clock.advance(Duration::days(91));
    runs(&test, CLEAN_UP).await;
    let left = items(&services, &admin).await.remove(0).messages;
    assert_eq!(left.len(), 1, "{left:?}");
    assert!(left[0].snapshot.is_some());
    assert_eq!(sends(&services).await, Sent::default());
}

async fn addresses_that_are_not_public_are_refused(engine: Engine) {
    let receiver = Endpoint::start(says("200 OK")).await;
    let Some((test, services, admin)) = around(engine, &receiver).await else { return };
    for (address, code) in [
        ("", "endpoint_unreadable"),
        ("https://example.com/\0", "endpoint_unreadable"),
        ("https://example.com/\r\nx", "endpoint_unreadable"),
        ("http://example.com/", "endpoint_not_https"),
        ("https://10.0.0.1/", "endpoint_forbidden"),
        ("https://169.254.169.254/latest/meta-data", "endpoint_forbidden"),
        ("https://[::ffff:10.0.0.1]/", "endpoint_forbidden"),
        ("https://user:secret@example.com/", "webhook_credentials"),
        ("https://example.com/{agency}", "endpoint_placeholder"),
    ] {
        let refused = services.webhooks().add(&admin, "portal", address).await.expect_err("refused");
        assert_eq!(refused.code(), code, "{address}");
    }
    for name in ["", "  ", "\u{200b}\u{2060}", "a\nb", &"x".repeat(101)] {
        let refused = services.webhooks().add(&admin, name, "https://example.com/").await.expect_err("refused");
        assert_eq!(refused.code(), "webhook_name");
    }
    let refused = test.services.webhooks().add(&admin, "portal", "https://example.com/").await.expect_err("no key");
    assert_eq!(refused.code(), "secret_key_missing");
    // A name that leads inside is found out when it is asked: these services may not speak to this machine.
    let mut settings = Settings { collectors: trusting(&receiver), ..test.settings.clone() };
    settings.collectors.allowed = Allowed::default();
    let strict = Services::open(&settings, test.clock.clone(), Chance::seeded(22)).await.expect("services");
    strict.webhooks().add(&admin, "inside", &receiver.url("/")).await.expect("added");
    published(&test, &strict, None).await;
    assert_eq!(sends(&strict).await.refused, 1);
    let problem = message(&strict, &admin).await.problem;
    assert_eq!(problem, Some(FetchProblem::Forbidden { why: Forbidden::Loopback }));
    assert!(receiver.asked().is_empty(), "nothing went inside");
}

async fn whoever_is_gone_or_stopped_is_told_nothing_more(engine: Engine) {
    let receiver = Endpoint::start(says("410 Gone")).await;
    let Some((test, services, admin)) = around(engine, &receiver).await else { return };
    services.webhooks().add(&admin, "gone", &receiver.url("/gone")).await.expect("added");
    let (stopped, _) = services.webhooks().add(&admin, "stopped", &receiver.url("/stopped")).await.expect("added");
    services.webhooks().stop(&admin, stopped.id).await.expect("stopped");
    assert_eq!(services.webhooks().stop(&admin, stopped.id).await.expect_err("already").code(), "not_found");
    assert_eq!(services.webhooks().test(&admin, stopped.id).await.expect_err("stopped").code(), "not_found");
    published(&test, &services, None).await;
    assert_eq!(sends(&services).await, Sent { made: 1, given_up: 1, ..Sent::default() });
    let items = items(&services, &admin).await;
    assert!(items.iter().all(|item| item.webhook.stopped_at.is_some() && !item.can_sign), "both are over");
    let events = services.audit().page(&operator(), None, None, 10).await.expect("events").links;
    let is_gone = |event: &AuditEvent| event.action == "webhooks.stop" && event.details.contains("410");
    assert!(events.iter().any(|link| is_gone(&link.event)));
    let gone = items.iter().flat_map(|item| &item.messages).next().expect("a message");
    assert_eq!(services.webhooks().retry(&admin, gone.id).await.expect_err("stopped").code(), "not_found");
    test.clock.advance(Duration::days(30));
    assert_eq!(sends(&services).await, Sent::default());
    assert_eq!(receiver.asked().len(), 1);
}

async fn two_servers_tell_once(engine: Engine) {
    let receiver = Endpoint::start(says("200 OK")).await;
    let Some((test, services, admin)) = around(engine, &receiver).await else { return };
    for number in 0..5 {
        services.webhooks().add(&admin, "portal", &receiver.url(&format!("/{number}"))).await.expect("added");
    }
    let other = asking(&test, &receiver, 22).await;
    published(&test, &services, None).await;
    test.clock.advance(Duration::minutes(1));
    let (one, two) = tokio::join!(sends(&services), sends(&other));
    assert_eq!(one.delivered + two.delivered, 5, "{one:?} {two:?}");
    assert_eq!((one.refused + two.refused, receiver.asked().len()), (0, 5));
}

async fn so_many_are_told_and_no_more(engine: Engine) {
    let receiver = Endpoint::start(says("200 OK")).await;
    let Some((_test, services, admin)) = around(engine, &receiver).await else { return };
    let webhooks = services.webhooks();
    let mut last = None;
    for number in 0..MOST_WEBHOOKS {
        last = Some(webhooks.add(&admin, &number.to_string(), &receiver.url("/")).await.expect("added").0);
    }
    let refused = webhooks.add(&admin, "more", &receiver.url("/")).await.expect_err("too many");
    assert_eq!(refused.code(), "too_many_webhooks");
    webhooks.stop(&admin, last.expect("one").id).await.expect("stopped");
    webhooks.add(&admin, "more", &receiver.url("/")).await.expect("there is room again");
}

async fn a_secret_belongs_to_its_address(engine: Engine) {
    const SQL: &str = "UPDATE webhook SET address = $1";
    let receiver = Endpoint::start(says("200 OK")).await;
    let Some((test, services, admin)) = around(engine, &receiver).await else { return };
    let (webhook, _) = services.webhooks().add(&admin, "portal", &receiver.url("/")).await.expect("added");
    // Somebody who writes into the database has messages go elsewhere: they are not signed there.
    let mut tx = test.services.db().write().await.expect("a transaction");
    on!(&mut tx, conn => sqlx::query(SQL).bind(receiver.url("/elsewhere")).execute(conn).await.map(|_| ()))
        .expect("changed");
    tx.commit().await.expect("committed");
    assert!(!items(&services, &admin).await[0].can_sign);
    assert_eq!(services.webhooks().test(&admin, webhook.id).await.expect("tried"), MessageState::GivenUp);
    assert_eq!(message(&services, &admin).await.problem, Some(FetchProblem::SecretLost));
    assert!(receiver.asked().is_empty());
}

async fn nobody_else_sees_or_changes_them(engine: Engine) {
    let receiver = Endpoint::start(says("200 OK")).await;
    let Some((_test, services, admin)) = around(engine, &receiver).await else { return };
    let (webhook, _) = services.webhooks().add(&admin, "portal", &receiver.url("/")).await.expect("added");
    for other in [person(3, Role::Reviewer, "th"), person(5, Role::Administrator, "mdes")] {
        let webhooks = services.webhooks();
        assert_eq!(webhooks.list(&other).await.expect_err("refused").code(), "forbidden");
        assert_eq!(webhooks.add(&other, "x", "https://example.com/").await.expect_err("refused").code(), "forbidden");
        assert_eq!(webhooks.stop(&other, webhook.id).await.expect_err("refused").code(), "forbidden");
        assert_eq!(webhooks.test(&other, webhook.id).await.expect_err("refused").code(), "forbidden");
    }
}
