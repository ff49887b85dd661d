//! What the pages of a published snapshot show, in the pieces in which it is kept.

use crate::{
    amount::Amount,
    entry::Applicability,
    ids::{ClassCode, IndicatorCode, OrganisationCode, SchemeCode},
    objection::ObjectionStateName,
    organisation::Organisation,
    plan::Plan,
    ranking::{Coverage, Place},
    score::Scheme,
    snapshot::{Counts, Head, Outcome},
    status::{Status, StatusCounts},
    submission::StateName,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, EnumString};

/// The form of extracts; those that an earlier release made in another one are made anew.
pub const EDITION: i32 = 7;

/// What an extract is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum Part {
    /// See [`Extract::Setting`]; put in last, so that it also says that all others are there.
    Setting,
    /// See [`Extract::Country`].
    Country,
    /// See [`Extract::Body`].
    Body,
    /// See [`Extract::Below`].
    Below,
    /// See [`Extract::Indicator`].
    Indicator,
    /// Sourced figures from elsewhere as they stood when the snapshot was published: kept beside its extracts, and made of
    /// none of its lines.
    Facts,
}

/// One piece of what the public reads.
#[derive(Debug, Clone, PartialEq)]
pub enum Extract {
    /// What the figures were made under.
    Setting(Box<Setting>),
    /// The country.
    Country(Box<CountryExtract>),
    /// One body of the state.
    Body(Box<BodyExtract>),
    /// Bodies directly below one, as many as stand on a page, with the number of the page from 1 on.
    Below(OrganisationCode, i64, Vec<BodyRow>),
    /// One indicator.
    Indicator(Box<IndicatorExtract>),
}

/// What the figures were made under.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// What the snapshot is.
    pub head: Head,
    /// The plan that was reported on.
    pub plan: Plan,
    /// The schemes in force.
    pub schemes: Vec<UsedScheme>,
}

/// A scheme in force, with the size of the population that bodies were compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UsedScheme {
    /// The scheme.
    pub scheme: Scheme,
    /// The name of the population and how many bodies are in it; nothing where nobody is compared.
    pub population: Option<(String, usize)>,
}

/// How an indicator stands at a body and all below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The indicator.
    pub indicator: IndicatorCode,
    /// The figure of all who contributed.
    pub figure: Option<Amount>,
    /// What was expected of them at the end of the period.
    pub expected: Option<Amount>,
    /// One against the other.
    pub status: Status,
    /// How many bodies' accepted values are in it; of what is never taken together, how many bodies have a figure.
    pub contributors: i64,
    /// How many were asked.
    pub asked: i64,
}

/// A body with all below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Together {
    /// How many reports are where.
    pub completeness: Counts,
    /// How many indicators have which status.
    pub counts: StatusCounts,
    /// One word over all of them.
    pub verdict: Status,
    /// The indicators that were asked in the round of somebody there, in the order of the plan.
    pub standings: Vec<Standing>,
}

/// The country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryExtract {
    /// Its own code.
    pub root: OrganisationCode,
    /// All bodies together.
    pub together: Together,
    /// The scores by each scheme.
    pub schemes: Vec<SchemeExtract>,
    /// On how many pages the bodies directly below stand.
    pub pages_below: i64,
}

/// The scores of all bodies by one scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemeExtract {
    /// The scheme.
    pub scheme: SchemeCode,
    /// How many have a score, out of how many owe a report.
    pub coverage: Coverage,
    /// The score in the middle, as published.
    pub median: Option<Amount>,
    /// The lowest and the highest score, as published.
    pub range: Option<(Amount, Amount)>,
    /// How many scores are in each class, from the lowest class.
    pub classes: Vec<(ClassCode, i64)>,
    /// The first in order; none while too few have a score.
    pub first: Vec<PlacedScore>,
}

/// A body's score with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedScore {
    /// The body.
    pub body: Organisation,
    /// Its place.
    pub place: Place,
    /// Its score as published.
    pub published: Amount,
    /// Its class or level.
    pub class: Option<ClassCode>,
    /// How an objection stands that is to be known beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objected: Option<ObjectionStateName>,
}

/// A body in one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyRow {
    /// The body.
    pub body: Organisation,
    /// How many indicators have which status.
    pub counts: StatusCounts,
    /// How many reports at and below it are where.
    pub completeness: Counts,
}

/// One body of the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyExtract {
    /// The body.
    pub body: Organisation,
    /// The bodies above it, the nearest last, without the country.
    pub above: Vec<Organisation>,
    /// What it reported itself, where a report was owed.
    pub own: Option<OwnReport>,
    /// It with all below it, where there are any.
    pub together: Option<Together>,
    /// On how many pages the bodies directly below stand.
    pub pages_below: i64,
}

impl BodyExtract {
    /// Whether a report of it can be set for printing: it owed one itself, or somebody below it did.
    pub fn has_paper(&self) -> bool {
        self.own.is_some() || self.together.as_ref().is_some_and(|together| together.completeness.expected > 0)
    }
}

/// What one body reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnReport {
    /// Where the report was on its way.
    pub state: StateName,
    /// When it was first submitted.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// The indicators that it was asked, in the order of the plan.
    pub answers: Vec<OwnAnswer>,
    /// Its scores, in the order of schemes.
    pub scores: Vec<OwnScore>,
}

impl OwnReport {
    /// How many indicators have which status.
    pub fn counts(&self) -> StatusCounts {
        self.answers.iter().map(|answer| answer.status).collect()
    }
}

/// One answer of one body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAnswer {
    /// The indicator.
    pub indicator: IndicatorCode,
    /// Whether it applies; nothing where no answer was accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicability: Option<Applicability>,
    /// The figure that the body reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<Amount>,
    /// The figure that was verified instead, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Amount>,
    /// The figure that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<Amount>,
    /// It against what was expected.
    pub status: Status,
}

/// One score of one body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnScore {
    /// The scheme.
    pub scheme: SchemeCode,
    /// What came out.
    pub outcome: Outcome,
    /// Its place, where places mean something.
    pub place: Option<Place>,
    /// How many have a score by the scheme.
    pub placed: i64,
    /// How an objection stands that is to be known beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objected: Option<ObjectionStateName>,
}

/// One indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorExtract {
    /// The indicator.
    pub indicator: IndicatorCode,
    /// The country; nothing where agencies were not asked in this round.
    pub country: Option<Standing>,
    /// The bodies directly below the country, where somebody was asked.
    pub parts: Vec<PartExtract>,
    /// How many gave a figure out of how many were asked.
    pub coverage: Coverage,
    /// The best of the bodies that gave a figure; none where the order means nothing.
    pub first: Vec<RankedFigure>,
}

/// How an indicator stands at a body directly below the country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartExtract {
    /// The body.
    pub body: Organisation,
    /// Whether nobody is below it: what it stands by is its own figure, also of what is never taken together.
    pub is_alone: bool,
    /// It with all below it.
    pub standing: Standing,
}

/// A body's figure with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankedFigure {
    /// The body.
    pub body: Organisation,
    /// Its place.
    pub place: Place,
    /// Its figure.
    pub figure: Amount,
    /// It against what was expected.
    pub status: Status,
}

impl Extract {
    /// What it is about.
    pub fn part(&self) -> Part {
        match self {
            Self::Setting(_) => Part::Setting,
            Self::Country(_) => Part::Country,
            Self::Body(_) => Part::Body,
            Self::Below(..) => Part::Below,
            Self::Indicator(_) => Part::Indicator,
        }
    }

    /// Of which body or indicator, and which page of it.
    pub fn key(&self) -> (&str, i64) {
        match self {
            Self::Setting(_) | Self::Country(_) => ("", 0),
            Self::Body(body) => (body.body.code.as_str(), 0),
            Self::Below(body, number, _) => (body.as_str(), *number),
            Self::Indicator(indicator) => (indicator.indicator.as_str(), 0),
        }
    }

    /// As it is kept.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn content(&self) -> Result<String, serde_json::Error> {
        match self {
            Self::Setting(setting) => serde_json::to_string(setting),
            Self::Country(country) => serde_json::to_string(country),
            Self::Body(body) => serde_json::to_string(body),
            Self::Below(_, _, rows) => serde_json::to_string(rows),
            Self::Indicator(indicator) => serde_json::to_string(indicator),
        }
    }
}
