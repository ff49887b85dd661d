use super::*;
use crate::plans::read_plan;
use chrono::Duration;
use domain::{calendar::Period, indicator::Frequency, window::Window};

const PLAN: &str = include_str!("../../../reference/plans/dgp-2566.toml");

fn round(period: &str) -> Round {
    let code = period.parse().expect("a code");
    let period: Period = period.parse().expect("a period");
    let opens = period.last_day().and_hms_opt(2, 0, 0).expect("an hour").and_utc();
    let window = Window::new(opens, opens + Duration::days(20), opens + Duration::days(30)).expect("in order");
    Round { code, plan: "dgp-2566".parse().expect("a code"), plan_version: 1, period, window }
}

/// The quarters of many years, newest first: those of the line, and those before it.
fn quarters() -> (Vec<Round>, Vec<Round>) {
    let of_year = |year: i32| (1..=4).map(move |number| round(&format!("{year}-q{number}")));
    let mut rounds: Vec<Round> = (2555..=2569).flat_map(of_year).chain([round("2570-q1")]).collect();
    rounds.reverse();
    let before = rounds.split_off(LINE_ROUNDS);
    (rounds, before)
}

#[test]
fn every_indicator_has_as_many_rounds_to_be_foretold_from_as_one_that_is_asked_in_each() {
    let mut plan = read_plan(PLAN).expect("a plan");
    let is_quarterly =
        |indicator: &&mut Indicator| indicator.scope.asks_agencies() && indicator.frequency == Frequency::Quarterly;
    let running = plan.indicators.iter_mut().find(is_quarterly).expect("an indicator");
    running.measure = Measure::Cumulative;
    let running = running.code.clone();
    let (line, before) = quarters();
    let of_running = Reach::Forecasts(Some(&running)).early(&plan, &line, before.clone());
    assert_eq!(of_running.rounds.len(), 8, "three ends of years are in the line");
    let all = Reach::Forecasts(None).early(&plan, &line, before.clone());
    assert!(all.rounds.is_sorted_by_key(|round| std::cmp::Reverse(round.period.last_day())));
    for indicator in plan.indicators.iter().filter(|indicator| indicator.scope.asks_agencies()) {
        let of_one = Reach::Forecasts(Some(&indicator.code)).early(&plan, &line, before.clone());
        let counted = line.iter().chain(&of_one.rounds).filter(|round| counts(indicator, round)).count();
        assert_eq!(counted, LINE_ROUNDS, "{}", indicator.code);
        let is_in_all = |round: &Round| all.rounds.contains(round);
        assert!(of_one.rounds.iter().all(is_in_all), "{}", indicator.code);
        assert_eq!(all.indicators.contains(&indicator.code), !of_one.rounds.is_empty(), "{}", indicator.code);
    }
    let is_yearly =
        |indicator: &&Indicator| indicator.scope.asks_agencies() && indicator.frequency == Frequency::Annual;
    let yearly = plan.indicators.iter().find(is_yearly).expect("an indicator");
    let of_yearly = Reach::Forecasts(Some(&yearly.code)).early(&plan, &line, before);
    let periods: Vec<String> = of_yearly.rounds.iter().map(|round| round.period.to_string()).collect();
    assert_eq!(periods.first().map(String::as_str), Some("2566-q4"));
    assert_eq!((periods.len(), periods.last().map(String::as_str)), (8, Some("2559-q4")));
}

#[test]
fn where_nothing_is_foretold_or_nothing_lies_before_nothing_more_is_looked_at() {
    let plan = read_plan(PLAN).expect("a plan");
    let (line, before) = quarters();
    let none = Reach::Line.early(&plan, &line, before);
    assert!(none.rounds.is_empty() && none.indicators.is_empty());
    let young = Reach::Forecasts(None).early(&plan, &line[..3], Vec::new());
    assert!(young.rounds.is_empty() && young.indicators.is_empty());
    assert!(Reach::Line.looked_through() < Reach::Forecasts(None).looked_through());
}
