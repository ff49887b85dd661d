//! Rounds that recur by rule.

use super::{Tx, stored, unreadable};
use crate::{ServiceError, ServiceResult};
use chrono::NaiveDate;
use domain::{
    ids::PlanCode,
    recurrence::{Recurrence, RoundRule, RuleDays},
};
use sqlx::FromRow;

#[derive(FromRow)]
struct Row {
    plan: String,
    recurrence: String,
    opens_days: i32,
    due_day: i32,
    grace_days: i32,
    on_rest_days: String,
    starts_on: NaiveDate,
}

impl TryFrom<Row> for RoundRule {
    type Error = ServiceError;
    fn try_from(row: Row) -> ServiceResult<Self> {
        let number = |number: i32| u32::try_from(number).map_err(|error| unreadable("rule", error));
        let days = RuleDays {
            opens_days: row.opens_days,
            due_day: number(row.due_day)?,
            grace_days: number(row.grace_days)?,
            on_rest_days: stored("rule", &row.on_rest_days)?,
        };
        let rule = Self::new(stored("plan", &row.plan)?, stored("recurrence", &row.recurrence)?, days, row.starts_on);
        rule.map_err(|error| unreadable("rule", error))
    }
}

/// All rules, in the order of plans.
pub(crate) async fn all(tx: &mut Tx) -> ServiceResult<Vec<RoundRule>> {
    const SQL: &str = "
        SELECT plan, recurrence, opens_days, due_day, grace_days, on_rest_days, starts_on
        FROM round_rule
        ORDER BY plan, recurrence";
    let rows: Vec<Row> = on!(tx, conn => sqlx::query_as(SQL).fetch_all(conn).await)?;
    rows.into_iter().map(RoundRule::try_from).collect()
}

/// Sets the rule of a plan for a recurrence.
pub(crate) async fn set(tx: &mut Tx, rule: &RoundRule) -> ServiceResult<()> {
    const SQL: &str = "
        INSERT INTO round_rule (plan, recurrence, opens_days, due_day, grace_days, on_rest_days, starts_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (plan, recurrence) DO UPDATE
        SET opens_days = $3, due_day = $4, grace_days = $5, on_rest_days = $6, starts_on = $7";
    let days = rule.days();
    let number = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    on!(tx, conn => sqlx::query(SQL)
        .bind(rule.plan().as_str())
        .bind(rule.recurrence().as_ref())
        .bind(days.opens_days)
        .bind(number(days.due_day))
        .bind(number(days.grace_days))
        .bind(days.on_rest_days.as_ref())
        .bind(rule.starts_on())
        .execute(conn).await.map(|_| ()))?;
    Ok(())
}

/// Removes a rule; false when there was none.
pub(crate) async fn remove(tx: &mut Tx, plan: &PlanCode, recurrence: Recurrence) -> ServiceResult<bool> {
    const SQL: &str = "DELETE FROM round_rule WHERE plan = $1 AND recurrence = $2";
    let removed = on!(tx, conn => sqlx::query(SQL)
        .bind(plan.as_str())
        .bind(recurrence.as_ref())
        .execute(conn).await.map(|done| done.rows_affected()))?;
    Ok(removed == 1)
}
