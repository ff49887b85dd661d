//! Rules by which rounds recur, and public holidays.

use chrono::Duration;
use domain::access::Role;
use http::StatusCode;
use server::schedule::TIMETABLE;
use tests::{Engine, TestApp};

const RULES: &str = "/calendar/rules";
const HOLIDAYS: &str = "/calendar/holidays";

fn rule(opens: &'static str, due: &'static str, grace: &'static str) -> [(&'static str, &'static str); 7] {
    [
        ("plan", "small"),
        ("recurrence", "quarterly"),
        ("opens_days", opens),
        ("due_day", due),
        ("grace_days", grace),
        ("on_rest_days", "move"),
        ("starts_on", "1/1/2570"),
    ]
}

#[tokio::test]
async fn an_administrator_sets_a_rule_and_the_timetable_opens_its_rounds() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = app.administrator().await;
        admin.opens("/calendar").await.shows("href=\"/calendar/rules\"");
        admin.opens(RULES).await.shows("ยังไม่มีกฎ").shows("/do/round_rules/set");
        let set = admin.posts("/do/round_rules/set", &rule("๑", "๑๐", "30")).await;
        assert_eq!(set.location(), "/calendar/rules?done=rule_set");
        let page = admin.follows(&set).await;
        page.shows("เปิด 1 วันหลังสิ้นงวด กำหนดส่งวันที่ 10 ของเดือนถัดไป").shows("รอบที่จะเปิดตามกฎ");
        // 10 April 2027 is a Saturday.
        page.shows("ไตรมาส 2 ปีงบประมาณ 2570").shows("12 เม.ย. 2570 23.59 น.");
        let holiday = [("day", "12/4/2570"), ("name_th", "วันหยุดพิเศษ"), ("source", "มติ ครม."), ("status", "press")];
        let set = admin.posts("/do/holidays/set", &holiday).await;
        assert_eq!(set.location(), "/calendar/holidays?done=holiday_set");
        admin.follows(&set).await.shows("12 เม.ย. 2570").shows("วันหยุดพิเศษ").shows("จากข่าว · มติ ครม.");
        admin.opens(RULES).await.shows("13 เม.ย. 2570 23.59 น.");

        let mut reporter = app.reporter("one").await;
        reporter.opens(RULES).await.shows("13 เม.ย. 2570 23.59 น.").hides("/do/round_rules/");
        reporter.opens(HOLIDAYS).await.shows("วันหยุดพิเศษ").hides("/do/holidays/");
        app.advance(Duration::days(69));
        for line in TIMETABLE {
            app.services().jobs().look(line, "test").await.expect("looked");
        }
        let mut reporter = app.reporter("one").await;
        reporter.opens("/calendar/2570-q2").await.shows("13 เม.ย. 2570 23.59 น.");
        reporter.opens("/").await.shows("ไตรมาส 2 ปีงบประมาณ 2570 เปิดรับรายงานแล้ว").shows("ข่าวของรอบการรายงาน");
        let mut admin = app.administrator().await;
        let removed = admin.posts("/do/holidays/remove", &[("day", "2027-04-12")]).await;
        admin.follows(&removed).await.hides("วันหยุดพิเศษ");
        reporter.opens("/calendar/2570-q2").await.shows("13 เม.ย. 2570 23.59 น.");
        let removed = admin.posts("/do/round_rules/remove", &[("plan", "small"), ("recurrence", "quarterly")]).await;
        admin.follows(&removed).await.shows("ยังไม่มีกฎ");
        admin.opens("/audit").await.shows("ตั้งกฎของรอบ").shows("ลบวันหยุด").shows("เพิ่มรอบการรายงาน");
    }
}

#[tokio::test]
async fn a_rule_that_cannot_be_kept_says_why_and_keeps_what_was_typed() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    for (fields, field, words) in [
        (rule("fortnight", "15", "30"), "opens_days", "ตั้งแต่ -90 ถึง 30"),
        (rule("1", "32", "30"), "due_day", "ตั้งแต่ 1 ถึง 31"),
        (rule("20", "15", "30"), "due_day", "วันกำหนดส่งต้องไม่ก่อนวันเปิดรับ"),
        (rule("1", "15", "200"), "grace_days", "ตั้งแต่ 0 ถึง 180"),
    ] {
        let refused = admin.posts("/do/round_rules/set", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        refused.shows(&format!("id=\"{field}-problem\"")).shows(words).shows("ยังไม่มีกฎ");
        for (name, typed) in &fields[2..5] {
            refused.shows(&format!("name=\"{name}\"")).shows(&format!("value=\"{typed}\""));
        }
    }
    for (fields, words) in [
        (
            [("day", "5/12/70"), ("name_th", "วันชาติ"), ("source", "x"), ("status", "press")],
            "ไม่แน่ใจว่าเป็นปี พ.ศ. หรือ ค.ศ.",
        ),
        ([("day", "5/12/2570"), ("name_th", " "), ("source", "x"), ("status", "press")], "โปรดพิมพ์ชื่อวันหยุดภาษาไทย"),
        ([("day", "5/12/2570"), ("name_th", "วันชาติ"), ("source", ""), ("status", "press")], "โปรดระบุที่มาของวันหยุด"),
    ] {
        let refused = admin.posts("/do/holidays/set", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        refused.shows(words).shows("ยังไม่มีวันหยุดในตาราง").shows(&format!("value=\"{}\"", fields[0].1));
    }
    let mut of_ministry = app.somebody(Role::Administrator, "mdes").await;
    let refused = of_ministry.posts("/do/round_rules/set", &rule("1", "15", "30")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
