//! Reading one agency's report and typing into it.

use super::{Api, on_both_databases, report, value};
use domain::access::Role;
use http::{Method, header};
use serde_json::{Value, json};
use service::testing::Engine;
use tests::TestApp;

on_both_databases!(numbers_are_read_as_a_person_types_them, anything_typed_is_kept_and_problems_are_told,);

#[tokio::test]
async fn a_report_that_nobody_touched_is_complete_and_empty() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let answer = reporter.get(&report("one")).await;
    let mut body = answer.ok();
    let values = body["values"].take();
    insta::assert_json_snapshot!(body, @r#"
    {
      "round": "2570-q1",
      "agency": "one",
      "state": "not_started",
      "version": 0,
      "revision": 0,
      "window": {
        "opens": "2027-01-01T02:00:00Z",
        "due": "2027-01-31T02:00:00Z",
        "closes": "2027-02-15T02:00:00Z"
      },
      "editable": true,
      "not_editable_because": null,
      "filed_on_behalf": null,
      "values": null
    }
    "#);
    insta::assert_json_snapshot!(values[0], @r#"
    {
      "indicator": "svc-e2e",
      "version": 0,
      "value": "",
      "base": "",
      "narrative": "",
      "obstacles": "",
      "help_needed": "",
      "explanation": "",
      "applicability": "applies",
      "not_applicable_reason": "",
      "figure": null,
      "expected": "71.029572836801752464403066813",
      "problems": [
        {
          "field": "value",
          "code": "blank",
          "severity": "blocking"
        },
        {
          "field": "base",
          "code": "blank",
          "severity": "blocking"
        }
      ],
      "evidence_count": 0,
      "return_reason": null,
      "accepted": null
    }
    "#);
    assert!(answer.header(header::ETAG).starts_with('"'));
}

async fn numbers_are_read_as_a_person_types_them(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let figures = [
        (json!("12"), json!("40"), json!("30")),
        (json!("๑๒"), json!("๔๐"), json!("30")),
        (json!(" 1,234.00 "), json!("2,468"), json!("50")),
        (json!(1.0), json!("3"), json!("33.333333333333333333333333333")),
        (json!(12), json!(40), json!("30")),
    ];
    for (part, whole, figure) in figures {
        let typed = json!([{ "indicator": "svc-e2e", "value": part, "base": whole }]);
        let answer = reporter.types("one", &typed).await.ok();
        let svc = value(&answer, "svc-e2e");
        assert_eq!((&svc["figure"], &svc["problems"]), (&figure, &json!([])), "{part} of {whole}");
    }
}

async fn anything_typed_is_kept_and_problems_are_told(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let typings = [
        ("NaN", "not_a_number"),
        ("1e308", "exponent"),
        ("1.234,5", "ambiguous_separators"),
        ("1,5", "ambiguous_separators"),
        ("50%", "percent_sign"),
        ("-", "dash"),
        ("", "blank"),
        ("-3", "negative"),
        ("41", "numerator_above_denominator"),
        ("1000000000000000", "too_large"),
        ("0.1234567", "too_precise"),
        ("12.5", "not_whole"),
        ("<script>alert(1)</script>", "not_a_number"),
        ("สี่สิบ", "not_a_number"),
    ];
    for (typed, code) in typings {
        let values = json!([{ "indicator": "svc-e2e", "value": typed, "base": "40" }]);
        let answer = reporter.types("one", &values).await.ok();
        let svc = value(&answer, "svc-e2e");
        assert_eq!(svc["value"], typed);
        let problems = svc["problems"].as_array().expect("problems");
        assert!(problems.iter().any(|problem| problem["code"] == code), "{typed}: {problems:?}");
    }
    let values = json!([{ "indicator": "svc-e2e", "value": "0", "base": "0" }]);
    let answer = reporter.types("one", &values).await.ok();
    assert_eq!(value(&answer, "svc-e2e")["problems"][0]["code"], "zero_denominator");
}

#[tokio::test]
async fn what_a_report_holds_comes_as_json_alone() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    for part in ["/values", "/evidence", "/objections"] {
        let path = report("one").replace("/values", part);
        for (accept, is_taken) in [
            ("application/json", true),
            ("text/csv, */*;q=0.1", true),
            ("text/csv", false),
            ("application/json;q=0", false),
        ] {
            let answer = reporter.with_headers(Method::GET, &path, &[("accept", accept)], "").await;
            if is_taken {
                answer.ok();
            } else {
                answer.refused(406, "not_acceptable");
            }
        }
    }
}

#[tokio::test]
async fn what_is_left_out_stays() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let first = json!([{ "indicator": "svc-e2e", "value": "12", "base": "40", "narrative": "ทำแล้ว" }]);
    reporter.types("one", &first).await.ok();
    let second = json!([{ "indicator": "svc-e2e", "value": "13" }, { "indicator": "digital-plan", "value": "ใช่" }]);
    let answer = reporter.types("one", &second).await.ok();
    let svc = value(&answer, "svc-e2e");
    assert_eq!((&svc["value"], &svc["base"], &svc["narrative"]), (&json!("13"), &json!("40"), &json!("ทำแล้ว")));
    assert_eq!(value(&answer, "digital-plan")["problems"], json!([]));
    assert_eq!(value(&answer, "open-datasets")["version"], 0);
}

#[tokio::test]
async fn an_indicator_that_does_not_apply_needs_a_reason() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let bare = json!([{ "indicator": "svc-e2e", "applicability": "not_applicable" }]);
    let answer = reporter.types("one", &bare).await.ok();
    assert_eq!(value(&answer, "svc-e2e")["problems"][0]["code"], "reason_missing");
    let reason = json!([{ "indicator": "svc-e2e", "not_applicable_reason": "ไม่มีบริการประชาชน" }]);
    let answer = reporter.types("one", &reason).await.ok();
    assert_eq!(value(&answer, "svc-e2e")["problems"], json!([]));
}

#[tokio::test]
async fn an_indicator_that_is_not_asked_is_refused_and_nothing_is_saved() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let before = reporter.get(&report("one")).await.ok();
    let values = json!([{ "indicator": "svc-e2e", "value": "1" }, { "indicator": "egdi-rank", "value": "1" }]);
    let problem = reporter.types("one", &values).await.refused(422, "indicator_not_asked");
    assert_eq!(problem["detail"], "egdi-rank");
    assert_eq!(reporter.get(&report("one")).await.ok(), before);
}

#[tokio::test]
async fn the_tag_changes_with_every_change_and_an_old_one_is_refused() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let first = reporter.get(&report("one")).await;
    let old = first.header(header::ETAG).to_owned();
    assert_eq!(reporter.get(&report("one")).await.header(header::ETAG), old);
    let type_with = async |tag: &str, value: &str| {
        let body = json!({ "values": [{ "indicator": "svc-e2e", "value": value }] }).to_string();
        let request = reporter.request(Method::PUT, &report("one")).header(header::IF_MATCH, tag);
        reporter
            .send(request.header(header::CONTENT_TYPE, "application/json").body(body.into()).expect("a request"))
            .await
    };
    let second = type_with(&old, "1").await;
    second.ok();
    let new = second.header(header::ETAG).to_owned();
    assert_ne!(new, old);
    type_with(&old, "2").await.refused(412, "conflict");
    type_with(&format!("W/{new}"), "2").await.refused(412, "conflict");
    type_with("nonsense", "2").await.refused(412, "conflict");
    assert_eq!(value(&reporter.get(&report("one")).await.ok(), "svc-e2e")["value"], "1");
    type_with(&format!("{old}, {new}"), "3").await.ok();
    type_with("*", "4").await.ok();
    api.add_evidence("one").await;
    assert_ne!(reporter.get(&report("one")).await.header(header::ETAG), new, "files count too");
}

#[tokio::test]
async fn an_old_version_of_one_entry_is_refused_and_nothing_else_is_saved() {
    let api = Api::new().await;
    let mine = api.program("mine", Role::Reporter, "one").await;
    let theirs = api.program("theirs", Role::Reporter, "one").await;
    let seen = mine.get(&report("one")).await.ok();
    let version = |report: &Value, indicator: &str| value(report, indicator)["version"].clone();
    theirs.types("one", &json!([{ "indicator": "svc-e2e", "value": "theirs" }])).await.ok();
    let typed = json!([
        { "indicator": "digital-plan", "value": "yes", "version": version(&seen, "digital-plan") },
        { "indicator": "svc-e2e", "value": "mine", "version": version(&seen, "svc-e2e") },
    ]);
    let problem = mine.types("one", &typed).await.refused(409, "conflict");
    assert_eq!(problem["detail"], "svc-e2e");
    let now = mine.get(&report("one")).await.ok();
    assert_eq!(value(&now, "svc-e2e")["value"], "theirs");
    assert_eq!(value(&now, "digital-plan")["value"], "", "a refused request changes nothing");
    let typed = json!([{ "indicator": "svc-e2e", "value": "mine", "version": version(&now, "svc-e2e") }]);
    assert_eq!(value(&mine.types("one", &typed).await.ok(), "svc-e2e")["value"], "mine");
}

#[tokio::test]
async fn every_entry_that_somebody_else_changed_is_named_however_many_there_are() {
    let app = TestApp::vast(Engine::Sqlite, 1, 60).await.expect("SQLite");
    let api = Api { app };
    let mine = api.program("mine", Role::Reporter, "d0001").await;
    let theirs = api.program("theirs", Role::Reporter, "d0001").await;
    let codes: Vec<String> = (1..=60).map(|number| format!("i-{number:03}")).collect();
    let typed = |value: &str| -> Value {
        let typed = |code: &String| json!({ "indicator": code, "value": value, "base": "100", "version": 0 });
        codes.iter().map(typed).collect()
    };
    theirs.types("d0001", &typed("1")).await.ok();
    let problem = mine.types("d0001", &typed("2")).await.refused(409, "conflict");
    assert_eq!(problem["detail"], codes.join(", "));
}

#[tokio::test]
async fn typing_the_same_again_changes_nothing() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let typed = json!([{ "indicator": "svc-e2e", "value": "12", "base": "40" }]);
    let first = reporter.types("one", &typed).await;
    let second = reporter.types("one", &typed).await;
    assert_eq!(first.ok(), second.ok());
    assert_eq!(first.header(header::ETAG), second.header(header::ETAG));
}

#[tokio::test]
async fn a_window_that_is_not_open_refuses_typing() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    api.app.advance(chrono::Duration::days(-30));
    let typed = json!([{ "indicator": "svc-e2e", "value": "12" }]);
    reporter.types("one", &typed).await.refused(409, "window_not_open");
    api.app.advance(chrono::Duration::days(60));
    reporter.types("one", &typed).await.refused(409, "window_closed");
    let answer = reporter.get(&report("one")).await.ok();
    assert_eq!((&answer["editable"], &answer["not_editable_because"]), (&json!(false), &json!("window_closed")));
}
