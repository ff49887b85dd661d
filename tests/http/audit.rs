//! The audit log on the screen.

use domain::access::Role;
use http::StatusCode;
use tests::{Engine, TestApp};

#[tokio::test]
async fn the_log_shows_who_did_what_newest_first() {
    let app = TestApp::new().await;
    let (mut admin, account) = app.somebody_with_account(Role::Administrator, "th").await;
    let log = admin.opens("/audit").await;
    log.shows("เข้าสู่ระบบ").shows("เพิ่มรอบการรายงาน").shows("นำเข้าหน่วยงาน");
    let position = |words: &str| log.body.find(words).expect("shown");
    assert!(position(">เข้าสู่ระบบ<details") < position(">เพิ่มบัญชี<details"));
    assert!(position(">เพิ่มบัญชี<details") < position(">นำเข้าแผน<details"));
    log.shows(&format!("href=\"/audit?object=account%2F{account}\"")).shows("href=\"/calendar/2570-q1\"");
    let only = admin.opens("/audit?object=round%2F2570-q1").await;
    only.shows(">เพิ่มรอบการรายงาน<details")
        .shows("รอบ ไตรมาส 1 ปีงบประมาณ 2570")
        .hides(">นำเข้าแผน<details")
        .shows("เฉพาะเหตุการณ์ของ");
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
    first.hides(">นำเข้าแผน<details").shows("ก่อนหน้านี้").hides("ล่าสุด</a>");
    let from = first.body.find("before=").expect("a link") + "before=".len();
    let before: String = first.body[from..].chars().take_while(char::is_ascii_digit).collect();
    admin.opens(&format!("/audit?before={before}")).await.shows(">นำเข้าแผน<details").shows("ล่าสุด</a>").hides("ก่อนหน้านี้");
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

#[tokio::test]
async fn the_log_is_narrowed_to_a_person_an_action_and_days() {
    let app = TestApp::new().await;
    let (mut admin, account) = app.somebody_with_account(Role::Administrator, "th").await;
    let signing_in = admin.opens("/audit?action=sessions.begin").await;
    signing_in.shows(">เข้าสู่ระบบ<details").hides(">นำเข้าแผน<details").shows("value=\"sessions.begin\" selected");
    let own = admin.opens(&format!("/audit?account={account}")).await;
    own.shows("เฉพาะของ").shows(">เข้าสู่ระบบ<details").hides(">นำเข้าแผน<details").hides(">เพิ่มบัญชี<details");
    admin.opens("/audit?from=22/1/2570&until=22/1/2570").await.shows(">นำเข้าแผน<details");
    for other_days in ["from=23/1/2570", "until=21/1/2570"] {
        admin.opens(&format!("/audit?{other_days}")).await.shows("ยังไม่มีเหตุการณ์");
    }
    admin.opens("/audit?from=31/2/2570").await.shows("อ่านวันที่ไม่ได้").shows("value=\"31/2/2570\"");
}

#[tokio::test]
async fn typing_is_one_event_an_hour_while_nothing_else_happens_to_the_report() {
    let app = TestApp::new().await;
    let mut one = app.reporter("one").await;
    let page = "/reports/2570-q1/one";
    let mut types = async |value: &str, advance: i64| {
        app.advance(chrono::Duration::minutes(advance));
        let form = tests::Form::on(&one.opens(page).await, "report");
        form.with("entry.open-datasets.value", value).press(&mut one, "save").await;
        let object = Some("submission/2570-q1/one");
        let log = app.services().audit().page(&tests::app::operator(), object, None, 99).await.expect("a log");
        log.links.iter().filter(|link| link.event.action == "drafts.save").count()
    };
    assert_eq!((types("1", 0).await, types("2", 10).await, types("3", 10).await), (1, 1, 1));
    assert_eq!((types("4", 29).await, types("5", 20).await), (1, 2), "an hour after the first, it is told again");
    let mut other = app.reporter("one").await;
    let form = tests::Form::on(&other.opens(page).await, "report");
    form.with("entry.open-datasets.value", "6").press(&mut other, "save").await;
    assert_eq!(types("7", 1).await, 4, "whoever comes between is told, and who goes on after them");
    app.services().audit().verify(&tests::app::operator()).await.expect("whole");
}

#[tokio::test]
async fn what_was_done_to_a_report_is_found_from_its_pages_by_those_who_may_read_the_log() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.accept("one", &[("svc-e2e", "50", "100")]).await;
        let objection = app.objects_to_all("one").await.pop().expect("an objection");
        let pages = [
            "/reports/2570-q1/one".to_owned(),
            "/scores/small/2570-q1/one".to_owned(),
            "/reports/2570-q1/one/objections".to_owned(),
            format!("/objections/{objection}"),
        ];
        let log = "/audit?object=submission%2F2570-q1%2Fone";
        let mut admin = app.administrator().await;
        for page in &pages {
            admin.opens(page).await.shows(&format!("<a href=\"{log}\">บันทึกการใช้งานของรายงานนี้</a>"));
        }
        admin
            .opens(log)
            .await
            .shows(">คัดค้านค่าที่ตรวจสอบแล้ว<details")
            .shows(">คัดค้านคะแนน<details")
            .hides(">นำเข้าแผน<details");
        // An administrator of a ministry reads its reports, and the log is the root's.
        let others = [
            app.somebody(Role::Administrator, "mdes").await,
            app.reviewer().await,
            app.somebody(Role::Executive, "th").await,
            app.reporter("one").await,
        ];
        for mut other in others {
            assert_eq!(other.opens(log).await.status, StatusCode::FORBIDDEN);
            for page in &pages {
                let answer = other.opens(page).await;
                assert_eq!(answer.status, StatusCode::OK, "{page}");
                answer.hides("/audit?object=");
            }
        }
        let shared =
            admin.posts("/do/shares/create", &[("page", "/scores/small/2570-q1/one"), ("lasts", "month")]).await;
        let (_, rest) = shared.body.split_once("/shared?secret=").expect("a link");
        let link = format!("/shared?secret={}", rest.split(['"', '<']).next().expect("the end of an address"));
        app.nobody().opens(&link).await.shows("หน่วยงาน one").hides("/audit");
    }
}
