//! What a snapshot says of a report to which objections were upheld, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{indicator, key, on_both_databases, operator},
    contract_objections::{reporter, reviewer},
    contract_snapshots::{content, is_whole, reviewed, take},
};
use crate::{
    objections::{Decision, NewObjection, NewScoreObjection},
    snapshots::Snapshot,
    testing::{Engine, TestServices},
};
use domain::{
    access::Role,
    objection::ObjectionStateName,
    snapshot::{Line, ObjectionChange, Report, ReportedValue, Stage, ValueReason},
};

on_both_databases!(
    an_upheld_objection_is_told_as_one_and_takes_no_step_away,
    an_objection_to_a_score_is_told_with_how_it_stands,
    what_was_filed_and_decided_between_two_snapshots_is_told_with_what_it_did,
    what_was_begun_before_a_snapshot_and_done_after_it_is_told,
);

/// Objects to a value and is right.
async fn upheld(test: &TestServices, code: &str) {
    let new = NewObjection {
        key: key("one"),
        indicator: indicator(code),
        value: "70".to_owned(),
        base: "100".to_owned(),
        reason: "นับขาด".to_owned(),
        evidence: "หนังสือที่ 3/2570".to_owned(),
    };
    let objections = test.services.objections();
    let id = objections.file(&reporter(), new).await.expect("filed");
    objections.decide(&reviewer(4), id, 0, (Decision::Uphold, "จริง")).await.expect("upheld");
}

/// What a file says of the first department.
fn report(file: &[u8]) -> Report {
    let text = std::str::from_utf8(file).expect("text");
    let mut lines = text.lines().map(|line| serde_json::from_str::<Line>(line).expect("a line"));
    let report = lines.find_map(|line| {
        let Line::Report(report) = line else { return None };
        (report.body.as_str() == "one").then_some(*report)
    });
    report.expect("the report")
}

async fn an_upheld_objection_is_told_as_one_and_takes_no_step_away(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let first = take(&test, Stage::Draft, "").await;
    upheld(&test, "svc-e2e").await;
    upheld(&test, "data-catalog").await;
    let second = take(&test, Stage::Draft, "").await;
    assert!(is_whole(&test, &second.code).await.is_ok(), "{}", second.code);
    let frozen = report(&content(&test, &second.code).await);
    let steps: Vec<_> = frozen.steps.iter().map(|step| (step.revision, step.step.as_str())).collect();
    let expected = [
        (1, "submit"),
        (1, "approve"),
        (1, "accept"),
        (1, "object"),
        (2, "objection_upheld"),
        (2, "object"),
        (3, "objection_upheld"),
    ];
    assert_eq!(steps, expected);
    assert_eq!((frozen.revision, frozen.accepted_revision), (3, Some(3)));
    let found = test.services.snapshots().diff(Some(&operator()), &first.code, &second.code).await.expect("compared");
    let told: Vec<_> =
        found.diff.values.shown.iter().map(|change| (change.indicator.as_str(), change.reason)).collect();
    assert_eq!(told, [("data-catalog", ValueReason::Objection), ("svc-e2e", ValueReason::Objection)]);
    for change in &found.diff.values.shown {
        let steps: Vec<_> = change.steps.iter().map(|step| (step.step.as_str(), step.role)).collect();
        assert_eq!(steps, [("objection_upheld", Some(Role::Reviewer)); 2]);
    }
}

async fn an_objection_to_a_score_is_told_with_how_it_stands(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let first = take(&test, Stage::Draft, "").await;
    let before = content(&test, &first.code).await;
    assert!(!String::from_utf8_lossy(&before).contains("\"objections\""), "what nobody objects to says nothing of it");
    let scheme = report(&before).scores.first().expect("a score").scheme.clone();
    let objections = test.services.objections();
    let object = async || {
        let new = NewScoreObjection {
            key: key("one"),
            scheme: scheme.clone(),
            score: "99".to_owned(),
            reason: "สูตรคิดซ้ำ".to_owned(),
            evidence: "หนังสือที่ 4/2570".to_owned(),
        };
        objections.file_to_score(&reporter(), new).await.expect("filed")
    };
    let told = async || {
        let taken = take(&test, Stage::Draft, "").await;
        assert!(is_whole(&test, &taken.code).await.is_ok(), "{}", taken.code);
        let told = report(&content(&test, &taken.code).await).objections;
        told.into_iter()
            .map(|it| (it.state, it.counter.map(|it| it.to_string()), it.decided_at.is_some()))
            .collect::<Vec<_>>()
    };
    let said = Some("99".to_owned());
    let id = object().await;
    assert_eq!(told().await, [(ObjectionStateName::Open, said.clone(), false)]);
    objections.decide(&reviewer(4), id, 0, (Decision::Reject, "ไม่จริง")).await.expect("rejected");
    let rejected = (ObjectionStateName::Rejected, None, true);
    assert_eq!(told().await.first(), Some(&rejected), "what the agency said stands beside its score no more");
    test.clock.advance(chrono::Duration::minutes(1));
    let id = object().await;
    objections.decide(&reviewer(4), id, 0, (Decision::UpholdAgainstEdition, "จริง")).await.expect("upheld");
    assert_eq!(told().await, [rejected, (ObjectionStateName::Upheld, said, true)]);
}

async fn what_was_filed_and_decided_between_two_snapshots_is_told_with_what_it_did(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let objections = test.services.objections();
    let scheme = report(&content(&test, &take(&test, Stage::Draft, "").await.code).await).scores[0].scheme.clone();
    let new = NewScoreObjection {
        key: key("one"),
        scheme: scheme.clone(),
        score: "99".to_owned(),
        reason: "ค่าไม่ถูก".to_owned(),
        evidence: "หนังสือที่ 5/2570".to_owned(),
    };
    let to_score = objections.file_to_score(&reporter(), new).await.expect("filed");
    let first = take(&test, Stage::Draft, "").await;
    test.clock.advance(chrono::Duration::minutes(1));
    upheld(&test, "data-catalog").await;
    test.clock.advance(chrono::Duration::minutes(1));
    let ended = objections.withdraw(&reporter(), to_score, 0).await;
    ended.expect("taken back");
    let second = take(&test, Stage::Draft, "").await;
    assert!(is_whole(&test, &second.code).await.is_ok(), "{}", second.code);
    let found = test.services.snapshots().diff(Some(&operator()), &first.code, &second.code).await.expect("compared");
    let told = |change: &ObjectionChange| (change.about.code().to_owned(), change.before, change.after);
    let (open, ended) = (Some(ObjectionStateName::Open), Some(ObjectionStateName::Withdrawn));
    let expected =
        [(scheme.to_string(), open, ended), ("data-catalog".to_owned(), None, Some(ObjectionStateName::Upheld))];
    assert_eq!(found.diff.objections.shown.iter().map(told).collect::<Vec<_>>(), expected);
    let [withdrawn, upheld] = &found.diff.objections.shown[..] else { panic!("{:?}", found.diff.objections) };
    assert!(withdrawn.scores.is_empty() && withdrawn.values.is_empty());
    let figures: Vec<_> =
        upheld.values.iter().map(|moved| (moved.indicator.as_str(), moved.before, moved.after)).collect();
    let change = &found.diff.values.shown[0];
    let figure = |value: &Option<ReportedValue>| value.as_ref().and_then(|value| value.figure);
    assert_eq!(figures, [("data-catalog", figure(&change.before), figure(&change.after))]);
    let moved = upheld.scores.iter().find(|moved| moved.scheme == scheme).expect("the score moved");
    let score = found.diff.scores.shown.iter().find(|change| change.body.as_str() == "one" && change.scheme == scheme);
    let score = score.expect("the score moved");
    assert_eq!((&moved.before, &moved.after), (&score.before, &score.after));
    let json = serde_json::to_value(&found.diff).expect("JSON");
    let told = &json["objections"]["shown"][1];
    assert_eq!((&told["about"]["indicator"], &told["after"]), (&"data-catalog".into(), &"upheld".into()), "{told}");
    let again = test.services.snapshots().diff(Some(&operator()), &second.code, &second.code).await.expect("compared");
    assert!(again.diff.is_empty());
}

async fn what_was_begun_before_a_snapshot_and_done_after_it_is_told(engine: Engine) {
    let Some(test) = reviewed(engine).await else { return };
    let first = take(&test, Stage::Draft, "").await;
    // Whoever files writes down when they began.
    test.clock.advance(chrono::Duration::milliseconds(-3));
    let new = NewObjection {
        key: key("one"),
        indicator: indicator("svc-e2e"),
        value: "70".to_owned(),
        base: "100".to_owned(),
        reason: "นับขาด".to_owned(),
        evidence: "หนังสือที่ 6/2570".to_owned(),
    };
    let objections = test.services.objections();
    let id = objections.file(&reporter(), new).await.expect("filed");
    test.clock.advance(chrono::Duration::minutes(1));
    let second = take(&test, Stage::Draft, "").await;
    let told = async |from: &Snapshot, to: &Snapshot| {
        let found = test.services.snapshots().diff(Some(&operator()), &from.code, &to.code).await.expect("compared");
        let told = |change: &ObjectionChange| (change.before, change.after);
        found.diff.objections.shown.iter().map(told).collect::<Vec<_>>()
    };
    let open = Some(ObjectionStateName::Open);
    assert_eq!(told(&first, &second).await, [(None, open)]);
    test.clock.advance(chrono::Duration::milliseconds(-3));
    objections.withdraw(&reporter(), id, 0).await.expect("taken back");
    test.clock.advance(chrono::Duration::minutes(1));
    let third = take(&test, Stage::Draft, "").await;
    let withdrawn = Some(ObjectionStateName::Withdrawn);
    assert_eq!(told(&second, &third).await, [(open, withdrawn)]);
    assert_eq!(told(&first, &third).await, [(None, withdrawn)]);
    assert_eq!(told(&third, &third).await, []);
}
