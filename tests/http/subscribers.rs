//! Reports by mail: the list, and what arrives at somebody else's mail server, read by somebody else's reader.

use super::{
    exports::{CODE, with_files},
    mails::{Sink, runs, serves},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::StatusCode;
use serde_json::json;
use server::config::{Config, SmtpSecurity};
use std::process::Command;
use tests::{Answer, Engine, TestApp, Visitor};

const PAGE: &str = "/subscribers";

async fn adds(admin: &mut Visitor, name: &str, address: &str, language: &str) -> Answer {
    let fields = [("name", name), ("address", address), ("language", language)];
    admin.posts("/do/subscribers/add", &fields).await
}

async fn adds_for(admin: &mut Visitor, address: &str, organisation: &str, language: &str) -> Answer {
    let fields = [("name", "สมชาย"), ("address", address), ("organisation", organisation), ("language", language)];
    admin.posts("/do/subscribers/add", &fields).await
}

/// The value of the first field of a name behind some words.
fn behind<'a>(page: &'a Answer, words: &str, field: &str) -> &'a str {
    let (_, rest) = page.body.split_once(words).expect("the words");
    let (_, rest) = rest.split_once(field).expect("the field");
    rest.split_once("value=\"").and_then(|(_, rest)| rest.split('"').next()).expect("its value")
}

/// What stands in a PDF, without spaces.
pub(crate) fn printed(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.pdf");
    std::fs::write(&file, pdf).expect("written");
    let read = Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output().expect("pdftotext");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8(read.stdout).expect("text").split_whitespace().collect()
}

#[tokio::test]
async fn a_published_report_arrives_once_as_a_file_that_can_be_read() {
    const NAME: &str = "reports by mail read by pdftotext";
    if Command::new("pdftotext").arg("-v").output().is_err() {
        return tests::skip(NAME, "pdftotext is not installed");
    }
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(sink) = Sink::start(NAME) else { return };
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = with_files(&app).await;
        admin.opens("/snapshots").await.shows(&format!("href=\"{PAGE}\""));
        admin.opens(PAGE).await.shows("ยังไม่มีผู้รับ");
        let added = adds(&mut admin, "สมชาย <ก>", "Somchai@example.go.th", "th").await;
        assert_eq!(added.location(), format!("{PAGE}?done=subscriber_added"), "{}", added.body);
        adds(&mut admin, "Jane", "jane@example.go.th", "en").await;
        adds(&mut admin, "ไม่มี", "nosuch@example.go.th", "th").await;
        let services = serves(&app.test, &sink.settings("tls", SmtpSecurity::Tls)).await;
        assert_eq!(runs(&app.test, &services, "mail_reports").await.1["mails"], 0, "nothing is published");
        let published = admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
        assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.body);
        assert_eq!(runs(&app.test, &services, "mail_reports").await.1["mails"], 3);
        assert_eq!(runs(&app.test, &services, "mail_reports").await.1["mails"], 0, "once");
        let told = runs(&app.test, &services, "send_mail").await.1;
        assert_eq!((told["sent"].as_u64(), told["bounced"].as_u64()), (Some(2), Some(1)), "{told}");
        let taken = sink.taken();
        assert_eq!(taken.len(), 2, "{taken:?}");
        for (to, language, subject, heading) in [
            ("somchai@example.go.th", "th", "รายงานผลการติดตาม", "รายงานผลการติดตามแผนพัฒนารัฐบาลดิจิทัล"),
            ("jane@example.go.th", "en", "Follow-up of the", "Follow-upoftheDigitalGovernmentDevelopmentPlan"),
        ] {
            let mail = taken.iter().find(|mail| mail["to"] == to).expect("a mail");
            assert!(mail["subject"].as_str().is_some_and(|said| said.starts_with(subject)), "{}", mail["subject"]);
            assert_eq!((&mail["kind"], &mail["automatic"]), (&json!("multipart/mixed"), &json!("auto-generated")));
            assert_eq!(
                (&mail["parts"], &mail["fetches"]),
                (&json!(["multipart/alternative", "application/pdf"]), &json!([]))
            );
            let text = mail["text"].as_str().expect("a text");
            assert!(text.contains(&format!("https://tidtam.dga.or.th/public/{language}/{CODE}")), "{text}");
            let name = format!("{CODE}.{language}.pdf");
            assert_eq!(
                (&mail["attached"][0]["name"], &mail["attached"][0]["kind"]),
                (&json!(name), &json!("application/pdf"))
            );
            let pdf = STANDARD.decode(mail["attached"][0]["content"].as_str().expect("a file")).expect("Base64");
            let given = app.nobody().opens(&format!("/snapshots/{CODE}/files/{name}")).await;
            assert_eq!(pdf, given.bytes, "as everybody downloads it");
            assert!(text.contains(&domain::audit::sha256(&pdf)), "{text}");
            assert!(printed(&pdf).contains(heading), "{}", printed(&pdf));
        }
        assert_eq!(runs(&app.test, &services, "send_mail").await.1["sent"], 0);
        assert!(sink.taken().is_empty());
        let mut admin = app.administrator().await;
        let page = admin.opens(PAGE).await;
        page.shows("สมชาย &lt;ก&gt;").shows(&format!("href=\"/snapshots/{CODE}\"")).shows("ส่งแล้ว").shows("ตีกลับ");
        let outgoing = admin.opens("/operations/mail?state=bounced").await;
        outgoing.shows("nosuch@example.go.th").shows(&format!("รายงานระดับประเทศ {CODE}"));
        // Who is taken off is sent nothing more, whoever presses what.
        let mail = behind(&outgoing, "nosuch@example.go.th", "name=\"mail\"").to_owned();
        let again = admin.posts("/do/mails/retry", &[("mail", &mail)]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
        let id = behind(&page, "nosuch@example.go.th", "name=\"subscriber\"").to_owned();
        let stopped = admin.posts("/do/subscribers/stop", &[("subscriber", &id)]).await;
        assert_eq!(stopped.location(), format!("{PAGE}?done=subscriber_stopped"), "{}", stopped.body);
        assert_eq!(runs(&app.test, &services, "send_mail").await.1["dropped"], 1);
        let refused = admin.posts("/do/mails/retry", &[("mail", &mail)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.shows("ผู้รับนี้ถูกเอาออกจากรายชื่อแล้ว");
        admin.opens(PAGE).await.hides("nosuch@example.go.th");
        admin.opens("/audit").await.shows("เพิ่มผู้รับรายงานทางอีเมล").shows("เลิกส่งรายงานทางอีเมล");
    }
}

#[tokio::test]
async fn the_report_of_a_body_arrives_once_beside_the_national_one() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(sink) = Sink::start("reports of bodies by mail") else { return };
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = with_files(&app).await;
        adds(&mut admin, "สมชาย", "somchai@example.go.th", "th").await;
        let added = adds_for(&mut admin, "somchai@example.go.th", "one", "th").await;
        assert_eq!(added.location(), format!("{PAGE}?done=subscriber_added"), "{}", added.body);
        adds_for(&mut admin, "jane@example.go.th", "mdes", "en").await;
        admin.opens(PAGE).await.shows("ระดับประเทศ").shows("หน่วยงาน one").shows("หน่วยงาน mdes");
        let services = serves(&app.test, &sink.settings("tls", SmtpSecurity::Tls)).await;
        assert_eq!(runs(&app.test, &services, "set_papers").await.1["set"], 0, "nothing is published");
        admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
        assert_eq!(runs(&app.test, &services, "mail_reports").await.1["mails"], 1, "the national one");
        assert_eq!(runs(&app.test, &services, "set_papers").await.1, json!({ "set": 2, "left": 0, "failed": [] }));
        assert_eq!(runs(&app.test, &services, "set_papers").await.1["set"], 0, "once");
        assert_eq!(runs(&app.test, &services, "mail_reports").await.1["mails"], 2);
        assert_eq!(runs(&app.test, &services, "mail_reports").await.1["mails"], 0, "once");
        assert_eq!(runs(&app.test, &services, "send_mail").await.1["sent"], 3);
        assert_eq!(runs(&app.test, &services, "send_mail").await.1["sent"], 0);
        let taken = sink.taken();
        assert_eq!(taken.len(), 3, "{taken:?}");
        for (to, body, language, title) in
            [("somchai@example.go.th", "one", "th", "หน่วยงาน one"), ("jane@example.go.th", "mdes", "en", "Body mdes")]
        {
            let name = format!("{CODE}.{body}.{language}.pdf");
            let mail = taken.iter().find(|mail| mail["attached"][0]["name"] == name.as_str()).expect("a mail");
            assert_eq!((&mail["to"], &mail["attached"][0]["kind"]), (&json!(to), &json!("application/pdf")));
            assert!(mail["subject"].as_str().is_some_and(|said| said.ends_with(title)), "{}", mail["subject"]);
            let text = mail["text"].as_str().expect("a text");
            let page = format!("https://tidtam.dga.or.th/public/{language}/{CODE}/organisations/{body}");
            assert!(text.contains(title) && text.contains(&page), "{text}");
            let pdf = STANDARD.decode(mail["attached"][0]["content"].as_str().expect("a file")).expect("Base64");
            let paper = format!("/snapshots/{CODE}/paper?organisation={body}&language={language}");
            assert_eq!(pdf, app.nobody().opens(&paper).await.bytes, "as everybody downloads it");
            assert!(pdf.starts_with(b"%PDF") && text.contains(&domain::audit::sha256(&pdf)), "{text}");
        }
        let mut admin = app.administrator().await;
        admin.opens("/operations/mail?state=sent").await.shows(&format!("รายงานของหน่วยงาน one {CODE}"));
    }
}

#[tokio::test]
async fn a_report_that_is_too_large_for_mail_is_named_by_its_address() {
    let Some(sink) = Sink::start("a report that is too large for mail") else { return };
    let app = TestApp::new().await;
    let mut admin = with_files(&app).await;
    adds(&mut admin, "สมชาย", "somchai@example.go.th", "th").await;
    admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
    let config = Config { smtp_largest_attachment_bytes: 1000, ..sink.settings("tls", SmtpSecurity::Tls) };
    let services = serves(&app.test, &config).await;
    assert_eq!(runs(&app.test, &services, "mail_reports").await.1["mails"], 1);
    assert_eq!(runs(&app.test, &services, "send_mail").await.1["sent"], 1);
    let mail = sink.taken().remove(0);
    assert_eq!((&mail["kind"], &mail["attached"]), (&json!("multipart/alternative"), &json!([])));
    let address = format!("https://tidtam.dga.or.th/snapshots/{CODE}/files/{CODE}.th.pdf");
    for form in ["text", "html"] {
        assert!(mail[form].as_str().is_some_and(|said| said.contains(&address)), "{}", mail[form]);
    }
}

#[tokio::test]
async fn mail_with_a_report_of_a_demonstration_says_so() {
    let Some(sink) = Sink::start("reports of a demonstration by mail") else { return };
    let app = TestApp::new().await;
    app.test.become_demonstration().await;
    let mut admin = with_files(&app).await;
    adds(&mut admin, "สมชาย", "somchai@example.go.th", "th").await;
    adds(&mut admin, "Jane", "jane@example.go.th", "en").await;
    admin.posts("/do/snapshots/publish", &[("code", CODE), ("embargo_until", "")]).await;
    let services = serves(&app.test, &sink.settings("tls", SmtpSecurity::Tls)).await;
    assert_eq!(runs(&app.test, &services, "mail_reports").await.1["mails"], 2);
    assert_eq!(runs(&app.test, &services, "send_mail").await.1["sent"], 2);
    let taken = sink.taken();
    for (to, subject, said) in [
        ("somchai@example.go.th", "ข้อมูลสาธิต · ", "ตัวเลขทุกตัวในรายงานนี้สร้างขึ้นเพื่อการสาธิต"),
        ("jane@example.go.th", "Demonstration data · ", "Every figure in this report was made up for demonstration"),
    ] {
        let mail = taken.iter().find(|mail| mail["to"] == to).expect("a mail");
        assert!(mail["subject"].as_str().is_some_and(|it| it.starts_with(subject)), "{}", mail["subject"]);
        for form in ["text", "html"] {
            assert!(mail[form].as_str().is_some_and(|it| it.contains(said)), "{}", mail[form]);
        }
    }
}

#[tokio::test]
async fn what_cannot_be_on_the_list_is_refused_with_what_was_typed() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    for (name, address, said) in [
        (" ", "somchai@example.go.th", "โปรดพิมพ์ชื่อ"),
        ("สมชาย", "nobody", "โปรดพิมพ์อีเมลที่รับอีเมลได้"),
        ("สมชาย", "somchai@dga.example", "โปรดพิมพ์อีเมลที่รับอีเมลได้"),
    ] {
        let refused = adds(&mut admin, name, address, "en").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        refused.shows(said).shows(&format!("value=\"{address}\"")).shows("value=\"en\" selected");
    }
    for (organisation, said) in [("th", "ไม่มีรายงานของหน่วยงานนี้"), ("nowhere", "ไม่มีหน่วยงานรหัสนี้ในทะเบียน")]
    {
        let refused = adds_for(&mut admin, "somchai@example.go.th", organisation, "en").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{organisation}");
        refused.shows(said).shows(&format!("value=\"{organisation}\""));
    }
    adds(&mut admin, "สมชาย", "somchai@example.go.th", "th").await;
    let twice = adds(&mut admin, "สมชาย", "SOMCHAI@example.go.th", "en").await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    twice.shows("อีเมลนี้อยู่ในรายชื่อผู้รับรายงานนี้แล้ว");
    admin.clone().in_english().opens(PAGE).await.shows("Reports by mail").shows("Take off");
}
