//! When reminders go out, and putting one's own away.

use super::{answer, typed};
use crate::{context, error::AppError};
use domain::{
    ids::{ReminderId, RoundCode},
    quiet::{ClockTime, QuietHours},
    recurrence::OnRestDays,
    reminder::{Audience, PolicyParts, STEP_DAYS, Step},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use service::{FieldFaults, ServiceError, ServiceResult};
use std::{collections::BTreeSet, ops::RangeInclusive};

/// The page of the settings of every round.
const EVERY_ROUND: &str = "/calendar/reminders";

/// The days of the steps as they are typed, for each audience before the due day and after it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StepFields {
    reporter_before: String,
    reporter_late: String,
    approver_before: String,
    approver_late: String,
    coordinator_before: String,
    coordinator_late: String,
}

impl StepFields {
    fn of_audiences(&self) -> [(Audience, &str, &str); 3] {
        [
            (Audience::Reporter, &self.reporter_before, &self.reporter_late),
            (Audience::Approver, &self.approver_before, &self.approver_late),
            (Audience::Coordinator, &self.coordinator_before, &self.coordinator_late),
        ]
    }
}

/// The page on which the settings of a round, or of every round, are made.
fn page_of(round: Option<&RoundCode>) -> String {
    round.map_or_else(|| EVERY_ROUND.to_owned(), |round| format!("/calendar/{round}/reminders"))
}

/// The round that a form names; an empty name is every round.
fn round_of(typed: &str) -> ServiceResult<Option<RoundCode>> {
    if typed.is_empty() {
        return Ok(None);
    }
    typed.parse().map(Some).map_err(|_| ServiceError::NotFound("round"))
}

fn time(typed: &str, field: &str) -> ServiceResult<ClockTime> {
    typed.parse().map_err(|_| ServiceError::invalid("time_of_day", field))
}

/// The days of one field, all of which lie within bounds.
fn days(typed: &str, field: &str, bounds: &RangeInclusive<i32>) -> ServiceResult<Vec<i32>> {
    let days = typed::numbers(typed, "reminder_days", field)?;
    let is_within = days.iter().all(|days| bounds.contains(days));
    if is_within { Ok(days) } else { Err(ServiceError::invalid("reminder_days", field)) }
}

/// Sets the reminders of a round, or of every round.
///
/// # Errors
/// As [`service::reminders::Reminders::set_policy`].
#[server(prefix = "/do", endpoint = "reminders/set")]
pub async fn set(
    #[server(default)] round: String,
    #[server(default)] steps: StepFields,
    at: String,
    quiet_from: String,
    quiet_until: String,
    on_rest_days: OnRestDays,
) -> Result<(), AppError> {
    let page = context::page();
    let code = round_of(&round);
    let form = page_of(code.as_ref().ok().and_then(Option::as_ref));
    let set = async {
        let code = code?;
        let (mut faults, mut all) = (FieldFaults::default(), BTreeSet::new());
        for (to, before, late) in steps.of_audiences() {
            let before =
                faults.note(days(before, &format!("steps[{}_before]", to.as_ref()), &(0..=-STEP_DAYS.start())))?;
            let late = faults.note(days(late, &format!("steps[{}_late]", to.as_ref()), &(1..=*STEP_DAYS.end())))?;
            all.extend(before.into_iter().flatten().map(|days| Step { days: -days, to }));
            all.extend(late.into_iter().flatten().map(|days| Step { days, to }));
        }
        let at = faults.note(time(&at, "at"))?;
        let (from, until) =
            (faults.note(time(&quiet_from, "quiet_from"))?, faults.note(time(&quiet_until, "quiet_until"))?);
        let ((at, from), until) = faults.end(at.zip(from).zip(until))?;
        let parts = PolicyParts { steps: all, at, quiet: QuietHours { from, until }, on_rest_days };
        page.services.reminders().set_policy(page.actor()?, code.as_ref(), parts).await
    };
    answer(set.await.map(|_| ()), &form, "reminders_set")
}

/// Takes the settings of a round, or of every round, back.
///
/// # Errors
/// As [`service::reminders::Reminders::reset_policy`].
#[server(prefix = "/do", endpoint = "reminders/reset")]
pub async fn reset(#[server(default)] round: String) -> Result<(), AppError> {
    let page = context::page();
    let code = round_of(&round);
    let form = page_of(code.as_ref().ok().and_then(Option::as_ref));
    let reset = async { page.services.reminders().reset_policy(page.actor()?, code?.as_ref()).await };
    answer(reset.await, &form, "reminders_reset")
}

/// Puts a reminder of one's own away.
///
/// # Errors
/// As [`service::reminders::Reminders::dismiss`].
#[server(prefix = "/do", endpoint = "reminders/dismiss")]
pub async fn dismiss(reminder: ReminderId) -> Result<(), AppError> {
    let page = context::page();
    let dismissed = async { page.services.reminders().dismiss(page.actor()?, reminder).await };
    answer(dismissed.await, "/", "reminder_dismissed")
}
