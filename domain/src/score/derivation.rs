//! Why a score is what it is: a tree that a short script outside this code can compute again.

use super::{
    class::{Classed, Held, Within},
    coding::Code,
    evaluation::{Body, ScoreError, ScoreFault, Seen, Settled},
    input::{Given, Inputs},
    missing::{Absence, Imputation, MissingRule},
    normaliser::Normaliser,
    number::amount,
    population::Population,
    scheme::{Node, Reads, Rounding, Scheme},
    trusted::Trusted,
};
use crate::{
    amount::Amount,
    ids::{NodeCode, SchemeCode},
    indicator::{Polarity, Range},
    text::Bilingual,
};
use serde::{Deserialize, Serialize};

pub use super::normaliser::Resolved;

/// One body's score with all that it was made of. The names in its JSON are stable; numbers are texts of exact decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derivation {
    /// What the JSON is: `tidtam-derivation/1`.
    pub format: String,
    /// The scheme.
    pub scheme: SchemeCode,
    /// Its edition.
    pub edition: i32,
    /// The reference population, by its name.
    pub population: String,
    /// How many bodies are in it.
    pub population_bodies: usize,
    /// How the score is rounded.
    pub rounding: Rounding,
    /// The score before rounding.
    pub score: Option<Amount>,
    /// The score as published.
    pub published: Option<Amount>,
    /// Why there is no score.
    pub absence: Option<Absence>,
    /// The missing node that makes the whole score zero. The tree then shows what it would be without that node.
    pub zeroed_by: Option<NodeCode>,
    /// The class or level.
    pub class: Option<Classed>,
    /// The tree.
    pub root: Derived,
}

/// One node of one body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derived {
    /// The node.
    pub node: NodeCode,
    /// Its title.
    pub title: Bilingual,
    /// What it reads and how its answers are coded, of a leaf.
    pub reads: Option<Reads>,
    /// In which direction its figure is better.
    pub polarity: Polarity,
    /// The answer with its baseline and target, of a leaf that got one.
    pub given: Option<Given>,
    /// What each answer is worth, of a leaf whose answers are not numbers already, and which of them was given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Code>,
    /// The answer as a number, between floor and cap.
    pub coded: Option<Amount>,
    /// How the children were combined, of a node that has some.
    pub combined_by: Option<super::Combination>,
    /// What is normalised: the coded answer, how far it is outside its bounds, or what the children come to.
    pub figure: Option<Amount>,
    /// How the figure became the value.
    pub normalised: Option<Normalised>,
    /// Between which bounds the value was kept.
    pub bounds: Option<Range>,
    /// The value its parent saw.
    pub value: Option<Amount>,
    /// Why it has no value of its own.
    pub absence: Option<Absence>,
    /// Its rule for what is missing.
    pub missing: MissingRule,
    /// What was done about a missing value.
    pub applied: Option<Applied>,
    /// Whether the value is another one taken for a missing one.
    pub is_imputed: bool,
    /// The weight the scheme gives it.
    pub weight_given: Amount,
    /// By what that was multiplied for what stands behind the answer; nothing where the scheme does not say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted: Option<Trusted>,
    /// The weight it had among those siblings that have a value; nothing where it has none.
    pub weight_effective: Option<Amount>,
    /// What it contributed to its parent's figure.
    pub contribution: Option<super::Contribution>,
    /// What it is made of.
    pub children: Vec<Derived>,
}

/// How a figure became a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Normalised {
    /// The figure: that of the node, or the one taken for a missing one.
    pub figure: Amount,
    /// The rule.
    pub rule: Normaliser,
    /// What it was held against, in numbers.
    pub against: Resolved,
}

/// What was done about a value that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applied {
    /// It counted as zero.
    Zero,
    /// It was left out.
    Excluded,
    /// Another value was taken.
    Imputed,
    /// Nothing above it has a value.
    Blocked,
    /// The whole score is zero.
    IndexZero,
    /// It does not apply, and was left out.
    NotApplicable,
}

impl Derivation {
    /// What the JSON is.
    pub const FORMAT: &'static str = "tidtam-derivation/1";
}

impl Derived {
    /// A node at or below this one.
    pub fn find(&self, code: &NodeCode) -> Option<&Derived> {
        if self.node == *code {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(code))
    }

    /// Why the node has no value without which there is none of what rests on it; nothing where it is another absence.
    pub fn why_blocked(&self, absence: &Absence) -> Option<&Absence> {
        let Absence::Blocked { node } = absence else { return None };
        self.find(node)?.absence.as_ref().filter(|why| *why != absence)
    }
}

impl Scheme {
    /// The score of one body with all that it is made of. A body without values has a derivation that says why it has no
    /// score; it is not an error.
    ///
    /// # Errors
    /// An input that does not fit the scheme, a value too large, or a population of another scheme or edition.
    pub fn score(&self, inputs: &Inputs, population: &Population) -> Result<Derivation, ScoreError> {
        let body = self.settle_all(inputs, population)?;
        let root = self.derived(self.root_index(), inputs, &body, population)?;
        let (head, score) = (self.head(), self.score_of(&body));
        let (score, absence) = match score {
            Ok(score) => (Some(amount(score)), None),
            Err(absence) => (None, Some(absence)),
        };
        Ok(Derivation {
            format: Derivation::FORMAT.to_owned(),
            scheme: head.code.clone(),
            edition: head.edition,
            population: population.name.clone(),
            population_bodies: population.bodies,
            rounding: head.rounding,
            score,
            published: score.map(|score| head.rounding.published(score)),
            absence,
            zeroed_by: self.zeroed_by(&body).map(|node| node.code.clone()),
            class: self.classed(&body, population),
            root,
        })
    }

    /// The class of a body that has a score.
    pub(super) fn classed(&self, body: &Body, population: &Population) -> Option<Classed> {
        let classing = self.head().classing.as_ref()?;
        let score = amount(self.score_of(body).ok()?);
        let rounding = self.head().rounding;
        classing.of(rounding.judged(score), rounding, population, |code| {
            let settled = self.index_of(code).and_then(|index| body.get(index)).and_then(Option::as_ref);
            match settled.map(|settled| &settled.seen) {
                Some(Seen::Value(value)) => Held::Value(amount(*value)),
                Some(Seen::NotApplicable) => Held::NotApplicable,
                Some(Seen::LeftOut | Seen::Blocked(_)) | None => Held::Missing,
            }
        })
    }

    /// How a score, before rounding, stands among those of the population in its class; nothing where the class has no parts.
    pub fn within_class(&self, score: Amount, population: &Population) -> Option<Within> {
        let rounding = self.head().rounding;
        self.head().classing.as_ref()?.within(rounding.judged(score), rounding, population)
    }

    fn derived(
        &self,
        index: usize,
        inputs: &Inputs,
        body: &Body,
        population: &Population,
    ) -> Result<Derived, ScoreError> {
        let node = &self.nodes()[index];
        let mut children = Vec::with_capacity(self.tree.children[index].len());
        for child in self.tree.children[index].iter().copied() {
            children.push(self.derived(child, inputs, body, population)?);
        }
        self.share_out(index, body, &mut children).map_err(|fault| fault.at(node))?;
        let mut derived = Derived::undone(node, children);
        let Some(settled) = body.get(index).and_then(Option::as_ref) else { return Ok(derived) };
        let given = self.given(index, inputs);
        let against = self.against(index, given, population);
        derived.trusted = settled.trusted;
        let told = |given: &Given| Given { trust: derived.trusted.map(|trusted| trusted.grade), ..given.clone() };
        derived.given = given.map(told);
        derived.coded = settled.figure.and_then(|figure| figure.coded).map(amount);
        let codes = |reads: &Reads| reads.codes(given.map(|given| &given.input), derived.coded);
        derived.codes = node.reads.as_ref().map(codes).unwrap_or_default();
        derived.figure = settled.figure.map(|figure| amount(figure.number));
        derived.absence.clone_from(&settled.absence);
        derived.applied = settled.absence.as_ref().map(|absence| node.applied(absence, &settled.seen));
        derived.is_imputed = derived.applied == Some(Applied::Imputed);
        derived.value = match &settled.seen {
            Seen::Value(value) => Some(amount(*value)),
            Seen::LeftOut | Seen::NotApplicable | Seen::Blocked(_) => None,
        };
        let normalised_figure = match (&node.missing, derived.applied) {
            (_, None) => derived.figure,
            (MissingRule::Impute(imputation), Some(Applied::Imputed)) => imputation.figure(against),
            (_, Some(_)) => None,
        };
        derived.normalised = normalised_figure.and_then(|figure| {
            let against = node.normalise.resolve(figure.decimal(), node.polarity(), against).ok()?;
            Some(Normalised { figure, rule: node.normalise.clone(), against })
        });
        Ok(derived)
    }

    /// Tells the children of a node what they contributed to its figure.
    fn share_out(&self, index: usize, body: &Body, children: &mut [Derived]) -> Result<(), ScoreFault> {
        let figure = body.get(index).and_then(Option::as_ref).and_then(|settled| settled.figure);
        let (Some(combines), Some(figure)) = (self.nodes()[index].combines, figure) else { return Ok(()) };
        let weight_of = |index: usize| self.nodes()[index].weight.decimal();
        let Ok(members) = self.members(index, body, &weight_of) else { return Ok(()) };
        let (indexes, members): (Vec<_>, Vec<_>) = members.into_iter().unzip();
        let shares = combines.shares(&members, self.all_weights(index, body, &weight_of)?, figure.number)?;
        for (of, share) in indexes.into_iter().zip(shares) {
            let position = self.tree.children[index].iter().position(|child| *child == of);
            if let Some(child) = position.and_then(|position| children.get_mut(position)) {
                child.weight_effective = Some(amount(share.weight));
                child.contribution = Some(share.contribution);
            }
        }
        Ok(())
    }
}

impl Derived {
    fn undone(node: &Node, children: Vec<Derived>) -> Self {
        Self {
            node: node.code.clone(),
            title: node.title.clone(),
            reads: node.reads.clone(),
            polarity: node.polarity().clone(),
            given: None,
            codes: node.reads.as_ref().map(|reads| reads.codes(None, None)).unwrap_or_default(),
            coded: None,
            combined_by: node.combines,
            figure: None,
            normalised: None,
            bounds: node.bounds,
            value: None,
            absence: None,
            missing: node.missing.clone(),
            applied: None,
            is_imputed: false,
            weight_given: node.weight,
            trusted: None,
            weight_effective: None,
            contribution: None,
            children,
        }
    }
}

impl Node {
    /// What was done about an absence.
    fn applied(&self, absence: &Absence, seen: &Seen) -> Applied {
        if !absence.is_missing() {
            return match (absence, seen) {
                (Absence::NotApplicable, _) => Applied::NotApplicable,
                (Absence::NotAsked, Seen::LeftOut) => Applied::Excluded,
                (_, Seen::Value(_) | Seen::LeftOut | Seen::NotApplicable | Seen::Blocked(_)) => Applied::Blocked,
            };
        }
        match (&self.missing, seen) {
            (_, Seen::Blocked(_)) | (MissingRule::Block, _) => Applied::Blocked,
            (MissingRule::Zero, _) => Applied::Zero,
            (MissingRule::Exclude, _) => Applied::Excluded,
            (MissingRule::ZeroIndex, _) => Applied::IndexZero,
            (
                MissingRule::Impute(Imputation::Value(_) | Imputation::PopulationMean | Imputation::PopulationMedian),
                _,
            ) => Applied::Imputed,
        }
    }
}

/// A node's value as others see it.
pub(super) fn value_of(settled: Option<&Settled>) -> Option<Amount> {
    match settled.map(|settled| &settled.seen) {
        Some(Seen::Value(value)) => Some(amount(*value)),
        Some(Seen::LeftOut | Seen::NotApplicable | Seen::Blocked(_)) | None => None,
    }
}
