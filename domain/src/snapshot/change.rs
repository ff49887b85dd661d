//! What can differ between two snapshots.

use super::{
    line::{Head, ReportedValue},
    objected_otherwise::ObjectionChange,
    step::Step,
    trusted::TrustChange,
};
use crate::{
    amount::Amount,
    ids::{ClassCode, IndicatorCode, OrganisationCode, SchemeCode},
    indicator::Indicator,
    objection::Subject,
    organisation::Organisation,
    submission::StateName,
    text::Bilingual,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use strum::AsRefStr;
use thiserror::Error;

/// The most changes of one kind that are told one by one; all are counted.
const MOST_SHOWN: usize = 5_000;

/// Changes of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed<Change> {
    /// How many there are.
    pub total: usize,
    /// The first of them.
    pub shown: Vec<Change>,
}

impl<Change> Default for Listed<Change> {
    fn default() -> Self {
        Self { total: 0, shown: Vec::new() }
    }
}

impl<Change> Listed<Change> {
    pub(super) fn add(&mut self, change: Change) {
        self.total += 1;
        if self.shown.len() < MOST_SHOWN {
            self.shown.push(change);
        }
    }
}

/// A body of the register that came, went or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyChange {
    /// Its code.
    pub body: OrganisationCode,
    /// As it was.
    pub before: Option<Organisation>,
    /// As it is.
    pub after: Option<Organisation>,
}

/// A scheme that came, went or is used in another edition or beside another population.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionMove {
    /// The scheme.
    pub scheme: SchemeCode,
    /// Edition and population before.
    pub before: Option<(i32, Option<String>)>,
    /// Edition and population after.
    pub after: Option<(i32, Option<String>)>,
}

/// A report that is somewhere else on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateChange {
    /// Whose.
    pub body: OrganisationCode,
    /// Where it was; nothing where none was owed.
    pub before: Option<StateName>,
    /// Where it is.
    pub after: Option<StateName>,
}

/// Why a value differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ValueReason {
    /// The report was accepted since.
    Accepted,
    /// The agency corrected it in a later revision.
    Corrected,
    /// The agency objected to what was verified, and was right.
    Objection,
    /// Another value was verified.
    Verified,
    /// The plan defines the indicator otherwise, or no longer asks for it.
    Redefined,
    /// It was taken out.
    Removed,
}

/// A value that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueChange {
    /// Whose.
    pub body: OrganisationCode,
    /// Of which indicator.
    pub indicator: IndicatorCode,
    /// As it was.
    pub before: Option<ReportedValue>,
    /// As it is.
    pub after: Option<ReportedValue>,
    /// Why.
    pub reason: ValueReason,
    /// Through which steps of the report: who acted as what when.
    pub steps: Vec<Step>,
}

/// Why a score or a place differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// These values changed.
    Values(Vec<IndicatorCode>),
    /// Something else stands behind these values.
    Trust(Vec<IndicatorCode>),
    /// The scheme is used in another edition.
    Edition,
    /// It is compared with another population.
    Population,
    /// The plan says other baselines, targets or scales.
    Plan,
    /// The two do not say alike what was not asked of it.
    Asked,
    /// Nothing else differs: another release made it by another rule.
    Rule,
    /// Only others moved.
    Others,
}

/// How near to a score lies what moved it; the nearer is told before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    /// It is of the body itself.
    Own,
    /// It is a rule, for many bodies alike.
    Rules,
    /// It is of other bodies.
    Others,
}

impl Cause {
    fn nearness(&self) -> Nearness {
        match self {
            Self::Values(_) | Self::Trust(_) | Self::Asked => Nearness::Own,
            Self::Edition | Self::Population | Self::Plan | Self::Rule => Nearness::Rules,
            Self::Others => Nearness::Others,
        }
    }
}

/// A score at one end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreSide {
    /// As published; nothing where there is none.
    pub published: Option<Amount>,
    /// Its class or level, or the part of it.
    pub class: Option<ClassCode>,
    /// Its place, where places mean something.
    pub place: Option<i64>,
}

/// A score or a place that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreChange {
    /// Under which scheme.
    pub scheme: SchemeCode,
    /// Whose.
    pub body: OrganisationCode,
    /// What it had.
    pub before: Option<ScoreSide>,
    /// What it has.
    pub after: Option<ScoreSide>,
    /// Why.
    pub causes: Vec<Cause>,
}

impl ScoreChange {
    /// How near the nearest of its causes lies.
    pub(super) fn nearness(&self) -> Nearness {
        self.causes.iter().map(Cause::nearness).min().unwrap_or(Nearness::Others)
    }

    /// Whether it moved since others did, and nothing else differs.
    pub fn is_by_others(&self) -> bool {
        self.nearness() == Nearness::Others
    }
}

/// All that differs between two snapshots of one round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    /// The first.
    pub before: Head,
    /// The second.
    pub after: Head,
    /// Whether the plan says something else.
    pub plan_differs: bool,
    /// Schemes and editions.
    pub schemes: Vec<EditionMove>,
    /// The register.
    pub bodies: Listed<BodyChange>,
    /// Reports on their way.
    pub states: Listed<StateChange>,
    /// Values.
    pub values: Listed<ValueChange>,
    /// Objections.
    pub objections: Listed<ObjectionChange>,
    /// What stands behind values.
    pub trusts: Listed<TrustChange>,
    /// Scores and places: first those that moved by something of their own, then those that a rule moved, last those that only
    /// others moved; of each by scheme and body.
    pub scores: Listed<ScoreChange>,
    /// How many of the scores and places only others moved.
    pub moved_by_others: usize,
    /// What the bodies are called that stand here.
    pub names: BTreeMap<OrganisationCode, Bilingual>,
    /// What the indicators are called that stand here.
    pub indicators: BTreeMap<IndicatorCode, Bilingual>,
    /// The same as the later plan that has them defines them, by which their figures are written; no part of the JSON.
    #[serde(skip)]
    pub defined: BTreeMap<IndicatorCode, Indicator>,
    /// What the schemes are called.
    pub titles: BTreeMap<SchemeCode, Bilingual>,
    /// How many decimals the scores of each scheme are published with; of two editions the more.
    pub decimals: BTreeMap<SchemeCode, u32>,
    /// What the classes, levels and parts of classes of each scheme are called that has some.
    pub classes: BTreeMap<SchemeCode, BTreeMap<ClassCode, Bilingual>>,
}

impl Diff {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        let of_reports = [self.states.total, self.values.total, self.objections.total, self.trusts.total];
        let of_others = [self.bodies.total, self.scores.total, self.schemes.len()];
        !self.plan_differs && of_reports.iter().chain(&of_others).all(|count| *count == 0)
    }

    /// The indicators that a change which is told speaks of.
    pub(super) fn indicators_here(&self) -> BTreeSet<IndicatorCode> {
        let mut here: BTreeSet<&IndicatorCode> = self.values.shown.iter().map(|change| &change.indicator).collect();
        here.extend(self.trusts.shown.iter().map(|change| &change.indicator));
        for change in &self.objections.shown {
            if let Subject::Value(indicator) = &change.about {
                here.insert(indicator);
            }
            here.extend(&change.corrected);
        }
        for cause in self.scores.shown.iter().flat_map(|change| &change.causes) {
            if let Cause::Values(codes) | Cause::Trust(codes) = cause {
                here.extend(codes);
            }
        }
        here.into_iter().cloned().collect()
    }
}

/// Why two files cannot be held against each other.
#[derive(Debug, Error)]
pub enum DiffError<Fault> {
    /// One of them cannot be read.
    #[error("one of the snapshots cannot be read")]
    Unreadable(Fault),
    /// One of them is no snapshot, or cut off.
    #[error("one of the files is no snapshot")]
    NoSnapshot,
    /// They are of different rounds.
    #[error("the snapshots are of different rounds")]
    OtherRound,
}
