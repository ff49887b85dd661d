//! The rules by which the rounds of a plan recur. The timetable opens what they call for.

use crate::{Actor, ServiceError, ServiceResult, Services, audit, store, store::Tx};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    access::Action,
    calendar::FiscalYear,
    ids::PlanCode,
    recurrence::{PlannedRound, Recurrence, RoundRule, RuleDays, RuleError},
};
use std::collections::BTreeSet;

/// How far ahead planned rounds are shown, in days.
const AHEAD: Days = Days::new(400);

/// A rule to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRule {
    /// Whose rounds.
    pub plan: PlanCode,
    /// Which periods.
    pub recurrence: Recurrence,
    /// Its numbers.
    pub days: RuleDays,
    /// The first day on which a round may open by it.
    pub starts_on: NaiveDate,
}

/// Rules of rounds.
pub struct RoundRules<'a>(pub(crate) &'a Services);

impl Services {
    /// Rules of rounds.
    pub fn round_rules(&self) -> RoundRules<'_> {
        RoundRules(self)
    }
}

impl RoundRules<'_> {
    /// All rules, in the order of plans.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn list(&self, actor: &Actor) -> ServiceResult<Vec<RoundRule>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        store::round_rules::all(&mut tx).await
    }

    /// The rounds that rules will open within the next year or so, in the order in which they open.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn planned(&self, actor: &Actor) -> ServiceResult<Vec<PlannedRound>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let until = self.0.now().checked_add_days(AHEAD).unwrap_or(DateTime::<Utc>::MAX_UTC);
        planned_in(self.0, &mut tx, until).await
    }

    /// Sets the rule of a plan for a recurrence; rounds that are open already stay as they are.
    ///
    /// # Errors
    /// There is no such plan; the numbers cannot be kept; the actor may not.
    pub async fn set(&self, actor: &Actor, new: NewRule) -> ServiceResult<RoundRule> {
        let NewRule { plan, recurrence, days, starts_on } = new;
        let rule = RoundRule::new(plan, recurrence, days, starts_on).map_err(refused)?;
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageRounds, std::slice::from_ref(tree.root()))?;
        years_of(self.0, &mut tx, rule.plan()).await?.ok_or(ServiceError::NotFound("plan"))?;
        let before = store::round_rules::all(&mut tx).await?;
        let is_same = |other: &&RoundRule| other.plan() == rule.plan() && other.recurrence() == rule.recurrence();
        let details = serde_json::json!({ "before": before.iter().find(is_same), "after": rule });
        store::round_rules::set(&mut tx, &rule).await?;
        let object = object_of(rule.plan(), recurrence);
        audit::record(self.0, &mut tx, actor, "round_rules.set", object, &details).await?;
        tx.commit().await?;
        Ok(rule)
    }

    /// Removes a rule: no more rounds open by it.
    ///
    /// # Errors
    /// There is no such rule; the actor may not.
    pub async fn remove(&self, actor: &Actor, plan: &PlanCode, recurrence: Recurrence) -> ServiceResult<()> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageRounds, std::slice::from_ref(tree.root()))?;
        if !store::round_rules::remove(&mut tx, plan, recurrence).await? {
            return Err(ServiceError::NotFound("rule"));
        }
        let object = object_of(plan, recurrence);
        audit::record(self.0, &mut tx, actor, "round_rules.remove", object, &serde_json::json!({})).await?;
        tx.commit().await
    }
}

fn object_of(plan: &PlanCode, recurrence: Recurrence) -> String {
    format!("round_rule/{plan}/{}", recurrence.as_ref())
}

fn refused(error: RuleError) -> ServiceError {
    let (code, field) = match error {
        RuleError::Opens => ("rule_opens", "opens_days"),
        RuleError::DueDay => ("rule_due_day", "due_day"),
        RuleError::DueBeforeOpening => ("rule_due_before_opening", "due_day"),
        RuleError::Grace => ("rule_grace", "grace_days"),
    };
    ServiceError::invalid(code, field)
}

/// The fiscal years of a plan in its latest version; none where there is no such plan.
pub(crate) async fn years_of(
    services: &Services,
    tx: &mut Tx,
    plan: &PlanCode,
) -> ServiceResult<Option<(FiscalYear, FiscalYear)>> {
    let versions = store::plans::versions(tx).await?;
    let latest = versions.iter().filter(|(code, _)| code == plan.as_str()).map(|(_, version)| *version).max();
    let Some(latest) = latest else { return Ok(None) };
    let plan = services.plan_in(tx, plan, latest).await?;
    Ok(Some((plan.plan.first_fiscal_year, plan.plan.last_fiscal_year)))
}

/// The rounds that rules will open from now until an instant and that are not in the calendar, in the order in which
/// they open.
pub(crate) async fn planned_in(
    services: &Services,
    tx: &mut Tx,
    until: DateTime<Utc>,
) -> ServiceResult<Vec<PlannedRound>> {
    let rules = store::round_rules::all(tx).await?;
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let holidays = store::holidays::days(tx).await?;
    let codes = store::rounds::codes(tx).await?;
    let mut there: BTreeSet<String> = codes.into_iter().map(|code| code.to_string()).collect();
    let mut planned = Vec::new();
    for rule in rules {
        let Some(years) = years_of(services, tx, rule.plan()).await? else { continue };
        let rounds = rule.opening_between(services.now(), until, years, &holidays);
        planned.extend(rounds.into_iter().filter(|round| there.insert(round.period.to_string())));
    }
    planned.sort_by_key(|round| round.window.opens_at());
    Ok(planned)
}
