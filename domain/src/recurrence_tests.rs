//! Rounds by rule: the deadlines of real calendars, and what holds whatever the rule.

use super::*;
use proptest::prelude::*;
use strum::IntoEnumIterator as _;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn rule(recurrence: Recurrence, opens_days: i32, due_day: u32, grace_days: u32) -> Result<RoundRule, RuleError> {
    let days = RuleDays { opens_days, due_day, grace_days, on_rest_days: OnRestDays::Move };
    RoundRule::new("dgp-2566".parse().expect("a code"), recurrence, days, day("2020-01-01"))
}

fn dates(rule: &RoundRule, period: &str, holidays: &Holidays) -> [String; 3] {
    let window = rule.window(period.parse().expect("a period"), holidays).expect("a window");
    [window.opens_at(), window.due_at(), window.closes_at()].map(|at| bangkok_day(at).to_string())
}

#[test]
fn a_quarter_is_due_on_a_day_of_the_month_after_its_end() {
    let rule = rule(Recurrence::Quarterly, 1, 15, 30).expect("a rule");
    let none = Holidays::default();
    // 15 January 2027 is a Friday; 14 February is a Sunday.
    assert_eq!(dates(&rule, "2570-q1", &none), ["2027-01-01", "2027-01-15", "2027-02-15"]);
    let window = rule.window("2570-q1".parse().expect("a period"), &none).expect("a window");
    assert_eq!(window.opens_at().to_rfc3339(), "2026-12-31T17:00:00+00:00");
    assert_eq!(window.due_at().to_rfc3339(), "2027-01-15T16:59:59+00:00");
}

#[test]
fn deadlines_leave_weekends_and_holidays_unless_the_rule_says_otherwise() {
    let holidays: Holidays = [day("2027-04-13"), day("2027-04-14"), day("2027-04-15")].into_iter().collect();
    let moves = rule(Recurrence::Quarterly, -15, 13, 0).expect("a rule");
    // Songkran 2027 is Tuesday to Thursday; Friday 16 April is the next working day.
    assert_eq!(dates(&moves, "2570-q2", &holidays), ["2027-03-16", "2027-04-16", "2027-04-16"]);
    let days = RuleDays { on_rest_days: OnRestDays::Stay, ..moves.days() };
    let stays = RoundRule::new(moves.plan().clone(), Recurrence::Quarterly, days, day("2020-01-01")).expect("a rule");
    assert_eq!(dates(&stays, "2570-q2", &holidays)[1], "2027-04-13");
}

#[test]
fn a_month_that_is_too_short_ends_on_its_last_day() {
    let rule = rule(Recurrence::SixNineTwelve, 0, 31, 0).expect("a rule");
    // 30 April 2027 is a Friday, 31 July a Saturday, 31 October a Sunday.
    let due = |period| dates(&rule, period, &Holidays::default())[1].clone();
    assert_eq!([due("2570-m6"), due("2570-m9"), due("2570-m12")], ["2027-04-30", "2027-08-02", "2027-11-01"]);
}

#[test]
fn a_rule_that_cannot_be_kept_is_refused() {
    let refused = |opens, due, grace| rule(Recurrence::Annual, opens, due, grace).expect_err("refused");
    assert_eq!(refused(31, 31, 0), RuleError::Opens);
    assert_eq!(refused(-91, 15, 0), RuleError::Opens);
    assert_eq!(refused(1, 0, 0), RuleError::DueDay);
    assert_eq!(refused(1, 32, 0), RuleError::DueDay);
    assert_eq!(refused(16, 15, 0), RuleError::DueBeforeOpening);
    assert_eq!(refused(1, 15, 181), RuleError::Grace);
    assert!(rule(Recurrence::Annual, 15, 15, 180).is_ok(), "it opens at midnight and is due at the end of that day");
}

#[test]
fn only_rounds_of_the_plans_years_and_after_its_start_are_called_for() {
    let rule = rule(Recurrence::Quarterly, 1, 15, 30).expect("a rule");
    let rule = RoundRule::new(rule.plan().clone(), rule.recurrence(), rule.days(), day("2027-01-01")).expect("a rule");
    let years = (FiscalYear::new(2569).expect("a year"), FiscalYear::new(2570).expect("a year"));
    let at = |text: &str| start_of_day(day(text));
    let called = |from: &str, until: &str| -> Vec<String> {
        let planned = rule.opening_between(at(from), at(until), years, &Holidays::default());
        planned.iter().map(|round| round.period.to_string()).collect()
    };
    assert_eq!(called("2000-01-01", "2030-01-01"), ["2570-q1", "2570-q2", "2570-q3", "2570-q4"]);
    assert_eq!(called("2027-01-02", "2027-04-01"), ["2570-q2"]);
    assert!(called("2027-01-02", "2027-03-31").is_empty());
}

proptest! {
    #[test]
    fn windows_are_in_order_and_deadlines_on_working_days(
        recurrence in prop::sample::select(Recurrence::iter().collect::<Vec<_>>()),
        year in 2560i32..2600, opens in OPENS_DAYS, due in 1u32..=31, grace in 0u32..=180,
        off in prop::collection::btree_set(0u64..400, 0..40),
    ) {
        let Ok(rule) = rule(recurrence, opens, due, grace) else { return Ok(()) };
        let year = FiscalYear::new(year).expect("a year");
        let holidays: Holidays = off.into_iter().map(|days| year.first_day() + Days::new(days)).collect();
        let mut last = None;
        for period in recurrence.periods(year) {
            let window = rule.window(period, &holidays).expect("a window");
            let [opened, due_on, closed] = [window.opens_at(), window.due_at(), window.closes_at()].map(bangkok_day);
            prop_assert!(holidays.is_working_day(due_on) && holidays.is_working_day(closed));
            prop_assert_eq!((opened - period.last_day()).num_days(), i64::from(opens));
            let meant = day_of_month_after(period.last_day(), due).expect("a day");
            prop_assert!(due_on >= meant && meant.month() == (period.last_day().month() % 12) + 1);
            prop_assert!(meant.iter_days().take_while(|day| *day < due_on).all(|day| !holidays.is_working_day(day)));
            prop_assert!((closed - due_on).num_days() >= i64::from(grace));
            prop_assert!(last.is_none_or(|last| last < window.opens_at()), "rounds open one after another");
            last = Some(window.opens_at());
        }
    }

    #[test]
    fn no_round_is_forgotten_or_called_for_twice_however_time_is_cut(
        opens in OPENS_DAYS, cuts in prop::collection::btree_set(1i64..1500, 1..12),
        recurrence in prop::sample::select(Recurrence::iter().collect::<Vec<_>>()),
    ) {
        let Ok(rule) = rule(recurrence, opens, 30, 30) else { return Ok(()) };
        let start = start_of_day(day("2025-10-01")) + Duration::hours(7);
        let years = (FiscalYear::new(2569).expect("a year"), FiscalYear::new(2573).expect("a year"));
        let between = |from, until| rule.opening_between(from, until, years, &Holidays::default());
        let end = start + Duration::days(1500);
        let whole = between(start, end);
        let mut parts = Vec::new();
        let mut from = start;
        for until in cuts.into_iter().map(|days| start + Duration::days(days)).chain([end]) {
            parts.extend(between(from, until));
            from = until + Duration::microseconds(1);
        }
        prop_assert!(whole.len() >= 3);
        prop_assert_eq!(parts, whole);
    }
}
