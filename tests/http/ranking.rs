//! The ranking of an indicator over many pages: what figures are held against, in words and drawn to one scale.

use domain::access::Role;
use tests::{Answer, Engine, TestApp, Visitor};

/// How many departments answer: three pages of them.
const DEPARTMENTS: usize = 60;

/// The first published ten datasets, the next twenty, and so on; every other one has a digital plan.
async fn many_answer() -> (TestApp, Visitor) {
    let app = TestApp::of_size(Engine::Sqlite, DEPARTMENTS).await.expect("SQLite");
    let rows = (1..=DEPARTMENTS).map(|number| (format!("d{number:03}"), (10 * number).to_string(), number % 2 == 0));
    let rows: Vec<_> = rows.collect();
    let datasets = rows.iter().map(|(agency, published, _)| (&**agency, "open-datasets", &**published, ""));
    let plans = rows.iter().map(|(agency, _, has)| (&**agency, "digital-plan", if *has { "yes" } else { "no" }, ""));
    app.imports(&datasets.chain(plans).collect::<Vec<_>>()).await;
    let executive = app.somebody(Role::Executive, "th").await;
    (app, executive)
}

/// The places in percent that an attribute of a part of drawings names, from top to bottom.
fn drawn(page: &Answer, part: &str, attribute: &str) -> Vec<f64> {
    let (_, ranking) = page.body.split_once("id=\"ranked\"").expect("a ranking");
    let tags = ranking.split(part).skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    let place = |tag: &str| {
        let (_, value) = tag.split_once(attribute).expect("an attribute");
        value.split_once('%').expect("percent").0.parse().expect("a number")
    };
    tags.map(place).collect()
}

#[tokio::test]
async fn bars_have_one_scale_on_all_pages_and_what_is_expected_stands_in_words() {
    let (_app, mut executive) = many_answer().await;
    let mut marks = Vec::new();
    for page in 1..=3 {
        let page = executive.opens(&format!("/indicators/open-datasets?page={page}")).await;
        // Forty in the year, of which 92 of 365 days have gone.
        page.shows("<span class=\"table__note\">เป้าหมายตามเวลา 10.08</span>");
        let rows = page.table("ranked");
        let figures = rows
            .iter()
            .skip(1)
            .map(|row| -> f64 { row[2].split_whitespace().next().expect("a figure").parse().expect("a number") });
        let bars = drawn(&page, "<rect class=\"chart__bar\"", " width=\"");
        let figures: Vec<f64> = figures.collect();
        assert_eq!(bars.len(), figures.len());
        for (bar, figure) in bars.iter().zip(figures) {
            assert!((bar - figure / 6.0).abs() < 0.1, "{figure} of 600 is drawn {bar}% long");
        }
        marks.extend(drawn(&page, "<line class=\"bullet__expected\"", " x1=\""));
    }
    assert_eq!(marks.len(), DEPARTMENTS);
    assert!(marks.iter().all(|mark| (mark - 10.08 / 6.0).abs() < 0.1), "{marks:?}");
}

#[tokio::test]
async fn where_nothing_has_a_length_there_is_no_column_of_bars() {
    let (_app, mut executive) = many_answer().await;
    executive.opens("/indicators/open-datasets").await.shows("เทียบเป้าหมาย</th>").shows("bar--bullet");
    let page = executive.opens("/indicators/digital-plan").await;
    page.shows("<span class=\"table__note\">เป้าหมายตามเวลา ใช่").hides("เทียบเป้าหมาย</th>").hides("bar--bullet");
    let rows = page.table("ranked");
    assert!(rows.iter().all(|row| row.len() == 4), "place, body, figure, status: {rows:?}");
}
