//! Scores: how they stand, what each is made of, and its derivation as JSON.

use chrono::Duration;
use domain::{access::Role, indicator::Frequency, score::Derivation, window::Window};
use http::StatusCode;
use serde_json::json;
use service::{organisations::ImportMode, rounds::NewRound, submissions::Seen};
use tests::{
    Engine, TestApp,
    app::{key, operator},
    country::{country_under, country_with_coded_answers},
};

const STANDINGS: &str = "/scores/small/2570-q1";
const SCORE: &str = "/scores/small/2570-q1/one";
const JSON: &str = "/scores/small/2570-q1/one/derivation.json";

async fn accept(app: &TestApp, agency: &str) {
    app.fill(agency).await;
    let (submissions, key) = (app.services().submissions(), key(agency));
    submissions.submit(&app.actor(1, Role::Reporter, agency), &key, Seen::Any).await.expect("submitted");
    submissions.approve(&app.actor(2, Role::Approver, agency), &key, Seen::Any).await.expect("approved");
    submissions.accept(&app.actor(3, Role::Reviewer, "th"), &key, Seen::Any, &[]).await.expect("accepted");
}

#[tokio::test]
async fn a_score_is_shown_with_all_that_it_is_made_of() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let mut executive = app.somebody(Role::Executive, "th").await;
        executive.opens(STANDINGS).await.shows("คะแนนเล็กสำหรับทดสอบ").shows("ยังไม่มีรายงานที่รับรองแล้วในรอบนี้");
        assert_eq!(executive.opens("/scores/other/2570-q1").await.status, StatusCode::NOT_FOUND);
        accept(&app, "one").await;
        // One of four agencies: a score, and no place.
        let page = executive.opens(STANDINGS).await;
        page.shows("หน่วยงาน one").shows("มีคะแนน 1 จาก 4").shows("จึงไม่จัดอันดับ").shows(SCORE);
        // 3 of 100 lies behind the baseline of 20, so that the first node is 0; three datasets weigh one part of four.
        let mut executive = executive.in_english();
        let page = executive.opens(SCORE).await;
        page.shows("Score 0.75").shows("(3 − 20) ÷ (80 − 20) × 100").shows("Services online").shows("weighted mean");
        page.shows("/reports/2570-q1/one#svc-e2e").shows(JSON);
        accept(&app, "two").await;
        executive.opens(STANDINGS).await.shows("1 (tied)");
        let page = executive.opens(SCORE).await;
        page.shows("<dd class=\"facts__value\">1 (tied) of 2</dd>").shows("<dd class=\"facts__value\">0.75</dd>");
        let place = |words: &str| page.body.find(words).expect("it is on the page");
        assert!(place("Before rounding") > place("id=\"derivation\""), "where it is used");
        page.shows("id=\"peers\"").shows("id=\"spread-title\"").shows("no score for the same part");
        let pillars = page.table("pillars");
        assert_eq!((pillars.len(), pillars[2][1].as_str()), (3, "Open datasets"), "{pillars:?}");
        assert_eq!(pillars[2][2..5], ["3.00", "3.00", "0.00"], "its own, the median and no difference");
        executive.opens("/national").await.shows(STANDINGS);
        executive.opens("/organisations/one").await.shows(SCORE).shows("0.75");
    }
}

#[tokio::test]
async fn a_body_without_a_score_is_told_why() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        let scheme = service::imports::schemes::read(include_bytes!("../support/stages.toml")).expect("a scheme");
        app.services().schemes().import(&operator(), scheme, None, ImportMode::Apply).await.expect("kept");
        let mut executive = app.somebody(Role::Executive, "th").await;
        let page = executive.opens(SCORE).await;
        assert_eq!(page.status, StatusCode::OK);
        page.shows("ยังไม่มีค่าที่รับรองแล้วของหน่วยงานนี้ในรอบนี้").shows("หน่วยงาน one");
        let mut executive = executive.in_english();
        for (address, why) in [
            (SCORE, "Nothing that this organisation reported in this round is accepted yet"),
            ("/scores/small/2570-q1/mdes", "This organisation owed no report in this round"),
            ("/scores/stages/2570-q1/one", "This scheme was not in force in this round"),
        ] {
            let page = executive.opens(address).await;
            assert_eq!(page.status, StatusCode::OK, "{address}");
            let body = address.rsplit('/').next().expect("a body");
            page.shows(why).shows(&format!("href=\"/organisations/{body}?round=2570-q1\""));
            page.shows(&format!("href=\"/completeness/{body}?round=2570-q1\""));
            let is_in_force = !address.contains("stages");
            assert_eq!(page.links().iter().any(|link| link == STANDINGS), is_in_force, "{address}");
            for link in page.links().iter().filter(|link| link.contains("round=2570-q1")) {
                assert_eq!(executive.opens(link).await.status, StatusCode::OK, "{link}");
            }
            let json = executive.opens(&format!("{address}/derivation.json")).await;
            assert_eq!(json.status, StatusCode::NOT_FOUND, "{address}");
        }
        // Only who may read the report is led there; where a body is listed, what it lacks leads to why.
        let report = "/reports/2570-q1/one".to_owned();
        assert!(app.reporter("one").await.opens(SCORE).await.links().contains(&report));
        assert!(!app.reporter("two").await.opens(SCORE).await.links().contains(&report));
        executive.opens("/organisations/two").await.shows("<a href=\"/scores/small/2570-q1/two\">No score</a>");
        for unknown in ["/scores/nothing/2570-q1/one", "/scores/small/2571-q1/one", "/scores/small/2570-q1/nobody"] {
            assert_eq!(executive.opens(unknown).await.status, StatusCode::NOT_FOUND, "{unknown}");
        }
        accept(&app, "one").await;
        executive.opens(SCORE).await.shows("Score 0.75").hides("Why there is no score");
    }
}

#[tokio::test]
async fn what_each_answer_is_worth_stands_in_the_derivation_with_the_one_that_applied() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(test) = country_with_coded_answers(engine).await else { continue };
        let app = TestApp::over(test);
        app.accept("one", &[("digital-plan", "3", "")]).await;
        let mut executive = app.somebody(Role::Executive, "th").await;
        let page = executive.opens(SCORE).await;
        page.shows("คำตอบแต่ละข้อคิดเป็น").shows("ระดับ 3 → 0.5 (คำตอบนี้)").shows("ระดับ 5 → 1<").hides("ระดับ 5 → 1 (");
        let mut executive = executive.in_english();
        let page = executive.opens(SCORE).await;
        page.shows("What each answer is worth").shows("<li aria-current=\"true\">Level 3 → 0.5 (this answer)</li>");
        let rows = page.table("derivation");
        let row = |title: &str| rows.iter().find(|row| row[0].contains(title)).expect("a row")[2].clone();
        let told = row("Digital plan");
        assert!(told.contains("Level 1 → 0") && told.contains("Level 4 → 0.75"), "{told}");
        assert!(!row("Open datasets").contains('→'), "a number is taken as it is");
        let json: serde_json::Value = serde_json::from_str(&executive.opens(JSON).await.body).expect("JSON");
        let nodes = json["root"]["children"].as_array().expect("nodes");
        let node = nodes.iter().find(|node| node["node"] == "plan").expect("the node");
        let level = |level: &str, worth: &str, applies: bool| json!({ "answer": { "number": level }, "worth": worth, "applies": applies });
        let all =
            [("1", "0", false), ("2", "0.25", false), ("3", "0.5", true), ("4", "0.75", false), ("5", "1", false)];
        let all: Vec<_> = all.into_iter().map(|(at, worth, applies)| level(at, worth, applies)).collect();
        assert_eq!(node["codes"], json!(all));
    }
}

#[tokio::test]
async fn the_json_is_the_derivation_for_everybody_who_may_read_figures() {
    let app = TestApp::new().await;
    accept(&app, "one").await;
    let mut other = app.reporter("two").await;
    let answer = other.opens(JSON).await;
    assert_eq!(answer.status, StatusCode::OK);
    let derivation: Derivation = serde_json::from_str(&answer.body).expect("a derivation");
    assert_eq!(derivation.published.map(|score| score.to_string()).as_deref(), Some("0.75"));
    // It says by itself whose score it is, of which round, and what its codes mean.
    let told: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(told["organisation"], json!({ "code": "one", "name": { "th": "หน่วยงาน one", "en": "Body one" } }));
    let round = json!({ "code": "2570-q1", "plan": "small", "plan_version": 1, "period": "2570-q1" });
    assert_eq!(told["round"], round);
    assert_eq!((&told["scheme"], &told["edition"]), (&json!("small"), &json!(1)));
    assert_eq!(told["title"], json!({ "th": "คะแนนเล็กสำหรับทดสอบ", "en": "A small score for tests" }));
    assert_eq!(told["provenance"]["status"], "demonstration");
    assert_eq!(told["indicators"]["svc-e2e"]["unit"], json!({ "th": "ร้อยละ", "en": "percent" }));
    assert_eq!(told["indicators"]["open-datasets"]["name"]["en"], "Open datasets");
    // Figures are for everybody, reports are not.
    other.opens(SCORE).await.hides("/reports/2570-q1/one");
    assert_eq!(other.opens("/scores/small/2570-q1/two/derivation.json").await.status, StatusCode::NOT_FOUND);
}

/// The small plan, in which datasets are asked for once a year, with rounds of three quarters.
pub(super) async fn with_annual_datasets(app: &TestApp) {
    let services = app.services();
    let text = include_str!("../support/plan.toml").replacen("code = \"small\"", "code = \"yearly\"", 1);
    let mut plan = service::plans::read_plan(&text).expect("a plan");
    let datasets = plan.indicators.iter_mut().find(|indicator| indicator.code.as_str() == "open-datasets");
    datasets.expect("an indicator").frequency = Frequency::Annual;
    services.plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
    let scheme = service::imports::schemes::read(include_bytes!("../support/scheme.toml")).expect("a scheme");
    let plan = "yearly".parse().expect("a code");
    services.schemes().import(&operator(), scheme, Some(&plan), ImportMode::Apply).await.expect("in force");
    let days = |days| services.now() + Duration::days(days);
    for period in ["2569-q3", "2569-q4", "2570-q2"] {
        let window = Window::new(days(-1), days(80), days(90)).expect("in order");
        let new = NewRound { plan: plan.clone(), period: period.parse().expect("a period"), window };
        services.rounds().open(&operator(), new).await.expect("opened");
    }
}

#[tokio::test]
async fn an_answer_of_an_earlier_round_says_which_and_leads_to_its_report() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(app) = TestApp::start(engine).await else { continue };
        with_annual_datasets(&app).await;
        let rows = "round,agency,indicator,value,base\n2569-q3,one,svc-e2e,50,100\n2569-q4,one,svc-e2e,50,100\n\
                    2569-q4,one,open-datasets,30,\n2570-q2,one,svc-e2e,50,100\n2570-q2,two,svc-e2e,50,100\n";
        let file = std::io::Cursor::new(rows);
        let done = app.services().values().import(&operator(), file, "values.csv", ImportMode::Apply).await;
        done.expect("storage answers").expect("nothing is refused");
        let mut executive = app.somebody(Role::Executive, "th").await;
        let page = executive.opens("/scores/small/2570-q2/one").await;
        page.shows("คำตอบของไตรมาส 4 ปีงบประมาณ 2569 ยังใช้ได้จนกว่าจะถามใหม่").shows("/reports/2569-q4/one#open-datasets");
        page.shows("/reports/2570-q2/one#svc-e2e").hides("/reports/2570-q2/one#open-datasets");
        executive.opens("/scores/small/2569-q4/one").await.hides("ยังใช้ได้จนกว่าจะถามใหม่");
        executive.opens("/scores/small/2569-q3/one").await.shows("ไม่ได้ถาม").hides("#open-datasets");
        executive.opens("/movers/small/2569-q4").await.shows("อีกรอบยังไม่ได้ถาม");
        let mut executive = executive.in_english();
        let holds = "Answered for Quarter 4, fiscal year 2569 (2026); holds until it is asked anew";
        executive.opens("/scores/small/2570-q2/one").await.shows(holds);
        executive.opens("/scores/small/2570-q2/two").await.shows("left out · Not reported").hides(holds);
        executive.opens("/scores/small/2569-q3/one").await.shows("Not asked: left out");
        let answer = executive.opens("/scores/small/2570-q2/one/derivation.json").await;
        let derivation: Derivation = serde_json::from_str(&answer.body).expect("a derivation");
        let told: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
        assert_eq!((&told["published"], &told["shown"]), (&json!("45"), &json!("45.00")), "as the scheme declares");
        let node = derivation.root.find(&"datasets".parse().expect("a code")).expect("the node");
        let carried = node.given.as_ref().and_then(|given| given.carried.as_ref()).expect("an earlier round");
        assert_eq!((carried.round.as_str(), carried.period.to_string().as_str()), ("2569-q4", "2569-q4"));
        // Who may not read the report sees the words alone.
        let mut other = app.reporter("two").await;
        let page = other.opens("/scores/small/2570-q2/one").await;
        page.shows("ยังใช้ได้จนกว่าจะถามใหม่").hides("/reports/2569-q4/one");
    }
}

#[tokio::test]
async fn why_there_is_no_score_is_told_by_titles_with_the_reason_of_the_part() {
    let plan = include_str!("../support/plan.toml").replacen("2565, value = \"20\"", "2565, value = \"80\"", 1);
    let scheme = include_str!("../support/scheme.toml").replacen("missing = \"exclude\"", "missing = \"block\"", 1);
    let app = TestApp::over(country_under(Engine::Sqlite, &plan, &scheme).await.expect("SQLite is always there"));
    app.accept("one", &[("svc-e2e", "40", "100")]).await;
    app.imports(&[("two", "open-datasets", "5", "")]).await;
    let why = "“Services online” has no value and may not be without one";
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    // There is a figure, and it is not the one that is missing; of the other there is none.
    let whys = [("one", format!("{why}: The target equals the baseline")), ("two", format!("{why}: Not reported"))];
    let list = executive.opens("/scores/small/2570-q1").await;
    list.hides("services has no value");
    for (body, why) in whys {
        list.shows(&why);
        executive.opens(&format!("/scores/small/2570-q1/{body}")).await.shows(&why);
    }
    app.somebody(Role::Executive, "th")
        .await
        .opens("/scores/small/2570-q1")
        .await
        .shows("“บริการออนไลน์” ไม่มีค่าและขาดไม่ได้: ค่าเป้าหมายเท่ากับค่าฐาน");
}

#[tokio::test]
async fn where_there_are_no_others_no_figure_of_theirs_can_be_taken() {
    let plan = include_str!("../support/plan.toml");
    let scheme = include_str!("../support/scheme.toml").replacen(
        "missing = \"exclude\"",
        "missing = { impute = \"population_median\" }",
        1,
    );
    let app = TestApp::over(country_under(Engine::Sqlite, plan, &scheme).await.expect("SQLite is always there"));
    app.imports(&[("one", "open-datasets", "5", "")]).await;
    let page = app.somebody(Role::Executive, "th").await.in_english().opens("/scores/small/2570-q1/one").await;
    page.shows("median").shows("no value, since there are no others whose figure could be taken");
}
