//! Formulas as people write them, and as nobody should.

use super::*;
use crate::{amount::Amount, ids::IndicatorCode};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn unit_of(code: &IndicatorCode) -> Option<Unit> {
    Some(match code.as_str() {
        "online" | "all" | "gone" => Unit::of(Dimension::Count),
        "budget" | "spent" => Unit::of(Dimension::Baht),
        "share" => Unit::of(Dimension::Percent),
        "has-plan" => Unit::of(Dimension::YesNo),
        "place" => Unit::of(Dimension::Rank),
        "maturity" => Unit::of(Dimension::Level),
        "days" => Unit::of(Dimension::Mean("วัน".to_owned())),
        _ => return None,
    })
}

fn figure(code: &IndicatorCode, when: When) -> Option<Amount> {
    let figure = match (code.as_str(), when) {
        ("online", When::Now) => 30,
        ("online", When::Previous) => 25,
        ("all", When::Now) => 40,
        ("budget", When::Now) => 0,
        ("spent", When::Now) => 900,
        ("share", When::Now) => 75,
        ("maturity", When::Now) => 3,
        ("place", When::Now) => 52,
        ("days", When::Now) => 4,
        _ => return None,
    };
    Some(Amount::whole(figure))
}

fn of_children(code: &IndicatorCode) -> Vec<Option<Amount>> {
    match code.as_str() {
        "online" => vec![Some(Amount::whole(10)), None, Some(Amount::whole(5))],
        "has-plan" => vec![Some(Amount::ONE), Some(Amount::ZERO), Some(Amount::ONE)],
        _ => vec![None],
    }
}

fn parsed(text: &str) -> Expression {
    Expression::parse(text, unit_of).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn worked(text: &str) -> Result<Worked, Unworked> {
    parsed(text).work_out(&Figures { figure: &figure, is_redefined: &|_| false, of_children: &of_children })
}

fn value(text: &str) -> String {
    worked(text).unwrap_or_else(|why| panic!("{text}: {why:?}")).value.to_string()
}

#[test]
fn formulas_come_to_their_values() {
    for (text, expected) in [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("24 / 4 / 2", "3"),
        ("-2 * -3", "6"),
        ("- - 2", "2"),
        ("2 − 1 × 4 ÷ 2", "0"),
        ("๑๐ + ๐.๕", "10.5"),
        ("1 / 3", "0.333333333333333333"),
        ("[online] / [all] * 100%", "75"),
        ("[ online ]/[all]*100 percent", "75"),
        ("[online] - previous([online])", "5"),
        ("sum([online]) + 5 count", "20"),
        ("sum([has-plan])", "2"),
        ("min([online], [all], 12 count)", "12"),
        ("MAX([online] - 50 count, 0)", "0"),
        ("if([budget] > 0, [spent] / [budget], 1)", "1"),
        ("if([share] >= 75% and not [online] > [all], 1, 2)", "1"),
        ("if([share] < 75% or [online] = 30 count, 1, 2)", "1"),
        ("if([place] <= 40 rank, 1, 0)", "0"),
        ("if([maturity] <> 3 level, 1, 0)", "0"),
        ("if(1 < 2 and 2 < 3 or 1 > 2, 1, 0)", "1"),
        ("[days] * 2", "8"),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn the_unit_of_a_formula_follows_from_its_parts() {
    for (text, unit) in [
        ("[online] / [all] * 100%", "percent"),
        ("[spent] / [online]", "count^-1·baht"),
        ("[spent] / [budget]", "plain"),
        ("sum([has-plan])", "count"),
        ("max(0, [spent])", "baht"),
        ("if([online] > 0, 0, [spent])", "baht"),
        ("[share] * [online] / 100%", "count"),
    ] {
        assert_eq!(parsed(text).unit().to_string(), unit, "{text}");
    }
}

fn refused(text: &str) -> (&'static str, usize, usize) {
    let error = Expression::parse(text, unit_of).expect_err("refused");
    (error.reason.code(), error.at.start, error.at.end)
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (text, code, start, end) in [
        ("", "ends_early", 0, 0),
        ("1 +", "ends_early", 3, 3),
        ("(1 + 2", "parenthesis_open", 0, 1),
        ("1 + 2)", "unexpected", 5, 6),
        ("1 2", "unexpected", 2, 3),
        ("1 & 2", "unreadable", 2, 3),
        ("1.2.3", "not_a_number", 0, 5),
        ("1234567890123456", "not_a_number", 0, 16),
        ("[online", "bracket_open", 0, 7),
        ("[ก]", "not_a_code", 0, 3),
        ("1 + [nothing]", "unknown_indicator", 4, 13),
        ("5 apples", "unknown_word", 2, 8),
        ("mean([online])", "unknown_word", 0, 4),
        ("min([online])", "arguments", 0, 13),
        ("if(1 > 2, 1)", "arguments", 0, 12),
        ("previous(1)", "needs_indicator", 9, 10),
        ("sum(previous([online]))", "needs_indicator", 4, 12),
        ("if(1, 2, 3)", "needs_condition", 3, 4),
        ("1 + (2 > 3)", "needs_number", 5, 10),
        ("1 < 2", "needs_number", 0, 5),
        ("1 < 2 < 3", "needs_number", 0, 5),
        ("[online] + [spent]", "units_differ", 11, 18),
        ("[online] + 5", "units_differ", 11, 12),
        ("[share] > 5 baht", "units_differ", 10, 16),
        ("if(1 > 0, [online], [spent])", "units_differ", 20, 27),
        ("[place] + 1 rank", "not_reckonable", 0, 7),
        ("2 * [maturity]", "not_reckonable", 4, 14),
        ("sum([share])", "not_summable", 4, 11),
        ("sum([days])", "not_summable", 4, 10),
        ("[spent] * [spent] * [spent] * [spent]", "unit_too_high", 0, 37),
    ] {
        assert_eq!(refused(text), (code, start, end), "{text}");
    }
}

#[test]
fn size_and_depth_are_limited() {
    assert_eq!(refused(&"1".repeat(2_001)).0, "too_long");
    assert_eq!(refused(&"1+".repeat(150)).0, "too_many_parts");
    assert_eq!(refused(&"(".repeat(1_000)).0, "too_deep");
    assert_eq!(refused(&"-".repeat(1_000)).0, "too_deep");
    assert_eq!(refused(&"not ".repeat(400)).0, "too_deep");
    assert_eq!(value(&format!("{}1", "1+".repeat(99))), "100");
}

fn unworked(text: &str) -> (&'static str, usize, usize) {
    let why = worked(text).expect_err("no value");
    (why.reason.code(), why.at.start, why.at.end)
}

#[test]
fn a_formula_without_value_says_why() {
    assert_eq!(unworked("[online] + [gone]"), ("figure_missing", 11, 17));
    assert_eq!(unworked("previous([all])"), ("figure_missing", 0, 15));
    assert_eq!(unworked("sum([all])"), ("nobody_below", 0, 10));
    assert_eq!(unworked("[spent] / [budget]"), ("division_by_zero", 10, 18));
    assert_eq!(unworked("1 / (1 - 1)"), ("division_by_zero", 5, 10));
    let huge = "999999999999999";
    assert_eq!(unworked(&format!("{huge} * {huge}")).0, "too_large");
    // Not looked at, so not missed.
    assert_eq!(value("if(1 > 2, [gone], 5 count)"), "5");
    assert_eq!(value("if(1 > 2 and [gone] > 0, 1, 2)"), "2");
}

#[test]
fn what_was_taken_is_told() {
    let worked = worked("sum([online]) - previous([online])").expect("a value");
    let online = || "online".parse::<IndicatorCode>().expect("a code");
    assert_eq!(
        worked.used,
        [
            Used::Sum { indicator: online(), value: Amount::whole(15), given: 2, missing: 1 },
            Used::Figure { indicator: online(), when: When::Previous, value: Amount::whole(25) },
        ]
    );
}

#[test]
fn derived_indicators_are_worked_out_in_an_order_that_exists() {
    let derived = |formulas: &[(&str, &str)]| -> BTreeMap<IndicatorCode, Expression> {
        let plain = |_: &IndicatorCode| Some(Unit::plain());
        let one = |(code, text): &(&str, &str)| {
            (code.parse().expect("a code"), Expression::parse(text, plain).expect("a formula"))
        };
        formulas.iter().map(one).collect()
    };
    let sound = derived(&[("a", "[b] + [c]"), ("b", "[c] * 2"), ("c", "[x] + previous([a])")]);
    let order: Vec<_> = in_order(&sound).expect("an order").into_iter().map(IndicatorCode::as_str).collect();
    assert_eq!(order, ["c", "b", "a"]);
    let circle = derived(&[("a", "[b]"), ("b", "[a]"), ("c", "1"), ("d", "[a]")]);
    let cycle = in_order(&circle).expect_err("a circle");
    assert_eq!(cycle.to_string(), "the formulas of these indicators need one another: a, b, d");
}

#[test]
fn an_error_is_data_for_both_languages() {
    let error = Expression::parse("[online] + [spent]", unit_of).expect_err("refused");
    let json = serde_json::to_value(&error).expect("JSON");
    assert_eq!(
        json,
        serde_json::json!({
            "at": { "start": 11, "end": 18 }, "code": "units_differ", "left": [["count", 1]], "right": [["baht", 1]]
        })
    );
    assert_eq!(serde_json::from_value::<ExpressionError>(json).expect("the error again"), error);
    let of_mean = Expression::parse("[days] + 1", unit_of).expect_err("refused");
    let json = serde_json::to_string(&of_mean).expect("JSON");
    assert_eq!(serde_json::from_str::<ExpressionError>(&json).expect("the error again"), of_mean);
}

proptest! {
    #[test]
    fn reading_never_panics(text in ".{0,80}") {
        let _ = Expression::parse(&text, unit_of);
    }

    #[test]
    fn nothing_made_of_its_own_words_panics(words in proptest::collection::vec(0usize..22, 0..40)) {
        const WORDS: [&str; 22] = ["1", "0", "[online]", "[spent]", "[place]", "+", "-", "*", "/", "(", ")", ",", "min(", "max(",
            "if(", "previous(", "sum(", "<", ">=", "and", "not", "%"];
        let text: Vec<&str> = words.iter().map(|word| WORDS[*word]).collect();
        if let Ok(expression) = Expression::parse(&text.join(" "), unit_of) {
            let _ = expression.work_out(&Figures { figure: &figure, is_redefined: &|_| false, of_children: &of_children });
        }
    }

    #[test]
    fn arithmetic_is_that_of_school(a in -1000i64..1000, b in -1000i64..1000, c in 1i64..1000) {
        let text = format!("({a}) + ({b}) * {c} - ({a}) * ({b})");
        prop_assert_eq!(value(&text), (a + b * c - a * b).to_string());
    }
}
