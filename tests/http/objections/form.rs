//! The form that objects to a value or a score: what it offers, and how it tells what is wrong.

use super::{FORM, to_score, typed};
use http::StatusCode;
use service::organisations::ImportMode;
use tests::{
    Engine, TestApp,
    country::{country_under, operator},
};

#[tokio::test]
async fn nothing_is_chosen_before_somebody_chooses() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.accept("one", &[("svc-e2e", "50", "100")]).await;
        let mut reporter = app.reporter("one").await;
        let form = reporter.opens(FORM).await;
        form.hides("ขณะนี้ “").shows("50% (50 ÷ 100)");
        // The indicators stand in the order of the plan.
        let choices = ["\"\" selected", "\"svc-e2e\"", "\"digital-plan\"", "\"open-datasets\""];
        let places = choices.map(|choice| form.body.find(&format!("<option value={choice}")).expect("a choice"));
        assert!(places.is_sorted(), "{places:?}");
        reporter
            .opens(&format!("{FORM}?indicator=svc-e2e"))
            .await
            .shows("ขณะนี้ “สัดส่วนบริการ")
            .shows("เป็น 50% (50 ÷ 100)");
        form.shows("(สัดส่วนและค่าเฉลี่ยต้องกรอก)").shows(&format!("{FORM}?indicator=svc-e2e\""));
        let (_, reason) = form.body.split_once("<textarea").expect("a reason");
        assert!(reason.split('>').next().is_some_and(|tag| tag.contains(" required")), "{reason}");
        let mut nothing = typed("80", "ขาดบริการ");
        nothing[2].1 = "";
        let refused = reporter.posts("/do/objections/file", &nothing).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        refused.shows("href=\"#indicator\"").shows("id=\"indicator-problem\"").shows("ขาดบริการ").shows("value=\"80\"");
    }
}

#[tokio::test]
async fn of_an_indicator_that_is_named_the_form_has_its_own_fields() {
    let app = TestApp::new().await;
    app.accept("one", &[("svc-e2e", "50", "100")]).await;
    let mut reporter = app.reporter("one").await;
    let form = reporter.opens(&format!("{FORM}?indicator=svc-e2e")).await;
    form.hides("<option value=\"svc-e2e\"").hides("(สัดส่วนและค่าเฉลี่ยต้องกรอก)").hides("หรือตัวตั้ง");
    form.shows("name=\"indicator\" value=\"svc-e2e\"").shows("value=\"100\"").shows("เลือกตัวชี้วัดอื่น");
    let one_number = reporter.opens(&format!("{FORM}?indicator=open-datasets")).await;
    one_number.shows("ค่าที่ถูกต้อง").hides("หรือตัวตั้ง").hides("for=\"base\"");
    let mut typed = typed("22", "ขาดบริการ");
    typed[4].1 = "";
    let refused = reporter.posts("/do/objections/file", &typed).await;
    refused.shows("id=\"base-problem\"").hides("หรือตัวตั้ง").hides("value=\"100\"");
    refused.shows("ยังไม่ได้กรอก “บริการทั้งหมด (บริการ)”").hides("ยังไม่ได้กรอกตัวหาร");
    reporter.opens(&format!("{FORM}?indicator=nothing")).await.shows("(สัดส่วนและค่าเฉลี่ยต้องกรอก)");
}

#[tokio::test]
async fn what_is_wrong_with_a_value_is_told_at_its_field_as_in_a_report() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        app.accept("one", &[("svc-e2e", "50", "100")]).await;
        let mut reporter = app.reporter("one").await;
        let with = |value: &'static str, base: &'static str| {
            let mut fields = typed(value, "ขาดบริการที่เปิดเดือนธันวาคม");
            fields[4] = ("base", base);
            fields
        };
        let cases = [
            (
                ["120", "100"],
                "“บริการที่ครบวงจร (บริการ)” (120) มากกว่า “บริการทั้งหมด (บริการ)” (100)",
                "“Services online from end to end (services)” (120) is more than “All services (services)” (100).",
                "value",
            ),
            (["80", "0"], "ตัวหารเป็นศูนย์จึงคำนวณไม่ได้", "Nothing can be divided by zero.", "base"),
            (["หลาย", "มาก"], "“หลาย” ไม่ใช่ตัวเลข", "“มาก” is not a number.", "value base"),
            (["-1", "100"], "ค่าต้องไม่ติดลบ", "It cannot be below zero.", "value"),
            (["-", "100"], "ขีด (-) ไม่ใช่ตัวเลข", "A dash is not a number. Type 0 for zero.", "value"),
        ];
        for ([value, base], thai, english, fields) in cases {
            for (mut reporter, told, general) in [
                (reporter.clone(), thai, "อ่านค่านี้ไม่ได้"),
                (reporter.clone().in_english(), english, "This cannot be read"),
            ] {
                let refused = reporter.posts("/do/objections/file", &with(value, base)).await;
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
                refused
                    .shows(told)
                    .hides(general)
                    .shows(&format!("value=\"{value}\""))
                    .shows(&format!("value=\"{base}\""));
                refused.shows("ขาดบริการที่เปิดเดือนธันวาคม").shows("หนังสือที่ 1/2570");
                refused.hides("Not applicable").hides("“ไม่เกี่ยวข้อง”");
                assert_eq!(refused.body.matches("aria-invalid=\"true\"").count(), fields.split(' ').count());
                for field in fields.split(' ') {
                    refused.shows(&format!("id=\"{field}-problem\""));
                }
            }
        }
        // Above the form each field has its link, in the words that stand beside it.
        let refused = reporter.posts("/do/objections/file", &with("หลาย", "")).await;
        refused.hides("ตัวชี้วัดนี้มีค่านี้ไม่ได้");
        assert_eq!(refused.body.matches("role=\"alert\"").count(), 1, "{}", refused.body);
        for field in ["value", "base"] {
            let words = |from: &str| {
                let (_, rest) = refused.body.split_once(from).unwrap_or_else(|| panic!("{from}: {}", refused.body));
                rest.split_once('>').and_then(|(_, rest)| rest.split('<').next()).expect("words").to_owned()
            };
            assert_eq!(words(&format!("href=\"#{field}\"")), words(&format!("id=\"{field}-problem\"")));
        }
        // All that is missing is told at once, in the order of the form.
        let mut nothing = with("120", "100");
        (nothing[5].1, nothing[6].1) = ("  ", "");
        let refused = reporter.posts("/do/objections/file", &nothing).await;
        assert_eq!(refused.body.matches("aria-invalid=\"true\"").count(), 3, "{}", refused.body);
        let (_, summary) = refused.body.split_once("role=\"alert\"").expect("a summary");
        let summary = summary.split("</div>").next().unwrap_or_default();
        let links: Vec<&str> = summary.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(links, ["#value", "#reason", "#evidence"]);
        let mut nothing = to_score("many", "");
        nothing[5].1 = "";
        let refused = reporter.posts("/do/objections/file_to_score", &nothing).await;
        assert_eq!(refused.body.matches("aria-invalid=\"true\"").count(), 3, "{}", refused.body);
        let filed = reporter.posts("/do/objections/file_to_score", &to_score("80", "นับบริการขาด")).await;
        let address = filed.location().split('?').next().expect("an address").to_owned();
        let id = address.rsplit('/').next().expect("an id");
        let decides = [
            ("objection", id),
            ("version", "0"),
            ("reason", "ตรวจแล้ว"),
            ("values[svc-e2e]", "120"),
            ("bases[svc-e2e]", "100"),
            ("intent", "uphold_values"),
        ];
        let refused = app.reviewer().await.posts("/do/objections/decide", &decides).await;
        refused.hides("ตัวชี้วัดนี้มีค่านี้ไม่ได้");
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        refused.shows("ตัวตั้ง (120) มากกว่าตัวหาร (100)").shows("id=\"values[svc-e2e]-problem\"").shows("ตรวจแล้ว");
    }
}

/// A scheme that reads nothing but what is asked of provinces.
fn of_provinces(scheme: &str) -> String {
    let (head, nodes) = scheme.split_once("[[node]]\ncode = \"services\"").expect("a node");
    let (_, others) = nodes.split_once("[[node]]").expect("another node");
    format!("{head}[[node]]{others}").replacen("\"small\"", "\"provinces\"", 1)
}

#[tokio::test]
async fn a_scheme_that_asks_nothing_of_the_body_is_not_offered() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let of_datasets = "code = \"open-datasets\"\n";
        let plan = include_str!("../../support/plan.toml");
        let plan = plan.replacen(of_datasets, &format!("{of_datasets}reporters = [\"province\"]\n"), 1);
        let small = include_str!("../../support/scheme.toml");
        let Some(country) = country_under(engine, &plan, small).await else { continue };
        let app = TestApp::over(country);
        let scheme = service::imports::schemes::read(of_provinces(small).as_bytes()).expect("a scheme");
        let plan = "small".parse().expect("a code");
        let schemes = app.services().schemes();
        schemes.import(&operator(), scheme, Some(&plan), ImportMode::Apply).await.expect("in force");
        app.accept("one", &[("svc-e2e", "50", "100")]).await;
        let mut reporter = app.reporter("one").await;
        let form = reporter.opens(&format!("{FORM}?scheme=small")).await;
        form.shows("<option value=\"small\"").hides("<option value=\"provinces\"");
        reporter.opens(FORM).await.hides("<option value=\"open-datasets\"");
        let mut typed = to_score("80", "นับบริการขาด");
        typed[2].1 = "provinces";
        let refused = reporter.posts("/do/objections/file_to_score", &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        refused.shows("ไม่มีคะแนนที่ใช้อยู่ของเกณฑ์นี้ให้คัดค้าน");
        reporter.opens("/scores/small/2570-q1/one").await.shows("คัดค้านคะแนนนี้</a>");
        reporter.opens("/scores/provinces/2570-q1/one").await.hides("คัดค้านคะแนนนี้</a>");
    }
}
