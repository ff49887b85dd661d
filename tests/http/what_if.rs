//! What a score would be: the same engine, an address anybody can pass on, and nothing that is ever kept.

use domain::access::Role;
use http::StatusCode;
use service::organisations::ImportMode;
use tests::{Answer, Engine, TestApp, Visitor};

const SCORE: &str = "/scores/small/2570-q1/one";
const WHAT_IF: &str = "/scores/small/2570-q1/one/what-if";

/// Two of four agencies: 80 of 100 services and three datasets, and half of the services and none.
async fn country(engine: Engine) -> Option<(TestApp, Visitor)> {
    let app = TestApp::start(engine).await?;
    app.imports(&[
        ("one", "svc-e2e", "50", "100"),
        ("one", "open-datasets", "4", ""),
        ("two", "svc-e2e", "65", "100"),
        ("two", "open-datasets", "0", ""),
    ])
    .await;
    let executive = app.somebody(Role::Executive, "th").await.in_english();
    Some((app, executive))
}

#[tokio::test]
async fn score_and_place_move_with_an_answer_and_nothing_is_kept() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some((_app, mut executive)) = country(engine).await else { continue };
        // (50 − 20) ÷ 60 × 100 = 50, three parts of four, and 4 datasets: 38.5. The other: 75 and 0: 56.25.
        executive.opens(SCORE).await.shows("Score 38.50").shows(WHAT_IF);
        let page = executive.opens(WHAT_IF).await;
        assert_eq!(page.status, StatusCode::OK);
        page.shows("Nothing is changed yet").hides("id=\"result\"").shows("Now: 50").shows("v.svc-e2e");
        // 80 of 100 is the target: 100, and 100 × 3 ÷ 4 + 1 = 76.
        let page = executive.opens(&format!("{WHAT_IF}?v.svc-e2e=80&v.open-datasets=")).await;
        let result = page.table("result");
        assert_eq!(result[1], ["Score", "38.50", "76.00"]);
        assert_eq!(result[2], ["Place", "2", "1"]);
        let changed = page.table("changed");
        assert_eq!(changed[1][..3], ["The whole", "", "38.5 → 76"], "{changed:?}");
        assert_eq!(changed[2][..3], ["Services online", "50 → 80", "50 → 100"], "{changed:?}");
        assert_eq!(changed.len(), 3, "the datasets are as they were");
        executive.opens(SCORE).await.shows("Score 38.50");
        executive.opens("/scores/small/2570-q1").await.shows("38.50").hides("76.00");
    }
}

#[tokio::test]
async fn other_weights_change_everybodys_score() {
    let (_app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    // The datasets alone: 4 against 0.
    let page = executive.opens(&format!("{WHAT_IF}?w.services=0")).await;
    let result = page.table("result");
    assert_eq!((result[1][2].as_str(), result[2][2].as_str()), ("4.00", "1"), "{result:?}");
    let page = executive.opens(&format!("{WHAT_IF}?w.services=0&w.datasets=0")).await;
    page.shows("These weights cannot be used together").hides("id=\"result\"");
}

#[tokio::test]
async fn what_cannot_be_read_is_said_at_its_field_and_nothing_typed_is_lost() {
    let (_app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    let page = executive.opens(&format!("{WHAT_IF}?v.svc-e2e=many&v.open-datasets=7&w.services=-1")).await;
    page.shows("nothing was worked out").hides("id=\"result\"");
    page.shows("Type a number that this indicator can have").shows("Type a number of 0 or more");
    page.shows("value=\"many\"").shows("value=\"7\"").shows("value=\"-1\"");
    executive.opens(&format!("{WHAT_IF}?v.svc-e2e=101")).await.shows("Type a number that this indicator can have");
    executive.opens(&format!("{WHAT_IF}?v.svc-e2e=๘๐")).await.shows("76.00");
    let huge = "9".repeat(60);
    executive.opens(&format!("{WHAT_IF}?w.services={huge}")).await.shows("Type a number of 0 or more");
    assert_eq!(executive.opens("/scores/small/2570-q1/three/what-if").await.status, StatusCode::NOT_FOUND);
}

const LEVELS: &str = r#"
format = "tidtam-scheme/1"

[scheme]
code = "levels"
edition = 1
title = { th = "ระดับสำหรับทดสอบ", en = "Levels for tests" }
description = { th = "ร้อยละของบริการ", en = "The share of services" }
rounding = { decimals = 2 }
provenance = { status = "demonstration", source = "a test" }

[scheme.classing]
provenance = { status = "demonstration", source = "a test" }

[scheme.classing.rule]
by = "thresholds"
classes = [
  { code = "low", title = { th = "ต่ำ", en = "Low" } },
  { code = "high", title = { th = "สูง", en = "High" }, from = { at_least = "60" } },
]

[[node]]
code = "whole"
title = { th = "ทั้งหมด", en = "The whole" }
combines = { by = "arithmetic" }
provenance = { status = "demonstration", source = "a test" }

[[node]]
code = "services"
parent = "whole"
title = { th = "บริการออนไลน์", en = "Services online" }
reads = { indicator = "svc-e2e" }
provenance = { status = "demonstration", source = "a test" }
"#;

/// The same country scored by levels as well.
async fn with_levels(app: &TestApp) {
    let scheme = service::imports::schemes::read(LEVELS.as_bytes()).expect("a scheme");
    let plan = "small".parse().expect("a code");
    let schemes = app.services().schemes();
    schemes.import(&tests::country::operator(), scheme, Some(&plan), ImportMode::Apply).await.expect("in force");
}

/// Where the links of a page that try something lead.
fn tries(page: &Answer) -> Vec<String> {
    page.links().into_iter().filter(|link| link.contains("what-if?v.")).collect()
}

#[tokio::test]
async fn the_cheapest_step_to_the_next_level_is_told_and_can_be_tried() {
    let (app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    with_levels(&app).await;
    let page = executive.opens("/scores/levels/2570-q1/one/what-if").await;
    // From 50 to 60 of the way to 80: a third of it, and the next hundredth is 60.2.
    page.shows("To the level High").shows("The whole needs at least 60; it has 50");
    let steps = page.table("steps-whole");
    assert_eq!(steps[1][..3], ["Share of services online from end to end", "50 → 60.2", "34% of the way"]);
    page.shows("taken together, reach this level").shows("not an official figure").shows("v.svc-e2e=60.2");
    let page = executive.opens("/scores/levels/2570-q1/one/what-if?v.svc-e2e=60.2").await;
    let result = page.table("result");
    assert_eq!(result[2], ["Level", "Low", "High"]);
    let page = executive.opens("/scores/levels/2570-q1/two/what-if").await;
    page.hides("id=\"next-level\"");
}

#[tokio::test]
async fn a_step_from_a_long_fraction_is_told_as_it_can_be_typed() {
    let app = TestApp::new().await;
    app.imports(&[("one", "svc-e2e", "14", "33")]).await;
    with_levels(&app).await;
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    // From 42.4242… a hundredth of the way to 80 is 0.3757…: the 47th lies at 60.0848….
    let page = executive.opens("/scores/levels/2570-q1/one/what-if").await;
    page.shows("60.09").hides("60.084");
    let tries = tries(&page);
    assert_eq!(tries.len(), 1, "{tries:?}");
    assert!(tries[0].ends_with("?v.svc-e2e=60.09"), "{tries:?}");
    let page = executive.opens(&tries[0]).await;
    assert_eq!(page.table("result")[2], ["Level", "Low", "High"]);
}
