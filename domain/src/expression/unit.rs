//! Units of figures, and what can be done with them.

use crate::{
    amount::Amount,
    indicator::{Indicator, Measure},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// A power of a dimension beyond this has no meaning here.
const HIGHEST_POWER: i8 = 3;

/// What is measured.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Things that are counted.
    Count,
    /// Money.
    Baht,
    /// Hundredths of a whole.
    Percent,
    /// Yes as 1 and no as 0.
    YesNo,
    /// A score given from outside.
    Score,
    /// A maturity level: an order without distances.
    Level,
    /// A place among others.
    Rank,
    /// The average of something, by the Thai word of its unit.
    Mean(String),
}

/// A unit: dimensions with their powers; none is a plain number. In JSON a list of pairs, such as `[["count",1]]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<(Dimension, i8)>", into = "Vec<(Dimension, i8)>")]
pub struct Unit(BTreeMap<Dimension, i8>);

impl Unit {
    /// A plain number.
    pub fn plain() -> Self {
        Self::default()
    }

    /// One dimension.
    pub fn of(dimension: Dimension) -> Self {
        Self([(dimension, 1)].into())
    }

    /// The unit in which an indicator's figures are.
    pub fn of_indicator(indicator: &Indicator) -> Self {
        match &indicator.measure {
            Measure::Ratio { scale, .. } if *scale == Amount::HUNDRED => Self::of(Dimension::Percent),
            // Any other scale is known by the word of its unit, so that it is never taken for a share of one.
            Measure::Ratio { scale, .. } if *scale == Amount::ONE => Self::plain(),
            Measure::Ratio { .. } | Measure::Mean { .. } => Self::of(Dimension::Mean(indicator.unit.th.clone())),
            Measure::Count | Measure::Cumulative => Self::of(Dimension::Count),
            Measure::Amount => Self::of(Dimension::Baht),
            Measure::Level { .. } => Self::of(Dimension::Level),
            Measure::YesNo => Self::of(Dimension::YesNo),
            Measure::Score { .. } => Self::of(Dimension::Score),
            Measure::Rank { .. } => Self::of(Dimension::Rank),
        }
    }

    /// Whether figures can be added, subtracted, multiplied and divided: not those that only stand in an order.
    pub(super) fn can_be_reckoned_with(&self) -> bool {
        !self.0.keys().any(|dimension| matches!(dimension, Dimension::Level | Dimension::Rank))
    }

    /// The unit of the sum over several bodies; `None` where a sum means nothing, as of percentages.
    pub(super) fn summed(&self) -> Option<Self> {
        if self.0.len() != 1 {
            return None;
        }
        match self.0.first_key_value()? {
            (Dimension::Count | Dimension::Baht, 1) => Some(self.clone()),
            (Dimension::YesNo, 1) => Some(Self::of(Dimension::Count)),
            (
                Dimension::Count
                | Dimension::Baht
                | Dimension::YesNo
                | Dimension::Percent
                | Dimension::Score
                | Dimension::Level
                | Dimension::Rank
                | Dimension::Mean(_),
                _,
            ) => None,
        }
    }

    pub(super) fn times(&self, other: &Self) -> Option<Self> {
        self.combined(other, 1)
    }

    pub(super) fn over(&self, other: &Self) -> Option<Self> {
        self.combined(other, -1)
    }

    fn combined(&self, other: &Self, sign: i8) -> Option<Self> {
        let mut powers = self.0.clone();
        for (dimension, power) in &other.0 {
            let entry = powers.entry(dimension.clone()).or_default();
            *entry += sign * power;
            if entry.abs() > HIGHEST_POWER {
                return None;
            }
        }
        powers.retain(|_, power| *power != 0);
        Some(Self(powers))
    }
}

impl From<Vec<(Dimension, i8)>> for Unit {
    fn from(powers: Vec<(Dimension, i8)>) -> Self {
        Self(powers.into_iter().filter(|(_, power)| *power != 0).collect())
    }
}

impl From<Unit> for Vec<(Dimension, i8)> {
    fn from(unit: Unit) -> Self {
        unit.0.into_iter().collect()
    }
}

/// A short form for people who debug, such as `count^-1·baht`.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("plain");
        }
        for (position, (dimension, power)) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { "·" };
            let name = match dimension {
                Dimension::Count => "count",
                Dimension::Baht => "baht",
                Dimension::Percent => "percent",
                Dimension::YesNo => "yes/no",
                Dimension::Score => "score",
                Dimension::Level => "level",
                Dimension::Rank => "rank",
                Dimension::Mean(unit) => unit,
            };
            match power {
                1 => write!(f, "{separator}{name}")?,
                power => write!(f, "{separator}{name}^{power}")?,
            }
        }
        Ok(())
    }
}
