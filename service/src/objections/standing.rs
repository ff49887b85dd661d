//! How an objection stands at this moment: whether the value that it is about still counts, and who had a hand in that value.

use crate::{ServiceResult, store, store::Tx};
use domain::{
    ids::{AccountId, IndicatorCode},
    objection::{Objection, brought_in},
    submission::{State, Submission},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How an objection stands.
pub(super) struct Standing {
    /// The revision in force, as long as the value objected to still counts in it.
    pub(super) in_force: Option<i32>,
    /// Whoever submitted, approved, endorsed or accepted that value, or upheld an objection to it.
    hands: BTreeSet<Uuid>,
}

impl Standing {
    /// Of an objection to a report.
    pub(super) async fn of(tx: &mut Tx, report: &Submission, objection: &Objection) -> ServiceResult<Self> {
        let then = store::objections::objected(tx, objection).await?;
        let values = store::values::of_report(tx, &objection.key).await?;
        let now = values.iter().find(|value| value.indicator == objection.indicator);
        let is_same = then.is_some() && then == now.map(|value| (value.applicability, value.in_force()));
        let is_accepted = matches!(report.state, State::Accepted { .. });
        let in_force = report.accepted_revision.filter(|_| is_accepted && is_same);
        let of_report = store::objections::of_report(tx, &objection.key).await?;
        let revisions = [Some(objection.revision), in_force].into_iter().flatten();
        let brought: BTreeSet<i32> =
            revisions.map(|revision| brought_in(&objection.indicator, revision, &of_report)).collect();
        let thread = store::submissions::events(tx, &objection.key).await?;
        let of_value = thread.into_iter().map(|(event, _)| event).filter(|event| {
            let is_step =
                matches!(event.step.as_str(), "submit" | "approve" | "endorse" | "accept" | "objection_upheld");
            is_step && brought.contains(&event.revision)
        });
        Ok(Self { in_force, hands: of_value.filter_map(|event| event.account).collect() })
    }

    /// Whether somebody is free to decide: they do not object, and had no hand in the value.
    pub(super) fn is_free(&self, objection: &Objection, person: AccountId) -> bool {
        objection.may_be_decided_by(person) && !self.hands.contains(&person.uuid())
    }
}

/// Who accepted the value of an indicator in a report; nobody where it was imported. Whoever upheld an objection to another
/// value since only carried it on.
pub(super) async fn accepted_by(
    tx: &mut Tx,
    report: &Submission,
    indicator: &IndicatorCode,
    of_report: &[Objection],
) -> ServiceResult<Option<AccountId>> {
    let State::Accepted { accepted } = report.state else { return Ok(None) };
    let brought = brought_in(indicator, report.revision, of_report);
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
