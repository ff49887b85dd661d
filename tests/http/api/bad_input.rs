//! Garbage gets a clear refusal and never a fault.

use super::{Api, on_both_databases, report, value};
use domain::access::Role;
use http::{Method, header};
use serde_json::{Value, json};
use service::testing::Engine;

on_both_databases!(
    characters_that_a_database_cannot_keep_are_shown_as_unreadable,
    an_indicator_named_twice_is_refused,
    texts_of_any_length_are_kept_or_refused,
);

#[tokio::test]
async fn bodies_that_are_not_what_is_asked_are_refused() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_value = format!("{{\"values\":[{{\"indicator\":\"svc-e2e\",\"value\":{deep}}}]}}");
    let bodies: [&[u8]; 8] = [
        b"",
        b"\0",
        b"\xff\xfe\xfd",
        b"{",
        b"{\"values\":[{\"indicator\":\"svc-e2e\",\"value\":\"\xff\"}]}",
        b"{\"values\":[{\"indicator\":\"svc-e2e\",\"value\":NaN}]}",
        b"{\"values\":[{\"indicator\":\"svc-e2e\",\"value\":\"\\ud800\"}]}",
        deep_value.as_bytes(),
    ];
    for body in bodies {
        let answer = reporter.with_text(Method::PUT, &report("one"), body.to_vec()).await;
        answer.refused(400, "bad_request");
    }
    for body in [
        json!(null),
        json!([[[[]]]]),
        json!("values"),
        json!({}),
        json!({ "values": {} }),
        json!({ "values": [1] }),
        json!({ "values": [{ "value": "1" }] }),
        json!({ "values": [{ "indicator": "", "value": "1" }] }),
        json!({ "values": [{ "indicator": "svc e2e", "value": "1" }] }),
        json!({ "values": [{ "indicator": "svc-e2e", "value": ["1"] }] }),
        json!({ "values": [{ "indicator": "svc-e2e", "value": true }] }),
        json!({ "values": [{ "indicator": "svc-e2e", "valeu": "1" }] }),
        json!({ "values": [{ "indicator": "svc-e2e", "version": "1" }] }),
        json!({ "values": [{ "indicator": "svc-e2e", "applicability": "maybe" }] }),
        json!({ "values": [], "more": 1 }),
    ] {
        reporter.with_json(Method::PUT, &report("one"), &body).await.refused(422, "bad_request");
    }
    assert_eq!(reporter.get(&report("one")).await.ok()["state"], "not_started");
}

/// What is said of what cannot be read, in English and Thai.
#[track_caller]
pub(super) fn sentences(problem: &Value) -> [String; 2] {
    let [en, th] = ["detail", "detail_th"].map(|name| problem[name].as_str().expect("a sentence").to_owned());
    let is_thai = |text: &str| text.chars().any(|letter| ('\u{e00}'..='\u{e7f}').contains(&letter));
    assert!(!is_thai(&en), "{en}");
    assert!(is_thai(&th), "{th}");
    [en, th]
}

#[tokio::test]
async fn what_of_a_body_cannot_be_read_is_said_with_its_place_in_both_languages() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    for (body, status, path, line, says) in [
        ("{}", 422, Some("values"), 1, "missing"),
        ("[]", 422, None, 1, "line 1, column"),
        ("{\"values\":[\n{\"value\":1}]}", 422, Some("values[0].indicator"), 2, "missing"),
        (
            "{\"values\":[{\n\n\"indicator\":\"svc e2e\"}]}",
            422,
            Some("values[0].indicator"),
            3,
            "must be a code of 1–64",
        ),
        ("{\"values\":[{\"indicator\":7}]}", 422, Some("values[0].indicator"), 1, "must be a text in quotation marks"),
        (
            "{\"values\":[{\"indicator\":\"a\",\"version\":\"1\"}]}",
            422,
            Some("values[0].version"),
            1,
            "must be a whole number",
        ),
        (
            "{\"values\":[{\"indicator\":\"a\",\"value\":[1]}]}",
            422,
            Some("values[0].value"),
            1,
            "must be a number or a text",
        ),
        (
            "{\"values\":[{\"indicator\":\"a\",\"valeu\":1}]}",
            422,
            Some("values[0].valeu"),
            1,
            "no member here; there are indicator",
        ),
        (
            "{\"values\":[{\"indicator\":\"a\",\"applicability\":\"maybe\"}]}",
            422,
            Some("values[0].applicability"),
            1,
            "must be one of applies, not_applicable",
        ),
        ("{\"values\":{}}", 422, Some("values"), 1, "must be a list in square brackets"),
        ("{\"values\":[],\n\"values\":[]}", 422, Some("values"), 2, "more than once"),
        ("{\"values\":[\n{\"indicator\":", 400, Some("values[0].indicator"), 2, "ends before it is whole"),
        ("{\n'values':[]}", 400, None, 2, "not the JSON that is asked for"),
    ] {
        let problem = reporter.with_text(Method::PUT, &report("one"), body).await.refused(status, "bad_request");
        let [en, th] = sentences(&problem);
        assert!(en.contains(says) && !th.contains(says), "{body}: {en} {th}");
        assert_eq!((problem["at"]["path"].as_str(), problem["at"]["line"].as_i64()), (path, Some(line)), "{problem}");
        for told in [&en, &th] {
            assert!(path.is_none_or(|path| told.starts_with(path)) && told.contains(&line.to_string()), "{told}");
        }
        // Its own words, for whoever knows the reader.
        assert!(
            problem["reader"].as_str().is_some_and(|said| said.len() > 10 && !said.starts_with("Failed")),
            "{problem}"
        );
    }
    let unknown = r#"{"values":[{"indicator":"a","not_applicable_reason_in_thai_and_english":1}]}"#;
    let problem = reporter.with_text(Method::PUT, &report("one"), unknown).await.refused(422, "bad_request");
    for told in sentences(&problem) {
        assert!(told.ends_with(", applicability, not_applicable_reason"), "all that there are: {told}");
    }
    let long = json!({ "values": [{ "indicator": "x".repeat(5_000) }] });
    let problem = reporter.with_json(Method::PUT, &report("one"), &long).await.refused(422, "bad_request");
    let told = sentences(&problem);
    assert!(told[0].starts_with("values[0].indicator (line 1, column 5"), "{problem}");
    assert!(told.iter().all(|told| told.chars().count() <= 200), "nothing typed is said again at length: {told:?}");
    assert!(problem["reader"].as_str().is_some_and(|said| said.chars().count() <= 200), "{problem}");
    // Every address that takes JSON says so.
    let problem = reporter.moves("one", "submit", &json!({ "version": "1" })).await.refused(422, "bad_request");
    assert!(sentences(&problem)[0].starts_with("version (line 1, column"), "{problem}");
    let problem = reporter.moves("one", "objections", &json!({ "reason": 1 })).await.refused(422, "bad_request");
    assert!(sentences(&problem)[0].starts_with("reason (line 1, column"), "{problem}");
    let request = reporter.request(Method::PUT, &report("one")).header(header::CONTENT_TYPE, "text/plain");
    let problem = reporter.send(request.body("{}".into()).expect("a request")).await.refused(415, "bad_request");
    assert_eq!(sentences(&problem)[0], "the body: must be JSON, with Content-Type: application/json");
    let problem = reporter.moves("one", "evidence", &json!({})).await.refused(400, "bad_request");
    assert_eq!(sentences(&problem)[0], "the body: the form cannot be read");
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    for (method, path) in [(Method::PUT, report("one")), (Method::POST, report("one").replace("values", "submit"))] {
        let request = reporter.request(method, &path).header(header::CONTENT_TYPE, "text/plain");
        reporter.send(request.body("{}".into()).expect("a request")).await.refused(415, "bad_request");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let large = json!({ "values": [{ "indicator": "svc-e2e", "narrative": "ก".repeat(2 << 20) }] });
    reporter.with_json(Method::PUT, &report("one"), &large).await.refused(413, "body_too_large");
    let large = json!({ "note": "ก".repeat(2 << 20) });
    reporter.moves("one", "return", &large).await.refused(413, "body_too_large");
}

#[tokio::test]
async fn long_queries_are_refused_and_never_a_fault() {
    let api = Api::new().await;
    let reader = api.program("reader", Role::Executive, "th").await;
    let long = "x".repeat(10_000);
    reader.get(&format!("/indicators?strategy={long}")).await.refused(400, "bad_request");
    reader.get(&format!("/indicators?{long}={long}")).await.refused(400, "bad_request");
    reader.get(&format!("/organisations?{long}")).await.refused(400, "bad_request");
}

async fn characters_that_a_database_cannot_keep_are_shown_as_unreadable(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let approver = api.program("approver", Role::Approver, "one").await;
    let typed = json!([{ "indicator": "svc-e2e", "value": "4\u{0}0", "base": "100", "narrative": "ก\u{0}ข\u{feff}" }]);
    let answer = reporter.types("one", &typed).await.ok();
    assert_eq!(
        (&value(&answer, "svc-e2e")["value"], &value(&answer, "svc-e2e")["narrative"]),
        (&json!("4\u{fffd}0"), &json!("ก\u{fffd}ข\u{feff}"))
    );
    api.add_evidence("one").await;
    reporter.fills("one", "40").await;
    reporter.moves("one", "submit", &json!({})).await.ok();
    for nothing in ["\u{0}", "\u{200b}", "\u{202e}\u{2060}"] {
        let unseen = json!({ "reasons": [{ "indicator": "svc-e2e", "reason": nothing }] });
        approver.moves("one", "return", &unseen).await.refused(409, "reason_missing");
    }
    let reasons = json!({ "note": "ก\u{0}", "reasons": [{ "indicator": "svc-e2e", "reason": "ผิด\u{0}" }] });
    let answer = approver.moves("one", "return", &reasons).await.ok();
    assert_eq!(value(&answer, "svc-e2e")["return_reason"], "ผิด\u{fffd}");
}

async fn an_indicator_named_twice_is_refused(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let approver = api.program("approver", Role::Approver, "one").await;
    let reviewer = api.program("reviewer", Role::Reviewer, "th").await;
    let twice = json!([{ "indicator": "svc-e2e", "value": "1" }, { "indicator": "svc-e2e", "value": "2" }]);
    let problem = reporter.types("one", &twice).await.refused(422, "indicator_twice");
    assert_eq!(problem["detail"], "svc-e2e");
    api.add_evidence("one").await;
    reporter.fills("one", "40").await;
    reporter.moves("one", "submit", &json!({})).await.ok();
    let reason = json!({ "indicator": "svc-e2e", "reason": "ผิด" });
    approver.moves("one", "return", &json!({ "reasons": [reason, reason] })).await.refused(422, "indicator_twice");
    approver.moves("one", "approve", &json!({})).await.ok();
    let verified = json!({ "verified": [
        { "indicator": "svc-e2e", "value": "1", "base": "2" },
        { "indicator": "svc-e2e", "value": "2", "base": "2" },
    ] });
    reviewer.moves("one", "accept", &verified).await.refused(422, "indicator_twice");
    assert_eq!(reporter.get(&report("one")).await.ok()["state"], "approved");
}

async fn texts_of_any_length_are_kept_or_refused(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let long = "ก".repeat(50_000);
    let typed = json!([{ "indicator": "svc-e2e", "value": long, "base": long, "narrative": long }]);
    let answer = reporter.types("one", &typed).await.ok();
    let svc = value(&answer, "svc-e2e");
    assert_eq!(svc["narrative"].as_str().map(str::len), Some(long.len()));
    let problems = svc["problems"].as_array().expect("problems");
    assert!(problems.iter().any(|problem| problem["code"] == "text_too_long"), "{problems:?}");
    let longer = json!([{ "indicator": "svc-e2e", "version": 1, "value": "1", "narrative": format!("{long}ก") }]);
    reporter.types("one", &longer).await.refused(422, "text_beyond_a_draft");
}

#[tokio::test]
async fn a_version_that_cannot_be_is_a_conflict() {
    let api = Api::new().await;
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    api.add_evidence("one").await;
    reporter.fills("one", "40").await;
    for version in [json!(-1), json!(i64::MAX)] {
        reporter.moves("one", "submit", &json!({ "version": version })).await.refused(409, "conflict");
    }
    for version in [json!(1e30), json!("1"), json!(1.5)] {
        reporter.moves("one", "submit", &json!({ "version": version })).await.refused(422, "bad_request");
    }
}
