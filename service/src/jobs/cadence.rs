//! When a line of the timetable is due, by Bangkok's clock.

use crate::{ServiceError, ServiceResult};
use chrono::{DateTime, FixedOffset, SubsecRound as _, TimeDelta, Utc};
use croner::{
    Cron,
    errors::CronError,
    parser::{CronParser, Seconds},
};
use domain::buddhist::bangkok;

/// When a line is due. Each instant at which it is due is a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cadence {
    /// A cron expression of six fields, seconds first, by Bangkok's clock: `0 30 2 * * *` is half past two at night.
    Cron(&'static str),
    /// At every whole multiple of a length since 1970, for what is more often than a cron expression can say.
    Every(TimeDelta),
}

impl Cadence {
    /// The latest slot at or before an instant.
    ///
    /// # Errors
    /// The expression cannot be read.
    pub fn latest(self, at: DateTime<Utc>) -> ServiceResult<Option<DateTime<Utc>>> {
        match self {
            Self::Cron(text) => found(cron(text)?.find_previous_occurrence(&second(at), true)),
            Self::Every(length) => Ok(multiple(length, at, 0)),
        }
    }

    /// The first slot after an instant.
    ///
    /// # Errors
    /// The expression cannot be read.
    pub fn next(self, at: DateTime<Utc>) -> ServiceResult<Option<DateTime<Utc>>> {
        match self {
            Self::Cron(text) => next_by(text, at),
            Self::Every(length) => Ok(multiple(length, at, 1)),
        }
    }

    /// The slots after one instant until another, oldest first, at most so many.
    pub(super) fn between(
        self,
        after: DateTime<Utc>,
        until: DateTime<Utc>,
        most: usize,
    ) -> ServiceResult<Vec<DateTime<Utc>>> {
        let mut slots = Vec::new();
        let mut last = after;
        while slots.len() < most {
            match self.next(last)? {
                Some(slot) if slot <= until => {
                    slots.push(slot);
                    last = slot;
                }
                Some(_) | None => break,
            }
        }
        Ok(slots)
    }
}

/// The first instant after another that a cron expression of six fields names.
///
/// # Errors
/// The expression cannot be read.
pub(crate) fn next_by(text: &str, at: DateTime<Utc>) -> ServiceResult<Option<DateTime<Utc>>> {
    found(cron(text)?.find_next_occurrence(&second(at), false))
}

/// The whole second in which an instant lies, by Bangkok's clock: the search takes fractions along into what it finds.
fn second(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    bangkok(at).trunc_subsecs(0)
}

fn cron(text: &str) -> ServiceResult<Cron> {
    let parser = CronParser::builder().seconds(Seconds::Required).dom_and_dow(true).build();
    parser.parse(text).map_err(|error| ServiceError::fault(format!("the cron expression {text:?}"), error))
}

fn found<Zone: chrono::TimeZone>(slot: Result<DateTime<Zone>, CronError>) -> ServiceResult<Option<DateTime<Utc>>> {
    match slot {
        Ok(slot) => Ok(Some(slot.with_timezone(&Utc))),
        // Nothing within the years that are searched.
        Err(CronError::TimeSearchLimitExceeded) => Ok(None),
        Err(error) => Err(ServiceError::fault("the next slot", error)),
    }
}

fn multiple(length: TimeDelta, at: DateTime<Utc>, more: i64) -> Option<DateTime<Utc>> {
    let length = length.num_microseconds().filter(|length| *length > 0)?;
    let number = at.timestamp_micros().div_euclid(length).checked_add(more)?;
    DateTime::from_timestamp_micros(number.checked_mul(length)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_cron_line_goes_by_bangkoks_clock() {
        let nightly = Cadence::Cron("0 30 2 * * *");
        let due = at("2026-12-31T19:30:00Z");
        assert_eq!(nightly.latest(due).expect("read"), Some(due), "half past two on New Year's night, Bangkok");
        assert_eq!(nightly.next(due).expect("read"), Some(at("2027-01-01T19:30:00Z")));
        assert_eq!(nightly.latest(due - TimeDelta::microseconds(1)).expect("read"), Some(at("2026-12-30T19:30:00Z")));
        assert_eq!(nightly.latest(at("2027-01-01T19:29:59.999999Z")).expect("read"), Some(due));
    }

    #[test]
    fn slots_between_two_instants_are_each_there_once() {
        let five = Cadence::Cron("0 */5 * * * *");
        let slots = five.between(at("2027-01-01T00:00:00Z"), at("2027-01-01T00:15:00Z"), 10).expect("read");
        assert_eq!(slots, [at("2027-01-01T00:05:00Z"), at("2027-01-01T00:10:00Z"), at("2027-01-01T00:15:00Z")]);
        let fifth = Cadence::Every(TimeDelta::milliseconds(200));
        let slots = fifth.between(at("2027-01-01T00:00:00.1Z"), at("2027-01-01T00:00:00.6Z"), 2).expect("read");
        assert_eq!(slots, [at("2027-01-01T00:00:00.2Z"), at("2027-01-01T00:00:00.4Z")]);
        assert_eq!(fifth.latest(slots[1]).expect("read"), Some(slots[1]));
    }

    #[test]
    fn what_is_no_cron_expression_is_refused() {
        assert!(Cadence::Cron("every morning").next(at("2027-01-01T00:00:00Z")).is_err());
        assert_eq!(Cadence::Cron("0 0 0 30 2 *").next(at("2027-01-01T00:00:00Z")).expect("read"), None);
    }
}
