//! What an indicator means and which sourced figures there are: known before the first round has opened.

use super::{
    Dashboards,
    facts::{NationalFact, national_facts},
    status::PlannedIndicator,
};
use crate::{Actor, ServiceError, ServiceResult, Services, store, store::Tx};
use chrono::NaiveDate;
use domain::{
    access::Action,
    buddhist::bangkok_day,
    ids::IndicatorCode,
    plan::{Plan, PlanHead},
    trajectory::Milestone,
};
use std::{cmp::Reverse, sync::Arc};

/// What an indicator means.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The plan version that defines it here.
    pub plan: Arc<Plan>,
    /// The indicator as that plan defines it.
    pub indicator: PlannedIndicator,
    /// Its sourced figures, for a national indicator.
    pub fact: Option<NationalFact>,
    /// Baseline and targets, in the order of years; of a sum each is the target of one body.
    pub milestones: Vec<Milestone>,
    /// The plan versions that have it, newest first.
    pub plans: Vec<PlanHead>,
}

impl Dashboards<'_> {
    /// What an indicator means as the newest plan that has it says, with the sourced figures known today.
    ///
    /// # Errors
    /// There is no such indicator in any plan; the actor may not.
    pub async fn definition(&self, actor: &Actor, code: &IndicatorCode) -> ServiceResult<Definition> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        definition_in(self.0, &mut tx, code, None, bangkok_day(self.0.now())).await
    }

    /// The national indicators of the newest plan with the sourced figures known today; none where there is no plan.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn facts(&self, actor: &Actor) -> ServiceResult<Vec<NationalFact>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let plans = plans_newest_first(self.0, &mut tx).await?;
        let Some(newest) = plans.first() else { return Ok(Vec::new()) };
        let facts = store::facts::of_scope(&mut tx, tree.root().as_str()).await?;
        Ok(national_facts(newest, &facts, bangkok_day(self.0.now())))
    }
}

/// What an indicator means as a plan says, or the newest that has it where that one has not, with the sourced figures
/// known on a day.
pub(super) async fn definition_in(
    services: &Services,
    tx: &mut Tx,
    code: &IndicatorCode,
    plan: Option<&Arc<Plan>>,
    day: NaiveDate,
) -> ServiceResult<Definition> {
    let mut with_it = plans_newest_first(services, tx).await?;
    with_it.retain(|plan| plan.indicator(code).is_some());
    let defines = |plan: &Arc<Plan>| Some((plan.clone(), PlannedIndicator::of(plan, code)?));
    let (plan, indicator) = plan
        .and_then(defines)
        .or_else(|| with_it.first().and_then(defines))
        .ok_or(ServiceError::NotFound("indicator"))?;
    let tree = services.tree_in(tx).await?;
    let facts = store::facts::of_scope(tx, tree.root().as_str()).await?;
    let fact = national_facts(&plan, &facts, day).into_iter().find(|fact| fact.indicator.code == *code);
    Ok(Definition {
        fact,
        milestones: indicator.trajectory().milestones().into_iter().cloned().collect(),
        plans: with_it.iter().map(|plan| plan.plan.clone()).collect(),
        plan,
        indicator,
    })
}

/// Every version of every plan, newest first.
async fn plans_newest_first(services: &Services, tx: &mut Tx) -> ServiceResult<Vec<Arc<Plan>>> {
    let mut plans = Vec::new();
    for (plan, version) in store::plans::versions(tx).await? {
        plans.push(services.plan_in(tx, &store::stored("plan", &plan)?, version).await?);
    }
    plans.sort_by_key(|plan| Reverse((plan.plan.first_fiscal_year, plan.plan.version)));
    Ok(plans)
}
