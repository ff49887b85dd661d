//! The audit log on the screen.

use domain::access::Role;
use http::StatusCode;
use tests::TestApp;

#[tokio::test]
async fn the_log_shows_who_did_what_newest_first() {
    let app = TestApp::new().await;
    let (mut admin, account) = app.somebody_with_account(Role::Administrator, "th").await;
    let log = admin.opens("/audit").await;
    log.shows("เข้าสู่ระบบ").shows("เพิ่มรอบการรายงาน").shows("นำเข้าหน่วยงาน");
    let position = |words: &str| log.body.find(words).expect("shown");
    assert!(position("<td>เข้าสู่ระบบ") < position("<td>เพิ่มบัญชี"));
    assert!(position("<td>เพิ่มบัญชี") < position("<td>นำเข้าแผน"));
    log.shows(&format!("href=\"/audit?object=account%2F{account}\"")).shows("href=\"/calendar/2570-q1\"");
    let only = admin.opens("/audit?object=round%2F2570-q1").await;
    only.shows("เพิ่มรอบการรายงาน").hides("นำเข้าแผน").shows("เฉพาะเหตุการณ์ของ");
    admin.opens("/audit?object=nothing").await.shows("ยังไม่มีเหตุการณ์");
}

#[tokio::test]
async fn the_log_is_read_page_by_page() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    for _ in 0..50 {
        app.services().rollups().rebuild(&tests::app::operator()).await.expect("rebuilt");
    }
    let first = admin.opens("/audit").await;
    first.hides("นำเข้าแผน").shows("ก่อนหน้านี้").hides("ล่าสุด</a>");
    let from = first.body.find("before=").expect("a link") + "before=".len();
    let before: String = first.body[from..].chars().take_while(char::is_ascii_digit).collect();
    admin.opens(&format!("/audit?before={before}")).await.shows("นำเข้าแผน").shows("ล่าสุด</a>").hides("ก่อนหน้านี้");
    assert_eq!(admin.opens("/audit?before=x").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_chain_is_verified_and_its_end_is_shown() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    let verified = app.services().audit().verify(&tests::app::operator()).await.expect("whole");
    let page = admin.opens("/audit?verify=yes").await;
    page.shows("ห่วงโซ่ของบันทึกครบถ้วน").shows(&verified.digest).shows(&format!(">{}<", verified.events));
}

#[tokio::test]
async fn details_of_the_log_cannot_carry_scripts() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    let reason = "<script>alert(1)</script>";
    let fields = [("round", "2570-q1"), ("organisation", "one"), ("ends", "10/3/2570"), ("reason", reason)];
    assert_eq!(admin.posts("/do/rounds/extend", &fields).await.status, StatusCode::SEE_OTHER);
    for path in ["/audit", "/calendar/2570-q1"] {
        admin.opens(path).await.hides(reason).shows("&lt;script");
    }
}
