//! Working days: Monday to Friday, less the public holidays of a table that administrators keep.

use crate::{plan::Provenance, text::Bilingual};
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The longest search for a working day: no run of holidays is as long, so a table that names them all is a mistake.
const LONGEST_REST_DAYS: usize = 60;

/// A public holiday, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// The day on which offices are closed.
    pub day: NaiveDate,
    /// What is celebrated.
    pub name: Bilingual,
    /// How official the day is, and its source.
    pub provenance: Provenance,
}

/// The days on which offices are closed besides weekends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays(BTreeSet<NaiveDate>);

impl FromIterator<NaiveDate> for Holidays {
    fn from_iter<Days: IntoIterator<Item = NaiveDate>>(days: Days) -> Self {
        Self(days.into_iter().collect())
    }
}

impl Holidays {
    /// Whether offices are open.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.0.contains(&day)
    }

    /// The day itself when offices are open, else the next on which they are.
    pub fn working_day_from(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().take(LONGEST_REST_DAYS).find(|day| self.is_working_day(*day)).unwrap_or(day)
    }

    /// The last of so many working days after a day; the day itself for none.
    pub fn working_days_after(&self, day: NaiveDate, count: usize) -> NaiveDate {
        let days = (0..count).try_fold(day, |day, _| Some(self.working_day_from(day.succ_opt()?)));
        days.unwrap_or(day)
    }

    /// The day itself when offices are open, else the last before it on which they were.
    pub fn working_day_until(&self, day: NaiveDate) -> NaiveDate {
        let back = std::iter::successors(Some(day), NaiveDate::pred_opt);
        back.take(LONGEST_REST_DAYS).find(|day| self.is_working_day(*day)).unwrap_or(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_deadline_on_a_long_weekend_moves_to_its_end() {
        // Thursday 31 December 2026 and Friday 1 January 2027 are holidays before a weekend.
        let holidays: Holidays = [day("2026-12-31"), day("2027-01-01")].into_iter().collect();
        assert_eq!(holidays.working_day_from(day("2026-12-31")), day("2027-01-04"));
        assert_eq!(holidays.working_day_from(day("2026-12-30")), day("2026-12-30"));
        assert_eq!(Holidays::default().working_day_from(day("2026-12-31")), day("2026-12-31"));
    }

    proptest! {
        #[test]
        fn a_working_day_is_the_first_from_a_day_on(from in 0u64..20_000, off in prop::collection::btree_set(0u64..60, 0..30)) {
            let start = day("2000-01-01") + chrono::Days::new(from);
            let holidays: Holidays = off.into_iter().map(|days| start + chrono::Days::new(days)).collect();
            let found = holidays.working_day_from(start);
            prop_assert!(found >= start && holidays.is_working_day(found));
            prop_assert!(start.iter_days().take_while(|day| *day < found).all(|day| !holidays.is_working_day(day)));
            prop_assert_eq!(holidays.working_day_from(found), found);
            let before = holidays.working_day_until(start);
            prop_assert!(before <= start && holidays.is_working_day(before));
            prop_assert!(before.iter_days().skip(1).take_while(|day| *day <= start).all(|day| !holidays.is_working_day(day)));
        }
    }
}
