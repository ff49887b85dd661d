//! Rounds by rule: opened once, moved by holidays, announced, and told to calendar programs.

use super::{
    contract::{PLAN, country, land, on_both_databases, operator, person},
    contract_accounts::{actions, actor, code, joins},
};
use crate::{
    accounts::Disabled,
    deadlines::Deadline,
    feeds::MOST_FEEDS,
    jobs::{Cadence, CatchUp, Job, Line, announce::ANNOUNCE, open_rounds::OPEN_ROUNDS},
    organisations::ImportMode,
    plans::read_plan,
    round_rules::NewRule,
    testing::{Engine, TestServices},
};
use chrono::{DateTime, Duration, NaiveDate, TimeDelta, Utc};
use domain::{
    access::Role,
    announcement::{Announcement, WindowStep},
    buddhist::{bangkok_day, end_of_day, start_of_day},
    holiday::Holiday,
    plan::{Provenance, ProvenanceStatus},
    recurrence::{OnRestDays, Recurrence, RuleDays},
    text::Bilingual,
    window::Window,
};

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub(super) fn quarterly() -> NewRule {
    let days = RuleDays { opens_days: 1, due_day: 15, grace_days: 30, on_rest_days: OnRestDays::Move };
    let plan = "dgp-2566".parse().expect("a code");
    NewRule { plan, recurrence: Recurrence::Quarterly, days, starts_on: day("2026-10-01") }
}

fn holiday(on: &str, name: &str) -> Holiday {
    let provenance = Provenance { status: ProvenanceStatus::Background, source: "ทดสอบ".to_owned() };
    Holiday { day: day(on), name: Bilingual::new(name, ""), provenance }
}

pub(super) async fn planned_land(engine: Engine) -> Option<TestServices> {
    let test = land(engine).await?;
    let plan = read_plan(PLAN).expect("a plan");
    test.services.plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
    goes_to(&test, "2026-10-05T02:00:00Z".parse().expect("an instant"));
    Some(test)
}

pub(super) async fn runs(test: &TestServices, job: Job) -> serde_json::Value {
    let line = Line {
        job,
        cadence: Cadence::Cron("* * * * * *"),
        catch_up: CatchUp::Latest,
        silent_after: TimeDelta::minutes(1),
    };
    test.clock.advance(Duration::seconds(1));
    assert_eq!(test.services.jobs().look(&line, "test").await.expect("looked").done, 1);
    let now = test.services.operations(&operator(), &[line]).await.expect("read").lines.remove(0);
    serde_json::from_str(&now.last_done.expect("a run").details).expect("figures")
}

pub(super) fn goes_to(test: &TestServices, at: DateTime<Utc>) {
    test.clock.advance(at - test.clock.now());
}

on_both_databases!(
    a_rule_opens_each_of_its_rounds_once,
    a_rule_is_kept_by_administrators_of_everything,
    holidays_move_the_deadlines_of_rounds_that_are_not_open,
    each_instant_of_a_window_is_announced_once,
    a_feed_tells_deadlines_until_it_is_taken_back,
);

async fn a_rule_opens_each_of_its_rounds_once(engine: Engine) {
    let Some(test) = planned_land(engine).await else { return };
    let services = &test.services;
    assert_eq!(runs(&test, OPEN_ROUNDS).await["opened"], serde_json::json!([]));
    services.round_rules().set(&operator(), quarterly()).await.expect("set");
    // A year's rounds of 2569 end before the rule starts; its last quarter ended on 30 September and opens on 1 October.
    assert_eq!(runs(&test, OPEN_ROUNDS).await["opened"], serde_json::json!(["2569-q4"]));
    assert_eq!(runs(&test, OPEN_ROUNDS).await["opened"], serde_json::json!([]));
    let round = "2569-q4".parse().expect("a code");
    let opened = services.rounds().get(&operator(), &round).await.expect("a round").round;
    assert_eq!(bangkok_day(opened.window.due_at()), day("2026-10-15"));
    let link =
        services.audit().page(&operator(), Some("round/2569-q4"), None, 1).await.expect("a page").links.remove(0);
    assert_eq!((link.event.channel.as_str(), link.event.account), ("timetable", None));
    // All servers were down from November to May: both rounds are opened afterwards, with the windows they had.
    goes_to(&test, start_of_day(day("2027-05-20")));
    assert_eq!(runs(&test, OPEN_ROUNDS).await["opened"], serde_json::json!(["2570-q1", "2570-q2"]));
    let missed = services.rounds().get(&operator(), &"2570-q1".parse().expect("a code")).await.expect("a round");
    assert_eq!(missed.round.window.opens_at(), start_of_day(day("2027-01-01")));
    assert!(!missed.state.takes_reports());
    assert_eq!(services.rollups().check(&operator()).await.expect("checked"), []);
}

async fn a_rule_is_kept_by_administrators_of_everything(engine: Engine) {
    let Some(test) = planned_land(engine).await else { return };
    let rules = test.services.round_rules();
    let set = async |actor, new| code(rules.set(&actor, new).await);
    assert_eq!(set(person(5, Role::Administrator, "mdes"), quarterly()).await, "forbidden");
    assert_eq!(set(person(6, Role::Reviewer, "th"), quarterly()).await, "forbidden");
    let nowhere = NewRule { plan: "nowhere".parse().expect("a code"), ..quarterly() };
    assert_eq!(set(operator(), nowhere).await, "not_found");
    for (days, refusal) in [
        (RuleDays { opens_days: 31, ..quarterly().days }, "rule_opens"),
        (RuleDays { due_day: 0, ..quarterly().days }, "rule_due_day"),
        (RuleDays { opens_days: 20, ..quarterly().days }, "rule_due_before_opening"),
        (RuleDays { grace_days: 999, ..quarterly().days }, "rule_grace"),
    ] {
        assert_eq!(set(operator(), NewRule { days, ..quarterly() }).await, refusal);
    }
    assert_eq!(set(operator(), quarterly()).await, "allowed");
    let later = NewRule { days: RuleDays { due_day: 20, ..quarterly().days }, ..quarterly() };
    assert_eq!(set(operator(), later).await, "allowed");
    let annual = NewRule { recurrence: Recurrence::Annual, ..quarterly() };
    assert_eq!(set(operator(), annual).await, "allowed");
    let kept = rules.list(&person(7, Role::Reporter, "one")).await.expect("read");
    let kept: Vec<_> = kept.iter().map(|rule| (rule.recurrence(), rule.days().due_day)).collect();
    assert_eq!(kept, [(Recurrence::Annual, 15), (Recurrence::Quarterly, 20)]);
    let plan = "dgp-2566".parse().expect("a code");
    rules.remove(&operator(), &plan, Recurrence::Annual).await.expect("removed");
    assert_eq!(code(rules.remove(&operator(), &plan, Recurrence::Annual).await), "not_found");
    let done = actions(&test).await;
    let counted = |verb: &str| done.iter().filter(|action| *action == verb).count();
    assert_eq!((counted("round_rules.set"), counted("round_rules.remove")), (3, 1));
}

async fn holidays_move_the_deadlines_of_rounds_that_are_not_open(engine: Engine) {
    let Some(test) = planned_land(engine).await else { return };
    let services = &test.services;
    let table = services.holidays();
    services.round_rules().set(&operator(), quarterly()).await.expect("set");
    let due = async || {
        let planned = services.round_rules().planned(&person(7, Role::Reporter, "one")).await.expect("planned");
        bangkok_day(planned[0].window.due_at())
    };
    runs(&test, OPEN_ROUNDS).await;
    assert_eq!(due().await, day("2027-01-15"), "the next round");
    table.set(&operator(), holiday("2027-01-15", "วันหยุดพิเศษ")).await.expect("set");
    assert_eq!(due().await, day("2027-01-18"), "Friday moves to Monday");
    let round = "2569-q4".parse().expect("a code");
    table.set(&operator(), holiday("2026-10-15", "วันหยุดพิเศษ")).await.expect("set");
    let open = services.rounds().get(&operator(), &round).await.expect("a round").round;
    assert_eq!(bangkok_day(open.window.due_at()), day("2026-10-15"), "what is open stays as it was announced");
    let more = vec![holiday("2027-01-15", "วันหยุดพิเศษ"), holiday("2027-01-18", "ชดเชย"), holiday("2027-01-19", "อื่น")];
    let tried = table.import(&operator(), more.clone(), ImportMode::DryRun).await.expect("tried");
    assert_eq!((tried.added.len(), tried.changed.len(), tried.unchanged), (2, 0, 1));
    assert_eq!(due().await, day("2027-01-18"));
    table.import(&operator(), more, ImportMode::Apply).await.expect("imported");
    assert_eq!(due().await, day("2027-01-20"));
    table.set(&operator(), holiday("2027-01-18", "ชดเชยวันหยุดพิเศษ")).await.expect("renamed");
    table.remove(&operator(), day("2027-01-19")).await.expect("removed");
    assert_eq!(code(table.remove(&operator(), day("2027-01-19")).await), "not_found");
    let kept = table.list(&person(7, Role::Reporter, "one"), day("2027-01-01")).await.expect("read");
    let names: Vec<_> = kept.iter().map(|holiday| holiday.name.th.as_str()).collect();
    assert_eq!(names, ["วันหยุดพิเศษ", "ชดเชยวันหยุดพิเศษ"]);
    assert_eq!(code(table.set(&person(5, Role::Administrator, "mdes"), holiday("2027-02-01", "x")).await), "forbidden");
    for nothing in [" \n", "\u{200b}"] {
        assert_eq!(code(table.set(&operator(), holiday("2027-02-01", nothing)).await), "holiday_name");
    }
    let sourceless = Provenance { status: ProvenanceStatus::Official, source: String::new() };
    let sourceless = Holiday { provenance: sourceless, ..holiday("2027-02-01", "x") };
    assert_eq!(code(table.set(&operator(), sourceless).await), "holiday_source");
}

async fn each_instant_of_a_window_is_announced_once(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let services = &test.services;
    let reporter = person(1, Role::Reporter, "one");
    let steps = async || -> Vec<WindowStep> {
        let shown = services.announcements(&reporter).await.expect("read");
        shown.iter().map(|shown| shown.announcement.step).collect()
    };
    assert_eq!(runs(&test, ANNOUNCE).await["announced"], 1);
    assert_eq!(runs(&test, ANNOUNCE).await["announced"], 0);
    assert_eq!(steps().await, [WindowStep::Opened]);
    let round = "2570-q1".parse().expect("a code");
    let window = services.rounds().get(&reporter, &round).await.expect("a round").round.window;
    goes_to(&test, window.closes_at());
    assert_eq!(runs(&test, ANNOUNCE).await["announced"], 2, "due and closed, both made up for");
    let shown = services.announcements(&reporter).await.expect("read").remove(0);
    let told = Announcement { told_at: window.closes_at(), ..shown.announcement.clone() };
    let expected = Announcement {
        round: round.clone(),
        step: WindowStep::Closed,
        step_at: window.closes_at(),
        told_at: window.closes_at(),
        expected: 2,
        handed_in: 0,
    };
    assert_eq!((shown.round.code, told), (round.clone(), expected));
    let later = Window::new(window.opens_at(), window.due_at(), window.closes_at() + Duration::days(10));
    services.rounds().set_window(&operator(), &round, later.expect("in order")).await.expect("moved");
    assert_eq!(steps().await, [WindowStep::Due], "it is not closed any more");
    goes_to(&test, window.closes_at() + Duration::days(11));
    assert_eq!(runs(&test, ANNOUNCE).await["announced"], 1, "it closed again, later");
    assert_eq!(steps().await, [WindowStep::Closed]);
    let done = actions(&test).await;
    assert_eq!(done.iter().filter(|action| *action == "rounds.announce").count(), 4);
}

async fn a_feed_tells_deadlines_until_it_is_taken_back(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let services = &test.services;
    let (one, two) = ("one".parse().expect("a code"), "two".parse().expect("a code"));
    let account = joins(&test, "reporter@one.go.th", Role::Reporter, "one").await;
    let reporter = actor(account, Role::Reporter, "one");
    let (feed, secret) = services.feeds().create(&reporter, &one).await.expect("made");
    let (_, other) = services.feeds().create(&reporter, &two).await.expect("deadlines are open to every official");
    assert_eq!(secret.len(), 64);
    services.round_rules().set(&operator(), quarterly()).await.expect("set");
    goes_to(&test, "2027-03-05T02:00:00Z".parse().expect("an instant"));
    let round = "2570-q1".parse().expect("a code");
    let ends = end_of_day(day("2027-12-10"));
    services.rounds().extend(&operator(), &round, &one, ends, "น้ำท่วม").await.expect("extended");
    let in_round = async |secret: &str| -> Deadline {
        let told = services.feeds().read(secret).await.expect("told").deadlines;
        told.into_iter().find(|deadline| deadline.round == round).expect("its deadline")
    };
    let extended = in_round(&secret).await;
    assert_eq!((extended.round.as_str(), extended.window.due_at(), extended.is_extended), ("2570-q1", ends, true));
    assert!(!in_round(&other).await.is_extended);
    let told = services.feeds().read(&secret).await.expect("told").deadlines;
    let planned: Vec<_> = told.iter().filter(|told| told.is_planned).map(|told| told.round.to_string()).collect();
    assert_eq!(planned, ["2570-q2", "2570-q3", "2570-q4"], "2570-q1 is there already");

    let foreign = actor(joins(&test, "two@two.go.th", Role::Reporter, "two").await, Role::Reporter, "two");
    assert_eq!(code(services.feeds().revoke(&foreign, feed).await), "forbidden");
    assert_eq!(services.feeds().list(&reporter).await.expect("read").len(), 2);
    services.feeds().revoke(&reporter, feed).await.expect("taken back");
    assert_eq!(code(services.feeds().read(&secret).await), "not_found");
    services.feeds().read(&other).await.expect("the other one stays");
    for wrong in ["", "x", feed.to_string().as_str()] {
        assert_eq!(code(services.feeds().read(wrong).await), "not_found");
    }
    services.accounts().set_disabled(&operator(), account, Disabled::Yes).await.expect("disabled");
    assert_eq!(code(services.feeds().read(&other).await), "not_found", "its owner may not sign in");
    let log = services.audit().page(&operator(), None, None, 1).await.expect("a page");
    assert!(log.links[0].event.details.contains("\"feeds_revoked\":1"), "the one that counted");
    services.accounts().set_disabled(&operator(), account, Disabled::No).await.expect("enabled");
    assert_eq!(code(services.feeds().read(&other).await), "not_found", "it does not come back with its owner");
    assert_eq!(services.feeds().list(&reporter).await.expect("read"), []);
    assert_eq!(code(services.feeds().create(&reporter, &"nowhere".parse().expect("a code")).await), "not_found");
    for _ in 0..MOST_FEEDS {
        services.feeds().create(&reporter, &one).await.expect("made");
    }
    assert_eq!(code(services.feeds().create(&reporter, &one).await), "too_many_feeds");
}
