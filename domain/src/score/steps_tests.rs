use super::super::{
    Class, ClassRule, Classing, Coding, Combination, Given, Level, Reads,
    fixtures::{
        amount, day, file, flat, indicator, inner, leaf, numbers, percent, provenance, read, root, shipped, title,
    },
};
use super::*;
use crate::{indicator::Measure, reading::Answer};
use proptest::prelude::*;

#[path = "reports_tests.rs"]
mod reports;
#[path = "search_tests.rs"]
mod search;

fn level(code: &str, criteria: &[(&str, i64)]) -> Level {
    let criterion = |(node, at_least): &(&str, i64)| Criterion { node: read(node), at_least: Amount::whole(*at_least) };
    Level { code: read(code), title: title(), criteria: criteria.iter().map(criterion).collect() }
}

/// Two pillars: `left` over a (weight 3) and b (weight 1), `right` over c.
fn staged() -> Scheme {
    let nodes = vec![
        root("root", Combination::Arithmetic),
        inner("left", "root", Combination::Arithmetic),
        leaf("a", "left").weighing("3"),
        leaf("b", "left"),
        inner("right", "root", Combination::Arithmetic),
        leaf("c", "right"),
    ];
    let mut file = file(nodes);
    let levels = vec![
        level("low", &[]),
        level("middle", &[("root", 50), ("left", 40), ("right", 40)]),
        level("high", &[("root", 80)]),
    ];
    file.scheme.classing = Some(Classing { rule: ClassRule::Staged { levels }, provenance: provenance() });
    file.checked().expect("a scheme")
}

fn classes(scheme: &Scheme, cut: Bound) -> Scheme {
    let mut file = super::super::SchemeFile::from(scheme.clone());
    let class = |code: &str, from| Class { code: read(code), title: title(), from, parts: vec![] };
    let classes = vec![class("c", None), class("b", Some(cut))];
    file.scheme.classing = Some(Classing { rule: ClassRule::Thresholds { classes }, provenance: provenance() });
    file.checked().expect("a scheme")
}

fn ways(scheme: &Scheme, inputs: &Inputs) -> Vec<Way> {
    let leaves = scheme.nodes().iter().filter_map(|node| node.reads.as_ref());
    let way = |reads: &Reads| {
        let asked = match reads.coding {
            Coding::Level { lowest, highest } => {
                indicator(reads.indicator.as_str(), Measure::Level { lowest, highest, meets_at: highest }, 100)
            }
            Coding::Number
            | Coding::YesNo { .. }
            | Coding::Choice { .. }
            | Coding::Choices { .. }
            | Coding::Ordinal { .. } => percent(reads.indicator.as_str()),
        };
        Way::of(reads, &asked, inputs.of(&reads.indicator)?, day())
    };
    leaves.filter_map(way).collect()
}

fn ahead(scheme: &Scheme, inputs: &Inputs) -> Option<Ahead> {
    let nobody = Population::nobody(scheme);
    scheme.level_ahead(inputs, &nobody, &ways(scheme, inputs)).expect("fitting inputs")
}

fn next(scheme: &Scheme, inputs: &Inputs) -> NextLevel {
    match ahead(scheme, inputs) {
        Some(Ahead::Next(next)) => next,
        other => panic!("a level above: {other:?}"),
    }
}

/// What changes to what, and the cost in all, of each that is told.
fn told(reach: &Reach) -> Vec<(String, String)> {
    let Reach::By(told) = reach else { panic!("it is reached: {reach:?}") };
    told.iter().map(|together| (said(&together.steps), together.cost.to_string())).collect()
}

fn said(steps: &[Step]) -> String {
    let said = steps.iter().map(|step| {
        if let Input::Number(number) = &step.to {
            format!("{} {number}", step.indicator)
        } else {
            format!("{} {:?}", step.indicator, step.to)
        }
    });
    said.collect::<Vec<_>>().join(", ")
}

fn one(steps: &str, cost: &str) -> (String, String) {
    (steps.to_owned(), cost.to_owned())
}

/// The answers with all steps taken.
fn with_all(inputs: &Inputs, steps: &[Step]) -> Inputs {
    steps.iter().fold(inputs.clone(), |inputs, step| inputs.answering(&step.indicator, step.to.clone()))
}

fn class(scheme: &Scheme, inputs: &Inputs) -> Option<ClassCode> {
    scheme.score(inputs, &Population::nobody(scheme)).expect("a score").class.map(|class| class.code)
}

fn needs(unmet: &[Unmet]) -> Vec<(String, Option<Amount>)> {
    unmet.iter().map(|unmet| (unmet.node.to_string(), unmet.value)).collect()
}

#[test]
fn what_alone_reaches_the_level_is_told_the_cheapest_first() {
    // left = (3·20 + 20) / 4 = 20, right = 60, root = 40. Left needs 20 more: a alone gives 3/4 of what it gains, so it
    // goes up by 26 2/3, 34 hundredths of 80; b would have to gain 80, its whole way. The root needs 10 more: left gains
    // 20, so that either does that, too. With c alone left stays too low.
    let next = next(&staged(), &numbers(&["20", "20", "60"]));
    assert_eq!(next.level, read::<ClassCode>("middle"));
    let whole = |number| Some(Amount::whole(number));
    assert_eq!(needs(&next.unmet), [("root".to_owned(), whole(40)), ("left".to_owned(), whole(20))]);
    assert_eq!(told(&next.reach), [one("a 47.2", "0.34"), one("b 100", "1")]);
}

#[test]
fn where_no_single_answer_is_enough_two_are_told_together() {
    // The root gives a 3/8, b 1/8 and c 1/2 of what they gain: of 60 no single one brings more than 50. Beside a whole c
    // a has 10 to bring, 27 hundredths; b 10, all but 20 hundredths. A whole a brings 37.5, and c the rest with 45.
    let scheme = classes(&staged(), Bound::AtLeast(Amount::whole(60)));
    let next = next(&scheme, &numbers(&["0", "0", "0"]));
    assert_eq!(told(&next.reach), [one("a 27, c 100", "1.27"), one("b 80, c 100", "1.8")]);
}

#[test]
fn where_two_are_not_enough_three_are() {
    let scheme = classes(&staged(), Bound::AtLeast(Amount::whole(90)));
    let next = next(&scheme, &numbers(&["0", "0", "0"]));
    assert_eq!(told(&next.reach), [one("a 100, b 20, c 100", "2.2")]);
}

#[test]
fn what_is_missing_in_two_branches_takes_an_answer_of_each() {
    // Left has 20 of 40, right 30 of 40, and both together 50 of 100. Each hundredth of a brings 0.6, of b 0.2 and of c 0.7.
    // Left takes 34 of a, and c brings the rest of 29.6 with 43; or all of b, and 30 more of c, 43 as well.
    let next = next(&staged(), &numbers(&["20", "20", "30"]));
    let nodes: Vec<_> = needs(&next.unmet).into_iter().map(|(node, _)| node).collect();
    assert_eq!(nodes, ["root", "left", "right"]);
    assert_eq!(told(&next.reach), [one("a 47.2, c 60.1", "0.77"), one("b 100, c 60.1", "1.43")]);
}

#[test]
fn what_three_do_not_reach_is_told_with_what_they_would() {
    let flat = flat(Combination::Arithmetic, &["1", "1", "2", "1", "1"]);
    let beyond = |cut| match next(&classes(&flat, cut), &numbers(&["0", "0", "0", "0", "0"])).reach {
        Reach::Beyond(beyond) => beyond,
        reach @ Reach::By(_) => panic!("{reach:?}"),
    };
    let most = beyond(Bound::AtLeast(Amount::whole(90)));
    assert_eq!((said(&most.most.steps).as_str(), most.most.cost), ("a 100, b 100, c 100", Amount::whole(3)));
    assert_eq!(most.score, Some(amount("66.6667")));
    assert_eq!(needs(&most.unmet), [("root".to_owned(), Some(amount("66.6667")))]);
    assert!(most.is_reached_by_all);
    assert!(!beyond(Bound::Above(Amount::HUNDRED)).is_reached_by_all);
}

#[test]
fn where_nothing_can_get_better_nothing_is_told() {
    let scheme = classes(&flat(Combination::Arithmetic, &["1", "1"]), Bound::Above(Amount::HUNDRED));
    let Reach::Beyond(beyond) = next(&scheme, &numbers(&["100", "100"])).reach else { panic!("nothing is above 100") };
    assert_eq!((beyond.most.steps.len(), beyond.score, beyond.is_reached_by_all), (0, Some(Amount::HUNDRED), false));
}

#[test]
fn just_above_a_bound_is_more_than_at_it() {
    let needed = |bound| {
        let scheme = classes(&flat(Combination::Arithmetic, &["1"]), bound);
        told(&next(&scheme, &numbers(&["0"])).reach)
    };
    assert_eq!(needed(Bound::AtLeast(Amount::FIFTY)), [one("a 50", "0.5")]);
    assert_eq!(needed(Bound::Above(Amount::FIFTY)), [one("a 51", "0.51")]);
}

#[test]
fn what_costs_as_much_as_the_third_is_told_too() {
    let flat = flat(Combination::Arithmetic, &["1", "1", "1", "1", "2"]);
    let scheme = classes(&flat, Bound::AtLeast(amount("10")));
    let next = next(&scheme, &numbers(&["0", "0", "0", "0", "0"]));
    // The heavy one goes 30 of a hundred, each other 60: all four of them cost the same.
    let expected = [("e 30", "0.3"), ("a 60", "0.6"), ("b 60", "0.6"), ("c 60", "0.6"), ("d 60", "0.6")];
    assert_eq!(told(&next.reach), expected.map(|(steps, cost)| one(steps, cost)));
}

#[test]
fn above_the_highest_level_there_is_nothing_and_without_levels_no_answer() {
    assert_eq!(ahead(&staged(), &numbers(&["100", "100", "100"])), Some(Ahead::Highest));
    assert_eq!(ahead(&flat(Combination::Arithmetic, &["1"]), &numbers(&["1"])), None);
}

#[test]
fn weights_are_checked_as_every_schemes_are() {
    let scheme = staged();
    let with = |weights: &[(&str, &str)]| {
        scheme.with_weights(&weights.iter().map(|(node, weight)| (read(node), amount(weight))).collect())
    };
    let heavier = with(&[("b", "9")]).expect("weights");
    let nobody = Population::nobody(&scheme);
    assert!(nobody.is_of(&heavier), "it stays the same edition");
    let inputs = numbers(&["20", "60", "60"]);
    let score = |scheme: &Scheme| scheme.score(&inputs, &nobody).expect("a score");
    let (before, after) = (score(&scheme), score(&heavier));
    assert_eq!((before.score, after.score), (Some(amount("45")), Some(amount("55"))));
    let changed: Vec<_> = after.changed_from(&before).into_iter().map(|part| part.node.to_string()).collect();
    assert_eq!(changed, ["root", "left", "a", "b"]);
    assert_eq!(before.changed_from(&before), []);
    assert!(with(&[("a", "0"), ("b", "0")]).is_err());
    assert!(with(&[("a", "-1")]).is_err());
}

/// The ways of the first indicators in tenths of what is missing up to 100.
fn in_tenths(figures: &[i64]) -> Vec<Way> {
    let way = |(code, figure): (char, &i64)| {
        let part = |tenths: i64| {
            let share = Amount::whole(tenths).checked_div(Amount::whole(10)).expect("a share");
            let gone = share.checked_mul(Amount::whole(100 - figure)).expect("a number");
            (share, Input::Number(Amount::whole(*figure).checked_add(gone).expect("a number")))
        };
        let answers = (1..=10).map(part).collect();
        Way { indicator: read(&code.to_string()), given: Given::alone(Input::Number(Amount::whole(*figure))), answers }
    };
    "abcd".chars().zip(figures).map(way).collect()
}

/// The cheapest of all answers of as few ways as suffice, found by trying every one: how many, and the cost.
fn tried(scheme: &Scheme, inputs: &Inputs, ways: &[Way]) -> Option<(usize, Amount)> {
    fn costs(scheme: &Scheme, inputs: &Inputs, ways: &[Way], count: usize, cost: Amount, found: &mut Vec<Amount>) {
        if count == 0 {
            found.extend((class(scheme, inputs) == Some(read("b"))).then_some(cost));
            return;
        }
        for (place, way) in ways.iter().enumerate() {
            for (share, answer) in &way.answers {
                let cost = cost.checked_add(*share).expect("a cost");
                let inputs = inputs.clone().answering(&way.indicator, answer.clone());
                costs(scheme, &inputs, &ways[place + 1..], count - 1, cost, found);
            }
        }
    }
    (1..=3).find_map(|count| {
        let mut found = Vec::new();
        costs(scheme, inputs, ways, count, Amount::ZERO, &mut found);
        Some((count, found.into_iter().min()?))
    })
}

/// Holds what is told against every answer tried: as few, each set reaching the class, and hardly dearer than the cheapest.
fn as_few_and_hardly_dearer(reach: &Reach, scheme: &Scheme, inputs: &Inputs, ways: &[Way]) {
    match (reach, tried(scheme, inputs, ways)) {
        (Reach::By(told), Some((count, cheapest))) => {
            for together in told {
                assert_eq!(together.steps.len(), count, "{together:?}");
                assert_eq!(class(scheme, &with_all(inputs, &together.steps)), Some(read("b")), "{together:?}");
            }
            // Each answer is rounded to a tenth of its way; alone there is nothing to round against.
            let tenths = if count == 1 { 0 } else { i64::try_from(count).expect("few") };
            let tenths = Amount::whole(tenths).checked_div(Amount::whole(10)).expect("tenths");
            let dearest = cheapest.checked_add(tenths).expect("a cost");
            assert!(told[0].cost >= cheapest && told[0].cost <= dearest, "{:?} against {cheapest}", told[0]);
        }
        (Reach::Beyond(beyond), None) => {
            assert_ne!(class(scheme, &with_all(inputs, &beyond.most.steps)), Some(read("b")));
        }
        (reach, tried) => panic!("{reach:?} against {tried:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn as_few_are_told_as_trying_every_answer_finds_and_hardly_dearer(
        figures in proptest::collection::vec(0i64..100, 4),
        cut in 20i64..100,
        weights in proptest::collection::vec(1i64..9, 4),
        lowest in any::<bool>(),
    ) {
        let combination = if lowest { Combination::Min } else { Combination::Arithmetic };
        // A scheme that takes the lowest has no weights.
        let weights: Vec<String> = weights.iter().map(|weight| if lowest { 1 } else { *weight }.to_string()).collect();
        let flat = flat(combination, &weights.iter().map(String::as_str).collect::<Vec<_>>());
        let scheme = classes(&flat, Bound::AtLeast(Amount::whole(cut)));
        let texts: Vec<String> = figures.iter().map(ToString::to_string).collect();
        let inputs = numbers(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let ways = in_tenths(&figures);
        let ahead = scheme.level_ahead(&inputs, &Population::nobody(&scheme), &ways).expect("fitting inputs");
        let Some(Ahead::Next(next)) = ahead else {
            prop_assert_eq!(class(&scheme, &inputs), Some(read("b")));
            return Ok(());
        };
        as_few_and_hardly_dearer(&next.reach, &scheme, &inputs, &ways);
    }

    #[test]
    fn what_a_shipped_scheme_tells_reaches_the_next_level(
        figures in proptest::collection::vec(0i64..1_000_000, 16),
        missing in proptest::collection::vec(proptest::bool::weighted(0.3), 16),
        level in 1i64..5,
        yes in any::<bool>(),
    ) {
        let scheme = shipped("dga-readiness");
        let leaves = scheme.nodes().iter().filter_map(|node| node.reads.as_ref());
        let answers = leaves.zip(figures.into_iter().zip(missing)).map(|(reads, (figure, is_missing))| {
            let input = match reads.coding {
                Coding::YesNo { .. } => Input::Answer(if yes { Answer::Yes } else { Answer::No }),
                Coding::Level { .. } => Input::Number(Amount::whole(level)),
                Coding::Number | Coding::Choice { .. } | Coding::Choices { .. } | Coding::Ordinal { .. } => {
                    Input::Number(Amount::new(rust_decimal::Decimal::new(figure, 4)))
                }
            };
            (reads.indicator.clone(), if is_missing { Input::Missing } else { input })
        });
        let inputs = answers.fold(Inputs::default(), |inputs, (indicator, input)| inputs.with(indicator, input));
        let levels = scheme.head().classing.as_ref().expect("levels").rule.titles();
        let place = |class: Option<ClassCode>| levels.iter().position(|(code, _)| Some(*code) == class.as_ref());
        let Some(Ahead::Next(next)) = ahead(&scheme, &inputs) else {
            prop_assert_eq!(place(class(&scheme, &inputs)), Some(levels.len() - 1));
            return Ok(());
        };
        prop_assert!(!next.unmet.is_empty());
        let reached = |steps: &[Step]| place(class(&scheme, &with_all(&inputs, steps))) >= place(Some(next.level.clone()));
        match &next.reach {
            Reach::By(told) => {
                for together in told {
                    prop_assert!((1..=3).contains(&together.steps.len()));
                    prop_assert!(reached(&together.steps), "{:?}", together);
                }
            }
            Reach::Beyond(beyond) => prop_assert!(!reached(&beyond.most.steps) && !beyond.unmet.is_empty()),
        }
    }
}
