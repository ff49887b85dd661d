//! The demonstration: every body of the state, two plans, eight past quarters and the open one, generated the same way every
//! time. Organisations, plans and facts are the shipped reference; every size, report and value is made up.

mod dice;
mod figures;
mod journeys;
mod people;
mod rounds;
mod sizes;
mod words;

pub use people::{DemonstrationAccount, PASSWORD};

use crate::{
    Actor, ServiceError, ServiceResult, Services, imports, organisations::ImportMode, round_rules::NewRule, store,
    store::Tx,
};
use chrono::Duration;
use domain::{
    buddhist::{bangkok_day, end_of_day, start_of_day},
    calendar::Quarter,
    organisation::OrganisationTree,
    plan::Plan,
    recurrence::{OnRestDays, Recurrence, RuleDays},
    window::Window,
};
use std::sync::{Arc, atomic::Ordering};

const ORGANISATIONS: &[u8] = include_bytes!("../../../reference/organisations.csv");
const EVENTS: &[u8] = include_bytes!("../../../reference/organisation_events.csv");
const HOLIDAYS: &[u8] = include_bytes!("../../../reference/holidays.csv");
const FACTS: &[u8] = include_bytes!("../../../reference/facts.csv");
const PLANS: [&[u8]; 2] = [
    include_bytes!("../../../reference/plans/dgp-2563.toml"),
    include_bytes!("../../../reference/plans/dgp-2566.toml"),
];

/// The schemes whose indicators the plan in force asks; the others read what this demonstration does not report.
const SCHEMES: [&[u8]; 3] = [
    include_bytes!("../../../reference/schemes/dga-readiness.toml"),
    include_bytes!("../../../reference/schemes/plan-achievement-opdc.toml"),
    include_bytes!("../../../reference/schemes/plan-achievement-five.toml"),
];
/// The plan that the schemes score.
const SCORED_PLAN: &str = "dgp-2566";

/// How many quarters before the open one have reports.
const PAST_QUARTERS: usize = 8;
/// Reports are due so many days after the quarter's end, as DGA's real deadlines were.
const DUE_DAYS: i64 = 15;
/// And are taken so many days more, as late ones.
const GRACE_DAYS: i64 = 30;

/// How far the work has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Everything is there already.
    Complete,
    /// Organisations, plans and facts are being imported.
    Reference,
    /// Accounts are being made.
    People,
    /// The reports of a quarter are being written.
    Round {
        /// Which one.
        period: String,
        /// Its place, from 1.
        number: usize,
        /// How many there are.
        of: usize,
    },
}

impl Services {
    /// Whether every figure is made up.
    pub fn is_demonstration(&self) -> bool {
        self.inner.is_demonstration.load(Ordering::Relaxed)
    }

    /// The accounts that the sign-in page offers, all with [`PASSWORD`]; none outside a demonstration.
    pub fn demonstration_accounts(&self) -> &'static [DemonstrationAccount] {
        if self.is_demonstration() { &people::LISTED } else { &[] }
    }

    pub(crate) async fn load_installation(&self) -> ServiceResult<()> {
        let mut tx = self.db().read().await?;
        let is_demonstration = store::installation::is_demonstration(&mut tx).await?;
        self.inner.is_demonstration.store(is_demonstration, Ordering::Relaxed);
        Ok(())
    }

    /// Fills an empty database with the demonstration, or completes one that was interrupted; what is there stays.
    ///
    /// # Errors
    /// The database holds other data: then [`ServiceError::Invalid`] with `not_empty`.
    pub async fn generate_demonstration(&self, told: impl Fn(Progress)) -> ServiceResult<()> {
        let mut tx = self.db().write().await?;
        if !store::installation::is_demonstration(&mut tx).await? {
            if store::organisations::stamp(&mut tx).await? != 0 {
                return Err(ServiceError::invalid("not_empty", ""));
            }
            store::installation::become_demonstration(&mut tx).await?;
        }
        tx.commit().await?;
        self.load_installation().await?;
        let now = self.now();
        let parts = parts(Quarter::of(bangkok_day(now)))?;
        let missing = self.missing_rounds(&parts).await?;
        told(if missing.is_empty() { Progress::Complete } else { Progress::Reference });
        let plans = self.import_reference().await?;
        if missing.is_empty() {
            return self.complete_people().await;
        }
        let files = rounds::store_files(self).await?;
        told(Progress::People);
        let mut tx = self.db().write().await?;
        let tree = self.tree_in(&mut tx).await?;
        let people = people::People::of(&tree);
        people.save(self, &mut tx, now).await?;
        tx.commit().await?;
        let mut memory = figures::Memory::default();
        for (place, part) in parts.iter().enumerate() {
            let period = domain::calendar::Period::Quarter(part.quarter).to_string();
            if missing.contains(&period) {
                told(Progress::Round { period, number: place + 1, of: parts.len() });
            }
            let plan = in_force(&plans, part.quarter)?;
            let maker = rounds::Maker { services: self, tree: &tree, people: &people, plan, now, files: &files };
            maker.make(*part, &mut memory).await?;
        }
        if let Some(first) = parts.first() {
            // What is made up is told as if it had been known all the while, so that its past can be looked at.
            let mut tx = self.db().write().await?;
            store::history::stand_since(&mut tx, first.window.opens_at()).await?;
            tx.commit().await?;
        }
        if let Some(open) = parts.last() {
            self.set_demonstration_rule(in_force(&plans, open.quarter)?).await?;
        }
        Ok(())
    }

    /// Makes the accounts that are offered since an earlier release made the demonstration.
    async fn complete_people(&self) -> ServiceResult<()> {
        let mut tx = self.db().write().await?;
        people::People::absent(&mut tx).await?.save(self, &mut tx, self.now()).await?;
        tx.commit().await
    }

    /// The rounds that are not there yet. Whatever else the demonstration consists of was made before the first of them.
    async fn missing_rounds(&self, parts: &[rounds::Part]) -> ServiceResult<Vec<String>> {
        let mut tx = self.db().read().await?;
        let known = store::rounds::codes(&mut tx).await?;
        let periods = parts.iter().map(|part| domain::calendar::Period::Quarter(part.quarter).to_string());
        Ok(periods.filter(|period| known.iter().all(|code| code.as_str() != period)).collect())
    }

    async fn import_reference(&self) -> ServiceResult<Vec<Plan>> {
        let shipped = |file: &'static str| {
            move |refusals: Vec<imports::Refusal>| ServiceError::fault(file, format!("{refusals:?}"))
        };
        let bodies = imports::organisations::read(ORGANISATIONS).map_err(shipped("organisations.csv"))?.bodies;
        let bodies = sizes::with_sizes(bodies)?;
        let events = imports::events::read(EVENTS, &bodies).map_err(shipped("organisation_events.csv"))?;
        let facts = imports::facts::read(FACTS).map_err(shipped("facts.csv"))?;
        let tree =
            OrganisationTree::new(bodies.clone()).map_err(|error| ServiceError::fault("organisations.csv", error))?;
        let operator = Actor::operator(tree.root());
        if self.organisations().is_empty().await? {
            self.organisations().import(&operator, bodies, events, ImportMode::Apply).await?;
        }
        let mut plans = Vec::new();
        for bytes in PLANS {
            let plan = imports::plans::read(bytes).map_err(shipped("plans"))?;
            let known = self.plans().latest(&operator).await?;
            if !known.iter().any(|known| known.plan.code == plan.plan.code) {
                self.plans().import(&operator, plan.clone(), ImportMode::Apply).await?;
            }
            plans.push(plan);
        }
        self.plans().import_facts(&operator, &facts.facts, ImportMode::Apply).await?;
        let holidays = imports::holidays::read(HOLIDAYS).map_err(shipped("holidays.csv"))?;
        self.holidays().import(&operator, holidays, ImportMode::Apply).await?;
        let scored = SCORED_PLAN.parse().map_err(|error| ServiceError::fault("the scored plan", error))?;
        for bytes in SCHEMES {
            let scheme = imports::schemes::read(bytes).map_err(shipped("schemes"))?;
            self.schemes().import(&operator, scheme, Some(&scored), ImportMode::Apply).await?;
        }
        Ok(plans)
    }

    /// The rule by which the timetable opens the rounds after those that are made up.
    async fn set_demonstration_rule(&self, plan: &Plan) -> ServiceResult<()> {
        let operator = self.operator().await?;
        if !self.round_rules().list(&operator).await?.is_empty() {
            return Ok(());
        }
        let days = RuleDays {
            opens_days: 1,
            due_day: u32::try_from(DUE_DAYS).unwrap_or(1),
            grace_days: u32::try_from(GRACE_DAYS).unwrap_or(0),
            on_rest_days: OnRestDays::Move,
        };
        let starts_on = bangkok_day(self.now());
        let rule = NewRule { plan: plan.plan.code.clone(), recurrence: Recurrence::Quarterly, days, starts_on };
        self.round_rules().set(&operator, rule).await?;
        Ok(())
    }
}

/// Whoever runs the server, below the root that is registered.
async fn operator(services: &Services, tx: &mut Tx) -> ServiceResult<Actor> {
    let tree: Arc<OrganisationTree> = services.tree_in(tx).await?;
    Ok(Actor::operator(tree.root()))
}

/// The plan in whose period a quarter lies, or the last one.
fn in_force(plans: &[Plan], quarter: Quarter) -> ServiceResult<&Plan> {
    let year = quarter.fiscal_year();
    let lies_in = |plan: &&Plan| (plan.plan.first_fiscal_year..=plan.plan.last_fiscal_year).contains(&year);
    plans.iter().find(lies_in).or(plans.last()).ok_or(ServiceError::NotFound("plan"))
}

/// The past quarters and the open one, oldest first.
fn parts(open: Quarter) -> ServiceResult<Vec<rounds::Part>> {
    let mut parts = Vec::new();
    let mut quarter = open;
    for _ in 0..=PAST_QUARTERS {
        let due = quarter.last_day() + Duration::days(DUE_DAYS);
        let closes = due + Duration::days(GRACE_DAYS);
        let window = Window::new(start_of_day(quarter.first_day()), end_of_day(due), end_of_day(closes));
        let window = window.map_err(|error| ServiceError::fault("the window of a demonstration round", error))?;
        parts.push(rounds::Part { quarter, window, is_open: quarter == open });
        quarter = quarter.previous();
    }
    parts.reverse();
    Ok(parts)
}

#[cfg(test)]
mod tests;
