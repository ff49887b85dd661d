//! What a page is narrowed to, and what is kept of bodies of one kind alone, where it is narrowed to one; of all kinds together
//! elsewhere.

use super::line::View;
use crate::{
    ServiceResult,
    rollups::Completeness,
    store::{
        self, Tx,
        rollups::{Sums, Wanted},
    },
};
use domain::{
    ids::{OrganisationCode, RoundCode, StrategyCode},
    indicator::Indicator,
    organisation::{OrganisationKind, OrganisationTree},
    reporters::Reporters,
    text::Language,
};

/// What alone of the country, or of a body and those below it, is shown, and by names in which language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// The indicators of one strategy.
    pub strategy: Option<StrategyCode>,
    /// Bodies of one kind.
    pub kind: Option<OrganisationKind>,
    /// The language of the names by which lists stand in order.
    pub language: Language,
}

impl View {
    /// The same with lists in the order of names in a language.
    pub(super) fn with_language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// The same with bodies of one kind alone, where some of it at or below a node owe a report in the round shown.
    pub(super) fn with_kind(
        mut self,
        reporters: &Reporters,
        node: &OrganisationCode,
        kind: Option<OrganisationKind>,
    ) -> Self {
        self.kind = kind.filter(|kind| reporters.of_kind(&self.tree, node, *kind) > 0);
        self
    }

    /// How many at and below a node owe a report, of those that are looked at.
    pub(super) fn owing(&self, reporters: &Reporters, node: &OrganisationCode) -> i64 {
        match self.kind {
            Some(kind) => reporters.of_kind(&self.tree, node, kind),
            None => reporters.owing(&self.tree, node),
        }
    }

    /// How many at and below a node are asked for an indicator in the round of a place, of those that are looked at.
    pub(super) fn asked(
        &self,
        (place, reporters): (usize, &Reporters),
        node: &OrganisationCode,
        indicator: &Indicator,
    ) -> i64 {
        let tree = &self.line[place].tree;
        match self.kind {
            Some(kind) if indicator.is_asked_of(kind) => reporters.of_kind(tree, node, kind),
            Some(_) => 0,
            None => reporters.asked(tree, node, indicator),
        }
    }

    /// The tree of a round of the line; of any other that of the round shown.
    pub(super) fn tree_of(&self, round: &RoundCode) -> &OrganisationTree {
        self.line.iter().find(|planned| planned.round.code == *round).map_or(&self.tree, |planned| &planned.tree)
    }

    /// The sums of some nodes, in one statement.
    pub(super) async fn sums(&self, tx: &mut Tx, wanted: &[Wanted], nodes: &[OrganisationCode]) -> ServiceResult<Sums> {
        match self.kind {
            Some(kind) => store::rollups::sums_of_kind(tx, wanted, |round| self.tree_of(round), nodes, kind).await,
            None => store::rollups::sums(tx, wanted, nodes).await,
        }
    }

    /// The counters of some nodes in some rounds, in one statement.
    pub(super) async fn completeness(
        &self,
        tx: &mut Tx,
        rounds: &[RoundCode],
        nodes: &[OrganisationCode],
    ) -> ServiceResult<Vec<(RoundCode, OrganisationCode, Completeness)>> {
        match self.kind {
            Some(kind) => store::kind_counts::of_kind(tx, rounds, nodes, kind).await,
            None => store::rollups::completeness_of_nodes(tx, rounds, nodes).await,
        }
    }
}
