//! Objections to verified values, told to `SQLite` and `PostgreSQL` alike.

use super::{
    contract::{accept, country, indicator, key, on_both_databases, operator, person},
    contract_scores::scheme,
};
use crate::{
    Actor, ServiceError,
    objections::{Deciding, Decision, Hand, NewObjection},
    organisations::ImportMode,
    submissions::{Seen, Verified},
    testing::{Engine, TestServices},
};
use chrono::Duration;
use domain::{access::Role, amount::Amount, ids::ObjectionId, objection::ObjectionStateName};

on_both_databases!(
    an_upheld_objection_moves_value_sums_and_score_at_once,
    a_rejected_or_withdrawn_one_changes_nothing,
    what_cannot_be_objected_to_is_refused,
    what_was_overtaken_is_not_upheld,
    who_may_not_is_refused,
);

pub(super) fn reporter() -> Actor {
    person(1, Role::Reporter, "one")
}

pub(super) fn reviewer(number: u128) -> Actor {
    person(number, Role::Reviewer, "th")
}

fn objection(value: &str) -> NewObjection {
    NewObjection {
        key: key("one"),
        indicator: indicator("svc-e2e"),
        value: value.to_owned(),
        base: "100".to_owned(),
        reason: "นับซ้ำสองบริการ".to_owned(),
        evidence: "หนังสือที่ 1/2570".to_owned(),
    }
}

/// A country whose first department reported 40 of 100 services, of which DGA verified 20.
pub(super) async fn verified_country(engine: Engine) -> Option<TestServices> {
    let test = country(engine).await?;
    let plan = "dgp-2566".parse().expect("a code");
    let imported =
        test.services.schemes().import(&operator(), scheme(1, "3", ""), Some(&plan), ImportMode::Apply).await;
    imported.expect("imported");
    let verified = Verified { indicator: indicator("svc-e2e"), value: "20".to_owned(), base: "100".to_owned() };
    accept(&test, "one", "40", &[verified]).await;
    accept(&test, "two", "40", &[]).await;
    Some(test)
}

pub(super) async fn filed(test: &TestServices, value: &str) -> ObjectionId {
    test.services.objections().file(&reporter(), objection(value)).await.expect("filed")
}

pub(super) fn refused(result: crate::ServiceResult<()>) -> &'static str {
    match result {
        Err(ServiceError::Invalid { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}

/// The figure of the country, and the published score of the first department.
async fn figures(test: &TestServices) -> (Option<Amount>, Option<Amount>) {
    let reader = person(9, Role::Executive, "th");
    let dashboards = test.services.dashboards();
    let page = dashboards.indicator(&reader, &indicator("svc-e2e"), None, 1).await.expect("an indicator");
    let mean = "mean".parse().expect("a code");
    let score = test.services.scores().of_body(&reader, &mean, &key("one")).await.expect("a score");
    (page.national.figure, score.kept.outcome.ok().map(|score| score.published))
}

pub(super) async fn agrees(test: &TestServices) {
    assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
    assert_eq!(test.services.scores().check(&operator()).await.expect("checked"), []);
}

async fn an_upheld_objection_moves_value_sums_and_score_at_once(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objections = test.services.objections();
    let (before, score_before) = figures(&test).await;
    assert_eq!(before, Some(Amount::whole(30)), "20 and 40 of 100 each");
    let id = filed(&test, "36").await;
    let page = objections.get(&reviewer(4), id).await.expect("an objection");
    assert_eq!(
        (page.present, page.reported, page.counter),
        (Some(Amount::whole(20)), Some(Amount::whole(40)), Some(Amount::whole(36)))
    );
    assert!(page.deciding == Deciding::May && page.may_say && !page.may_withdraw);
    let [effect] = &page.effects[..] else { panic!("{:?}", page.effects) };
    assert_eq!(effect.before, score_before);
    let foretold = effect.after;
    objections.say(&reviewer(4), id, 0, "ขอหลักฐานเพิ่ม").await.expect("said");
    let stale = objections.decide(&reviewer(4), id, 0, (Decision::Uphold, "จริง")).await;
    assert!(matches!(stale, Err(ServiceError::Conflict)), "{stale:?}");
    // Whoever accepted the value does not decide on it.
    let page = objections.get(&reviewer(3), id).await.expect("an objection");
    assert_eq!(page.deciding, Deciding::KeptOut(Hand::Own));
    let own = objections.decide(&reviewer(3), id, 1, (Decision::Uphold, "จริง")).await;
    assert_eq!(refused(own), "objection_same_person");
    objections.decide(&reviewer(4), id, 1, (Decision::Uphold, "ตรวจแล้วถูกต้อง")).await.expect("upheld");
    let (after, score_after) = figures(&test).await;
    assert_eq!(after, Some(Amount::whole(38)), "36 and 40 of 100 each");
    assert_eq!(score_after, foretold);
    assert_ne!(score_after, score_before);
    agrees(&test).await;
    let page = objections.get(&reviewer(4), id).await.expect("an objection");
    assert!(matches!(page.listed.objection.state.upheld_in(), Some(2)));
    assert_eq!((page.effects[0].before, page.effects[0].after), (score_before, score_after), "it is kept");
    let said: Vec<&str> = page.steps.iter().map(|step| step.step.as_str()).collect();
    assert_eq!(said, ["object", "objection_said", "objection_upheld"]);
    assert_eq!((page.steps[0].evidence.as_str(), page.steps[2].words.as_str()), ("หนังสือที่ 1/2570", "ตรวจแล้วถูกต้อง"));
    let report = test.services.reports().get(&person(9, Role::Executive, "th"), &key("one")).await.expect("a report");
    assert_eq!((report.submission.revision, report.submission.accepted_revision), (2, Some(2)));
    assert!(report.thread.iter().any(|step| step.step == "objection_upheld" && step.note.contains("ตรวจแล้วถูกต้อง")));
    let objected = report.thread.iter().find(|step| step.step == "object").expect("the step");
    let indicator = report.plan.indicator(&"svc-e2e".parse().expect("a code")).expect("an indicator");
    assert_eq!(objected.about.as_ref(), Some(&indicator.name), "by its name");
    assert!(!objected.note.contains("svc-e2e"), "and no more by its code: {}", objected.note);
    // The report goes on as before: it can still be opened for a correction, and another objection can be filed.
    filed(&test, "39").await;
    test.services.submissions().correct(&reviewer(4), &key("one"), Seen::Any, "อีกครั้ง").await.expect("reopened");
}

async fn a_rejected_or_withdrawn_one_changes_nothing(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objections = test.services.objections();
    let before = figures(&test).await;
    let first = filed(&test, "36").await;
    for nothing in [" ", "\u{200b}", "\u{202e}\u{2060}"] {
        let silent = objections.decide(&reviewer(4), first, 0, (Decision::Reject, nothing)).await;
        assert_eq!(refused(silent), "reason_missing", "{nothing:?}");
    }
    objections.decide(&reviewer(4), first, 0, (Decision::Reject, "หลักฐานไม่ตรง")).await.expect("rejected");
    test.clock.advance(Duration::minutes(1));
    let second = filed(&test, "37").await;
    objections.withdraw(&reporter(), second, 0).await.expect("withdrawn");
    for (id, version) in [(first, 1), (second, 1)] {
        assert_eq!(refused(objections.say(&reporter(), id, version, "แต่").await), "objection_closed");
    }
    assert_eq!(figures(&test).await, before);
    agrees(&test).await;
    // A third one waits, and longer than it should after three weeks and a day.
    test.clock.advance(Duration::minutes(1));
    let third = filed(&test, "38").await;
    let overdue = async |at: &TestServices| {
        let listed = at.services.objections().list(&reviewer(4)).await.expect("a list");
        listed.listed.iter().map(|listed| (listed.objection.id, listed.is_overdue)).collect::<Vec<_>>()
    };
    assert_eq!(overdue(&test).await[0], (third, false));
    test.clock.advance(Duration::days(22));
    let listed = overdue(&test).await;
    assert_eq!((listed[0], listed.len()), ((third, true), 3));
    let states: Vec<ObjectionStateName> = objections
        .of_report(&reporter(), &key("one"))
        .await
        .expect("objections")
        .listed
        .iter()
        .map(|listed| listed.objection.state.name())
        .collect();
    assert_eq!(states, [ObjectionStateName::Rejected, ObjectionStateName::Withdrawn, ObjectionStateName::Open]);
}

async fn what_cannot_be_objected_to_is_refused(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objections = test.services.objections();
    let file = async |new: NewObjection| refused(objections.file(&reporter(), new).await.map(|_| ()));
    assert_eq!(file(objection("20")).await, "objection_same_value");
    assert_eq!(file(objection("many")).await, "objection_value");
    assert_eq!(file(objection("101")).await, "objection_value", "more than all of them");
    assert_eq!(file(NewObjection { reason: " \0".to_owned(), ..objection("36") }).await, "reason_missing");
    assert_eq!(file(NewObjection { reason: "\u{200b}".to_owned(), ..objection("36") }).await, "reason_missing");
    assert_eq!(file(NewObjection { evidence: String::new(), ..objection("36") }).await, "objection_evidence_missing");
    assert_eq!(file(NewObjection { reason: "x".repeat(5_001), ..objection("36") }).await, "reason_too_long");
    let unknown = NewObjection { indicator: indicator("nothing"), ..objection("36") };
    assert_eq!(file(unknown).await, "objection_nothing_accepted");
    filed(&test, "36").await;
    assert_eq!(file(objection("37")).await, "objection_waits");
    let offered = objections.of_report(&reporter(), &key("one")).await.expect("objections").values;
    assert!(!offered.is_empty() && offered.iter().all(|value| value.indicator.code != indicator("svc-e2e")));
    test.services.submissions().correct(&reviewer(3), &key("one"), Seen::Any, "เปิดใหม่").await.expect("reopened");
    let other = NewObjection { indicator: indicator("data-catalog"), ..objection("3") };
    assert_eq!(file(other).await, "objection_nothing_accepted");
}

async fn what_was_overtaken_is_not_upheld(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objections = test.services.objections();
    let id = filed(&test, "36").await;
    test.services.submissions().correct(&reviewer(3), &key("one"), Seen::Any, "เปิดใหม่").await.expect("reopened");
    let late = objections.decide(&reviewer(4), id, 0, (Decision::Uphold, "จริง")).await;
    assert_eq!(refused(late), "objection_overtaken");
    objections.decide(&reviewer(4), id, 0, (Decision::Reject, "แก้ในฉบับใหม่แล้ว")).await.expect("rejected");
    agrees(&test).await;
}

async fn who_may_not_is_refused(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objections = test.services.objections();
    for actor in [person(5, Role::Reporter, "two"), person(6, Role::Executive, "th"), reviewer(4)] {
        let refused = objections.file(&actor, objection("36")).await;
        assert!(matches!(refused, Err(ServiceError::Forbidden)), "{refused:?}");
    }
    let id = filed(&test, "36").await;
    let other = person(5, Role::Reporter, "two");
    assert!(matches!(objections.get(&other, id).await, Err(ServiceError::Forbidden)));
    assert!(matches!(objections.withdraw(&reviewer(4), id, 0).await, Err(ServiceError::Forbidden)));
    let own = objections.decide(&reporter(), id, 0, (Decision::Uphold, "จริง")).await;
    assert!(matches!(own, Err(ServiceError::Forbidden)), "{own:?}");
    assert_eq!(objections.list(&other).await.expect("a list").listed, []);
}
