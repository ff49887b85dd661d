//! Buddhist-Era years, Thai digits and Thai dates. B.E. = C.E. + 543.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc};
use std::fmt;
use thiserror::Error;

/// Years between the two eras.
const OFFSET: i32 = 543;
/// Thailand has kept UTC+7 without summer time since 1920.
const BANGKOK_OFFSET_SECONDS: i32 = 7 * 3600;

const MONTHS: [&str; 12] = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
];
const SHORT_MONTHS: [&str; 12] =
    ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."];

/// A year of the Buddhist Era.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BuddhistYear(pub i32);

impl BuddhistYear {
    /// The same year of the Common Era.
    pub fn common_era(self) -> i32 {
        self.0 - OFFSET
    }

    /// From a year of the Common Era.
    pub fn from_common_era(year: i32) -> Self {
        Self(year + OFFSET)
    }
}

impl fmt::Display for BuddhistYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Replaces ๐–๙ by 0–9 and leaves everything else.
pub fn arabic_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '๐'..='๙' => char::from_digit(c as u32 - '๐' as u32, 10).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// Replaces 0–9 by ๐–๙ and leaves everything else.
pub fn thai_digits(text: &str) -> String {
    text.chars()
        .map(|c| {
            c.to_digit(10).filter(|_| c.is_ascii_digit()).and_then(|d| char::from_u32('๐' as u32 + d)).unwrap_or(c)
        })
        .collect()
}

/// The day in Bangkok at an instant.
pub fn bangkok_day(at: DateTime<Utc>) -> NaiveDate {
    bangkok(at).date_naive()
}

/// The same instant with Bangkok's clock.
pub fn bangkok(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    let zone = FixedOffset::east_opt(BANGKOK_OFFSET_SECONDS).unwrap_or_else(|| chrono::Offset::fix(&Utc));
    at.with_timezone(&zone)
}

/// The instant at which a day begins in Bangkok.
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc() - chrono::Duration::seconds(i64::from(BANGKOK_OFFSET_SECONDS))
}

/// The last second of a day in Bangkok: what "by 15 January" means.
pub fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    start_of_day(day) + chrono::Duration::seconds(24 * 3600 - 1)
}

/// A day written out: `23 พฤศจิกายน 2569`.
pub fn long_date(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), MONTHS[day.month0() as usize], BuddhistYear::from_common_era(day.year()))
}

/// A day written short: `23 พ.ย. 2569`.
pub fn short_date(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), short_month(day), BuddhistYear::from_common_era(day.year()))
}

/// The month of a day in short Thai, such as `พ.ย.`.
pub fn short_month(day: NaiveDate) -> &'static str {
    SHORT_MONTHS[day.month0() as usize]
}

/// Why a typed date was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DateError {
    /// Not a day, month and year.
    #[error("not a date: write day/month/year, for example 15/1/2570")]
    NotADate,
    /// A year that could belong to either era, or to none.
    #[error("the era of the year is not clear")]
    UnclearEra,
    /// No such day, such as 31 February.
    #[error("there is no such day")]
    NoSuchDay,
}

/// Reads a typed date: `15/1/2570`, `๑๕ ม.ค. ๒๕๗๐`, `15 มกราคม 2570`, or ISO `2027-01-15`.
///
/// A year from 2400 to 2699 is of the Buddhist Era and one from 1900 to 2199 of the Common Era; nothing else is
/// guessed. An era that is written (พ.ศ., ค.ศ.) must agree.
///
/// # Errors
/// Says why when it is not a date or its era is unclear.
pub fn read_date(text: &str) -> Result<NaiveDate, DateError> {
    let plain = arabic_digits(text.trim());
    let says_buddhist = plain.contains("พ.ศ.");
    let says_common = plain.contains("ค.ศ.");
    let plain = plain.replace("พ.ศ.", " ").replace("ค.ศ.", " ");
    let iso: Vec<&str> = plain.trim().split('-').collect();
    let parts: Vec<&str> = if let [year, month, day] = iso[..]
        && year.len() == 4
    {
        vec![day, month, year]
    } else {
        plain.split(|c: char| c == '/' || c == '-' || c.is_whitespace()).filter(|part| !part.is_empty()).collect()
    };
    let [day, month, year] = parts[..] else {
        return Err(DateError::NotADate);
    };
    let day: u32 = day.parse().map_err(|_| DateError::NotADate)?;
    let month = read_month(month).ok_or(DateError::NotADate)?;
    let year: i32 = year.parse().map_err(|_| DateError::NotADate)?;
    let common_era = match year {
        2400..=2699 if !says_common => BuddhistYear(year).common_era(),
        1900..=2199 if !says_buddhist => year,
        _ => return Err(DateError::UnclearEra),
    };
    NaiveDate::from_ymd_opt(common_era, month, day).ok_or(DateError::NoSuchDay)
}

fn read_month(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse::<u32>() {
        return (1..=12).contains(&number).then_some(number);
    }
    let named = |names: &[&str; 12]| names.iter().position(|name| *name == text);
    let position = named(&MONTHS).or_else(|| named(&SHORT_MONTHS))?;
    u32::try_from(position + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    #[test]
    fn dates_are_read_in_both_eras() {
        let expected = Ok(day(2027, 1, 15));
        for text in [
            "15/1/2570",
            "๑๕/๑/๒๕๗๐",
            "15 ม.ค. 2570",
            "15 มกราคม พ.ศ. 2570",
            "2027-01-15",
            "15/01/2027",
            "15-1-2570",
            "15 มกราคม ค.ศ. 2027",
        ] {
            assert_eq!(read_date(text), expected, "{text}");
        }
    }

    #[test]
    fn an_unclear_era_is_never_guessed() {
        assert_eq!(read_date("15/1/70"), Err(DateError::UnclearEra));
        assert_eq!(read_date("15/1/2300"), Err(DateError::UnclearEra));
        assert_eq!(read_date("15 มกราคม ค.ศ. 2570"), Err(DateError::UnclearEra));
        assert_eq!(read_date("15 มกราคม พ.ศ. 2027"), Err(DateError::UnclearEra));
    }

    #[test]
    fn impossible_days_are_refused() {
        assert_eq!(read_date("31/2/2570"), Err(DateError::NoSuchDay));
        assert_eq!(read_date("พรุ่งนี้"), Err(DateError::NotADate));
        assert_eq!(read_date("1/13/2570"), Err(DateError::NotADate));
    }

    #[test]
    fn a_day_ends_at_midnight_in_bangkok() {
        assert_eq!(end_of_day(day(2027, 1, 15)).to_rfc3339(), "2027-01-15T16:59:59+00:00");
        assert_eq!(bangkok_day(end_of_day(day(2027, 1, 15))), day(2027, 1, 15));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(days in 0i64..60_000) {
            let date = day(1950, 1, 1) + chrono::Duration::days(days);
            prop_assert_eq!(read_date(&long_date(date)), Ok(date));
            prop_assert_eq!(read_date(&thai_digits(&short_date(date))), Ok(date));
            prop_assert_eq!(read_date(&date.to_string()), Ok(date));
        }

        #[test]
        fn reading_a_date_never_panics(text in ".*") {
            let _ = read_date(&text);
        }
    }
}
