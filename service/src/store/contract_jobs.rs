//! The timetable: each slot has one effect, however many servers look, and whatever becomes of them.

use super::{
    contract::{country, land, on_both_databases, operator},
    contract_accounts::{actor, code, joins},
    job_runs::{self, Claim, RunKey},
};
use crate::{
    Actor, Chance, Services, audit,
    jobs::{
        Cadence, CatchUp, Firing, Job, JobOutcome, Line, Told, Work, check_rollups::CHECK_ROLLUPS, clean_up::CLEAN_UP,
        verify_audit::VERIFY_AUDIT,
    },
    operations::{LineNow, LineState},
    testing::{Engine, TestServices},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::access::Role;
use serde_json::json;

/// Leaves an event in the log for its slot: an effect that would show if it happened twice.
const LEAVE_A_MARK: Job = Job { name: "leave_a_mark", work: Work::Within(|firing| Box::pin(mark(firing))) };
/// Does the same, but cannot within the first two minutes after its slot.
const MARK_LATE: Job = Job {
    name: "mark_late",
    work: Work::Within(|firing| {
        Box::pin(async {
            let told = mark(firing).await?;
            assert!(firing.at != firing.slot, "the first attempt panics after its work");
            if firing.at - firing.slot < TimeDelta::minutes(2) {
                return Err(crate::ServiceError::invalid("not_yet", "slot"));
            }
            Ok(told)
        })
    }),
};
/// Never can.
const NEVER: Job = Job {
    name: "never",
    work: Work::Outside {
        lease: TimeDelta::minutes(1),
        work: |_, _| Box::pin(async { Err(crate::ServiceError::Conflict) }),
    },
};

async fn mark(firing: &mut Firing) -> crate::ServiceResult<Told> {
    let Firing { services, tx, slot, .. } = firing;
    let actor = Actor::timetable(&"th".parse().expect("a code"));
    audit::record(services, tx, &actor, "tests.mark", format!("slot/{}", slot.to_rfc3339()), &json!({})).await?;
    Ok(Told::done(json!({ "marks": 1 })))
}

const fn line(job: Job, catch_up: CatchUp) -> Line {
    Line { job, cadence: Cadence::Cron("0 * * * * *"), catch_up, silent_after: TimeDelta::minutes(3) }
}

/// The slots that left a mark, in order.
async fn marks(test: &TestServices) -> Vec<DateTime<Utc>> {
    let links = test.services.audit().page(&operator(), None, None, 500).await.expect("a page").links;
    let marked = links.iter().rev().filter(|link| link.event.action == "tests.mark");
    marked.map(|link| link.event.object.trim_start_matches("slot/").parse().expect("an instant")).collect()
}

async fn another_server(test: &TestServices) -> Services {
    Services::open(&test.settings, test.clock.clone(), Chance::System).await.expect("services")
}

async fn looks(test: &TestServices, line: &Line) -> usize {
    test.services.jobs().look(line, "first").await.expect("looked").done
}

async fn now(test: &TestServices, line: Line) -> LineNow {
    test.services.operations(&operator(), &[line]).await.expect("read").lines.remove(0)
}

on_both_databases!(
    the_database_has_a_clock_of_its_own,
    a_slot_has_one_effect_however_many_servers_look,
    slots_missed_while_nobody_ran_are_made_up_for,
    a_new_line_has_missed_nothing,
    a_failed_job_leaves_nothing_behind_and_is_tried_again,
    what_never_works_is_given_up_and_does_not_stop_the_next_slot,
    a_server_that_lost_its_lease_no_longer_counts,
    operations_tell_silence_from_health,
    checks_raise_an_alarm_about_what_they_find,
    what_is_over_is_forgotten,
);

async fn the_database_has_a_clock_of_its_own(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let mut tx = test.services.db().read().await.expect("a transaction");
    let (first, machine) = (job_runs::now(&mut tx).await.expect("an instant"), crate::Clock::System.now());
    assert!((first - machine).num_seconds().abs() < 5, "{first} {machine}");
    assert!(job_runs::now(&mut tx).await.expect("an instant") >= first, "it goes on within a transaction");
    assert_eq!(test.services.shared_now(&mut tx).await.expect("an instant"), test.clock.now(), "a set clock decides");
}

async fn a_slot_has_one_effect_however_many_servers_look(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let each = line(LEAVE_A_MARK, CatchUp::Each);
    assert_eq!(looks(&test, &each).await, 1);
    let servers = [test.services.clone(), another_server(&test).await, another_server(&test).await];
    let mut done = 1;
    for minutes in [1, 3, 2] {
        test.clock.advance(TimeDelta::minutes(minutes));
        let looks = servers.iter().map(|services| async { services.jobs().look(&each, "one of three").await });
        for looked in futures::future::join_all(looks).await {
            done += looked.expect("looked").done;
        }
    }
    let marks = marks(&test).await;
    assert_eq!((marks.len(), done), (7, 7), "{marks:?}");
    assert!(marks.windows(2).all(|two| two[1] - two[0] == TimeDelta::minutes(1)), "each minute once: {marks:?}");
}

async fn slots_missed_while_nobody_ran_are_made_up_for(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let (each, latest) = (line(LEAVE_A_MARK, CatchUp::Each), line(LEAVE_A_MARK, CatchUp::Latest));
    assert_eq!(looks(&test, &each).await, 1, "the first time, the latest slot runs");
    assert_eq!(looks(&test, &each).await, 0);
    test.clock.advance(TimeDelta::minutes(5));
    assert_eq!(looks(&test, &each).await, 5, "every slot means something");
    test.clock.advance(TimeDelta::minutes(60));
    assert_eq!(looks(&test, &latest).await, 1, "the state of things is made up for once");
    assert_eq!(looks(&test, &latest).await, 0);
    let looked = test.services.jobs().look(&latest, "first").await.expect("looked");
    assert_eq!(looked.until_next, Some(TimeDelta::minutes(1)));
}

async fn a_new_line_has_missed_nothing(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let new = line(LEAVE_A_MARK, CatchUp::Latest);
    assert_eq!(now(&test, new).await.state, LineState::Silent, "no server ever ran");
    test.services.jobs().begin(&[new]).await.expect("begun");
    assert_eq!(looks(&test, &new).await, 0, "the slot before is nobody's");
    let waiting = now(&test, new).await;
    assert_eq!((waiting.state, waiting.lateness), (LineState::NotYet, TimeDelta::zero()));
    test.clock.advance(TimeDelta::minutes(1));
    test.services.jobs().begin(&[new]).await.expect("begun already");
    assert_eq!(now(&test, new).await.state, LineState::Due);
    assert_eq!(looks(&test, &new).await, 1);
    test.clock.advance(TimeDelta::minutes(10));
    assert_eq!(now(&test, new).await.state, LineState::Silent);
}

async fn a_failed_job_leaves_nothing_behind_and_is_tried_again(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let late = line(MARK_LATE, CatchUp::Each);
    assert_eq!(looks(&test, &late).await, 0, "it panics");
    assert!(marks(&test).await.is_empty(), "what it did is undone");
    let failed = now(&test, late).await;
    let last = failed.last.expect("a run");
    assert_eq!((last.outcome, last.attempts, last.details.as_str()), (JobOutcome::Failed, 1, "fault"));
    assert_eq!(looks(&test, &late).await, 0, "not at once");
    test.clock.advance(TimeDelta::seconds(15));
    assert_eq!(looks(&test, &late).await, 0);
    let failed = now(&test, late).await;
    let last = failed.last.expect("a run");
    assert_eq!((last.attempts, last.details.as_str(), failed.state), (2, "not_yet", LineState::Failing));
    test.clock.advance(TimeDelta::minutes(2) - TimeDelta::seconds(15));
    assert_eq!(looks(&test, &late).await, 1, "the first slot; the second waits for its own time");
    assert_eq!(marks(&test).await.len(), 1);
    assert_eq!(now(&test, late).await.failures, 2);
}

async fn what_never_works_is_given_up_and_does_not_stop_the_next_slot(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let never = line(NEVER, CatchUp::Each);
    assert_eq!(looks(&test, &never).await, 0);
    let first = now(&test, never).await.last.expect("a run").slot;
    for _ in 0..40 {
        test.clock.advance(TimeDelta::minutes(1));
        assert_eq!(looks(&test, &never).await, 0);
    }
    let mut tx = test.services.db().read().await.expect("a transaction");
    let open = job_runs::unfinished(&mut tx, "never", test.clock.now() + TimeDelta::days(1), 100).await.expect("read");
    assert!(!open.contains(&first) && open.len() < 40, "{open:?}");
    drop(tx);
    let now = now(&test, never).await;
    assert_eq!(now.last_done, None);
    assert!(now.failures > 10 && now.last.expect("a run").slot > first);
}

async fn a_server_that_lost_its_lease_no_longer_counts(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let services = &test.services;
    let slot = test.clock.now();
    let key = RunKey { job: "verify_audit", slot };
    let at = |minutes| slot + TimeDelta::minutes(minutes);
    let mut tx = services.db().write().await.expect("a transaction");
    let claim = job_runs::claim(&mut tx, key, "paused", at(0), at(10)).await.expect("claimed");
    assert_eq!(claim, Claim::Won(1));
    tx.commit().await.expect("committed");
    let verify = line(VERIFY_AUDIT, CatchUp::Each);
    assert_eq!(looks(&test, &verify).await, 0, "it is in somebody's hands");
    test.clock.advance(TimeDelta::minutes(10));
    assert_eq!(looks(&test, &verify).await, 11, "the one whose lease is over, and those of the minutes since");
    let mut tx = services.db().write().await.expect("a transaction");
    let told = job_runs::finish(&mut tx, key, 1, at(11), JobOutcome::Alarm, "{}").await.expect("asked");
    assert!(!told, "the paused one wakes up and is not heard");
    assert_eq!(job_runs::claim(&mut tx, key, "late", at(99), at(99)).await.expect("asked"), Claim::Settled);
    tx.commit().await.expect("committed");
    let now = now(&test, verify).await;
    assert_eq!((now.state, now.failures), (LineState::Well, 1), "the slot took two attempts");
}

async fn operations_tell_silence_from_health(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let marks = line(LEAVE_A_MARK, CatchUp::Latest);
    assert_eq!(now(&test, marks).await.state, LineState::Silent, "no timetable runs");
    assert_eq!(looks(&test, &marks).await, 1);
    let well = now(&test, marks).await;
    assert_eq!((well.state, well.lateness, well.failures), (LineState::Well, TimeDelta::zero(), 0));
    assert_eq!(well.next, Some(test.clock.now() + TimeDelta::minutes(1)));
    test.clock.advance(TimeDelta::minutes(1));
    assert_eq!(now(&test, marks).await.state, LineState::Due);
    test.clock.advance(TimeDelta::minutes(3));
    let due = now(&test, marks).await;
    assert_eq!((due.state, due.lateness), (LineState::Due, TimeDelta::minutes(3)), "since the first slot not done");
    test.clock.advance(TimeDelta::minutes(1));
    assert_eq!(now(&test, marks).await.state, LineState::Silent);
    assert_eq!(looks(&test, &marks).await, 1);
    assert_eq!(now(&test, marks).await.state, LineState::Well);
    test.clock.advance(TimeDelta::minutes(5));
    let hourly = Line { cadence: Cadence::Cron("0 0 * * * *"), ..marks };
    test.clock.advance(TimeDelta::minutes(54));
    let silent = now(&test, hourly).await;
    assert_eq!((silent.state, silent.lateness), (LineState::Silent, TimeDelta::minutes(4)), "{silent:?}");
    assert_eq!(looks(&test, &hourly).await, 1);
    let late = now(&test, hourly).await;
    assert_eq!(now(&test, Line { job: NEVER, ..hourly }).await.state, LineState::Silent, "of a job that never ran");
    assert_eq!((late.state, late.lateness), (LineState::Well, TimeDelta::minutes(4)), "how late it was begun");
    let account = joins(&test, "reviewer@dga.or.th", Role::Reviewer, "th").await;
    let reviewer = actor(account, Role::Reviewer, "th");
    assert_eq!(code(test.services.operations(&reviewer, &[marks]).await), "forbidden");
}

async fn checks_raise_an_alarm_about_what_they_find(engine: Engine) {
    let Some(test) = country(engine).await else { return };
    let (rollups, chain) = (line(CHECK_ROLLUPS, CatchUp::Latest), line(VERIFY_AUDIT, CatchUp::Latest));
    assert_eq!((looks(&test, &rollups).await, looks(&test, &chain).await), (1, 1));
    assert_eq!(now(&test, rollups).await.state, LineState::Well);
    assert_eq!(now(&test, chain).await.state, LineState::Well);
    let mut tx = test.services.db().write().await.expect("a transaction");
    let round = "2570-q1".parse().expect("a code");
    let one_more = crate::rollups::Completeness { expected: 1, ..Default::default() };
    let changes = [("th".parse().expect("a code"), one_more)];
    super::rollups::add_completeness(&mut tx, &round, &changes).await.expect("spoilt");
    let (sequence, _) = super::audit::take_place(&mut tx).await.expect("a hole in the chain");
    tx.commit().await.expect("committed");
    test.clock.advance(TimeDelta::minutes(1));
    assert_eq!((looks(&test, &rollups).await, looks(&test, &chain).await), (1, 1));
    let (rollups, chain) = (now(&test, rollups).await, now(&test, chain).await);
    assert_eq!((rollups.state, chain.state), (LineState::Alarm, LineState::Alarm));
    assert!(rollups.last.expect("a run").details.contains("2570-q1 th"));
    let details = chain.last.expect("a run").details;
    assert!(details.contains(&sequence.to_string()), "{details}");
}

async fn what_is_over_is_forgotten(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    let (minutely, clean) = (line(LEAVE_A_MARK, CatchUp::Latest), line(CLEAN_UP, CatchUp::Latest));
    let account = joins(&test, "api@one.go.th", Role::Reporter, "one").await;
    let owner = actor(account, Role::Reporter, "one");
    let services = &test.services;
    let (feed, _) = services.feeds().create(&owner, &"one".parse().expect("a code")).await.expect("made");
    services.feeds().revoke(&owner, feed).await.expect("taken back");
    let new = crate::tokens::NewToken {
        account,
        label: "old".to_owned(),
        scope: crate::tokens::TokenScope::Read,
        expires_at: test.clock.now() + TimeDelta::days(1),
    };
    services.tokens().create(&operator(), new).await.expect("made");
    for _ in 0..3 {
        assert_eq!((looks(&test, &minutely).await, looks(&test, &clean).await), (1, 1));
        test.clock.advance(TimeDelta::minutes(1));
    }
    assert_eq!(services.tokens().list(&owner, account).await.expect("read").len(), 1);
    test.clock.advance(TimeDelta::days(92));
    assert_eq!(looks(&test, &clean).await, 1);
    assert_eq!(services.tokens().list(&owner, account).await.expect("read").len(), 0);
    let told = now(&test, clean).await.last.expect("a run").details;
    let told: serde_json::Value = serde_json::from_str(&told).expect("figures");
    let expected = serde_json::json!({
        "feeds": 1, "mails": 0, "polls": 0, "shares": 0, "replies": 0, "runs": 4, "sessions": 0, "takings": 0,
        "tokens": 1, "webhook_tests": 0,
    });
    assert_eq!(told, expected, "the last run of each job stays");
    assert!(now(&test, minutely).await.last_done.is_some());
}
