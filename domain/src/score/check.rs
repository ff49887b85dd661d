//! What is wrong with a scheme, all of it, each with its place.

use super::{
    class::{Bound, ClassRule},
    coding::Coding,
    combination::Combination,
    missing::{Imputation, MissingRule},
    normaliser::{Normaliser, Point, Threshold},
    number::{LIMIT, sum},
    refusal::{MOST_DECIMALS, MOST_LEVELS, MOST_NODES, SchemePlace, SchemeReason, SchemeRefusal},
    scheme::{Node, SchemeFile, Tree},
};
use crate::{
    amount::Amount,
    ids::{ClassCode, NodeCode},
    indicator::Polarity,
    plan::Provenance,
    text::Bilingual,
};
use std::collections::{BTreeSet, HashMap, hash_map};

/// Checks a whole file and gives the shape of its tree.
pub(super) fn check(file: &SchemeFile) -> Result<Tree, Vec<SchemeRefusal>> {
    let mut found = Found { file, refusals: Vec::new() };
    found.head();
    found.classing();
    let tree = found.tree();
    for (position, node) in file.nodes.iter().enumerate() {
        found.node(position, node);
    }
    match tree {
        Some(tree) => {
            found.family(&tree);
            if found.refusals.is_empty() { Ok(tree) } else { Err(found.refusals) }
        }
        None => Err(found.refusals),
    }
}

/// Where each code stands first.
type Positions<'a> = HashMap<&'a NodeCode, usize>;

struct Found<'a> {
    file: &'a SchemeFile,
    refusals: Vec<SchemeRefusal>,
}

impl Found<'_> {
    fn refuse(&mut self, place: SchemePlace, reason: SchemeReason) {
        self.refusals.push(SchemeRefusal { place, reason });
    }

    fn refuse_node(&mut self, position: usize, reason: SchemeReason) {
        if let Some(node) = self.file.nodes.get(position) {
            self.refuse(SchemePlace::Node { position, code: node.code.clone() }, reason);
        }
    }

    fn words(&mut self, place: &SchemePlace, words: &[&Bilingual], provenance: &Provenance) {
        if words.iter().any(|words| words.th.trim().is_empty()) {
            self.refuse(place.clone(), SchemeReason::MissingThai);
        }
        if provenance.source.trim().is_empty() {
            self.refuse(place.clone(), SchemeReason::MissingSource);
        }
    }

    fn head(&mut self) {
        let head = &self.file.scheme;
        if head.edition < 1 {
            self.refuse(SchemePlace::Head, SchemeReason::Edition);
        }
        if head.rounding.decimals > MOST_DECIMALS {
            self.refuse(SchemePlace::Head, SchemeReason::TooManyDecimals);
        }
        self.words(&SchemePlace::Head, &[&head.title, &head.description], &head.provenance);
    }

    fn classing(&mut self) {
        let Some(classing) = &self.file.scheme.classing else { return };
        self.words(&SchemePlace::Classing, &[], &classing.provenance);
        // Every code with where it stands.
        let mut codes: Vec<(&ClassCode, SchemePlace)> = Vec::new();
        let place = |position, code: &ClassCode| SchemePlace::Class { position, code: code.clone() };
        match &classing.rule {
            ClassRule::Thresholds { classes } => {
                for (position, class) in classes.iter().enumerate() {
                    let place = place(position, &class.code);
                    codes.push((&class.code, place.clone()));
                    let parts = class.parts.iter().filter(|part| **part != class.code);
                    codes.extend(parts.map(|part| (part, place.clone())));
                    self.class(&place, &class.title, class.from.is_some() == (position == 0));
                    let before = position.checked_sub(1).and_then(|before| classes.get(before)?.from);
                    if let (Some(before), Some(from)) = (before, class.from)
                        && !rises(before, from)
                    {
                        self.refuse(place, SchemeReason::ClassOrder(class.code.clone()));
                    }
                }
            }
            ClassRule::Staged { levels } => {
                for (position, level) in levels.iter().enumerate() {
                    let place = place(position, &level.code);
                    codes.push((&level.code, place.clone()));
                    self.class(&place, &level.title, level.criteria.is_empty() != (position == 0));
                    for (criterion, asked) in level.criteria.iter().enumerate() {
                        if !self.file.nodes.iter().any(|node| node.code == asked.node) {
                            let place = SchemePlace::Criterion { position, level: level.code.clone(), criterion };
                            self.refuse(place, SchemeReason::UnknownCriterion(asked.node.clone()));
                        }
                    }
                }
            }
        }
        if codes.is_empty() {
            self.refuse(SchemePlace::Classing, SchemeReason::NoClasses);
        }
        let mut seen = BTreeSet::new();
        for (code, place) in codes {
            if !seen.insert(code) {
                self.refuse(place, SchemeReason::DuplicateClass(code.clone()));
            }
        }
    }

    /// What a class or level is by itself; the lowest alone has neither bound nor criteria.
    fn class(&mut self, place: &SchemePlace, title: &Bilingual, is_misplaced: bool) {
        if title.th.trim().is_empty() {
            self.refuse(place.clone(), SchemeReason::MissingThai);
        }
        if let SchemePlace::Class { code, .. } = place
            && is_misplaced
        {
            self.refuse(place.clone(), SchemeReason::Lowest(code.clone()));
        }
    }

    /// The shape of the tree; `None` where it is none. A node whose code stands twice is where it stands first.
    fn tree(&mut self) -> Option<Tree> {
        let before = self.refusals.len();
        let nodes = &self.file.nodes;
        if nodes.len() > MOST_NODES {
            self.refuse(SchemePlace::Head, SchemeReason::TooManyNodes);
            return None;
        }
        let mut positions = Positions::new();
        for (position, node) in nodes.iter().enumerate() {
            match positions.entry(&node.code) {
                hash_map::Entry::Vacant(place) => {
                    place.insert(position);
                }
                hash_map::Entry::Occupied(first) => {
                    self.refuse_node(position, SchemeReason::DuplicateNode { first: *first.get() });
                }
            }
        }
        let is_first = |(position, node): &(usize, &Node)| positions.get(&node.code) == Some(position);
        let (mut children, mut root) = (vec![Vec::new(); nodes.len()], None);
        for (position, node) in nodes.iter().enumerate().filter(is_first) {
            match (&node.parent, root) {
                (None, None) => root = Some(position),
                (None, Some(first)) => {
                    let first = nodes.get(first).map_or_else(|| node.code.clone(), |first| first.code.clone());
                    self.refuse_node(position, SchemeReason::AnotherRoot(first));
                }
                (Some(parent), _) => match positions.get(parent).and_then(|parent| children.get_mut(*parent)) {
                    Some(siblings) => siblings.push(position),
                    None => self.refuse_node(position, SchemeReason::UnknownParent(parent.clone())),
                },
            }
        }
        if nodes.iter().all(|node| node.parent.is_some()) {
            self.refuse(SchemePlace::Head, SchemeReason::NoRoot);
        }
        if self.refusals.len() == before {
            let order = self.order(root?, &children, &positions);
            if self.refusals.len() == before {
                return Some(Tree { order, children });
            }
        } else {
            self.cycles(&positions);
        }
        None
    }

    /// Every node after its children. With one root and known parents, what is not reached from the root is in a circle.
    fn order(&mut self, root: usize, children: &[Vec<usize>], positions: &Positions<'_>) -> Vec<usize> {
        let (mut order, mut waiting, mut is_too_deep) = (Vec::new(), vec![(root, 1)], false);
        while let Some((position, level)) = waiting.pop() {
            order.push(position);
            is_too_deep |= level > MOST_LEVELS;
            waiting.extend(children.get(position).into_iter().flatten().map(|child| (*child, level + 1)));
        }
        if is_too_deep {
            self.refuse(SchemePlace::Head, SchemeReason::TooDeep);
        }
        if order.len() < children.len() {
            self.cycles(positions);
        }
        order.reverse();
        order
    }

    /// Names the nodes that are their own ancestors.
    fn cycles(&mut self, positions: &Positions<'_>) {
        let nodes = &self.file.nodes;
        let parent_of =
            |code: &NodeCode| positions.get(code).and_then(|position| nodes.get(*position)?.parent.as_ref());
        let is_own_ancestor = |node: &Node| {
            let mut above = parent_of(&node.code);
            for _ in 0..positions.len() {
                match above {
                    Some(code) if *code == node.code => return true,
                    Some(code) => above = parent_of(code),
                    None => return false,
                }
            }
            false
        };
        let firsts = nodes.iter().enumerate().filter(|(position, node)| positions.get(&node.code) == Some(position));
        let own_ancestors: Vec<usize> =
            firsts.filter(|(_, node)| is_own_ancestor(node)).map(|(position, _)| position).collect();
        for position in own_ancestors {
            self.refuse_node(position, SchemeReason::Cycle);
        }
    }

    /// What a node is by itself.
    fn node(&mut self, position: usize, node: &Node) {
        let place = SchemePlace::Node { position, code: node.code.clone() };
        self.words(&place, &[&node.title], &node.provenance);
        let mut reasons = Vec::new();
        match (&node.reads, node.combines) {
            (None, None) => reasons.push(SchemeReason::NeitherReadsNorCombines),
            (Some(_), Some(_)) => reasons.push(SchemeReason::ReadsAndCombines),
            (Some(reads), None) => {
                if let (Some(floor), Some(cap)) = (reads.floor, reads.cap)
                    && floor > cap
                {
                    reasons.push(SchemeReason::Bounds);
                }
                if matches!(reads.polarity, Polarity::Within([lowest, highest]) if lowest > highest) {
                    reasons.push(SchemeReason::Bounds);
                }
                if reads.polarity != Polarity::Higher && node.normalise == Normaliser::Identity {
                    reasons.push(SchemeReason::Unturned);
                }
                reasons.extend(coding(&reads.coding));
                if reads.trusted.is_some_and(|factors| !factors.is_fit()) {
                    reasons.push(SchemeReason::TrustFactor);
                }
            }
            (None, Some(Combination::BestOf { count: 0 })) => reasons.push(SchemeReason::BestOfNone),
            (None, Some(_)) => {}
        }
        if node.bounds.is_some_and(|bounds| bounds.lowest > bounds.highest) {
            reasons.push(SchemeReason::Bounds);
        }
        if !Node::takes_weight(node.weight) {
            reasons.push(SchemeReason::Weight);
        }
        if node.parent.is_none() && node.missing == MissingRule::Exclude {
            reasons.push(SchemeReason::RootExcluded);
        }
        reasons.extend(normaliser(node));
        for reason in reasons {
            self.refuse(place.clone(), reason);
        }
    }

    /// Whether the weight of a node depends on what stands behind its answer.
    fn is_trusted(&self, position: usize) -> bool {
        let reads = self.file.nodes.get(position).and_then(|node| node.reads.as_ref());
        reads.is_some_and(|reads| reads.trusted.is_some())
    }

    /// What a node is among others.
    fn family(&mut self, tree: &Tree) {
        for (position, (node, children)) in self.file.nodes.iter().zip(&tree.children).enumerate() {
            match node.combines {
                None if !children.is_empty() => self.refuse_node(position, SchemeReason::LeafWithChildren),
                None => {}
                Some(_) if children.is_empty() => self.refuse_node(position, SchemeReason::NoChildren),
                Some(combines) => {
                    let weights =
                        || children.iter().filter_map(|child| self.file.nodes.get(*child)).map(|node| node.weight);
                    if combines.weighs() {
                        let all = sum(weights().map(Amount::decimal));
                        if all.is_ok_and(|all| all.is_zero()) {
                            self.refuse_node(position, SchemeReason::WeightsZero);
                        }
                    } else {
                        let weighed: Vec<usize> = children
                            .iter()
                            .zip(weights())
                            .filter(|(child, weight)| *weight != Amount::ONE || self.is_trusted(**child))
                            .map(|(child, _)| *child)
                            .collect();
                        for child in weighed {
                            self.refuse_node(child, SchemeReason::WeightIgnored);
                        }
                    }
                }
            }
        }
    }
}

fn rises(before: Bound, after: Bound) -> bool {
    let parts = |bound| match bound {
        Bound::AtLeast(amount) => (amount, 0),
        Bound::Above(amount) => (amount, 1),
    };
    parts(before) < parts(after)
}

fn coding(coding: &Coding) -> Option<SchemeReason> {
    let is_large = |amount: &Amount| amount.decimal().abs() >= LIMIT;
    match coding {
        Coding::Number => None,
        Coding::YesNo { yes, no } => [yes, no].into_iter().any(is_large).then_some(SchemeReason::TooLarge),
        Coding::Choice { grades: worth } | Coding::Choices { shares: worth } => {
            if worth.is_empty() {
                return Some(SchemeReason::Coding);
            }
            worth.values().any(is_large).then_some(SchemeReason::TooLarge)
        }
        Coding::Ordinal { steps } => {
            let each_once: BTreeSet<_> = steps.iter().collect();
            (steps.len() < 2 || each_once.len() < steps.len()).then_some(SchemeReason::Coding)
        }
        Coding::Level { lowest, highest } => (lowest >= highest).then_some(SchemeReason::Bounds),
    }
}

fn normaliser(node: &Node) -> Vec<SchemeReason> {
    let mut reasons = Vec::new();
    let (mut scores, mut points) = (Vec::new(), Vec::new());
    match &node.normalise {
        Normaliser::Identity | Normaliser::ZScore { .. } => {}
        Normaliser::MinMax { scale }
        | Normaliser::ZScoreMinMax { scale, .. }
        | Normaliser::PercentileRank { scale } => {
            scores.push(*scale);
            reasons.extend((*scale <= Amount::ZERO).then_some(SchemeReason::Scale));
        }
        Normaliser::Goalposts { lowest, highest, scale } => {
            scores.push(*scale);
            reasons.extend((*scale <= Amount::ZERO).then_some(SchemeReason::Scale));
            reasons.extend((lowest >= highest).then_some(SchemeReason::Bounds));
        }
        Normaliser::TargetDistance { from, to, scale } => {
            scores.push(*scale);
            points.extend([*from, *to]);
            reasons.extend((*scale <= Amount::ZERO).then_some(SchemeReason::Scale));
        }
        Normaliser::Thresholds { steps, below } => {
            scores.push(*below);
            scores.extend(steps.iter().map(|step| step.score));
            points.extend(steps.iter().map(|step| step.at));
            reasons.extend((steps.len() < 2).then_some(SchemeReason::TooFewThresholds));
            reasons.extend(falls(*below, steps).then_some(SchemeReason::FallingScores));
        }
    }
    if let MissingRule::Impute(Imputation::Value(value)) = node.missing {
        scores.push(value);
    }
    reasons.extend(scores.iter().any(|score| score.decimal().abs() >= LIMIT).then_some(SchemeReason::TooLarge));
    reasons.extend((!get_better(&points, node.polarity())).then_some(SchemeReason::Thresholds));
    let uses_way = points.iter().any(|point| matches!(point, Point::Way(_)));
    reasons.extend((uses_way && node.reads.is_none()).then_some(SchemeReason::WayWithoutIndicator));
    let is_within = matches!(node.polarity(), Polarity::Within(_));
    reasons.extend((uses_way && is_within).then_some(SchemeReason::WayWithinBounds));
    reasons
}

fn falls(below: Amount, steps: &[Threshold]) -> bool {
    let scores: Vec<Amount> = std::iter::once(below).chain(steps.iter().map(|step| step.score)).collect();
    scores.windows(2).any(|pair| pair[1] < pair[0])
}

/// Whether neighbouring points of one kind get better: figures in the direction of the polarity, ways towards the target.
fn get_better(points: &[Point], polarity: &Polarity) -> bool {
    points.windows(2).all(|pair| match (pair[0], pair[1]) {
        (Point::Figure(before), Point::Figure(after)) => match polarity {
            Polarity::Higher => before < after,
            Polarity::Lower | Polarity::Within(_) => before > after,
        },
        (Point::Way(before), Point::Way(after)) => before < after,
        (Point::Figure(_), Point::Way(_)) | (Point::Way(_), Point::Figure(_)) => true,
    })
}
