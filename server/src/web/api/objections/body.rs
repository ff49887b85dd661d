//! How objections are told to programs.

use super::super::{evidence::EvidenceBody, reports::PartsBody};
use chrono::{DateTime, Utc};
use domain::{
    amount::Amount,
    ids::{IndicatorCode, ObjectionId, OrganisationCode, RoundCode, SchemeCode},
    objection::{Claim, Corrected, Objection, ObjectionState, ObjectionStateName, Remedy},
    ranking::Place,
    text::Bilingual,
};
use serde::Serialize;
use service::objections::{Effect, ListedObjection, ObjectionPage, ObjectionStep};
use utoipa::ToSchema;

/// An objection.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ObjectionBody {
    id: ObjectionId,
    round: RoundCode,
    agency: OrganisationCode,
    /// The indicator whose value is objected to; none where it is a score.
    indicator: Option<IndicatorCode>,
    /// The scheme whose score is objected to.
    scheme: Option<SchemeCode>,
    /// The edition that made the score.
    edition: Option<i32>,
    /// The revision whose value or score is objected to.
    revision: i32,
    version: i64,
    state: ObjectionStateName,
    /// What the agency says the value is.
    counter: Option<PartsBody>,
    /// The published score that is objected to.
    stood: Option<Amount>,
    /// What the agency says the score is.
    counter_score: Option<Amount>,
    filed_at: DateTime<Utc>,
    answer_by: DateTime<Utc>,
    overdue: bool,
    ended_at: Option<DateTime<Utc>>,
    /// What was done because it was upheld: its own value counts, other values were corrected, or the edition is at fault.
    remedy: Option<RemedyName>,
    /// The values that were corrected because of it.
    corrected: Vec<CorrectedBody>,
}

/// What was done because an objection was upheld.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RemedyName {
    OwnValue,
    Values,
    Edition,
}

/// A value that was corrected because of an objection to a score.
#[derive(Serialize, ToSchema)]
struct CorrectedBody {
    indicator: IndicatorCode,
    before: Option<PartsBody>,
    after: PartsBody,
}

fn remedy_of(state: &ObjectionState) -> (Option<RemedyName>, Vec<CorrectedBody>) {
    let ObjectionState::Upheld { remedy, .. } = state else { return (None, Vec::new()) };
    match remedy {
        Remedy::OwnValue { .. } => (Some(RemedyName::OwnValue), Vec::new()),
        Remedy::Edition => (Some(RemedyName::Edition), Vec::new()),
        Remedy::Values { corrected, .. } => {
            let body = |of: &Corrected| CorrectedBody {
                indicator: of.indicator.clone(),
                before: of.before.map(PartsBody::from),
                after: of.after.into(),
            };
            (Some(RemedyName::Values), corrected.iter().map(body).collect())
        }
    }
}

impl From<&ListedObjection> for ObjectionBody {
    fn from(listed: &ListedObjection) -> Self {
        let Objection { id, key, claim, revision, filed, answer_by, version, state, .. } = listed.objection.clone();
        let (remedy, corrected) = remedy_of(&state);
        let body = Self {
            id,
            round: key.round,
            agency: key.agency,
            indicator: None,
            scheme: None,
            edition: None,
            revision,
            version,
            state: state.name(),
            counter: None,
            stood: None,
            counter_score: None,
            filed_at: filed.at,
            answer_by,
            overdue: listed.is_overdue,
            ended_at: state.ended().map(|stamp| stamp.at),
            remedy,
            corrected,
        };
        match claim {
            Claim::Value { indicator, counter } => {
                Self { indicator: Some(indicator), counter: Some(counter.into()), ..body }
            }
            Claim::Score { scheme, edition, stood, counter } => {
                let (scheme, edition) = (Some(scheme), Some(edition));
                Self { scheme, edition, stood, counter_score: Some(counter), ..body }
            }
        }
    }
}

/// The objections of a report.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct ObjectionList {
    items: Vec<ObjectionBody>,
}

impl ObjectionList {
    /// Of some objections.
    pub(super) fn of(listed: &[ListedObjection]) -> Self {
        Self { items: listed.iter().map(ObjectionBody::from).collect() }
    }
}

/// An objection with all that belongs to it.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api) struct WholeObjection {
    #[serde(flatten)]
    objection: ObjectionBody,
    /// The figure in force, or the published score.
    in_force: Option<Amount>,
    /// The figure that the agency reported.
    reported: Option<Amount>,
    /// The figure or score that the agency says it is.
    counter_figure: Option<Amount>,
    /// What it would do to scores while it is open (nothing is foretold of one to a score), what it did once it was upheld.
    effects: Vec<EffectBody>,
    /// What was said, oldest first.
    steps: Vec<StepBody>,
}

/// What an objection does to one score.
#[derive(Serialize, ToSchema)]
struct EffectBody {
    scheme: SchemeCode,
    edition: i32,
    before: Option<Amount>,
    after: Option<Amount>,
    /// The level or class before.
    level_before: Option<Bilingual>,
    level_after: Option<Bilingual>,
    /// The place before, where places mean something.
    place_before: Option<Place>,
    place_after: Option<Place>,
    /// How many had a score before; nothing of effects that were kept without it.
    placed_before: Option<i64>,
    placed_after: Option<i64>,
}

/// Something that was said.
#[derive(Serialize, ToSchema)]
struct StepBody {
    step: String,
    who: String,
    words: String,
    evidence: String,
    files: Vec<EvidenceBody>,
    at: DateTime<Utc>,
}

impl From<ObjectionPage> for WholeObjection {
    fn from(page: ObjectionPage) -> Self {
        let effect = |effect: Effect| EffectBody {
            scheme: effect.scheme,
            edition: effect.edition,
            before: effect.before,
            after: effect.after,
            level_before: effect.level_before,
            level_after: effect.level_after,
            place_before: effect.place_before,
            place_after: effect.place_after,
            placed_before: effect.placed_before,
            placed_after: effect.placed_after,
        };
        let step = |ObjectionStep { step, who, words, evidence, files, at }: ObjectionStep| StepBody {
            step,
            who,
            words,
            evidence,
            files: files.into_iter().map(EvidenceBody::from).collect(),
            at,
        };
        Self {
            objection: ObjectionBody::from(&page.listed),
            in_force: page.present,
            reported: page.reported,
            counter_figure: page.counter,
            effects: page.effects.into_iter().map(effect).collect(),
            steps: page.steps.into_iter().map(step).collect(),
        }
    }
}
