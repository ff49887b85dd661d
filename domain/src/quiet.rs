//! Times of day by Bangkok's clock, and the hours in which nobody is disturbed.

use crate::{
    buddhist::{arabic_digits, bangkok, bangkok_day, start_of_day},
    holiday::Holidays,
    recurrence::OnRestDays,
};
use chrono::{DateTime, Duration, Timelike as _, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// Minutes of an hour.
const HOUR: u16 = 60;
/// Minutes of a day.
const DAY: u16 = 24 * HOUR;

/// A time of day by Bangkok's clock, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClockTime(u16);

/// Not a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a time of day: write it as 08:30")]
pub struct ClockTimeError;

/// The hours in which nobody is reminded, perhaps over midnight; none where both ends are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// Quiet from then on.
    pub from: ClockTime,
    /// Until then, which is loud again.
    pub until: ClockTime,
}

impl QuietHours {
    /// Whether a time lies within them.
    pub fn hold(self, time: ClockTime) -> bool {
        let Self { from, until } = self;
        if from <= until { from <= time && time < until } else { from <= time || time < until }
    }

    /// The instant itself, or the end of the quiet hours in which it lies.
    pub fn loud_from(self, at: DateTime<Utc>) -> DateTime<Utc> {
        let now = ClockTime::of(at);
        if !self.hold(now) {
            return at;
        }
        let minutes = (DAY + self.until.0 - now.0) % DAY;
        let whole = at - Duration::seconds(i64::from(bangkok(at).second()));
        whole + Duration::minutes(i64::from(minutes))
    }

    /// The same, and where nobody is disturbed on days of rest the first such instant of a working day.
    pub fn working_from(self, at: DateTime<Utc>, on_rest_days: OnRestDays, holidays: &Holidays) -> DateTime<Utc> {
        let loud = self.loud_from(at);
        let day = bangkok_day(loud);
        match on_rest_days {
            OnRestDays::Move if !holidays.is_working_day(day) => {
                self.loud_from(start_of_day(holidays.working_day_from(day)))
            }
            OnRestDays::Move | OnRestDays::Stay => loud,
        }
    }
}

impl ClockTime {
    /// The time so many minutes after midnight; whole days are left out.
    pub const fn of_minutes(minutes: u16) -> Self {
        Self(minutes % DAY)
    }

    /// How long after midnight it is.
    pub fn since_midnight(self) -> Duration {
        Duration::minutes(i64::from(self.0))
    }

    /// The time of day at an instant.
    pub fn of(at: DateTime<Utc>) -> Self {
        let local = bangkok(at);
        Self(u16::try_from(local.hour() * 60 + local.minute()).unwrap_or_default())
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / HOUR, self.0 % HOUR)
    }
}

impl FromStr for ClockTime {
    type Err = ClockTimeError;
    /// Reads `08:30`, `8.30`, `๐๘.๓๐ น.`.
    fn from_str(text: &str) -> Result<Self, ClockTimeError> {
        let plain = arabic_digits(text);
        let plain = plain.trim().trim_end_matches("น.").trim_end();
        let (hour, minute) = plain.split_once([':', '.']).ok_or(ClockTimeError)?;
        let number = |digits: &str, below: u16| {
            let is_plain = (1..=2).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
            digits.parse::<u16>().ok().filter(|number| is_plain && *number < below).ok_or(ClockTimeError)
        };
        if minute.len() != 2 {
            return Err(ClockTimeError);
        }
        Ok(Self(number(hour, 24)? * HOUR + number(minute, 60)?))
    }
}

impl TryFrom<String> for ClockTime {
    type Error = ClockTimeError;
    fn try_from(text: String) -> Result<Self, ClockTimeError> {
        text.parse()
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> Self {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_read_as_people_write_it() {
        for (typed, read) in [("08:30", "08:30"), ("8.30", "08:30"), (" ๑๘.๐๐ น. ", "18:00"), ("00:00", "00:00")]
        {
            assert_eq!(typed.parse::<ClockTime>().expect("a time").to_string(), read);
        }
        for wrong in ["", "8", "24:00", "12:60", "8:3", "-1:00", "+8:30", "8:30:00", "noon"] {
            assert_eq!(wrong.parse::<ClockTime>(), Err(ClockTimeError), "{wrong}");
        }
    }

    #[test]
    fn quiet_hours_may_go_over_midnight_and_end_at_their_end() {
        let time = |text: &str| text.parse::<ClockTime>().expect("a time");
        let quiet = QuietHours { from: time("18:00"), until: time("08:00") };
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        assert_eq!(quiet.loud_from(at("2027-01-15T11:00:20Z")), at("2027-01-16T01:00:00Z"), "six in the evening");
        assert_eq!(quiet.loud_from(at("2027-01-15T22:10:00Z")), at("2027-01-16T01:00:00Z"), "early in the morning");
        assert_eq!(quiet.loud_from(at("2027-01-15T05:00:20Z")), at("2027-01-15T05:00:20Z"), "at noon");
        let holidays: Holidays = ["2027-01-18".parse().expect("a day")].into_iter().collect();
        let working = |text, rest| quiet.working_from(at(text), rest, &holidays);
        let (friday, tuesday) = ("2027-01-15T11:00:20Z", at("2027-01-19T01:00:00Z"));
        assert_eq!(working(friday, OnRestDays::Move), tuesday, "over the weekend and the holiday after it");
        assert_eq!(working("2027-01-17T05:00:00Z", OnRestDays::Move), tuesday, "at noon of a Sunday");
        assert_eq!(working(friday, OnRestDays::Stay), at("2027-01-16T01:00:00Z"));
        assert_eq!(working("2027-01-15T05:00:20Z", OnRestDays::Move), at("2027-01-15T05:00:20Z"), "Friday at noon");
        let none = QuietHours { from: quiet.from, until: quiet.from };
        assert_eq!(none.loud_from(at("2027-01-15T11:00:00Z")), at("2027-01-15T11:00:00Z"));
    }
}
