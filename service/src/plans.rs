//! Plans as code, and sourced facts.

mod difference;

pub use crate::store::facts::Fact;

use crate::{
    Actor, ServiceError, ServiceResult, Services, audit, imports,
    organisations::{ImportDiff, ImportMode},
    store,
    store::Tx,
};
use domain::{
    access::Action,
    ids::{IndicatorCode, PlanCode},
    plan::Plan,
    round::Round,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

impl Services {
    /// A version of a plan; kept in memory, since versions never change.
    pub(crate) async fn plan_in(&self, tx: &mut Tx, code: &PlanCode, version: i32) -> ServiceResult<Arc<Plan>> {
        let key = (code.clone(), version);
        let kept = self.inner.plans.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&key).cloned();
        if let Some(plan) = kept {
            return Ok(plan);
        }
        let plan = store::plans::get(tx, code, version).await?.ok_or(ServiceError::NotFound("plan"))?;
        let plan = Arc::new(plan);
        self.inner.plans.write().unwrap_or_else(std::sync::PoisonError::into_inner).insert(key, plan.clone());
        Ok(plan)
    }

    /// The latest version of every plan, in the order of their first years.
    pub(crate) async fn latest_plans(&self, tx: &mut Tx) -> ServiceResult<Vec<Arc<Plan>>> {
        let mut latest: BTreeMap<String, i32> = BTreeMap::new();
        for (code, version) in store::plans::versions(tx).await? {
            latest.insert(code, version);
        }
        let mut plans = Vec::new();
        for (code, version) in latest {
            plans.push(self.plan_in(tx, &store::stored("plan", &code)?, version).await?);
        }
        plans.sort_by_key(|plan| plan.plan.first_fiscal_year);
        Ok(plans)
    }

    /// The plan a round asks about.
    pub(crate) async fn plan_of(&self, tx: &mut Tx, round: &Round) -> ServiceResult<Arc<Plan>> {
        self.plan_in(tx, &round.plan, round.plan_version).await
    }

    /// Whether any version of any plan has an indicator.
    pub(crate) async fn plans_ask_for(&self, tx: &mut Tx, indicator: &IndicatorCode) -> ServiceResult<bool> {
        for (code, version) in store::plans::versions(tx).await? {
            let plan = self.plan_in(tx, &store::stored("plan", &code)?, version).await?;
            if plan.indicator(indicator).is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Plans and facts.
    pub fn plans(&self) -> Plans<'_> {
        Plans(self)
    }
}

/// Reads a plan file.
///
/// # Errors
/// [`ServiceError::Invalid`] with line and reason.
pub fn read_plan(text: &str) -> ServiceResult<Plan> {
    imports::plans::read(text.as_bytes()).map_err(|refusals| {
        let line = |refusal: &imports::Refusal| format!("{}: {} {:?}", refusal.line, refusal.column, refusal.reason);
        ServiceError::invalid("plan_file", refusals.iter().map(line).collect::<Vec<_>>().join("; "))
    })
}

/// One version of a plan, among its versions.
#[derive(Debug, Clone)]
pub struct PlanVersion {
    /// The plan as this version states it.
    pub plan: Arc<Plan>,
    /// Every version there is, the oldest first.
    pub versions: Vec<i32>,
}

/// Plans and facts.
pub struct Plans<'a>(pub(crate) &'a Services);

impl Plans<'_> {
    /// The latest version of every plan, in the order of their first years.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn latest(&self, actor: &Actor) -> ServiceResult<Vec<Arc<Plan>>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        self.0.latest_plans(&mut tx).await
    }

    /// The latest version of one plan.
    ///
    /// # Errors
    /// There is no such plan.
    pub async fn get(&self, actor: &Actor, code: &PlanCode) -> ServiceResult<Arc<Plan>> {
        let plans = self.latest(actor).await?;
        plans.into_iter().find(|plan| plan.plan.code == *code).ok_or(ServiceError::NotFound("plan"))
    }

    /// One version of a plan, the latest where none is named, and which versions there are.
    ///
    /// # Errors
    /// There is no such plan or version.
    pub async fn version(&self, actor: &Actor, code: &PlanCode, version: Option<i32>) -> ServiceResult<PlanVersion> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        let known = store::plans::versions(&mut tx).await?;
        let versions: Vec<i32> =
            known.into_iter().filter(|(known, _)| known == code.as_str()).map(|(_, version)| version).collect();
        let latest = versions.iter().copied().max().ok_or(ServiceError::NotFound("plan"))?;
        let plan = self.0.plan_in(&mut tx, code, version.unwrap_or(latest)).await?;
        Ok(PlanVersion { plan, versions })
    }

    /// The facts of a scope such as `th`.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn facts(&self, actor: &Actor, scope: &str) -> ServiceResult<Vec<Fact>> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ReadFigures, std::slice::from_ref(tree.root()))?;
        store::facts::of_scope(&mut tx, scope).await
    }

    /// Keeps a new version of a plan. The same version again changes nothing; another text under an old version number
    /// is refused, since reports were made against it.
    ///
    /// # Errors
    /// The version exists with another text or is not the next one; the actor may not.
    pub async fn import(&self, actor: &Actor, plan: Plan, mode: ImportMode) -> ServiceResult<ImportDiff> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageReference, std::slice::from_ref(tree.root()))?;
        let code = plan.plan.code.clone();
        let versions = store::plans::versions(&mut tx).await?;
        let last = versions.iter().filter(|(known, _)| known == code.as_str()).map(|(_, version)| *version).max();
        if let Some(same) = store::plans::get(&mut tx, &code, plan.plan.version).await? {
            if same == plan {
                return Ok(ImportDiff { unchanged: plan.indicators.len(), ..ImportDiff::default() });
            }
            return Err(ServiceError::invalid("plan_version_exists", format!("{code} {}", plan.plan.version)));
        }
        if plan.plan.version != last.unwrap_or(0) + 1 {
            return Err(ServiceError::invalid("plan_version_not_next", format!("{code} {}", plan.plan.version)));
        }
        let before = match last {
            Some(version) => store::plans::get(&mut tx, &code, version).await?,
            None => None,
        };
        let diff = difference::of(before.as_ref(), &plan)?;
        if mode == ImportMode::DryRun {
            return Ok(diff);
        }
        store::plans::insert(&mut tx, &plan, self.0.now()).await?;
        let object = format!("plan/{code}/{}", plan.plan.version);
        let details = serde_json::json!({ "indicators": plan.indicators.len() });
        audit::record(self.0, &mut tx, actor, "plans.import", object, &details).await?;
        tx.commit().await?;
        Ok(diff)
    }

    /// Brings sourced facts up to date; those that a file leaves out stay.
    ///
    /// # Errors
    /// The actor may not.
    pub async fn import_facts(&self, actor: &Actor, facts: &[Fact], mode: ImportMode) -> ServiceResult<ImportDiff> {
        let mut tx = self.0.db().write().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        actor.require(Action::ManageReference, std::slice::from_ref(tree.root()))?;
        let mut kept = BTreeMap::new();
        for scope in facts.iter().map(|fact| &fact.scope).collect::<BTreeSet<_>>() {
            for fact in store::facts::of_scope(&mut tx, scope).await? {
                kept.insert(key_of(&fact), fact);
            }
        }
        let mut diff = ImportDiff::default();
        let mut changed = Vec::new();
        for fact in facts {
            let name = key_of(fact).join(" ");
            match kept.get(&key_of(fact)) {
                Some(old) if old == fact => diff.unchanged += 1,
                Some(old) => diff.changed.push(format!("{name}: {} → {}", old.value, fact.value)),
                None => diff.added.push(format!("{name}: {}", fact.value)),
            }
            if kept.get(&key_of(fact)) != Some(fact) {
                changed.push(fact.clone());
            }
        }
        if mode == ImportMode::DryRun || changed.is_empty() {
            return Ok(diff);
        }
        store::facts::save(&mut tx, &changed, self.0.now()).await?;
        let details = serde_json::json!({ "added": diff.added.len(), "changed": diff.changed.len() });
        audit::record(self.0, &mut tx, actor, "facts.import", "facts".to_owned(), &details).await?;
        tx.commit().await?;
        Ok(diff)
    }
}

/// What tells one fact from another.
fn key_of(fact: &Fact) -> [String; 4] {
    [&fact.indicator, &fact.scope, &fact.period_kind, &fact.period].map(Clone::clone)
}
