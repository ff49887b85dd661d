//! What the answers of a way make of the leaves that read them.

use super::super::{Input, Inputs, Population, Scheme, Way, evaluation::Settled};
use crate::amount::Amount;

/// A way with what its answers make of the leaves that read them.
pub(super) struct Tried<'a> {
    pub(super) way: &'a Way,
    /// For each answer, up to the first that cannot be scored, the leaves that read it.
    pub(super) leaves: Vec<Vec<(usize, Settled)>>,
    /// For each of them what it costs: its share of the way, which ends where no answer beyond can be scored.
    pub(super) costs: Vec<Amount>,
}

impl<'a> Tried<'a> {
    /// Nothing where not even the first answer can be scored: a plan may have levels, say, that the scheme has not.
    pub(super) fn new(scheme: &Scheme, population: &Population, way: &'a Way) -> Option<Self> {
        let reads =
            |index: usize| scheme.nodes()[index].reads.as_ref().is_some_and(|reads| reads.indicator == way.indicator);
        let reading: Vec<usize> = (0..scheme.nodes().len()).filter(|index| reads(*index)).collect();
        let own = Inputs::default().with_given(way.indicator.clone(), way.given.clone());
        let weight_of = |index: usize| scheme.nodes()[index].weight.decimal();
        let settled = |(_, answer): &(Amount, Input)| {
            let own = own.clone().answering(&way.indicator, answer.clone());
            let leaf = |index: &usize| Some((*index, scheme.settle(*index, &own, &[], population, &weight_of).ok()?));
            reading.iter().map(leaf).collect::<Option<Vec<_>>>()
        };
        let leaves: Vec<_> = way.answers.iter().map_while(settled).collect();
        let (end, _) = way.answers.get(leaves.len().checked_sub(1)?)?;
        let is_cut = leaves.len() < way.answers.len();
        let cost = |share: Amount| if is_cut { share.checked_div(*end).unwrap_or(share) } else { share };
        let costs = way.answers.iter().take(leaves.len()).map(|(share, _)| cost(*share)).collect();
        Some(Self { way, leaves, costs })
    }
}
