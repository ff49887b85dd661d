//! Each formula on figures that were worked out by hand.

use super::{fixtures::*, *};
use crate::{
    amount::Amount,
    indicator::{Polarity, Range},
    reading::Answer,
};

#[test]
fn a_weighted_mean() {
    // (2 × 10 + 3 × 20 + 5 × 30) / 10
    assert_eq!(
        score(&flat(Combination::Arithmetic, &["2", "3", "5"]), &numbers(&["10", "20", "30"])),
        Ok("23".to_owned())
    );
    // A third three times is whole again.
    assert_eq!(score(&flat(Combination::Arithmetic, &["1", "1", "1"]), &numbers(&["1", "1", "1"])), Ok("1".to_owned()));
    let thirds = score(&flat(Combination::Arithmetic, &["1", "1", "1"]), &numbers(&["1", "0", "0"]));
    assert_eq!(thirds, Ok("0.333333333333333333".to_owned()));
}

#[test]
fn a_weighted_geometric_mean() {
    assert_eq!(score(&flat(Combination::Geometric, &["1", "1"]), &numbers(&["4", "9"])), Ok("6".to_owned()));
    assert_eq!(score(&flat(Combination::Geometric, &["1", "2"]), &numbers(&["8", "1"])), Ok("2".to_owned()));
    assert_eq!(score(&flat(Combination::Geometric, &["1", "1"]), &numbers(&["0", "9"])), Ok("0".to_owned()));
    // The square root of 2, to 18 decimals.
    let root = score(&flat(Combination::Geometric, &["1", "1"]), &numbers(&["1", "2"]));
    assert_eq!(root, Ok("1.414213562373095049".to_owned()));
    assert_eq!(
        score(&flat(Combination::Geometric, &["1", "1"]), &numbers(&["-1", "9"])),
        Err(Absence::NegativeUnderRoot)
    );
    // What weighs nothing cannot make it zero.
    assert_eq!(score(&flat(Combination::Geometric, &["1", "0"]), &numbers(&["3", "0"])), Ok("3".to_owned()));
}

#[test]
fn the_factors_of_a_geometric_mean_multiply_to_it() {
    let derivation = derive(&flat(Combination::Geometric, &["1", "1"]), &numbers(&["4", "9"]));
    assert_eq!(found(&derivation, "a").contribution, Some(Contribution::Factor(amount("2"))));
    assert_eq!(found(&derivation, "b").contribution, Some(Contribution::Factor(amount("3"))));
}

#[test]
fn lowest_highest_middle_and_best() {
    let figures = numbers(&["3", "1", "4", "2"]);
    let of = |combination| score(&flat(combination, &["1", "1", "1", "1"]), &figures).expect("a score");
    assert_eq!(of(Combination::Min), "1");
    assert_eq!(of(Combination::Max), "4");
    assert_eq!(of(Combination::Median), "2.5");
    assert_eq!(of(Combination::BestOf { count: 2 }), "3.5");
    assert_eq!(of(Combination::BestOf { count: 9 }), "2.5");
    let middle = score(&flat(Combination::Median, &["1", "1", "1"]), &numbers(&["9", "1", "2"]));
    assert_eq!(middle, Ok("2".to_owned()));
}

#[test]
fn who_decides_contributes_the_whole() {
    let parts = |combination, figures: &[&str]| {
        let derivation = derive(&flat(combination, &vec!["1"; figures.len()]), &numbers(figures));
        let part = |child: &Derived| match child.contribution {
            Some(Contribution::Part(part)) => part.to_string(),
            other => panic!("{other:?}"),
        };
        derivation.root.children.iter().map(part).collect::<Vec<_>>()
    };
    assert_eq!(parts(Combination::Min, &["3", "1", "1"]), ["0", "1", "0"]);
    assert_eq!(parts(Combination::Max, &["3", "4", "4"]), ["0", "4", "0"]);
    assert_eq!(parts(Combination::Median, &["3", "1", "4", "2"]), ["1.5", "0", "0", "1"]);
    assert_eq!(parts(Combination::BestOf { count: 2 }, &["3", "1", "4"]), ["1.5", "0", "2"]);
}

#[test]
fn points_add_up_and_are_taken_over() {
    let points =
        || vec![root("root", Combination::Points), leaf("a", "root").weighing("70"), leaf("b", "root").weighing("30")];
    assert_eq!(score(&scheme(points()), &numbers(&["1", "0.5"])), Ok("85".to_owned()));
    let mut nodes = points();
    nodes[2].missing = MissingRule::Exclude;
    let derivation = derive(&scheme(nodes), &numbers(&["0.5", ""]));
    assert_eq!(derivation.score, Some(amount("50")));
    assert_eq!(found(&derivation, "a").weight_effective, Some(amount("100")));
    assert_eq!(found(&derivation, "b").weight_effective, None);
}

fn one(node: Node) -> Scheme {
    scheme(vec![root("root", Combination::Arithmetic), node])
}

fn with_coding(coding: Coding) -> Scheme {
    one(leaf("a", "root").reading(|reads| reads.coding = coding))
}

fn answered(input: Input) -> Inputs {
    Inputs::default().with(read("a"), input)
}

#[test]
fn answers_are_coded() {
    let yes_no = with_coding(Coding::YesNo { yes: amount("100"), no: amount("20") });
    assert_eq!(score(&yes_no, &answered(Input::Answer(Answer::Yes))), Ok("100".to_owned()));
    assert_eq!(score(&yes_no, &answered(Input::Answer(Answer::No))), Ok("20".to_owned()));
    let worth =
        || [("full".to_owned(), "1"), ("part".to_owned(), "0.4")].map(|(code, worth)| (read(&code), amount(worth)));
    let choice = with_coding(Coding::Choice { grades: worth().into() });
    assert_eq!(score(&choice, &answered(Input::Choice(read("part")))), Ok("0.4".to_owned()));
    let choices = with_coding(Coding::Choices { shares: worth().into() });
    assert_eq!(score(&choices, &answered(Input::Choices([read("full"), read("part")].into()))), Ok("1.4".to_owned()));
    assert_eq!(score(&choices, &answered(Input::Choices([].into()))), Ok("0".to_owned()));
    let steps = ["none", "some", "most", "all"].map(read).to_vec();
    let ordinal = with_coding(Coding::Ordinal { steps });
    assert_eq!(score(&ordinal, &answered(Input::Choice(read("none")))), Ok("0".to_owned()));
    assert_eq!(score(&ordinal, &answered(Input::Choice(read("most")))), Ok("0.666666666666666667".to_owned()));
    let level = with_coding(Coding::Level { lowest: 1, highest: 5 });
    assert_eq!(score(&level, &answered(Input::Number(amount("3")))), Ok("0.5".to_owned()));
}

#[test]
fn several_answers_make_one() {
    let several = |rule, polarity: Polarity| {
        let normalise = Normaliser::Goalposts { lowest: Amount::ZERO, highest: amount("10"), scale: amount("10") };
        one(leaf("a", "root").normalised(normalise).reading(|reads| {
            reads.several = Some(rule);
            reads.polarity = polarity;
        }))
    };
    let answers = ["2", "9", "4"].map(|number| Input::Number(amount(number))).into_iter().chain([Input::Missing]);
    let answers = answered(Input::Several(answers.collect()));
    let of = |rule, polarity| score(&several(rule, polarity), &answers).expect("a score");
    assert_eq!(of(Several::Best, Polarity::Higher), "9");
    assert_eq!(of(Several::Worst, Polarity::Higher), "2");
    assert_eq!(of(Several::Mean, Polarity::Higher), "5");
    assert_eq!(of(Several::Best, Polarity::Lower), "8");
    assert_eq!(of(Several::Worst, Polarity::Lower), "1");
    // Best is nearest to the bounds: 4 lies within them, 9 is 4 away.
    let within = || Polarity::Within([amount("3"), amount("5")]);
    assert_eq!(of(Several::Best, within()), "10");
    assert_eq!(of(Several::Worst, within()), "6");
    let none = answered(Input::Several(vec![Input::NotApplicable]));
    assert_eq!(score(&several(Several::Best, Polarity::Higher), &none), Err(Absence::NotApplicable));
    let nothing = answered(Input::Several(vec![]));
    let blocked = Absence::Blocked { node: read("a") };
    assert_eq!(score(&several(Several::Best, Polarity::Higher), &nothing), Err(blocked));
}

#[test]
fn floor_cap_and_bounds_keep_a_value() {
    let kept = one(leaf("a", "root").reading(|reads| {
        reads.floor = Some(amount("1"));
        reads.cap = Some(amount("5"));
    }));
    assert_eq!(score(&kept, &numbers(&["0"])), Ok("1".to_owned()));
    assert_eq!(score(&kept, &numbers(&["9"])), Ok("5".to_owned()));
    let bounded = Node { bounds: Some(Range { lowest: amount("0"), highest: amount("1") }), ..leaf("a", "root") };
    assert_eq!(score(&one(bounded), &numbers(&["9"])), Ok("1".to_owned()));
}

/// Bodies with 2, 4, 4, 4, 5, 5, 7, 9: mean 5, deviation 2.
fn eight() -> Vec<Inputs> {
    ["2", "4", "4", "4", "5", "5", "7", "9"].map(|number| numbers(&[number])).to_vec()
}

fn among_eight(normalise: Normaliser, polarity: Polarity, figure: &str) -> String {
    let scheme = one(leaf("a", "root").normalised(normalise).reading(|reads| reads.polarity = polarity));
    let population = scheme.population("eight", &eight()).expect("a population");
    said(scheme.score(&numbers(&[figure]), &population).expect("a derivation")).expect("a score")
}

#[test]
fn figures_are_compared_with_a_population() {
    let hundred = || amount("100");
    let min_max = || Normaliser::MinMax { scale: hundred() };
    assert_eq!(among_eight(min_max(), Polarity::Higher, "2"), "0");
    assert_eq!(among_eight(min_max(), Polarity::Higher, "9"), "100");
    assert_eq!(among_eight(min_max(), Polarity::Higher, "5.5"), "50");
    assert_eq!(among_eight(min_max(), Polarity::Lower, "9"), "0");
    // A newcomer beyond the stored population is told so by its value.
    assert_eq!(among_eight(min_max(), Polarity::Higher, "16"), "200");
    let z = |spread| Normaliser::ZScore { spread };
    assert_eq!(among_eight(z(Spread::Population), Polarity::Higher, "9"), "2");
    assert_eq!(among_eight(z(Spread::Population), Polarity::Lower, "9"), "-2");
    // The deviation of a sample is the root of 32/7, so 4 is 4 / sqrt(32/7) = sqrt(3.5).
    assert_eq!(among_eight(z(Spread::Sample), Polarity::Higher, "9"), "1.870828693386970693");
    let z_then = || Normaliser::ZScoreMinMax { spread: Spread::Population, scale: hundred() };
    assert_eq!(among_eight(z_then(), Polarity::Higher, "5.5"), "50");
    assert_eq!(among_eight(z_then(), Polarity::Lower, "2"), "100");
    let percentile = || Normaliser::PercentileRank { scale: hundred() };
    // Below 4 stands one, at 4 stand three: (1 + 1.5) / 8.
    assert_eq!(among_eight(percentile(), Polarity::Higher, "4"), "31.25");
    assert_eq!(among_eight(percentile(), Polarity::Lower, "4"), "68.75");
    assert_eq!(among_eight(percentile(), Polarity::Higher, "10"), "100");
}

#[test]
fn best_within_bounds_is_how_far_outside() {
    let within = Polarity::Within([amount("4"), amount("5")]);
    // How far outside the eight are: 2, 0, 0, 0, 0, 0, 2, 4.
    assert_eq!(among_eight(Normaliser::MinMax { scale: amount("100") }, within.clone(), "4.5"), "100");
    assert_eq!(among_eight(Normaliser::MinMax { scale: amount("100") }, within, "7"), "50");
}

#[test]
fn fixed_goalposts_and_the_distance_to_a_target() {
    let goalposts = |polarity| {
        let normalise = Normaliser::Goalposts { lowest: amount("20"), highest: amount("85"), scale: Amount::ONE };
        one(leaf("a", "root").normalised(normalise).reading(|reads| reads.polarity = polarity))
    };
    assert_eq!(score(&goalposts(Polarity::Higher), &numbers(&["72"])), Ok("0.8".to_owned()));
    assert_eq!(score(&goalposts(Polarity::Lower), &numbers(&["72"])), Ok("0.2".to_owned()));
    let distance = |from, to, polarity| {
        let normalise = Normaliser::TargetDistance { from, to, scale: amount("100") };
        one(leaf("a", "root").normalised(normalise).reading(|reads| reads.polarity = polarity))
    };
    let figure = |text| Point::Figure(amount(text));
    let rising = distance(figure("0"), figure("40"), Polarity::Higher);
    assert_eq!(score(&rising, &numbers(&["10"])), Ok("25".to_owned()));
    assert_eq!(score(&rising, &numbers(&["50"])), Ok("100".to_owned()));
    assert_eq!(score(&rising, &numbers(&["-5"])), Ok("0".to_owned()));
    let falling = distance(figure("40"), figure("0"), Polarity::Lower);
    assert_eq!(score(&falling, &numbers(&["10"])), Ok("75".to_owned()));
}

#[test]
fn z_scores_are_combined_before_they_are_put_on_a_scale() {
    // As the UN makes a component: the mean of z-scores, then min–max over the population.
    let z = || Normaliser::ZScore { spread: Spread::Population };
    let scheme = scheme(vec![
        root("root", Combination::Arithmetic),
        inner("tii", "root", Combination::Arithmetic).normalised(Normaliser::MinMax { scale: Amount::ONE }),
        leaf("a", "tii").normalised(z()),
        leaf("b", "tii").normalised(z()),
    ]);
    // a: 0, 10 and 20 have z −√1.5, 0 and √1.5; b: 0, 0 and 3 have z −1/√2, −1/√2 and √2.
    let bodies = [["0", "0"], ["10", "0"], ["20", "3"]].map(|figures| numbers(&figures));
    let population = scheme.population("three", &bodies).expect("a population");
    let scores: Vec<_> = bodies
        .iter()
        .map(|inputs| scheme.score(inputs, &population).expect("a derivation").published.expect("a score").to_string())
        .collect();
    // (√1.5) / (2√1.5 + √2 + 1/√2) = 0.26795 = 2 − √3
    assert_eq!(scores, ["0", "0.2679", "1"]);
}

#[test]
fn a_stored_population_does_not_move_with_newcomers() {
    let scheme = one(leaf("a", "root").normalised(Normaliser::MinMax { scale: Amount::ONE }));
    let stored = scheme.population("2569", &eight()).expect("a population");
    let text = serde_json::to_string(&stored).expect("JSON");
    let again: Population = serde_json::from_str(&text).expect("the population again");
    assert_eq!(again, stored);
    let before = scheme.score(&numbers(&["5"]), &stored).expect("a derivation");
    let mut with_newcomer = eight();
    with_newcomer.push(numbers(&["100"]));
    let later = scheme.population("2570", &with_newcomer).expect("a population");
    assert_eq!(scheme.score(&numbers(&["5"]), &again).expect("a derivation"), before);
    assert_ne!(scheme.score(&numbers(&["5"]), &later).expect("a derivation").score, before.score);
}

#[test]
fn the_parts_of_a_class_are_quantiles_within_it() {
    let class = |code: &str, from: Option<&str>, parts: &[&str]| Class {
        code: read(code),
        title: crate::text::Bilingual::new("ชั้น", "class"),
        from: from.map(|bound| Bound::AtLeast(amount(bound))),
        parts: parts.iter().map(|part| read(part)).collect(),
    };
    let mut file = file(vec![root("root", Combination::Arithmetic), leaf("a", "root")]);
    file.scheme.classing = Some(Classing {
        rule: ClassRule::Thresholds {
            classes: vec![class("low", None, &["l1", "l2"]), class("high", Some("50"), &["h1", "h2"])],
        },
        provenance: provenance(),
    });
    let scheme = file.checked().expect("a scheme");
    // Low: 10, 20, 20, 20. High: 50, 60.
    let bodies = ["10", "20", "20", "20", "50", "60"].map(|number| numbers(&[number]));
    let population = scheme.population("six", &bodies).expect("a population");
    let of = |figure: &str| {
        let class = scheme.score(&numbers(&[figure]), &population).expect("a derivation").class.expect("a class");
        format!("{} {}", class.code, class.part.expect("a part"))
    };
    // One of four is lower than 20, so all equals stand in the lower half; 21 has all four below it.
    assert_eq!(["10", "20", "21", "49.9999"].map(of), ["low l1", "low l1", "low l2", "low l2"]);
    assert_eq!(["50", "59", "60", "99"].map(of), ["high h1", "high h2", "high h2", "high h2"]);
}

#[test]
fn equals_share_a_place_by_the_declared_rule() {
    let standings = |judged| {
        let mut file = file(vec![root("root", Combination::Arithmetic), leaf("a", "root")]);
        file.scheme.rounding = Rounding { decimals: 1, judged };
        let scheme = file.checked().expect("a scheme");
        let inputs = ["7.04", "7.01", "9", "", "1"].map(|number| numbers(&[number]));
        let bodies = ["a", "b", "c", "d", "e"].map(read).into_iter().zip(&inputs);
        let standings = scheme.standings(bodies, &Population::nobody(&scheme));
        let line = |standing: &Standing| format!("{} {:?}", standing.body, standing.place.map(|place| place.number));
        standings.bodies.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(standings(Judged::Rounded), ["c Some(1)", "a Some(2)", "b Some(2)", "e Some(4)", "d None"]);
    assert_eq!(standings(Judged::Full), ["c Some(1)", "a Some(2)", "b Some(3)", "e Some(4)", "d None"]);
}
