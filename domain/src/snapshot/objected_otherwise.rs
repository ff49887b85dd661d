//! Objections that were filed, decided or taken back from one snapshot to another, with what those that were upheld did.

use super::{change::ScoreSide, line::Report, objected::Objected};
use crate::{
    amount::Amount,
    ids::{IndicatorCode, OrganisationCode, SchemeCode},
    objection::{ObjectionStateName, Subject},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An objection that was filed, decided or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionChange {
    /// Whose.
    pub body: OrganisationCode,
    /// What it is about.
    pub about: Subject,
    /// Since when it is there.
    pub filed_at: DateTime<Utc>,
    /// When it was decided or taken back.
    pub decided_at: Option<DateTime<Utc>>,
    /// How it stood; nothing where it was not filed yet.
    pub before: Option<ObjectionStateName>,
    /// How it stands; nothing where a snapshot of an earlier release tells no more of it than that it does not wait.
    pub after: Option<ObjectionStateName>,
    /// What the agency says the score is, as long as that stands beside the score.
    pub counter: Option<Amount>,
    /// The values that were verified anew because it was upheld, in the order of indicators; none where the edition of the
    /// scheme is at fault.
    pub corrected: Vec<IndicatorCode>,
    /// Those of them that differ between the snapshots by that alone.
    pub values: Vec<ValueMove>,
    /// What differs of scores because it was upheld, and the score that it is about.
    pub scores: Vec<ScoreMove>,
}

/// The figures of a value on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueMove {
    /// Of which indicator.
    pub indicator: IndicatorCode,
    /// The figure that counted.
    pub before: Option<Amount>,
    /// The figure that counts.
    pub after: Option<Amount>,
}

/// A score on both sides, with all that moved it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreMove {
    /// Of which scheme.
    pub scheme: SchemeCode,
    /// What it was.
    pub before: Option<ScoreSide>,
    /// What it is.
    pub after: Option<ScoreSide>,
}

impl ObjectionChange {
    fn new(
        body: &OrganisationCode,
        objected: &Objected,
        before: Option<ObjectionStateName>,
        after: Option<ObjectionStateName>,
    ) -> Self {
        Self {
            body: body.clone(),
            about: objected.about.clone(),
            filed_at: objected.filed_at,
            decided_at: objected.decided_at,
            before,
            after,
            counter: objected.counter,
            corrected: objected.corrected.clone(),
            values: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// Whether it was upheld in between.
    pub fn is_upheld(&self) -> bool {
        self.after == Some(ObjectionStateName::Upheld)
    }

    /// Whether it is about the score of a scheme.
    pub(super) fn is_about(&self, scheme: &SchemeCode) -> bool {
        matches!(&self.about, Subject::Score(about) if about == scheme)
    }

    /// Takes in a value that an objection changed, where it is this one.
    pub(super) fn take(&mut self, moved: &ValueMove) {
        if self.corrected.contains(&moved.indicator) {
            self.values.push(moved.clone());
        }
    }
}

/// What a report says of an objection on either side.
type Sides<'a> = [Option<&'a Objected>; 2];

/// Which objections of a body differ, in the order in which they were filed. A file of an earlier release does not tell of all
/// that were there when it was made: what was filed before it and is told by the other alone was decided since, or is no news.
pub(super) fn objected_otherwise(
    body: &OrganisationCode,
    old: Option<&Report>,
    new: Option<&Report>,
    before_at: DateTime<Utc>,
) -> Vec<ObjectionChange> {
    let mut known: BTreeMap<(DateTime<Utc>, &Subject, usize), Sides<'_>> = BTreeMap::new();
    for (position, report) in [old, new].into_iter().enumerate() {
        let objections = report.map(|report| report.objections.as_slice()).unwrap_or_default();
        for (place, objected) in objections.iter().enumerate() {
            let is_twin = |other: &&Objected| (other.filed_at, &other.about) == (objected.filed_at, &objected.about);
            let twins = objections.iter().take(place).filter(is_twin).count();
            known.entry((objected.filed_at, &objected.about, twins)).or_default()[position] = Some(objected);
        }
    }
    let change = |sides: Sides<'_>| {
        let open = ObjectionStateName::Open;
        let (objected, before, after) = match sides {
            [None, None] => return None,
            [Some(was), Some(is)] => (is, Some(was.state), Some(is.state)),
            [Some(was), None] => (was, Some(was.state), None),
            [None, Some(is)] if is.filed_at >= before_at => (is, None, Some(is.state)),
            [None, Some(is)] if is.decided_at.is_none_or(|at| at < before_at) => return None,
            [None, Some(is)] => (is, Some(open), Some(is.state)),
        };
        let is_news = before != after && (after.is_some() || before == Some(open));
        is_news.then(|| ObjectionChange::new(body, objected, before, after))
    };
    known.into_values().filter_map(change).collect()
}

#[cfg(test)]
#[path = "objected_tests.rs"]
mod tests;
