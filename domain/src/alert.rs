//! What somebody should look at in an agency's figures: derived whenever it is asked, never stored.

use crate::{
    amount::Amount,
    entry::Applicability,
    forecast::{Observed, Outcome, Series},
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
    /// Less than what is expected by now, or the last target of the plan is missed at the present pace. The two are targets of two
    /// days, so that each is told with its own.
    TargetAtRisk {
        /// The figure against what is expected by now.
        status: Status,
        /// Where it comes out against the last target at the present pace, where there is a forecast.
        outcome: Option<Outcome>,
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

    /// In which way a target is at risk; nothing for alerts that are not of targets.
    pub fn target_risk(&self) -> Option<TargetRisk> {
        let Self::TargetAtRisk { status, .. } = self else { return None };
        Some(match status {
            Status::OffCourse => TargetRisk::OffCourse,
            Status::AtRisk => TargetRisk::AtRisk,
            Status::OnCourse | Status::NoData | Status::NotApplicable => TargetRisk::Foretold,
        })
    }

    /// Where it stands among others of one body: what is lower is more urgent. Kinds in their order; of targets those that are off
    /// course come before those at risk, and these before those that only the forecast misses.
    pub fn rank(&self) -> (AlertKind, Option<TargetRisk>) {
        (self.kind(), self.target_risk())
    }
}

/// In which way a target is at risk, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumCount, EnumIter)]
pub enum TargetRisk {
    /// The figure is off course by now.
    OffCourse,
    /// The figure is at risk by now.
    AtRisk,
    /// By the forecast alone.
    Foretold,
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
            Alert::TargetAtRisk {
                status: Status::OnCourse | Status::AtRisk | Status::NoData | Status::NotApplicable,
                ..
            } => 1,
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
    /// Where it comes out against the last target at the present pace.
    pub outcome: Option<Outcome>,
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
    let is_missed = known.outcome.is_some_and(|outcome| outcome.is_at_risk());
    (is_behind || is_missed).then_some(Alert::TargetAtRisk { status: known.status, outcome: known.outcome })
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
mod tests;
