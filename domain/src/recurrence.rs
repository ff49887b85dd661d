//! Rounds that recur by a rule, which belongs to a plan's calendar.

use crate::{
    buddhist::{bangkok_day, end_of_day, start_of_day},
    calendar::{FirstMonths, FiscalYear, Period, Quarter},
    holiday::Holidays,
    ids::PlanCode,
    window::Window,
};
use chrono::{DateTime, Datelike, Days, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString};
use thiserror::Error;

/// How early before the end of its period a round may open, and how late after it, in days.
pub const OPENS_DAYS: std::ops::RangeInclusive<i32> = -90..=30;
/// The longest time of grace in days.
pub const LONGEST_GRACE_DAYS: u32 = 180;

/// Which periods of each fiscal year are reported on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Recurrence {
    /// Each quarter.
    Quarterly,
    /// รอบ 6, 9 และ 12 เดือน: the first 6, 9 and 12 months.
    SixNineTwelve,
    /// The whole fiscal year.
    Annual,
}

impl Recurrence {
    /// The periods of a fiscal year, in the order of their ends.
    pub fn periods(self, year: FiscalYear) -> Vec<Period> {
        match self {
            Self::Quarterly => {
                (1..=4).filter_map(|number| Quarter::new(year, number).ok()).map(Period::Quarter).collect()
            }
            Self::SixNineTwelve => [FirstMonths::Six, FirstMonths::Nine, FirstMonths::Twelve]
                .map(|months| Period::FirstMonths(year, months))
                .to_vec(),
            Self::Annual => vec![Period::Year(year)],
        }
    }
}

/// What becomes of a deadline on a day on which offices are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, EnumString, AsRefStr, EnumIter)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum OnRestDays {
    /// It moves to the next working day.
    Move,
    /// It stays.
    Stay,
}

/// When the rounds of a plan open, are due and close. Only what its constructor took is ever a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundRule {
    plan: PlanCode,
    recurrence: Recurrence,
    opens_days: i32,
    due_day: u32,
    grace_days: u32,
    on_rest_days: OnRestDays,
    starts_on: NaiveDate,
}

/// Why a rule is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RuleError {
    /// The opening lies too far from the end of the period.
    #[error("a round opens at most 90 days before and 30 days after the end of its period")]
    Opens,
    /// No day of a month.
    #[error("the due day is a day of the month, 1 to 31")]
    DueDay,
    /// The round would be due before it opens.
    #[error("a round cannot be due before it opens")]
    DueBeforeOpening,
    /// Too long a grace.
    #[error("the grace is at most 180 days")]
    Grace,
}

/// A round that a rule calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedRound {
    /// What is reported on.
    pub period: Period,
    /// When it is open.
    pub window: Window,
}

/// The numbers of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDays {
    /// The round opens so many days after the last day of its period, at midnight; negative: before it.
    pub opens_days: i32,
    /// It is due by the end of this day of the month after, or of that month's last day.
    pub due_day: u32,
    /// Reports are taken so many days more, as late ones.
    pub grace_days: u32,
    /// What becomes of the due and the closing day on weekends and holidays.
    pub on_rest_days: OnRestDays,
}

impl RoundRule {
    /// A rule for the rounds that open on a day or after.
    ///
    /// # Errors
    /// Numbers out of bounds, or a round that would be due before it opens.
    pub fn new(
        plan: PlanCode,
        recurrence: Recurrence,
        days: RuleDays,
        starts_on: NaiveDate,
    ) -> Result<Self, RuleError> {
        let RuleDays { opens_days, due_day, grace_days, on_rest_days } = days;
        if !OPENS_DAYS.contains(&opens_days) {
            return Err(RuleError::Opens);
        }
        if !(1..=31).contains(&due_day) {
            return Err(RuleError::DueDay);
        }
        // April, the month after the second quarter, has thirty days.
        if i64::from(opens_days) > i64::from(due_day.min(30)) {
            return Err(RuleError::DueBeforeOpening);
        }
        if grace_days > LONGEST_GRACE_DAYS {
            return Err(RuleError::Grace);
        }
        Ok(Self { plan, recurrence, opens_days, due_day, grace_days, on_rest_days, starts_on })
    }

    /// The plan that is reported on.
    pub fn plan(&self) -> &PlanCode {
        &self.plan
    }

    /// Which periods.
    pub fn recurrence(&self) -> Recurrence {
        self.recurrence
    }

    /// Its numbers.
    pub fn days(&self) -> RuleDays {
        RuleDays {
            opens_days: self.opens_days,
            due_day: self.due_day,
            grace_days: self.grace_days,
            on_rest_days: self.on_rest_days,
        }
    }

    /// The first day on which a round may open by it: what would have opened before is the past's.
    pub fn starts_on(&self) -> NaiveDate {
        self.starts_on
    }

    /// The window of the round on a period; none at the ends of the calendar.
    pub fn window(&self, period: Period, holidays: &Holidays) -> Option<Window> {
        let ends = period.last_day();
        let opens = ends.checked_add_signed(Duration::days(i64::from(self.opens_days)))?;
        let due = self.moved(day_of_month_after(ends, self.due_day)?, holidays);
        let closes = self.moved(due.checked_add_days(Days::new(u64::from(self.grace_days)))?, holidays);
        Window::new(start_of_day(opens), end_of_day(due), end_of_day(closes)).ok()
    }

    fn moved(&self, day: NaiveDate, holidays: &Holidays) -> NaiveDate {
        match self.on_rest_days {
            OnRestDays::Move => holidays.working_day_from(day),
            OnRestDays::Stay => day,
        }
    }

    /// The rounds that open from an instant on, until another, in the order in which they open: those of fiscal years
    /// of the plan alone, and none before the rule starts.
    pub fn opening_between(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
        years: (FiscalYear, FiscalYear),
        holidays: &Holidays,
    ) -> Vec<PlannedRound> {
        let from = from.max(start_of_day(self.starts_on));
        // A period ends at most ninety days after its round opens, and at most thirty before.
        let margin = Days::new(100);
        let first = bangkok_day(from).checked_sub_days(margin).map_or(years.0, FiscalYear::of).max(years.0);
        let last = bangkok_day(until).checked_add_days(margin).map_or(years.1, FiscalYear::of).min(years.1);
        let years = (first.number()..=last.number()).filter_map(|number| FiscalYear::new(number).ok());
        let periods = years.flat_map(|year| self.recurrence.periods(year));
        let planned =
            periods.filter_map(|period| self.window(period, holidays).map(|window| PlannedRound { period, window }));
        planned.filter(|round| (from..=until).contains(&round.window.opens_at())).collect()
    }
}

/// A day of the month after the one in which a day lies; the last day of that month where it is shorter.
fn day_of_month_after(day: NaiveDate, number: u32) -> Option<NaiveDate> {
    let first = day.with_day(1)?.checked_add_months(chrono::Months::new(1))?;
    let length = u32::from(first.num_days_in_month());
    first.with_day(number.min(length))
}

#[cfg(test)]
#[path = "recurrence_tests.rs"]
mod tests;
