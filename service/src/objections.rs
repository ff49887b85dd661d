//! Objections to verified values and to scores: filed by the agency, answered in time by somebody who did not accept the
//! value, and upheld in one transaction with the sums and scores that they move.

mod answered;
mod corrections;
mod decide;
mod effects;
mod file;
mod files;
mod notices;
mod read;
mod scores;
mod standing;
mod subject;
mod to_decide;

pub(crate) use self::corrections::corrections;
pub(crate) use self::notices::concerns;
pub(crate) use self::standing::kept_out;
pub(crate) use self::subject::named;
pub use self::{
    corrections::Corrections,
    decide::Decision,
    effects::Effect,
    file::{NewObjection, NewScoreObjection},
    files::MOST_FILES_AT_ONCE,
    notices::ObjectionNotice,
    read::{
        Deciding, ListedObjection, Listing, ObjectionPage, ObjectionStep, OfValue, ReportObjections, ScoreToObjectTo,
        ToObjectTo, Waiting,
    },
    scores::{Objected, ObjectedFigures, OwnObjections},
    standing::Hand,
    subject::{CorrectableValue, CorrectedValue, Named, OfScore},
    to_decide::ToDecide,
};
pub use crate::store::objections::Beside;

use crate::{
    Actor, ServiceError, ServiceResult, Services,
    store::{self, objections::StepRow},
    submissions::{Seen, Step, words_of},
};
use domain::{
    access::Action,
    entry::Field,
    ids::ObjectionId,
    objection::{Claim, Objection, ObjectionRefusal},
};
use serde_json::{Value, json};

impl From<ObjectionRefusal> for ServiceError {
    fn from(refusal: ObjectionRefusal) -> Self {
        Self::invalid(refusal.into(), "reason")
    }
}

/// What is wrong with a value that was typed, at the fields of its number and its base.
fn unreadable(error: ServiceError, [number, base]: [String; 2]) -> ServiceError {
    let ServiceError::Problems(problems) = error else { return error };
    let at_base = problems.iter().filter(|(_, problem)| problem.field == Field::Base).count();
    let at = |place| ServiceError::invalid("objection_value", place);
    match (at_base, problems.len() - at_base) {
        (0, _) => at(number),
        (_, 0) => at(base),
        (_, _) => ServiceError::Together(vec![at(number), at(base)]),
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
    /// Says more about an open objection: the agency, or DGA.
    ///
    /// # Errors
    /// It is not open, or was moved since it was seen; nothing is said; the actor may not.
    pub async fn say(&self, actor: &Actor, id: ObjectionId, seen: i64, words: &str) -> ServiceResult<()> {
        let words = words_of(words);
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

fn details_of(objection: &Objection, effects: &Value) -> Value {
    let mut details = json!({
        "objection": objection.id, "answer_by": objection.answer_by, "effects": effects,
    });
    match &objection.claim {
        Claim::Value { indicator, counter } => {
            details["indicator"] = json!(indicator);
            details["counter"] = json!(counter);
        }
        Claim::Score { scheme, edition, stood, counter } => {
            details["scheme"] = json!(scheme);
            details["edition"] = json!(edition);
            details["stood"] = json!(stood);
            details["counter"] = json!(counter);
        }
    }
    details
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
    let subject = objection.claim.subject();
    let note = format!("{}: {}", subject.code(), said.1);
    let note = if said.1.is_empty() { subject.code().to_owned() } else { note };
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
