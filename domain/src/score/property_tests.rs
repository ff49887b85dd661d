//! What must hold of every score, whatever the figures.

use super::{fixtures::*, *};
use crate::{amount::Amount, indicator::Polarity};
use proptest::prelude::*;
use rust_decimal::Decimal;

const MEANS: [Combination; 2] = [Combination::Arithmetic, Combination::Geometric];
const UNWEIGHTED: [Combination; 4] =
    [Combination::Min, Combination::Max, Combination::Median, Combination::BestOf { count: 2 }];

/// 10^-17: what the last of 18 decimals may differ by when the same mean is worked out in another order.
fn almost_equal(one: Amount, other: Amount) -> bool {
    (one.decimal() - other.decimal()).abs() <= Decimal::new(1, 17)
}

fn figures() -> impl Strategy<Value = Vec<(i64, i64)>> {
    // Hundredths from 0 to 100, with weights in thousandths.
    proptest::collection::vec((0i64..=10_000, 1i64..=100_000), 1..=8)
}

fn texts(figures: &[(i64, i64)]) -> (Vec<String>, Vec<String>) {
    let text = |units, decimals| Amount::new(Decimal::new(units, decimals)).to_string();
    (
        figures.iter().map(|(value, _)| text(*value, 2)).collect(),
        figures.iter().map(|(_, weight)| text(*weight, 3)).collect(),
    )
}

fn refs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

fn of(combination: Combination, figures: &[(i64, i64)]) -> Derivation {
    let (values, weights) = texts(figures);
    let ones = vec!["1"; figures.len()];
    let weights = if MEANS.contains(&combination) { refs(&weights) } else { ones };
    derive(&flat(combination, &weights), &numbers(&refs(&values)))
}

fn value(combination: Combination, figures: &[(i64, i64)]) -> Amount {
    of(combination, figures).score.expect("a score")
}

fn all() -> impl Iterator<Item = Combination> {
    MEANS.into_iter().chain(UNWEIGHTED)
}

fn parts(derivation: &Derivation) -> Decimal {
    let part = |child: &Derived| match child.contribution {
        Some(Contribution::Part(part)) => part.decimal(),
        Some(Contribution::Factor(_)) => panic!("a factor"),
        None => Decimal::ZERO,
    };
    derivation.root.children.iter().map(part).sum()
}

/// Those that compare with a population.
fn normalisers() -> [Normaliser; 4] {
    [
        Normaliser::MinMax { scale: Amount::ONE },
        Normaliser::ZScore { spread: Spread::Sample },
        Normaliser::ZScoreMinMax { spread: Spread::Population, scale: Amount::ONE },
        Normaliser::PercentileRank { scale: Amount::ONE },
    ]
}

/// The value of a figure among others, all of them taken so many times.
fn normalised(normalise: &Normaliser, polarity: &Polarity, others: &[i64], times: i64, figure: i64) -> Amount {
    let leaf = leaf("a", "root").normalised(normalise.clone()).reading(|reads| reads.polarity = polarity.clone());
    let scheme = scheme(vec![root("root", Combination::Arithmetic), leaf]);
    let text = |figure: i64| (figure * times).to_string();
    let bodies: Vec<Inputs> = others.iter().map(|figure| numbers(&[&text(*figure)])).collect();
    let population = scheme.population("others", &bodies).expect("a population");
    scheme.score(&numbers(&[&text(figure)]), &population).expect("a derivation").score.expect("a score")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_combination_lies_between_its_lowest_and_its_highest(figures in figures()) {
        let lowest = figures.iter().map(|(value, _)| *value).min().expect("one");
        let highest = figures.iter().map(|(value, _)| *value).max().expect("one");
        for combination in all() {
            let value = value(combination, &figures).decimal();
            prop_assert!(Decimal::new(lowest, 2) <= value && value <= Decimal::new(highest, 2), "{combination:?} {value}");
        }
    }

    #[test]
    fn a_better_figure_never_lowers_a_score(figures in figures(), at in any::<prop::sample::Index>(), by in 0i64..1000) {
        let mut better = figures.clone();
        better[at.index(figures.len())].0 += by;
        for combination in all() {
            prop_assert!(value(combination, &figures) <= value(combination, &better), "{combination:?}");
        }
    }

    #[test]
    fn only_the_proportion_of_weights_counts(figures in figures(), times in 2i64..=9) {
        let scaled: Vec<_> = figures.iter().map(|(value, weight)| (*value, weight * times)).collect();
        for combination in MEANS {
            let (one, other) = (value(combination, &figures), value(combination, &scaled));
            prop_assert!(almost_equal(one, other), "{combination:?} {one} {other}");
        }
    }

    #[test]
    fn the_order_of_children_does_not_count(figures in figures()) {
        let reversed: Vec<_> = figures.iter().rev().copied().collect();
        for combination in all() {
            prop_assert!(almost_equal(value(combination, &figures), value(combination, &reversed)), "{combination:?}");
        }
        // A weighted sum is exact until its one division.
        prop_assert_eq!(value(Combination::Arithmetic, &figures), value(Combination::Arithmetic, &reversed));
    }

    #[test]
    fn the_parts_add_up_exactly(figures in figures()) {
        for combination in all().chain([Combination::Points]).filter(|combination| *combination != Combination::Geometric) {
            let derivation = of(combination, &figures);
            prop_assert_eq!(Some(parts(&derivation).normalize()), derivation.score.map(Amount::decimal), "{:?}", combination);
        }
    }

    #[test]
    fn the_factors_multiply_to_the_value(figures in figures()) {
        let derivation = of(Combination::Geometric, &figures);
        let factor = |child: &Derived| match child.contribution {
            Some(Contribution::Factor(factor)) => factor.decimal(),
            other => panic!("{other:?}"),
        };
        let product: Decimal = derivation.root.children.iter().map(factor).product();
        let value = derivation.score.expect("a score").decimal();
        prop_assert!((product - value).abs() < Decimal::new(1, 14), "{product} {value}");
    }

    #[test]
    fn what_is_excluded_might_as_well_not_be_there(figures in figures(), given in proptest::collection::vec(any::<bool>(), 8)) {
        let (values, weights) = texts(&figures);
        for combination in all() {
            let weights = if MEANS.contains(&combination) { refs(&weights) } else { vec!["1"; figures.len()] };
            let mut file = SchemeFile::from(flat(combination, &weights));
            for node in &mut file.nodes[1..] {
                node.missing = MissingRule::Exclude;
            }
            let with_rule = file.checked().expect("a scheme");
            let present: Vec<usize> = (0..figures.len()).filter(|at| given[*at]).collect();
            let of_present = |texts: &[String]| -> Vec<String> { present.iter().map(|at| texts[*at].clone()).collect() };
            for absent in ["", "-"] {
                let inputs: Vec<&str> = (0..figures.len()).map(|at| if given[at] { values[at].as_str() } else { absent }).collect();
                let score = said(derive(&with_rule, &numbers(&inputs)));
                if present.is_empty() {
                    let why = if absent == "-" { Absence::NotApplicable } else { Absence::ChildrenMissing };
                    prop_assert_eq!(score, Err(why));
                } else {
                    let weights: Vec<String> = weights.iter().map(|weight| (*weight).to_owned()).collect();
                    let alone = flat(combination, &refs(&of_present(&weights)));
                    prop_assert_eq!(score, said(derive(&alone, &numbers(&refs(&of_present(&values))))));
                }
            }
        }
    }

    #[test]
    fn standings_agree_with_derivations_and_with_counting(figures in proptest::collection::vec(0i64..50, 1..30)) {
        let scheme = scheme(vec![
            root("root", Combination::Arithmetic),
            leaf("a", "root").normalised(Normaliser::MinMax { scale: amount("100") }),
            leaf("b", "root").when_missing(MissingRule::Exclude),
        ]);
        let inputs: Vec<Inputs> = figures.iter().map(|figure| numbers(&[&figure.to_string()])).collect();
        let population = scheme.population("all", &inputs).expect("a population");
        let code = |at: usize| crate::ids::OrganisationCode::try_from(format!("b{at}")).expect("a code");
        let standings = scheme.standings(inputs.iter().enumerate().map(|(at, inputs)| (code(at), inputs)), &population);
        prop_assert!(standings.faults.is_empty());
        for (at, inputs) in inputs.iter().enumerate() {
            let derivation = scheme.score(inputs, &population).expect("a derivation");
            let standing = standings.of(&code(at)).expect("a standing");
            prop_assert_eq!(standing.score.as_ref().map(|score| score.full), derivation.score);
            prop_assert_eq!(standing.absence.clone(), derivation.absence);
            let better = figures.iter().filter(|other| **other > figures[at]).count();
            if let Some(place) = standing.place {
                prop_assert_eq!(usize::try_from(place.number), Ok(better + 1));
            }
        }
    }

    #[test]
    fn a_normaliser_never_prefers_the_worse(figures in proptest::collection::vec(-1000i64..1000, 2..20), one in -1200i64..1200, other in -1200i64..1200) {
        prop_assume!(figures.iter().any(|figure| *figure != figures[0]));
        let (less, more) = (one.min(other), one.max(other));
        for normalise in normalisers() {
            for polarity in [Polarity::Higher, Polarity::Lower] {
                let of = |figure: i64| normalised(&normalise, &polarity, &figures, 1, figure);
                let (of_less, of_more) = (of(less), of(more));
                let (worse, better) = if polarity == Polarity::Higher { (of_less, of_more) } else { (of_more, of_less) };
                prop_assert!(worse <= better, "{normalise:?} {polarity:?}: {less} {more}");
                // Members of the population lie between 0 and 1.
                if !matches!(normalise, Normaliser::ZScore { .. }) {
                    let member = of(figures[0]);
                    prop_assert!(Amount::ZERO <= member && member <= Amount::ONE, "{normalise:?} {polarity:?} {member}");
                }
            }
        }
    }

    #[test]
    fn a_change_of_units_changes_no_comparison(figures in proptest::collection::vec(-1000i64..1000, 2..20), times in 2i64..=1_000_000) {
        prop_assume!(figures.iter().any(|figure| *figure != figures[0]));
        for normalise in normalisers() {
            let of = |times| normalised(&normalise, &Polarity::Higher, &figures, times, figures[0]);
            prop_assert!(almost_equal(of(1), of(times)), "{normalise:?} {} {}", of(1), of(times));
        }
    }

    #[test]
    fn z_scores_then_min_max_equals_min_max(figures in proptest::collection::vec(-1000i64..1000, 2..20)) {
        let with = |normalise| {
            let scheme = scheme(vec![root("root", Combination::Arithmetic), leaf("a", "root").normalised(normalise)]);
            let inputs: Vec<Inputs> = figures.iter().map(|figure| numbers(&[&figure.to_string()])).collect();
            let population = scheme.population("all", &inputs).expect("a population");
            scheme.score(&inputs[0], &population).expect("a derivation").score
        };
        let min_max = with(Normaliser::MinMax { scale: Amount::ONE });
        let through_z = with(Normaliser::ZScoreMinMax { spread: Spread::Population, scale: Amount::ONE });
        prop_assert_eq!(min_max.is_some(), through_z.is_some());
        if let Some((one, other)) = min_max.zip(through_z) {
            prop_assert!(almost_equal(one, other), "{one} {other}");
        }
    }

    #[test]
    fn leaving_one_out_equals_a_scheme_without_it(bodies in proptest::collection::vec([0i64..100, 0i64..100, 0i64..100], 2..12)) {
        let three = flat(Combination::Arithmetic, &["1", "2", "3"]);
        let two = flat(Combination::Arithmetic, &["1", "2"]);
        let inputs = |count: usize| -> Vec<Inputs> {
            let texts = |body: &[i64; 3]| body.iter().take(count).map(ToString::to_string).collect::<Vec<_>>();
            bodies.iter().map(|body| numbers(&refs(&texts(body)))).collect()
        };
        let code = |at: usize| crate::ids::OrganisationCode::try_from(format!("b{at}")).expect("a code");
        let (of_three, of_two) = (inputs(3), inputs(2));
        let plan = RobustnessPlan { seed: 7, draws: 20, spread: amount("0.5") };
        let robustness = three
            .robustness(of_three.iter().enumerate().map(|(at, inputs)| (code(at), inputs)), &Population::nobody(&three), plan, |_| {})
            .expect("fitting inputs");
        let standings = two.standings(of_two.iter().enumerate().map(|(at, inputs)| (code(at), inputs)), &Population::nobody(&two));
        let without = robustness.left_out.iter().find(|left_out| left_out.node.as_str() == "c").expect("c is left out once");
        for (at, place) in without.places.iter().enumerate() {
            prop_assert_eq!(*place, standings.of(&code(at)).and_then(|standing| standing.place).map(|place| place.number));
        }
        for interval in &robustness.intervals {
            prop_assert!(interval.best <= interval.fifth_percentile && interval.fifth_percentile <= interval.median);
            prop_assert!(interval.median <= interval.ninety_fifth_percentile && interval.ninety_fifth_percentile <= interval.worst);
        }
    }
}

#[test]
fn a_seed_gives_the_same_run_and_no_spread_moves_nobody() {
    let scheme = flat(Combination::Arithmetic, &["1", "1", "1"]);
    let inputs =
        [["10", "20", "30"], ["30", "20", "11"], ["1", "2", "50"], ["25", "24", "10"]].map(|body| numbers(&body));
    let run = |seed, spread: &str| {
        let bodies = ["a", "b", "c", "d"].map(read).into_iter().zip(&inputs);
        let plan = RobustnessPlan { seed, draws: 200, spread: amount(spread) };
        scheme.robustness(bodies, &Population::nobody(&scheme), plan, |_| {}).expect("fitting inputs")
    };
    assert_eq!(run(1, "0.5"), run(1, "0.5"));
    assert_ne!(run(1, "0.5").intervals, run(2, "0.9").intervals);
    assert!(
        run(3, "0").intervals.iter().all(|interval| interval.best == interval.worst && interval.best == interval.place)
    );
    assert!(run(1, "0.9").intervals.iter().any(|interval| interval.best < interval.worst));
}

/// Two pillars of two leaves each, of which one weighs by points and one is left out where it is missing.
fn two_pillars(weight_of: impl Fn(usize) -> String) -> Scheme {
    let nodes = [
        root("root", Combination::Arithmetic),
        inner("x", "root", Combination::Points).when_missing(MissingRule::Zero),
        inner("y", "root", Combination::Geometric).when_missing(MissingRule::Exclude),
        leaf("a", "x").when_missing(MissingRule::Exclude),
        leaf("b", "x").when_missing(MissingRule::Exclude),
        leaf("c", "y").when_missing(MissingRule::Exclude),
        leaf("d", "y").when_missing(MissingRule::Exclude),
    ];
    scheme(nodes.into_iter().enumerate().map(|(at, node)| node.weighing(&weight_of(at))).collect())
}

proptest! {
    #[test]
    fn every_draw_equals_a_scheme_with_those_weights(
        bodies in proptest::collection::vec(proptest::collection::vec(proptest::option::of(1i64..100), 4), 2..8),
        seed in 0u64..1_000,
    ) {
        let inputs: Vec<Inputs> = bodies
            .iter()
            .map(|body| {
                let texts: Vec<String> = body.iter().map(|it| it.map_or_else(String::new, |it| it.to_string())).collect();
                numbers(&refs(&texts))
            })
            .collect();
        let code = |at: usize| crate::ids::OrganisationCode::try_from(format!("b{at}")).expect("a code");
        let named = || inputs.iter().enumerate().map(|(at, inputs)| (code(at), inputs));
        let plan = RobustnessPlan { seed, draws: 5, spread: amount("0.5") };
        let given = two_pillars(|_| "2".to_owned());
        let mut told = Vec::new();
        let found = given.robustness(named(), &Population::nobody(&given), plan, |draw| told.push(draw)).expect("fitting inputs");
        prop_assert_eq!(told, [1, 2, 3, 4, 5]);
        let mut chance = SplitMix64::new(seed);
        let mut drawn = vec![Vec::new(); inputs.len()];
        for _ in 0..plan.draws {
            // From one to three, in steps of two millionths.
            let weights: Vec<String> = given
                .nodes()
                .iter()
                .map(|_| (Decimal::ONE + Decimal::new(2 * i64::try_from(chance.next_number() % 1_000_001).expect("small"), 6)).to_string())
                .collect();
            let of_draw = two_pillars(|at| weights[at].clone());
            let standings = of_draw.standings(named(), &Population::nobody(&of_draw));
            for (at, drawn) in drawn.iter_mut().enumerate() {
                drawn.extend(standings.of(&code(at)).and_then(|standing| standing.place).map(|place| place.number));
            }
        }
        for (interval, drawn) in found.intervals.iter().zip(&mut drawn) {
            drawn.sort_unstable();
            prop_assert_eq!((interval.best, interval.worst), (drawn.first().copied(), drawn.last().copied()));
            prop_assert_eq!(interval.median, drawn.get(drawn.len() / 2).copied());
        }
    }
}

#[test]
fn the_generator_is_splitmix64() {
    // The first numbers of the reference implementation for the seed 1234567.
    let mut chance = SplitMix64::new(1_234_567);
    let numbers = [(); 3].map(|()| chance.next_number());
    assert_eq!(numbers, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
}
