//! Programs that are told of releases: the page, and a receiver on this machine that checks what it gets with somebody else's
//! library.

use crate::publications::{publish, reviewed};
use domain::webhook::MessageState;
use http::StatusCode;
use serde_json::Value;
use server::schedule::TIMETABLE;
use service::{
    jobs::{JobOutcome, Told, Work},
    testing::endpoint::{Behaviour, Endpoint, answer, trusting},
};
use tests::{Answer, Engine, TestApp, Visitor, app::operator};

const PAGE: &str = "/webhooks";
const CODE: &str = "2570-q1.final.1";

fn says(status: &str) -> Behaviour {
    Behaviour::Says(answer(status, &[], ""))
}

/// As the timetable does.
async fn job(app: &TestApp) -> Told {
    let line = TIMETABLE.iter().find(|line| line.job.name == "send_webhooks").expect("a line");
    let Work::Outside { work, .. } = line.job.work else { panic!("it works outside") };
    work(app.services().clone(), app.services().now()).await.expect("storage answers")
}

async fn adds(admin: &mut Visitor, name: &str, address: &str) -> Answer {
    admin.posts("/do/webhooks/add", &[("name", name), ("address", address)]).await
}

/// What stands in a field of a page.
fn value(page: &Answer, field: &str) -> String {
    let (_, rest) = page.body.split_once(field).expect("the field");
    let (_, rest) = rest.split_once("value=\"").expect("its value");
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// The secret that a page shows this once, as text that is seen whole.
fn secret_of(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("id=\"secret\"").expect("the secret");
    let (_, rest) = rest.split_once('>').expect("its text");
    rest.split('<').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_administrator_has_a_program_told_and_sees_what_came_of_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let receiver = Endpoint::start(says("204 No Content")).await;
        let Some(app) = TestApp::start_with_collectors(engine, trusting(&receiver)).await else { continue };
        let mut admin = reviewed(&app).await;
        admin.opens("/snapshots").await.shows(&format!("href=\"{PAGE}\""));
        app.reporter("one").await.opens("/snapshots").await.hides(&format!("href=\"{PAGE}\""));
        admin.opens(PAGE).await.shows("ยังไม่มีที่อยู่ที่ให้แจ้ง");
        let refused = adds(&mut admin, "พอร์ทัล", "https://example.com/\0").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        let added = adds(&mut admin, "พอร์ทัล <ก>", &receiver.url("/hook")).await;
        assert_eq!(added.status, StatusCode::OK);
        let secret = secret_of(&added);
        assert!(secret.starts_with("whsec_"), "{secret}");
        // Shown this once.
        let page = admin.opens(PAGE).await;
        page.shows("พอร์ทัล &lt;ก&gt;").shows("ยังไม่มีข้อความ").hides("whsec_");
        let id = value(&page, "name=\"webhook\"");
        let tested = admin.posts("/do/webhooks/test", &[("webhook", &id)]).await;
        assert_eq!(tested.location(), format!("{PAGE}?done=webhook_tested"));
        admin.opens(PAGE).await.shows("ทดสอบ").shows("รับแล้ว").shows("HTTP 204");
        publish(&app, &mut admin, 1, "", "").await;
        let told = job(&app).await;
        assert_eq!((told.outcome, told.details["delivered"].as_u64()), (JobOutcome::Done, Some(1)), "{}", told.details);
        assert_eq!(job(&app).await.details["made"].as_u64(), Some(0), "once");
        assert_eq!(receiver.asked().len(), 2);
        admin.opens(PAGE).await.shows(&format!("href=\"/snapshots/{CODE}\""));
        let english = admin.clone().in_english().opens(PAGE).await;
        english.shows("Taken").shows("HTTP status 204").shows("Stop telling it");
        admin.opens("/audit").await.shows("เพิ่มโปรแกรมที่ให้แจ้ง").hides("whsec_");
        let stopped = admin.posts("/do/webhooks/stop", &[("webhook", &id)]).await;
        assert_eq!(stopped.location(), format!("{PAGE}?done=webhook_stopped"));
        admin.opens(PAGE).await.shows("เลิกแจ้งเมื่อ").shows(CODE).hides("/do/webhooks/stop");
        for command in ["stop", "test"] {
            let again = admin.posts(&format!("/do/webhooks/{command}"), &[("webhook", &id)]).await;
            assert_eq!(again.status, StatusCode::NOT_FOUND, "{command}");
        }
    }
}

#[tokio::test]
async fn nobody_is_told_again_of_what_was_replaced() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let receiver = Endpoint::start(says("503 Service Unavailable")).await;
        let Some(app) = TestApp::start_with_collectors(engine, trusting(&receiver)).await else { continue };
        let mut admin = reviewed(&app).await;
        adds(&mut admin, "portal", &receiver.url("/hook")).await;
        publish(&app, &mut admin, 1, "", "").await;
        assert_eq!(job(&app).await.details["refused"].as_u64(), Some(1));
        receiver.becomes(says("204 No Content"));
        app.advance(chrono::Duration::minutes(10));
        publish(&app, &mut admin, 2, "นับใหม่", "").await;
        assert_eq!(job(&app).await.details["delivered"].as_u64(), Some(1));
        let page = admin.opens(PAGE).await;
        page.shows("เลิกลอง").shows("มีชุดอื่นมาแทนแล้ว จึงไม่แจ้งอีก:").hides("/do/webhooks/retry");
        assert_eq!(page.body.matches("href=\"/snapshots/2570-q1.final.2\"").count(), 2, "{}", page.body);
        admin.clone().in_english().opens(PAGE).await.shows("Not told any more, replaced by");
        // A page that was open all the while still has the button.
        let item = app.services().webhooks().list(&operator()).await.expect("listed").remove(0);
        let given_up = item.messages.iter().find(|message| message.state == MessageState::GivenUp).expect("a message");
        let refused = admin.posts("/do/webhooks/retry", &[("message", &given_up.id.to_string())]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.shows("มีชุดข้อมูลอื่นมาแทนชุดที่ข้อความนี้แจ้งแล้ว");
    }
}

#[tokio::test]
async fn what_cannot_be_an_address_is_refused_with_what_was_typed() {
    let receiver = Endpoint::start(says("200 OK")).await;
    let app = TestApp::with_collectors(trusting(&receiver)).await;
    let mut admin = app.administrator().await;
    for (address, said) in [
        ("http://portal.example/", "ที่อยู่ต้องเริ่มด้วย https://"),
        ("https://10.0.0.1/", "ไม่เชื่อมต่อกับเครื่องแม่ข่ายเองหรือเครือข่ายภายใน"),
        ("https://169.254.169.254/latest", "ไม่เชื่อมต่อกับเครื่องแม่ข่ายเองหรือเครือข่ายภายใน"),
        ("https://portal.example/{agency}", "คำในปีกกา"),
        ("portal.example", "อ่านที่อยู่ไม่ได้"),
        ("https://me:pw@portal.example/", "ผู้รับรู้ว่าข้อความมาจากระบบนี้ได้จากลายมือชื่อ"),
    ] {
        let refused = adds(&mut admin, "พอร์ทัล", address).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        refused.shows(said).shows("value=\"พอร์ทัล\"").shows(&format!("value=\"{address}\""));
    }
    // What no page may hold does not come back as it was sent.
    let nul = adds(&mut admin, "พอร์\0ทัล", "https://portal.example/\0").await;
    assert_eq!(nul.status, StatusCode::UNPROCESSABLE_ENTITY);
    nul.hides("\0").shows("value=\"พอร์?ทัล\"");
    let both = adds(&mut admin, " ", "http://portal.example/").await;
    both.shows("โปรดตั้งชื่อ").shows("ที่อยู่ต้องเริ่มด้วย https://");
    adds(&mut admin, "a\nb", "https://portal.example/").await.shows("โปรดตั้งชื่อในบรรทัดเดียว");
    let keyless = TestApp::new().await;
    let mut unconfigured = keyless.administrator().await;
    // Told before anything is typed, to whoever administers the system and not the server.
    let page = unconfigured.opens(PAGE).await;
    page.shows("secret_keys").shows("โปรดแจ้งผู้ดูแลเครื่องแม่ข่าย").hides("action=\"/do/webhooks/add\"");
    unconfigured.clone().in_english().opens(PAGE).await.shows("ask whoever runs the server");
    admin.opens(PAGE).await.shows("action=\"/do/webhooks/add\"").hides("secret_keys");
    let refused = adds(&mut unconfigured, "portal", "https://portal.example/").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("secret_keys");
}

#[tokio::test]
async fn a_receiver_believes_a_message_by_somebody_elses_library() {
    const NAME: &str = "a message about a release checked by standardwebhooks";
    let Ok(python) = std::env::var("TIDTAM_TEST_WEBHOOKS") else {
        return tests::skip(NAME, "TIDTAM_TEST_WEBHOOKS names no Python with standardwebhooks");
    };
    // Refused at first, and taken when it comes again.
    let receiver = Endpoint::start(says("500 Internal Server Error")).await;
    let app = TestApp::with_collectors(trusting(&receiver)).await;
    let mut admin = reviewed(&app).await;
    let secret = secret_of(&adds(&mut admin, "portal", &receiver.url("/hook?of=tidtam")).await);
    publish(&app, &mut admin, 1, "แก้ค่าของ <หน่วยงาน>", "").await;
    assert_eq!(job(&app).await.details["refused"].as_u64(), Some(1));
    receiver.becomes(says("200 OK"));
    app.advance(chrono::Duration::seconds(6));
    assert_eq!(job(&app).await.details["delivered"].as_u64(), Some(1));
    let folder = tempfile::tempdir().expect("a folder");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/http/webhooks_reader.py");
    let second = app.services().now().timestamp().to_string();
    let mut checked = Vec::new();
    for request in receiver.asked() {
        let file = folder.path().join("request");
        std::fs::write(&file, &request).expect("written");
        let run = std::process::Command::new(&python).arg(script).arg(&file).args([&secret, &second]).output();
        let run = run.expect("a run");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        checked.push(serde_json::from_slice::<Value>(&run.stdout).expect("JSON"));
    }
    assert_eq!(checked.len(), 2);
    assert_eq!(checked[0]["id"], checked[1]["id"], "one name at every attempt");
    assert_eq!(checked[0]["told"], checked[1]["told"], "the same at every attempt");
    assert_eq!(checked[0]["request"], "POST /hook?of=tidtam HTTP/1.1");
    assert_eq!(checked[0]["kind"], "application/json");
    let told = &checked[1]["told"];
    assert_eq!((&told["type"], &told["data"]["snapshot"]), (&"snapshot.published".into(), &CODE.into()));
    assert_eq!(told["data"]["note"], "แก้ค่าของ <หน่วยงาน>");
    // What it names is there for everybody.
    let page = told["data"]["page"].as_str().and_then(|page| page.find("/public").map(|at| page[at..].to_owned()));
    assert_eq!(app.nobody().opens(&page.expect("an address")).await.status, StatusCode::OK);
    let file = app.nobody().opens(&format!("/snapshots/{CODE}/file")).await;
    assert_eq!(told["data"]["sha256"], domain::audit::sha256(&file.bytes));
    assert_eq!(told["data"]["size_bytes"].as_u64(), Some(file.bytes.len() as u64));
}
