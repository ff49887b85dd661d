//! Derived values in a snapshot: they verify, and no other value goes through, however well it is signed.

use super::{
    damage::Damage,
    derive::{OtherSum, Summed},
    fixtures::*,
    line::{Line, Report},
};
use crate::{
    amount::Amount,
    derived::{FormulaPart, Working},
    expression::{Span, Unworked, UnworkedReason, Used, Worked},
    indicator::Indicator,
    organisation::OrganisationTree,
    snapshot::{
        Parts, ReportedValue,
        table::{Cell, Rows, Table},
    },
};

/// A derived indicator beside those of the shipped plan.
pub(super) fn derived(code: &str, measure: &str, derived: &str) -> Indicator {
    let words = r#"{ "th": "คำ" }"#;
    let text = format!(
        r#"{{ "code": "{code}", "strategy": "B1", "name": {words}, "definition": {words}, "unit": {words}, "measure": {measure},
            "polarity": "higher", "frequency": "quarterly", "scope": "agency", "weight": "1", "derived": {derived},
            "evidence": {{ "required": false, "description": {words} }},
            "provenance": {{ "status": "demonstration", "source": "test" }} }}"#
    );
    serde_json::from_str(&text).expect("an indicator")
}

/// A country in which `b` and `c` are below `a`, and everybody has a mean of two shares and a sum over those below.
pub(super) fn country() -> Country {
    let mut country = Country::new();
    for body in &mut country.bodies {
        if ["b", "c"].contains(&body.code.as_str()) {
            body.parent = Some(read("a"));
        }
    }
    let ratio = r#"{ "type": "ratio", "numerator": { "th": "ก" }, "denominator": { "th": "ข" }, "scale": "100" }"#;
    let both = r#"{ "value": "[svc-e2e] + [svc-uptime]", "base": "200%" }"#;
    country.frame.plan.indicators.push(derived("both-services", ratio, both));
    let below = r#"{ "value": "sum([org-digital-plan])" }"#;
    country.frame.plan.indicators.push(derived("plans-below", r#"{ "type": "count" }"#, below));
    let template = country.value("b", "org-digital-plan").clone();
    for report in country.reports.iter_mut().filter(|report| !report.values.is_empty()) {
        for code in ["both-services", "plans-below"] {
            report.values.push(ReportedValue {
                indicator: read(code),
                reported: None,
                verified: None,
                ..template.clone()
            });
        }
        report.values.sort_by(|one, other| one.indicator.cmp(&other.indicator));
    }
    let plans = |country: &mut Country, body: &str| {
        let value = country.value(body, "org-digital-plan");
        value.verified.or(value.reported).expect("an answer").value
    };
    let sum = plans(&mut country, "b").checked_add(plans(&mut country, "c")).expect("small");
    says(&mut country, sum, 2);
    country
}

/// Lets `a` say that so many below it come to a sum.
fn says(country: &mut Country, sum: Amount, given: usize) {
    let used = vec![Used::Sum { indicator: read("org-digital-plan"), value: sum, given, missing: 2 - given }];
    let worked = Worked { value: sum, used };
    country.value("a", "plans-below").working = Some(Working::Worked { value: worked, base: None });
}

fn changed(country: &Country, change: impl Fn(&mut Report)) -> Vec<u8> {
    let mut lines = lines(&country.snapshot());
    for line in &mut lines {
        if let Line::Report(report) = line
            && report.body.as_str() == "a"
        {
            change(report);
        }
    }
    country.signed(&lines)
}

pub(super) fn value<'a>(report: &'a mut Report, code: &str) -> &'a mut ReportedValue {
    report.values.iter_mut().find(|value| value.indicator.as_str() == code).expect("a value")
}

fn damage(country: &Country, file: &[u8]) -> Damage {
    country.verified(file).expect_err("refused").damage
}

#[test]
fn derived_values_stand_with_their_working_and_verify() {
    let country = country();
    let file = country.snapshot();
    assert!(country.verified(&file).is_ok(), "{:?}", country.verified(&file));
    let text = String::from_utf8(file).expect("text");
    assert!(text.contains("\"outcome\":\"worked\"") && text.contains("\"code\":\"nobody_below\""));
}

#[test]
fn what_was_counted_otherwise_before_is_taken_as_it_is_said() {
    let mut country = country();
    let more = r#"{ "value": "previous([plans-below])" }"#;
    country.frame.plan.indicators.push(derived("plans-before", r#"{ "type": "count" }"#, more));
    let reason = UnworkedReason::Redefined { indicator: read("plans-below") };
    let why = Unworked { at: Span { start: 0, end: 23 }, reason };
    let said = Working::Unworked { part: FormulaPart::Value, why, used: Vec::new() };
    let template = country.value("b", "plans-below").clone();
    for report in country.reports.iter_mut().filter(|report| !report.values.is_empty()) {
        let working = (report.body.as_str() == "a").then(|| said.clone());
        report.values.push(ReportedValue {
            indicator: read("plans-before"),
            reported: None,
            working,
            ..template.clone()
        });
        report.values.sort_by(|one, other| one.indicator.cmp(&other.indicator));
    }
    let file = country.snapshot();
    assert!(country.verified(&file).is_ok(), "{:?}", country.verified(&file));
    let text = String::from_utf8(file).expect("text");
    assert_eq!(text.matches("\"code\":\"redefined\"").count(), 1, "of one body alone it is said");
}

#[test]
fn rows_of_values_say_which_were_derived() {
    let mut rows = Rows::new(Table::Values);
    let found: Vec<Vec<Cell>> = lines(&country().snapshot()).iter().flat_map(|line| rows.of(line)).collect();
    let place = |name: &str| Table::Values.columns().iter().position(|column| column.name == name).expect("a column");
    let (indicator, derived) = (place("indicator"), place("derived"));
    let is_derived = |row: &[Cell]| ["both-services", "plans-below"].contains(&row[indicator].text().as_str());
    assert!(found.iter().any(|row| is_derived(row)) && found.iter().any(|row| !is_derived(row)));
    for row in &found {
        assert_eq!(row[derived], Cell::Truth(is_derived(row)), "{row:?}");
    }
}

#[test]
fn no_other_value_and_no_other_sum_goes_through() {
    let country = country();
    let of_a = Damage::Figure { body: read("a") };
    let other = changed(&country, |report| {
        let value = value(report, "both-services");
        value.reported = value.reported.map(|parts| Parts { value: Amount::ONE, ..parts });
        value.figure = Some(Amount::FIFTY);
    });
    assert_eq!(damage(&country, &other), of_a, "a value that is not what its formula comes to");
    let alone = changed(&country, |report| value(report, "both-services").working = None);
    assert_eq!(damage(&country, &alone), of_a, "a derived value without its working");
    let claimed = changed(&country, |report| {
        let working = value(report, "plans-below").working.clone();
        value(report, "svc-e2e").working = working;
    });
    assert_eq!(damage(&country, &claimed), of_a, "a working of what was reported");
    let mut sums = country.clone();
    says(&mut sums, Amount::HUNDRED, 2);
    assert_eq!(damage(&sums, &sums.snapshot()), of_a, "a sum that those below do not make");
    let mut fewer = country.clone();
    says(&mut fewer, Amount::ZERO, 1);
    assert_eq!(damage(&fewer, &fewer.snapshot()), of_a, "a body left out");
    let mut nobody = country.clone();
    nobody.value("a", "plans-below").working = None;
    assert_eq!(damage(&nobody, &nobody.snapshot()), of_a, "that nobody below has a figure");
}

#[test]
fn whoever_takes_a_snapshot_hears_whose_sum_is_another_before_it_is_signed() {
    let country = country();
    let checked = |country: &Country| {
        let tree = OrganisationTree::new(country.bodies.clone()).expect("a tree");
        let mut summed = Summed::default();
        for report in &country.reports {
            summed.add(&country.frame, &country.frame.completed(report.clone()));
        }
        summed.check(&country.frame, &tree)
    };
    assert_eq!(checked(&country), Ok(()));
    let other = OtherSum { body: read("a"), indicator: read("plans-below"), summed: read("org-digital-plan") };
    let mut sums = country.clone();
    says(&mut sums, Amount::HUNDRED, 2);
    assert_eq!(checked(&sums), Err(other.clone()), "a figure below has changed since");
    let mut moved = country.clone();
    for body in moved.bodies.iter_mut().filter(|body| body.code.as_str() == "b") {
        body.parent = Some(read("moi"));
    }
    assert_eq!(checked(&moved), Err(other), "the register has changed since");
}
