//! The JSON of a derivation is enough to compute the score again, in another language.

use super::{fixtures::*, *};
use crate::{amount::Amount, indicator::Polarity, testing::skip, trust::TrustGrade};
use std::{
    io::Write as _,
    process::{Command, Stdio},
};

/// What the script makes of a derivation: what it printed, or what it found wrong. `None` where there is no Python.
fn recomputed(derivation: &impl serde::Serialize) -> Option<Result<String, String>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/recompute_score.py");
    let mut python = Command::new("python3");
    python.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = python.spawn() else {
        skip("recomputing scores in Python", "there is no python3");
        return None;
    };
    let json = serde_json::to_string(derivation).expect("JSON");
    child.stdin.take().expect("a pipe").write_all(json.as_bytes()).expect("read by the script");
    let output = child.wait_with_output().expect("an end");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text").trim().to_owned();
    Some(if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) })
}

#[test]
fn the_script_is_read_in_one_go() {
    let script = include_str!("../../../docs/recompute_score.py");
    let printed = script.lines().position(|line| line.starts_with("print(score"));
    assert!(printed.is_some_and(|line| line < 50), "fifty lines make the score");
    assert!(script.lines().count() <= 72, "and some twenty its class and place");
}

/// A derivation with how its class was found, as it is told.
fn with_class(scheme: &Scheme, population: &Population, figures: &[&str]) -> serde_json::Value {
    let derivation = scheme.score(&numbers(figures), population).expect("a derivation");
    let within = derivation.score.and_then(|score| scheme.within_class(score, population));
    let rule = &scheme.head().classing.as_ref().expect("classes").rule;
    let mut told = serde_json::to_value(&derivation).expect("JSON");
    told["classing"] = serde_json::json!({ "rule": rule, "within": within });
    told
}

/// One leaf, in classes below and above 50, the upper one in four parts.
fn in_parts(judged: Judged) -> Scheme {
    let mut file = file(vec![root("root", Combination::Arithmetic), leaf("a", "root")]);
    let class = |code: &str, from: Option<Bound>, parts: &[&str]| Class {
        code: read(code),
        title: title(),
        from,
        parts: parts.iter().copied().map(read).collect(),
    };
    let classes = vec![
        class("low", None, &[]),
        class("high", Some(Bound::Above(amount("50"))), &["h1", "h2", "h3", "h4"]),
        class("top", Some(Bound::AtLeast(amount("90"))), &[]),
    ];
    file.scheme.rounding = Rounding { decimals: 1, judged };
    file.scheme.classing = Some(Classing { rule: ClassRule::Thresholds { classes }, provenance: provenance() });
    file.checked().expect("a scheme")
}

#[test]
fn the_class_comes_out_again_and_a_false_one_does_not() {
    let class_of = |scheme: &Scheme, figure: &str| {
        let bodies = ["10", "60", "60", "70", "80", "95"].map(|figure| numbers(&[figure]));
        let population = scheme.population("six", &bodies).expect("a population");
        let told = with_class(scheme, &population, &[figure]);
        let again = recomputed(&told)?;
        assert!(again.is_ok(), "{figure}: {again:?}");
        for wrong in [serde_json::json!({ "code": "low", "part": "h1" }), serde_json::json!({ "code": "high" })] {
            let mut tampered = told.clone();
            tampered["class"] = wrong;
            assert!(recomputed(&tampered)?.is_err(), "{figure}");
        }
        let part = told["class"]["part"].as_str().map(str::to_owned);
        Some((told["class"]["code"].as_str().expect("a code").to_owned(), part, told["classing"]["within"].clone()))
    };
    let within = |lower: usize| serde_json::json!({ "lower": lower, "of": 4 });
    let nothing = serde_json::Value::Null;
    for (judged, figure, class, part, stands) in [
        (Judged::Rounded, "50.04", "low", None, nothing.clone()),
        (Judged::Full, "50.04", "high", Some("h1"), within(0)),
        (Judged::Full, "60", "high", Some("h1"), within(0)),
        (Judged::Full, "61", "high", Some("h3"), within(2)),
        (Judged::Full, "80", "high", Some("h4"), within(3)),
        (Judged::Full, "89.96", "high", Some("h4"), within(4)),
        (Judged::Rounded, "89.96", "top", None, nothing),
    ] {
        let Some(told) = class_of(&in_parts(judged), figure) else { return };
        assert_eq!(told, (class.to_owned(), part.map(str::to_owned), stands), "{figure}");
    }
}

#[test]
fn the_place_comes_out_again_and_a_false_one_does_not() {
    let scheme = scheme(vec![root("root", Combination::Arithmetic), leaf("a", "root")]);
    let told = serde_json::to_value(derive(&scheme, &numbers(&["5"]))).expect("JSON");
    let with = |number: Option<i64>, shared: Option<bool>, of: i64| {
        let mut told = told.clone();
        told["place"] = serde_json::json!({
            "number": number, "shared": shared, "better": 1, "alike": 2, "of": of, "expected": 8,
        });
        recomputed(&told).map(|again| again.is_ok())
    };
    if with(None, None, 3).is_none() {
        return;
    }
    let right = [with(Some(2), Some(true), 4), with(None, None, 3)];
    let wrong = [with(Some(1), Some(true), 4), with(Some(2), Some(false), 4), with(Some(2), Some(true), 3)];
    assert_eq!((right, wrong), ([Some(true); 2], [Some(false); 3]));
}

fn every_formula() -> Scheme {
    let with = |code: &str, parent: &str, normalise: Normaliser| leaf(code, parent).normalised(normalise);
    let one = || Amount::ONE;
    let step = |at: &str, score: &str| Threshold { at: Point::Figure(amount(at)), score: amount(score) };
    let lower = |node: Node| node.reading(|reads| reads.polarity = Polarity::Lower);
    let rule = |node: Node, missing: MissingRule| node.when_missing(missing);
    scheme(vec![
        root("root", Combination::Points),
        inner("geometric", "root", Combination::Geometric).weighing("2.5"),
        with("a", "geometric", Normaliser::MinMax { scale: amount("10") }).weighing("3"),
        lower(with("b", "geometric", Normaliser::PercentileRank { scale: amount("100") })),
        inner("best", "root", Combination::BestOf { count: 2 }),
        lower(with(
            "c",
            "best",
            Normaliser::Thresholds {
                steps: vec![step("9", "50"), step("4", "75"), step("1", "100")],
                below: amount("5"),
            },
        )),
        with("d", "best", Normaliser::ZScore { spread: Spread::Sample }),
        with("e", "best", Normaliser::ZScoreMinMax { spread: Spread::Population, scale: one() }),
        inner("middle", "root", Combination::Median).normalised(Normaliser::MinMax { scale: one() }),
        with("f", "middle", Normaliser::Goalposts { lowest: amount("0"), highest: amount("7"), scale: one() }),
        with(
            "g",
            "middle",
            Normaliser::TargetDistance {
                from: Point::Figure(amount("2")),
                to: Point::Figure(amount("8")),
                scale: one(),
            },
        ),
        inner("mean", "root", Combination::Arithmetic),
        rule(leaf("h", "mean").weighing("2"), MissingRule::Exclude),
        rule(with("i", "mean", Normaliser::MinMax { scale: one() }), MissingRule::Impute(Imputation::PopulationMean)),
        rule(leaf("j", "mean"), MissingRule::Zero),
    ])
}

#[test]
fn every_formula_is_computed_again_outside_our_code() {
    let scheme = every_formula();
    let body = |figures: [&str; 10]| numbers(&figures);
    let bodies = [
        body(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
        body(["5", "1", "8.25", "9", "2", "3", "1", "", "4", ""]),
        body(["3", "7", "0.5", "1", "9", "1", "4", "-", "", "5"]),
        body(["3.3333", "0", "10", "1.17", "0", "1.5", "5.5", "7", "1", "-1"]),
    ];
    let population = scheme.population("four", &bodies).expect("a population");
    for inputs in &bodies {
        let derivation = scheme.score(inputs, &population).expect("a derivation");
        let Some(again) = recomputed(&derivation) else { return };
        let published = derivation.published.expect("a score").with_decimals(4);
        assert_eq!(again, Ok(published));
    }
}

#[test]
fn a_score_that_was_tampered_with_does_not_come_out() {
    let scheme = every_formula();
    let inputs = numbers(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
    let others = numbers(&["2", "3", "4", "5", "6", "7", "9", "9", "1", "11"]);
    let population = scheme.population("two", [&inputs, &others]).expect("a population");
    let honest = scheme.score(&inputs, &population).expect("a derivation");
    let Some(again) = recomputed(&honest) else { return };
    assert!(again.is_ok(), "{again:?}");
    let mut published = honest.clone();
    published.published = Some(amount("99"));
    let mut leaf = honest.clone();
    leaf.root.children[3].children[0].value = Some(amount("9"));
    let mut part = honest;
    part.root.children[0].contribution = Some(Contribution::Part(amount("1")));
    for tampered in [published, leaf, part] {
        assert!(recomputed(&tampered).is_some_and(|again| again.is_err()));
    }
}

#[test]
fn a_derivation_without_a_score_is_told_as_one() {
    let blocked = scheme(vec![root("root", Combination::Arithmetic), leaf("a", "root"), leaf("b", "root")]);
    let derivation = derive(&blocked, &numbers(&["5"]));
    assert_eq!(derivation.score, None);
    let Some(again) = recomputed(&derivation) else { return };
    assert_eq!(again, Ok("None".to_owned()));
}

/// Two parts of a mean, the first of which weighs by what stands behind it.
fn by_trust(combination: Combination) -> Scheme {
    let factors = TrustFactors {
        self_reported: amount("0.25"),
        evidence_attached: amount("0.5"),
        machine_collected: amount("0.75"),
        evidence_verified: Amount::ONE,
    };
    let trusted = leaf("a", "root").weighing("3").reading(|reads| reads.trusted = Some(factors));
    scheme(vec![root("root", combination), trusted, leaf("b", "root").when_missing(MissingRule::Exclude)])
}

fn standing_behind(trust: Option<TrustGrade>, figures: [&str; 2]) -> Inputs {
    let given = Given { trust, ..Given::alone(Input::Number(amount(figures[0]))) };
    numbers(&["", figures[1]]).with_given(read("a"), given)
}

#[test]
fn what_stands_behind_an_answer_makes_it_weigh_and_is_told_with_its_factor() {
    let scheme = by_trust(Combination::Arithmetic);
    assert!(scheme.weighs_by_trust() && !every_formula().weighs_by_trust());
    // (3 × factor × 50 + 90) / (3 × factor + 1)
    for (grade, factor, expected) in [
        (TrustGrade::SelfReported, "0.25", "72.8571"),
        (TrustGrade::EvidenceAttached, "0.5", "66"),
        (TrustGrade::MachineCollected, "0.75", "62.3077"),
        (TrustGrade::EvidenceVerified, "1", "60"),
    ] {
        let derivation = derive(&scheme, &standing_behind(Some(grade), ["50", "90"]));
        assert_eq!(derivation.published, Some(amount(expected)), "{grade:?}");
        let told = derivation.root.children[0].trusted;
        assert_eq!(told, Some(Trusted { grade, factor: amount(factor) }));
        assert_eq!(derivation.root.children[1].trusted, None);
        let Some(again) = recomputed(&derivation) else { return };
        assert_eq!(again, Ok(derivation.published.expect("a score").with_decimals(4)));
    }
    let unknown = derive(&scheme, &standing_behind(None, ["50", "90"]));
    assert_eq!(unknown.published, Some(amount("60")), "what is not known to be weak is not made lighter");
}

#[test]
fn in_points_a_lighter_answer_gives_fewer_of_them() {
    let scheme = by_trust(Combination::Points);
    let derivation = derive(&scheme, &standing_behind(Some(TrustGrade::EvidenceAttached), ["50", "90"]));
    assert_eq!(derivation.published, Some(amount("165")), "1.5 × 50 + 90");
    let alone = derive(&scheme, &standing_behind(Some(TrustGrade::EvidenceAttached), ["50", ""]));
    assert_eq!(alone.published, Some(amount("125")), "the points of the missing one go to the other: 2.5 × 50");
    for derivation in [derivation, alone] {
        let Some(again) = recomputed(&derivation) else { return };
        assert_eq!(again, Ok(derivation.published.expect("a score").with_decimals(4)));
    }
}

#[test]
fn without_factors_what_stands_behind_an_answer_is_not_told() {
    let plain = scheme(vec![root("root", Combination::Arithmetic), leaf("a", "root"), leaf("b", "root")]);
    let graded = derive(&plain, &standing_behind(Some(TrustGrade::SelfReported), ["50", "90"]));
    assert_eq!(graded, derive(&plain, &standing_behind(None, ["50", "90"])));
    assert!(!serde_json::to_string(&graded).expect("JSON").contains("trust"));
}

#[test]
fn factors_out_of_order_or_out_of_bounds_are_refused() {
    let with = |factors: [&str; 4], combination: Combination| {
        let [self_reported, evidence_attached, machine_collected, evidence_verified] = factors.map(amount);
        let factors = TrustFactors { self_reported, evidence_attached, machine_collected, evidence_verified };
        let trusted = leaf("a", "root").reading(|reads| reads.trusted = Some(factors));
        let refused = file(vec![root("root", combination), trusted]).checked().err();
        refused.map(|refusals| refusals.into_iter().map(|refusal| refusal.reason).collect::<Vec<_>>())
    };
    assert_eq!(with(["0.1", "0.5", "0.5", "1"], Combination::Arithmetic), None);
    for wrong in [["0", "1", "1", "1"], ["1", "0.5", "1", "1"], ["0.5", "1", "1", "1.1"], ["0.00001", "1", "1", "1"]] {
        assert_eq!(with(wrong, Combination::Arithmetic), Some(vec![SchemeReason::TrustFactor]), "{wrong:?}");
    }
    assert_eq!(with(["0.5", "1", "1", "1"], Combination::Min), Some(vec![SchemeReason::WeightIgnored]));
}

#[test]
fn the_names_in_the_json_stay() {
    let scheme = scheme(vec![
        root("root", Combination::Arithmetic),
        leaf("a", "root").normalised(Normaliser::Goalposts {
            lowest: amount("0"),
            highest: amount("10"),
            scale: Amount::ONE,
        }),
        leaf("b", "root").when_missing(MissingRule::Zero),
    ]);
    let derivation = derive(&scheme, &numbers(&["5"]));
    let json = serde_json::to_value(&derivation).expect("JSON");
    let expected: serde_json::Value = serde_json::from_str(EXPECTED).expect("JSON");
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_value::<Derivation>(json).expect("the derivation again"), derivation);
}

const EXPECTED: &str = r#"{
    "format": "tidtam-derivation/1", "scheme": "s", "edition": 1, "population": "", "population_bodies": 0,
    "rounding": { "decimals": 4, "judged": "rounded" }, "score": "0.25", "published": "0.25", "absence": null,
    "zeroed_by": null, "class": null,
    "root": {
        "node": "root", "title": { "th": "ชื่อ", "en": "title" }, "reads": null, "polarity": "higher", "given": null, "coded": null,
        "combined_by": { "by": "arithmetic" }, "figure": "0.25",
        "normalised": { "figure": "0.25", "rule": { "by": "identity" }, "against": "nothing" },
        "bounds": null, "value": "0.25", "absence": null, "missing": "block", "applied": null, "is_imputed": false,
        "weight_given": "1", "weight_effective": null, "contribution": null,
        "children": [
            {
                "node": "a", "title": { "th": "ชื่อ", "en": "title" }, "reads": { "indicator": "a", "coding": { "type": "number" }, "polarity": "higher" }, "polarity": "higher",
                "given": { "input": { "number": "5" } }, "coded": "5", "combined_by": null, "figure": "5",
                "normalised": {
                    "figure": "5", "rule": { "by": "goalposts", "lowest": "0", "highest": "10", "scale": "1" },
                    "against": { "between": { "from": "0", "to": "10" } }
                },
                "bounds": null, "value": "0.5", "absence": null, "missing": "block", "applied": null,
                "is_imputed": false, "weight_given": "1", "weight_effective": "0.5",
                "contribution": { "part": "0.25" }, "children": []
            },
            {
                "node": "b", "title": { "th": "ชื่อ", "en": "title" }, "reads": { "indicator": "b", "coding": { "type": "number" }, "polarity": "higher" }, "polarity": "higher", "given": null, "coded": null,
                "combined_by": null, "figure": null, "normalised": null, "bounds": null, "value": "0",
                "absence": { "code": "not_reported" }, "missing": "zero", "applied": "zero", "is_imputed": false,
                "weight_given": "1", "weight_effective": "0.5", "contribution": { "part": "0" }, "children": []
            }
        ]
    }
}"#;
