//! Filing on behalf of an approver who cannot sign here: by the letter, with the name of whoever files.

use axum::body::Body;
use domain::access::Role;
use http::{Method, StatusCode};
use serde_json::Value;
use tests::{Form, TestApp, Visitor};

const PAGE: &str = "/reports/2570-q1/one";

#[tokio::test]
async fn a_report_is_filed_by_letter_and_everybody_reads_that_it_was() {
    let app = TestApp::new().await;
    app.fill("one").await;
    let mut reporter = app.reporter("one").await;
    reporter.opens(PAGE).await.hides("ยื่นแทนผู้อนุมัติ");
    reporter.submits("one", app.version("one").await).await;
    let form = Form::on(&reporter.opens(PAGE).await, "letter").with("authority_name", "นายสมชาย ใจดี อธิบดี");
    let form = form.with("authority_number", "ดศ 0301/9").with("authority_dated", "1/1/2570");
    let empty = form.clone().press(&mut reporter, "file").await;
    empty.shows("โปรดแนบไฟล์หนังสือ").shows("value=\"ดศ 0301/9\"");
    let undated = form.clone().with_file("letter", "หนังสือ.pdf", "signed").with("authority_dated", "วันนี้");
    let undated = undated.press(&mut reporter, "file").await;
    assert_eq!(undated.status, StatusCode::UNPROCESSABLE_ENTITY);
    undated.shows("โปรดระบุวันที่ของหนังสือ").shows("นายสมชาย ใจดี อธิบดี").shows("aria-invalid=\"true\"");
    let form = form.with_file("letter", "หนังสือ.pdf", "signed");
    let filed = form.clone().press(&mut reporter, "file").await;
    assert_eq!(filed.location(), format!("{PAGE}?done=filed_on_behalf"), "{}", filed.body);
    let twice = form.press(&mut reporter, "file").await;
    assert_eq!(twice.location(), format!("{PAGE}?done=filed_on_behalf"), "whoever presses twice wanted it once");
    let told = "ยื่นแทน นายสมชาย ใจดี อธิบดี ตามหนังสือ ดศ 0301/9 ลงวันที่ 1 ม.ค. 2570";
    reporter.follows(&filed).await.shows("ยื่นรายงานแทนผู้อนุมัติแล้ว").shows(told);

    let mut reviewer = app.reviewer().await;
    let page = reviewer.opens(PAGE).await;
    page.shows(told).shows("ยื่นรายงานแทนผู้อนุมัติ").shows("value=\"accept\"").shows("หนังสือ.pdf");
    reviewer
        .clone()
        .in_english()
        .opens(PAGE)
        .await
        .shows("Filed on behalf of นายสมชาย ใจดี อธิบดี by letter ดศ 0301/9 dated");
    let start = page.body.find("/letters/").expect("a link");
    let link: String = page.body[start..].chars().take_while(|c| *c != '"').collect();
    let letter = reviewer.opens(&link).await;
    assert_eq!((letter.status, letter.body.as_str()), (StatusCode::OK, "signed"));
    assert!(letter.header("content-disposition").starts_with("attachment"), "never as a page");
    assert_eq!(app.reporter("two").await.opens(&link).await.status, StatusCode::FORBIDDEN);
    let mut approver = app.somebody(Role::Approver, "one").await;
    approver.opens(PAGE).await.shows(told).hides("value=\"approve\"");

    let (_, account) = app.somebody_with_account(Role::Reviewer, "th").await;
    let (_, secret) = crate::access::objects::new_token(&app, account).await;
    let program = app.nobody().with("accept", "application/json").with("sec-fetch-site", "");
    let mut program = program.with("authorization", &format!("Bearer {secret}"));
    let body: Value =
        serde_json::from_str(&program.opens("/api/v1/rounds/2570-q1/agencies/one/values").await.body).expect("JSON");
    let told_to_programs = &body["filed_on_behalf"];
    assert_eq!(told_to_programs["name"], "นายสมชาย ใจดี อธิบดี");
    assert_eq!(
        (told_to_programs["number"].as_str(), told_to_programs["dated"].as_str()),
        (Some("ดศ 0301/9"), Some("2027-01-01"))
    );
    assert_eq!(told_to_programs["sha256"], domain::audit::sha256(b"signed"));

    let (version, reasons) = (app.version("one").await, [("reason.svc-e2e", "ไม่มีลายมือชื่อ")]);
    let returned = reviewer.decides("one", version, "return_for_change", &reasons).await;
    assert_eq!(returned.location(), format!("{PAGE}?done=returned"));
    reporter.opens(PAGE).await.shows("ส่งกลับ").shows("ลำดับการดำเนินการ").shows(&link).hides("ใช้แทนการลงนาม");
}

const FILE: &str = "/api/v1/rounds/2570-q1/agencies/one/file";

/// A form as a program sends it.
fn sent(boundary: &str, texts: &[(&str, &str)], letter: Option<&str>) -> (String, Body) {
    let part = |head: &str, content: &str| {
        format!("--{boundary}\r\ncontent-disposition: form-data; {head}\r\n\r\n{content}\r\n")
    };
    let texts = texts.iter().map(|(name, text)| part(&format!("name=\"{name}\""), text));
    let head = "name=\"letter\"; filename=\"letter.pdf\"\r\ncontent-type: application/pdf";
    let body: String = texts.chain(letter.map(|letter| part(head, letter))).collect();
    (format!("multipart/form-data; boundary={boundary}"), Body::from(format!("{body}--{boundary}--\r\n")))
}

async fn posts(program: &Visitor, boundary: &str, texts: &[(&str, &str)], letter: Option<&str>) -> (StatusCode, Value) {
    let (kind, body) = sent(boundary, texts, letter);
    let answer = program.clone().sends(Method::POST, FILE, Some(&kind), body).await;
    let json = serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{} {}", answer.status, answer.body));
    (answer.status, json)
}

#[tokio::test]
async fn a_program_files_by_letter_and_is_refused_like_the_page() {
    let app = TestApp::new().await;
    app.fill("one").await;
    app.reporter("one").await.submits("one", app.version("one").await).await;
    let program = async |role, body: &str| {
        let (_, account) = app.somebody_with_account(role, body).await;
        let (_, secret) = crate::access::objects::new_token(&app, account).await;
        let program = app.nobody().with("accept", "application/json").with("sec-fetch-site", "");
        program.with("authorization", &format!("Bearer {secret}"))
    };
    let (reporter, approver) = (program(Role::Reporter, "one").await, program(Role::Approver, "one").await);
    let version = app.version("one").await.to_string();
    let good =
        [("version", version.as_str()), ("name", "นายสมชาย ใจดี"), ("number", "ดศ 0301/9"), ("dated", "2027-01-01")];
    let with = |name: &str, text: &'static str| {
        let mut texts = good;
        texts.iter_mut().filter(|(of, _)| *of == name).for_each(|(_, old)| *old = text);
        texts
    };
    for (texts, letter, status, code) in [
        (good, None, 422, "letter_missing"),
        (with("name", " "), Some("signed"), 422, "authority_name"),
        (with("number", ""), Some("signed"), 422, "authority_number"),
        (with("dated", "1/1/2570"), Some("signed"), 422, "authority_dated"),
        (with("dated", "2025-01-01"), Some("signed"), 422, "authority_dated"),
        (with("version", "1.5"), Some("signed"), 422, "bad_request"),
        (with("version", "0"), Some("signed"), 409, "conflict"),
        (with("version", ""), Some("signed"), 428, "condition_missing"),
    ] {
        let (answered, problem) = posts(&reporter, "b", &texts, letter).await;
        assert_eq!((answered.as_u16(), problem["code"].as_str()), (status, Some(code)), "{problem}");
    }
    let (status, problem) = posts(&approver, "b", &good, Some("signed")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &"forbidden".into()));
    let json = reporter.clone().sends(Method::POST, FILE, Some("application/json"), Body::from("{}")).await;
    assert_eq!(json.status, StatusCode::BAD_REQUEST, "{}", json.body);

    let once = reporter.with("idempotency-key", "letter-1");
    // Larger than any other body of the API.
    let large = "ก".repeat(2 * 1024 * 1024);
    let (status, report) = posts(&once, "b", &good, Some(&large)).await;
    assert_eq!(status, StatusCode::OK, "{report}");
    assert_eq!((&report["state"], &report["filed_on_behalf"]["name"]), (&"approved".into(), &"นายสมชาย ใจดี".into()));
    assert_eq!(report["filed_on_behalf"]["sha256"], domain::audit::sha256(large.as_bytes()));
    // Sent again, as libraries do, with another boundary: filed once.
    assert_eq!(posts(&once, "another", &good, Some(&large)).await, (status, report));
    let (status, problem) = posts(&once, "b", &good, Some("forged")).await;
    assert_eq!((status.as_u16(), &problem["code"]), (422, &"idempotency_key_of_something_else".into()));
    app.reviewer().await.opens(PAGE).await.shows("ยื่นแทน นายสมชาย ใจดี").shows("letter.pdf");
}
