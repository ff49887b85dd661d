//! Reminders on the screens: seen before they happen, set, and put away.

use domain::access::Role;
use http::StatusCode;
use server::schedule::TIMETABLE;
use tests::{Answer, TestApp};

async fn reminds(app: &TestApp) {
    let line = TIMETABLE.iter().find(|line| line.job.name == "remind").expect("a line");
    app.services().jobs().look(line, "test").await.expect("looked");
}

/// The first address on a page that begins so.
fn address_on(page: &Answer, begins: &str) -> String {
    let start = page.body.find(begins).unwrap_or_else(|| panic!("no {begins} in {}", page.body));
    page.body[start..].split('"').next().expect("an address").replace("&amp;", "&")
}

#[tokio::test]
async fn administrators_see_who_will_be_reminded_of_what_and_who_is_missing() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    app.reporter("one").await;
    app.somebody(Role::Coordinator, "mdes").await;
    admin.opens("/calendar/2570-q1").await.shows("href=\"/calendar/2570-q1/reminders\"");
    let page = admin.opens("/calendar/2570-q1/reminders").await;
    // Reports are due on a Sunday: the day before and the day itself move to the Friday, of which the later one speaks.
    page.shows("จะเตือน").shows("29 ม.ค. 2570 08.30 น.").shows("ยังไม่เริ่มกรอก 2");
    page.shows("เกินกำหนด 30 วัน").shows("หน่วยงานที่ไม่มีผู้รับ").shows("ค่าที่มากับระบบ").hides("กลับไปใช้ค่าเดิม");
    let people = admin.opens(&address_on(&page, "/calendar/2570-q1/reminders/people?days=0")).await;
    people.shows("reporter.one").shows("อีเมล และหน้างานของฉัน").shows("หน่วยงาน one").shows("และอีก 1 หน่วยงาน");
    let late = admin.opens(&address_on(&page, "/calendar/2570-q1/reminders/people?days=30")).await;
    late.shows("coordinator.mdes").shows("เกินกำหนด 30 วัน");
    let gone = admin.opens("/calendar/2570-q1/reminders/people?days=-3&at=2027-01-01T00:00:00Z").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let nothing = admin.opens("/calendar/2570-q1/reminders/people?days=x&at=y").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    let mut english = admin.in_english();
    english.opens("/calendar/2570-q1/reminders").await.shows("Will be told").shows("30 days late").shows("Nobody is");
    let mut ministry = app.somebody(Role::Administrator, "mdes").await;
    ministry.opens("/calendar/2570-q1").await.hides("/calendar/2570-q1/reminders\"").shows("ขยายเวลา");
}

#[tokio::test]
async fn reminders_are_set_for_a_round_and_for_every_round_and_mistakes_lose_nothing() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    app.reporter("one").await;
    let fields = |before: &'static str, at: &'static str| {
        vec![
            ("round", "2570-q1"),
            ("steps[reporter_before]", before),
            ("steps[approver_late]", "๗"),
            ("at", at),
            ("quiet_from", "18.00"),
            ("quiet_until", "8:00"),
            ("on_rest_days", "stay"),
        ]
    };
    let wrong = admin.posts("/do/reminders/set", &fields("3; 2", "noon")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.shows("โปรดพิมพ์จำนวนวันคั่นด้วยจุลภาค").shows("โปรดพิมพ์เวลา เช่น 08:30");
    wrong.shows("value=\"3; 2\"").shows("value=\"noon\"").shows("value=\"๗\"");
    let wrong = admin.posts("/do/reminders/set", &fields("91", "09:00")).await;
    wrong.shows("โปรดพิมพ์จำนวนวันคั่นด้วยจุลภาค").shows("value=\"91\"");
    let wrong = admin.posts("/do/reminders/set", &fields("3, 2", "noon")).await;
    wrong.shows("โปรดพิมพ์เวลา เช่น 08:30").shows("value=\"3, 2\"");
    let set = admin.posts("/do/reminders/set", &fields("3, 2", "9.15 น.")).await;
    assert_eq!(set.location(), "/calendar/2570-q1/reminders?done=reminders_set");
    let page = admin.follows(&set).await;
    page.shows("บันทึกการเตือนแล้ว").shows("ค่าของรอบนี้").shows("28 ม.ค. 2570 09.15 น.").shows("3 วันก่อนกำหนด");
    page.shows("เกินกำหนด 7 วัน").shows("กลับไปใช้ค่าเดิม");
    let reset = admin.posts("/do/reminders/reset", &[("round", "2570-q1")]).await;
    admin.follows(&reset).await.shows("กลับไปใช้ค่าเดิมแล้ว").shows("ค่าที่มากับระบบ");
    let mut every = fields("", "09:00");
    every[0] = ("round", "");
    let set = admin.posts("/do/reminders/set", &every).await;
    assert_eq!(set.location(), "/calendar/reminders?done=reminders_set");
    admin.follows(&set).await.shows("ค่าของทุกรอบ").shows("กลับไปใช้ค่าเดิม");
    admin.opens("/calendar/2570-q1/reminders").await.shows("ค่าของทุกรอบ").hides("1 วันก่อนกำหนด");
}

#[tokio::test]
async fn everybody_sees_their_own_reminders_and_puts_them_away() {
    let app = TestApp::new().await;
    let (mut reporter, mut ministry) = (app.reporter("one").await, app.somebody(Role::Reporter, "mdes").await);
    reporter.opens("/").await.hides("id=\"reminders-title\"");
    reminds(&app).await;
    let page = reporter.opens("/").await;
    page.shows("id=\"reminders-title\"").shows("ยังไม่เริ่มกรอก").shows("กำหนดส่ง 31 ม.ค. 2570");
    ministry.opens("/").await.shows("id=\"reminders-title\"").shows("href=\"/reports/2570-q1/two\"");
    let start = page.body.find("name=\"reminder\" value=\"").expect("a reminder") + "name=\"reminder\" value=\"".len();
    let id = page.body[start..].split('"').next().expect("an identifier").to_owned();
    let theirs = ministry.posts("/do/reminders/dismiss", &[("reminder", &id)]).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND, "somebody else's");
    let done = reporter.posts("/do/reminders/dismiss", &[("reminder", &id)]).await;
    reporter.follows(&done).await.shows("รับทราบการเตือนแล้ว").hides("id=\"reminders-title\"");
    let mut admin = app.administrator().await;
    let operations = admin.opens("/operations").await;
    operations.shows("ยังไม่ได้ตั้งค่าเซิร์ฟเวอร์อีเมล").shows("href=\"/operations/mail\"");
    let waiting = admin.opens("/operations/mail?state=waiting").await;
    waiting.shows("ยังไม่ได้ตั้งค่าเซิร์ฟเวอร์อีเมล").shows("รอส่ง (2)").shows("reporter.one").shows("1/2570 · 7 วันก่อนกำหนด");
    admin.opens("/operations/mail").await.shows("ตีกลับ (0)").shows("ไม่มีอีเมลในสถานะนี้");
}
