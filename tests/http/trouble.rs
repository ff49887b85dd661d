//! When storage fails: people are told so, nothing is called saved, and what was typed is still in the page.

use http::StatusCode;
use tests::{Engine, Form, TestApp, Visitor};

const PAGE: &str = "/reports/2570-q1/one";

async fn on_both(story: impl AsyncFn(TestApp)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if let Some(app) = TestApp::start(engine).await {
            story(app).await;
        }
    }
}

/// The form of the report with texts that need room on a disk, and a mistake that would stop it.
async fn typed(reporter: &mut Visitor) -> Form {
    let form = Form::on(&reporter.opens(PAGE).await, "report");
    let form = form.with("entry.svc-e2e.value", "27").with("entry.svc-e2e.base", "10");
    form.with("entry.svc-e2e.narrative", &"ยาว".repeat(3_000))
}

#[tokio::test]
async fn a_full_disk_is_told_in_thai_and_the_form_keeps_what_was_typed() {
    on_both(async |app| {
        let mut reporter = app.reporter("one").await;
        let form = typed(&mut reporter).await;
        app.test.fill_disk().await;
        for intent in ["save", "submit"] {
            app.test.fill_disk().await;
            let refused = form.clone().press(&mut reporter, intent).await;
            assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.body);
            assert_eq!(refused.header("retry-after"), "2");
            refused.shows("ระบบจัดเก็บข้อมูลไม่ตอบสนอง").shows("ยังอยู่ครบในหน้านี้").hides("บันทึกแล้ว");
            refused.shows("value=\"27\"").shows(&"ยาว".repeat(3_000)).shows("หมายเลขเหตุการณ์").hides("sqlx");
        }
        app.test.free_disk().await;
        let saved = form.press(&mut reporter, "save").await;
        reporter.follows(&saved).await.shows("value=\"27\"");
    })
    .await;
}

#[tokio::test]
async fn a_form_that_meets_no_database_is_kept_in_the_page_and_can_be_sent_again() {
    on_both(async |app| {
        let mut reporter = app.reporter("one").await;
        let form = typed(&mut reporter).await.with("entry.svc-e2e.obstacles", "น้ำท่วม \"<b>");
        app.test.hang_up().await;
        let refused = form.with_file("evidence.svc-e2e", "หลักฐาน.pdf", "%PDF").press(&mut reporter, "submit").await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
        refused.shows("ระบบจัดเก็บข้อมูลไม่ตอบสนอง").shows("ข้อความที่พิมพ์ยังอยู่ในหน้านี้").hides("บันทึกแล้ว");
        refused.shows("ไฟล์ที่แนบไม่ได้เก็บไว้").shows("ลองส่งอีกครั้ง").hides("<b>").hides("%PDF");
        let action = format!("method=\"post\" action=\"{PAGE}/save\" enctype=\"multipart/form-data\"");
        refused.shows(&action).shows("name=\"intent\" value=\"submit\"").shows("name=\"version.svc-e2e\"");
        refused.shows("name=\"entry.svc-e2e.value\" value=\"27\"").shows("value=\"น้ำท่วม &quot;&lt;b&gt;\"");
    })
    .await;
}

#[tokio::test]
async fn a_command_that_meets_no_database_is_kept_too_but_never_a_password() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    app.test.hang_up().await;
    let fields = [("old", "x"), ("password", "ปลาทูสดใหม่ทุกเช้า"), ("again", "ปลาทู")];
    let refused = reporter.posts("/do/accounts/change_password", &fields).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    refused.shows("action=\"/do/accounts/change_password\"").hides("สดใหม่").hides("บันทึกแล้ว");
    let mut program = reporter.with("accept", "*/*");
    let refused = program.posts("/do/submissions/withdraw", &[("round", "2570-q1")]).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.body.contains("\"code\":\"unavailable\""), "{}", refused.body);
}

#[tokio::test]
async fn a_file_that_cannot_be_stored_costs_no_text() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let form = typed(&mut reporter).await;
    app.test.block_files();
    let sent = form.with_file("evidence.svc-e2e", "หลักฐาน.pdf", "%PDF");
    let refused = sent.press(&mut reporter, "submit").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    refused.shows("ระบบจัดเก็บข้อมูลไม่ตอบสนอง").shows("หลักฐาน.pdf").shows("value=\"27\"");
    reporter.opens(PAGE).await.shows("value=\"27\"").hides("หลักฐาน.pdf");
}

#[tokio::test]
async fn a_busy_server_asks_the_page_to_come_back_and_nothing_is_lost() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let form = Form::on(&reporter.opens(PAGE).await, "report").with("entry.svc-e2e.value", "27");
    let mut script = reporter.clone().with("accept", "*/*");
    let held = app.test.hold_writer().await;
    // More than can wait in line.
    let save = |_| {
        let services = app.services().clone();
        tokio::spawn(async move {
            services.drafts().save(&tests::country::operator(), &tests::app::key("one"), Vec::new()).await.map(|_| ())
        })
    };
    let line: Vec<_> = (0..600).map(save).collect();
    for _ in 0..64 {
        tokio::task::yield_now().await;
    }
    let busy = form.clone().press(&mut script, "autosave").await;
    assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE, "{}", busy.body);
    assert_eq!(busy.header("retry-after"), "2");
    busy.hides("บันทึกแล้ว");
    reporter.opens(PAGE).await.hides("value=\"27\"").shows("data-busy=").shows("กำลังลองใหม่");
    held.release();
    for waiting in line {
        assert!(waiting.await.is_ok(), "an answer for everybody");
    }
    let pieces = form.press(&mut script, "autosave").await;
    assert_eq!(pieces.status, StatusCode::OK, "{}", pieces.body);
    reporter.opens(PAGE).await.shows("value=\"27\"");
}
