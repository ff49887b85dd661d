//! Steps that report what is missing.

use super::{
    super::super::{Imputation, MissingRule, Normaliser, Point, fixtures::scheme},
    *,
};
use crate::{calendar::FiscalYear, indicator::Indicator, trajectory::Milestone, trust::TrustGrade};

/// The mean of a and b, of which b goes by a rule when it is missing; the class `b` begins at the cut.
fn mean(rule: MissingRule, cut: i64) -> Scheme {
    let b = leaf("b", "root").when_missing(rule);
    let nodes = vec![root("root", Combination::Arithmetic), leaf("a", "root"), b];
    classes(&scheme(nodes), Bound::AtLeast(Amount::whole(cut)))
}

/// What reaches the class for so much of a while b is missing.
fn told_of(rule: MissingRule, cut: i64, a: &str) -> Vec<(String, String)> {
    let (scheme, inputs) = (mean(rule, cut), numbers(&[a, ""]));
    let reach = next(&scheme, &inputs).reach;
    let Reach::By(told) = &reach else { panic!("it is reached: {reach:?}") };
    for together in told {
        assert_eq!(class(&scheme, &with_all(&inputs, &together.steps)), Some(read("b")), "{together:?}");
    }
    self::told(&reach)
}

#[test]
fn what_a_report_has_to_be_depends_on_the_rule_for_what_is_missing() {
    // Left out: (50 + 70) / 2 = 60, beside 60 alone. Of the 50 that a has to go 10 are a fifth, and b goes from nought.
    assert_eq!(told_of(MissingRule::Exclude, 60, "50"), [one("a 60", "0.2"), one("b 70", "0.7")]);
    // As nought: (80 + 40) / 2 = 60, where a whole a makes 50 only.
    assert_eq!(told_of(MissingRule::Zero, 60, "80"), [one("b 40", "0.4")]);
    // As 50: (90 + 50) / 2 = (80 + 60) / 2 = 70.
    let fifty = MissingRule::Impute(Imputation::Value(Amount::FIFTY));
    assert_eq!(told_of(fifty, 70, "80"), [one("a 90", "0.5"), one("b 60", "0.6")]);
    // Without b the score is nought; (80 + 0) / 2 = 40 whatever is reported.
    assert_eq!(told_of(MissingRule::ZeroIndex, 40, "80"), [one("b 0", "0")]);
}

#[test]
fn what_a_level_asks_of_a_node_without_a_value_is_reported() {
    let nodes = vec![
        root("root", Combination::Arithmetic),
        inner("left", "root", Combination::Arithmetic),
        leaf("a", "left"),
        inner("right", "root", Combination::Arithmetic).when_missing(MissingRule::Exclude),
        leaf("b", "right").when_missing(MissingRule::Exclude),
    ];
    let mut file = file(nodes);
    let levels = vec![level("low", &[]), level("high", &[("root", 50), ("right", 40)])];
    file.scheme.classing = Some(Classing { rule: ClassRule::Staged { levels }, provenance: provenance() });
    let scheme = file.checked().expect("a scheme");
    let next = next(&scheme, &numbers(&["80", ""]));
    assert_eq!(needs(&next.unmet), [("right".to_owned(), None)]);
    // The root falls from 80 to (80 + 40) / 2 = 60, which is enough.
    assert_eq!(told(&next.reach), [one("b 40", "0.4")]);
}

#[test]
fn a_report_that_only_lowers_stands_in_nobodys_way() {
    let (scheme, inputs) = (mean(MissingRule::Exclude, 80), numbers(&["58", ""]));
    // The target of b is 40, which is less than a has.
    let mut modest = percent("b");
    modest.targets[0].value = Amount::whole(40);
    let way = |asked: &Indicator| {
        let reads = scheme.node(&read(asked.code.as_str())).and_then(|node| node.reads.as_ref()).expect("a leaf");
        Way::of(reads, asked, inputs.of(&asked.code).expect("given"), day()).expect("a way")
    };
    let ways = [way(&percent("a")), way(&modest)];
    let reach = |scheme: &Scheme| match scheme.level_ahead(&inputs, &Population::nobody(scheme), &ways) {
        Ok(Some(Ahead::Next(next))) => next.reach,
        other => panic!("a level above: {other:?}"),
    };
    // Both at their ends make 70. Of the 42 that a has to go 22 are 52.4 hundredths.
    assert_eq!(told(&reach(&scheme)), [one("a 80.26", "0.53")]);
    let Reach::Beyond(beyond) = reach(&classes(&scheme, Bound::Above(Amount::HUNDRED))) else {
        panic!("nothing is above 100")
    };
    assert_eq!((said(&beyond.most.steps).as_str(), beyond.score), ("a 100", Some(Amount::HUNDRED)));
    let best = numbers(&["100", ""]);
    let scheme = classes(&scheme, Bound::Above(Amount::HUNDRED));
    let ahead = scheme.level_ahead(&best, &Population::nobody(&scheme), &ways[1..]).expect("fitting inputs");
    let Some(Ahead::Next(NextLevel { reach: Reach::Beyond(beyond), .. })) = ahead else { panic!("{ahead:?}") };
    assert_eq!(beyond.most.steps, [], "no report is told that makes less");
}

#[test]
fn without_a_score_the_reports_are_told_that_would_bring_one() {
    let reports = |scheme: &Scheme, figures: &[&str]| match ahead(scheme, &numbers(figures)) {
        Some(Ahead::Score(unscored)) => {
            let codes: Vec<String> = unscored.reports.iter().map(ToString::to_string).collect();
            (codes.join(" "), unscored.are_the_only)
        }
        other => panic!("no score: {other:?}"),
    };
    let told = |codes: &str, are_the_only| (codes.to_owned(), are_the_only);
    let blocked = mean(MissingRule::Block, 40);
    assert_eq!(reports(&blocked, &["80", ""]), told("b", true));
    assert_eq!(reports(&blocked, &["", ""]), told("a b", true));
    // A scheme without levels may wait for a report as well.
    assert_eq!(reports(&flat(Combination::Arithmetic, &["1", "1"]), &["", "1"]), told("a", true));
    assert_eq!(reports(&mean(MissingRule::Exclude, 40), &["-", ""]), told("b", true));
    assert_eq!(reports(&mean(MissingRule::Exclude, 40), &["-", "-"]), told("", true), "nothing is missing");
    let leaves = ["a", "b"].map(|code| leaf(code, "root").when_missing(MissingRule::Exclude));
    let any = scheme(std::iter::once(root("root", Combination::Arithmetic)).chain(leaves).collect());
    assert_eq!(reports(&any, &["", ""]), told("a", false), "the other would do as well");
}

#[test]
fn what_was_missing_is_held_against_baseline_and_target_of_the_plan() {
    let (from, to) = (Point::Way(Amount::ZERO), Point::Way(Amount::ONE));
    let from_start = Normaliser::TargetDistance { from, to, scale: Amount::HUNDRED };
    let a = leaf("a", "root").normalised(from_start).when_missing(MissingRule::Zero);
    let scheme = scheme(vec![root("root", Combination::Arithmetic), a]);
    let mut asked = percent("a");
    asked.targets[0].value = Amount::whole(80);
    let fiscal_year = FiscalYear::new(2565).expect("a year");
    asked.baseline = Some(Milestone { fiscal_year, value: Amount::whole(20), provenance: provenance() });
    let typed = Input::Number(Amount::whole(50));
    for inputs in [Inputs::default(), numbers(&[""]), Inputs::default().not_asked([&asked.code])] {
        let answered = inputs.clone().awaiting(&asked, day()).answering(&asked.code, typed.clone());
        let score = scheme.score(&answered, &Population::nobody(&scheme)).expect("a score").score;
        assert_eq!(score, Some(Amount::FIFTY), "{inputs:?}: half-way from 20 to 80");
    }
    let answered = numbers(&["30"]);
    assert_eq!(answered.clone().awaiting(&asked, day()), answered, "an answer stays what it is held against");
    // 60 of the way from 20 to 80 is 56, of the way from nought to the target 70 hundredths.
    let scheme = classes(&scheme, Bound::AtLeast(Amount::whole(60)));
    let reads = scheme.nodes().iter().find_map(|node| node.reads.as_ref()).expect("a leaf");
    let ways = [Way::of(reads, &asked, &Given::alone(Input::Missing), day()).expect("a way")];
    let ahead = scheme.level_ahead(&Inputs::default(), &Population::nobody(&scheme), &ways).expect("fitting inputs");
    let Some(Ahead::Next(next)) = ahead else { panic!("a level above: {ahead:?}") };
    assert_eq!(told(&next.reach), [one("a 56", "0.7")]);
}

#[test]
fn what_was_not_reported_is_told_as_missing_beside_what_it_becomes() {
    let scheme = mean(MissingRule::Zero, 60);
    let before = Inputs::default().with(read("a"), Input::Number(Amount::FIFTY));
    let derived = |inputs: &Inputs| scheme.score(inputs, &Population::nobody(&scheme)).expect("a score");
    let after = derived(&before.clone().answering(&read("b"), Input::Number(Amount::ONE)));
    let changed = after.changed_from(&derived(&before));
    let told: Vec<_> =
        changed.into_iter().map(|part| (part.node.to_string(), part.before.input, part.after.input)).collect();
    let b = ("b".to_owned(), Some(Input::Missing), Some(Input::Number(Amount::ONE)));
    assert_eq!(told, [("root".to_owned(), None, None), b]);
}

#[test]
fn no_more_stands_behind_a_report_than_the_plan_asks_for() {
    let mut asked = percent("a");
    assert_eq!(Given::awaited(&asked, day()).trust, Some(TrustGrade::SelfReported));
    asked.evidence.required = true;
    assert_eq!(Given::awaited(&asked, day()).trust, Some(TrustGrade::EvidenceAttached));
}

/// The ways of the first indicators in tenths, those that are missing from nought to 100.
fn in_tenths_from_what_there_is(figures: &[Option<i64>]) -> Vec<Way> {
    let present: Vec<i64> = figures.iter().map(|figure| figure.unwrap_or(0)).collect();
    let with_missing = |(way, figure): (Way, &Option<i64>)| {
        if figure.is_some() {
            return way;
        }
        let worst = (Amount::ZERO, Input::Number(Amount::ZERO));
        let answers = std::iter::once(worst).chain(way.answers).collect();
        Way { given: Given::alone(Input::Missing), answers, ..way }
    };
    in_tenths(&present).into_iter().zip(figures).map(with_missing).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn steps_among_missing_answers_reach_the_level_and_are_as_few_as_trying_every_answer_finds(
        figures in proptest::collection::vec(proptest::option::of(0i64..100), 4),
        rules in proptest::collection::vec(0usize..4, 4),
        weights in proptest::collection::vec(1i64..9, 4),
        cut in 20i64..100,
    ) {
        let of = [
            MissingRule::Exclude,
            MissingRule::Zero,
            MissingRule::Impute(Imputation::Value(Amount::FIFTY)),
            MissingRule::Block,
        ];
        let leaves = "abcd".chars().zip(rules.iter().zip(&weights)).map(|(code, (rule, weight))| {
            leaf(&code.to_string(), "root").weighing(&weight.to_string()).when_missing(of[*rule].clone())
        });
        let nodes = std::iter::once(root("root", Combination::Arithmetic)).chain(leaves).collect();
        let scheme = classes(&scheme(nodes), Bound::AtLeast(Amount::whole(cut)));
        let texts: Vec<String> = figures.iter().map(|figure| figure.map_or_else(String::new, |figure| figure.to_string())).collect();
        let inputs = numbers(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let ways = in_tenths_from_what_there_is(&figures);
        match scheme.level_ahead(&inputs, &Population::nobody(&scheme), &ways).expect("fitting inputs") {
            None => prop_assert!(false, "there are levels"),
            Some(Ahead::Highest) => prop_assert_eq!(class(&scheme, &inputs), Some(read("b"))),
            Some(Ahead::Score(unscored)) => {
                let reporting = |left_out: Option<&IndicatorCode>| {
                    let reports = unscored.reports.iter().filter(|code| Some(*code) != left_out);
                    let inputs = reports.fold(inputs.clone(), |inputs, code| inputs.with(code.clone(), Input::Number(Amount::ZERO)));
                    class(&scheme, &inputs)
                };
                prop_assert!(reporting(None).is_some(), "{unscored:?} bring a score");
                for code in &unscored.reports {
                    prop_assert_eq!(reporting(Some(code)), None, "{} is needed", code);
                }
            }
            Some(Ahead::Next(next)) => as_few_and_hardly_dearer(&next.reach, &scheme, &inputs, &ways),
        }
    }
}
