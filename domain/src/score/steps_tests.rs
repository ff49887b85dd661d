use super::super::{
    Class, ClassRule, Classing, Combination, Criterion, Level, Normaliser,
    fixtures::{amount, file, inner, leaf, numbers, provenance, read, root},
};
use super::*;
use crate::{
    indicator::{EvidenceRule, Frequency, Range, Scope},
    text::Bilingual,
    trajectory::{Interpolation, Milestone},
};
use proptest::prelude::*;

fn title() -> Bilingual {
    Bilingual::new("ชื่อ", "title")
}

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

fn indicator(code: &str, measure: Measure, target: i64) -> Indicator {
    Indicator {
        code: read(code),
        strategy: read("B2"),
        name: title(),
        definition: title(),
        unit: title(),
        measure,
        polarity: Polarity::Higher,
        frequency: Frequency::Quarterly,
        scope: Scope::Agency,
        reporters: Vec::new(),
        weight: Amount::ONE,
        evidence: EvidenceRule { required: false, description: title() },
        range: Some(Range { lowest: Amount::ZERO, highest: Amount::HUNDRED }),
        baseline: None,
        targets: vec![Milestone {
            fiscal_year: crate::calendar::FiscalYear::new(2570).expect("a year"),
            value: Amount::whole(target),
            provenance: provenance(),
        }],
        interpolation: Interpolation::Linear,
        derived: None,
        links: Vec::new(),
        provenance: provenance(),
    }
}

fn percent(code: &str) -> Indicator {
    let measure = Measure::Ratio { numerator: title(), denominator: title(), scale: Amount::HUNDRED };
    indicator(code, measure, 100)
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, 31).expect("a day")
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

fn next(scheme: &Scheme, inputs: &Inputs) -> Option<NextLevel> {
    let nobody = Population::nobody(scheme);
    scheme.next_level(inputs, &nobody, &ways(scheme, inputs)).expect("fitting inputs")
}

fn told(steps: &[Step]) -> Vec<(String, String, String)> {
    let number = |input: &Input| match input {
        Input::Number(number) => number.to_string(),
        Input::Answer(_)
        | Input::Choice(_)
        | Input::Choices(_)
        | Input::Several(_)
        | Input::NotApplicable
        | Input::Missing
        | Input::NotAsked => format!("{input:?}"),
    };
    steps.iter().map(|step| (step.indicator.to_string(), number(&step.to), step.cost.to_string())).collect()
}

fn step(indicator: &str, to: &str, cost: &str) -> (String, String, String) {
    (indicator.to_owned(), to.to_owned(), cost.to_owned())
}

#[test]
fn the_cheapest_step_of_each_criterion_is_found() {
    // left = (3·20 + 20) / 4 = 20, right = 60, root = 40. Left needs 20 more: a alone gives 3/4 of what it gains, so it
    // goes up by 26 2/3, 34 hundredths of 80; b would have to gain 80, its whole way. The root needs 10 more: left gains
    // 20, so that a goes the same 34; c gains 20 of its 40, half its way; b all of it.
    let scheme = staged();
    let next = next(&scheme, &numbers(&["20", "20", "60"])).expect("a level above");
    assert_eq!(next.level, read::<ClassCode>("middle"));
    let unmet: Vec<_> =
        next.unmet.iter().map(|unmet| (unmet.node.to_string(), unmet.value, told(&unmet.steps))).collect();
    let a = step("a", "47.2", "0.34");
    let b = step("b", "100", "1");
    let expected = [
        ("root".to_owned(), Some(Amount::whole(40)), vec![a.clone(), step("c", "80", "0.5"), b.clone()]),
        ("left".to_owned(), Some(Amount::whole(20)), vec![a, b]),
    ];
    assert_eq!(unmet, expected);
    assert!(next.is_reached_together, "a alone does both");
    assert!(next.unmet.iter().all(|unmet| unmet.value_at_ends == Some(Amount::HUNDRED)));
}

#[test]
fn what_no_single_answer_can_do_has_no_step() {
    let scheme = classes(&staged(), Bound::AtLeast(Amount::whole(90)));
    let next = next(&scheme, &numbers(&["0", "0", "0"])).expect("a class above");
    assert_eq!((next.unmet.len(), next.unmet[0].steps.len(), next.is_reached_together), (1, 0, false));
    assert_eq!(next.unmet[0].value_at_ends, Some(Amount::HUNDRED), "all of them together could");
}

#[test]
fn just_above_a_bound_is_more_than_at_it() {
    let needed = |bound| {
        let scheme = classes(&super::super::fixtures::flat(Combination::Arithmetic, &["1"]), bound);
        told(&next(&scheme, &numbers(&["0"])).expect("a class above").unmet[0].steps)
    };
    assert_eq!(needed(Bound::AtLeast(Amount::FIFTY)), [step("a", "50", "0.5")]);
    assert_eq!(needed(Bound::Above(Amount::FIFTY)), [step("a", "51", "0.51")]);
}

#[test]
fn steps_that_cost_as_much_as_the_third_are_told_too() {
    let flat = super::super::fixtures::flat(Combination::Arithmetic, &["1", "1", "1", "1", "2"]);
    let scheme = classes(&flat, Bound::AtLeast(amount("10")));
    let next = next(&scheme, &numbers(&["0", "0", "0", "0", "0"])).expect("a class above");
    // The heavy one goes 30 of a hundred, each other 60: all four of them cost the same.
    let expected = [("e", "30"), ("a", "60"), ("b", "60"), ("c", "60"), ("d", "60")];
    let expected = expected.map(|(code, to)| step(code, to, &format!("0.{}", &to[..1])));
    assert_eq!(told(&next.unmet[0].steps), expected);
}

#[test]
fn at_the_highest_level_and_without_levels_there_is_nothing_to_reach() {
    assert_eq!(next(&staged(), &numbers(&["100", "100", "100"])), None);
    assert_eq!(next(&super::super::fixtures::flat(Combination::Arithmetic, &["1"]), &numbers(&["1"])), None);
    assert_eq!(next(&staged(), &numbers(&["", "1", "1"])), None, "no score, no level");
}

fn way(reads: impl FnOnce(&mut Reads), indicator: &Indicator, input: Input) -> Option<Vec<String>> {
    let node = leaf("a", "root").reading(reads);
    let given = Given::alone(input);
    let way = Way::of(node.reads.as_ref().expect("a leaf"), indicator, &given, day())?;
    let said = |(share, input): &(Amount, Input)| match input {
        Input::Number(number) => format!("{number} at {}", share.rounded(2)),
        Input::Choice(choice) => format!("{choice} at {}", share.rounded(2)),
        Input::Answer(_)
        | Input::Choices(_)
        | Input::Several(_)
        | Input::NotApplicable
        | Input::Missing
        | Input::NotAsked => {
            format!("{input:?} at {share}")
        }
    };
    Some(way.answers.iter().map(said).collect())
}

#[test]
fn levels_go_whole_and_to_the_goal_first() {
    let levels = indicator("a", Measure::Level { lowest: 1, highest: 5, meets_at: 3 }, 80);
    let levels = Indicator { range: None, ..levels };
    let of = |level| way(|_| {}, &levels, Input::Number(Amount::whole(level)));
    assert_eq!(of(1), Some(vec!["2 at 0.5".to_owned(), "3 at 1".to_owned()]));
    assert_eq!(of(3), Some(vec!["4 at 0.5".to_owned(), "5 at 1".to_owned()]), "the goal is met: on to the highest");
    assert_eq!(of(5), None);
}

#[test]
fn things_go_whole() {
    let things = Indicator { range: None, ..indicator("a", Measure::Count, 3) };
    let of = |count| way(|_| {}, &things, Input::Number(Amount::whole(count)));
    assert_eq!(of(1), Some(vec!["2 at 0.01".to_owned(), "3 at 0.51".to_owned()]));
    assert_eq!(of(3), None, "nothing says how many more there could be");
}

#[test]
fn a_long_fraction_goes_on_in_the_decimals_of_its_indicator() {
    let of = |polarity: Polarity, indicator: &Indicator, present: &str| {
        let present = Input::Number(amount(present));
        way(|reads| reads.polarity = polarity, indicator, present).unwrap_or_default()
    };
    // 18.4242424243 to go: a hundredth of it is 0.184242, and of the way on from 81.5757575757 that is 81.7599999999.
    let up = of(Polarity::Higher, &percent("a"), "81.5757575757");
    assert_eq!(
        (up.first().map(String::as_str), up.last().map(String::as_str)),
        (Some("81.76 at 0.01"), Some("100 at 1"))
    );
    let down = of(Polarity::Lower, &percent("a"), "81.5757575757");
    assert_eq!(
        (down.first().map(String::as_str), down.last().map(String::as_str)),
        (Some("80.75 at 0.01"), Some("0 at 1"))
    );
    // Where the next number were beyond what is possible, the way ends at the last before.
    let range = Some(Range { lowest: Amount::ZERO, highest: amount("33.3333333333") });
    let thirds = Indicator { range, targets: Vec::new(), ..percent("a") };
    assert_eq!(of(Polarity::Higher, &thirds, "33.3").last().map(String::as_str), Some("33.33 at 0.61"));
    assert_eq!(of(Polarity::Higher, &thirds, "33.331"), [""; 0], "not back to 33.33");
}

#[test]
fn less_is_better_where_the_scheme_says_so() {
    let falling = percent("a");
    let of = |number| way(|reads| reads.polarity = Polarity::Lower, &falling, Input::Number(Amount::whole(number)));
    assert_eq!(of(40).expect("a way").last().map(String::as_str), Some("0 at 1"));
    assert_eq!(of(0), None);
    let bounds = [Amount::whole(10), Amount::whole(20)];
    let within =
        |number| way(|reads| reads.polarity = Polarity::Within(bounds), &falling, Input::Number(Amount::whole(number)));
    assert_eq!(within(40).expect("a way").last().map(String::as_str), Some("20 at 1"));
    assert_eq!(within(15), None);
}

#[test]
fn coded_answers_go_from_one_to_the_next() {
    let answer = percent("a");
    let yes_no = |reads: &mut Reads| reads.coding = Coding::YesNo { yes: Amount::HUNDRED, no: Amount::ZERO };
    assert_eq!(way(yes_no, &answer, Input::Answer(Answer::No)), Some(vec!["Answer(Yes) at 1".to_owned()]));
    assert_eq!(way(yes_no, &answer, Input::Answer(Answer::Yes)), None);
    let steps =
        |reads: &mut Reads| reads.coding = Coding::Ordinal { steps: vec![read("none"), read("some"), read("all")] };
    let ordinal = way(steps, &answer, Input::Choice(read("none")));
    assert_eq!(ordinal, Some(vec!["some at 0.5".to_owned(), "all at 1".to_owned()]));
    let grades = [("bad", 1), ("good", 3), ("best", 9)].map(|(code, worth)| (read(code), Amount::whole(worth)));
    let choice = |reads: &mut Reads| reads.coding = Coding::Choice { grades: grades.into() };
    assert_eq!(way(choice, &answer, Input::Choice(read("good"))), Some(vec!["best at 1".to_owned()]));
    assert_eq!(way(|_| {}, &answer, Input::NotApplicable), None);
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

proptest! {
    #[test]
    fn every_answer_of_a_way_can_be_typed_and_is_better_than_the_one_before(
        present in 0i64..10_000_000_000_000,
        target in 0i64..10_000_000_000_000,
        falls in any::<bool>(),
        measure in 0usize..5,
    ) {
        let measures = [
            Measure::Count,
            Measure::Amount,
            Measure::Level { lowest: 0, highest: 100, meets_at: 50 },
            Measure::Score { lowest: Amount::ZERO, highest: Amount::HUNDRED },
            Measure::Ratio { numerator: title(), denominator: title(), scale: Amount::HUNDRED },
        ];
        let number = |digits: i64| Amount::new(rust_decimal::Decimal::new(digits, 11));
        let mut asked = indicator("a", measures[measure].clone(), 100);
        asked.targets[0].value = number(target);
        let polarity = if falls { Polarity::Lower } else { Polarity::Higher };
        let node = leaf("a", "root").reading(|reads| reads.polarity = polarity);
        let present = number(present);
        let way = Way::of(node.reads.as_ref().expect("a leaf"), &asked, &Given::alone(Input::Number(present)), day());
        let mut before = present;
        for (_, answer) in way.into_iter().flat_map(|way| way.answers) {
            let Input::Number(answer) = answer else { panic!("a number") };
            prop_assert_eq!(Amount::read(&answer.to_string()).map(|typed| typed.amount), Ok(answer));
            prop_assert!(if falls { answer < before } else { answer > before }, "{} after {}", answer, before);
            prop_assert!((Amount::ZERO..=Amount::HUNDRED).contains(&answer), "{}", answer);
            before = answer;
        }
    }

    #[test]
    fn halving_finds_what_trying_every_answer_finds(
        figures in proptest::collection::vec(0i64..100, 3),
        cut in 1i64..100,
        weights in proptest::collection::vec(1i64..9, 3),
        lowest in any::<bool>(),
    ) {
        let combination = if lowest { Combination::Min } else { Combination::Arithmetic };
        // A scheme that takes the lowest has no weights.
        let weights: Vec<String> = weights.iter().map(|weight| if lowest { 1 } else { *weight }.to_string()).collect();
        let flat = super::super::fixtures::flat(combination, &weights.iter().map(String::as_str).collect::<Vec<_>>());
        let scheme = classes(&flat, Bound::AtLeast(Amount::whole(cut)));
        let figures: Vec<String> = figures.iter().map(ToString::to_string).collect();
        let inputs = numbers(&figures.iter().map(String::as_str).collect::<Vec<_>>());
        let nobody = Population::nobody(&scheme);
        let ways = ways(&scheme, &inputs);
        let class = |inputs: &Inputs| scheme.score(inputs, &nobody).expect("a score").class.map(|class| class.code.to_string());
        match next(&scheme, &inputs) {
            None => {
                let present = class(&inputs);
                prop_assert_eq!(present.as_deref(), Some("b"));
            }
            Some(next) => {
                let mut tried: Vec<(Amount, IndicatorCode)> = ways.iter().filter_map(|way| {
                    let first = way.answers.iter().find(|(_, answer)| class(&inputs.clone().answering(&way.indicator, answer.clone())).as_deref() == Some("b"))?;
                    Some((first.0, way.indicator.clone()))
                }).collect();
                tried.sort();
                let found: Vec<_> = next.unmet[0].steps.iter().map(|step| (step.cost, step.indicator.clone())).collect();
                prop_assert_eq!(found, tried);
            }
        }
    }
}

#[test]
fn a_shipped_scheme_tells_its_next_level() {
    let scheme = super::super::fixtures::shipped("dga-readiness");
    assert!(scheme.nodes().iter().any(|node| node.normalise == Normaliser::Identity));
    let answers = scheme.nodes().iter().filter_map(|node| node.reads.as_ref()).map(|reads| {
        let input = match reads.coding {
            Coding::YesNo { .. } => Input::Answer(Answer::No),
            Coding::Level { .. } => Input::Number(Amount::whole(2)),
            Coding::Number | Coding::Choice { .. } | Coding::Choices { .. } | Coding::Ordinal { .. } => {
                Input::Number(Amount::whole(15))
            }
        };
        (reads.indicator.clone(), input)
    });
    let inputs = answers.fold(Inputs::default(), |inputs, (indicator, input)| inputs.with(indicator, input));
    let next = next(&scheme, &inputs).expect("a level above");
    assert!(!next.unmet.is_empty() && next.unmet.len() <= 7, "{next:?}");
}
