//! Answers of earlier rounds that still hold, as snapshots and the past keep them; told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{on_both_databases, operator},
    contract_holding::{accept, country, country_of, key, open, plan_text, score, yearly},
    contract_past::code,
    contract_scores::reader,
};
use crate::{
    snapshots::{ByteRange, Taking},
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{
    score::Absence,
    snapshot::{Line, Report, Stage},
};
use futures::StreamExt as _;

on_both_databases!(
    a_snapshot_holds_what_scores_rest_on_and_verifies,
    what_was_not_measured_in_an_earlier_round_is_told_alike_by_pages_and_snapshots,
    an_earlier_instant_has_the_answers_that_held_by_then,
);

/// Takes a snapshot that verifies: how many values it has, and its reports.
async fn taken(test: &TestServices, round: &str) -> (u64, Vec<Report>) {
    let snapshots = test.services.snapshots();
    let taking = Taking { round: code(round), stage: Stage::Draft, note: String::new() };
    let snapshot = snapshots.take(&operator(), &taking).await.expect("taken");
    let verified = snapshots.verify(Some(&operator()), &snapshot.code).await.expect("read");
    let verified = verified.expect("it verifies");
    let content = snapshots.content(Some(&operator()), &snapshot.code, ByteRange::All).await;
    let pieces: Vec<_> = content.expect("content").bytes.map(|piece| piece.expect("bytes")).collect().await;
    let file = String::from_utf8(pieces.concat()).expect("a text");
    let lines = file.lines().map(|line| serde_json::from_str::<Line>(line).expect("a line"));
    let reports = lines.filter_map(|line| if let Line::Report(report) = line { Some(*report) } else { None });
    (verified.values, reports.collect())
}

async fn a_snapshot_holds_what_scores_rest_on_and_verifies(engine: Engine) {
    let Some(test) = country(engine, &["2569-q3", "2569-q4", "2570-q1"]).await else { return };
    std::fs::write(&test.settings.signing_key, "07".repeat(32)).expect("a key");
    let services = &test.services;
    for (round, answers) in [("2569-q3", vec![30]), ("2569-q4", vec![40, 80]), ("2570-q1", vec![50])] {
        accept(&test, round, "one", &answers).await;
    }
    accept(&test, "2570-q1", "two", &[50]).await;
    let (values, reports) = taken(&test, "2570-q1").await;
    assert_eq!(values, 2, "what is carried is no value of the round");
    let carried = &reports[0].carried;
    assert_eq!(
        (carried.len(), carried[0].from.round.as_str(), carried[0].value.figure),
        (1, "2569-q4", Some(code("80")))
    );
    assert!(reports[1].carried.is_empty() && reports[1].not_asked.is_empty(), "asked, and not answered");
    assert!(reports[0].provenance.to_string().contains("tidtam:values/2569-q4/one/1"));
    let (_, reports) = taken(&test, "2569-q3").await;
    assert_eq!((reports[0].not_asked.as_slice(), reports[0].carried.len()), (&[code("yearly")][..], 0));
    let (_, reports) = taken(&test, "2569-q4").await;
    assert!(reports[0].carried.is_empty() && reports[0].not_asked.is_empty(), "all is asked");
    accept(&test, "2569-q4", "one", &[40, 90]).await;
    taken(&test, "2570-q1").await;
    let [before, after] = ["2570-q1.draft.1", "2570-q1.draft.2"].map(code);
    let found = services.snapshots().diff(Some(&operator()), &before, &after).await.expect("a difference").diff;
    assert_eq!(found.values.shown.len(), 0, "no value of the round changed");
    let change = found.scores.shown.iter().find(|change| change.body.as_str() == "one").expect("another score");
    assert_eq!(change.causes, [domain::snapshot::Cause::Values(vec![code("yearly")])]);
}

async fn what_was_not_measured_in_an_earlier_round_is_told_alike_by_pages_and_snapshots(engine: Engine) {
    // Nobody is below the departments, so that the sum over those below is never measured.
    let derived = "code = \"yearly\"\nderived = { value = \"sum([quarterly])\" }\nstrategy";
    let plan = plan_text().replace("code = \"yearly\"\nstrategy", derived);
    let Some(test) = country_of(engine, &["2569-q4", "2570-q1"], &plan).await else { return };
    std::fs::write(&test.settings.signing_key, "07".repeat(32)).expect("a key");
    let told = async |round: &str| {
        accept(&test, round, "one", &[40]).await;
        let (_, reports) = taken(&test, round).await;
        let of_one = reports.into_iter().find(|report| report.body.as_str() == "one").expect("a report");
        let mut nodes = of_one.scores.into_iter().flat_map(|score| score.nodes);
        let signed = nodes.find(|node| node.node.as_str() == "yearly").expect("a node").absence;
        let (shown, from) = yearly(&test, round, "one").await;
        assert_eq!(shown, signed, "{round}");
        (shown, from)
    };
    assert_eq!(told("2569-q4").await, (Some(Absence::NotMeasured), None));
    assert_eq!(told("2570-q1").await, (Some(Absence::NotReported), Some("2569-q4".to_owned())));
}

async fn an_earlier_instant_has_the_answers_that_held_by_then(engine: Engine) {
    let Some(test) = country(engine, &["2570-q1", "2570-q2"]).await else { return };
    accept(&test, "2570-q1", "one", &[40]).await;
    let instant = || {
        test.clock.advance(Duration::hours(1));
        let at = test.clock.now();
        test.clock.advance(Duration::hours(1));
        at
    };
    let unasked = instant();
    open(&test, &["2569-q4"]).await;
    accept(&test, "2569-q4", "one", &[10, 80]).await;
    let answered = instant();
    accept(&test, "2569-q4", "one", &[10, 100]).await;
    assert_eq!(score(&test, "2570-q1", "one").await, "70");
    for (at, expected) in [(unasked, "40"), (answered, "60")] {
        let past = test.services.as_of(at).await.expect("a past");
        let found = past.scores().of_body(&reader(), &code("mean"), &key("2570-q1", "one")).await.expect("a score");
        assert_eq!(found.kept.outcome.expect("a score").published, code(expected));
        assert_eq!(past.scores().check(&operator()).await.expect("checked"), []);
    }
}
