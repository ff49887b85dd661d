//! Moves of bodies in words: a few one by one, many of a sort by their number.

use crate::{parts::status_columns::ColumnEvent, text::organisations};
use domain::{
    ids::OrganisationCode,
    organisation::OrganisationTree,
    register::{Move, Passage},
    text::Language,
};
use std::collections::BTreeSet;

/// How many moves of one sort are told one by one.
const FEW: usize = 3;

/// A move in words, as a body sees it.
pub(super) fn moved(language: Language, tree: &OrganisationTree, told: &Move) -> String {
    let name = |code: &OrganisationCode| tree.get(code).map_or("–", |body| body.name.in_language(language));
    let from = told.event.other.as_ref().map_or("–", name);
    organisations::moved(language, told.passage, name(&told.event.organisation), [from, name(&told.to)])
}

/// The moves before a column, the earliest first.
pub(crate) fn before_column(language: Language, tree: &OrganisationTree, moves: &[Move]) -> Vec<ColumnEvent> {
    let mut events = Vec::new();
    for passage in [Passage::Own, Passage::Came, Passage::Left] {
        let told: Vec<&Move> = moves.iter().filter(|told| told.passage == passage).collect();
        match told.as_slice() {
            [first, .., last] if told.len() > FEW => {
                let (day, until) = (first.event.effective_on, last.event.effective_on);
                let bodies: BTreeSet<&OrganisationCode> = told.iter().map(|told| &told.event.organisation).collect();
                // Its own moves are as many times, those of others as many bodies.
                let number = if passage == Passage::Own { told.len() } else { bodies.len() };
                let what = organisations::moved_many(language, passage, number);
                events.push(ColumnEvent { day, until: Some(until).filter(|until| *until > day), what });
            }
            few => events.extend(few.iter().map(|told| ColumnEvent {
                day: told.event.effective_on,
                until: None,
                what: moved(language, tree, told),
            })),
        }
    }
    events.sort_by_key(|event| event.day);
    events
}
