//! Bodies against indicators: the cells agree with the pages of the bodies, sorting says what it does, and the price does
//! not depend on the data.

use domain::access::Role;
use http::StatusCode;
use service::{evidence::Upload, testing::statements_taken};
use tests::{Answer, Engine, TestApp, Visitor, app::key, country::country_with_coded_answers};

const COUNTRY: &str = "/organisations/th/heat-map?show=figures";
const MINISTRY: &str = "/organisations/mdes/heat-map?show=figures";

async fn country(engine: Engine, departments: usize) -> Option<(TestApp, Visitor)> {
    let app = TestApp::of_size(engine, departments).await?;
    app.imports(&[
        ("one", "svc-e2e", "4", "10"),
        ("one", "digital-plan", "yes", ""),
        ("d001", "svc-e2e", "9", "10"),
        ("d002", "svc-e2e", "1", "10"),
        ("d003", "svc-e2e", "8", "10"),
    ])
    .await;
    app.advance(chrono::Duration::days(10));
    let executive = app.somebody(Role::Executive, "th").await;
    Some((app, executive))
}

/// The names and the cells of the indicator in the order in which they stand.
fn rows(page: &Answer) -> Vec<(String, Vec<String>)> {
    let rows = page.table("heat").into_iter().skip(2);
    rows.map(|row| (row[0].clone(), row[1..].to_vec())).collect()
}

#[tokio::test]
async fn a_cell_shows_what_the_page_of_the_body_shows() {
    let (_app, mut executive) = country(Engine::Sqlite, 4).await.expect("SQLite");
    let ministries = rows(&executive.opens(COUNTRY).await);
    let of = |rows: &[(String, Vec<String>)], code: &str| {
        rows.iter().find(|(name, _)| name.ends_with(code)).map(|(_, cells)| cells.join(" ")).expect("a row")
    };
    assert!(of(&ministries, "mdes").contains("70%"), "21 of 30: {ministries:?}");
    let departments = rows(&executive.opens(MINISTRY).await);
    assert_eq!(departments.len(), 4, "one, two, d001 and d003");
    for (code, figure) in [("one", "40%"), ("d001", "90%"), ("d003", "80%")] {
        assert!(of(&departments, code).contains(figure), "{code}: {departments:?}");
        executive.opens(&format!("/organisations/{code}")).await.shows(figure);
    }
    assert!(of(&departments, "two").contains("ไม่มีข้อมูล"), "silence is no data");
}

#[tokio::test]
async fn one_body_alone_shows_its_own_level_or_answer_and_many_the_share_that_is_met() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(test) = country_with_coded_answers(engine).await else { continue };
        let levels = TestApp::over(test);
        levels.imports(&[("one", "digital-plan", "4", ""), ("two", "digital-plan", "2", "")]).await;
        let Some(answers) = TestApp::start(engine).await else { continue };
        answers.imports(&[("one", "digital-plan", "yes", ""), ("two", "digital-plan", "no", "")]).await;
        for (app, own) in [(levels, "2"), (answers, "ไม่ใช่")] {
            let mut executive = app.somebody(Role::Executive, "th").await;
            let page = executive.opens(MINISTRY).await;
            let column = page.table("heat")[1].iter().position(|head| head == "หน่วยงานมีแผนดิจิทัล").expect("a column");
            let of = |code: &str| {
                let found = rows(&page).into_iter().find(|(name, _)| name.ends_with(code)).expect("a row");
                found.1[column + 1].clone()
            };
            assert!(of("two").starts_with(own) && !of("two").contains('%'), "{own}: {}", of("two"));
            assert!(of("one").starts_with("100%"), "another body is below it: {}", of("one"));
            let compared = executive.opens("/compare?with=two,mdes").await.table("compared");
            let row = compared.iter().find(|row| row[0].starts_with("หน่วยงานมีแผนดิจิทัล")).expect("a row");
            assert!(row[1].starts_with(own) && !row[1].contains('%') && row[2].starts_with("50%"), "{row:?}");
        }
    }
}

#[tokio::test]
async fn a_cell_leads_to_what_it_is_made_of() {
    let (_app, mut executive) = country(Engine::Sqlite, 4).await.expect("SQLite");
    let departments = executive.opens(MINISTRY).await;
    departments.shows("href=\"/organisations/one/indicators/svc-e2e\"");
    executive.opens("/organisations/one/indicators/svc-e2e").await.shows("40%");
    let ministries = executive.opens(&format!("{COUNTRY}&round=2570-q1")).await;
    ministries.shows("href=\"/indicators/svc-e2e?round=2570-q1&amp;organisation=mdes#parts\"");
    let compared = executive.opens("/compare?with=one,mdes").await;
    compared.shows("href=\"/organisations/one/indicators/svc-e2e\"");
    compared.shows("href=\"/indicators/svc-e2e?organisation=mdes#parts\"");
}

#[tokio::test]
async fn every_column_stands_on_paper_once() {
    let (_app, mut executive) = country(Engine::Sqlite, 4).await.expect("SQLite");
    for address in [COUNTRY, "/organisations/th/heat-map"] {
        let page = executive.opens(address).await;
        let heads = page.table("heat").swap_remove(1);
        assert!(!heads.is_empty());
        for head in heads {
            assert_eq!(page.body.matches(&format!("<th scope=\"col\">{head}</th>")).count(), 1, "{head}");
        }
    }
}

#[tokio::test]
async fn columns_are_headed_by_names_in_the_readers_language() {
    let (_app, mut executive) = country(Engine::Sqlite, 4).await.expect("SQLite");
    let heads = |page: &Answer| page.table("heat").swap_remove(1);
    let page = executive.opens(COUNTRY).await;
    let names = ["สัดส่วนบริการออนไลน์ครบวงจร", "หน่วยงานมีแผนดิจิทัล", "จำนวนชุดข้อมูลเปิด"];
    assert_eq!(heads(&page), names);
    // The code is for those who point at the name, which leads to the order by it.
    page.shows("title=\"svc-e2e\"").shows("sort=svc-e2e#heat");
    let page = executive.in_english().opens(COUNTRY).await;
    assert_eq!(
        heads(&page),
        ["Share of services online from end to end", "Agency has a digital plan", "Open datasets"]
    );
}

#[tokio::test]
async fn rows_are_sorted_by_an_indicator_from_either_end_with_the_silent_last() {
    let (_app, mut executive) = country(Engine::Sqlite, 4).await.expect("SQLite");
    let mut codes = async |query: &str| -> Vec<String> {
        let page = executive.opens(&format!("{MINISTRY}&{query}")).await;
        rows(&page).into_iter().filter_map(|(name, _)| Some(name.rsplit(' ').next()?.to_owned())).collect()
    };
    assert_eq!(codes("sort=svc-e2e").await, ["d001", "d003", "one", "two"]);
    assert_eq!(codes("sort=svc-e2e&order=worst").await, ["one", "d003", "d001", "two"]);
    assert_eq!(codes("sort=nothing").await.len(), 4, "an unknown column changes nothing");
    assert_eq!(codes("sort=%3Cscript%3E&page=0").await.len(), 4);
    let by_share = executive.opens(&format!("{MINISTRY}&sort=share")).await;
    by_share.shows("aria-sort=\"descending\"");
}

#[tokio::test]
async fn strategies_and_kinds_narrow_what_is_shown_and_stay_in_the_address() {
    let (_app, mut executive) = country(Engine::Sqlite, 60).await.expect("SQLite");
    let every = executive.opens("/organisations/th/heat-map?kind=department").await;
    assert_eq!(rows(&every).len(), 25, "a page");
    every.shows("page=2").shows("63 หน่วยงาน");
    let last = executive.opens("/organisations/th/heat-map?kind=department&page=3").await;
    assert_eq!(rows(&last).len(), 13);
    let columns = |page: &Answer| page.table("heat")[1].len();
    let all = executive.opens(COUNTRY).await;
    let strategies: Vec<&str> =
        all.body.split("<option value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let one = strategies.iter().find(|value| value.starts_with('S')).copied();
    let narrowed = executive.opens(&format!("{COUNTRY}&strategy={}", one.unwrap_or("E1"))).await;
    assert!(columns(&narrowed) < columns(&all) || columns(&all) == 1, "{strategies:?}");
    let unknown = executive.opens(&format!("{COUNTRY}&strategy=nothing")).await;
    unknown.shows("แผนของรอบนี้ไม่มียุทธศาสตร์ที่ระบุ").hides("class=\"empty\"");
    assert_eq!(columns(&unknown), columns(&all), "all are shown");
    let nobody = executive.opens("/organisations/mdes/heat-map?kind=province").await;
    nobody.shows("ในขอบเขตนี้ไม่มีหน่วยงานประเภทที่ระบุ").hides("class=\"empty\"");
    all.hides("ไม่มียุทธศาสตร์ที่ระบุ").hides("ไม่มีหน่วยงานประเภทที่ระบุ");
    executive.opens("/organisations/one/heat-map").await.shows("class=\"empty\"");
    let nobody = executive.opens("/organisations/nobody/heat-map").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_statements_do_not_depend_on_the_data() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let mut seen = Vec::new();
        for departments in [4, 60] {
            let Some((_app, mut executive)) = country(engine, departments).await else { continue };
            let mut counts = Vec::new();
            for page in [COUNTRY, MINISTRY, "/organisations/th/heat-map?kind=department&sort=share"] {
                executive.opens(page).await;
                statements_taken();
                executive.opens(page).await;
                counts.push(statements_taken());
            }
            seen.push(counts);
        }
        let [small, large] = &seen[..] else { continue };
        assert_eq!(small, large, "{engine:?}");
    }
}

#[tokio::test]
async fn only_figures_of_a_grade_count_where_somebody_asks_for_it() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::of_size(engine, 4).await else { continue };
        app.imports(&[("d001", "svc-e2e", "9", "10")]).await;
        let (reporter, proof) = (app.actor(1, Role::Reporter, "two"), "svc-e2e".parse().expect("a code"));
        let upload = Upload {
            file_name: "proof.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            content: "proof".into(),
        };
        app.services().evidence().add(&reporter, &key("two"), &proof, upload).await.expect("added");
        app.accept("two", &[("svc-e2e", "6", "10")]).await;
        let mut executive = app.somebody(Role::Executive, "th").await;
        let mut of = async |address: &str, code: &str| {
            let page = executive.opens(address).await;
            let found = rows(&page);
            let row = found.into_iter().find(|(name, _)| name.ends_with(code)).expect("a row");
            (row.1.join(" "), page)
        };
        // Imported figures have no evidence.
        let (all, _) = of(MINISTRY, "d001").await;
        assert!(all.contains("90%"), "{all}");
        let filtered = format!("{MINISTRY}&trust=evidence_attached");
        let (none, page) = of(&filtered, "d001").await;
        assert!(none.contains("ไม่มีข้อมูล") && !none.contains("90%"), "{none}");
        page.shows("นับเฉพาะค่าที่น่าเชื่อถืออย่างน้อย").shows("value=\"evidence_attached\" selected");
        let (attached, _) = of(&filtered, "two").await;
        assert!(attached.contains("60%"), "{attached}");
        let (ministry, page) = of(&format!("{COUNTRY}&trust=evidence_attached"), "mdes").await;
        assert!(ministry.contains("60%"), "of the one with evidence alone: {ministry}");
        page.shows("นับเฉพาะค่าที่น่าเชื่อถืออย่างน้อย");
        let (unknown, page) = of(&format!("{MINISTRY}&trust=nonsense"), "d001").await;
        assert!(unknown.contains("90%"), "what is no grade is no filter, and is told");
        page.shows("ไม่มีระดับความน่าเชื่อถือที่ระบุในที่อยู่");
        page.shows("นับค่าทุกระดับความน่าเชื่อถือ");
    }
}
