//! Bad schemes: each is told what is wrong with it, and where.

use super::{fixtures::*, *};
use crate::{amount::Amount, indicator::Polarity};

fn refused(nodes: Vec<Node>) -> Vec<String> {
    let refusals = file(nodes).checked().expect_err("refused");
    refusals.iter().map(ToString::to_string).collect()
}

#[test]
fn a_cycle_is_refused_at_each_of_its_nodes() {
    let said = refused(vec![
        root("root", Combination::Arithmetic),
        leaf("a", "root"),
        inner("x", "y", Combination::Arithmetic),
        inner("y", "x", Combination::Arithmetic),
        leaf("b", "y"),
    ]);
    assert_eq!(said, ["node x: it is its own ancestor", "node y: it is its own ancestor"]);
    let own_parent = inner("root", "root", Combination::Arithmetic);
    let said = refused(vec![own_parent]);
    assert!(said.iter().any(|said| said.contains("no node is the root")), "{said:?}");
    assert!(said.iter().any(|said| said == "node root: it is its own ancestor"), "{said:?}");
}

#[test]
fn a_code_that_stands_twice_is_all_that_is_said_of_it() {
    // Where the second counted, it would hang below its own child.
    let said = refused(vec![
        root("root", Combination::Arithmetic),
        inner("a", "root", Combination::Arithmetic),
        leaf("b", "a"),
        inner("a", "b", Combination::Arithmetic),
        root("root", Combination::Arithmetic),
    ]);
    assert_eq!(said, ["node a: the code stands twice", "node root: the code stands twice"]);
    let said = refused(vec![
        root("root", Combination::Arithmetic),
        leaf("a", "root"),
        leaf("a", "root"),
        inner("x", "y", Combination::Arithmetic),
        inner("y", "x", Combination::Arithmetic),
    ]);
    assert_eq!(
        said,
        ["node a: the code stands twice", "node x: it is its own ancestor", "node y: it is its own ancestor"]
    );
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let said = refused(vec![
        root("root", Combination::Arithmetic).when_missing(MissingRule::Exclude),
        leaf("a", "root").weighing("0"),
        leaf("b", "root").weighing("-1"),
        Node { reads: None, ..leaf("c", "root") },
        leaf("d", "root").reading(|reads| reads.polarity = Polarity::Lower),
        leaf("e", "root").normalised(Normaliser::Goalposts {
            lowest: Amount::ONE,
            highest: Amount::ONE,
            scale: Amount::ZERO,
        }),
        leaf("f", "root").reading(|reads| reads.coding = Coding::Level { lowest: 3, highest: 3 }),
    ]);
    for expected in [
        "node root: the root cannot be excluded",
        "node b: a weight must be 0 or more",
        "node c: it must either read an indicator or combine",
        "node d: where less is better",
        "node e: a lower bound is not below",
        "node e: a scale must be above zero",
        "node f: a lower bound is not below",
    ] {
        assert!(said.iter().any(|said| said.starts_with(expected)), "{expected}: {said:?}");
    }
}

#[test]
fn families_that_cannot_be_combined_are_refused() {
    let one = |nodes, expected: &str| {
        let said = refused(nodes);
        assert!(said.iter().any(|said| said.starts_with(expected)), "{expected}: {said:?}");
    };
    let top = || root("root", Combination::Arithmetic);
    one(vec![top()], "node root: it has no children");
    one(vec![top(), leaf("a", "root"), leaf("b", "a")], "node a: it reads an indicator and cannot have children");
    one(vec![top(), leaf("a", "root").weighing("0")], "node root: all of its children have the weight zero");
    one(vec![root("root", Combination::Min), leaf("a", "root").weighing("2")], "node a: its parent does not weigh");
    one(vec![root("root", Combination::BestOf { count: 0 }), leaf("a", "root")], "node root: best_of");
    one(vec![top(), leaf("a", "root"), leaf("a", "root")], "node a: the code stands twice");
    one(vec![top(), leaf("a", "nowhere")], "node a: its parent nowhere");
    one(vec![top(), leaf("a", "root"), root("b", Combination::Min)], "node b: there is another root already: root");
    one(vec![], "scheme: no node is the root");
    let deep: Vec<Node> = (0..40)
        .map(|level: i32| match level {
            0 => root("n0", Combination::Arithmetic),
            39 => leaf("n39", "n38"),
            _ => inner(&format!("n{level}"), &format!("n{}", level - 1), Combination::Arithmetic),
        })
        .collect();
    one(deep, "scheme: a tree has at most 32 levels");
    let many = std::iter::once(top()).chain((0..2_000).map(|at| leaf(&format!("a{at}"), "root"))).collect();
    one(many, "scheme: a scheme has at most 2000 nodes");
}

#[test]
fn thresholds_must_get_better() {
    let thresholds = |steps: &[(&str, &str)], polarity: Polarity| {
        let step = |(at, score): &(&str, &str)| Threshold { at: Point::Figure(amount(at)), score: amount(score) };
        let normalise = Normaliser::Thresholds { steps: steps.iter().map(step).collect(), below: Amount::ZERO };
        let leaf = leaf("a", "root").normalised(normalise).reading(|reads| reads.polarity = polarity);
        file(vec![root("root", Combination::Arithmetic), leaf]).checked().map_err(|refusals| refusals[0].reason.clone())
    };
    assert!(thresholds(&[("1", "50"), ("2", "75")], Polarity::Higher).is_ok());
    assert_eq!(thresholds(&[("1", "50"), ("2", "75")], Polarity::Lower), Err(SchemeReason::Thresholds));
    assert_eq!(thresholds(&[("1", "50"), ("1", "75")], Polarity::Higher), Err(SchemeReason::Thresholds));
    assert_eq!(thresholds(&[("1", "50"), ("2", "25")], Polarity::Higher), Err(SchemeReason::FallingScores));
    assert_eq!(thresholds(&[("1", "50")], Polarity::Higher), Err(SchemeReason::TooFewThresholds));
}

#[test]
fn a_way_needs_an_indicator_whose_figures_rise_or_fall() {
    let way = |from, to| Normaliser::TargetDistance { from: Point::Way(from), to: Point::Way(to), scale: Amount::ONE };
    let reasons = |node: Node| {
        let nodes =
            vec![root("root", Combination::Arithmetic), inner("x", "root", Combination::Min), leaf("a", "x"), node];
        match file(nodes).checked() {
            Ok(_) => Vec::new(),
            Err(refusals) => refusals.into_iter().map(|refusal| refusal.reason).collect(),
        }
    };
    let (start, end) = (Amount::ZERO, Amount::ONE);
    assert_eq!(reasons(leaf("b", "x").normalised(way(start, end))), []);
    assert_eq!(reasons(leaf("b", "x").normalised(way(end, start))), [SchemeReason::Thresholds]);
    let within = Polarity::Within([Amount::ONE, Amount::HUNDRED]);
    let bounded = leaf("b", "x").normalised(way(start, end)).reading(|reads| reads.polarity = within);
    assert_eq!(reasons(bounded), [SchemeReason::WayWithinBounds]);
    let combining = Node { normalise: way(start, end), ..inner("y", "root", Combination::Min) };
    assert!(reasons(combining).contains(&SchemeReason::WayWithoutIndicator));
}

#[test]
fn an_unknown_key_and_another_format_are_refused() {
    let (_, text) = SHIPPED[3];
    let wrong = [
        ("weight = \"1\"", "wieght = \"1\""),
        ("tidtam-scheme/1", "tidtam-scheme/9"),
        ("\"arithmetic\"", "\"average\""),
    ];
    for (from, to) in wrong {
        let error = toml::from_str::<SchemeFile>(&text.replacen(from, to, 1)).expect_err("refused");
        let named = to.trim_start_matches('"').split([' ', '"']).next().unwrap_or(to);
        assert!(error.to_string().contains(named), "{error}");
    }
}

#[test]
fn classes_must_rise_from_one_that_stands_for_the_rest() {
    let (_, text) = SHIPPED[3];
    let refused = |from: &str, to: &str| {
        let file: SchemeFile = toml::from_str(&text.replacen(from, to, 1)).expect("a file");
        file.checked().expect_err("refused").into_iter().map(|refusal| refusal.reason).collect::<Vec<_>>()
    };
    assert_eq!(refused("above = \"0.50\"", "above = \"0.20\""), [SchemeReason::ClassOrder(read("H"))]);
    assert_eq!(refused(", from = { above = \"0.25\" }", ""), [SchemeReason::Lowest(read("M"))]);
    assert_eq!(refused("code = \"H\"", "code = \"M\""), [SchemeReason::DuplicateClass(read("M"))]);
}

#[test]
fn what_is_wrong_with_a_level_is_said_at_the_level_or_its_criterion() {
    let (_, text) = SHIPPED[0];
    let text = text.replacen("node = \"services\", at_least = \"20\"", "node = \"service\", at_least = \"20\"", 1);
    let text = text.replacen("th = \"ระดับบริหารจัดการ\"", "th = \"\"", 1);
    let file: SchemeFile = toml::from_str(&text).expect("a file");
    let places: Vec<_> = file.checked().expect_err("refused").into_iter().map(|refusal| refusal.place).collect();
    let criterion = SchemePlace::Criterion { position: 2, level: read("defined"), criterion: 3 };
    assert_eq!(places, [criterion, SchemePlace::Class { position: 3, code: read("managed") }]);
}
