//! The search where there are more indicators than pairs and triples are taken from.

use super::{super::super::MissingRule, *};

/// A scheme of pillars over so many leaves `p0-0`, `p0-1` … with these weights, whose level `high` asks so much of each pillar.
fn pillars(asked: &[i64], each: usize, weight: impl Fn(usize) -> i64) -> Scheme {
    let mut nodes = vec![root("root", Combination::Arithmetic)];
    let codes: Vec<String> = (0..asked.len()).map(|pillar| format!("p{pillar}")).collect();
    for (pillar, code) in codes.iter().enumerate() {
        nodes.push(inner(code, "root", Combination::Arithmetic));
        let leaf =
            |place: usize| leaf(&format!("{code}-{place}"), code).weighing(&weight(pillar * each + place).to_string());
        nodes.extend((0..each).map(leaf));
    }
    let criteria: Vec<(&str, i64)> = codes.iter().map(String::as_str).zip(asked.iter().copied()).collect();
    let mut file = file(nodes);
    let levels = vec![level("low", &[]), level("high", &criteria)];
    file.scheme.classing = Some(Classing { rule: ClassRule::Staged { levels }, provenance: provenance() });
    file.checked().expect("a scheme")
}

/// Figures for the leaves in the order of the scheme.
fn figures(scheme: &Scheme, figure: impl Fn(usize) -> i64) -> Inputs {
    let leaves = scheme.nodes().iter().filter_map(|node| node.reads.as_ref());
    leaves.enumerate().fold(Inputs::default(), |inputs, (place, reads)| {
        inputs.with(reads.indicator.clone(), Input::Number(Amount::whole(figure(place))))
    })
}

/// Whether so many answers at the ends of their ways lead to the high level, found by trying all of them.
fn suffices(scheme: &Scheme, inputs: &Inputs, ways: &[Way], count: usize) -> bool {
    if count == 0 {
        return class(scheme, inputs) == Some(read("high"));
    }
    ways.iter().enumerate().any(|(place, way)| {
        let (_, end) = way.answers.last().expect("an end");
        let inputs = inputs.clone().answering(&way.indicator, end.clone());
        suffices(scheme, &inputs, &ways[place + 1..], count - 1)
    })
}

/// How many answers the cheapest that is told takes; each that is told reaches the level.
fn told_together(scheme: &Scheme, inputs: &Inputs, reach: &Reach) -> usize {
    let Reach::By(told) = reach else { panic!("it is reached: {reach:?}") };
    for together in told {
        assert_eq!(class(scheme, &with_all(inputs, &together.steps)), Some(read("high")), "{together:?}");
    }
    told[0].steps.len()
}

#[test]
fn every_need_keeps_its_candidates() {
    // Each pillar needs 40 and has 39; any one of its indicators closes that.
    for (asked, each) in [(&[40, 40, 40][..], 9), (&[40, 40][..], 45)] {
        let scheme = pillars(asked, each, |_| 1);
        let inputs = figures(&scheme, |_| 39);
        let next = next(&scheme, &inputs);
        assert_eq!(told_together(&scheme, &inputs, &next.reach), asked.len());
        assert_eq!(next.sought, Sought::Everywhere, "fewer were sought among all");
    }
}

#[test]
fn what_was_sought_among_some_alone_is_not_told_of_all() {
    let scheme = pillars(&[90], 20, |_| 1);
    let inputs = figures(&scheme, |_| 0);
    let every = ways(&scheme, &inputs);
    let sought = |ways: &[Way]| {
        let ahead = scheme.level_ahead(&inputs, &Population::nobody(&scheme), ways).expect("fitting inputs");
        let Some(Ahead::Next(NextLevel { reach: Reach::Beyond(beyond), sought, .. })) = &ahead else {
            panic!("three bring 15: {ahead:?}")
        };
        (beyond.is_reached_by_all, *sought)
    };
    assert_eq!(sought(&every), (true, Sought::AmongThoseThatBringMost));
    // Where all together are too few, no three of them are enough.
    assert_eq!(sought(&every[..17]), (false, Sought::Everywhere));
    assert_eq!(sought(&every[..16]), (false, Sought::Everywhere));
}

#[test]
fn many_missing_answers_are_sought_within_the_same_bounds() {
    let mut file = super::super::super::SchemeFile::from(pillars(&[90], 40, |_| 1));
    for node in file.nodes.iter_mut().filter(|node| node.reads.is_some()) {
        node.missing = MissingRule::Zero;
    }
    let scheme = file.checked().expect("a scheme");
    let leaves = scheme.nodes().iter().filter_map(|node| node.reads.as_ref());
    let inputs = leaves.fold(Inputs::default(), |inputs, reads| inputs.with(reads.indicator.clone(), Input::Missing));
    let next = next(&scheme, &inputs);
    let Reach::Beyond(beyond) = &next.reach else { panic!("three of forty bring 7.5: {next:?}") };
    assert_eq!(
        (said(&beyond.most.steps).as_str(), beyond.score),
        ("p0-0 100, p0-1 100, p0-2 100", Some(amount("7.5")))
    );
    assert_eq!((beyond.is_reached_by_all, next.sought), (true, Sought::AmongThoseThatBringMost));
}

#[test]
fn a_score_waits_for_every_report_that_it_may_not_be_without() {
    let scheme = pillars(&[40, 40], 20, |_| 1);
    let inputs = figures(&scheme, |_| 39);
    let missing: Vec<IndicatorCode> = (5..20).map(|place| read(&format!("p1-{place}"))).collect();
    let inputs = missing.iter().fold(inputs, |inputs, code| inputs.with(code.clone(), Input::Missing));
    assert_eq!(ahead(&scheme, &inputs), Some(Ahead::Score(Unscored { reports: missing, are_the_only: true })));
}

/// Of the indicators that bring most those that are told where three are not enough.
fn most_of(scheme: &Scheme, inputs: &Inputs) -> String {
    let Reach::Beyond(beyond) = next(scheme, inputs).reach else { panic!("three are not enough") };
    said(&beyond.most.steps)
}

#[test]
fn what_brings_little_is_ranked_before_rounding() {
    // In whole numbers no single one brings anything, neither alone nor as the last.
    let scheme = pillars(&[92], 40, |place| if place < 37 { 2 } else { 3 });
    let mut file = super::super::super::SchemeFile::from(scheme);
    file.scheme.rounding.decimals = 0;
    let scheme = file.checked().expect("a scheme");
    // Each of the heavy ones brings 30/83, each other 20/83.
    let inputs = figures(&scheme, |_| 90);
    assert_eq!(most_of(&scheme, &inputs), "p0-37 100, p0-38 100, p0-39 100");
}

#[test]
fn a_bound_that_is_met_exactly_and_has_to_be_passed_ranks_what_passes_it() {
    // The lowest of three is at the bound; whatever is left there keeps it, so that all of the last three have to rise.
    let leaves = (0..20).map(|place| leaf(&format!("p{place}"), "root"));
    let flat =
        file(std::iter::once(root("root", Combination::Min)).chain(leaves).collect()).checked().expect("a scheme");
    let scheme = classes(&flat, Bound::Above(Amount::FIFTY));
    let inputs = figures(&scheme, |place| if place < 17 { 60 } else { 50 });
    let next = next(&scheme, &inputs);
    assert_eq!(told(&next.reach), [one("p17 50.5, p18 50.5, p19 50.5", "0.03")]);
}

#[test]
fn a_way_goes_as_far_as_its_answers_can_be_scored() {
    let levels = Coding::Level { lowest: 1, highest: 3 };
    let coded = |code: &str| leaf(code, "root").reading(|reads| reads.coding = levels.clone());
    let flat = file(vec![root("root", Combination::Arithmetic), coded("a"), coded("b"), leaf("c", "root")]);
    let flat = flat.checked().expect("a scheme");
    let inputs = ["a", "b", "c"].into_iter().zip([2, 3, 0]);
    let inputs = inputs.fold(Inputs::default(), |inputs, (code, number)| {
        inputs.with(read(code), Input::Number(Amount::whole(number)))
    });
    // The plan has five levels: the fourth and the fifth are none of the scheme.
    let way = |code: &str, from: i64| {
        let share = |gone: i64| Amount::whole(gone).checked_div(Amount::whole(5 - from)).expect("a share");
        let answers = (from + 1..=5).map(|level| (share(level - from), Input::Number(Amount::whole(level))));
        let given = Given::alone(Input::Number(Amount::whole(from)));
        Way { indicator: read(code), given, answers: answers.collect() }
    };
    let ways = [way("a", 2), way("b", 3)];
    let at = |bound: &str| {
        let scheme = classes(&flat, Bound::AtLeast(amount(bound)));
        let ahead = scheme.level_ahead(&inputs, &Population::nobody(&scheme), &ways).expect("fitting inputs");
        let Some(Ahead::Next(next)) = ahead else { panic!("a level above") };
        next.reach
    };
    // Of 1/2, 1 and 0 the mean is 1/2; the third level of a makes it 2/3, and is as far as it can go.
    assert_eq!(told(&at("0.6")), [one("a 3", "1")]);
    let Reach::Beyond(beyond) = at("0.9") else { panic!("nothing goes on") };
    assert_eq!((said(&beyond.most.steps), beyond.is_reached_by_all), ("a 3".to_owned(), false));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn as_few_are_found_for_needs_of_separate_branches_as_trying_all_finds(
        has in proptest::collection::vec(0i64..100, 18),
        weights in proptest::collection::vec(1i64..9, 18),
        asked in proptest::collection::vec(30i64..95, 3),
    ) {
        let scheme = pillars(&asked, 6, |place| weights[place]);
        let inputs = figures(&scheme, |place| has[place]);
        let ways = ways(&scheme, &inputs);
        let fewest = (1..=3).find(|count| suffices(&scheme, &inputs, &ways, *count));
        let Some(Ahead::Next(next)) = ahead(&scheme, &inputs) else {
            prop_assert_eq!(class(&scheme, &inputs), Some(read("high")));
            return Ok(());
        };
        match next.reach {
            reach @ Reach::By(_) => prop_assert_eq!(Some(told_together(&scheme, &inputs, &reach)), fewest),
            Reach::Beyond(_) => prop_assert_eq!(fewest, None),
        }
    }
}
