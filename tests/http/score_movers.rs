//! Whose score changed most, across editions of a scheme that publish otherwise.

use domain::access::Role;
use service::organisations::ImportMode;
use tests::{Answer, Engine, TestApp, app::operator};

const STAGES: &str = include_str!("../support/stages.toml");
const MOVERS: &str = "/movers/stages/2570-q2";

async fn comes_into_force(app: &TestApp, text: &str) {
    let scheme = service::imports::schemes::read(text.as_bytes()).expect("a scheme");
    let plan = "small".parse().expect("a code");
    app.services().schemes().import(&operator(), scheme, Some(&plan), ImportMode::Apply).await.expect("in force");
}

/// The next edition of the scheme of stages, changed.
fn edition(number: u32, change: impl FnOnce(String) -> String) -> String {
    change(STAGES.replacen("edition = 1", &format!("edition = {number}"), 1))
}

/// Four of seven answer in both rounds, and two of them better in the second.
async fn answered(app: &TestApp, round: &str) {
    let [first, second] = if round == "2570-q1" { ["4", "9"] } else { ["6", "10"] };
    let same = [("one", "svc-e2e", "2", "10"), ("two", "svc-e2e", "5", "10")];
    let others = [("d001", "svc-e2e", first, "10"), ("d002", "svc-e2e", second, "10")];
    app.imports_into(round, &[same, others].concat()).await;
}

/// What a table says of a body, without its name.
fn row(page: &Answer, table: &str, body: &str) -> Vec<String> {
    let rows = page.table(table);
    let row = rows.iter().find(|row| row.first().is_some_and(|name| name.contains(body)));
    row.expect("a row").iter().skip(1).cloned().collect()
}

#[tokio::test]
async fn levels_of_other_cut_offs_and_scores_of_another_rounding_are_not_compared() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::of_size(engine, 4).await else { continue };
        comes_into_force(&app, STAGES).await;
        answered(&app, "2570-q1").await;
        app.opens_next_round().await;
        answered(&app, "2570-q2").await;
        let mut thai = app.somebody(Role::Executive, "th").await;
        let mut english = app.somebody(Role::Executive, "th").await.in_english();
        let page = thai.opens(MOVERS).await;
        assert_eq!(row(&page, "rises", "d001"), ["40.0", "60.0", "+20.0", "ต่ำ → กลาง"]);
        assert_eq!(row(&page, "rises", "d002"), ["90.0", "100.0", "+10.0", "สูง"]);
        page.hides("ไม่เทียบระดับ");
        // The same class from another score on: scores are compared, levels are not.
        comes_into_force(&app, &edition(2, |text| text.replacen("at_least = \"50\"", "at_least = \"55\"", 1))).await;
        let page = thai.opens(MOVERS).await;
        page.shows("ไม่เทียบระดับของสองรอบนี้: เกณฑ์แบ่งระดับต่างกัน");
        assert_eq!(row(&page, "rises", "d001"), ["40.0", "60.0", "+20.0"]);
        let why = "The levels of the two rounds are not compared: Levels are set by other cut-offs or criteria";
        english.opens(MOVERS).await.shows(why);
        comes_into_force(&app, &edition(3, |text| text.replacen("decimals = 1", "decimals = 0", 1))).await;
        thai.opens(MOVERS).await.shows("ปัดคะแนนเป็นทศนิยมคนละตำแหน่ง").hides("id=\"rises\"");
        english.opens(MOVERS).await.shows("Scores are rounded to another number of decimals");
        english.opens("/national?round=2570-q2").await.shows("Scores are rounded to another number of decimals");
    }
}

#[tokio::test]
async fn a_level_has_the_name_that_its_own_edition_gave_it() {
    let app = TestApp::of_size(Engine::Sqlite, 4).await.expect("SQLite");
    comes_into_force(&app, STAGES).await;
    answered(&app, "2570-q1").await;
    app.opens_next_round().await;
    answered(&app, "2570-q2").await;
    let renamed = [
        ("ต่ำ", "แรกเริ่ม"),
        ("Low", "Initial"),
        ("กลาง", "ปานกลาง"),
        ("Middle", "Medium"),
        ("สูง", "ดีเด่น"),
        ("High", "Top"),
    ];
    let retitled = |text: String| {
        let rename =
            |text: String, (old, new): &(&str, &str)| text.replacen(&format!("\"{old}\""), &format!("\"{new}\""), 1);
        renamed.iter().fold(text, rename)
    };
    comes_into_force(&app, &edition(2, retitled)).await;
    let mut thai = app.somebody(Role::Executive, "th").await;
    let page = thai.opens(MOVERS).await;
    assert_eq!(row(&page, "rises", "d001").last().map(String::as_str), Some("ต่ำ → ปานกลาง"));
    assert_eq!(row(&page, "rises", "d002").last().map(String::as_str), Some("ดีเด่น"), "it is the same level");
    let page = app.somebody(Role::Executive, "th").await.in_english().opens(MOVERS).await;
    assert_eq!(row(&page, "rises", "d001").last().map(String::as_str), Some("Low → Medium"));
    assert_eq!(row(&page, "rises", "d002").last().map(String::as_str), Some("Top"));
}

#[tokio::test]
async fn scores_that_were_made_among_others_are_not_compared() {
    let app = TestApp::of_size(Engine::Sqlite, 4).await.expect("SQLite");
    let compared = |number| {
        let normalised = "weight = \"1\"\nnormalise = { by = \"min_max\", scale = \"100\" }";
        edition(number, |text| text.replacen("weight = \"1\"", normalised, 1))
    };
    answered(&app, "2570-q1").await;
    comes_into_force(&app, &compared(1)).await;
    app.opens_next_round().await;
    answered(&app, "2570-q2").await;
    let mut thai = app.somebody(Role::Executive, "th").await;
    thai.opens(MOVERS).await.shows("id=\"rises\"");
    // The edition says nothing new; it compares with the round that it was put in force in.
    comes_into_force(&app, &compared(2)).await;
    thai.opens(MOVERS).await.shows("กลุ่มที่สูตรใช้เทียบเป็นคนละกลุ่ม").hides("id=\"rises\"");
    let mut english = app.somebody(Role::Executive, "th").await.in_english();
    english.opens(MOVERS).await.shows("by edition 1, cannot be compared").shows("compares with another population");
}
