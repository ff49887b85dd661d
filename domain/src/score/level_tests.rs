//! Criteria of staged levels are held against what the scheme says is judged.

use super::{fixtures::*, *};
use crate::{amount::Amount, ids::ClassCode, text::Bilingual};
use proptest::prelude::*;

/// A level for which the whole needs 80 and its part 70; the score has two decimals.
fn staged(judged: Judged) -> Scheme {
    let mut file = file(vec![
        root("root", Combination::Arithmetic),
        inner("part", "root", Combination::Arithmetic),
        leaf("a", "part"),
        leaf("b", "root"),
    ]);
    let criterion = |node: &str, at_least: &str| Criterion { node: read(node), at_least: amount(at_least) };
    let level = |code: &str, criteria: Vec<Criterion>| Level {
        code: read::<ClassCode>(code),
        title: Bilingual::new("ระดับ", "level"),
        criteria,
    };
    let levels = vec![level("low", vec![]), level("high", vec![criterion("root", "80"), criterion("part", "70")])];
    file.scheme.rounding = Rounding { decimals: 2, judged };
    file.scheme.classing = Some(Classing { rule: ClassRule::Staged { levels }, provenance: provenance() });
    file.checked().expect("a scheme")
}

fn level(scheme: &Scheme, figures: [&str; 2]) -> (String, Vec<bool>) {
    let class = derive(scheme, &numbers(&figures)).class.expect("a level");
    (class.code.to_string(), class.criteria.iter().map(|met| met.holds).collect())
}

#[test]
fn a_score_that_is_shown_as_80_reaches_a_level_from_80_where_the_rounded_one_is_judged() {
    // The whole is 79.996 and the part 69.995: shown as 80.00 and 70.00.
    let nearly = ["69.995", "89.997"];
    assert_eq!(derive(&staged(Judged::Rounded), &numbers(&nearly)).published, Some(amount("80")));
    assert_eq!(level(&staged(Judged::Rounded), nearly), ("high".to_owned(), vec![true, true]));
    assert_eq!(level(&staged(Judged::Full), nearly), ("low".to_owned(), vec![false, false]));
    for judged in [Judged::Rounded, Judged::Full] {
        assert_eq!(level(&staged(judged), ["70", "90"]), ("high".to_owned(), vec![true, true]));
        assert_eq!(level(&staged(judged), ["69.99", "99"]), ("low".to_owned(), vec![true, false]), "no part is spared");
    }
}

#[test]
fn a_criterion_tells_what_the_node_has_before_rounding() {
    let derivation = derive(&staged(Judged::Rounded), &numbers(&["69.995", "89.997"]));
    let values: Vec<_> = derivation.class.expect("a level").criteria.into_iter().map(|met| met.value).collect();
    assert_eq!(values, [derivation.score, Some(amount("69.995"))]);
}

#[test]
fn what_is_asked_for_the_next_level_is_judged_alike() {
    let next = |judged, figures: [&str; 2]| {
        let scheme = staged(judged);
        let ahead = scheme.level_ahead(&numbers(&figures), &Population::nobody(&scheme), &[]).expect("fitting");
        let Some(Ahead::Next(next)) = ahead else { return None };
        Some(next.unmet.iter().map(|unmet| (unmet.node.to_string(), unmet.value)).collect::<Vec<_>>())
    };
    assert_eq!(next(Judged::Rounded, ["69.995", "89.997"]), None, "it is at the highest");
    let unrounded = [("root", "79.996"), ("part", "69.995")].map(|(node, has)| (node.to_owned(), Some(amount(has))));
    assert_eq!(next(Judged::Full, ["69.995", "89.997"]), Some(unrounded.to_vec()));
    assert_eq!(
        next(Judged::Rounded, ["69.994", "99"]),
        Some(vec![("part".to_owned(), Some(amount("69.99")))]),
        "what it has is told as it is judged"
    );
}

proptest! {
    #[test]
    fn whoever_is_shown_as_much_as_is_asked_has_it(thousandths in 79_000i64..81_000) {
        let figure = Amount::whole(thousandths).checked_div(Amount::whole(1_000)).expect("a number").to_string();
        let figures = [figure.as_str(), figure.as_str()];
        let scheme = staged(Judged::Rounded);
        let derivation = derive(&scheme, &numbers(&figures));
        let class = derivation.class.expect("a level");
        prop_assert_eq!(class.code.as_str() == "high", derivation.published >= Some(amount("80")));
        let before = scheme.head().classing.as_ref().and_then(|classing| classing.before_rounding(&class));
        prop_assert_eq!(before, derive(&staged(Judged::Full), &numbers(&figures)).class);
    }
}
