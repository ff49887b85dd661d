//! One number in all entries of a report, so that a change that is there by half shows.

use serde_json::{Value, json};

/// The indicators of the plan.
pub(crate) const ALL: [&str; 3] = ["svc-e2e", "digital-plan", "open-datasets"];

/// The number to which all entries of a report were set; nought before the first time.
pub(crate) fn whole(report: &Value) -> usize {
    let entries = report["values"].as_array().expect("entries");
    let numbers: Vec<usize> = entries.iter().map(|entry| number_of(&entry["narrative"])).collect();
    assert!(numbers.len() == ALL.len() && numbers.iter().all(|number| *number == numbers[0]), "by half: {report}");
    for entry in entries.iter().filter(|_| numbers[0] > 0) {
        let code = entry["indicator"].as_str().expect("a code");
        assert_eq!(entry["value"], value(code, numbers[0]), "{report}");
    }
    numbers[0]
}

fn number_of(text: &Value) -> usize {
    text.as_str().expect("a text").parse().unwrap_or_default()
}

/// All entries of a report set to a number.
pub(crate) fn values(number: usize) -> Value {
    let entry = |code: &str| json!({ "indicator": code, "value": value(code, number), "base": base(code), "narrative": number.to_string() });
    json!({ "values": ALL.map(entry) })
}

pub(crate) fn value(code: &str, number: usize) -> String {
    if code == "digital-plan" { "yes".to_owned() } else { number.to_string() }
}

pub(crate) fn base(code: &str) -> &'static str {
    if code == "svc-e2e" { "1000000" } else { "" }
}

/// The content of a file: its number, and then some.
pub(crate) fn content(number: usize) -> String {
    format!("{number} {}", "หลักฐาน ".repeat(1_000 + number % 1_000))
}
