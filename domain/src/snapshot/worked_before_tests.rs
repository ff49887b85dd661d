//! Derived values in snapshots that earlier releases signed, before they kept the rules of typed ones: what was signed stays true.

use super::{
    derive_tests::{country as with_derived, derived, value},
    fixtures::*,
    *,
};
use crate::{amount::Amount, derived::Working, indicator::Range, problem::ProblemKind, score::Scheme};

const RATIO: &str = r#"{ "type": "ratio", "numerator": { "th": "ก" }, "denominator": { "th": "ข" }, "scale": "100" }"#;
const SCHEME: &str = r#"{
    "format": "tidtam-scheme/1",
    "scheme": { "code": "worked", "edition": 1, "title": { "th": "ชื่อ" }, "description": { "th": "คำ" },
        "rounding": { "decimals": 4 }, "provenance": { "status": "demonstration", "source": "test" } },
    "node": [
        { "code": "all", "title": { "th": "ชื่อ" }, "combines": { "by": "arithmetic" },
          "provenance": { "status": "demonstration", "source": "test" } },
        { "code": "short", "parent": "all", "title": { "th": "ชื่อ" }, "reads": { "indicator": "short" },
          "provenance": { "status": "demonstration", "source": "test" } }
    ]
}"#;

/// A country in which `a` falls three plans short, which a scheme reads and nobody else has a figure of, and the two services of `e`
/// come to more than everything.
fn country() -> Country {
    let mut country = with_derived();
    let short = derived("short", r#"{ "type": "count" }"#, r#"{ "value": "[plans-below] - 5 count" }"#);
    let mut whole = derived("whole", RATIO, r#"{ "value": "[svc-e2e] + [svc-uptime]", "base": "100%" }"#);
    whole.range = Some(Range { lowest: Amount::ZERO, highest: Amount::HUNDRED });
    country.frame.plan.indicators.extend([short, whole]);
    let template = ReportedValue { working: None, ..country.value("b", "plans-below").clone() };
    for report in country.reports.iter_mut().filter(|report| !report.values.is_empty()) {
        for code in ["short", "whole"] {
            report.values.push(ReportedValue { indicator: read(code), ..template.clone() });
        }
        report.values.sort_by(|one, other| one.indicator.cmp(&other.indicator));
    }
    let scheme: Scheme = serde_json::from_str(SCHEME).expect("a scheme");
    country.frame.compared.push(Compared::new(scheme, None));
    country
}

fn before(country: &Country) -> Vec<u8> {
    country.snapshot_of(|report| country.frame.completed_before(report))
}

/// The file with another report of a body, signed.
fn changed(country: &Country, file: &[u8], body: &str, change: impl Fn(&mut Report)) -> Vec<u8> {
    let mut lines = lines(file);
    for line in &mut lines {
        if let Line::Report(report) = line
            && report.body.as_str() == body
        {
            change(report);
        }
    }
    country.signed(&lines)
}

fn report(file: &[u8], body: &str) -> Report {
    let reports = lines(file).into_iter();
    let mut reports = reports.filter_map(|line| if let Line::Report(report) = line { Some(*report) } else { None });
    reports.find(|report| report.body.as_str() == body).expect("a report")
}

#[test]
fn what_an_earlier_release_signed_of_derived_values_stays_true() {
    let country = country();
    let file = before(&country);
    let mut of_a = report(&file, "a");
    let short = value(&mut of_a, "short");
    assert_eq!(short.figure, Some(Amount::whole(-3)), "below zero, as it was kept");
    assert!(matches!(short.working, Some(Working::Worked { .. })), "{short:?}");
    let whole = value(&mut report(&file, "e"), "whole").working.clone();
    assert!(matches!(whole, Some(Working::Unfit { why: None, .. })), "{whole:?}");
    let text = String::from_utf8(file.clone()).expect("text");
    assert!(text.contains("not_reported") && !text.contains("not_measured"));
    let verified = country.verified(&file).expect("it stays true");
    assert!(verified.is_earlier, "and is told apart from what is signed now");
}

#[test]
fn what_is_signed_now_keeps_the_rules_and_says_which() {
    let country = country();
    let file = country.snapshot();
    let short = value(&mut report(&file, "a"), "short").clone();
    assert_eq!(short.figure, None);
    assert!(matches!(short.working, Some(Working::Unfit { why: Some(ProblemKind::Negative), .. })), "{short:?}");
    let verified = country.verified(&file).expect("it is true");
    assert!(!verified.is_earlier);
    // Of a body with nothing unfit the one word is all that was another.
    let text = |file: &[u8]| Line::Report(Box::new(report(file, "d"))).text().expect("text");
    let now = text(&file);
    assert!(now.contains("not_measured"));
    assert_eq!(now.replace("not_measured", "not_reported"), text(&before(&country)));
}

#[test]
fn no_report_is_of_both_and_no_other_value_goes_through() {
    let country = country();
    let damage = |file: &[u8]| country.verified(file).expect_err("refused").damage;
    let file = changed(&country, &country.snapshot(), "e", |report| {
        let Some(Working::Unfit { why, .. }) = &mut value(report, "whole").working else { panic!("unfit") };
        *why = None;
    });
    let of_the_other = Damage::Score { body: read("e"), scheme: read("worked") };
    assert_eq!(damage(&file), of_the_other, "a rule kept silent beside a score of this release");
    let file = changed(&country, &before(&country), "a", |report| {
        let short = value(report, "short");
        short.figure = Some(Amount::ZERO);
        short.reported = short.reported.map(|parts| Parts { value: Amount::ZERO, ..parts });
    });
    assert_eq!(damage(&file), Damage::Figure { body: read("a") }, "a value that no release worked out");
}
