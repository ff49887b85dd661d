use super::*;
use proptest::prelude::*;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

#[test]
fn the_fiscal_year_2570_starts_in_october_2569() {
    let year = FiscalYear::of(day(2026, 11, 23));
    assert_eq!(year.number(), 2570);
    assert_eq!((year.first_day(), year.last_day()), (day(2026, 10, 1), day(2027, 9, 30)));
    assert_eq!(FiscalYear::of(day(2026, 9, 30)).number(), 2569);
}

#[test]
fn a_common_era_year_is_not_a_fiscal_year() {
    assert!(FiscalYear::new(2027).is_err());
}

#[test]
fn quarters_start_in_october_january_april_july() {
    for (month, number) in [(10, 1), (12, 1), (1, 2), (3, 2), (4, 3), (6, 3), (7, 4), (9, 4)] {
        assert_eq!(Quarter::of(day(2026, month, 1)).number(), number);
    }
}

#[test]
fn periods_have_their_days() {
    for (text, first, last, iso) in [
        ("2570-q1", day(2026, 10, 1), day(2026, 12, 31), "2026-10-01/P3M"),
        ("2570-m6", day(2026, 10, 1), day(2027, 3, 31), "2026-10-01/P6M"),
        ("2570-m9", day(2026, 10, 1), day(2027, 6, 30), "2026-10-01/P9M"),
        ("2570-m12", day(2026, 10, 1), day(2027, 9, 30), "2026-10-01/P12M"),
        ("2570", day(2026, 10, 1), day(2027, 9, 30), "2026-10-01/P12M"),
    ] {
        let period: Period = text.parse().expect("a period");
        assert_eq!((period.first_day(), period.last_day(), period.iso().as_str()), (first, last, iso));
        assert_eq!(period.to_string(), text);
    }
}

#[test]
fn a_year_has_every_kind_of_period_in_the_order_of_their_ends() {
    let all = Period::all_of(FiscalYear::new(2570).expect("a year"));
    let written = all.map(|period| period.to_string());
    assert_eq!(written, ["2570-q1", "2570-q2", "2570-m6", "2570-q3", "2570-m9", "2570-q4", "2570-m12", "2570"]);
    assert!(all.is_sorted_by_key(|period| period.last_day()));
}

#[test]
fn months_between_the_ends_of_periods_cross_years() {
    let period = |text: &str| text.parse::<Period>().expect("a period");
    for (later, earlier, months) in
        [("2570-q1", "2569-q4", 3), ("2570-q1", "2570-q1", 0), ("2570-m6", "2569", 6), ("2569", "2570-q2", -6)]
    {
        assert_eq!(period(later).months_after(period(earlier)), months, "{later} {earlier}");
    }
    assert!(period("2570-q1").is_like(period("2566-q4")));
    assert!(!period("2570-q4").is_like(period("2570")));
}

#[test]
fn other_texts_are_no_periods() {
    for wrong in ["", "2027-q1", "2570-q5", "2570-q0", "2570-m7", "q1-2570", "2570-q1-x"] {
        assert!(wrong.parse::<Period>().is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn every_day_lies_in_its_quarter(days in 0i64..80_000) {
        let date = day(1900, 1, 1) + chrono::Duration::days(days);
        let quarter = Quarter::of(date);
        prop_assert!(quarter.first_day() <= date && date <= quarter.last_day());
        prop_assert_eq!(quarter.next().previous(), quarter);
        prop_assert_eq!(quarter.fiscal_year(), FiscalYear::of(date));
    }
}
