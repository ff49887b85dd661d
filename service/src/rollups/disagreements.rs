//! Where what is kept is not what it should be.

use crate::{ServiceError, ServiceResult, error};
use domain::round::Round;
use std::collections::BTreeMap;

/// Where a kept sum, counter or score is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// In which round.
    pub round: String,
    /// Of which node, and which indicator where it is a sum; of which scheme and body where it is a score.
    pub place: String,
    /// What is kept.
    pub kept: String,
    /// What is right.
    pub afresh: String,
}

/// What disagrees, as far as whoever looks wants to know it.
pub(crate) struct Found {
    named: Vec<Disagreement>,
    most: usize,
    more: usize,
}

impl Found {
    /// For whoever wants to know all of it.
    pub(crate) fn all() -> Self {
        Self { named: Vec::new(), most: usize::MAX, more: 0 }
    }

    /// For whoever goes on only where nothing disagrees: a few are named, and the others counted.
    pub(crate) fn few() -> Self {
        Self { most: error::NAMED, ..Self::all() }
    }

    /// All that is named.
    pub(crate) fn into_named(self) -> Vec<Disagreement> {
        self.named
    }

    /// Refuses to go on where anything disagrees.
    ///
    /// # Errors
    /// Something does: the refusal of this code names the first of it.
    pub(crate) fn refuse(&self, code: &'static str) -> ServiceResult<()> {
        if self.named.is_empty() {
            return Ok(());
        }
        let named: Vec<&str> = self.named.iter().map(|at| at.place.as_str()).collect();
        Err(ServiceError::invalid(code, error::first_of(&named, self.more)))
    }

    /// Notes every key at which what is kept is not what was made afresh.
    pub(crate) fn compare<Key: Ord, Kept: PartialEq + std::fmt::Debug>(
        &mut self,
        round: &Round,
        kept: &BTreeMap<Key, Kept>,
        afresh: &BTreeMap<Key, Kept>,
        name: impl Fn(&Key) -> String,
    ) {
        let text = |value: Option<&Kept>| value.map_or_else(|| "nothing".to_owned(), |value| format!("{value:?}"));
        for key in afresh.keys().chain(kept.keys().filter(|key| !afresh.contains_key(*key))) {
            let (is, should) = (kept.get(key), afresh.get(key));
            if is == should {
                continue;
            }
            if self.named.len() == self.most {
                self.more += 1;
                continue;
            }
            let round = round.code.to_string();
            self.named.push(Disagreement { round, place: name(key), kept: text(is), afresh: text(should) });
        }
    }
}
