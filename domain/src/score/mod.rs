//! Scores: weighted trees over indicators, each with the derivation that explains it.
//!
//! A `Scheme` says how: a tree of nodes that read indicators or combine other nodes, checked once when it is read. A
//! `Population` holds what single figures are compared with, and is stored, so that a new agency never changes last
//! year's scores. `Scheme::score` takes one body's `Inputs` to its `Derivation`; `Scheme::standings` takes many
//! bodies to their places. To add a normaliser: a variant in `normaliser.rs` with its arithmetic, its refusals in
//! `check.rs`, a case in `formula_tests.rs` worked out by hand.
//!
//! Numbers. Everything is an exact decimal. Each node's value is rounded once, half away from zero, to 18 decimals and
//! stays below 10^9 in size; what is beyond is refused as too large. Between those roundings 28 digits are carried, so
//! for values up to 1,000 the 18 decimals of a sum, mean or quotient are right. Roots, logarithms and powers have a
//! relative error below 10^-24, so the 18 decimals of a geometric mean or a z-score hold for values below 100,000. What is
//! published is rounded once more, as the scheme declares.

mod check;
mod class;
mod coding;
mod combination;
mod derivation;
mod edition;
mod evaluation;
mod holding;
mod input;
mod missing;
mod normaliser;
mod number;
mod population;
mod refusal;
mod robustness;
mod scheme;
mod search;
mod standings;
mod steps;
mod trusted;
mod way;
mod what_if;

pub use class::{Bound, Class, ClassRule, Classed, Classing, Criterion, CriterionMet, Level, Within};
pub use coding::{Code, Coding};
pub use combination::{Combination, Contribution};
pub use derivation::{Applied, Derivation, Derived, Normalised, Resolved};
pub use edition::EditionChange;
pub use evaluation::{ScoreError, ScoreFault};
pub use holding::{Asking, Holding, Origin};
pub use input::{Accepted, Given, Input, Inputs};
pub use missing::{Absence, Imputation, MissingRule};
pub use normaliser::{Normaliser, Point, Spread, Stretch, Threshold};
pub use population::{Distribution, Population};
pub use refusal::{SchemePlace, SchemeReason, SchemeRefusal};
pub use robustness::{LeftOut, RankInterval, Robustness, RobustnessPlan, SplitMix64};
pub use scheme::{Format, Judged, Node, Reads, Rounding, Scheme, SchemeFile, SchemeHead, Several};
pub use standings::{Score, Standing, Standings};
pub use steps::{Ahead, Beyond, NextLevel, Reach, Sought, Step, Together, Unmet, Unscored};
pub use trusted::{TrustFactors, Trusted};
pub use way::Way;
pub use what_if::{ChangedPart, Part};

#[cfg(test)]
mod check_tests;
#[cfg(test)]
mod coding_tests;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod formula_tests;
#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod level_tests;
#[cfg(test)]
mod oracle_tests;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod recompute_tests;
#[cfg(test)]
mod scheme_tests;
