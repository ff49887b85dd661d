//! Why a score has its class and its place: on its page, and in what is downloaded, which a short script holds against itself.

use domain::access::Role;
use serde_json::{Value as Json, json};
use service::organisations::ImportMode;
use std::process::Command;
use tests::{Engine, TestApp, app::operator};

const SCORE: &str = "/scores/stages/2570-q1/one";
/// Three classes of the share of services.
const STAGES: &str = include_str!("../support/stages.toml");

/// The middle class begins above 50 and has four parts.
fn in_parts() -> String {
    let cut = "from = { at_least = \"50\" }";
    STAGES.replacen(cut, "from = { above = \"50\" }, parts = [\"m1\", \"m2\", \"m3\", \"m4\"]", 1)
}

/// Two levels by a criterion.
fn in_stages() -> String {
    let (head, rest) = STAGES.split_once("by = \"thresholds\"").expect("a rule");
    let (_, nodes) = rest.split_once("[[node]]").expect("a node");
    format!(
        "{head}by = \"staged\"\nlevels = [\n  {{ code = \"low\", title = {{ th = \"ต่ำ\", en = \"Low\" }} }},\n  \
         {{ code = \"high\", title = {{ th = \"สูง\", en = \"High\" }}, criteria = [{{ node = \"services\", at_least = \"60\" }}] }},\n]\n\n\
         [[node]]{nodes}"
    )
}

/// Seven departments, of which five lie between 50 and 75 of a hundred.
async fn country(engine: Engine, scheme: &str) -> Option<TestApp> {
    let app = TestApp::of_size(engine, 4).await?;
    let figures = [("one", "70"), ("two", "80"), ("three", "40"), ("d001", "52"), ("d002", "60"), ("d003", "60")];
    app.imports(&figures.map(|(body, figure)| (body, "svc-e2e", figure, "100"))).await;
    app.imports(&[("d004", "svc-e2e", "70", "100")]).await;
    comes_into_force(&app, scheme).await;
    Some(app)
}

async fn comes_into_force(app: &TestApp, scheme: &str) {
    let scheme = service::imports::schemes::read(scheme.as_bytes()).expect("a scheme");
    let plan = "small".parse().expect("a code");
    app.services().schemes().import(&operator(), scheme, Some(&plan), ImportMode::Apply).await.expect("in force");
}

/// What is downloaded beside a score.
async fn derivation(app: &TestApp, score: &str) -> Json {
    let mut executive = app.somebody(Role::Executive, "th").await;
    let told = executive.opens(&format!("{score}/derivation.json")).await;
    serde_json::from_str(&told.body).expect("JSON")
}

/// Whether the script finds nothing wrong; nothing where there is no Python.
fn comes_out(told: &Json) -> Option<bool> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("derivation.json");
    std::fs::write(&file, told.to_string()).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/recompute_score.py");
    let Ok(run) = Command::new("python3").arg(script).arg(&file).output() else {
        tests::skip("recomputing classes and places", "there is no python3");
        return None;
    };
    Some(run.status.success())
}

#[tokio::test]
async fn a_class_by_cut_offs_says_where_each_begins_and_why_a_score_is_in_its_part() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = country(engine, &in_parts()).await else { continue };
        let mut executive = app.somebody(Role::Executive, "th").await;
        let page = executive.opens(SCORE).await;
        page.shows("กลาง (คะแนนนี้)").shows("มากกว่า 50").shows("75 ขึ้นไป").shows("เทียบด้วยคะแนนที่ปัดเศษแล้ว: 70");
        page.shows("ช่วงย่อยที่ 3 จาก 4 (m3): กลุ่มที่สูตรใช้เทียบมี 5 หน่วยงานในระดับนี้ มีคะแนนต่ำกว่า 3 หน่วยงาน");
        let mut executive = executive.in_english();
        let page = executive.opens(SCORE).await;
        let rows = page.table("classes");
        assert_eq!(rows[0], ["Level", "From", "Parts"]);
        assert_eq!(rows[1], ["Low", "All scores below the others", "–"]);
        assert_eq!(rows[2], ["Middle (this score)", "more than 50", "m1 m2 m3 (this score) m4"]);
        assert_eq!(rows[3], ["High", "75 or more", "–"]);
        assert_eq!(page.body.matches("<tr aria-current=\"true\"").count(), 1);
        page.shows("Part 3 of 4 (m3): of the 5 organisations of the population in this level, 3 have a lower score");
        // The next one has no parts to tell of.
        let page = executive.opens("/scores/stages/2570-q1/two").await;
        assert_eq!(page.table("classes")[3][0], "High (this score)");
        page.hides("of the population in this level");
    }
}

#[tokio::test]
async fn the_json_tells_how_class_and_place_came_about_and_they_come_out_again() {
    let app = country(Engine::Sqlite, &in_parts()).await.expect("SQLite");
    let told = derivation(&app, SCORE).await;
    let rule = &told["classing"]["rule"];
    assert_eq!((&rule["by"], &rule["classes"][1]["from"]), (&json!("thresholds"), &json!({ "above": "50" })));
    assert_eq!(told["classing"]["within"], json!({ "lower": 3, "of": 5 }));
    let place = json!({
        "number": 2, "shared": true, "better": 1, "alike": 1, "of": 7, "expected": 7, "coverage": "100",
    });
    assert_eq!(told["place"], place);
    if comes_out(&told).is_none() {
        return;
    }
    for body in ["one", "two", "three", "d001", "d002", "d003", "d004"] {
        let told = derivation(&app, &format!("/scores/stages/2570-q1/{body}")).await;
        assert_eq!(comes_out(&told), Some(true), "{body}");
    }
    let tampered = |change: &dyn Fn(&mut Json)| {
        let mut told = told.clone();
        change(&mut told);
        comes_out(&told)
    };
    assert_eq!(tampered(&|told: &mut Json| told["class"]["code"] = json!("high")), Some(false));
    assert_eq!(tampered(&|told: &mut Json| told["class"]["part"] = json!("m4")), Some(false));
    assert_eq!(tampered(&|told: &mut Json| told["place"]["number"] = json!(1)), Some(false));
    assert_eq!(
        tampered(&|told: &mut Json| told["place"]["expected"] = json!(15)),
        Some(false),
        "fewer than half have a score"
    );
}

#[tokio::test]
async fn levels_by_stages_and_scores_without_a_place_are_told_as_well() {
    let app = country(Engine::Sqlite, &in_stages()).await.expect("SQLite");
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    executive.opens(SCORE).await.shows("id=\"criteria\"").hides("id=\"classes\"");
    let told = derivation(&app, SCORE).await;
    let high = &told["classing"]["rule"]["levels"][1];
    assert_eq!(high["criteria"], json!([{ "node": "services", "at_least": "60" }]));
    assert_eq!((&told["class"]["code"], &told["classing"]["within"]), (&json!("high"), &Json::Null));
    let low = derivation(&app, "/scores/stages/2570-q1/d001").await;
    assert_eq!(low["class"]["code"], "low");
    // One of four, by a scheme without classes.
    let small = TestApp::new().await;
    small.imports(&[("one", "svc-e2e", "50", "100")]).await;
    let alone = derivation(&small, "/scores/small/2570-q1/one").await;
    assert_eq!(alone["classing"], Json::Null);
    let place = &alone["place"];
    assert_eq!((&place["number"], &place["shared"], &place["coverage"]), (&Json::Null, &Json::Null, &json!("25")));
    for told in [told, low, alone] {
        assert_ne!(comes_out(&told), Some(false), "{told}");
    }
}
