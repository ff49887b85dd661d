//! The outbox: in one server's hands at a time, tried again later and later, and what came back is seen and sent again.

use super::{
    Db,
    contract::{country, key, on_both_databases, operator},
    contract_accounts::{actor, code, grant, joins},
    contract_round_rules::{goes_to, runs},
    mails::{self, Mail, MailCounts},
};
use crate::{
    Chance, ServiceResult, Services, Settings, accounts,
    jobs::{clean_up::CLEAN_UP, remind::REMIND, send_mail::SEND_MAIL},
    mails::{MailAbout, Outlet, Written, letter_of},
    post::{MailSettings, Security},
    reminders::Route,
    testing::{Engine, TestServices},
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::Role,
    ids::AccountId,
    mail::{Attempt, MailState},
};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(&format!("{text}:00+07:00")).expect("an instant").to_utc()
}

/// Two people were reminded, each by a mail that waits.
async fn reminded(engine: Engine) -> Option<(TestServices, AccountId)> {
    let test = country(engine).await?;
    let reporter = joins(&test, "reporter@one.go.th", Role::Reporter, "one").await;
    joins(&test, "reporter@two.go.th", Role::Reporter, "two").await;
    goes_to(&test, at("2027-10-14T09:00"));
    assert_eq!(runs(&test, REMIND).await["mails"].as_i64(), Some(2));
    Some((test, reporter))
}

async fn claims(test: &TestServices, minutes: i64, most: i64) -> Vec<Mail> {
    let (now, mut tx) = (test.clock.now(), test.services.db().write().await.expect("a transaction"));
    let claimed = mails::claim(&mut tx, now, now + Duration::minutes(minutes), most).await.expect("claimed");
    tx.commit().await.expect("committed");
    claimed
}

async fn settles(test: &TestServices, mail: &Mail, attempt: Attempt) -> bool {
    let mut tx = test.services.db().write().await.expect("a transaction");
    let outcome = attempt.outcome(mail.attempts + 1, test.clock.now(), mail.quiet);
    let is_ours = mails::settle(&mut tx, mail, &outcome, test.clock.now()).await.expect("settled");
    tx.commit().await.expect("committed");
    is_ours
}

async fn counts(test: &TestServices) -> MailCounts {
    test.services.mails().page(&operator(), MailState::Sent, 0, 1).await.expect("read").counts
}

async fn retries(test: &TestServices, mail: &Mail) -> ServiceResult<()> {
    test.services.mails().retry(&operator(), mail.id).await
}

on_both_databases!(
    a_mail_is_in_the_hands_of_one_server,
    what_is_not_taken_is_tried_again_later_and_given_up_when_it_means_nothing_more,
    nothing_more_goes_to_an_address_from_which_mail_came_back,
    nobody_is_told_by_mail_of_what_they_may_no_longer_read,
    without_a_mail_server_mail_waits,
    a_letter_that_cannot_be_written_keeps_no_other_one_waiting,
);

async fn a_mail_is_in_the_hands_of_one_server(engine: Engine) {
    let Some((test, _)) = reminded(engine).await else { return };
    let first = claims(&test, 10, 1).await;
    let second = claims(&test, 10, 5).await;
    assert_eq!((first.len(), second.len(), claims(&test, 10, 5).await.len()), (1, 1, 0));
    assert!(settles(&test, &first[0], Attempt::Taken).await);
    assert!(!settles(&test, &first[0], Attempt::Taken).await, "it is settled");
    test.clock.advance(Duration::minutes(10));
    let again = claims(&test, 10, 5).await;
    assert_eq!((again.len(), again[0].id), (1, second[0].id), "the lease of a server that was killed is over");
    assert!(!settles(&test, &second[0], Attempt::Taken).await, "and it is not heard when it wakes");
    let mut tx = test.services.db().write().await.expect("a transaction");
    let next = test.clock.now() + Duration::minutes(1);
    mails::give_back(&mut tx, &again[0], (next, again[0].expires_at), "the mail server is down")
        .await
        .expect("given back");
    tx.commit().await.expect("committed");
    assert_eq!(claims(&test, 10, 5).await, []);
    test.clock.advance(Duration::minutes(1));
    let last = claims(&test, 10, 5).await;
    assert_eq!((last[0].attempts, last[0].answer.as_str()), (0, "the mail server is down"), "no attempt was made");
    assert!(settles(&test, &last[0], Attempt::Taken).await);
    assert_eq!(counts(&test).await, MailCounts { sent: 2, ..MailCounts::default() });
    assert_eq!(code(retries(&test, &last[0]).await), "conflict", "what is sent is not sent again");
    test.clock.advance(Duration::days(180) - Duration::minutes(5));
    assert_eq!(runs(&test, CLEAN_UP).await["mails"].as_i64(), Some(1), "of two, ten minutes apart");
    assert_eq!(counts(&test).await.sent, 1);
}

async fn what_is_not_taken_is_tried_again_later_and_given_up_when_it_means_nothing_more(engine: Engine) {
    let Some((test, _)) = reminded(engine).await else { return };
    let mut mail = claims(&test, 10, 1).await.remove(0);
    for minutes in [1, 2, 4] {
        assert!(settles(&test, &mail, Attempt::NotNow("451 busy".to_owned())).await);
        let others = claims(&test, 10, 5).await;
        assert!(others.iter().all(|other| other.id != mail.id), "not yet");
        test.clock.advance(Duration::minutes(minutes));
        mail = claims(&test, 10, 5).await.into_iter().find(|other| other.id == mail.id).expect("it is tried again");
    }
    assert_eq!((mail.attempts, mail.answer.as_str()), (3, "451 busy"));
    goes_to(&test, at("2027-10-17T08:59"));
    assert_eq!(runs(&test, SEND_MAIL).await["expired"].as_i64(), Some(0));
    goes_to(&test, at("2027-10-17T09:01"));
    assert_eq!(runs(&test, SEND_MAIL).await["expired"].as_i64(), Some(2));
    assert_eq!(counts(&test).await.expired, 2);
    retries(&test, &mail).await.expect("again");
    let again = claims(&test, 10, 5).await;
    assert_eq!((again[0].id, again[0].attempts), (mail.id, 0));
}

async fn nothing_more_goes_to_an_address_from_which_mail_came_back(engine: Engine) {
    let Some((test, reporter)) = reminded(engine).await else { return };
    let services = &test.services;
    let claimed = claims(&test, 10, 5).await;
    let mail = claimed.iter().find(|mail| mail.account == Some(reporter)).expect("the reporter's");
    assert!(settles(&test, mail, Attempt::Never("550 no such user".to_owned())).await);
    let page = services.mails().page(&operator(), MailState::Bounced, 0, 50).await.expect("read");
    assert_eq!((page.items.len(), page.counts.bounced), (1, 1));
    assert!(matches!(page.items[0].about, MailAbout::Reminder { days: -21, .. }));
    assert_eq!(
        (page.items[0].mail.answer.as_str(), page.items[0].name.as_str()),
        ("550 no such user", "คุณ reporter@one.go.th")
    );
    let slot = (-14, at("2027-10-21T08:30"));
    let route = async || {
        let people =
            services.reminders().recipients(&operator(), &key("one").round, Some(slot), 0, 50).await.expect("people");
        people.people.into_iter().find(|person| person.account == reporter).expect("the reporter").route
    };
    assert_eq!(route().await, Route::Bounced);
    let email = "somchai@one.go.th".parse().expect("an address");
    services.accounts().rename(&operator(), reporter, "สมชาย", &email).await.expect("another address");
    assert_eq!(route().await, Route::Mail, "another address is tried");
    retries(&test, mail).await.expect("again");
    let again = claims(&test, 10, 5).await;
    assert_eq!((again[0].address.as_str(), counts(&test).await.bounced), ("somchai@one.go.th", 0));
    settles(&test, &again[0], Attempt::Never("550".to_owned())).await;
    services.accounts().set_disabled(&operator(), reporter, accounts::Disabled::Yes).await.expect("disabled");
    assert_eq!(code(retries(&test, &again[0]).await), "mail_of_disabled");
    let account = joins(&test, "reviewer@dga.or.th", Role::Reviewer, "th").await;
    let reviewer = actor(account, Role::Reviewer, "th");
    assert_eq!(code(services.mails().retry(&reviewer, mail.id).await), "forbidden");
    assert_eq!(code(services.mails().page(&reviewer, MailState::Bounced, 0, 50).await), "forbidden");
}

async fn nobody_is_told_by_mail_of_what_they_may_no_longer_read(engine: Engine) {
    let Some((test, reporter)) = reminded(engine).await else { return };
    let claimed = claims(&test, 10, 5).await;
    let mail = claimed.iter().find(|mail| mail.account == Some(reporter)).expect("a mail");
    let letter = async || {
        let mut tx = test.services.db().read().await.expect("a transaction");
        letter_of(&test.services, &mut tx, mail, "https://tidtam.example").await.expect("read")
    };
    assert_eq!(letter().await.expect("a letter").reports.len(), 1);
    let elsewhere = vec![grant(Role::Reporter, "two")];
    test.services.accounts().set_grants(&operator(), reporter, elsewhere).await.expect("set");
    assert!(letter().await.is_none());
}

async fn without_a_mail_server_mail_waits(engine: Engine) {
    let Some((test, _)) = reminded(engine).await else { return };
    let told = runs(&test, SEND_MAIL).await;
    assert_eq!((told["mail_server"].as_str(), told["waiting"].as_i64()), (Some("none"), Some(2)));
    let page = test.services.mails().page(&operator(), MailState::Waiting, 0, 50).await.expect("read");
    assert_eq!((page.outlet, page.items.len(), page.counts.waiting), (Outlet::Missing, 2, 2));
    assert!(page.items.iter().all(|item| item.mail.attempts == 0));
}

/// A mail server where nobody listens.
fn nowhere() -> MailSettings {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    MailSettings {
        host: "127.0.0.1".to_owned(),
        port: listener.local_addr().expect("an address").port(),
        security: Security::None,
        credentials: None,
        trusted: None,
        from: "tidtam@dga.or.th".parse().expect("an address"),
        site: "https://tidtam.example".to_owned(),
        timeout: std::time::Duration::from_secs(5),
        largest_attachment_bytes: 0,
        write: |letter| {
            let (from_name, subject, html) = ("Tidtam".to_owned(), letter.name.clone(), String::new());
            Written { from_name, subject, text: String::new(), html }
        },
    }
}

async fn a_letter_that_cannot_be_written_keeps_no_other_one_waiting(engine: Engine) {
    let Some((test, _)) = reminded(engine).await else { return };
    let settings = Settings { mail: Some(nowhere()), ..test.settings.clone() };
    let services = Services::open(&settings, test.clock.clone(), Chance::seeded(11)).await.expect("services");
    let test = TestServices { services, ..test };
    let page = test.services.mails().page(&operator(), MailState::Waiting, 0, 50).await.expect("read");
    let mut waiting: Vec<Mail> = page.items.into_iter().map(|item| item.mail).collect();
    waiting.sort_by_key(|mail| (mail.next_at, mail.id));
    // The one that is taken first.
    let sql = "UPDATE reminder SET reports = 'spoilt' WHERE id = $1";
    let id = waiting[0].id.uuid();
    let spoilt = match test.services.db() {
        Db::Sqlite { writer, .. } => sqlx::query(sql).bind(id).execute(writer).await.map(|done| done.rows_affected()),
        Db::Postgres(pool) => sqlx::query(sql).bind(id).execute(pool).await.map(|done| done.rows_affected()),
    };
    assert_eq!(spoilt.expect("changed"), 1);
    let told = runs(&test, SEND_MAIL).await;
    assert_eq!((&told["unwritten"], &told["postponed"]), (&1.into(), &1.into()), "{told}");
    assert_eq!(told["trouble"].as_array().map(Vec::len), Some(1), "the other one was tried: {told}");
    let mut tx = test.services.db().read().await.expect("a transaction");
    let mut now = Vec::new();
    for mail in &waiting {
        let mail = mails::get(&mut tx, mail.id).await.expect("read").expect("a mail");
        now.push((mail.state, mail.attempts, mail.answer.starts_with("the mail server")));
    }
    assert_eq!(now, [(MailState::Waiting, 1, false), (MailState::Waiting, 0, true)]);
}
