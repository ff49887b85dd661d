//! Printed reports, as other people's programs read them: every heading and number of the snapshot is there, and nothing is clipped.

use crate::exports::{CODE, accept_every_kind, address, paper, with_files_of_accepted};
use app::text::{format, measures, papers::Papers, states, unjudged::Stands, words_in};
use domain::{amount::Amount, snapshot::Export, status::Status, submission::StateName, text::Language};
use serde_json::{Map, Value, json};
use std::process::Command;
use strum::IntoEnumIterator as _;
use tests::{Engine, TestApp};

/// Whose reports are read beside that of the country: two bodies, and all below a ministry.
const BODIES: [&str; 3] = ["one", "two", "mdes"];
const NAME: &str = "printed reports read by other people's programs";

/// The words that papers of the small country use.
fn words(language: Language) -> Value {
    let plan = service::plans::read_plan(include_str!("../support/plan.toml")).expect("a plan");
    let asked = plan.indicators.iter().find(|indicator| indicator.code.as_str() == "digital-plan").expect("yes or no");
    let all = |words: Vec<(String, &str)>| -> Map<String, Value> {
        words.into_iter().map(|(name, word)| (name, word.into())).collect()
    };
    let stands = Status::iter().map(Stands::By).chain([Stands::NoTarget, Stands::NotAddedUp]);
    json!({
        "papers": words_in::<Papers>(language),
        "statuses": all(stands.map(|it| (it.code().to_owned(), it.word(language))).collect()),
        "states": all(StateName::iter().map(|it| (it.as_ref().to_owned(), states::state(language, it))).collect()),
        "steps": all(["submit", "approve", "accept"].map(|it| (it.to_owned(), states::step(language, it))).to_vec()),
        "yes": format::of_one(language, asked, Amount::ONE),
        "no": format::of_one(language, asked, Amount::ZERO),
        "yes_together": measures::unit_together(language, asked),
    })
}

/// Reads all reports of what was accepted in a country.
async fn reads(app: &TestApp, python: &str, note: &str) {
    accept_every_kind(app).await;
    let mut admin = with_files_of_accepted(app, note).await;
    let folder = tempfile::tempdir().expect("a folder");
    let code = CODE.parse().expect("a code");
    let is_read = |export: &Export| matches!(export, Export::Paper(_) | Export::Json);
    for export in Export::all().into_iter().filter(is_read) {
        let given = admin.opens(&address(export)).await;
        std::fs::write(folder.path().join(export.file_name(&code)), &given.bytes).expect("written");
    }
    for language in Language::iter() {
        let language = language.as_ref();
        for body in BODIES {
            let given = admin.opens(&paper(body, language)).await;
            std::fs::write(folder.path().join(format!("{CODE}.{body}.{language}.pdf")), &given.bytes).expect("written");
        }
    }
    let [snapshot, spoken] = ["snapshot.tidtam", "words.json"].map(|name| folder.path().join(name));
    let given = admin.opens(&format!("/snapshots/{CODE}/file")).await;
    std::fs::write(&snapshot, &given.bytes).expect("written");
    let all: Map<String, Value> = Language::iter().map(|it| (it.as_ref().to_owned(), words(it))).collect();
    std::fs::write(&spoken, Value::from(all).to_string()).expect("written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/http/exports_papers.py");
    let mut run = Command::new(python);
    run.arg(script).arg(folder.path()).arg(CODE).arg(&snapshot).arg(&spoken).args(BODIES);
    let run = run.output().expect("a run");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// The Python with the readers, where they and those of PDF are here.
fn python() -> Option<String> {
    let Ok(python) = std::env::var("TIDTAM_TEST_READERS") else {
        tests::skip(NAME, "TIDTAM_TEST_READERS names no Python with pypdf");
        return None;
    };
    if Command::new("pdftotext").arg("-v").output().is_err() {
        tests::skip(NAME, "pdftotext is not installed");
        return None;
    }
    Some(python)
}

#[tokio::test]
async fn every_heading_and_number_of_a_printed_report_is_found_in_it() {
    let Some(python) = python() else { return };
    reads(&TestApp::new().await, &python, "แก้ค่าที่พิมพ์ผิด").await;
}

#[tokio::test]
async fn names_without_a_place_to_break_them_are_neither_clipped_nor_over_something_else() {
    let Some(python) = python() else { return };
    let app = TestApp::with_long_names(Engine::Sqlite).await.expect("SQLite");
    reads(&app, &python, &"ก".repeat(200)).await;
}
