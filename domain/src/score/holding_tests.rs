use super::{
    super::{fixtures::*, *},
    *,
};
use crate::{
    amount::Amount,
    entry::Applicability,
    ids::{ClassCode, PlanCode},
    text::Bilingual,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A plan that asks `a` every quarter, `b` each half-year and `c` once a year; `c` is on its way from 0 to a target that rises
/// every year.
fn plan() -> Plan {
    let words = r#"{ "th": "คำ", "en": "words" }"#;
    let source = r#"{ "status": "demonstration", "source": "test" }"#;
    let indicator = |code: &str, frequency: &str, scope: &str, more: &str| {
        format!(
            r#"{{ "code": "{code}", "strategy": "S1", "name": {words}, "definition": {words}, "unit": {words},
                "measure": {{ "type": "amount" }}, "polarity": "higher", "frequency": "{frequency}", "scope": "{scope}",
                "weight": "1", "evidence": {{ "required": false, "description": {words} }}, "provenance": {source} {more} }}"#
        )
    };
    let milestone =
        |year: i32, value: i32| format!(r#"{{ "fiscal_year": {year}, "value": "{value}", "provenance": {source} }}"#);
    let targets = format!(
        r#", "baseline": {}, "targets": [{}, {}]"#,
        milestone(2566, 0),
        milestone(2569, 100),
        milestone(2570, 200)
    );
    let text = format!(
        r#"{{ "plan": {{ "code": "p", "version": 1, "title": {words}, "vision": {words}, "first_fiscal_year": 2566,
              "last_fiscal_year": 2570, "provenance": {source} }},
            "strategy": [{{ "code": "S1", "title": {words}, "provenance": {source} }}],
            "indicator": [{}, {}, {}, {}] }}"#,
        indicator("a", "quarterly", "agency", ""),
        indicator("b", "half_yearly", "agency", ""),
        indicator("c", "annual", "agency", &targets),
        indicator("national", "annual", "national", ""),
    );
    serde_json::from_str::<Plan>(&text).expect("a plan").checked().expect("a plan")
}

fn round(period: &str) -> Round {
    let text = serde_json::json!({ "code": period, "plan": "p", "plan_version": 1, "period": period,
        "window": { "opens": "2026-01-01T00:00:00Z", "due": "2026-01-02T00:00:00Z", "closes": "2026-01-03T00:00:00Z" } });
    serde_json::from_value(text).expect("a round")
}

fn holding(now: &Round, others: &[Round], plan: &Plan) -> Holding {
    Holding::new(Asking { round: now, plan }, others.iter().map(|round| Asking { round, plan }))
}

fn origin(holding: &Holding, indicator: &str) -> Option<String> {
    holding.origin(&read(indicator)).map(|origin| origin.round.to_string())
}

#[test]
fn an_answer_is_carried_until_it_is_asked_anew() {
    let plan = plan();
    let year = ["2569-q2", "2569-q4", "2570-q1", "2570-q2", "2570-q3", "2570-q4", "2571-q1"].map(round);
    for (now, b, c) in [
        ("2569-q2", None, None),
        ("2570-q1", Some("2569-q4"), Some("2569-q4")),
        ("2570-q2", None, Some("2569-q4")),
        ("2570-q3", Some("2570-q2"), Some("2569-q4")),
        ("2570-q4", None, None),
        ("2571-q1", Some("2570-q4"), Some("2570-q4")),
    ] {
        let holding = holding(&round(now), &year, &plan);
        assert_eq!([origin(&holding, "b").as_deref(), origin(&holding, "c").as_deref()], [b, c], "{now}");
        assert_eq!(origin(&holding, "a"), None, "{now}: it is asked");
        assert_eq!(origin(&holding, "national"), None, "{now}: no agency is asked");
        assert!(!holding.is_unasked(&read("a")) && !holding.is_unasked(&read("national")), "{now}");
    }
    let first = holding(&round("2569-q2"), &year, &plan);
    assert!(first.is_unasked(&read("c")) && !first.is_unasked(&read("b")), "b is asked in the second quarter");
    let taken: BTreeMap<String, Vec<String>> = holding(&round("2570-q3"), &year, &plan)
        .by_round()
        .into_iter()
        .map(|(round, of)| (round.to_string(), of.into_iter().map(ToString::to_string).collect()))
        .collect();
    assert_eq!(taken, [("2569-q4", "c"), ("2570-q2", "b")].map(|(r, i)| (r.to_owned(), vec![i.to_owned()])).into());
    let skipped = holding(&round("2571-q1"), &year[..4], &plan);
    assert!(skipped.is_unasked(&read("c")), "a year and more later the answer holds no more");
}

#[test]
fn answers_of_another_plan_period_or_definition_are_not_carried() {
    let (plan, now, before) = (plan(), round("2570-q1"), round("2569-q4"));
    assert!(Asking { round: &now, plan: &plan }.may_carry_from(&before));
    for other in ["2569", "2569-m12"] {
        let holding = holding(&now, &[round(other)], &plan);
        assert!(holding.is_unasked(&read("c")), "{other}: a quarter beside a year");
        assert!(!Asking { round: &now, plan: &plan }.may_carry_from(&round(other)));
    }
    assert_eq!(origin(&holding(&round("2570-m6"), &[round("2569-m12")], &plan), "c").as_deref(), Some("2569-m12"));
    let of_another = Round { plan: read::<PlanCode>("q"), ..before.clone() };
    assert!(holding(&now, std::slice::from_ref(&of_another), &plan).is_unasked(&read("c")));
    let mut reworded = plan.clone();
    reworded.indicators[2].definition = Bilingual::new("อื่น", "other");
    let asked = [Asking { round: &before, plan: &reworded }];
    let holding = Holding::new(Asking { round: &now, plan: &plan }, asked);
    assert!(holding.is_unasked(&read("c")) && origin(&holding, "b").is_some());
    let mut without = plan.clone();
    without.indicators.remove(2);
    let unknown = Holding::new(Asking { round: &now, plan: &plan }, [Asking { round: &before, plan: &without }]);
    assert!(unknown.is_unasked(&read("c")), "the version before did not have it");
}

#[test]
fn who_owed_no_report_was_not_asked() {
    let plan = plan();
    let holding = holding(&round("2570-q1"), &[round("2569-q4")], &plan);
    let not_asked = |owed: bool| holding.not_asked(move |_| owed).map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!((not_asked(true), not_asked(false)), (vec![], vec!["b".to_owned(), "c".to_owned()]));
}

#[test]
fn nobody_is_held_to_what_nobody_asked() {
    let imputed = MissingRule::Impute(Imputation::Value(amount("7")));
    let mean = MissingRule::Impute(Imputation::PopulationMean);
    let with = |rule: MissingRule| {
        scheme(vec![
            root("root", Combination::Arithmetic),
            leaf("a", "root").weighing("3"),
            leaf("b", "root").when_missing(rule),
        ])
    };
    let asked = numbers(&["60"]);
    let inputs = asked.clone().not_asked(&[read("b")]);
    for rule in [MissingRule::Zero, MissingRule::Exclude, MissingRule::ZeroIndex, imputed, mean] {
        let derivation = derive(&with(rule.clone()), &inputs);
        assert_eq!(derivation.score, Some(amount("60")), "{rule:?}");
        assert_eq!(derivation.zeroed_by, None);
        let b = found(&derivation, "b");
        assert_eq!((&b.absence, b.applied, b.value), (&Some(Absence::NotAsked), Some(Applied::Excluded), None));
        assert_eq!(found(&derivation, "a").weight_effective, Some(Amount::ONE), "its sibling takes its weight over");
    }
    // What no score may be without is waited for.
    let blocked = Absence::Blocked { node: read("b") };
    assert_eq!(score(&with(MissingRule::Block), &inputs), Err(blocked));
    // Who was asked and said nothing is held to it.
    assert_eq!(score(&with(MissingRule::Zero), &asked), Ok("45".to_owned()));
}

#[test]
fn a_part_of_which_nothing_was_asked_is_not_missing_either() {
    let tree = scheme(vec![
        root("root", Combination::Arithmetic),
        leaf("a", "root"),
        inner("part", "root", Combination::Arithmetic).when_missing(MissingRule::Zero),
        leaf("b", "part").when_missing(MissingRule::Zero),
        leaf("c", "part").when_missing(MissingRule::Exclude),
    ]);
    let part = |inputs: Inputs| found(&derive(&tree, &inputs), "part").absence.clone();
    let of_b = |input: Input| numbers(&["60"]).with(read("b"), input);
    assert_eq!(part(of_b(Input::NotAsked).with(read("c"), Input::NotAsked)), Some(Absence::NotAsked));
    assert_eq!(part(of_b(Input::NotApplicable).with(read("c"), Input::NotAsked)), Some(Absence::NotAsked));
    assert_eq!(part(of_b(Input::NotApplicable).with(read("c"), Input::NotApplicable)), Some(Absence::NotApplicable));
    assert_eq!(part(of_b(Input::NotAsked)), Some(Absence::ChildrenMissing), "c was asked and not answered");
    assert_eq!(score(&tree, &of_b(Input::NotAsked).with(read("c"), Input::NotAsked)), Ok("60".to_owned()));
    assert_eq!(score(&tree, &of_b(Input::NotAsked)), Ok("30".to_owned()));
    let nothing = Inputs::default().not_asked(&["a", "b", "c"].map(read));
    assert_eq!(score(&flat(Combination::Arithmetic, &["1", "1"]), &nothing), Err(Absence::Blocked { node: read("a") }));
}

/// Two leaves, `a` as it is and `c` by how far it is to its target, in a scheme with a level for which `c` has to be half way.
fn levelled(weights: [&str; 2], rule: &MissingRule) -> Scheme {
    let way = Normaliser::TargetDistance {
        from: Point::Way(Amount::ZERO),
        to: Point::Way(Amount::ONE),
        scale: amount("100"),
    };
    let leaf_of = |code: &str, weight: &str| leaf(code, "root").weighing(weight).when_missing(rule.clone());
    let mut file = file(vec![
        root("root", Combination::Arithmetic),
        leaf_of("a", weights[0]),
        leaf_of("c", weights[1]).normalised(way),
    ]);
    let level = |code: &str, criteria: Vec<Criterion>| Level {
        code: read::<ClassCode>(code),
        title: Bilingual::new("ระดับ", "level"),
        criteria,
    };
    let half = Criterion { node: read("c"), at_least: amount("50") };
    let levels = vec![level("begun", vec![]), level("half", vec![half])];
    file.scheme.classing = Some(Classing { rule: ClassRule::Staged { levels }, provenance: provenance() });
    file.checked().expect("a scheme")
}

proptest! {
    #[test]
    fn the_quarter_alone_moves_neither_score_nor_level(
        a in 0i64..=100, c in 0i64..=100, weights in (1i64..=9, 1i64..=9), rule in 0usize..4, is_applicable in any::<bool>(),
    ) {
        let (plan, rules) = (plan(), [MissingRule::Zero, MissingRule::Exclude, MissingRule::Block, MissingRule::ZeroIndex]);
        let weights = [weights.0.to_string(), weights.1.to_string()];
        let scheme = levelled([&weights[0], &weights[1]], &rules[rule]);
        let asked = ["2569-q4", "2570-q1", "2570-q2", "2570-q3"].map(round);
        let (of_a, of_c) = (read("a"), read("c"));
        let accepted = |indicator, figure: i64, applies: bool| Accepted {
            indicator,
            applicability: if applies { Applicability::Applies } else { Applicability::NotApplicable },
            parts: applies.then(|| (Amount::whole(figure), None)),
            trust: None,
            working: None,
        };
        let scored = |now: &Round| {
            let holding = holding(now, &asked, &plan);
            let own = [accepted(&of_a, a, true)].into_iter();
            let own = own.chain((now.code.as_str() == "2569-q4").then(|| accepted(&of_c, c, is_applicable)));
            let carried = holding.origin(&of_c).cloned().map(|origin| (origin, accepted(&of_c, c, is_applicable)));
            let inputs = Inputs::accepted(&plan, now.period, own).carrying(&plan, carried);
            let derivation = derive(&scheme, &inputs.not_asked(holding.not_asked(|_| true)));
            (derivation.score, derivation.absence, derivation.class)
        };
        let first = scored(&asked[0]);
        prop_assert!(first.0.is_some());
        for later in &asked[1..] {
            prop_assert_eq!(&scored(later), &first, "{}", later.code);
        }
    }
}
