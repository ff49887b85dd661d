//! Objections on the screens: filed by the agency, answered by somebody who did not accept the value.

use domain::access::Role;
use http::StatusCode;
use tests::{Engine, TestApp};

const FORM: &str = "/reports/2570-q1/one/objections";

fn typed(value: &'static str, reason: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("round", "2570-q1"),
        ("agency", "one"),
        ("indicator", "svc-e2e"),
        ("value", value),
        ("base", "100"),
        ("reason", reason),
        ("evidence", "หนังสือที่ 1/2570"),
    ]
}

#[tokio::test]
async fn an_agency_objects_and_the_value_and_the_score_follow() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.accept("one", &[("svc-e2e", "50", "100")]).await;
        let mut reporter = app.reporter("one").await;
        reporter.opens("/reports/2570-q1/one").await.shows(FORM);
        reporter.opens(FORM).await.shows("คัดค้านค่า").shows("(50%)").shows("15 วันทำการ");
        let wrong = reporter.posts("/do/objections/file", &typed("50", "")).await;
        wrong.shows("ค่านี้ตรงกับค่าที่ใช้อยู่แล้ว").shows("value=\"50\"").shows("หนังสือที่ 1/2570");
        let filed = reporter.posts("/do/objections/file", &typed("80", "ขาดบริการที่เปิดเดือนธันวาคม")).await;
        assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.body);
        let address = filed.location().split('?').next().expect("an address").to_owned();
        let page = reporter.opens(&address).await;
        page.shows("รอคำตอบ").shows("80%").shows("ขาดบริการที่เปิดเดือนธันวาคม").shows("/do/objections/withdraw");
        page.hides("/do/objections/decide");
        // Half of the way and three datasets, 38.25; with 80 of 100 the target is met: 75.75.
        assert_eq!(page.table("effects")[1][1..], ["38.25", "75.75"]);
        reporter.opens("/objections").await.shows(&address);

        let mut executive = app.somebody(Role::Executive, "two").await;
        assert_eq!(executive.opens(&address).await.status, StatusCode::FORBIDDEN);
        executive.opens("/objections").await.hides(&address);

        let mut reviewer = app.reviewer().await.in_english();
        reviewer.opens("/").await.shows("href=\"/objections\"");
        reviewer.opens(&address).await.shows("Uphold: the agency");
        let id = address.rsplit('/').next().expect("an id").to_owned();
        let decides = |reason: &'static str| {
            vec![
                ("objection", id.clone()),
                ("version", "0".to_owned()),
                ("reason", reason.to_owned()),
                ("intent", "uphold".to_owned()),
            ]
        };
        let mut post = async |reason: &'static str| {
            let fields = decides(reason);
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            reviewer.posts("/do/objections/decide", &fields).await
        };
        post("").await.shows("Please give a reason");
        let upheld = post("the December services count").await;
        assert_eq!(upheld.location(), format!("{address}?done=objection_decided"));
        let conflict = post("again").await;
        assert_eq!(conflict.status, StatusCode::CONFLICT);
        let page = reviewer.opens(&address).await;
        page.shows("Upheld").shows("the December services count").hides("/do/objections/decide");
        assert_eq!(page.table("effects")[1][1..], ["38.25", "75.75"]);
        reporter.opens("/").await.shows("วินิจฉัยคำคัดค้านแล้ว: เห็นด้วย").shows("/do/reminders/dismiss");
        reviewer.opens("/").await.hides("Your objection was decided");
        reviewer.opens("/scores/small/2570-q1/one").await.shows("Score 75.75");
        reviewer.opens("/indicators/svc-e2e").await.shows("80%");
        reviewer.opens("/reports/2570-q1/one").await.shows("upheld an objection");
        let mut administrator = app.administrator().await.in_english();
        administrator.opens("/audit").await.shows("Objection upheld").shows("Objected to a value");
    }
}

#[tokio::test]
async fn evidence_of_an_objection_comes_in_with_words_and_goes_out_as_a_download() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.accept("one", &[("svc-e2e", "50", "100")]).await;
        let mut reporter = app.reporter("one").await;
        reporter.opens(FORM).await.shows("แนบไฟล์หลักฐานได้ในหน้าถัดไป");
        let filed = reporter.posts("/do/objections/file", &typed("80", "ขาดบริการที่เปิดเดือนธันวาคม")).await;
        let address = filed.location().split('?').next().expect("an address").to_owned();
        let attach = format!("{address}/evidence");
        reporter.opens(&address).await.shows("แนบไฟล์หลักฐาน").shows("20 MB").shows("ระบบเตือนผู้ที่วินิจฉัยได้ 5 วัน");
        let nothing = reporter.posts_parts(&attach, &[("words", None, "ลืมไฟล์"), ("file", Some(""), "")]).await;
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", nothing.body);
        nothing.shows("เลือกไฟล์ที่จะแนบ").shows("ลืมไฟล์").shows(&format!("action=\"{attach}\""));
        let parts = [
            ("words", None, "ภาพหน้าจอ"),
            ("file", Some("../ภาพ.svg"), "<svg onload=\"alert(1)\"/>"),
            ("file", Some("b.html"), "<script>alert(1)</script>"),
        ];
        let attached = reporter.posts_parts(&attach, &parts).await;
        assert_eq!(attached.location(), format!("{address}?done=objection_evidence"));
        let page = reporter.follows(&attached).await;
        page.shows("แนบหลักฐานแล้ว").shows("ภาพหน้าจอ").shows("ภาพ.svg").shows("b.html");
        let start = page.body.find("href=\"/evidence/").expect("a file") + 6;
        let path = page.body[start..].split('"').next().expect("a path").to_owned();
        let file = reporter.opens(&path).await;
        assert!(file.header("content-disposition").starts_with("attachment; filename="), "{:?}", file.headers);
        assert_eq!(file.header("content-type"), "application/octet-stream");
        assert!(file.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
        let mut stranger = app.reporter("two").await;
        assert_eq!(stranger.opens(&path).await.status, StatusCode::FORBIDDEN);
        assert_eq!(stranger.posts_parts(&attach, &parts).await.status, StatusCode::FORBIDDEN);
        let mut reviewer = app.reviewer().await.in_english();
        reviewer.opens(&address).await.shows("added evidence to an objection").shows("b.html");
        assert_eq!(reviewer.opens(&path).await.status, StatusCode::OK);
        app.administrator().await.in_english().opens("/audit").await.shows("Evidence added to an objection");
    }
}

#[tokio::test]
async fn no_word_about_an_objection_is_lost_when_it_is_refused() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.accept("one", &[("svc-e2e", "50", "100")]).await;
        let mut reporter = app.reporter("one").await;
        let filed = reporter.posts("/do/objections/file", &typed("80", "ขาดเดือนธันวาคม")).await;
        let address = filed.location().split('?').next().expect("an address").to_owned();
        let id = address.rsplit('/').next().expect("an id").to_owned();
        let long = format!("เริ่มต้น{}จบ", "ก".repeat(5_100));
        let say = [("objection", id.as_str()), ("version", "0"), ("words", long.as_str())];
        let mut reviewer = app.reviewer().await;
        let refused = reviewer.posts("/do/objections/say", &say).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        refused.shows(&long).shows("aria-invalid=\"true\"");
        // What was said is not put into the mouth of the decision: the other two fields stay empty.
        assert_eq!(refused.body.matches("เริ่มต้น").count(), 1);
        let attach = format!("{address}/evidence");
        let refused =
            reporter.posts_parts(&attach, &[("words", None, long.as_str()), ("file", Some("a.pdf"), "%PDF")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        refused.shows(&long);
        assert_eq!(refused.body.matches("เริ่มต้น").count(), 1);
        // Nor when the objection is over by then.
        let withdraw = [("objection", id.as_str()), ("version", "0")];
        reporter.posts("/do/objections/withdraw", &withdraw).await;
        for late in [
            reviewer
                .posts("/do/objections/say", &[("objection", id.as_str()), ("version", "1"), ("words", "ยังไม่จบ")])
                .await,
            reporter.posts_parts(&attach, &[("words", None, "ยังไม่จบ"), ("file", Some("a.pdf"), "%PDF")]).await,
        ] {
            assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.body);
            late.shows("คำคัดค้านนี้สิ้นสุดแล้ว").shows("ยังไม่จบ");
        }
    }
}
