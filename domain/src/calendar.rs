//! Fiscal years, quarters and the periods that are reported on.
//!
//! Fiscal year B.E. N runs from 1 October of N−1 to 30 September of N; its first quarter is October to December.

use crate::{buddhist::BuddhistYear, text::quoted};
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// A fiscal year, named by its Buddhist-Era year: 2570 runs from 1 October 2569 to 30 September 2570.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(value_type = i32))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct FiscalYear(i32);

/// A text that names no period.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{} is not a period: write 2570-q1, 2570-m6, 2570-m9, 2570-m12 or 2570 (Buddhist Era)", quoted(.text))]
pub struct PeriodError {
    /// The refused text.
    pub text: String,
}

impl FiscalYear {
    /// A fiscal year from its Buddhist-Era number, 2400 to 2699.
    ///
    /// # Errors
    /// Refuses other numbers, among them years of the Common Era.
    pub fn new(buddhist_year: i32) -> Result<Self, PeriodError> {
        if (2400..=2699).contains(&buddhist_year) {
            Ok(Self(buddhist_year))
        } else {
            Err(PeriodError { text: buddhist_year.to_string() })
        }
    }

    /// The fiscal year in which a day lies.
    pub fn of(day: NaiveDate) -> Self {
        let starts_next = i32::from(day.month() >= 10);
        Self(BuddhistYear::from_common_era(day.year()).0 + starts_next)
    }

    /// Its Buddhist-Era number.
    pub fn number(self) -> i32 {
        self.0
    }

    /// 1 October of the year before.
    pub fn first_day(self) -> NaiveDate {
        first_of_month(BuddhistYear(self.0).common_era() - 1, 10)
    }

    /// The year after; the last there is has none.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::new(self.0 + 1).ok()
    }

    /// 30 September.
    pub fn last_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(BuddhistYear(self.0).common_era(), 9, 30).unwrap_or(NaiveDate::MAX)
    }
}

impl TryFrom<i32> for FiscalYear {
    type Error = PeriodError;
    fn try_from(number: i32) -> Result<Self, PeriodError> {
        Self::new(number)
    }
}

impl From<FiscalYear> for i32 {
    fn from(year: FiscalYear) -> Self {
        year.0
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

fn first_of_month(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(NaiveDate::MIN)
}

/// A quarter of a fiscal year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: FiscalYear,
    number: u8,
}

impl Quarter {
    /// The quarter with a number from 1 to 4.
    ///
    /// # Errors
    /// Refuses other numbers.
    pub fn new(year: FiscalYear, number: u8) -> Result<Self, PeriodError> {
        if (1..=4).contains(&number) {
            Ok(Self { year, number })
        } else {
            Err(PeriodError { text: format!("{year}-q{number}") })
        }
    }

    /// The quarter in which a day lies.
    pub fn of(day: NaiveDate) -> Self {
        let months_since_october = (day.month() + 2) % 12;
        Self { year: FiscalYear::of(day), number: u8::try_from(months_since_october / 3 + 1).unwrap_or(1) }
    }

    /// Its fiscal year.
    pub fn fiscal_year(self) -> FiscalYear {
        self.year
    }

    /// 1 to 4.
    pub fn number(self) -> u8 {
        self.number
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        add_months(self.year.first_day(), u32::from(self.number - 1) * 3)
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        let year = BuddhistYear(self.year.0).common_era();
        let day = match self.number {
            1 => NaiveDate::from_ymd_opt(year - 1, 12, 31),
            2 => NaiveDate::from_ymd_opt(year, 3, 31),
            3 => NaiveDate::from_ymd_opt(year, 6, 30),
            _ => return self.year.last_day(),
        };
        day.unwrap_or(NaiveDate::MAX)
    }

    /// The quarter before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::of(self.first_day().pred_opt().unwrap_or(NaiveDate::MIN))
    }

    /// The quarter after.
    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.last_day().succ_opt().unwrap_or(NaiveDate::MAX))
    }
}

fn add_months(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// Months counted from the start of the fiscal year, as half-year and nine-month reports are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FirstMonths {
    /// รอบ 6 เดือน: October to March.
    Six,
    /// รอบ 9 เดือน: October to June.
    Nine,
    /// รอบ 12 เดือน: October to September.
    Twelve,
}

impl FirstMonths {
    /// How many months.
    pub fn count(self) -> u32 {
        match self {
            Self::Six => 6,
            Self::Nine => 9,
            Self::Twelve => 12,
        }
    }
}

/// What a round reports on. Written `2570-q1`, `2570-m6`, `2570-m9`, `2570-m12` or `2570`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// One quarter.
    Quarter(Quarter),
    /// The first 6, 9 or 12 months of a fiscal year.
    FirstMonths(FiscalYear, FirstMonths),
    /// A whole fiscal year.
    Year(FiscalYear),
}

impl Period {
    /// Every period of a fiscal year, in the order of their ends; the shorter first.
    pub fn all_of(year: FiscalYear) -> [Self; 8] {
        let quarter = |number| Self::Quarter(Quarter { year, number });
        let first = |months| Self::FirstMonths(year, months);
        [
            quarter(1),
            quarter(2),
            first(FirstMonths::Six),
            quarter(3),
            first(FirstMonths::Nine),
            quarter(4),
            first(FirstMonths::Twelve),
            Self::Year(year),
        ]
    }

    /// The fiscal year it lies in.
    pub fn fiscal_year(self) -> FiscalYear {
        match self {
            Self::Quarter(quarter) => quarter.fiscal_year(),
            Self::FirstMonths(year, _) | Self::Year(year) => year,
        }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        match self {
            Self::Quarter(quarter) => quarter.first_day(),
            Self::FirstMonths(year, _) | Self::Year(year) => year.first_day(),
        }
    }

    /// Its last day: the day that a value "as of the end of the period" speaks of.
    pub fn last_day(self) -> NaiveDate {
        match self {
            Self::Quarter(quarter) => quarter.last_day(),
            Self::FirstMonths(year, months) => {
                add_months(year.first_day(), months.count()).pred_opt().unwrap_or(NaiveDate::MAX)
            }
            Self::Year(year) => year.last_day(),
        }
    }

    /// How many months of the fiscal year have gone at its end: 3, 6, 9 or 12.
    pub fn last_month(self) -> u32 {
        match self {
            Self::Quarter(quarter) => u32::from(quarter.number) * 3,
            Self::FirstMonths(_, months) => months.count(),
            Self::Year(_) => 12,
        }
    }

    /// Whether both are of one kind, so that their figures can stand in one line: a quarter beside a whole year cannot.
    pub fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }

    /// Whether it comes right after another period of its kind: a quarter after a quarter, with none between.
    pub fn comes_after(self, other: Self) -> bool {
        let months = match self {
            Self::Quarter(_) => 3,
            Self::FirstMonths(_, months) => i64::from(months.count()),
            Self::Year(_) => 12,
        };
        self.is_like(other) && (1..=months).contains(&self.months_after(other))
    }

    /// How many months after the end of another period it ends; negative when it ends before.
    pub fn months_after(self, other: Self) -> i64 {
        let ends = |period: Self| i64::from(period.fiscal_year().number()) * 12 + i64::from(period.last_month());
        ends(self) - ends(other)
    }

    /// The ISO 8601 interval in months, as exchanged with other systems: `2026-10-01/P3M`.
    pub fn iso(self) -> String {
        let months = match self {
            Self::Quarter(_) => 3,
            Self::FirstMonths(_, months) => months.count(),
            Self::Year(_) => 12,
        };
        format!("{}/P{months}M", self.first_day())
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quarter(quarter) => write!(f, "{}-q{}", quarter.year, quarter.number),
            Self::FirstMonths(year, months) => write!(f, "{year}-m{}", months.count()),
            Self::Year(year) => write!(f, "{year}"),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let refused = || PeriodError { text: text.chars().take(32).collect() };
        let (year, part) = text.split_once('-').map_or((text, None), |(year, part)| (year, Some(part)));
        let year = FiscalYear::new(year.parse().map_err(|_| refused())?)?;
        match part {
            None => Ok(Self::Year(year)),
            Some("m6") => Ok(Self::FirstMonths(year, FirstMonths::Six)),
            Some("m9") => Ok(Self::FirstMonths(year, FirstMonths::Nine)),
            Some("m12") => Ok(Self::FirstMonths(year, FirstMonths::Twelve)),
            Some(part) => {
                let number = part.strip_prefix('q').and_then(|number| number.parse().ok()).ok_or_else(refused)?;
                Ok(Self::Quarter(Quarter::new(year, number)?))
            }
        }
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;
    fn try_from(text: String) -> Result<Self, PeriodError> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
