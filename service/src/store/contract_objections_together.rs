//! Several objections to one report, told to `SQLite` and `PostgreSQL` alike: each is about its own value.

use super::{
    contract::{accept, indicator, key, on_both_databases, operator, person},
    contract_objections::{refused, reporter, reviewer, verified_country},
};
use crate::{
    objections::{Deciding, Decision, Hand, NewObjection, NewScoreObjection},
    submissions::Seen,
    testing::{Engine, TestServices},
};
use domain::{access::Role, ids::ObjectionId, objection::ObjectionStateName};

on_both_databases!(
    two_objections_of_one_report_are_upheld_in_either_order_by_the_same_reviewer,
    who_decides_follows_the_value_and_not_the_last_revision,
    whoever_upheld_a_value_is_kept_out_of_the_score_that_it_is_part_of,
    a_correction_overtakes_only_the_values_that_it_changes,
    what_a_rejected_one_would_have_done_is_kept,
);

const ONLINE: &str = "svc-e2e";
const CATALOGUE: &str = "data-catalog";

async fn files(test: &TestServices, code: &str, value: &str) -> ObjectionId {
    let new = NewObjection {
        key: key("one"),
        indicator: indicator(code),
        value: value.to_owned(),
        base: "100".to_owned(),
        reason: "นับขาด".to_owned(),
        evidence: "หนังสือที่ 2/2570".to_owned(),
    };
    test.services.objections().file(&reporter(), new).await.expect("filed")
}

async fn upholds(test: &TestServices, id: ObjectionId) -> crate::ServiceResult<()> {
    test.services.objections().decide(&reviewer(4), id, 0, (Decision::Uphold, "จริง")).await
}

/// The numerator of a value in force.
async fn counts(test: &TestServices, code: &str) -> String {
    let mut tx = test.services.db().read().await.expect("a transaction");
    let values = super::values::of_report(&mut tx, &key("one")).await.expect("values");
    let value = values.iter().find(|value| value.indicator == indicator(code)).expect("a value");
    value.in_force().expect("parts").0.to_string()
}

async fn two_objections_of_one_report_are_upheld_in_either_order_by_the_same_reviewer(engine: Engine) {
    for turned in [false, true] {
        let Some(test) = verified_country(engine).await else { return };
        let objections = test.services.objections();
        let mut filed = [files(&test, ONLINE, "36").await, files(&test, CATALOGUE, "70").await];
        if turned {
            filed.reverse();
        }
        for (id, revision) in filed.into_iter().zip([2, 3]) {
            let page = objections.get(&reviewer(4), id).await.expect("an objection");
            assert!(page.can_be_upheld && page.deciding == Deciding::May, "{:?}", page.deciding);
            assert_ne!(page.effects[0].before, page.effects[0].after);
            assert_eq!(
                objections.get(&reviewer(3), id).await.expect("an objection").deciding,
                Deciding::KeptOut(Hand::Own)
            );
            let own = objections.decide(&reviewer(3), id, 0, (Decision::Reject, "ไม่จริง")).await;
            assert_eq!(refused(own), "objection_same_person");
            upholds(&test, id).await.expect("upheld");
            let state = objections.get(&reviewer(4), id).await.expect("an objection").listed.objection.state;
            assert_eq!(state.upheld_in(), Some(revision), "{state:?}");
        }
        assert_eq!((counts(&test, ONLINE).await, counts(&test, CATALOGUE).await), ("36".to_owned(), "70".to_owned()));
        assert_eq!(test.services.rollups().check(&operator()).await.expect("checked"), []);
        assert_eq!(test.services.scores().check(&operator()).await.expect("checked"), []);
    }
}

async fn who_decides_follows_the_value_and_not_the_last_revision(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objections = test.services.objections();
    let first = files(&test, ONLINE, "36").await;
    // Whoever approved for the agency is kept out of what they are offered as of what they do.
    let approver = person(2, Role::Reviewer, "th");
    assert_eq!(objections.get(&approver, first).await.expect("an objection").deciding, Deciding::KeptOut(Hand::Own));
    let own = objections.decide(&approver, first, 0, (Decision::Uphold, "จริง")).await;
    assert_eq!(refused(own), "objection_same_person");
    upholds(&test, first).await.expect("upheld");
    let deciding = async |id: ObjectionId| {
        let page = async |number| objections.get(&reviewer(number), id).await.expect("an objection").deciding;
        [page(3).await, page(4).await]
    };
    // The fourth made the revision in force, but the third accepted this value.
    let other = files(&test, CATALOGUE, "70").await;
    assert_eq!(deciding(other).await, [Deciding::KeptOut(Hand::Own), Deciding::May]);
    // And the value that the fourth upheld is for the third to judge.
    let again = files(&test, ONLINE, "37").await;
    assert_eq!(deciding(again).await, [Deciding::May, Deciding::KeptOut(Hand::Own)]);
    assert_eq!(refused(upholds(&test, again).await), "objection_same_person");
    upholds(&test, other).await.expect("upheld");
    assert_eq!(
        deciding(again).await,
        [Deciding::May, Deciding::KeptOut(Hand::Own)],
        "which another objection does not change"
    );
    objections.decide(&reviewer(3), again, 0, (Decision::Uphold, "จริง")).await.expect("upheld");
    assert_eq!((counts(&test, ONLINE).await, counts(&test, CATALOGUE).await), ("37".to_owned(), "70".to_owned()));
}

async fn whoever_upheld_a_value_is_kept_out_of_the_score_that_it_is_part_of(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    upholds(&test, files(&test, ONLINE, "36").await).await.expect("upheld");
    let new = NewScoreObjection {
        key: key("one"),
        scheme: "mean".parse().expect("a code"),
        score: "55".to_owned(),
        reason: "ค่าที่ใช้คำนวณไม่ถูก".to_owned(),
        evidence: "หนังสือที่ 9/2570".to_owned(),
    };
    let id = test.services.objections().file_to_score(&reporter(), new).await.expect("filed");
    let deciding =
        async |number| test.services.objections().get(&reviewer(number), id).await.expect("an objection").deciding;
    // The third accepted the report, and the fourth made one of its values what it is.
    let own = Deciding::KeptOut(Hand::Own);
    assert_eq!([deciding(3).await, deciding(4).await, deciding(6).await], [own, own, Deciding::May]);
}

async fn a_correction_overtakes_only_the_values_that_it_changes(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objections = test.services.objections();
    let (changed, kept) = (files(&test, ONLINE, "36").await, files(&test, CATALOGUE, "70").await);
    test.services.submissions().correct(&reviewer(3), &key("one"), Seen::Any, "เปิดใหม่").await.expect("reopened");
    for id in [changed, kept] {
        let page = objections.get(&reviewer(4), id).await.expect("an objection");
        assert!(!page.can_be_upheld && page.effects.is_empty() && page.deciding == Deciding::May);
        assert_eq!(refused(upholds(&test, id).await), "objection_overtaken", "while the report is open");
    }
    // 20 of 100 were verified before; what was reported counts now, and the catalogue stays.
    accept(&test, "one", "40", &[]).await;
    assert_eq!(refused(upholds(&test, changed).await), "objection_overtaken");
    upholds(&test, kept).await.expect("upheld");
    assert_eq!((counts(&test, ONLINE).await, counts(&test, CATALOGUE).await), ("40".to_owned(), "70".to_owned()));
    objections.decide(&reviewer(4), changed, 0, (Decision::Reject, "แก้แล้ว")).await.expect("rejected");
    let page = objections.get(&reviewer(4), changed).await.expect("an objection");
    assert_eq!(page.effects, [], "it would have done nothing any more");
}

async fn what_a_rejected_one_would_have_done_is_kept(engine: Engine) {
    let Some(test) = verified_country(engine).await else { return };
    let objections = test.services.objections();
    let id = files(&test, ONLINE, "36").await;
    let foretold = objections.get(&reviewer(4), id).await.expect("an objection").effects;
    assert_ne!(foretold[0].before, foretold[0].after);
    objections.decide(&reviewer(4), id, 0, (Decision::Reject, "หลักฐานไม่ตรง")).await.expect("rejected");
    upholds(&test, files(&test, CATALOGUE, "70").await).await.expect("upheld");
    let page = objections.get(&reporter(), id).await.expect("an objection");
    assert_eq!(page.listed.objection.state.name(), ObjectionStateName::Rejected);
    assert_eq!(page.effects, foretold, "as it was then, whatever counts now");
}
