//! What an edition of a scheme changes, or would change.

use crate::{ServiceError, ServiceResult, organisations::ImportDiff, scores::NoScore};
use domain::{
    amount::Amount,
    ids::{ClassCode, IndicatorCode, OrganisationCode, RoundCode, SchemeCode},
    ranking::{Coverage, Place},
};

/// A score as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// The published score, where there is one.
    pub published: Option<Amount>,
    /// Its class or level.
    pub class: Option<ClassCode>,
    /// Its place, where enough bodies have a score.
    pub place: Option<Place>,
    /// Why there is none.
    pub reason: Option<NoScore>,
}

/// A body whose score, level or place moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The body.
    pub organisation: OrganisationCode,
    /// What it has now; nothing where it has no score of this scheme yet.
    pub before: Option<Shown>,
    /// What it gets.
    pub after: Option<Shown>,
}

/// What an edition changes, or would change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SchemeDiff {
    /// Its nodes beside those of the edition before.
    pub nodes: ImportDiff,
    /// Indicators it reads that the plan does not have.
    pub unknown: Vec<IndicatorCode>,
    /// Indicators it reads that the plan has and does not ask of agencies.
    pub not_asked: Vec<IndicatorCode>,
    /// Indicators it reads that the plan asks of agencies and that no agency of the round has an accepted answer to.
    pub unanswered: Vec<IndicatorCode>,
    /// What the edition is to the plan; nothing where no plan is named.
    pub activation: Option<ActivationKind>,
    /// The round that the moves are told of: the last one of which most reports are accepted.
    pub round: Option<RoundCode>,
    /// How many agencies have a score with it, of those that owe a report in that round.
    pub coverage: Coverage,
    /// With how many decimals scores are published, before and with it.
    pub decimals: [u32; 2],
    /// With whom bodies are compared and how many they are, where the edition compares and there is somebody.
    pub population: Option<(String, usize)>,
    /// The bodies that move, by their codes.
    pub moved: Vec<Moved>,
    /// How many stay.
    pub unmoved: usize,
}

/// What an edition is to a plan that it is to score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivationKind {
    /// It comes into force.
    New,
    /// It is in force already.
    InForce,
    /// It is refused: the plan does not have all that it reads.
    Unknown,
    /// It is refused: the plan asks agencies for nothing that it reads.
    ReadsNothing,
}

impl SchemeDiff {
    /// Refuses an edition that reads what its plan does not have, or nothing that the plan asks of agencies.
    ///
    /// # Errors
    /// `scheme_reads_unknown` with the indicators, or `scheme_reads_nothing`.
    pub fn refused(&self, scheme: &SchemeCode) -> ServiceResult<()> {
        match self.activation {
            Some(ActivationKind::Unknown) => {
                let unknown: Vec<&str> = self.unknown.iter().map(IndicatorCode::as_str).collect();
                Err(ServiceError::invalid("scheme_reads_unknown", format!("{scheme}: {}", unknown.join(", "))))
            }
            Some(ActivationKind::ReadsNothing) => {
                Err(ServiceError::invalid("scheme_reads_nothing", scheme.to_string()))
            }
            Some(ActivationKind::New | ActivationKind::InForce) | None => Ok(()),
        }
    }
}
