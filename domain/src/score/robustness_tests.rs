//! What leaving a node out does to those whom something was not asked of, or who lack something.

use super::super::{fixtures::*, *};

/// The place of each body with the weights of the scheme, and without one node.
fn places(scheme: &Scheme, bodies: &[Inputs], node: &str) -> [Vec<Option<i64>>; 2] {
    let named = bodies.iter().zip(["p", "q", "r"]).map(|(inputs, code)| (read(code), inputs));
    let plan = RobustnessPlan { seed: 1, draws: 1, spread: amount("0.1") };
    let found = scheme.robustness(named, &Population::nobody(scheme), plan, |_| {}).expect("fitting inputs");
    let left_out = found.left_out.into_iter().find(|left_out| left_out.node.as_str() == node).expect("it has siblings");
    [found.intervals.into_iter().map(|interval| interval.place).collect(), left_out.places]
}

/// A pillar of `a` and `b` beside `c`, all of the same weight.
fn pillar(missing: MissingRule, a: MissingRule) -> Scheme {
    scheme(vec![
        root("root", Combination::Arithmetic),
        inner("x", "root", Combination::Arithmetic).when_missing(missing),
        leaf("a", "x").when_missing(a),
        leaf("b", "x").when_missing(MissingRule::Exclude),
        leaf("c", "root").when_missing(MissingRule::Exclude),
    ])
}

#[test]
fn a_pillar_whose_rest_does_not_apply_falls_away_with_the_node_and_is_not_missing() {
    // p and r stand at (10 + 60) / 2, q at (45 + 30) / 2. Without `a` nothing of the pillar is asked of p, which has 60; q has
    // (50 + 30) / 2; r lacks the whole pillar.
    let bodies = [["10", "-", "60"], ["40", "50", "30"], ["10", "", "60"]].map(|body| numbers(&body));
    for (rule, of_who_lacks_it) in [(MissingRule::Zero, Some(3)), (MissingRule::Block, None)] {
        let scheme = pillar(rule.clone(), MissingRule::Exclude);
        let [with, without] = places(&scheme, &bodies, "a");
        assert_eq!(with, [Some(2), Some(1), Some(2)], "{rule:?}");
        assert_eq!(without, [Some(1), Some(2), of_who_lacks_it], "{rule:?}");
    }
}

#[test]
fn what_stands_below_a_pillar_that_is_left_out_makes_no_score_zero() {
    let bodies = [["", "50", "60"], ["40", "40", "30"]].map(|body| numbers(&body));
    let scheme = pillar(MissingRule::Exclude, MissingRule::ZeroIndex);
    let first_is_first = [Some(1), Some(2)];
    let [with, without_the_pillar] = places(&scheme, &bodies, "x");
    assert_eq!((with, without_the_pillar), (vec![Some(2), Some(1)], first_is_first.to_vec()));
    assert_eq!(places(&scheme, &bodies, "a")[1], first_is_first, "nor does the leaf itself");
}
