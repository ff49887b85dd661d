//! How an objection stands at this moment: whether what it is about still counts, and who had a hand in it.

use crate::{ServiceError, ServiceResult, Services, reports::Loaded, store, store::Tx};
use domain::{
    ids::{AccountId, IndicatorCode},
    objection::{Claim, Objection, accepted_in, brought_in},
    plan::Plan,
    submission::{State, Submission},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How an objection stands.
pub(super) struct Standing {
    /// The revision in force, as long as the value or score objected to still counts in it.
    pub(super) in_force: Option<i32>,
    /// Whoever submitted, approved, endorsed or accepted that value or one that the score is made of, or upheld an objection
    /// to it.
    hands: BTreeSet<Uuid>,
}

impl Standing {
    /// Of an objection to a report.
    pub(super) async fn of(
        services: &Services,
        tx: &mut Tx,
        loaded: &Loaded,
        objection: &Objection,
    ) -> ServiceResult<Self> {
        let report = &loaded.submission;
        let is_same = still_stands(tx, objection).await?;
        let is_accepted = matches!(report.state, State::Accepted { .. });
        let in_force = report.accepted_revision.filter(|_| is_accepted && is_same);
        let of_report = store::objections::of_report(tx, &objection.key).await?;
        let made_of = made_of(services, tx, &loaded.plan, &objection.claim).await?;
        let revisions: Vec<i32> = [Some(objection.revision), in_force].into_iter().flatten().collect();
        let mut brought = BTreeSet::new();
        for indicator in &made_of {
            brought.extend(revisions.iter().map(|revision| brought_in(indicator, *revision, &of_report)));
        }
        let thread = store::submissions::events(tx, &objection.key).await?;
        let of_value = thread.into_iter().map(|(event, _)| event).filter(|event| {
            let is_step =
                matches!(event.step.as_str(), "submit" | "approve" | "endorse" | "accept" | "objection_upheld");
            is_step && brought.contains(&event.revision)
        });
        Ok(Self { in_force, hands: of_value.filter_map(|event| event.account).collect() })
    }

    /// Whether somebody is free to decide: they do not object, and had no hand in it.
    pub(super) fn is_free(&self, objection: &Objection, person: AccountId) -> bool {
        objection.may_be_decided_by(person) && !self.hands.contains(&person.uuid())
    }
}

/// Whether the value or score of now is the one that was objected to.
async fn still_stands(tx: &mut Tx, objection: &Objection) -> ServiceResult<bool> {
    match &objection.claim {
        Claim::Value { indicator, .. } => {
            let then = store::objections::objected(tx, objection, indicator).await?;
            let values = store::values::of_report(tx, &objection.key).await?;
            let now = values.iter().find(|value| value.indicator == *indicator);
            Ok(then.is_some() && then == now.map(|value| (value.applicability, value.in_force())))
        }
        Claim::Score { scheme, edition, stood, .. } => {
            let agency = std::slice::from_ref(&objection.key.agency);
            let kept = store::scores::of_bodies(tx, &objection.key.round, agency).await?;
            let now = kept.into_iter().find(|kept| kept.scheme == *scheme);
            let now = now.map(|kept| (kept.edition, kept.outcome.ok().map(|score| score.published)));
            Ok(now == Some((*edition, *stood)))
        }
    }
}

/// The indicators whose values an objection is about: its own, or those that the score is made of, derived ones with all that
/// they are worked out from.
pub(super) async fn made_of(
    services: &Services,
    tx: &mut Tx,
    plan: &Plan,
    claim: &Claim,
) -> ServiceResult<BTreeSet<IndicatorCode>> {
    match claim {
        Claim::Value { indicator, .. } => Ok(BTreeSet::from([indicator.clone()])),
        Claim::Score { scheme, edition, .. } => {
            let scheme = services.scheme_in(tx, scheme, *edition).await?;
            let formulas =
                plan.formulas().map_err(|(of, fault)| ServiceError::fault(format!("the formula of {of}"), fault))?;
            Ok(formulas.behind(scheme.indicators()).into_iter().cloned().collect())
        }
    }
}

/// Who accepted the value of an indicator in a report, or the values of a score; nobody where they were imported. Whoever
/// upheld an objection to something else since only carried it on.
pub(super) async fn accepted_by(
    tx: &mut Tx,
    report: &Submission,
    claim: &Claim,
    of_report: &[Objection],
) -> ServiceResult<Option<AccountId>> {
    let State::Accepted { accepted } = report.state else { return Ok(None) };
    let brought = match claim {
        Claim::Value { indicator, .. } => brought_in(indicator, report.revision, of_report),
        Claim::Score { .. } => accepted_in(report.revision, of_report),
    };
    let by = if brought == report.revision {
        Some(accepted.by.uuid())
    } else {
        let thread = store::submissions::events(tx, &report.key).await?;
        let accepting =
            thread.iter().rev().map(|(event, _)| event).find(|event| {
                event.revision == brought && matches!(event.step.as_str(), "accept" | "objection_upheld")
            });
        accepting.and_then(|event| event.account)
    };
    Ok(by.filter(|by| !by.is_nil()).map(AccountId::new))
}
