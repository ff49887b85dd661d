//! How mature the country is: what a minister sees first, and that it is made of what it leads to.

use super::publications::publish;
use domain::access::Role;
use http::StatusCode;
use tests::{Engine, TestApp, Visitor};

async fn country(engine: Engine) -> Option<(TestApp, Visitor)> {
    let app = TestApp::of_size(engine, 4).await?;
    app.levels_come_into_force().await;
    let executive = app.somebody(Role::Executive, "th").await;
    Some((app, executive))
}

async fn three_answer(app: &TestApp) {
    app.imports(&[("one", "svc-e2e", "4", "10"), ("d001", "svc-e2e", "9", "10"), ("d002", "svc-e2e", "1", "10")]).await;
}

#[tokio::test]
async fn the_first_thing_on_the_page_says_how_far_most_have_come() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((app, mut executive)) = country(engine).await else { continue };
        let empty = executive.opens("/national").await;
        empty.shows("ยังไม่มีหน่วยงานที่มีคะแนนในรอบนี้").hides("NaN").hides("ค่ากลางของคะแนน");
        three_answer(&app).await;
        let page = executive.opens("/national").await;
        page.shows("ความครอบคลุมต่ำเกินไป ยังสรุประดับของประเทศไม่ได้").shows("มีคะแนน 3 จาก 7 หน่วยงานที่ต้องรายงานตามเกณฑ์นี้ (43%)");
        page.hides("ค่ากลางของคะแนน").shows("ระดับสำหรับทดสอบ");
        assert_eq!(page.table("maturity-stages-levels").len(), 6, "what is known is shown all the same");
        app.imports(&[("d003", "svc-e2e", "9", "10")]).await;
        let page = executive.opens("/national").await;
        page.shows("ถึง “สูง” ขึ้นไปแล้ว 2 จาก 4 หน่วยงานที่มีคะแนน (50%)").shows("ค่ากลางของคะแนน 65.0");
        page.shows("มีคะแนน 4 จาก 7 หน่วยงานที่ต้องรายงานตามเกณฑ์นี้ (57%)").shows("หน่วยงานรายงานเอง 100%");
        page.shows("รอบก่อนไม่มีคะแนนตามเกณฑ์นี้ให้เทียบ").shows("ยังไม่ได้คำนวณว่าอันดับ");
        let place = |text: &str| page.body.find(text).unwrap_or_else(|| panic!("{text}"));
        assert!(place("id=\"headline\"") < place("id=\"maturity-stages\""), "beside the achievement of the plan");
        assert!(place("id=\"maturity-stages\"") < place("id=\"completeness\""), "before all details");
        executive.opens("/robustness/stages/2570-q1").await;
        executive.opens("/national").await.shows("หน่วยงานครึ่งหนึ่งมีอันดับอยู่ในช่วงกว้างไม่เกิน");
        let mut executive = executive.in_english();
        executive
            .opens("/national")
            .await
            .shows("2 of 4 organisations with a score have reached “High” or higher (50%)");
    }
}

#[tokio::test]
async fn shares_say_of_whom_they_are_here_and_where_they_are_published() {
    let (app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    three_answer(&app).await;
    app.imports(&[("d003", "svc-e2e", "9", "10")]).await;
    let row = |page: &tests::Answer, table: &str, head: &str| {
        let rows = page.table(table);
        let of_level = rows.iter().find(|row| row[0] == "สูง" || row[0] == "High").expect("a level");
        assert_eq!(rows[0].last().map(String::as_str), Some(head));
        (of_level[1].clone(), of_level[2].clone())
    };
    let (two, of_seven) = ("2".to_owned(), "29%".to_owned());
    let page = executive.opens("/national").await;
    let owed = "สัดส่วนของหน่วยงานที่ต้องรายงานตามเกณฑ์นี้";
    assert_eq!(row(&page, "maturity-stages-levels", owed), (two.clone(), of_seven.clone()));
    let mut executive_thai = executive.clone();
    let page = executive.in_english().opens("/national").await;
    let owed_english = "Share of those that owe a report on it";
    assert_eq!(row(&page, "maturity-stages-levels", owed_english), (two.clone(), of_seven.clone()));
    let names = |rows: Vec<Vec<String>>| rows.into_iter().skip(1).collect::<Vec<_>>();
    let told = names(executive_thai.opens("/national").await.table("maturity-stages-levels"));
    app.advance(chrono::Duration::days(90));
    let mut admin = app.administrator().await;
    publish(&app, &mut admin, 1, "", "").await;
    let page = app.nobody().opens("/public/th/2570-q1.final.1").await;
    assert_eq!(row(&page, "classes-stages", owed), (two.clone(), of_seven.clone()));
    assert_eq!(names(page.table("classes-stages")), told, "the same rows in the same order");
    page.shows("ค่ากลางของคะแนน");
    let (_, caption) = page.body.split_once("id=\"classes-stages\"").expect("a caption");
    let caption = caption.split("</caption>").next().unwrap_or_default();
    assert!(caption.contains("มีคะแนน 4 จาก 7 หน่วยงานที่ต้องรายงาน"), "{caption}");
    let page = app.nobody().opens("/public/en/2570-q1.final.1").await;
    assert_eq!(row(&page, "classes-stages", owed_english), (two, of_seven));
}

#[tokio::test]
async fn the_levels_add_up_and_lead_to_the_bodies_at_them() {
    let (app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    three_answer(&app).await;
    app.imports(&[("d003", "svc-e2e", "9", "10")]).await;
    let page = executive.opens("/national").await;
    let rows = page.table("maturity-stages-levels");
    let counts: Vec<(&str, i64)> =
        rows.iter().skip(1).map(|row| (row[0].as_str(), row[1].parse().expect("a number"))).collect();
    assert_eq!(counts, [("ต่ำ", 2), ("กลาง", 0), ("สูง", 2), ("ยังไม่มีระดับ", 3), ("ทุกหน่วยงานที่ต้องรายงานตามเกณฑ์นี้", 7)]);
    let lists: Vec<String> = page.links().into_iter().filter(|link| link.contains("?level=")).collect();
    let [low, high, none] = ["low", "high", "_none"].map(|level| format!("/scores/stages/2570-q1?level={level}"));
    assert_eq!(lists, [low, high, none.clone()], "nobody is at the other");
    for (list, names) in lists.iter().zip([["one", "d002"], ["d001", "d003"]]) {
        let listed = executive.opens(list).await;
        listed.shows("2 หน่วยงาน").shows("href=\"/scores/stages/2570-q1\"").shows("คะแนนของหน่วยงานที่เลือก");
        listed.shows("อันดับเทียบกับทุกหน่วยงานที่มีคะแนน").hides("ที่ต้องรายงาน</span>");
        let bodies: Vec<String> = listed.table("standings").iter().skip(1).map(|row| row[0].clone()).collect();
        assert_eq!(bodies, names.map(|name| format!("หน่วยงาน {name}")), "{list}");
    }
    let listed = executive.opens(&none).await;
    listed.shows("เฉพาะ “ยังไม่มีระดับ” 3 หน่วยงาน").shows("หน่วยงานที่ต้องรายงานตามเกณฑ์นี้แต่ยังไม่มีระดับ");
    let rows = listed.table("standings");
    assert_eq!(rows.len(), 4, "as many as are counted: {rows:?}");
    for row in rows.iter().skip(1) {
        let has_score = ["one", "d001", "d002", "d003"].iter().any(|agency| row[0] == format!("หน่วยงาน {agency}"));
        assert!(!has_score && row[1].contains("ยังไม่มีค่าที่รับรองแล้ว"), "{row:?}");
    }
    for (list, rows) in [("?level=middle", 1), ("?level=nothing", 1), ("?level=%2F", 5), ("", 5)] {
        let listed = executive.opens(&format!("/scores/stages/2570-q1{list}")).await;
        assert_eq!((listed.status, listed.table("standings").len()), (StatusCode::OK, rows), "{list}");
    }
}

#[tokio::test]
async fn the_achievement_of_the_plan_says_how_it_moved() {
    let app = TestApp::of_size(Engine::Sqlite, 4).await.expect("SQLite");
    let all = |part: &'static str| {
        ["one", "two", "d001", "d002"]
            .map(|agency| [(agency, "svc-e2e", part, "10"), (agency, "open-datasets", "900", "")])
    };
    app.imports(all("9").as_flattened()).await;
    app.opens_next_round().await;
    let mut executive = app.somebody(Role::Executive, "th").await;
    executive.opens("/national?round=2570-q1").await.hides("ของตัวชี้วัด เทียบกับ");
    executive.opens("/national?round=2570-q2").await.hides("ของตัวชี้วัด เทียบกับ").shows("ข้อมูลยังไม่พอที่จะสรุป");
    app.imports_into("2570-q2", all("9").as_flattened()).await;
    executive.opens("/national?round=2570-q2").await.shows("ของตัวชี้วัด เทียบกับ").shows("ไตรมาส 1 ปีงบประมาณ 2570");
}
