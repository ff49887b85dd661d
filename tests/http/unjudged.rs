//! What is there and was told as missing: figures of what is never added up, and where the plan sets no target for the period.

mod scores;

use crate::{
    exports::{address, paper, with_files_of_accepted},
    publications::publish,
    subscribers::printed,
};
use domain::{access::Role, snapshot::Export, text::Language, window::Window};
use service::{organisations::ImportMode, plans::read_plan, rounds::NewRound};
use tests::{
    Answer, PROVINCES_ROUND, TestApp, Visitor, Workbook,
    country::{operator, start},
};

const PLAN: &str = include_str!("../support/plan.toml");
const PUBLISHED: &str = "/public/en/2570-q1.final.1";
/// In how many ways an indicator stands: as an address says them, and in words.
const STANDS: [(&str, &str); 6] = [
    ("on_course", "On course"),
    ("at_risk", "At risk"),
    ("off_course", "Off course"),
    ("no_data", "No data"),
    ("no_target", "No target this time"),
    ("not_added_up", "Not added up"),
];

/// An indicator without a target.
fn untargeted(code: &str, measure: &str) -> String {
    let provenance = "provenance = { status = \"demonstration\", source = \"a test\" }";
    format!(
        "\n[[indicator]]\ncode = \"{code}\"\nstrategy = \"S2\"\nname = {{ th = \"ตัวชี้วัด {code}\", en = \"Indicator {code}\" }}\n\
         definition = {{ th = \"คำ\", en = \"Words\" }}\nunit = {{ th = \"คะแนน\", en = \"points\" }}\nmeasure = {measure}\n\
         polarity = \"higher\"\nfrequency = \"quarterly\"\nscope = \"agency\"\nweight = \"1\"\n\
         evidence = {{ required = false, description = {{ th = \"\", en = \"\" }} }}\n{provenance}\n"
    )
}

/// A score without a target.
fn score(code: &str) -> String {
    untargeted(code, "{ type = \"score\", lowest = \"0\", highest = \"100\" }")
}

/// A version of the plan with further indicators.
async fn imports_plan_with(app: &TestApp, version: i32, further: &str) {
    let text = PLAN.replacen("version = 1", &format!("version = {version}"), 1);
    let plan = read_plan(&format!("{text}{further}")).expect("a plan");
    app.services().plans().import(&operator(), plan, ImportMode::Apply).await.expect("imported");
}

/// A version of the plan that asks for a score and for counts without a target; the last of them has those that are given.
async fn imports_plan(app: &TestApp, version: i32, targets: &str) {
    let counts = ["calls", "visitors", "visits"].map(|code| untargeted(code, "{ type = \"count\" }")).concat();
    imports_plan_with(app, version, &format!("{}{counts}{targets}", score("maturity-score"))).await;
}

/// The small country whose plan asks for a score and for counts without a target, with the open quarter.
async fn country() -> TestApp {
    let app = TestApp::without_round().await;
    imports_plan(&app, 2, "").await;
    opens_quarter(&app).await;
    app
}

async fn opens_quarter(app: &TestApp) {
    let days = |days| start() + chrono::Duration::days(days);
    let window = Window::new(days(-21), days(9), days(24)).expect("in order");
    let new = NewRound { plan: "small".parse().expect("a code"), period: "2570-q1".parse().expect("a period"), window };
    app.services().rounds().open(&operator(), new).await.expect("opened");
}

/// Two accepted reports in which nothing is missing: three counts without a target, and a score that is never added up.
async fn with_nothing_missing() -> TestApp {
    let app = country().await;
    for agency in ["one", "two"] {
        let counts = ["visits", "visitors", "calls"].map(|code| (code, "7", ""));
        app.accept(agency, &[&counts[..], &[("maturity-score", "40", ""), ("svc-e2e", "40", "100")]].concat()).await;
    }
    app
}

/// The status of each indicator that a page lists, in words.
fn listed(page: &Answer) -> Vec<String> {
    if !page.body.contains("id=\"indicators-table\"") {
        return Vec::new();
    }
    page.table("indicators-table").into_iter().skip(1).filter_map(|row| row.get(3).cloned()).collect()
}

/// How many a headline says stand in one way; a way in which none stands need not be told.
fn told(page: &Answer, word: &str) -> usize {
    let (_, key) = page.body.split_once("class=\"status-key\"").expect("a key");
    let key = key.split("</dl>").next().unwrap_or_default();
    let Some((_, rest)) = key.split_once(&format!(">{word}<")) else { return 0 };
    let (_, count) = rest.split_once("class=\"status-key__count\">").expect("a count");
    count.split('<').next().and_then(|count| count.trim().parse().ok()).expect("a number")
}

/// Asserts that each count of a headline leads to the list of as many that stand so, and that they are all; gives the counts.
async fn counts_lead_to_lists(visitor: &mut Visitor, path: &str) -> Vec<usize> {
    let page = visitor.opens(path).await;
    let (every, mut counted) = (listed(&page), Vec::new());
    for (status, word) in STANDS {
        let found = listed(&visitor.opens(&format!("{path}?status={status}")).await);
        assert!(found.iter().all(|said| said == word), "{status} at {path}: {found:?}");
        assert_eq!(told(&page, word), found.len(), "{status} at {path}");
        assert_eq!(found.len(), every.iter().filter(|said| *said == word).count(), "{status} at {path}");
        let leads = page.links().iter().any(|link| link.contains(&format!("status={status}#indicators")));
        assert_eq!(leads, !found.is_empty(), "{status} at {path}");
        counted.push(found.len());
    }
    assert_eq!(counted.iter().sum::<usize>(), every.len(), "{path}: {counted:?}");
    counted
}

#[tokio::test]
async fn a_score_of_every_body_is_not_added_up_and_says_how_many_have_one() {
    let app = country().await;
    let scores = [("one", "maturity-score", "40", ""), ("two", "maturity-score", "70", "")];
    app.imports(&[&scores[..], &[("one", "visits", "5", "")]].concat()).await;
    let mut minister = app.somebody(Role::Executive, "th").await.in_english();
    let page = minister.opens("/indicators/maturity-score").await;
    page.shows("Not added up above a body").shows("2/2 agencies have a figure");
    page.hides("from 0/2 agencies").hides("No accepted figure yet").hides("Not compared yet");
    for path in ["/national", "/organisations/mdes"] {
        let page = minister.opens(path).await;
        page.shows("Not added up above a body").shows("2/2 agencies have a figure");
    }
    // Where nobody has answered, that is said too.
    minister.opens("/indicators/visits").await.shows("from 1/2 agencies").hides("Not added up");
}

#[tokio::test]
async fn a_body_that_gave_no_score_is_told_to_miss_it() {
    let app = country().await;
    app.imports(&[("one", "maturity-score", "40", "")]).await;
    let mut minister = app.somebody(Role::Executive, "th").await.in_english();
    let rows = minister.opens("/indicators/maturity-score?organisation=mdes").await.table("parts-title");
    let status = |code: &str| rows.iter().find(|row| row[0].ends_with(code)).and_then(|row| row.get(3).cloned());
    assert_eq!(status("one").as_deref(), Some("No target this time"), "{rows:?}");
    assert_eq!(status("two").as_deref(), Some("No data"), "{rows:?}");
    assert_eq!(status("together").as_deref(), Some("Not added up"), "{rows:?}");
}

#[tokio::test]
async fn a_figure_without_a_target_is_not_called_missing() {
    let app = country().await;
    let visits = ["one", "two"].map(|agency| (agency, "visits", "1000", ""));
    app.imports(&visits).await;
    let mut minister = app.somebody(Role::Executive, "th").await.in_english();
    for path in ["/indicators/visits", "/organisations/one/indicators/visits"] {
        minister.opens(path).await.shows("data-status=\"no_data\" class=\"badge\">No target this time");
    }
    // Six others have no figure yet, and are counted apart; of one of them there is none of many bodies together.
    let national = minister.opens("/national").await;
    national.shows("No data 5 · No target this time 1 · Not added up 1").shows("Not enough data yet");
    minister.opens("/organisations/one").await.shows("No data 6 · No target this time 1");
    minister
        .opens("/compare?with=one,two")
        .await
        .shows("1,000<span class=\"visually-hidden\">")
        .shows("No target this time");
    let figures = minister.opens("/organisations/one/figures").await.table("history-of-figures");
    let visits = figures.iter().find(|row| row[0].ends_with("visits")).and_then(|row| row.last());
    assert_eq!(visits.map(String::as_str), Some("1,000 No target this time"), "{figures:?}");
}

#[tokio::test]
async fn a_heat_map_calls_nothing_missing_that_has_no_target_or_is_never_added_up() {
    let app = with_nothing_missing().await;
    let mut minister = app.somebody(Role::Executive, "th").await.in_english();
    for (path, bodies) in [("/organisations/th/heat-map", 1), ("/organisations/mdes/heat-map", 2)] {
        let map = minister.opens(path).await;
        let cells = map.table("heat").concat();
        let said = ["No target this time", "Not added up", "No data"]
            .map(|word| cells.iter().filter(|cell| *cell == word).count());
        assert_eq!(said, [3 * bodies, bodies, 0], "{path}: {cells:?}");
        let (_, paper) = map.body.split_once("matrix-paper").expect("the tables on paper");
        assert_eq!(paper.matches(">Not added up<").count(), bodies, "{path}");
        let (_, legend) = map.body.split_once("class=\"legend\"").expect("a legend");
        let legend = legend.split("</ul>").next().unwrap_or_default();
        assert!(legend.contains("No status") && !legend.contains("No data"), "{legend}");
    }
}

#[tokio::test]
async fn a_letter_calls_nothing_on_course_that_is_held_against_no_target() {
    let app = country().await;
    app.imports(&[("one", "visits", "1000", ""), ("one", "svc-e2e", "10", "10")]).await;
    let mut minister = app.somebody(Role::Executive, "th").await;
    let letter = "/organisations/one/letter";
    let thai = minister.opens(letter).await;
    thai.shows("ทุกตัวชี้วัดที่มีผลและมีเป้าหมายให้เทียบเป็นไปตามเป้าหมาย").shows("มีผลแล้ว แต่ไม่มีเป้าหมายให้เทียบ (1)");
    let english = minister.in_english().opens(letter).await;
    english.shows("without data · No target this time 1");
    english.shows("Every indicator that can be held against a target is on course");
    english.shows("A figure, but no target to hold it against (1)").hides("Every indicator that has a figure");
}

#[tokio::test]
async fn where_most_figures_are_in_too_few_targets_are_the_reason() {
    let app = with_nothing_missing().await;
    let mut minister = app.somebody(Role::Executive, "th").await.in_english();
    let national = minister.opens("/national").await;
    national.shows("Too few indicators have a target this time").hides("Not enough data yet");
    national.shows("No target this time 3 · Not added up 1");
    for path in ["/organisations/one", "/organisations/one/letter"] {
        let own = minister.opens(path).await;
        own.shows("Too few indicators have a target this time").hides("Not enough data yet");
    }
}

#[tokio::test]
async fn every_count_leads_to_its_own_list_and_together_they_are_the_whole() {
    let app = with_nothing_missing().await;
    let mut minister = app.somebody(Role::Executive, "th").await.in_english();
    for path in ["/national", "/organisations/one"] {
        let counted = counts_lead_to_lists(&mut minister, path).await;
        assert_eq!(counted[4] + counted[5], 4, "{path}: {counted:?}");
    }
    let national = minister.opens("/national").await;
    let (head, rows) = (national.table("strategies")[0].clone(), national.table("strategies"));
    for (word, expected) in [("No target this time", 3), ("Not added up", 1)] {
        let column = head.iter().position(|name| name == word).expect("a column");
        let sum: usize = rows.iter().skip(1).map(|row| row[column].parse::<usize>().expect("a count")).sum();
        assert_eq!(sum, expected, "{word}");
    }
    // A strategy of which a list has nothing leads to the whole list.
    let narrowed = minister.opens("/national?status=not_added_up").await;
    let links = narrowed.links();
    for place in links.iter().filter_map(|link| link.strip_prefix("#indicators-table-")) {
        narrowed.shows(&format!("id=\"indicators-table-{place}\""));
    }
    for link in ["/national#indicators-table-S1", "#indicators-table-S2"] {
        assert!(links.iter().any(|there| there == link), "{link}: {links:?}");
    }
    // Where it is not told apart why some have no status, none is called missing.
    let ministries = national.table("ministries")[0].clone();
    assert!(ministries.contains(&"No status".to_owned()) && !ministries.contains(&"No data".to_owned()));
}

#[tokio::test]
async fn what_is_never_added_up_is_counted_so_before_anybody_has_a_figure() {
    let app = country().await;
    app.imports(&["one", "two"].map(|agency| (agency, "visits", "1000", ""))).await;
    let mut minister = app.somebody(Role::Executive, "th").await.in_english();
    assert_eq!(counts_lead_to_lists(&mut minister, "/national").await, [0, 0, 0, 5, 1, 1]);
    // Of one body nothing is added up: its own figure is missing.
    assert_eq!(counts_lead_to_lists(&mut minister, "/organisations/one").await, [0, 0, 0, 6, 1, 0]);
    let parts = minister.opens("/indicators/maturity-score?organisation=mdes").await.table("parts-title");
    let said: Vec<&str> = parts.iter().skip(1).filter_map(|row| row.get(3)).map(String::as_str).collect();
    assert_eq!(said, ["Not added up", "No data", "No data"], "the ministry, and both bodies below it");
}

#[tokio::test]
async fn what_is_published_and_its_picture_tell_apart_what_is_never_added_up() {
    let app = with_nothing_missing().await;
    app.advance(chrono::Duration::days(90));
    let mut admin = app.administrator().await;
    publish(&app, &mut admin, 1, "", "").await;
    let mut nobody = app.nobody();
    let page = nobody.opens(PUBLISHED).await;
    page.shows("No data 0 · No target this time 3 · Not added up 1");
    page.shows("data-status=\"no_data\">Not added up</span>");
    assert_eq!(counts_lead_to_lists(&mut nobody, PUBLISHED).await[3..], [0, 3, 1]);
    let one = format!("{PUBLISHED}/organisations/one");
    assert_eq!(counts_lead_to_lists(&mut nobody, &one).await[3..], [0, 4, 0]);
    let picture = nobody.opens(&format!("{PUBLISHED}/figure.svg")).await;
    for told in [&page, &picture] {
        told.shows("Too few indicators have a target this time for an overall status").hides("Not enough data yet");
    }
    picture.shows("No data 0<").shows("No target this time 3<").shows("Not added up 1<");
}

#[tokio::test]
async fn what_has_a_target_in_one_of_two_rounds_alone_moved_neither_way() {
    let app = with_nothing_missing().await;
    let provenance = "provenance = { status = \"demonstration\", source = \"a test\" }";
    let milestone = |year, value| format!("{{ fiscal_year = {year}, value = \"{value}\", {provenance} }}");
    let (baseline, target) = (milestone(2565, 0), milestone(2570, 80));
    imports_plan(&app, 3, &format!("interpolation = \"step\"\nbaseline = {baseline}\ntargets = [{target}]\n")).await;
    app.opens_next_round().await;
    app.imports_into("2570-q2", &[("one", "visits", "9", ""), ("two", "visits", "9", "")]).await;
    let mut minister = app.somebody(Role::Executive, "th").await.in_english();
    let page = minister.opens("/national?round=2570-q2").await;
    page.shows("Cannot be compared with the round before: one of the two has no target");
    page.shows("Before: No target (14) · Now: On course (18)");
    page.shows("No indicator has another status than in the round before");
    let first = minister.opens("/national?round=2570-q1").await;
    first.hides("one of the two has no target");
}

#[tokio::test]
async fn provinces_tell_a_score_of_their_own_and_a_missing_target_from_missing_figures() {
    let app = TestApp::with_provinces().await;
    imports_plan(&app, 2, "").await;
    app.opens_next_round().await;
    app.imports_into(PROVINCES_ROUND, &[("bma", "maturity-score", "40", ""), ("bma", "visits", "5", "")]).await;
    let mut minister = app.somebody(Role::Executive, "th").await.in_english();
    for (indicator, figure) in [("maturity-score", "40"), ("visits", "5")] {
        let page = minister.opens(&format!("/indicators/{indicator}/map?round={PROVINCES_ROUND}")).await;
        let rows = page.table("by-province");
        let of = |code: &str| rows.iter().find(|row| row[0].ends_with(code)).expect("a row");
        assert!(of("bma")[1].starts_with(figure), "{rows:?}");
        assert_eq!((of("bma")[3].as_str(), of("th-50")[3].as_str()), ("No target this time", "No data"), "{rows:?}");
        page.shows("No data 3").shows("No target this time 1").shows("1 of 4 provinces have a figure");
    }
}

#[tokio::test]
async fn the_workbook_of_a_snapshot_calls_no_figure_missing() {
    let app = with_nothing_missing().await;
    let mut admin = with_files_of_accepted(&app, "").await;
    let workbook = Workbook::read(&admin.opens(&address(Export::Workbook)).await.bytes);
    // What it is, the figures, how they stand; six sheets in Thai before those in English.
    for (sheet, no_target, no_data) in [(3, "ไม่มีเป้าหมายในรอบนี้", "ไม่มีข้อมูล"), (9, "No target this time", "No data")]
    {
        let statuses = workbook.part(&format!("xl/worksheets/sheet{sheet}.xml"));
        let count = |word: &str| statuses.matches(&format!(">{word}</t>")).count();
        assert_eq!((count(no_target), count(no_data)), (8, 0), "four of each of two: {statuses}");
    }
}

#[tokio::test]
async fn printed_reports_call_no_figure_missing() {
    if std::process::Command::new("pdftotext").arg("-v").output().is_err() {
        return tests::skip("figures without a target read by pdftotext", "pdftotext is not installed");
    }
    let app = with_nothing_missing().await;
    let mut admin = with_files_of_accepted(&app, "").await;
    let told = |[th, en]: [&'static str; 2], language: Language| if language == Language::Th { th } else { en };
    for language in [Language::Th, Language::En] {
        let no_target = told(["ไม่มีเป้าหมายในรอบนี้", "Notargetthistime"], language);
        let not_added_up = told(["ไม่รวมค่า", "Notaddedup"], language);
        let no_data = told(["ไม่มีข้อมูล", "Nodata"], language);
        let heading = told(
            ["ตัวชี้วัดที่มีเป้าหมายในรอบนี้ยังไม่พอที่จะสรุป", "Toofewindicatorshaveatargetthistimeforanoverallstatus"],
            language,
        );
        let country = printed(&admin.opens(&address(Export::Paper(language))).await.bytes);
        // Both bodies have a score, and it is told how many do.
        let counts = [(no_data, 0), (no_target, 3), (not_added_up, 1)].map(|(word, count)| format!("{word}{count}"));
        for part in counts.into_iter().chain([format!("2{not_added_up}"), heading.to_owned()]) {
            assert!(country.contains(&part), "{part} is said: {country}");
        }
        let own = printed(&admin.opens(&paper("one", language.as_ref())).await.bytes);
        assert!(own.contains(&format!("{no_data}0")) && own.contains(&format!("{no_target}4")), "{own}");
        assert!(!own.contains(not_added_up), "of one body nothing is added up: {own}");
    }
}

#[tokio::test]
async fn an_accepted_report_of_the_first_round_does_not_deny_its_own_values() {
    let app = TestApp::new().await;
    app.accept("one", &[("svc-e2e", "40", "100")]).await;
    let page = app.reviewer().await.in_english().opens("/reports/2570-q1/one").await;
    page.shows("No accepted values of earlier rounds").hides("No accepted values yet");
}
