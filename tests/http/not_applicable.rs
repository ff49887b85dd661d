//! An indicator that does not apply to a body, with a reason that was accepted, is not missing: every page says so in one way.

use crate::{exports::accept_every_kind, publications::publish};
use domain::access::Role;
use tests::{Answer, Engine, TestApp, Visitor};

const WORD: &str = "ไม่เกี่ยวข้อง";
const SILENT: &str = "ไม่มีสถานะ";

/// Two accepted reports, in one of which one of three indicators does not apply, and four silent departments.
async fn country(engine: Engine) -> Option<(TestApp, Visitor)> {
    let app = TestApp::of_size(engine, 4).await?;
    accept_every_kind(&app).await;
    let executive = app.somebody(Role::Executive, "th").await;
    Some((app, executive))
}

fn row<'t>(table: &'t [Vec<String>], code: &str) -> &'t [String] {
    let found = table.iter().find(|row| row.first().is_some_and(|name| name.contains(code)));
    found.unwrap_or_else(|| panic!("{code} has a row: {table:?}"))
}

/// Of how many a cell says some.
fn of(cell: &str) -> i64 {
    let whole = cell.split_once('/').and_then(|(_, whole)| whole.parse().ok());
    whole.unwrap_or_else(|| panic!("{cell} is so many of so many"))
}

/// The cells of a row under their headings.
fn under<'t>(table: &'t [Vec<String>], code: &str, heading: &str) -> Option<&'t str> {
    let place = table[0].iter().position(|name| name == heading)?;
    row(table, code).get(place).map(String::as_str)
}

#[tokio::test]
async fn every_page_says_alike_that_an_indicator_does_not_apply_to_a_body() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((_app, mut executive)) = country(engine).await else { continue };
        let own = executive.opens("/organisations/two").await;
        assert_eq!(row(&own.table("indicators-table"), "หน่วยงานมีแผนดิจิทัล")[3], WORD);
        own.shows("<dt><span data-status=\"not_applicable\" class=\"status\">");
        own.shows("จาก 2 ตัวชี้วัดที่เกี่ยวข้องเป็นไปตามเป้า");
        let listed = executive.opens("/organisations/two?status=not_applicable").await;
        assert_eq!(listed.table("indicators-table").len(), 3, "the head, its strategy and the one that does not apply");
        executive.opens("/organisations/two?status=no_data").await.shows("ไม่มีตัวชี้วัดที่มีสถานะนี้ในรอบนี้");

        let map = executive.opens("/organisations/mdes/heat-map").await;
        let rows = map.table("heat");
        assert_eq!(row(&rows, "two").iter().filter(|cell| *cell == WORD).count(), 1, "{rows:?}");
        assert!(row(&rows, "d001").iter().all(|cell| cell != WORD), "silence is none: {rows:?}");
        assert_eq!(of(&row(&rows, "two")[1]) + 1, of(&row(&rows, "d001")[1]), "on course of what applies: {rows:?}");
        map.shows("<td data-status=\"not_applicable\" title=\"ไม่เกี่ยวข้อง\" class=\"matrix__cell\"");
        let (_, legend) = map.body.split_once("class=\"legend\"").expect("a legend");
        let legend = legend.split("</ul>").next().unwrap_or_default();
        assert!(legend.contains("data-status=\"not_applicable\"") && legend.contains(WORD), "{legend}");
        let (_, paper) = map.body.split_once("matrix-paper").expect("the tables on paper");
        assert!(paper.contains(&format!("data-status=\"not_applicable\" class=\"status\">{WORD}")), "they say it, too");

        let below = executive.opens("/organisations/mdes").await.table("below");
        let counts = [WORD, SILENT].map(|heading| under(&below, "two", heading).map(str::to_owned));
        assert_eq!(counts, [Some("1".to_owned()), Some("0".to_owned())], "{below:?}");
        assert_eq!(under(&below, "d001", WORD), Some("0"));
        let parts = executive.opens("/indicators/digital-plan?organisation=mdes").await.table("parts-title");
        assert!(row(&parts, "two").iter().any(|cell| cell == WORD), "{parts:?}");

        let compared = executive.opens("/compare?with=one,two").await.table("compared");
        let plan = row(&compared, "หน่วยงานมีแผนดิจิทัล");
        assert_eq!((plan[2].as_str(), plan[1] == WORD), (WORD, false), "{plan:?}");
        let on_course = row(&compared, "เป็นไปตามเป้า");
        assert_eq!(of(&on_course[2]) + 1, of(&on_course[1]), "of what applies: {on_course:?}");
        let figures = executive.opens("/organisations/two/figures").await.table("history-of-figures");
        assert!(row(&figures, "หน่วยงานมีแผนดิจิทัล").last().is_some_and(|cell| cell.contains(WORD)), "{figures:?}");
        let alone = executive.opens("/organisations/two/indicators/digital-plan").await;
        alone.shows("ไม่เกี่ยวข้องกับหน่วยงานนี้").shows("data-status=\"not_applicable\" class=\"badge\"");
    }
}

#[tokio::test]
async fn where_everything_applies_nothing_is_told_of_it() {
    let (_app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    let one = executive.opens("/organisations/one").await;
    one.hides("data-status=\"not_applicable\"");
    let moph = executive.opens("/organisations/moph").await.table("below");
    assert!(!moph[0].iter().any(|heading| heading == WORD), "{moph:?}");
    // Of many bodies taken together it is said by nobody.
    let national = executive.opens("/national").await;
    national.hides("data-status=\"not_applicable\"");
}

#[tokio::test]
async fn nobody_is_alerted_or_asked_for_what_does_not_apply() {
    let (app, _) = country(Engine::Sqlite).await.expect("SQLite");
    app.advance(chrono::Duration::days(90));
    let mut executive = app.somebody(Role::Executive, "th").await;
    let silent = |page: &Answer| page.body.matches("data-alert=\"no_data\"").count();
    assert_eq!(silent(&executive.opens("/organisations/two").await), 0);
    assert!(silent(&executive.opens("/organisations/d001").await) > 0, "whoever is silent is alerted");
    let letter = executive.opens("/organisations/two/letter").await;
    letter.shows("จาก 2 ตัวชี้วัดที่เกี่ยวข้อง (ไม่เกี่ยวข้อง 1) เป็นไปตามเป้า").shows("ไม่มีข้อมูล 0");
    letter.shows("จาก 2 ตัวชี้วัดที่เกี่ยวข้องเป็นไปตามเป้า");
    letter.shows("ไม่เกี่ยวข้องกับหน่วยงานนี้ ไม่ต้องส่งผล (1)");
    letter.hides("ยังไม่มีผลที่รับรองแล้ว").hides("ส่งผลของตัวชี้วัดที่ยังไม่มีข้อมูล");
    let english = executive.in_english().opens("/organisations/two/letter").await;
    english.shows("of 2 indicators that apply (1 does not apply)").shows("of 2 indicators that apply are on course");
    english.shows("Does not apply to this body: nothing is asked (1)");
}

#[tokio::test]
async fn what_is_published_says_it_as_the_dashboards_do() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((app, _)) = country(engine).await else { continue };
        app.advance(chrono::Duration::days(90));
        let mut admin = app.administrator().await;
        publish(&app, &mut admin, 1, "", "").await;
        let mut nobody = app.nobody();
        let two = nobody.opens("/public/th/2570-q1.final.1/organisations/two").await;
        assert_eq!(row(&two.table("indicators-table"), "หน่วยงานมีแผนดิจิทัล")[3], WORD);
        two.shows("<dt><span data-status=\"not_applicable\" class=\"status\">");
        let below = nobody.opens("/public/th/2570-q1.final.1/organisations/mdes").await.table("below");
        assert_eq!(under(&below, "two", WORD), Some("1"), "{below:?}");
    }
}
