//! Indicators: who is asked, when an answer holds, what is expected of one body.

use super::*;
use crate::{reading::Reading, status::Status};

fn indicator(scope: &str, reporters: &str) -> Indicator {
    let words = r#"{ "th": "คำ", "en": "words" }"#;
    let text = format!(
        r#"{{ "code": "lao-shared-services", "strategy": "B1", "name": {words}, "definition": {words}, "unit": {words},
            "measure": {{ "type": "cumulative" }}, "polarity": "higher", "frequency": "quarterly", "scope": "{scope}",
            "reporters": {reporters}, "weight": "1", "evidence": {{ "required": true, "description": {words} }},
            "provenance": {{ "status": "demonstration", "source": "test" }} }}"#
    );
    serde_json::from_str(&text).expect("an indicator")
}

#[test]
fn an_indicator_of_provinces_is_asked_of_provinces_alone() {
    let of_provinces = indicator("agency", r#"["province"]"#);
    assert!(of_provinces.is_asked_of(OrganisationKind::Province));
    assert!(!of_provinces.is_asked_of(OrganisationKind::Department));
}

#[test]
fn an_indicator_without_named_reporters_is_asked_of_all() {
    assert!(indicator("agency", "[]").is_asked_of(OrganisationKind::Department));
}

fn period(text: &str) -> crate::calendar::Period {
    text.parse().expect("a period")
}

#[test]
fn an_answer_holds_until_it_is_asked_anew() {
    let holds = |frequency: Frequency, asked, at| frequency.still_holds(period(asked), period(at));
    for (asked, at, quarterly, half_yearly, annual) in [
        ("2570-q2", "2570-q2", true, true, false),
        ("2570-q2", "2570-q3", false, true, false),
        ("2570-q2", "2570-q4", false, false, false),
        ("2569-q4", "2570-q1", false, true, true),
        ("2569-q4", "2570-q3", false, false, true),
        ("2569-q4", "2570-q4", false, false, false),
        ("2570-q1", "2570-q2", false, false, false),
        ("2570-q4", "2570-q3", false, false, false),
    ] {
        assert_eq!(holds(Frequency::Quarterly, asked, at), quarterly, "{asked} {at}");
        assert_eq!(holds(Frequency::HalfYearly, asked, at), half_yearly, "{asked} {at}");
        assert_eq!(holds(Frequency::Annual, asked, at), annual, "{asked} {at}");
    }
}

#[test]
fn one_body_is_expected_to_reach_the_level_and_not_the_share() {
    let mut indicator = indicator("agency", "[]");
    let provenance = indicator.provenance.clone();
    let fiscal_year = period("2566").fiscal_year();
    indicator.targets = vec![Milestone { fiscal_year, value: Amount::whole(60), provenance }];
    let mut expected = |measure| {
        indicator.measure = measure;
        indicator.expected_of_one(fiscal_year.last_day())
    };
    assert_eq!(expected(Measure::Cumulative), Some(Amount::whole(60)));
    assert_eq!(expected(Measure::Level { lowest: 1, highest: 5, meets_at: 3 }), Some(Amount::whole(3)));
    assert_eq!(expected(Measure::YesNo), Some(Amount::ONE));
    indicator.polarity = Polarity::Lower;
    assert_eq!(indicator.expected_of_one(fiscal_year.last_day()), Some(Amount::ZERO));
    assert_eq!(indicator.expected_of_one(fiscal_year.first_day()), None);
}

#[test]
fn a_running_total_is_held_against_the_share_of_its_year_that_is_gone() {
    let mut total = indicator("agency", "[]");
    let provenance = total.provenance.clone();
    let milestone = |year: i32, value| {
        let fiscal_year = year.try_into().expect("a year");
        Milestone { fiscal_year, value: Amount::whole(value), provenance: provenance.clone() }
    };
    (total.baseline, total.targets) = (Some(milestone(2565, 12)), vec![milestone(2566, 16)]);
    let status = |of: &Indicator, figure, at| Reading::Number(Amount::whole(figure)).status(of, period(at).last_day());
    // Of 16 in the year 4.03, 7.98 and 11.97 are expected by the ends of its quarters, whatever the year before came to.
    for (figure, at, expected) in [
        (3, "2566-q1", Status::OffCourse),
        (4, "2566-q1", Status::AtRisk),
        (8, "2566-q2", Status::OnCourse),
        (12, "2566-q3", Status::OnCourse),
        (15, "2566-q4", Status::AtRisk),
        (16, "2566-q4", Status::OnCourse),
    ] {
        assert_eq!(status(&total, figure, at), expected, "{figure} by {at}");
    }
    // A number that stands as of the end of the period goes on from where it was.
    total.measure = Measure::Count;
    assert_eq!(status(&total, 8, "2566-q2"), Status::OffCourse);
}

#[test]
fn a_figure_has_the_decimals_of_its_measure() {
    let decimals = |measure| Indicator { measure, ..indicator("agency", "[]") }.decimals();
    let words = || Bilingual::new("คำ", "words");
    let ratio = |scale| Measure::Ratio { numerator: words(), denominator: words(), scale };
    let score = |highest| Measure::Score { lowest: Amount::ZERO, highest };
    assert_eq!([ratio(Amount::HUNDRED), ratio(Amount::ONE)].map(decimals), [2, 4]);
    assert_eq!([score(Amount::HUNDRED), score(Amount::ONE)].map(decimals), [2, 4]);
    assert_eq!([Measure::Amount, Measure::Mean { weight: words() }].map(decimals), [2, 2]);
    let level = Measure::Level { lowest: 1, highest: 5, meets_at: 3 };
    assert_eq!([Measure::Count, Measure::Cumulative, level, Measure::Rank { of: 9 }].map(decimals), [0; 4]);
}

#[test]
fn numbers_have_words_of_their_own_where_two_are_asked() {
    let words = |text: &str| Bilingual::new(text, text);
    let told = |measure| {
        let of = Indicator { measure, ..indicator("agency", "[]") };
        let labels = [of.value_label(), of.base_label()].map(|label| label.map(|label| label.en.clone()));
        assert_eq!(labels[1].is_some(), of.asks_base());
        labels.map(Option::unwrap_or_default)
    };
    let ratio = Measure::Ratio { numerator: words("part"), denominator: words("whole"), scale: Amount::HUNDRED };
    assert_eq!(told(ratio), ["part", "whole"]);
    assert_eq!(told(Measure::Mean { weight: words("weight") }), ["", "weight"]);
    for measure in [Measure::Count, Measure::Cumulative, Measure::Amount, Measure::YesNo, Measure::Rank { of: 9 }] {
        assert_eq!(told(measure), ["", ""]);
    }
}

#[test]
fn figures_of_another_measure_or_unit_are_not_comparable() {
    let one = indicator("agency", "[]");
    let mut other = one.clone();
    assert!(one.is_comparable_with(&other));
    other.unit.th = "ร้อยละ".to_owned();
    assert!(!one.is_comparable_with(&other));
    let level = |meets_at| Indicator { measure: Measure::Level { lowest: 1, highest: 5, meets_at }, ..one.clone() };
    assert!(level(3).is_comparable_with(&level(3)));
    assert!(!level(3).is_comparable_with(&level(4)));
    assert!(!level(3).is_comparable_with(&one));
}

#[test]
fn a_national_indicator_is_asked_of_nobody() {
    assert!(!indicator("national", r#"["province"]"#).is_asked_of(OrganisationKind::Province));
}
