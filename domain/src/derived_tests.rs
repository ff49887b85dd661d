use super::*;
use crate::{
    definition::DefinitionChange::{self, Definition, Polarity, Unit as OtherUnit},
    expression::{ExpressionReason, Figures, UnworkedReason, Used, When},
    plan::PlanError,
    problem::ProblemKind,
    snapshot::canonical,
};

/// An indicator as a plan has it; `more` are members of its own.
fn indicator(code: &str, measure: &str, more: &str) -> String {
    let words = r#"{ "th": "คำ", "en": "words" }"#;
    format!(
        r#"{{ "code": "{code}", "strategy": "S1", "name": {words}, "definition": {words}, "unit": {words},
            "measure": {measure}, "polarity": "higher", "frequency": "quarterly", "weight": "1",
            "evidence": {{ "required": false, "description": {words} }},
            "provenance": {{ "status": "demonstration", "source": "test" }}{more} }}"#
    )
}

const AGENCY: &str = r#", "scope": "agency""#;
const RATIO: &str = r#"{ "type": "ratio", "numerator": { "th": "ก" }, "denominator": { "th": "ข" }, "scale": "100" }"#;
const COUNT: &str = r#"{ "type": "count" }"#;
const AMOUNT: &str = r#"{ "type": "amount" }"#;

fn derived(value: &str, base: Option<&str>) -> String {
    let base = base.map(|base| format!(r#", "base": "{base}""#)).unwrap_or_default();
    format!(r#"{AGENCY}, "derived": {{ "value": "{value}"{base} }}"#)
}

/// A plan of two counts, two amounts, a national count, and what a test adds.
fn plan(more: &[String]) -> Result<Plan, PlanError> {
    let typed = ["online", "all"].map(|code| indicator(code, COUNT, AGENCY));
    let money = ["spent", "budget"].map(|code| indicator(code, r#"{ "type": "amount" }"#, AGENCY));
    let national = indicator("national", COUNT, r#", "scope": "national""#);
    let all: Vec<String> = typed.into_iter().chain(money).chain([national]).chain(more.iter().cloned()).collect();
    let text = format!(
        r#"{{ "plan": {{ "code": "p", "version": 1, "title": {{ "th": "ก" }}, "vision": {{ "th": "" }},
              "first_fiscal_year": 2566, "last_fiscal_year": 2570, "provenance": {{ "status": "demonstration", "source": "t" }} }},
            "strategy": [{{ "code": "S1", "title": {{ "th": "ก" }}, "provenance": {{ "status": "demonstration", "source": "t" }} }}],
            "indicator": [{}] }}"#,
        all.join(", ")
    );
    serde_json::from_str::<Plan>(&text).expect("a plan").checked()
}

fn fault(measure: &str, value: &str, base: Option<&str>) -> FormulaFault {
    match plan(&[indicator("derived", measure, &derived(value, base))]) {
        Err(PlanError::Formula { indicator, fault }) if indicator.as_str() == "derived" => fault,
        other => panic!("{other:?}"),
    }
}

fn code(text: &str) -> IndicatorCode {
    text.parse().expect("a code")
}

#[test]
fn what_a_formula_cannot_be_is_refused_with_its_part_and_place() {
    let unreadable = |value: &str| {
        let found = fault(COUNT, value, None);
        let FormulaFault::Unreadable { part: FormulaPart::Value, error } = found else { panic!("{found:?}") };
        error
    };
    let unknown = unreadable("[online] + [nothing]");
    assert_eq!((unknown.at.start, unknown.reason.code()), (11, "unknown_indicator"));
    assert_eq!(unreadable("[online] + [spent]").reason.code(), "units_differ");
    assert_eq!(unreadable(&format!("{}1{}", "(".repeat(40), ")".repeat(40))).reason, ExpressionReason::TooDeep);
    assert_eq!(unreadable(&vec!["[online]"; 150].join("+")).reason, ExpressionReason::TooManyParts);
    assert!(matches!(fault(COUNT, "[spent]", None), FormulaFault::UnitOf { part: FormulaPart::Value, .. }));
    assert!(matches!(fault(RATIO, "[online]", Some("[budget]")), FormulaFault::UnitOf { part: FormulaPart::Base, .. }));
    let by_zero = unreadable("[online] / 0");
    assert_eq!((by_zero.at.start, by_zero.reason), (11, ExpressionReason::DividesByZero));
    assert_eq!(unreadable("max(if(1 / 0 > 1, [online], 0), [all])").reason, ExpressionReason::DividesByZero);
    let (of_value, of_base) = (FormulaPart::Value, FormulaPart::Base);
    assert_eq!(fault(COUNT, "sum([derived])", None), FormulaFault::SumsItself { part: of_value });
    assert_eq!(fault(COUNT, "[online] + sum([derived])", None), FormulaFault::SumsItself { part: of_value });
    assert_eq!(fault(RATIO, "[online]", None), FormulaFault::BaseMissing);
    assert_eq!(fault(COUNT, "[online]", Some("[all]")), FormulaFault::BaseUnasked);
    assert_eq!(fault(r#"{ "type": "rank", "of": 5 }"#, "[online]", None), FormulaFault::Rank);
    let not_of_bodies = |part| FormulaFault::NotOfBodies { part, indicator: code("national") };
    assert_eq!(fault(COUNT, "[national]", None), not_of_bodies(of_value));
    let of_the_base = fault(RATIO, "[online]", Some("[all] + [national]"));
    assert_eq!((of_the_base.part(), of_the_base), (of_base, not_of_bodies(of_base)));
    let national = indicator("derived", COUNT, r#", "scope": "national", "derived": { "value": "[online]" }"#);
    assert!(matches!(
        plan(&[national]),
        Err(PlanError::Formula { fault: FormulaFault::NotOfBodies { part: FormulaPart::Value, indicator }, .. })
            if indicator.as_str() == "derived"
    ));
}

#[test]
fn what_has_a_figure_on_one_way_alone_is_no_fault() {
    let is_taken = |value: &str| plan(&[indicator("derived", COUNT, &derived(value, None))]).is_ok();
    assert!(is_taken("if([all] < 1 count, [online], sum([derived]))"), "the lowest bodies have the first");
    assert!(is_taken("if([all] > 0, [online], [all] / 0)"), "who has none has no figure, on purpose");
    assert!(is_taken("if([all] > 0 and sum([derived]) > 0, [online], 0)"));
    assert!(is_taken("if([all] > 0 or 1 / 0 > 1, [online], 0)"));
    assert!(!is_taken("if([all] > 0, sum([derived]), [online] + sum([derived]))"));
    assert!(!is_taken("if(sum([derived]) > 0 or [all] > 0, [online], 0)"));
    assert!(!is_taken("if([all] > 0, [online] / 0, [all] / 0)"));
    assert!(!is_taken("if(not 1 / 0 > 1 and [all] > 0, [online], 0)"));
    assert!(!is_taken("if([all] > 0, sum([derived]), [online] / 0)"), "each way has a fault of its own");
    assert!(!is_taken("if([all] > 0 and 1 / 0 > 1, [online], sum([derived]))"), "it holds for nobody");
    assert!(!is_taken("if([all] > 0 or sum([derived]) > 0, [all] / 0, [online])"), "it fails for nobody");
    assert!(is_taken("if([all] > 0 and not (1 / 0 > 1), [online] / 0, [online])"));
    assert!(is_taken("if([all] > 0 or 1 / 0 > 1, [online], [online] / 0)"));
    assert!(is_taken("previous([derived]) + [online]"), "an earlier edition may have had it");
    let through = |value: &str| {
        let below = indicator("a", COUNT, &derived("sum([b])", None));
        plan(&[below, indicator("b", COUNT, &derived(value, None))]).is_ok()
    };
    assert!(through("if([all] < 1 count, [online], [a])"));
    assert!(!through("min([online], [a])"));
}

#[test]
fn of_what_is_never_measured_the_fault_is_told_where_it_stands() {
    let fault = |of: &[(&str, &str)]| {
        let more: Vec<String> = of.iter().map(|(code, value)| indicator(code, COUNT, &derived(value, None))).collect();
        match plan(&more) {
            Ok(_) => None,
            Err(PlanError::Formula { indicator, fault }) => Some((indicator.to_string(), fault)),
            Err(other) => panic!("{other:?}"),
        }
    };
    let sums = |code: &str| Some((code.to_owned(), FormulaFault::SumsItself { part: FormulaPart::Value }));
    let itself = ("z", "sum([z])");
    assert_eq!(
        fault(&[("a", "if([all] > 0, sum([a]), [z])"), itself]),
        sums("z"),
        "two ways, and both come to nothing"
    );
    assert_eq!(fault(&[("a", "sum([z]) + 1 count"), itself]), sums("z"), "there is nothing wrong with the first");
    assert_eq!(fault(&[("a", "sum([b])"), ("b", "if([all] > 0, [a], [online] - [a])")]), sums("a"));
    let each = "if([all] > 0, sum([a]), sum([b]))";
    assert_eq!(fault(&[("a", each), ("b", each)]), sums("a"), "neither begins without one of them");
    assert_eq!(fault(&[("a", each), ("b", "if([all] > 0, sum([a]), [online])")]), None, "the second begins");
    let (code, by_zero) = fault(&[("a", "sum([z])"), ("z", "[online] / 0")]).expect("a fault");
    assert!(matches!(by_zero, FormulaFault::Unreadable { part: FormulaPart::Value, .. }) && code == "z");
}

#[test]
fn formulas_that_need_one_another_are_refused_and_those_of_the_round_before_are_not() {
    let circle =
        [indicator("a", COUNT, &derived("[b] + [online]", None)), indicator("b", COUNT, &derived("[a]", None))];
    let Err(PlanError::Formula { indicator: of, fault: FormulaFault::Cycle(cycle) }) = plan(&circle) else {
        panic!("a circle")
    };
    assert_eq!((of, cycle.indicators), (code("a"), [code("a"), code("b")].into()));
    let below = [indicator("a", COUNT, &derived("sum([b])", None)), indicator("b", COUNT, &derived("[a]", None))];
    assert!(matches!(plan(&below), Err(PlanError::Formula { fault: FormulaFault::SumsItself { .. }, .. })));
    let chain = [
        indicator("b", COUNT, &derived("[a] + [online]", None)),
        indicator("a", COUNT, &derived("[online] - previous([b])", None)),
    ];
    let formulas = plan(&chain).expect("a plan").formulas().expect("formulas");
    let order: Vec<_> = formulas.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(order, ["a", "b"]);
    assert_eq!(formulas.taken_before(), [&code("b")].into());
}

#[test]
fn a_derived_indicator_is_defined_otherwise_where_anything_behind_it_is() {
    let chain = [
        indicator("a", COUNT, &derived("[online] - previous([b])", None)),
        indicator("b", COUNT, &derived("[a] + [online]", None)),
        indicator("c", AMOUNT, &derived("sum([spent])", None)),
    ];
    let one = plan(&chain).expect("a plan");
    let changes = |change: &dyn Fn(&mut Indicator)| -> Vec<Vec<DefinitionChange>> {
        let mut other = one.clone();
        change(other.indicators.iter_mut().find(|known| known.code.as_str() == "online").expect("it"));
        let other = other.checked().expect("a plan");
        let of = |of: &str| one.indicator(&code(of)).zip(other.indicator(&code(of))).expect("in both");
        ["online", "a", "b", "c"].map(of).map(|(one, other)| other.changes_from(one)).to_vec()
    };
    let reworded = changes(&|online| online.definition.th.push_str(" ใหม่"));
    assert_eq!(reworded, [vec![Definition], vec![Definition], vec![Definition], vec![]]);
    let counted = changes(&|online| online.unit.th.push_str(" ใหม่"));
    assert_eq!(counted, [vec![OtherUnit], vec![OtherUnit], vec![OtherUnit], vec![]]);
    let turned = changes(&|online| online.polarity = crate::indicator::Polarity::Lower);
    assert_eq!(turned, [vec![Polarity], vec![], vec![], vec![]], "the numbers are the same");
    let read: Plan = serde_json::from_str(&canonical(&one).expect("canonical")).expect("a plan");
    assert_eq!(
        read.indicator(&code("b")).and_then(|b| b.derived.as_ref()).map(|b| b.inputs.len()),
        Some(2),
        "kept ones know too"
    );
    assert_eq!(read, one);
}

#[test]
fn nobody_proves_what_nobody_reports() {
    let proven =
        indicator("derived", COUNT, &derived("[online]", None)).replace("\"required\": false", "\"required\": true");
    assert!(matches!(plan(&[proven]), Err(PlanError::DerivedEvidence(_))));
}

/// Works one derived indicator out with figures of this round, ten of the round before and three bodies below.
fn work_out(measure: &str, value: &str, base: Option<&str>, now: &[(&str, i64)]) -> Working {
    work_out_more(measure, value, base, now, "")
}

fn work_out_more(measure: &str, value: &str, base: Option<&str>, now: &[(&str, i64)], more: &str) -> Working {
    let more = format!("{}{more}", derived(value, base));
    let plan = plan(&[indicator("derived", measure, &more)]).expect("a plan");
    let formulas = plan.formulas().expect("formulas");
    let (code, formula) = formulas.iter().next().expect("a formula");
    let figure = |code: &IndicatorCode, when: When| match when {
        When::Now => now.iter().find(|(known, _)| *known == code.as_str()).map(|(_, figure)| Amount::whole(*figure)),
        When::Previous => (code.as_str() == "online").then_some(Amount::whole(10)),
    };
    let of_children = |code: &IndicatorCode| match code.as_str() {
        "online" => vec![Some(Amount::whole(4)), None, Some(Amount::whole(5))],
        _ => vec![None, None],
    };
    let is_redefined = |code: &IndicatorCode| code.as_str() == "spent";
    let figures = Figures { figure: &figure, is_redefined: &is_redefined, of_children: &of_children };
    formula.work_out(plan.indicator(code).expect("it"), &figures)
}

fn parts(working: &Working) -> Option<(String, Option<String>)> {
    working.parts().map(|(value, base)| (value.to_string(), base.map(|base| base.to_string())))
}

fn why(working: &Working) -> (FormulaPart, &'static str) {
    let Working::Unworked { part, why, .. } = working else { panic!("{working:?}") };
    (*part, why.reason.code())
}

#[test]
fn a_ratio_is_worked_out_in_its_parts_so_that_it_stays_a_ratio_of_sums() {
    let working = work_out(RATIO, "[online]", Some("[all]"), &[("online", 3), ("all", 7)]);
    assert_eq!(parts(&working), Some(("3".to_owned(), Some("7".to_owned()))));
    let before = work_out(COUNT, "max([online] - previous([online]), 0)", None, &[("online", 13)]);
    assert_eq!(parts(&before), Some(("3".to_owned(), None)));
    assert_eq!(before.taken_before(&code("online")), Some(Amount::whole(10)));
    let sum = work_out(COUNT, "sum([online]) + [all]", None, &[("all", 1)]);
    assert_eq!(parts(&sum), Some(("10".to_owned(), None)));
    assert_eq!(sum.summed(&code("online")), Some((Amount::whole(9), 2, 1)));
}

#[test]
fn a_number_is_kept_with_as_many_decimals_as_people_may_type() {
    let baht = work_out(AMOUNT, "100 baht / 3", None, &[]);
    assert_eq!(parts(&baht), Some(("33.333333".to_owned(), None)));
    let whole = work_out(COUNT, "[online] / 3 * 3", None, &[("online", 1)]);
    assert_eq!(parts(&whole), Some(("1".to_owned(), None)), "as it is kept it is whole");
}

#[test]
fn missing_is_not_measured_and_never_zero() {
    let missing = work_out(RATIO, "[online]", Some("[all]"), &[("online", 3)]);
    assert_eq!(why(&missing), (FormulaPart::Base, "figure_missing"));
    assert_eq!((parts(&missing), missing.used().count()), (None, 1), "what was taken until then is told");
    let by_zero = work_out(COUNT, "[online] * [online] / [all]", None, &[("online", 3), ("all", 0)]);
    assert_eq!(why(&by_zero), (FormulaPart::Value, "division_by_zero"));
    let zero_base = work_out(RATIO, "[online]", Some("[all]"), &[("online", 3), ("all", 0)]);
    assert_eq!(why(&zero_base), (FormulaPart::Base, "division_by_zero"));
    let nobody = work_out(COUNT, "sum([all])", None, &[]);
    assert_eq!((why(&nobody).1, nobody.nobody_below()), ("nobody_below", Some(&code("all"))));
    let redefined = work_out(AMOUNT, "[budget] - previous([spent])", None, &[("budget", 9), ("spent", 1)]);
    assert_eq!(
        (why(&redefined).1, redefined.redefined()),
        ("redefined", Some(&code("spent"))),
        "figures of then do not count"
    );
    let before = work_out(COUNT, "previous([all])", None, &[("all", 1)]);
    assert!(matches!(
        &before,
        Working::Unworked { why, .. } if matches!(why.reason, UnworkedReason::FigureMissing { when: When::Previous, .. })
    ));
}

#[test]
fn what_an_indicator_cannot_be_is_not_measured_either() {
    let is_unfit = |working: &Working| matches!(working, Working::Unfit { .. });
    assert!(is_unfit(&work_out(RATIO, "[online]", Some("0 - [all]"), &[("online", 3), ("all", 7)])), "below zero");
    let bounded = |online| {
        let range = r#", "range": { "lowest": "0", "highest": "100" }"#;
        work_out_more(RATIO, "[online]", Some("[all]"), &[("online", online), ("all", 7)], range)
    };
    assert!(is_unfit(&bounded(8)) && !is_unfit(&bounded(7)), "above the highest possible");
    let level = r#"{ "type": "level", "lowest": 1, "highest": 5, "meets_at": 3 }"#;
    let of = |formula: &str| work_out(level, formula, None, &[("online", 3)]);
    assert!(is_unfit(&of("6 level")) && is_unfit(&of("1.5 level")));
    assert_eq!(parts(&of("if([online] > 2 count, 3 level, 1 level)")), Some(("3".to_owned(), None)));
    let yes_no = |formula: &str| work_out(r#"{ "type": "yes_no" }"#, formula, None, &[("online", 3)]);
    assert!(is_unfit(&yes_no("2")));
    assert_eq!(parts(&yes_no("if([online] > 2 count, 1, 0)")), Some(("1".to_owned(), None)));
    assert!(is_unfit(&work_out(COUNT, "[online] * 1000000000", None, &[("online", 1_000_000)])), "sixteen digits");
}

/// Which rule of typed values it breaks.
fn unfit(working: &Working) -> ProblemKind {
    let Working::Unfit { why: Some(why), .. } = working else { panic!("{working:?}") };
    assert_eq!(working.parts(), None, "it is not measured");
    why.clone()
}

#[test]
fn the_rules_of_typed_values_hold_for_those_that_are_worked_out() {
    let online = [("online", 4)];
    assert_eq!(unfit(&work_out(COUNT, "[online] - 34 count", None, &online)), ProblemKind::Negative);
    assert_eq!(unfit(&work_out(COUNT, "[online] / 3", None, &online)), ProblemKind::NotWhole);
    assert_eq!(unfit(&work_out(r#"{ "type": "cumulative" }"#, "[online] / 3", None, &online)), ProblemKind::NotWhole);
    assert_eq!(unfit(&work_out(AMOUNT, "0 baht - 1 baht", None, &[])), ProblemKind::Negative);
    let above = unfit(&work_out(RATIO, "[online]", Some("[all]"), &[("online", 4), ("all", 3)]));
    assert_eq!(above, ProblemKind::NumeratorAboveDenominator);
    let part = unfit(&work_out(RATIO, "[online] / 3", Some("[all]"), &[("online", 4), ("all", 3)]));
    assert_eq!(part, ProblemKind::NotWhole, "things are counted here");
    let money = work_out(RATIO, "100 baht / 3", Some("100 baht"), &[]);
    assert_eq!(parts(&money), Some(("33.333333".to_owned(), Some("100".to_owned()))), "and here they are not");
    let level = r#"{ "type": "level", "lowest": 1, "highest": 5, "meets_at": 3 }"#;
    let bounds = ProblemKind::OutOfRange { lowest: Amount::ONE, highest: Amount::whole(5) };
    assert_eq!(unfit(&work_out(level, "6 level", None, &[])), bounds);
    assert_eq!(unfit(&work_out(r#"{ "type": "yes_no" }"#, "2", None, &[])), ProblemKind::NotYesNo);
    assert_eq!(unfit(&work_out(COUNT, "[online] * 1000000000", None, &[("online", 1_000_000)])), ProblemKind::TooLarge);
}

#[test]
fn a_working_is_written_canonically_and_read_again() {
    for working in [
        work_out(RATIO, "[online] - previous([online])", Some("sum([online])"), &[("online", 12)]),
        work_out(RATIO, "[online]", Some("[all]"), &[("online", 3)]),
        work_out(COUNT, "[online] * [online] / [all]", None, &[("online", 3), ("all", 0)]),
        work_out(COUNT, "sum([all])", None, &[]),
        work_out(RATIO, "[online]", Some("0 - [all]"), &[("online", 3), ("all", 7)]),
    ] {
        let text = canonical(&working).expect("canonical");
        let again: Working = serde_json::from_str(&text).expect("read");
        assert_eq!((canonical(&again).expect("canonical"), again), (text, working));
    }
    let used = work_out(COUNT, "[online]", None, &[("online", 3)]);
    assert!(matches!(used.used().collect::<Vec<_>>()[..], [Used::Figure { when: When::Now, .. }]));
}
