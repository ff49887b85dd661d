//! The map from answers to numbers, as a derivation tells it, and which part of it applied.

use super::{fixtures::*, *};
use crate::{
    amount::Amount,
    indicator::{Measure, Polarity},
    reading::Answer,
};

/// What each answer of the only leaf is worth; those that applied with a star.
fn codes(coding: Coding, several: Option<Several>, input: Input) -> Vec<String> {
    let leaf = leaf("a", "root").when_missing(MissingRule::Exclude).reading(|reads| {
        reads.coding = coding;
        reads.several = several;
    });
    let scheme = scheme(vec![root("root", Combination::Arithmetic), leaf]);
    let derivation = derive(&scheme, &Inputs::default().with(read("a"), input));
    let told = |code: &Code| {
        let star = if code.applies { "*" } else { "" };
        let answer = match &code.answer {
            Input::Number(number) => number.to_string(),
            Input::Answer(answer) => format!("{answer:?}"),
            Input::Choice(choice) => choice.to_string(),
            Input::Choices(choices) => choices.iter().map(ToString::to_string).collect(),
            Input::Several(_) | Input::NotApplicable | Input::Missing | Input::NotAsked => {
                panic!("{code:?} is no code")
            }
        };
        format!("{answer} {}{star}", code.worth)
    };
    found(&derivation, "a").codes.iter().map(told).collect()
}

fn number(text: &str) -> Input {
    Input::Number(amount(text))
}

#[test]
fn a_coding_takes_a_measure_whose_every_answer_has_a_number() {
    let level = |lowest, highest| Coding::Level { lowest, highest };
    let yes_no = Coding::YesNo { yes: Amount::ONE, no: Amount::ZERO };
    let measure = Measure::Level { lowest: 1, highest: 5, meets_at: 3 };
    assert!(level(1, 5).takes(&measure) && level(0, 6).takes(&measure) && Coding::Number.takes(&measure));
    assert!(!level(2, 5).takes(&measure) && !level(1, 4).takes(&measure) && !yes_no.takes(&measure));
    assert!(yes_no.takes(&Measure::YesNo) && !Coding::Number.takes(&Measure::YesNo));
    assert!(Coding::Number.takes(&Measure::Count) && !level(1, 5).takes(&Measure::Count));
    let lists = [
        Coding::Choice { grades: [].into() },
        Coding::Choices { shares: [].into() },
        Coding::Ordinal { steps: Vec::new() },
    ];
    for list in lists {
        assert!(![&measure, &Measure::YesNo, &Measure::Count].into_iter().any(|it| list.takes(it)), "{list:?}");
    }
    assert_eq!(level(1, 5).as_ref(), "level");
}

#[test]
fn of_levels_every_one_is_told_and_the_one_that_was_given() {
    let levels = || Coding::Level { lowest: 1, highest: 5 };
    assert_eq!(codes(levels(), None, number("3")), ["1 0", "2 0.25", "3 0.5*", "4 0.75", "5 1"]);
    assert_eq!(codes(levels(), None, Input::Missing), ["1 0", "2 0.25", "3 0.5", "4 0.75", "5 1"]);
}

#[test]
fn of_each_kind_of_answers_the_whole_map_is_told() {
    let yes_no = Coding::YesNo { yes: amount("100"), no: amount("20") };
    assert_eq!(codes(yes_no, None, Input::Answer(Answer::No)), ["Yes 100", "No 20*"]);
    let worth = || [("full", "1"), ("part", "0.4"), ("rest", "0.1")].map(|(code, worth)| (read(code), amount(worth)));
    let choice = Coding::Choice { grades: worth().into() };
    assert_eq!(codes(choice, None, Input::Choice(read("part"))), ["full 1", "part 0.4*", "rest 0.1"]);
    let choices = Coding::Choices { shares: worth().into() };
    let some = Input::Choices(["full", "rest"].map(read).into());
    assert_eq!(codes(choices, None, some), ["full 1*", "part 0.4", "rest 0.1*"]);
    let ordinal = Coding::Ordinal { steps: ["none", "some", "all"].map(read).to_vec() };
    assert_eq!(codes(ordinal, None, Input::Choice(read("some"))), ["none 0", "some 0.5*", "all 1"]);
    assert_eq!(codes(Coding::Number, None, number("3")), Vec::<String>::new(), "a number is taken as it is");
}

#[test]
fn of_several_answers_those_apply_that_count() {
    let of = |rule| {
        let several = Input::Several(vec![number("1"), number("3"), Input::Missing]);
        codes(Coding::Level { lowest: 1, highest: 3 }, Some(rule), several)
    };
    assert_eq!(of(Several::Best), ["1 0", "2 0.5", "3 1*"]);
    assert_eq!(of(Several::Worst), ["1 0*", "2 0.5", "3 1"]);
    assert_eq!(of(Several::Mean), ["1 0*", "2 0.5", "3 1*"]);
}

#[test]
fn the_map_stands_in_the_json_and_what_applied_came_to_the_coded_answer() {
    let level = leaf("a", "root").reading(|reads| {
        reads.coding = Coding::Level { lowest: 1, highest: 5 };
        reads.polarity = Polarity::Higher;
    });
    let scheme = scheme(vec![root("root", Combination::Arithmetic), level]);
    let derivation = derive(&scheme, &Inputs::default().with(read("a"), number("3")));
    let node = found(&derivation, "a");
    let applied: Vec<Amount> = node.codes.iter().filter(|code| code.applies).map(|code| code.worth).collect();
    assert_eq!(Some(&applied[..]), node.coded.as_ref().map(std::slice::from_ref));
    let json = serde_json::to_value(&derivation).expect("JSON");
    let third = &json["root"]["children"][0]["codes"][2];
    assert_eq!(*third, serde_json::json!({ "answer": { "number": "3" }, "worth": "0.5", "applies": true }));
    assert_eq!(json["root"].get("codes"), None, "of what has no map nothing is told");
    assert_eq!(serde_json::from_value::<Derivation>(json).expect("the derivation again"), derivation);
}
