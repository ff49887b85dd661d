//! Plans: strategies, goals, indicators and where each figure comes from.

use crate::{
    calendar::{FiscalYear, Period},
    derived::{FormulaFault, Formulas, with_inputs},
    ids::{GoalCode, IndicatorCode, PlanCode, StrategyCode},
    indicator::{Indicator, Measure, Polarity},
    organisation::OrganisationKind,
    text::Bilingual,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use strum::{AsRefStr, EnumIter, EnumString};
use thiserror::Error;

/// How far a statement can be trusted as official, the firmest first.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ProvenanceStatus {
    /// From the official document itself.
    Official,
    /// Read in a public source that quotes it.
    Sourced,
    /// From the press.
    Press,
    /// Background knowledge, not confirmed.
    Background,
    /// Made up for demonstration.
    Demonstration,
}

/// Where a statement or figure comes from.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// How official it is.
    pub status: ProvenanceStatus,
    /// A citation a reader can follow.
    pub source: String,
}

/// The head of a plan.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanHead {
    /// Its code.
    pub code: PlanCode,
    /// 1, 2, 3 …; a version never changes once it is imported.
    pub version: i32,
    /// Its title.
    pub title: Bilingual,
    /// Its vision.
    pub vision: Bilingual,
    /// First fiscal year of its period.
    pub first_fiscal_year: FiscalYear,
    /// Last fiscal year of its period.
    pub last_fiscal_year: FiscalYear,
    /// When the Cabinet approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_on: Option<NaiveDate>,
    /// From when it is in force, often after its period began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<NaiveDate>,
    /// Where this comes from.
    pub provenance: Provenance,
}

/// A goal within a strategy.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// Its code.
    pub code: GoalCode,
    /// What is to be reached.
    pub title: Bilingual,
    /// Where this comes from.
    pub provenance: Provenance,
}

/// A strategy of a plan.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strategy {
    /// Its code.
    pub code: StrategyCode,
    /// Its title.
    pub title: Bilingual,
    /// Where this comes from.
    pub provenance: Provenance,
    /// Its goals.
    #[serde(default)]
    pub goals: Vec<Goal>,
}

/// One version of a plan, complete.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Title, period, dates.
    pub plan: PlanHead,
    /// Its strategies, in order.
    #[serde(rename = "strategy")]
    pub strategies: Vec<Strategy>,
    /// Its indicators, in order.
    #[serde(rename = "indicator", deserialize_with = "indicators")]
    pub indicators: Vec<Indicator>,
}

fn indicators<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Indicator>, D::Error> {
    Vec::deserialize(deserializer).map(with_inputs)
}

/// Why a plan is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanError {
    /// Its period ends before it starts.
    #[error("the plan ends before it begins")]
    EndsBeforeItBegins,
    /// A version below one.
    #[error("the version must be 1 or more")]
    Version,
    /// A strategy code that stands twice.
    #[error("the strategy {0} stands twice")]
    DuplicateStrategy(StrategyCode),
    /// An indicator code that stands twice.
    #[error("the indicator {0} stands twice")]
    DuplicateIndicator(IndicatorCode),
    /// An indicator of a strategy that is not in the plan.
    #[error("the indicator {indicator} names the strategy {strategy}, which is not in the plan")]
    UnknownStrategy {
        /// The indicator.
        indicator: IndicatorCode,
        /// The missing strategy.
        strategy: StrategyCode,
    },
    /// Milestones out of order.
    #[error("the years of baseline and targets of {0} must rise, each once")]
    Milestones(IndicatorCode),
    /// Bounds out of order.
    #[error("{0} has a lower bound above its upper bound")]
    Bounds(IndicatorCode),
    /// A weight that is not positive.
    #[error("the weight of {0} must be above zero")]
    Weight(IndicatorCode),
    /// A missing Thai name, unit or definition.
    #[error("{0} lacks a Thai name, unit or definition")]
    MissingThai(IndicatorCode),
    /// A citation is missing.
    #[error("{0} has a figure or definition without source")]
    MissingSource(String),
    /// A formula that cannot be worked out.
    #[error("{indicator}: {fault}")]
    Formula {
        /// The indicator.
        indicator: IndicatorCode,
        /// What is wrong.
        fault: FormulaFault,
    },
    /// Files that would have to prove what nobody reports.
    #[error("{0} is derived, so that no evidence can be required")]
    DerivedEvidence(IndicatorCode),
}

impl Plan {
    /// Checks what the types cannot say.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn checked(self) -> Result<Self, PlanError> {
        let head = &self.plan;
        if head.last_fiscal_year < head.first_fiscal_year {
            return Err(PlanError::EndsBeforeItBegins);
        }
        if head.version < 1 {
            return Err(PlanError::Version);
        }
        if head.provenance.source.is_empty() {
            return Err(PlanError::MissingSource(head.code.to_string()));
        }
        let mut strategies = BTreeSet::new();
        for strategy in &self.strategies {
            if !strategies.insert(&strategy.code) {
                return Err(PlanError::DuplicateStrategy(strategy.code.clone()));
            }
        }
        let mut indicators = BTreeSet::new();
        for indicator in &self.indicators {
            if !indicators.insert(&indicator.code) {
                return Err(PlanError::DuplicateIndicator(indicator.code.clone()));
            }
            if !strategies.contains(&indicator.strategy) {
                return Err(PlanError::UnknownStrategy {
                    indicator: indicator.code.clone(),
                    strategy: indicator.strategy.clone(),
                });
            }
            check_indicator(indicator)?;
        }
        let wrong = self.formulas().map_or_else(Some, |formulas| formulas.never_measured());
        if let Some((indicator, fault)) = wrong {
            return Err(PlanError::Formula { indicator, fault });
        }
        Ok(Self { indicators: with_inputs(self.indicators), ..self })
    }

    /// Its derived indicators, in the order in which they are worked out.
    ///
    /// # Errors
    /// The first whose formulas are wrong; never of a plan that was checked.
    pub fn formulas(&self) -> Result<Formulas, (IndicatorCode, FormulaFault)> {
        Formulas::of(self)
    }

    /// An indicator by its code.
    pub fn indicator(&self, code: &IndicatorCode) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.code == *code)
    }

    /// The indicators that each agency of a kind types about a period.
    pub fn asked_of_agencies(&self, kind: OrganisationKind, period: Period) -> impl Iterator<Item = &Indicator> {
        self.indicators
            .iter()
            .filter(move |indicator| indicator.is_typed_by(kind) && indicator.frequency.is_asked_in(period))
    }

    /// The strategies with those of their indicators that pass a test, strategies without any left out.
    pub fn by_strategy<'a>(&'a self, shown: impl Fn(&Indicator) -> bool) -> Vec<(&'a Strategy, Vec<&'a Indicator>)> {
        let of = |strategy: &Strategy| -> Vec<&'a Indicator> {
            self.indicators.iter().filter(|indicator| indicator.strategy == strategy.code && shown(indicator)).collect()
        };
        self.strategies
            .iter()
            .map(|strategy| (strategy, of(strategy)))
            .filter(|(_, indicators)| !indicators.is_empty())
            .collect()
    }
}

fn check_indicator(indicator: &Indicator) -> Result<(), PlanError> {
    let code = || indicator.code.clone();
    if [&indicator.name, &indicator.unit, &indicator.definition].iter().any(|words| words.th.trim().is_empty()) {
        return Err(PlanError::MissingThai(code()));
    }
    if !indicator.trajectory().is_in_order() {
        return Err(PlanError::Milestones(code()));
    }
    if indicator.weight <= crate::amount::Amount::ZERO {
        return Err(PlanError::Weight(code()));
    }
    let polarity_in_order = !matches!(&indicator.polarity, Polarity::Within([lowest, highest]) if lowest > highest);
    let range_in_order = indicator.range.is_none_or(|range| range.lowest <= range.highest);
    let measure_in_order = match &indicator.measure {
        Measure::Level { lowest, highest, meets_at } => lowest < highest && (lowest..=highest).contains(&meets_at),
        Measure::Score { lowest, highest } => lowest < highest,
        Measure::Rank { of } => *of > 0,
        Measure::Ratio { scale, .. } => *scale > crate::amount::Amount::ZERO,
        Measure::Count | Measure::Cumulative | Measure::Amount | Measure::YesNo | Measure::Mean { .. } => true,
    };
    if !(polarity_in_order && range_in_order && measure_in_order) {
        return Err(PlanError::Bounds(code()));
    }
    if indicator.derived.is_some() && indicator.evidence.required {
        return Err(PlanError::DerivedEvidence(code()));
    }
    let mut provenances = indicator.baseline.iter().chain(&indicator.targets).map(|milestone| &milestone.provenance);
    if indicator.provenance.source.is_empty() || provenances.any(|provenance| provenance.source.is_empty()) {
        return Err(PlanError::MissingSource(indicator.code.to_string()));
    }
    Ok(())
}
