//! How numbers, dates and instants are shown. No number or date reaches a screen except through here.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use domain::{
    amount::Amount,
    buddhist,
    calendar::{FirstMonths, FiscalYear, Period},
    indicator::{Indicator, Measure},
    rollup::RollupRule,
    text::Language,
};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A day: `23 พ.ย. 2569`, or `23 Nov 2026` in English.
pub fn day(language: Language, day: NaiveDate) -> String {
    match language {
        Language::Th => buddhist::short_date(day),
        Language::En => format!("{} {} {}", day.day(), MONTHS[day.month0() as usize], day.year()),
    }
}

/// An instant with Bangkok's clock: `23 พ.ย. 2569 16.30 น.`, or `23 Nov 2026, 16:30`.
pub fn instant(language: Language, at: DateTime<Utc>) -> String {
    let local = buddhist::bangkok(at);
    let date = day(language, local.date_naive());
    match language {
        Language::Th => format!("{date} {:02}.{:02} น.", local.hour(), local.minute()),
        Language::En => format!("{date}, {:02}:{:02}", local.hour(), local.minute()),
    }
}

/// A period: `ไตรมาส 1 ปีงบประมาณ 2570`, or `Quarter 1, fiscal year 2570 (2027)`.
pub fn period(language: Language, period: Period) -> String {
    let year = period.fiscal_year();
    let part = match (language, period) {
        (Language::Th, Period::Quarter(quarter)) => format!("ไตรมาส {} ", quarter.number()),
        (Language::En, Period::Quarter(quarter)) => format!("Quarter {}, ", quarter.number()),
        (Language::Th, Period::FirstMonths(_, months)) => format!("รอบ {} เดือน ", months.count()),
        (Language::En, Period::FirstMonths(_, months)) => format!("First {} months, ", months.count()),
        (_, Period::Year(_)) => String::new(),
    };
    match language {
        Language::Th => format!("{part}ปีงบประมาณ {year}"),
        Language::En => format!("{part}fiscal year {year} ({})", year.last_day().year()),
    }
}

/// A period in a narrow place: `1/2570`, `6 ด./2570`, `2570`.
pub fn short_period(language: Language, period: Period) -> String {
    let year = period.fiscal_year();
    match (language, period) {
        (Language::Th, Period::Quarter(quarter)) => format!("{}/{year}", quarter.number()),
        (Language::En, Period::Quarter(quarter)) => format!("Q{} {year}", quarter.number()),
        (Language::Th, Period::FirstMonths(_, months)) => format!("{} ด./{year}", months.count()),
        (Language::En, Period::FirstMonths(_, FirstMonths::Six)) => format!("H1 {year}"),
        (Language::En, Period::FirstMonths(_, months)) => format!("M{} {year}", months.count()),
        (_, Period::Year(_)) => year.to_string(),
    }
}

/// A figure with at most two decimals, trailing zeros dropped, and thousands separators.
pub fn figure(amount: Amount) -> String {
    trimmed(amount, 2)
}

fn trimmed(amount: Amount, most_decimals: u32) -> String {
    let rounded = amount.rounded(most_decimals);
    rounded.with_decimals(rounded.decimal().normalize().scale())
}

/// Stands where there is nothing to show.
pub const NOTHING: &str = "–";

/// Digits after the point of an index that runs from nought to one or to ten.
const INDEX_DECIMALS: u32 = 4;

/// A figure in an indicator's own precision: an index with up to four decimals, others as [`figure`].
pub fn measured(indicator: &Indicator, amount: Amount) -> String {
    match &indicator.measure {
        Measure::Score { highest, .. } if *highest <= Amount::whole(10) => trimmed(amount, INDEX_DECIMALS),
        Measure::Rank { .. }
        | Measure::Score { .. }
        | Measure::Ratio { .. }
        | Measure::Count
        | Measure::Cumulative
        | Measure::Amount
        | Measure::Level { .. }
        | Measure::YesNo
        | Measure::Mean { .. } => figure(amount),
    }
}

/// A target, or the figure of many bodies together: of levels and of yes or no it is the percentage that meet the goal.
pub fn together(indicator: &Indicator, amount: Amount) -> String {
    match indicator.measure.rollup_rule() {
        Some(RollupRule::ShareMeeting) => format!("{}%", figure(amount)),
        Some(RollupRule::RatioOfSums | RollupRule::Sum | RollupRule::WeightedMean) | None => {
            measured(indicator, amount)
        }
    }
}

/// The figure of one body; yes or no in words.
pub fn of_one(language: Language, indicator: &Indicator, amount: Amount) -> String {
    match (&indicator.measure, language) {
        (Measure::YesNo, Language::Th) => if amount == Amount::ZERO { "ไม่ใช่" } else { "ใช่" }.to_owned(),
        (Measure::YesNo, Language::En) => if amount == Amount::ZERO { "No" } else { "Yes" }.to_owned(),
        _ => measured(indicator, amount),
    }
}

/// A count.
pub fn count(number: i64) -> String {
    Amount::whole(number).with_decimals(0)
}

/// How many things there are.
pub fn counted(number: usize) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX))
}

/// The year of the Common Era in which a fiscal year ends.
pub fn common_era_year(year: FiscalYear) -> String {
    year.last_day().year().to_string()
}

/// A share as a percentage without decimals; a dash where there is nothing to share.
pub fn percent(part: i64, whole: i64) -> String {
    let share =
        Amount::whole(part).checked_mul(Amount::HUNDRED).and_then(|part| part.checked_div(Amount::whole(whole)));
    share.map_or_else(|| "–".to_owned(), |share| format!("{}%", share.with_decimals(0)))
}

/// An incident number in two parts that can be read out: `7F3K-92QX`.
pub fn incident(number: &str) -> String {
    let upper = number.to_uppercase();
    upper.split_at_checked(4).map_or_else(|| upper.clone(), |(first, last)| format!("{first}-{last}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_shown_with_bangkoks_clock_and_the_buddhist_era() {
        let at = "2027-01-15T09:30:00Z".parse().expect("an instant");
        assert_eq!(instant(Language::Th, at), "15 ม.ค. 2570 16.30 น.");
        assert_eq!(instant(Language::En, at), "15 Jan 2027, 16:30");
    }

    #[test]
    fn figures_have_at_most_two_decimals() {
        let shown = |text: &str| figure(text.parse().expect("a number"));
        assert_eq!(
            (shown("1234.5"), shown("12"), shown("0.126")),
            ("1,234.5".to_owned(), "12".to_owned(), "0.13".to_owned())
        );
    }

    #[test]
    fn nothing_of_nothing_is_no_percentage() {
        assert_eq!((percent(1, 3), percent(0, 0)), ("33%".to_owned(), "–".to_owned()));
    }
}
