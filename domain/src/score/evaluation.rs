//! From the leaves to the root: the one place where values of nodes come about, for single bodies and for many.

use super::{
    coding::Coded,
    combination::Member,
    input::{Given, Inputs},
    missing::{Absence, Imputation, MissingRule},
    normaliser::{Against, figure_of},
    number::{self, TooLarge, settled},
    population::Population,
    scheme::{Node, Scheme},
    trusted::Trusted,
};
use crate::{
    amount::Amount,
    ids::{ChoiceCode, NodeCode},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a body cannot be scored: its input does not fit the scheme.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("{node}: {fault}")]
pub struct ScoreError {
    /// Where.
    pub node: NodeCode,
    /// What.
    #[serde(flatten)]
    pub fault: ScoreFault,
}

/// What does not fit. The codes are stable.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ScoreFault {
    /// An answer of another kind than the coding takes.
    #[error("the answer is of another kind than the coding takes")]
    WrongInput,
    /// An option that the coding does not have.
    #[error("{choice} is none of the options")]
    UnknownChoice {
        /// The option.
        choice: ChoiceCode,
    },
    /// A level that there is not.
    #[error("there is no level {level}")]
    NoSuchLevel {
        /// The level.
        level: Amount,
    },
    /// A value at or above 10^9 in size, or a calculation beyond 28 digits.
    #[error("the value is too large to be a score")]
    TooLarge,
    /// A reference population of another scheme or edition.
    #[error("the reference population belongs to another scheme or edition")]
    OtherPopulation,
}

impl ScoreFault {
    pub(super) fn at(self, node: &Node) -> ScoreError {
        ScoreError { node: node.code.clone(), fault: self }
    }
}

impl From<TooLarge> for ScoreFault {
    fn from(TooLarge: TooLarge) -> Self {
        Self::TooLarge
    }
}

/// Why a calculation stops.
#[derive(Debug)]
pub(super) enum Halt {
    Absent(Absence),
    Fault(ScoreFault),
}

impl From<TooLarge> for Halt {
    fn from(too_large: TooLarge) -> Self {
        Self::Fault(too_large.into())
    }
}

impl From<ScoreFault> for Halt {
    fn from(fault: ScoreFault) -> Self {
        Self::Fault(fault)
    }
}

/// What a node's parent sees of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    Value(Decimal),
    LeftOut,
    NotApplicable,
    Blocked(Absence),
}

/// A node of one body, done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settled {
    /// Its figure before normalising.
    pub(super) figure: Option<Figure>,
    /// Why it has no value of its own.
    pub(super) absence: Option<Absence>,
    /// What its parent sees.
    pub(super) seen: Seen,
    /// By what its weight is multiplied, where its scheme says so.
    pub(super) trusted: Option<Trusted>,
}

/// A figure before normalising.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figure {
    /// The answer as a number, of a leaf.
    pub(super) coded: Option<Decimal>,
    /// What is compared: the same, or how far it is outside its bounds.
    pub(super) number: Decimal,
}

/// The nodes of one body, as far as they are done, each at its index.
pub(super) type Body = [Option<Settled>];

impl MissingRule {
    /// Whether it needs a reference population.
    pub(super) fn compares(&self) -> bool {
        match self {
            Self::Impute(Imputation::PopulationMean | Imputation::PopulationMedian) => true,
            Self::Zero | Self::Exclude | Self::Impute(Imputation::Value(_)) | Self::Block | Self::ZeroIndex => false,
        }
    }
}

impl Scheme {
    /// All nodes of one body.
    pub(super) fn settle_all(
        &self,
        inputs: &Inputs,
        population: &Population,
    ) -> Result<Vec<Option<Settled>>, ScoreError> {
        if !population.is_of(self) {
            return Err(ScoreFault::OtherPopulation.at(self.root()));
        }
        let weight_of = |index: usize| self.nodes()[index].weight.decimal();
        let mut body = vec![None; self.nodes().len()];
        for index in self.tree.order.iter().copied() {
            let settled = self.settle(index, inputs, &body, population, &weight_of);
            body[index] = Some(settled.map_err(|fault| fault.at(&self.nodes()[index]))?);
        }
        Ok(body)
    }

    /// One node, whose children are done.
    pub(super) fn settle(
        &self,
        index: usize,
        inputs: &Inputs,
        body: &Body,
        population: &Population,
        weight_of: &dyn Fn(usize) -> Decimal,
    ) -> Result<Settled, ScoreFault> {
        let node = &self.nodes()[index];
        let given = self.given(index, inputs);
        let against = self.against(index, given, population);
        let figure = match self.figure(index, given, body, weight_of) {
            Ok(figure) => figure,
            Err(Halt::Fault(fault)) => return Err(fault),
            Err(Halt::Absent(absence)) => return node.without_value(None, absence, against),
        };
        match node.value(figure.number, against) {
            Ok(value) => {
                let trusted = node.trusted(given);
                Ok(Settled { figure: Some(figure), absence: None, seen: Seen::Value(value), trusted })
            }
            Err(Halt::Absent(absence)) => node.without_value(Some(figure), absence, against),
            Err(Halt::Fault(fault)) => Err(fault),
        }
    }

    /// What was given for the indicator of a leaf.
    pub(super) fn given<'a>(&self, index: usize, inputs: &'a Inputs) -> Option<&'a Given> {
        self.nodes()[index].reads.as_ref().and_then(|reads| inputs.of(&reads.indicator))
    }

    /// What a node's figure is held against.
    pub(super) fn against<'a>(&self, index: usize, given: Option<&Given>, population: &'a Population) -> Against<'a> {
        let node = &self.nodes()[index];
        let compares = node.normalise.compares() || node.missing.compares();
        Against {
            baseline: given.and_then(|given| given.baseline),
            target: given.and_then(|given| given.target),
            others: if compares { population.of_node(&node.code) } else { None },
        }
    }

    /// The figure of a node before it is normalised.
    pub(super) fn figure(
        &self,
        index: usize,
        given: Option<&Given>,
        body: &Body,
        weight_of: &dyn Fn(usize) -> Decimal,
    ) -> Result<Figure, Halt> {
        let node = &self.nodes()[index];
        if let Some(reads) = &node.reads {
            let given = given.ok_or(Halt::Absent(Absence::NotReported))?;
            return match reads.coded(&given.input)? {
                Coded::Number(coded) => Ok(Figure { coded: Some(coded), number: figure_of(coded, &reads.polarity) }),
                Coded::NotApplicable => Err(Halt::Absent(Absence::NotApplicable)),
                Coded::Missing if given.unmeasured.is_some() => Err(Halt::Absent(Absence::NotMeasured)),
                Coded::Missing => Err(Halt::Absent(Absence::NotReported)),
                Coded::NotAsked => Err(Halt::Absent(Absence::NotAsked)),
            };
        }
        let children = &self.tree.children[index];
        let mut members = Vec::with_capacity(children.len());
        for child in children.iter().copied() {
            members.extend(member(body, child, weight_of)?);
        }
        let Some(combines) = node.combines.filter(|_| !members.is_empty()) else {
            return Err(Halt::Absent(self.why_empty(index, body)));
        };
        let number = combines.figure(&members, self.all_weights(index, body, weight_of)?)?;
        Ok(Figure { coded: None, number })
    }

    /// Why none of the children has a value: they do not apply, were not asked for, or are missing.
    fn why_empty(&self, index: usize, body: &Body) -> Absence {
        let absences = || self.tree.children[index].iter().map(|child| body[*child].as_ref()?.absence.as_ref());
        if absences().all(|absence| absence == Some(&Absence::NotApplicable)) {
            return Absence::NotApplicable;
        }
        let is_excused = |absence: Option<&Absence>| absence.is_some_and(|absence| !absence.is_missing());
        if absences().all(is_excused) { Absence::NotAsked } else { Absence::ChildrenMissing }
    }

    /// The children that have a value, each with its index; or the one that blocks.
    pub(super) fn members(
        &self,
        index: usize,
        body: &Body,
        weight_of: &dyn Fn(usize) -> Decimal,
    ) -> Result<Vec<(usize, Member)>, Halt> {
        let children = &self.tree.children[index];
        let mut members = Vec::with_capacity(children.len());
        for child in children.iter().copied() {
            members.extend(member(body, child, weight_of)?.map(|member| (child, member)));
        }
        Ok(members)
    }

    /// What all children weigh, also those without a value.
    pub(super) fn all_weights(
        &self,
        index: usize,
        body: &Body,
        weight_of: &dyn Fn(usize) -> Decimal,
    ) -> Result<Decimal, TooLarge> {
        let mut children = self.tree.children[index].iter();
        children.try_fold(Decimal::ZERO, |sum, child| number::sum([sum, weight_in(body, *child, weight_of)?]))
    }

    /// The score of a body before rounding, or why it has none.
    pub(super) fn score_of(&self, body: &Body) -> Result<Decimal, Absence> {
        if self.zeroed_by(body).is_some() {
            return Ok(Decimal::ZERO);
        }
        match body.get(self.root_index()).and_then(Option::as_ref) {
            Some(Settled { seen: Seen::Value(value), .. }) => Ok(*value),
            Some(Settled { absence: Some(absence), .. }) => Err(absence.clone()),
            Some(_) | None => Err(Absence::ChildrenMissing),
        }
    }

    /// The first missing node that makes the whole score zero.
    pub(super) fn zeroed_by(&self, body: &Body) -> Option<&Node> {
        let is_zeroing = |(node, settled): &(&Node, &Option<Settled>)| {
            node.missing == MissingRule::ZeroIndex
                && settled.as_ref().is_some_and(|settled| settled.absence.as_ref().is_some_and(Absence::is_missing))
        };
        self.nodes().iter().zip(body).find(is_zeroing).map(|(node, _)| node)
    }
}

/// What a child is to its parent, where it has a value; or that it blocks.
fn member(body: &Body, child: usize, weight_of: &dyn Fn(usize) -> Decimal) -> Result<Option<Member>, Halt> {
    match body[child].as_ref().map(|settled| &settled.seen) {
        Some(Seen::Value(value)) => Ok(Some(Member { weight: weight_in(body, child, weight_of)?, value: *value })),
        Some(Seen::Blocked(absence)) => Err(Halt::Absent(absence.clone())),
        Some(Seen::LeftOut | Seen::NotApplicable) | None => Ok(None),
    }
}

/// What a node of a body weighs: what it is given, as far as its answer is trusted.
fn weight_in(body: &Body, index: usize, weight_of: &dyn Fn(usize) -> Decimal) -> Result<Decimal, TooLarge> {
    let trusted = body.get(index).and_then(Option::as_ref).and_then(|settled| settled.trusted);
    trusted.map_or(Ok(weight_of(index)), |trusted| number::product(weight_of(index), trusted.factor.decimal()))
}

impl Node {
    /// The value of a figure.
    fn value(&self, figure: Decimal, against: Against<'_>) -> Result<Decimal, Halt> {
        let resolved = self.normalise.resolve(figure, self.polarity(), against).map_err(Halt::Absent)?;
        let value = settled(self.normalise.value(figure, self.polarity(), &resolved)?)?;
        Ok(self.bounds.map_or(value, |bounds| value.clamp(bounds.lowest.decimal(), bounds.highest.decimal())))
    }

    /// What its rule makes of a missing value.
    fn without_value(
        &self,
        figure: Option<Figure>,
        absence: Absence,
        against: Against<'_>,
    ) -> Result<Settled, ScoreFault> {
        let blocked = || Seen::Blocked(Absence::Blocked { node: self.code.clone() });
        let seen = if absence == Absence::NotApplicable {
            Seen::NotApplicable
        } else if absence == Absence::NotAsked {
            // Nobody is held to what nobody asked: neither zero nor another value stands for it. Only what no score may be
            // without is waited for.
            if self.missing == MissingRule::Block { blocked() } else { Seen::LeftOut }
        } else if !absence.is_missing() {
            Seen::Blocked(absence.clone())
        } else {
            match &self.missing {
                MissingRule::Zero => Seen::Value(Decimal::ZERO),
                MissingRule::Exclude | MissingRule::ZeroIndex => Seen::LeftOut,
                MissingRule::Block => blocked(),
                MissingRule::Impute(Imputation::Value(value)) => Seen::Value(settled(value.decimal())?),
                MissingRule::Impute(imputation) => match imputation.figure(against) {
                    None => blocked(),
                    Some(imputed) => match self.value(imputed.decimal(), against) {
                        Ok(value) => Seen::Value(value),
                        Err(Halt::Absent(_)) => blocked(),
                        Err(Halt::Fault(fault)) => return Err(fault),
                    },
                },
            }
        };
        Ok(Settled { figure, absence: Some(absence), seen, trusted: None })
    }

    /// By what the weight of an answer is multiplied, where the scheme says so and it is known what stands behind it.
    fn trusted(&self, given: Option<&Given>) -> Option<Trusted> {
        let (factors, grade) = (self.reads.as_ref()?.trusted?, given?.trust?);
        Some(Trusted { grade, factor: factors.of(grade) })
    }
}

impl Imputation {
    /// The figure taken from the population, if it has one.
    pub(super) fn figure(self, against: Against<'_>) -> Option<Amount> {
        let others = against.others.filter(|others| others.count() > 0)?;
        match self {
            Self::Value(_) => None,
            Self::PopulationMean => Some(others.mean()),
            Self::PopulationMedian => others.median(),
        }
    }
}
