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
use service::{ServiceError, ServiceResult};
use std::collections::BTreeSet;

/// The page of the settings of every round.
const EVERY_ROUND: &str = "/calendar/reminders";

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

/// The steps to an audience before the due day, and after it, as they are typed.
fn steps(to: Audience, before: &str, late: &str) -> ServiceResult<Vec<Step>> {
    let name = to.as_ref();
    let (before_field, late_field) = (format!("{name}_before"), format!("{name}_late"));
    let mut steps = Vec::new();
    for days in typed::numbers(before, "reminder_days", &before_field)? {
        if !(0..=-STEP_DAYS.start()).contains(&days) {
            return Err(ServiceError::invalid("reminder_days", before_field));
        }
        steps.push(Step { days: -days, to });
    }
    for days in typed::numbers(late, "reminder_days", &late_field)? {
        if !(1..=*STEP_DAYS.end()).contains(&days) {
            return Err(ServiceError::invalid("reminder_days", late_field));
        }
        steps.push(Step { days, to });
    }
    Ok(steps)
}

/// Sets the reminders of a round, or of every round.
///
/// # Errors
/// As [`service::reminders::Reminders::set_policy`].
#[server(prefix = "/do", endpoint = "reminders/set")]
pub async fn set(
    #[server(default)] round: String,
    #[server(default)] reporter_before: String,
    #[server(default)] reporter_late: String,
    #[server(default)] approver_before: String,
    #[server(default)] approver_late: String,
    #[server(default)] coordinator_before: String,
    #[server(default)] coordinator_late: String,
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
        let mut all = BTreeSet::new();
        all.extend(steps(Audience::Reporter, &reporter_before, &reporter_late)?);
        all.extend(steps(Audience::Approver, &approver_before, &approver_late)?);
        all.extend(steps(Audience::Coordinator, &coordinator_before, &coordinator_late)?);
        let quiet = QuietHours { from: time(&quiet_from, "quiet_from")?, until: time(&quiet_until, "quiet_until")? };
        let parts = PolicyParts { steps: all, at: time(&at, "at")?, quiet, on_rest_days };
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
