use super::super::fixtures::{amount, day, indicator, leaf, percent, read, title};
use super::*;
use crate::indicator::Range;
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
}
