//! What somebody should look at in an agency's figures: derived whenever it is asked, never stored.

use crate::{
    amount::Amount,
    entry::Applicability,
    forecast::{Observed, Prospect, Series},
    indicator::Polarity,
    status::Status,
    usual::{ENOUGH_PEERS, Usual},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use strum::{AsRefStr, EnumCount, EnumIter, EnumString};
use thiserror::Error;

/// From when on something is worth a look. Tidtam's own configuration, not an official figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertRule {
    /// By which part of the median a figure may be worse than that of its peers.
    pub behind_peers: Amount,
    /// Over how many periods in a row a figure has to get worse to be a decline.
    pub declining_periods: usize,
}

impl AlertRule {
    /// A fifth of the peers' median; two periods in a row. A tenth is what a status calls "at risk" already, and one fall
    /// alone is seen in the figure.
    pub const SHIPPED: Self = Self { behind_peers: Amount::FIFTH, declining_periods: 2 };
}

/// Something to look at, with its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Alert {
    /// The target is missed by now or at the present pace.
    TargetAtRisk {
        /// The figure against what is expected by now.
        status: Status,
        /// Where it comes out at the present pace, where there is a forecast.
        prospect: Option<Prospect>,
    },
    /// It got worse over several periods in a row.
    Declining {
        /// Before it began.
        from: Observed,
        /// The latest.
        to: Observed,
        /// Over how many periods.
        periods: usize,
    },
    /// Worse than most bodies of the same kind, by more than a part of their median.
    BehindPeers {
        /// The figure.
        figure: Amount,
        /// The median of the peers.
        median: Amount,
        /// Of how many.
        peers: i64,
    },
    /// It was due and nothing was accepted.
    NoData,
}

/// The kinds of alerts, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumCount, EnumIter, EnumString, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum AlertKind {
    /// See [`Alert::TargetAtRisk`].
    TargetAtRisk,
    /// See [`Alert::Declining`].
    Declining,
    /// See [`Alert::BehindPeers`].
    BehindPeers,
    /// See [`Alert::NoData`].
    NoData,
}

impl Alert {
    /// Its kind.
    pub fn kind(&self) -> AlertKind {
        match self {
            Self::TargetAtRisk { .. } => AlertKind::TargetAtRisk,
            Self::Declining { .. } => AlertKind::Declining,
            Self::BehindPeers { .. } => AlertKind::BehindPeers,
            Self::NoData => AlertKind::NoData,
        }
    }
}

/// How badly a body stands: how many of its targets are off course, how many others are at risk, how many figures decline,
/// how many are behind their peers, how many are missing. The greater is the worse; what comes first weighs most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Gravity([usize; 5]);

impl Gravity {
    /// That of some alerts.
    pub fn of<'a>(alerts: impl IntoIterator<Item = &'a Alert>) -> Self {
        let mut gravity = Self::default();
        for alert in alerts {
            gravity.add(alert);
        }
        gravity
    }

    /// With one alert more.
    pub fn add(&mut self, alert: &Alert) {
        let place = match alert {
            Alert::TargetAtRisk { status: Status::OffCourse, .. } => 0,
            Alert::TargetAtRisk { status: Status::OnCourse | Status::AtRisk | Status::NoData, .. } => 1,
            Alert::Declining { .. } => 2,
            Alert::BehindPeers { .. } => 3,
            Alert::NoData => 4,
        };
        self.0[place] += 1;
    }

    /// What is left of it where alerts of one kind alone are looked at.
    #[must_use]
    pub fn of_kind(self, kind: AlertKind) -> Self {
        let Self([off_course, at_risk, declining, behind, missing]) = self;
        Self(match kind {
            AlertKind::TargetAtRisk => [off_course, at_risk, 0, 0, 0],
            AlertKind::Declining => [0, 0, declining, 0, 0],
            AlertKind::BehindPeers => [0, 0, 0, behind, 0],
            AlertKind::NoData => [0, 0, 0, 0, missing],
        })
    }

    /// How many alerts there are.
    pub fn alerts(self) -> usize {
        self.0.iter().sum()
    }
}

/// A text that is no gravity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a gravity is written as five counts with dots between them")]
pub struct GravityError;

impl fmt::Display for Gravity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [off_course, at_risk, declining, behind, missing] = self.0;
        write!(f, "{off_course}.{at_risk}.{declining}.{behind}.{missing}")
    }
}

impl FromStr for Gravity {
    type Err = GravityError;
    fn from_str(text: &str) -> Result<Self, GravityError> {
        let counts: Result<Vec<usize>, _> = text.split('.').map(str::parse).collect();
        let counts = counts.map_err(|_| GravityError)?;
        counts.try_into().map(Self).map_err(|_| GravityError)
    }
}

/// Whether a report should have been in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// It was due.
    Due,
    /// There is still time.
    Open,
}

/// What is known of one indicator of one agency.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// In which direction it is better.
    pub polarity: &'a Polarity,
    /// The figure in force.
    pub figure: Option<Amount>,
    /// Whether it applies; nothing where nothing was accepted.
    pub applicability: Option<Applicability>,
    /// Whether it should have been in.
    pub duty: Duty,
    /// The figure against what is expected by now.
    pub status: Status,
    /// Where it comes out at the present pace.
    pub prospect: Option<Prospect>,
    /// The figures that stand in one line.
    pub series: &'a Series,
    /// What was usual among bodies of the same kind in the same round.
    pub peers: Option<Usual>,
}

impl AlertRule {
    /// What to look at, the most urgent first.
    pub fn of(&self, known: &Known<'_>) -> Vec<Alert> {
        let Some(figure) = known.figure else {
            let is_missing = known.duty == Duty::Due && known.applicability != Some(Applicability::NotApplicable);
            return if is_missing { vec![Alert::NoData] } else { Vec::new() };
        };
        let alerts = [target(known), self.decline(known), self.behind(known, figure)];
        alerts.into_iter().flatten().collect()
    }

    fn decline(&self, known: &Known<'_>) -> Option<Alert> {
        let observed = &known.series.observed;
        let is_worse = |pair: &[Observed]| worse_by(known.polarity, pair[1].figure, pair[0].figure).is_some();
        let periods = observed.windows(2).rev().take_while(|pair| is_worse(pair)).count();
        let to = *observed.last()?;
        let from = *observed.get(observed.len().checked_sub(periods + 1)?)?;
        (periods >= self.declining_periods.max(1)).then_some(Alert::Declining { from, to, periods })
    }

    /// Nobody is held against fewer than [`ENOUGH_PEERS`] bodies, or against a median of nought, of which no part is
    /// anything.
    fn behind(&self, known: &Known<'_>, figure: Amount) -> Option<Alert> {
        let peers = known.peers.filter(|peers| peers.figures >= ENOUGH_PEERS && peers.median != Amount::ZERO)?;
        let by = worse_by(known.polarity, figure, peers.median)?;
        let tolerated = Amount::new(peers.median.decimal().abs()).checked_mul(self.behind_peers)?;
        let behind = Alert::BehindPeers { figure, median: peers.median, peers: peers.figures };
        (by > tolerated).then_some(behind)
    }
}

fn target(known: &Known<'_>) -> Option<Alert> {
    let is_behind = matches!(known.status, Status::AtRisk | Status::OffCourse);
    let is_missed = known.prospect.is_some_and(Prospect::is_at_risk);
    (is_behind || is_missed).then_some(Alert::TargetAtRisk { status: known.status, prospect: known.prospect })
}

/// By how much one figure is worse than another; nothing where it is not.
fn worse_by(polarity: &Polarity, figure: Amount, than: Amount) -> Option<Amount> {
    let by = match polarity {
        Polarity::Higher => than.checked_sub(figure)?,
        Polarity::Lower => figure.checked_sub(than)?,
        Polarity::Within([lowest, highest]) => {
            let outside = |figure: Amount| {
                let (below, above) = (lowest.checked_sub(figure)?, figure.checked_sub(*highest)?);
                Some(below.max(above).max(Amount::ZERO))
            };
            outside(figure)?.checked_sub(outside(than)?)?
        }
    };
    (by > Amount::ZERO).then_some(by)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn series(figures: &[i64]) -> Series {
        let observed = figures.iter().zip(1..).map(|(figure, month)| Observed {
            day: NaiveDate::from_ymd_opt(2026, month, 28).expect("a day"),
            figure: Amount::whole(*figure),
        });
        Series { observed: observed.collect(), broken: None }
    }

    fn kinds(change: impl FnOnce(&mut Known<'_>)) -> Vec<AlertKind> {
        let series = series(&[10, 12, 14]);
        let mut known = Known {
            polarity: &Polarity::Higher,
            figure: Some(Amount::whole(14)),
            applicability: Some(Applicability::Applies),
            duty: Duty::Due,
            status: Status::OnCourse,
            prospect: None,
            series: &series,
            peers: None,
        };
        change(&mut known);
        AlertRule::SHIPPED.of(&known).iter().map(Alert::kind).collect()
    }

    fn peers(median: i64, figures: i64) -> Usual {
        Usual { median: Amount::whole(median), spread: Amount::ONE, figures }
    }

    #[test]
    fn a_figure_that_goes_well_is_no_alert() {
        assert_eq!(kinds(|_| {}), []);
    }

    #[test]
    fn a_target_is_at_risk_by_its_status_or_by_its_forecast() {
        assert_eq!(kinds(|known| known.status = Status::OffCourse), [AlertKind::TargetAtRisk]);
        assert_eq!(kinds(|known| known.status = Status::AtRisk), [AlertKind::TargetAtRisk]);
        assert_eq!(kinds(|known| known.prospect = Some(Prospect::Doubtful)), [AlertKind::TargetAtRisk]);
        assert_eq!(kinds(|known| known.prospect = Some(Prospect::Likely)), []);
    }

    #[test]
    fn one_target_off_course_is_worse_than_any_number_of_others() {
        let target = |status| Alert::TargetAtRisk { status, prospect: None };
        let off_course = Gravity::of(&[target(Status::OffCourse)]);
        let at_risk = Gravity::of(&[target(Status::AtRisk), target(Status::AtRisk), Alert::NoData]);
        let silent = Gravity::of(&[Alert::NoData; 9]);
        assert!(off_course > at_risk && at_risk > silent && silent > Gravity::of(&[]));
        assert!(silent > Gravity::of(&[Alert::NoData; 8]), "of those alike the more are the worse");
    }

    #[test]
    fn one_fall_is_no_decline_and_two_are() {
        let declines = |figures: &[i64]| {
            let series = series(figures);
            let known = Known {
                polarity: &Polarity::Higher,
                figure: series.observed.last().map(|last| last.figure),
                applicability: None,
                duty: Duty::Due,
                status: Status::OnCourse,
                prospect: None,
                series: &series,
                peers: None,
            };
            AlertRule::SHIPPED.of(&known)
        };
        assert_eq!(declines(&[14, 12]), []);
        assert_eq!(declines(&[14, 12, 12]), []);
        let [Alert::Declining { from, to, periods }] = declines(&[10, 14, 12, 9, 8])[..] else { panic!("a decline") };
        assert_eq!((from.figure, to.figure, periods), (Amount::whole(14), Amount::whole(8), 3));
    }

    #[test]
    fn falling_is_getting_worse_only_where_more_is_better() {
        let falling = series(&[14, 12, 8]);
        let of = |polarity: Polarity| {
            kinds(|known| {
                known.series = Box::leak(Box::new(falling.clone()));
                known.polarity = Box::leak(Box::new(polarity));
            })
        };
        assert_eq!(of(Polarity::Higher), [AlertKind::Declining]);
        assert_eq!(of(Polarity::Lower), []);
        assert_eq!(of(Polarity::Within([13, 20].map(Amount::whole))), [AlertKind::Declining]);
        assert_eq!(of(Polarity::Within([0, 20].map(Amount::whole))), []);
    }

    #[test]
    fn behind_the_peers_is_more_than_a_fifth_of_their_median() {
        assert_eq!(kinds(|known| known.peers = Some(peers(18, 8))), [AlertKind::BehindPeers]);
        assert_eq!(kinds(|known| known.peers = Some(peers(17, 8))), [], "3 of 17 is less than a fifth");
        assert_eq!(kinds(|known| known.peers = Some(peers(18, 7))), [], "seven are too few");
        assert_eq!(kinds(|known| known.peers = Some(peers(0, 8))), []);
        let lower = |known: &mut Known<'_>| {
            known.polarity = &Polarity::Lower;
            known.peers = Some(peers(11, 8));
        };
        assert_eq!(
            kinds(lower),
            [AlertKind::Declining, AlertKind::BehindPeers],
            "where less is better, rising is a decline"
        );
    }

    #[test]
    fn silence_is_an_alert_once_it_was_due_and_not_where_nothing_applies() {
        assert_eq!(kinds(|known| known.figure = None), [AlertKind::NoData]);
        let open = |known: &mut Known<'_>| (known.figure, known.duty) = (None, Duty::Open);
        assert_eq!(kinds(open), []);
        let inapplicable = |known: &mut Known<'_>| {
            (known.figure, known.applicability) = (None, Some(Applicability::NotApplicable));
        };
        assert_eq!(kinds(inapplicable), []);
    }

    proptest! {
        #[test]
        fn the_most_urgent_comes_first_and_no_kind_twice(figures in proptest::collection::vec(-50i64..50, 1..8), median in -50i64..50, off in any::<bool>()) {
            let series = series(&figures);
            let known = Known {
                polarity: &Polarity::Higher,
                figure: series.observed.last().map(|last| last.figure),
                applicability: None,
                duty: Duty::Due,
                status: if off { Status::OffCourse } else { Status::OnCourse },
                prospect: None,
                series: &series,
                peers: Some(peers(median, 9)),
            };
            let kinds: Vec<_> = AlertRule::SHIPPED.of(&known).iter().map(Alert::kind).collect();
            prop_assert!(kinds.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert_eq!(off, kinds.contains(&AlertKind::TargetAtRisk));
        }
    }
}
