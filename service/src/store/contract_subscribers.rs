//! Reports by mail, told to `SQLite` and `PostgreSQL` alike: to whom it goes, and that it goes once.

use super::{
    contract::{body, on_both_databases, operator, person},
    contract_accounts::code,
    contract_round_rules::runs,
    contract_snapshots::{reviewed, take},
    mails::{self, Mail},
};
use crate::{
    ServiceResult,
    jobs::mail_reports::MAIL_REPORTS,
    mails::{MailAbout, MailItem, ReportFile, letter_of},
    organisations::ImportMode,
    snapshots::{Beside, Paper, Snapshot, Texts},
    subscribers::{MOST_SUBSCRIBERS, NewSubscriber, Subscriber},
    testing::{Engine, TestServices},
};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::Role,
    ids::SnapshotCode,
    mail::{Attempt, MailState},
    organisation::{Duty, OrganisationKind},
    snapshot::{Export, Hash, Stage},
    text::Language,
};

on_both_databases!(
    a_report_goes_to_each_once_when_everybody_may_read_it,
    what_was_replaced_goes_to_nobody,
    nothing_goes_to_an_address_from_which_mail_came_back,
    whoever_is_taken_off_gets_nothing_more,
    the_report_of_a_body_goes_once_when_it_is_set,
    a_body_without_a_report_keeps_nobody_waiting_and_cannot_be_chosen,
    nobody_else_sees_or_changes_the_list,
    the_list_has_an_end,
);

async fn adds(test: &TestServices, address: &str, language: Language) -> ServiceResult<Subscriber> {
    adds_for(test, address, "", language).await
}

/// Somebody who gets the report of a body; the national one where none is named.
async fn adds_for(
    test: &TestServices,
    address: &str,
    organisation: &str,
    language: Language,
) -> ServiceResult<Subscriber> {
    let new = NewSubscriber { name: "คุณ", address, organisation, language };
    test.services.subscribers().add(&operator(), &new).await
}

/// What is to be set for somebody, as the job of the timetable is told.
async fn unset(test: &TestServices) -> Vec<(SnapshotCode, Paper)> {
    test.services.subscribers().unset(&operator()).await.expect("told")
}

/// Sets the report of a body as a text.
async fn set_of_body(test: &TestServices, (code, paper): &(SnapshotCode, Paper)) {
    let content = format!("%PDF {}", paper.file_name(code)).into_bytes();
    let setting = move |_: Texts<'_>, _: &Beside| Ok(Some(content));
    test.services.snapshots().paper(None, code, paper, setting).await.expect("set");
}

async fn set(test: &TestServices, snapshot: &Snapshot, language: Language) {
    let file = test.folder.path().join("report.pdf");
    std::fs::write(&file, language.as_ref()).expect("written");
    let export = Export::Paper(language);
    test.services.snapshots().keep_file(&operator(), &snapshot.code, export, &file, 0).await.expect("kept");
}

/// A published snapshot whose report is set in Thai.
async fn published(test: &TestServices, embargo_until: Option<DateTime<Utc>>) -> Snapshot {
    let taken = take(test, Stage::Final, "").await;
    set(test, &taken, Language::Th).await;
    test.services.snapshots().publish(&operator(), &taken.code, embargo_until).await.expect("published")
}

/// How many mails the job writes in its next slot.
async fn writes(test: &TestServices) -> u64 {
    test.clock.advance(Duration::minutes(5));
    runs(test, MAIL_REPORTS).await["mails"].as_u64().expect("a count")
}

async fn waiting(test: &TestServices) -> Vec<Mail> {
    let page = test.services.mails().page(&operator(), MailState::Waiting, 0, 100).await.expect("read");
    page.items.into_iter().map(|item| item.mail).collect()
}

async fn settles(test: &TestServices, attempt: Attempt) -> Mail {
    let (now, mut tx) = (test.clock.now(), test.services.db().write().await.expect("a transaction"));
    let mail = mails::claim(&mut tx, now, now + Duration::minutes(1), 1).await.expect("claimed").remove(0);
    let outcome = attempt.outcome(1, now, mail.quiet);
    assert!(mails::settle(&mut tx, &mail, &outcome, now).await.expect("settled"));
    tx.commit().await.expect("committed");
    mail
}

async fn a_report_goes_to_each_once_when_everybody_may_read_it(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let thai = adds(&test, "th@example.go.th", Language::Th).await.expect("added");
    let english = adds(&test, "en@example.go.th", Language::En).await.expect("added");
    let until = test.clock.now() + Duration::hours(1);
    let snapshot = published(&test, Some(until)).await;
    assert_eq!(writes(&test).await, 0, "the embargo holds");
    test.clock.advance(Duration::hours(1));
    assert_eq!(writes(&test).await, 1, "the English report is not set yet");
    let page = test.services.mails().page(&operator(), MailState::Waiting, 0, 100).await.expect("read");
    let [item] = page.items.as_slice() else { panic!("{page:?}") };
    assert_eq!((&item.mail.account, &item.mail.address, item.name.as_str()), (&None, &thai.address, "คุณ"));
    assert_eq!(item.about, MailAbout::Report(snapshot.code.clone(), None));
    let mut tx = test.services.db().read().await.expect("a transaction");
    let letter = letter_of(&test.services, &mut tx, &item.mail, "https://tidtam.example").await.expect("read");
    drop(tx);
    let report = letter.and_then(|letter| letter.report).expect("a report");
    let ReportFile::National(file) = &report.file else { panic!("{report:?}") };
    assert_eq!((report.language, file.export), (Language::Th, Export::Paper(Language::Th)));
    assert!(!report.is_demonstration);
    set(&test, &snapshot, Language::En).await;
    // Whoever comes later is not sent what was there before.
    adds(&test, "late@example.go.th", Language::Th).await.expect("added");
    assert_eq!((writes(&test).await, writes(&test).await), (1, 0), "once");
    assert_eq!(waiting(&test).await.len(), 2);
    let everybody = test.services.subscribers().list(&operator()).await.expect("listed");
    let last = |address: &str| {
        everybody.iter().find(|item| item.subscriber.address.as_str() == address).expect("listed").last.clone()
    };
    assert_eq!(last("late@example.go.th"), None);
    let told = last("en@example.go.th").expect("a report");
    assert_eq!((told.snapshot, told.state), (snapshot.code.clone(), Some(MailState::Waiting)));
    // The ledger stays when the outbox has forgotten.
    settles(&test, Attempt::Taken).await;
    settles(&test, Attempt::Taken).await;
    let mut tx = test.services.db().write().await.expect("a transaction");
    assert_eq!(mails::forget(&mut tx, test.clock.now() + Duration::days(1)).await.expect("forgotten"), 2);
    tx.commit().await.expect("committed");
    assert_eq!(writes(&test).await, 0);
    let everybody = test.services.subscribers().list(&operator()).await.expect("listed");
    let told = everybody.iter().find(|item| item.subscriber.id == english.id).and_then(|item| item.last.clone());
    assert_eq!(told.expect("a report").state, None);
}

async fn what_was_replaced_goes_to_nobody(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    adds(&test, "th@example.go.th", Language::Th).await.expect("added");
    adds_for(&test, "one@example.go.th", "one", Language::Th).await.expect("added");
    let until = test.clock.now() + Duration::hours(3);
    published(&test, Some(until)).await;
    test.clock.advance(Duration::hours(1));
    let second = take(&test, Stage::Final, "แก้ค่า").await;
    set(&test, &second, Language::Th).await;
    let snapshots = test.services.snapshots();
    snapshots.publish(&operator(), &second.code, None).await.expect("published");
    assert_eq!(writes(&test).await, 1);
    test.clock.advance(Duration::hours(3));
    assert_eq!(writes(&test).await, 0, "the embargo of the first ended, and the second stands in for it");
    let wanted: Vec<_> = unset(&test).await.into_iter().map(|(of, _)| of).collect();
    assert_eq!(wanted, std::slice::from_ref(&second.code));
    // What waits to be sent is not sent any more, either.
    let mail = waiting(&test).await.remove(0);
    let letter = async || {
        let mut tx = test.services.db().read().await.expect("a transaction");
        letter_of(&test.services, &mut tx, &mail, "https://tidtam.example").await.expect("read")
    };
    let report = letter().await.and_then(|letter| letter.report).expect("a report");
    assert_eq!(report.snapshot.code, second.code);
    let third = take(&test, Stage::Final, "แก้อีก").await;
    snapshots.publish(&operator(), &third.code, None).await.expect("published");
    assert!(letter().await.is_none());
}

async fn nothing_goes_to_an_address_from_which_mail_came_back(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    adds(&test, "th@example.go.th", Language::Th).await.expect("added");
    published(&test, None).await;
    assert_eq!(writes(&test).await, 1);
    let mail = settles(&test, Attempt::Never("550 no such user".to_owned())).await;
    test.clock.advance(Duration::days(1));
    let note = "แก้ค่า";
    let corrected = take(&test, Stage::Final, note).await;
    set(&test, &corrected, Language::Th).await;
    test.services.snapshots().publish(&operator(), &corrected.code, None).await.expect("published");
    assert_eq!(writes(&test).await, 0, "nothing more until somebody looks");
    test.services.mails().retry(&operator(), mail.id).await.expect("again");
    assert_eq!(writes(&test).await, 1, "what was kept back comes, too");
    assert_eq!(waiting(&test).await.len(), 2);
    // What is long public goes to nobody any more.
    test.clock.advance(Duration::days(31));
    let more = take(&test, Stage::Final, note).await;
    test.services.snapshots().publish(&operator(), &more.code, None).await.expect("published");
    test.clock.advance(Duration::days(31));
    set(&test, &more, Language::Th).await;
    assert_eq!(writes(&test).await, 0);
}

async fn whoever_is_taken_off_gets_nothing_more(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let subscriber = adds(&test, "th@example.go.th", Language::Th).await.expect("added");
    assert_eq!(code(adds(&test, "TH@example.go.th", Language::En).await), "subscriber_known");
    published(&test, None).await;
    assert_eq!(writes(&test).await, 1);
    let mail = waiting(&test).await.remove(0);
    let subscribers = test.services.subscribers();
    subscribers.stop(&operator(), subscriber.id).await.expect("stopped");
    assert_eq!(code(subscribers.stop(&operator(), subscriber.id).await), "not_found");
    let mut tx = test.services.db().read().await.expect("a transaction");
    let letter = letter_of(&test.services, &mut tx, &mail, "https://tidtam.example").await.expect("read");
    assert!(letter.is_none(), "what waits is dropped");
    drop(tx);
    settles(&test, Attempt::Never("550".to_owned())).await;
    assert_eq!(code(test.services.mails().retry(&operator(), mail.id).await), "mail_of_stopped");
    // The same address may come on the list again, as somebody new.
    adds(&test, "th@example.go.th", Language::Th).await.expect("added");
    assert_eq!(writes(&test).await, 0, "what was public before does not go there");
}

async fn the_report_of_a_body_goes_once_when_it_is_set(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let one = adds_for(&test, "th@example.go.th", " one ", Language::Th).await.expect("added");
    // The same address may get the national one and those of other bodies besides, each once.
    adds(&test, "th@example.go.th", Language::Th).await.expect("added");
    adds_for(&test, "th@example.go.th", "two", Language::Th).await.expect("added");
    adds_for(&test, "en@example.go.th", "one", Language::En).await.expect("added");
    adds_for(&test, "other@example.go.th", "one", Language::Th).await.expect("added");
    assert_eq!(code(adds_for(&test, "TH@example.go.th", "one", Language::En).await), "subscriber_known");
    assert_eq!(unset(&test).await, [], "nothing is published");
    let snapshot = published(&test, None).await;
    assert_eq!(writes(&test).await, 1, "the national one is set");
    let wanted = unset(&test).await;
    let names: Vec<String> = wanted.iter().map(|(of, paper)| paper.file_name(of)).collect();
    assert_eq!(names, ["one.th", "one.en", "two.th"].map(|part| format!("{}.{part}.pdf", snapshot.code)));
    set_of_body(&test, &wanted[0]).await;
    assert_eq!(unset(&test).await, wanted[1..]);
    assert_eq!((writes(&test).await, writes(&test).await), (2, 0), "to both who want it, once");
    let page = test.services.mails().page(&operator(), MailState::Waiting, 0, 100).await.expect("read");
    let item = page.items.iter().find(|item| item.mail.address == one.address && is_of(item, "one")).expect("a mail");
    let mut tx = test.services.db().read().await.expect("a transaction");
    let letter = letter_of(&test.services, &mut tx, &item.mail, "https://tidtam.example").await.expect("read");
    drop(tx);
    let report = letter.and_then(|letter| letter.report).expect("a report");
    let ReportFile::Body(paper, name) = &report.file else { panic!("{report:?}") };
    assert_eq!((paper.paper(), name.th.as_str()), (wanted[0].1.clone(), "หน่วยงาน one"));
    assert_eq!(report.file.sha256(), Hash::of(format!("%PDF {}", names[0]).as_bytes()));
    for paper in &wanted[1..] {
        set_of_body(&test, paper).await;
    }
    assert_eq!((writes(&test).await, writes(&test).await), (2, 0));
    assert_eq!((unset(&test).await, waiting(&test).await.len()), (Vec::new(), 5));
    let listed = test.services.subscribers().list(&operator()).await.expect("listed");
    let told: Vec<_> = listed.iter().map(|item| (item.body.is_some(), item.last.is_some())).collect();
    assert_eq!(told, [(true, true), (true, true), (false, true), (true, true), (true, true)]);
}

fn is_of(item: &MailItem, body: &str) -> bool {
    matches!(&item.about, MailAbout::Report(_, Some(of)) if of.as_str() == body)
}

async fn a_body_without_a_report_keeps_nobody_waiting_and_cannot_be_chosen(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    for (organisation, expected) in [
        ("th", "subscriber_body_silent"),
        ("nowhere", "subscriber_body_unknown"),
        ("../etc", "subscriber_body_unknown"),
    ] {
        let refused = adds_for(&test, "th@example.go.th", organisation, Language::Th).await;
        assert_eq!(code(refused), expected, "{organisation}");
    }
    // It reports from now on, and owed none in the round that is published.
    let mut bodies: Vec<_> =
        test.services.organisations().tree(&operator()).await.expect("read").bodies().cloned().collect();
    bodies.push(body("late", Some("mdes"), OrganisationKind::Department, Duty::Reports));
    let snapshot = take(&test, Stage::Final, "").await;
    test.services.organisations().import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("imported");
    adds_for(&test, "th@example.go.th", "late", Language::Th).await.expect("added");
    // Of a ministry there is one where somebody below it owed one.
    adds_for(&test, "two@example.go.th", "mdes", Language::Th).await.expect("added");
    test.services.snapshots().publish(&operator(), &snapshot.code, None).await.expect("published");
    let wanted = unset(&test).await;
    assert_eq!(wanted.iter().map(|(_, paper)| paper.body.as_str()).collect::<Vec<_>>(), ["mdes"]);
    set_of_body(&test, &wanted[0]).await;
    assert_eq!((writes(&test).await, unset(&test).await), (1, Vec::new()));
}

async fn nobody_else_sees_or_changes_the_list(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let subscriber = adds(&test, "th@example.go.th", Language::Th).await.expect("added");
    for (name, address, expected) in [
        ("", "a@example.go.th", "subscriber_name"),
        ("a\nb", "a@example.go.th", "subscriber_name"),
        ("\u{200b}\u{2060}", "a@example.go.th", "subscriber_name"),
        ("a", "nobody", "subscriber_address"),
        ("a", "a@dga.example", "subscriber_address"),
    ] {
        let new = NewSubscriber { name, address, organisation: "", language: Language::Th };
        let refused = test.services.subscribers().add(&operator(), &new).await;
        assert_eq!(code(refused), expected, "{address}");
    }
    for other in [person(3, Role::Reviewer, "th"), person(5, Role::Administrator, "mdes")] {
        let subscribers = test.services.subscribers();
        assert_eq!(code(subscribers.list(&other).await), "forbidden");
        let new = NewSubscriber { name: "a", address: "a@example.go.th", organisation: "", language: Language::Th };
        assert_eq!(code(subscribers.add(&other, &new).await), "forbidden");
        assert_eq!(code(subscribers.unset(&other).await), "forbidden");
        assert_eq!(code(subscribers.stop(&other, subscriber.id).await), "forbidden");
    }
}

async fn the_list_has_an_end(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    for number in 0..MOST_SUBSCRIBERS {
        adds(&test, &format!("a{number}@example.go.th"), Language::Th).await.expect("added");
    }
    assert_eq!(code(adds(&test, "more@example.go.th", Language::Th).await), "too_many_subscribers");
    published(&test, None).await;
    assert_eq!(writes(&test).await, 500);
}
