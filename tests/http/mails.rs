//! Mail over real SMTP, to somebody else's mail server: over both kinds of TLS, with refusals, silence and broken
//! connections, and from three servers at once. What arrives is counted against the ledger.

mod sink;

pub(crate) use sink::Sink;

use base64::Engine as _;
use chrono::{DateTime, Duration, TimeDelta, Utc};
use domain::{
    access::Role,
    holiday::Holiday,
    mail::MailState,
    plan::{Provenance, ProvenanceStatus},
    text::Bilingual,
};
use serde_json::{Value, json};
use server::{
    config::{Config, SmtpSecurity},
    schedule::TIMETABLE,
};
use service::{
    Chance, Services, Settings,
    bounces::Bounced,
    jobs::{JobOutcome, Line},
    mails::MailPage,
    testing::{Engine, TestServices},
};
use std::collections::BTreeSet;
use tests::{
    app::operator,
    country::{ROUND, country, person},
};

/// A line of the timetable as it is served.
fn line(job: &str) -> &'static Line {
    TIMETABLE.iter().find(|line| line.job.name == job).expect("a line")
}

/// Another server on the same database, which sends by a configuration.
pub(crate) async fn serves(test: &TestServices, config: &Config) -> Services {
    let settings = Settings { mail: config.mail().expect("whole"), ..test.settings.clone() };
    Services::open(&settings, test.clock.clone(), Chance::System).await.expect("services")
}

/// Lets a job look at its next slot; gives what it told.
pub(crate) async fn runs(test: &TestServices, services: &Services, job: &str) -> (JobOutcome, Value) {
    test.clock.advance(Duration::minutes(5));
    assert_eq!(services.jobs().look(line(job), "test").await.expect("looked").done, 1, "{job}");
    let now = services.operations(&operator(), std::slice::from_ref(line(job))).await.expect("read").lines.remove(0);
    let run = now.last_done.expect("a run");
    (run.outcome, serde_json::from_str(&run.details).expect("figures"))
}

async fn mails(services: &Services, state: MailState) -> MailPage {
    services.mails().page(&operator(), state, 0, 100).await.expect("read")
}

/// Reporters of the first department with these names, reminded nine days before their report is due.
async fn reminded(engine: Engine, names: &[&str]) -> Option<TestServices> {
    let test = country(engine).await?;
    for name in names {
        person(&test, name, Role::Reporter, "one").await;
    }
    let (_, told) = runs(&test, &test.services, "remind").await;
    assert_eq!((told["people"].as_u64(), told["mails"].as_u64()), (Some(names.len() as u64), Some(names.len() as u64)));
    Some(test)
}

#[tokio::test]
async fn mail_goes_over_both_kinds_of_tls_in_both_languages() {
    let Some(sink) = Sink::start("mail over TLS") else { return };
    for (way, security) in [("tls", SmtpSecurity::Tls), ("starttls", SmtpSecurity::StartTls)] {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            let Some(test) = reminded(engine, &["somchai", "somying"]).await else { continue };
            let services = serves(&test, &sink.settings(way, security)).await;
            let (outcome, told) = runs(&test, &services, "send_mail").await;
            assert_eq!((outcome, told["sent"].as_u64()), (JobOutcome::Done, Some(2)), "{told}");
            let taken = sink.taken();
            let to: BTreeSet<_> = taken.iter().map(|mail| mail["to"].as_str().expect("an address")).collect();
            assert_eq!((taken.len(), to), (2, BTreeSet::from(["somchai@example.go.th", "somying@example.go.th"])));
            for mail in &taken {
                let said = |name: &str| mail[name].as_str().unwrap_or_default().to_owned();
                assert_eq!(mail["is_encrypted"], json!(true));
                assert_eq!(
                    (said("from"), said("automatic")),
                    ("tidtam@dga.or.th".to_owned(), "auto-generated".to_owned())
                );
                assert_eq!(said("sender"), "ติดตาม · Tidtam <tidtam@dga.or.th>");
                assert!(
                    said("subject").starts_with("เตือนส่งรายงาน 1/2570 กำหนดส่ง 31 ม.ค. 2570 · Reminder to report"),
                    "{mail}"
                );
                assert!(
                    said("text").contains("• หน่วยงาน one") && said("text").contains("nothing is filled in yet"),
                    "{mail}"
                );
                assert!(said("text").contains("https://tidtam.dga.or.th/reports/2570-q1/one"), "{mail}");
                assert_eq!(said("kind"), "multipart/alternative");
                assert_eq!(mail["parts"], json!(["text/plain", "text/html"]));
                assert_eq!(mail["fetches"], json!([]), "nothing is fetched");
                let html = said("html");
                for words in ["<div lang=\"th\">", "หน่วยงาน one</a>", "nothing is filled in yet", "<div lang=\"en\">"]
                {
                    assert!(html.contains(words), "{words}: {html}");
                }
                assert!(html.contains("href=\"https://tidtam.dga.or.th/reports/2570-q1/one\""), "{html}");
            }
            let (_, told) = runs(&test, &services, "send_mail").await;
            assert_eq!((told["sent"].as_u64(), sink.taken().len()), (Some(0), 0), "once");
        }
    }
}

#[tokio::test]
async fn what_waited_for_the_mail_server_goes_out_neither_at_night_nor_on_a_day_of_rest() {
    let Some(sink) = Sink::start("mail that waits for a working day") else { return };
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(test) = reminded(engine, &["somchai"]).await else { continue };
        let services = serves(&test, &sink.settings("tls", SmtpSecurity::Tls)).await;
        let sent_at = async |when: &str| {
            let when: DateTime<Utc> = when.parse().expect("an instant");
            test.clock.advance(when - test.clock.now());
            runs(&test, &services, "send_mail").await.1["sent"].as_u64().expect("a count")
        };
        // They are reminded on a Friday morning, the mail server is there in the evening, and Monday and Tuesday are holidays.
        for day in ["2027-01-25", "2027-01-26"] {
            let provenance = Provenance { status: ProvenanceStatus::Demonstration, source: "test".to_owned() };
            let name = Bilingual::new("วันหยุด", "Holiday");
            let holiday = Holiday { day: day.parse().expect("a day"), name, provenance };
            test.services.holidays().set(&operator(), holiday).await.expect("set");
        }
        assert_eq!(sent_at("2027-01-22T12:00:00Z").await, 0, "at seven in the evening");
        assert_eq!(sent_at("2027-01-23T04:00:00Z").await, 0, "on Saturday before noon");
        let waiting = mails(&services, MailState::Waiting).await.items.remove(0).mail;
        assert_eq!((waiting.attempts, waiting.next_at.to_rfc3339()), (0, "2027-01-27T01:00:00+00:00".to_owned()));
        assert_eq!(sent_at("2027-01-25T05:00:00Z").await, 0, "on the holiday");
        assert_eq!(sent_at("2027-01-27T01:00:00Z").await, 1, "on Wednesday at eight, after five days");
    }
}

#[tokio::test]
async fn three_servers_on_one_database_send_each_mail_once_and_the_sink_counts_what_the_ledger_says() {
    let Some(sink) = Sink::start("mail from three servers") else { return };
    let Some(test) = country(Engine::Postgres).await else { return };
    for number in 0..40 {
        person(&test, &format!("reporter{number}"), Role::Reporter, "one").await;
    }
    for (name, role, organisation) in [
        ("two", Role::Reporter, "two"),
        ("approves.one", Role::Approver, "one"),
        ("approves.two", Role::Approver, "two"),
        ("coordinates", Role::Coordinator, "mdes"),
    ] {
        person(&test, name, role, organisation).await;
    }
    let round = ROUND.parse().expect("a code");
    let config = sink.settings("starttls", SmtpSecurity::StartTls);
    let mut servers = Vec::new();
    for _ in 0..3 {
        servers.push(serves(&test, &config).await);
    }
    let simulated = test.services.reminders().simulate(&operator(), &round).await.expect("simulated");
    let end = test.clock.now() + TimeDelta::days(40);
    while test.clock.now() < end {
        test.clock.advance(Duration::minutes(5));
        for job in ["remind", "send_mail"] {
            let looks = servers.iter().map(|services| async { services.jobs().look(line(job), "one of three").await });
            for looked in futures::future::join_all(looks).await {
                looked.expect("looked");
            }
            // Without a minute in between, the two servers that lost the slot would have nothing to do at all.
            let sends = servers.iter().map(|services| async { services.jobs().look(line(job), "again").await });
            futures::future::join_all(sends).await;
        }
        test.clock.advance(Duration::hours(7));
    }
    let taken = sink.taken();
    let ids: BTreeSet<_> = taken.iter().map(|mail| mail["id"].as_str().expect("an identifier")).collect();
    assert_eq!(ids.len(), taken.len(), "none twice");
    let after = test.services.reminders().simulate(&operator(), &round).await.expect("simulated");
    let ledger: i64 = after.done.iter().map(|slot| slot.mails).sum();
    assert_eq!(i64::try_from(taken.len()).expect("a count"), ledger, "what arrived is what the ledger says");
    let counts = mails(&test.services, MailState::Sent).await.counts;
    assert_eq!((counts.sent, counts.waiting, counts.bounced, counts.expired), (ledger, 0, 0, 0));
    // One slot lay behind when the simulation was made; all others came as it said.
    let first = after.done[0];
    assert_eq!((first.days, first.mails), (-7, 41));
    let done: Vec<_> = after.done[1..].iter().map(|slot| (slot.slot_at, slot.days, slot.people, slot.mails)).collect();
    let ahead: Vec<_> = simulated.ahead.iter().map(|slot| (slot.at, slot.days, slot.people, slot.mails)).collect();
    assert_eq!(done, ahead);
    assert_eq!((after.ahead, ledger), (vec![], 87));
}

#[tokio::test]
async fn what_is_not_taken_now_comes_later_and_what_is_never_taken_is_shown() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(sink) = Sink::start("mail that is refused") else { return };
        let Some(test) = reminded(engine, &["busy", "drop", "hang", "nosuch", "somchai"]).await else { continue };
        let services = serves(&test, &sink.settings("tls", SmtpSecurity::Tls)).await;
        let (mut taken, mut troubles) = (Vec::new(), 0);
        for _ in 0..4 {
            let (outcome, told) = runs(&test, &services, "send_mail").await;
            troubles += told["trouble"].as_array().map_or(0, Vec::len);
            assert_eq!(outcome == JobOutcome::Alarm, told.get("trouble").is_some(), "{told}");
            taken.extend(sink.taken());
        }
        assert!(troubles >= 3, "the one that hangs each time, and the one that was dropped: {troubles}");
        let of = |name: &str| -> Vec<_> {
            let address = format!("{name}@example.go.th");
            taken.iter().filter(|mail| mail["to"] == address.as_str()).map(|mail| mail["id"].clone()).collect()
        };
        let counts = [of("busy").len(), of("somchai").len(), of("nosuch").len(), of("hang").len()];
        assert_eq!(counts, [1, 1, 0, 0], "{taken:?}");
        let dropped = of("drop");
        assert_eq!(dropped.len(), 2, "it was taken, and nobody heard so");
        assert_eq!(dropped[0], dropped[1], "whoever gets both can tell that they are one");
        let bounced = mails(&services, MailState::Bounced).await;
        assert_eq!((bounced.items.len(), bounced.items[0].name.as_str()), (1, "nosuch"));
        assert!(bounced.items[0].mail.answer.contains("550") && bounced.items[0].mail.answer.contains("no such user"));
        let waiting = mails(&services, MailState::Waiting).await;
        assert_eq!((waiting.items.len(), waiting.items[0].name.as_str()), (1, "hang"));
        assert!(waiting.items[0].mail.attempts >= 2 && waiting.items[0].mail.answer.contains("in time"), "{waiting:?}");
        test.clock.advance(Duration::days(4));
        let (_, told) = runs(&test, &services, "send_mail").await;
        assert_eq!(told["expired"].as_u64(), Some(1), "{told}");
        assert_eq!(mails(&services, MailState::Sent).await.counts.sent, 3);
    }
}

#[tokio::test]
async fn without_a_trusted_way_to_the_mail_server_nothing_goes_out_and_nothing_is_lost() {
    let Some(sink) = Sink::start("mail without a way out") else { return };
    let Some(test) = reminded(Engine::Sqlite, &["somchai"]).await else { return };
    let good = sink.settings("tls", SmtpSecurity::Tls);
    let wrong_password = serde_json::from_value(json!("เดาเอา")).expect("a password");
    let tries = [
        ("does not answer in time", sink.settings("mute", SmtpSecurity::Tls)),
        ("does not answer in time", sink.settings("mute", SmtpSecurity::StartTls)),
        ("offers no STARTTLS", sink.settings("plain", SmtpSecurity::StartTls)),
        ("certificate", Config { smtp_ca_file: Some(sink.file("other.pem")), ..good.clone() }),
        ("certificate", Config { smtp_ca_file: None, ..good.clone() }),
        ("certificate", Config { smtp_host: Some("127.0.0.1".to_owned()), ..good.clone() }),
        ("trusted certificates cannot be read", Config { smtp_ca_file: Some(sink.file("none.pem")), ..good.clone() }),
        ("535", Config { smtp_password: wrong_password, ..good.clone() }),
        ("onnection", Config { smtp_port: Some(1), ..good.clone() }),
    ];
    for (expected, config) in tries {
        let services = serves(&test, &config).await;
        let (outcome, told) = runs(&test, &services, "send_mail").await;
        assert_eq!((outcome, told["sent"].as_u64()), (JobOutcome::Alarm, Some(0)), "{told}");
        assert!(told["trouble"][0].as_str().expect("words").contains(expected), "{expected}: {told}");
        let waiting = mails(&services, MailState::Waiting).await;
        assert_eq!((waiting.counts.waiting, waiting.items[0].mail.attempts), (1, 0), "it costs no attempt: {told}");
        assert!(sink.taken().is_empty());
    }
    let services = serves(&test, &good).await;
    let (outcome, told) = runs(&test, &services, "send_mail").await;
    assert_eq!((outcome, told["sent"].as_u64(), sink.taken().len()), (JobOutcome::Done, Some(1), 1), "{told}");
}

/// What a mail server sends back later about a mail: with the mail itself, as it was sent.
fn notification(mail: &Value, action: &str, status: &str) -> Vec<u8> {
    let raw = base64::engine::general_purpose::STANDARD.decode(mail["raw"].as_str().expect("a mail")).expect("Base64");
    let head = format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: tidtam@dga.or.th\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"back\"\r\n\r\n\
         --back\r\nContent-Type: text/plain\r\n\r\nI could not deliver it.\r\n\
         --back\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         Final-Recipient: rfc822; {}\r\nAction: {action}\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 mailbox unavailable\r\n\r\n\
         --back\r\nContent-Type: message/rfc822\r\n\r\n",
        mail["to"].as_str().expect("an address")
    );
    [head.as_bytes(), &raw, b"\r\n--back--\r\n"].concat()
}

#[tokio::test]
async fn mail_that_comes_back_later_is_marked_and_the_account_says_so() {
    let Some(sink) = Sink::start("mail that comes back later") else { return };
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(test) = reminded(engine, &["somchai", "somying"]).await else { continue };
        let services = serves(&test, &sink.settings("tls", SmtpSecurity::Tls)).await;
        runs(&test, &services, "send_mail").await;
        let taken = sink.taken();
        let of = |name: &str| {
            let address = format!("{name}@example.go.th");
            taken.iter().find(|mail| mail["to"] == address.as_str()).expect("a mail")
        };
        let bounce = async |text: &[u8]| services.mails().bounce(&operator(), text).await;
        let late = bounce(&notification(of("somchai"), "delayed", "4.4.7")).await.expect("read");
        assert!(matches!(late, Bounced::NotFailed(_)), "{late:?}");
        let failed = notification(of("somchai"), "failed", "5.1.1");
        let marked = bounce(&failed).await.expect("marked");
        assert!(matches!(marked, Bounced::Marked(_)), "{marked:?}");
        let again = bounce(&failed).await.expect("read");
        assert!(matches!(again, Bounced::KnownAlready(_)), "{again:?}");
        let page = mails(&services, MailState::Bounced).await;
        assert_eq!((page.counts.bounced, page.counts.sent, page.items[0].name.as_str()), (1, 1, "somchai"));
        assert_eq!(page.items[0].mail.answer, "5.1.1 550 5.1.1 mailbox unavailable");
        let account = page.items[0].mail.account.expect("an account");
        let returned = services.mails().returned(&operator(), account).await.expect("read").expect("it came back");
        assert_eq!(returned.id, page.items[0].mail.id);
        let other = mails(&services, MailState::Sent).await.items[0].mail.account.expect("an account");
        assert_eq!(services.mails().returned(&operator(), other).await.expect("read"), None);
        // A foreign mail is marked by nobody who does not know its name.
        let id = of("somying")["id"].as_str().expect("an identifier").trim_matches(['<', '>']).to_owned();
        let local = id.split('@').next().expect("a name");
        let other = uuid::Uuid::from_u128(7).to_string();
        let forged = String::from_utf8(notification(of("somying"), "failed", "5.1.1")).expect("text");
        let forged = forged.replace(local, &other);
        let refused = bounce(forged.as_bytes()).await.expect_err("refused");
        assert_eq!(refused.code(), "bounce_of_nothing");
        let reporter = person(&test, "somebody", Role::Reporter, "one").await;
        let grants = vec![domain::access::Grant { role: Role::Reporter, organisation: "one".parse().expect("a code") }];
        let reporter = service::Actor::new(reporter.account, "somebody", grants, service::Channel::Web);
        let forbidden = services.mails().bounce(&reporter, &failed).await.expect_err("refused");
        assert_eq!(forbidden.code(), "forbidden");
        assert_eq!(mails(&services, MailState::Bounced).await.counts.bounced, 1);
    }
}
