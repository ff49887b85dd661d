//! Reminders: what was simulated is what happens, each person is told once, and everybody sees it on their own page.

use super::{
    contract::{country, fill, key, on_both_databases, operator, person},
    contract_accounts::{actions, actor, code, joins},
    contract_round_rules::{day, goes_to, planned_land, quarterly, runs},
};
use crate::{
    Chance, Services,
    delegations::NewDelegation,
    jobs::{Cadence, CatchUp, Line, open_rounds::OPEN_ROUNDS, remind::REMIND},
    mails::{MailCounts, letter_of},
    reminders::{PolicySource, Route, SlotAhead, StageCounts},
    submissions::Seen,
    testing::{Engine, TestServices},
};
use chrono::{DateTime, Duration, TimeDelta, Utc};
use domain::{
    access::Role,
    buddhist::{bangkok, end_of_day},
    ids::{AccountId, RoundCode},
    mail::MailState,
    reminder::{Audience, Policy, PolicyParts, Step},
    submission::ReturnReason,
    window::Window,
};
use std::collections::BTreeSet;

/// Those of the small country: the first department has everybody, the second one nobody of its own.
struct People {
    reporter: AccountId,
    approver: AccountId,
    ministry: AccountId,
}

async fn people(test: &TestServices) -> People {
    let people = People {
        reporter: joins(test, "reporter@one.go.th", Role::Reporter, "one").await,
        approver: joins(test, "approver@one.go.th", Role::Approver, "one").await,
        ministry: joins(test, "reporter@mdes.go.th", Role::Reporter, "mdes").await,
    };
    joins(test, "coordinator@mdes.example", Role::Coordinator, "mdes").await;
    let former = joins(test, "former@one.go.th", Role::Reporter, "one").await;
    let disabled = crate::accounts::Disabled::Yes;
    test.services.accounts().set_disabled(&operator(), former, disabled).await.expect("disabled");
    people
}

fn round() -> RoundCode {
    key("one").round
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(&format!("{text}:00+07:00")).expect("an instant").to_utc()
}

fn shown(slots: &[SlotAhead]) -> Vec<(String, i32, i64, i64, i64)> {
    let shown = |slot: &SlotAhead| {
        (bangkok(slot.at).format("%m-%d %H:%M").to_string(), slot.days, slot.people, slot.mails, slot.counts.all())
    };
    slots.iter().map(shown).collect()
}

/// Lets the job look every few hours until an instant.
async fn live_until(test: &TestServices, until: DateTime<Utc>) {
    while test.clock.now() < until {
        runs(test, REMIND).await;
        test.clock.advance(Duration::minutes(137));
    }
}

async fn waiting_mails(test: &TestServices) -> i64 {
    test.services.mails().page(&operator(), MailState::Waiting, 0, 1).await.expect("read").counts.waiting
}

on_both_databases!(
    what_was_simulated_is_what_happens,
    the_stage_of_a_report_decides_who_is_told_what,
    a_notice_stays_until_it_is_put_away_or_the_report_is_handed_in,
    a_policy_is_kept_by_administrators_of_everything,
    a_round_is_simulated_before_it_is_there,
    nobody_is_told_in_quiet_hours_or_long_afterwards,
    an_extension_has_reminders_of_its_own,
    a_report_that_was_sent_back_has_reminders_of_its_own,
    whoever_signs_for_somebody_is_reminded_beside_them,
    a_late_mail_names_nothing_that_its_reader_has_done_since,
    many_servers_at_once_tell_each_person_once,
);

async fn what_was_simulated_is_what_happens(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    people(&test).await;
    let simulation = test.services.reminders().simulate(&operator(), &round()).await.expect("simulated");
    assert_eq!(simulation.policy.source, PolicySource::BuiltIn);
    let named = |number: usize| (simulation.nobody[number].0.code.as_str(), simulation.nobody[number].1);
    assert_eq!((simulation.nobody_count, named(0)), (1, ("two", Audience::Approver)));
    let expected = [
        ("10-14 08:30", -21, 2, 2, 2),
        ("10-21 08:30", -14, 2, 2, 2),
        ("10-28 08:30", -7, 2, 2, 2),
        ("11-03 08:30", -1, 2, 2, 2),
        ("11-04 08:30", 0, 2, 2, 2),
        ("11-11 08:30", 7, 1, 1, 1),
        ("11-19 08:30", 15, 1, 1, 1),
        // The coordinator's address takes no mail, and a Saturday moves to the Monday.
        ("12-06 08:30", 30, 1, 0, 2),
    ];
    let expected = expected.map(|(at, days, people, mails, reports)| (at.to_owned(), days, people, mails, reports));
    assert_eq!(shown(&simulation.ahead), expected);
    assert_eq!(simulation.done, []);
    live_until(&test, at("2027-12-20T00:00")).await;
    let after = test.services.reminders().simulate(&operator(), &round()).await.expect("simulated");
    assert_eq!(after.ahead, []);
    let done: Vec<_> =
        after.done.iter().map(|slot| (slot.slot_at, slot.days, slot.people, slot.mails, slot.reports)).collect();
    let ahead: Vec<_> =
        simulation.ahead.iter().map(|slot| (slot.at, slot.days, slot.people, slot.mails, slot.counts.all())).collect();
    assert_eq!(done, ahead, "what was simulated");
    let waiting: i64 = simulation.ahead.iter().map(|slot| slot.mails).sum();
    let counts = test.services.mails().page(&operator(), MailState::Waiting, 0, 100).await.expect("read");
    assert_eq!((counts.counts.waiting, counts.items.len()), (waiting, 12));
    let told = actions(&test).await.into_iter().filter(|action| action == "reminders.tell").count();
    assert_eq!(told, 8);
    for (agency, times) in [("one", 8), ("two", 6)] {
        let agency = agency.parse().expect("a code");
        let page = test.services.completeness().of(&operator(), Some(&agency), Some(&round())).await.expect("a page");
        assert_eq!(page.explained.expect("a report").reminders, times, "{agency}");
    }
}

async fn the_stage_of_a_report_decides_who_is_told_what(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let People { reporter, approver, ministry } = people(&test).await;
    let services = &test.services;
    fill(&test, &person(1, Role::Reporter, "one"), "one", "40").await;
    let slot = (-21, at("2027-10-14T08:30"));
    let of = async || services.reminders().recipients(&operator(), &round(), Some(slot), 0, 50).await.expect("people");
    let found = of().await;
    let draft = StageCounts { draft: 1, ..StageCounts::default() };
    let not_started = StageCounts { not_started: 1, ..StageCounts::default() };
    let told: BTreeSet<_> = found.people.iter().map(|person| (person.account, person.counts.draft)).collect();
    assert_eq!(told, BTreeSet::from([(reporter, 1), (ministry, 0)]));
    let first = found.people.iter().find(|person| person.account == reporter).expect("the reporter");
    assert_eq!((first.counts, first.route), (draft, Route::Mail));
    services.submissions().submit(&person(1, Role::Reporter, "one"), &key("one"), Seen::Any).await.expect("submitted");
    let found = of().await;
    let told: Vec<_> = found.people.iter().map(|person| person.account).collect();
    assert!(told.contains(&approver) && !told.contains(&reporter), "what is filled waits for the approver");
    let of_two = found.people.iter().find(|person| person.account == ministry).expect("the ministry");
    assert_eq!((of_two.counts, of_two.first.as_ref().map(|(body, _)| body.code.as_str())), (not_started, Some("two")));
    let (approves, key) = (person(2, Role::Approver, "one"), key("one"));
    services.submissions().approve(&approves, &key, Seen::Any).await.expect("approved");
    assert_eq!(of().await.count, 1, "out of the agency's hands");
    let gone = (-21, at("2027-10-14T08:31"));
    assert_eq!(code(services.reminders().recipients(&operator(), &round(), Some(gone), 0, 50).await), "not_found");
}

async fn a_notice_stays_until_it_is_put_away_or_the_report_is_handed_in(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let People { reporter, ministry, .. } = people(&test).await;
    let services = &test.services;
    goes_to(&test, at("2027-10-14T09:00"));
    let told = runs(&test, REMIND).await;
    assert_eq!((told["people"].as_i64(), told["mails"].as_i64(), told["nobody"].as_i64()), (Some(2), Some(2), Some(0)));
    assert_eq!(runs(&test, REMIND).await["slots"].as_i64(), Some(0), "once");
    let (one, above) = (actor(reporter, Role::Reporter, "one"), actor(ministry, Role::Reporter, "mdes"));
    let notices = services.reminders().notices(&one).await.expect("read");
    assert_eq!((notices.len(), notices[0].waiting[0].0.code.as_str(), notices[0].entry.days), (1, "one", -21));
    let id = notices[0].entry.id;
    assert_eq!(code(services.reminders().dismiss(&above, id).await), "not_found", "somebody else's");
    services.reminders().dismiss(&one, id).await.expect("put away");
    services.reminders().dismiss(&one, id).await.expect("twice is no mistake");
    assert_eq!(services.reminders().notices(&one).await.expect("read"), []);
    assert_eq!(services.reminders().notices(&above).await.expect("read").len(), 1);
    let (fills, approves) = (person(1, Role::Reporter, "two"), person(2, Role::Approver, "two"));
    fill(&test, &fills, "two", "40").await;
    let submissions = services.submissions();
    submissions.submit(&fills, &key("two"), Seen::Any).await.expect("submitted");
    submissions.approve(&approves, &key("two"), Seen::Any).await.expect("approved");
    assert_eq!(services.reminders().notices(&above).await.expect("read"), [], "nothing waits any more");
}

async fn a_policy_is_kept_by_administrators_of_everything(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let services = &test.services;
    let steps = BTreeSet::from([Step { days: -3, to: Audience::Coordinator }]);
    let parts = PolicyParts { steps, ..Policy::default().parts() };
    let every = services.reminders().set_policy(&operator(), None, parts.clone()).await.expect("set");
    let now = services.reminders().policy(&operator(), Some(&round())).await.expect("read");
    assert_eq!((now.source, &now.policy), (PolicySource::EveryRound, &every));
    let none = PolicyParts { steps: BTreeSet::new(), ..parts.clone() };
    services.reminders().set_policy(&operator(), Some(&round()), none).await.expect("set");
    let simulation = services.reminders().simulate(&operator(), &round()).await.expect("simulated");
    assert_eq!((simulation.policy.source, simulation.ahead), (PolicySource::Round, vec![]));
    services.reminders().reset_policy(&operator(), Some(&round())).await.expect("reset");
    assert_eq!(code(services.reminders().reset_policy(&operator(), Some(&round())).await), "not_found");
    services.reminders().reset_policy(&operator(), None).await.expect("reset");
    let now = services.reminders().policy(&operator(), Some(&round())).await.expect("read");
    assert_eq!(now.source, PolicySource::BuiltIn);
    let far = PolicyParts { steps: BTreeSet::from([Step { days: 400, to: Audience::Reporter }]), ..parts.clone() };
    assert_eq!(code(services.reminders().set_policy(&operator(), None, far).await), "reminder_days");
    let nowhere = "2590-q1".parse().expect("a code");
    assert_eq!(code(services.reminders().set_policy(&operator(), Some(&nowhere), parts.clone()).await), "not_found");
    let account = joins(&test, "admin@mdes.go.th", Role::Administrator, "mdes").await;
    let ministry = actor(account, Role::Administrator, "mdes");
    assert_eq!(code(services.reminders().set_policy(&ministry, None, parts).await), "forbidden");
    assert_eq!(code(services.reminders().simulate(&ministry, &round()).await), "forbidden");
    let kept: Vec<_> = actions(&test).await.into_iter().filter(|action| action.starts_with("reminders.")).collect();
    let (set, reset) = ("reminders.set_policy", "reminders.reset_policy");
    assert_eq!(kept, [reset, reset, set, set], "newest first");
}

async fn a_round_is_simulated_before_it_is_there(engine: Engine) {
    let Some(test) = planned_land(engine).await else { return };
    let services = &test.services;
    services.round_rules().set(&operator(), quarterly()).await.expect("set");
    joins(&test, "reporter@mdes.go.th", Role::Reporter, "mdes").await;
    let code_of: RoundCode = "2570-q1".parse().expect("a code");
    let before = services.reminders().simulate(&operator(), &code_of).await.expect("simulated");
    let days: Vec<_> = before.ahead.iter().map(|slot| (slot.days, slot.people, slot.counts.not_started)).collect();
    assert_eq!(days, [(-14, 1, 2), (-7, 1, 2), (-1, 1, 2), (0, 1, 2)]);
    assert_eq!(before.nobody_count, 4, "neither approvers nor coordinators");
    let parts =
        PolicyParts { steps: BTreeSet::from([Step { days: -1, to: Audience::Reporter }]), ..Policy::default().parts() };
    services.reminders().set_policy(&operator(), Some(&code_of), parts).await.expect("set ahead");
    goes_to(&test, at("2027-01-01T00:00"));
    runs(&test, OPEN_ROUNDS).await;
    let after = services.reminders().simulate(&operator(), &code_of).await.expect("simulated");
    assert_eq!((after.policy.source, after.ahead.len()), (PolicySource::Round, 1));
    assert_eq!(after.ahead[0], before.ahead[2]);
    assert_eq!(
        code(services.reminders().simulate(&operator(), &"2599-q1".parse().expect("a code")).await),
        "not_found"
    );
}

async fn nobody_is_told_in_quiet_hours_or_long_afterwards(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    people(&test).await;
    let told = async |when: &str| {
        goes_to(&test, at(when));
        runs(&test, REMIND).await["slots"].as_i64().expect("a count")
    };
    assert_eq!(told("2027-10-14T08:29").await, 0);
    assert_eq!(told("2027-10-14T18:30").await, 0, "nothing ran during the day, and now it is evening");
    assert_eq!(told("2027-10-15T07:59").await, 0);
    assert_eq!(told("2027-10-15T08:00").await, 1, "the next morning");
    assert_eq!(told("2027-10-23T10:00").await, 0, "two days late, but a Saturday");
    assert_eq!(told("2027-10-29T10:00").await, 1, "of two that were missed, the last");
    assert_eq!(told("2027-11-15T10:00").await, 1, "what is older than a week is told no more");
    let done = test.services.reminders().simulate(&operator(), &round()).await.expect("simulated").done;
    let days: Vec<_> = done.iter().map(|slot| slot.days).collect();
    assert_eq!(days, [-21, -7, 7]);
    assert_eq!(waiting_mails(&test).await, 5);
}

async fn a_report_that_was_sent_back_has_reminders_of_its_own(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    people(&test).await;
    let (fills, approves) = (person(1, Role::Reporter, "one"), person(2, Role::Approver, "one"));
    let submissions = test.services.submissions();
    goes_to(&test, at("2027-11-01T10:00"));
    fill(&test, &fills, "one", "40").await;
    submissions.submit(&fills, &key("one"), Seen::Any).await.expect("submitted");
    // Sent back four days before the round closes for good.
    let closes = submissions_window(&test).await.closes_at();
    goes_to(&test, closes - Duration::days(4));
    let indicator = "svc-e2e".parse().expect("a code");
    let reasons = [ReturnReason { indicator, reason: "ไม่ตรงกับทะเบียน".to_owned() }];
    submissions.return_for_change(&approves, &key("one"), Seen::Any, &reasons, "").await.expect("sent back");
    let until = domain::window::resubmission_ends(test.clock.now());
    let ahead = test.services.reminders().simulate(&operator(), &round()).await.expect("simulated").ahead;
    let of_returned: Vec<_> = ahead.iter().filter(|slot| slot.counts.returned > 0).collect();
    let days: Vec<_> = of_returned.iter().map(|slot| (slot.days, slot.people)).collect();
    let expected = [(-7, 1), (-1, 1), (0, 1), (7, 1), (15, 1), (30, 1)];
    assert_eq!(days, expected, "late only once its own time is over: {of_returned:?}");
    assert!(of_returned[3].at > until, "{of_returned:?}");
    live_until(&test, until).await;
    let done = test.services.reminders().simulate(&operator(), &round()).await.expect("simulated").done;
    for slot in of_returned.into_iter().filter(|slot| slot.at <= until) {
        let found = done.iter().find(|done| (done.days, done.slot_at) == (slot.days, slot.at));
        assert_eq!(found.map(|done| done.people), Some(slot.people), "{slot:?} of {done:?}");
    }
}

async fn submissions_window(test: &TestServices) -> Window {
    let report = test.services.reports().get(&operator(), &key("one")).await.expect("a report");
    report.window
}

async fn a_late_mail_names_nothing_that_its_reader_has_done_since(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let People { reporter, ministry, .. } = people(&test).await;
    goes_to(&test, at("2027-10-14T09:00"));
    runs(&test, REMIND).await;
    let waiting = test.services.mails().page(&operator(), MailState::Waiting, 0, 10).await.expect("read");
    let mail_to = |account: AccountId| {
        let found = waiting.items.iter().find(|item| item.mail.account == Some(account));
        found.expect("a mail").mail.clone()
    };
    let letter = async |account: AccountId| {
        let mut tx = test.services.db().read().await.expect("a transaction");
        letter_of(&test.services, &mut tx, &mail_to(account), "https://tidtam.example").await.expect("read")
    };
    assert_eq!(letter(reporter).await.expect("a letter").reports.len(), 1);
    let fills = actor(reporter, Role::Reporter, "one");
    fill(&test, &fills, "one", "40").await;
    test.services.submissions().submit(&fills, &key("one"), Seen::Any).await.expect("submitted");
    assert!(letter(reporter).await.is_none(), "they have done their part");
    let above = letter(ministry).await.expect("a letter");
    assert_eq!((above.reports.len(), above.counts.all()), (1, 1), "of the other department, which waits");
}

async fn whoever_signs_for_somebody_is_reminded_beside_them(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let People { approver, .. } = people(&test).await;
    let deputy = joins(&test, "deputy@one.go.th", Role::Executive, "one").await;
    goes_to(&test, at("2027-11-10T10:00"));
    let now = test.clock.now();
    let new = NewDelegation {
        organisation: "one".parse().expect("a code"),
        given_to: "deputy@one.go.th".parse().expect("an address"),
        starts_at: now,
        ends_at: now + Duration::days(5),
        reason: "ไปราชการ".to_owned(),
    };
    test.services.delegations().give(&actor(approver, Role::Approver, "one"), new).await.expect("given");
    let recipients = async || {
        let shown = test.services.reminders().recipients(&operator(), &round(), None, 0, 10).await.expect("shown");
        shown.people.into_iter().map(|person| person.account).collect::<BTreeSet<_>>()
    };
    assert_eq!(recipients().await, BTreeSet::from([approver, deputy]), "a week late, to those who sign");
    test.clock.advance(Duration::days(6));
    assert_eq!(recipients().await, BTreeSet::from([approver]), "it is over");
}

async fn an_extension_has_reminders_of_its_own(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    people(&test).await;
    let services = &test.services;
    let (rounds, two) = (services.rounds(), "two".parse().expect("a code"));
    rounds.extend(&operator(), &round(), &two, end_of_day(day("2027-11-25")), "น้ำท่วม").await.expect("extended");
    goes_to(&test, at("2027-10-27T12:00"));
    runs(&test, REMIND).await;
    let ahead = services.reminders().simulate(&operator(), &round()).await.expect("simulated").ahead;
    let expected = [
        ("10-28 08:30", -7, 1, 1, 1),
        ("11-03 08:30", -1, 1, 1, 1),
        // Of the extended one three weeks are left when the others are due.
        ("11-04 08:30", -21, 1, 1, 1),
        ("11-04 08:30", 0, 1, 1, 1),
    ];
    let expected = expected.map(|(at, days, people, mails, reports)| (at.to_owned(), days, people, mails, reports));
    assert_eq!(shown(&ahead[..4]), expected);
    goes_to(&test, at("2027-11-04T08:30"));
    let told = runs(&test, REMIND).await;
    assert_eq!((told["slots"].as_i64(), told["people"].as_i64()), (Some(2), Some(2)));
}

async fn many_servers_at_once_tell_each_person_once(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    people(&test).await;
    let line = Line {
        job: REMIND,
        cadence: Cadence::Cron("0 */5 * * * *"),
        catch_up: CatchUp::Latest,
        silent_after: TimeDelta::minutes(15),
    };
    let another = async || Services::open(&test.settings, test.clock.clone(), Chance::System).await.expect("services");
    let servers = [test.services.clone(), another().await, another().await];
    goes_to(&test, at("2027-10-14T08:30"));
    for _ in 0..4 {
        let looks = servers.iter().map(|services| async { services.jobs().look(&line, "one of three").await });
        for looked in futures::future::join_all(looks).await {
            looked.expect("looked");
        }
        test.clock.advance(Duration::minutes(5));
    }
    let done = test.services.reminders().simulate(&operator(), &round()).await.expect("simulated").done;
    assert_eq!(done.iter().map(|slot| (slot.days, slot.people)).collect::<Vec<_>>(), [(-21, 2)]);
    let page = test.services.mails().page(&operator(), MailState::Waiting, 0, 100).await.expect("read");
    let expected = MailCounts { waiting: 2, waiting_since: Some(at("2027-10-14T08:30")), ..MailCounts::default() };
    assert_eq!(page.counts, expected);
    let people: BTreeSet<_> = page.items.iter().map(|item| item.mail.account).collect();
    assert_eq!(people.len(), 2);
}
