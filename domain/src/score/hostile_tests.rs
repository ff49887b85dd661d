//! Bad inputs and figures that no formula likes: each has its answer.

use super::{fixtures::*, *};
use crate::{amount::Amount, indicator::Indicator};

#[test]
fn a_population_that_compares_nothing_is_a_stated_reason() {
    for normalise in [
        Normaliser::MinMax { scale: Amount::ONE },
        Normaliser::ZScore { spread: Spread::Population },
        Normaliser::ZScoreMinMax { spread: Spread::Sample, scale: Amount::ONE },
        Normaliser::PercentileRank { scale: Amount::ONE },
    ] {
        let is_percentile = matches!(normalise, Normaliser::PercentileRank { .. });
        let scheme = scheme(vec![root("root", Combination::Arithmetic), leaf("a", "root").normalised(normalise)]);
        let why = |bodies: &[&str]| {
            let bodies: Vec<Inputs> = bodies.iter().map(|figure| numbers(&[figure])).collect();
            let population = scheme.population("some", &bodies).expect("a population");
            let derivation = scheme.score(&numbers(&["5"]), &population).expect("a derivation");
            assert_eq!(derivation.score.is_none(), derivation.absence == Some(Absence::Blocked { node: read("a") }));
            found(&derivation, "a").absence.clone()
        };
        assert_eq!(why(&[]), Some(Absence::PopulationEmpty));
        assert_eq!(why(&["", "-"]), Some(Absence::PopulationEmpty));
        assert_eq!(why(&["5"]), Some(Absence::PopulationOfOne));
        assert_eq!(why(&["5", "5", "5"]), (!is_percentile).then_some(Absence::NoVariation));
        assert_eq!(why(&["5", "6"]), None);
    }
}

#[test]
fn a_target_equal_to_the_baseline_or_behind_it_is_a_stated_reason() {
    let scheme = shipped("plan-achievement-opdc");
    let why = |baseline: Option<&str>, target: Option<&str>| {
        let (baseline, target) = (baseline.map(amount), target.map(amount));
        let given = Given { baseline, target, ..Given::alone(Input::Number(amount("50"))) };
        let inputs = Inputs::default().with_given(read("staff-digital-skills"), given);
        let derivation = derive(&scheme, &inputs);
        assert_eq!(derivation.score, None);
        assert_eq!(derivation.absence, Some(Absence::ChildrenMissing));
        found(&derivation, "staff-digital-skills").absence.clone()
    };
    assert_eq!(why(Some("50"), Some("50")), Some(Absence::TargetEqualsBaseline));
    assert_eq!(why(Some("50"), Some("40")), Some(Absence::TargetBehindBaseline));
    assert_eq!(why(None, Some("40")), Some(Absence::MilestoneMissing));
    assert_eq!(why(Some("40"), None), Some(Absence::MilestoneMissing));
}

fn two(rule: MissingRule) -> Scheme {
    scheme(vec![
        root("root", Combination::Arithmetic),
        leaf("a", "root").weighing("1"),
        leaf("b", "root").weighing("3").when_missing(rule),
    ])
}

#[test]
fn each_node_has_its_own_rule_for_what_is_missing() {
    let with = |rule, figures: [&str; 2]| score(&two(rule), &numbers(&figures));
    let missing = ["8", ""];
    assert_eq!(with(MissingRule::Zero, missing), Ok("2".to_owned()));
    assert_eq!(with(MissingRule::Exclude, missing), Ok("8".to_owned()));
    assert_eq!(with(MissingRule::Impute(Imputation::Value(amount("4"))), missing), Ok("5".to_owned()));
    assert_eq!(with(MissingRule::Block, missing), Err(Absence::Blocked { node: read("b") }));
    assert_eq!(with(MissingRule::ZeroIndex, missing), Ok("0".to_owned()));
    // What does not apply is left out, whatever the rule.
    for rule in [MissingRule::Zero, MissingRule::Exclude, MissingRule::Block, MissingRule::ZeroIndex] {
        assert_eq!(with(rule, ["8", "-"]), Ok("8".to_owned()));
    }
    assert_eq!(with(MissingRule::Zero, ["-", "-"]), Err(Absence::NotApplicable));
    assert_eq!(with(MissingRule::Zero, ["", ""]), Err(Absence::Blocked { node: read("a") }));
    // An indicator of which nothing at all is known is missing too.
    assert_eq!(score(&two(MissingRule::Zero), &numbers(&["8"])), Ok("2".to_owned()));
}

#[test]
fn a_derivation_says_which_rule_was_applied() {
    let applied = |rule, figures: [&str; 2]| {
        let derivation = derive(&two(rule), &numbers(&figures));
        let node = found(&derivation, "b");
        (node.applied, node.is_imputed, derivation.zeroed_by.is_some())
    };
    assert_eq!(applied(MissingRule::Zero, ["8", ""]), (Some(Applied::Zero), false, false));
    assert_eq!(applied(MissingRule::Exclude, ["8", ""]), (Some(Applied::Excluded), false, false));
    assert_eq!(applied(MissingRule::Block, ["8", ""]), (Some(Applied::Blocked), false, false));
    assert_eq!(applied(MissingRule::ZeroIndex, ["8", ""]), (Some(Applied::IndexZero), false, true));
    assert_eq!(applied(MissingRule::ZeroIndex, ["8", "-"]), (Some(Applied::NotApplicable), false, false));
    let imputed = MissingRule::Impute(Imputation::Value(amount("4")));
    assert_eq!(applied(imputed, ["8", ""]), (Some(Applied::Imputed), true, false));
}

#[test]
fn a_figure_taken_from_the_population_is_normalised_like_any_other() {
    for (imputation, expected) in [(Imputation::PopulationMean, "0.4"), (Imputation::PopulationMedian, "0.2")] {
        let leaf = leaf("a", "root")
            .normalised(Normaliser::MinMax { scale: Amount::ONE })
            .when_missing(MissingRule::Impute(imputation));
        let scheme = scheme(vec![root("root", Combination::Arithmetic), leaf]);
        let bodies = ["0", "2", "10"].map(|figure| numbers(&[figure]));
        let population = scheme.population("three", &bodies).expect("a population");
        let derivation = scheme.score(&numbers(&[""]), &population).expect("a derivation");
        assert_eq!(said(derivation.clone()), Ok(expected.to_owned()));
        assert!(found(&derivation, "a").is_imputed);
        assert!(found(&derivation, "a").normalised.is_some());
        let nobody = Population::nobody(&scheme);
        let blocked = scheme.score(&numbers(&[""]), &nobody).expect("a derivation");
        assert_eq!(said(blocked), Err(Absence::Blocked { node: read("a") }));
    }
}

#[test]
fn what_is_blocked_below_is_blocked_above_whatever_the_rules_above() {
    let scheme = scheme(vec![
        root("root", Combination::Arithmetic),
        inner("x", "root", Combination::Arithmetic).when_missing(MissingRule::Exclude),
        leaf("a", "x"),
        leaf("b", "root"),
    ]);
    assert_eq!(score(&scheme, &numbers(&["", "5"])), Err(Absence::Blocked { node: read("a") }));
}

#[test]
fn weights_that_vanish_with_the_missing_are_a_stated_reason() {
    let scheme = scheme(vec![
        root("root", Combination::Arithmetic),
        leaf("a", "root").weighing("0"),
        leaf("b", "root").when_missing(MissingRule::Exclude),
    ]);
    assert_eq!(score(&scheme, &numbers(&["5", ""])), Err(Absence::WeightsZero));
}

#[test]
fn huge_and_negative_numbers_are_scored_or_refused() {
    let plain = flat(Combination::Arithmetic, &["1", "1"]);
    let fault = |scheme: &Scheme, figures: &[&str]| {
        scheme.score(&numbers(figures), &Population::nobody(scheme)).expect_err("refused").to_string()
    };
    assert_eq!(score(&plain, &numbers(&["-5", "3"])), Ok("-1".to_owned()));
    assert_eq!(fault(&plain, &["999999999999999.999999", "0"]), "a: the value is too large to be a score");
    let points = flat(Combination::Points, &["999999", "1"]);
    assert_eq!(fault(&points, &["999999999", "0"]), "root: the value is too large to be a score");
    // Huge figures compare well.
    let compared = scheme(vec![
        root("root", Combination::Arithmetic),
        leaf("a", "root").normalised(Normaliser::ZScore { spread: Spread::Population }),
    ]);
    let bodies = ["-999999999999999", "999999999999999"].map(|figure| numbers(&[figure]));
    let population = compared.population("two", &bodies).expect("a population");
    let derivation = compared.score(&bodies[1], &population).expect("a derivation");
    assert_eq!(said(derivation), Ok("1".to_owned()));
}

#[test]
fn an_answer_of_another_kind_is_refused_with_its_place() {
    let with = |coding, input| {
        let scheme = scheme(vec![
            root("root", Combination::Arithmetic),
            leaf("a", "root").reading(|reads| reads.coding = coding),
        ]);
        let inputs = Inputs::default().with(read("a"), input);
        scheme.score(&inputs, &Population::nobody(&scheme)).expect_err("refused")
    };
    let number = || Input::Number(amount("6"));
    let at_a = |fault| ScoreError { node: read("a"), fault };
    assert_eq!(with(Coding::Number, Input::Choice(read("x"))), at_a(ScoreFault::WrongInput));
    assert_eq!(with(Coding::Number, Input::Several(vec![number()])), at_a(ScoreFault::WrongInput));
    let level = Coding::Level { lowest: 1, highest: 5 };
    assert_eq!(with(level, number()), at_a(ScoreFault::NoSuchLevel { level: amount("6") }));
    let ordinal = Coding::Ordinal { steps: vec![read("x"), read("y")] };
    assert_eq!(with(ordinal, Input::Choice(read("z"))), at_a(ScoreFault::UnknownChoice { choice: read("z") }));
    let json = serde_json::to_string(&at_a(ScoreFault::WrongInput)).expect("JSON");
    assert_eq!(json, r#"{"node":"a","code":"wrong_input"}"#);
}

#[test]
fn one_body_with_a_fault_does_not_stop_the_others() {
    let scheme = flat(Combination::Arithmetic, &["1"]);
    let inputs = [numbers(&["1"]), Inputs::default().with(read("a"), Input::Choice(read("x")))];
    let standings = scheme.standings(["good", "bad"].map(read).into_iter().zip(&inputs), &Population::nobody(&scheme));
    assert_eq!(standings.bodies.len(), 1);
    assert_eq!(standings.faults[0].0, read("bad"));
}

#[test]
fn a_population_of_another_edition_is_refused() {
    let scheme = flat(Combination::Arithmetic, &["1"]);
    let other = Population { edition: 2, ..Population::nobody(&scheme) };
    let error = scheme.score(&numbers(&["1"]), &other).expect_err("refused");
    assert_eq!(error.fault, ScoreFault::OtherPopulation);
}

fn indicator(definition: &str) -> Indicator {
    let text = format!(
        r#"{{ "code": "a", "strategy": "B1", "name": {{ "th": "คำ" }}, "definition": {{ "th": "{definition}" }},
            "unit": {{ "th": "หน่วย" }}, "measure": {{ "type": "count" }}, "polarity": "higher", "frequency": "annual",
            "scope": "agency", "weight": "1", "evidence": {{ "required": false, "description": {{ "th": "คำ" }} }},
            "provenance": {{ "status": "demonstration", "source": "test" }} }}"#
    );
    serde_json::from_str(&text).expect("an indicator")
}

#[test]
fn editions_that_differ_are_not_compared_and_say_why() {
    let first = flat(Combination::Arithmetic, &["1", "2"]);
    let changed = |change: fn(&mut Vec<Node>)| {
        let mut file = SchemeFile::from(first.clone());
        file.scheme.edition = 2;
        change(&mut file.nodes);
        let second = file.checked().expect("a scheme");
        first.comparable_at(&read("root"), &second, |_| None, |_| None)
    };
    assert_eq!(changed(|_| {}), Ok(()));
    assert_eq!(changed(|nodes| nodes.iter_mut().for_each(|node| node.title.th.push('ๆ'))), Ok(()));
    // Twice all weights are the same proportions.
    assert_eq!(
        changed(|nodes| {
            nodes[1].weight = amount("5");
            nodes[2].weight = amount("10");
        }),
        Ok(())
    );
    let weight = |node: &str| EditionChange::Weight { node: read(node) };
    assert_eq!(changed(|nodes| nodes[1].weight = amount("5")), Err(vec![weight("a"), weight("b")]));
    assert_eq!(
        changed(|nodes| nodes[2].missing = MissingRule::Zero),
        Err(vec![EditionChange::Missing { node: read("b") }])
    );
    let combined = EditionChange::Combination { node: read("root") };
    assert_eq!(changed(|nodes| nodes[0].combines = Some(Combination::Geometric)), Err(vec![combined]));
    let gone = changed(|nodes| drop(nodes.pop())).expect_err("not comparable");
    assert!(gone.contains(&EditionChange::NodeAbsent { node: read("b") }), "{gone:?}");
    let (before, after) = (indicator("นับ ก"), indicator("นับ ข"));
    let is_a = |code: &crate::ids::IndicatorCode| code.as_str() == "a";
    let redefined = first.comparable_at(
        &read("root"),
        &first,
        |code| is_a(code).then_some(&before),
        |code| is_a(code).then_some(&after),
    );
    assert_eq!(redefined, Err(vec![EditionChange::Definition { indicator: read("a") }]));
    // A node beside the change can still be compared.
    assert_eq!(first.comparable_at(&read("b"), &first, |_| Some(&before), |_| Some(&before)), Ok(()));
}

/// The next edition of a scheme, changed.
fn next(first: &Scheme, change: impl FnOnce(&mut SchemeFile)) -> Scheme {
    let mut file = SchemeFile::from(first.clone());
    file.scheme.edition += 1;
    change(&mut file);
    file.checked().expect("a scheme")
}

#[test]
fn scores_that_are_rounded_otherwise_are_not_compared_and_what_lies_below_them_is() {
    let first = flat(Combination::Arithmetic, &["1", "2"]);
    let changed = |change: fn(&mut SchemeFile)| {
        let second = next(&first, change);
        first.published_alike(&Population::nobody(&first), &second, &Population::nobody(&second))
    };
    assert_eq!(changed(|_| {}), []);
    assert_eq!(changed(|file| file.scheme.description.th.push('ๆ')), []);
    assert_eq!(changed(|file| file.scheme.rounding.decimals = 0), [EditionChange::Rounding]);
    assert_eq!(changed(|file| file.scheme.rounding.judged = Judged::Full), [], "there is no class to be judged");
    assert!(EditionChange::Rounding.is_of_scores() && !EditionChange::Rounding.is_of_pillars());
}

#[test]
fn a_population_that_is_made_anew_differs_only_where_what_is_compared_with_it_does() {
    let compared = |node: Node| {
        let first = scheme(vec![root("root", Combination::Arithmetic), node, leaf("b", "root")]);
        let second = next(&first, |_| {});
        let made = |scheme: &Scheme, name: &str, bodies: [[&str; 2]; 2]| {
            scheme.population(name, &bodies.map(|figures| numbers(&figures))).expect("a population")
        };
        let before = made(&first, "2569-q4", [["1", "5"], ["3", "5"]]);
        let changes = |now: &Population| first.published_alike(&before, &second, now);
        [
            // Other names, another order, other figures of what is compared with nobody.
            changes(&made(&second, "2570-q1", [["3", "9"], ["1", "7"]])),
            changes(&made(&second, "2569-q4", [["1", "5"], ["4", "5"]])),
            changes(&Population::nobody(&second)),
        ]
    };
    let (nothing, others) = (Vec::new(), vec![EditionChange::Population]);
    let expected = [nothing.clone(), others.clone(), others];
    assert_eq!(compared(leaf("a", "root").normalised(Normaliser::MinMax { scale: Amount::ONE })), expected);
    let imputed = MissingRule::Impute(Imputation::PopulationMean);
    assert_eq!(compared(leaf("a", "root").when_missing(imputed)), expected);
    assert_eq!(compared(leaf("a", "root")), [nothing.clone(), nothing.clone(), nothing], "it compares with nobody");
    assert!(EditionChange::Population.is_of_scores() && EditionChange::Population.is_of_pillars());
}

fn rule_of(file: &mut SchemeFile) -> &mut ClassRule {
    &mut file.scheme.classing.as_mut().expect("classes").rule
}

#[test]
fn classes_that_are_set_otherwise_stand_against_comparing_levels_alone() {
    let classed = |rule: ClassRule| {
        let mut file = SchemeFile::from(flat(Combination::Arithmetic, &["1", "2"]));
        file.scheme.classing = Some(Classing { rule, provenance: provenance() });
        file.checked().expect("a scheme")
    };
    let changed = |first: &Scheme, change: fn(&mut SchemeFile)| {
        let second = next(first, change);
        first.published_alike(&Population::nobody(first), &second, &Population::nobody(&second))
    };
    let class = |code: &str, from: Option<&str>| Class {
        code: read(code),
        title: title(),
        from: from.map(|from| Bound::AtLeast(amount(from))),
        parts: Vec::new(),
    };
    let thresholds = classed(ClassRule::Thresholds { classes: vec![class("low", None), class("high", Some("2"))] });
    let of_levels = [EditionChange::Classes];
    assert!(!EditionChange::Classes.is_of_scores() && !EditionChange::Classes.is_of_pillars());
    let retitled = |file: &mut SchemeFile| {
        if let ClassRule::Thresholds { classes } = rule_of(file) {
            classes[1].title.th.push('ๆ');
        }
    };
    assert_eq!(changed(&thresholds, retitled), []);
    let moved = |file: &mut SchemeFile| {
        if let ClassRule::Thresholds { classes } = rule_of(file) {
            classes[1].from = Some(Bound::Above(amount("2")));
        }
    };
    assert_eq!(changed(&thresholds, moved), of_levels);
    assert_eq!(changed(&thresholds, |file| file.scheme.classing = None), of_levels);
    assert_eq!(changed(&thresholds, |file| file.scheme.rounding.judged = Judged::Full), of_levels);
    let level = |code: &str, criteria: Vec<Criterion>| Level { code: read(code), title: title(), criteria };
    let criterion = |node: &str, least: &str| Criterion { node: read(node), at_least: amount(least) };
    let high = vec![criterion("a", "1"), criterion("b", "2")];
    let staged = classed(ClassRule::Staged { levels: vec![level("low", Vec::new()), level("high", high)] });
    let reordered = |file: &mut SchemeFile| {
        if let ClassRule::Staged { levels } = rule_of(file) {
            levels[1].criteria.reverse();
        }
    };
    assert_eq!(changed(&staged, reordered), []);
    let eased = |file: &mut SchemeFile| {
        if let ClassRule::Staged { levels } = rule_of(file) {
            levels[1].criteria[0].at_least = Amount::ZERO;
        }
    };
    assert_eq!(changed(&staged, eased), of_levels);
    // Parts of a class are those of the population, also where no figure is compared with it.
    let parted = Class { parts: vec![read("lower"), read("upper")], ..class("all", None) };
    let parted = classed(ClassRule::Thresholds { classes: vec![parted] });
    let made = |figure: &str| parted.population("2569-q4", &[numbers(&[figure, "1"])]).expect("a population");
    assert_eq!(parted.published_alike(&made("1"), &parted, &made("1")), []);
    let of_parts = [EditionChange::Parts];
    assert!(!EditionChange::Parts.is_of_scores() && !EditionChange::Parts.is_of_pillars());
    assert_eq!(parted.published_alike(&made("1"), &parted, &made("2")), of_parts);
    let in_three = |file: &mut SchemeFile| {
        if let ClassRule::Thresholds { classes } = rule_of(file) {
            classes[0].parts.push(read("top"));
        }
    };
    assert_eq!(changed(&parted, in_three), of_parts, "no cut-off is another one");
}
