//! How a figure becomes a value that can be put beside others.

use super::{
    coding::outside,
    missing::Absence,
    number::{self, HALF, TooLarge, amount},
    population::Distribution,
};
use crate::{amount::Amount, indicator::Polarity};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Which deviation a z-score is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// Of the whole population: squares over n.
    #[default]
    Population,
    /// Of a sample: squares over n − 1.
    Sample,
}

/// A figure to be held against: written down, or on the body's own way from its baseline to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Point {
    /// This figure.
    Figure(Amount),
    /// So far on the way: 0 is the baseline, 1 the target, 0.5 half-way.
    Way(Amount),
}

/// One step of a piecewise-linear score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// At this figure,
    pub at: Point,
    /// this score.
    pub score: Amount,
}

/// How a figure becomes a value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Normaliser {
    /// As it is.
    #[default]
    Identity,
    /// (figure − lowest) / (highest − lowest) of the reference population, × scale. A body outside it comes out below 0
    /// or above the scale, unless the node has bounds.
    MinMax {
        /// The value of the best.
        #[serde(default = "one")]
        scale: Amount,
    },
    /// (figure − lowest) / (highest − lowest) of two fixed figures, × scale.
    Goalposts {
        /// The lower post.
        lowest: Amount,
        /// The upper post.
        highest: Amount,
        /// The value at the better post.
        #[serde(default = "one")]
        scale: Amount,
    },
    /// (figure − mean) / deviation of the reference population.
    ZScore {
        /// Which deviation.
        #[serde(default)]
        spread: Spread,
    },
    /// The z-score, then min–max over the z-scores of the reference population, × scale.
    ZScoreMinMax {
        /// Which deviation.
        #[serde(default)]
        spread: Spread,
        /// The value of the best.
        #[serde(default = "one")]
        scale: Amount,
    },
    /// (figure − from) / (to − from), kept between 0 and 1, × scale.
    TargetDistance {
        /// Where the value is 0.
        from: Point,
        /// Where it is the scale.
        to: Point,
        /// The value at the target.
        #[serde(default = "one")]
        scale: Amount,
    },
    /// Straight lines between thresholds, in the order in which they get better.
    Thresholds {
        /// The thresholds.
        steps: Vec<Threshold>,
        /// The score of what does not reach the first; above the last its score stays.
        below: Amount,
    },
    /// The share of the reference population that is worse, half of those alike counted, × scale.
    PercentileRank {
        /// The value if all were worse.
        #[serde(default = "one")]
        scale: Amount,
    },
}

fn one() -> Amount {
    Amount::ONE
}

/// What a figure was held against, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolved {
    /// Nothing.
    Nothing,
    /// Two figures: posts, the ends of the population, or where a way begins and ends.
    Between {
        /// The first or lowest.
        from: Amount,
        /// The last or highest.
        to: Amount,
    },
    /// The middle and spread of the population, and its ends.
    Spread {
        /// Its mean.
        mean: Amount,
        /// Its deviation.
        deviation: Amount,
        /// Its lowest figure.
        lowest: Amount,
        /// Its highest figure.
        highest: Amount,
    },
    /// Thresholds: figures and their scores.
    Steps(Vec<(Amount, Amount)>),
    /// Places in the population.
    Counts {
        /// How many figures are lower.
        below: usize,
        /// How many are the same.
        same: usize,
        /// How many there are.
        of: usize,
    },
}

/// What a body's figure may be held against.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Against<'a> {
    pub(super) baseline: Option<Amount>,
    pub(super) target: Option<Amount>,
    pub(super) others: Option<&'a Distribution>,
}

impl Normaliser {
    /// Whether it needs a reference population.
    pub fn compares(&self) -> bool {
        match self {
            Self::MinMax { .. } | Self::ZScore { .. } | Self::ZScoreMinMax { .. } | Self::PercentileRank { .. } => true,
            Self::Identity | Self::Goalposts { .. } | Self::TargetDistance { .. } | Self::Thresholds { .. } => false,
        }
    }

    /// What a figure is held against; why there is nothing to hold it against.
    pub(super) fn resolve(
        &self,
        figure: Decimal,
        polarity: &Polarity,
        against: Against<'_>,
    ) -> Result<Resolved, Absence> {
        match self {
            Self::Identity => Ok(Resolved::Nothing),
            Self::Goalposts { lowest, highest, .. } => Ok(Resolved::Between { from: *lowest, to: *highest }),
            Self::MinMax { .. } => {
                let (_, lowest, highest) = varied(against.others)?;
                Ok(Resolved::Between { from: lowest, to: highest })
            }
            Self::ZScore { spread } | Self::ZScoreMinMax { spread, .. } => {
                let (others, lowest, highest) = varied(against.others)?;
                let deviation = others.deviation(*spread);
                // Figures that differ only beyond the 18th decimal.
                if deviation <= Amount::ZERO {
                    return Err(Absence::NoVariation);
                }
                Ok(Resolved::Spread { mean: others.mean(), deviation, lowest, highest })
            }
            Self::PercentileRank { .. } => {
                let others = several(against.others)?;
                let figure = amount(figure);
                Ok(Resolved::Counts { below: others.below(figure), same: others.same_as(figure), of: others.count() })
            }
            Self::TargetDistance { from, to, .. } => {
                let (from, to) = (against.figure_at(*from)?, against.figure_at(*to)?);
                check_direction(from, to, polarity)?;
                Ok(Resolved::Between { from, to })
            }
            Self::Thresholds { steps, .. } => {
                let mut resolved: Vec<(Amount, Amount)> = Vec::with_capacity(steps.len());
                for step in steps {
                    let at = against.figure_at(step.at)?;
                    if let Some((before, _)) = resolved.last() {
                        check_direction(*before, at, polarity)?;
                    }
                    resolved.push((at, step.score));
                }
                Ok(Resolved::Steps(resolved))
            }
        }
    }

    /// The value of a figure, once what it is held against is known.
    pub(super) fn value(&self, figure: Decimal, polarity: &Polarity, resolved: &Resolved) -> Result<Decimal, TooLarge> {
        let rises = rises(polarity);
        match (self, resolved) {
            (Self::MinMax { scale } | Self::Goalposts { scale, .. }, Resolved::Between { from, to }) => {
                let (from, to) = if rises { (*from, *to) } else { (*to, *from) };
                number::product(way(figure, from.decimal(), to.decimal())?, scale.decimal())
            }
            (Self::TargetDistance { scale, .. }, Resolved::Between { from, to }) => {
                let way = way(figure, from.decimal(), to.decimal())?.clamp(Decimal::ZERO, Decimal::ONE);
                number::product(way, scale.decimal())
            }
            (Self::ZScore { .. }, Resolved::Spread { mean, deviation, .. }) => {
                let score = z_score(figure, *mean, *deviation)?;
                Ok(if rises { score } else { -score })
            }
            (Self::ZScoreMinMax { scale, .. }, Resolved::Spread { mean, deviation, lowest, highest }) => {
                let score = |figure: Decimal| z_score(figure, *mean, *deviation);
                let (lowest, highest) = (score(lowest.decimal())?, score(highest.decimal())?);
                let (from, to) = if rises { (lowest, highest) } else { (highest, lowest) };
                number::product(way(score(figure)?, from, to)?, scale.decimal())
            }
            (Self::PercentileRank { scale }, Resolved::Counts { below, same, of }) => {
                let worse = if rises { *below } else { of.saturating_sub(*below).saturating_sub(*same) };
                let worse = number::sum([worse.into(), number::product((*same).into(), HALF)?])?;
                number::quotient(number::product(worse, scale.decimal())?, (*of).into())
            }
            (Self::Thresholds { below, .. }, Resolved::Steps(steps)) => along(figure, rises, steps, *below),
            (
                Self::Identity
                | Self::MinMax { .. }
                | Self::Goalposts { .. }
                | Self::ZScore { .. }
                | Self::ZScoreMinMax { .. }
                | Self::TargetDistance { .. }
                | Self::Thresholds { .. }
                | Self::PercentileRank { .. },
                _,
            ) => Ok(figure),
        }
    }
}

impl Against<'_> {
    fn figure_at(self, point: Point) -> Result<Amount, Absence> {
        match point {
            Point::Figure(figure) => Ok(figure),
            Point::Way(way) if way.decimal().is_zero() => self.baseline.ok_or(Absence::MilestoneMissing),
            Point::Way(way) if way == Amount::ONE => self.target.ok_or(Absence::MilestoneMissing),
            Point::Way(way) => {
                let (baseline, target) = self.baseline.zip(self.target).ok_or(Absence::MilestoneMissing)?;
                let rise = target.checked_sub(baseline).and_then(|rise| rise.checked_mul(way));
                rise.and_then(|rise| baseline.checked_add(rise)).ok_or(Absence::MilestoneMissing)
            }
        }
    }
}

/// Whether a higher figure is better; of one that is best within bounds the distance from them is the figure.
fn rises(polarity: &Polarity) -> bool {
    match polarity {
        Polarity::Higher => true,
        Polarity::Lower | Polarity::Within(_) => false,
    }
}

/// The figure that a coded number is compared by.
pub(super) fn figure_of(coded: Decimal, polarity: &Polarity) -> Decimal {
    match polarity {
        Polarity::Higher | Polarity::Lower => coded,
        Polarity::Within(bounds) => outside(*bounds, coded),
    }
}

fn several(others: Option<&Distribution>) -> Result<&Distribution, Absence> {
    let others = others.ok_or(Absence::PopulationEmpty)?;
    match others.count() {
        0 => Err(Absence::PopulationEmpty),
        1 => Err(Absence::PopulationOfOne),
        _ => Ok(others),
    }
}

fn varied(others: Option<&Distribution>) -> Result<(&Distribution, Amount, Amount), Absence> {
    let others = several(others)?;
    let (lowest, highest) = others.lowest().zip(others.highest()).ok_or(Absence::PopulationEmpty)?;
    if lowest == highest { Err(Absence::NoVariation) } else { Ok((others, lowest, highest)) }
}

fn check_direction(before: Amount, after: Amount, polarity: &Polarity) -> Result<(), Absence> {
    if before == after {
        Err(Absence::TargetEqualsBaseline)
    } else if (before < after) == rises(polarity) {
        Ok(())
    } else {
        Err(Absence::TargetBehindBaseline)
    }
}

/// How far a figure is on the way between two that differ.
fn way(figure: Decimal, from: Decimal, to: Decimal) -> Result<Decimal, TooLarge> {
    number::quotient(number::difference(figure, from)?, number::difference(to, from)?)
}

fn z_score(figure: Decimal, mean: Amount, deviation: Amount) -> Result<Decimal, TooLarge> {
    number::quotient(number::difference(figure, mean.decimal())?, deviation.decimal())
}

/// Where a figure lies among thresholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// It does not reach the first.
    Short,
    /// It is on the straight line from a threshold that it reaches to the next: figures and their scores.
    Line {
        /// The threshold reached.
        from: (Amount, Amount),
        /// The next.
        to: (Amount, Amount),
    },
    /// It reaches the last, which has this score.
    Past(Amount),
}

impl Stretch {
    /// Where a figure lies among thresholds that stand in the order in which they get better.
    pub fn of(figure: Amount, polarity: &Polarity, steps: &[(Amount, Amount)]) -> Self {
        stretch(figure.decimal(), rises(polarity), steps)
    }
}

fn stretch(figure: Decimal, rises: bool, steps: &[(Amount, Amount)]) -> Stretch {
    let reaches = |at: Amount| if rises { figure >= at.decimal() } else { figure <= at.decimal() };
    let Some(last_reached) = steps.iter().rposition(|(at, _)| reaches(*at)) else { return Stretch::Short };
    match (steps.get(last_reached), steps.get(last_reached + 1)) {
        (Some(from), Some(to)) => Stretch::Line { from: *from, to: *to },
        (Some((_, score)), None) => Stretch::Past(*score),
        (None, _) => Stretch::Short,
    }
}

/// The score of a figure on straight lines between thresholds.
fn along(figure: Decimal, rises: bool, steps: &[(Amount, Amount)], below: Amount) -> Result<Decimal, TooLarge> {
    let ((at, score), (next_at, next_score)) = match stretch(figure, rises, steps) {
        Stretch::Short => return Ok(below.decimal()),
        Stretch::Past(score) => return Ok(score.decimal()),
        Stretch::Line { from, to } => (from, to),
    };
    let rise = number::difference(next_score.decimal(), score.decimal())?;
    // One division at the end, so that whole figures give exact scores.
    let gone = number::product(number::difference(figure, at.decimal())?, rise)?;
    let step = number::quotient(gone, number::difference(next_at.decimal(), at.decimal())?)?;
    number::sum([score.decimal(), step])
}
