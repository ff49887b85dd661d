//! How numbers, dates and instants are shown. No number or date reaches a screen except through here.

mod periods;

pub use periods::{ShortPeriods, short_period};

use chrono::{DateTime, Datelike, Duration, NaiveDate, Timelike, Utc};
use domain::{
    amount::Amount,
    buddhist::{self, BuddhistYear},
    calendar::{FiscalYear, Period},
    indicator::{Indicator, Measure},
    manner::{Era, Manner},
    rollup::RollupRule,
    text::Language,
};
use leptos::prelude::use_context;

/// How whoever reads the page wants numbers and years; as usual where there is no page, such as in mail and in files.
fn manner() -> Manner {
    use_context().unwrap_or_default()
}

/// A written number in the digits of whoever reads.
fn shaped(text: String) -> String {
    manner().shaped(text)
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A day: `23 พ.ย. 2569`, or `23 Nov 2026` in English. An era that the language is not used to is named.
pub fn day(language: Language, day: NaiveDate) -> String {
    let manner = manner();
    let (era, year) = (era(language, manner), year_of(language, manner, day.year()));
    let month = match language {
        Language::Th => buddhist::short_month(day),
        Language::En => MONTHS[day.month0() as usize],
    };
    let written = match (language, era) {
        (Language::Th, Some(era)) => format!("{} {month} {era} {year}", day.day()),
        (Language::En, Some(era)) => format!("{} {month} {year} {era}", day.day()),
        (_, None) => format!("{} {month} {year}", day.day()),
    };
    manner.shaped(written)
}

/// The name of the era, where it is another one than the language is used to.
fn era(language: Language, manner: Manner) -> Option<&'static str> {
    manner.is_unusual(language).then_some(match language {
        Language::Th => "ค.ศ.",
        Language::En => "BE",
    })
}

/// A year of the Common Era in the era of whoever reads.
fn year_of(language: Language, manner: Manner, common_era: i32) -> i32 {
    if manner.is_buddhist(language) { BuddhistYear::from_common_era(common_era).0 } else { common_era }
}

/// An instant with Bangkok's clock: `23 พ.ย. 2569 16.30 น.`, or `23 Nov 2026, 16:30`.
pub fn instant(language: Language, at: DateTime<Utc>) -> String {
    let date = day(language, buddhist::bangkok(at).date_naive());
    match language {
        Language::Th => format!("{date} {}", clock(language, at)),
        Language::En => format!("{date}, {}", clock(language, at)),
    }
}

/// A period: `ไตรมาส 1 ปีงบประมาณ 2570`, or `Quarter 1, fiscal year 2570 (2027)`.
pub fn period(language: Language, period: Period) -> String {
    let (manner, year) = (manner(), period.fiscal_year());
    let part = match (language, period) {
        (Language::Th, Period::Quarter(quarter)) => format!("ไตรมาส {} ", quarter.number()),
        (Language::En, Period::Quarter(quarter)) => format!("Quarter {}, ", quarter.number()),
        (Language::Th, Period::FirstMonths(_, months)) => format!("รอบ {} เดือน ", months.count()),
        (Language::En, Period::FirstMonths(_, months)) => format!("First {} months, ", months.count()),
        (_, Period::Year(_)) => String::new(),
    };
    let common = year.last_day().year();
    let written = match (language, manner.era) {
        (Language::Th, Era::OfLanguage | Era::Buddhist) => format!("{part}ปีงบประมาณ {year}"),
        (Language::Th, Era::Common) => format!("{part}ปีงบประมาณ ค.ศ. {common}"),
        (Language::En, Era::OfLanguage) => format!("{part}fiscal year {year} ({common})"),
        (Language::En, Era::Buddhist) => format!("{part}fiscal year {year} BE"),
        (Language::En, Era::Common) => format!("{part}fiscal year {common}"),
    };
    manner.shaped(written)
}

/// A fiscal year in a narrow place: `2570`, or `2570 (2027)`.
pub fn fiscal_year(language: Language, year: FiscalYear) -> String {
    let manner = manner();
    let common = year.last_day().year();
    let written = match (language, manner.era) {
        (Language::Th, Era::OfLanguage | Era::Buddhist) | (Language::En, Era::Buddhist) => year.to_string(),
        (Language::Th | Language::En, Era::Common) => common.to_string(),
        (Language::En, Era::OfLanguage) => format!("{year} ({common})"),
    };
    manner.shaped(written)
}

/// A number with so many decimals, such as a score with those of its scheme.
pub fn fixed(amount: Amount, decimals: u32) -> String {
    shaped(amount.with_decimals(decimals))
}

/// A number with so many decimals, and with more where it has more: a score as somebody says it should be is never cut.
pub fn at_least(amount: Amount, decimals: u32) -> String {
    if amount.rounded(decimals) == amount { fixed(amount, decimals) } else { exact(amount) }
}

/// A figure with at most two decimals, trailing zeros dropped, and thousands separators.
pub fn figure(amount: Amount) -> String {
    trimmed(amount, 2)
}

fn trimmed(amount: Amount, most_decimals: u32) -> String {
    shaped(amount.rounded(most_decimals).with_own_decimals())
}

/// Stands where there is nothing to show.
pub const NOTHING: &str = "–";

/// Digits after the point of an index that runs from nought to one or to ten.
const INDEX_DECIMALS: u32 = 4;

/// An index with at most four decimals.
pub fn index(amount: Amount) -> String {
    trimmed(amount, INDEX_DECIMALS)
}

/// How the numbers of an indicator are written, without a unit: an index with up to four decimals, others with two.
pub fn writer(indicator: &Indicator) -> fn(Amount) -> String {
    if indicator.decimals() == INDEX_DECIMALS { index } else { figure }
}

/// Whether the numbers of an indicator are percentages of a part in a whole.
fn is_percentage(indicator: &Indicator) -> bool {
    matches!(&indicator.measure, Measure::Ratio { scale, .. } if *scale == Amount::HUNDRED)
}

/// A figure in an indicator's own precision, a percentage with its sign.
pub fn measured(indicator: &Indicator, amount: Amount) -> String {
    let mut number = writer(indicator)(amount);
    if is_percentage(indicator) {
        number.push('%');
    }
    number
}

/// What is expected, as it can be reached: things only whole.
pub fn reachable(indicator: &Indicator, expected: Amount) -> Amount {
    match &indicator.measure {
        Measure::Count | Measure::Cumulative => expected.ceiling(0),
        Measure::Ratio { .. }
        | Measure::Amount
        | Measure::Level { .. }
        | Measure::YesNo
        | Measure::Mean { .. }
        | Measure::Score { .. }
        | Measure::Rank { .. } => expected,
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

/// A number with all the decimals it has, and thousands separators: what somebody typed or a bound.
pub fn exact(amount: Amount) -> String {
    shaped(amount.with_own_decimals())
}

/// A figure in a narrow place: from a million on in millions.
pub fn short_figure(language: Language, amount: Amount) -> String {
    let million = Amount::whole(1_000_000);
    if amount < million {
        return figure(amount);
    }
    let word = match language {
        Language::Th => "ล้าน",
        Language::En => "M",
    };
    amount.checked_div(million).map_or_else(|| figure(amount), |millions| format!("{} {word}", figure(millions)))
}

/// A time of day with Bangkok's clock: `16.30 น.`, or `16:30`.
pub fn clock(language: Language, at: DateTime<Utc>) -> String {
    let local = buddhist::bangkok(at);
    shaped(match language {
        Language::Th => format!("{:02}.{:02} น.", local.hour(), local.minute()),
        Language::En => format!("{:02}:{:02}", local.hour(), local.minute()),
    })
}

/// The size of a file as machines list it, in thousands: `49 kB`, `1.3 MB`.
pub fn file_size(bytes: i64) -> String {
    const KILO: i64 = 1_000;
    let in_units = |unit: i64, decimals: u32| {
        let amount = Amount::whole(bytes).checked_div(Amount::whole(unit)).unwrap_or_default();
        amount.rounded(decimals).with_own_decimals()
    };
    shaped(match bytes {
        ..KILO => format!("{bytes} B"),
        KILO..1_000_000 => format!("{} kB", in_units(KILO, 0)),
        _ => format!("{} MB", in_units(KILO * KILO, 1)),
    })
}

/// The most that a file may have, in megabytes that are surely taken: limits are set in mebibytes, which are a little more.
pub fn file_limit(bytes: u64) -> String {
    const MEBI: u64 = 1024 * 1024;
    shaped(format!("{} MB", bytes / MEBI))
}

/// A length of time in its largest unit: `7 วัน`, `3 hours`.
pub fn span(language: Language, length: Duration) -> String {
    let minutes = length.num_minutes().max(0);
    let (number, th, en) = match minutes {
        ..60 => (minutes.max(1), "นาที", "minute"),
        60..2880 => (minutes / 60, "ชั่วโมง", "hour"),
        _ => (minutes / 1440, "วัน", "day"),
    };
    shaped(match language {
        Language::Th => format!("{number} {th}"),
        Language::En => format!("{number} {en}{}", if number == 1 { "" } else { "s" }),
    })
}

/// A count.
pub fn count(number: i64) -> String {
    fixed(Amount::whole(number), 0)
}

/// How many things there are.
pub fn counted(number: usize) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX))
}

/// How many things there are of each name.
pub fn each_counted(things: impl Iterator<Item = (&'static str, usize)>) -> String {
    things.map(|(name, number)| format!("{name} {}", counted(number))).collect::<Vec<_>>().join(" · ")
}

/// The year of the Common Era in which a fiscal year ends.
pub fn common_era_year(year: FiscalYear) -> String {
    shaped(year.last_day().year().to_string())
}

/// A share as a percentage without decimals; less than one where some are not none; a dash where there is nothing to share.
pub fn percent(part: i64, whole: i64) -> String {
    let share =
        Amount::whole(part).checked_mul(Amount::HUNDRED).and_then(|part| part.checked_div(Amount::whole(whole)));
    let Some(share) = share else { return "–".to_owned() };
    let written = fixed(share, 0);
    if part > 0 && written == fixed(Amount::ZERO, 0) {
        return format!("<{}%", fixed(Amount::ONE, 0));
    }
    format!("{written}%")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::manner::Digits;
    use leptos::prelude::{Owner, provide_context};

    #[test]
    fn instants_are_shown_with_bangkoks_clock_and_the_buddhist_era() {
        let at = "2027-01-15T09:30:00Z".parse().expect("an instant");
        assert_eq!(instant(Language::Th, at), "15 ม.ค. 2570 16.30 น.");
        assert_eq!(instant(Language::En, at), "15 Jan 2027, 16:30");
    }

    #[test]
    fn a_score_that_somebody_claims_has_the_decimals_of_scores_and_is_never_cut() {
        let written = ["80", "80.5", "80.126"].map(|said| at_least(said.parse().expect("an amount"), 2));
        assert_eq!(written, ["80.00", "80.50", "80.126"]);
        assert_eq!(at_least("80.5".parse().expect("an amount"), 0), "80.5");
    }

    #[test]
    fn a_share_of_a_few_of_many_is_not_none() {
        let shares = [(0, 460), (2, 460), (3, 460), (460, 460), (0, 0)];
        assert_eq!(shares.map(|(part, whole)| percent(part, whole)), ["0%", "<1%", "1%", "100%", "–"]);
        let thai = read_in(Era::default(), Digits::Thai, || percent(2, 460));
        assert_eq!(thai, "<๑%");
    }

    /// What is written where a page is read in some manner.
    fn read_in<T>(era: Era, digits: Digits, write: impl FnOnce() -> T) -> T {
        Owner::new().with(|| {
            provide_context(Manner { era, digits });
            write()
        })
    }

    #[test]
    fn years_are_in_the_era_that_the_reader_chose_and_an_unusual_one_is_named() {
        let at = "2027-01-15T09:30:00Z".parse().expect("an instant");
        let quarter = "2570-q1".parse().expect("a period");
        let year = FiscalYear::new(2570).expect("a year");
        let told = |language| {
            [
                instant(language, at),
                period(language, quarter),
                short_period(language, quarter),
                fiscal_year(language, year),
            ]
        };
        let in_common = read_in(Era::Common, Digits::Arabic, || told(Language::Th));
        assert_eq!(in_common, ["15 ม.ค. ค.ศ. 2027 16.30 น.", "ไตรมาส 1 ปีงบประมาณ ค.ศ. 2027", "1/2027", "2027"]);
        let in_buddhist = read_in(Era::Buddhist, Digits::Arabic, || told(Language::En));
        assert_eq!(in_buddhist, ["15 Jan 2570 BE, 16:30", "Quarter 1, fiscal year 2570 BE", "Q1 FY2570", "2570"]);
        let usual = read_in(Era::Buddhist, Digits::Arabic, || told(Language::Th));
        assert_eq!(usual, told(Language::Th), "what is usual is written as ever");
        let in_thai = read_in(Era::OfLanguage, Digits::Thai, || told(Language::Th));
        assert_eq!(in_thai, ["๑๕ ม.ค. ๒๕๗๐ ๑๖.๓๐ น.", "ไตรมาส ๑ ปีงบประมาณ ๒๕๗๐", "๑/๒๕๗๐", "๒๕๗๐"]);
    }

    #[test]
    fn every_number_is_in_the_digits_that_the_reader_chose() {
        let number: Amount = "1234.5".parse().expect("a number");
        let told = read_in(Era::OfLanguage, Digits::Thai, || {
            [
                figure(number),
                exact(number),
                index(number),
                fixed(number, 2),
                short_figure(Language::Th, Amount::whole(2_500_000)),
                count(1_000),
                counted(7),
                percent(1, 3),
                file_size(49_000),
                span(Language::En, Duration::days(7)),
            ]
        });
        let expected = ["๑,๒๓๔.๕", "๑,๒๓๔.๕", "๑,๒๓๔.๕", "๑,๒๓๔.๕๐", "๒.๕ ล้าน", "๑,๐๐๐", "๗", "๓๓%", "๔๙ kB", "๗ days"];
        assert_eq!(told, expected);
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
    fn spans_are_told_in_their_largest_unit() {
        let told = |minutes| span(Language::En, Duration::minutes(minutes));
        assert_eq!([told(0), told(59), told(60), told(2879)], ["1 minute", "59 minutes", "1 hour", "47 hours"]);
        assert_eq!(span(Language::Th, Duration::days(7)), "7 วัน");
    }

    #[test]
    fn sizes_and_large_figures_are_short() {
        assert_eq!([file_size(999), file_size(49_000), file_size(11_968_697)], ["999 B", "49 kB", "12 MB"]);
        assert_eq!(file_limit(20 * 1024 * 1024), "20 MB", "as the refusal of what is larger says");
        assert_eq!(short_figure(Language::Th, Amount::whole(12_345_678)), "12.35 ล้าน");
        assert_eq!(exact("0.8351".parse().expect("a number")), "0.8351");
    }

    #[test]
    fn nothing_of_nothing_is_no_percentage() {
        assert_eq!((percent(1, 3), percent(0, 0)), ("33%".to_owned(), "–".to_owned()));
    }
}
