//! Where most of what is asked are scores: one verdict on every page, on published ones and on paper.

use super::{PUBLISHED, imports_plan_with, opens_quarter, score};
use crate::{
    exports::{address, with_files_of_accepted},
    publications::publish,
    subscribers::printed,
};
use domain::{
    access::Role,
    organisation::{Duty, OrganisationKind},
    snapshot::Export,
    text::Language,
};
use service::organisations::ImportMode;
use tests::{
    Answer, TestApp,
    country::{body, operator},
};

/// What is said of them: where both bodies gave the scores, and where none did.
const OF_SCORES: [(bool, &str, &str); 2] = [
    (true, "Too few indicators have a target this time for an overall status", "Not enough data yet"),
    (false, "Not enough data yet", "Too few indicators have a target this time for an overall status"),
];

/// Two accepted reports with a figure of one of the three indicators that have a target; of the four scores beside them, that are
/// never added up, both bodies gave all or none.
async fn with_scores(is_given: bool) -> TestApp {
    const SCORES: [&str; 4] = ["score-a", "score-b", "score-c", "score-d"];
    let app = TestApp::without_round().await;
    imports_plan_with(&app, 2, &SCORES.map(score).concat()).await;
    opens_quarter(&app).await;
    for agency in ["one", "two"] {
        let scores = SCORES.map(|code| (agency, code, "40", ""));
        let given = if is_given { &scores[..] } else { &[] };
        app.imports(&[given, &[(agency, "svc-e2e", "40", "100")]].concat()).await;
    }
    app
}

#[tokio::test]
async fn the_country_what_is_published_and_its_picture_give_one_verdict_of_scores() {
    for (is_given, said, other) in OF_SCORES {
        let app = with_scores(is_given).await;
        let national = app.somebody(Role::Executive, "th").await.in_english().opens("/national").await;
        app.advance(chrono::Duration::days(90));
        let mut admin = app.administrator().await;
        publish(&app, &mut admin, 1, "", "").await;
        let mut nobody = app.nobody();
        let page = nobody.opens(PUBLISHED).await;
        let ministry = nobody.opens(&format!("{PUBLISHED}/organisations/mdes")).await;
        let picture = nobody.opens(&format!("{PUBLISHED}/figure.svg")).await;
        for told in [&national, &page, &ministry, &picture] {
            told.shows(said).hides(other);
        }
        let have_one = if is_given { "2/2 agencies have a figure" } else { "0/2 agencies have a figure" };
        let indicator = nobody.opens(&format!("{PUBLISHED}/indicators/score-a")).await;
        for told in [&national, &page, &ministry, &indicator] {
            told.shows(have_one);
        }
        assert_eq!(part(&indicator, "Body mdes")[4], have_one, "in the row of the ministry too");
    }
}

/// The cells of a body among the parts of an indicator.
fn part(page: &Answer, name: &str) -> Vec<String> {
    let mut rows = page.table("parts-title").into_iter();
    rows.find(|row| row.first().is_some_and(|first| first == name)).expect("a row")
}

#[tokio::test]
async fn a_body_right_below_the_country_stands_among_ministries_by_its_own_figure() {
    let app = TestApp::without_round().await;
    let organisations = app.services().organisations();
    let tree = organisations.tree(&operator()).await.expect("a register");
    let alone = body("alone", Some("th"), OrganisationKind::Department, Duty::Reports);
    let bodies = tree.bodies().cloned().chain([alone]).collect();
    organisations.import(&operator(), bodies, vec![], ImportMode::Apply).await.expect("imported");
    imports_plan_with(&app, 2, &score("score-a")).await;
    opens_quarter(&app).await;
    let figures = ["one", "two", "alone"].map(|agency| (agency, "svc-e2e", "70", "100"));
    app.imports(&[&figures[..], &[("alone", "score-a", "55", "")]].concat()).await;
    let mut executive = app.somebody(Role::Executive, "th").await.in_english();
    let codes = ["svc-e2e", "score-a"];
    let mut told = Vec::new();
    for code in codes {
        told.push(executive.opens(&format!("/indicators/{code}?round=2570-q1")).await);
    }
    app.advance(chrono::Duration::days(90));
    let mut admin = app.administrator().await;
    publish(&app, &mut admin, 1, "", "").await;
    let mut nobody = app.nobody();
    for (code, told) in codes.into_iter().zip(told) {
        let page = nobody.opens(&format!("{PUBLISHED}/indicators/{code}")).await;
        let row = part(&page, "Body alone");
        assert_eq!(row, part(&told, "Body alone"), "{code}");
        assert!(row[1].starts_with(if code == "svc-e2e" { "70" } else { "55" }), "{row:?}");
        assert!(row[3] != "No data" && row[4].contains("1/1"), "{row:?}");
    }
}

#[tokio::test]
async fn a_printed_report_gives_the_same_verdict_of_scores() {
    if std::process::Command::new("pdftotext").arg("-v").output().is_err() {
        return tests::skip("a verdict of scores read by pdftotext", "pdftotext is not installed");
    }
    for (is_given, said, other) in OF_SCORES {
        let app = with_scores(is_given).await;
        let mut admin = with_files_of_accepted(&app, "").await;
        let country = printed(&admin.opens(&address(Export::Paper(Language::En))).await.bytes);
        let [said, other] = [said, other].map(|words| words.replace(' ', ""));
        assert!(country.contains(&said) && !country.contains(&other), "{said}: {country}");
    }
}
