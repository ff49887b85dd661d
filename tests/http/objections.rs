//! Objections on the screens: filed by the agency, answered by somebody who did not accept the value.

mod form;

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
        reporter.opens(FORM).await.shows("คัดค้านค่า").shows("50% (50 ÷ 100)").shows("15 วันทำการ");
        let wrong = reporter.posts("/do/objections/file", &typed("50", "")).await;
        wrong.shows("ค่านี้ตรงกับค่าที่ใช้อยู่แล้ว").shows("value=\"50\"").shows("หนังสือที่ 1/2570");
        let filed = reporter.posts("/do/objections/file", &typed("80", "ขาดบริการที่เปิดเดือนธันวาคม")).await;
        assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.body);
        let address = filed.location().split('?').next().expect("an address").to_owned();
        let page = reporter.opens(&address).await;
        page.shows("รอคำตอบ")
            .shows("80% (80 ÷ 100)")
            .shows("50% (50 ÷ 100)")
            .shows("ขาดบริการที่เปิดเดือนธันวาคม")
            .shows("/do/objections/withdraw");
        page.hides("/do/objections/decide").shows("class=\"breadcrumbs__item\">สัดส่วนบริการออนไลน์ครบวงจร</li>");
        // Half of the way and three datasets, 38.25; with 80 of 100 the target is met: 75.75.
        assert_eq!(page.table("effects")[1][1..], ["38.25", "75.75"]);
        reporter.opens("/objections").await.shows(&address);

        let mut executive = app.somebody(Role::Executive, "two").await;
        assert_eq!(executive.opens(&address).await.status, StatusCode::FORBIDDEN);
        executive.opens("/objections").await.hides(&address);

        let mut reviewer = app.reviewer().await.in_english();
        reviewer.opens("/").await.shows("href=\"/objections\"");
        let seen = reviewer.opens(&address).await;
        seen.shows("Uphold: the agency").shows("<span lang=\"th\">ขาดบริการที่เปิดเดือนธันวาคม</span>");
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
        let work = reporter.opens("/").await;
        work.shows("วินิจฉัยคำคัดค้านแล้ว: เห็นด้วย").shows("/do/reminders/dismiss").shows("แจ้งเมื่อ").hides("เตือนเมื่อ");
        reviewer.opens("/").await.hides("Your objection was decided");
        reviewer.opens("/scores/small/2570-q1/one").await.shows("Score 75.75");
        reviewer.opens("/indicators/svc-e2e").await.shows("80%");
        let report = reviewer.opens("/reports/2570-q1/one").await;
        report.shows("upheld an objection").shows("Share of services online from end to end: ").hides(">svc-e2e: ");
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

fn to_score(score: &'static str, reason: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("round", "2570-q1"),
        ("agency", "one"),
        ("scheme", "small"),
        ("score", score),
        ("reason", reason),
        ("evidence", "หนังสือที่ 2/2570"),
    ]
}

#[tokio::test]
async fn an_agency_objects_to_its_score_and_the_values_behind_it_are_corrected() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.accept("one", &[("svc-e2e", "50", "100")]).await;
        let mut reporter = app.reporter("one").await;
        let link = "/reports/2570-q1/one/objections?scheme=small";
        reporter.opens("/scores/small/2570-q1/one").await.shows("คัดค้านคะแนนนี้").shows(link);
        let form = reporter.opens(link).await;
        form.shows("คะแนนที่ควรเป็น").shows("(38.25)").shows("/do/objections/file_to_score").shows("เขียนทับไม่ได้");
        for (score, told) in [("38.25", "ตรงกับค่าที่ใช้อยู่แล้ว"), ("มาก", "พิมพ์คะแนนเป็นตัวเลข"), ("80", "ระบุเหตุผล")]
        {
            let wrong = reporter.posts("/do/objections/file_to_score", &to_score(score, "")).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
            wrong.shows(told).shows(&format!("value=\"{score}\"")).shows("หนังสือที่ 2/2570");
        }
        let filed = reporter.posts("/do/objections/file_to_score", &to_score("80", "นับบริการขาด")).await;
        assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.body);
        let address = filed.location().split('?').next().expect("an address").to_owned();
        reporter.opens(&address).await.shows("คะแนนที่คัดค้าน").shows("38.25").hides("/do/objections/decide");
        reporter.opens("/scores/small/2570-q1/one").await.shows("ยังรอคำวินิจฉัย").shows(&address).hides("คัดค้านคะแนนนี้</a>");
        // Everybody who reads figures is told that one waits, in the list and beside the score; who may not read the report is
        // not led to what was said.
        let mut executive = app.somebody(Role::Executive, "two").await.in_english();
        executive.opens("/scores/small/2570-q1").await.shows("Objected to");
        executive.opens("/scores/small/2570-q1/one").await.shows("says that it should be 80.00").hides(&address);
        assert_eq!(executive.opens(&address).await.status, StatusCode::FORBIDDEN);

        let mut reviewer = app.reviewer().await.in_english();
        reviewer.opens("/objections").await.shows("Score: ").shows(&address).shows("/objections.csv");
        let page = reviewer.opens(&address).await;
        page.shows("<dd class=\"facts__value\">80.00</dd>");
        page.shows("Uphold: the edition is at fault")
            .shows("values[svc-e2e]")
            .shows("counts now: 50%")
            .shows("/what-if");
        let id = address.rsplit('/').next().expect("an id").to_owned();
        let mut post = async |intent: &str, value: &str| {
            let fields = [
                ("objection", id.as_str()),
                ("version", "0"),
                ("reason", "the December services count"),
                ("values[svc-e2e]", value),
                ("bases[svc-e2e]", if value.is_empty() { "" } else { "100" }),
                ("values[data-catalog]", ""),
                ("intent", intent),
            ];
            reviewer.posts("/do/objections/decide", &fields).await
        };
        post("uphold_values", "").await.shows("Type at least one value").shows("the December services count");
        post("uphold_values", "many")
            .await
            .shows("“many” is not a number")
            .shows("value=\"many\"")
            .shows("aria-invalid=\"true\"");
        post("uphold", "").await.shows("A score is decided on by correcting values");
        let upheld = post("uphold_values", "80").await;
        assert_eq!(upheld.location(), format!("{address}?done=objection_decided"), "{}", upheld.body);
        let page = reviewer.opens(&address).await;
        assert_eq!(page.table("effects")[1][1..], ["38.25", "75.75"]);
        assert_eq!(page.table("corrected")[1][1..], ["50%", "80%"]);
        page.shows("the December services count").hides("/do/objections/decide");
        reviewer.opens("/scores/small/2570-q1/one").await.shows("Score 75.75").hides("objected to this score on");
        reviewer.opens("/scores/small/2570-q1").await.hides("Objected to");
        let file = reviewer.opens("/objections.csv").await;
        let rows: Vec<&str> = file.body.lines().collect();
        assert_eq!(rows.len(), 2, "{}", file.body);
        for told in [&id, "2570-q1,one,", ",score,small,", ",38.25,80,,", ",upheld,", ",values,2,svc-e2e"] {
            assert!(rows[1].contains(told), "{told}: {}", rows[1]);
        }
        assert_eq!(executive.opens("/objections.csv").await.body.lines().count(), 1, "nothing of others");
    }
}

#[tokio::test]
async fn the_form_that_decides_is_short_and_keeps_what_was_typed() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.accept("one", &[("svc-e2e", "50", "100")]).await;
        let mut reporter = app.reporter("one").await;
        let filed = reporter.posts("/do/objections/file_to_score", &to_score("80", "นับบริการขาด")).await;
        let address = filed.location().split('?').next().expect("an address").to_owned();
        let id = address.rsplit('/').next().expect("an id").to_owned();
        let folded = |page: &tests::Answer| {
            let body = &page.body;
            let start = body.find("class=\"disclosure\">").expect("folded values");
            let end = body[start..].find("</details>").expect("its end");
            let (before, inside) = (body[..start].to_owned(), body[start..start + end].to_owned());
            (before, inside)
        };
        let mut reviewer = app.reviewer().await;
        let page = reviewer.opens(&address).await;
        page.shows("ค่าทั้งหมดที่ใช้คำนวณคะแนนนี้").hides("<details open class=\"disclosure\"");
        let (before, inside) = folded(&page);
        assert!(!before.contains("values[svc-e2e]") && inside.contains("values[svc-e2e]"), "{inside}");
        assert!(inside.contains("values[open-datasets]"));
        // The agency objects to a value as well: what it says stands there, and the others are folded still.
        let filed = reporter.posts("/do/objections/file", &typed("80", "ขาดบริการที่เปิดเดือนธันวาคม")).await;
        assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.body);
        let page = reviewer.opens(&address).await;
        page.shows("ค่าอื่นที่ใช้คำนวณคะแนนนี้").shows("หน่วยงานคัดค้านค่าต่อไปนี้ด้วย");
        let (before, inside) = folded(&page);
        assert!(before.contains("values[svc-e2e]") && before.contains("value=\"80\""), "{before}");
        assert!(before.contains("value=\"100\"") && !inside.contains("values[svc-e2e]"));
        // What was typed stands there again, what was taken out stays out, and what is folded opens.
        let mut post = async |value: &str, base: &str, other: &str, intent: &str| {
            let fields = [
                ("objection", id.as_str()),
                ("version", "0"),
                ("reason", "ตรวจแล้ว"),
                ("values[svc-e2e]", value),
                ("bases[svc-e2e]", base),
                ("values[open-datasets]", other),
                ("intent", intent),
            ];
            reviewer.posts("/do/objections/decide", &fields).await
        };
        let refused = post("", "", "หลาย", "uphold_values").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        refused.shows("<details open class=\"disclosure\"").shows("value=\"หลาย\"").shows("ตรวจแล้ว");
        let (before, inside) = folded(&refused);
        assert!(before.contains("values[svc-e2e]") && !before.contains("value=\"80\""), "{before}");
        assert!(inside.contains("aria-invalid=\"true\""), "{inside}");
        let nothing = post("", "", "", "uphold_values").await;
        nothing.shows("<details open class=\"disclosure\"").shows("ตรวจแล้ว");
        let upheld = post("80", "100", "", "uphold_values").await;
        assert_eq!(upheld.location(), format!("{address}?done=objection_decided"), "{}", upheld.body);
    }
}

#[tokio::test]
async fn what_was_upheld_against_an_edition_stands_beside_the_score() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.accept("one", &[("svc-e2e", "50", "100")]).await;
        let mut reporter = app.reporter("one").await;
        let filed = reporter.posts("/do/objections/file_to_score", &to_score("80", "น้ำหนักผิด")).await;
        let address = filed.location().split('?').next().expect("an address").to_owned();
        let id = address.rsplit('/').next().expect("an id").to_owned();
        let mut reviewer = app.reviewer().await.in_english();
        let fields = [
            ("objection", id.as_str()),
            ("version", "0"),
            ("reason", "the weight counts twice"),
            ("intent", "uphold_edition"),
        ];
        let upheld = reviewer.posts("/do/objections/decide", &fields).await;
        assert_eq!(upheld.status, StatusCode::SEE_OTHER, "{}", upheld.body);
        reviewer.opens(&address).await.shows("this edition of the scheme is at fault");
        let beside = reviewer.opens("/scores/small/2570-q1/one").await;
        beside.shows("Score 38.25").shows("Upheld: this edition is at fault. Reason: the weight counts twice");
        reviewer.opens("/scores/small/2570-q1").await.shows("Objected, upheld");
        reviewer.opens("/reports/2570-q1/one").await.shows("upheld an objection to a score: the edition is at fault");
        let mut administrator = app.administrator().await.in_english();
        administrator.opens("/audit").await.shows("Objected to a score").shows("the edition is at fault");
        reporter.opens("/").await.shows("วินิจฉัยคำคัดค้านแล้ว: เห็นด้วย").shows("คะแนน: ");
    }
}
