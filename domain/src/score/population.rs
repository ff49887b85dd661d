//! The bodies that single figures are compared with, stored, so that later bodies change nothing.

use super::{
    evaluation::{Halt, ScoreError},
    input::Inputs,
    normaliser::Spread,
    number::{self, DECIMALS, TooLarge, amount},
    scheme::Scheme,
};
use crate::{
    amount::Amount,
    ids::{NodeCode, SchemeCode},
};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Figures in order, with what is computed from them once.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<Amount>", into = "Vec<Amount>")]
pub struct Distribution {
    figures: Vec<Amount>,
    mean: Decimal,
    deviation: Decimal,
    sample_deviation: Decimal,
}

impl Distribution {
    /// Figures in any order; `None` where their sum is beyond 28 digits.
    pub fn new(mut figures: Vec<Amount>) -> Option<Self> {
        figures.sort();
        let (mean, deviation, sample_deviation) = moments(&figures).ok()?;
        Some(Self { figures, mean, deviation, sample_deviation })
    }

    /// How many figures.
    pub fn count(&self) -> usize {
        self.figures.len()
    }

    /// The lowest figure.
    pub fn lowest(&self) -> Option<Amount> {
        self.figures.first().copied()
    }

    /// The highest figure.
    pub fn highest(&self) -> Option<Amount> {
        self.figures.last().copied()
    }

    /// The mean, to 18 decimals; zero where there is nothing.
    pub fn mean(&self) -> Amount {
        amount(self.mean)
    }

    /// The standard deviation, to 18 decimals.
    pub fn deviation(&self, spread: Spread) -> Amount {
        amount(match spread {
            Spread::Population => self.deviation,
            Spread::Sample => self.sample_deviation,
        })
    }

    /// The figure in the middle, or the mean of the two in the middle.
    pub fn median(&self) -> Option<Amount> {
        let middle = self.figures.len() / 2;
        let upper = self.figures.get(middle)?;
        if !self.figures.len().is_multiple_of(2) {
            return Some(*upper);
        }
        let lower = self.figures.get(middle.checked_sub(1)?)?;
        lower.checked_add(*upper)?.checked_div(Amount::whole(2))
    }

    /// How many figures are lower than one.
    pub fn below(&self, figure: Amount) -> usize {
        self.figures.partition_point(|other| *other < figure)
    }

    /// How many figures are the same as one.
    pub fn same_as(&self, figure: Amount) -> usize {
        self.figures.partition_point(|other| *other <= figure) - self.below(figure)
    }

    pub(super) fn figures(&self) -> &[Amount] {
        &self.figures
    }
}

/// Mean and both deviations. The deviation is taken of figures scaled by their range, so that no square overflows.
fn moments(figures: &[Amount]) -> Result<(Decimal, Decimal, Decimal), TooLarge> {
    let rounded = |number: Decimal| number.round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointAwayFromZero);
    let (Some(lowest), Some(highest)) = (figures.first(), figures.last()) else {
        return Ok(Default::default());
    };
    let count = Decimal::from(figures.len());
    let mean = number::quotient(number::sum(figures.iter().map(|figure| figure.decimal()))?, count)?;
    let range = number::difference(highest.decimal(), lowest.decimal())?;
    if range.is_zero() {
        return Ok((lowest.decimal(), Decimal::ZERO, Decimal::ZERO));
    }
    let mut squares = Decimal::ZERO;
    for figure in figures {
        let scaled = number::quotient(number::difference(figure.decimal(), mean)?, range)?;
        squares = number::sum([squares, number::product(scaled, scaled)?])?;
    }
    let deviation = |over: Decimal| {
        let root = number::square_root(number::quotient(squares, over)?)?;
        number::product(root, range).map(rounded)
    };
    Ok((rounded(mean), deviation(count)?, deviation(count - Decimal::ONE)?))
}

impl TryFrom<Vec<Amount>> for Distribution {
    type Error = &'static str;
    fn try_from(figures: Vec<Amount>) -> Result<Self, Self::Error> {
        Self::new(figures).ok_or("the figures are too large to be taken together")
    }
}

impl From<Distribution> for Vec<Amount> {
    fn from(distribution: Distribution) -> Self {
        distribution.figures
    }
}

/// A reference population: the figures of each node that is compared with others, and the scores that were reached. A
/// value to be stored with the scores it made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// The scheme it was made with.
    pub scheme: SchemeCode,
    /// Its edition.
    pub edition: i32,
    /// What it is known by, such as `2570-q1` or `2565`.
    pub name: String,
    /// How many bodies it was made of.
    pub bodies: usize,
    /// The figures of each node that is compared with others, before its normaliser.
    pub figures: BTreeMap<NodeCode, Distribution>,
    /// The scores reached, before rounding.
    pub scores: Distribution,
}

impl Population {
    /// Nobody: for a scheme that compares nobody, or before the first scores. What needs others has no value.
    pub fn nobody(scheme: &Scheme) -> Self {
        let head = scheme.head();
        Self {
            scheme: head.code.clone(),
            edition: head.edition,
            name: String::new(),
            bodies: 0,
            figures: BTreeMap::new(),
            scores: Distribution::default(),
        }
    }

    /// Whether it was made with a scheme in the same edition.
    pub fn is_of(&self, scheme: &Scheme) -> bool {
        self.scheme == scheme.head().code && self.edition == scheme.head().edition
    }

    pub(super) fn of_node(&self, code: &NodeCode) -> Option<&Distribution> {
        self.figures.get(code)
    }
}

impl Scheme {
    /// Whether bodies are compared with others, so that a reference population is needed.
    pub fn compares(&self) -> bool {
        let by_part = self.head().classing.as_ref().is_some_and(|classing| classing.rule.has_parts());
        by_part || self.nodes().iter().any(|node| node.normalise.compares() || node.missing.compares())
    }

    /// The reference population that bodies make under a name. From the leaves to the root: what a node is compared with
    /// is known before the nodes above need its values.
    ///
    /// # Errors
    /// The first input that cannot be scored, with the position of its body.
    pub fn population<'a>(
        &self,
        name: &str,
        bodies: impl IntoIterator<Item = &'a Inputs>,
    ) -> Result<Population, (usize, ScoreError)> {
        let bodies: Vec<_> = bodies.into_iter().collect();
        let mut population = Population { name: name.to_owned(), bodies: bodies.len(), ..Population::nobody(self) };
        let nobody_left_out = |index: usize| self.nodes()[index].weight.decimal();
        let mut settled = vec![Vec::with_capacity(self.nodes().len()); bodies.len()];
        for body in &mut settled {
            body.resize_with(self.nodes().len(), || None);
        }
        for index in self.tree.order.iter().copied() {
            let node = &self.nodes()[index];
            if node.normalise.compares() || node.missing.compares() {
                let mut figures = Vec::with_capacity(bodies.len());
                for (position, (inputs, below)) in bodies.iter().zip(&settled).enumerate() {
                    match self.figure(index, self.given(index, inputs), below, &nobody_left_out) {
                        Ok(figure) => figures.push(amount(figure.number)),
                        Err(Halt::Absent(_)) => {}
                        Err(Halt::Fault(fault)) => return Err((position, fault.at(node))),
                    }
                }
                let distribution = Distribution::new(figures).ok_or((0, super::ScoreFault::TooLarge.at(node)))?;
                population.figures.insert(node.code.clone(), distribution);
            }
            for (position, (inputs, below)) in bodies.iter().zip(&mut settled).enumerate() {
                let of_node = self.settle(index, inputs, below, &population, &nobody_left_out);
                let of_node = of_node.map_err(|fault| (position, fault.at(node)))?;
                if let Some(place) = below.get_mut(index) {
                    *place = Some(of_node);
                }
            }
        }
        let scores = settled.iter().filter_map(|body| self.score_of(body).ok()).map(amount).collect();
        population.scores = Distribution::new(scores).ok_or((0, super::ScoreFault::TooLarge.at(self.root())))?;
        Ok(population)
    }
}
