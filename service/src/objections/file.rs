//! An agency objects: to a verified value, or to a score.

use super::{Objections, standing::accepted_by, told, unreadable};
use crate::{
    Actor, FieldFaults, ServiceError, ServiceResult, store,
    submissions::{Seen, Step, Verified, read_verified, words_of},
};
use domain::{
    access::Action,
    amount::Amount,
    ids::{IndicatorCode, ObjectionId, SchemeCode},
    objection::{Claim, Objection, ObjectionRefusal, ObjectionState, answer_by, check_text},
    reading::Reading,
    submission::{ReportKey, State},
};
use serde_json::Value;

/// The longest text that is read as a score.
const LONGEST_SCORE: usize = 40;

/// What an agency says against a verified value, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewObjection {
    /// The report.
    pub key: ReportKey,
    /// The indicator.
    pub indicator: IndicatorCode,
    /// The value as it should be, or the numerator.
    pub value: String,
    /// The denominator or weight.
    pub base: String,
    /// Why.
    pub reason: String,
    /// What proves it: a document with its number, or where it is found.
    pub evidence: String,
}

/// What an agency says against a score, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewScoreObjection {
    /// The report that is scored.
    pub key: ReportKey,
    /// The scheme.
    pub scheme: SchemeCode,
    /// The score as it should be.
    pub score: String,
    /// Why.
    pub reason: String,
    /// What proves it: a document with its number, or where it is found.
    pub evidence: String,
}

impl Objections<'_> {
    /// Objects to a verified value in force.
    ///
    /// # Errors
    /// Nothing is accepted; the value cannot be read or is the same; reason or evidence are missing; one waits already; the
    /// actor may not.
    pub async fn file(&self, actor: &Actor, new: NewObjection) -> ServiceResult<ObjectionId> {
        let mut step = Step::begin(self.0, actor, Action::ObjectToValue, &new.key, Seen::Any).await?;
        if !matches!(step.loaded.submission.state, State::Accepted { .. }) {
            return Err(ObjectionRefusal::ObjectionNothingAccepted.into());
        }
        let values = store::values::of_report(&mut step.tx, &new.key).await?;
        let value = values.iter().find(|value| value.indicator == new.indicator);
        let value = value.ok_or(ObjectionRefusal::ObjectionNothingAccepted)?;
        let indicator = step.loaded.plan.indicator(&new.indicator).ok_or(ServiceError::NotFound("indicator"))?;
        if indicator.derived.is_some() {
            return Err(step.loaded.not_asked(&new.indicator));
        }
        let typed = Verified { indicator: new.indicator.clone(), value: new.value, base: new.base };
        let counter = read_verified(indicator, &typed).map(Reading::parts);
        let counter = counter.map_err(|error| unreadable(error, ["value", "base"].map(str::to_owned)));
        let counter = counter.and_then(|counter| other_than(value.in_force().as_ref(), counter, "value"));
        let (counter, said) = together(counter, said(&new.reason, &new.evidence))?;
        let revision = value.revision;
        let claim = Claim::Value { indicator: new.indicator, counter };
        self.put_in(step, ("object", claim, revision), &said).await
    }

    /// Objects to a score in force.
    ///
    /// # Errors
    /// The report has no score of the scheme, nothing of which is asked of bodies of its kind, or was opened again; the number cannot
    /// be read or is the same; reason or evidence are missing; one waits already; the actor may not.
    pub async fn file_to_score(&self, actor: &Actor, new: NewScoreObjection) -> ServiceResult<ObjectionId> {
        let mut step = Step::begin(self.0, actor, Action::ObjectToValue, &new.key, Seen::Any).await?;
        // Scores follow other reports too: which one is objected to is that of this moment.
        store::rounds::lock(&mut step.tx, &new.key.round).await?;
        let no_score = || ServiceError::invalid(ObjectionRefusal::ObjectionNoScore.into(), "scheme");
        if !matches!(step.loaded.submission.state, State::Accepted { .. }) {
            return Err(no_score());
        }
        let agency = std::slice::from_ref(&new.key.agency);
        let kept = store::scores::of_bodies(&mut step.tx, &new.key.round, agency).await?;
        let kept = kept.into_iter().find(|kept| kept.scheme == new.scheme).ok_or_else(no_score)?;
        let scheme = self.0.scheme_in(&mut step.tx, &kept.scheme, kept.edition).await?;
        if !kept.may_be_objected_to(&scheme, &step.loaded.plan, step.loaded.agency()?.kind) {
            return Err(no_score());
        }
        let typed = Some(new.score.trim()).filter(|typed| typed.chars().count() <= LONGEST_SCORE);
        let counter = typed.and_then(|typed| Amount::read(typed).ok()).map(|typed| typed.amount);
        let counter = counter.ok_or_else(|| ServiceError::invalid("objection_score", "score"));
        let stood = kept.outcome.ok().map(|score| score.published);
        let counter = counter.and_then(|counter| other_than(stood.as_ref(), counter, "score"));
        let (counter, said) = together(counter, said(&new.reason, &new.evidence))?;
        let claim = Claim::Score { scheme: new.scheme, edition: kept.edition, stood, counter };
        self.put_in(step, ("object_to_score", claim, kept.revision), &said).await
    }

    async fn put_in(
        &self,
        mut step: Step<'_>,
        (name, claim, revision): (&'static str, Claim, i32),
        [reason, evidence]: &[String; 2],
    ) -> ServiceResult<ObjectionId> {
        let report = step.loaded.submission.clone();
        let of_report = store::objections::of_report(&mut step.tx, &report.key).await?;
        let subject = claim.subject();
        let is_waiting = |other: &Objection| other.claim.subject() == subject && other.state == ObjectionState::Open;
        if of_report.iter().any(is_waiting) {
            let (code, place) = match &claim {
                Claim::Value { .. } => ("objection_waits", "indicator"),
                Claim::Score { .. } => ("objection_to_score_waits", "scheme"),
            };
            return Err(ServiceError::invalid(code, place));
        }
        let accepted_by = accepted_by(&mut step.tx, &report, &claim, &of_report).await?;
        let holidays = store::holidays::days(&mut step.tx).await?;
        let objection = Objection {
            id: ObjectionId::new(self.0.chance().uuid()),
            key: report.key,
            claim,
            revision,
            filed: step.stamp,
            accepted_by,
            answer_by: answer_by(step.stamp.at, &holidays),
            version: 0,
            state: ObjectionState::Open,
        };
        store::objections::insert(&mut step.tx, &objection).await?;
        told(&mut step, &objection, (name, reason, evidence), &Value::Null).await?;
        step.tx.commit().await?;
        Ok(objection.id)
    }
}

/// Why, and what proves it, as both are kept.
fn said(reason: &str, evidence: &str) -> ServiceResult<[String; 2]> {
    let (reason, evidence) = (words_of(reason), words_of(evidence));
    let of_reason = check_text(&reason, ObjectionRefusal::ReasonMissing).map_err(ServiceError::from);
    let of_evidence = check_text(&evidence, ObjectionRefusal::ObjectionEvidenceMissing)
        .map_err(|refusal| ServiceError::invalid(refusal.into(), "evidence"));
    together(of_reason, of_evidence).map(|_| [reason, evidence])
}

/// What the agency says, where it is something else than what counts.
fn other_than<Said: PartialEq>(counts: Option<&Said>, said: Said, place: &'static str) -> ServiceResult<Said> {
    if counts == Some(&said) {
        return Err(ServiceError::invalid(ObjectionRefusal::ObjectionSameValue.into(), place));
    }
    Ok(said)
}

/// Both, or all that is wrong with either: a form is told of everything at once.
fn together<One, Other>(one: ServiceResult<One>, other: ServiceResult<Other>) -> ServiceResult<(One, Other)> {
    let mut faults = FieldFaults::default();
    let (one, other) = (faults.note(one)?, faults.note(other)?);
    faults.end(one.zip(other))
}
