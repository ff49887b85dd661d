mod outcomes;

use super::*;
use crate::{
    calendar::{Period, Quarter},
    indicator::{EvidenceRule, Frequency, Range, Scope},
    organisation::{OrganisationEvent, OrganisationEventKind},
    plan::{Provenance, ProvenanceStatus},
    score::SplitMix64,
    text::Bilingual,
    trajectory::{Interpolation, Milestone},
};
use proptest::prelude::*;
use strum::IntoEnumIterator;

fn indicator(measure: Measure, polarity: Polarity, target: i64) -> Indicator {
    let words = || Bilingual::new("คำ", "word");
    let provenance = || Provenance { status: ProvenanceStatus::Demonstration, source: "test".to_owned() };
    Indicator {
        code: "svc-e2e".parse().expect("a code"),
        strategy: "B2".parse().expect("a code"),
        name: words(),
        definition: words(),
        unit: words(),
        measure,
        polarity,
        frequency: Frequency::Quarterly,
        scope: Scope::Agency,
        reporters: Vec::new(),
        weight: Amount::ONE,
        evidence: EvidenceRule { required: false, description: words() },
        range: None,
        baseline: None,
        targets: vec![Milestone {
            fiscal_year: FiscalYear::new(2570).expect("a year"),
            value: Amount::whole(target),
            provenance: provenance(),
        }],
        interpolation: Interpolation::Linear,
        derived: None,
        links: Vec::new(),
        provenance: provenance(),
    }
}

fn percent(target: i64) -> Indicator {
    let measure =
        Measure::Ratio { numerator: Bilingual::default(), denominator: Bilingual::default(), scale: Amount::HUNDRED };
    indicator(measure, Polarity::Higher, target)
}

/// One of which any number can be.
fn unbounded(target: i64) -> Indicator {
    let range = Some(Range { lowest: Amount::whole(i64::MIN), highest: Amount::whole(i64::MAX) });
    Indicator { range, ..percent(target) }
}

/// The ends of quarters up to the one of 30 September 2569, oldest first.
fn quarters(count: usize) -> Vec<NaiveDate> {
    let last = Quarter::of(FiscalYear::new(2569).expect("a year").last_day());
    let mut days: Vec<_> = std::iter::successors(Some(last), |quarter| Some(quarter.previous()))
        .take(count)
        .map(Quarter::last_day)
        .collect();
    days.reverse();
    days
}

fn series(figures: &[i64]) -> Series {
    let days = quarters(figures.len());
    let observed = days.into_iter().zip(figures).map(|(day, figure)| Observed { day, figure: Amount::whole(*figure) });
    Series { observed: observed.collect(), broken: None }
}

fn forecast(indicator: &Indicator, figures: &[i64]) -> Forecast {
    Forecast::of(indicator, Subject::One, &series(figures)).expect("a forecast")
}

fn whole(numbers: [i64; 3]) -> [Amount; 3] {
    numbers.map(Amount::whole)
}

#[test]
fn figures_on_a_line_go_on_along_it() {
    let forecast = forecast(&percent(30), &[10, 12, 14, 16, 18]);
    assert_eq!(forecast.a_year, Amount::whole(8));
    assert_eq!(forecast.required_a_year, Some(Amount::whole(12)));
    let at_goal = forecast.at_goal().expect("an end");
    assert_eq!([at_goal.figure, at_goal.lowest, at_goal.highest], whole([26, 26, 26]));
    assert_eq!(at_goal.day, forecast.goal.day());
    assert_eq!(forecast.prospect, Some(Prospect::OutOfReach));
    assert_eq!(forecast.back_test, None, "there is no figure to spare");
}

#[test]
fn a_worked_case_of_five_figures() {
    // Slopes by month: 1, 1/3, 2/3, 2/3, -1/3, 1/2, 5/9, 4/3, 1, 2/3; the middle one is 2/3, the ends are -1/3 and 4/3.
    // Through the middle of the points at the last month: 18, 10 and 20. The figures lie 0, 1, 2, 0, 0 off the line.
    let forecast = forecast(&percent(30), &[10, 13, 12, 16, 18]);
    let rounded = |amount: Amount| amount.rounded(9);
    assert_eq!(rounded(forecast.a_year), Amount::whole(8));
    assert_eq!(forecast.a_year_between.map(rounded), [-4, 16].map(Amount::whole));
    let at_goal = forecast.at_goal().expect("an end");
    assert_eq!([at_goal.figure, at_goal.lowest, at_goal.highest].map(rounded), whole([26, 4, 38]));
    assert_eq!(forecast.prospect, Some(Prospect::Doubtful));
    assert!(forecast.outcome().expect("an end").is_at_risk());
}

#[test]
fn one_wild_figure_hardly_moves_the_trend() {
    let tame = forecast(&percent(90), &[10, 12, 14, 16, 18, 20, 22]);
    let wild = forecast(&percent(90), &[10, 12, 14, 90, 18, 20, 22]);
    assert_eq!((tame.a_year, wild.a_year), (Amount::whole(8), Amount::whole(8)));
    assert!(wild.at_goal().expect("an end").highest > tame.at_goal().expect("an end").highest, "but the band tells it");
}

#[test]
fn the_last_figures_are_foretold_from_those_before() {
    // From 10, 12, 14, 16, 18 follow 20 and 22; there came 25 and 22. Standing still says 18 and 18.
    let back_test = forecast(&percent(90), &[10, 12, 14, 16, 18, 25, 22]).back_test.expect("two to spare");
    assert_eq!(back_test.held_out, 2);
    assert_eq!(back_test.error, "2.5".parse().expect("a number"));
    assert_eq!(back_test.error_of_standing_still, "5.5".parse().expect("a number"));
}

#[test]
fn a_method_that_missed_by_more_than_no_change_says_nothing_of_the_target() {
    // From 42, 42, 44, 74, 76 it would go on upwards; it stayed. Whoever had said so was right.
    let jumped = forecast(&percent(90), &[42, 42, 44, 74, 76, 76, 76, 76, 76]);
    let back_test = jumped.back_test.expect("four to spare");
    assert!(back_test.refutes() && back_test.error_of_standing_still == Amount::ZERO, "{back_test:?}");
    assert_eq!((jumped.prospect, jumped.outcome()), (None, None));
    assert!(jumped.at_goal().is_some_and(|at_goal| at_goal.lowest < at_goal.highest), "the interval is still drawn");
    let of = |figures: &[i64]| forecast(&percent(90), figures).prospect.is_some();
    assert!(of(&[10, 12, 14, 16, 18, 25, 22]), "2.5 against 5.5");
    assert!(of(&[50, 50, 50, 50, 50, 50, 50]), "as good as no change is good enough");
    assert!(of(&[42, 42, 44, 74, 76]), "there is nothing to refute it");
}

#[test]
fn nothing_is_foretold_that_nobody_could_report() {
    let rising = forecast(&percent(100), &[70, 76, 82, 88, 94, 99]);
    assert_eq!(rising.at_goal().expect("an end").highest, Amount::HUNDRED, "a part is no more than its whole");
    let amount = indicator(Measure::Amount, Polarity::Lower, 1);
    let falling = forecast(&amount, &[40, 32, 24, 16, 8]);
    let falling = falling.at_goal().expect("an end");
    assert_eq!([falling.figure, falling.lowest], whole([0, 0, 0])[..2], "nobody spends less than nothing");
}

#[test]
fn never_with_fewer_than_five_figures() {
    let refused = Forecast::of(&percent(30), Subject::One, &series(&[1, 2, 3, 4])).expect_err("too few");
    assert_eq!(refused, NoForecast::TooFew { known: 4, broken: None, only_ends_of_years: false });
}

#[test]
fn less_is_better_where_it_is() {
    let indicator = indicator(
        Measure::Ratio { numerator: Bilingual::default(), denominator: Bilingual::default(), scale: Amount::HUNDRED },
        Polarity::Lower,
        10,
    );
    let falling = forecast(&indicator, &[30, 28, 26, 24, 22]);
    assert_eq!((falling.a_year, falling.required_a_year), (Amount::whole(-8), Some(Amount::whole(-12))));
    assert_eq!(falling.prospect, Some(Prospect::OutOfReach));
    assert_eq!(forecast(&indicator, &[40, 35, 30, 25, 20]).prospect, Some(Prospect::Safe));
    assert_eq!(forecast(&indicator, &[18, 15, 12, 11, 9]).required_a_year, None, "met by now");
}

#[test]
fn within_a_range_the_nearest_bound_is_the_way() {
    let bounds = [40, 50].map(Amount::whole);
    let mut within = percent(45);
    within.polarity = Polarity::Within(bounds);
    let below = forecast(&within, &[10, 12, 14, 16, 18]);
    assert_eq!((below.required_a_year, below.prospect), (Some(Amount::whole(22)), Some(Prospect::OutOfReach)));
    assert_eq!(forecast(&within, &[41, 42, 43, 44, 45]).prospect, Some(Prospect::Safe));
    assert_eq!(
        forecast(&within, &[42, 44, 46, 48, 50]).prospect,
        Some(Prospect::OutOfReach),
        "it runs out of the range"
    );
}

#[test]
fn what_cannot_be_is_cut_off() {
    let mut bounded = percent(80);
    bounded.range = Some(Range { lowest: Amount::ZERO, highest: Amount::HUNDRED });
    let forecast = forecast(&bounded, &[50, 62, 74, 86, 98]);
    assert_eq!(forecast.at_goal().map(|at_goal| at_goal.figure), Some(Amount::HUNDRED));
    assert!(forecast.is_cut);
}

#[test]
fn of_a_running_total_only_ends_of_years_are_compared() {
    let total = indicator(Measure::Cumulative, Polarity::Higher, 100);
    let days = quarters(20);
    let rounds = days.iter().map(|day| Seen { day: *day, figure: Some(Amount::ONE), indicator: &total });
    let series = Series::of(&total, &rounds.collect::<Vec<_>>(), &[]);
    assert_eq!(series.observed.len(), 5);
    let few = Series { observed: series.observed[1..].to_vec(), broken: None };
    let refused = Forecast::of(&total, Subject::One, &few).expect_err("too few");
    assert_eq!(refused, NoForecast::TooFew { known: 4, broken: None, only_ends_of_years: true });
}

#[test]
fn nothing_bridges_another_definition() {
    let now = percent(80);
    let mut then = now.clone();
    then.definition.th = "กติกาเดิม".to_owned();
    let days = quarters(8);
    let rounds = days.iter().zip(0..).map(|(day, place)| Seen {
        day: *day,
        figure: Some(Amount::whole(place)),
        indicator: if place < 4 { &then } else { &now },
    });
    let series = Series::of(&now, &rounds.collect::<Vec<_>>(), &[]);
    assert_eq!((series.observed.len(), series.broken), (4, Some(Break::Redefined { until: days[3] })));
    let refused = Forecast::of(&now, Subject::One, &series).expect_err("too few");
    assert_eq!(refused, NoForecast::TooFew { known: 4, broken: series.broken, only_ends_of_years: false });
    let mut reversed = now.clone();
    reversed.polarity = Polarity::Lower;
    assert!(!now.is_defined_like(&reversed));
}

#[test]
fn nothing_bridges_a_split() {
    let now = percent(80);
    let days = quarters(9);
    let rounds: Vec<_> =
        days.iter().map(|day| Seen { day: *day, figure: Some(Amount::ONE), indicator: &now }).collect();
    let first_day = days[2].succ_opt().expect("a day");
    let split = |on| Break::Split { on };
    let series = Series::of(&now, &rounds, &[split(days[0]), split(first_day)]);
    assert_eq!((series.observed.len(), series.broken), (6, Some(split(first_day))));
    let before_all = days[0];
    let after_all = days[8].succ_opt().expect("a day");
    assert_eq!(Series::of(&now, &rounds, &[split(before_all)]).broken, None, "it was so from the first figure on");
    assert_eq!(Series::of(&now, &rounds, &[split(after_all)]).observed.len(), 0, "none is of the body that it is now");
}

#[test]
fn a_body_is_another_one_after_some_events() {
    let (own, other): (crate::ids::OrganisationCode, crate::ids::OrganisationCode) =
        ("dopa".parse().expect("a code"), "opm".parse().expect("a code"));
    let breaks = |kind| {
        let event = OrganisationEvent {
            effective_on: NaiveDate::MIN,
            kind,
            organisation: own.clone(),
            other: Some(other.clone()),
            name_before: Bilingual::default(),
            note: String::new(),
            source: String::new(),
        };
        (event.break_of(&own), event.break_of(&other))
    };
    let found: Vec<_> = OrganisationEventKind::iter().map(breaks).collect();
    let on = NaiveDate::MIN;
    let (took_in, split) = (Some(Break::TookIn { on }), Some(Break::Split { on }));
    assert_eq!(
        found,
        [(None, None), (None, took_in), (split, None), (None, None), (None, None)],
        "a move breaks nothing"
    );
}

#[test]
fn where_nothing_can_be_foretold_the_reason_is_told() {
    let figures = series(&[1, 2, 3, 4, 5]);
    let sum = indicator(Measure::Count, Polarity::Higher, 100);
    assert_eq!(Forecast::of(&sum, Subject::Together, &figures), Err(NoForecast::TargetOfOneBody));
    assert!(Forecast::of(&sum, Subject::One, &figures).is_ok());
    let yes = indicator(Measure::YesNo, Polarity::Higher, 100);
    assert_eq!(Forecast::of(&yes, Subject::One, &figures), Err(NoForecast::YesOrNo));
    assert!(Forecast::of(&yes, Subject::Together, &figures).is_ok());
    let mut untargeted = percent(1);
    untargeted.targets.clear();
    assert_eq!(Forecast::of(&untargeted, Subject::One, &figures), Err(NoForecast::NoTargetAhead));
    let mut past = percent(1);
    past.targets[0].fiscal_year = FiscalYear::new(2569).expect("a year");
    assert_eq!(Forecast::of(&past, Subject::One, &figures), Err(NoForecast::NoTargetAhead));
    let mut huge = figures.clone();
    huge.observed[0].figure = Amount::new(Decimal::MAX);
    huge.observed[1].figure = Amount::new(Decimal::MIN);
    assert_eq!(Forecast::of(&percent(9), Subject::One, &huge), Err(NoForecast::TooLarge));
}

#[test]
fn one_level_is_on_the_way_to_the_level_that_meets_the_goal() {
    let level = indicator(Measure::Level { lowest: 1, highest: 5, meets_at: 4 }, Polarity::Higher, 80);
    let forecast = forecast(&level, &[1, 1, 2, 2, 3]);
    assert_eq!(forecast.goal.target, Amount::whole(4));
    assert!(forecast.at_goal().expect("an end").highest <= Amount::whole(5));
}

#[test]
fn ends_of_fiscal_years_lie_between_the_latest_figure_and_the_goal() {
    let mut later = percent(80);
    later.targets[0].fiscal_year = FiscalYear::new(2572).expect("a year");
    let days: Vec<String> =
        forecast(&later, &[1, 2, 3, 4, 5]).ahead.iter().map(|estimate| estimate.day.to_string()).collect();
    assert_eq!(days, ["2026-09-30", "2027-09-30", "2028-09-30", "2029-09-30"]);
}

/// Figures along a line with even noise around them, and what came after: how often was that within the interval?
#[test]
fn the_interval_holds_what_comes_in_about_nine_of_ten_cases() {
    let mut chance = SplitMix64::new(2570);
    let mut noise =
        || Decimal::from(i64::try_from(chance.next_number() % 2_001).expect("small") - 1_000) / Decimal::ONE_HUNDRED;
    let (mut held, cases) = (0, 400);
    for _ in 0..cases {
        let days = quarters(8);
        let line = |month: i64| Decimal::from(month);
        let first = month_of(days[0]);
        let observed =
            days.iter().map(|day| Observed { day: *day, figure: Amount::new(line(month_of(*day) - first) + noise()) });
        let series = Series { observed: observed.collect(), broken: None };
        let forecast = Forecast::of(&unbounded(1_000), Subject::One, &series).expect("a forecast");
        let at_goal = *forecast.at_goal().expect("an end");
        let came = Amount::new(line(month_of(at_goal.day) - first) + noise());
        held += i32::from(at_goal.lowest <= came && came <= at_goal.highest);
    }
    assert!((360..=cases).contains(&held), "{held} of {cases}");
}

proptest! {
    #[test]
    fn an_interval_holds_its_forecast_and_widens(figures in proptest::collection::vec(-1_000_000_000_000_000i64..1_000_000_000_000_000, 5..20)) {
        let forecast = forecast(&unbounded(30), &figures);
        for estimate in &forecast.ahead {
            prop_assert!(estimate.lowest <= estimate.figure && estimate.figure <= estimate.highest);
        }
        prop_assert!(forecast.a_year_between[0] <= forecast.a_year && forecast.a_year <= forecast.a_year_between[1]);
        let width = |estimate: &Estimate| estimate.highest.checked_sub(estimate.lowest).expect("small").rounded(3);
        prop_assert!(forecast.ahead.windows(2).all(|pair| width(&pair[0]) <= width(&pair[1])));
    }

    #[test]
    fn in_another_unit_everything_is_so_many_times_as_large(figures in proptest::collection::vec(-1_000i64..1_000, 5..12), times in 2i64..1_000) {
        let larger: Vec<i64> = figures.iter().map(|figure| figure * times).collect();
        let (one, other) = (forecast(&unbounded(2_000), &figures), forecast(&unbounded(2_000 * times), &larger));
        let scaled = |amount: Amount| amount.checked_mul(Amount::whole(times)).expect("small").rounded(9);
        prop_assert_eq!(scaled(one.a_year), other.a_year.rounded(9));
        prop_assert_eq!(scaled(one.at_goal().expect("an end").figure), other.at_goal().expect("an end").figure.rounded(9));
        prop_assert_eq!(one.required_a_year.map(scaled), other.required_a_year.map(|rate| rate.rounded(9)));
        prop_assert_eq!(one.prospect, other.prospect);
    }

    #[test]
    fn at_the_required_rate_the_target_is_met_to_the_day(last in -100i64..79, target in 80i64..200) {
        let forecast = forecast(&unbounded(target), &[0, 0, 0, 0, last]);
        let required = forecast.required_a_year.expect("it is not met");
        let months = Amount::whole(month_of(forecast.goal.day()) - month_of(forecast.latest.day));
        let way = required.checked_mul(months).and_then(|way| way.checked_div(Amount::whole(12))).expect("small");
        prop_assert_eq!(way.checked_add(Amount::whole(last)).expect("small").rounded(9), Amount::whole(target));
    }

    #[test]
    fn a_higher_target_is_never_easier(figures in proptest::collection::vec(-100i64..100, 5..12), target in -100i64..100, more in 0i64..100) {
        let (one, other) = (forecast(&unbounded(target), &figures), forecast(&unbounded(target + more), &figures));
        prop_assert!(one.prospect <= other.prospect);
    }
}

#[test]
fn every_prospect_is_named() {
    let names: Vec<String> = Prospect::iter().map(|prospect| prospect.as_ref().to_owned()).collect();
    assert_eq!(names, ["safe", "likely", "doubtful", "out_of_reach"]);
    let period: Period = "2570".parse().expect("a period");
    assert_eq!(Goal { fiscal_year: period.fiscal_year(), target: Amount::ONE }.day(), period.last_day());
}
