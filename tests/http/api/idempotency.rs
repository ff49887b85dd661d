//! `Idempotency-Key` and `If-Match`: asking twice and having it done once, and changing only what was seen.

use super::{Answer, Api, Program, on_both_databases, report, value};
use domain::access::{Grant, Role};
use http::{Method, header};
use serde_json::{Value, json};
use service::testing::Engine;
use tests::{app::operator, country::ROUND};

on_both_databases!(
    what_is_asked_twice_is_done_once,
    of_two_at_the_same_moment_one_does_it,
    whoever_lost_their_role_is_not_told_the_first_answer,
    a_change_says_what_it_saw,
    a_step_says_what_it_saw,
);

fn values(part: &str) -> String {
    json!({ "values": [{ "indicator": "svc-e2e", "value": part, "base": "100" }] }).to_string()
}

async fn puts(program: &Program, headers: &[(&str, &str)], part: &str) -> Answer {
    program.with_headers(Method::PUT, &report("one"), headers, values(part)).await
}

fn svc(report: &Value) -> Value {
    value(report, "svc-e2e")["value"].clone()
}

async fn what_is_asked_twice_is_done_once(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let other = api.program("other", Role::Reporter, "one").await;
    let first = [("if-match", "*"), ("idempotency-key", "k-1")];
    let done = puts(&reporter, &first, "40").await;
    done.ok();
    assert_eq!(done.header("idempotency-replayed"), "");
    puts(&reporter, &[("if-match", "*")], "41").await.ok();
    let again = puts(&reporter, &first, "40").await;
    assert_eq!((again.ok(), again.header(header::ETAG)), (done.ok(), done.header(header::ETAG)), "the first answer");
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(svc(&reporter.get(&report("one")).await.ok()), "41", "nothing was done again");

    puts(&reporter, &first, "42").await.refused(422, "idempotency_key_of_something_else");
    let elsewhere = format!("/rounds/{ROUND}/agencies/one/submit");
    let moved = reporter.with_headers(Method::POST, &elsewhere, &first, values("40")).await;
    moved.refused(422, "idempotency_key_of_something_else");
    assert_eq!(svc(&puts(&other, &first, "42").await.ok()), "42", "a key is its token's own");

    // A refusal is an answer too, and is given again although it would no longer be one.
    let second = [("if-match", "\"old\""), ("idempotency-key", "k-2")];
    puts(&reporter, &second, "43").await.refused(412, "conflict");
    let again = puts(&reporter, &second, "43").await;
    again.refused(412, "conflict");
    assert_eq!(again.header("idempotency-replayed"), "true");
    puts(&reporter, &[("if-match", "*"), ("idempotency-key", "two words")], "1").await.refused(422, "idempotency_key");
    let nobody = puts(&api.nobody(), &first, "40").await;
    nobody.refused(401, "token_refused");
    let read = reporter.with_headers(Method::GET, &report("one"), &[("idempotency-key", "k-1")], "").await;
    assert_eq!(svc(&read.ok()), "42", "reading needs no key");
}

async fn whoever_lost_their_role_is_not_told_the_first_answer(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let first = [("if-match", "*"), ("idempotency-key", "k-1")];
    puts(&reporter, &first, "40").await.ok();
    let elsewhere = vec![Grant { role: Role::Reporter, organisation: "two".parse().expect("a code") }];
    api.app.services().accounts().set_grants(&operator(), reporter.account, elsewhere).await.expect("set");
    puts(&reporter, &first, "40").await.refused(403, "forbidden");
    let reader = api.program("reader", Role::Executive, "one").await;
    puts(&reader, &first, "40").await.refused(403, "forbidden");
}

async fn of_two_at_the_same_moment_one_does_it(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    api.add_evidence("one").await;
    reporter.fills("one", "40").await;
    let version = reporter.get(&report("one")).await.ok()["version"].clone();
    let path = format!("/rounds/{ROUND}/agencies/one/submit");
    let body = json!({ "version": version }).to_string();
    let submit = || reporter.with_headers(Method::POST, &path, &[("idempotency-key", "once")], body.clone());
    let both = tokio::join!(submit(), submit());
    for answer in [&both.0, &both.1] {
        match answer.status.as_u16() {
            200 => assert_eq!(answer.ok()["state"], "submitted"),
            _ => drop(answer.refused(409, "idempotency_under_way")),
        }
    }
    assert!([&both.0, &both.1].iter().any(|answer| answer.status == 200), "{} {}", both.0.text(), both.1.text());
    let later = submit().await;
    assert_eq!((later.ok()["state"].clone(), later.header("idempotency-replayed")), (json!("submitted"), "true"));
    assert_eq!(reporter.get(&report("one")).await.ok()["revision"], 1, "submitted once");
}

async fn a_change_says_what_it_saw(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    puts(&reporter, &[], "40").await.refused(428, "condition_missing");
    let first = puts(&reporter, &[("if-match", "*")], "40").await;
    let tag = first.header(header::ETAG).to_owned();
    puts(&reporter, &[("if-match", &tag)], "41").await.ok();
    puts(&reporter, &[("if-match", &tag)], "42").await.refused(412, "conflict");
    let seen = value(&reporter.get(&report("one")).await.ok(), "svc-e2e")["version"].clone();
    let with_version =
        |value: &str| json!({ "values": [{ "indicator": "svc-e2e", "value": value, "version": seen }] }).to_string();
    let done = reporter.with_headers(Method::PUT, &report("one"), &[], with_version("43")).await;
    assert_eq!(svc(&done.ok()), "43", "every value says its version");
    let stale = reporter.with_headers(Method::PUT, &report("one"), &[], with_version("44")).await;
    stale.refused(409, "conflict");
}

async fn a_step_says_what_it_saw(engine: Engine) {
    let Some(api) = Api::on(engine).await else { return };
    let reporter = api.program("reporter", Role::Reporter, "one").await;
    let approver = api.program("approver", Role::Approver, "one").await;
    let reader = api.program("reader", Role::Executive, "one").await;
    api.add_evidence("one").await;
    reporter.fills("one", "40").await;
    let path = |step: &str| format!("/rounds/{ROUND}/agencies/one/{step}");
    let post = |program: Program, step: &'static str, tag: String| async move {
        let headers = [("if-match", tag.as_str())];
        let some = if tag.is_empty() { &headers[..0] } else { &headers[..] };
        program.with_headers(Method::POST, &path(step), some, "{}").await
    };
    post(reporter.clone(), "submit", String::new()).await.refused(428, "condition_missing");
    let tag = reporter.get(&report("one")).await.header(header::ETAG).to_owned();
    post(reader, "submit", tag.clone()).await.refused(403, "forbidden");
    let submitted = post(reporter, "submit", tag.clone()).await;
    submitted.ok();
    post(approver.clone(), "approve", tag).await.refused(412, "conflict");
    let tag = submitted.header(header::ETAG).to_owned();
    assert_eq!(post(approver, "approve", tag).await.ok()["state"], "approved");
}
