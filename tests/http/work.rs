//! My work: what waits for whom, in whatever round it is.

use domain::{calendar::Period, window::Window};
use service::rounds::NewRound;
use tests::{TestApp, Visitor, app::operator, country::ROUND};

const PAGE: &str = "/reports/2570-q1/one";

async fn extends(admin: &mut Visitor, organisation: &str, ends: &str) {
    let fields = [("round", ROUND), ("organisation", organisation), ("ends", ends), ("reason", "น้ำท่วม")];
    let extended = admin.posts("/do/rounds/extend", &fields).await;
    assert!(extended.location().contains("done="), "{}", extended.body);
}

#[tokio::test]
async fn more_time_shows_where_the_work_is_and_for_nobody_else() {
    let app = TestApp::new().await;
    extends(&mut app.administrator().await, "one", "10/3/2570").await;
    app.reporter("one").await.opens("/").await.shows("10 มี.ค. 2570");
    app.reporter("two").await.opens("/").await.hides("10 มี.ค. 2570").shows("ต้องกรอกและส่ง");
    // The round has closed for everybody else.
    app.advance(chrono::Duration::days(40));
    app.reporter("one").await.opens("/").await.shows("10 มี.ค. 2570").shows(PAGE).hides("เลยกำหนดส่งแล้ว");
    app.reporter("two").await.opens("/").await.shows("ไม่มีงานค้าง").hides("/reports/2570-q1/two");
}

#[tokio::test]
async fn what_was_sent_back_waits_however_old_its_round_is() {
    let app = TestApp::new().await;
    app.accept("one", &[]).await;
    for period in ["2570-q2", "2570-q3", "2570-q4", "2571-q1", "2571-q2", "2571-q3", "2571-q4"] {
        let period: Period = period.parse().expect("a period");
        let window = Window::usual(period).expect("a window");
        let new = NewRound { plan: "small".parse().expect("a code"), period, window };
        app.services().rounds().open(&operator(), new).await.expect("opened");
    }
    app.advance(chrono::Duration::days(900));
    let mut reporter = app.reporter("one").await;
    reporter.opens("/").await.hides(PAGE);
    let reason = [("note", "ตัวตั้งผิดไปหนึ่งหลัก")];
    let reopened = app.reviewer().await.decides("one", app.version("one").await, "correct", &reason).await;
    assert_eq!(reopened.location(), format!("{PAGE}?done=corrected"), "{}", reopened.body);
    reporter.opens("/").await.shows(PAGE).shows("แก้ไขได้ถึง").hides("เลยกำหนดส่งแล้ว");
}

#[tokio::test]
async fn objections_wait_for_whoever_may_decide_and_count_as_work() {
    let app = TestApp::new().await;
    app.accept("one", &[("svc-e2e", "50", "100")]).await;
    app.objects_to_all("one").await;
    let mut reviewer = app.reviewer().await;
    let page = reviewer.opens("/").await;
    page.shows("มี 2 เรื่องที่รอท่าน").shows("id=\"to-decide\"").hides("ไม่มีงานค้าง");
    assert!(page.links().iter().filter(|link| link.starts_with("/objections/")).count() >= 2, "{:?}", page.links());
    // Reports wait beside them.
    app.fill("two").await;
    app.reporter("two").await.submits("two", app.version("two").await).await;
    app.approver("two").await.approves("two", app.version("two").await).await;
    let page = reviewer.opens("/").await;
    page.shows("มี 3 เรื่องที่รอท่าน").shows("id=\"to-review\"");
    app.reporter("one").await.opens("/").await.hides("id=\"to-decide\"");
}
