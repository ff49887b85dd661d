//! Schemes: how a score is made, as a file and checked.

use super::{
    check,
    class::{ClassRule, Classing},
    coding::Coding,
    combination::Combination,
    missing::MissingRule,
    normaliser::Normaliser,
    refusal::SchemeRefusal,
    trusted::TrustFactors,
};
use crate::{
    amount::Amount,
    ids::{ClassCode, IndicatorCode, NodeCode, SchemeCode},
    indicator::{Indicator, Polarity, Range},
    organisation::OrganisationKind,
    plan::{Plan, Provenance},
    text::Bilingual,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The format of the file; another one is refused by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Format {
    /// The only one so far.
    #[default]
    #[serde(rename = "tidtam-scheme/1")]
    One,
}

/// What places, classes and the criteria of levels are judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judged {
    /// The published, rounded score: those that look alike share a place.
    #[default]
    Rounded,
    /// The score before it was rounded: those that look alike may have different places.
    Full,
}

/// How a score is rounded when it is published, half away from zero, and which of the two is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    /// How many decimals are published, at most 12.
    pub decimals: u32,
    /// What places, classes and criteria are judged by; also the tie rule, since those with equal judged scores share a place.
    #[serde(default)]
    pub judged: Judged,
}

impl Rounding {
    /// A score as it is published.
    pub fn published(self, score: Amount) -> Amount {
        score.rounded(self.decimals)
    }

    /// A score, or the value of a node, as places, classes and criteria see it.
    pub fn judged(self, score: Amount) -> Amount {
        match self.judged {
            Judged::Rounded => self.published(score),
            Judged::Full => score,
        }
    }
}

/// The head of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeHead {
    /// Its code, the same through all editions.
    pub code: SchemeCode,
    /// 1, 2, 3 …: an edition never changes once it was used.
    pub edition: i32,
    /// Its title.
    pub title: Bilingual,
    /// What it measures and how.
    pub description: Bilingual,
    /// How its scores are rounded.
    pub rounding: Rounding,
    /// Which classes or levels its scores fall into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classing: Option<Classing>,
    /// Where the structure comes from.
    pub provenance: Provenance,
}

/// What several answers to one indicator make, such as those about several websites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Several {
    /// The best of them, in the direction of the polarity.
    Best,
    /// The worst of them.
    Worst,
    /// Their mean.
    Mean,
}

/// What a leaf reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reads {
    /// The indicator.
    pub indicator: IndicatorCode,
    /// How its answer becomes a number.
    #[serde(default)]
    pub coding: Coding,
    /// In which direction it is better. Within bounds: what counts is how far outside it is, less being better.
    #[serde(default = "higher")]
    pub polarity: Polarity,
    /// What several answers make; without it several answers are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub several: Option<Several>,
    /// A coded number below this counts as this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Amount>,
    /// A coded number above this counts as this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Amount>,
    /// By what its weight is multiplied, by what stands behind the answer; without it all answers weigh alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted: Option<TrustFactors>,
}

fn higher() -> Polarity {
    Polarity::Higher
}

fn one() -> Amount {
    Amount::ONE
}

/// A node: it reads an indicator, or it combines the nodes that name it as their parent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Its code.
    pub code: NodeCode,
    /// The node it belongs to; the root belongs to none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<NodeCode>,
    /// Its title.
    pub title: Bilingual,
    /// Its weight beside its siblings. Only the proportion counts, except where the parent adds points.
    #[serde(default = "one")]
    pub weight: Amount,
    /// What it reads, if it is a leaf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reads: Option<Reads>,
    /// How it combines its children, if it has some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combines: Option<Combination>,
    /// How its figure becomes its value.
    #[serde(default)]
    pub normalise: Normaliser,
    /// Between which bounds its value is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<Range>,
    /// What happens when it has no value.
    #[serde(default)]
    pub missing: MissingRule,
    /// Where weight, normaliser and rule come from.
    pub provenance: Provenance,
}

impl Node {
    /// Whether a number can be a weight: nought or more, and below a million.
    pub fn takes_weight(weight: Amount) -> bool {
        (Amount::ZERO..Amount::whole(1_000_000)).contains(&weight)
    }

    /// In which direction its figure is better; that of a combination always upwards.
    pub(super) fn polarity(&self) -> &Polarity {
        self.reads.as_ref().map_or(&Polarity::Higher, |reads| &reads.polarity)
    }
}

/// A scheme as it stands in its file, not checked yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemeFile {
    /// The format of the file.
    pub format: Format,
    /// Code, edition, title, rounding, classes.
    pub scheme: SchemeHead,
    /// Its nodes, in any order.
    #[serde(rename = "node")]
    pub nodes: Vec<Node>,
}

impl SchemeFile {
    /// Checks what the types cannot say.
    ///
    /// # Errors
    /// Everything that is wrong, each with its place.
    pub fn checked(self) -> Result<Scheme, Vec<SchemeRefusal>> {
        let tree = check::check(&self)?;
        let reads = self.nodes.iter().filter_map(|node| node.reads.as_ref());
        Ok(Scheme { read: reads.map(|reads| reads.indicator.clone()).collect(), file: self, tree })
    }
}

/// The shape of a checked scheme: indexes into its nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tree {
    /// Every node after its children; the root is the last.
    pub(super) order: Vec<usize>,
    /// The children of each node, in the order of the file.
    pub(super) children: Vec<Vec<usize>>,
}

/// A checked scheme: one root, no cycle, weights that mean something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SchemeFile", into = "SchemeFile")]
pub struct Scheme {
    pub(super) file: SchemeFile,
    pub(super) tree: Tree,
    /// The indicators that its nodes read.
    read: BTreeSet<IndicatorCode>,
}

impl Scheme {
    /// Code, edition, title, rounding, classes.
    pub fn head(&self) -> &SchemeHead {
        &self.file.scheme
    }

    /// All nodes, in the order of the file.
    pub fn nodes(&self) -> &[Node] {
        &self.file.nodes
    }

    /// A node by its code.
    pub fn node(&self, code: &NodeCode) -> Option<&Node> {
        self.file.nodes.iter().find(|node| node.code == *code)
    }

    /// The node all others belong to.
    pub fn root(&self) -> &Node {
        &self.file.nodes[self.root_index()]
    }

    /// The nodes that belong to a node, in the order of the file.
    pub fn children(&self, code: &NodeCode) -> impl Iterator<Item = &Node> {
        let index = self.file.nodes.iter().position(|node| node.code == *code);
        let children = index.map_or(&[][..], |index| &self.tree.children[index]);
        children.iter().map(|child| &self.file.nodes[*child])
    }

    /// The nodes whose weight counts, in the order of the file: each has siblings, and its parent weighs its children.
    pub fn weighed(&self) -> impl Iterator<Item = &Node> {
        let nodes = &self.file.nodes;
        let weighs = |node: &Node| node.combines.is_some_and(Combination::weighs);
        let mut weighed: Vec<usize> = nodes
            .iter()
            .zip(&self.tree.children)
            .filter(|(node, children)| children.len() > 1 && weighs(node))
            .flat_map(|(_, children)| children.iter().copied())
            .collect();
        weighed.sort_unstable();
        weighed.into_iter().map(move |index| &nodes[index])
    }

    /// Where each node stands, in the order of the file: its place among its siblings, after that of what it belongs to (`2.1.3`).
    /// The root has none.
    pub fn numbers(&self) -> Vec<String> {
        let mut numbers = vec![String::new(); self.file.nodes.len()];
        // Each node before its children.
        for index in self.tree.order.iter().rev() {
            for (place, child) in (1..).zip(&self.tree.children[*index]) {
                let over = &numbers[*index];
                let number = if over.is_empty() { format!("{place}") } else { format!("{over}.{place}") };
                numbers[*child] = number;
            }
        }
        numbers
    }

    /// What a class or level is called; nothing where there is none of that code.
    pub fn title_of(&self, class: &ClassCode) -> Option<&Bilingual> {
        match &self.file.scheme.classing.as_ref()?.rule {
            ClassRule::Thresholds { classes } => classes.iter().find(|it| it.code == *class).map(|it| &it.title),
            ClassRule::Staged { levels } => levels.iter().find(|it| it.code == *class).map(|it| &it.title),
        }
    }

    /// The indicators it reads, each once.
    pub fn indicators(&self) -> BTreeSet<&IndicatorCode> {
        self.read.iter().collect()
    }

    /// Whether something that it reads is asked of bodies of a kind under a plan: nobody else can ever have a score by it.
    pub fn is_asked_of(&self, plan: &Plan, kind: OrganisationKind) -> bool {
        plan.indicators.iter().any(|indicator| indicator.is_asked_of(kind) && self.read.contains(&indicator.code))
    }

    /// Whether it is so of every kind, since something that it reads is asked of everybody who reports.
    pub fn is_asked_of_all(&self, plan: &Plan) -> bool {
        let is_for_all = |indicator: &&Indicator| indicator.scope.asks_agencies() && indicator.reporters.is_empty();
        plan.indicators.iter().filter(is_for_all).any(|indicator| self.read.contains(&indicator.code))
    }

    pub(super) fn root_index(&self) -> usize {
        self.tree.order.last().copied().unwrap_or_default()
    }

    pub(super) fn index_of(&self, code: &NodeCode) -> Option<usize> {
        self.file.nodes.iter().position(|node| node.code == *code)
    }
}

impl TryFrom<SchemeFile> for Scheme {
    type Error = String;
    fn try_from(file: SchemeFile) -> Result<Self, String> {
        file.checked().map_err(|refusals| {
            let said: Vec<_> = refusals.iter().map(ToString::to_string).collect();
            said.join("; ")
        })
    }
}

impl From<Scheme> for SchemeFile {
    fn from(scheme: Scheme) -> Self {
        scheme.file
    }
}
