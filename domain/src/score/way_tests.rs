use super::super::fixtures::{amount, day, indicator, leaf, percent, read, title};
use super::*;
use crate::{
    derived::Derived,
    indicator::{Range, Scope},
    reading::Answer,
};
use proptest::prelude::*;

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

fn these(answers: &[&str]) -> Vec<String> {
    answers.iter().map(|answer| (*answer).to_owned()).collect()
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
fn a_share_whose_target_is_met_goes_on_to_all_or_to_none() {
    let measure = Measure::Ratio { numerator: title(), denominator: title(), scale: Amount::HUNDRED };
    let share = Indicator { range: None, ..indicator("a", measure, 40) };
    let last = |polarity: Polarity, present| {
        let way = way(|reads| reads.polarity = polarity, &share, Input::Number(Amount::whole(present)));
        way.and_then(|answers| answers.last().cloned())
    };
    assert_eq!(last(Polarity::Higher, 30).as_deref(), Some("40 at 1"), "the target first");
    assert_eq!(last(Polarity::Higher, 50).as_deref(), Some("100 at 1"));
    assert_eq!(last(Polarity::Lower, 30).as_deref(), Some("0 at 1"));
    assert_eq!(last(Polarity::Higher, 120), None, "beyond all already");
    // A range of its own says otherwise.
    let range = Some(Range { lowest: Amount::ZERO, highest: Amount::whole(150) });
    let wide = Indicator { range, ..share };
    let way = way(|_| {}, &wide, Input::Number(Amount::whole(50))).expect("a way");
    assert_eq!(way.last().map(String::as_str), Some("150 at 1"));
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
fn a_coded_answer_gets_better_in_the_direction_of_its_leaf() {
    let steps = || Coding::Ordinal { steps: vec![read("none"), read("some"), read("all")] };
    let of = |polarity: Polarity, coding: Coding, present: &str| {
        let change = |reads: &mut Reads| (reads.polarity, reads.coding) = (polarity, coding);
        way(change, &percent("a"), Input::Choice(read(present)))
    };
    assert_eq!(of(Polarity::Lower, steps(), "all"), Some(these(&["some at 0.5", "none at 1"])));
    assert_eq!(of(Polarity::Lower, steps(), "none"), None, "nothing is less");
    let around_some = Polarity::Within(["0.4", "0.6"].map(amount));
    assert_eq!(of(around_some, steps(), "all"), Some(these(&["some at 1"])));
    // Of two that are worth the same one is enough.
    let grades = [("bad", 1), ("fine", 3), ("good", 3), ("best", 9)];
    let grades = grades.map(|(code, worth)| (read(code), Amount::whole(worth)));
    let choice = Coding::Choice { grades: grades.into() };
    assert_eq!(of(Polarity::Higher, choice, "bad"), Some(these(&["fine at 0.5", "best at 1"])));
}

#[test]
fn a_missing_answer_goes_from_the_worst_that_it_can_be() {
    let of = |change: fn(&mut Reads), indicator: &Indicator| way(change, indicator, Input::Missing).expect("a way");
    let ends = |answers: Vec<String>| (answers.first().cloned(), answers.get(1).cloned(), answers.last().cloned());
    let told = |first: &str, second: &str, last: &str| {
        (Some(first.to_owned()), Some(second.to_owned()), Some(last.to_owned()))
    };
    let share = Indicator { range: None, ..percent("a") };
    let to_40 = |mut indicator: Indicator| {
        indicator.targets[0].value = Amount::whole(40);
        indicator
    };
    assert_eq!(ends(of(|_| {}, &to_40(share.clone()))), told("0 at 0", "0.4 at 0.01", "40 at 1"), "to the target");
    let lower: fn(&mut Reads) = |reads| reads.polarity = Polarity::Lower;
    assert_eq!(ends(of(lower, &to_40(share.clone()))), told("100 at 0", "99.4 at 0.01", "40 at 1"));
    assert_eq!(ends(of(lower, &share)), told("100 at 0", "99 at 0.01", "0 at 1"), "the target is the worst there is");
    let within: fn(&mut Reads) = |reads| reads.polarity = Polarity::Within([Amount::whole(60), Amount::whole(80)]);
    assert_eq!(ends(of(within, &share)), told("0 at 0", "0.6 at 0.01", "60 at 1"), "60 below it, 20 above");
    let things = Indicator { range: None, ..indicator("a", Measure::Count, 3) };
    assert_eq!(of(|_| {}, &things), ["0 at 0", "1 at 0.01", "2 at 0.34", "3 at 0.67"]);
    // Of what there can be any number of none is the worst.
    assert_eq!(of(lower, &things), ["3 at 1"]);
    let levels = indicator("a", Measure::Level { lowest: 0, highest: 5, meets_at: 3 }, 80);
    let levels = Indicator { range: None, ..levels };
    assert_eq!(of(|_| {}, &levels), ["0 at 0", "1 at 0.33", "2 at 0.67", "3 at 1"]);
    // A level that the scheme has not is none of them.
    let coded: fn(&mut Reads) = |reads| reads.coding = Coding::Level { lowest: 1, highest: 5 };
    assert_eq!(of(coded, &levels), ["1 at 0", "2 at 0.5", "3 at 1"]);
}

#[test]
fn a_missing_coded_answer_goes_from_the_one_that_is_worth_least() {
    let of = |change: fn(&mut Reads)| way(change, &percent("a"), Input::Missing);
    let yes_no = |reads: &mut Reads| reads.coding = Coding::YesNo { yes: Amount::HUNDRED, no: Amount::ZERO };
    assert_eq!(of(yes_no), Some(these(&["Answer(No) at 0", "Answer(Yes) at 1"])));
    let turned = |reads: &mut Reads| {
        reads.coding = Coding::YesNo { yes: Amount::HUNDRED, no: Amount::ZERO };
        reads.polarity = Polarity::Lower;
    };
    assert_eq!(of(turned), Some(these(&["Answer(Yes) at 0", "Answer(No) at 1"])));
    let steps = |reads: &mut Reads| {
        reads.coding = Coding::Ordinal { steps: vec![read("none"), read("some"), read("all")] };
    };
    assert_eq!(of(steps), Some(these(&["none at 0", "some at 0.5", "all at 1"])));
    let choice = |reads: &mut Reads| {
        let grades = [("bad", 1), ("good", 3), ("best", 9)].map(|(code, worth)| (read(code), Amount::whole(worth)));
        reads.coding = Coding::Choice { grades: grades.into() };
    };
    assert_eq!(of(choice), Some(these(&["bad at 0", "good at 0.5", "best at 1"])));
}

#[test]
fn what_nobody_reports_has_no_way_while_it_is_missing() {
    let national = Indicator { scope: Scope::National, ..percent("a") };
    assert_eq!(way(|_| {}, &national, Input::Missing), None);
    let derived = Derived { value: "b + c".to_owned(), base: None, inputs: Vec::new() };
    assert_eq!(way(|_| {}, &Indicator { derived: Some(derived), ..percent("a") }, Input::Missing), None);
    assert_eq!(way(|_| {}, &percent("a"), Input::NotAsked), None);
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
        let number = |digits: i64| Amount::new(Decimal::new(digits, 11));
        let mut asked = indicator("a", measures[measure].clone(), 100);
        asked.targets[0].value = number(target);
        let polarity = if falls { Polarity::Lower } else { Polarity::Higher };
        let node = leaf("a", "root").reading(|reads| reads.polarity = polarity);
        let present = number(present);
        for (input, mut before) in [(Input::Number(present), Some(present)), (Input::Missing, None)] {
            let way = Way::of(node.reads.as_ref().expect("a leaf"), &asked, &Given::alone(input), day());
            for (_, answer) in way.into_iter().flat_map(|way| way.answers) {
                let Input::Number(answer) = answer else { panic!("a number") };
                prop_assert_eq!(Amount::read(&answer.to_string()).map(|typed| typed.amount), Ok(answer));
                let is_better = |before: Amount| if falls { answer < before } else { answer > before };
                prop_assert!(before.is_none_or(is_better), "{} after {:?}", answer, before);
                prop_assert!((Amount::ZERO..=Amount::HUNDRED).contains(&answer), "{}", answer);
                before = Some(answer);
            }
        }
    }
}
