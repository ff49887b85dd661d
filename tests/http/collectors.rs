//! Collectors: tried, saved, asked and confirmed in a browser.

use chrono::Duration;
use domain::access::Role;
use http::StatusCode;
use server::schedule::TIMETABLE;
use service::testing::endpoint::{Behaviour, Endpoint, answer, json, trusting};
use tests::TestApp;

const LIST: &str = "/organisations/one/collectors";
const NEW: &str = "/organisations/one/collectors/new";
const REPORT: &str = "/reports/2570-q1/one";

/// The fields of a form, with some changed.
fn fields<'a>(endpoint: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("plan", "small"),
        ("name", "ระบบสถิติ"),
        ("endpoint", endpoint),
        ("kind", "json"),
        ("rows", ""),
        ("value.svc-e2e", "/e2e/done"),
        ("base.svc-e2e", "/e2e/all"),
        ("times", "*/5 * * * *"),
        ("handing", "confirm"),
        ("activity", "active"),
        ("secret_choice", "new"),
        ("secret_header", "X-Api-Key"),
        ("secret_password", "k-123-secret"),
        ("intent", "save"),
    ];
    for (name, value) in changes {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    fields
}

#[tokio::test]
async fn a_reporter_tries_a_collector_saves_it_and_confirms_what_it_brings() {
    let endpoint = Endpoint::start(json(r#"{"e2e": {"done": 27, "all": 64}}"#)).await;
    let app = TestApp::with_collectors(trusting(&endpoint)).await;
    let mut reporter = app.reporter("one").await;
    let url = endpoint.url("/{agency}/{period}");
    reporter.opens("/organisations/one").await.shows("href=\"/organisations/one/collectors\"");
    reporter.opens(LIST).await.shows("ยังไม่มีการดึงค่า").shows(NEW);
    reporter.opens(NEW).await.shows("name=\"value.svc-e2e\"").shows("name=\"base.svc-e2e\"").shows("0 6 * * *");

    let tested = reporter.posts(NEW, &fields(&url, &[("intent", "test")])).await;
    assert_eq!(tested.status, StatusCode::OK);
    tested.shows("ผลการลอง ยังไม่มีการบันทึก").shows("27 ÷ 64").shows("/one/2570-q1").shows("127.0.0.1");
    tested.shows("value=\"/e2e/done\"").hides("k-123-secret");
    reporter.opens(LIST).await.shows("ยังไม่มีการดึงค่า");
    reporter.opens(REPORT).await.hides("ค่าที่ระบบดึงมา รอท่านยืนยัน");

    let saved = reporter.posts(NEW, &fields(&url, &[])).await;
    assert!(saved.location().ends_with("?done=collector_set"), "{} {}", saved.status, saved.body);
    let page = reporter.follows(&saved).await;
    page.shows("บันทึกการดึงค่าแล้ว").shows("ยังไม่เคยดึง").shows("มีรหัสลับ").hides("k-123-secret");
    reporter.opens(LIST).await.shows("ระบบสถิติ");

    app.advance(Duration::minutes(6));
    for line in TIMETABLE {
        app.services().jobs().look(line, "test").await.expect("looked");
    }
    assert!(endpoint.asked()[1].contains("x-api-key: k-123-secret"));
    let collector = saved.location().split('?').next().expect("a path").to_owned();
    let page = reporter.opens(&collector).await;
    page.shows("ใส่ร่างแล้ว").hides("k-123-secret");
    let (_, rest) = page.body.split_once("/polls/").expect("a poll");
    let poll = format!("{collector}/polls/{}", rest.split('"').next().expect("its id"));
    let poll = reporter.opens(&poll).await;
    poll.shows("SHA-256").shows("ตารางเวลา").shows("/e2e/done").shows("x-api-key").shows("***").hides("k-123-secret");

    let report = reporter.opens(REPORT).await;
    report.shows("ค่าที่ระบบดึงมา รอท่านยืนยัน").shows("27 ÷ 64").shows("รอยืนยัน").shows("value=\"27\"");
    let (_, rest) = report.body.split_once("name=\"seen\" value=\"").expect("what was seen");
    let seen = rest.split('"').next().expect("a digest").to_owned();
    let confirm = [("round", "2570-q1"), ("agency", "one"), ("seen", seen.as_str())];
    let confirmed = reporter.posts("/do/collectors/confirm", &confirm).await;
    assert_eq!(confirmed.location(), format!("{REPORT}?done=collected_confirmed"));
    let report = reporter.follows(&confirmed).await;
    report.shows("ยืนยันค่าที่ดึงมาแล้ว").hides("ค่าที่ระบบดึงมา รอท่านยืนยัน").shows("ดึงมาโดย");

    // By hand, and in the other language.
    endpoint.becomes(Behaviour::Says(answer("503 Busy", &[], "")));
    let id = collector.rsplit('/').next().expect("an id");
    let asked = reporter.posts("/do/collectors/run", &[("agency", "one"), ("collector", id)]).await;
    let again = reporter.posts("/do/collectors/run", &[("agency", "one"), ("collector", id)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.shows("เพิ่งดึงค่านี้ไปเมื่อสักครู่ ดึงอีกครั้งได้ในอีก 30 วินาที").shows("ระบบสถิติ");
    reporter.cookies.insert("language".to_owned(), "en".to_owned());
    reporter.follows(&asked).await.shows("No answer").shows("another status than 200").shows("503");
    let removed = reporter.posts("/do/collectors/remove", &[("agency", "one"), ("collector", id)]).await;
    reporter.follows(&removed).await.shows("There are no collectors yet");
    app.administrator().await.opens("/audit").await.shows("ตั้งการดึงค่า").shows("ดึงค่าลงร่าง").shows("ลบการดึงค่า");
}

#[tokio::test]
async fn what_cannot_be_taken_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let endpoint = Endpoint::start(json("{}")).await;
    let app = TestApp::with_collectors(trusting(&endpoint)).await;
    let mut reporter = app.reporter("one").await;
    let url = endpoint.url("/");
    for (changes, field, words) in [
        ([("endpoint", "http://data.example/"), ("intent", "save")], "endpoint", "ที่อยู่ต้องเริ่มด้วย https://"),
        ([("endpoint", "https://[::ffff:10.0.0.1]/"), ("intent", "test")], "endpoint", "เครือข่ายภายใน"),
        ([("times", "* * * * *"), ("intent", "save")], "times", "อย่างน้อย 5 นาที"),
        ([("base.svc-e2e", ""), ("intent", "save")], "base.svc-e2e", "ต้องบอกทั้งสองตำแหน่ง"),
        ([("value.svc-e2e", "done"), ("intent", "test")], "value.svc-e2e", "ตัวชี้ที่เริ่มด้วย /"),
        ([("secret_header", "Host"), ("intent", "save")], "secret_header", "ชื่อส่วนหัวใช้ไม่ได้"),
    ] {
        let refused = reporter.posts(NEW, &fields(&url, &changes)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        refused.shows(&format!("id=\"{field}-problem\"")).shows(words).hides("k-123-secret");
        refused.shows("value=\"ระบบสถิติ\"").shows(&format!("value=\"{}\"", changes[0].1));
    }
    let all = [("name", " "), ("endpoint", "http://data.example/"), ("base.svc-e2e", ""), ("times", "* * * * *")];
    let refused = reporter.posts(NEW, &fields(&url, &all)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["name", "endpoint", "base.svc-e2e", "times"] {
        refused.shows(&format!("id=\"{field}-problem\"")).shows(&format!("href=\"#{field}\""));
    }
    refused.shows("โปรดตั้งชื่อ").shows("ที่อยู่ต้องเริ่มด้วย https://").shows("ต้องบอกทั้งสองตำแหน่ง").shows("อย่างน้อย 5 นาที");
    let nothing = [("value.svc-e2e", ""), ("base.svc-e2e", "")];
    reporter.posts(NEW, &fields(&url, &nothing)).await.shows("อย่างน้อยหนึ่งตัว");
    assert_eq!(endpoint.asked(), [""; 0]);
    // A broken answer is told, and what was typed stays.
    endpoint.becomes(json("<html>"));
    let tested = reporter.posts(NEW, &fields(&url, &[("intent", "test")])).await;
    tested.shows("คำตอบไม่ใช่ JSON").shows("value=\"/e2e/done\"");
    let mut approver = app.approver("one").await;
    let submits = fields(&url, &[("handing", "submit")]);
    approver.posts(NEW, &submits).await.shows("เฉพาะผู้ที่มีสิทธิ์ส่งรายงาน");
    let mut executive = app.somebody(Role::Executive, "one").await;
    assert_eq!(executive.opens(LIST).await.status, StatusCode::FORBIDDEN);
}
