//! The JSON of a derivation is enough to compute the score again, in another language.

use super::{fixtures::*, *};
use crate::{amount::Amount, indicator::Polarity};
use std::{
    io::Write as _,
    process::{Command, Stdio},
};

/// What the script makes of a derivation: what it printed, or what it found wrong. `None` where there is no Python.
fn recomputed(derivation: &Derivation) -> Option<Result<String, String>> {
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
