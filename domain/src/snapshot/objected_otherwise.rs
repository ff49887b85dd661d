//! Objections that were filed, decided or taken back from one snapshot to another, with what those that were upheld did.

use super::{
    change::ScoreSide,
    line::Report,
    objected::Objected,
    step::{Step, first_told},
};
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

/// What had happened to a report when the earlier of two files was made.
struct Before<'a> {
    old: Option<&'a Report>,
    /// The steps that the later file tells.
    since: &'a [Step],
    taken_at: DateTime<Utc>,
}

impl Before<'_> {
    /// Whether a step of an instant had been taken, after so many like it of the same instant. The files themselves say so: whoever
    /// takes a step writes down when they began, and may be done after a file was made that was begun later. The instant decides
    /// only where the earlier file would not tell the step.
    fn had(&self, at: DateTime<Utc>, others: usize, is_it: impl Fn(&Step) -> bool) -> bool {
        let Some(old) = self.old else { return false };
        let is_of_then = |step: &&Step| step.at == at && is_it(step);
        if old.steps.iter().filter(is_of_then).count() > others {
            return true;
        }
        let last = old.accepted_revision.unwrap_or(old.revision);
        let first = first_told(last, &old.steps);
        match self.since.iter().find(is_of_then).map(|step| step.revision) {
            Some(revision) if revision < first => true,
            Some(revision) if revision <= last => false,
            Some(_) | None => at < self.taken_at,
        }
    }
}

/// Which objections of a body differ, in the order in which they were filed. A file of an earlier release does not tell of all
/// that were there when it was made: what was there and is told by the later one alone was decided since, or is no news.
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
    let since = new.map(|report| report.steps.as_slice()).unwrap_or_default();
    let then = Before { old, since, taken_at: before_at };
    let change = |((filed_at, _, twins), sides): ((DateTime<Utc>, &Subject, usize), Sides<'_>)| {
        let open = ObjectionStateName::Open;
        let was_over = |at: DateTime<Utc>| then.had(at, 0, Step::ends_an_objection);
        let (objected, before, after) = match sides {
            [None, None] => return None,
            [Some(was), Some(is)] => (is, Some(was.state), Some(is.state)),
            [Some(was), None] => (was, Some(was.state), None),
            [None, Some(is)] if !then.had(filed_at, twins, Step::files_an_objection) => (is, None, Some(is.state)),
            [None, Some(is)] if is.decided_at.is_none_or(was_over) => return None,
            [None, Some(is)] => (is, Some(open), Some(is.state)),
        };
        let is_news = before != after && (after.is_some() || before == Some(open));
        is_news.then(|| ObjectionChange::new(body, objected, before, after))
    };
    known.into_iter().filter_map(change).collect()
}

#[cfg(test)]
#[path = "objected_tests.rs"]
mod tests;
