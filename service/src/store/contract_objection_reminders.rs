//! Reminders of objections: each person once for each reason and slot, through the ledger and the outbox of all reminders.

use super::{
    contract::{fill, key, on_both_databases, operator, person},
    contract_accounts::{actions, actor, code, grant, joins, someone},
    contract_objections::{filed, reporter, reviewer, verified_country},
    contract_round_rules::{goes_to, runs},
    contract_snapshots::raw,
};
use crate::{
    Chance, Services,
    jobs::{Cadence, CatchUp, Line, remind::REMIND, remind_of_objections::REMIND_OF_OBJECTIONS},
    mails::{MailAbout, MailItem, letter_of},
    objections::{Deciding, Decision, Hand, NewObjection},
    store::{self, mails::Mail},
    submissions::Seen,
    testing::{Engine, TestServices},
};
use chrono::{DateTime, Duration, TimeDelta, Utc};
use domain::{
    access::Role,
    buddhist::{bangkok, bangkok_day, start_of_day},
    ids::{AccountId, ObjectionId},
    mail::MailState,
    objection::ObjectionStateName,
    reminder::About,
};

on_both_databases!(
    an_objection_is_told_of_before_and_after_its_answer_is_due,
    a_notice_stays_until_it_is_put_away_or_the_objection_is_answered,
    nobody_is_told_of_what_was_answered_meanwhile,
    whoever_is_kept_out_is_not_reminded_and_an_administrator_is_where_nobody_is_left,
    what_only_whoever_objects_was_told_is_told_to_a_reviewer_who_joins,
    an_objection_that_cannot_be_looked_into_is_told_of_all_the_same,
    whoever_objected_is_told_what_was_decided,
    many_servers_at_once_tell_of_an_objection_once,
    reminders_of_reports_and_of_objections_do_not_stand_in_each_others_way,
);

/// Half past nine on a day so many days from the one on which the answer is due.
async fn morning(test: &TestServices, id: ObjectionId, days: i64) -> DateTime<Utc> {
    let page = test.services.objections().get(&reviewer(4), id).await.expect("an objection");
    let day = bangkok_day(page.listed.objection.answer_by) + Duration::days(days);
    start_of_day(day) + Duration::minutes(9 * 60 + 30)
}

/// Somebody of the first department who objects, and a reviewer who may decide.
async fn people(test: &TestServices) -> (AccountId, AccountId) {
    let objector = joins(test, "reporter@one.go.th", Role::Reporter, "one").await;
    (objector, joins(test, "reviewer@dga.or.th", Role::Reviewer, "th").await)
}

async fn objects(test: &TestServices, objector: AccountId, value: &str) -> ObjectionId {
    let new = NewObjection {
        key: key("one"),
        indicator: super::contract::indicator("svc-e2e"),
        value: value.to_owned(),
        base: "100".to_owned(),
        reason: "นับซ้ำ".to_owned(),
        evidence: "หนังสือที่ 1".to_owned(),
    };
    test.services.objections().file(&actor(objector, Role::Reporter, "one"), new).await.expect("filed")
}

async fn mails(test: &TestServices) -> Vec<(AccountId, i32, About)> {
    let page = test.services.mails().page(&operator(), MailState::Waiting, 0, 100).await.expect("read");
    let told = |item: &MailItem| match item.about {
        MailAbout::Reminder { days, about, .. } => Some((item.mail.account?, days, about)),
        MailAbout::Report(..) => None,
    };
    let mut mails: Vec<_> = page.items.iter().filter_map(told).collect();
    mails.sort_by_key(|(account, days, _)| (*days, *account));
    mails
}

async fn told(test: &TestServices) -> (i64, i64) {
    let told = runs(test, REMIND_OF_OBJECTIONS).await;
    (told["people"].as_i64().expect("a count"), told["nobody"].as_i64().expect("a count"))
}

async fn an_objection_is_told_of_before_and_after_its_answer_is_due(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let (objector, decider) = people(&test).await;
    let id = objects(&test, objector, "36").await;
    assert_eq!(told(&test).await, (0, 0), "not yet");
    let (start, end) = (test.clock.now(), morning(&test, id, 14).await);
    while test.clock.now() < end {
        runs(&test, REMIND_OF_OBJECTIONS).await;
        test.clock.advance(Duration::minutes(137));
    }
    assert!(start < end);
    let about = About::Objections;
    let mut expected = vec![(decider, -5, about), (decider, -1, about)];
    let mut late = [(decider, 1, about), (objector, 1, about)];
    late.sort_by_key(|(account, _, _)| *account);
    expected.extend(late);
    expected.extend(late.map(|(account, _, about)| (account, 5, about)));
    assert_eq!(mails(&test).await, expected, "each person once for each reason");
    let told = actions(&test).await.into_iter().filter(|action| action == "objections.remind").count();
    assert_eq!(told, 4);
    let mut tx = test.services.db().read().await.expect("a transaction");
    let page = test.services.mails().page(&operator(), MailState::Waiting, 0, 100).await.expect("read");
    for Mail { created_at, .. } in page.items.into_iter().map(|item| item.mail) {
        let hour = bangkok(created_at).format("%H").to_string();
        assert!(("08"..="17").contains(&hour.as_str()), "{created_at}");
    }
    assert_eq!(store::reminders::count(&mut tx, &key("one")).await.expect("a count"), 0);
}

async fn a_notice_stays_until_it_is_put_away_or_the_objection_is_answered(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let (objector, decider) = people(&test).await;
    let id = objects(&test, objector, "36").await;
    let at = morning(&test, id, 7).await;
    goes_to(&test, at);
    assert_eq!(told(&test).await, (2, 0));
    let objections = test.services.objections();
    let (answers, reports) = (actor(decider, Role::Reviewer, "th"), actor(objector, Role::Reporter, "one"));
    let notices = objections.notices(&reports).await.expect("read");
    assert_eq!((notices.len(), notices[0].listed[0].objection.id, notices[0].listed[0].is_overdue), (1, id, true));
    let reminders = test.services.reminders();
    assert_eq!(code(reminders.dismiss(&answers, notices[0].entry.id).await), "not_found", "somebody else's");
    reminders.dismiss(&reports, notices[0].entry.id).await.expect("put away");
    assert_eq!(objections.notices(&reports).await.expect("read"), []);
    assert_eq!(reminders.notices(&answers).await.expect("read"), [], "it is no reminder of reports");
    assert_eq!(objections.notices(&answers).await.expect("read").len(), 1);
    objections.decide(&answers, id, 0, (Decision::Reject, "หลักฐานไม่ตรง")).await.expect("rejected");
    assert_eq!(objections.notices(&answers).await.expect("read"), [], "it is answered");
}

async fn nobody_is_told_of_what_was_answered_meanwhile(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let (objector, decider) = people(&test).await;
    let id = objects(&test, objector, "36").await;
    let at = morning(&test, id, -5).await;
    goes_to(&test, at);
    assert_eq!(told(&test).await, (1, 0));
    let page = test.services.mails().page(&operator(), MailState::Waiting, 0, 100).await.expect("read");
    let letter = async || {
        let mut tx = test.services.db().read().await.expect("a transaction");
        letter_of(&test.services, &mut tx, &page.items[0].mail, "https://tidtam.example").await.expect("read")
    };
    let written = letter().await.expect("a letter");
    assert_eq!((written.days, written.reports.len(), written.objections.len()), (-5, 0, 1));
    assert_eq!(written.objections[0].2.objection, id);
    let answers = actor(decider, Role::Reviewer, "th");
    test.services.objections().decide(&answers, id, 0, (Decision::Uphold, "จริง")).await.expect("upheld");
    assert!(letter().await.is_none(), "the mail is dropped");
    goes_to(&test, at + Duration::days(12));
    assert_eq!(told(&test).await, (0, 0));
    // Where nobody is free to decide, the run says so.
    let test = verified_country(engine).await.expect("a country");
    let id = filed(&test, "36").await;
    let at = morning(&test, id, -5).await;
    goes_to(&test, at);
    assert_eq!(told(&test).await, (0, 1));
}

async fn whoever_is_kept_out_is_not_reminded_and_an_administrator_is_where_nobody_is_left(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objector = joins(&test, "reporter@one.go.th", Role::Reporter, "one").await;
    let both = someone("both@dga.or.th", &[grant(Role::Approver, "one"), grant(Role::Reviewer, "th")]);
    let both = test.services.accounts().create(&operator(), both).await.expect("created");
    // One of a ministry makes nobody a reviewer, so that it is one of DGA who is told.
    joins(&test, "admin@mdes.go.th", Role::Administrator, "mdes").await;
    let administrator = joins(&test, "admin@dga.or.th", Role::Administrator, "th").await;
    // The value that is objected to is one that a reviewer approved for the agency, and another one accepted.
    let submissions = test.services.submissions();
    submissions.correct(&reviewer(3), &key("one"), Seen::Any, "พิมพ์ผิด").await.expect("reopened");
    fill(&test, &reporter(), "one", "41").await;
    submissions.submit(&reporter(), &key("one"), Seen::Any).await.expect("submitted");
    submissions.approve(&actor(both, Role::Approver, "one"), &key("one"), Seen::Any).await.expect("approved");
    submissions.accept(&reviewer(3), &key("one"), Seen::Any, &[]).await.expect("accepted");
    let id = objects(&test, objector, "36").await;
    let objections = test.services.objections();
    let decides = actor(both, Role::Reviewer, "th");
    let deciding = objections.get(&decides, id).await.expect("an objection").deciding;
    assert_eq!(deciding, Deciding::KeptOut(Hand::Own), "the rule of whoever decides");
    let at = morning(&test, id, -5).await;
    goes_to(&test, at);
    assert_eq!(told(&test).await, (1, 1), "nobody is left");
    assert_eq!(told(&test).await, (0, 0), "and that was told");
    assert_eq!(mails(&test).await, [(administrator, -5, About::Objections)]);
    let notices = objections.notices(&actor(administrator, Role::Administrator, "th")).await.expect("read");
    assert!(notices[0].lacks_decider(id) && notices[0].listed[0].objection.id == id);
    assert_eq!(objections.notices(&decides).await.expect("read"), []);
    // Once there is another one, they are told and nobody else is.
    let free = joins(&test, "free@dga.or.th", Role::Reviewer, "th").await;
    let at = morning(&test, id, -1).await;
    goes_to(&test, at);
    assert_eq!(told(&test).await, (1, 0));
    assert_eq!(mails(&test).await, [(administrator, -5, About::Objections), (free, -1, About::Objections)]);
    let notices = objections.notices(&actor(free, Role::Reviewer, "th")).await.expect("read");
    assert!(!notices[0].lacks_decider(id));
}

async fn what_only_whoever_objects_was_told_is_told_to_a_reviewer_who_joins(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objector = joins(&test, "reporter@one.go.th", Role::Reporter, "one").await;
    let id = objects(&test, objector, "36").await;
    let at = morning(&test, id, 7).await;
    goes_to(&test, at);
    assert_eq!(told(&test).await, (1, 1), "nobody else is there");
    assert_eq!(told(&test).await, (0, 1), "and nobody is told twice");
    let decider = joins(&test, "reviewer@dga.or.th", Role::Reviewer, "th").await;
    assert_eq!(told(&test).await, (1, 0));
    assert_eq!(told(&test).await, (0, 0), "and that was told");
    let mut expected = vec![(decider, 5, About::Objections), (objector, 5, About::Objections)];
    expected.sort_by_key(|(account, _, _)| *account);
    assert_eq!(mails(&test).await, expected);
}

async fn an_objection_that_cannot_be_looked_into_is_told_of_all_the_same(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let (objector, decider) = people(&test).await;
    let id = objects(&test, objector, "36").await;
    let at = morning(&test, id, -5).await;
    raw(&test, "UPDATE submission SET state = 'spoilt' WHERE agency = 'one'").await.expect("spoilt");
    goes_to(&test, at);
    assert_eq!(told(&test).await, (1, 0));
    assert_eq!(mails(&test).await, [(decider, -5, About::Objections)]);
}

async fn whoever_objected_is_told_what_was_decided(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let (objector, decider) = people(&test).await;
    let (answers, reports) = (actor(decider, Role::Reviewer, "th"), actor(objector, Role::Reporter, "one"));
    let objections = test.services.objections();
    for (value, decision, state) in
        [("36", Decision::Reject, ObjectionStateName::Rejected), ("37", Decision::Uphold, ObjectionStateName::Upheld)]
    {
        let id = objects(&test, objector, value).await;
        objections.decide(&answers, id, 0, (decision, "ตรวจแล้ว")).await.expect("decided");
        let notices = objections.notices(&reports).await.expect("read");
        assert_eq!((notices.len(), notices[0].entry.about), (1, About::Decisions));
        assert_eq!((notices[0].listed[0].objection.id, notices[0].listed[0].objection.state.name()), (id, state));
        let page = test.services.mails().page(&operator(), MailState::Waiting, 0, 1).await.expect("read");
        let mut tx = test.services.db().read().await.expect("a transaction");
        let letter = letter_of(&test.services, &mut tx, &page.items[0].mail, "https://tidtam.example").await;
        let letter = letter.expect("read").expect("a letter");
        drop(tx);
        assert_eq!((letter.decided, letter.objections[0].2.objection), (Some(state), id));
        test.services.reminders().dismiss(&reports, notices[0].entry.id).await.expect("put away");
        test.clock.advance(Duration::minutes(1));
    }
    assert_eq!(mails(&test).await, [(objector, 0, About::Decisions); 2], "one mail for each, and none to others");
    assert_eq!(objections.notices(&answers).await.expect("read"), []);
    let id = objects(&test, objector, "38").await;
    objections.withdraw(&reports, id, 0).await.expect("withdrawn");
    assert_eq!(mails(&test).await.len(), 2, "what one takes back oneself is no news");
}

async fn many_servers_at_once_tell_of_an_objection_once(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let (objector, decider) = people(&test).await;
    let id = objects(&test, objector, "36").await;
    let line = Line {
        job: REMIND_OF_OBJECTIONS,
        cadence: Cadence::Cron("0 */5 * * * *"),
        catch_up: CatchUp::Latest,
        silent_after: TimeDelta::minutes(15),
    };
    let another = async || Services::open(&test.settings, test.clock.clone(), Chance::System).await.expect("services");
    let servers = [test.services.clone(), another().await, another().await];
    let at = morning(&test, id, -1).await;
    goes_to(&test, at);
    for _ in 0..4 {
        let looks = servers.iter().map(|services| async { services.jobs().look(&line, "one of three").await });
        for looked in futures::future::join_all(looks).await {
            looked.expect("looked");
        }
        test.clock.advance(Duration::minutes(5));
    }
    assert_eq!(mails(&test).await, [(decider, -1, About::Objections)]);
}

async fn reminders_of_reports_and_of_objections_do_not_stand_in_each_others_way(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let (objector, decider) = people(&test).await;
    let id = objects(&test, objector, "36").await;
    let at = morning(&test, id, -1).await;
    goes_to(&test, at);
    runs(&test, REMIND).await;
    runs(&test, REMIND_OF_OBJECTIONS).await;
    assert_eq!(mails(&test).await, [(decider, -1, About::Objections)]);
    let answers = actor(decider, Role::Reviewer, "th");
    assert_eq!(test.services.reminders().notices(&answers).await.expect("read"), []);
    let executive = person(9, Role::Executive, "th");
    assert_eq!(test.services.objections().notices(&executive).await.expect("read"), []);
}
