//! Objections to verified values: filed by the agency, answered in time by somebody who did not accept the value, and
//! upheld in one transaction with the sums and scores that they move.

mod answered;
mod files;
mod notices;
mod read;
mod standing;

pub(crate) use self::notices::concerns;
pub use self::read::{
    Deciding, Effect, ListedObjection, Listing, ObjectionPage, ObjectionStep, ReportObjections, ToObjectTo, Waiting,
};
pub use self::{files::MOST_FILES_AT_ONCE, notices::ObjectionNotice};

use self::standing::Standing;
use crate::{
    Actor, ServiceError, ServiceResult, Services,
    store::{self, objections::StepRow},
    submissions::{self, Seen, Step, Verified, read_verified},
};
use domain::{
    access::Action,
    ids::{IndicatorCode, ObjectionId},
    objection::{Objection, ObjectionRefusal, ObjectionState, answer_by, check_text},
    reading::Reading,
    submission::{ReportKey, State},
};
use serde_json::{Value, json};

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

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The agency is right.
    Uphold,
    /// The value stays.
    Reject,
}

impl From<ObjectionRefusal> for ServiceError {
    fn from(refusal: ObjectionRefusal) -> Self {
        Self::invalid(refusal.into(), "reason")
    }
}

/// Objections.
pub struct Objections<'a>(pub(crate) &'a Services);

impl Services {
    /// Objections.
    pub fn objections(&self) -> Objections<'_> {
        Objections(self)
    }
}

impl Objections<'_> {
    /// Objects to a verified value in force.
    ///
    /// # Errors
    /// Nothing is accepted; the value cannot be read or is the same; reason or evidence are missing; one waits already; the
    /// actor may not.
    pub async fn file(&self, actor: &Actor, new: NewObjection) -> ServiceResult<ObjectionId> {
        let mut step = Step::begin(self.0, actor, Action::ObjectToValue, &new.key, Seen::Any).await?;
        let report = step.loaded.submission.clone();
        if !matches!(report.state, State::Accepted { .. }) {
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
        let counter = counter.map_err(|_| ServiceError::invalid("objection_value", "value"))?;
        if value.in_force() == Some(counter) {
            return Err(ServiceError::invalid(ObjectionRefusal::ObjectionSameValue.into(), "value"));
        }
        let (reason, evidence) = (readable(&new.reason), readable(&new.evidence));
        check_text(&reason, ObjectionRefusal::ReasonMissing)?;
        check_text(&evidence, ObjectionRefusal::ObjectionEvidenceMissing)
            .map_err(|refusal| ServiceError::invalid(refusal.into(), "evidence"))?;
        let of_report = store::objections::of_report(&mut step.tx, &new.key).await?;
        let is_waiting = |other: &Objection| other.indicator == new.indicator && other.state == ObjectionState::Open;
        if of_report.iter().any(is_waiting) {
            return Err(ServiceError::invalid("objection_waits", "indicator"));
        }
        let accepted_by = standing::accepted_by(&mut step.tx, &report, &new.indicator, &of_report).await?;
        let holidays = store::holidays::days(&mut step.tx).await?;
        let objection = Objection {
            id: ObjectionId::new(self.0.chance().uuid()),
            key: new.key,
            indicator: new.indicator,
            revision: value.revision,
            counter,
            filed: step.stamp,
            accepted_by,
            answer_by: answer_by(step.stamp.at, &holidays),
            version: 0,
            state: ObjectionState::Open,
        };
        store::objections::insert(&mut step.tx, &objection).await?;
        told(&mut step, &objection, ("object", &reason, &evidence), &Value::Null).await?;
        step.tx.commit().await?;
        Ok(objection.id)
    }

    /// Says more about an open objection: the agency, or DGA.
    ///
    /// # Errors
    /// It is not open, or was moved since it was seen; nothing is said; the actor may not.
    pub async fn say(&self, actor: &Actor, id: ObjectionId, seen: i64, words: &str) -> ServiceResult<()> {
        let words = readable(words);
        let (objection, mut step) =
            begin_with(self.0, actor, id, Seen::Version(seen), &[Action::ObjectToValue, Action::ReviewReport]).await?;
        let moved = objection.say(&words)?;
        store::objections::save(&mut step.tx, &moved).await?;
        told(&mut step, &moved, ("objection_said", &words, ""), &Value::Null).await?;
        step.tx.commit().await
    }

    /// Takes an open objection back.
    ///
    /// # Errors
    /// It is not open, or was moved since it was seen; the actor may not.
    pub async fn withdraw(&self, actor: &Actor, id: ObjectionId, seen: i64) -> ServiceResult<()> {
        let (objection, mut step) =
            begin_with(self.0, actor, id, Seen::Version(seen), &[Action::ObjectToValue]).await?;
        let moved = objection.withdraw(step.stamp)?;
        store::objections::save(&mut step.tx, &moved).await?;
        told(&mut step, &moved, ("objection_withdrawn", "", ""), &Value::Null).await?;
        step.tx.commit().await
    }

    /// Decides on an open objection. Upheld, the value of the agency is verified in a new revision of the report, and
    /// every sum and score above it moves in the same transaction.
    ///
    /// # Errors
    /// It is not open, or was moved since it was seen; another value is in force; there is no reason; the actor took a step
    /// of the value, objects, or may not.
    pub async fn decide(
        &self,
        actor: &Actor,
        id: ObjectionId,
        seen: i64,
        (decision, reason): (Decision, &str),
    ) -> ServiceResult<()> {
        let reason = readable(reason);
        let (objection, mut step) = begin_with(self.0, actor, id, Seen::Version(seen), &[Action::ReviewReport]).await?;
        let standing = Standing::of(&mut step.tx, &step.loaded.submission, &objection).await?;
        if !standing.is_free(&objection, actor.account) {
            return Err(ObjectionRefusal::ObjectionSamePerson.into());
        }
        let name = match decision {
            Decision::Uphold => "objection_upheld",
            Decision::Reject => "objection_rejected",
        };
        let moved = match decision {
            Decision::Reject => objection.reject(step.stamp, &reason)?,
            Decision::Uphold => objection.uphold(step.stamp, &reason, standing.in_force)?,
        };
        // What was overtaken would have done nothing.
        let effects = if standing.in_force.is_some() {
            read::effects(self.0, &mut step.tx, &step.loaded.round, &moved).await?
        } else {
            Vec::new()
        };
        store::objections::save(&mut step.tx, &moved).await?;
        let kept = serde_json::to_string(&effects).map_err(|error| ServiceError::fault("effects", error))?;
        store::objections::keep_effect(&mut step.tx, id, &kept).await?;
        answered::tell_objector(self.0, &mut step, &moved).await?;
        match decision {
            Decision::Reject => told(&mut step, &moved, (name, &reason, ""), &json!({ "effects": effects })).await?,
            Decision::Uphold => {
                let report = step.loaded.submission.clone().verify_anew(step.stamp)?;
                step.verify_anew(&report, &moved.indicator, moved.counter).await?;
                keep_step(&mut step, &moved, (name, &reason, "")).await?;
                let details = details_of(&moved, &json!(effects));
                step.tell(report, name, &reason, details).await?;
            }
        }
        step.tx.commit().await
    }
}

/// Loads an objection with its report, allows what the actor may, and refuses what was moved since it was seen.
async fn begin_with<'s>(
    services: &'s Services,
    actor: &'s Actor,
    id: ObjectionId,
    seen: Seen,
    actions: &[Action],
) -> ServiceResult<(Objection, Step<'s>)> {
    let mut tx = services.db().read().await?;
    let found = store::objections::get(&mut tx, id).await?.ok_or(ServiceError::NotFound("objection"))?;
    drop(tx);
    let tree = services.organisations().tree(actor).await?;
    let path = crate::organisations::path_of(&tree, &found.key.agency)?;
    let action = actions.iter().copied().find(|action| actor.may(*action, &path)).ok_or(ServiceError::Forbidden)?;
    let mut step = Step::begin(services, actor, action, &found.key, Seen::Any).await?;
    // Once more within the transaction that changes it.
    let found = store::objections::get(&mut step.tx, id).await?.ok_or(ServiceError::NotFound("objection"))?;
    match seen {
        Seen::Version(version) if version != found.version => Err(ServiceError::Conflict),
        Seen::Version(_) | Seen::Any => Ok((found, step)),
    }
}

fn readable(text: &str) -> String {
    submissions::readable(text).trim().to_owned()
}

fn details_of(objection: &Objection, effects: &Value) -> Value {
    json!({
        "objection": objection.id, "indicator": objection.indicator, "counter": objection.counter,
        "answer_by": objection.answer_by, "effects": effects,
    })
}

/// Keeps what was said with the objection, and tells it in the report's thread and the audit log, there with what else is
/// to be known of it.
async fn told(
    step: &mut Step<'_>,
    objection: &Objection,
    said: (&'static str, &str, &str),
    more: &Value,
) -> ServiceResult<()> {
    keep_step(step, objection, said).await?;
    let report = step.loaded.submission.clone().remark();
    let note = format!("{}: {}", objection.indicator, said.1);
    let note = if said.1.is_empty() { objection.indicator.to_string() } else { note };
    let mut details = details_of(objection, &Value::Null);
    if let (Some(details), Some(more)) = (details.as_object_mut(), more.as_object()) {
        details.extend(more.clone());
    }
    step.tell(report, said.0, &note, details).await
}

async fn keep_step(
    step: &mut Step<'_>,
    objection: &Objection,
    (name, words, evidence): (&'static str, &str, &str),
) -> ServiceResult<()> {
    let row = StepRow {
        number: objection.version,
        step: name.to_owned(),
        account: step.stamp.by.uuid(),
        words: words.to_owned(),
        evidence: evidence.to_owned(),
        at: step.stamp.at,
    };
    store::objections::append_step(&mut step.tx, objection.id, &row).await
}
