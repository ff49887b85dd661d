//! A quarter from typing to acceptance, by programs alone.

use super::{Api, on_both_databases, report, value};
use domain::access::Role;
use serde_json::json;
use service::testing::Engine;

on_both_databases!(a_quarter_goes_from_typing_to_acceptance, a_report_that_moved_since_is_refused,);

async fn a_quarter_goes_from_typing_to_acceptance(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let approver = api.program("approver", Role::Approver, "one").await;
    let reviewer = api.program("reviewer", Role::Reviewer, "th").await;

    reporter.fills("one", "140").await;
    let problem = reporter.moves("one", "submit", &json!({})).await.refused(422, "problems_remain");
    assert_eq!(
        problem["errors"],
        json!([
            { "indicator": "svc-e2e", "field": "value", "code": "numerator_above_denominator", "severity": "blocking" },
            { "indicator": "open-datasets", "field": "evidence", "code": "evidence_missing", "severity": "blocking" },
        ])
    );
    api.add_evidence("one").await;
    reporter.fills("one", "40").await;
    let submitted = reporter.moves("one", "submit", &json!({})).await.ok();
    assert_eq!((&submitted["state"], &submitted["revision"]), (&json!("submitted"), &json!(1)));
    reporter.types("one", &json!([{ "indicator": "svc-e2e", "value": "1" }])).await.refused(409, "not_editable");

    let reasons = json!({ "note": "ขอแก้ไข", "reasons": [{ "indicator": "svc-e2e", "reason": "ไม่ตรงกับทะเบียน" }] });
    let returned = approver.moves("one", "return", &reasons).await.ok();
    assert_eq!(returned["state"], "returned");
    let seen = reporter.get(&report("one")).await.ok();
    assert_eq!(value(&seen, "svc-e2e")["return_reason"], "ไม่ตรงกับทะเบียน");
    assert_eq!(value(&seen, "digital-plan")["return_reason"], json!(null));

    reporter.fills("one", "41").await;
    assert_eq!(reporter.moves("one", "submit", &json!({})).await.ok()["revision"], 2);
    assert_eq!(reporter.moves("one", "withdraw", &json!({})).await.ok()["state"], "draft");
    assert_eq!(reporter.moves("one", "submit", &json!({})).await.ok()["state"], "submitted");
    reviewer.moves("one", "accept", &json!({})).await.refused(409, "wrong_state");
    assert_eq!(approver.moves("one", "approve", &json!({})).await.ok()["state"], "approved");

    let coordinator = api.program("coordinator", Role::Coordinator, "mdes").await;
    reporter.moves("one", "endorse", &json!({})).await.refused(403, "forbidden");
    reporter.moves("one", "withdraw", &json!({})).await.refused(409, "wrong_state");
    assert_eq!(coordinator.moves("one", "endorse", &json!({})).await.ok()["state"], "endorsed");

    let stray = json!({ "verified": [{ "indicator": "egdi-rank", "value": "1" }] });
    reviewer.moves("one", "accept", &stray).await.refused(422, "indicator_not_asked");
    let wrong = json!({ "verified": [{ "indicator": "svc-e2e", "value": "200", "base": 100 }] });
    let problem = reviewer.moves("one", "accept", &wrong).await.refused(422, "problems_remain");
    assert_eq!(problem["errors"][0]["code"], "numerator_above_denominator");
    let verified = json!({ "verified": [{ "indicator": "svc-e2e", "value": "๓๙", "base": 100 }] });
    let accepted = reviewer.moves("one", "accept", &verified).await.ok();
    assert_eq!((&accepted["state"], &accepted["editable"]), (&json!("accepted"), &json!(false)));
    let late = json!([{ "indicator": "svc-e2e", "value": "1" }]);
    reporter.types("one", &late).await.refused(409, "already_accepted");
    let svc = &value(&accepted, "svc-e2e")["accepted"];
    assert_eq!(svc["reported"], json!({ "value": "41", "base": "100" }));
    assert_eq!(svc["verified"], json!({ "value": "39", "base": "100" }));
    assert_eq!(value(&accepted, "open-datasets")["accepted"]["verified"], json!(null));
    assert_eq!(api.app.services().rollups().check(&tests::country::operator()).await.expect("checked"), []);
}

async fn a_report_that_moved_since_is_refused(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let approver = api.program("approver", Role::Approver, "one").await;
    api.add_evidence("one").await;
    reporter.fills("one", "40").await;
    let before = reporter.get(&report("one")).await.ok()["version"].clone();
    let after = reporter.moves("one", "submit", &json!({ "version": before })).await.ok()["version"].clone();
    assert_ne!(before, after);
    approver.moves("one", "approve", &json!({ "version": before })).await.refused(409, "conflict");
    let seen = json!({ "version": after });
    let both = tokio::join!(approver.moves("one", "approve", &seen), approver.moves("one", "approve", &seen));
    let mut statuses = [both.0.status.as_u16(), both.1.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "one of two at the same moment wins");
}

#[tokio::test]
async fn a_return_needs_a_reason_for_an_indicator_that_is_asked() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let approver = api.program("approver", Role::Approver, "one").await;
    api.add_evidence("one").await;
    reporter.fills("one", "40").await;
    reporter.moves("one", "submit", &json!({})).await.ok();
    approver.moves("one", "return", &json!({})).await.refused(409, "reason_missing");
    let blank = json!({ "reasons": [{ "indicator": "svc-e2e", "reason": "  " }] });
    approver.moves("one", "return", &blank).await.refused(409, "reason_missing");
    let stray = json!({ "reasons": [{ "indicator": "egdi-rank", "reason": "ผิด" }] });
    approver.moves("one", "return", &stray).await.refused(422, "indicator_not_asked");
    assert_eq!(reporter.get(&report("one")).await.ok()["state"], "submitted");
}

#[tokio::test]
async fn a_move_needs_no_body() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    api.add_evidence("one").await;
    reporter.fills("one", "40").await;
    let path = format!("/rounds/{}/agencies/one/submit", tests::country::ROUND);
    let request = reporter.request(http::Method::POST, &path).header("if-match", "*");
    let request = request.body(axum::body::Body::empty()).expect("a request");
    assert_eq!(reporter.send(request).await.ok()["state"], "submitted");
}
