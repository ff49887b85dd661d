//! Which earlier figures stand in one line with the latest: those before a break do not, and nothing bridges it.

use crate::{
    amount::Amount,
    ids::OrganisationCode,
    indicator::{Indicator, Measure},
    organisation::{OrganisationEvent, OrganisationEventKind},
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// One figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// The last day of the period it is of.
    pub day: NaiveDate,
    /// The figure, in the indicator's unit.
    pub figure: Amount,
}

/// One round of a series, as it was defined then.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The last day of the period.
    pub day: NaiveDate,
    /// The figure; nothing where none is known, or too little to stand for the whole.
    pub figure: Option<Amount>,
    /// The indicator as the plan of that round defines it.
    pub indicator: &'a Indicator,
}

/// Why earlier figures are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Break {
    /// Up to this day it was defined otherwise.
    Redefined {
        /// The last day on which it was.
        until: NaiveDate,
    },
    /// On this day the body took another one in.
    TookIn {
        /// The day.
        on: NaiveDate,
    },
    /// On this day part of the body became another one.
    Split {
        /// The day.
        on: NaiveDate,
    },
}

impl Break {
    /// The day from which on, or up to which, figures are others.
    fn day(self) -> NaiveDate {
        match self {
            Self::Redefined { until } => until,
            Self::TookIn { on } | Self::Split { on } => on,
        }
    }
}

/// The figures that stand in one line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Series {
    /// Oldest first, no month twice.
    pub observed: Vec<Observed>,
    /// What cut off those before.
    pub broken: Option<Break>,
}

impl Series {
    /// The figures since the latest break. `rounds` are in the order of their days, `breaks` are those by which the
    /// body became another one. A running total begins anew with each fiscal year: of it only the ends of years count.
    pub fn of(current: &Indicator, rounds: &[Seen<'_>], breaks: &[Break]) -> Self {
        let (mut observed, mut broken): (Vec<Observed>, _) = (Vec::new(), None);
        for seen in rounds.iter().rev() {
            let Some(figure) = seen.figure.filter(|_| counts(&current.measure, seen.day)) else { continue };
            let later = observed.last().map(|later| later.day);
            let is_since = |it: &&Break| seen.day < it.day() && later.is_none_or(|later| it.day() <= later);
            if let Some(latest) = breaks.iter().filter(is_since).max_by_key(|it| it.day()) {
                broken = Some(*latest);
                break;
            }
            if !current.is_defined_like(seen.indicator) {
                broken = Some(Break::Redefined { until: seen.day });
                break;
            }
            if later.map(month_of) != Some(month_of(seen.day)) {
                observed.push(Observed { day: seen.day, figure });
            }
        }
        observed.reverse();
        Self { observed, broken }
    }
}

/// The months from the year 0 to the one in which a day lies.
pub(super) fn month_of(day: NaiveDate) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month0())
}

fn counts(measure: &Measure, day: NaiveDate) -> bool {
    *measure != Measure::Cumulative || crate::calendar::FiscalYear::of(day).last_day() == day
}

impl OrganisationEvent {
    /// The break, where figures of a body before and after it are those of different bodies: it was split, or took another
    /// one in. A new name changes nothing, nor does another body above it.
    pub fn break_of(&self, body: &OrganisationCode) -> Option<Break> {
        let on = self.effective_on;
        match self.kind {
            OrganisationEventKind::Split => (self.organisation == *body).then_some(Break::Split { on }),
            OrganisationEventKind::Merged => (self.other.as_ref() == Some(body)).then_some(Break::TookIn { on }),
            OrganisationEventKind::Moved | OrganisationEventKind::Renamed | OrganisationEventKind::Dissolved => None,
        }
    }
}
