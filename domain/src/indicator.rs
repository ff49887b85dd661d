//! What is measured, how, and in which direction is better.

use crate::{
    amount::Amount,
    derived::Derived,
    ids::{IndicatorCode, StrategyCode},
    organisation::OrganisationKind,
    plan::Provenance,
    text::Bilingual,
    trajectory::{Interpolation, Milestone, Trajectory},
};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumString};

/// How a value is measured. The way values of many bodies are taken together follows from it alone (see
/// [`crate::rollup`]), so that averaging a ratio or summing a rank cannot be written down.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsRefStr)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[strum(serialize_all = "snake_case")]
pub enum Measure {
    /// A part of a whole; together: sum of the parts over sum of the wholes.
    Ratio {
        /// What is counted.
        numerator: Bilingual,
        /// Out of what.
        denominator: Bilingual,
        /// What a full ratio is shown as: 100 for percent.
        scale: Amount,
    },
    /// A number of things: that happened within the period, or that there are as of its end; together: the sum.
    Count,
    /// A running total within the fiscal year, which begins anew each 1 October; together: the sum, over time the last one of
    /// the year.
    Cumulative,
    /// An amount of money in baht; together: the sum.
    Amount,
    /// A maturity level; together: the share of bodies at or above `meets_at`.
    Level {
        /// Lowest level.
        lowest: u8,
        /// Highest level.
        highest: u8,
        /// From which level on a body meets the goal.
        meets_at: u8,
    },
    /// Yes or no; together: the share of yes.
    YesNo,
    /// An average, reported with the number it was taken over; together: the mean weighted by that number.
    Mean {
        /// What it was averaged over.
        weight: Bilingual,
    },
    /// A score given from outside; never taken together.
    Score {
        /// Lowest possible.
        lowest: Amount,
        /// Highest possible.
        highest: Amount,
    },
    /// A place among others; never taken together.
    Rank {
        /// Among how many.
        of: u32,
    },
}

/// In which direction a figure is better.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Polarity {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Best between two bounds.
    Within([Amount; 2]),
}

/// How often it is asked.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Frequency {
    /// Every quarter.
    Quarterly,
    /// In the second and fourth quarter.
    HalfYearly,
    /// In the fourth quarter.
    Annual,
}

impl Frequency {
    /// Whether it is asked about a period.
    pub fn is_asked_in(self, period: crate::calendar::Period) -> bool {
        let months_gone = period.last_month();
        match self {
            Self::Quarterly => true,
            Self::HalfYearly => months_gone.is_multiple_of(6),
            Self::Annual => months_gone == 12,
        }
    }

    /// How many months one answer holds.
    pub fn months(self) -> i64 {
        match self {
            Self::Quarterly => 3,
            Self::HalfYearly => 6,
            Self::Annual => 12,
        }
    }

    /// Whether the answer about one period is still the latest one asked for at the end of another: a half-yearly answer
    /// about the second quarter still stands in the third, and in the fourth no longer, since there it is asked anew.
    pub fn still_holds(self, asked: crate::calendar::Period, at: crate::calendar::Period) -> bool {
        self.is_asked_in(asked) && (0..self.months()).contains(&at.months_after(asked))
    }
}

/// Whose figure it is.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Scope {
    /// One figure for the country, from outside or from DGA.
    National,
    /// One figure for each body.
    Agency,
    /// Both.
    Both,
}

impl Scope {
    /// Whether each agency is asked for it.
    pub fn asks_agencies(self) -> bool {
        matches!(self, Self::Agency | Self::Both)
    }
}

/// Files that must come with a value.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRule {
    /// Whether a value without a file is refused.
    pub required: bool,
    /// Which files prove it.
    pub description: Bilingual,
}

/// The bounds of a figure, in the indicator's unit.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Lowest possible figure.
    pub lowest: Amount,
    /// Highest possible figure.
    pub highest: Amount,
}

/// An indicator as one version of a plan defines it.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its code, the same through all plans.
    pub code: IndicatorCode,
    /// The strategy it serves.
    pub strategy: StrategyCode,
    /// Its name.
    pub name: Bilingual,
    /// The rule of counting.
    pub definition: Bilingual,
    /// The unit of its figure.
    pub unit: Bilingual,
    /// How it is measured.
    pub measure: Measure,
    /// In which direction it is better.
    pub polarity: Polarity,
    /// How often it is asked.
    pub frequency: Frequency,
    /// Whose figure it is.
    pub scope: Scope,
    /// The kinds of bodies asked for it; none named means every body that reports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reporters: Vec<OrganisationKind>,
    /// Its weight among the indicators of its strategy.
    pub weight: Amount,
    /// The files that prove it.
    pub evidence: EvidenceRule,
    /// The bounds of its figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    /// Where it started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Milestone>,
    /// Where it is to be at the end of each year.
    #[serde(default)]
    pub targets: Vec<Milestone>,
    /// What is expected between the milestones.
    #[serde(default)]
    pub interpolation: Interpolation,
    /// How it is worked out from others, where nobody reports it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derived: Option<Derived>,
    /// Links to other frameworks, such as `sdg:16.6`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Where the definition comes from.
    pub provenance: Provenance,
}

impl Indicator {
    /// Baseline and targets together: whatever is expected of the indicator follows from here.
    pub fn trajectory(&self) -> Trajectory<'_> {
        Trajectory {
            baseline: self.baseline.as_ref(),
            targets: &self.targets,
            interpolation: self.interpolation,
            begins_anew: self.begins_anew(),
        }
    }

    /// Whether its figures begin anew with each fiscal year, on 1 October.
    pub fn begins_anew(&self) -> bool {
        self.measure == Measure::Cumulative
    }

    /// Whether a body of a kind is to have a figure of it: one it types, or one that is worked out.
    pub fn is_asked_of(&self, kind: OrganisationKind) -> bool {
        self.scope.asks_agencies() && (self.reporters.is_empty() || self.reporters.contains(&kind))
    }

    /// Whether a body of a kind types it: nobody types what is worked out from others.
    pub fn is_typed_by(&self, kind: OrganisationKind) -> bool {
        self.derived.is_none() && self.is_asked_of(kind)
    }

    /// What is expected of one body on a day, in the unit its figure is shown in: of a level the level that meets the
    /// goal and of yes or no the better answer, since their targets are shares of bodies; of all others the target.
    pub fn expected_of_one(&self, day: chrono::NaiveDate) -> Option<Amount> {
        let expected = self.trajectory().expected_on(day)?;
        match (&self.measure, &self.polarity) {
            (Measure::Level { meets_at, .. }, _) => Some(Amount::whole(i64::from(*meets_at))),
            (Measure::YesNo, Polarity::Lower) => Some(Amount::ZERO),
            (Measure::YesNo, Polarity::Higher | Polarity::Within(_)) => Some(Amount::ONE),
            _ => Some(expected),
        }
    }

    /// Whether a second number is asked: a denominator or a weight.
    pub fn asks_base(&self) -> bool {
        matches!(self.measure, Measure::Ratio { .. } | Measure::Mean { .. })
    }

    /// Whether the numbers that are reported count whole things, such as services or people. Of the parts of a ratio the
    /// unit in brackets decides: everything but money is counted whole.
    pub fn counts_whole_things(&self) -> bool {
        match &self.measure {
            Measure::Ratio { numerator, .. } => !is_money(numerator),
            Measure::Count | Measure::Cumulative => true,
            Measure::Amount
            | Measure::Level { .. }
            | Measure::YesNo
            | Measure::Mean { .. }
            | Measure::Score { .. }
            | Measure::Rank { .. } => false,
        }
    }

    /// How many decimals the figure of one body needs: none where it is a thing, a level or a place, four where it runs from
    /// nought to one or to ten, two in all else.
    pub fn decimals(&self) -> u32 {
        match &self.measure {
            Measure::Count | Measure::Cumulative | Measure::Level { .. } | Measure::Rank { .. } | Measure::YesNo => 0,
            Measure::Ratio { scale: highest, .. } | Measure::Score { highest, .. } if *highest <= Amount::whole(10) => {
                4
            }
            Measure::Ratio { .. } | Measure::Score { .. } | Measure::Amount | Measure::Mean { .. } => 2,
        }
    }

    /// The words of the first number, where they are not those of the indicator itself.
    pub fn value_label(&self) -> Option<&Bilingual> {
        let [of_value, _] = self.labels();
        of_value
    }

    /// The words of the second number, where one is asked.
    pub fn base_label(&self) -> Option<&Bilingual> {
        let [_, of_base] = self.labels();
        of_base
    }

    /// The words of both numbers, where they have some of their own.
    fn labels(&self) -> [Option<&Bilingual>; 2] {
        match &self.measure {
            Measure::Ratio { numerator, denominator, .. } => [Some(numerator), Some(denominator)],
            Measure::Mean { weight } => [None, Some(weight)],
            Measure::Count
            | Measure::Cumulative
            | Measure::Amount
            | Measure::Level { .. }
            | Measure::YesNo
            | Measure::Score { .. }
            | Measure::Rank { .. } => [None, None],
        }
    }
}

/// Whether what is counted is money, as the unit at the end of its words says.
fn is_money(words: &Bilingual) -> bool {
    words.th.trim_end().ends_with("(บาท)") || words.en.trim_end().ends_with("(baht)")
}

#[cfg(test)]
#[path = "indicator_tests.rs"]
mod tests;
