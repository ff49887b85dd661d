//! What two snapshots tell of what stands behind an answer that a score carries, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{indicator, on_both_databases, operator, person},
    contract_holding,
    contract_past::code,
};
use crate::{
    evidence::Upload, imports, organisations::ImportMode, snapshots::Taking, submissions::Seen, testing::Engine,
};
use domain::{
    access::Role,
    ids::RoundCode,
    snapshot::{Cause, Stage},
    submission::ReportKey,
    trust::TrustGrade,
};

on_both_databases!(what_stands_behind_a_carried_answer_is_told_between_two_snapshots);

async fn what_stands_behind_a_carried_answer_is_told_between_two_snapshots(engine: Engine) {
    let Some(test) = contract_holding::country(engine, &["2569-q4", "2570-q1"]).await else { return };
    std::fs::write(&test.settings.signing_key, "07".repeat(32)).expect("a key");
    let services = &test.services;
    let reads = "reads = { indicator = \"yearly\"";
    let file = contract_holding::scheme_text().replace("edition = 1", "edition = 2");
    let file = file.replace(reads, &format!("{reads}, trusted = {{ self_reported = \"0.25\" }}"));
    let scheme = imports::schemes::read(file.as_bytes()).expect("a scheme");
    services.schemes().import(&operator(), scheme, Some(&code("small")), ImportMode::Apply).await.expect("in force");
    contract_holding::accept(&test, "2569-q4", "one", &[40, 80]).await;
    contract_holding::accept(&test, "2570-q1", "one", &[40]).await;
    let take = async || {
        let taking = Taking { round: code("2570-q1"), stage: Stage::Draft, note: String::new() };
        let taken = services.snapshots().take(&operator(), &taking).await.expect("taken");
        assert!(services.snapshots().verify(Some(&operator()), &taken.code).await.expect("read").is_ok());
        taken.code
    };
    let first = take().await;
    // The answer stays what it is; DGA holds it against its evidence.
    let earlier = ReportKey { round: code("2569-q4"), agency: code("one") };
    let (steps, reviewer) = (services.submissions(), person(5, Role::Reviewer, "th"));
    steps.correct(&reviewer, &earlier, Seen::Any, "ตรวจหลักฐาน").await.expect("reopened");
    let reporter = person(1, Role::Reporter, "one");
    let upload = Upload {
        file_name: "หลักฐาน.pdf".to_owned(),
        media_type: "application/pdf".to_owned(),
        content: b"%PDF".to_vec().into(),
    };
    services.evidence().add(&reporter, &earlier, &indicator("yearly"), upload).await.expect("added");
    steps.submit(&reporter, &earlier, Seen::Any).await.expect("submitted");
    steps.approve(&person(2, Role::Approver, "one"), &earlier, Seen::Any).await.expect("approved");
    steps.accept_checked(&reviewer, &earlier, Seen::Any, &[], &[indicator("yearly")]).await.expect("accepted");
    let second = take().await;
    let found = services.snapshots().diff(Some(&operator()), &first, &second).await.expect("compared").diff;
    let [change] = &found.trusts.shown[..] else { panic!("{:?}", found.trusts) };
    assert_eq!((change.body.as_str(), change.indicator.as_str()), ("one", "yearly"));
    assert_eq!(change.from.as_ref().map(RoundCode::as_str), Some("2569-q4"));
    assert_eq!((change.before, change.after), (TrustGrade::SelfReported, TrustGrade::EvidenceVerified));
    assert_eq!((found.values.total, found.objections.total), (0, 0), "the answer is the same");
    let score = found.scores.shown.iter().find(|score| score.body.as_str() == "one").expect("it weighs more");
    assert_eq!(score.causes, [Cause::Trust(vec![code("yearly")])]);
}
