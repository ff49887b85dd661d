use super::*;
use crate::{
    indicator::{EvidenceRule, Frequency, Polarity, Range, Scope},
    plan::{Provenance, ProvenanceStatus},
    text::Bilingual,
    trajectory::Interpolation,
    usual::Usual,
};
use proptest::prelude::*;

fn indicator(measure: Measure) -> Indicator {
    let words = || Bilingual::new("คำ", "word");
    Indicator {
        code: "svc-e2e".parse().expect("a code"),
        strategy: "B2".parse().expect("a code"),
        name: words(),
        definition: words(),
        unit: words(),
        measure,
        polarity: Polarity::Higher,
        frequency: Frequency::Quarterly,
        scope: Scope::Agency,
        reporters: Vec::new(),
        weight: Amount::ONE,
        evidence: EvidenceRule { required: false, description: words() },
        range: None,
        baseline: None,
        targets: Vec::new(),
        interpolation: Interpolation::Linear,
        derived: None,
        links: Vec::new(),
        provenance: Provenance { status: ProvenanceStatus::Demonstration, source: "test".to_owned() },
    }
}

fn percent() -> Indicator {
    indicator(Measure::Ratio {
        numerator: Bilingual::default(),
        denominator: Bilingual::default(),
        scale: Amount::HUNDRED,
    })
}

fn typed(value: &str, base: &str) -> Entry {
    Entry { value: value.to_owned(), base: base.to_owned(), ..Entry::default() }
}

fn codes(indicator: &Indicator, entry: &Entry, before: Before) -> Vec<&'static str> {
    check(indicator, Facts { entry, evidence_count: 0, before }).problems.iter().map(Problem::code).collect()
}

fn codes_of(indicator: &Indicator, value: &str, base: &str) -> Vec<&'static str> {
    codes(indicator, &typed(value, base), Before::default())
}

fn after(figure: i64) -> Before {
    Before { figure: Some(Amount::whole(figure)), is_same_fiscal_year: true, ..Before::default() }
}

#[test]
fn a_good_ratio_has_no_problem() {
    let checked =
        check(&percent(), Facts { entry: &typed("๑๒", "1,000"), evidence_count: 0, before: Before::default() });
    assert_eq!(checked.problems, []);
    assert_eq!(checked.reading.and_then(|reading| reading.figure(&percent())), "1.2".parse().ok());
}

#[test]
fn a_figure_is_read_as_it_is_told_and_only_where_the_indicator_can_have_it() {
    let read = |indicator: &Indicator, text: &str| read_figure(indicator, text).map(|figure| figure.to_string());
    let between = |lowest, highest| {
        Err(ProblemKind::OutOfRange { lowest: Amount::whole(lowest), highest: Amount::whole(highest) })
    };
    let level = indicator(Measure::Level { lowest: 1, highest: 5, meets_at: 3 });
    let beyond = Indicator { range: Some(Range { lowest: Amount::ZERO, highest: Amount::whole(150) }), ..percent() };
    for (indicator, text, expected) in [
        (&percent(), "๘๑.๕๗ %", Ok("81.57".to_owned())),
        (&percent(), "100.01", between(0, 100)),
        (&percent(), "-1", between(0, 100)),
        (&percent(), "many", Err(ProblemKind::NotANumber)),
        (&percent(), "81.57575757", Err(ProblemKind::TooPrecise)),
        (&beyond, "120", Ok("120".to_owned())),
        (&beyond, "151", between(0, 150)),
        (&level, "5", Ok("5".to_owned())),
        (&level, "9", between(1, 5)),
        (&level, "2.5", Err(ProblemKind::NotWhole)),
        (&indicator(Measure::Rank { of: 193 }), "0", between(1, 193)),
        (&indicator(Measure::Count), "2.5", Err(ProblemKind::NotWhole)),
        (&indicator(Measure::Count), "-2", Err(ProblemKind::Negative)),
        (&indicator(Measure::Amount), "0.25", Ok("0.25".to_owned())),
        (&indicator(Measure::Count), "5%", Err(ProblemKind::PercentSign)),
        (&level, "5 %", Err(ProblemKind::PercentSign)),
    ] {
        assert_eq!(read(indicator, text), expected, "{text}");
    }
}

#[test]
fn impossible_ratios_are_refused() {
    assert_eq!(codes_of(&percent(), "13", "12"), ["numerator_above_denominator"]);
    assert_eq!(codes_of(&percent(), "1", "0"), ["zero_denominator"]);
    assert_eq!(codes_of(&percent(), "0", "0"), ["zero_denominator"]);
    assert_eq!(codes_of(&percent(), "1", "-5"), ["negative"]);
    assert_eq!(codes_of(&percent(), "-1", "5"), ["negative"]);
    assert_eq!(codes_of(&percent(), "50%", "100"), ["percent_sign"]);
}

#[test]
fn a_number_below_zero_is_told_nothing_of_the_bounds_of_the_ratio() {
    let bounded = Indicator { range: Some(Range { lowest: Amount::ZERO, highest: Amount::HUNDRED }), ..percent() };
    assert_eq!(codes_of(&bounded, "-5", "100"), ["negative"]);
}

#[test]
fn things_are_counted_whole_and_money_is_not() {
    assert_eq!(codes_of(&percent(), "1,234.50", "2,469"), ["not_whole"]);
    assert_eq!(codes_of(&percent(), "1", "2.5"), ["not_whole"]);
    let (numerator, denominator) = (Bilingual::new("เงินที่เบิกจ่าย (บาท)", "Disbursed (baht)"), Bilingual::default());
    let money = indicator(Measure::Ratio { numerator, denominator, scale: Amount::HUNDRED });
    assert_eq!(codes_of(&money, "1,234.50", "2,469.25"), [] as [&str; 0]);
}

#[test]
fn both_fields_of_a_ratio_are_reported_at_once() {
    assert_eq!(codes_of(&percent(), "", "x"), ["blank", "not_a_number"]);
}

#[test]
fn a_ratio_may_exceed_its_whole_where_the_plan_says_so() {
    let mut generous = percent();
    generous.range = Some(Range { lowest: Amount::ZERO, highest: Amount::whole(200) });
    assert_eq!(codes_of(&generous, "150", "100"), [""; 0]);
    assert_eq!(codes_of(&generous, "250", "100"), ["out_of_range"]);
}

#[test]
fn things_are_counted_in_whole_numbers() {
    assert_eq!(codes_of(&indicator(Measure::Count), "1.5", ""), ["not_whole"]);
    assert_eq!(codes_of(&indicator(Measure::Amount), "1.5", ""), [""; 0]);
}

#[test]
fn levels_ranks_and_answers_have_their_own_bounds() {
    let level = indicator(Measure::Level { lowest: 1, highest: 5, meets_at: 3 });
    assert_eq!(codes_of(&level, "6", ""), ["out_of_range"]);
    assert_eq!(codes_of(&level, "2.5", ""), ["not_whole"]);
    assert_eq!(codes_of(&level, "๓", ""), [""; 0]);
    assert_eq!(codes_of(&indicator(Measure::Rank { of: 193 }), "0", ""), ["out_of_range"]);
    assert_eq!(codes_of(&indicator(Measure::YesNo), "บางส่วน", ""), ["not_yes_no"]);
    assert_eq!(codes_of(&indicator(Measure::YesNo), "ใช่", ""), [""; 0]);
}

#[test]
fn not_applicable_needs_a_reason_and_nothing_else() {
    let mut entry = Entry { applicability: Applicability::NotApplicable, ..Entry::default() };
    assert_eq!(codes(&percent(), &entry, Before::default()), ["reason_missing"]);
    entry.not_applicable_reason = "ไม่มีบริการ".to_owned();
    assert_eq!(codes(&percent(), &entry, Before::default()), [""; 0]);
}

#[test]
fn required_evidence_is_asked_for() {
    let mut strict = percent();
    strict.evidence.required = true;
    assert_eq!(codes_of(&strict, "1", "2"), ["evidence_missing"]);
    let with_file = check(&strict, Facts { entry: &typed("1", "2"), evidence_count: 1, before: Before::default() });
    assert_eq!(with_file.problems, []);
}

#[test]
fn a_number_in_the_wrong_unit_has_to_be_explained() {
    let money = indicator(Measure::Amount);
    assert_eq!(codes(&money, &typed("1,200,000,000", ""), after(1200)), ["unit_slip"]);
    assert_eq!(codes(&money, &typed("1.3", ""), after(1200)), ["unit_slip"]);
    assert_eq!(codes(&money, &typed("1300", ""), after(1200)), [""; 0]);
}

#[test]
fn a_jump_has_to_be_explained_and_the_explanation_lets_it_pass() {
    assert_eq!(codes(&percent(), &typed("80", "100"), after(40)), ["jumped"]);
    assert_eq!(codes(&percent(), &typed("60", "100"), after(40)), [""; 0]);
    let explained = Entry { explanation: "เปิดระบบใหม่".to_owned(), ..typed("80", "100") };
    let checked = check(&percent(), Facts { entry: &explained, evidence_count: 0, before: after(40) });
    assert_eq!(
        checked.problems.iter().map(|problem| (problem.severity, problem.blocks())).collect::<Vec<_>>(),
        [(Severity::Explained, false)]
    );
}

#[test]
fn a_running_total_does_not_fall_within_a_year() {
    let total = indicator(Measure::Cumulative);
    assert_eq!(codes(&total, &typed("90", ""), after(100)), ["fell"]);
    let new_year = Before { is_same_fiscal_year: false, ..after(100) };
    assert_eq!(codes(&total, &typed("90", ""), new_year), [""; 0]);
}

fn usual(numbers: &[i64]) -> Option<Usual> {
    Usual::of(numbers.iter().copied().map(Amount::whole).collect())
}

#[test]
fn a_figure_far_from_the_own_past_has_to_be_explained() {
    let before = Before { own: usual(&[40, 41, 40, 42, 41]), ..after(42) };
    assert_eq!(codes(&percent(), &typed("60", "100"), before), ["far_from_own"]);
    assert_eq!(codes(&percent(), &typed("50", "100"), before), [""; 0]);
    assert_eq!(codes(&percent(), &typed("80", "100"), before), ["jumped"], "one sentence for one figure");
    let short = Before { own: usual(&[40, 41, 40]), ..after(40) };
    assert_eq!(codes(&percent(), &typed("60", "100"), short), [""; 0], "three periods are no history");
    let amount = indicator(Measure::Amount);
    let before = Before { own: usual(&[1_000, 1_000, 1_100, 1_000]), ..after(1_100) };
    assert_eq!(codes(&amount, &typed("1,600", ""), before), ["far_from_own"]);
    let small = Before { own: usual(&[1, 1, 1, 1]), ..after(1) };
    assert_eq!(codes(&indicator(Measure::Count), &typed("9", ""), small), [""; 0], "few of few");
}

#[test]
fn a_figure_far_from_those_of_peers_has_to_be_explained_when_it_is_new() {
    let peers = usual(&[80, 82, 84, 85, 85, 86, 88, 90]);
    let alone = Before { peers, ..Before::default() };
    assert_eq!(codes(&percent(), &typed("20", "100"), alone), ["far_from_peers"]);
    assert_eq!(codes(&percent(), &typed("75", "100"), alone), [""; 0]);
    assert_eq!(codes(&percent(), &typed("20", "100"), Before { peers, ..after(22) }), [""; 0], "it was so before");
    let few = Before { peers: usual(&[80, 82, 84, 85]), ..Before::default() };
    assert_eq!(codes(&percent(), &typed("20", "100"), few), [""; 0], "four are no peers");
}

#[test]
fn a_sum_is_held_against_peers_for_its_unit_alone() {
    let peers = usual(&[2, 3, 3, 4, 5, 5, 6, 900]);
    let before = Before { peers, ..Before::default() };
    let money = indicator(Measure::Amount);
    assert_eq!(codes(&money, &typed("900", ""), before), [""; 0], "a large body is no mistake");
    assert_eq!(codes(&money, &typed("4,000,000", ""), before), ["far_from_peers"]);
}

#[test]
fn the_partner_of_a_ratio_is_held_against_its_own_past() {
    let before = Before { base: Some(Amount::whole(64)), ..after(50) };
    let checked = check(&percent(), Facts { entry: &typed("3,200", "6,400"), evidence_count: 0, before });
    let found: Vec<_> = checked.problems.iter().map(|problem| (problem.field, problem.code())).collect();
    assert_eq!(found, [(Field::Base, "base_jumped")], "both were typed a hundred times too large");
    assert_eq!(codes(&percent(), &typed("35", "70"), before), [""; 0]);
}

#[test]
fn a_running_total_is_compared_with_the_same_point_of_earlier_years() {
    let period = |text: &str| text.parse::<crate::calendar::Period>().expect("a period");
    let earlier =
        |text: &str, figure: i64| surprise::Earlier { period: period(text), figure: Amount::whole(figure), base: None };
    let past = [earlier("2568-q1", 10), earlier("2568-q4", 90), earlier("2569-q1", 12), earlier("2569-q4", 95)];
    let of = |measure| Before::of(&indicator(measure), period("2570-q1"), &past, &[]).own.map(|own| own.figures);
    assert_eq!((of(Measure::Cumulative), of(Measure::Count)), (Some(2), Some(4)));
    let before = Before::of(&indicator(Measure::Cumulative), period("2570-q1"), &past, &[]);
    assert_eq!(codes(&indicator(Measure::Cumulative), &typed("11", ""), before), [""; 0], "a new year begins anew");
}

#[test]
fn means_stay_small_enough_to_be_summed_exactly() {
    let mean = indicator(Measure::Mean { weight: Bilingual::default() });
    assert_eq!(codes_of(&mean, "3.5", "12"), [""; 0]);
    assert_eq!(codes_of(&mean, "3.5", "1.5"), ["not_whole"]);
    assert_eq!(codes_of(&mean, "10000000", "12"), ["too_large"]);
    assert_eq!(codes_of(&mean, "3.5", "0"), ["zero_denominator"]);
}

proptest! {
    #[test]
    fn the_rules_never_panic_and_never_pass_what_cannot_be_read(value in ".{0,20}", base in ".{0,20}") {
        for measure in [Measure::Count, Measure::YesNo, Measure::Amount, percent().measure, Measure::Mean { weight: Bilingual::default() }] {
            let entry = typed(&value, &base);
            let before = Before { own: usual(&[40, 41, 40, 42, 41]), peers: usual(&[1, 2, 3, 4, 5, 6, 7, 8]), ..after(41) };
            let checked = check(&indicator(measure), Facts { entry: &entry, evidence_count: 0, before });
            prop_assert!(checked.reading.is_some() || checked.problems.iter().any(Problem::blocks));
        }
    }
}
