//! Why a scheme is refused, and where.

use crate::ids::{ClassCode, NodeCode};
use thiserror::Error;

/// The most nodes a scheme may have.
pub(super) const MOST_NODES: usize = 2_000;
/// The most levels a tree may have.
pub(super) const MOST_LEVELS: usize = 32;
/// The most decimals a score is published with.
pub(super) const MOST_DECIMALS: u32 = 12;

/// Where a scheme is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SchemePlace {
    /// In its head, or as a whole.
    #[error("scheme")]
    Head,
    /// In its classes or levels as a whole.
    #[error("classing")]
    Classing,
    /// In a class or level.
    #[error("class {code}")]
    Class {
        /// Its position, from 0.
        position: usize,
        /// Its code.
        code: ClassCode,
    },
    /// In a criterion of a level.
    #[error("level {level}")]
    Criterion {
        /// The position of the level, from 0.
        position: usize,
        /// The code of the level.
        level: ClassCode,
        /// The position of the criterion in its level, from 0.
        criterion: usize,
    },
    /// In a node; by its position in the file, since its code may stand twice.
    #[error("node {code}")]
    Node {
        /// Its position, from 0.
        position: usize,
        /// Its code.
        code: NodeCode,
    },
}

/// One thing that is wrong, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}: {reason}")]
pub struct SchemeRefusal {
    /// Where.
    pub place: SchemePlace,
    /// What.
    pub reason: SchemeReason,
}

/// Why a scheme is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SchemeReason {
    /// An edition below one.
    #[error("the edition must be 1 or more")]
    Edition,
    /// A missing Thai title or description.
    #[error("a Thai title or description is missing")]
    MissingThai,
    /// A missing citation.
    #[error("the provenance names no source")]
    MissingSource,
    /// More decimals than a score is published with.
    #[error("a score is published with at most {MOST_DECIMALS} decimals")]
    TooManyDecimals,
    /// No node without parent.
    #[error("no node is the root: one node must have no parent")]
    NoRoot,
    /// Another node without parent.
    #[error("there is another root already: {0}")]
    AnotherRoot(NodeCode),
    /// A code that stands twice.
    #[error("the code stands twice")]
    DuplicateNode {
        /// The position of the node that has it first, from 0.
        first: usize,
    },
    /// A parent that there is not.
    #[error("its parent {0} is not in the scheme")]
    UnknownParent(NodeCode),
    /// A node that is its own ancestor.
    #[error("it is its own ancestor")]
    Cycle,
    /// Too many nodes.
    #[error("a scheme has at most {MOST_NODES} nodes")]
    TooManyNodes,
    /// Too many levels.
    #[error("a tree has at most {MOST_LEVELS} levels")]
    TooDeep,
    /// Neither a leaf nor a combination.
    #[error("it must either read an indicator or combine its children")]
    NeitherReadsNorCombines,
    /// Both a leaf and a combination.
    #[error("it cannot both read an indicator and combine its children")]
    ReadsAndCombines,
    /// A leaf that is named as a parent.
    #[error("it reads an indicator and cannot have children")]
    LeafWithChildren,
    /// A combination of nothing.
    #[error("it has no children to combine")]
    NoChildren,
    /// A weight below zero or too large.
    #[error("a weight must be 0 or more and below 1,000,000")]
    Weight,
    /// All children have the weight zero.
    #[error("all of its children have the weight zero")]
    WeightsZero,
    /// A weight that would be ignored.
    #[error("its parent does not weigh its children, so weight and factors of trust must be left out")]
    WeightIgnored,
    /// The best none.
    #[error("best_of needs a count of 1 or more")]
    BestOfNone,
    /// A root that is to be left out.
    #[error("the root cannot be excluded when it is missing")]
    RootExcluded,
    /// A lower-is-better figure taken as it is.
    #[error("where less is better, the figure needs a normaliser that turns it round")]
    Unturned,
    /// Bounds, posts, floor and cap, or levels in the wrong order.
    #[error("a lower bound is not below its upper bound")]
    Bounds,
    /// Factors of trust out of bounds or out of order.
    #[error(
        "factors of trust lie above 0 and at most at 1, have four decimals, and more behind an answer never weighs less"
    )]
    TrustFactor,
    /// A scale that is not above zero.
    #[error("a scale must be above zero")]
    Scale,
    /// Fewer than two thresholds.
    #[error("at least two thresholds are needed")]
    TooFewThresholds,
    /// Thresholds that do not get better in the direction of the polarity.
    #[error("the figures of thresholds or of a way must get better, each once, in the direction of the polarity")]
    Thresholds,
    /// Scores of thresholds that fall.
    #[error("the scores of thresholds must not fall")]
    FallingScores,
    /// A milestone where the node has none.
    #[error("a way from baseline to target can only be used where an indicator is read")]
    WayWithoutIndicator,
    /// A milestone where the distance from bounds is the figure.
    #[error("a way from baseline to target cannot be used where the best lies within bounds")]
    WayWithinBounds,
    /// An answer that is coded to nothing.
    #[error("the coding needs options, each once")]
    Coding,
    /// A number beyond what scores hold.
    #[error("a number is too large to be a score")]
    TooLarge,
    /// No class.
    #[error("there is no class or level")]
    NoClasses,
    /// The first class has a bound or criteria, or another one has none.
    #[error("the first class or level stands for all below the second, so it alone has no bound and no criteria: {0}")]
    Lowest(ClassCode),
    /// Classes that do not rise.
    #[error("the classes must stand from the lowest to the highest: {0}")]
    ClassOrder(ClassCode),
    /// A class that stands twice.
    #[error("the class stands twice: {0}")]
    DuplicateClass(ClassCode),
    /// A criterion on a node that there is not.
    #[error("a criterion names the node {0}, which is not in the scheme")]
    UnknownCriterion(NodeCode),
}
