//! The calendar: rounds, their windows and extensions.

use chrono::Duration;
use domain::access::Role;
use http::StatusCode;
use tests::{Engine, TestApp, country::ROUND};

const PAGE: &str = "/calendar/2570-q1";

#[tokio::test]
async fn everybody_sees_the_rounds_and_only_administrators_their_forms() {
    let app = TestApp::new().await;
    let mut reporter = app.reporter("one").await;
    let list = reporter.opens("/calendar").await;
    list.shows("ไตรมาส 1 ปีงบประมาณ 2570").shows("เหลืออีก 9 วัน").hides("เพิ่มรอบ");
    let round = reporter.opens(PAGE).await;
    round.shows("แผนเล็กสำหรับทดสอบ").shows("ไม่มีการขยายเวลาในรอบนี้").hides("/do/rounds/extend");
    assert_eq!(reporter.opens("/calendar/new").await.status, StatusCode::FORBIDDEN);
    assert_eq!(reporter.opens("/calendar/2570-q4").await.status, StatusCode::NOT_FOUND);
    let english = reporter.in_english().opens("/calendar").await;
    english.shows("Quarter 1, fiscal year 2570 (2027)").shows("9 days left");
    let mut admin = app.administrator().await;
    admin.opens("/calendar").await.shows("เพิ่มรอบ");
    admin.opens(PAGE).await.shows("/do/rounds/extend").shows("/do/rounds/set_window");
}

#[tokio::test]
async fn a_window_counts_down_past_its_end() {
    let app = TestApp::new().await;
    for (days, words) in [(3, "ใกล้ครบกำหนด"), (10, "พ้นกำหนดแล้ว ปิดรับในอีก"), (30, "ปิดมาแล้ว")]
    {
        app.advance(Duration::days(days));
        let mut reporter = app.reporter("one").await;
        reporter.opens("/calendar").await.shows(words);
    }
}

#[tokio::test]
async fn an_administrator_opens_a_round_and_moves_its_window() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut admin = app.administrator().await;
        let choose = admin.opens("/calendar/new").await;
        choose
            .shows("value=\"2570-q2\"")
            .shows("value=\"2570-m6\"")
            .shows("แผนเล็กสำหรับทดสอบ")
            .hides("value=\"2570-q1\"");
        let dates = admin.opens("/calendar/new?plan=small&period=2570-q2").await;
        dates
            .shows("value=\"1/4/2570\"")
            .shows("value=\"15/4/2570\"")
            .shows("value=\"15/5/2570\"")
            .shows("31 มี.ค. 2570");
        let fields = [
            ("plan", "small"),
            ("period", "2570-q2"),
            ("opens", "๑ เม.ย. ๒๕๗๐"),
            ("due", "15/4/2570"),
            ("closes", "2027-04-30"),
        ];
        let opened = admin.posts("/do/rounds/open", &fields).await;
        assert_eq!(opened.location(), "/calendar/2570-q2?done=round_opened");
        let page = admin.follows(&opened).await;
        page.shows("1 เม.ย. 2570 00.00 น.").shows("15 เม.ย. 2570 23.59 น.").shows("ยังไม่เปิด").shows("เปิดรับในอีก");
        let again = admin.posts("/do/rounds/open", &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        again.shows("มีรอบการรายงานของงวดนี้แล้ว");
        again.shows("value=\"2027-04-30\"");
        let moved = [("round", "2570-q2"), ("opens", "1/4/2570"), ("due", "20/4/2027"), ("closes", "5/5/2570")];
        let moved = admin.posts("/do/rounds/set_window", &moved).await;
        assert_eq!(moved.location(), "/calendar/2570-q2?done=window_set");
        admin.follows(&moved).await.shows("20 เม.ย. 2570 23.59 น.").shows("value=\"5/5/2570\"");
    }
}

#[tokio::test]
async fn a_date_that_cannot_be_read_keeps_what_was_typed_and_says_why() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    for (opens, due, closes, field, words) in [
        ("1/4/70", "15/4/2570", "30/4/2570", "opens", "ไม่แน่ใจว่าเป็นปี พ.ศ. หรือ ค.ศ."),
        ("1/4/2570", "31/4/2570", "30/4/2570", "due", "ไม่มีวันที่นี้ในปฏิทิน"),
        ("1/4/2570", "15/4/2570", "สิ้นเดือน", "closes", "อ่านวันที่ไม่ได้"),
        ("16/4/2570", "15/4/2570", "30/4/2570", "due", "ต้องไม่ก่อนวันเปิดรับ"),
        ("1/4/2570", "15/4/2570", "14/4/2570", "closes", "ต้องไม่ก่อนวันกำหนดส่ง"),
        ("1/4/2570", "15/4/2570", "30/4/2026", "closes", "ต้องไม่ก่อนวันกำหนดส่ง"),
    ] {
        let fields = [("round", ROUND), ("opens", opens), ("due", due), ("closes", closes)];
        let refused = admin.posts("/do/rounds/set_window", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        refused.shows(&format!("id=\"{field}-problem\"")).shows(words);
        for typed in [opens, due, closes] {
            refused.shows(&format!("value=\"{typed}\""));
        }
    }
    let unchanged = admin.opens(PAGE).await;
    unchanged.shows("value=\"1/1/2570\"");
}

#[tokio::test]
async fn more_time_needs_a_body_an_end_and_a_reason_and_opens_the_report_again() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.fill("one").await;
        app.advance(Duration::days(40));
        let mut admin = app.administrator().await;
        let extend = |organisation: &'static str, ends: &'static str, reason: &'static str| {
            [("round", ROUND), ("organisation", organisation), ("ends", ends), ("reason", reason)]
        };
        for (fields, words) in [
            (extend("nowhere", "10/3/2570", "น้ำท่วม"), "ไม่พบหน่วยงานนี้"),
            (extend("mdes", "1/1/2570", "น้ำท่วม"), "วันสิ้นสุดต้องอยู่หลังวันนี้"),
            (extend("mdes", "10/3/2580", "น้ำท่วม"), "วันสิ้นสุดต้องอยู่หลังวันนี้"),
            (extend("mdes", "10/3/2570", "  "), "โปรดระบุเหตุผล"),
            (extend("mdes", "10/3/2570", "\0"), "โปรดระบุเหตุผล"),
            (extend("mdes", "10/3/2570", "\u{200b}\u{2060}"), "โปรดระบุเหตุผล"),
        ] {
            let refused = admin.posts("/do/rounds/extend", &fields).await;
            assert!(refused.status.is_client_error(), "{} {words}", refused.status);
            refused.shows(words).shows(&format!("value=\"{}\"", fields[2].1)).shows("ไม่มีการขยายเวลาในรอบนี้");
        }
        let mut reporter = app.reporter("one").await;
        let version = app.version("one").await;
        reporter.submits("one", version).await.shows("รอบการรายงานนี้ปิดแล้ว");
        let extended = admin.posts("/do/rounds/extend", &extend("หน่วยงาน mdes", "10/3/2570", "น้ำ\0ท่วม")).await;
        assert_eq!(extended.location(), "/calendar/2570-q1?done=extended");
        let page = admin.follows(&extended).await;
        page.shows("ขยายเวลาแล้ว").shows("น้ำ\u{fffd}ท่วม").shows("10 มี.ค. 2570 23.59 น.").shows("มีผลอยู่");
        let submitted = reporter.submits("one", version).await;
        assert_eq!(submitted.status, StatusCode::SEE_OTHER, "{}", submitted.body);
    }
}

#[tokio::test]
async fn an_administrator_of_a_ministry_extends_only_its_own() {
    let app = TestApp::new().await;
    let mut admin = app.somebody(Role::Administrator, "mdes").await;
    let extend = |organisation: &'static str| {
        [("round", ROUND), ("organisation", organisation), ("ends", "10/3/2570"), ("reason", "น้ำท่วม")]
    };
    assert_eq!(admin.posts("/do/rounds/extend", &extend("three")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(admin.posts("/do/rounds/extend", &extend("th")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(admin.posts("/do/rounds/extend", &extend("one")).await.status, StatusCode::SEE_OTHER);
    let window = [("round", ROUND), ("opens", "1/1/2570"), ("due", "2/2/2570"), ("closes", "3/3/2570")];
    assert_eq!(admin.posts("/do/rounds/set_window", &window).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_round_cannot_be_due_before_its_period_ends() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    let fields = [
        ("plan", "small"),
        ("period", "2570-m6"),
        ("opens", "1/1/2570"),
        ("due", "30/3/2570"),
        ("closes", "14/4/2570"),
    ];
    let refused = admin.posts("/do/rounds/open", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("id=\"due-problem\"").shows("ไม่ก่อนวันสุดท้ายของงวด").shows("value=\"30/3/2570\"");
    refused.shows("name=\"period\" value=\"2570-m6\"");
    let moved = [("round", ROUND), ("opens", "1/12/2569"), ("due", "30/12/2569"), ("closes", "14/2/2570")];
    let moved = admin.posts("/do/rounds/set_window", &moved).await;
    assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
    moved.shows("id=\"due-problem\"").shows("ไม่ก่อนวันสุดท้ายของงวด");
}

#[tokio::test]
async fn a_round_that_nobody_has_begun_can_be_taken_out() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    let fields = [
        ("plan", "small"),
        ("period", "2570"),
        ("opens", "1/10/2570"),
        ("due", "15/10/2570"),
        ("closes", "14/11/2570"),
    ];
    admin.posts("/do/rounds/open", &fields).await;
    admin.opens("/calendar/2570").await.shows("/do/rounds/remove");
    let removed = admin.posts("/do/rounds/remove", &[("round", "2570")]).await;
    assert_eq!(removed.location(), "/calendar?done=round_removed");
    admin.follows(&removed).await.shows("ลบรอบการรายงานแล้ว");
    assert_eq!(admin.opens("/calendar/2570").await.status, StatusCode::NOT_FOUND);
    app.fill("one").await;
    admin.opens(PAGE).await.hides("/do/rounds/remove");
    let begun = admin.posts("/do/rounds/remove", &[("round", ROUND)]).await;
    assert_eq!(begun.status, StatusCode::UNPROCESSABLE_ENTITY);
    begun.shows("มีหน่วยงานเริ่มกรอกแล้ว");
}

#[tokio::test]
async fn an_extension_can_be_ended_early() {
    let app = TestApp::new().await;
    let mut admin = app.administrator().await;
    let extend = [("round", ROUND), ("organisation", "one"), ("ends", "10/3/2570"), ("reason", "น้ำท่วม")];
    let extended = admin.posts("/do/rounds/extend", &extend).await;
    let page = admin.follows(&extended).await;
    let (_, rest) = page.body.split_once("name=\"extension\" value=\"").expect("a button");
    let id = rest.split('"').next().expect("an id").to_owned();
    app.reporter("one").await.opens(PAGE).await.hides("/do/rounds/end_extension");
    let ended = admin.posts("/do/rounds/end_extension", &[("round", ROUND), ("extension", &id)]).await;
    assert_eq!(ended.location(), "/calendar/2570-q1?done=extension_ended");
    app.advance(Duration::minutes(1));
    admin.follows(&ended).await.shows("สิ้นสุดการขยายเวลาแล้ว").shows("สิ้นสุดแล้ว").hides("name=\"extension\"");
}
