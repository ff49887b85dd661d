//! How the values of several nodes make one.

use super::{
    evaluation::Halt,
    missing::Absence,
    number::{self, TooLarge, amount, settled},
};
use crate::amount::Amount;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How a node combines its children.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Combination {
    /// The weighted mean.
    Arithmetic,
    /// The weighted geometric mean: a low value cannot be made up for. Zero if one is zero.
    Geometric,
    /// The sum of value × weight: the weights are points, and those of children that are left out go to the others.
    Points,
    /// The lowest.
    Min,
    /// The highest.
    Max,
    /// The one in the middle, or the mean of the two in the middle.
    Median,
    /// The mean of the best so many, or of all where there are fewer.
    BestOf {
        /// How many.
        count: u32,
    },
}

/// What a child contributes to its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contribution {
    /// A part: the parts of all children add up to the parent's figure exactly. Of a lowest, highest, middle or best
    /// value the whole lies with those children that decide it, and the part of the others is zero.
    Part(Amount),
    /// A factor: the factors of all children multiply to the parent's figure, to about 18 decimals.
    Factor(Amount),
}

/// A child that has a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) weight: Decimal,
    pub(super) value: Decimal,
}

/// What one child does to its parent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    /// The weight after those of others were taken over; the shares of a mean add up to one.
    pub(super) weight: Decimal,
    pub(super) contribution: Contribution,
}

impl Combination {
    /// Whether the children's weights mean something.
    pub(super) fn weighs(self) -> bool {
        match self {
            Self::Arithmetic | Self::Geometric | Self::Points => true,
            Self::Min | Self::Max | Self::Median | Self::BestOf { .. } => false,
        }
    }

    /// The figure of at least one member; `all_weights` is the sum over all children, also those without value.
    pub(super) fn figure(self, members: &[Member], all_weights: Decimal) -> Result<Decimal, Halt> {
        let weights = number::sum(members.iter().map(|member| member.weight))?;
        if self.weighs() && weights.is_zero() {
            return Err(Halt::Absent(Absence::WeightsZero));
        }
        let figure = match self {
            Self::Arithmetic | Self::Points => self.taken_over(weighted_sum(members)?, weights, all_weights)?,
            Self::Geometric => geometric(members, weights)?,
            Self::Min | Self::Max | Self::Median | Self::BestOf { .. } => {
                let deciding = self.deciding(members);
                let count = Decimal::from(deciding.len());
                let values = deciding.into_iter().filter_map(|index| members.get(index)).map(|member| member.value);
                number::quotient(number::sum(values)?, count)?
            }
        };
        Ok(settled(figure)?)
    }

    /// What each member contributed to the figure, in the order of the members.
    pub(super) fn shares(
        self,
        members: &[Member],
        all_weights: Decimal,
        figure: Decimal,
    ) -> Result<Vec<Share>, TooLarge> {
        let weights = number::sum(members.iter().map(|member| member.weight))?;
        let taken_over = |weighted| self.taken_over(weighted, weights, all_weights);
        match self {
            Self::Arithmetic | Self::Points => {
                let mut shares = Vec::with_capacity(members.len());
                for member in members {
                    let part = taken_over(number::product(member.weight, member.value)?)?;
                    shares.push((settled(taken_over(member.weight)?)?, settled(part)?));
                }
                parts_that_add_up(shares, figure)
            }
            Self::Geometric => members
                .iter()
                .map(|member| {
                    let weight = taken_over(member.weight)?;
                    let factor = if member.weight.is_zero() {
                        Decimal::ONE
                    } else if member.value.is_zero() {
                        Decimal::ZERO
                    } else {
                        number::power(member.value, weight)?
                    };
                    let contribution = Contribution::Factor(amount(settled(factor)?));
                    Ok(Share { weight: settled(weight)?, contribution })
                })
                .collect(),
            Self::Min | Self::Max | Self::Median | Self::BestOf { .. } => {
                let deciding = self.deciding(members);
                let count = Decimal::from(deciding.len());
                let mut shares = vec![(Decimal::ZERO, Decimal::ZERO); members.len()];
                for index in deciding {
                    if let (Some(share), Some(member)) = (shares.get_mut(index), members.get(index)) {
                        let weight = settled(number::quotient(Decimal::ONE, count)?)?;
                        *share = (weight, settled(number::quotient(member.value, count)?)?);
                    }
                }
                parts_that_add_up(shares, figure)
            }
        }
    }

    /// A weight, or a value times its weight, after the weights of children without value were taken over.
    fn taken_over(self, weighted: Decimal, weights: Decimal, all_weights: Decimal) -> Result<Decimal, TooLarge> {
        match self {
            Self::Points if weights == all_weights => Ok(weighted),
            Self::Points => number::quotient(number::product(weighted, all_weights)?, weights),
            Self::Arithmetic | Self::Geometric | Self::Min | Self::Max | Self::Median | Self::BestOf { .. } => {
                number::quotient(weighted, weights)
            }
        }
    }

    /// The members whose values decide the figure; among equals the first in the file.
    fn deciding(self, members: &[Member]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..members.len()).collect();
        order.sort_by_key(|index| members.get(*index).map(|member| member.value));
        let middle = order.len() / 2;
        let range = match self {
            Self::Min => 0..1,
            Self::Max => {
                // Sorted by value alone, so the first of equals stands first among them.
                let highest = order.last().and_then(|index| members.get(*index)).map(|member| member.value);
                let first = order.iter().position(|index| members.get(*index).map(|member| member.value) == highest);
                let first = first.unwrap_or_default();
                first..first + 1
            }
            Self::Median if order.len().is_multiple_of(2) => middle - 1..middle + 1,
            Self::Median => middle..middle + 1,
            Self::BestOf { count } => order.len().saturating_sub(count as usize)..order.len(),
            Self::Arithmetic | Self::Geometric | Self::Points => 0..order.len(),
        };
        order.get(range).map(<[usize]>::to_vec).unwrap_or_default()
    }
}

fn weighted_sum(members: &[Member]) -> Result<Decimal, TooLarge> {
    members
        .iter()
        .try_fold(Decimal::ZERO, |sum, member| number::sum([sum, number::product(member.weight, member.value)?]))
}

fn geometric(members: &[Member], weights: Decimal) -> Result<Decimal, Halt> {
    let counted = || members.iter().filter(|member| !member.weight.is_zero());
    if counted().any(|member| member.value < Decimal::ZERO) {
        return Err(Halt::Absent(Absence::NegativeUnderRoot));
    }
    if counted().any(|member| member.value.is_zero()) {
        return Ok(Decimal::ZERO);
    }
    let mut logarithms = Decimal::ZERO;
    for member in counted() {
        let logarithm = number::product(number::logarithm(member.value)?, member.weight)?;
        logarithms = number::sum([logarithms, logarithm])?;
    }
    let mean = number::exponential(number::quotient(logarithms, weights)?)?;
    // A mean lies between the lowest and the highest, also in its last digit.
    let lowest = counted().map(|member| member.value).min().unwrap_or(mean);
    let highest = counted().map(|member| member.value).max().unwrap_or(mean);
    Ok(mean.clamp(lowest, highest))
}

/// Gives what rounding left over to the largest part, the first of equals, so that the parts add up exactly.
fn parts_that_add_up(mut shares: Vec<(Decimal, Decimal)>, figure: Decimal) -> Result<Vec<Share>, TooLarge> {
    let left_over = number::difference(figure, number::sum(shares.iter().map(|(_, part)| *part))?)?;
    let mut largest: Option<&mut (Decimal, Decimal)> = None;
    for share in &mut shares {
        if largest.as_ref().is_none_or(|largest| share.1.abs() > largest.1.abs()) {
            largest = Some(share);
        }
    }
    if let Some((_, part)) = largest {
        *part = number::sum([*part, left_over])?;
    }
    let share = |(weight, part)| Share { weight, contribution: Contribution::Part(amount(part)) };
    Ok(shares.into_iter().map(share).collect())
}
