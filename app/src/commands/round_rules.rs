//! Rules by which rounds recur.

use super::{answer, typed};
use crate::{context, error::AppError};
use domain::{
    ids::PlanCode,
    recurrence::{OnRestDays, Recurrence, RuleDays},
};
use leptos::prelude::*;
use service::round_rules::NewRule;

/// The page of the rules.
const PAGE: &str = "/calendar/rules";

/// Sets the rule of a plan.
///
/// # Errors
/// As [`service::round_rules::RoundRules::set`].
#[server(prefix = "/do", endpoint = "round_rules/set")]
pub async fn set(
    plan: PlanCode,
    recurrence: Recurrence,
    opens_days: String,
    due_day: String,
    grace_days: String,
    on_rest_days: OnRestDays,
    starts_on: String,
) -> Result<(), AppError> {
    let page = context::page();
    let set = async {
        let days = RuleDays {
            opens_days: typed::number(&opens_days, "rule_opens", "opens_days")?,
            due_day: typed::number(&due_day, "rule_due_day", "due_day")?,
            grace_days: typed::number(&grace_days, "rule_grace", "grace_days")?,
            on_rest_days,
        };
        let starts_on = typed::day(&starts_on, "starts_on")?;
        page.services.round_rules().set(page.actor()?, NewRule { plan, recurrence, days, starts_on }).await
    };
    answer(set.await.map(|_| ()), PAGE, "rule_set")
}

/// Removes a rule.
///
/// # Errors
/// As [`service::round_rules::RoundRules::remove`].
#[server(prefix = "/do", endpoint = "round_rules/remove")]
pub async fn remove(plan: PlanCode, recurrence: Recurrence) -> Result<(), AppError> {
    let page = context::page();
    let removed = async { page.services.round_rules().remove(page.actor()?, &plan, recurrence).await };
    answer(removed.await, PAGE, "rule_removed")
}
