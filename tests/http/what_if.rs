//! What a score would be: the same engine, an address anybody can pass on, and nothing that is ever kept.

mod many;
mod shipped;

use super::scores::with_annual_datasets;
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
        assert_eq!(result[2], ["Place", "2 of 2", "1 of 2"]);
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
    assert_eq!((result[1][2].as_str(), result[2][2].as_str()), ("4.00", "1 of 2"), "{result:?}");
    let everybody = "The place is among all organisations scored by these same weights";
    page.shows(everybody).shows("<legend>The whole</legend>").shows(">1 Services online<").shows(">2 Open datasets<");
    page.shows(">1 Services online</label>").shows(">2 Open datasets</label>");
    executive.opens(&format!("{WHAT_IF}?v.svc-e2e=80")).await.shows("id=\"result\"").hides(everybody);
    let page = executive.opens(&format!("{WHAT_IF}?w.services=0&w.datasets=0")).await;
    page.shows("These weights cannot be used together").hides("id=\"result\"");
}

#[tokio::test]
async fn only_weights_that_count_can_be_changed() {
    let (app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    let page = executive.opens(&format!("{WHAT_IF}?w.services=1000000")).await;
    page.shows("nothing was worked out")
        .shows("<a href=\"#w.services\">Type a number of 0 or more and below 1,000,000</a>");
    page.hides("These weights cannot be used together");
    executive.opens(&format!("{WHAT_IF}?w.services=999999")).await.shows("id=\"result\"");
    // The lowest counts whatever it would weigh.
    let lowest =
        format!("{LEVELS}{DATASETS}").replace("combines = { by = \"arithmetic\" }", "combines = { by = \"min\" }");
    scored_by(&app, "small", &lowest).await;
    let page = executive.opens("/scores/levels/2570-q1/one/what-if?w.services=2").await;
    page.shows("v.svc-e2e")
        .hides("id=\"w.services\"")
        .hides("Weights belong to the scheme")
        .shows("Nothing is changed yet");
}

#[tokio::test]
async fn what_cannot_be_read_is_said_at_its_field_and_nothing_typed_is_lost() {
    let (_app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    let page = executive.opens(&format!("{WHAT_IF}?v.svc-e2e=many&v.open-datasets=7&w.services=-1")).await;
    page.shows("nothing was worked out").hides("id=\"result\"");
    page.shows("“many” is not a number").shows("Type a number of 0 or more");
    page.shows("href=\"#v.svc-e2e\"").shows("href=\"#w.services\"").hides("href=\"#v.open-datasets\"");
    page.shows("value=\"many\"").shows("value=\"7\"").shows("value=\"-1\"");
    executive.opens(&format!("{WHAT_IF}?v.svc-e2e=101")).await.shows("It must lie between 0 and 100.");
    executive.opens(&format!("{WHAT_IF}?v.svc-e2e=๘๐")).await.shows("76.00");
    executive.opens(&format!("{WHAT_IF}?v.open-datasets=2.5")).await.shows("It must be a whole number.");
    executive.opens(&format!("{WHAT_IF}?v.open-datasets=-1")).await.shows("It cannot be below zero.");
    executive.opens(&format!("{WHAT_IF}?v.svc-e2e=81.57575757")).await.shows("Too precise: at most 6 decimals.");
    executive
        .opens(&format!("{WHAT_IF}?v.open-datasets=5%25"))
        .await
        .shows("This field takes a number, not a percentage.");
    executive.opens(&format!("{WHAT_IF}?w.services=50%25")).await.shows("Type a number of 0 or more");
    let huge = "9".repeat(60);
    executive.opens(&format!("{WHAT_IF}?w.services={huge}")).await.shows("Type a number of 0 or more");
    let none = executive.opens("/scores/small/2570-q1/three/what-if").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    none.shows("has no score by this scheme in this round").shows("href=\"/scores/small/2570-q1/three\"");
}

#[tokio::test]
async fn a_refusal_names_the_indicator_and_stands_at_its_field() {
    let (app, mut executive) = country(Engine::Sqlite).await.expect("SQLite");
    // It is a number of things, and no score.
    let page = executive.opens(&format!("{WHAT_IF}?v.open-datasets=5000000000&v.svc-e2e=70")).await;
    let name = "<span class=\"error-summary__place\">Open datasets</span>";
    let link = "<a href=\"#v.open-datasets\">The value is too large to be scored.</a>";
    page.shows(&format!("{link} {name}")).hides("datasets:").shows("value=\"5000000000\"").shows("value=\"70\"");
    assert_eq!(page.body.matches("The value is too large to be scored.").count(), 2, "above and at the field");
    let mut inputs = page.body.split("<input").filter_map(|rest| rest.split('>').next());
    let field = inputs.find(|field| field.contains("id=\"v.open-datasets\"")).expect("the field");
    assert!(field.contains("aria-invalid=\"true\""), "{field}");
    assert!(field.contains("aria-describedby=\"v.open-datasets-hint v.open-datasets-problems\""), "{field}");
    assert_eq!(page.body.matches("aria-invalid=\"true\"").count(), 1);
    let mut executive = app.somebody(Role::Executive, "th").await;
    executive.opens(&format!("{WHAT_IF}?v.open-datasets=5000000000")).await.shows("ค่าสูงเกินกว่าจะคิดเป็นคะแนนได้");
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

/// Beside the services, so that both count alike; what is missing counts as nought.
const DATASETS: &str = r#"
[[node]]
code = "datasets"
parent = "whole"
title = { th = "ชุดข้อมูลเปิด", en = "Open datasets" }
reads = { indicator = "open-datasets" }
normalise = { by = "target_distance", from = { way = "0" }, to = { way = "1" }, scale = "100" }
missing = "zero"
provenance = { status = "demonstration", source = "a test" }
"#;

/// The same country scored by levels as well.
async fn with_levels(app: &TestApp) {
    scored_by(app, "small", LEVELS).await;
}

async fn scored_by(app: &TestApp, plan: &str, scheme: &str) {
    let scheme = service::imports::schemes::read(scheme.as_bytes()).expect("a scheme");
    let plan = plan.parse().expect("a code");
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
    page.shows("One indicator is enough").shows("not an official figure");
    let steps = page.table("steps");
    assert_eq!(steps[1][..2], ["Share of services online from end to end: 50 → 60.2", "34% of the way"]);
    assert_eq!(tries(&page), ["/scores/levels/2570-q1/one/what-if?v.svc-e2e=60.2"]);
    let page = executive.opens("/scores/levels/2570-q1/one/what-if?v.svc-e2e=60.2").await;
    let result = page.table("result");
    assert_eq!(result[2], ["Level", "Low", "High"]);
    // What is tried is tried alone, whatever else the form holds.
    let page = executive.opens("/scores/levels/2570-q1/one/what-if?v.svc-e2e=1&w.services=2").await;
    assert_eq!(tries(&page), ["/scores/levels/2570-q1/one/what-if?v.svc-e2e=60.2"]);
    let page = executive.opens("/scores/levels/2570-q1/two/what-if").await;
    page.shows("id=\"next-level\"").shows("The agency is at the highest level (High): there is none above");
    page.hides("id=\"steps\"").hides("not an official figure");
    executive.opens("/scores/small/2570-q1/one/what-if").await.hides("id=\"next-level\"");
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
    // What there is now stands as on other pages, where more decimals can be typed.
    page.shows("Now: 42.42<");
    let steps = page.table("steps");
    assert_eq!(steps[0], ["Change", "Cost", "Actions"]);
    assert_eq!(steps[1][0], "Share of services online from end to end: 42.42 → 60.09");
    let tries = tries(&page);
    assert_eq!(tries.len(), 1, "{tries:?}");
    assert!(tries[0].ends_with("?v.svc-e2e=60.09"), "{tries:?}");
    let page = executive.opens(&tries[0]).await;
    assert_eq!(page.table("result")[2], ["Level", "Low", "High"]);
}

#[tokio::test]
async fn a_missing_answer_is_a_step_and_reaches_the_level_when_it_is_typed() {
    let app = TestApp::new().await;
    app.imports(&[("one", "svc-e2e", "80", "100")]).await;
    scored_by(&app, "small", &format!("{LEVELS}{DATASETS}")).await;
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    let page = executive.opens("/scores/levels/2570-q1/one/what-if").await;
    // (80 + 0) / 2 = 40, and all services online would make 50. Of the 40 datasets of the year 10.08 are expected within 92 of its
    // 365 days: 4 make 39.67 and 5 make 49.59, so (80 + 49.59) / 2 = 64.80. The 11th hundredth of the way is the first above 4.
    page.shows("The whole needs at least 60; it has 40").shows("One indicator is enough");
    page.shows("What is missing nobody knows");
    let steps = page.table("steps");
    assert_eq!(steps[1][..2], ["Open datasets: report at least 5", "11% of the way"]);
    assert_eq!(steps.len(), 2, "{steps:?}");
    let tries = tries(&page);
    assert_eq!(tries, ["/scores/levels/2570-q1/one/what-if?v.open-datasets=5"]);
    let page = executive.opens(&tries[0]).await;
    let result = page.table("result");
    assert_eq!(result[1], ["Score", "40.00", "64.80"]);
    assert_eq!(result[2], ["Level", "Low", "High"]);
    let page = executive.opens("/scores/levels/2570-q1/one/what-if?v.open-datasets=4").await;
    assert_eq!(page.table("result")[2], ["Level", "Low", "Low"], "one less is not enough");
    let mut executive = app.somebody(Role::Executive, "th").await;
    let page = executive.opens("/scores/levels/2570-q1/one/what-if").await;
    page.shows("รายงานอย่างน้อย 5").shows("คำตอบที่ขาดอยู่ไม่มีใครรู้ค่า");
}

#[tokio::test]
async fn a_step_from_an_answer_that_is_not_asked_in_this_round_says_so() {
    let app = TestApp::new().await;
    with_annual_datasets(&app).await;
    scored_by(&app, "yearly", &format!("{LEVELS}{DATASETS}").replace("missing = \"zero\"", "missing = \"block\""))
        .await;
    app.imports_into("2569-q4", &[("one", "svc-e2e", "80", "100"), ("one", "open-datasets", "10", "")]).await;
    app.imports_into("2570-q2", &[("one", "svc-e2e", "80", "100"), ("two", "svc-e2e", "80", "100")]).await;
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    // On the line to 40 in 2570 the year 2569 was to come to 32.004 datasets: (80 + 31.25) / 2 = 55.62. With 13 datasets, the 10th
    // hundredth of the 22 to go, it is 60.31; with 88.8 of the services 60.02.
    let steps = executive.opens("/scores/levels/2570-q2/one/what-if").await.table("steps");
    let holds = "Answered for Quarter 4, fiscal year 2569 (2026); holds until it is asked anew";
    assert_eq!(steps[1][..2], [format!("Open datasets: 10 → 13 ({holds})"), "10% of the way".to_owned()]);
    assert_eq!(steps[2][0], "Share of services online from end to end: 80 → 88.8");
    // Who owed it then and did not report it cannot report it in this round.
    let page = executive.opens("/scores/levels/2570-q2/two/what-if").await;
    page.shows("There is no score: “Open datasets” has no value and may not be without one: Not reported");
    page.shows("No answer that is missing in this round was found that would bring one");
}

#[tokio::test]
async fn where_there_is_no_score_the_page_says_which_report_would_bring_one() {
    let app = TestApp::new().await;
    app.imports(&[("one", "open-datasets", "4", "")]).await;
    with_levels(&app).await;
    let what_if = "/scores/levels/2570-q1/one/what-if";
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    let page = executive.opens(what_if).await;
    page.shows("What would bring a score").hides("The cheapest steps to the next level").hides("id=\"steps\"");
    page.shows("There is no score: “Services online” has no value and may not be without one: Not reported");
    page.shows("There is one once this is reported");
    page.shows("<a href=\"#v.svc-e2e\">Share of services online from end to end</a>").shows("id=\"v.svc-e2e\"");
    let page = executive.opens(&format!("{what_if}?v.svc-e2e=50")).await;
    assert_eq!(page.table("result")[1][2], "50.00");
    let mut executive = app.somebody(Role::Executive, "th").await;
    executive.opens(what_if).await.shows("ทำอย่างไรจึงจะมีคะแนน").shows("จะมีคะแนนเมื่อรายงานข้อนี้");
}

#[tokio::test]
async fn what_is_typed_for_a_missing_answer_is_held_against_the_plans_baseline_and_target() {
    let app = TestApp::new().await;
    app.imports(&[("one", "open-datasets", "4", "")]).await;
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    executive.opens(SCORE).await.shows("Score 4.00");
    // From 20 to 80 of 100 is the whole way: 100, three parts of four, and four datasets.
    let page = executive.opens(&format!("{WHAT_IF}?v.svc-e2e=80")).await;
    assert_eq!(page.table("result")[1], ["Score", "4.00", "76.00"]);
    assert_eq!(page.table("changed")[2][..2], ["Services online", "Not reported → 80"]);
}
