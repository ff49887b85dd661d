//! What stands on the lines of a snapshot. Each line is one canonical JSON object with one member, the name of its part;
//! `docs/snapshot-format.md` says the same for readers in other languages.

use super::{
    Carried,
    canonical::{NotCanonical, canonical},
    manifest::{Manifest, Signed},
    merkle::Hash,
    objected::Objected,
    step::Step,
};
use crate::{
    amount::Amount,
    derived::Working,
    entry::Applicability,
    ids::{IndicatorCode, NodeCode, OrganisationCode, SchemeCode, SnapshotCode},
    organisation::Organisation,
    plan::Plan,
    ranking::Coverage,
    round::Round,
    score::{Absence, Applied, Contribution, Population, Scheme, Score, ScoreError},
    submission::StateName,
    trust::TrustGrade,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumIter, EnumString};

/// The format; another one is refused by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Format {
    /// The only one so far.
    #[default]
    #[serde(rename = "tidtam-snapshot/1")]
    One,
}

/// How far the round was when the snapshot was taken.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Stage {
    /// Its window had closed, and reports were still being reviewed. Never published.
    Draft,
    /// What was handed in had been reviewed.
    Final,
}

/// Through what a snapshot was taken. Names of people are no part of it: it is made to be published.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, EnumString, AsRefStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum TakenBy {
    /// An administrator, by hand.
    Administrator,
    /// The operator on the server's command line.
    CommandLine,
    /// The timetable.
    Timetable,
}

/// An earlier snapshot that this one stands in for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// Its code.
    pub code: SnapshotCode,
    /// Its root.
    pub root: Hash,
}

/// The first line: what this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The format.
    pub format: Format,
    /// The snapshot.
    pub code: SnapshotCode,
    /// How far the round was.
    pub stage: Stage,
    /// The round with its period and window.
    pub round: Round,
    /// When: everything is as of this instant.
    pub taken_at: DateTime<Utc>,
    /// Through what.
    pub taken_by: TakenBy,
    /// What changed since the snapshot before, and why, in the words of whoever took it.
    pub note: String,
    /// The snapshot it stands in for.
    pub replaces: Option<Replaced>,
    /// Whether every figure is made up.
    pub is_demonstration: bool,
}

/// A value in the one or two numbers it is kept as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// The value, or the numerator.
    pub value: Amount,
    /// The denominator or weight.
    pub base: Option<Amount>,
}

/// An accepted value: what was reported and what was verified are two facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedValue {
    /// The indicator.
    pub indicator: IndicatorCode,
    /// The revision of the report.
    pub revision: i32,
    /// Whether the indicator applies.
    pub applicability: Applicability,
    /// What the agency reported.
    pub reported: Option<Parts>,
    /// What was verified instead, where it differs.
    pub verified: Option<Parts>,
    /// The figure that counts, in the indicator's unit.
    pub figure: Option<Amount>,
    /// What stands behind it; only where a scheme weighs by it, so that its scores can be computed again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<TrustGrade>,
    /// How it was worked out, of a derived indicator: nobody reported it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working: Option<Working>,
    /// When it was accepted.
    pub accepted_at: DateTime<Utc>,
}

/// What a score came out as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A score.
    Scored(Score),
    /// None, because something is missing that the scheme needs.
    Absent(Absence),
    /// None, because a value does not fit the scheme.
    Fault(ScoreError),
}

/// One node of a derivation, without what the scheme says for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeScore {
    /// The node.
    pub node: NodeCode,
    /// What was normalised.
    pub figure: Option<Amount>,
    /// The value its parent saw.
    pub value: Option<Amount>,
    /// The weight it had among those siblings that have a value.
    pub weight: Option<Amount>,
    /// What it contributed to its parent's figure.
    pub contribution: Option<Contribution>,
    /// Why it has no value of its own.
    pub absence: Option<Absence>,
    /// What was done about that.
    pub applied: Option<Applied>,
}

/// The score of one body under one scheme, with its derivation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyScore {
    /// The scheme.
    pub scheme: SchemeCode,
    /// Its edition.
    pub edition: i32,
    /// With whom it was compared; nobody where there is none.
    pub population: Option<String>,
    /// What came out.
    pub outcome: Outcome,
    /// The missing node that makes the whole score zero.
    pub zeroed_by: Option<NodeCode>,
    /// The nodes, each after the one it belongs to.
    pub nodes: Vec<NodeScore>,
}

/// All that one body has in the round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The body.
    pub body: OrganisationCode,
    /// Where its report was on its way.
    pub state: StateName,
    /// How often it was submitted.
    pub revision: i32,
    /// The revision whose values are in force.
    pub accepted_revision: Option<i32>,
    /// When it was first submitted: what lateness is derived from.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// Until when it was on time, extensions included. Snapshots of earlier releases do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    /// The steps of the revision in force and, where objections that were upheld made it, of those that it goes back to; of
    /// the present one where none is in force.
    pub steps: Vec<Step>,
    /// Its accepted values, in the order of indicators.
    pub values: Vec<ReportedValue>,
    /// Answers of earlier rounds that still hold and that scores read, in the order of indicators.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<Carried>,
    /// The indicators that scores would read and that were asked of the body neither in the round nor in one whose answers still
    /// hold, or are asked of other kinds of bodies alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_asked: Vec<IndicatorCode>,
    /// Its scores, in the order of schemes; none without accepted values.
    pub scores: Vec<BodyScore>,
    /// Its objections, in the order in which they were filed; only where there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objections: Vec<Objected>,
    /// Value, computation, inputs and agency, in the words of W3C PROV.
    pub provenance: serde_json::Value,
}

/// How many reports at and below a body are where on their way.
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Owed.
    pub expected: i64,
    /// Being filled.
    pub draft: i64,
    /// Sent back.
    pub returned: i64,
    /// Waiting for approval.
    pub submitted: i64,
    /// Waiting for endorsement or review.
    pub approved: i64,
    /// Accepted.
    pub accepted: i64,
    /// Submitted at least once.
    pub handed_in: i64,
    /// Submitted at least once before they were due, extensions included.
    pub on_time: i64,
}

/// The completeness of one body and all below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyCounts {
    /// The body.
    pub body: OrganisationCode,
    /// Its counters.
    pub counts: Counts,
}

/// A body's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyPlace {
    /// The body.
    pub body: OrganisationCode,
    /// 1 is the best.
    pub place: i64,
    /// Whether somebody else has the same.
    pub is_shared: bool,
}

/// The order of the bodies under one scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranking {
    /// The scheme.
    pub scheme: SchemeCode,
    /// How many have a score, out of how many owe a report.
    pub coverage: Coverage,
    /// The places, best first; none while fewer than half have a score.
    pub places: Vec<BodyPlace>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// What this is.
    Head(Box<Head>),
    /// The plan that was reported on, in its version.
    Plan(Box<Plan>),
    /// A scheme in force, in its edition.
    Scheme(Box<Scheme>),
    /// The figures that single figures are compared with under a scheme.
    Population(Box<Population>),
    /// A body of the register as of then.
    Organisation(Box<Organisation>),
    /// All that one body has in the round.
    Report(Box<Report>),
    /// How many reports are where.
    Completeness(BodyCounts),
    /// Places under one scheme.
    Ranking(Ranking),
    /// The snapshot as a whole in the words of W3C PROV.
    Provenance(serde_json::Value),
    /// What is signed.
    Manifest(Box<Manifest>),
    /// The signature, the last line.
    Signature(Signed),
}

/// The kinds of lines, in the order in which they stand.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, EnumString, AsRefStr, EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Part {
    /// See [`Line::Head`].
    Head,
    /// See [`Line::Plan`].
    Plan,
    /// See [`Line::Scheme`].
    Scheme,
    /// See [`Line::Population`].
    Population,
    /// See [`Line::Organisation`].
    Organisation,
    /// See [`Line::Report`].
    Report,
    /// See [`Line::Completeness`].
    Completeness,
    /// See [`Line::Ranking`].
    Ranking,
    /// See [`Line::Provenance`].
    Provenance,
    /// See [`Line::Manifest`].
    Manifest,
    /// See [`Line::Signature`].
    Signature,
}

impl Part {
    /// Whether the text of a line, or as much of it as is known, begins as those of this kind do.
    pub fn begins(self, text: &[u8]) -> bool {
        let rest = text.strip_prefix(b"{\"").and_then(|rest| rest.strip_prefix(self.as_ref().as_bytes()));
        rest.is_some_and(|rest| rest.starts_with(b"\":"))
    }
}

impl Line {
    /// Which kind of line it is.
    pub fn part(&self) -> Part {
        match self {
            Self::Head(_) => Part::Head,
            Self::Plan(_) => Part::Plan,
            Self::Scheme(_) => Part::Scheme,
            Self::Population(_) => Part::Population,
            Self::Organisation(_) => Part::Organisation,
            Self::Report(_) => Part::Report,
            Self::Completeness(_) => Part::Completeness,
            Self::Ranking(_) => Part::Ranking,
            Self::Provenance(_) => Part::Provenance,
            Self::Manifest(_) => Part::Manifest,
            Self::Signature(_) => Part::Signature,
        }
    }

    /// By what lines of one kind are in order, each once.
    pub fn key(&self) -> &str {
        match self {
            Self::Scheme(scheme) => scheme.head().code.as_str(),
            Self::Population(population) => population.scheme.as_str(),
            Self::Organisation(body) => body.code.as_str(),
            Self::Report(report) => report.body.as_str(),
            Self::Completeness(of) => of.body.as_str(),
            Self::Ranking(ranking) => ranking.scheme.as_str(),
            Self::Head(_) | Self::Plan(_) | Self::Provenance(_) | Self::Manifest(_) | Self::Signature(_) => "",
        }
    }

    /// Its text, without the end of the line.
    ///
    /// # Errors
    /// It holds a number that is not whole.
    pub fn text(&self) -> Result<String, NotCanonical> {
        canonical(self)
    }
}
