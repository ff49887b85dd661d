//! Somebody who had no hand in a value or score decides on the objection to it.

use super::{
    Objections, answered, begin_with, details_of,
    effects::{self, Before},
    keep_step,
    standing::{Standing, made_of},
    told, unreadable,
};
use crate::{
    Actor, ServiceError, ServiceResult,
    drafts::refuse_twice,
    store,
    submissions::{Seen, Step, Verified, read_verified, words_of},
    values::Value,
};
use domain::{
    access::Action,
    ids::{IndicatorCode, ObjectionId},
    objection::{Claim, Corrected, Objection, ObjectionRefusal, Parts},
    reading::Reading,
};
use serde_json::json;
use std::collections::BTreeSet;

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The agency is right: its value counts.
    Uphold,
    /// The agency is right about its score: these values were wrong.
    UpholdByValues(Vec<Verified>),
    /// The agency is right about its score: the edition of the scheme is at fault.
    UpholdAgainstEdition,
    /// What stands there stays.
    Reject,
}

impl Decision {
    /// The step that it is in the thread.
    fn step(&self) -> &'static str {
        match self {
            Self::Uphold | Self::UpholdByValues(_) => "objection_upheld",
            Self::UpholdAgainstEdition => "objection_upheld_against_edition",
            Self::Reject => "objection_rejected",
        }
    }
}

impl Objections<'_> {
    /// Decides on an open objection. Upheld, the value of the agency, or the values that its score was wrong by, are verified in
    /// a new revision of the report, and every sum and score above moves in the same transaction. Where the edition of a
    /// scheme is at fault nothing moves.
    ///
    /// # Errors
    /// It is not open, or was moved since it was seen; another value or score is in force; there is no reason; it is not
    /// decided like that; a value cannot be read, is the same, or is none of the report that the score is made of; the actor
    /// took a step of a value, objects, or may not.
    pub async fn decide(
        &self,
        actor: &Actor,
        id: ObjectionId,
        seen: i64,
        (decision, reason): (Decision, &str),
    ) -> ServiceResult<()> {
        let reason = words_of(reason);
        let (objection, mut step) = begin_with(self.0, actor, id, Seen::Version(seen), &[Action::ReviewReport]).await?;
        // How it stands, and places before and after, are of one moment.
        store::rounds::lock(&mut step.tx, &objection.key.round).await?;
        let standing = Standing::of(self.0, &mut step.tx, &step.loaded, &objection).await?;
        if let Some(hand) = standing.hand(&objection, actor.account) {
            return Err(hand.refusal().into());
        }
        let name = decision.step();
        match decision {
            Decision::Reject => {
                let moved = objection.reject(step.stamp, &reason)?;
                // What was overtaken would have done nothing.
                let effects = match standing.in_force {
                    Some(_) => effects::foretold(self.0, &mut step.tx, &step.loaded, &moved).await?,
                    None => Vec::new(),
                };
                self.keep(&mut step, &moved, &effects).await?;
                told(&mut step, &moved, (name, &reason, ""), &json!({ "effects": effects })).await?;
            }
            Decision::UpholdAgainstEdition => {
                let moved = objection.uphold_against_edition(step.stamp, &reason, standing.in_force)?;
                self.keep(&mut step, &moved, &[]).await?;
                told(&mut step, &moved, (name, &reason, ""), &json!({})).await?;
            }
            Decision::Uphold => {
                let moved = objection.uphold(step.stamp, &reason, standing.in_force)?;
                let Claim::Value { indicator, counter } = &moved.claim else {
                    return Err(ObjectionRefusal::ObjectionOtherDecision.into());
                };
                let changed = [(indicator.clone(), *counter)];
                self.verify_anew(&mut step, &moved, &changed, &reason).await?;
            }
            Decision::UpholdByValues(typed) => {
                let of_score = made_of(self.0, &mut step.tx, &step.loaded.plan, &objection.claim).await?;
                let values = store::values::of_report(&mut step.tx, &objection.key).await?;
                let corrected = corrected(&step, (&of_score, &standing.carried), &values, &typed)?;
                let changed: Vec<_> = corrected.iter().map(|it| (it.indicator.clone(), it.after)).collect();
                let moved = objection.uphold_by_values(step.stamp, &reason, standing.in_force, corrected)?;
                self.verify_anew(&mut step, &moved, &changed, &reason).await?;
            }
        }
        step.tx.commit().await
    }

    async fn keep(&self, step: &mut Step<'_>, moved: &Objection, effects: &[effects::Effect]) -> ServiceResult<()> {
        store::objections::save(&mut step.tx, moved).await?;
        let kept = serde_json::to_string(effects).map_err(|error| ServiceError::fault("effects", error))?;
        store::objections::keep_effect(&mut step.tx, moved.id, &kept).await?;
        answered::tell_objector(self.0, step, moved).await
    }

    /// Puts the changed values in force and keeps what that did to scores. The round is locked by then.
    async fn verify_anew(
        &self,
        step: &mut Step<'_>,
        moved: &Objection,
        changed: &[(IndicatorCode, Parts)],
        reason: &str,
    ) -> ServiceResult<()> {
        let before = Before::read(self.0, &mut step.tx, &step.loaded).await?;
        let report = step.loaded.submission.clone().verify_anew(step.stamp)?;
        step.verify_anew(&report, changed).await?;
        let effects = before.effects(&mut step.tx, &step.loaded, moved).await?;
        self.keep(step, moved, &effects).await?;
        keep_step(step, moved, ("objection_upheld", reason, "")).await?;
        let mut details = details_of(moved, &json!(effects));
        let values = |(indicator, parts): &(IndicatorCode, Parts)| json!({ "indicator": indicator, "parts": parts });
        details["corrected"] = changed.iter().map(values).collect();
        step.tell(report, "objection_upheld", reason, details).await
    }
}

/// What is typed against the values in force: each one of the report that the score is made of and that somebody reported,
/// none that is carried from an earlier round.
fn corrected(
    step: &Step<'_>,
    (of_score, carried): (&BTreeSet<IndicatorCode>, &BTreeSet<IndicatorCode>),
    values: &[Value],
    typed: &[Verified],
) -> ServiceResult<Vec<Corrected>> {
    refuse_twice(typed.iter().map(|typed| &typed.indicator))?;
    let corrected = |typed: &Verified| {
        let stray = || {
            let is_carried = carried.contains(&typed.indicator);
            let other = ObjectionRefusal::ObjectionOtherReport;
            let refusal = if is_carried { other } else { ObjectionRefusal::ObjectionNotOfScore };
            ServiceError::invalid(refusal.into(), place(&typed.indicator))
        };
        let indicator = step.loaded.plan.indicator(&typed.indicator).ok_or_else(stray)?;
        if indicator.derived.is_some() {
            return Err(step.loaded.not_asked(&typed.indicator));
        }
        let value = values.iter().find(|value| value.indicator == typed.indicator);
        let value = value.filter(|value| of_score.contains(&value.indicator)).ok_or_else(stray)?;
        let after = read_verified(indicator, typed).map(Reading::parts);
        let after = after
            .map_err(|error| unreadable(error, [place(&typed.indicator), format!("bases[{}]", typed.indicator)]))?;
        if value.in_force() == Some(after) {
            let same = ObjectionRefusal::ObjectionSameValue.into();
            return Err(ServiceError::invalid(same, place(&typed.indicator)));
        }
        Ok(Corrected { indicator: typed.indicator.clone(), before: value.in_force(), after })
    };
    typed.iter().map(corrected).collect()
}

/// The field in which the value of an indicator is typed.
fn place(indicator: &IndicatorCode) -> String {
    format!("values[{indicator}]")
}
