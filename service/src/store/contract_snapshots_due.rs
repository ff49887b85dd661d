//! What the timetable waits for before it takes a snapshot, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{accept, fill, indicator, key, on_both_databases, operator, person, start},
    contract_past::country_with_rounds,
    contract_snapshots::{land, reviewed, take, taking},
    job_runs, statements,
};
use crate::{
    jobs::{Cadence, CatchUp, JobOutcome, Line, take_snapshots::TAKE_SNAPSHOTS},
    submissions::Seen,
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{access::Role, snapshot::Stage, submission::ReturnReason, window::Window};

on_both_databases!(
    a_final_one_waits_for_those_who_have_more_time,
    a_final_one_waits_for_what_was_sent_back_by_its_own_clock,
    a_final_one_waits_for_what_was_opened_again,
    a_window_that_opens_again_calls_for_a_note_and_says_so_once,
    a_round_into_which_nothing_comes_costs_two_statements,
);

const DRAFT: &str = "2570-q1.draft.1";
const FINAL: &str = "2570-q1.final.1";

/// How long after its beginning the round of these tests has closed.
const CLOSES: Duration = Duration::days(45);

/// Goes so far from the beginning that the timetable looks in the quarter of an hour after, and looks; gives what there is, the
/// newest first.
async fn look(test: &TestServices, after: Duration) -> Vec<String> {
    test.clock.advance(start() + after + Duration::minutes(15) - test.clock.now());
    let line = Line {
        job: TAKE_SNAPSHOTS,
        cadence: Cadence::Cron("30 */15 * * * *"),
        catch_up: CatchUp::Latest,
        silent_after: Duration::minutes(45),
    };
    test.services.jobs().look(&line, "first").await.expect("looked");
    let list = test.services.snapshots().list(Some(&operator()), None).await.expect("listed");
    list.into_iter().map(|snapshot| snapshot.code.to_string()).collect()
}

/// What came of the latest look, and which rounds it told to need a note.
async fn told(test: &TestServices) -> (JobOutcome, serde_json::Value) {
    let mut tx = test.services.db().read().await.expect("a transaction");
    let last = job_runs::last(&mut tx, TAKE_SNAPSHOTS.name).await.expect("read").expect("a run");
    let details: serde_json::Value = serde_json::from_str(&last.details).expect("what it told");
    (last.outcome, details["need_notes"].clone())
}

async fn submit(test: &TestServices) {
    let reporter = person(1, Role::Reporter, "two");
    fill(test, &reporter, "two", "60").await;
    test.services.submissions().submit(&reporter, &key("two"), Seen::Any).await.expect("submitted");
}

async fn approve_and_accept(test: &TestServices) {
    let (approver, reviewer) = (person(2, Role::Approver, "two"), person(3, Role::Reviewer, "th"));
    test.services.submissions().approve(&approver, &key("two"), Seen::Any).await.expect("approved");
    test.services.submissions().accept(&reviewer, &key("two"), Seen::Any, &[]).await.expect("accepted");
}

async fn a_final_one_waits_for_those_who_have_more_time(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    accept(&test, "one", "40", &[]).await;
    let (two, ends_at) = (key("two"), start() + Duration::days(60));
    test.services.rounds().extend(&operator(), &two.round, &two.agency, ends_at, "น้ำท่วม").await.expect("extended");
    // More time for whoever has handed in, and was accepted, keeps nobody waiting.
    let one = key("one").agency;
    let later = start() + Duration::days(90);
    test.services.rounds().extend(&operator(), &two.round, &one, later, "น้ำท่วม").await.expect("extended");
    assert!(look(&test, Duration::days(44)).await.is_empty(), "the window is open");
    assert_eq!(look(&test, CLOSES).await, [DRAFT]);
    assert_eq!(look(&test, Duration::days(50)).await, [DRAFT], "one of them may still come in");
    let open = test.services.snapshots().still_open(&two.round).await.expect("asked").expect("one");
    assert_eq!((open.reports, open.until), (1, ends_at));
    assert_eq!(test.services.snapshots().due().await.expect("asked").still_open, [open]);
    submit(&test).await;
    assert_eq!(look(&test, Duration::days(55)).await, [DRAFT], "it waits for review");
    approve_and_accept(&test).await;
    assert_eq!(look(&test, Duration::days(56)).await, [FINAL, DRAFT], "nothing can come in any more");
    assert_eq!(test.services.snapshots().still_open(&two.round).await.expect("asked"), None);
    // Where nothing comes, it is waited for no longer than that.
    let Some(test) = land(engine).await else { return };
    accept(&test, "one", "40", &[]).await;
    test.services.rounds().extend(&operator(), &two.round, &two.agency, ends_at, "น้ำท่วม").await.expect("extended");
    assert_eq!(look(&test, CLOSES).await, [DRAFT]);
    assert_eq!(look(&test, Duration::days(59)).await, [DRAFT]);
    assert_eq!(look(&test, Duration::days(60)).await, [FINAL, DRAFT]);
}

async fn a_final_one_waits_for_what_was_sent_back_by_its_own_clock(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    accept(&test, "one", "40", &[]).await;
    submit(&test).await;
    assert_eq!(look(&test, CLOSES).await, [DRAFT]);
    test.clock.advance(Duration::days(10));
    let reasons = [ReturnReason {
        indicator: indicator("svc-e2e"), reason: "ตัวเลขไม่ตรงเอกสาร".to_owned()
    }];
    let approver = person(2, Role::Approver, "two");
    let submissions = test.services.submissions();
    submissions.return_for_change(&approver, &key("two"), Seen::Any, &reasons, "").await.expect("sent back");
    assert_eq!(look(&test, Duration::days(45 + 15)).await, [DRAFT], "fourteen days after the window closed");
    assert_eq!(look(&test, Duration::days(45 + 23)).await, [DRAFT], "thirteen days after it was sent back");
    assert_eq!(look(&test, Duration::days(45 + 25)).await, [FINAL, DRAFT]);
}

async fn a_final_one_waits_for_what_was_opened_again(engine: Engine) {
    let Some(test) = land(engine).await else { return };
    accept(&test, "one", "40", &[]).await;
    accept(&test, "two", "60", &[]).await;
    assert_eq!(look(&test, CLOSES).await, [DRAFT]);
    let reviewer = person(3, Role::Reviewer, "th");
    test.services.submissions().correct(&reviewer, &key("two"), Seen::Any, "นับใหม่").await.expect("reopened");
    assert_eq!(look(&test, Duration::days(45 + 13)).await, [DRAFT], "a corrected one may come in");
    assert_eq!(look(&test, Duration::days(45 + 15)).await, [FINAL, DRAFT]);
}

async fn a_window_that_opens_again_calls_for_a_note_and_says_so_once(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let first = take(&test, Stage::Final, "").await;
    test.services.snapshots().publish(&operator(), &first.code, None).await.expect("published");
    let days = |days| start() + Duration::days(days);
    let window = Window::new(days(-1), days(30), days(70)).expect("in order");
    test.services.rounds().set_window(&operator(), &key("one").round, window).await.expect("moved");
    assert_eq!(look(&test, Duration::days(65)).await, [FINAL], "it is open again");
    assert_eq!(told(&test).await, (JobOutcome::Done, serde_json::json!([])));
    assert_eq!(look(&test, Duration::days(70)).await, [DRAFT, FINAL], "a draft needs no words");
    let again = Duration::days(70) + Duration::minutes(15);
    assert_eq!(look(&test, again).await, [DRAFT, FINAL]);
    assert_eq!(told(&test).await, (JobOutcome::Alarm, serde_json::json!(["2570-q1"])));
    for times in 2..4 {
        assert_eq!(look(&test, Duration::days(70) + Duration::minutes(15 * times)).await, [DRAFT, FINAL]);
        assert_eq!(told(&test).await, (JobOutcome::Done, serde_json::json!(["2570-q1"])), "once is enough");
    }
    let taken = test.services.snapshots().take(&operator(), &taking(Stage::Final, "")).await.expect_err("no word");
    assert_eq!(taken.code(), "snapshot_note_missing");
    take(&test, Stage::Final, "เปิดรับใหม่").await;
    look(&test, Duration::days(71)).await;
    assert_eq!(told(&test).await, (JobOutcome::Done, serde_json::json!([])));
}

async fn a_round_into_which_nothing_comes_costs_two_statements(engine: Engine) {
    let mut counts = Vec::new();
    for periods in [&["2570-q1"][..], &["2569-q3", "2569-q4", "2570-q1"]] {
        let Some(test) = country_with_rounds(engine, 3, periods).await else { return };
        test.clock.advance(Duration::days(60));
        let closed = test.services.snapshots().due().await.expect("asked").takings.len();
        assert!(closed > 0, "drafts are called for");
        statements::taken();
        assert_eq!(test.services.snapshots().due().await.expect("asked").still_open, []);
        counts.push(statements::taken());
    }
    assert_eq!(counts[1] - counts[0], 2 * 2);
}
