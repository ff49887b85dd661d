//! Who needs a look first: how many alerts an agency has, where that puts it among others, and how many have any.

use crate::{
    alert::{Alert, AlertKind, Gravity, TargetRisk},
    ids::OrganisationCode,
};
use chrono::NaiveDate;
use std::{cmp::Reverse, fmt, str::FromStr};
use strum::{EnumCount as _, IntoEnumIterator as _};
use thiserror::Error;

/// Parts the texts of a place in an address; no code, number or day has it, and no address writes it otherwise.
const BETWEEN: char = '~';

/// What an order of agencies needs to know of the alerts of one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AlertTally {
    gravity: Gravity,
    /// The day of the newest figure that needs a look, for each kind of alerts.
    newest: [Option<NaiveDate>; AlertKind::COUNT],
    /// In which way the worst of its targets is at risk.
    worst_target: Option<TargetRisk>,
}

impl AlertTally {
    /// That of some alerts, each with the day of its figure.
    pub fn of<'a>(alerts: impl IntoIterator<Item = (Option<NaiveDate>, &'a Alert)>) -> Self {
        let mut tally = Self::default();
        for (day, alert) in alerts {
            tally.gravity.add(alert);
            let newest = &mut tally.newest[alert.kind() as usize];
            *newest = day.max(*newest);
            tally.worst_target = tally.worst_target.into_iter().chain(alert.target_risk()).min();
        }
        tally
    }

    /// How many alerts there are, of one kind or of every kind.
    pub fn alerts(&self, kind: Option<AlertKind>) -> usize {
        self.gravity(kind).alerts()
    }

    fn gravity(&self, kind: Option<AlertKind>) -> Gravity {
        kind.map_or(self.gravity, |kind| self.gravity.of_kind(kind))
    }

    /// Where they put an agency, by those of one kind or of every kind.
    pub fn urgency(&self, agency: OrganisationCode, kind: Option<AlertKind>) -> Urgency {
        let newest = kind.map_or(self.newest.iter().copied().max().flatten(), |kind| self.newest[kind as usize]);
        Urgency { gravity: Reverse(self.gravity(kind)), newest: Reverse(newest), agency }
    }
}

/// Where an agency stands among others: what is lower comes first. The worst; of those alike the one with the newest figure; of
/// those alike by their codes, so that no two agencies stand at one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Urgency {
    gravity: Reverse<Gravity>,
    newest: Reverse<Option<NaiveDate>>,
    agency: OrganisationCode,
}

/// A place in a list of agencies, as an address says after which one a page begins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertPlace {
    /// In a list by code.
    Code(OrganisationCode),
    /// In a list with the worst first.
    Urgency(Urgency),
}

impl AlertPlace {
    /// Which agency stands there.
    pub fn agency(&self) -> &OrganisationCode {
        match self {
            Self::Code(agency) | Self::Urgency(Urgency { agency, .. }) => agency,
        }
    }

    /// Whether both are places in lists of one order.
    pub fn is_like(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Code(_), Self::Code(_)) | (Self::Urgency(_), Self::Urgency(_)))
    }
}

/// A text that is no place in a list of agencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a place is written as the code of an agency, or as its gravity, a day and its code")]
pub struct AlertPlaceError;

impl fmt::Display for AlertPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(agency) => agency.fmt(f),
            Self::Urgency(Urgency { gravity: Reverse(gravity), newest: Reverse(newest), agency }) => {
                let newest = newest.map(|day| day.to_string()).unwrap_or_default();
                write!(f, "{gravity}{BETWEEN}{newest}{BETWEEN}{agency}")
            }
        }
    }
}

impl FromStr for AlertPlace {
    type Err = AlertPlaceError;
    fn from_str(text: &str) -> Result<Self, AlertPlaceError> {
        let parts: Vec<&str> = text.split(BETWEEN).collect();
        match parts[..] {
            [agency] => agency.parse().map(Self::Code).map_err(|_| AlertPlaceError),
            [gravity, newest, agency] => {
                let gravity = Reverse(gravity.parse().map_err(|_| AlertPlaceError)?);
                let newest = (!newest.is_empty()).then(|| newest.parse()).transpose().map_err(|_| AlertPlaceError)?;
                let agency = agency.parse().map_err(|_| AlertPlaceError)?;
                Ok(Self::Urgency(Urgency { gravity, newest: Reverse(newest), agency }))
            }
            _ => Err(AlertPlaceError),
        }
    }
}

/// How many agencies have any alerts, and of which kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AlertCounts {
    /// How many agencies there are.
    pub agencies: usize,
    /// How many of them have any alert.
    pub with_any: usize,
    with: [usize; AlertKind::COUNT],
    targets: [usize; TargetRisk::COUNT],
}

impl AlertCounts {
    /// How many agencies have an alert of a kind.
    pub fn with(&self, kind: AlertKind) -> usize {
        self.with[kind as usize]
    }

    /// How many agencies have a target at risk in a way, and none in a worse one.
    pub fn with_target(&self, risk: TargetRisk) -> usize {
        self.targets[risk as usize]
    }
}

impl FromIterator<AlertTally> for AlertCounts {
    fn from_iter<Tallies: IntoIterator<Item = AlertTally>>(tallies: Tallies) -> Self {
        let mut counts = Self::default();
        for tally in tallies {
            counts.agencies += 1;
            counts.with_any += usize::from(tally.alerts(None) > 0);
            for kind in AlertKind::iter() {
                counts.with[kind as usize] += usize::from(tally.alerts(Some(kind)) > 0);
            }
            if let Some(risk) = tally.worst_target {
                counts.targets[risk as usize] += 1;
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{amount::Amount, status::Status};
    use proptest::prelude::*;

    const OFF_COURSE: Alert = Alert::TargetAtRisk { status: Status::OffCourse, outcome: None };
    const AT_RISK: Alert = Alert::TargetAtRisk { status: Status::AtRisk, outcome: None };
    const FORETOLD: Alert = Alert::TargetAtRisk { status: Status::OnCourse, outcome: None };
    const BEHIND: Alert = Alert::BehindPeers { figure: Amount::ONE, median: Amount::HUNDRED, peers: 8 };

    fn day(number: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2026, 12, number)
    }

    fn code(text: &str) -> OrganisationCode {
        text.parse().expect("a code")
    }

    /// The codes of agencies in order, by one kind or by every kind.
    fn ordered(tallies: &[(&str, AlertTally)], kind: Option<AlertKind>) -> Vec<String> {
        let mut urgencies: Vec<Urgency> =
            tallies.iter().map(|(agency, tally)| tally.urgency(code(agency), kind)).collect();
        urgencies.sort();
        urgencies.into_iter().map(|urgency| urgency.agency.to_string()).collect()
    }

    #[test]
    fn the_worst_come_first_then_those_with_the_newest_figure_then_by_code() {
        let tallies = [
            ("a", AlertTally::default()),
            ("b", AlertTally::of([(None, &Alert::NoData)])),
            ("c", AlertTally::of([(day(1), &OFF_COURSE)])),
            ("d", AlertTally::of([(day(2), &OFF_COURSE)])),
            ("e", AlertTally::of([(day(2), &OFF_COURSE)])),
            ("f", AlertTally::of([(day(9), &BEHIND), (day(9), &AT_RISK)])),
        ];
        assert_eq!(ordered(&tallies, None), ["d", "e", "c", "f", "b", "a"]);
        assert_eq!(ordered(&tallies, Some(AlertKind::BehindPeers)), ["f", "a", "b", "c", "d", "e"]);
    }

    #[test]
    fn among_alerts_of_one_kind_the_days_of_others_do_not_count() {
        let tallies = [
            ("a", AlertTally::of([(day(1), &BEHIND), (day(9), &OFF_COURSE)])),
            ("b", AlertTally::of([(day(2), &BEHIND), (day(2), &OFF_COURSE)])),
        ];
        assert_eq!(ordered(&tallies, None), ["a", "b"]);
        assert_eq!(ordered(&tallies, Some(AlertKind::BehindPeers)), ["b", "a"]);
    }

    #[test]
    fn an_agency_counts_once_for_each_kind_it_has() {
        let tallies = [
            AlertTally::default(),
            AlertTally::of([(day(1), &OFF_COURSE), (day(2), &AT_RISK), (day(2), &BEHIND)]),
            AlertTally::of([(None, &Alert::NoData), (None, &Alert::NoData)]),
        ];
        let counts: AlertCounts = tallies.into_iter().collect();
        assert_eq!((counts.agencies, counts.with_any), (3, 2));
        assert_eq!(AlertKind::iter().map(|kind| counts.with(kind)).collect::<Vec<_>>(), [1, 0, 1, 1]);
        assert_eq!(
            TargetRisk::iter().map(|risk| counts.with_target(risk)).collect::<Vec<_>>(),
            [1, 0, 0],
            "by the worst"
        );
        assert_eq!(tallies[1].alerts(Some(AlertKind::TargetAtRisk)), 2, "those off course and those at risk");
    }

    #[test]
    fn agencies_with_a_target_at_risk_are_told_apart_by_the_worst_of_them() {
        let tallies = [
            AlertTally::of([(day(1), &FORETOLD), (day(1), &AT_RISK)]),
            AlertTally::of([(day(1), &FORETOLD)]),
            AlertTally::of([(day(1), &FORETOLD), (day(2), &BEHIND)]),
            AlertTally::of([(day(2), &BEHIND)]),
        ];
        let counts: AlertCounts = tallies.into_iter().collect();
        assert_eq!(TargetRisk::iter().map(|risk| counts.with_target(risk)).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(counts.with(AlertKind::TargetAtRisk), 3);
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for text in ["", "~", "~~", "1.2.3.4~~a", "1.2.3.4.5~~", "1.2.3.4.5~yesterday~a", "1.2.3.4.5~~a~b", "a b"] {
            assert_eq!(text.parse::<AlertPlace>(), Err(AlertPlaceError), "{text}");
        }
        assert_eq!("d001".parse(), Ok(AlertPlace::Code(code("d001"))));
        let (one, other) =
            (AlertPlace::Code(code("a")), AlertPlace::Urgency(AlertTally::default().urgency(code("a"), None)));
        assert!(one.is_like(&one) && other.is_like(&other) && !one.is_like(&other));
    }

    fn any_alert() -> impl Strategy<Value = (Option<NaiveDate>, Alert)> {
        let kinds = [OFF_COURSE, AT_RISK, BEHIND, Alert::NoData];
        (1u32..29, proptest::sample::select(kinds.to_vec()))
            .prop_map(|(number, alert)| (day(number).filter(|_| alert != Alert::NoData), alert))
    }

    proptest! {
        #[test]
        fn a_place_is_read_as_it_was_written(alerts in proptest::collection::vec(any_alert(), 0..9), agency in "[A-Za-z0-9][A-Za-z0-9._-]{0,20}") {
            let tally = AlertTally::of(alerts.iter().map(|(day, alert)| (*day, alert)));
            for kind in std::iter::once(None).chain(AlertKind::iter().map(Some)) {
                let place = AlertPlace::Urgency(tally.urgency(code(&agency), kind));
                prop_assert_eq!(place.to_string().parse(), Ok(place));
            }
        }

        #[test]
        fn narrowed_to_a_kind_it_is_as_if_there_were_no_others(alerts in proptest::collection::vec(any_alert(), 0..9)) {
            let tally = AlertTally::of(alerts.iter().map(|(day, alert)| (*day, alert)));
            for kind in AlertKind::iter() {
                let only = alerts.iter().filter(|(_, alert)| alert.kind() == kind);
                let alone = AlertTally::of(only.map(|(day, alert)| (*day, alert)));
                prop_assert_eq!(tally.urgency(code("a"), Some(kind)), alone.urgency(code("a"), None));
                prop_assert_eq!(tally.alerts(Some(kind)), alone.alerts(None));
            }
        }
    }
}
